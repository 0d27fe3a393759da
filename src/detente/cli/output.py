"""What leaves on standard output: rows as a table, as JSON lines or as CSV."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.cli.options import Format
from detente.core.rows import Row, csv_cell, json_line, write_csv

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
