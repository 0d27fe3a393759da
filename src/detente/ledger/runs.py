"""The log of runs: which version, with which settings and data, found what."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from detente.ledger.queries import query

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

__all__ = ["Run", "note_finish", "note_start", "read_runs"]


@dataclass(frozen=True, slots=True)
class Run:
    """One use of détente on this ledger.

    Attributes:
        id: Drawn at random.
        started: UTC, ISO 8601.
        finished: The same; None while it lasts or if it was cut short.
        version: Of détente.
        settings: Resolved.
        data_hashes: ``room/file`` to SHA-256.
        counts: `Ledger.counts` at the end.
    """

    id: str
    started: str
    finished: str | None
    version: str
    settings: dict[str, Any]
    data_hashes: dict[str, str]
    counts: dict[str, Any] | None


def note_start(
    connection: sqlite3.Connection,
    version: str,
    *,
    settings: Mapping[str, object],
    data_hashes: Mapping[str, str],
) -> str:
    """Note that a run began; its identity."""
    run = secrets.token_hex(8)
    row = {
        "id": run,
        "started": _now(),
        "version": version,
        "settings": json.dumps(dict(settings), sort_keys=True),
        "data_hashes": json.dumps(dict(data_hashes), sort_keys=True),
    }
    connection.execute(query("write.start_run"), row)
    return run


def note_finish(connection: sqlite3.Connection, run: str, *, counts: Mapping[str, object]) -> None:
    """Note that a run came to its end."""
    row = {"id": run, "finished": _now(), "counts": json.dumps(dict(counts), sort_keys=True)}
    connection.execute(query("write.finish_run"), row)


def read_runs(connection: sqlite3.Connection) -> list[Run]:
    """Every run, oldest first."""
    return [
        Run(
            row[0],
            row[1],
            row[2],
            row[3],
            json.loads(row[4]),
            json.loads(row[5]),
            json.loads(row[6]) if row[6] else None,
        )
        for row in connection.execute(query("read.runs"))
    ]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
