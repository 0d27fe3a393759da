"""The formats with fixed columns, and what a file looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["FORMATS", "Format", "find_format", "is_data_row", "looks_like"]

_GDELT_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
_GDELT_MIDDLE = (
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
)
_GDELT_PLACE = (
    *("Geo_Type", "Geo_FullName", "Geo_CountryCode", "Geo_ADM1Code", "Geo_ADM2Code"),
    *("Geo_Lat", "Geo_Long", "Geo_FeatureID"),
)


def _gdelt(*, districts: bool, address: bool) -> tuple[str, ...]:
    names = ["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"]
    names += [f"Actor{number}{part}" for number in (1, 2) for part in _GDELT_ACTOR]
    names += _GDELT_MIDDLE
    for whose in ("Actor1", "Actor2", "Action"):
        names += [f"{whose}{part}" for part in _GDELT_PLACE if districts or part != "Geo_ADM2Code"]
    return (*names, "DATEADDED", *(["SOURCEURL"] if address else []))


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";"))


_ICEWS = _words(
    "Event ID;Event Date;Source Name;Source Sectors;Source Country;Event Text;CAMEO Code;Intensity;"
    "Target Name;Target Sectors;Target Country;Story ID;Sentence Number;Publisher;City;District;Province;"
    "Country;Latitude;Longitude"
)
_POLECAT = _words(
    "Event ID;Event Date;Event Type;Event Mode;Intensity;Quad Code;Contexts;"
    "Actor Name;Actor Country;Actor COW;Primary Actor Sector;Actor Sectors;Actor Title;Actor Name Raw;"
    "Wikipedia Actor ID;Recipient Name;Recipient Country;Recipient COW;Primary Recipient Sector;"
    "Recipient Sectors;Recipient Title;Recipient Name Raw;Wikipedia Recipient ID;"
    "Placename;City;District;Province;Country;Latitude;Longitude;GeoNames ID;Raw Placename;Feature Type;"
    "Source;Publication Date;Story People;Story Organizations;Story Locations;Language;Version"
)
_PHOENIX = _words(
    "id;story_date;year;month;day;source;source_root;source_agent;source_others;target;target_root;"
    "target_agent;target_others;code;root_code;quad_class;goldstein;joined_issues;lat;lon;placeName;"
    "stateName;countryName;ids;urls;sources"
)


@dataclass(frozen=True, slots=True)
class Format:
    """A format with fixed columns, parted by tabs.

    Attributes:
        name: As the user calls it.
        label: For a sentence.
        layouts: Its column names; a format may have several, told apart by their number.
        header: Whether a file begins with the names.
        date_column: Which of the columns has the day, by which a data row is known.
        date_pattern: What stands there.
    """

    name: str
    label: str
    layouts: tuple[tuple[str, ...], ...]
    header: bool
    date_column: int
    date_pattern: re.Pattern[str]

    def layout(self, n_columns: int) -> tuple[str, ...] | None:
        """The layout with that many columns, or None."""
        return next((names for names in self.layouts if len(names) == n_columns), None)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGITS = re.compile(r"\d{8}")

FORMATS: dict[str, Format] = {
    "gdelt": Format(
        "gdelt",
        "GDELT events",
        (
            _gdelt(districts=True, address=True),
            _gdelt(districts=False, address=True),
            _gdelt(districts=False, address=False),
        ),
        header=False,
        date_column=1,
        date_pattern=_DIGITS,
    ),
    "icews": Format("icews", "ICEWS", (_ICEWS,), header=True, date_column=1, date_pattern=_DAY),
    "polecat": Format("polecat", "POLECAT", (_POLECAT,), header=True, date_column=1, date_pattern=_DAY),
    "phoenix": Format("phoenix", "Phoenix", (_PHOENIX,), header=False, date_column=1, date_pattern=_DIGITS),
}
"""The formats with fixed columns, by name. GDELT has 61 columns (2.0), 58 (1.0) or 57 (before April 2013)."""

_MAGIC = (
    (b"PAR1", "Parquet"),
    (b"PK\x03\x04", "a zip inside"),
    (b"\x1f\x8b", "gzip inside gzip"),
    (b"%PDF", "PDF"),
    (b"SQLite format 3", "an SQLite database"),
)
_TEXTS = (
    (
        re.compile(r"\s*<(!doctype|html|\?xml)", re.IGNORECASE),
        "HTML or XML, perhaps an error page of a server",
    ),
    (re.compile(r'\s*\{"'), "JSON lines"),
    (re.compile(r"\s*[\[{]"), "JSON"),
)


def find_format(head: bytes) -> Format | None:
    """The format whose rows the first lines are, or None."""
    lines = [line for line in head.decode("utf-8", "replace").splitlines()[:50] if line.strip()]
    for form in FORMATS.values():
        if any(_is_row(form, line) for line in lines) or any(_is_header(form, line) for line in lines[:1]):
            return form
    return None


def is_data_row(line: str) -> bool:
    """Whether a line is a row, not a header, of a format with fixed columns."""
    return any(_is_row(form, line) for form in FORMATS.values())


def looks_like(head: bytes) -> str:
    r"""What the beginning of a file looks like, in words.

    >>> looks_like(b'{"kind":"event"}\n')
    'JSON lines'
    >>> looks_like(bytes(range(128, 256)))
    'a binary file'
    """
    if not head.strip():
        return "an empty file"
    form = find_format(head)
    if form is not None:
        return form.label
    for magic, words in _MAGIC:
        if head.startswith(magic):
            return words
    text = head.decode("utf-8", "replace")
    for pattern, words in _TEXTS:
        if pattern.match(text):
            return words
    if head.count(b"\0") > len(head) // 100 or text.count("\ufffd") > len(text) // 10:
        return "a binary file"
    return _looks_like_table(text.splitlines())


def _looks_like_table(lines: list[str]) -> str:
    tabs = [line.count("\t") + 1 for line in lines[:20] if line.strip()]
    if not tabs:
        return "blank lines"
    usual = max(set(tabs), key=tabs.count)
    if usual == 16 and _DIGITS.match(lines[0].partition("\t")[2]):
        return "GDELT mentions (16 columns); the events table is wanted"
    if usual == 27 or (usual == 11 and _DIGITS.match(lines[0])):
        return "the GDELT knowledge graph; the events table is wanted"
    if usual > 1:
        return f"a table of {usual} columns parted by tabs"
    for mark, words in ((",", "commas"), (";", "semicolons")):
        found = [line.count(mark) + 1 for line in lines[:20] if line.strip()]
        if min(found) > 1:
            return f"a table of {max(set(found), key=found.count)} columns parted by {words}"
    return "plain text"


def _is_row(form: Format, line: str) -> bool:
    cells = line.split("\t")
    return form.layout(len(cells)) is not None and bool(form.date_pattern.match(cells[form.date_column]))


def _is_header(form: Format, line: str) -> bool:
    cells = [cell.strip().strip('"') for cell in line.split("\t")]
    return any(len(set(cells) & set(names)) >= 0.7 * len(names) for names in form.layouts)
