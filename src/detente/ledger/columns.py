"""The record as Arrow tables, and through them Polars, pandas and DuckDB."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.core.dates import parse_edtf
from detente.core.errors import UnknownNameError
from detente.ledger.dump import TABLES
from detente.ledger.queries import query
from detente.ledger.reading import read_events

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from detente.coding.event import Event

__all__ = ["EVENT_SCHEMA", "TABLE_NAMES", "event_batches", "read_arrow"]

_VIEWS = ("actors", "claims", "mechanisms", "predictions", "questions", "rejections", "runs")
TABLE_NAMES = tuple(sorted({*TABLES, *_VIEWS, "events"}))

_BATCH = 5_000
_TYPES = {
    "TEXT": pa.string(),
    "INTEGER": pa.int64(),
    "INT": pa.int64(),
    "REAL": pa.float64(),
    "BLOB": pa.binary(),
}
_COUNTS = {"n_documents"}  # SQLite knows no type for what a view computes
_NAMES = pa.list_(pa.string())

EVENT_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("event", pa.string()),
        ("document", pa.string()),
        ("published", pa.string()),
        ("type", pa.string()),
        ("mode", pa.string()),
        ("contexts", _NAMES),
        ("source", _NAMES),
        ("target", _NAMES),
        ("persons", _NAMES),
        ("status", pa.string()),
        ("asserted_by", pa.string()),
        ("date", pa.string()),
        ("date_start", pa.date32()),
        ("date_stop", pa.date32()),
        ("date_text", pa.string()),
        ("place", pa.string()),
        ("object", pa.string()),
        ("project", pa.string()),
        (
            "amounts",
            pa.list_(pa.struct([("value", pa.float64()), ("unit", pa.string()), ("text", pa.string())])),
        ),
        ("intensity", pa.float64()),
        ("quad_class", pa.int64()),
        ("confidence", pa.float64()),
        (
            "evidence",
            pa.list_(pa.struct([("start", pa.int64()), ("stop", pa.int64()), ("quote", pa.string())])),
        ),
        ("coder", pa.string()),
        ("coder_version", pa.string()),
        ("rules", _NAMES),
    ]
)
"""Columns of the events, a row a telling.

``event`` is the merged event it tells, null if it was struck out; an unknown or open end of a date is null;
``[date_start, date_stop)`` in days.
"""


def read_arrow(connection: sqlite3.Connection, table: str) -> pa.Table:
    """A table of the record, with all its rows, in key order.

    Raises:
        UnknownNameError: If there is no such table.
    """
    if table not in TABLE_NAMES:
        raise UnknownNameError(f"the ledger has no table {table!r}", hint=f"one of {', '.join(TABLE_NAMES)}")
    if table == "events":
        return pa.Table.from_batches(event_batches(connection), schema=EVENT_SCHEMA)
    schema = _table_schema(connection, table)
    columns = ", ".join(f'"{name}"' for name in schema.names)
    order = f" ORDER BY {', '.join(TABLES[table])}" if table in TABLES else ""
    cursor = connection.execute(f"SELECT {columns} FROM {table}{order}")  # noqa: S608  names from our own list
    batches = []
    while rows := cursor.fetchmany(_BATCH):
        arrays = [
            pa.array(column, type=kind)
            for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
        ]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def event_batches(connection: sqlite3.Connection) -> Iterator[pa.RecordBatch]:
    """Every event, by identity, in record batches of `EVENT_SCHEMA`."""
    published = dict(connection.execute(query("read.publication_dates")))
    merged = dict(connection.execute(query("read.merged_mentions")))
    rows = []
    for event in read_events(connection, {}, order="by_id"):
        row = _event_row(event, published.get(event.document))
        rows.append({**row, "event": merged.get(event.id)})
        if len(rows) == _BATCH:
            yield pa.RecordBatch.from_pylist(rows, schema=EVENT_SCHEMA)
            rows = []
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=EVENT_SCHEMA)


def _table_schema(connection: sqlite3.Connection, table: str) -> pa.Schema:
    fields = []
    for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({table})"):
        if name != "key":
            fields.append((name, pa.int64() if name in _COUNTS else _TYPES.get(kind.upper(), pa.string())))
    return pa.schema(fields)


def _event_row(event: Event, published: str | None) -> dict[str, Any]:
    span = parse_edtf(event.date) if event.date is not None else None
    row: dict[str, Any] = {name: getattr(event, name, None) for name in EVENT_SCHEMA.names}
    row |= {
        "published": published,
        "date_start": span.start if span and span.start != date.min else None,
        "date_stop": span.end if span and span.end != date.max else None,
        "amounts": [{"value": a.value, "unit": a.unit, "text": a.text} for a in event.amounts],
        "evidence": [{"start": s.start, "stop": s.end, "quote": s.quote} for s in event.evidence],
        "coder": event.trace.coder,
        "coder_version": event.trace.version,
        "rules": event.trace.rule,
    }
    return row
