"""The ledger counts, for each two actors, the changes of what is told and said of them."""

import sqlite3

import pytest
from factory import build_coded
from stories import build_story

from detente.ledger import open_ledger

PAIRS = [("PAK", "RUS"), ("PAK", "USA"), ("IND", "USA"), ("CHN", "IND"), ("CHN", "TUR"), ("IND", "RUS")]


def count(ledger):
    return {pair: ledger.touches(pair) for pair in PAIRS}


def grown(before, after):
    assert all(after[pair] >= before[pair] for pair in PAIRS)
    return {pair for pair in PAIRS if after[pair] > before[pair]}


def told_of(ledger, document):
    """The pairs of which a document tells or says something."""
    rows = ledger.record_sql(
        "SELECT DISTINCT a, b FROM merged_dyads WHERE event IN (SELECT event FROM merged_mentions"
        " JOIN event_mentions ON id = mention WHERE document = :document) UNION"
        " SELECT min(one.actor, two.actor), max(one.actor, two.actor) FROM statements"
        " JOIN statement_actors AS one ON one.statement = id JOIN statement_actors AS two"
        " ON two.statement = id AND two.actor <> one.actor WHERE document = :document",
        {"document": document},
    )
    return {(row["a"], row["b"]) for row in rows}


@pytest.fixture
def filled(ledger):
    for number in range(6):
        ledger.add(build_story(number))
    ledger.add(build_coded(7))
    return ledger


def test_what_nothing_is_told_of_was_never_touched(ledger):
    assert set(count(ledger).values()) == {0}


@pytest.mark.parametrize("number", range(20, 26))
def test_an_article_touches_those_of_whom_it_tells_and_no_others(filled, number):
    coded = build_story(number, n_events=1, statements=number % 2 == 0)
    before = count(filled)
    filled.add(coded)
    assert told_of(filled, coded.document.id)
    assert grown(before, count(filled)) == told_of(filled, coded.document.id) & set(PAIRS)
    before = count(filled)
    filled.add(coded)
    assert count(filled) == before
    assert filled.touches(("RUS", "PAK")) == filled.touches(("PAK", "RUS"))


def test_coding_anew_touches_what_was_told_and_what_is(filled):
    old = next(coded for n in range(6) if (coded := build_story(n)).events)
    before, was = count(filled), told_of(filled, old.document.id)
    from dataclasses import replace  # noqa: PLC0415  only here

    filled.recode(replace(old, events=(), claims=(), mechanisms=(), predictions=(), questions=()))
    assert told_of(filled, old.document.id) == set()
    assert grown(before, count(filled)) >= was & set(PAIRS)


@pytest.mark.parametrize("verdict", ["wrong", "edit", "right"])
def test_a_word_on_an_event_touches_its_pairs(filled, verdict):
    event = next(
        event for event in filled.merged_events() if {"IND", "USA"} <= {*event.source, *event.target}
    )
    before = count(filled)
    changes = {"type": "THREATEN"} if verdict == "edit" else None
    made = filled.correct(event.id, verdict, by="ada", changes=changes)
    assert ("IND", "USA") in grown(before, count(filled))
    before = count(filled)
    filled.withdraw([row.id for row in made], by="ada")
    assert ("IND", "USA") in grown(before, count(filled))


def test_a_word_on_a_statement_may_concern_anyone(filled):
    claim = next(filled.claims())
    before = count(filled)
    made = filled.correct(claim.id, "wrong", by="ada")
    assert grown(before, count(filled)) == set(PAIRS)
    before = count(filled)
    filled.withdraw([row.id for row in made], by="ada")
    assert grown(before, count(filled)) == set(PAIRS)


def test_a_ledger_of_before_counts_from_its_upgrade(tmp_path):
    with open_ledger(tmp_path / "books") as ledger:
        ledger.add(build_story(1))
    (tmp_path / "books" / "ledger.sqlite.seal").unlink()
    connection = sqlite3.connect(tmp_path / "books" / "ledger.sqlite", isolation_level=None)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        " AND (sql LIKE '%touched_dyads%' OR tbl_name = 'forecasts')"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DROP TABLE touched_dyads")
    connection.execute("DROP TABLE forecasts")  # what came after it
    connection.execute("PRAGMA user_version = 4")
    connection.close()
    with open_ledger(tmp_path / "books") as ledger:
        before = count(ledger)
        ledger.add(build_story(2))
        assert grown(before, count(ledger))
