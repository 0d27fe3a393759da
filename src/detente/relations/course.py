"""The level of a dyad over time, and of all dyads on one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np

from detente.core.errors import InputError
from detente.core.showing import show_band, show_table
from detente.relations.levels import Levels, find_domain, find_series, measure_moments
from detente.relations.observations import Dyad
from detente.relations.scans import Floats

__all__ = ["COVERAGE", "Course", "Snapshot", "days_of", "find_quantile", "measure_course", "measure_snapshot"]

COVERAGE = 0.9
"""Probability that an interval holds, unless asked otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The level of a dyad in a domain on some days.

    Attributes:
        dyad: In alphabetical order.
        domain: Its name.
        dates: The days.
        mean: Posterior mean of the level, -10 to +10, shape (Q,).
        sd: Posterior standard deviation, shape (Q,).
        n_observations: What was seen of the dyad in the domain, on any day.
    """

    dyad: Dyad
    domain: str
    dates: tuple[date, ...]
    mean: Floats
    sd: Floats
    n_observations: int

    def interval(self, coverage: float = COVERAGE) -> tuple[Floats, Floats]:
        """Lower and upper ends, within which each level lies with that probability."""
        half = find_quantile(coverage) * self.sd
        return self.mean - half, self.mean + half

    def _repr_html_(self) -> str:
        """The level with its band, drawn, for notebooks; the numbers below."""
        low, high = self.interval()
        rows = zip(self.dates, self.mean.tolist(), low.tolist(), high.tolist(), strict=True)
        title = f"{self.dyad[0]} and {self.dyad[1]}, {self.domain}: {self.n_observations} observations"
        drawn = show_band(
            [day.toordinal() for day in self.dates], self.mean.tolist(), (low.tolist(), high.tolist())
        )
        return drawn + show_table(
            title, ("day", "level", "low", "high"), rows, note="the interval holds 90 %"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The levels of all dyads in a domain on one day.

    Attributes:
        when: The day.
        domain: Its name.
        dyads: Those of which something was seen in the domain, on any day.
        mean: Posterior means, one a dyad.
        sd: Posterior standard deviations.
    """

    when: date
    domain: str
    dyads: tuple[Dyad, ...]
    mean: Floats
    sd: Floats

    def _repr_html_(self) -> str:
        """The levels farthest from 0, for notebooks."""
        half = find_quantile(COVERAGE) * self.sd
        order = np.argsort(-np.abs(self.mean), kind="stable").tolist()
        rows = [
            (
                *self.dyads[k],
                float(self.mean[k]),
                float(self.mean[k] - half[k]),
                float(self.mean[k] + half[k]),
            )
            for k in order
        ]
        title = f"{len(self.dyads)} pairs on {self.when}, {self.domain}"
        return show_table(title, ("a", "b", "level", "low", "high"), rows, note="the interval holds 90 %")


def find_quantile(coverage: float) -> float:
    """Half the width, in standard deviations, of a normal interval.

    Raises:
        InputError: If the coverage is not between 0 and 1.

    >>> round(find_quantile(0.9), 4)
    1.6449
    """
    if not 0.0 < coverage < 1.0:
        raise InputError(f"an interval cannot hold with probability {coverage!r}", hint="0.9, for example")
    return NormalDist().inv_cdf((1.0 + coverage) / 2.0)


def days_of(dates: Sequence[date]) -> Floats:
    """Ordinals of dates."""
    return np.array([when.toordinal() for when in dates], dtype=np.float64)


def measure_course(
    levels: Levels, dyad: Dyad, *, domain: str = "overall", dates: Sequence[date] | None = None
) -> Course:
    """The level of a dyad on any days: amid its events, between them, before the first and after the last.

    Without news the level returns to its long-run mean and the interval widens. In a domain of which nothing
    was seen the course is that of a dyad of which nothing is known.

    Args:
        levels: Smoothed.
        dyad: Two actors, in either order.
        domain: Its name.
        dates: In any order; by default the first of every month from the first event to the last.

    Raises:
        UnknownNameError: If nothing was seen of the dyad, or there is no such domain.
    """
    series = find_series(levels, dyad, domain)
    chosen = _months(levels, series) if dates is None else tuple(dates)
    days = days_of(chosen)
    if series < 0:
        prior = levels.model.levels[domain]
        mean = np.full(days.size, prior.mean)
        variance = np.full(days.size, prior.sd**2 + prior.between_sd**2)
        count = 0
    else:
        moments = measure_moments(levels, np.full(days.size, series), days)
        mean, variance = moments.mean, moments.variance
        links = slice(levels.chain.start[series], levels.chain.start[series + 1])
        count = int(levels.chain.count[links].sum())
    pair = (min(dyad), max(dyad))
    return Course(pair, domain, chosen, mean, np.sqrt(variance), count)


def measure_snapshot(levels: Levels, when: date, *, domain: str = "overall") -> Snapshot:
    """The level of every dyad of which anything was seen in a domain, on one day.

    Raises:
        UnknownNameError: If there is no such domain.
    """
    series = np.flatnonzero(levels.chain.domain == find_domain(levels, domain))
    moments = measure_moments(levels, series, np.full(series.size, float(when.toordinal())))
    dyads = tuple(levels.observations.dyads[index] for index in levels.chain.dyad[series])
    return Snapshot(when, domain, dyads, moments.mean, np.sqrt(moments.variance))


def _months(levels: Levels, series: int) -> tuple[date, ...]:
    if series < 0:
        return ()
    first, last = levels.chain.start[series], levels.chain.start[series + 1] - 1
    begin, end = (date.fromordinal(round(levels.chain.day[link])) for link in (first, last))
    months = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    return tuple(date(month // 12, month % 12 + 1, 1) for month in months)
