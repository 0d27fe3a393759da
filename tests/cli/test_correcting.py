"""correct, corrections, recode."""

import csv
import io
import json
import runpy
from pathlib import Path

import pytest

from detente.cli import recoding
from detente.core.rejections import Reason, Rejection

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def rows(own, say):
    """The JSON lines that a command prints about one's own copy of the argued ledger."""

    def read(*words):
        status, out, err = say(*words, "--ledger", own, "--format", "jsonl")
        assert status == 0, err
        return [json.loads(line) for line in out.splitlines()]

    return read


@pytest.fixture
def correct(own, say):
    """Say something of a record as anna."""

    def tell(*words):
        status, out, err = say("correct", *words, "--by", "anna", "--ledger", own)
        assert (status, out) == (0, ""), err
        return err

    return tell


def the(rows, **fields):
    (found,) = [row for row in rows if all(row[name] == value for name, value in fields.items())]
    return found


@pytest.mark.parametrize("command", ["correct", "corrections", "recode"])
def test_help_has_an_example(command, say):
    status, out, _ = say(command, "--help")
    assert status == 0
    assert f"detente {command}" in out.partition("Example:")[2]


def test_what_is_wrong_is_gone_and_who_said_so_is_kept(rows, correct):
    event = the(rows("events"), type="REQUEST")
    assert "by anna" in correct(event["id"], "wrong", "--note", "a course, no request")
    assert "REQUEST" not in {row["type"] for row in rows("events")}
    (kept,) = rows("corrections")
    assert (kept["about"], kept["verdict"], kept["by"]) == (event["mentions"][0], "wrong", "anna")
    assert (kept["document"], kept["note"]) == ("surge.txt", "a course, no request")


def test_an_edit_changes_fields_by_name_or_identity(rows, correct):
    event = the(rows("events"), type="ACCUSE")
    correct(event["id"], "edit", "--set", "target=Russia, PAK", "--set", "type=reject", "--set", "date=")
    (found,) = rows("events", "--type", "REJECT")
    assert (found["target"], found["date"], found["mode"]) == (["PAK", "RUS"], None, None)


def test_an_edit_of_an_event_told_twice_holds_for_both_tellings(rows, correct):
    event = the(rows("events"), type="SUPPORT")
    correct(event["id"], "edit", "--set", "status=ONGOING")
    assert the(rows("events"), type="SUPPORT")["status"] == "ongoing"
    assert len(rows("corrections")) == 2


def test_split_and_join(rows, correct):
    event = the(rows("events"), type="SUPPORT")
    first, second = event["mentions"]
    correct(first, "split", second)
    assert [row["mentions"] for row in rows("events", "--type", "SUPPORT")].count([first]) == 1
    correct(first, "join", second)
    (again,) = rows("events", "--mentions", first)
    assert again["mentions"] == [first, second]
    assert {join["by"] for join in again["joins"]} == {"person"}


def test_a_verdict_on_a_prediction_overrules(rows, correct):
    prediction = the(rows("predictions", "--today", "2017-02-01"), horizon="2016")
    assert prediction["outcome"]["verdict"] == "overdue"
    correct(prediction["id"], "fulfilled")
    outcome = the(rows("predictions", "--today", "2017-02-01"), horizon="2016")["outcome"]
    assert (outcome["verdict"], outcome["by"], outcome["confidence"]) == ("fulfilled", "anna", 1)
    assert rows("predictions", "--due", "--today", "2017-02-01") == []


def test_what_was_struck_out_is_back_when_it_is_withdrawn(rows, correct):
    before = rows("events")
    event = the(before, type="REQUEST")
    correct(event["id"], "wrong")
    said = correct(event["id"], "withdraw")
    assert said.startswith(f"taken back: event {event['mentions'][0]} wrong, by anna at ")
    assert rows("events") == before
    assert rows("corrections") == []


def test_the_last_word_is_withdrawn_first(rows, correct, say, own):
    event = the(rows("events"), type="SUPPORT")
    correct(event["id"], "edit", "--set", "status=planned")
    correct(event["id"], "edit", "--set", "status=ongoing")
    assert correct(event["id"], "withdraw").count("taken back") == len(event["mentions"]) == 2
    assert the(rows("events"), type="SUPPORT")["status"] == "planned"
    correct(event["id"], "withdraw")
    assert the(rows("events"), type="SUPPORT")["status"] == event["status"]
    status, out, err = say("correct", event["id"], "withdraw", "--by", "anna", "--ledger", own)
    assert (status, out) == (2, "")
    assert "nothing that was said of" in err
    assert "detente corrections" in err


def test_a_telling_stands_for_what_was_said_with_it(rows, correct):
    before = rows("events")
    first, second = the(before, type="SUPPORT")["mentions"]
    correct(first, "split", second)
    correct(second, "withdraw")
    assert rows("events") == before


