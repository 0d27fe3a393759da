"""Writers: a ledger's events, or what was imported into it, in the formats of the field."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente.actors.words import read_rows
from detente.coding.interchange import records_of
from detente.core.errors import StorageError, UnknownNameError, UsageError
from detente.core.provenance import data_folder
from detente.exchange.converting import lookup_connection, read_sql
from detente.exchange.flat import write_csv, write_jsonl, write_parquet, write_tabs
from detente.exchange.graphs import write_gexf, write_graphml
from detente.exchange.importing import imported_folder
from detente.exchange.nouns import ExportTally
from detente.exchange.own import event_record
from detente.exchange.reading import LAKE_NAMES
from detente.exchange.records import STAGED_SCHEMA, rows_of_event
from detente.exchange.schema import IMPORTED_SCHEMA
from detente.exchange.shards import read_manifest
from detente.ledger.columns import EVENT_SCHEMA
from detente.ledger.files import write_whole
from detente.ledger.imported import tabulate_rows
from detente.ontology import read_ontology, status_moves
from detente.relations import tabulate_dyads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    import duckdb

    from detente.ledger import Ledger

__all__ = ["EXPORT_FORMATS", "export_events"]

EXPORT_FORMATS = ("csv", "parquet", "jsonl", "polecat", "icews", "graphml", "gexf", "months")
"""What `export_events` takes for a format. The first three are full: what they hold comes back whole."""

_BATCH = 20_000


def export_events(ledger: Ledger, file: str | Path, form: str, *, imported: bool = False) -> ExportTally:
    """Write a ledger's events to a file, whole or not at all.

    ``csv``, ``parquet`` and ``jsonl`` hold all there is (``jsonl`` also mentions, statements and rejections).
    The columns of ``polecat`` and ``icews`` hold what occurred or is going on, on a known day, between two
    sides: a row for each pair, one for all tellings of an event. ``graphml`` and ``gexf`` hold the ordered
    pairs with counts; ``months`` is a CSV of the pairs by month, with friendly and hostile events and mean
    intensity, which `read_dyad_periods` reads.

    Args:
        ledger: The open ledger.
        file: Where to.
        form: One of `EXPORT_FORMATS`.
        imported: What was imported instead of what was coded; in the full formats every row with its role,
            else the counted ones.

    Raises:
        UnknownNameError: If there is no such format.
        UsageError: If `file` is a folder.
        InputError: If nothing is known of any pair, for ``months``.
        StorageError: If the disk refuses.
    """
    if form not in EXPORT_FORMATS:
        raise UnknownNameError(f"no export is named {form!r}", hint=f"one of {', '.join(EXPORT_FORMATS)}")
    target = Path(file)
    if target.is_dir():
        raise UsageError(f"{str(target)!r} is a folder", hint="name a file to write")
    left_out: Counter[str] = Counter()
    n_rows = 0

    def write(stream: BinaryIO) -> None:
        nonlocal n_rows
        if form == "months":
            n_rows = _write_months(ledger, stream, imported=imported)
        elif form in {"csv", "parquet", "jsonl"}:
            n_rows = (_write_imported if imported else _write_coded)(ledger, stream, form)
        else:
            n_rows = _write_pairs(_pairs(ledger, left_out, form, imported=imported), stream, form)

    try:
        write_whole(target, write)
    except StorageError:
        raise
    except OSError as fault:
        raise StorageError(
            f"{str(target)!r} cannot be written: {fault.strerror or fault}",
            hint="is the disk full or read-only? Make room and run the same command again",
        ) from fault
    return ExportTally(n_rows, dict(sorted(left_out.items())))


def _write_coded(ledger: Ledger, stream: BinaryIO, form: str) -> int:
    if form == "jsonl":
        records = (
            record for document in ledger.documents() for record in records_of(ledger.coded(document.id))
        )
        return write_jsonl(stream, records)
    table = ledger.arrow("events")
    write = write_csv if form == "csv" else write_parquet
    return write(stream, [table], table.schema if table.schema.names else EVENT_SCHEMA)


def _write_imported(ledger: Ledger, stream: BinaryIO, form: str) -> int:
    tables = _imported_tables(ledger.folder)
    if form == "jsonl":
        batches = (batch for table in tables for batch in table.to_batches(max_chunksize=_BATCH))
        return write_jsonl(stream, (row for batch in batches for row in batch.to_pylist()))
    return (write_csv if form == "csv" else write_parquet)(stream, tables, IMPORTED_SCHEMA)


def _write_months(ledger: Ledger, stream: BinaryIO, *, imported: bool) -> int:
    if imported:
        table = pa.table(tabulate_rows(_imported_files(ledger.folder), freq="month"))
    else:
        table = pa.table(tabulate_dyads(ledger.observations(), freq="month"))
    return write_csv(stream, [table], table.schema)


def _imported_tables(folder: Path) -> Iterator[pa.Table]:
    yield IMPORTED_SCHEMA.empty_table()
    for file in _imported_files(folder):
        yield pq.read_table(file, schema=IMPORTED_SCHEMA)


def _imported_files(folder: Path) -> list[Path]:
    places = [imported_folder(folder, form) for form in LAKE_NAMES]
    return [file for place in places for file in read_manifest(place).files(place)]


def _pairs(ledger: Ledger, left_out: Counter[str], form: str, *, imported: bool) -> Iterator[pa.Table]:
    """The counted rows between two sides, as imported rows."""
    for table in _imported_tables(ledger.folder) if imported else _coded_tables(ledger, left_out):
        kept = table
        if imported:
            kept = kept.filter(pc.equal(kept.column("role"), "event"))
        for why, holds in _HOLDS.items():
            if why == _NO_TYPE and form != "polecat":
                continue
            fits = holds(kept)
            n_out = kept.num_rows - pc.sum(fits, min_count=0).as_py()
            if n_out:
                left_out[why] += n_out
                kept = kept.filter(fits)
        yield kept


_NO_TYPE = "no PLOVER type"
_HOLDS: dict[str, Callable[[pa.Table], Any]] = {
    "not what occurred or goes on": lambda table: pc.is_in(table.column("status"), pa.array(_moving())),
    "no known day": lambda table: pc.is_valid(table.column("date")),
    _NO_TYPE: lambda table: pc.is_valid(table.column("type")),
    "one side only": lambda table: pc.and_(_has_side(table, "source"), _has_side(table, "target")),
}


def _has_side(table: pa.Table, name: str) -> pa.ChunkedArray:
    return pc.or_(pc.is_valid(table.column(f"{name}_code")), pc.is_valid(table.column(f"{name}_name")))


def _moving() -> list[str]:
    return [name for name in read_ontology().statuses if status_moves(name)]


def _coded_tables(ledger: Ledger, left_out: Counter[str]) -> Iterator[pa.Table]:
    """The coded events as imported rows; of tellings that were merged to one event, the first."""
    table = ledger.arrow("events")
    merged = "event" in table.column_names
    told: set[str] = set()
    yield STAGED_SCHEMA.empty_table()
    for batch in table.to_batches(max_chunksize=_BATCH):
        rows: list[dict[str, Any]] = []
        for row in batch.to_pylist():
            if merged and (row["event"] is None or row["event"] in told):
                left_out["struck out" if row["event"] is None else "told before"] += 1
                continue
            told.add(row["event"] if merged else row["id"])
            rows += rows_of_event(event_record(row))
        yield pa.Table.from_pylist(rows, schema=STAGED_SCHEMA)


def _write_pairs(tables: Iterator[pa.Table], stream: BinaryIO, form: str) -> int:
    with lookup_connection() as connection:
        for name, table in _names().items():
            connection.register(name, table)
        if form in {"polecat", "icews"}:
            return _write_rows(connection, tables, stream, form)
        return _write_graph(connection, tables, stream, form)


def _write_rows(
    connection: duckdb.DuckDBPyConnection, tables: Iterator[pa.Table], stream: BinaryIO, form: str
) -> int:
    def written() -> Iterator[pa.Table]:
        for table in tables:
            ordinal = pa.array(range(table.num_rows), pa.int64())
            connection.register("rows", table.append_column("ordinal", ordinal))
            yield connection.sql(read_sql(f"to_{form}")).to_arrow_table()

    parts = written()
    first = next(parts)
    return write_tabs(stream, _chained(first, parts), first.schema)


def _write_graph(
    connection: duckdb.DuckDBPyConnection, tables: Iterator[pa.Table], stream: BinaryIO, form: str
) -> int:
    columns = ["source", "source_code", "source_name", "target", "target_code", "target_name"]
    columns += ["date", "intensity", "quad_class"]
    schema = pa.schema([IMPORTED_SCHEMA.field(name) for name in columns])
    connection.register("rows", schema.empty_table())
    for part in ("dyads", "names"):
        connection.execute(f"CREATE TEMP TABLE {part} AS {read_sql(f'{part}_part')}")
    for table in tables:  # of which no row is held, only the sums
        connection.register("rows", table.select(columns))
        for part in ("dyads", "names"):
            connection.execute(f"INSERT INTO {part} {read_sql(f'{part}_part')}")
    edges = connection.sql(read_sql("dyads")).to_arrow_table().to_pylist()
    used = {edge[side] for edge in edges for side in ("source", "target")}
    nodes = [
        row for row in connection.sql(read_sql("names")).to_arrow_table().to_pylist() if row["id"] in used
    ]
    return (write_graphml if form == "graphml" else write_gexf)(stream, nodes, edges)


def _names() -> dict[str, pa.Table]:
    """The states, and for each PLOVER type and mode the plainest CAMEO code that converts to it."""
    states = [
        {"iso3": row["actor"], "name": row["name"], "cow": row["cow"] or None}
        for row in read_rows("states.csv")
    ]
    ontology = read_ontology()
    with (data_folder("exchange") / "plainest_codes.csv").open("r", encoding="utf-8") as file:
        plainest: dict[tuple[str, str | None], str] = {
            (row["type"], None): row["cameo"] for row in csv.DictReader(file)
        }
    for conversion in sorted(ontology.conversions.values(), key=lambda row: (len(row.contexts), row.code)):
        if conversion.mode is not None:
            plainest.setdefault((conversion.type, conversion.mode), conversion.code)
    rows = [{"type": kind, "mode": mode, "code": code} for (kind, mode), code in plainest.items()]
    labels = [
        {"code": code.code, "label": code.label, "goldstein": code.goldstein}
        for code in ontology.cameo.values()
    ]
    return {
        "states": pa.Table.from_pylist(states),
        "plainest": pa.Table.from_pylist(rows),
        "cameo_labels": pa.Table.from_pylist(labels),
    }


def _chained(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield first
    yield from rest
