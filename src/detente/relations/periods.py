"""In which periods an event lies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from detente.core.dates import DateSpan, parse_edtf

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Frequency", "Period", "find_ends", "find_periods", "period_name"]

Frequency = Literal["year", "month"]
Period = int
"""Years, or months, since the year 0."""

_DAY = timedelta(days=1)


def find_periods(when: str, published: str | None, *, freq: Frequency) -> Iterable[Period]:
    """Every period that a date touches, up to the day its document was published.

    An open interval ends with the publication; without a date of publication, or with one that lies before
    it, the known end stands for the whole. What lies wholly after the publication, as plans do, stays where
    it is.

    >>> list(find_periods("2014-11/..", "2015-02-10", freq="month")) == [24178, 24179, 24180, 24181]
    True
    """
    span = parse_edtf(when)
    told = parse_edtf(published) if published else None
    first, last = find_ends(span, told)
    return range(_period(first, freq), _period(last, freq) + 1)


def period_name(period: Period, *, freq: Frequency) -> str:
    """EDTF text of a period.

    >>> period_name(2014 * 12 + 10, freq="month")
    '2014-11'
    """
    return f"{period:04d}" if freq == "year" else f"{period // 12:04d}-{period % 12 + 1:02d}"


def find_ends(span: DateSpan, told: DateSpan | None) -> tuple[date, date]:
    """First and last day of a date, an open one ending with the day it was told."""
    if span.start == date.min:
        return span.end - _DAY, span.end - _DAY
    end = span.end
    if told is not None and span.start < told.end:
        end = min(end, told.end)
    if end == date.max:
        return span.start, span.start
    return span.start, end - _DAY


def _period(day: date, freq: Frequency) -> Period:
    return day.year if freq == "year" else day.year * 12 + day.month - 1