def test_one_correction_is_withdrawn_by_its_identity(rows, correct):
    event, claim = the(rows("events"), type="ACCUSE"), rows("claims")[0]
    correct(event["id"], "wrong")
    correct(claim["id"], "right")
    correct(the(rows("corrections"), verdict="wrong")["id"], "withdraw")
    assert [row["verdict"] for row in rows("corrections")] == ["right"]
    assert event["id"] in {row["id"] for row in rows("events")}


@pytest.mark.parametrize("rest", [("other",), ("--set", "type=ACCUSE"), ("--note", "x")])
def test_withdrawing_takes_nothing_else(rest, own, rows, correct, say):
    claim = rows("claims")[0]["id"]
    correct(claim, "right")
    status, out, err = say("correct", claim, "withdraw", *rest, "--by", "anna", "--ledger", own)
    assert (status, out) == (2, "")
    assert "nothing else" in err
    assert len(rows("corrections")) == 1


def test_the_user_of_the_environment_is_taken_if_nobody_is_named(own, rows, say, monkeypatch):
    monkeypatch.setenv("LOGNAME", "boris")
    say("correct", rows("claims")[0]["id"], "right", "--ledger", own)
    assert rows("corrections")[0]["by"] == "boris"


@pytest.mark.parametrize(
    "words",
    [
        ("x1", "right"),
        ("CLAIM", "fulfilled"),
        ("CLAIM", "join"),
        ("CLAIM", "edit"),
        ("CLAIM", "edit", "--set", "claim"),
        ("CLAIM", "edit", "--set", "claim=war"),
        ("CLAIM", "edit", "--set", "colour=red"),
        ("CLAIM", "edit", "--set", "dyad=Atlantis,PAK"),
        ("CLAIM", "right", "--set", "claim=cooling"),
        ("CLAIM", "right", "--by", " "),
    ],
)
def test_what_cannot_be_said_is_a_wrong_call(words, own, rows, say):
    claim = rows("claims")[0]["id"]
    status, out, err = say(
        "correct", *(claim if word == "CLAIM" else word for word in words), "--ledger", own
    )
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert "hint: " in err
    assert rows("corrections") == []


def test_corrections_as_csv_and_as_table(own, rows, correct, say):
    correct(the(rows("claims"), domain="overall", claim="close")["id"], "edit", "--set", "domain=economic")
    _, out, _ = say("corrections", "--ledger", own, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["kind"], row["changes"]) == ("claim", "domain=economic")
    assert "domain=economic" in say("corrections", "--ledger", own)[1]


def test_no_corrections_is_said(own, say):
    status, out, err = say("corrections", "--ledger", own)
    assert (status, out) == (0, "")
    assert "nobody" in err


def test_gold_holds_what_is_right_and_marks_what_is_wrong(own, rows, correct, tmp_path, say):
    events = rows("events")
    correct(the(events, type="ACCUSE")["id"], "right")
    correct(the(events, type="REQUEST")["id"], "wrong")
    correct(the(events, type="SANCTION")["id"], "edit", "--set", "type=COERCE")
    correct(the(rows("claims"), claim="close")["id"], "edit", "--set", "domain=economic")
    file = tmp_path / "deep" / "gold.jsonl"
    status, out, err = say("corrections", "--export", "gold", file, "--ledger", own)
    assert (status, out) == (0, "")
    assert "4 lines" in err
    gold = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {row.get("type", row.get("domain")): row["verdict"] for row in gold} == {
        "ACCUSE": "right",
        "REQUEST": "wrong",
        "COERCE": "edit",
        "economic": "edit",
    }
    assert {row["document"] for row in gold} == {"surge.txt", "chill.txt"}
    coerced = the(gold, verdict="edit", kind="event")
    assert (coerced["mode"], coerced["quad_class"]) == (None, 4)
    assert coerced["evidence"][0]["quote"] == "the United States cut military aid to Pakistan"


