"""The signed triad census of a system, without direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.system.network import Floats, System, find_signs

__all__ = ["TriadCensus", "count_triangles", "find_triangles", "measure_triads"]

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TriadCensus:
    """Triangles by their signs.

    Attributes:
        ppp: All three friends.
        ppn: Two friends of one state who are enemies; the only one that is unbalanced in both senses.
        pnn: Two friends with a common enemy.
        nnn: All three enemies; balanced in the weak sense only.
    """

    ppp: int
    ppn: int
    pnn: int
    nnn: int

    @property
    def total(self) -> int:
        """All triangles."""
        return self.ppp + self.ppn + self.pnn + self.nnn

    @property
    def balanced_share(self) -> float | None:
        """Share with an even number of hostile ties; None without triangles."""
        return (self.ppp + self.pnn) / self.total if self.total else None

    @property
    def weakly_balanced_share(self) -> float | None:
        """Share without exactly one hostile tie; None without triangles."""
        return 1.0 - self.ppn / self.total if self.total else None


def measure_triads(system: System) -> TriadCensus:
    """How many triangles of states have which signs.

    A triangle is balanced if the product of its signs is positive: a friend's friend, or an enemy's enemy,
    is a friend (Heider 1946, Journal of Psychology 21: 107-112; Cartwright and Harary 1956, Psychological
    Review 63: 277-293). In the weak sense three enemies are no contradiction (Davis 1967, Human Relations
    20: 181-187). Counted by products of the matrices of friendly and hostile ties, in time of one matrix
    product.

    It cannot say what holds beyond triangles: a ring of five states with one hostile tie is unbalanced and
    has none. Nor that balance is at work: with nine ties in ten friendly most triangles are balanced by
    chance (`measure_null`). Weights do not count, and a tie not there is no middle between friend and foe.

    Raises:
        UsageError: If the system has several layers or directed ties.

    >>> from detente.system import build_system_of_matrix
    >>> measure_triads(build_system_of_matrix([[0, 1, -1], [1, 0, -1], [-1, -1, 0]])).pnn
    1
    """
    signs = find_signs(system)
    return TriadCensus(*count_triangles(signs))


def count_triangles(signs: Floats) -> tuple[int, int, int, int]:
    """Triangles +++, ++-, +-- and --- of a symmetric matrix of signs."""
    friends, foes = (signs > 0).astype(np.float64), (signs < 0).astype(np.float64)
    of_friends, of_foes = friends @ friends, foes @ foes
    sums = ((of_friends * friends).sum(), (of_friends * foes).sum())
    more = ((of_foes * friends).sum(), (of_foes * foes).sum())
    return round(sums[0] / 6), round(sums[1] / 2), round(more[0] / 2), round(more[1] / 6)


def find_triangles(system: System) -> tuple[Integers, Integers]:
    """Each triangle, and how many of its ties are friendly.

    Returns:
        Places of states in ascending order, shape (triangles, 3); friendly ties, 0 to 3, shape (triangles,).

    Raises:
        UsageError: If the system has several layers or directed ties.
    """
    signs = find_signs(system)
    tied = signs != 0
    found = [np.zeros((0, 3), dtype=np.int64)]
    for first in range(len(signs)):
        after = np.flatnonzero(tied[first, first + 1 :]) + first + 1
        second, third = np.nonzero(np.triu(tied[np.ix_(after, after)]))
        found.append(np.column_stack([np.full(second.size, first), after[second], after[third]]))
    triangles = np.concatenate(found)
    one, two, three = triangles.T
    friendly = np.stack([signs[one, two], signs[one, three], signs[two, three]]) > 0
    return triangles, friendly.sum(axis=0)
