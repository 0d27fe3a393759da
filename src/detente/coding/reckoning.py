"""Time expressions to EDTF: each function resolves one kind of match against the day of publication.

None means that the words cannot be resolved: no day of publication, or one not exact enough.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from detente.core.dates import MONTHS, DateSpan, to_edtf

__all__ = [
    "resolve_ago",
    "resolve_anchored",
    "resolve_day_word",
    "resolve_decade",
    "resolve_full_date",
    "resolve_iso",
    "resolve_month_year",
    "resolve_now",
    "resolve_period",
    "resolve_since",
    "resolve_weekday",
    "resolve_year",
    "resolve_years",
]

_DAYS = {
    name: number
    for number, name in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    )
}
_NUMBERS = {
    name: number
    for number, name in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        start=1,
    )
} | {"a": 1, "an": 1, "several": 0, "few": 0, "couple": 2}


def _year_near(month: int, published: DateSpan | None, *, future: bool) -> int | None:
    """The year of a bare month: the latest before publication, the next after it if `future`."""
    if published is None or published.is_open or published.days > 366:
        return None
    anchor = published.start
    if future:
        return anchor.year if month >= anchor.month else anchor.year + 1
    return anchor.year if month <= (published.end - timedelta(days=1)).month else anchor.year - 1


def _month_number(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _day_number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _safe(year: int | None, month: int, day: int) -> str | None:
    if year is None:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def resolve_full_date(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """A day of a month, with or without its year, or a range of days in a month."""
    month = _month_number(match["month"])
    year = int(match["year"]) if match["year"] else _year_near(month, published, future=future)
    first = _safe(year, month, _day_number(match["day"]))
    last_day = match.groupdict().get("last")
    if first is None or not last_day:
        return first
    last = _safe(year, month, _day_number(last_day))
    return f"{first}/{last}" if last and last > first else first


def resolve_month_year(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """A month, with or without its year, or "last", "this", "next" before it."""
    month = _month_number(match["month"])
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else _year_near(month, published, future=future)
    if year is None:
        return None
    if groups.get("rel"):
        if published is None:
            return None
        step = {"last": -1, "this": 0, "next": 1}[groups["rel"].lower()]
        base = published.start.year
        earlier = month < published.start.month
        year = base + step if step >= 0 else base - (not earlier)
    return f"{year:04d}-{month:02d}"


def resolve_year(match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A year as written."""
    return str(int(match["year"]))


def resolve_years(match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A range of years, the last perhaps in two digits."""
    first, last = match["first"], match["last"]
    last = first[:2] + last if len(last) == 2 else last
    return f"{first}/{last}" if int(last) > int(first) else None


def resolve_since(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """From a year or month on, open at the end."""
    inner = match["year"] if not match["month"] else resolve_month_year(match, published, future)
    return f"{inner}/.." if inner else None


def resolve_decade(match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A decade: "the 1980s"."""
    return match["decade"][:3] + "X"


def resolve_weekday(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """The nearest such weekday before publication, after it for what lies ahead."""
    if published is None or published.precision != "day":
        return None
    anchor = published.start
    wanted = _DAYS[match["weekday"].lower()]
    rel = (match["rel"] or "").lower()
    if rel == "next" or (future and rel != "last"):
        return (anchor + timedelta(days=(wanted - anchor.weekday()) % 7 or 7)).isoformat()
    back = (anchor.weekday() - wanted) % 7
    if rel == "last" and back == 0:
        back = 7
    return (anchor - timedelta(days=back)).isoformat()


def resolve_day_word(match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """Today, yesterday, tomorrow, tonight."""
    if published is None or published.precision != "day":
        return None
    word = match.group().lower()
    step = -1 if "yesterday" in word else 1 if "tomorrow" in word else 0
    return (published.start + timedelta(days=step)).isoformat()


def resolve_period(match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """This, last or next week, month, year."""
    if published is None or published.is_open:
        return None
    unit = match["unit"].lower()
    rel = match["rel"].lower()
    step = -1 if rel in ("last", "previous", "past") else 1 if rel in ("next", "coming") else 0
    anchor = published.start
    if unit == "year":
        return str(anchor.year + step) if published.days <= 366 else None
    if unit == "month":
        if published.days > 31:
            return None
        months = anchor.year * 12 + anchor.month - 1 + step
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    if published.precision != "day":
        return None
    monday = anchor - timedelta(days=anchor.weekday()) + timedelta(days=7 * step)
    return to_edtf(monday, monday + timedelta(days=7))


def resolve_ago(match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """Some days, weeks, months, years or decades before publication."""
    if published is None or published.is_open:
        return None
    word = match["count"].lower()
    count = int(word) if word.isdigit() else _NUMBERS.get(word, 0)
    unit = match["unit"].lower()
    anchor = published.start
    if not count:
        return None
    if unit == "year":
        return str(anchor.year - count) if published.days <= 366 else None
    if unit == "decade":
        return f"{anchor.year - 10 * count}~"
    if unit == "month":
        if published.days > 31:
            return None
        months = anchor.year * 12 + anchor.month - 1 - count
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    if published.precision != "day":
        return None
    if unit == "week":
        day = anchor - timedelta(days=7 * count)
        monday = day - timedelta(days=day.weekday())
        return to_edtf(monday, monday + timedelta(days=7))
    return (anchor - timedelta(days=count)).isoformat() if unit == "day" else None


def resolve_now(_match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """The publication itself."""
    return published.edtf if published is not None and not published.is_open else None


def resolve_iso(match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A date in figures."""
    return _safe(int(match["year"]), int(match["month"]), int(match["day"]))


_STEPS = {"later": 1, "after": 1, "next": 1, "following": 1, "earlier": -1, "before": -1, "previous": -1}


def resolve_anchored(match: re.Match[str], anchor: DateSpan | None) -> str | None:
    """What is reckoned from a date told before: "that month", "the same day", "a week later"."""
    if anchor is None or anchor.is_open or anchor.precision not in ("day", "month", "year"):
        return None
    groups = match.groupdict()
    unit = (groups["unit"] or groups["unit2"] or groups["unit3"]).lower()
    word = (groups["step"] or groups["step3"] or "").lower()
    count = (groups["count"] or "1").lower()
    number = int(count) if count.isdigit() else _NUMBERS.get(count, 0)
    steps = _STEPS.get(word, 0) * number
    exact = {"day": ("day",), "week": ("day",), "month": ("day", "month"), "year": ("day", "month", "year")}
    if anchor.precision not in exact[unit] or (word and not number):
        return None
    return _moved(anchor.start, unit, steps)


def _moved(day: date, unit: str, steps: int) -> str | None:
    """A day moved by some units, as exact as the unit; None outside the calendar."""
    if unit in ("day", "week"):
        try:
            moved = day + timedelta(days=steps * (7 if unit == "week" else 1))
        except OverflowError:
            return None
        if unit == "day":
            return moved.isoformat()
        monday = moved - timedelta(days=moved.weekday())
        return to_edtf(monday, monday + timedelta(days=7))
    months = day.year * 12 + day.month - 1 + steps * (12 if unit == "year" else 1)
    if not 12 <= months < 12 * 9999:
        return None
    return f"{months // 12:04d}" if unit == "year" else f"{months // 12:04d}-{months % 12 + 1:02d}"
