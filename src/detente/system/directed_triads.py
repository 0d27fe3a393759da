"""The signed triad census of a system whose ties have a direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, permutations, product

import numpy as np
from numpy.typing import NDArray

from detente.system.network import System, find_signs

__all__ = ["DYAD_CLASSES", "DirectedCensus", "measure_directed_triads"]

Integers = NDArray[np.int64]
Arcs = tuple[int, int, int, int, int, int]

DYAD_CLASSES = tuple("".join(kinds) for kinds in combinations_with_replacement("PNA0", 3))[:-1]
"""The 19 classes of three dyads, at least one with a tie: P friendly, N hostile, A both, 0 without a tie."""

_SIGNS = "0PN"
_KIND_OF_DYAD = {"00": "0", "0P": "P", "P0": "P", "PP": "P", "0N": "N", "N0": "N", "NN": "N"}
_ARCS = ((0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1))


@dataclass(frozen=True, slots=True)
class DirectedCensus:
    """Triads of states by the signs and directions of their ties.

    Attributes:
        by_dyads: The 19 classes of `DYAD_CLASSES`; triads with no tie at all are not counted.
        by_arcs: The 138 classes of three states that no relabelling turns into each other, empty ones left
            out: the name of the triad without signs (``030C``, ``300``), and the six arcs a-b, b-a, a-c,
            c-a, b-c, c-b, each P, N or 0, in the labelling that comes last in the alphabet.
    """

    by_dyads: Mapping[str, int]
    by_arcs: Mapping[str, int]

    @property
    def balanced_share(self) -> float | None:
        """Share balanced of the closed triads without a dyad of both signs; None if there are none."""
        good = self.by_dyads["PPP"] + self.by_dyads["PNN"]
        total = good + self.by_dyads["PPN"] + self.by_dyads["NNN"]
        return good / total if total else None


def measure_directed_triads(system: System) -> DirectedCensus:
    """How many triads have which signs and directions.

    Two censuses of the same triads. By dyads: each of the three pairs is friendly (P: every arc there is),
    hostile (N), both (A: one way friendly, the other hostile) or without a tie (0); three such kinds in any
    order make 20 classes, 19 of them with a tie. The ten without 0 are signnet's complex triangles (Schoch
    2020, with its tie types P, N and A). By arcs: the 16 classes of Holland and Leinhardt (1970, American
    Journal of Sociology 76: 492-513) with a sign on every arc, 138 in all, named as signnet does; the order
    of the letters may differ from signnet's.

    It cannot say who began; nor that a dyad of both signs is ambivalent: the two arcs may be of two events.
    The balanced share ignores direction. Only pairs of ties of one state are gone through, as in Batagelj
    and Mrvar (2001, Social Networks 23: 237-243), so that 1,000 states of few ties take a fraction of a
    second, and time grows with the cube of the states only where all are tied.

    Raises:
        UsageError: If the system has several layers, or ties without direction.
    """
    signs = find_signs(system, directed=True)
    counts = _count_codes(signs.astype(np.int64) % 3)
    by_dyads, by_arcs = dict.fromkeys(DYAD_CLASSES, 0), dict.fromkeys(_arc_classes(), 0)
    for code, count in enumerate(counts.tolist()):
        if code and count:
            by_dyads[_dyad_class(code)] += count
        by_arcs[_arc_class(code)] += count
    return DirectedCensus(by_dyads, {name: count for name, count in by_arcs.items() if count})


def _count_codes(arcs: Integers) -> Integers:
    """Triads by code: the six arcs as digits to the base 3 (0 none, 1 friendly, 2 hostile), shape (729,)."""
    pairs = (arcs * 3 + arcs.T).astype(np.int16)
    tied = pairs > 0
    counts = np.zeros(729, dtype=np.int64)
    for centre in range(len(arcs)):
        near = np.flatnonzero(tied[centre])
        after = (near > centre)[:, None]
        # Two ties and no third have one centre; three have three, of which the first counts.
        row, far = pairs[centre, near], pairs[near][:, near]
        codes = row[:, None] * 81 + row[None, :] * 9 + far
        counts += np.bincount(codes[np.triu(after | (far == 0), 1)], minlength=729)
    counts[np.arange(1, 9) * 81] += _count_single(pairs, counts)
    size = len(arcs)
    counts[0] = size * (size - 1) * (size - 2) // 6 - counts.sum()
    return counts


def _count_single(pairs: NDArray[np.int16], counts: Integers) -> Integers:
    """Triads of one tied dyad, by the code of the dyad, 1 to 8: all with it, less those of more dyads."""
    single = np.bincount(pairs[np.triu_indices(len(pairs), 1)], minlength=9) * (len(pairs) - 2)
    for code in np.flatnonzero(counts).tolist():
        for dyad in (code // 81, code // 9 % 9, code % 9):
            single[dyad] -= counts[code]
    back = np.arange(9) % 3 * 3 + np.arange(9) // 3  # the same dyad from the other end
    both = single + single[back]
    return np.where(np.arange(9) < back, both, np.where(np.arange(9) == back, single, 0))[1:]


def _read_arcs(code: int) -> str:
    return "".join(_SIGNS[code // 3**place % 3] for place in range(5, -1, -1))


@cache
def _dyad_class(code: int) -> str:
    arcs = _read_arcs(code)
    kinds = [_KIND_OF_DYAD.get(arcs[start : start + 2], "A") for start in (0, 2, 4)]
    return "".join(sorted(kinds, key="PNA0".index))


@cache
def _arc_class(code: int) -> str:
    arcs = dict(zip(_ARCS, _read_arcs(code), strict=True))
    letters = max("".join(arcs[way[i], way[j]] for i, j in _ARCS) for way in permutations(range(3)))
    return f"{_name_triad(letters)}-{letters}"


@cache
def _arc_classes() -> tuple[str, ...]:
    return tuple(sorted({_arc_class(code) for code in range(729)}))


def _name_triad(letters: str) -> str:
    """The name without signs: mutual, asymmetric and null dyads, and a letter where these are not enough."""
    there = {way for way, letter in zip(_ARCS, letters, strict=True) if letter != "0"}
    both = sum((i, j) in there and (j, i) in there for i, j in _ARCS[::2])
    null = sum((i, j) not in there and (j, i) not in there for i, j in _ARCS[::2])
    name = f"{both}{3 - both - null}{null}"
    out = [sum(way[0] == state for way in there) for state in range(3)]
    into = [sum(way[1] == state for way in there) for state in range(3)]
    if name == "021":
        return name + ("D" if 2 in out else "U" if 2 in into else "C")
    if name == "111":  # the arc beside the mutual dyad points at it (D) or away from it (U)
        return name + ("D" if 2 in into else "U")
    if name == "030":
        return name + ("T" if 2 in out else "C")
    if name == "120":
        ends = _find_mutual_ends(there)
        alone = 3 - sum(ends)
        return name + ("D" if out[alone] == 2 else "U" if into[alone] == 2 else "C")
    return name


def _find_mutual_ends(there: set[tuple[int, int]]) -> tuple[int, int]:
    return next((i, j) for i, j in product(range(3), repeat=2) if i < j and {(i, j), (j, i)} <= there)
