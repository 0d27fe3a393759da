"""The events as Parquet: fast to aggregate, disposable, rebuilt from the record."""

from __future__ import annotations

import io
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from detente.core.identity import content_id
from detente.ledger.columns import EVENT_SCHEMA, event_batches
from detente.ledger.files import write_whole
from detente.ledger.queries import query

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Lake", "build_lake", "find_lake_faults", "find_lake_files", "read_lake"]

_FORMAT = 2
_SHARD_ROWS = 200_000
_GRACE = 600.0  # seconds a replaced shard stays for those who are reading it


@dataclass(frozen=True, slots=True)
class Lake:
    """What the manifest says.

    Attributes:
        ledger: Identity of the record it was built from.
        generation: Of the record at that moment.
        shards: File names under ``lake/events`` with their numbers of rows.
    """

    ledger: str
    generation: int
    shards: tuple[tuple[str, int], ...]

    def files(self, folder: Path) -> list[Path]:
        """The shards' paths under the lake's folder."""
        return [folder / "events" / name for name, _ in self.shards]


def read_lake(folder: Path) -> Lake | None:
    """What the manifest in `folder` says; None if there is none that can be used."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        if manifest["format"] != _FORMAT:
            return None
        shards = tuple((str(shard["file"]), int(shard["rows"])) for shard in manifest["events"])
        return Lake(str(manifest["ledger"]), int(manifest["generation"]), shards)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def build_lake(connection: sqlite3.Connection, folder: Path, *, force: bool = False) -> Lake:
    """The lake of the record as it stands; rebuilt if the record has changed since, or by `force`.

    Args:
        connection: A reading connection without an open transaction.
        folder: The lake's folder.
        force: Rebuild in any case.
    """
    connection.execute("BEGIN")  # one view of the record for its generation and its events
    try:
        ledger, generation = connection.execute(query("read.state")).fetchone()
        lake = read_lake(folder)
        if lake is not None and not force and _is_current(lake, folder, state=(ledger, generation)):
            return lake
        shards = tuple(_write_shard(folder, table) for table in _event_tables(connection))
    finally:
        connection.execute("COMMIT")
    lake = Lake(ledger, generation, shards)
    _write_manifest(folder, lake)
    _remove_old_shards(folder, lake)
    return lake


def find_lake_files(folder: Path, *, state: tuple[str, int]) -> list[Path]:
    """The shards of the lake if it is current and whole; none otherwise."""
    lake = read_lake(folder)
    return lake.files(folder) if lake is not None and _is_current(lake, folder, state=state) else []


def find_lake_faults(folder: Path, *, state: tuple[str, int], n_events: int) -> list[str]:
    """Where a lake that claims to be current is not; an older one is no fault, nor is none."""
    if not folder.exists():
        return []
    lake = read_lake(folder)
    if lake is None:
        return ["lake/manifest.json cannot be used"] if (folder / "manifest.json").exists() else []
    if (lake.ledger, lake.generation) != state:
        return []
    faults = []
    for file in lake.files(folder):
        if not file.is_file():
            faults.append(f"lake/events/{file.name} is missing")
        elif content_id(file.read_bytes()) != file.stem:
            faults.append(f"lake/events/{file.name} has changed")
    n_rows = sum(rows for _, rows in lake.shards)
    if n_rows != n_events:
        faults.append(f"the lake has {n_rows} events, the record {n_events}")
    return faults


def _is_current(lake: Lake, folder: Path, *, state: tuple[str, int]) -> bool:
    return (lake.ledger, lake.generation) == state and all(map(_is_whole, lake.files(folder)))


def _is_whole(file: Path) -> bool:
    """Whether a shard is there and as it was written: Parquet has no checksums that would tell."""
    try:
        found = file.stat()
        return _matches(file, found.st_size, found.st_mtime_ns)
    except OSError:
        return False


@lru_cache(maxsize=1024)
def _matches(file: Path, size: int, changed: int) -> bool:  # noqa: ARG001  part of the key
    """Whether a shard has its name's content; asked once for each state of it."""
    return content_id(file.read_bytes()) == file.stem


def _event_tables(connection: sqlite3.Connection) -> Iterator[pa.Table]:
    """The events in tables of a shard's size; one empty table if there are none."""
    batches: list[Any] = []
    n_rows = n_tables = 0
    for batch in event_batches(connection):
        batches.append(batch)
        n_rows += batch.num_rows
        if n_rows >= _SHARD_ROWS:
            yield pa.Table.from_batches(batches)
            batches, n_rows, n_tables = [], 0, n_tables + 1
    if batches or not n_tables:
        yield pa.Table.from_batches(batches, schema=EVENT_SCHEMA)


def _write_shard(folder: Path, table: pa.Table) -> tuple[str, int]:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    data = buffer.getvalue()
    name = f"{content_id(data)}.parquet"
    write_whole(folder / "events" / name, lambda file: file.write(data), point="shard written")
    return name, table.num_rows


def _write_manifest(folder: Path, lake: Lake) -> None:
    manifest = {
        "format": _FORMAT,
        "ledger": lake.ledger,
        "generation": lake.generation,
        "events": [{"file": name, "rows": rows} for name, rows in lake.shards],
    }
    data = json.dumps(manifest, indent=1).encode()
    write_whole(folder / "manifest.json", lambda file: file.write(data), point="manifest written")


def _remove_old_shards(folder: Path, lake: Lake) -> None:
    current = {name for name, _ in lake.shards}
    for file in (folder / "events").glob("*.parquet"):
        with suppress(OSError):  # another process removed it first
            if file.name not in current and time.time() - file.stat().st_mtime > _GRACE:
                file.unlink()
