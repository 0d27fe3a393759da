"""Filters, search, Arrow and SQL."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from factory import build_coded

from detente.core.dates import parse_edtf
from detente.core.errors import UnknownNameError, UsageError
from detente.ledger import analytics, open_ledger
from detente.ledger.columns import TABLE_NAMES


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    with open_ledger(tmp_path_factory.mktemp("filled") / "it's [a] ledger") as ledger:
        with ledger.batch():
            for number in range(30):
                ledger.add(build_coded(number))
        yield ledger


@pytest.fixture(scope="module")
def events():
    return [event for number in range(30) for event in build_coded(number).events]


def _ids(events):
    return sorted(event.id for event in events)


def test_events_by_actor_type_status_and_document(filled, events):
    assert _ids(filled.events()) == _ids(events)
    for actor in ("RUS", "smith", "nobody"):
        assert _ids(filled.events(actor=actor)) == _ids(e for e in events if actor in e.source + e.target)
    assert _ids(filled.events(type="AID", status="planned")) == _ids(
        e for e in events if e.type == "AID" and e.status == "planned"
    )
    document = events[0].document
    assert _ids(filled.events(document=document)) == _ids(e for e in events if e.document == document)
    assert len(list(filled.events(limit=7))) == 7


def test_events_by_dyad_are_those_between_the_two(filled, events):
    def between(event, a, b):
        if not event.target:
            return {a, b} <= set(event.source)
        return (a in event.source and b in event.target) or (b in event.source and a in event.target)

    found = _ids(filled.events(dyad=("RUS", "PAK")))
    assert (
        found
        == _ids(filled.events(dyad=("PAK", "RUS")))
        == _ids(e for e in events if between(e, "PAK", "RUS"))
    )
    assert found


def test_two_sources_against_one_target_are_no_dyad(ledger):
    coded = build_coded(1)
    event = replace(coded.events[0], source=("CHN", "RUS"), target=("USA",))
    actors = {a.id: a for n in range(9) for a in build_coded(n).actors}
    ledger.add(replace(coded, events=(event,), actors=tuple(actors[i] for i in sorted(actors))))
    assert list(ledger.events(dyad=("CHN", "RUS"))) == []
    assert list(ledger.events(dyad=("USA", "RUS"))) == [event]


def test_events_by_date_include_the_whole_of_both_ends(filled, events):
    def touches(event, since, until):
        return event.date and parse_edtf(event.date).overlaps(parse_edtf(f"{since}/{until}"))

    for since, until in (("2018-08", "2018-08"), ("1980", "1999"), ("2018-08-08", "2021")):
        assert _ids(filled.events(since=since, until=until)) == _ids(
            e for e in events if touches(e, since, until)
        )
    dated = list(filled.events(since="0001"))
    assert [e.date is None for e in dated] == [False] * len(dated)
    spans = [parse_edtf(e.date).start for e in dated]
    assert spans == sorted(spans)


def test_sentence_at_an_offset(filled):
    coded = build_coded(5)
    for sentence in coded.sentences:
        assert filled.sentence_at(coded.document.id, sentence.start) == sentence
        assert filled.sentence_at(coded.document.id, sentence.end) is None


def test_search_finds_all_forms_best_first(filled):
    hits = filled.search("sanction", limit=1000)
    expected = {
        (build_coded(n).document.id, s.index)
        for n in range(30)
        for s in build_coded(n).sentences
        if "sanction" in s.text
    }
    assert {(hit.document, hit.sentence.index) for hit in hits} == expected
    assert "[sanctions]" in hits[0].snippet
    assert [hit.rank for hit in hits] == sorted(hit.rank for hit in hits)
    assert filled.search("naive", limit=1)[0].snippet.count("[naïve]")
    assert "<b>" in filled.search('"RUS and PAK"', marks=("<b>", "</b>"))[0].snippet


@pytest.mark.parametrize(
    "text", ["RUS-PAK", 'unclosed "phrase', "pact AND", "it's", "text:pact OR (", "NEAR(", "*pact"]
)
def test_search_takes_what_is_not_its_language_as_words(filled, text):
    assert isinstance(filled.search(text), list)


def test_search_for_nothing_is_refused(filled):
    for text in ("", "  ", '"', "--"):
        with pytest.raises(UsageError, match="nothing to search"):
            filled.search(text)


def test_hyphened_words_are_found(filled):
    assert filled.search("RUS-and-PAK") != []


def test_arrow_tables_hold_what_the_record_holds(filled, events):
    table = filled.arrow("events")
    rows = {row["id"]: row for row in table.to_pylist()}
    for event in events:
        row = rows.pop(event.id)
        assert tuple(row["source"]) == event.source
        assert (row["type"], row["place"], row["intensity"]) == (event.type, event.place, event.intensity)
        assert [e["quote"] for e in row["evidence"]] == [s.quote for s in event.evidence]
        assert row["published"] == "2021-04-07"
        if event.date == "2014/..":
            assert (str(row["date_start"]), row["date_stop"]) == ("2014-01-01", None)
    assert rows == {}
    assert filled.arrow("mentions").num_rows == filled.counts()["mentions"]
    assert filled.arrow("documents").column("id").to_pylist() == sorted(d.id for d in filled.documents())
    assert filled.arrow("actors").schema.field("n_documents").type == "int64"
    with pytest.raises(UnknownNameError, match="no table"):
        filled.arrow("sqlite_master")


def test_every_table_can_be_had_as_arrow(filled):
    for name in TABLE_NAMES:
        count = filled.record_sql(f"SELECT count(*) AS n FROM {name}")[0]["n"]  # noqa: S608
        assert filled.arrow(name).num_rows == count


def test_sql_answers_from_the_lake_and_follows_the_record(ledger):
    assert ledger.sql("SELECT count(*) AS n FROM events").to_pylist() == [{"n": 0}]
    for number in range(3):
        ledger.add(build_coded(number))
        answer = ledger.sql("SELECT count(*) AS n FROM events WHERE confidence >= ?", [0.0])
        assert answer.to_pylist() == [{"n": 6 * (number + 1)}]
    joined = ledger.sql(
        "SELECT name, count(*) AS n FROM events JOIN documents ON documents.id = document GROUP BY name ORDER BY name"
    )
    assert joined.column("name").to_pylist() == ["000000.txt", "000001.txt", "000002.txt"]
    shards = list((ledger.folder / "lake" / "events").iterdir())
    assert len(shards) > 1
    named = ledger.sql("SELECT count(*) AS n FROM events WHERE type = $type", {"type": "AID"}).to_pylist()
    assert named == [{"n": len(list(ledger.events(type="AID")))}]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/never.csv'",
        "ATTACH '/tmp/never.db'",
        "SET enable_external_access = true",
        "CREATE TABLE t (a INT)",
        "SELECT 1; SELECT 2",
        "INSTALL httpfs",
        "SELECT * FROM 'https://example.org/a.parquet'",
        "SELECT nonsense FROM events",
        "",
        "FROM '/etc/passwd'",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM parquet_metadata('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_text('LAKE/../ledger.sqlite')",
        "SELECT * FROM sqlite_scan('LAKE/../ledger.sqlite', 'documents')",
        "SELECT * FROM duckdb_secrets()",
        "SELECT getenv('HOME')",
        "SELECT * FROM query('COPY (SELECT 1) TO STDOUT')",
        "COPY (SELECT 1) TO 'LAKE/never.csv'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO 'LAKE/never.csv'",
        "EXPLAIN (ANALYZE) COPY (SELECT 1) TO 'LAKE/never.csv'",
        "explain /* */ analyze copy (SELECT 1) to 'LAKE/never.csv'",
        "EXPLAIN ANALYZE CREATE TABLE t (a INT)",
        "EXPLAIN ANALYZE SET threads = 1",
        "EXPORT DATABASE 'LAKE/never'",
        "IMPORT DATABASE 'LAKE/never'",
        "PRAGMA database_list",
        "PRAGMA enable_profiling = 'json'",
        "CALL pragma_version()",
        "LOAD httpfs",
        "RESET enable_external_access",
        "USE memory",
        "VACUUM",
    ],
)
def test_sql_reads_nothing_but_the_ledger(filled, text):
    filled.sql("SELECT count(*) FROM events")  # so that there is a lake
    lake = filled.folder / "lake"
    before = sorted(lake.rglob("*"))
    with pytest.raises(UsageError):
        filled.sql(text.replace("LAKE", str(lake).replace("'", "''")))
    assert sorted(lake.rglob("*")) == before


def test_sql_is_stopped_when_it_takes_too_long_or_answers_too_much(filled, monkeypatch):
    assert filled.sql("EXPLAIN SELECT 1").num_rows == 1
    assert filled.sql("explain analyze SELECT 1").num_rows == 1
    assert filled.sql("SELECT 1 AS a, 2 AS b WHERE false").column_names == ["a", "b"]
    monkeypatch.setattr(analytics, "MOST_ROWS", 1_000)
    assert filled.sql("SELECT * FROM range(1000)").num_rows == 1_000
    with pytest.raises(UsageError, match="more than 1,000 rows"):
        filled.sql("SELECT * FROM range(1001)")
    monkeypatch.setattr(analytics, "SECONDS", 0.3)
    with pytest.raises(UsageError, match=r"0\.3 seconds"):
        filled.sql(
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3"
        )


def test_record_sql_reads_and_does_nothing_else(filled):
    rows = filled.record_sql(
        "SELECT id, source FROM events WHERE type = :type ORDER BY id LIMIT 2", {"type": "AID"}
    )
    assert [set(row) for row in rows] == [{"id", "source"}] * 2
    found = filled.record_sql("SELECT count(*) AS n FROM sentence_search WHERE sentence_search MATCH 'pact'")
    assert found[0]["n"] > 0
    for text in (
        "DELETE FROM documents",
        "PRAGMA user_version = 9",
        "ATTACH '/tmp/never.db' AS x",
        "SELECT nonsense",
        "UPDATE documents SET name = ''",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/never', 'x')",
        "PRAGMA writable_schema = ON",
        "VACUUM INTO '/tmp/never.db'",
        "DROP TABLE documents",
        "CREATE TEMP TABLE t (a)",
        "REINDEX",
    ):
        with pytest.raises(UsageError):
            filled.record_sql(text)
    assert filled.counts()["documents"] == 30


def test_what_was_imported_is_a_table_too(ledger):
    import pyarrow as pa  # noqa: PLC0415  only here
    import pyarrow.parquet as pq  # noqa: PLC0415

    with pytest.raises(UsageError, match="nothing was imported for 'imported'"):
        ledger.sql("SELECT count(*) FROM imported")
    folder = ledger.folder / "lake" / "imported" / "icews"
    (folder / "rows").mkdir(parents=True)
    pq.write_table(pa.table({"source": ["RUS", "PAK"]}), folder / "rows" / "one.parquet")
    shards = [{"part": "rows", "file": "one.parquet"}, {"part": "rejections", "file": "none.parquet"}]
    (folder / "manifest.json").write_text(json.dumps({"shards": shards}), encoding="utf-8")
    assert ledger.sql("SELECT count(*) AS n FROM imported").to_pylist() == [{"n": 2}]
