"""The balance of a system against systems of the same ties whose signs are dealt anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.system.network import Floats, System, find_signs
from detente.system.triads import count_triangles, list_triangles

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NullBalance", "measure_null"]

_FEW = 100
"""Multiplications of matrices in the time that a draw takes for one listed triangle; as measured."""


@dataclass(frozen=True, slots=True, eq=False)
class NullBalance:
    """The balanced share of triangles, and what it is when signs are dealt at random.

    Attributes:
        observed: Balanced share of the triangles there are; None without triangles.
        mean: Mean of the draws; None without triangles.
        sd: Standard deviation of the draws; None without triangles.
        z: ``(observed - mean) / sd``; None if the draws do not differ (all ties of one sign) or there are
            no triangles.
        p_value: Share of draws, the observed counted among them, at least as balanced; None without
            triangles.
        shares: Every draw, shape (draws,); empty without triangles.
    """

    observed: float | None
    mean: float | None
    sd: float | None
    z: float | None
    p_value: float | None
    shares: Floats


def measure_null(system: System, *, n_draws: int = 1000, seed: int = 0) -> NullBalance:
    """Whether there are more balanced triangles than the ties and their signs give by chance.

    Ties stay where they are; their signs are permuted among them, so that each draw has as many hostile ties
    (Leskovec, Huttenlocher and Kleinberg 2010, Proceedings of CHI: 1361-1370, section 3). The balanced share
    of a draw is ``1/2 + trace(S^3) / (12 T)`` with T triangles: one matrix product; where triangles are few
    they are listed once instead, and each draw multiplies their signs.

    It cannot say why: enemies whose every tie is hostile make triangles balanced too, and a permutation of
    signs does not keep how many enemies each state has. z grows with the size of a system; to compare
    systems compare the shares, and their means under the null.

    Args:
        system: Of one layer, without direction.
        n_draws: Permutations, at least 2.
        seed: Of the random numbers; the same seed gives the same draws.

    Raises:
        UsageError: If there are fewer than two draws, several layers or directed ties.
    """
    if n_draws < 2:
        raise UsageError(f"{n_draws!r} draws have no spread", hint="n_draws=1000")
    signs = find_signs(system)
    ppp, ppn, pnn, nnn = count_triangles(signs)
    total = ppp + ppn + pnn + nnn
    if not total:
        return NullBalance(None, None, None, None, None, np.zeros(0))
    observed = (ppp + pnn) / total
    balanced = _draw_balanced(signs, n_draws=n_draws, seed=seed, total=total)
    shares = balanced / total
    mean, sd = float(shares.mean()), float(shares.std(ddof=1))
    z = (observed - mean) / sd if np.ptp(balanced) > 0 else None
    p_value = (1 + int((balanced >= ppp + pnn).sum())) / (1 + n_draws)
    return NullBalance(observed, mean, sd, z, p_value, shares)


def _draw_balanced(signs: Floats, *, n_draws: int, seed: int, total: int) -> Floats:
    """Balanced triangles of each draw, whole numbers.

    To permute signs is to choose which ties have the rarer one. Row sums below 2**24, those of up to 4,000
    states, are exact in single precision.
    """
    rng = np.random.default_rng(seed)
    one, two = np.nonzero(np.triu(signs))
    hostile = int((signs[one, two] < 0).sum())
    rarer, often = (hostile, 1.0) if 2 * hostile <= one.size else (one.size - hostile, -1.0)
    place = np.full(signs.shape, one.size)  # of each dyad among the ties; the last place is no tie
    place[one, two] = place[two, one] = np.arange(one.size)
    kept = np.flatnonzero(np.abs(signs).sum(axis=0) > 1)  # others are in no triangle
    place = place[np.ix_(kept, kept)]
    few = _FEW * total < kept.size**3
    sides = _list_sides(signs[np.ix_(kept, kept)], place) if few else np.zeros((3, 0), dtype=np.int64)
    dealt = np.empty(one.size + 1, dtype=np.float32)
    balanced = np.empty(n_draws)
    for draw in range(n_draws):
        dealt[:-1], dealt[-1] = often, 0.0
        dealt[rng.choice(one.size, rarer, replace=False, shuffle=False)] = -often
        if few:
            balanced[draw] = np.count_nonzero(dealt[sides].prod(axis=0) > 0)
            continue
        drawn = dealt[place]
        trace = np.einsum("ij,ij->i", drawn @ drawn, drawn).sum(dtype=np.float64)
        balanced[draw] = np.rint((total + trace / 6.0) / 2.0)
    return balanced


def _list_sides(signs: Floats, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the three ties of each triangle, shape (3, triangles)."""
    one, two, three = list_triangles(signs)[0].T
    return np.stack([place[one, two], place[one, three], place[two, three]])
