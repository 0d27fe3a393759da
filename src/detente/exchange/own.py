"""Our own full exports read back: events as the ledger has them, imported rows as the lake has them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.core.errors import InputError
from detente.exchange.nouns import RowReason
from detente.exchange.records import COUNTED_SCHEMA, STAGED_SCHEMA, rows_of_event
from detente.exchange.schema import IMPORTED_SCHEMA
from detente.exchange.staging import Staged
from detente.ledger.columns import EVENT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from detente.exchange.blocks import Trouble

__all__ = [
    "JOINED",
    "event_of_record",
    "event_record",
    "is_own_events",
    "is_own_rows",
    "stage_own_events",
    "stage_own_rows",
]

JOINED = ";"
"""Between the names of a list in a cell; other lists and structures are JSON."""

_GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
_MISFITS = (pa.ArrowException, ValueError, TypeError, OverflowError)
_AS_JSON = frozenset({"rules"})
_DERIVED = frozenset({"date_start", "date_stop"})
_NEEDED = frozenset({"id", "document", "type", "source", "target", "status", "evidence", "asserted_by"})


def is_own_events(header: Sequence[str]) -> bool:
    """Whether these are the columns of our events."""
    return set(header) >= _NEEDED


def is_own_rows(header: Sequence[str]) -> bool:
    """Whether these are the columns of imported rows."""
    return set(header) >= set(IMPORTED_SCHEMA.names)


def stage_own_events(batches: Iterable[tuple[pa.Table, list[Trouble]]]) -> Iterator[Staged]:
    """Events that were exported to CSV or Parquet, a row for each pair of their sides."""
    for table, troubles in batches:
        rows: list[dict[str, Any]] = []
        refused = list(troubles)
        for number, row in enumerate(table.to_pylist()):
            line = row.pop("line", number + 1)
            try:
                rows.extend(rows_of_event(event_record(row), form="csv", line=line))
            except (InputError, ValueError, TypeError, OverflowError, RecursionError) as fault:
                refused.append((line, RowReason.BAD_RECORD, str(fault)))
        yield Staged(pa.Table.from_pylist(rows, schema=STAGED_SCHEMA) if rows else None, sorted(refused))


def stage_own_rows(batches: Iterable[tuple[pa.Table, list[Trouble]]]) -> Iterator[Staged]:
    """Imported rows that were exported to CSV or Parquet, as they were."""
    for table, troubles in batches:
        rows: list[dict[str, Any]] = []
        refused = list(troubles)
        for row in table.to_pylist():
            try:
                values = {field.name: _value(row[field.name], field.type) for field in IMPORTED_SCHEMA}
            except (ValueError, TypeError, OverflowError, RecursionError) as fault:
                refused.append((row.get("line") or 0, RowReason.BAD_VALUE, str(fault)))
                continue
            faults = values.pop("faults") or []
            rows.append(
                values | {"faults": JOINED.join(faults) or None, "excluded": values["role"] == "fault"}
            )
        kept, more = _table_of(rows)
        yield Staged(kept, sorted(refused + more))


def _table_of(rows: list[dict[str, Any]]) -> tuple[pa.Table | None, list[Trouble]]:
    """A table of rows; if one holds what its columns cannot, of the others, and why."""
    try:
        return (pa.Table.from_pylist(rows, schema=COUNTED_SCHEMA) if rows else None), []
    except _MISFITS:
        kept, refused = [], []
    for row in rows:
        try:
            kept.append(pa.Table.from_pylist([row], schema=COUNTED_SCHEMA))
        except _MISFITS as fault:
            line = row["line"] if isinstance(row["line"], int) and 0 <= row["line"] < 1 << 62 else 0
            refused.append((line, RowReason.BAD_VALUE, str(fault)))
    return (pa.concat_tables(kept) if kept else None), refused


def event_of_record(record: dict[str, Any]) -> dict[str, Any]:
    """The row of `EVENT_SCHEMA` that a kept record was made from, dates as dates."""
    return {
        field.name: _value(record.get(field.name), field.type)
        if field.name in _DERIVED
        else record.get(field.name)
        for field in EVENT_SCHEMA
    }


def event_record(row: dict[str, Any]) -> dict[str, Any]:
    """The record that is kept of a row of events, its cells of a CSV or values of a table."""
    record: dict[str, Any] = {"kind": "event"}
    for name, cell in row.items():
        index = EVENT_SCHEMA.get_field_index(name)
        kind = EVENT_SCHEMA.field(index).type if index >= 0 else pa.string()
        value = _value(cell, kind, as_json=name in _AS_JSON)
        record[name] = value.isoformat() if isinstance(value, date) else value
    return record


def _value(cell: Any, kind: pa.DataType, *, as_json: bool = False) -> Any:  # noqa: ANN401  cells of any type
    """A cell of a CSV, or a value of a Parquet, as what the column holds."""
    lists = pa.types.is_list(kind)
    if cell is None or (cell == "" and not lists):
        return None
    if not isinstance(cell, str):
        return cell
    if lists:
        if as_json or not pa.types.is_string(kind.value_type):
            return json.loads(cell) if cell else []
        return cell.split(JOINED) if cell else []
    if pa.types.is_date(kind):
        return date.fromisoformat(cell[:10])
    if pa.types.is_integer(kind):
        return int(cell)
    if pa.types.is_floating(kind):
        return float(cell)
    if pa.types.is_boolean(kind):
        return cell.lower() == "true"
    return cell[1:] if cell[0] == "'" and cell[1:].startswith(_GUARDED) else cell
