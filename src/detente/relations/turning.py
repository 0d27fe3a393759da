"""Turning points: when a relation left its course, how sure that is, and which events made it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from detente.relations.breaks import Partition, Sightings, find_partition
from detente.relations.chain import Chain, slice_series, split_series
from detente.relations.course import COVERAGE, find_quantile
from detente.relations.levels import Levels, find_series, measure_moments, smooth_arranged
from detente.relations.model import LevelParameters
from detente.relations.observations import Dyad, Integers
from detente.relations.pushes import Push, Surprises, find_pushes, find_surprises
from detente.relations.scans import Floats

__all__ = ["BreakSearch", "TurningPoint", "find_turning_points"]

_NORMAL_MEDIAN = 0.4549364  # of the square of a standard normal variable


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A break in the course of a dyad.

    Attributes:
        dyad: In alphabetical order.
        domain: Its name.
        when: Day of the first news of the new course, at the most probable place.
        low: The break came after this day …
        high: … and on or before this one, with the coverage asked for.
        probability: That there was a break in this interval.
        before: Posterior mean of the level at the last news of the old course.
        after: At the first of the new one.
        change: The one less the other.
        sd: Posterior standard deviation of the change.
        pushes: The events of the interval, and of the days after it, that pushed most in the direction of
            the change; strongest first.
    """

    dyad: Dyad
    domain: str
    when: date
    low: date
    high: date
    probability: float
    before: float
    after: float
    change: float
    sd: float
    pushes: tuple[Push, ...]


@dataclass(frozen=True, slots=True)
class BreakSearch:
    """What counts as a turning point, and what is told of it.

    Attributes:
        every_years: Mean time between turning points, before anything is seen. Twice as long costs each one
            a factor of 2 in odds.
        coverage: Of the intervals.
        least_days: How long a course must last to be one; shorter departures are episodes, not turns. So a
            turn needs that many days of news after it before it can be found.
        least_probability: Of a break in the interval; less sure ones are left out.
        sure_change: Leave out breaks whose change has an interval that includes 0: of these it is known that
            something ended, but not to which side.
        days_after: Days after the interval in which events are still named.
        n_pushes: Events to name.
        resolution: With more days of news than this, equal stretches of time are seen as one day each, so
            that dates are exact to their length only.
    """

    every_years: float = 10.0
    coverage: float = COVERAGE
    least_days: float = 30.0
    least_probability: float = 0.5
    sure_change: bool = True
    days_after: int = 30
    n_pushes: int = 5
    resolution: int = 1_000


def find_turning_points(
    levels: Levels, dyad: Dyad, *, domain: str = "overall", search: BreakSearch | None = None
) -> list[TurningPoint]:
    """The turning points of a dyad in the order of time.

    A turning point is a day on which the level is drawn anew, with a new long-run mean; slow change, which
    the model of levels explains by itself, is none: measure it as a shift.

    Args:
        levels: Smoothed.
        dyad: Two actors, in either order.
        domain: Its name.
        search: What counts as one; None for the defaults.

    Raises:
        UnknownNameError: If nothing was seen of the dyad, or there is no such domain.
    """
    search = search or BreakSearch()
    series = find_series(levels, dyad, domain)
    if series < 0:
        return []
    alone = slice_series(levels.chain, slice(series, series + 1))
    sightings = _coarsen(alone.day, search.resolution)
    surprises = find_surprises(levels, series)
    own, scale = _find_parameters(levels, series, surprises)
    partition = find_partition(
        _sight(alone, sightings, surprises.noise * scale, own),
        own,
        every_days=search.every_years * 365.25,
        coverage=search.coverage,
        least_days=search.least_days,
    )
    sure = partition.probability >= search.least_probability
    places = np.searchsorted(sightings, np.arange(sightings[-1] + 1))
    jumps = _measure_jumps(levels, series, places[partition.breaks], own)
    points = [
        _build_point(levels, series, jumps[k], _find_span(levels, series, places, partition, k), search)
        for k in np.flatnonzero(sure).tolist()
    ]
    least = find_quantile(search.coverage) if search.sure_change else 0.0
    return [point for point in points if abs(point.change) >= least * point.sd]


