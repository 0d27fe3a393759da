"""Quantiles of gamma distributions from a table, made once: good to about one in a thousand."""

from __future__ import annotations

from functools import cache
from math import lgamma

import numpy as np

from detente.simulate.nouns import Floats

__all__ = ["find_quantiles"]

_SHAPES = np.arange(-5.0, 12.01, 0.125)
"""Logarithms of the shape."""
_LOGITS = np.arange(-19.0, 19.01, 0.125)
"""Logarithms of the odds of lying above."""


def find_quantiles(shape: Floats, above: Floats) -> Floats:
    """Where so much of a gamma distribution of scale 1 lies above.

    Args:
        shape: Above 0; held between exp(-5) and exp(12).
        above: Between 0 and 1; held between 6e-9 and the same short of 1.

    >>> float(find_quantiles(np.array([1.0]), np.array([0.5]))[0].round(2))
    0.69
    """
    row, row_share = _place(np.log(shape), _SHAPES)
    column, share = _place(np.log(above) - np.log1p(-np.minimum(above, 1 - 1e-12)), _LOGITS)
    table = _build_table()
    near = table[row, column] * (1 - share) + table[row, column + 1] * share
    next_ = table[row + 1, column] * (1 - share) + table[row + 1, column + 1] * share
    found: Floats = np.exp(near * (1 - row_share) + next_ * row_share) * shape
    return found


def _place(values: Floats, grid: Floats) -> tuple[np.ndarray, Floats]:
    step = grid[1] - grid[0]
    at = np.clip((values - grid[0]) / step, 0, grid.size - 1.000001)
    whole = at.astype(np.intp)
    return whole, at - whole


@cache
def _build_table() -> Floats:
    """Logarithm of the quantile over the shape, by shape and odds."""
    return np.stack([_build_row(float(np.exp(log_shape))) for log_shape in _SHAPES])


def _build_row(shape: float) -> Floats:
    """One shape's, by adding up the density of the logarithm."""
    root = np.sqrt(shape)
    first = max(-40.0, float(np.log(shape)) - 9 / root - 4)
    last = float(np.log(shape + 8 * root + 40))
    at = np.linspace(first, last, 6000)
    density = np.exp(shape * at - np.exp(at) - lgamma(shape))
    pieces = (density[1:] + density[:-1]) / 2 * (at[1] - at[0])
    before = float(np.exp(shape * first - lgamma(shape + 1)))
    below = before + np.concatenate(([0.0], np.cumsum(pieces)))
    above = np.concatenate((np.cumsum(pieces[::-1])[::-1], [0.0]))
    logits = np.log(np.maximum(above, 1e-300)) - np.log(np.maximum(below, 1e-300))
    found: Floats = np.interp(-_LOGITS, -logits, at) - np.log(shape)
    return found
