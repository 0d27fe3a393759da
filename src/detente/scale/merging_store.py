"""Where merging keeps what does not fit into memory: a DuckDB file of its own, gone when it is done."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.exchange.converting import locked_connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import duckdb

__all__ = ["Store", "open_store"]

_AT_ONCE = 20_000
_PLACE = "merging."
_GROUP = 16_384  # rows, of about a kilobyte each


class Store:
    """Tables of `queries/merging.sql`; a class because it holds a connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, name: str, **values: int) -> None:
        """Carry out a statement."""
        self._connection.execute(_query(name), values or None)

    def ask(self, name: str, **values: int) -> pa.Table:
        """All that a question finds."""
        return self._connection.sql(_query(name), params=values or None).to_arrow_table()

    def stream(self, name: str, **values: int) -> Iterator[pa.RecordBatch]:
        """The same in batches; nothing else may be asked in between."""
        yield from self._connection.sql(_query(name), params=values or None).to_arrow_reader(_AT_ONCE)

    def put(self, table: str, columns: Mapping[str, Any]) -> None:
        """Put rows below those of a table, its columns given in order."""
        rows = pa.table(dict(columns))
        if rows.num_rows:
            self._connection.register("fresh", rows)
            self._connection.execute(f"INSERT INTO {table} FROM fresh")
            self._connection.unregister("fresh")

    @contextmanager
    def filling(self) -> Iterator[Callable[[], None]]:
        """What is put in the block is written in parts of many rows; call what it gives after each of them.

        A transaction holds some kilobytes in memory for each thousand of its rows, beyond DuckDB's limit.
        """
        self._connection.execute("BEGIN")

        def settle() -> None:
            self._connection.execute("COMMIT")
            self._connection.execute("CHECKPOINT")
            self._connection.execute("BEGIN")

        yield settle
        self._connection.execute("COMMIT")

    def drop(self, *tables: str) -> None:
        """Give back the room of tables that have served."""
        for table in tables:
            self._connection.execute(f"DROP TABLE {table}")


@contextmanager
def open_store(folder: Path, *, memory_mb: int) -> Iterator[Store]:
    """An empty store in `folder`; what others left there is removed, so that one at a time may be open.

    The file has a name by which `detente doctor` knows what a killed process left.

    Args:
        folder: Of the lake.
        memory_mb: Mebibytes that DuckDB may use before it goes to the disk.
    """
    for path in folder.glob(f"{_PLACE}*"):
        shutil.rmtree(path, ignore_errors=True)
    place = folder / f"{_PLACE}{os.getpid()}"
    place.mkdir(parents=True)
    connection = locked_connection()
    try:
        connection.execute(
            f"ATTACH '{_quoted(place / f'.store.{os.getpid()}.tmp')}' AS merging (ROW_GROUP_SIZE {_GROUP})"
        )
        connection.execute("USE merging")
        connection.execute(f"SET temp_directory = '{_quoted(place / 'spill')}'")
        connection.execute(f"SET memory_limit = '{memory_mb}MiB'")
        connection.execute("SET threads = 2")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")  # it goes to standard output
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        for statement in _query("tables").split(";"):
            connection.execute(statement)
        yield Store(connection)
    finally:
        connection.close()
        shutil.rmtree(place, ignore_errors=True)


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("'", "''")


@cache
def _queries() -> dict[str, str]:
    text = (resources.files("detente.scale") / "queries" / "merging.sql").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in text.split("-- name: ")[1:])
    return {name.strip(): body.strip().rstrip(";") for name, _, body in parts}


def _query(name: str) -> str:
    return _queries()[name]
