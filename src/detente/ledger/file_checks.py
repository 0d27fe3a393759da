"""The doctor's look at the files themselves: the record's pages and log, and the originals."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError
from detente.core.identity import content_id
from detente.ledger.files import keep_original, original_file, read_original
from detente.ledger.findings import Finding, list_some, mend_or_say
from detente.ledger.log import is_torn
from detente.ledger.opening import RECORD, open_record
from detente.ledger.queries import query
from detente.ledger.rebuilding import find_lost, rebuild_record
from detente.ledger.sealing import find_changed_pages, is_seal_damaged, seal_file

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_pages", "find_damage", "find_lost_originals"]

_MOST = 5


def check_pages(folder: Path, *, mend: bool) -> list[Finding]:
    """Whether the record is as it was sealed; with `mend`, made again from what is whole where that does."""
    record = folder / RECORD
    if is_seal_damaged(record):
        what = "the seal of the record is damaged; whether the record is as it was closed cannot be told"
        return [mend_or_say(what, seal_file(record).unlink, mend=mend)]
    if _stays_torn(record.with_name(f"{RECORD}-wal")):
        what = "the log is torn: what was written last is lost; running again on the same files adds it"
        return [mend_or_say(what, lambda: _drop_log(folder), mend=mend)]
    pages = find_changed_pages(record)
    if not pages:
        return []
    what = f"{len(pages)} pages of the record are not as they were when it was closed"
    if lost := find_lost(record, pages):
        hint = (
            f"keep a copy of the folder; then restore {RECORD} and its seal from a backup, or move both away "
            "and run again on the same files. If you changed it yourself: remove the seal"
        )
        return [Finding("error", f"{what}: damage in {list_some(lost)}", hint)]
    return [mend_or_say(f"{what}, all of what can be made again", lambda: rebuild_record(folder), mend=mend)]


def _stays_torn(log: Path) -> bool:
    """Whether a log is torn, and nobody is just writing it."""
    if not is_torn(log):
        return False
    before = log.stat()
    time.sleep(0.05)
    now = log.stat()
    return (before.st_size, before.st_mtime_ns) == (now.st_size, now.st_mtime_ns) and is_torn(log)


def find_damage(connection: sqlite3.Connection) -> list[Finding]:
    """Whether SQLite can make sense of its own pages."""
    try:
        lines = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    except sqlite3.DatabaseError as fault:
        lines = [str(fault)]
    if lines == ["ok"]:
        return []
    hint = (
        f"keep a copy of the folder; then restore {RECORD} from a backup, or move it away and run again on "
        f"the same files, or try `sqlite3 {RECORD} .recover | sqlite3 new.sqlite`"
    )
    return [Finding("error", f"the record is damaged: {' '.join(line.split())}", hint) for line in lines]


def find_lost_originals(connection: sqlite3.Connection, folder: Path, *, mend: bool) -> Iterator[Finding]:
    """Originals that are gone or changed; with `mend`, taken again from where they were read."""
    lost: list[str] = []
    found: list[str] = []
    for (original_id,) in connection.execute(query("read.original_ids")).fetchall():
        try:
            read_original(folder / "originals", original_id)
        except DetenteError as fault:
            again = mend and _keep_again(connection, folder, original_id)
            (found if again else lost).append(str(fault))
    if found:
        yield Finding("warning", f"originals: {list_some(found)}", "", mended=True)
    if lost:
        yield Finding(
            "error",
            f"originals: {list_some(lost)}",
            "the texts and events are not touched by this; `--mend` takes the bytes from where they were "
            "read, if they are still there; else put the files back from a copy of the folder",
        )


def _keep_again(connection: sqlite3.Connection, folder: Path, original_id: str) -> bool:
    """Keep an original anew from the file that it was read from, if that still holds the same bytes."""
    for (path,) in connection.execute(query("doctor.places"), {"original_id": original_id}).fetchall():
        with suppress(OSError, DetenteError):
            data = Path(path).read_bytes()
            if content_id(data) == original_id:
                original_file(folder / "originals", original_id).unlink(missing_ok=True)
                keep_original(folder / "originals", original_id, original=data)
                return True
    return False


def _drop_log(folder: Path) -> None:
    """Bring what is whole of the log into the record, and forget the rest."""
    with closing(open_record(folder, create=False, read_only=False, sealed=False)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
