"""Seasons, quarters, weekends, centuries and other stretches of the calendar that news names, as EDTF."""

from __future__ import annotations

import re
from datetime import date, timedelta

from detente.core.dates import DateSpan, to_edtf

__all__ = [
    "resolve_century",
    "resolve_coming",
    "resolve_part",
    "resolve_season",
    "resolve_vague",
    "resolve_weekend",
    "season_of",
]

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "final": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
}
_CENTURIES = {
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "twenty-first": 21,
}
_LAST_MONTH = 12


def season_of(season: str, year: int) -> str:
    """Three months of the northern weather services; a winter ends in the next year."""
    return _months(year, _SEASONS[season.lower()], 3)


def _months(year: int, first: int, number: int) -> str:
    """A run of whole months, written month to month."""
    last = first + number - 1
    over, month = divmod(last - 1, _LAST_MONTH)
    return f"{year:04d}-{first:02d}/{year + over:04d}-{month + 1:02d}"


def _step(word: str | None) -> int:
    """-1, 0 or 1 for "last", "this", "next" and their like."""
    word = (word or "").lower()
    return -1 if word in ("last", "past", "previous") else 1 if word in ("next", "coming") else 0


def resolve_season(match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A season of a year, or the last, this, the next one."""
    season, year = match["season"], match.groupdict().get("year")
    if year:
        return season_of(season, int(year))
    if published is None or published.is_open or published.days > 31:
        return None
    month, base, step = _SEASONS[season.lower()], published.start.year, _step(match["rel"])
    if step < 0 and published.start < _end_of_season(base, month):
        base -= 1
    elif step > 0 and published.start.month >= month:
        base += 1
    return season_of(season, base)


def _end_of_season(year: int, first: int) -> date:
    over, month = divmod(first + 2, _LAST_MONTH)
    return date(year + over, month + 1, 1)


def resolve_part(match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A quarter or a half of a year."""
    groups = match.groupdict()
    if groups.get("year"):
        year = int(match["year"])
    elif published is None or published.is_open or published.days > 366:
        return None
    else:
        year = published.start.year + _step(groups.get("rel"))
    half = (groups.get("unit") or "").lower() in ("half", "h")
    word = match["number"].lower()
    number = _ORDINALS[word]
    length = 6 if half else 3
    number = 2 if half and word in ("last", "final") else number
    return _months(year, (number - 1) * length + 1, length) if number * length <= _LAST_MONTH else None


def resolve_weekend(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """The Saturday and Sunday last past or, for what lies ahead, next to come."""
    if published is None or published.precision != "day":
        return None
    day, step = published.start, _step(match["rel"])
    saturday = day - timedelta(days=(day.weekday() - 5) % 7)
    within = day.weekday() >= 5
    if step > 0 or (future and step == 0 and not within):
        saturday += timedelta(days=7)
    elif step < 0 and within:
        saturday -= timedelta(days=7)
    return to_edtf(saturday, saturday + timedelta(days=2))


def resolve_century(match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A century by its number."""
    word = match["number"].lower()
    number = _CENTURIES.get(word) or int(re.sub(r"\D", "", word))
    return f"{number - 1:02d}XX"


def resolve_coming(_match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """From publication on, no end told: "in the coming months"."""
    return f"{published.edtf}/.." if published is not None and published.precision == "day" else None


def resolve_vague(_match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A time that no calendar holds: "recently", "a few days ago"."""
    return None
