"""Parquet shards with a manifest: there whole or not at all."""

from __future__ import annotations

import io
import json
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente.core.errors import LedgerError
from detente.core.identity import content_id
from detente.ledger.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Manifest", "Shard", "ShardWriter", "locked", "read_manifest", "remove_orphans", "write_manifest"]

SHARD_ROWS = 250_000
_FORMAT = 1
_AGAIN = "remove its folder and import the files again"
_GRACE = 600.0  # seconds a replaced shard stays for those who are reading it


@dataclass(frozen=True, slots=True)
class Shard:
    """A file of rows.

    Attributes:
        part: ``rows``, ``rejections`` or ``statements``, the folder it lies in.
        file: Its name, by its content.
        rows: How many.
        first: Earliest day in it, ISO, or None.
        last: Latest.
        inputs: Identities of the files that its rows come from.
    """

    part: str
    file: str
    rows: int
    first: str | None
    last: str | None
    inputs: tuple[str, ...]


@dataclass(slots=True)
class Manifest:
    """What is there: shards, and the inputs they were made from.

    Attributes:
        shards: In order of writing.
        inputs: By identity, what `ImportedFile` says of each.
    """

    shards: list[Shard] = field(default_factory=list)
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def files(self, folder: Path, part: str = "rows") -> list[Path]:
        """The paths of the shards of a part."""
        return [folder / part / shard.file for shard in self.shards if shard.part == part]


class ShardWriter:
    """Gathers rows and writes them as shards; a class because it holds rows."""

    def __init__(self, folder: Path, part: str, schema: pa.Schema) -> None:
        self._folder, self._part, self._schema = folder, part, schema
        self._tables: list[pa.Table] = []
        self._n_rows = 0

    @property
    def n_rows(self) -> int:
        """Rows gathered and not written."""
        return self._n_rows

    def add(self, table: pa.Table) -> None:
        """Gather rows."""
        if table.num_rows:
            self._tables.append(table)
            self._n_rows += table.num_rows

    def take_from(self, other: ShardWriter) -> None:
        """Gather what another has gathered, which then has nothing."""
        self._tables += other._tables
        self._n_rows += other._n_rows
        other.drop()

    def drop(self) -> None:
        """Forget what was gathered."""
        self._tables, self._n_rows = [], 0

    def write(self) -> list[Shard]:
        """Write what was gathered."""
        if not self._n_rows:
            return []
        table = pa.concat_tables(self._tables).select(self._schema.names).cast(self._schema)
        self.drop()
        return [write_shard(self._folder, self._part, table)]


def write_shard(folder: Path, part: str, table: pa.Table) -> Shard:
    """Write a table as a shard named by its content."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    data = buffer.getbuffer()
    name = f"{content_id(bytes(data))}.parquet"
    write_whole(folder / part / name, lambda file: file.write(data))
    first = last = None
    if "date" in table.column_names:
        bounds = pc.min_max(table.column("date")).as_py()
        first = bounds["min"] and bounds["min"].isoformat()
        last = bounds["max"] and bounds["max"].isoformat()
    inputs = tuple(sorted(pc.unique(table.column("input")).to_pylist()))
    return Shard(part, name, table.num_rows, first, last, inputs)


def read_manifest(folder: Path) -> Manifest:
    """What the manifest in `folder` says; nothing if there is none.

    Raises:
        LedgerError: If there is one that cannot be read.
    """
    file = folder / "manifest.json"
    try:
        data = json.loads(file.read_bytes())
        shards = [Shard(**{**row, "inputs": tuple(row["inputs"])}) for row in data["shards"]]
        found = Manifest(shards, data["inputs"]) if data["format"] == _FORMAT else None
    except FileNotFoundError:
        return Manifest()
    except (ValueError, KeyError, TypeError) as fault:
        raise LedgerError(f"{str(file)!r} cannot be used: {fault}", hint=_AGAIN) from fault
    if found is None:
        raise LedgerError(f"{str(file)!r} is of another version of détente", hint=_AGAIN)
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Swap the manifest; what it no longer names is removed after a while."""
    data = {
        "format": _FORMAT,
        "shards": [{name: getattr(shard, name) for name in Shard.__slots__} for shard in manifest.shards],
        "inputs": manifest.inputs,
    }
    text = json.dumps(data, indent=1, ensure_ascii=False).encode()
    write_whole(folder / "manifest.json", lambda file: file.write(text))
    remove_orphans(folder, manifest)


def remove_orphans(folder: Path, manifest: Manifest, *, grace: float = _GRACE) -> None:
    """Remove shards that no manifest names, older than `grace` seconds: what a killed import left."""
    named = {(shard.part, shard.file) for shard in manifest.shards}
    for file in folder.glob("*/*.parquet"):
        with suppress(OSError):  # another process removed it first
            if (file.parent.name, file.name) not in named and time.time() - file.stat().st_mtime > grace:
                file.unlink()


def without_inputs(folder: Path, manifest: Manifest, identities: set[str]) -> Manifest:
    """The manifest less some inputs; shards that also hold rows of others are written anew."""
    shards = []
    for shard in manifest.shards:
        if not identities & set(shard.inputs):
            shards.append(shard)
        elif set(shard.inputs) - identities:
            table = pq.read_table(folder / shard.part / shard.file)
            kept = table.filter(pc.invert(pc.is_in(table.column("input"), pa.array(sorted(identities)))))
            shards.append(write_shard(folder, shard.part, kept))
    inputs = {name: row for name, row in manifest.inputs.items() if name not in identities}
    return Manifest(shards, inputs)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time, where the system knows locks.

    Raises:
        LedgerError: If another import writes there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl  # noqa: PLC0415  not everywhere
    except ImportError:
        yield
        return
    with (folder / ".lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise LedgerError(
                f"another import writes to {str(folder)!r}", hint="wait until it has ended"
            ) from fault
        yield