def _date(day: float) -> date:
    return date.fromordinal(round(day))


def _coarsen(day: Floats, resolution: int) -> Integers:
    """To which sighting each link goes: that of its day, or its stretch of time if there are too many.

    Exact and vague dates about one day are links of their own. No break comes between them, so nothing is
    lost by seeing them as one; apart, rounding could let time run backwards from the one to the other.
    """
    if day.size > resolution:
        day = np.floor((day - day[0]) / (day[-1] - day[0] + 1.0) * resolution)
    return np.cumsum(np.diff(day, prepend=day[:1]) > 0)


def _find_parameters(levels: Levels, series: int, surprises: Surprises) -> tuple[LevelParameters, float]:
    """Parameters for the parts of one series, and its scale.

    The new long-run mean may be anywhere that the dyad was seen: it is normal about the mean of what was seen
    with its variance (as much as one observation tells; Kass and Wasserman, JASA 90, 1995), beside that of
    long-run means. The scale is taken from the median surprise, which a few breaks do not move.
    """
    chain = levels.chain
    common = levels.model.levels[levels.observations.domains[chain.domain[series]]]
    value = chain.value[chain.start[series] : chain.start[series + 1]]
    squares = (value - surprises.expected) ** 2 / (surprises.predicted + surprises.noise)
    typical = np.median(squares) / _NORMAL_MEDIAN
    scale = 1.0 + (typical - 1.0) * value.size / (value.size + common.scale_count)
    centre = np.average(value, weights=1.0 / surprises.noise)
    spread = np.average((value - centre) ** 2, weights=1.0 / surprises.noise)
    between = float((common.between_sd**2 + spread) ** 0.5)
    return replace(common.rescale(float(scale)), mean=float(centre), between_sd=between), float(scale)


def _sight(chain: Chain, links: Integers, noise: Floats, own: LevelParameters) -> Sightings:
    """The links of a series as sightings, those of one stretch joined by their precision."""
    precision = 1.0 / noise
    total = np.bincount(links, precision)
    day = np.bincount(links, precision * chain.day) / total
    seen = np.bincount(links, precision * (chain.value - own.mean)) / total
    return Sightings(day=day, seen=seen, noise=1.0 / total)


def _find_span(
    levels: Levels, series: int, places: Integers, partition: Partition, k: int
) -> tuple[float, float, float, float]:
    """Of a break: its day, the last day before it, the last on which it may have come, its probability."""
    day = levels.chain.day[levels.chain.start[series] :]
    low, high = day[places[partition.low[k]] - 1], day[places[partition.high[k]]]
    return day[places[partition.breaks[k]]], low, high, float(partition.probability[k])


def _measure_jumps(
    levels: Levels, series: int, breaks: Integers, own: LevelParameters
) -> list[tuple[float, float, float]]:
    """The level at the last link before each break, at the first after it, and the sd of the difference."""
    alone = slice_series(levels.chain, slice(series, series + 1))
    domain = levels.observations.domains[levels.chain.domain[series]]
    model = replace(levels.model, levels={domain: own})
    parted = smooth_arranged(split_series(alone, breaks), levels.observations, model)
    jumps = []
    for k, link in enumerate(breaks):
        day = parted.chain.day[link - 1 : link + 1]
        moments = measure_moments(parted, np.array([k, k + 1]), day)
        jumps.append((float(moments.mean[0]), float(moments.mean[1]), float(moments.variance.sum() ** 0.5)))
    return jumps


def _build_point(
    levels: Levels,
    series: int,
    jump: tuple[float, float, float],
    span: tuple[float, float, float, float],
    search: BreakSearch,
) -> TurningPoint:
    before, after, sd = jump
    when, low, high, probability = span
    pushes = find_pushes(levels, series, (low, high + search.days_after), after - before)
    return TurningPoint(
        dyad=levels.observations.dyads[levels.chain.dyad[series]],
        domain=levels.observations.domains[levels.chain.domain[series]],
        when=_date(when),
        low=_date(low),
        high=_date(high),
        probability=probability,
        before=before,
        after=after,
        change=after - before,
        sd=sd,
        pushes=pushes[: search.n_pushes],
    )
