"""Dates in a sentence as EDTF, resolved against the day of publication; never invented.

A small grammar of the expressions news uses. Relative ones stay unresolved (None) when the publication date
is not known or not exact enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from detente.coding.reckoning import (
    resolve_ago,
    resolve_anchored,
    resolve_day_word,
    resolve_decade,
    resolve_full_date,
    resolve_iso,
    resolve_month_year,
    resolve_now,
    resolve_period,
    resolve_since,
    resolve_weekday,
    resolve_year,
    resolve_years,
)
from detente.core.dates import DateSpan, is_edtf, parse_edtf

__all__ = ["TimeExpression", "find_times"]

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DASH = r"\s?(?:-|–|—|to|and|until)\s?"
_COUNT = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|an?)"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A date found in a text.

    Attributes:
        start: First offset.
        end: Offset after the last.
        edtf: The date, or None if it cannot be resolved.
        rule: The pattern that read it.
    """

    start: int
    end: int
    edtf: str | None
    rule: str


def find_times(
    text: str,
    published: DateSpan | None,
    *,
    start: int,
    end: int,
    future: bool = False,
    anchor: DateSpan | None = None,
) -> list[TimeExpression]:
    """All time expressions in ``text[start:end]``, longest first where they overlap, in order.

    Args:
        text: The document's text.
        published: When it was published, or None.
        start: First offset to look at.
        end: Offset after the last.
        future: Whether bare days and months lie ahead ("will meet on Friday").
        anchor: The date told last before the range, for "that month" and "a day later".
    """
    found: list[TimeExpression] = []
    digits = _DIGIT.search(text, start, end) is not None
    if not digits and not _CUE.search(text, start, end):
        return []
    for name, pattern, resolve in _PATTERNS if digits else _WITHOUT_DIGITS:
        for match in pattern.finditer(text, start, end):
            if any(match.start() < seen.end and seen.start < match.end() for seen in found):
                continue
            edtf = resolve(match, published, future)
            found.append(TimeExpression(match.start(), match.end(), edtf, name))
    found.sort(key=lambda expression: expression.start)
    return _anchor(text, found, anchor)


def _anchor(text: str, found: list[TimeExpression], last: DateSpan | None) -> list[TimeExpression]:
    """Resolve what is reckoned from the date told before."""
    out = []
    for expression in found:
        if expression.rule == "anchored":
            match = _ANCHORED.match(text, expression.start)
            expression = replace(expression, edtf=resolve_anchored(match, last) if match else None)  # noqa: PLW2901
        if expression.edtf and is_edtf(expression.edtf):
            last = parse_edtf(expression.edtf)
        out.append(expression)
    return out


_Resolver = Callable[[re.Match[str], DateSpan | None, bool], str | None]
_Pattern = tuple[str, re.Pattern[str], _Resolver]


def _pattern(name: str, resolve: _Resolver, *parts: str, ignore_case: bool = False) -> _Pattern:
    """A named pattern from its parts."""
    return name, re.compile("".join(parts), re.IGNORECASE if ignore_case else 0), resolve


_AND_YEAR = rf"(?:,? (?P<year>{_YEAR}))?"
_NOT_A_COUNT = r"(?! (?:people|troops|soldiers|doses|km|miles|tonnes|tons|men))"
_ANCHORED = re.compile(
    r"\b(?:(?:that|the same) (?P<unit>day|month|year)"
    r"|the (?P<step>next|following|previous) (?P<unit2>day|week|month|year)"
    rf"|(?P<count>{_COUNT}) (?P<unit3>day|week|month|year)s? (?P<step3>later|earlier))\b",
    re.IGNORECASE,
)


def _later(_match: re.Match[str], _published: DateSpan | None, _future: bool) -> str | None:  # noqa: FBT001
    """Anchored expressions are resolved when all others are."""
    return None


