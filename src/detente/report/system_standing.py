"""Who stands with whom at the newest date: camps, polarity, those between, and the strained ties."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, isnan
from typing import TYPE_CHECKING

import numpy as np

from detente.report.system_contexts import (
    NO_CAMP,
    CampContext,
    StandingContext,
    StrainContext,
    StrainsContext,
    ThirdState,
)
from detente.report.system_course import LEAST_STATES, percent
from detente.report.words import count, day_words, join_names, share_words
from detente.system import (
    build_system,
    find_roles,
    measure_polarity,
    measure_stability,
    measure_triads,
    rank_strain,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from detente.report.system_contexts import StateNode
    from detente.report.system_frames import Frame
    from detente.system import StrainedDyad, System

__all__ = ["build_standing", "build_strains"]

Dyad = tuple[str, str]
_STRAINED = 12
_THIRDS = 6
_BETWEEN = 3
_DRAWS, _DRAWS_LARGE, _LARGE = 200, 60, 14  # of the camps; in a system of more states than that
_SECONDS = 20.0
_FIRM = 0.95  # stability from which no number stands after a name
_ORDERS = {
    "unipolar": "unipolar (one has half or more, no other a quarter)",
    "bipolar": "bipolar (two have half or more, each a quarter or more, and no third a quarter)",
    "multipolar": "multipolar (three or more have 5% each, and neither one nor two stand out)",
    "diffuse": "diffuse (none stands out)",
}
_SIGNS = {1: "friendly", -1: "hostile"}


def build_standing(frame: Frame, numbers: Sequence[int], *, nodes: Sequence[StateNode]) -> StandingContext:
    """Camps, with their proof and what they amount to."""
    if frame.system is None or frame.graph is None or frame.camps is None:
        return StandingContext()
    names = {node.id: node.name for node in nodes}
    tied = np.zeros(len(nodes), dtype=bool)
    tied[frame.graph.first] = tied[frame.graph.second] = True
    groups: dict[int, list[int]] = defaultdict(list)
    for place, camp in enumerate(numbers):
        if camp != NO_CAMP:
            groups[camp].append(place)
    order = sorted(groups, key=lambda camp: (-len(groups[camp]), camp))
    sure = _measure_stability(frame, tied)
    return StandingContext(
        when_words=day_words(frame.when),
        camps=tuple(_build_camp(frame.system, groups, camp, nodes=nodes, sure=sure) for camp in order),
        alone=tuple(
            node.name for node, one, camp in zip(nodes, tied, numbers, strict=True) if one and camp == NO_CAMP
        ),
        untied=tuple(node.name for node, one in zip(nodes, tied, strict=True) if not one),
        words=(
            *_tell_proof(frame),
            *_tell_stability(groups, sure=sure, names=names),
            *_tell_polarity(frame, tied.tolist()),
            *_tell_between(frame, names),
        ),
    )


def _measure_stability(frame: Frame, tied: NDArray[np.bool_]) -> dict[str, float]:
    """Of each state with a sure tie, how often draws find it where it is."""
    if frame.snapshot is None or frame.camps is None or not tied.any():
        return {}
    system = build_system(
        frame.snapshot, states=[s for s, one in zip(_states(frame), tied, strict=True) if one]
    )
    draws = _DRAWS if system.n_states <= _LARGE else _DRAWS_LARGE
    found = measure_stability(system, frame.camps.camp[tied].tolist(), draws=draws, seconds=_SECONDS)
    return {
        state: share
        for state, share in zip(found.states, found.stability.tolist(), strict=True)
        if not isnan(share)
    }


def _states(frame: Frame) -> tuple[str, ...]:
    return frame.system.states if frame.system is not None else ()


def _build_camp(
    system: System,
    groups: Mapping[int, Sequence[int]],
    camp: int,
    *,
    nodes: Sequence[StateNode],
    sure: Mapping[str, float],
) -> CampContext:
    members = sorted((nodes[place] for place in groups[camp]), key=lambda node: node.name)
    return CampContext(
        number=camp,
        members=tuple(node.name for node in members),
        shares=tuple(_if_doubtful(sure.get(node.id)) for node in members),
        against=_count_against(system, groups, camp),
    )


def _if_doubtful(share: float | None) -> float | None:
    return share if share is not None and share < _FIRM else None


def _tell_stability(
    groups: Mapping[int, Sequence[int]], *, sure: Mapping[str, float], names: Mapping[str, str]
) -> list[tuple[str, str]]:
    if not groups or not sure:
        return []
    least = min(sure, key=lambda state: (sure[state], state))
    words = (
        "How often a state is with its camp and apart from the others, with the signs drawn by their "
        "probabilities, and ties that are not sure there or not: the number after its name, if below 0.95. "
    )
    if sure[least] >= _FIRM:
        return [("Stability.", f"{words}All places hold so often.")]
    return [("Stability.", f"{words}Least sure is the place of {names[least]}, {share_words(sure[least])}.")]


def _count_against(
    system: System, groups: Mapping[int, Sequence[int]], camp: int
) -> tuple[tuple[int, int, int], ...]:
    """Hostile and friendly ties of a camp to each other one, if there are any."""
    rows = []
    for other in sorted(groups.keys() - {camp}):
        signs = np.sign(system.weights[0][np.ix_(groups[camp], groups[other])])
        if signs.any():
            rows.append((other, int((signs < 0).sum()), int((signs > 0).sum())))
    return tuple(rows)


def _tell_proof(frame: Frame) -> list[tuple[str, str]]:
    graph, camps = frame.graph, frame.camps
    if graph is None or camps is None or not (graph.sign > 0).any():
        return []
    wrong = int(camps.frustrated.size)
    ties = count(graph.m, "sure tie")
    if graph.m == 1:
        return [("Proof.", "There is one sure tie, and this division holds to it.")]
    if not wrong:
        return [("Proof.", f"None of {ties} speaks against this division: it cannot be bettered.")]
    begin = f"{wrong} of {ties} {'speaks' if wrong == 1 else 'speak'} against this division"
    if camps.proof.optimal:
        return [
            ("Proof.", f"{begin}; it is proved that no other leaves fewer, though another may leave as few.")
        ]
    least = ceil(camps.proof.lower_bound)
    return [
        ("Proof.", f"{begin}; not proved best: none leaves fewer than {least}, but one may leave {least}.")
    ]


def _tell_polarity(frame: Frame, tied: Sequence[bool]) -> list[tuple[str, str]]:
    """The order of the states with a sure tie."""
    if frame.snapshot is None or frame.system is None or frame.camps is None:
        return []
    n = sum(tied)
    if n < LEAST_STATES:
        some = "No state has" if not n else f"Only {count(n, 'state')} {'has' if n == 1 else 'have'}"
        return [("Polarity.", f"{some} a sure tie: too little to say.")]
    if not (frame.system.weights[0] < 0).any():
        return [("Polarity.", "No sure tie is hostile: nothing divides these states, and no order is told.")]
    states = [state for state, one in zip(frame.system.states, tied, strict=True) if one]
    camps = [str(camp) for camp, one in zip(frame.camps.camp.tolist(), tied, strict=True) if one]
    polarity = measure_polarity(build_system(frame.snapshot, states=states), camps)
    share = percent(float(polarity.shares[0]))
    order = (
        f"unipolar (one camp of {share}, the rest apart)" if polarity.rest_apart else _ORDERS[polarity.order]
    )
    words = (
        f"Among {count(n, 'state')} with a sure tie it is as if there were {polarity.effective_camps:.1f} "
        f"camps of one size, a lone state being one; the greatest has {share} of them. By the shares of the "
        f"greatest such a system is called {order}. Every state counts alike here, great "
        "or small."
    )
    return [("Polarity.", words)]


def _tell_between(frame: Frame, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Brokers and hedgers, a few of each."""
    if frame.system is None or frame.camps is None:
        return []
    roles = find_roles(frame.system, frame.camps.camp.tolist())
    hedgers = [role for role in roles.hedgers if role.hedging >= 0.1][:_BETWEEN]
    brokers = [role for role in roles.brokers if role.n_hostile][:_BETWEEN]
    out = []
    if brokers:
        told = [f"{names[role.state]} ({count(role.n_hostile, 'pair')})" for role in brokers]
        out.append(("Between foes.", f"Friends with two who are hostile to each other: {join_names(told)}."))
    if hedgers:
        told = [f"{names[role.state]} ({share_words(role.hedging)})" for role in hedgers]
        out.append(("Hedging.", f"Close to both sides of a divide, from 0 to 1: {join_names(told)}."))
    return out


