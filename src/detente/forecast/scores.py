"""Scores of probabilities and of distributions of counts, and how sure their differences are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.forecast.nouns import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "LOG_FLOOR",
    "Interval",
    "bootstrap_means",
    "measure_auc",
    "measure_calibration_error",
    "measure_crps",
    "measure_log_loss",
    "measure_log_scores",
    "measure_precision",
    "tabulate_reliability",
    "transform_counts",
]

LOG_FLOOR = 1e-4
"""Chances below this score as this."""

_CLIP = 1e-6
Interval = tuple[float, float]


def measure_crps(chances: Floats, counts: Floats) -> Floats:
    """Continuous ranked probability score of each cell: the sum over k of (F(k) - [y <= k])**2.

    Gneiting and Raftery, JASA 102 (2007), section 4.2; in events, 0 is perfect, the absolute error for a
    forecast of one number.

    Args:
        chances: Of 0, 1 ..., shape (cells, top + 1).
        counts: What came, shape (cells,); must not exceed the top.

    >>> measure_crps(np.array([[0.5, 0.25, 0.25]]), np.array([1.0])).tolist()  # .5**2 + .25**2 + 0
    [0.3125]
    """
    below = np.cumsum(chances, axis=-1)
    reached = counts[:, None] <= np.arange(chances.shape[-1])
    return np.asarray(np.square(below - reached).sum(axis=-1), dtype=np.float64)


def measure_log_scores(chances: Floats, counts: Floats, *, floor: float = LOG_FLOOR) -> Floats:
    """Minus the logarithm of the chance of what came, each cell.

    >>> measure_log_scores(np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0.0, 1.0])).round(4).tolist()
    [0.6931, 9.2103]
    """
    given = np.take_along_axis(chances, counts.astype(np.int64)[:, None], axis=-1)[:, 0]
    return np.asarray(-np.log(np.maximum(given, floor)), dtype=np.float64)


def transform_counts(chances: Floats, counts: Floats, rng: np.random.Generator) -> Floats:
    """Randomised probability integral transform: even between 0 and 1 if the distributions hold.

    Czado, Gneiting and Held, Biometrics 65 (2009); the draw spreads the step at the count.
    """
    below = np.cumsum(chances, axis=-1)
    places = counts.astype(np.int64)[:, None]
    upper = np.take_along_axis(below, places, axis=-1)[:, 0]
    step = np.take_along_axis(chances, places, axis=-1)[:, 0]
    return np.asarray(upper - step * rng.random(counts.size), dtype=np.float64)


def measure_log_loss(probability: Floats, outcome: Floats) -> Floats:
    """Minus the log likelihood of each outcome, probabilities held within 1e-6 of 0 and 1.

    >>> measure_log_loss(np.array([0.5, 0.2]), np.array([1.0, 0.0])).round(4).tolist()
    [0.6931, 0.2231]
    """
    held = np.clip(probability, _CLIP, 1.0 - _CLIP)
    return np.asarray(-(outcome * np.log(held) + (1.0 - outcome) * np.log1p(-held)), dtype=np.float64)


def measure_auc(probability: Floats, outcome: Floats) -> float:
    """Chance that something that came had a higher probability than something that did not; ties half.

    NaN if only one outcome occurs.

    >>> measure_auc(np.array([0.1, 0.4, 0.4, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.875
    """
    came = outcome > 0.5
    n_came, n_not = int(came.sum()), int((~came).sum())
    if not n_came or not n_not:
        return float("nan")
    _, place, counts = np.unique(probability, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2.0)[place]
    return float((ranks[came].sum() - n_came * (n_came + 1) / 2.0) / (n_came * n_not))


def measure_precision(probability: Floats, outcome: Floats) -> float:
    """Average precision: the mean, over what came, of the share that came among all ranked as high.

    >>> round(measure_precision(np.array([0.9, 0.6, 0.3]), np.array([1.0, 0.0, 1.0])), 4)  # (1 + 2/3) / 2
    0.8333
    """
    order = np.argsort(-probability, kind="stable")
    ranked, came = probability[order], outcome[order] > 0.5
    if not came.any():
        return float("nan")
    ends = np.append(np.flatnonzero(np.diff(ranked)), ranked.size - 1)
    hits = np.cumsum(came)[ends]
    gained = np.diff(np.append(0, hits))
    return float((gained * hits / (ends + 1.0)).sum() / hits[-1])


@dataclass(frozen=True, slots=True)
class Reliability:
    """Questions with about the same probability.

    Attributes:
        probability: Mean of what was foretold.
        share: Of them that came true.
        n_questions: How many they are.
    """

    probability: float
    share: float
    n_questions: int


def tabulate_reliability(
    probability: Floats, outcome: Floats, *, n_bins: int = 20
) -> tuple[Reliability, ...]:
    """Foretold against observed, in bins with about as many questions each (quantiles of the probability)."""
    if not probability.size:
        raise InputError("there are no questions to score", hint="choose another period")
    edges = np.quantile(probability, np.linspace(0.0, 1.0, n_bins + 1))
    place = np.clip(np.searchsorted(edges[1:-1], probability, side="right"), 0, n_bins - 1)
    counts = np.bincount(place, minlength=n_bins)
    foretold = np.bincount(place, weights=probability, minlength=n_bins)
    came = np.bincount(place, weights=outcome, minlength=n_bins)
    return tuple(
        Reliability(float(foretold[k] / counts[k]), float(came[k] / counts[k]), int(counts[k]))
        for k in np.flatnonzero(counts).tolist()
    )


def measure_calibration_error(probability: Floats, outcome: Floats, *, n_bins: int = 20) -> float:
    """Expected calibration error: mean distance of foretold and observed over the bins.

    >>> round(measure_calibration_error(np.array([0.2, 0.2, 0.8, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])), 4)
    0.2
    """
    table = tabulate_reliability(probability, outcome, n_bins=n_bins)
    gaps = [abs(row.probability - row.share) * row.n_questions for row in table]
    return float(sum(gaps) / probability.size)


def bootstrap_means(
    values: Floats, clusters: NDArray[np.integer], *, draws: int = 2000, seed: int = 0, coverage: float = 0.95
) -> tuple[float, Interval]:
    """The mean of values, and its interval when whole clusters (dyads, pairs) are drawn anew.

    Args:
        values: Shape (cells,).
        clusters: The cluster of each, from 0 on.
        draws: Of all clusters, with replacement.
        seed: Of the draws.
        coverage: Of the interval, by quantiles of the draws.
    """
    _, place = np.unique(clusters, return_inverse=True)
    totals = np.bincount(place, weights=values)
    sizes = np.bincount(place).astype(np.float64)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(sizes.size, np.full(sizes.size, 1.0 / sizes.size), size=draws)
    means = (times @ totals) / (times @ sizes)
    low, high = np.quantile(means, [(1.0 - coverage) / 2.0, (1.0 + coverage) / 2.0]).tolist()
    return float(values.mean()), (low, high)
