"""Levels of a part of a ledger, read from the kept ones of all of it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UnknownNameError
from detente.relations import find_turning_points, measure_course, measure_shift, measure_tilt
from detente.relations.levels import find_series, measure_moments
from detente.report import MeasuredLevels
from detente.report.measuring import MovedTilt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from detente.relations import Levels

__all__ = [
    "LevelNow",
    "find_news",
    "find_rows",
    "measure_dyad",
    "measure_now",
    "measure_partners",
    "merge_measured",
]

Dyad = tuple[str, str]
_PAD_DAYS = 60
_GRID, _NEWS = 80, 40
_Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class LevelNow:
    """A dyad's level at its last news, with the 90% interval.

    Attributes:
        mean: -10 to +10.
        low: Lower end.
        high: Upper end.
        when: ISO day of the last news.
        n_events: Dated events behind it.
    """

    mean: float
    low: float
    high: float
    when: str
    n_events: int


def find_rows(levels: Levels, dyad: Dyad, *, domain: str = "overall") -> NDArray[np.int64]:
    """The observations of a dyad in a domain; none if nothing dated was seen."""
    observations = levels.observations
    place = bisect_left(observations.dyads, dyad)
    if place == len(observations.dyads) or observations.dyads[place] != dyad:
        return np.zeros(0, dtype=np.int64)
    index = observations.domains.index(domain)
    found: NDArray[np.int64] = np.flatnonzero(
        (observations.dyad == place) & (observations.domain == index)
    ).astype(np.int64)
    return found


def measure_dyad(
    levels: Levels | None, dyad: Dyad, *, domain: str = "overall", turning: bool = True
) -> MeasuredLevels:
    """The course, the turning points and the shift of one dyad; empty where nothing dated was seen of it."""
    if levels is None:
        return MeasuredLevels()
    rows = find_rows(levels, dyad, domain=domain)
    if not rows.size:
        return MeasuredLevels()
    observations = levels.observations
    days: list[float] = np.unique(observations.day[rows]).tolist()
    first, last = _date(days[0]), _date(days[-1])
    ids = [observations.events[index] for index in observations.event[rows].tolist()]
    places = zip(observations.day[rows].tolist(), observations.spread[rows].tolist(), strict=True)
    return MeasuredLevels(
        courses=[measure_course(levels, dyad, domain=domain, dates=_spread_dates(days))],
        turning=find_turning_points(levels, dyad, domain=domain) if turning else [],
        shifts=[measure_shift(levels, dyad, (first, last), domain=domain)] if first < last else [],
        placed=dict(zip(ids, places, strict=True)),
        dated={dyad: int(rows.size)},
        news={dyad: find_news(levels, dyad, domain=domain)},
        window=(date(first.year, 1, 1), date(last.year, 12, 31)),
    )


def find_news(levels: Levels, dyad: Dyad, *, domain: str = "overall") -> list[tuple[float, float]]:
    """Day and half the width of the date of each dated event of a dyad."""
    observations = levels.observations
    rows = find_rows(levels, dyad, domain=domain)
    return list(zip(observations.day[rows].tolist(), observations.spread[rows].tolist(), strict=True))


def merge_measured(parts: Sequence[MeasuredLevels]) -> MeasuredLevels:
    """Several dyads on one time axis."""
    windows = [part.window for part in parts if part.window]
    return MeasuredLevels(
        courses=[course for part in parts for course in part.courses],
        turning=[point for part in parts for point in part.turning],
        shifts=[shift for part in parts for shift in part.shifts],
        placed={name: place for part in parts for name, place in part.placed.items()},
        dated={dyad: n for part in parts for dyad, n in part.dated.items()},
        news={dyad: rows for part in parts for dyad, rows in part.news.items()},
        window=(min(one for one, _ in windows), max(one for _, one in windows)) if windows else None,
    )


def measure_now(levels: Levels | None, dyads: Iterable[Dyad]) -> dict[Dyad, LevelNow]:
    """The level of each dyad at its last news; those without dated news are left out."""
    if levels is None:
        return {}
    series = {dyad: one for dyad in dyads if (one := _find_series(levels, dyad)) >= 0}
    chosen = np.array(list(series.values()), dtype=np.int64)
    if not chosen.size:
        return {}
    chain = levels.chain
    days = chain.day[chain.start[chosen + 1] - 1]
    moments = measure_moments(levels, chosen, days)
    half = _Z90 * np.sqrt(moments.variance)
    counts = [int(chain.count[chain.start[one] : chain.start[one + 1]].sum()) for one in chosen.tolist()]
    rows = zip(series, moments.mean.tolist(), half.tolist(), days.tolist(), counts, strict=True)
    return {
        dyad: LevelNow(mean, mean - reach, mean + reach, _date(day).isoformat(), n)
        for dyad, mean, reach, day, n in rows
    }


def _find_series(levels: Levels, dyad: Dyad) -> int:
    try:
        return find_series(levels, dyad, "overall")
    except UnknownNameError:
        return -1


def measure_partners(levels: Levels | None, actor: str, partners: Sequence[str]) -> list[MovedTilt]:
    """The tilts of an actor between each two of its first three partners of whom dated news is known."""
    if levels is None:
        return []
    news = {}
    for partner in partners:
        pair = (min(actor, partner), max(actor, partner))
        rows = find_rows(levels, pair)
        if rows.size:
            news[partner] = np.unique(levels.observations.day[rows]).tolist()
        if len(news) == 3:
            break
    known = list(news)
    pairs = [(one, other) for place, one in enumerate(known) for other in known[place + 1 :]]
    return [moved for pair in pairs if (moved := _measure_tilt(levels, actor, pair, news))]


def _measure_tilt(
    levels: Levels, actor: str, between: tuple[str, str], news: dict[str, list[float]]
) -> MovedTilt | None:
    days = sorted({day for partner in between for day in news[partner]})
    span = (_date(days[0]), _date(days[-1]))
    if span[0] == span[1]:
        return None
    tilt = measure_tilt(levels, actor, between, dates=_spread_dates(days))
    shifts = [measure_shift(levels, (actor, partner), span) for partner in between]
    return MovedTilt(tilt, shifts[0], shifts[1])


def _date(day: float) -> date:
    return date.fromordinal(round(day))


def _spread_dates(news: Sequence[float]) -> list[date]:
    """Days for a curve: evenly from before the first news to after the last, denser where the news is."""
    first, last = news[0], news[-1]
    pad = max(_PAD_DAYS, (last - first) * 0.04)
    some = np.array(news)[np.linspace(0, len(news) - 1, min(len(news), _NEWS)).round().astype(int)]
    days = np.unique(np.concatenate([np.linspace(first - pad, last + pad, _GRID), some]).round())
    return [_date(day) for day in days.clip(1, date.max.toordinal())]
