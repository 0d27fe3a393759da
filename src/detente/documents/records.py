"""JSONL and CSV files: one article a record, read as a stream."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.core.rejections import Reason
from detente.documents.datelines import read_date
from detente.documents.decoding import decode, find_encoding
from detente.documents.draft import Draft, Unit
from detente.documents.formats import TEXT_FIELDS, Format
from detente.documents.refusals import RefusedError
from detente.documents.web import compose, read_scrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from detente.documents.limits import Limits

__all__ = ["find_json_records", "find_rows", "read_lines"]

_TITLE = ("title", "headline")
_DATE = ("published", "date", "published_at", "publish_date", "pub_date")
_URL = ("url", "link")
_OUTLET = ("source", "outlet", "publisher", "site")
_NAME = ("file", "name", "id")
_NAME_FORM = re.compile(r"[\w][\w.@+-]{0,99}")
_MOST_NAMES = 200_000  # remembered to keep names distinct; later records are numbered
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|a|span|html|li)\b[^>]*>", re.IGNORECASE)


class _Recoded:
    """The lines of a UTF-16 or UTF-32 stream as UTF-8."""

    def __init__(self, stream: io.BufferedReader, encoding: str) -> None:
        self._text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")

    def readline(self, size: int) -> bytes:
        """At most `size` characters of the next line."""
        return self._text.readline(size).encode("utf-8", "replace")


class _Names:
    """Names for the records of one file, no two the same."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._seen: set[str] = set()

    def name(self, record: Mapping[str, Any], n: int) -> str:
        """The record's own file name or identifier if it has one not seen yet, else ``file#n``."""
        given = next((str(record[key]).strip() for key in _NAME if record.get(key) not in (None, "")), "")
        if len(self._seen) < _MOST_NAMES and _NAME_FORM.fullmatch(given) and given not in self._seen:
            self._seen.add(given)
            return given
        return f"{self._file}#{n}"


def read_lines(stream: io.BufferedReader | _Recoded, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of `stream` with their numbers from 1; None for a line longer than `limit` bytes."""
    n = 0
    while line := stream.readline(limit + 1):
        n += 1
        too_long = len(line) > limit and not line.endswith(b"\n")
        while too_long and (rest := stream.readline(limit + 1)):
            if rest.endswith(b"\n"):
                break
        yield n, None if too_long else line


def find_json_records(stream: io.BufferedReader, name: str, limits: Limits) -> Iterator[Unit]:
    """The records of a JSONL file; blank lines are passed over."""
    names = _Names(name)
    for n, line in read_lines(_as_utf8(stream), limits.max_record):
        if line is None:
            yield Unit(
                f"{name}#{n}", _refuser(f"line {n}: over {limits.max_record:,} bytes (documents.max_record)")
            )
        elif line.strip():
            try:
                record = json.loads(decode(line))
                if not isinstance(record, dict):
                    raise TypeError(f"expected an object, found {type(record).__name__}")  # noqa: TRY301  one exit
            except RecursionError:
                yield Unit(f"{name}#{n}", _refuser(f"line {n}: nested too deeply"))
            except (ValueError, TypeError, RefusedError) as fault:
                yield Unit(f"{name}#{n}", _refuser(f"line {n}: {fault}"))
            else:
                lowered = {str(key).lower(): value for key, value in record.items()}
                yield Unit(names.name(lowered, n), partial(_read_record, lowered, Format.JSONL, f"line {n}"))


def find_rows(stream: io.BufferedReader, name: str, limits: Limits, *, tabs: bool) -> Iterator[Unit]:
    """The rows of a CSV or TSV file, whose first row names the columns.

    Raises:
        RefusedError: If no column holds text.
    """
    csv.field_size_limit(max(limits.max_record, 1))
    oversized: list[int] = []
    lines = _text_lines(_as_utf8(stream), limits.max_record, oversized)
    first = next(lines, "")
    mark = "\t" if tabs else max(",;\t|", key=first.count)
    try:
        columns = [column.strip().lower() for column in next(csv.reader([first], delimiter=mark), [])]
    except csv.Error as fault:
        raise RefusedError(Reason.UNKNOWN_FORMAT, f"its first line names no columns: {fault}") from fault
    if not any(field in columns for field in TEXT_FIELDS):
        raise RefusedError(
            Reason.UNKNOWN_FORMAT, f"no column named {', '.join(TEXT_FIELDS)}; found {', '.join(columns[:8])}"
        )
    names = _Names(name)
    rows = csv.reader(lines, delimiter=mark)
    n = 0
    while True:
        n += 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as fault:
            yield Unit(f"{name}#{n}", _refuser(f"line {rows.line_num + 1}: {fault}"))
            continue
        where = f"line {rows.line_num + 1}"
        if len(row) == len(columns):
            record = dict(zip(columns, row, strict=True))
            yield Unit(
                names.name(record, n),
                partial(_read_record, record, Format.TSV if tabs else Format.CSV, where),
            )
        elif row:
            yield Unit(
                f"{name}#{n}", _refuser(f"{where}: {len(row)} fields; the header names {len(columns)}")
            )
    for line in oversized:
        yield Unit(f"{name}#line{line}", _refuser(f"line {line}: over {limits.max_record:,} bytes"))


def _text_lines(stream: io.BufferedReader | _Recoded, limit: int, oversized: list[int]) -> Iterator[str]:
    """Lines as text for the CSV reader; a line over the limit is left out and its number kept."""
    for n, line in read_lines(stream, limit):
        if line is None:
            oversized.append(n)
        else:
            yield decode(line.replace(b"\0", b"?"))


def _as_utf8(stream: io.BufferedReader) -> io.BufferedReader | _Recoded:
    """`stream` recoded if it is UTF-16 or UTF-32: only there a line end is more than one byte."""
    head = stream.peek(4096)[:4096]
    if head.startswith(codecs.BOM_UTF8):
        stream.read(3)
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head:
        return _Recoded(stream, find_encoding(head))
    return stream


def _refuser(detail: str) -> Callable[[], Draft]:
    def refuse() -> Draft:
        raise RefusedError(Reason.BAD_RECORD, detail)

    return refuse


def _read_record(record: Mapping[str, Any], media: Format, where: str) -> Draft:
    text = _first(record, TEXT_FIELDS)
    if not text.strip():
        raise RefusedError(Reason.BAD_RECORD, f"{where}: none of {', '.join(TEXT_FIELDS)} holds text")
    if _MARKUP.search(text[:5000]):
        text = read_scrap(text)
    title = " ".join(_first(record, _TITLE).split())
    published = next((found for key in _DATE if (found := read_date(record.get(key)))), "")
    return Draft(
        text=_kept(title, text),
        media_type=media.value,
        title=title,
        published=published,
        rule="record" if published else "",
        url=_first(record, _URL).strip(),
        outlet=_first(record, _OUTLET).strip(),
    )


def _kept(title: str, text: str) -> str:
    """Title and text as `compose` has them; a text with blank lines keeps wrapped paragraphs whole."""
    if "\n\n" in text.replace("\r", ""):
        parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
        return compose(title, "\n".join(part for part in parts if part))
    return compose(title, text)


def _first(record: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The first of the fields that holds words; a list of paragraphs counts, an object does by its name."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if isinstance(value, dict):
            value = value.get("name") or value.get("title")
        if isinstance(value, str) and value.strip():
            return value
    return ""
