"""Whatever changes in a record that was closed is seen, and made again where it can be."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from random import Random

import pytest
from factory import build_coded
from stories import build_story

from detente.core.errors import LedgerError
from detente.ledger import find_faults, open_ledger
from detente.ledger.log import is_torn
from detente.ledger.rebuilding import find_lost
from detente.ledger.sealing import find_changed_pages, seal_file


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("closed") / "books"
    with open_ledger(folder) as ledger:
        for number in range(6):
            ledger.add(build_story(number))
        ledger.correct(next(ledger.events()).id, "right", by="Mara")
    return folder


@pytest.fixture
def books(closed, tmp_path):
    return shutil.copytree(closed, tmp_path / "books")


def _pages_of(record, names):
    with closing(sqlite3.connect(record)) as connection:
        return [page for page, name in connection.execute("SELECT pageno, name FROM dbstat") if name in names]


def _flip(record, page, at=2000):
    data = bytearray(record.read_bytes())
    data[(page - 1) * 4096 + at] ^= 0x10
    record.write_bytes(bytes(data))


def test_a_closed_ledger_is_sealed_and_writing_breaks_the_seal(books):
    seal = seal_file(books / "ledger.sqlite")
    assert find_changed_pages(books / "ledger.sqlite") == []
    before = seal.read_bytes()
    with open_ledger(books, read_only=True) as ledger:
        assert ledger.counts()["documents"] == 6
    with open_ledger(books) as ledger:
        assert ledger.counts()["documents"] == 6
        assert seal.read_bytes() == before
        ledger.add(build_story(7))
        assert not seal.exists()
    assert seal.read_bytes() != before
    assert find_faults(books) == []


def test_no_seal_is_left_while_another_could_write(books):
    with open_ledger(books) as first:
        first.add(build_story(7))
        with open_ledger(books) as second:
            second.add(build_story(8))
            with second.batch():
                second.add(build_story(9))
                first.close()
                assert not seal_file(books / "ledger.sqlite").exists()
    assert find_faults(books) == []
    with open_ledger(books) as ledger:
        assert ledger.counts()["documents"] == 9


def test_closing_twice_or_where_nothing_is_left_is_no_fault(books, tmp_path):
    with open_ledger(books) as ledger:
        ledger.add(build_story(7))
        ledger.close()
        seal_file(books / "ledger.sqlite").unlink()
    with open_ledger(books) as ledger:
        ledger.add(build_story(8))
        shutil.move(books, tmp_path / "away")
    shutil.rmtree(tmp_path / "away")


def test_a_flipped_bit_anywhere_is_seen_by_all_who_open_it(books, tmp_path):
    chance = Random(3)
    whole = (books / "ledger.sqlite").read_bytes()
    for _ in range(12):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (books / "ledger.sqlite").write_bytes(bytes(data))
        assert find_faults(books)
        for read_only in (True, False):
            with pytest.raises(LedgerError) as caught:
                open_ledger(books, read_only=read_only)
            assert "doctor" in caught.value.hint
    (books / "ledger.sqlite").write_bytes(whole)
    assert find_faults(books) == []


def test_a_copy_with_another_time_is_as_good(books, tmp_path):
    os.utime(books / "ledger.sqlite", (1, 1))
    with open_ledger(books, read_only=True) as ledger:
        assert ledger.counts()["documents"] == 6


@pytest.mark.parametrize(
    "names",
    [("merged_events",), ("sentence_search_data",), ("event_mentions_date",), ("meeting_keys", "alike")],
)
def test_what_is_derived_is_made_again(books, names, dump_text):
    with open_ledger(books, read_only=True) as ledger:
        before, hits = dump_text(ledger), ledger.search("pact")
    for page in _pages_of(books / "ledger.sqlite", names):
        _flip(books / "ledger.sqlite", page)
    (finding,) = find_faults(books)
    assert (finding.severity, "made again" in finding.what) == ("warning", True)
    assert find_faults(books, mend=True)[0].mended
    assert find_faults(books) == []
    with open_ledger(books, read_only=True) as ledger:
        assert (dump_text(ledger), ledger.search("pact")) == (before, hits)


@pytest.mark.parametrize("name", ["documents", "evidence", "inputs", "corrections", "sqlite_schema"])
def test_what_is_lost_is_named_and_never_sealed_as_right(books, name):
    record = books / "ledger.sqlite"
    _flip(record, _pages_of(record, (name,))[-1], at=4090)
    assert find_lost(record, find_changed_pages(record)) in ([name], ["the record"])
    for mend in (True, False):
        findings = find_faults(books, mend=mend)
        assert findings[0].severity == "error"
        assert not any(finding.mended for finding in findings)
        assert find_changed_pages(record)


def test_a_damaged_seal_is_put_right(books):
    seal = seal_file(books / "ledger.sqlite")
    seal.write_bytes(seal.read_bytes()[:-3] + b"abc")
    with pytest.raises(LedgerError):
        open_ledger(books)
    (finding,) = find_faults(books)
    assert "seal" in finding.what
    assert find_faults(books, mend=True)[0].mended
    assert find_faults(books) == []
    assert find_changed_pages(books / "ledger.sqlite") == []


def test_a_seal_of_a_later_kind_says_nothing(books, monkeypatch):
    monkeypatch.setattr("detente.ledger.sealing._FORMAT", 2)
    assert find_changed_pages(books / "ledger.sqlite") is None
    open_ledger(books).close()


def test_a_log_is_torn_only_where_sqlite_would_stop(tmp_path):
    with open_ledger(tmp_path / "books") as ledger:
        for number in range(3):
            ledger.add(build_coded(number, n_sentences=3))
        log = tmp_path / "books" / "ledger.sqlite-wal"
        data = log.read_bytes()
        copy = tmp_path / "log"
        for changed, torn in (
            (data, False),
            (b"", False),
            (data[: 32 + 4120 * 5], False),
            (data[:-1], True),
            (data[:7], True),
            (data[:-4120] + bytes(4120), True),
            (data[:50_000] + b"\xff" + data[50_001:], True),
            (b"\xff" + data[1:], True),
        ):
            copy.write_bytes(changed)
            assert is_torn(copy) is torn, len(changed)
        ledger._connection.execute("PRAGMA wal_checkpoint(RESTART)")
        ledger.add(build_coded(9, n_sentences=3))
        assert len(log.read_bytes()) == len(data)  # frames of before lie behind the new ones
        assert not is_torn(log)
