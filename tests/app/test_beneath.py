"""The ledger is changed beneath the running server: by a newer détente, by one that upgrades it, by a broom."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

ASKED = ("/events.json", "/articles.json", "/dyads.json", "/claims.json", "/review.json")


def ask_all(there, n):
    """What the pages answer to a question not asked before: answers are kept."""
    answers = [there.client.get(f"{path}?limit={n}") for path in ASKED]
    return [answer.status_code for answer in answers], " ".join(answer.text for answer in answers)


def test_while_it_is_upgraded_pages_are_of_before_and_then_say_so(own, own_books):
    assert set(ask_all(own, 3)[0]) == {200}
    (own_books / "ledger.sqlite.seal").unlink(missing_ok=True)  # as one who writes does
    with closing(sqlite3.connect(own_books / "ledger.sqlite", isolation_level=None)) as other:
        (version,) = other.execute("PRAGMA user_version").fetchone()
        other.execute("BEGIN IMMEDIATE")
        other.execute("ALTER TABLE merged_events RENAME COLUMN intensity TO warmth")
        other.execute("ALTER TABLE documents RENAME TO texts")
        other.execute(f"PRAGMA user_version = {version + 1}")
        assert set(ask_all(own, 4)[0]) == {200}
        other.execute("COMMIT")
        statuses, words = ask_all(own, 5)
        assert set(statuses) == {503}
        assert "newer" in words
        assert "Traceback" not in words
        assert own.client.post("/articles", json={"text": "Peru thanked Chile."}).status_code < 504
        other.execute("BEGIN IMMEDIATE")
        other.execute("ALTER TABLE merged_events RENAME COLUMN warmth TO intensity")
        other.execute("ALTER TABLE texts RENAME TO documents")
        other.execute(f"PRAGMA user_version = {version}")
        other.execute("COMMIT")
    assert set(ask_all(own, 6)[0]) == {200}


def test_a_folder_that_is_swept_away_is_said_on_every_page(own, own_books):
    assert set(ask_all(own, 3)[0]) == {200}
    shutil.move(own_books, own_books.with_name("swept"))
    statuses, words = ask_all(own, 5)
    assert set(statuses) == {503}
    assert "no ledger" in words
    shutil.move(own_books.with_name("swept"), own_books)
    assert set(ask_all(own, 6)[0]) == {200}


@pytest.mark.parametrize("where", [0, 18, 100, 4096])
def test_a_record_with_other_bytes_in_it_is_never_a_wrong_number(own, own_books, where):
    before = own.client.get("/events.json").json()["page"]["n_events"]
    record = own_books / "ledger.sqlite"
    with closing(sqlite3.connect(record)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = record.read_bytes()
    record.unlink()
    record.write_bytes(whole[:where] + b"\xff" * 4096 + whole[where + 4096 :])
    for path in ASKED:
        answer = own.client.get(path, headers={"cache-control": "no-cache"})
        assert answer.status_code in (200, 503), (path, answer.text[:300])
        if path == "/events.json" and answer.status_code == 200:
            assert answer.json()["page"]["n_events"] == before
    record.unlink()
    record.write_bytes(whole)
    assert own.client.get("/events.json?limit=9").json()["page"]["n_events"] == before
