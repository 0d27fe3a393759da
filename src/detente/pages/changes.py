"""What changed: between two days, or since articles were added; which pairs moved, and by which sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from detente.core.dates import parse_edtf
from detente.core.errors import UsageError
from detente.pages.changes_added import Addition, find_additions, find_changed_since
from detente.pages.changes_news import find_last_day, tell_news_between
from detente.pages.changes_told import (
    MOST,
    SENTENCES,
    Z90,
    Change,
    ChangesContext,
    Moved,
    build_moved,
    is_sure,
    link_moved,
    read_events,
    say_change,
)
from detente.relations import rank_shifts
from detente.relations.levels import find_series
from detente.relations.pushes import find_pushes
from detente.report.words import date_words

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally
    from detente.relations import Levels
    from detente.relations.shifts import Shift

__all__ = [
    "Addition",
    "ChangesContext",
    "Moved",
    "find_additions",
    "find_changed_between",
    "find_changed_since",
    "read_events",
    "read_window",
]

NEAREST = 4
"""Pairs to name where none moved for sure."""


def find_changed_between(
    reader: LedgerReader, levels: Levels | None, *, since: str, until: str, tally: Tally, most: int = MOST
) -> ChangesContext:
    """The pairs with news between two days, by how much their level moved.

    While there are no levels yet, by how much the news of that time differs from that before.

    Raises:
        UsageError: If one is no date, or the first is not before the second.
    """
    start, end = _day(since, first=True), _day(until, first=False)
    if start >= end:
        raise UsageError(f"{since[:40]} is not before {until[:40]}", hint="since=2018&until=2021-06")
    words = f"from {date_words(since)} to {date_words(until)}"
    told = ChangesContext("between", since, until, words)
    if levels is None:
        days = (start.isoformat(), (end + timedelta(days=1)).isoformat())
        return tell_news_between(reader, told, days, tally=tally, most=most)
    observations = levels.observations
    index = observations.domains.index("overall")
    inside = (observations.domain == index) & (observations.day > start.toordinal() - 1)
    inside &= observations.day <= end.toordinal()
    places, counts = np.unique(observations.dyad[inside], return_counts=True)
    news = {observations.dyads[place]: n for place, n in zip(places.tolist(), counts.tolist(), strict=True)}
    shifts = [shift for shift in rank_shifts(levels, (start, end)) if shift.dyad in news]
    shifts.sort(key=lambda shift: (not is_sure(shift.change, shift.sd), -abs(shift.change)))
    n_sure = sum(is_sure(shift.change, shift.sd) for shift in shifts)
    shown = shifts[: max(min(n_sure, most), NEAREST)]
    rows = [_describe(levels, shift, n_events=news[shift.dyad], when=words) for shift in shown]
    moved = build_moved(reader, rows, tally=tally)
    return replace(told, moved=moved, n_moved=len(places), n_sure=n_sure, links=link_moved(moved))


def _describe(levels: Levels, shift: Shift, *, n_events: int, when: str) -> Change:
    """A shift with the events that made it."""
    window = (float(shift.start.toordinal()) - 1, float(shift.end.toordinal()))
    pushes = find_pushes(levels, find_series(levels, shift.dyad, "overall"), window, shift.change)
    half = Z90 * shift.sd
    return Change(
        dyad=shift.dyad,
        ends=(shift.before, shift.after),
        interval=(shift.change - half, shift.change + half),
        sure=is_sure(shift.change, shift.sd),
        n_events=n_events,
        events=tuple(push.event for push in pushes[:SENTENCES]),
        sentence=say_change(shift.change, when),
    )


def _day(text: str, *, first: bool) -> date:
    span = parse_edtf(text)
    if first:
        return max(span.start, date(2, 1, 1))
    return min(span.end, date(9998, 1, 1)) - timedelta(days=1)


def read_window(reader: LedgerReader, levels: Levels | None, *, years: int = 3) -> tuple[str, str]:
    """The last years up to the last news, as words for `find_changed_between`; empty without news."""
    if levels is not None:
        last = date.fromordinal(round(float(levels.observations.day.max()))).year
    elif day := find_last_day(reader):
        last = int(day[:4])
    else:
        return "", ""
    return str(last - years), str(last)
