"""Time expressions to EDTF: each function resolves one kind of match against the day of publication.

None means that the words cannot be resolved: no day of publication, or one not exact enough.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from detente.coding.periods import season_of
from detente.core.dates import MONTHS, DateSpan, to_edtf

__all__ = [
    "resolve_ago",
    "resolve_anchored",
    "resolve_day_range",
    "resolve_day_word",
    "resolve_decade",
    "resolve_full_date",
    "resolve_iso",
    "resolve_month_range",
    "resolve_month_year",
    "resolve_nearest_month",
    "resolve_now",
    "resolve_period",
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


def _year_of(match: re.Match[str], month: int, published: DateSpan | None, *, future: bool) -> int | None:
    """The year that goes with a month: written, "last year", or the nearest."""
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    word = groups.get("relyear") or (groups.get("rel") if groups.get("day") else None)
    if not word:
        return _year_near(month, published, future=future)
    if published is None or published.is_open or published.days > 366:
        return None
    return published.start.year + {"last": -1, "this": 0, "next": 1}[word.lower()]


def resolve_full_date(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """A day of a month, with or without its year, the eve of one, or a range of days in a month."""
    month = _month_number(match["month"])
    groups = match.groupdict()
    year = _year_of(match, month, published, future=future)
    first = _safe(year, month, _day_number(match["day"]))
    if first is not None and groups.get("eve"):
        return (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    if first is None or not groups.get("last"):
        return first
    last = _safe(year, month, _day_number(groups["last"]))
    return f"{first}/{last}" if last and last > first else first


def resolve_day_range(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """From a day of one month to a day of another."""
    low, high = _month_number(match["month"]), _month_number(match["month2"])
    late = int(match["year"]) if match["year"] else _year_near(high, published, future=future)
    if late is None:
        return None
    early = int(match["year1"]) if match["year1"] else late - (low > high)
    first = _safe(early, low, _day_number(match["day"]))
    last = _safe(late, high, _day_number(match["last"]))
    return f"{first}/{last}" if first and last and last > first else None


def resolve_month_range(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """From one month to another."""
    low, high = _month_number(match["month"]), _month_number(match["month2"])
    late = int(match["year"]) if match["year"] else _year_near(high, published, future=future)
    if late is None:
        return None
    early = int(match["year1"]) if match["year1"] else late - (low > high)
    first, last = f"{early:04d}-{low:02d}", f"{late:04d}-{high:02d}"
    return f"{first}/{last}" if last > first else None


def resolve_month_year(match: re.Match[str], published: DateSpan | None, future: bool) -> str | None:  # noqa: FBT001
    """A month, with or without its year, or "last", "this", "next" before it."""
    groups = match.groupdict()
    month = _month_number(groups.get("month") or groups["month2"])
    year = _year_of(match, month, published, future=future)
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


def resolve_nearest_month(match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """The month of "the August meeting": behind or ahead, whichever is nearer."""
    if published is None or published.is_open or published.days > 31:
        return None
    month, base = _month_number(match["month"]), published.start
    ahead = (month - base.month) % 12
    steps = ahead if ahead < 6 else ahead - 12
    months = base.year * 12 + base.month - 1 + steps
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def resolve_year(match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A year as written."""
    return str(int(match["year"]))


def resolve_years(match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A range of years, the last perhaps in two digits."""
    first, last = match["first"], match["last"]
    last = first[:2] + last if len(last) == 2 else last
    return f"{first}/{last}" if int(last) > int(first) else None


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
    if rel == "this" and not future:
        return (anchor + timedelta(days=wanted - anchor.weekday())).isoformat()
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
    step = -1 if "yesterday" in word or word == "last night" else 1 if "tomorrow" in word else 0
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


def resolve_ago(  # noqa: PLR0911 - a row a unit
    match: re.Match[str],
    published: DateSpan | None,
    _future: bool,  # noqa: FBT001
) -> str | None:
    """Some days, weeks, months, years or decades before publication."""
    if published is None or published.is_open:
        return None
    word = match["count"].lower()
    unit = match["unit"].lower()
    anchor = published.start
    if unit.startswith("centur"):
        years = {"half a": 50, "a": 100, "one": 100}.get(word)
        return f"{anchor.year - years}~" if years else None
    count = int(word) if word.isdigit() else _NUMBERS.get(word, 0)
    if not count:
        return None
    if unit == "year":
        return str(anchor.year - count) if published.days <= 366 else None
    if unit == "decade":
        return (
            f"{anchor.year - 10 * count:04d}{'~' if count > 1 else ''}" if anchor.year > 10 * count else None
        )
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
    return (anchor - timedelta(days=14 * count if unit == "fortnight" else count)).isoformat()


def resolve_now(_match: re.Match[str], published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """The publication itself."""
    return published.edtf if published is not None and not published.is_open else None


def resolve_iso(match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """A date in figures."""
    return _safe(int(match["year"]), int(match["month"]), int(match["day"]))


_STEPS = {
    **dict.fromkeys(("later", "after", "thereafter", "afterwards", "next", "following"), 1),
    **dict.fromkeys(("the following", "the next"), 1),
    **dict.fromkeys(("earlier", "before", "previous", "preceding", "the previous"), -1),
}
_EXACT = {
    "day": ("day",),
    "week": ("day",),
    "month": ("day", "month"),
    "year": ("day", "month", "year"),
}


def resolve_anchored(match: re.Match[str], anchor: DateSpan | None) -> str | None:
    """What is reckoned from a date told before: "that month", "the same day", "a week later"."""
    if anchor is None or anchor.is_open or anchor.precision not in ("day", "month", "year"):
        return None
    groups = match.groupdict()
    if groups["then"]:
        return anchor.edtf
    year = anchor.start.year
    if groups["season"]:
        return season_of(groups["season"], year)
    word = next((groups[f"step{n}"] for n in ("", 3, 4, 5) if groups[f"step{n}"]), "").lower()
    if groups["month"]:
        return f"{year + _STEPS.get(word, 0):04d}-{_month_number(groups['month']):02d}"
    unit = next(groups[f"unit{n}"] for n in ("", 2, 3, 4) if groups[f"unit{n}"]).lower()
    count = (groups["count"] or "1").lower()
    number = int(count) if count.isdigit() else _NUMBERS.get(count, 0)
    if anchor.precision not in _EXACT[unit] or (word and not number):
        return None
    return _moved(anchor.start, unit, _STEPS.get(word, 0) * number)


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
