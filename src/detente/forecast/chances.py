"""Distributions of counts as chances of 0, 1, 2 ... : negative binomial, and what was seen before."""

from __future__ import annotations

import numpy as np

from detente.forecast.nouns import Floats

__all__ = ["find_quantiles", "log_gamma", "negative_binomial", "poisson", "weigh_past"]

_SHIFT = 8
_LOG_ROOT = 0.5 * np.log(2.0 * np.pi)
_LEAST_MEAN = 1e-9


def log_gamma(value: Floats) -> Floats:
    """Logarithm of the gamma function of positive numbers, to about twelve digits.

    Stirling's series after a shift by eight (Abramowitz and Stegun 1964, 6.1.41).

    >>> bool(np.allclose(np.exp(log_gamma(np.array([0.5, 5.0]))), [np.pi**0.5, 24.0], rtol=1e-11))
    True
    """
    product = np.ones_like(value)
    for step in range(_SHIFT):
        product = product * (value + step)
    far = value + _SHIFT
    inverse = 1.0 / far
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    return np.asarray((far - 0.5) * np.log(far) - far + _LOG_ROOT + series - np.log(product))


def negative_binomial(mean: Floats, shape: Floats, top: int) -> Floats:
    """Chances of 0 to `top` (what lies above is added to the last), shape (..., top + 1).

    The variance is ``mean + mean**2 / shape``.

    >>> negative_binomial(np.array([2.0]), np.array([1.0]), 2).round(4).tolist()  # geometric: 1/3, 2/9, rest
    [[0.3333, 0.2222, 0.4444]]
    """
    mean = np.maximum(mean, _LEAST_MEAN)[..., None]
    shape = shape[..., None]
    counts = np.arange(top + 1.0)
    rising = log_gamma(counts + shape) - log_gamma(shape) - log_gamma(counts + 1.0)
    scale = shape * -np.log1p(mean / shape) + counts * (np.log(mean) - np.log(shape + mean))
    return _close(np.exp(rising + scale))


def poisson(mean: Floats, top: int) -> Floats:
    """Chances of 0 to `top` of a Poisson count, what lies above added to the last.

    >>> poisson(np.array([1.0]), 1).round(4).tolist()
    [[0.3679, 0.6321]]
    """
    mean = np.maximum(mean, _LEAST_MEAN)[..., None]
    counts = np.arange(top + 1.0)
    return _close(np.exp(counts * np.log(mean) - mean - log_gamma(counts + 1.0)))


def weigh_past(past: Floats, weights: Floats, top: int) -> Floats:
    """The weighted histogram of past counts, shape (cells, top + 1).

    Args:
        past: Shape (cells, T).
        weights: Shape (T,), not all zero.
        top: Larger counts are added to this one.
    """
    cells = past.shape[0]
    places = np.minimum(past, top).astype(np.int64) + np.arange(cells)[:, None] * (top + 1)
    spread = np.broadcast_to(weights / weights.sum(), past.shape)
    tally = np.bincount(places.ravel(), weights=spread.ravel(), minlength=cells * (top + 1))
    return np.asarray(tally.reshape(cells, top + 1), dtype=np.float64)


def find_quantiles(chances: Floats, probability: float) -> Floats:
    """The least count whose cumulated chance reaches a probability, shape (...)."""
    reached = np.cumsum(chances, axis=-1) >= probability - 1e-12
    places = np.where(reached.any(axis=-1), reached.argmax(axis=-1), chances.shape[-1] - 1)
    return np.asarray(places, dtype=np.float64)


def _close(chances: Floats) -> Floats:
    """The rest to 1 put on the last count."""
    chances[..., -1] = np.maximum(0.0, 1.0 - chances[..., :-1].sum(axis=-1))
    return chances
