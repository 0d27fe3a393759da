"""What a user asks of a forecast: a horizon, a day, a question with one word left open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from detente.core.dates import parse_edtf
from detente.core.errors import InputError, UsageError

if TYPE_CHECKING:
    from detente.forecast.records import Records

__all__ = ["MOST_MONTHS", "Horizon", "first_day_after", "parse_day", "parse_horizon", "parse_question"]

MOST_MONTHS = 60
"""No forecast looks further ahead."""
_HORIZON = re.compile(r"(\d{1,6})\s*(d|days?|w|weeks?|m|months?|y|years?)?", re.IGNORECASE)
_DAYS_A_MONTH = 365.2425 / 12


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far ahead: in whole months, and in days.

    Attributes:
        months: At least 1.
        days: Given, or those of the months; None for the months from whatever day.
    """

    months: int
    days: int | None = None

    def days_from(self, day: date) -> int:
        """Days from a day on: to the same day of the month `months` later, if none are given."""
        if self.days is not None:
            return self.days
        month = day.year * 12 + day.month - 1 + self.months
        end = date(month // 12, month % 12 + 1, min(day.day, 28))
        return (end - day).days


def parse_horizon(text: str) -> Horizon:
    """Read ``6m``, ``90d``, ``8w``, ``2y``; a number alone is of months.

    Raises:
        InputError: If it is none, zero, or more than `MOST_MONTHS` months.

    >>> parse_horizon("6m").days_from(date(2022, 1, 1)), parse_horizon("90d"), parse_horizon("2y").months
    (181, Horizon(months=3, days=90), 24)
    """
    match = _HORIZON.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{text!r} is no horizon", hint="6m for six months; 90d, 8w and 1y do too")
    number, unit = int(match[1]), (match[2] or "m")[0].lower()
    days = {"d": number, "w": 7 * number}.get(unit)
    months = {"m": number, "y": 12 * number}.get(unit, max(1, round((days or 0) / _DAYS_A_MONTH)))
    if not number:
        raise InputError("a horizon of zero looks at nothing", hint="one day or more, as --horizon 6m")
    if months > MOST_MONTHS:
        raise InputError(
            f"a horizon of {text.strip()} is further than events can tell",
            hint=f"{MOST_MONTHS} months ({MOST_MONTHS // 12} years) at most",
        )
    return Horizon(months, days)


def parse_day(text: str) -> date:
    """One day, or the first of a month or year.

    Raises:
        InputError: If it is neither.

    >>> parse_day("2018-09")
    datetime.date(2018, 9, 1)
    """
    span = parse_edtf(text)
    if span.is_open or span.approximate or span.precision not in ("day", "month", "year"):
        raise InputError(f"a forecast cannot be made as of {text!r}", hint="a day, as 2018-09-15")
    return span.start


def first_day_after(records: Records) -> date:
    """The first day of the month after that of the last event: months ahead are then whole ones."""
    last = date.fromordinal(int(records.day[-1]))
    return (last.replace(day=1) + timedelta(days=32)).replace(day=1)


def parse_question(text: str) -> tuple[str | None, str, str | None]:
    """Read *who next?*: a source, a type and a target, one of the actors a question mark.

    Raises:
        UsageError: If it is no such question.

    >>> parse_question("RUS AGREE ?")
    ('RUS', 'AGREE', None)
    """
    words = text.split()
    hint = 'as in "RUS AGREE ?": who acts, what is done, toward whom, and ? for the one that is asked'
    if len(words) != 3:
        raise UsageError(f"{text!r} is no question of three words", hint=hint)
    source, kind, target = words
    if (source == "?") == (target == "?") or kind == "?":
        raise UsageError(f"{text!r} must leave one actor open", hint=hint)
    return (None if source == "?" else source), kind.upper(), (None if target == "?" else target)
