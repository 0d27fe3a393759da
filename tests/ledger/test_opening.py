"""What is a ledger and what is not; upgrades; several processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from factory import build_coded

from detente.core.errors import DetenteError, LedgerError, LedgerVersionError
from detente.ledger import open_ledger, opening, queries


def test_what_is_not_a_ledger_is_refused(tmp_path):
    (tmp_path / "file").write_text("text")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "holiday.jpg").write_text("")
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "ledger.sqlite").write_text("this is not a database, whatever its name says" * 9)
    (tmp_path / "other").mkdir()
    with sqlite3.connect(tmp_path / "other" / "ledger.sqlite") as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    for name in ("file", "folder", "text", "other"):
        with pytest.raises(LedgerError) as caught:
            open_ledger(tmp_path / name)
        assert caught.value.hint
    with pytest.raises(LedgerError, match="no ledger"):
        open_ledger(tmp_path / "missing", create=False)
    with pytest.raises(LedgerError, match="no ledger"):
        open_ledger(tmp_path / "missing", read_only=True)
    assert not (tmp_path / "missing").exists()


def test_an_empty_record_left_by_a_killed_process_is_filled(tmp_path):
    (tmp_path / "ledger.sqlite").touch()
    with open_ledger(tmp_path) as ledger:
        assert ledger.counts()["inputs"] == 0


def test_a_newer_ledger_is_refused_with_a_hint(tmp_path):
    open_ledger(tmp_path / "books").close()
    (tmp_path / "books" / "ledger.sqlite.seal").unlink()
    connection = sqlite3.connect(tmp_path / "books" / "ledger.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerVersionError, match="99") as caught:
        open_ledger(tmp_path / "books")
    assert "newer" in caught.value.hint


def test_an_upgrade_keeps_a_copy_and_happens_wholly_or_not_at_all(tmp_path, monkeypatch):
    with open_ledger(tmp_path / "books") as ledger:
        ledger.add(build_coded(1))
    first = queries.migrations()
    broken = (*first, "CREATE TABLE later (id TEXT); CREATE TABLE documents (id TEXT);")
    monkeypatch.setattr(opening, "migrations", lambda: broken)
    with pytest.raises(LedgerError):
        open_ledger(tmp_path / "books")
    monkeypatch.setattr(opening, "migrations", lambda: (*first, "CREATE TABLE later (id TEXT);"))
    with pytest.raises(LedgerError, match="upgraded"):
        open_ledger(tmp_path / "books", read_only=True)
    with open_ledger(tmp_path / "books") as ledger:
        assert ledger.record_sql("SELECT count(*) AS n FROM claims") == [{"n": 0}]
        assert ledger.counts()["documents"] == 1
    monkeypatch.undo()
    with pytest.raises(LedgerVersionError):
        open_ledger(tmp_path / "books")
    (tmp_path / "old").mkdir()
    (tmp_path / "books" / f"ledger.sqlite.v{len(first)}.bak").rename(tmp_path / "old" / "ledger.sqlite")
    with open_ledger(tmp_path / "old") as ledger:
        assert ledger.counts()["documents"] == 1


def test_a_migration_with_a_trigger_is_split_rightly():
    script = "CREATE TABLE a (b); CREATE TRIGGER c AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END;"
    assert len(queries.split_statements(script)) == 2


def test_a_second_writer_waits_and_is_then_told(tmp_path):
    with open_ledger(tmp_path / "books") as first, open_ledger(tmp_path / "books") as second:
        second._connection.execute("PRAGMA busy_timeout = 50")
        with first.batch():
            first.add(build_coded(1))
            with pytest.raises(LedgerError, match="another process"):
                second.add(build_coded(2))
        second.add(build_coded(2))
        assert first.counts()["documents"] == 2


def test_readers_beside_a_writer_see_whole_documents_only(tmp_path):
    folder = tmp_path / "books"
    faults: list[Exception] = []
    done = threading.Event()
    looks = []

    def read():
        try:
            with open_ledger(folder, read_only=True) as ledger:
                while not done.is_set():
                    row = ledger.record_sql(
                        "SELECT (SELECT count(*) FROM documents) AS d, (SELECT count(*) FROM sentences) AS s, "
                        "(SELECT count(*) FROM event_mentions) AS e"
                    )[0]
                    looks.append(row["d"])
                    assert (row["s"], row["e"]) == (12 * row["d"], 6 * row["d"])
                    ledger.search("pact")
        except (AssertionError, DetenteError) as fault:
            faults.append(fault)

    with open_ledger(folder) as ledger:
        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(40):
            ledger.add(build_coded(number))
        deadline = time.monotonic() + 5
        while len(looks) < 10 and time.monotonic() < deadline:
            time.sleep(0.01)
        done.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert len(looks) >= 10


def test_another_process_reads_while_this_one_writes(tmp_path):
    code = (
        "import sys; from detente.ledger import open_ledger\n"
        "with open_ledger(sys.argv[1], read_only=True) as ledger: print(ledger.counts()['documents'])"
    )
    with open_ledger(tmp_path / "books") as ledger, ledger.batch():
        ledger.add(build_coded(1))
        found = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "books")], capture_output=True, text=True, check=True
        )
    assert found.stdout.strip() == "0"


def test_a_relative_path_with_odd_characters(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open_ledger(Path("50% off? #1 é")) as ledger:
        ledger.add(build_coded(1))
    assert (tmp_path / "50% off? #1 é" / "ledger.sqlite").is_file()
