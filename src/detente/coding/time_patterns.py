"""The grammar of dates: patterns of the expressions that news uses, each with what resolves it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from detente.coding.periods import (
    resolve_century,
    resolve_coming,
    resolve_part,
    resolve_season,
    resolve_vague,
    resolve_weekend,
)
from detente.coding.reckoning import (
    resolve_ago,
    resolve_day_range,
    resolve_day_word,
    resolve_decade,
    resolve_full_date,
    resolve_iso,
    resolve_month_range,
    resolve_month_year,
    resolve_nearest_month,
    resolve_now,
    resolve_period,
    resolve_weekday,
    resolve_year,
    resolve_years,
)
from detente.coding.time_letters import letters_in, letters_of
from detente.core.dates import DateSpan

__all__ = ["ANCHORED", "PATTERNS", "SINCE", "patterns_for"]

_MONTH = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_UNNAMED = r"(?:January|February|July|September|October|November|December)"  # no one is called so
_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_UNIT = r"(?:day|week|month|year)"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_DASH = r"\s?(?:-|–|—|to|until|till|through)\s?"
_OR_AND = rf"(?:{_DASH}|(?(between)\sand\s|(?!)))"  # "and" spans only behind "between"
_BETWEEN = r"(?:[Ff]rom |(?P<between>[Bb]etween ))?"
_COUNT = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|an?)"
_AND_YEAR = rf"(?:,? (?P<year>{_YEAR}))?"
_HOUR = r"(?: (?:morning|afternoon|evening|night)\b)?"
_PLACED = r"(?:(?:[Tt]he )?(?:(?P<eve>eve)|night|morning|evening|afternoon) of (?:the )?)?"
_NAMED_DAY = rf"(?:{_WEEKDAY}(?:,? (?:the )?| (?P<open>\()))?"
_CLOSED = r"(?(open)\)|)"
_VAGUE = r"(?:early|late|mid)"
_EDGE = r"(?:the )?(?:very )?(?:start|beginning|middle|end|close|early part|latter part) of "
_COUNTED = (
    r"(?! (?:people|troops|soldiers|men|women|doses|km|kilomet|miles|tonnes|tons|refugees|migrants|villages"
    r"|vehicles|tanks|jobs|times|hours|victims|workers|officers|students|police))"
)
_NUMBERED = "".join(
    rf"(?<!{word} )"
    for word in (
        *("resolution", "Resolution", "Vision", "Agenda", "Plan", "Flight", "flight", "Article"),
        *("number", "No", r"No\.", "Nos", "room", "page", "Law", "line"),
    )
)
_FEASTS = "".join(
    rf"(?<!{word} )"
    for word in ("Good", "Black", "Bloody", "Palm", "Ash", "Easter", "Whit", "Holy", "Super", "Cyber")
)
_PAPERS = (
    r"(?! (?:Times|Telegraph|Mail|Express|Mirror|Herald|Post|Tribune|Independent|Sun|Star|People|World"
    r"|Mercury|Agreement|Club|Group))"
)
_OLD_WARS = (
    r"(?= (?:peace|treat|war\b|pact|accord|agreement|convention|revol|upris|invasion|siege|battle|congress"
    r"|constitution|coup|conflict))"
)

ANCHORED = re.compile(
    r"\b(?:(?:(?:earlier|later|early|late) )?(?:that|(?:the )?same) (?:very )?"
    rf"(?:(?P<unit>{_UNIT})|{_SEASON})"
    rf"|(?:the very |the )(?P<step>next|following|previous|preceding) (?P<unit2>{_UNIT})"
    rf"|(?:the )?(?P<unit4>day|week|month|year) (?P<step4>before|after)(?=[,.;:)]|$)"
    rf"|(?P<count>{_COUNT}) (?P<unit3>{_UNIT})s? "
    r"(?P<step3>later|earlier|thereafter|afterwards|(?:before|after)(?=[,.;:)]|$| (?:and|they|it|he|she)\b))"
    rf"|(?P<month>{_MONTH}) (?:of )?(?P<step5>that|the same|the following|the next|the previous) year"
    r"|(?P<then>(?<=\bsince )then)\b"
    r")(?:\b|(?<=[.]))",
    re.IGNORECASE,
)
"""What is reckoned from a date told before."""

SINCE = re.compile(r"\bsince\s(?:the\s)?$|^since\s", re.IGNORECASE)
"""What opens the end of the date behind it."""

_Resolver = Callable[[re.Match[str], DateSpan | None, bool], str | None]
_Pattern = tuple[str, re.Pattern[str], _Resolver]


def _pattern(name: str, resolve: _Resolver, *parts: str, ignore_case: bool = False) -> _Pattern:
    """A named pattern from its parts."""
    return name, re.compile("".join(parts), re.IGNORECASE if ignore_case else 0), resolve


# Longer expressions come first; a stretch of text is read once.
PATTERNS: tuple[_Pattern, ...] = (
    _pattern(
        "day range",
        resolve_day_range,
        rf"\b{_BETWEEN}(?P<day>{_DAY}) (?P<month>{_MONTH})(?:,? (?P<year1>{_YEAR}))?{_OR_AND}",
        rf"(?P<last>{_DAY}) (?P<month2>{_MONTH}){_AND_YEAR}",
    ),
    _pattern(
        "day range",
        resolve_day_range,
        rf"\b{_BETWEEN}(?P<month>{_MONTH}) (?P<day>{_DAY})(?:,? (?P<year1>{_YEAR}))?{_OR_AND}",
        rf"(?P<month2>{_MONTH}) (?P<last>{_DAY})\b{_AND_YEAR}",
    ),
    _pattern(
        "day range",
        resolve_full_date,
        rf"\b(?P<month>{_MONTH}) (?P<day>{_DAY})(?:{_DASH}|\sand\s)(?P<last>{_DAY})\b(?! [A-Z][a-z]+ber)",
        _AND_YEAR,
    ),
    _pattern(
        "day range",
        resolve_full_date,
        rf"\b(?P<day>{_DAY})(?:{_DASH}|\sand\s)(?P<last>{_DAY}) (?P<month>{_MONTH})",
        _AND_YEAR,
    ),
    ("anchored", ANCHORED, resolve_vague),
    _pattern(
        "date",
        resolve_full_date,
        rf"\b{_PLACED}{_NAMED_DAY}(?P<month>{_MONTH}) (?P<day>{_DAY})\b(?!,?\d)",
        rf"(?:,? (?:(?P<year>{_YEAR})|(?:of )?(?P<rel>last|this|next) year))?{_CLOSED}",
    ),
    _pattern(
        "date",
        resolve_full_date,
        rf"\b{_PLACED}{_NAMED_DAY}(?P<day>{_DAY})(?: of)? (?P<month>{_MONTH})",
        rf"(?:,? (?:(?P<year>{_YEAR})|(?:of )?(?P<rel>last|this|next) year))?{_CLOSED}",
    ),
    _pattern("iso date", resolve_iso, r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    _pattern("iso date", resolve_iso, rf"\b(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>{_YEAR})\b"),
    _pattern(
        "quarter",
        resolve_part,
        r"\b(?:the )?(?P<number>first|second|third|fourth|last|final|1st|2nd|3rd|4th) (?P<unit>quarter|half)"
        rf"(?: of)?(?: (?P<year>{_YEAR})| (?P<rel>last|this|next|the) year)\b",
        ignore_case=True,
    ),
    _pattern("quarter", resolve_part, rf"\b(?P<unit>[QH])(?P<number>[1-4])(?: of)? (?P<year>{_YEAR})\b"),
    _pattern(
        "season",
        resolve_season,
        rf"\b(?:the )?(?:{_VAGUE}[- ])?{_SEASON}(?: of)? (?P<year>{_YEAR})\b(?:[/-]\d\d\b)?",
        ignore_case=True,
    ),
    _pattern("season", resolve_season, rf"\b(?P<rel>last|this|next) {_SEASON}\b", ignore_case=True),
    _pattern(
        "years",
        resolve_years,
        rf"\b{_BETWEEN}(?P<first>{_YEAR})(?:{_OR_AND}|/)(?P<last>{_YEAR}|\d\d)\b(?!-)",
    ),
    _pattern(
        "month range",
        resolve_month_range,
        rf"\b{_BETWEEN}(?P<month>{_MONTH})(?:,? (?P<year1>{_YEAR}))?{_OR_AND}",
        rf"(?P<month2>{_MONTH})(?:,? (?:of )?(?P<year>{_YEAR}))?(?! \d)",
    ),
    _pattern(
        "month",
        resolve_month_year,
        rf"\b(?:{_VAGUE}[- ])?(?P<month>{_MONTH}),? (?:of )?(?P<relyear>last|this|next) year\b",
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
        rf"\b(?:(?:{_VAGUE}|by|in)[- ]|{_EDGE})*(?P<month>{_MONTH}),? (?:of )?(?P<year>{_YEAR})\b",
    ),
    _pattern(
        "month",
        resolve_month_year,
        rf"\b(?:(?:[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Tt]ill|[Dd]uring|of|[Ff]rom|[Bb]efore|[Aa]fter|{_VAGUE}"
        r"|Early|Mid|Late)[- ]|(?<=planned )for |(?<=scheduled )for |(?<=set )for |(?<=due )for "
        rf"|(?<=called )for |(?<=slated )for |(?<=expected )for |(?={_UNNAMED})(?<=for ))",
        rf"(?:{_VAGUE}[- ]|{_EDGE})?(?:(?P<month>{_MONTH})(?! \d| [A-Z])|(?P<month2>{_UNNAMED})\b(?! \d))",
    ),
    _pattern("month", resolve_month_year, rf"{_EDGE}(?P<month>{_MONTH})(?! \d| [A-Z])"),
    _pattern(
        "month",
        resolve_nearest_month,
        r"(?:(?<=\bthe )|(?<=\bThe )|(?<=\bits )|(?<=\btheir )|(?<=\bhis )|(?<=\bher )|(?<=['’]s ))",
        rf"(?:{_VAGUE}[- ])?(?P<month>{_MONTH})(?=[ -][a-z]{{3,}})",
        r"(?! (?:and|but|the|have|has|had|was|were|said)\b)",
    ),
    _pattern("month", resolve_nearest_month, rf"\b(?P<month>{_UNNAMED})(?=['’]s [a-z])"),
    _pattern("decade", resolve_decade, rf"\b(?:the )?(?:{_VAGUE}[- ])?(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b"),
    _pattern(
        "century",
        resolve_century,
        r"\b(?:the )?(?P<number>1[5-9]th|20th|21st|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
        r"|twenty-first) century\b",
        ignore_case=True,
    ),
    _pattern(
        "weekday",
        resolve_weekday,
        rf"\b(?:(?P<rel>last|next|this)(?: coming| past)? )?{_FEASTS}(?P<weekday>{_WEEKDAY})\b",
        rf"{_PAPERS}{_HOUR}",
    ),
    _pattern(
        "weekend",
        resolve_weekend,
        r"\b(?:the )?(?P<rel>this|last|next|the|past|coming|previous) weekend\b",
        ignore_case=True,
    ),
    _pattern(
        "day",
        resolve_day_word,
        rf"\b(?:(?:earlier|late|later) )?(?:today|yesterday|tomorrow|tonight)\b{_HOUR}"
        r"|\bthis (?:morning|afternoon|evening)\b|\blast night\b",
        ignore_case=True,
    ),
    _pattern(
        "period",
        resolve_period,
        rf"\b(?:(?:earlier|later|early|late) |{_EDGE})(?P<rel>this|last|next|the)",
        r" (?P<unit>week|month|year)\b",
        ignore_case=True,
    ),
    _pattern(
        "period",
        resolve_period,
        r"\b(?P<rel>this|last|next) (?P<unit>week|month|year)\b(?! before| earlier| later)",
        ignore_case=True,
    ),
    _pattern(
        "ago",
        resolve_ago,
        rf"\b(?P<count>{_COUNT}|half a) ",
        r"(?P<unit>day|week|fortnight|month|year|decade|century|centurie)s? ago\b",
        ignore_case=True,
    ),
    _pattern(
        "coming",
        resolve_coming,
        r"\b(?:the )?(?:(?:coming|next) (?:few |several |couple of )?|(?:few|several) coming )"
        r"(?:days|weeks|months|years)\b",
        ignore_case=True,
    ),
    _pattern("now", resolve_now, r"\b(?:currently|at present|at the moment)\b", ignore_case=True),
    _pattern(
        "vague",
        resolve_vague,
        r"\b(?:recently|(?:(?:a few|several|many|some|a couple of) )?",
        r"(?:days|weeks|months|years|decades) ago)\b",
        ignore_case=True,
    ),
    _pattern(
        "year",
        resolve_year,
        r"\b(?:[Ii]n|[Dd]uring|[Bb]y|[Ss]ince|[Oo]f|[Uu]ntil|[Bb]efore|[Aa]fter|[Yy]ear|[Ff]rom)",
        rf"(?: the)?(?: year)?(?: of)? (?:{_VAGUE}[- ]|{_EDGE})?(?P<year>{_YEAR})\b(?!-)",
    ),
    _pattern("year", resolve_year, rf"\b(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[- ]|{_EDGE})(?P<year>{_YEAR})\b"),
    _pattern(
        "year",
        resolve_year,
        r"\b(?:[Ii]n|[Ss]ince|[Oo]f|[Uu]ntil|[Ff]rom) (?P<year>1[0-7]\d\d)\b"
        r"(?![,.]\d)(?=[,;.:)]|$| (?:[A-Z]|the|an?|and|when|to|by|but|after|that|who|which|he|she|it|they"
        r"|had|was|were|has|is)\b)",
    ),
    _pattern("year", resolve_year, rf"\b(?<=[Tt]he )(?P<year>1[0-7]\d\d){_OLD_WARS}"),
    _pattern(
        "year",
        resolve_year,
        rf"{_NUMBERED}(?<![\d$€£#.,/-])\b(?P<year>(?:19[4-9]\d|20[0-4]\d))\b(?![\d%,.]?\d)",
        _COUNTED,
    ),
)
_DIGIT = re.compile(r"\d")
_CUE = re.compile(
    rf"\b(?:{_MONTH}|{_WEEKDAY}|to-?day|tonight|yesterday|tomorrow|days?|weeks?|months?|years?|decades?"
    r"|weekend|fortnight|spring|summer|autumn|fall|winter|quarter|half|century|centuries|recently|then"
    r"|this (?:morning|afternoon|evening)|last night|currently|at present|at the moment)",
    re.IGNORECASE,
)
_NUMERIC = frozenset(("day range", "date", "iso date", "years", "decade", "year"))
_A_MONTH = re.compile(rf"\b{_MONTH}")
_CHOICES = {
    (digits, month): tuple(
        row
        for row in PATTERNS
        if (digits or row[0] not in _NUMERIC)
        and (month or row[0] in ("anchored", "iso date") or "(?P<month>" not in row[1].pattern)
    )
    for digits in (False, True)
    for month in (False, True)
}


def patterns_for(text: str, start: int, end: int) -> tuple[_Pattern, ...]:
    """The patterns that can match in a stretch of text, in order."""
    digits = _DIGIT.search(text, start, end) is not None
    if not digits and not _CUE.search(text, start, end):
        return ()
    month = _A_MONTH.search(text, start, end) is not None
    return _fitting(digits, month, letters_in(text[start:end]))


@lru_cache(maxsize=4096)
def _fitting(digits: bool, month: bool, bits: int) -> tuple[_Pattern, ...]:  # noqa: FBT001 - a cache's key
    """The patterns that can match where there are digits, a month, and letters of these groups."""
    return tuple(row for row in _CHOICES[digits, month] if not letters_of(row[0]) & ~bits)
