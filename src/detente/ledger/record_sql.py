"""SQL on the record itself, for reading."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Row", "query_record"]

Row = dict[str, Any]

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {"data_version", "table_info"}  # the first is asked by the full-text index itself
_CONNECTING = (  # of virtual tables, which the check below forbids, and which is done once a connection
    "SELECT rowid FROM sentence_search LIMIT 0",
    "SELECT value FROM json_each('[]') LIMIT 0",
    "SELECT value FROM json_tree('[]') LIMIT 0",
)


def query_record(
    connection: sqlite3.Connection, text: str, *, params: Sequence[object] | Mapping[str, object]
) -> list[Row]:
    """Answer one SELECT.

    Raises:
        UsageError: If SQLite cannot carry it out, or it would do more than read.
    """
    for select in _CONNECTING:
        connection.execute(select)
    connection.set_authorizer(_authorise)
    try:
        cursor = connection.execute(text, params)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]
    except (sqlite3.OperationalError, sqlite3.ProgrammingError, sqlite3.DatabaseError) as fault:
        if getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) in (
            sqlite3.SQLITE_ERROR,
            sqlite3.SQLITE_AUTH,
        ):
            raise UsageError(
                f"the query failed: {fault}",
                hint="one SELECT of SQLite; `SELECT name FROM sqlite_master` lists tables",
            ) from fault
        raise
    finally:
        connection.set_authorizer(None)


def _authorise(action: int, first: str | None, *_: object) -> int:
    if action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
