"""Dates of publication as people write them, and the datelines of news agencies."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from detente.core.dates import MONTHS, is_edtf

__all__ = ["find_dateline", "read_date"]

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MDY = re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})\b", re.IGNORECASE)
_DMY = re.compile(rf"\b{_DAY}\s+{_MONTH},?\s+(?P<year>\d{{4}})\b", re.IGNORECASE)
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ].*)?", re.DOTALL)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:T?\d{4,6}Z?)?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_FIRST_YEAR = 1600

# As in: ISLAMABAD, Aug 8, 2018 (Reuters) - … or: MOSCOW (AP) — … or: London CNN — …
_PLACE = r"[A-Z][\w.'’/ -]{1,40}?(?:,\s(?![A-Z][a-z]{2,8}\.?\s\d)[A-Z][\w.'’ -]{1,30}?)?"
_WHEN = r"(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]{2,8}\.?)(?:,?\s\d{4})?"
_AGENCY = (
    r"\((?P<agency>[A-Z][\w.&/’' -]{1,30})\)\s*[-–—:]{1,2}|(?P<plain>CNN|AP|AFP|Reuters|REUTERS)\s*[—–-]"
)
_DATELINE = re.compile(rf"[\s\"“]*(?:{_PLACE}[,:]?\s*)??(?P<date>{_WHEN})?[\s,:/]*(?:{_AGENCY}|[—–]|--)\s")
_STAMP = re.compile(r"\s*(?:first )?(?:published|posted|issued)(?: on| at)?[:\s].{0,60}", re.IGNORECASE)
_MAY_HOLD = re.compile(r"[–—(]|--|CNN|AP|Reuters|REUTERS|(?:\b(?i:published|posted|issued)\b)")
_HEAD = 160


def read_date(value: object) -> str:
    """The EDTF date that `value` states, or an empty text if it states none for certain.

    Takes EDTF, ISO 8601 with a time, ``20180807``, mail and feed dates, ``August 7, 2018``, seconds or
    milliseconds since 1970. ``7/8/2018`` may be two days, so it is none.

    >>> read_date("2018-08-07T09:15:00Z"), read_date("Tue, 07 Aug 2018 09:15:00 GMT"), read_date("7/8/2018")
    ('2018-08-07', '2018-08-07', '')
    """
    text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not text or len(text) > 80:
        return ""
    if is_edtf(text):
        return text
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    for pattern in (_ISO, _COMPACT):
        match = pattern.fullmatch(text)
        if match:
            return _day(match)
    return _spelled(text) or _from_mail(text)


def find_dateline(opening: list[str]) -> tuple[str, str]:
    """The date and the agency of the first dateline among a text's first paragraphs; empty where not said.

    A date without a year is none: the year would be a guess.

    >>> find_dateline(["ISLAMABAD, Aug 8, 2018 (Reuters) - Pakistan said on Wednesday"])
    ('2018-08-08', 'Reuters')
    """
    for paragraph in opening:
        head = paragraph[:_HEAD]
        if not _MAY_HOLD.search(head):
            continue
        if _STAMP.fullmatch(head):
            found = _spelled(head)
            if found:
                return found, ""
        match = _DATELINE.match(head)
        if match and (match["date"] or match["agency"] or match["plain"]):
            return _spelled(match["date"] or ""), (match["agency"] or match["plain"] or "").strip()
    return "", ""


def _spelled(text: str) -> str:
    match = _MDY.search(text) or _DMY.search(text)
    return _day(match) if match else ""


def _day(match: re.Match[str]) -> str:
    month = MONTHS.get(match["month"].lower().rstrip("."), 0) or match["month"]
    try:
        found = date(int(match["year"]), int(month), int(match["day"]))
    except ValueError:
        return ""
    return found.isoformat() if found.year >= _FIRST_YEAR else ""


def _from_epoch(seconds: float) -> str:
    since = timedelta(seconds=seconds if seconds < 1e11 else seconds / 1000)
    return (datetime(1970, 1, 1, tzinfo=UTC) + since).date().isoformat()


def _from_mail(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
