"""The SQL of this room, read from its ``.sql`` files."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["gather_rows", "migrations", "query", "split_statements"]

Rows = defaultdict[str, list[tuple[Any, ...]]]


def query(name: str) -> str:
    """The statement called ``file.name`` in ``queries/file.sql``.

    >>> query("read.knows").split()[0]
    'SELECT'
    """
    file, _, part = name.partition(".")
    return _read_queries(file)[part]


def gather_rows(connection: sqlite3.Connection, name: str, ids: Iterable[str]) -> Rows:
    """What a statement over ``:ids`` finds, by its first column, in its order; nothing is an empty list."""
    out: Rows = defaultdict(list)
    for owner, *row in connection.execute(query(name), {"ids": json.dumps(list(ids))}):
        out[owner].append(tuple(row))
    return out


@cache
def _read_queries(file: str) -> dict[str, str]:
    text = (resources.files("detente.ledger") / "queries" / f"{file}.sql").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in text.split("-- name: ")[1:])
    return {name.strip(): body.strip().rstrip(";") for name, _, body in parts}


@cache
def migrations() -> tuple[str, ...]:
    """The migrations in order; the nth brings a record to version n."""
    folder = resources.files("detente.ledger") / "migrations"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return tuple(file.read_text(encoding="utf-8") for file in files)


def split_statements(script: str) -> list[str]:
    """The statements of an SQL script, triggers in one piece.

    >>> split_statements("SELECT 1; SELECT 2;")
    ['SELECT 1;', 'SELECT 2;']
    """
    out: list[str] = []
    pending = ""
    for piece in script.split(";")[:-1]:
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            out.append(pending.strip())
            pending = ""
    return out
