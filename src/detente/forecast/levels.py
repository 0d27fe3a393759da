"""Where a relation will stand: its level returns to the long-run mean of the pair, and its band widens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

import numpy as np

from detente.core.errors import InputError, UnknownNameError
from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE, Floats, LevelForecast
from detente.forecast.tables import order_dyad, read_day
from detente.relations import (
    DEFAULT_LEVELS,
    Levels,
    Observations,
    fit_relations,
    measure_course,
    smooth_levels,
)
from detente.relations.course import find_quantile
from detente.relations.levels import find_domain, find_series

__all__ = ["MAX_YEARS", "cut_observations", "forecast_level"]

MAX_YEARS = 5
"""The farthest day that may be asked about."""

_DRAW = 10.0
NAME = "Ornstein-Uhlenbeck level, 1"


def forecast_level(
    levels: Levels,
    dyad: tuple[str, str],
    *,
    domain: str = "overall",
    made: str | date,
    days: Sequence[str | date],
    coverage: float = 0.9,
) -> LevelForecast:
    """The level of a relation on days to come, with its band.

    If anything was observed on the day of the forecast or later, it is taken away, and parameters and levels
    are found anew from what is left; an imprecise date must lie wholly before the day. The band is that of
    the level, not of single events, which scatter about it far more widely.

    Args:
        levels: Smoothed.
        dyad: Two actors, in either order.
        domain: Of the relation.
        made: The day of the forecast.
        days: On it or later, up to five years.
        coverage: Of the band.

    Raises:
        InputError: If a day lies before the forecast or too far ahead, or nothing was observed before it.
        UnknownNameError: If an actor was not observed before the day, or there is no such domain.
    """
    day = read_day(made)
    pair = order_dyad(dyad)
    dates = _check_days(days, day)
    find_domain(levels, domain)
    past = _cut_levels(levels, day, domain=domain)
    _require_actors(past.observations, pair)
    if pair not in past.observations.dyads:
        extended = replace(past.observations, dyads=tuple(sorted({*past.observations.dyads, pair})))
        moved = [extended.dyads.index(name) for name in past.observations.dyads]
        dyads = np.array(moved, dtype=np.int64)[extended.dyad]
        past = smooth_levels(replace(extended, dyad=dyads), past.model)
    course = measure_course(past, pair, domain=domain, dates=[day, *dates])
    half = find_quantile(coverage) * np.sqrt(_widen(np.square(course.sd), past, domain))
    low, high = course.mean - half, course.mean + half
    prior = past.model.levels[domain].mean
    series = find_series(past, pair, domain)
    own = prior if series < 0 else prior + float(past.means.mean[series])
    plain = {BASE_RATE: prior, NO_CHANGE: float(course.mean[0]), CLIMATOLOGY: own}
    return LevelForecast(
        dyad=pair,
        domain=domain,
        made=day.isoformat(),
        days=tuple(when.isoformat() for when in dates),
        mean=course.mean[1:],
        low=low[1:],
        high=high[1:],
        coverage=coverage,
        baselines={name: np.full(len(dates), value) for name, value in plain.items()},
        n_events=course.n_observations,
        model=NAME,
    )


def _widen(variance: Floats, levels: Levels, domain: str) -> Floats:
    """Variances drawn to those of a pair of which nothing is known, as by 10 observations.

    The parameters are taken for known when levels are smoothed; with a dozen events they are not.
    """
    observations = levels.observations
    n_seen = int((observations.domain == observations.domains.index(domain)).sum())
    unknown = DEFAULT_LEVELS.sd**2 + DEFAULT_LEVELS.between_sd**2
    return variance + _DRAW / (n_seen + _DRAW) * np.maximum(0.0, unknown - variance)


def cut_observations(observations: Observations, day: date) -> Observations:
    """Only what lies wholly before a day, with no name that nothing of it bears.

    Raises:
        InputError: If nothing is left.
    """
    kept = observations.day + observations.spread < day.toordinal()
    if not kept.any():
        raise InputError(f"nothing was observed before {day}", hint="choose a later day")
    used, dyad = np.unique(observations.dyad[kept], return_inverse=True)
    told, event = np.unique(observations.event[kept], return_inverse=True)
    return Observations(
        dyads=tuple(observations.dyads[place] for place in used.tolist()),
        domains=observations.domains,
        events=tuple(observations.events[place] for place in told.tolist()) if observations.events else (),
        dyad=dyad.astype(np.int64),
        domain=observations.domain[kept],
        event=event.astype(np.int64),
        day=observations.day[kept],
        spread=observations.spread[kept],
        intensity=observations.intensity[kept],
        weight=observations.weight[kept],
    )


def _cut_levels(levels: Levels, day: date, *, domain: str) -> Levels:
    """The levels as they could be known before a day; those given if nothing is later."""
    observations = levels.observations
    if (observations.day + observations.spread < day.toordinal()).all():
        return levels
    past = cut_observations(observations, day)
    if not (past.domain == past.domains.index(domain)).any():
        raise InputError(f"nothing was observed in {domain!r} before {day}", hint="domain='overall'")
    return smooth_levels(past, fit_relations(past))


def _require_actors(observations: Observations, pair: tuple[str, str]) -> None:
    seen = {observations.dyads[place] for place in np.unique(observations.dyad).tolist()}
    actors = sorted({name for dyad in seen for name in dyad})
    for name in pair:
        if name not in actors:
            near = get_close_matches(name, actors, n=5, cutoff=0.3) or actors[:5]
            raise UnknownNameError(
                f"nothing was seen of {name!r} before that day", hint=f"nearest: {', '.join(near)}"
            )


def _check_days(days: Sequence[str | date], made: date) -> list[date]:
    dates = [read_day(day) for day in days]
    last = made.replace(year=made.year + MAX_YEARS, day=min(made.day, 28))
    if not dates:
        raise InputError("no day to foretell", hint="give at least one day")
    if min(dates) < made or max(dates) > last:
        raise InputError(
            f"days from {min(dates)} to {max(dates)} cannot be foretold on {made}",
            hint=f"days from {made} up to {last}",
        )
    return dates
