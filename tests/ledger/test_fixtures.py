"""Ledgers that earlier schemas left open in this one, with all that was in them.

Each fixture was written by the code of the commit that brought its schema, from the same four short files; 2 and
later hold two corrections, 4 and later one of them taken back. No code ever wrote schema 3: it came with 4.
"""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from factory import build_coded

from detente.core.errors import LedgerVersionError
from detente.ledger import Outcome, find_faults, open_ledger
from detente.ledger.dump import TABLES
from detente.ledger.queries import migrations

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = (1, 2, 4, 5, 6)
MADE_ANEW = {"alike", "joins", "merged_events", "merged_mentions", "merged_participants"}


def _unpack(version: int, folder: Path) -> Path:
    folder.mkdir()
    data = gzip.decompress((FIXTURES / f"v{version}.sqlite.gz").read_bytes())
    (folder / "ledger.sqlite").write_bytes(data)
    return folder


def _rows(folder: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        return {
            table: _all_of(connection, table, key)
            for table, key in TABLES.items()
            if table in there and table not in MADE_ANEW
        }


def _all_of(connection: sqlite3.Connection, table: str, key: tuple[str, ...]) -> list[tuple]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY {', '.join(key)}").fetchall()  # noqa: S608


def _version(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ledger_of_an_earlier_schema_keeps_all_that_was_in_it(version, tmp_path):
    folder = _unpack(version, tmp_path / "books")
    before = _rows(folder)
    assert _version(folder) == version
    with open_ledger(folder) as ledger:
        counts = ledger.counts()
        n_struck = 1 if version == 2 else 0
        told = {name for event in ledger.merged_events() for name in event.mentions}
        assert len(told) == counts["events"] - n_struck == 5 - n_struck
        assert (counts["inputs"], counts["documents"], counts["corrections"]) == (
            4,
            2,
            {1: 0, 2: 2}.get(version, 1),
        )
        assert ledger.search("pipeline")
        assert [finding for finding in ledger.doctor() if "originals" not in finding.what] == []
        document = next(iter(ledger.documents()))
        assert ledger.add(ledger.coded(document.id)) is Outcome.KNOWN
        assert ledger.add(build_coded(1)) is Outcome.STORED
    after = _rows(folder)
    assert {table: [row for row in after[table] if row in rows] for table, rows in before.items()} == before
    assert _version(folder) == len(migrations())
    kept = tmp_path / "kept"
    kept.mkdir()
    if version < len(migrations()):
        shutil.copy(folder / f"ledger.sqlite.v{version}.bak", kept / "ledger.sqlite")
        assert _rows(kept) == before


def test_every_schema_that_was_ever_written_has_a_fixture():
    assert [f"v{version}.sqlite.gz" for version in VERSIONS] == sorted(
        path.name for path in FIXTURES.iterdir()
    )
    assert set(range(1, len(migrations()) + 1)) - set(VERSIONS) == {3}


def test_a_ledger_of_a_later_schema_is_refused_and_left_alone(tmp_path):
    folder = _unpack(6, tmp_path / "books")
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        connection.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    before = (folder / "ledger.sqlite").read_bytes()
    for call in (open_ledger, find_faults, lambda place: open_ledger(place, read_only=True)):
        with pytest.raises(LedgerVersionError) as caught:
            call(folder)
        assert "newer" in caught.value.hint
    assert (folder / "ledger.sqlite").read_bytes() == before
