"""The model of counts: negative binomial about smoothed rates and the network, pooled across dyads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.forecast.chances import log_gamma
from detente.forecast.count_features import FEATURES, HALF_LIVES, MONTH_DAYS
from detente.forecast.descent import digamma, find_least
from detente.forecast.nouns import Floats

__all__ = ["ClassModel", "find_centre", "fit_class", "predict_class"]

_SMOOTH = (0.10, 0.20, 0.30, 0.25, 0.10)
_RATE_SCALE, _OTHER_SCALE, _CONSTANT_SCALE = 0.15, 0.05, 1.0
_SHAPE_CENTRE, _SHAPE_SCALE = np.array([-0.5, 0.7]), np.array([1.0, 0.5])
_LIMITS = (-9.0, 9.0)
_SHAPE_LIMITS = (-6.0, 6.0)


@dataclass(frozen=True, slots=True, eq=False)
class ClassModel:
    """How counts of one quad class follow from the features.

    The logarithm of the mean is a weighted sum of the features, and that of the shape (the variance is
    ``mean + mean**2 / shape``) linear in that of the mean.

    Attributes:
        weights: Of the features, shape (F,).
        shape: Constant and slope.
        n_rows: Months of dyads that it was fitted to.
    """

    weights: Floats
    shape: Floats
    n_rows: int


def find_centre(step: int) -> Floats:
    """Where the weights are drawn to: smoothing with five half-lives, the slower ones for months farther off.

    >>> find_centre(1)[:5].round(2).tolist(), find_centre(12)[:5].round(2).tolist()
    ([0.1, 0.2, 0.3, 0.25, 0.1], [0.0, 0.0, 0.08, 0.16, 0.7])
    """
    centre = np.zeros(len(FEATURES))
    smooth = np.array(_SMOOTH)
    kept = smooth * 0.5 ** ((step - 1) * MONTH_DAYS / (2.0 * np.array(HALF_LIVES)))
    kept[-1] = smooth.sum() - kept[:-1].sum()
    centre[: len(HALF_LIVES)] = kept
    return centre


def fit_class(
    features: Floats,
    counts: Floats,
    importance: Floats,
    *,
    step: int = 1,
    plain: bool = False,
    flat: bool = False,
) -> ClassModel:
    """The likeliest weights under a normal prior about plain smoothing.

    The prior has standard deviation 0.15 for the weights of the rates, 0.05 for those of the network and 1
    for the constant, and a shape of ``exp(-0.5) * mean**0.7``; so it works with no month at all and moves
    from there as months close.

    Args:
        features: Shape (rows, F).
        counts: Shape (rows,).
        importance: Of each row, with mean 1, shape (rows,).
        step: Months from the day of the forecast to the end of the month foretold.
        plain: Whether only the dyad's own smoothed rates of the class may count.
        flat: Whether all means have one shape; for comparison.
    """
    beyond = log_gamma(counts + 1.0)
    scale = np.full(len(FEATURES), 1e-3 if plain else _OTHER_SCALE)
    scale[: len(HALF_LIVES)] = 2.0 * _RATE_SCALE if plain else _RATE_SCALE
    scale[-1] = _CONSTANT_SCALE
    centre = np.concatenate([find_centre(step), _SHAPE_CENTRE * (1.0, 0.0 if flat else 1.0)])
    scale = np.concatenate([scale, _SHAPE_SCALE * (1.0, 1e-3 if flat else 1.0)])

    def deviance(moved: Floats) -> tuple[float, Floats]:
        point = centre + moved * scale
        lean = np.clip(features @ point[:-2], *_LIMITS)
        bend = np.clip(point[-2] + point[-1] * lean, *_SHAPE_LIMITS)
        mean, shape = np.exp(lean), np.exp(bend)
        both = np.log(shape + mean)
        likely = log_gamma(counts + shape) - log_gamma(shape) - beyond
        likely += shape * (bend - both) + counts * (lean - both)
        by_shape = digamma(counts + shape) - digamma(shape) + bend - both
        by_shape += 1.0 - (shape + counts) / (shape + mean)
        by_shape *= shape * importance
        by_mean = importance * (counts - mean) * shape / (shape + mean) + point[-1] * by_shape
        slope = np.concatenate([features.T @ by_mean, [by_shape.sum(), by_shape @ lean]])
        return float(moved @ moved / 2.0 - likely @ importance), moved - slope * scale

    moved = find_least(deviance, np.zeros(centre.size)) if counts.size else np.zeros(centre.size)
    best = centre + moved * scale
    if plain:
        best[len(HALF_LIVES) : len(FEATURES) - 1] = 0.0
    return ClassModel(best[:-2], best[-2:], counts.size)


def predict_class(model: ClassModel, features: Floats) -> tuple[Floats, Floats]:
    """Mean and shape of the counts of the month foretold, for features (..., F)."""
    lean = np.clip(features @ model.weights, *_LIMITS)
    return np.exp(lean), np.exp(np.clip(model.shape[0] + model.shape[1] * lean, *_SHAPE_LIMITS))
