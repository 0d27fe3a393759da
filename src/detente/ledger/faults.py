"""Faults of SQLite and of the disk, in our own words."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError, InputError, LedgerError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["storage_faults"]

_FULL = {errno.ENOSPC, errno.EDQUOT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_REFUSED = dict.fromkeys(
    (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
    ("cannot be written to", "open it read-only, or copy the folder where you may write"),
) | dict.fromkeys(
    (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN),
    (
        "is refused by the disk",
        "is the disk full, read-only or gone? The ledger keeps every whole document added so far",
    ),
)


@contextmanager
def storage_faults(where: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise about `where` into `LedgerError` and `StorageError`."""
    try:
        yield
    except DetenteError:
        raise
    except sqlite3.Error as fault:
        raise _from_sqlite(fault, where) from fault
    except UnicodeEncodeError as fault:
        raise InputError(
            f"a text holds half a surrogate pair ({fault.object[fault.start]!r}) and cannot be kept",
            hint="the file's encoding or its JSON escapes are broken",
        ) from fault
    except OSError as fault:
        raise _from_system(fault, where) from fault


def _from_sqlite(fault: sqlite3.Error, where: Path) -> DetenteError:
    kind = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if kind == sqlite3.SQLITE_CORRUPT:
        return LedgerError(
            f"the record {str(where)!r} is damaged",
            hint=f"keep a copy of the folder, then run `detente doctor {where.parent}`",
        )
    if kind == sqlite3.SQLITE_NOTADB:
        return LedgerError(
            f"{str(where)!r} is not a ledger, or its first page is destroyed",
            hint="restore it from a copy, or move it away and run again on the same files",
        )
    if kind == sqlite3.SQLITE_FULL:
        return _full(where)
    if kind in _REFUSED:
        message, hint = _REFUSED[kind]
        return StorageError(f"{str(where)!r} {message}: {fault}", hint=hint)
    if kind in _BUSY:
        return LedgerError(
            f"another process is writing to {str(where)!r} and did not finish in time",
            hint="wait for it, or end it, and try again; nothing was changed",
        )
    return LedgerError(f"{str(where)!r}: {fault}", hint="please report this; nothing was changed")


def _from_system(fault: OSError, where: Path) -> StorageError:
    if fault.errno in _FULL:
        return _full(where)
    place = fault.filename or where
    if fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StorageError(
            f"{str(place)!r} cannot be written to ({fault.strerror})",
            hint="open the ledger read-only, or copy the folder where you may write",
        )
    return StorageError(
        f"{str(place)!r}: {fault.strerror or fault}", hint="is the path right and the disk there?"
    )


def _full(where: Path) -> StorageError:
    return StorageError(
        f"the disk that holds {str(where)!r} is full",
        hint="make room and run the same command again: whole documents are kept and not added twice",
    )