def test_the_last_word_on_a_record_is_what_is_exported(own, rows, correct, tmp_path, say):
    event = the(rows("events"), type="ACCUSE")
    correct(event["id"], "edit", "--set", "type=REJECT")
    correct(event["mentions"][0], "right")
    correct(the(rows("events"), type="SANCTION")["id"], "right")
    correct(the(rows("events"), type="SANCTION")["id"], "wrong")
    say("corrections", "--export", "gold", tmp_path / "g.jsonl", "--ledger", own)
    gold = [json.loads(line) for line in (tmp_path / "g.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["type"]: row["verdict"] for row in gold} == {"REJECT": "right", "SANCTION": "wrong"}


def test_training_lines_mark_actors_and_tell_what_holds(own, rows, correct, say):
    events = rows("events")
    correct(the(events, type="ACCUSE")["id"], "right")
    correct(the(events, type="REQUEST")["id"], "wrong")
    correct(the(events, type="SUPPORT")["id"], "right")
    correct(the(events, status="denied")["id"], "edit", "--set", "status=possible")
    file = own / "t.tsv"
    _, _, err = say("corrections", "--export", "training", file, "--ledger", own)
    assert "left out" not in err
    pact, day = "signed a gas pipeline agreement", "in Islamabad on Thursday."
    assert set(file.read_text(encoding="utf-8").splitlines()) == {
        "-\t[1 Pakistan] turned to [2 Russia] because the United States cut military aid to [1 Pakistan].",
        f"1=2 SUPPORT occurred\t[1 Russia] and [2 Pakistan] {pact} {day}",
        f"1=2 SUPPORT occurred\t[1 Russia] {pact} with [2 Pakistan] {day}",
        "1>2 ACCUSE/disapprove occurred\t[1 India] criticised [2 Pakistan] on Friday.",
        "1>2 COOPERATE possible\t[1 Russia] denied that it had sold submarines to [2 Pakistan].",
    }


def test_training_lines_are_such_as_the_training_takes(own, rows, correct, say, monkeypatch):
    correct(the(rows("events"), type="SANCTION")["id"], "wrong")
    correct(the(rows("events"), type="REQUEST")["id"], "right")
    say("corrections", "--export", "training", own / "t.tsv", "--ledger", own)
    monkeypatch.setattr("sys.argv", ["check", str(own / "t.tsv")])
    assert runpy.run_path(str(ROOT / "scripts" / "check_sentences.py"))["main"]() == 0


def test_events_whose_actors_are_not_in_the_sentence_are_left_out_of_training(
    own, rows, correct, tmp_path, say
):
    correct(the(rows("events"), type="ACCUSE")["id"], "edit", "--set", "target=China")
    _, _, err = say("corrections", "--export", "training", tmp_path / "t.tsv", "--ledger", own)
    assert "0 lines" in err
    assert "1 judged events left out" in err


def test_a_file_that_cannot_be_written_is_said(own, tmp_path, say):
    status, _, err = say("corrections", "--export", "gold", tmp_path, "--ledger", own)
    assert status == 1
    assert "cannot be written" in err


def test_corrections_survive_recoding(own, rows, correct, say):
    before = rows("events")
    correct(the(before, type="REQUEST")["id"], "wrong")
    correct(*the(before, type="SUPPORT")["mentions"][:1], "split", the(before, type="SUPPORT")["mentions"][1])
    prediction = the(rows("predictions"), horizon="2016")
    correct(prediction["id"], "refuted")
    corrected = rows("events"), rows("predictions"), rows("corrections")
    status, out, err = say("recode", "--ledger", own)
    assert (status, out) == (0, "")
    assert "recoded: 3 documents" in err
    assert (rows("events"), rows("predictions"), rows("corrections")) == corrected
    assert say("doctor", "--ledger", own)[0] == 0


def test_recode_puts_what_is_found_now_in_place_of_what_was(own, rows, say):
    assert rows("claims")
    say("recode", "--set", "coding.patterns=false", "--ledger", own, "--quiet")
    _, out, _ = say("sql", "SELECT DISTINCT coder FROM events", "--ledger", own, "--format", "jsonl")
    assert "pattern" not in {json.loads(line)["coder"] for line in out.splitlines()}
    say("recode", "--ledger", own)
    _, out, _ = say("sql", "SELECT DISTINCT coder FROM events", "--ledger", own, "--format", "jsonl")
    assert "pattern" in {json.loads(line)["coder"] for line in out.splitlines()}


def test_a_run_is_noted_for_recoding(own, say):
    say("recode", "--ledger", own, "--set", "documents.seconds=7", "--quiet")
    query = "SELECT count(*) AS n FROM runs WHERE finished IS NOT NULL"
    _, out, _ = say("sql", query, "--ledger", own, "--format", "jsonl")
    assert json.loads(out)["n"] == 2


def test_who_acts_for_a_state_is_marked_where_the_state_is_not_named(tmp_path, say):
    text = "NEW DELHI - Vladimir Putin and Narendra Modi held talks in New Delhi on Friday. It rained all day long.\n"
    (tmp_path / "talks.txt").write_text(text, encoding="utf-8")
    ledger = ("--ledger", tmp_path / "l")
    say(
        "run",
        tmp_path / "talks.txt",
        "--published",
        "2014-12-13",
        "--report",
        tmp_path / "r.html",
        "-q",
        *ledger,
    )
    _, out, _ = say("events", "--format", "jsonl", *ledger)
    say("correct", json.loads(out)["id"], "right", "--by", "anna", *ledger)
    say("corrections", "--export", "training", tmp_path / "t.tsv", *ledger)
    line = (tmp_path / "t.tsv").read_text(encoding="utf-8")
    assert line.startswith("1=2 CONSULT")
    assert "[1 Vladimir Putin] and [2 Narendra Modi] held talks" in line


def test_a_document_that_cannot_be_coded_now_stays_as_it_was(own, rows, say, monkeypatch):
    before = rows("events")

    def refuse(documents, **_):
        for document in documents:
            yield Rejection(Reason.FAILED, "coding", document.name, "KeyError: 'x'", document.id)

    monkeypatch.setattr(recoding, "code_documents", refuse)
    status, out, err = say("recode", "--ledger", own)
    assert (status, out) == (1, "")
    assert "not recoded: surge.txt: KeyError: 'x'" in err
    assert "3 could not be coded and stay as they were" in err
    assert rows("events") == before
