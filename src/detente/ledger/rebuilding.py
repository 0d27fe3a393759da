"""A record made anew from what cannot be derived, where only the rest of it is damaged."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from detente.ledger.merging import merge_anew
from detente.ledger.near_duplicates import list_anew
from detente.ledger.opening import RECORD, connect, open_record
from detente.ledger.queries import query
from detente.ledger.sealing import seal_file, seal_record

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["find_lost", "rebuild_record"]

_DERIVED = (
    "alike",
    "joins",
    "meeting_keys",
    "merged_actors",
    "merged_dyads",
    "merged_events",
    "merged_mentions",
    "merged_participants",
    "merging",
    "signature_bands",
    "tellings",
    "touched_dyads",
    "unsettled_documents",
    "unsettled_mentions",
)
_SEARCH = "sentence_search"


def find_lost(record: Path, pages: list[int]) -> list[str]:
    """The tables to which these pages belong and that cannot be derived from others.

    A damaged page that others lead to is told apart by the page that leads to it, so the uppermost damaged
    pages are always given to the right table. What cannot be told belongs to ``the record``.
    """
    wanted = set(pages)
    try:
        with closing(connect(record, mode="ro")) as connection:
            indexes = {row[0] for row in connection.execute(query("doctor.indexes"))}
            owners = {name for page, name in connection.execute(query("doctor.pages")) if page in wanted}
    except sqlite3.DatabaseError:
        return ["the record"]
    derived = indexes.union(_DERIVED)
    return sorted(name for name in owners if name not in derived and not name.startswith(_SEARCH))


def rebuild_record(folder: Path) -> None:
    """Copy into a new record what cannot be derived, derive the rest, and put it in place of the old.

    Nobody else may be using the ledger. The old record is there, whole, until the new one is.

    Raises:
        sqlite3.DatabaseError: If what must be copied cannot be read; nothing is changed then.
    """
    record = folder / RECORD
    place = folder / f"{RECORD}.anew"
    shutil.rmtree(place, ignore_errors=True)
    try:
        with closing(open_record(place, create=True, read_only=False)) as connection:
            _copy(connection, record)
            merge_anew(connection)
            seal_record(connection, place / RECORD)
        seal_file(record).unlink(missing_ok=True)
        for ending in ("-wal", "-shm"):
            record.with_name(RECORD + ending).unlink(missing_ok=True)
        (place / RECORD).replace(record)
        if seal_file(place / RECORD).exists():
            seal_file(place / RECORD).replace(seal_file(record))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy(connection: sqlite3.Connection, record: Path) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("ATTACH ? AS old", (f"{record.resolve().as_uri()}?mode=ro",))
    listed = [row[0] for row in connection.execute(query("doctor.tables"))]
    tables = [name for name in listed if name not in _DERIVED and not name.startswith(_SEARCH)]
    connection.execute("BEGIN IMMEDIATE")
    for name in tables:
        connection.execute(f"DELETE FROM main.{name}")  # noqa: S608  a name of ours
        connection.execute(f"INSERT INTO main.{name} SELECT * FROM old.{name} NOT INDEXED")  # noqa: S608  the same
    list_anew(connection)
    connection.execute(query("write.grow_generation"))
    connection.execute("COMMIT")
    connection.execute("DETACH old")
    connection.execute("PRAGMA foreign_keys = ON")
