"""Tables written whole: CSV whose cells no spreadsheet takes for a formula, Parquet, JSON lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from detente.exchange.own import JOINED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

__all__ = ["write_csv", "write_jsonl", "write_parquet", "write_tabs"]

_FORMULA = r"^[=+\-@\t\r']"
_AS_JSON = frozenset({"rules"})


def write_csv(file: BinaryIO, tables: Iterable[pa.Table], schema: pa.Schema) -> int:
    """Write tables as CSV (UTF-8, RFC 4180 quoting) with a header; how many rows.

    Lists of names are joined by semicolons, other lists and structures are JSON. A text that a spreadsheet
    would take for a formula has an apostrophe before it, which `detente.exchange.reading.read_csv` removes.
    """
    texts = pa.schema([(field.name, _cell_type(field.type)) for field in schema])
    n_rows = 0
    with csv.CSVWriter(file, texts) as writer:
        for table in tables:
            columns = [_cells(table.column(field.name), field) for field in schema]
            writer.write_table(pa.table(columns, schema=texts))
            n_rows += table.num_rows
    return n_rows


def write_parquet(file: BinaryIO, tables: Iterable[pa.Table], schema: pa.Schema) -> int:
    """Write tables as Parquet; how many rows."""
    n_rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table.select(schema.names).cast(schema))
            n_rows += table.num_rows
    return n_rows


def write_jsonl(file: BinaryIO, records: Iterable[dict[str, Any]]) -> int:
    """Write records as JSON lines; how many."""
    n_rows = 0
    for record in records:
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=str)
        file.write(text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode("utf-8", "replace"))
        file.write(b"\n")
        n_rows += 1
    return n_rows


def write_tabs(file: BinaryIO, tables: Iterable[pa.Table], schema: pa.Schema) -> int:
    """Write tables parted by tabs with a header, without quotes, as ICEWS and POLECAT are; how many rows.

    Tabs and line ends in a cell, which the format cannot hold, become spaces.
    """
    file.write(("\t".join(schema.names) + "\n").encode())
    n_rows = 0
    for table in tables:
        cells = [_tab_cells(column) for column in table.columns]
        lines = pc.binary_join_element_wise(*cells, "\t")
        file.write("".join(f"{line}\n" for line in lines.to_pylist()).encode("utf-8", "replace"))
        n_rows += table.num_rows
    return n_rows


def _tab_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells as texts; one that begins and ends with a quote is quoted, or its quotes would be taken off."""
    texts = column.cast(pa.string())
    if pa.types.is_string(column.type):
        texts = pc.replace_substring_regex(texts, r"[\t\r\n]+", " ")
        doubled = pc.replace_substring(texts, '"', '""')
        quoted = pc.binary_join_element_wise('"', doubled, '"', "")
        texts = pc.if_else(pc.match_substring_regex(texts, r'^".*"$'), quoted, texts)
    return pc.fill_null(texts, "")


def _cell_type(kind: pa.DataType) -> pa.DataType:
    nested = pa.types.is_nested(kind) or pa.types.is_date(kind) or pa.types.is_null(kind)
    return pa.string() if nested else kind


def _cells(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if (
        pa.types.is_list(field.type)
        and field.name not in _AS_JSON
        and pa.types.is_string(field.type.value_type)
    ):
        column = pc.binary_join(column, JOINED)
    elif pa.types.is_nested(field.type):
        cells = [
            None if cell is None else json.dumps(cell, ensure_ascii=False) for cell in column.to_pylist()
        ]
        return pa.array(cells, pa.string())
    elif pa.types.is_date(field.type):
        return column.cast(pa.string())
    if not pa.types.is_string(column.type):
        return column
    guarded = pc.fill_null(pc.match_substring_regex(column, _FORMULA), False)  # noqa: FBT003  Arrow's way
    return pc.if_else(guarded, pc.binary_join_element_wise("'", column, ""), column)
