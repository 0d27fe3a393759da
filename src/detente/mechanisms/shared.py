"""Mechanisms of what two states have in common: enemies, friends, friends who are enemies, threats.

A third state k is counted once, whatever the weight of its ties. Ties may be directed; the two states' own
views of k decide (rows of the network), not its views of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from detente.mechanisms.event_cells import Scale
from detente.mechanisms.shared_changes import write_name
from detente.mechanisms.world import Bools, Change, Floats, TieChange, World, find_network

__all__ = ["CommonEnemy", "CommonFriend", "FriendsEnemy", "SharedThreat"]

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _ThirdStates:
    """How many third states the two hold to be what `pairs` says: one class a mechanism, one statistic.

    ``X_ij = sum over (a, b) of #{k: sign(ties_ik) = a, sign(ties_jk) = b}``, symmetric in i and j if the
    pairs are, and so are all of this file.
    """

    ties: str = "ties"
    scale: Scale = "weight"
    word: ClassVar[str] = ""
    pairs: ClassVar[Pairs] = ()

    @property
    def name(self) -> str:
        """The mechanism's name, with the network and the scale where they are not the usual ones."""
        return write_name(self.word, self.ties if self.ties != "ties" else "", word_of(self.scale))

    @property
    def reads(self) -> tuple[str, ...]:
        """The network of ties."""
        return (self.ties,)

    def init(self, world: World) -> Floats:
        """Shape (states, states), in O(n^3)."""
        ties = find_network(world, self.ties)
        return _scale(count_pairs(ties, ties, self.pairs), self.scale)

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n); off the scale ``weight`` in O(n d), d the friends and enemies of the source."""
        if not isinstance(change, TieChange) or change.network != self.ties:
            return
        ties, source, target = find_network(world, self.ties), change.source, change.target
        before, after = np.sign(ties[source, target]), np.sign(change.value)
        if before == after:
            return
        if self.scale == "weight":
            row = values[source].copy()
            for mine, theirs in self.pairs:
                step = float(after == mine) - float(before == mine)
                row += step * (np.sign(ties[:, target]) == theirs)
        else:
            view = ties[source].copy()
            view[target] = change.value
            row = _scale(count_pairs(view, ties, self.pairs, seen=view != 0), self.scale)
        row[source] = 0.0
        values[source] = row
        values[:, source] = row


@dataclass(frozen=True, slots=True)
class CommonEnemy(_ThirdStates):
    """How many third states both are hostile to: the enemy of my enemy.

    ``#{k: ties_ik < 0 and ties_jk < 0}``. Heider 1946; Harary 1961; Maoz et al. 2007.

    Attributes:
        ties: Network of signed ties; 0 is no settled sign.
        scale: ``weight`` the number, ``any`` 1 if there is one, ``log`` log(1 + number).
    """

    word: ClassVar[str] = "common_enemy"
    pairs: ClassVar[Pairs] = ((-1, -1),)


@dataclass(frozen=True, slots=True)
class CommonFriend(_ThirdStates):
    """How many third states both are friendly to: the friend of my friend.

    ``#{k: ties_ik > 0 and ties_jk > 0}``. Cartwright & Harary 1956; Maoz et al. 2007.

    Attributes:
        ties: Network of signed ties.
        scale: As of `CommonEnemy`.
    """

    word: ClassVar[str] = "common_friend"
    pairs: ClassVar[Pairs] = ((1, 1),)


@dataclass(frozen=True, slots=True)
class FriendsEnemy(_ThirdStates):
    """How many third states are friend of the one and enemy of the other, whichever is which.

    ``#{k: ties_ik > 0 > ties_jk or ties_ik < 0 < ties_jk}``. Heider 1946; Cartwright & Harary 1956.

    Attributes:
        ties: Network of signed ties.
        scale: As of `CommonEnemy`.
    """

    word: ClassVar[str] = "friends_enemy"
    pairs: ClassVar[Pairs] = ((1, -1), (-1, 1))


@dataclass(frozen=True, slots=True)
class SharedThreat:
    """How many third parties both fight; armed groups are states of the world that never act.

    ``#{k: f_ik > 0 and f_jk > 0}`` with ``f = max(fights, fights')``: whoever began, it is a fight of both.
    Walt 1987: states ally against threats. To count only what is no state, hand over a network of the fights
    with such parties.

    Attributes:
        fights: Network of violence, 0 or more.
        scale: As of `CommonEnemy`.
    """

    fights: str = "fights"
    scale: Scale = "weight"

    @property
    def name(self) -> str:
        """``shared_threat``, with the network and the scale where they are not the usual ones."""
        network = self.fights if self.fights != "fights" else ""
        return write_name("shared_threat", network, word_of(self.scale))

    @property
    def reads(self) -> tuple[str, ...]:
        """The network of fights."""
        return (self.fights,)

    def init(self, world: World) -> Floats:
        """Shape (states, states), in O(n^3)."""
        fights = find_network(world, self.fights)
        fought = np.maximum(fights, fights.T)
        return _scale(count_pairs(fought, fought, ((1, 1),)), self.scale)

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n); in O(n d) if not on the scale ``weight``."""
        if not isinstance(change, TieChange) or change.network != self.fights:
            return
        fights = find_network(world, self.fights)
        one, other = change.source, change.target
        back = fights[other, one]
        before, after = max(fights[one, other], back) > 0, max(change.value, back) > 0
        if before == after:
            return
        for mine, theirs in ((one, other), (other, one)):
            fought = np.maximum(fights[:, theirs], fights[theirs]) > 0
            if self.scale == "weight":
                row = values[mine] + np.where(fought, 1.0 if after else -1.0, 0.0)
            else:
                view = np.maximum(fights[mine], fights[:, mine])
                view[theirs] = float(after)
                row = _scale(_count_fought(view > 0, fights), self.scale)
            # Between the two the count stands: neither is a third party to itself.
            row[mine], row[theirs] = 0.0, values[mine, theirs]
            values[mine] = row
            values[:, mine] = row


def count_pairs(mine: Floats, theirs: Floats, pairs: Pairs, *, seen: Bools | None = None) -> Floats:
    """Third states of each pair of signs, shape (states, states) or (states,); diagonal 0.

    Args:
        mine: Ties of all states, or of one, shape (states, states) or (states,).
        theirs: Ties of all states.
        pairs: Sign of the one's tie and of the other's.
        seen: Third states that count, shape (states,); by default all.
    """
    if seen is not None:
        mine, theirs = mine[..., seen], theirs[:, seen]
    counts = sum(
        (
            (np.sign(mine) == one).astype(np.float64) @ (np.sign(theirs) == other).astype(np.float64).T
            for one, other in pairs
        ),
        start=np.zeros(1),
    )
    if counts.ndim == 2:
        np.fill_diagonal(counts, 0.0)
    return counts


def word_of(scale: Scale) -> str:
    """A scale as names show it: the number itself is the usual one of counts of third states."""
    return "" if scale == "weight" else scale


def _count_fought(view: Bools, fights: Floats) -> Floats:
    fought = np.maximum(fights[:, view], fights[view].T) > 0
    counts: Floats = fought.sum(axis=1, dtype=np.float64)
    return counts


def _scale(counts: Floats, scale: Scale) -> Floats:
    if scale == "weight":
        return counts
    return (counts > 0).astype(np.float64) if scale == "any" else np.log1p(counts)
