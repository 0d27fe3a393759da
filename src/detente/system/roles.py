"""Parts that states play between the camps: brokers, hedgers, isolates, and those that fit no camp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.errors import InputError
from detente.system.graph import Flags, Ints
from detente.system.network import Floats, System, find_signs

__all__ = ["Role", "Roles", "find_roles"]

_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Role:
    """How one state stands to the camps.

    Attributes:
        state: Its name.
        camp: Its camp.
        n_friends: Friendly ties.
        n_foes: Hostile ties.
        n_bridged: Pairs of its friends that are of different camps and no friends of each other.
        n_liaison: Of these, pairs with neither in its own camp.
        n_hostile: Of these pairs, those that are hostile to each other.
        hedging: 0, close to no two camps that are hostile to each other, to 1, all its ties are friendly and
            weigh the same toward two such camps.
        sides: The two camps that `hedging` is of, the closer first; None if it is 0.
        move_cost: Weight that would be frustrated more if it left its camp for `toward`; negative if less.
            None without a tie.
        toward: The camp it would best go to; None if that is a camp of its own, or without a tie.
        fits: Whether others are in its camp and leaving costs. An isolate does not fit.
    """

    state: str
    camp: str
    n_friends: int
    n_foes: int
    n_bridged: int
    n_liaison: int
    n_hostile: int
    hedging: float
    sides: tuple[str, str] | None
    move_cost: float | None
    toward: str | None
    fits: bool

    @property
    def hostile_share(self) -> float | None:
        """Share of the pairs it bridges that are hostile; None if it bridges none."""
        return self.n_hostile / self.n_bridged if self.n_bridged else None


@dataclass(frozen=True, slots=True)
class Roles:
    """The parts that states play, given camps. A state may play several.

    Attributes:
        states: Of each state, in the order of the system.
        brokers: Those that bridge a pair, most pairs first; then by hostile pairs, then by name.
        hedgers: Those whose `hedging` is above 0, greatest first.
        isolates: Those without a tie, by name.
        misfits: Those with a tie that fit no camp, whom leaving costs least first.
    """

    states: tuple[Role, ...]
    brokers: tuple[Role, ...]
    hedgers: tuple[Role, ...]
    isolates: tuple[Role, ...]
    misfits: tuple[Role, ...]


def find_roles(system: System, camps: Sequence[str | int]) -> Roles:
    """Who stands between the camps, who stands alone, and who stands where it need not.

    - A *broker* has two friends that are of different camps and not friends of each other: an open two-path
      between groups (Gould and Fernandez 1989, Sociological Methodology 19: 89-126; without direction their
      gatekeeper and representative are one, and pairs outside its own camp are their liaison). Pairs that
      are hostile, not only apart, are counted by themselves: there the broker may mediate or profit (Burt
      1992, Structural Holes). Signs only.
    - A *hedger* is close to both sides of a divide. With c(A) the weight of its ties to camp A, friendly less
      hostile, and W that of all its ties, ``hedging = 2 min(c(A), c(B)) / W``, the greatest over all two
      camps whose ties to each other, without its own, are hostile by weight. The index is this project's;
      the notion is that of a state that keeps up ties to both of two rivals so as to side with neither (Kuik
      2008, Contemporary Southeast Asia 30: 159-185; Lim and Cooper 2015, Security Studies 24: 696-727).
      With every state as its own camp it is hedging between single states.
    - An *isolate* has no tie.
    - A *misfit* has ties and is alone in its camp, or could leave for another camp or for one of its own at
      no cost in frustrated weight. It is this project's word for what an optimal division leaves open.

    All hang on the camps that are given. None can say that a state means to play its part: who is tied to
    both sides need not mediate nor hedge, and a state that hedges by words or by silence has no such ties.

    Args:
        system: Of one layer, without direction.
        camps: Of each state, in the order of the system's states.

    Raises:
        InputError: If there are not as many camps as states.
        UsageError: If the system has several layers or directed ties.

    >>> from detente.system import build_system_of_ties
    >>> system = build_system_of_ties(["RUS", "RUS", "IND"], ["IND", "PAK", "PAK"], weight=[2, 1, -3])
    >>> roles = find_roles(system, ["india", "pakistan", "india"])  # of IND, PAK, RUS
    >>> [(role.state, role.n_hostile, round(role.hedging, 2)) for role in roles.brokers]
    [('RUS', 1, 0.67)]
    """
    signs = find_signs(system)
    if len(camps) != system.n_states:
        raise InputError(f"{len(camps)} camps for {system.n_states} states", hint="one a state")
    names, place = np.unique(np.array([str(camp) for camp in camps]), return_inverse=True)
    weights = system.weights[0]
    toward = weights @ np.eye(names.size)[place]
    bridged, liaison, hostile = _count_bridges(signs, place)
    hedging, sides = _measure_hedging(weights, toward, place=place)
    cost, best = _find_moves(toward, place)
    alone = np.bincount(place)[place] == 1
    tied: Flags = np.count_nonzero(signs, axis=1) > 0
    found = tuple(
        Role(
            state=state,
            camp=str(names[place[i]]),
            n_friends=int((signs[i] > 0).sum()),
            n_foes=int((signs[i] < 0).sum()),
            n_bridged=int(bridged[i]),
            n_liaison=int(liaison[i]),
            n_hostile=int(hostile[i]),
            hedging=float(hedging[i]),
            sides=(str(names[sides[i, 0]]), str(names[sides[i, 1]])) if hedging[i] > 0 else None,
            move_cost=float(cost[i]) if tied[i] else None,
            toward=str(names[best[i]]) if tied[i] and best[i] >= 0 else None,
            fits=bool(tied[i] and not alone[i] and cost[i] > _NOTHING * np.abs(weights[i]).sum()),
        )
        for i, state in enumerate(system.states)
    )
    return _rank(found)


def _rank(found: tuple[Role, ...]) -> Roles:
    brokers = [role for role in found if role.n_bridged]
    hedgers = [role for role in found if role.hedging > 0]
    isolates = [role for role in found if role.move_cost is None]
    misfits = [role for role in found if role.move_cost is not None and not role.fits]
    return Roles(
        states=found,
        brokers=tuple(sorted(brokers, key=lambda role: (-role.n_bridged, -role.n_hostile, role.state))),
        hedgers=tuple(sorted(hedgers, key=lambda role: (-role.hedging, role.state))),
        isolates=tuple(sorted(isolates, key=lambda role: role.state)),
        misfits=tuple(sorted(misfits, key=lambda role: (role.move_cost or 0.0, role.state))),
    )


def _count_bridges(signs: Floats, place: Ints) -> tuple[Floats, Floats, Floats]:
    """Pairs of friends across camps that are no friends; of these outside the own camp; of these hostile."""
    friends = (signs > 0).astype(np.float64)
    across = place[:, None] != place[None, :]
    apart = (across & (signs <= 0)).astype(np.float64)
    foes = (across & (signs < 0)).astype(np.float64)
    abroad = friends * across

    def count(mine: Floats, pairs: Floats) -> Floats:
        found: Floats = ((mine @ pairs) * mine).sum(axis=1) / 2
        return found

    return count(friends, apart), count(abroad, apart), count(friends, foes)


def _measure_hedging(weights: Floats, toward: Floats, *, place: Ints) -> tuple[Floats, Ints]:
    """The index of each state, and the two camps it is of, the closer first."""
    n, size = toward.shape
    between = np.eye(size)[place].T @ toward
    total = np.abs(weights).sum(axis=1)
    hedging, sides = np.zeros(n), np.zeros((n, 2), dtype=np.int64)
    for i in np.flatnonzero(total > 0).tolist():
        close = np.flatnonzero(toward[i] > _NOTHING * total[i])
        if close.size < 2:
            continue
        close = close[np.lexsort((close, -toward[i, close]))]
        rest = between[np.ix_(close, close)].copy()
        # The ties of the state itself to its own camp and to others are no part of the divide.
        home = close == place[i]
        rest[home] -= toward[i, close]
        rest[:, home] -= toward[i, close][:, None]
        rivals: Flags = rest < -_NOTHING * total.max()
        # Of the camp that is farther among two rivals the closest one counts: the first such column.
        rows, columns = np.nonzero(np.tril(rivals, -1))
        if rows.size:
            at = int(np.argmin(rows))
            hedging[i] = 2 * toward[i, close[rows[at]]] / total[i]
            sides[i] = close[columns[at]], close[rows[at]]
    return np.minimum(hedging, 1.0), sides


def _find_moves(toward: Floats, place: Ints) -> tuple[Floats, Ints]:
    """What each state's best move costs, and to which camp; -1 is one of its own.

    Whoever is alone in its camp can only go to another.
    """
    n, size = toward.shape
    nodes = np.arange(n)
    here = toward[nodes, place]
    alone = np.bincount(place, minlength=size)[place] == 1
    options = np.column_stack((np.where(alone, -np.inf, 0.0), toward))
    options[nodes, place + 1] = -np.inf
    best = np.argmax(options, axis=1)
    return here - options[nodes, best], best - 1
