"""The score of one more covariate in a logit: how well it fits what the others leave unexplained."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.absorbing import absorb, build_absorber, number_levels
from detente.mechanisms.linear_model import build_rows
from detente.mechanisms.logit_model import LOGIT, find_logit
from detente.mechanisms.world import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["build_score_test"]


def build_score_test(
    outcome: ArrayLike, others: ArrayLike, *, groups: ArrayLike
) -> Callable[[Floats], float]:
    """A function that gives the z of Rao's score test of one more covariate (Rao 1948).

    The logit is fitted once, without the covariate; each call costs one weighted regression on what is there.
    In many rows z is that of the coefficient, if the model is right; under permutation it need not be.

    Args:
        outcome: 0 or 1, shape (rows,).
        others: Covariates that are there already, shape (rows, others); may have no column.
        groups: Levels with a constant of their own, shape (rows,).

    Raises:
        InputError: What `fit_logit_model` refuses; an outcome that never changes within a level.
    """
    y, columns = np.array(outcome, dtype=np.float64), np.array(others, dtype=np.float64)
    level = number_levels(np.asarray(groups))
    share = np.bincount(level, y) / np.bincount(level)
    kept = ((share > 0) & (share < 1))[level]  # where the outcome never changes nothing is left to explain
    if not kept.any():
        raise InputError("the outcome is the same throughout", hint="periods in which it differs")
    level = number_levels(level[kept])
    if columns.shape[1]:
        names = [f"x{place}" for place in range(columns.shape[1])]
        _, optimum = find_logit(
            build_rows(y[kept], columns[kept], names=names, groups=[level], errors="information")
        )
        mean, left, inverse = LOGIT.mean(optimum.predictor), optimum.left, optimum.inverse
    else:
        mean = (np.bincount(level, y[kept]) / np.bincount(level))[level]
        left, inverse = np.zeros((level.size, 0)), np.zeros((0, 0))
    rest, weights = y[kept] - mean, mean * (1 - mean)
    absorber = build_absorber([level], weights)
    beside = inverse @ (left * weights[:, None]).T

    def measure(covariate: Floats) -> float:
        free = absorb(absorber, covariate[kept])
        free = free - left @ (beside @ free)
        spread = float(weights @ free**2)
        return float(free @ rest) / spread**0.5 if spread > 1e-12 else 0.0

    return measure
