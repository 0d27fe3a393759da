"""A conditional logit: the probability of a candidate goes with exp(weights x features) (McFadden 1974)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.forecast.next_tally import Floats32, Longs

__all__ = ["Logit", "fit_logit", "sum_groups", "take_softmax"]

_RIDGE = 1.0  # penalty on standardised weights, around the prior
_STEPS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Logit:
    """Weights of standardised features.

    Attributes:
        mean: Of each feature over candidates, shape (features,).
        scale: Standard deviation of each, shape (features,).
        weights: Change of the log odds for one standard deviation, shape (features,).
    """

    mean: Floats32
    scale: Floats32
    weights: Floats32

    def score(self, features: Floats32) -> Floats32:
        """Log odds of each row, up to a constant, shape (rows,)."""
        slopes = self.weights / self.scale
        return features @ slopes - np.float32(self.mean @ slopes)

    def explain(self, features: Floats32) -> Floats32:
        """What each feature adds, against an average candidate, shape (rows, features)."""
        return (features - self.mean) / self.scale * self.weights


def sum_groups(values: Floats32, starts: Longs) -> Floats32:
    """Sums over the rows of each question; none may be without rows."""
    return np.add.reduceat(values, starts[:-1], axis=0)


def take_softmax(scores: Floats32, starts: Longs) -> Floats32:
    """Shares of exp(score) within each question, shape (rows,)."""
    starts = np.unique(starts)  # a question without candidates has no rows to share among
    lengths = np.diff(starts)
    top = np.repeat(np.maximum.reduceat(scores, starts[:-1]), lengths)
    odds = np.exp(scores - top)
    shares: Floats32 = odds / np.repeat(sum_groups(odds, starts), lengths)
    return shares


def fit_logit(features: Floats32, hits: Floats32, starts: Longs, prior: Floats32) -> Logit:
    """Weights of greatest penalised likelihood, by Newton's method with halved steps.

    Args:
        features: Shape (rows, features); rows of one question stand together.
        hits: 1 for an answer, shape (rows,); every question has at least one, of which each counts the same.
        starts: First row of each question and the end.
        prior: Weights from which few questions do not lead far away, shape (features,).
    """
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale > 1e-6, scale, 1.0).astype(np.float32)
    table: Floats32 = ((features - mean) / scale).astype(np.float32, copy=False)
    shares = (hits / np.repeat(sum_groups(hits, starts), np.diff(starts))).astype(np.float32)
    weights = prior
    value = _measure_fit(table, shares, starts, weights, prior)
    for _ in range(_STEPS):
        step = _find_step(table, shares, starts, weights, prior)
        for halving in range(6):
            trial = weights + step * 0.5**halving
            reached = _measure_fit(table, shares, starts, trial, prior)
            if reached > value:
                break
        else:
            break
        gain, weights, value = reached - value, trial, reached
        if gain < 1e-5 * abs(value):
            break
    return Logit(mean, scale, weights)


def _measure_fit(
    table: Floats32, shares: Floats32, starts: Longs, weights: Floats32, prior: Floats32
) -> float:
    odds = np.log(take_softmax(table @ weights, starts) + 1e-12)
    return float((shares * odds).sum(dtype=np.float64) - 0.5 * _RIDGE * ((weights - prior) ** 2).sum())


def _find_step(
    table: Floats32, shares: Floats32, starts: Longs, weights: Floats32, prior: Floats32
) -> Floats32:
    expected = take_softmax(table @ weights, starts)
    gradient = (shares - expected) @ table - _RIDGE * (weights - prior)
    weighted = table * np.sqrt(expected)[:, None]
    means = sum_groups(table * expected[:, None], starts)
    curvature = (weighted.T @ weighted - means.T @ means).astype(np.float64)
    curvature[np.diag_indices_from(curvature)] += _RIDGE
    return np.linalg.solve(curvature, gradient.astype(np.float64)).astype(np.float32)
