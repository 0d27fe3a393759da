"""Structural strain: what balance would gain if a tie changed sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.system.network import Floats, System, find_signs

__all__ = ["Strain", "StrainedDyad", "measure_strain", "rank_strain"]


@dataclass(frozen=True, slots=True, eq=False)
class Strain:
    """The strain of every dyad, shape (states, states) each, symmetric, diagonal 0.

    Attributes:
        gain: Balanced triangles more, if the tie had the other sign; negative if the tie is held in place;
            0 without a tie.
        pull: Third states for which a friendly tie would be balanced, less those for which a hostile one
            would; also for dyads without a tie.
        n_thirds: Third states tied to both.
    """

    gain: Floats
    pull: Floats
    n_thirds: Floats


@dataclass(frozen=True, slots=True)
class StrainedDyad:
    """A tie, and what its other sign would do.

    Attributes:
        dyad: Two states, in alphabetical order.
        sign: Of the tie, -1 or +1.
        gain: Balanced triangles more with the other sign.
        n_thirds: Triangles that it is in.
    """

    dyad: tuple[str, str]
    sign: int
    gain: int
    n_thirds: int


def measure_strain(system: System) -> Strain:
    """What each tie costs balance.

    With S the matrix of signs, ``pull = S^2`` off the diagonal and ``gain = -S * pull``: the unbalanced
    triangles of a tie less the balanced ones, which change places if it does (the energy of a flip in
    Antal, Krapivsky and Redner 2005, Physical Review E 72: 036121; Marvel, Strogatz and Kleinberg 2009,
    Physical Review Letters 103: 198701).

    It cannot say that the tie will change: a strained tie may last, or a third state may give way; and it
    sees triangles only, all with the same weight. Single flips may gain nothing where two together would
    (a jammed state, in the words of the second paper).

    Raises:
        UsageError: If the system has several layers or directed ties.

    >>> from detente.system import build_system_of_matrix
    >>> strain = measure_strain(build_system_of_matrix([[0, 1, -1], [1, 0, 1], [-1, 1, 0]]))
    >>> int(strain.gain[0, 2])
    1
    """
    signs = find_signs(system)
    tied = np.abs(signs)
    pull, thirds = signs @ signs, tied @ tied
    np.fill_diagonal(pull, 0.0)
    np.fill_diagonal(thirds, 0.0)
    return Strain(-signs * pull + 0.0, pull, thirds)


def rank_strain(system: System, *, limit: int | None = None) -> list[StrainedDyad]:
    """The ties of which balance would gain most by the other sign, only those that it would gain by.

    Args:
        system: Of one layer, without direction.
        limit: At most so many; by default all.

    Returns:
        By gain, greatest first; then by share of the triangles, then by name.

    Raises:
        UsageError: If the system has several layers or directed ties.
    """
    signs, strain = find_signs(system), measure_strain(system)
    rows, columns = np.nonzero(np.triu(strain.gain) > 0)
    found = [
        StrainedDyad(
            dyad=(min(pair), max(pair)),
            sign=int(signs[i, j]),
            gain=int(strain.gain[i, j]),
            n_thirds=int(strain.n_thirds[i, j]),
        )
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
        for pair in [(system.states[i], system.states[j])]
    ]
    return sorted(found, key=lambda tie: (-tie.gain, tie.n_thirds, tie.dyad))[:limit]