# Longer expressions come first; a stretch of text is read once.
_PATTERNS: tuple[_Pattern, ...] = (
    _pattern(
        "day range",
        resolve_full_date,
        rf"\b(?P<month>{_MONTH}) (?P<day>{_DAY}){_DASH}(?P<last>{_DAY})\b",
        _AND_YEAR,
    ),
    _pattern(
        "day range",
        resolve_full_date,
        rf"\b(?P<day>{_DAY}){_DASH}(?P<last>{_DAY}) (?P<month>{_MONTH})",
        _AND_YEAR,
    ),
    _pattern("date", resolve_full_date, rf"\b(?P<month>{_MONTH}) (?P<day>{_DAY})\b(?!,?\d)", _AND_YEAR),
    _pattern("date", resolve_full_date, rf"\b(?P<day>{_DAY})(?: of)? (?P<month>{_MONTH})", _AND_YEAR),
    _pattern("iso date", resolve_iso, r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    _pattern(
        "since",
        resolve_since,
        rf"\b[Ss]ince (?:the )?(?:early |late |mid-?)?(?:(?P<month>{_MONTH}) )?(?:of )?(?P<year>{_YEAR})\b",
    ),
    _pattern(
        "years",
        resolve_years,
        rf"\b(?:from |between )?(?P<first>{_YEAR}){_DASH}(?P<last>{_YEAR}|\d\d)\b(?!-)",
    ),
    _pattern(
        "month",
        resolve_month_year,
        rf"\b(?P<rel>last|this|next) (?P<month>{_MONTH})\b(?! \d)",
        ignore_case=True,
    ),
    _pattern(
        "month",
        resolve_month_year,
        r"\b(?:(?:early|late|mid|by|the end of|beginning of|in)[- ])*",
        rf"(?P<month>{_MONTH}),? (?:of )?(?P<year>{_YEAR})\b",
    ),
    _pattern(
        "month",
        resolve_month_year,
        r"\b(?:in|by|since|until|during|of|early|late|mid|before|after)[- ]",
        rf"(?:(?:early|late|mid|the end of)[- ])?(?P<month>{_MONTH})(?! \d| [A-Z])",
    ),
    _pattern("decade", resolve_decade, r"\b(?:the )?(?:early |late |mid-?)?(?P<decade>(?:1[89]|20)\d0)s\b"),
    _pattern(
        "weekday", resolve_weekday, rf"\b(?:(?P<rel>last|next|this) )?(?P<weekday>{_WEEKDAY})\b(?!['’]s)"
    ),
    _pattern(
        "day",
        resolve_day_word,
        r"\b(?:(?:earlier|late|later) )?(?:today|yesterday|tomorrow|tonight)\b",
        ignore_case=True,
    ),
    _pattern(
        "period",
        resolve_period,
        r"\b(?:earlier|later|early|late) (?P<rel>this|last|next) (?P<unit>week|month|year)\b",
        ignore_case=True,
    ),
    _pattern(
        "period",
        resolve_period,
        r"\b(?P<rel>this|last|next|previous) (?P<unit>week|month|year)\b(?!['’]s| before| earlier| later)",
        ignore_case=True,
    ),
    _pattern(
        "ago",
        resolve_ago,
        rf"\b(?P<count>{_COUNT}) (?P<unit>day|week|month|year|decade)s? ago\b",
        ignore_case=True,
    ),
    ("anchored", _ANCHORED, _later),
    _pattern("now", resolve_now, r"\b(?:currently|at present|at the moment)\b", ignore_case=True),
    _pattern(
        "year",
        resolve_year,
        r"\b(?:[Ii]n|[Dd]uring|[Bb]y|[Ss]ince|[Oo]f|[Uu]ntil|[Bb]efore|[Aa]fter|[Yy]ear|[Ff]rom)",
        rf"(?: the)?(?: year)?(?: of)? (?P<year>{_YEAR})\b(?!-)",
    ),
    _pattern(
        "year",
        resolve_year,
        r"(?<![\d$€£#.,-])\b(?P<year>(?:19[4-9]\d|20[0-4]\d))\b(?![\d%,.]?\d)",
        _NOT_A_COUNT,
    ),
)
_DIGIT = re.compile(r"\d")
_CUE = re.compile(
    rf"\b(?:{_MONTH}|{_WEEKDAY}|to-?day|tonight|yesterday|tomorrow|days?|weeks?|months?|years?|decades?"
    r"|currently|at present|at the moment)",
    re.IGNORECASE,
)
_NUMERIC = frozenset(("day range", "date", "iso date", "since", "years", "decade", "year"))
_WITHOUT_DIGITS = tuple(row for row in _PATTERNS if row[0] not in _NUMERIC)
