"""claims, arguments, predictions, questions, contradictions."""

import csv
import io
import json

import pytest

COMMANDS = ("claims", "arguments", "predictions", "questions", "contradictions")


@pytest.fixture
def rows(argued, say):
    """The JSON lines that a command prints about the argued ledger."""

    def read(*words):
        status, out, err = say(*words, "--ledger", argued, "--format", "jsonl")
        assert status == 0, err
        return [json.loads(line) for line in out.splitlines()]

    return read


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command, say):
    status, out, _ = say(command, "--help")
    assert status == 0
    assert f"detente {command} --" in out.partition("Example:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_csv_has_the_same_rows_as_json_lines(command, argued, rows, say):
    _, out, _ = say(command, "--ledger", argued, "--format", "csv")
    flat = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in flat] == [row["id"] for row in rows(command)]
    assert flat
    assert all(None not in row for row in flat)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_ledger_without_any_says_so(command, books, say):
    words = (command, "--ledger", books)
    if command in ("claims", "arguments"):
        words += ("--by", "CHN")
    elif command == "predictions":
        words += ("--verdict", "refuted")
    status, out, err = say(*words)
    assert (status, out) == (0, "")
    assert err.startswith(("no ", "nothing "))


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (("claims", "--claim", "war"), "rivalry"),
        (("claims", "--domain", "sport"), "energy"),
        (("claims", "--modality", "sure"), "questioned"),
        (("claims", "--by", "Pakistaan"), "Pakistan"),
        (("claims", "--dyad", "Russia", "RUS"), "two different"),
        (("arguments", "--name", "enemy"), "enemy_of_enemy"),
        (("predictions", "--verdict", "late"), "overdue"),
        (("predictions", "--today", "soon"), "--today 2021-04-07"),
    ],
)
def test_an_unknown_word_is_a_wrong_call_that_names_the_known(words, known, argued, say):
    status, out, err = say(*words, "--ledger", argued)
    assert (status, out) == (2, "")
    assert known in err.partition("hint: ")[2]


def test_claims_are_interchange_records(rows):
    found = rows("claims", "--dyad", "Pakistan", "Russia", "--domain", "overall")
    assert {row["kind"] for row in found} == {"claim"}
    assert {tuple(row["dyad"]) for row in found} == {("PAK", "RUS")}
    assert {row["claim"] for row in found} == {"warming", "cooling"}


def test_claims_by_kind_modality_and_asserter(rows):
    (asked,) = rows("claims", "--claim", "cooling", "--modality", "questioned", "--by", "author")
    assert asked["dyad"] == ["IND", "RUS"]
    assert asked["document"] == "surge.txt"


def test_claims_as_table_show_the_words(argued, say):
    _, out, _ = say("claims", "--ledger", argued)
    assert "Relations between Russia and India remain strong" in out
    assert "2014-11-22" in out


def test_arguments_have_the_label_of_the_ontology(rows):
    (found,) = rows("arguments", "--name", "patron-vacuum", "--actor", "USA")
    assert found["label"] == "a patron leaves a vacuum"
    assert found["actors"] == ["PAK", "RUS", "USA"]
    assert rows("arguments", "--actor", "China") == []


def test_a_prediction_is_fulfilled_by_a_later_event(rows):
    found = {row["statement"].split()[0]: row for row in rows("predictions", "--today", "2015-12-01")}
    came, open_ = found["Russia"]["outcome"], found["Pakistan"]["outcome"]
    (delivery,) = rows("events", "--type", "COOPERATE", "--status", "occurred")
    assert came["verdict"] == "fulfilled"
    assert came["events"][0] == delivery["id"]
    assert open_["verdict"] == "open"


def test_predictions_as_table_name_what_decides(argued, say):
    _, out, _ = say("predictions", "--ledger", argued, "--today", "2015-12-01", "--verdict", "fulfilled")
    assert "COOPERATE RUS → PAK [m" in out
    assert "submarines" not in out


def test_a_prediction_is_due_once_its_horizon_has_passed(rows):
    assert rows("predictions", "--due", "--today", "2016-12-31") == []
    (late,) = rows("predictions", "--due", "--today", "2017-01-01")
    assert "submarines" in late["statement"]
    assert late["outcome"]["verdict"] == "overdue"


def test_the_record_counts_by_asserter_and_outlet(rows):
    found = {row["outlet"]: row for row in rows("predictions", "--record", "--today", "2015-12-01")}
    assert {row["asserted_by"] for row in found.values()} == {"author"}
    assert (found["North Wire"]["n"], found["North Wire"]["n_fulfilled"]) == (1, 1)
    assert (found["South Wire"]["n"], found["South Wire"]["n_open"]) == (1, 1)


def test_a_question_comes_with_all_that_bears_on_it(rows):
    (found,) = rows("questions", "--dyad", "Russia", "India")
    bearing = found["bearing"]
    assert found["text"].startswith("Will the new relations")
    assert bearing["asks"] == "cooling"
    assert bearing["leaning"] in ("yes", "no", "mixed", "unknown")
    close = rows("claims", "--claim", "close")[0]["id"]
    assert any(close in dyad["claims_against"] for dyad in bearing["dyads"])
    assert rows("questions", "--dyad", "China", "India") == []


def test_questions_as_table_show_leaning_and_summary(argued, rows, say):
    _, out, _ = say("questions", "--ledger", argued)
    assert rows("questions")[0]["bearing"]["summary"].split()[0] in out


def test_contradictions_stand_side_by_side(argued, rows, say):
    found = [row for row in rows("contradictions", "--dyad", "RUS", "PAK") if row["kind"] == "opposed"]
    assert {found[0]["first"]["document"], found[0]["second"]["document"]} == {"surge.txt", "chill.txt"}
    _, out, _ = say("contradictions", "--ledger", argued)
    assert "surge.txt, 2014-11-21" in out
    assert "chill.txt, 2014-11-22" in out
    assert rows("contradictions", "--dyad", "RUS", "CHN") == []
