"""Reading texts with annotated dates: TimeML files (as of TempEval-3) and JSON lines of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError  # only their names; reading is left to defusedxml

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from detente.core.dates import is_edtf, to_edtf
from detente.core.errors import InputError

__all__ = ["DatedText", "GoldDate", "read_dated_texts", "value_to_edtf"]

_SCORED = frozenset(("DATE", "TIME"))
_CREATED = frozenset(("CREATION_TIME", "PUBLICATION_TIME"))
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*)?")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|AU|WI)")
_PARTS = {
    **{f"Q{number}": (3 * number - 2, 3) for number in range(1, 5)},
    "H1": (1, 6),
    "H2": (7, 6),
    "SP": (3, 3),
    "SU": (6, 3),
    "FA": (9, 3),
    "AU": (9, 3),
    "WI": (12, 3),
}  # first month and number of months; seasons are those of the northern weather services


@dataclass(frozen=True, slots=True)
class GoldDate:
    """An annotated date.

    Attributes:
        start: First offset.
        end: Offset after the last.
        edtf: What it means; None if that is no stretch of the calendar ("recently") or cannot be known.
    """

    start: int
    end: int
    edtf: str | None


@dataclass(frozen=True, slots=True)
class DatedText:
    """A text with its dates.

    Attributes:
        name: File, and line or number within it.
        text: The text.
        published: EDTF day of publication, or None.
        dates: All annotated dates, in order.
        n_left_out: Annotations that are not scored: durations and sets.
        open_as_point: Whether gold has only the known end of an open date ("since 2014" is 2014 in TimeML).
    """

    name: str
    text: str
    published: str | None
    dates: tuple[GoldDate, ...]
    n_left_out: int
    open_as_point: bool


def read_dated_texts(path: str | Path) -> list[DatedText]:
    """The texts of a folder, or of one file: ``*.tml`` one text each, ``*.jsonl`` one a line.

    Raises:
        InputError: If there is none, or one cannot be read.
    """
    place = Path(path)
    files = [place] if place.is_file() else sorted([*place.glob("*.tml"), *place.glob("*.jsonl")])
    texts = [text for file in files for text in _read_file(file)]
    if not texts:
        raise InputError(
            f"no texts with dates at {str(path)!r}", hint="give a folder that holds *.tml or *.jsonl files"
        )
    return texts


def _read_file(file: Path) -> Iterator[DatedText]:
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{str(file)!r} cannot be read: {fault}", hint="files are in UTF-8") from fault
    if file.suffix != ".jsonl":
        yield _read_timeml(content, file)
        return
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            yield _read_line(line, f"{file.name}:{number}")


def _read_line(line: str, where: str) -> DatedText:
    try:
        row = json.loads(line)
        dates = tuple(GoldDate(int(d["start"]), int(d["end"]), d["edtf"]) for d in row["dates"])
        text, published = str(row["text"]), row.get("published")
    except (ValueError, KeyError, TypeError) as fault:
        raise InputError(
            f"{where}: not a text with dates: {fault!r}",
            hint='as in {"text": …, "published": …, "dates": [{"start": 8, "end": 12, "edtf": "2018"}]}',
        ) from fault
    told = [published, *(day.edtf for day in dates)]
    wrong = [value for value in told if value is not None and not is_edtf(str(value))]
    wrong += [day for day in dates if not 0 <= day.start < day.end <= len(text)]
    if wrong:
        raise InputError(f"{where}: {wrong[0]!r} is no EDTF date or no part of the text")
    return DatedText(where, text, published, dates, 0, open_as_point=False)


def _read_timeml(content: str, file: Path) -> DatedText:
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise InputError(f"{str(file)!r} is not TimeML: {fault}", hint="TimeML is XML") from fault
    body = root.find("TEXT")
    pieces: list[str] = []
    found: list[tuple[int, int, Element]] = []
    _walk(root if body is None else body, pieces, found)
    created = (mark for mark in root.iter("TIMEX3") if mark.get("functionInDocument") in _CREATED)
    of_text = next((mark for mark in (*root.findall("DCT/TIMEX3"), *created)), None)
    published = value_to_edtf(of_text.get("value") or "") if of_text is not None else None
    scored = [
        GoldDate(start, end, _edtf_of(mark, published))
        for start, end, mark in found
        if mark.get("type") in _SCORED and mark is not of_text and start < end
    ]
    others = sum(mark.get("type") not in _SCORED for _, _, mark in found)
    return DatedText(file.name, "".join(pieces), published, tuple(scored), others, open_as_point=True)


def _edtf_of(mark: Element, published: str | None) -> str | None:
    """What an annotation means; "now" is the day of publication."""
    value = mark.get("value") or ""
    return published if value == "PRESENT_REF" else value_to_edtf(value)


def _walk(node: Element, pieces: list[str], found: list[tuple[int, int, Element]]) -> None:
    """The text of an element and where its TIMEX3 stand in it."""
    start = sum(map(len, pieces))
    pieces.append(node.text or "")
    for child in node:
        _walk(child, pieces, found)
        pieces.append(child.tail or "")
    if node.tag == "TIMEX3":
        found.append((start, sum(map(len, pieces)), node))


def value_to_edtf(value: str) -> str | None:
    """A TIMEX3 value as EDTF, a time as its day; None for what is no stretch of the calendar.

    >>> value_to_edtf("2013-W12"), value_to_edtf("199"), value_to_edtf("PAST_REF")
    ('2013-03-18/2013-03-24', '199X', None)
    """
    value = value.strip()
    if day := _DAY.fullmatch(value):
        return day[1] if is_edtf(day[1]) else None
    if week := _WEEK.fullmatch(value):
        return _week(int(week[1]), int(week[2]), weekend=bool(week[3]))
    if part := _PART.fullmatch(value):
        first, n_months = _PARTS[part[2]]
        start = date(int(part[1]), first, 1)
        last = start.year * 12 + first - 1 + n_months
        return to_edtf(start, date(last // 12, last % 12 + 1, 1))
    if re.fullmatch(r"\d{2,3}", value):
        value += "X" * (4 - len(value))
    value = value.removesuffix("-XX").removesuffix("-XX")
    return value if is_edtf(value) else None


def _week(year: int, number: int, *, weekend: bool) -> str | None:
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    start = monday + timedelta(days=5) if weekend else monday
    return to_edtf(start, monday + timedelta(days=7))
