"""Plain forecasts of counts, to be beaten: from the months before to chances of 0, 1, 2 ..."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.forecast.chances import log_gamma, negative_binomial, poisson, weigh_past
from detente.forecast.nouns import Floats
from detente.relations.simplex import find_minimum

__all__ = ["COUNT_BASELINES", "foretell_plain", "measure_smoothed"]

_YEAR = 12
_POINT_MEAN = 0.05  # mean of a Poisson forecast where nothing was seen
_DRAW = 0.76  # months' worth of the mean of all
_SLOW, _FAST = 9.0, 3.0  # half-lives of smoothing, months
_CLIMATE = 12.0  # half-life of weighted climatology, months
_WARM = 6  # months before those by which dispersion is fitted
_LIMITS = (-7.0, 7.0)

Chances = Callable[[Floats, int], Floats]
"""From counts of shape (T, D, 4) and a top to chances of shape (D, 4, top + 1)."""


def measure_smoothed(past: Floats, half_life: float) -> Floats:
    """Exponentially smoothed means, drawn to the mean of all dyads, shape (D, 4)."""
    weights = _fade(past.shape[0], half_life)
    pooled = past.mean(axis=(0, 1)) + 1e-6
    return np.asarray((np.tensordot(weights, past, (0, 0)) + _DRAW * pooled) / (weights.sum() + _DRAW))


def foretell_plain(name: str, past: Floats, top: int) -> Floats:
    """Chances by a plain forecast of `COUNT_BASELINES`, shape (D, 4, top + 1)."""
    return COUNT_BASELINES[name](past, top)


def _zero(past: Floats, top: int) -> Floats:
    return _point(np.zeros(past.shape[1:]), top)


def _last(past: Floats, top: int) -> Floats:
    return _point(past[-1], top)


def _last_poisson(past: Floats, top: int) -> Floats:
    return poisson(np.maximum(past[-1], _POINT_MEAN), top)


def _season(past: Floats, top: int) -> Floats:
    same = past[-_YEAR::-_YEAR]
    pooled = past.mean(axis=(0, 1))
    own = measure_smoothed(past, 1e6)
    return poisson((same.sum(axis=0) + 2.0 * own) / (same.shape[0] + 2.0) + 1e-6 * pooled, top)


def _history(past: Floats, top: int) -> Floats:
    return poisson(measure_smoothed(past, 1e6), top)


def _smooth(past: Floats, top: int) -> Floats:
    return poisson(measure_smoothed(past, _SLOW), top)


def _history_spread(past: Floats, top: int) -> Floats:
    return _spread(past, top, half_life=1e6, sloped=False)


def _smooth_spread(past: Floats, top: int) -> Floats:
    return _spread(past, top, half_life=_FAST, sloped=False)


def _smooth_sloped(past: Floats, top: int) -> Floats:
    return _spread(past, top, half_life=_FAST, sloped=True)


def _climatology(past: Floats, top: int) -> Floats:
    return _histogram(past[-_YEAR:], np.ones(min(_YEAR, past.shape[0])), top)


def _climatology_pool(past: Floats, top: int) -> Floats:
    return 0.95 * _climatology(past, top) + 0.05 * _pool(past, top)


def _weighted_climatology(past: Floats, top: int) -> Floats:
    own = _histogram(past, _fade(past.shape[0], _CLIMATE), top)
    return 0.97 * own + 0.03 * _pool(past, top)


def _half_and_half(past: Floats, top: int) -> Floats:
    return 0.5 * _weighted_climatology(past, top) + 0.5 * _smooth_sloped(past, top)


COUNT_BASELINES: dict[str, Chances] = {
    "zero": _zero,
    "no change": _last,
    "no change, Poisson": _last_poisson,
    "seasonal mean, Poisson": _season,
    "historical mean, Poisson": _history,
    "smoothed, Poisson": _smooth,
    "historical mean, negative binomial": _history_spread,
    "smoothed, negative binomial": _smooth_spread,
    "climatology": _climatology,
    "climatology with pool": _climatology_pool,
    "weighted climatology": _weighted_climatology,
    "smoothed, sloped dispersion": _smooth_sloped,
    "half climatology, half smoothed": _half_and_half,
}
"""By name: smoothing with half-lives of 9 (Poisson) and 3 months; climatology of the last 12 months, or
with a half-life of 12; pools of all dyads' counts above 0 (5 and 3 %); dispersion one a class, or
``a * mean**b``."""


def _fade(n_months: int, half_life: float) -> Floats:
    return np.asarray(0.5 ** (np.arange(n_months - 1, -1, -1.0) / half_life), dtype=np.float64)


def _point(counts: Floats, top: int) -> Floats:
    return np.asarray(np.minimum(counts, top)[..., None] == np.arange(top + 1), dtype=np.float64)


def _histogram(past: Floats, weights: Floats, top: int) -> Floats:
    flat = past.reshape(past.shape[0], -1).T
    return weigh_past(flat, weights, top).reshape(*past.shape[1:], top + 1)


def _pool(past: Floats, top: int) -> Floats:
    """The histogram of all counts above 0 of all dyads, by class, shape (1, 4, top + 1)."""
    out = np.zeros((1, past.shape[2], top + 1))
    for quad in range(past.shape[2]):
        seen = past[:, :, quad][past[:, :, quad] > 0]
        out[0, quad, 1] = 1.0
        if seen.size:
            out[0, quad] = np.bincount(np.minimum(seen, top).astype(np.int64), minlength=top + 1) / seen.size
    return out


def _spread(past: Floats, top: int, *, half_life: float, sloped: bool) -> Floats:
    """Negative binomial, its shape fitted to the months after the first six."""
    mean = measure_smoothed(past, half_life)
    shapes = np.ones_like(mean)
    starts = range(min(_WARM, past.shape[0] - 1), past.shape[0])
    if starts.start >= 1:
        before = np.stack([measure_smoothed(past[:at], half_life) for at in starts])
        for quad in range(past.shape[2]):
            point = _fit_shape(
                before[:, :, quad].ravel(), past[starts.start :, :, quad].ravel(), sloped=sloped
            )
            shapes[:, quad] = _shape(point, mean[:, quad])
    return negative_binomial(mean, shapes, top)


def _fit_shape(mean: Floats, counts: Floats, *, sloped: bool) -> Floats:
    """The likeliest constant and slope of log shape in log mean; large tables are thinned to 20,000 rows."""
    thin = max(1, mean.size // 20_000)
    mean, counts = mean[::thin], counts[::thin]

    def deviance(point: Floats) -> float:
        shape = _shape(point, mean)
        likely = log_gamma(counts + shape) - log_gamma(shape) - shape * np.log1p(mean / shape)
        likely += counts * (np.log(mean) - np.log(shape + mean))
        return float(-likely.sum() + (point @ point) / 18.0)

    return find_minimum(deviance, np.zeros(2 if sloped else 1), tolerance=1e-2, max_calls=80).point


def _shape(point: Floats, mean: Floats) -> Floats:
    slope = point[1] if point.size > 1 else 0.0
    return np.asarray(np.exp(np.clip(point[0] + slope * np.log(mean), *_LIMITS)), dtype=np.float64)
