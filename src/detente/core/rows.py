"""Rows as text: JSON lines, and CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

__all__ = ["Row", "csv_cell", "json_line", "write_csv"]

Row = Mapping[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


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
