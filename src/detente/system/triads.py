"""The signed triad census of a system, without direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.system.network import Floats, System, find_signs

__all__ = ["TriadCensus", "count_triangles", "find_triangles", "list_triangles", "measure_triads"]

Integers = NDArray[np.int64]
_STEPS = (300_000, 300)
"""Multiplications in the time that a list takes for a state, and for two ties of one; as measured."""


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
    20: 181-187). Counted by products of the matrices of friendly and hostile ties; of a system of few ties
    one by one, in time of the sum of the squares of the states' numbers of ties.

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
    size, wedges = len(signs), int((np.count_nonzero(signs, axis=1) ** 2).sum())
    if _STEPS[0] * size + _STEPS[1] * wedges < size**3:
        nnn, pnn, ppn, ppp = np.bincount(list_triangles(signs)[1], minlength=4).tolist()
        return ppp, ppn, pnn, nnn
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
    return list_triangles(find_signs(system))


def list_triangles(signs: Floats) -> tuple[Integers, Integers]:
    """Each triangle of a symmetric matrix of signs, and how many of its ties are friendly."""
    tied, friends = signs != 0, (signs > 0).astype(np.int8)
    found, counted = list[tuple[int, Integers, Integers]](), [np.zeros(0, dtype=np.int8)]
    for first in range(len(signs)):
        after = np.flatnonzero(tied[first, first + 1 :]) + first + 1
        closed = np.flatnonzero(np.triu(tied[after][:, after]))
        one, two = np.divmod(closed, max(after.size, 1))
        found.append((first, after[one], after[two]))
        near = friends[first, after]
        counted.append((near[:, None] + near[None, :] + friends[after][:, after]).ravel()[closed])
    friendly = np.concatenate(counted).astype(np.int64)
    triangles, end = np.empty((friendly.size, 3), dtype=np.int64), 0
    for first, second, third in found:
        begin, end = end, end + second.size
        triangles[begin:end, 0] = first
        triangles[begin:end, 1], triangles[begin:end, 2] = second, third
    return triangles, friendly
