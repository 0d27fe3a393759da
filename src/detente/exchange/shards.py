"""Parquet shards with a manifest: there whole or not at all."""

from __future__ import annotations

import io
import json
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente.core.errors import LedgerError
from detente.core.identity import content_id
from detente.ledger.files import write_whole
from detente.ledger.manifests import PARTS, read_manifest_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "Manifest",
    "ManifestPart",
    "Shard",
    "ShardWriter",
    "locked",
    "read_manifest",
    "remove_orphans",
    "write_manifest",
]

SHARD_ROWS = 250_000
_FORMAT = 2  # 1 had neither parts nor months
_PART_BYTES = 1 << 16
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
        months: Of the days in it, as years and months, ``201806``; 0 for rows without a day. None in what
            an older version wrote.
    """

    part: str
    file: str
    rows: int
    first: str | None
    last: str | None
    inputs: tuple[str, ...]
    months: tuple[int, ...] | None = None

    def has_month(self, month: int) -> bool:
        """Whether rows of a month may be in it; 0 for rows without a day."""
        if self.months is not None:
            return month in self.months
        first, last = (f"{month // 100:04d}-{month % 100:02d}-{day}" for day in ("01", "31"))
        return not month or self.first is None or (self.first <= last and (self.last or "") >= first)


@dataclass(frozen=True, slots=True)
class ManifestPart:
    """Older entries of a manifest, in a file of their own that never changes.

    Attributes:
        name: Of the file, by its content.
        shards: How many.
        inputs: How many.
    """

    name: str
    shards: int
    inputs: int


@dataclass(slots=True)
class Manifest:
    """What is there: shards, and the inputs they were made from.

    Attributes:
        shards: In order of writing.
        inputs: By identity, what `ImportedFile` says of each. Both only grow; to take something out, make
            another manifest.
        parts: That hold the first of both.
    """

    shards: list[Shard] = field(default_factory=list)
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: list[ManifestPart] = field(default_factory=list)

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
    first = last = months = None
    if "date" in table.column_names:
        dates = table.column("date")
        bounds = pc.min_max(dates).as_py()
        first = bounds["min"] and bounds["min"].isoformat()
        last = bounds["max"] and bounds["max"].isoformat()
        months = _months(dates)
    inputs = tuple(sorted(pc.unique(table.column("input")).to_pylist()))
    return Shard(part, name, table.num_rows, first, last, inputs, months)


def _months(dates: pa.ChunkedArray) -> tuple[int, ...]:
    days = pc.unique(dates)
    numbers = pc.add(pc.multiply(pc.year(days), 100), pc.month(days))
    return tuple(sorted(pc.unique(pc.fill_null(numbers, 0)).to_pylist()))


def read_manifest(folder: Path) -> Manifest:
    """What the manifest in `folder` says; nothing if there is none.

    Raises:
        LedgerError: If there is one that cannot be read.
    """
    file = folder / "manifest.json"
    try:
        data = read_manifest_data(file)
        if data["format"] not in range(1, _FORMAT + 1):
            raise LedgerError(f"{str(file)!r} is of another version of détente", hint=_AGAIN)
        shards = [_shard(row) for row in data["shards"]]
        return Manifest(shards, data["inputs"], [ManifestPart(**part) for part in data["parts"]])
    except FileNotFoundError:
        return Manifest()
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise LedgerError(f"{str(file)!r} cannot be used: {fault}", hint=_AGAIN) from fault


def _shard(row: dict[str, Any]) -> Shard:
    months = row.get("months")
    return Shard(**{**row, "inputs": tuple(row["inputs"]), "months": months and tuple(months)})


def write_manifest(folder: Path, manifest: Manifest, *, tidy: bool = True) -> None:
    """Swap the manifest; what it no longer names is removed after a while.

    Only the newest entries are written, and those that are many put away in a part: what is written grows
    with what is new, however much is there.

    Args:
        folder: Where it lies.
        manifest: To be written; it learns of its new part.
        tidy: Whether to look for what is no longer named, which takes the longer the more shards there are.
    """
    newest = _newest(manifest)
    text = json.dumps(newest, ensure_ascii=False).encode()
    if len(text) > _PART_BYTES:
        name = content_id(text)
        write_whole(folder / PARTS / f"{name}.json", lambda file: file.write(text))
        manifest.parts.append(ManifestPart(name, len(newest["shards"]), len(newest["inputs"])))
        newest = {"shards": [], "inputs": {}}
    data = {"format": _FORMAT, "parts": [_fields(part) for part in manifest.parts], **newest}
    whole = json.dumps(data, indent=1, ensure_ascii=False).encode()
    write_whole(folder / "manifest.json", lambda file: file.write(whole))
    if tidy:
        remove_orphans(folder, manifest)


def _newest(manifest: Manifest) -> dict[str, Any]:
    """The entries that are in no part."""
    n_shards = sum(part.shards for part in manifest.parts)
    n_new = len(manifest.inputs) - sum(part.inputs for part in manifest.parts)
    inputs = list(islice(reversed(manifest.inputs.items()), n_new))
    return {
        "shards": [_fields(shard) for shard in manifest.shards[n_shards:]],
        "inputs": dict(reversed(inputs)),
    }


def _fields(noun: Shard | ManifestPart) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in type(noun).__slots__}


def remove_orphans(folder: Path, manifest: Manifest, *, grace: float = _GRACE) -> None:
    """Remove shards and parts that the manifest does not name, older than `grace` seconds.

    They are what a killed import left, or what was replaced.
    """
    named = {(shard.part, shard.file) for shard in manifest.shards}
    named |= {(PARTS, f"{part.name}.json") for part in manifest.parts}
    for file in (*folder.glob("*/*.parquet"), *folder.glob(f"{PARTS}/*.json")):
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
