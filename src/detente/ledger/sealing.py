"""Whether the record is, page by page, as it was when it was last closed.

SQLite keeps no checksum of its pages: a byte that a failing disk or a careless copy changed inside a row is
read as if it had been written so. Therefore the last writer that closes a record leaves a seal beside it,
with a checksum of every page, and the first transaction that writes breaks it. Where a seal lies, nothing was
written since, so whatever differs is damage, or another program's doing. A process that is killed leaves no
seal; the next one that closes the ledger does. A seal of a format that is not known here says nothing.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO

from detente.core.errors import LedgerError

__all__ = [
    "begin_writing",
    "check_seal",
    "find_changed_pages",
    "is_seal_damaged",
    "seal_file",
    "seal_record",
]

_FORMAT = 1
_ALWAYS = 2**26  # bytes up to which every opening looks at every page; beyond, if size or time differ
_MOST = 2**31  # bytes beyond which no seal is made: closing would take seconds
_CHUNK = 2**20

Stat = tuple[int, int, int]
Seal = tuple[int, int, int, tuple[int, ...]]
_DAMAGED: Seal = (-1, -1, 0, ())


def seal_file(record: Path) -> Path:
    """Where the seal of a record lies."""
    return record.with_name(f"{record.name}.seal")


def begin_writing(connection: sqlite3.Connection) -> None:
    """Begin a transaction that writes; the seal, if there is one, is broken."""
    connection.execute("BEGIN IMMEDIATE")
    seal = seal_file(Path(connection.execute("PRAGMA database_list").fetchone()[2]))
    if seal.exists():
        seal.unlink(missing_ok=True)
        _sync(seal.parent)


def seal_record(connection: sqlite3.Connection, record: Path) -> None:
    """Seal the record, if nobody else is using it: right before `connection`, the last one, is closed."""
    seal = seal_file(record)
    # In use, closed before, on a disk that is full, read-only or gone: then there is no seal.
    with suppress(sqlite3.OperationalError, sqlite3.ProgrammingError, OSError):
        if seal.exists() or record.stat().st_size > _MOST:
            return
        connection.execute("PRAGMA busy_timeout = 0")
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            return
        connection.execute("BEGIN IMMEDIATE")  # nobody can write before the seal is there
        try:
            if not _has_log(record):
                _write_seal(record, seal)
        finally:
            connection.execute("ROLLBACK")


def check_seal(record: Path) -> None:
    """Refuse a record that is not as it was sealed; without a seal there is nothing to say.

    Raises:
        LedgerError: If it differs.
    """
    seal = seal_file(record)
    for _ in range(3):  # a writer may break the seal, write and seal anew while we look
        try:
            seen = _stat(seal)
            if not _differing(record, _stat(record), seal, seen):
                return
            if _stat(seal) != seen:
                continue
        except FileNotFoundError:
            return
        raise LedgerError(
            f"the record {str(record)!r} is not as it was when it was closed",
            hint="it is damaged, or another program wrote to it: run "
            f"`detente doctor --ledger {record.parent}`",
        )


def is_seal_damaged(record: Path) -> bool:
    """Whether there is a seal and it is itself not as it was written."""
    seal = seal_file(record)
    return seal.exists() and _read_seal(seal) == _DAMAGED


def find_changed_pages(record: Path) -> list[int] | None:
    """The numbers of the pages, from 1, that are not as they were sealed; None if there is no seal."""
    seal = seal_file(record)
    try:
        return list(_compare(record, seal))
    except FileNotFoundError:
        return None


@lru_cache(maxsize=16)
def _differing(record: Path, state: Stat, seal: Path, sealed: Stat) -> bool:  # noqa: ARG001  part of the key
    """Whether any page differs; asked once for each state of the two files."""
    size, changed = _read_seal(seal)[:2]
    if state[0] > _ALWAYS and state[:2] == (size, changed):
        return False
    return bool(_compare(record, seal))


def _compare(record: Path, seal: Path) -> list[int]:
    _, _, page_size, sums = _read_seal(seal)
    now = _sum_pages(record, page_size or 4096)
    longer = range(min(len(now), len(sums)), max(len(now), len(sums)))
    pages = [place + 1 for place, (one, two) in enumerate(zip(now, sums, strict=False)) if one != two]
    return pages + [place + 1 for place in longer]


def _write_seal(record: Path, seal: Path) -> None:
    with record.open("rb") as file:
        (page_size,) = struct.unpack(">16xH", file.read(18))
    page_size = 65536 if page_size == 1 else page_size
    sums = _sum_pages(record, page_size)
    state = record.stat()
    said = {"format": _FORMAT, "size": state.st_size, "changed": state.st_mtime_ns, "page": page_size}
    head = json.dumps(said).encode() + b"\n"
    body = struct.pack(f"<{len(sums)}I", *sums)
    temporary = seal.with_name(f".{seal.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(head + body + struct.pack("<I", zlib.crc32(head + body)))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(seal)
    except OSError:  # a seal is one thing more, not a condition
        with suppress(OSError):
            temporary.unlink()


def _read_seal(seal: Path) -> Seal:
    """Size, time of change, page size and the sums; a seal that is itself damaged fits no record."""
    data = seal.read_bytes()
    head, _, body = data[:-4].partition(b"\n")
    try:
        if struct.unpack("<I", data[-4:])[0] != zlib.crc32(data[:-4]):
            return _DAMAGED
        said = json.loads(head)
        if said["format"] != _FORMAT:
            raise FileNotFoundError(seal)
        return said["size"], said["changed"], said["page"], struct.unpack(f"<{len(body) // 4}I", body)
    except (ValueError, KeyError, struct.error):
        return _DAMAGED


def _sum_pages(record: Path, page_size: int) -> list[int]:
    sums: list[int] = []
    at_once = max(1, _CHUNK // page_size) * page_size
    with record.open("rb", buffering=0) as file:
        while data := _read_fully(file, at_once):
            view = memoryview(data)
            sums += [zlib.crc32(view[at : at + page_size]) for at in range(0, len(data), page_size)]
    return sums


def _read_fully(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    while data and len(data) < size and (more := file.read(size - len(data))):
        data += more
    return data


def _stat(path: Path) -> Stat:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _has_log(record: Path) -> bool:
    log = record.with_name(f"{record.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
