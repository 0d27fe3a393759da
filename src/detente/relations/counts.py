"""How often dyads deal with each other, by quad class: rates with over-dispersion.

A count is Poisson about a rate of its own, which is gamma about the long-run rate of the dyad and class, with
one shape a class (so counts are negative binomial); the long-run rates are gamma about that of all dyads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from detente.core.errors import InputError
from detente.relations.course import COVERAGE
from detente.relations.gammas import find_gamma_quantile
from detente.relations.observations import Dyad
from detente.relations.periods import Frequency, Period, period_name
from detente.relations.relation import Relation
from detente.relations.scans import Floats
from detente.relations.simplex import find_minimum_on_line

__all__ = ["CountModel", "Counts", "Rates", "build_counts", "fit_counts", "measure_rates"]

N_CLASSES = 4
_LOWEST, _HIGHEST = -6.0, 6.0
_PRIOR_SD = 1.5  # of the logarithm of a shape, about that of an exponential rate
_HALF = 0.5  # of an event, so that a class of which nothing was seen is rare and not impossible


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Events by dyad, period and quad class.

    Attributes:
        dyads: D of them.
        periods: T EDTF years or months, without gaps; what has no events counts 0.
        events: Shape (D, T, 4).
    """

    dyads: tuple[Dyad, ...]
    periods: tuple[str, ...]
    events: Floats


@dataclass(frozen=True, slots=True)
class CountModel:
    """How counts behave. One number for each quad class, 1 to 4.

    Attributes:
        shape: Of the rate of a period about the long-run rate: the variance of a count with mean m is
            ``m + m**2 / shape``. Large: as regular as chance allows; small: in bursts.
        pooled_rate: Long-run rate of all dyads, in events a period.
        pooled_shape: Of the dyads' long-run rates about it.
    """

    shape: tuple[float, ...]
    pooled_rate: tuple[float, ...]
    pooled_shape: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Events a period, by dyad, period and quad class: shape (D, T, 4), but `long_run`.

    Attributes:
        counts: What was counted.
        coverage: Of the intervals.
        mean: Posterior mean of the rate of the period.
        low: Lower end of its interval.
        high: Upper end.
        long_run: Long-run rates, drawn to the pooled one, shape (D, 4).
    """

    counts: Counts
    coverage: float
    mean: Floats
    low: Floats
    high: Floats
    long_run: Floats


def build_counts(relations: Iterable[Relation], *, freq: Frequency) -> Counts:
    """Counts of all dyads over all periods from the first event of any to the last.

    Raises:
        InputError: If no relation has a period.
    """
    dated = [(relation, relation.period) for relation in relations if relation.period is not None]
    if not dated:
        raise InputError("there are no dated relations to count", hint="events need dates")
    dyads = tuple(sorted({relation.dyad for relation, _ in dated}))
    number = {period: _number(period) for _, period in dated}
    first = min(number.values())
    events = np.zeros((len(dyads), max(number.values()) - first + 1, N_CLASSES))
    index = {dyad: row for row, dyad in enumerate(dyads)}
    for relation, period in dated:
        events[index[relation.dyad], number[period] - first] = relation.n_by_quad
    periods = tuple(period_name(first + step, freq=freq) for step in range(events.shape[1]))
    return Counts(dyads, periods, events)


def fit_counts(counts: Counts) -> CountModel:
    """Shapes and pooled rates, each class by itself.

    The pooled shape is that of the negative binomial that the dyads' totals make, and the shape of the
    periods that of the counts about the dyads' drawn long-run rates, both the likeliest on a line (log shape
    from -6 to 6, to 0.001) under a weak prior, normal about 0 with standard deviation 1.5. Without it the
    counts of a few dyads look as regular as can be, and their intervals are far too narrow.
    """
    fitted = [_fit_class(counts.events[:, :, quad]) for quad in range(N_CLASSES)]
    shape, rate, pooled = (tuple(column) for column in zip(*fitted, strict=True))
    return CountModel(shape=shape, pooled_rate=rate, pooled_shape=pooled)


def measure_rates(counts: Counts, model: CountModel, *, coverage: float = COVERAGE) -> Rates:
    """The rate of every dyad, period and class, with its interval.

    The rate of a period lies between what was counted and the long-run rate, the nearer to the count the
    burstier the class. The interval takes the long-run rate for known.
    """
    long_run = np.stack(
        [
            _long_run(counts.events[:, :, quad], model.pooled_rate[quad], model.pooled_shape[quad])
            for quad in range(N_CLASSES)
        ],
        axis=-1,
    )
    shape = np.array(model.shape)
    scale = 1.0 / (shape / long_run + 1.0)[:, None, :]
    low, high = np.empty_like(counts.events), np.empty_like(counts.events)
    for quad in range(N_CLASSES):
        values, places = np.unique(counts.events[:, :, quad], return_inverse=True)
        for side, probability in ((low, (1.0 - coverage) / 2.0), (high, (1.0 + coverage) / 2.0)):
            ends = [find_gamma_quantile(model.shape[quad] + value, probability) for value in values.tolist()]
            side[:, :, quad] = np.array(ends)[places.reshape(side.shape[:2])]
    return Rates(counts, coverage, (shape + counts.events) * scale, low * scale, high * scale, long_run)


def _number(period: str) -> Period:
    """The opposite of `period_name`."""
    year, _, month = period.partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)


def _fit_class(events: Floats) -> tuple[float, float, float]:
    """Shape, pooled rate and pooled shape of one class: counts of shape (D, T)."""
    n_periods = events.shape[1]
    rate = (float(events.sum()) + _HALF) / (events.size + 1)
    totals = events.sum(axis=1)
    pooled = _find_shape(totals[:, None], np.full(totals.size, rate * n_periods))
    means = _long_run(events, rate, pooled)
    shape = _find_shape(events, means)
    return shape, rate, pooled


def _long_run(events: Floats, rate: float, shape: float) -> Floats:
    """Long-run rates of dyads, drawn to the pooled one."""
    return np.asarray((events.sum(axis=1) + shape) / (events.shape[1] + shape / rate), dtype=np.float64)


def _find_shape(events: Floats, means: Floats) -> float:
    """The likeliest shape, under its prior, of negative binomial counts about known means.

    Args:
        events: Shape (D, T).
        means: Shape (D,), each for T counts.
    """
    values, counted = np.unique(events, return_counts=True)
    top = int(values[-1])
    totals, n_periods = events.sum(axis=1), events.shape[1]

    def deviance(log_shape: float) -> float:
        shape = np.exp(log_shape)
        rising = np.append(0.0, np.cumsum(np.log(shape + np.arange(top))))  # log of the rising factorial
        gammas = (rising[values.astype(np.int64)] * counted).sum()
        chances = totals * np.log(means / (shape + means)) - n_periods * shape * np.log1p(means / shape)
        return (log_shape / _PRIOR_SD) ** 2 / 2.0 - float(gammas + chances.sum())

    return float(np.exp(find_minimum_on_line(deviance, _LOWEST, _HIGHEST)))
