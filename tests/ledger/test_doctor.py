"""Planted faults are found, and mended where that is possible."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from factory import build_coded, original_bytes

from detente.core.errors import LedgerError, LedgerVersionError
from detente.core.identity import content_id
from detente.ledger import find_faults, open_ledger


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound") / "books"
    with open_ledger(folder) as ledger:
        for number in range(6):
            coded = build_coded(number)
            ledger.add(coded, original=original_bytes(coded.document))
        ledger.sql("SELECT count(*) FROM events")
    return folder


@pytest.fixture
def books(sound, tmp_path):
    shutil.copytree(sound, tmp_path / "books")
    return tmp_path / "books"


def _change(folder, *statements):
    (folder / "ledger.sqlite.seal").unlink(missing_ok=True)
    connection = sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def _only(findings, *, severity, word):
    assert [(f.severity, word in f.what) for f in findings] == [(severity, True)], findings
    return findings[0]


def test_a_sound_ledger_has_no_findings(books):
    assert find_faults(books) == []
    assert find_faults(books, mend=True) == []


def test_a_stale_search_index_is_rebuilt(books):
    _change(books, "UPDATE sentences SET text = text", "DROP TRIGGER sentences_removed")
    _change(books, "INSERT INTO sentence_search (rowid, text) VALUES (99999, 'ghost')")
    finding = _only(find_faults(books), severity="warning", word="full-text")
    assert "--mend" in finding.hint
    assert _only(find_faults(books, mend=True), severity="warning", word="full-text").mended
    assert find_faults(books) == []


@pytest.mark.parametrize("how", ["remove", "change", "manifest", "count"])
def test_a_wrong_lake_is_rebuilt(books, how):
    shard = next((books / "lake" / "events").iterdir())
    manifest = books / "lake" / "manifest.json"
    if how == "remove":
        shard.unlink()
    elif how == "change":
        shard.write_bytes(shard.read_bytes()[:-9] + b"\0" * 9)
    elif how == "manifest":
        manifest.write_text("{")
    else:
        content = json.loads(manifest.read_text())
        content["events"][0]["rows"] -= 1
        manifest.write_text(json.dumps(content))
    _only(find_faults(books), severity="warning", word="lake")
    assert find_faults(books, mend=True)[0].mended
    assert find_faults(books) == []
    with open_ledger(books) as ledger:
        assert ledger.sql("SELECT count(*) AS n FROM events").to_pylist() == [{"n": 36}]


def test_a_lake_of_an_older_generation_is_no_fault(books):
    with open_ledger(books) as ledger:
        ledger.add(build_coded(9))
    assert find_faults(books) == []


def test_a_lake_that_was_thrown_away_comes_back(books):
    shutil.rmtree(books / "lake")
    with open_ledger(books) as ledger:
        assert ledger.doctor() == []
        assert ledger.sql("SELECT count(*) AS n FROM events").to_pylist() == [{"n": 36}]


def test_the_lake_is_the_same_file_when_made_again(books):
    before = {file.name for file in (books / "lake" / "events").iterdir()}
    shutil.rmtree(books / "lake")
    with open_ledger(books) as ledger:
        ledger.sql("SELECT count(*) AS n FROM events")
    assert {file.name for file in (books / "lake" / "events").iterdir()} == before


@pytest.mark.parametrize("how", ["remove", "truncate", "other"])
def test_lost_originals_are_named(books, how):
    original = next((books / "originals").rglob("*.gz"))
    if how == "remove":
        original.unlink()
    elif how == "truncate":
        original.write_bytes(original.read_bytes()[:-20])
    else:
        original.write_bytes(gzip.compress(b"other"))
    finding = _only(find_faults(books, mend=True), severity="error", word=original.stem)
    assert "copy" in finding.hint


def test_originals_are_the_same_bytes_whenever_they_are_written(books):
    original = next((books / "originals").rglob("*.gz"))
    assert original.read_bytes()[3:8] == b"\0\0\0\0\0"  # no name, no time


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        (
            "UPDATE evidence SET quote = 'invented' WHERE place = 1 AND event = (SELECT min(event) FROM evidence)",
            "quotes",
        ),
        ("UPDATE mentions SET start = start + 1 WHERE rowid_is = 0", "quotes"),
        ("UPDATE inputs SET outcome = 'duplicate'", "input"),
        ("DELETE FROM event_mentions WHERE id = (SELECT min(id) FROM event_mentions)", "belong"),
        ("INSERT INTO inputs VALUES ('a', 'a', '', NULL, 'rejected', 0)", "reason"),
    ],
)
def test_contradictions_are_found(books, statement, word):
    statement = statement.replace(
        "rowid_is = 0", "place = 0 AND document = (SELECT min(document) FROM mentions)"
    )
    _change(books, "PRAGMA foreign_keys = OFF", statement)
    shutil.rmtree(books / "lake")
    _only(find_faults(books), severity="error", word=word)


def test_leftovers_of_the_dead_are_removed_and_of_the_living_are_not(books):
    dead = books / "originals" / ".abc.gz.999999999.tmp"
    dead.touch()
    living = books / "lake" / "events" / ".abc.parquet.1.tmp"
    living.touch()
    assert ".abc.gz" in _only(find_faults(books), severity="warning", word="half-written").what
    assert find_faults(books, mend=True)[0].mended
    assert (dead.exists(), living.exists()) == (False, True)


def test_a_damaged_record_is_said_so_with_a_way_out(books):
    record = books / "ledger.sqlite"
    data = bytearray(record.read_bytes())
    for at in range(3 * 4096, len(data), 4096):
        data[at : at + 200] = b"\xa5" * 200
    record.write_bytes(bytes(data))
    findings = find_faults(books, mend=True)
    assert findings
    assert {f.severity for f in findings} == {"error"}
    assert all(f.hint for f in findings)
    with pytest.raises(LedgerError), open_ledger(books) as ledger:
        list(ledger.events())


def test_a_record_without_its_first_page_is_said_so(books):
    record = books / "ledger.sqlite"
    record.write_bytes(b"\0" * 4096 + record.read_bytes()[4096:])
    findings = find_faults(books)
    assert [f.severity for f in findings] == ["error"]
    assert findings[0].hint


def test_the_doctor_refuses_what_is_no_ledger_or_too_new(books, tmp_path):
    with pytest.raises(LedgerError):
        find_faults(tmp_path / "nothing")
    _change(books, "PRAGMA user_version = 99")
    with pytest.raises(LedgerVersionError):
        find_faults(books)


def test_a_new_run_clears_away_what_a_killed_one_left(books):
    left = books / "originals" / "ab" / ".cd.999999999.tmp"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    with open_ledger(books) as ledger:
        ledger.start_run("0", settings={}, data_hashes={})
    assert not left.exists()
    assert find_faults(books) == []


def test_events_that_lost_their_tellings_are_found_and_merged_again(tmp_path):
    with open_ledger(tmp_path / "books") as ledger:
        ledger.add(build_coded(1))
        before = list(ledger.merged_events())
    (tmp_path / "books" / "ledger.sqlite.seal").unlink()
    with closing(sqlite3.connect(tmp_path / "books" / "ledger.sqlite")) as connection:
        connection.execute(
            "DELETE FROM merged_mentions WHERE mention IN (SELECT min(mention) FROM merged_mentions)"
        )
        connection.commit()
    (found,) = find_faults(tmp_path / "books")
    assert "do not belong together" in found.what
    (mended,) = find_faults(tmp_path / "books", mend=True)
    assert mended.mended
    with open_ledger(tmp_path / "books") as ledger:
        assert list(ledger.merged_events()) == before
        assert ledger.doctor() == []


def test_imported_rows_that_are_lost_or_changed_are_found(tmp_path):
    with open_ledger(tmp_path / "books") as ledger:
        ledger.add(build_coded(1))
    folder = tmp_path / "books" / "lake" / "imported" / "icews"
    (folder / "rows").mkdir(parents=True)
    name = f"{content_id(b'rows')}.parquet"
    (folder / "rows" / name).write_bytes(b"rows")
    (folder / "manifest.json").write_text(json.dumps({"shards": [{"part": "rows", "file": name}]}))
    assert find_faults(tmp_path / "books") == []
    (folder / "rows" / name).write_bytes(b"other")
    (found,) = find_faults(tmp_path / "books")
    assert found.severity == "error"
    assert name in found.what
    (folder / "manifest.json").write_text("{")
    (found,) = find_faults(tmp_path / "books")
    assert "imported/icews/manifest.json" in found.what
