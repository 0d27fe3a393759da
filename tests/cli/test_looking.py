"""events, dyad, search, sql, dump."""

import csv
import io
import json

import pytest


def ids(text):
    return {json.loads(line)["id"] for line in text.splitlines()}


def test_events_filter_by_name_or_identity(books, say):
    _, everything, _ = say("events", "--ledger", books, "--format", "jsonl")
    _, by_name, _ = say("events", "--ledger", books, "--format", "jsonl", "--dyad", "Russia", "Pakistan")
    _, by_identity, _ = say("events", "--ledger", books, "--format", "jsonl", "--dyad", "PAK", "rus")
    assert by_name == by_identity
    assert set() < ids(by_name) < ids(everything)


def test_events_filter_by_actor_type_status_and_date(books, say):
    _, out, _ = say("events", "--ledger", books, "--format", "csv", "--actor", "USA", "--type", "sanction")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["source"], row["target"], row["status"]) == ("USA", "PAK", "occurred")
    _, none, err = say("events", "--ledger", books, "--type", "SANCTION", "--until", "2017")
    assert none == ""
    assert "no event" in err
    _, planned, _ = say("events", "--ledger", books, "--format", "jsonl", "--status", "possible")
    assert all(json.loads(line)["status"] == "possible" for line in planned.splitlines())


def test_events_limit(books, say):
    _, out, _ = say("events", "--ledger", books, "--format", "jsonl", "--limit", 1)
    assert len(out.splitlines()) == 1


def test_events_as_table_show_the_sentence(books, say):
    _, out, _ = say("events", "--ledger", books)
    assert "suspended military aid to Pakistan" in out


@pytest.mark.parametrize(
    "words", [("--type", "HUGS"), ("--status", "done"), ("--actor", "Atlantis"), ("--since", "soon")]
)
def test_events_refuse_unknown_words(words, books, say):
    status, out, err = say("events", "--ledger", books, *words)
    assert status in (1, 2)
    assert out == ""
    assert err.startswith("error: ")
    assert "hint: " in err


def test_dyad_shows_course_and_latest_events(books, say):
    status, out, _ = say("dyad", "Russia", "Pakistan", "--ledger", books)
    assert status == 0
    assert "2014" in out
    assert "sign defence pact" in " ".join(out.split())


def test_dyad_as_data_holds_the_course_alone(books, say):
    _, out, _ = say("dyad", "RUS", "PAK", "--ledger", books, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["period"] == "2014"
    assert int(rows[0]["events"]) >= 1


def test_dyad_of_one_actor_is_a_wrong_call(books, say):
    status, _, err = say("dyad", "Russia", "RUS", "--ledger", books)
    assert status == 2
    assert "same actor" in err


def test_search_finds_other_forms_of_a_word(books, say):
    _, out, _ = say("search", "sign", "--ledger", books, "--format", "jsonl")
    assert any("signed" in json.loads(line)["sentence"] for line in out.splitlines())
    assert say("search", "zeppelin", "--ledger", books)[1] == ""


def test_sql_answers_and_cannot_write(books, say):
    _, out, _ = say("sql", "SELECT count(*) AS n FROM events", "--ledger", books, "--format", "jsonl")
    assert json.loads(out)["n"] >= 2
    status, _, err = say("sql", "DELETE FROM events", "--ledger", books)
    assert status == 2
    assert err.startswith("error: ")


def test_dump_is_the_same_to_a_file_and_to_standard_output(books, tmp_path, say):
    _, out, _ = say("dump", "--ledger", books)
    say("dump", "--ledger", books, "--output", tmp_path / "d.jsonl")
    assert (tmp_path / "d.jsonl").read_text(encoding="utf-8") == out


@pytest.mark.parametrize(
    "words", [("events",), ("dump",), ("report",), ("rejections",), ("doctor",), ("search", "x")]
)
def test_a_ledger_that_is_not_there_is_said_so(words, tmp_path, say):
    status, out, err = say(*words, "--ledger", tmp_path / "none")
    assert (status, out) == (1, "")
    assert "there is no ledger" in err
    assert not (tmp_path / "none").exists()


def test_an_event_that_two_articles_tell_is_listed_once(argued, say):
    _, out, _ = say("events", "--ledger", argued, "--type", "SUPPORT", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["n_outlets"], row["n_mentions"], row["date"]) == ("2", "2", "2014-11-20")
    _, out, _ = say("events", "--ledger", argued, "--type", "SUPPORT", "--format", "jsonl")
    (event,) = map(json.loads, out.splitlines())
    _, out, _ = say("events", "--ledger", argued, "--type", "SUPPORT", "--format", "jsonl", "--tellings")
    assert sorted(ids(out)) == event["mentions"]
    assert event["evidence"][0]["quote"] == row["quote"]


def test_mentions_of_an_event_show_who_tells_it_and_why_they_were_joined(argued, say):
    _, out, _ = say("events", "--ledger", argued, "--type", "SUPPORT", "--format", "jsonl")
    event = json.loads(out)
    for name in (event["id"], *event["mentions"]):
        status, out, _ = say("events", "--ledger", argued, "--mentions", name)
        assert status == 0
        shown = " ".join(out.split())
        assert "told 2 times in 2 documents; independent outlets: 2 (North Wire, South Wire)" in shown
        assert "Russia signed a gas pipeline agreement with Pakistan" in shown
        assert "passage alike +" in shown
    _, out, _ = say("events", "--ledger", argued, "--mentions", event["id"], "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in rows] == event["mentions"]
    assert {row["outlet"]: row["published"] for row in rows} == {
        "North Wire": "2014-11-21",
        "South Wire": "2014-11-22",
    }


def test_mentions_show_where_tellings_differ(own, say):
    _, out, _ = say("events", "--ledger", own, "--type", "SUPPORT", "--format", "jsonl")
    event = json.loads(out)
    first, second = event["mentions"]
    say("correct", first, "edit", "--set", "object=gas", "--by", "anna", "--ledger", own)
    say("correct", first, "join", second, "--by", "anna", "--ledger", own)
    _, out, _ = say("events", "--ledger", own, "--mentions", first, "--format", "jsonl")
    whole = json.loads(out)
    versions = {version["value"]: version["mentions"] for version in whole["versions"]}
    assert versions == {"gas": [first], "gas pipeline agreement": [second]}
    assert {telling["object"] for telling in whole["tellings"]} == set(versions)
    assert "Where they differ" in say("events", "--ledger", own, "--mentions", first)[1]


@pytest.mark.parametrize(
    "words", [("--mentions", "m0"), ("--mentions", "m0", "--limit", "1"), ("--mentions", "m0", "--tellings")]
)
def test_mentions_of_what_is_not_there_or_with_conditions_is_a_wrong_call(words, argued, say):
    status, out, err = say("events", "--ledger", argued, *words)
    assert (status, out) == (2, "")
    assert "hint: " in err


def test_dyad_counts_an_event_once(argued, say):
    _, out, _ = say("dyad", "Russia", "Pakistan", "--ledger", argued, "--format", "csv")
    rows = {row["period"]: row["events"] for row in csv.DictReader(io.StringIO(out))}
    assert rows["2014"] == "1"
