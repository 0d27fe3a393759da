"""How alike the portfolios of two states are: whom they side with, or how they vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.core.errors import InputError
from detente.system.network import Floats, System, find_signs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Agreement", "build_portfolios", "measure_agreement"]

Distance = Literal["absolute", "squared", "nominal"]


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Likeness of every two portfolios, shape (states, states) each, symmetric; NaN where it is undefined.

    Attributes:
        s: S-score, -1 to +1, not corrected for chance.
        pi: Scott's pi, at most 1; 0 is what chance gives if both follow one habit.
        kappa: Cohen's kappa, at most 1; 0 is what chance gives if each follows its own habit.
        n_items: Items that both have, states or votes.
    """

    s: Floats
    pi: Floats
    kappa: Floats
    n_items: Floats


def build_portfolios(system: System, *, own: float | None = None) -> Floats:
    """The portfolio of each state: the signs of its ties out, shape (states, states).

    A dyad without a tie is a 0: neither friend nor foe.

    Args:
        system: Of one layer.
        own: What a state counts as its tie to itself; by default none, so that a dyad is compared by its
            ties to third states only.

    Raises:
        UsageError: If the system has several layers.
    """
    portfolios = find_signs(system, directed=None).copy()
    np.fill_diagonal(portfolios, np.nan if own is None else own)
    return portfolios


def measure_agreement(portfolios: ArrayLike, *, distance: Distance = "absolute") -> Agreement:
    """S-score, Scott's pi and Cohen's kappa of every two portfolios.

    With d the distance of two values, D its mean over the items that both have, and d_max that of the least
    and greatest value anywhere::

        S     = 1 - 2 D / d_max                      (Signorino and Ritter 1999, International Studies
                                                      Quarterly 43: 115-144)
        pi    = 1 - D / D_pi,   D_pi: the mean distance of two draws from both portfolios pooled
        kappa = 1 - D / D_kappa,   D_kappa: of a draw from the one and a draw from the other
                                                     (Scott 1955; Cohen 1960; for portfolios of states
                                                      Häge 2011, Political Analysis 19: 287-305)

    Most states have no tie with most others, and S takes two such blanks for agreement: two states with a
    single ally each, not the same, have an S near 1, a pi and kappa near 0. So report S beside, not for, pi.

    None of them says that two states act together: they measure likeness of standing, and two satellites of
    one power that never met are alike. All items weigh the same.

    Args:
        portfolios: Values, shape (states, items); NaN where a state has none.
        distance: ``absolute``, ``squared``, or ``nominal`` (0 if equal, else 1: the coefficients as first
            published).

    Raises:
        InputError: If the array is not of two dimensions, has fewer than two states, or all is missing.
    """
    values = np.array(portfolios, dtype=np.float64)
    if values.ndim != 2 or len(values) < 2 or np.isinf(values).any():
        raise InputError(f"portfolios of shape {values.shape!r}", hint="two states or more by finite items")
    levels = np.unique(values[~np.isnan(values)])
    if not levels.size:
        raise InputError("all portfolios are empty", hint="a value of a state for an item")
    apart = _find_distances(levels, distance)
    has = [(values == level).astype(np.float64) for level in levels]
    there = (~np.isnan(values)).astype(np.float64)
    n_items = there @ there.T
    mine = np.stack([one @ there.T for one in has])  # of the row state, among the items of both
    hers = mine.transpose(0, 2, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        seen = sum(apart[i, j] * (has[i] @ has[j].T) for i, j in np.ndindex(apart.shape)) / n_items
        cross = np.einsum("ab,aij,bij->ij", apart, mine, hers, optimize=True) / n_items**2
        within = np.einsum("ab,aij,bij->ij", apart, mine, mine, optimize=True) / n_items**2
        pooled = (within + within.T + 2.0 * cross) / 4.0
        return Agreement(
            s=1.0 - 2.0 * seen / apart.max() if levels.size > 1 else np.where(n_items > 0, 1.0, np.nan),
            pi=np.where(pooled > 0, 1.0 - seen / pooled, np.nan),
            kappa=np.where(cross > 0, 1.0 - seen / cross, np.nan),
            n_items=n_items,
        )


def _find_distances(levels: Floats, distance: Distance) -> Floats:
    apart = np.abs(levels[:, None] - levels[None, :])
    if distance == "nominal":
        return (apart > 0).astype(np.float64)
    return apart**2 if distance == "squared" else apart