def build_strains(
    frame: Frame,
    *,
    nodes: Sequence[StateNode],
    targets: Mapping[Dyad, str],
    events: Mapping[Dyad, tuple[str, ...]],
) -> StrainsContext:
    """The ties whose other sign would balance more triangles, with the third states that pull."""
    if frame.system is None:
        return StrainsContext()
    names = {node.id: node.name for node in nodes}
    found = rank_strain(frame.system)
    rows = []
    for tie in found[:_STRAINED]:
        one, other = tie.dyad
        place = frame.system.states.index
        rows.append(
            StrainContext(
                names=(names[one], names[other]),
                sign=tie.sign,
                level=float(frame.system.weights[0][place(one), place(other)]),
                gain=tie.gain,
                n_thirds=tie.n_thirds,
                thirds=tuple(_find_thirds(frame.system, tie, names)),
                target=targets.get(tie.dyad, ""),
                events=events.get(tie.dyad, ()),
            )
        )
    return StrainsContext(tuple(rows), len(found) - len(rows), measure_triads(frame.system).total)


def _find_thirds(system: System, tie: StrainedDyad, names: Mapping[str, str]) -> list[ThirdState]:
    """Third states whose two ties agree with the other sign, strongest first."""
    weights = system.weights[0]
    one, other = (system.states.index(state) for state in tie.dyad)
    pull = np.sign(weights[one] * weights[other]) == -tie.sign
    strength = np.minimum(np.abs(weights[one]), np.abs(weights[other]))
    chosen = sorted(np.flatnonzero(pull).tolist(), key=lambda third: (-strength[third], third))
    return [
        ThirdState(
            names[system.states[third]],
            _tell_third(int(np.sign(weights[one, third])), int(np.sign(weights[other, third])), tie, names),
        )
        for third in chosen
    ]


def _tell_third(to_one: int, to_other: int, tie: StrainedDyad, names: Mapping[str, str]) -> str:
    if to_one == to_other:
        return f"{_SIGNS[to_one]} to both"
    friend, foe = tie.dyad if to_one > 0 else tie.dyad[::-1]
    return f"friendly to {names[friend]}, hostile to {names[foe]}"
