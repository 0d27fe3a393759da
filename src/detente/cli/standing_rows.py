"""Ties, camps and strained ties of a system as rows to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.cli.books import open_for_reading
from detente.cli.statement_rows import event_words
from detente.core.dates import parse_edtf
from detente.system import System, rank_strain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from detente.cli.standing_sources import Known
    from detente.system import Camps, StrainedDyad
    from detente.system.roles import Role, Roles
    from detente.system.stability import CampStability

__all__ = [
    "CAMP_COLUMNS", "CAMP_SHOWN", "STRAIN_COLUMNS", "TIE_COLUMNS", "add_events", "camp_rows", "find_parts",
    "keep_tied", "member_rows", "shown_ties", "strain_rows", "tie_rows",
]  # fmt: skip

TIE_COLUMNS = ("a", "b", "sign", "weight", "probability", "positive", "events", "first", "last")
CAMP_COLUMNS = (
    "state", "camp", "camp_size", "friendly", "hostile", "fitting", "against", "stability", "fits", "bridged",
    "hedging", "frustrated", "bound", "proved",
)  # fmt: skip
CAMP_SHOWN = CAMP_COLUMNS[:8]
STRAIN_COLUMNS = ("a", "b", "sign", "gain", "triangles", "strained_by", "held_by", "events")
_SIGNS = {1: "friendly", -1: "hostile"}
_NAMED = 6


def tie_rows(system: System, known: Mapping[tuple[str, str], Known] | None) -> list[dict[str, Any]]:
    """The settled ties, the strongest first; ``probability`` is that of the sign."""
    rows = []
    for one, other in np.argwhere(np.triu(system.weights[0])).tolist():
        weight, positive = float(system.weights[0, one, other]), float(system.positive[0, one, other])
        a, b = sorted((system.states[one], system.states[other]))
        row: dict[str, Any] = {"a": a, "b": b, "sign": int(np.sign(weight)), "weight": weight}
        row |= {"probability": positive if weight > 0 else 1.0 - positive, "positive": positive}
        if known is not None and (a, b) in known:
            of = known[a, b]
            row |= {"events": of.events, "first": of.first, "last": of.last}
        rows.append(row)
    return sorted(rows, key=lambda row: (-abs(row["weight"]), row["a"], row["b"]))


def shown_ties(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Ties for the eye: the sign as a word."""
    return [{**row, "tie": _SIGNS[row["sign"]]} for row in rows]


def keep_tied(system: System) -> System:
    """The system without the states that have no tie; as it is, if fewer than two have one."""
    tied = np.flatnonzero(system.weights[0].any(axis=0))
    if tied.size < 2 or tied.size == system.n_states:
        return system
    part = np.ix_(np.array([0]), tied, tied)
    names = tuple(system.states[place] for place in tied)
    return System(names, system.layers, system.weights[part], system.positive[part], when=system.when)


def find_parts(system: System) -> list[tuple[str, ...]]:
    """The states that ties hold together in one piece, the largest piece first."""
    tied, left = system.weights[0] != 0, set(range(system.n_states))
    parts = []
    while left:
        queue = [min(left)]
        for place in queue:
            queue += [other for other in np.flatnonzero(tied[place]).tolist() if other not in queue]
        left -= set(queue)
        parts.append(tuple(sorted(system.states[place] for place in queue)))
    return sorted(parts, key=lambda part: (-len(part), part))


def member_rows(
    system: System, camps: Camps, *, stability: CampStability | None = None, roles: Roles | None = None
) -> list[dict[str, Any]]:
    """Each state with its camp (1 the largest), how its ties fit, and what the division costs as a whole."""
    signs = np.sign(system.weights[0])
    sizes = np.bincount(camps.camp)
    proof = {"frustrated": camps.value, "bound": camps.proof.lower_bound, "proved": camps.proof.optimal}
    together = camps.camp[:, None] == camps.camp[None, :]
    fitting = ((signs > 0) & together | (signs < 0) & ~together).sum(axis=0)
    rows = [
        {
            "state": name,
            "camp": int(camps.camp[place]) + 1,
            "camp_size": int(sizes[camps.camp[place]]),
            "friendly": int((signs[place] > 0).sum()),
            "hostile": int((signs[place] < 0).sum()),
            "fitting": int(fitting[place]),
            "against": int((signs[place] != 0).sum() - fitting[place]),
            "stability": float(stability.stability[place]) if stability else None,
            **(_role_cells(roles.states[place]) if roles else {}),
            **proof,
        }
        for place, name in enumerate(system.states)
    ]
    return sorted(rows, key=lambda row: (row["camp"], row["state"]))


def _role_cells(role: Role) -> dict[str, Any]:
    return {"fits": role.fits, "bridged": role.n_bridged, "hedging": role.hedging}


def camp_rows(members: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row a camp of two or more."""
    camps: dict[int, list[str]] = {}
    for row in members:
        if row["camp_size"] > 1:
            camps.setdefault(row["camp"], []).append(row["state"])
    return [{"camp": camp, "size": len(names), "states": " ".join(names)} for camp, names in camps.items()]


def strain_rows(system: System, *, limit: int) -> list[dict[str, Any]]:
    """The ties of which balance would gain most by the other sign, with the third states that strain them."""
    return [_strain_row(system, tie) for tie in rank_strain(system, limit=limit)]


def _strain_row(system: System, tie: StrainedDyad) -> dict[str, Any]:
    one, other = (system.states.index(name) for name in tie.dyad)
    signs = np.sign(system.weights[0])
    product = signs[one] * signs[other] * tie.sign
    thirds = {
        sign: [system.states[place] for place in np.flatnonzero(product == sign).tolist()] for sign in (-1, 1)
    }
    return {
        "a": tie.dyad[0],
        "b": tie.dyad[1],
        "sign": tie.sign,
        "gain": tie.gain,
        "triangles": tie.n_thirds,
        "strained_by": thirds[-1],
        "held_by": thirds[1],
        "pair": f"{tie.dyad[0]} {tie.dyad[1]}",
        "tie": _SIGNS[tie.sign],
        "why": _third_words(system, tie, thirds[-1]),
    }


def _third_words(system: System, tie: StrainedDyad, thirds: list[str]) -> str:
    """For each third state how it stands to the two, as in ``CHN (friend of PAK, foe of IND)``."""
    signs = np.sign(system.weights[0])
    told = []
    for name in thirds[:_NAMED]:
        place = system.states.index(name)
        one, other = (signs[place, system.states.index(end)] > 0 for end in tie.dyad)
        if one == other:
            told.append(f"{name} ({'friend' if one else 'foe'} of both)")
        else:
            friend, foe = tie.dyad if one else tie.dyad[::-1]
            told.append(f"{name} (friend of {friend}, foe of {foe})")
    more = f" and {len(thirds) - _NAMED} more" if len(thirds) > _NAMED else ""
    return ", ".join(told) + more


def add_events(rows: Iterable[dict[str, Any]], ledger: Path, *, until: date | None, limit: int) -> None:
    """Add to strained ties the newest events of the pair that had begun by a day, the newest first."""
    with open_for_reading(ledger) as books:
        for row in rows:
            found = [
                (parse_edtf(event.date).start, merged)
                for event, merged in books.representatives(dyad=(row["a"], row["b"]))
                if event.date is not None and (until is None or parse_edtf(event.date).start <= until)
            ]
            found.sort(key=lambda one: one[0], reverse=True)
            newest = [merged for _, merged in found[:limit]]
            row["events"] = [merged.id for merged in newest]
            row["newest_events"] = "; ".join(event_words(merged) for merged in newest)
