"""SQL for aggregates: DuckDB in memory over the lake and, read-only, over the record's tables."""

from __future__ import annotations

import re
import tempfile
import threading
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from detente.core.errors import UsageError
from detente.ledger.columns import TABLE_NAMES, read_arrow
from detente.ledger.manifests import read_manifest_data

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["MOST_ROWS", "SECONDS", "query_lake"]

_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
_MEMORY = "2GiB"
"""What a query may hold; what is more goes to temporary files. Its answer comes on top."""
_EXPLAIN = re.compile(r"\s*EXPLAIN\s+(?:ANALYZE\s+)?(?:\([^()]*\)\s*)?", re.IGNORECASE)
MOST_ROWS = 10_000_000
"""Rows that an answer may have."""
SECONDS = 600.0
"""That a query may take."""
_BATCH = 100_000
_IMPORTS = {"imported": "imported/*/manifest.json"} | {
    f"table_{kind}": f"tables/{kind}/manifest.json"
    for kind in ("states", "alliances", "disputes", "votes", "trade")
}
"""Tables of what was imported: all event rows together, and each kind of table on states."""


def query_lake(
    text: str,
    params: Sequence[object] | Mapping[str, object],
    *,
    shards: Sequence[Path],
    folder: Path,
    record: sqlite3.Connection,
) -> pa.Table:
    """Answer one SELECT.

    Args:
        text: SQL of DuckDB. ``events`` is the lake, ``imported`` and ``table_states`` … what was imported;
            every other table of the record goes by its own name.
        params: For ``?`` or ``$name`` in it.
        shards: The lake's files; empty to take the events from the record as well.
        folder: The lake's folder, the only place on the disk that the query may look into.
        record: For the tables that are not in the lake.

    Raises:
        UsageError: If it is not one reading statement, DuckDB cannot carry it out, it takes longer than
            `SECONDS`, or the answer has more than `MOST_ROWS`.
    """
    with (
        tempfile.TemporaryDirectory(prefix="detente-query-", ignore_cleanup_errors=True) as spilled,
        duckdb.connect(":memory:", config=dict(_CONFIG)) as connection,
    ):
        try:
            connection.execute("SET enable_progress_bar = false")  # it is drawn on standard output
            connection.execute(f"SET memory_limit = '{_MEMORY}'")
            connection.execute(f"SET temp_directory = {_literal(spilled)}")
            _check_reading(connection, text)
            _offer_tables(connection, text, shards=shards, record=record)
            _offer_imports(connection, text, folder=folder)
            connection.execute(f"SET allowed_directories = [{_literal(str(folder.resolve()))}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            return _answer(connection, text, params)
        except duckdb.InterruptException as fault:
            raise UsageError(
                f"the query took more than {SECONDS:g} seconds and was stopped",
                hint="ask for fewer rows, or for less of each",
            ) from fault
        except duckdb.Error as fault:
            tables = ", ".join((*TABLE_NAMES, *_IMPORTS))
            raise UsageError(
                f"the query failed: {fault}", hint=f"SQL of DuckDB over the tables {tables}"
            ) from fault


def _answer(
    connection: duckdb.DuckDBPyConnection, text: str, params: Sequence[object] | Mapping[str, object]
) -> pa.Table:
    """The rows, taken one batch after another, so that no more than may be come into memory."""
    clock = threading.Timer(SECONDS, connection.interrupt)
    clock.daemon = True
    clock.start()
    try:
        reader = connection.sql(text, params=params or None).arrow(_BATCH)
        batches, n_rows = [], 0
        for batch in reader:
            batches.append(batch)
            n_rows += batch.num_rows
            if n_rows > MOST_ROWS:
                raise UsageError(
                    f"the answer has more than {MOST_ROWS:,} rows", hint="count or group them, or add a LIMIT"
                )
        return pa.Table.from_batches(batches, schema=reader.schema)
    finally:
        clock.cancel()


def _check_reading(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    kinds = [
        str(statement.type).rpartition(".")[2].split("_")[0]
        for statement in connection.extract_statements(text)
    ]
    if kinds == ["EXPLAIN"]:  # which may carry out what it explains
        told = connection.extract_statements(_EXPLAIN.sub("", text, count=1))
        kinds = [str(statement.type).rpartition(".")[2].split("_")[0] for statement in told]
    if kinds != ["SELECT"]:
        raise UsageError(
            f"expected one SELECT, got {' and '.join(kinds) or 'nothing'}",
            hint="the ledger is read-only to SQL",
        )


def _offer_tables(
    connection: duckdb.DuckDBPyConnection, text: str, *, shards: Sequence[Path], record: sqlite3.Connection
) -> None:
    """Make the tables that the query may mean; one it does not name is not even read."""
    words = {word.lower() for word in re.findall(r"\w+", text)}
    for name in TABLE_NAMES:
        if name not in words:
            continue
        if name == "events" and shards:
            files = ", ".join(_literal(str(shard.resolve())) for shard in shards)
            view = f"CREATE VIEW events AS SELECT * FROM read_parquet([{files}])"  # noqa: S608  quoted
            connection.execute(view)
        else:
            connection.register(name, read_arrow(record, name))


def _offer_imports(connection: duckdb.DuckDBPyConnection, text: str, *, folder: Path) -> None:
    """Make the tables of what was imported, where the query names them.

    Raises:
        UsageError: If nothing was imported for one that it names.
    """
    words = {word.lower() for word in re.findall(r"\w+", text)}
    for name, pattern in _IMPORTS.items():
        if name not in words:
            continue
        files = [
            manifest.parent / shard["part"] / shard["file"]
            for manifest in sorted(folder.glob(pattern))
            for shard in read_manifest_data(manifest)["shards"]
            if shard["part"] == "rows"
        ]
        if not files:
            raise UsageError(f"nothing was imported for {name!r}", hint="`detente import --help`")
        listed = ", ".join(_literal(str(file.resolve())) for file in files)
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")  # noqa: S608  quoted


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
