"""The level of one pair, read from the kept ones of all, and kept itself for as long as they are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detente.ledger.observing import Identities
from detente.pages.scopes_levels import find_rows, measure_dyad
from detente.report import MeasuredLevels
from detente.report.silences import least_silence

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from detente.relations import Levels

__all__ = ["News", "find_news", "measure_pair", "names_at"]

Dyad = tuple[str, str]
_MOST = 2000  # pairs of a domain whose course is kept


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """The dated events that moved the level of a pair, in order of time.

    Attributes:
        days: Ordinal of the day of each.
        spreads: Half the width of its date in days.
        intensities: -10 to +10.
        events: Its place among the events of the levels.
    """

    days: NDArray[np.float64]
    spreads: NDArray[np.float64]
    intensities: NDArray[np.float64]
    events: NDArray[np.int64]


class _Shelf:
    """Courses of pairs by domain, of the levels of now; a class for its lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: dict[str, tuple[Levels, OrderedDict[Dyad, MeasuredLevels]]] = {}

    def courses(self, levels: Levels, domain: str) -> OrderedDict[Dyad, MeasuredLevels]:
        """Those of these levels; what was kept of others is forgotten."""
        found = self.kept.get(domain)
        if found is None or found[0] is not levels:
            found = self.kept[domain] = (levels, OrderedDict())
        return found[1]


_SHELF = _Shelf()


def find_news(levels: Levels | None, dyad: Dyad, *, domain: str) -> News | None:
    """What moved the level of a pair; None if nothing dated is known."""
    if levels is None:
        return None
    rows = find_rows(levels, dyad, domain=domain)
    if not rows.size:
        return None
    seen = levels.observations
    rows = rows[np.argsort(seen.day[rows], kind="stable")]
    return News(seen.day[rows], seen.spread[rows], seen.intensity[rows], seen.event[rows])


def names_at(levels: Levels, places: NDArray[np.int64]) -> list[str]:
    """Identities of events by their places among those of the levels."""
    names: Sequence[str] = levels.observations.events
    return (
        names.pick(places) if isinstance(names, Identities) else [names[place] for place in places.tolist()]
    )


def measure_pair(
    levels: Levels | None, dyad: Dyad, news: News | None, *, domain: str, shown: Collection[str]
) -> MeasuredLevels:
    """As `measure_dyad`, which takes long for eventful pairs and is asked once.

    Only `shown` events are placed, and the news are those beside which there may be silence.
    """
    if levels is None or news is None:
        return MeasuredLevels()
    with _SHELF.lock:
        courses = _SHELF.courses(levels, domain)
        measured = courses.get(dyad)
    if measured is None:
        measured = measure_dyad(levels, dyad, domain=domain)
        measured = replace(measured, placed={}, news={dyad: _join(news)})
        with _SHELF.lock:
            courses[dyad] = measured
            while len(courses) > _MOST:
                courses.popitem(last=False)
    wanted = set(shown)
    places = zip(names_at(levels, news.events), news.days.tolist(), news.spreads.tolist(), strict=True)
    return replace(measured, placed={name: (day, spread) for name, day, spread in places if name in wanted})


def _join(news: News) -> list[tuple[float, float]]:
    """The times of news, as middles and half widths; those with no silence between them are one."""
    low = news.days - news.spreads
    order = np.argsort(low, kind="stable")
    low, reach = low[order], np.maximum.accumulate((news.days + news.spreads)[order])
    cuts = np.flatnonzero(low[1:] - reach[:-1] >= least_silence(low[0], reach[-1]))
    starts, ends = low[np.append(0, cuts + 1)], reach[np.append(cuts, low.size - 1)]
    return list(zip(((starts + ends) / 2).tolist(), ((ends - starts) / 2).tolist(), strict=True))
