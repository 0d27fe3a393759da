"""EDTF dates as half-open spans of days, with their precision.

The part of the Extended Date/Time Format (Library of Congress, levels 0 and 1, plus ``198X`` decades) that
event data needs: years, months, days, unspecified digits, ``~`` (approximate), ``?`` (uncertain), ``%``
(both), intervals with ``/`` and open ends ``..``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from detente.core.errors import InputError

__all__ = ["MONTHS", "DateSpan", "is_edtf", "parse_edtf", "to_edtf"]

_POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<mark>[~?%])?",
    re.ASCII,  # other digits would be kept as they stand, and sort behind every date
)
_FIRST, _LAST = date.min, date.max
# Written out, since the calendar module's names follow the locale.
_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS: dict[str, int] = {
    form: number for number, name in enumerate(_MONTH_NAMES, start=1) for form in (name, name[:3])
} | {"sept": 9}
"""Number of each month by its English name and abbreviation, in lower case."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days ``start`` up to but not including ``end``.

    Attributes:
        edtf: The text it was read from.
        start: First day; `date.min` for an open beginning.
        end: The day after the last; `date.max` for an open end.
        precision: ``day month year decade century interval``.
        approximate: Marked ``~``, ``?`` or ``%``.
    """

    edtf: str
    start: date
    end: date
    precision: str
    approximate: bool

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    @property
    def is_open(self) -> bool:
        """Whether one end is not known."""
        return self.start == _FIRST or self.end == _LAST

    @property
    def middle(self) -> date:
        """The day in the middle; the known end of an open span."""
        if self.start == _FIRST:
            return self.end - timedelta(days=1)
        return self.start if self.end == _LAST else self.start + (self.end - self.start) / 2

    def overlaps(self, other: DateSpan) -> bool:
        """Whether the two share a day."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: DateSpan) -> bool:
        """Whether every day of `other` is in this span."""
        return self.start <= other.start and other.end <= self.end


@lru_cache(maxsize=4096)
def parse_edtf(text: str) -> DateSpan:
    """Read an EDTF date or interval.

    Raises:
        InputError: If it is not one, or names a day that does not exist.

    >>> parse_edtf("2014-02").end
    datetime.date(2014, 3, 1)
    >>> parse_edtf("198X").precision
    'decade'
    >>> parse_edtf("2014/..").is_open
    True
    """
    if "/" not in text:
        return _point(text.strip(), text)
    first, _, last = text.partition("/")
    first, last = first.strip(), last.strip()
    low = None if first in ("", "..") else _point(first, text)
    high = None if last in ("", "..") else _point(last, text)
    if low is None and high is None:
        raise _wrong(text)
    start = low.start if low else _FIRST
    end = high.end if high else _LAST
    if start >= end:
        raise InputError(f"EDTF interval {text!r} ends before it begins", hint="write the earlier date first")
    approximate = bool((low and low.approximate) or (high and high.approximate))
    return DateSpan(text, start, end, "interval", approximate)


def is_edtf(text: str) -> bool:
    """Whether `text` can be read by `parse_edtf`."""
    try:
        parse_edtf(text)
    except InputError:
        return False
    return True


def to_edtf(start: date, end: date) -> str:
    """The shortest EDTF text for the half-open span of days from `start` to `end`.

    >>> to_edtf(date(2015, 1, 1), date(2016, 1, 1))
    '2015'
    >>> to_edtf(date(2021, 4, 6), date(2021, 4, 8))
    '2021-04-06/2021-04-07'
    """
    last = end - timedelta(days=1)
    if start >= end:
        raise InputError(f"an empty span of days: {start} to {end}")
    if start == last:
        return start.isoformat()
    if start.day == 1 and end.day == 1:
        if (start.year, start.month) == (last.year, last.month):
            return f"{start.year:04d}-{start.month:02d}"
        if start.month == 1 and end.month == 1:
            if start.year == last.year:
                return f"{start.year:04d}"
            if start.year % 10 == 0 and last.year == start.year + 9:
                return f"{start.year // 10:03d}X"
    return f"{start.isoformat()}/{last.isoformat()}"


def _wrong(text: str) -> InputError:
    return InputError(
        f"{text!r} is not an EDTF date",
        hint="examples: 2018, 2018-08, 2018-08-07, 198X, 2014/.., 2021-04-06/2021-04-07",
    )


def _point(point: str, text: str) -> DateSpan:
    """One date without a slash; `text` is the whole, for the message."""
    match = _POINT.fullmatch(point.upper())
    if not match:
        raise _wrong(text)
    year, month, day = match["year"], match["month"], match["day"]
    approximate = match["mark"] is not None
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first < 1:
        raise _wrong(text)
    if month in (None, "XX"):
        precision = {0: "year", 1: "decade", 2: "century"}[year.count("X")]
        return DateSpan(text, date(first, 1, 1), _next_year(last), precision, approximate)
    if "X" in year or not 1 <= int(month) <= 12:
        raise _wrong(text)
    if day in (None, "XX"):
        start = date(first, int(month), 1)
        return DateSpan(
            text, start, _after(start, calendar.monthrange(first, int(month))[1]), "month", approximate
        )
    if not 1 <= int(day) <= calendar.monthrange(first, int(month))[1]:
        raise InputError(f"{text!r} names a day that does not exist", hint="check month and day")
    start = date(first, int(month), int(day))
    return DateSpan(text, start, _after(start, 1), "day", approximate)


def _next_year(year: int) -> date:
    return _LAST if year >= _LAST.year else date(year + 1, 1, 1)


def _after(start: date, days: int) -> date:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return _LAST
