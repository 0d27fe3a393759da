"""The content of the record as text that says nothing of how it came to be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from typing import TextIO

__all__ = ["TABLES", "write_dump"]

TABLES = {
    "alike": ("first", "second"),
    "amounts": ("event", "place"),
    "blocks": ("document", "place"),
    "contexts": ("event", "place"),
    "corrections": ("id",),
    "document_actors": ("document", "actor"),
    "documents": ("id",),
    "event_mentions": ("id",),
    "evidence": ("event", "place"),
    "forecasts": ("id",),
    "input_rejections": ("path", "name"),
    "inputs": ("path", "name", "original_id"),
    "joins": ("event", "place"),
    "mentions": ("document", "place"),
    "merged_events": ("id",),
    "merged_mentions": ("mention",),
    "merged_participants": ("event", "role", "place"),
    "near_duplicates": ("a", "b"),
    "participants": ("event", "role", "place"),
    "read_files": ("path", "original_id"),
    "sentence_rejections": ("document", "place"),
    "sentences": ("document", "place"),
    "statement_actors": ("statement", "place"),
    "statement_evidence": ("statement", "place"),
    "statement_traces": ("statement", "place"),
    "statements": ("id",),
    "traces": ("event", "place"),
    "withdrawals": ("correction",),
}
"""Every table that holds content, with its key. Runs, counters and look-ups are left out."""


def write_dump(connection: sqlite3.Connection, file: TextIO) -> int:
    """Write every row as a JSON line, in key order; the number of rows.

    Two ledgers with the same content give the same bytes, whatever the order of adding, and whether or not
    a run was interrupted.
    """
    n_rows = 0
    for table, key in TABLES.items():
        cursor = connection.execute(f"SELECT * FROM {table} ORDER BY {', '.join(key)}")  # noqa: S608  our names
        names = [column[0] for column in cursor.description]
        for values in cursor:
            row = {
                name: value.hex() if isinstance(value, bytes) else value
                for name, value in zip(names, values, strict=True)
                if name != "key"  # of `sentences`: a row number
            }
            file.write(json.dumps({"table": table, **row}, ensure_ascii=False, separators=(",", ":")) + "\n")
            n_rows += 1
    return n_rows
