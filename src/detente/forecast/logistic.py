"""Logistic regression with a normal prior, and the curve that makes probabilities hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.forecast.nouns import Floats

__all__ = ["Logistic", "expit", "fit_logistic", "logit"]

_STEPS = 50
_FAR = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """Weights of features in the log odds, and how sure they are.

    Attributes:
        weights: Shape (F,).
        covariance: Of the weights, shape (F, F).
        n_rows: Answered questions they were fitted to.
    """

    weights: Floats
    covariance: Floats
    n_rows: int


def expit(lean: Floats) -> Floats:
    """Probability from log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(lean, -_FAR, _FAR))), dtype=np.float64)


def logit(probability: Floats) -> Floats:
    """Log odds from probability; 0 and 1 are held 1e-9 away."""
    held = np.clip(probability, 1e-9, 1.0 - 1e-9)
    return np.asarray(np.log(held) - np.log1p(-held), dtype=np.float64)


def fit_logistic(
    features: Floats, outcome: Floats, *, centre: Floats, scale: Floats, importance: Floats | None = None
) -> Logistic:
    """The likeliest weights under a normal prior, by Newton's method with halved steps.

    Args:
        features: Shape (rows, F); may have no rows, then the prior stays.
        outcome: 0 or 1, shape (rows,).
        centre: Of the prior, shape (F,).
        scale: Standard deviations of the prior, shape (F,).
        importance: Of the rows; 1 by default.

    >>> outcome = np.array([1.0, 1.0, 1.0, 0.0])
    >>> both = fit_logistic(np.ones((4, 1)), outcome, centre=np.zeros(1), scale=np.full(1, 1e3))
    >>> round(float(expit(both.weights)[0]), 3)
    0.75
    """
    weigh = np.ones(outcome.size) if importance is None else importance
    precision = 1.0 / np.square(scale)

    def measure(weights: Floats) -> float:
        lean = features @ weights
        off = weights - centre
        return float(weigh @ (np.logaddexp(0.0, lean) - outcome * lean) + off @ (precision * off) / 2.0)

    weights, value = centre.astype(np.float64), measure(centre)
    for _ in range(_STEPS):
        chance = expit(features @ weights)
        slope = features.T @ (weigh * (chance - outcome)) + precision * (weights - centre)
        bend = features.T @ (features * (weigh * chance * (1.0 - chance))[:, None]) + np.diag(precision)
        way = np.linalg.solve(bend, slope)
        step = 1.0
        while (new := measure(weights - step * way)) > value and step > 1e-6:
            step /= 2.0
        weights, gained, value = weights - step * way, value - new, new
        if gained < 1e-9 * (abs(value) + 1.0):
            break
    chance = expit(features @ weights)
    bend = features.T @ (features * (weigh * chance * (1.0 - chance))[:, None]) + np.diag(precision)
    return Logistic(weights, np.asarray(np.linalg.inv(bend), dtype=np.float64), int(outcome.size))
