"""What leaves on standard output: rows as a table, as JSON lines or as CSV."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.cli.options import Format

__all__ = [
    "Row",
    "csv_cell",
    "error_console",
    "json_line",
    "output_console",
    "plain",
    "print_rows",
    "say",
    "write_csv",
]

Row = Mapping[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_WIDE = 10_000  # columns of a terminal that is none: nothing is cut off in a pipe


def plain(text: str) -> str:
    r"""`text` on one line, without characters that steer a terminal or turn its direction.

    >>> plain("signed\x1b[2J a\n pact")
    'signed[2J a pact'
    """
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def output_console() -> Console:
    """Rich on standard output; as wide as needed where that is no terminal."""
    width = None if sys.stdout.isatty() else _WIDE
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=width)


def error_console() -> Console:
    """Rich on standard error."""
    return Console(file=sys.stderr, highlight=False, markup=False, emoji=False)


def say(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(plain(text) + "\n")


def json_line(row: Row) -> str:
    r"""One JSON line; characters that steer a terminal or split a line are escaped.

    >>> json_line({"quote": "a\u2028b"})
    '{"quote":"a\\u2028b"}'
    """
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def csv_cell(value: object) -> object:
    """A value as a cell that no spreadsheet takes for a formula.

    >>> csv_cell("=1+1"), csv_cell(-1.5), csv_cell(["RUS", "PAK"])
    ("'=1+1", -1.5, 'RUS; PAK')
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple) and not any(isinstance(part, dict) for part in value):
        text = "; ".join(str(part) for part in value)
    elif isinstance(value, dict | list | tuple):
        text = (
            json_line(value) if isinstance(value, dict) else f"[{','.join(json_line(row) for row in value)}]"
        )
    else:
        text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_csv(rows: Iterable[Row], columns: Sequence[str], file: TextIO) -> int:
    """Write rows with a heading; how many. Lines end as RFC 4180 wants them."""
    writer = csv.writer(file)
    writer.writerow(columns)
    n_rows = 0
    for row in rows:
        writer.writerow([csv_cell(row.get(column)) for column in columns])
        n_rows += 1
    return n_rows


def print_rows(
    rows: Iterable[Row], columns: Sequence[str], *, style: Format, shown: Sequence[str] = (), title: str = ""
) -> int:
    """Print rows on standard output; how many.

    Args:
        rows: With at least `columns`; JSON lines carry whatever else a row holds.
        columns: Of the CSV, in order.
        style: Of the three.
        shown: Columns of the table; all if empty.
        title: Over the table.
    """
    if style is Format.JSONL:
        n_rows = 0
        for row in rows:
            sys.stdout.write(json_line(row) + "\n")
            n_rows += 1
        return n_rows
    if style is Format.CSV:
        return write_csv(rows, columns, sys.stdout)
    return _print_table(rows, shown or columns, title)


def _print_table(rows: Iterable[Row], columns: Sequence[str], title: str) -> int:
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, title=Text(plain(title)) if title else None, title_justify="left"
    )
    listed = list(rows)
    for place, column in enumerate(columns):
        numbers = bool(listed) and all(isinstance(row.get(column), int | float) for row in listed)
        last = place == len(columns) - 1
        table.add_column(
            Text(column.replace("_", " ")),
            justify="right" if numbers else "left",
            overflow="fold",
            ratio=None if not last else 1,
        )
    for row in listed:
        table.add_row(*(Text(_cell(row.get(column))) for column in columns))
    if listed:
        console = output_console()
        with console.capture() as captured:
            console.print(table)
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in _lines(captured.get()) if line.strip())
    return len(listed)


def _lines(text: str) -> Iterator[str]:
    yield from text.split("\n")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list | tuple):
        return plain(", ".join(str(part) for part in value))
    return plain(str(value))
