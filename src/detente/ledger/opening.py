"""Finding, making, upgrading and connecting to a record."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from detente.core.errors import LedgerError, LedgerVersionError, MissingPartError
from detente.ledger.faults import storage_faults
from detente.ledger.queries import migrations, split_statements
from detente.ledger.sealing import begin_writing, check_seal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["APPLICATION_ID", "RECORD", "connect", "open_record"]

RECORD = "ledger.sqlite"
APPLICATION_ID = 0x4445_544E  # "DETN", so that `file` and others can tell
_OLDEST_SQLITE = (3, 37)  # STRICT tables
_WRITING = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "wal_autocheckpoint = 4000",
    "journal_size_limit = 67108864",
)
_OURS = {"originals", "lake"}


def open_record(
    folder: Path, *, create: bool, read_only: bool, wait: float = 30.0, sealed: bool = True
) -> sqlite3.Connection:
    """Connect to the record in `folder`, making or upgrading it where allowed.

    Unless told otherwise, one that lies under a seal is opened only if it is as it was sealed.

    Raises:
        LedgerVersionError: If a newer détente wrote it.
        LedgerError: If it is no ledger, is damaged, or is not there and may not be made.
        StorageError: If the disk refuses.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise MissingPartError(
            f"Python was built with SQLite {sqlite3.sqlite_version}; the ledger needs 3.37 or newer",
            hint="use a newer Python",
        )
    file = folder / RECORD
    with storage_faults(file):
        make = create and not read_only
        _check_place(folder, make=make)
        if sealed:
            check_seal(file)
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        connection = connect(file, mode="ro" if read_only else "rwc" if make else "rw", wait=wait)
        try:
            _bring_up_to_date(connection, file, may_write=not read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def connect(file: Path, *, mode: str, wait: float = 30.0) -> sqlite3.Connection:
    """A connection to a record: ``ro``, ``rw`` or ``rwc`` (make it if need be).

    A record in a folder that cannot be written to is read as it stands, without its lock files.
    """
    connection = _connect(file, mode, wait)
    try:
        if mode == "ro":
            _set_pragmas(connection, "query_only = ON")
        else:
            _set_pragmas(connection, *_WRITING)
    except sqlite3.DatabaseError as fault:
        connection.close()
        if mode != "ro" or _has_log(file) or not isinstance(fault, sqlite3.OperationalError):
            raise
        connection = _connect(file, "ro&immutable=1", wait)
        _set_pragmas(connection, "query_only = ON")
    return connection


def _set_pragmas(connection: sqlite3.Connection, *pragmas: str) -> None:
    for pragma in ("cache_size = -32768", *pragmas):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first that reads the file


def _has_log(file: Path) -> bool:
    log = file.with_name(file.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _connect(file: Path, mode: str, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{file.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=wait,
        isolation_level=None,
        cached_statements=256,
    )


def _check_place(folder: Path, *, make: bool) -> None:
    """Refuse a place where there is something else, or nothing and nothing may be made."""
    if folder.exists() and not folder.is_dir():
        raise LedgerError(
            f"{str(folder)!r} is a file, not a ledger", hint=f"a ledger is a folder that holds {RECORD}"
        )
    if (folder / RECORD).is_file():
        return
    if not make:
        raise LedgerError(
            f"there is no ledger at {str(folder)!r}", hint="is the path right? `detente run` makes one"
        )
    if folder.exists():
        others = sorted(
            path.name
            for path in folder.iterdir()
            if path.name not in _OURS and not path.name.startswith(RECORD)
        )
        if others:
            raise LedgerError(
                f"{str(folder)!r} is not a ledger: it holds {', '.join(others[:5])} ({len(others)} in all)",
                hint="name an empty or a new folder",
            )


def _bring_up_to_date(connection: sqlite3.Connection, file: Path, *, may_write: bool) -> None:
    newest = len(migrations())
    version = _read_version(connection, file)
    if version == newest:
        return
    if version > newest:
        raise LedgerVersionError(
            f"{str(file)!r} has version {version}; this détente knows versions up to {newest}",
            hint="install a newer détente: pip install --upgrade detente",
        )
    if not may_write:
        raise LedgerError(
            f"{str(file)!r} has version {version} and must be upgraded to {newest} first",
            hint="open it once for writing; a copy of the old one is kept",
        )
    if version == 0:
        connection.execute("PRAGMA journal_mode = WAL")
    else:
        _keep_copy(connection, file.with_name(f"{file.name}.v{version}.bak"))
    _migrate(connection, file)


def _migrate(connection: sqlite3.Connection, file: Path) -> None:
    """Run the migrations that are missing, all or none."""
    begin_writing(connection)
    try:
        version = _read_version(connection, file)  # again: another process may have been first
        for script in migrations()[version:]:
            for statement in split_statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(version, len(migrations()))}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _read_version(connection: sqlite3.Connection, file: Path) -> int:
    """The record's version; 0 for an empty file.

    Raises:
        LedgerError: If the file is another program's database.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (n_tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == APPLICATION_ID:
        return int(version)
    if application == 0 and version == 0 and n_tables == 0:
        return 0
    raise LedgerError(f"{str(file)!r} is another program's database", hint="name another folder")


def _keep_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Copy the record before an upgrade; an earlier copy of the same version stays."""
    if copy.exists():
        return
    half = copy.with_name(copy.name + ".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as target:
        connection.backup(target)
    half.replace(copy)
