"""detente forecast, forecasts, backtest and whatif."""

import json
import random
import shutil
from datetime import date, timedelta

import pytest

from detente.cli import call
from detente.ledger import open_ledger
from detente.report.outlook_words import chance_words, level_words

STATES = ("CHN", "IND", "PAK", "RUS", "USA")
KINDS = ("AGREE", "CONSULT", "ACCUSE", "SANCTION")


@pytest.fixture(scope="session")
def eventful(tmp_path_factory):
    """A ledger with three years of imported rows: RUS signs with PAK often, nobody else does."""
    chance = random.Random(7)
    rows, day = ["date,source,target,type"], date(2015, 1, 1)
    while day < date(2018, 1, 1):
        for source in STATES:
            for target in STATES:
                often = 0.12 if (source, target) == ("RUS", "PAK") else 0.012
                if source != target and chance.random() < often:
                    kind = "AGREE" if often > 0.1 else chance.choice(KINDS[1:])
                    rows.append(f"{day},{source},{target},{kind}")
        day += timedelta(1)
    folder = tmp_path_factory.mktemp("eventful")
    (folder / "events.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "note.txt").write_text(
        "Russia and Pakistan sign\n\nISLAMABAD - Russia and Pakistan signed a defence pact on 3 May 2015.\n",
        encoding="utf-8",
    )
    words = ["run", folder / "note.txt", "--ledger", folder / "ledger", "--report", folder / "r.html", "-q"]
    assert call([str(word) for word in words]) == 0
    assert call(["import", "csv", str(folder / "events.csv"), "--ledger", str(folder / "ledger")]) == 0
    return folder / "ledger"


@pytest.fixture
def own_eventful(eventful, tmp_path):
    shutil.copytree(eventful, tmp_path / "own")
    return tmp_path / "own"


def _lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_often_done_is_foretold_beside_the_plain_forecasts(say, eventful):
    words = ("forecast", "Russia", "PAK", "--imported", "--horizon", "3m", "--ledger", eventful)
    status, out, err = say(*words, "--format", "jsonl")
    assert status == 0
    rows = _lines(out)
    chances = {
        (row["source"], row["type"], row["target"]): row for row in rows if row["kind"] == "occurrence"
    }
    likely, rare = chances["RUS", "AGREE", "PAK"], chances["PAK", "SANCTION", "RUS"]
    assert likely["value"] > 0.8
    assert rare["value"] < 0.5
    assert {"base_rate", "no_change", "climatology"} <= likely.keys()
    assert likely["low"] < likely["value"] < likely["high"]
    assert likely["reasons"][0]["name"]
    counts = [row for row in rows if row["kind"] == "counts" and row["class"] == "verbal cooperation"]
    assert [row["period"] for row in counts] == ["2018-01", "2018-02", "2018-03"]
    assert all(1 < row["value"] < 8 and row["low"] < row["value"] < row["high"] for row in counts)
    assert [row["period"] for row in rows if row["kind"] == "level"][-1] == "2018-04-01"
    assert "It rests on" in err


def test_the_table_has_fans_probabilities_levels_and_the_reserve(say, eventful):
    status, out, err = say("forecast", "RUS", "PAK", "--imported", "--ledger", eventful)
    assert status == 0
    for words in ("How much?", "verbal cooperation", "░", "Will it?", "climatology", "How warm?", "(90%"):
        assert words in out
    assert "dated events of Pakistan and Russia" in err


def test_nothing_later_than_the_day_is_seen(say, eventful):
    words = ("forecast", "RUS", "PAK", "--imported", "--as-of", "2016-07-01", "--ledger", eventful)
    status, out, _ = say(*words, "--format", "jsonl")
    assert status == 0
    rows = _lines(out)
    assert {row["made"] for row in rows} == {"2016-07-01"}
    assert next(row["period"] for row in rows if row["kind"] == "counts") == "2016-07"
    status, _, err = say(*words[:4], "--as-of", "2014-01-01", "--ledger", eventful)
    assert status == 1
    assert "nothing is known to have happened before 2014-01-01" in err
    assert "2015-01-0" in err


def test_who_next_needs_no_pair(say, eventful):
    words = ("forecast", "--who-next", "RUS AGREE ?", "--imported", "--ledger", eventful, "--format", "jsonl")
    status, out, _ = say(*words)
    assert status == 0
    rows = _lines(out)
    assert rows[0]["target"] == "PAK"
    assert rows[0]["value"] == max(row["value"] for row in rows) > 0.5
    assert rows[0]["reasons"]


def test_a_forecast_on_little_says_how_little(say, books):
    status, out, err = say("forecast", "RUS", "PAK", "--ledger", books)
    assert status == 0
    assert "That is very little" in err
    assert "the evidence does not say" in out or "improbable" in out or "unlikely" in out


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("RUS", "Pakistn"), 2, "nearest: Pakistan"),
        (("RUS", "PAK", "--horizon", "0m"), 1, "zero"),
        (("RUS", "PAK", "--horizon", "50y"), 1, "60 months"),
        (("RUS", "PAK", "--horizon", "soon"), 1, "6m for six months"),
        (("RUS", "PAK", "--type", "AGRE"), 2, "AGREE"),
        (("RUS", "PAK", "--domain", "space"), 2, "overall"),
        (("RUS",), 2, "two actors"),
        (("RUS", "Russia"), 2, "the same actor"),
        (("--who-next", "RUS AGREE PAK"), 2, "leave one actor open"),
        (("RUS", "PAK", "--as-of", "soon"), 1, "EDTF"),
    ],
)
def test_bad_calls_are_told_with_a_hint(say, books, words, status, told):
    found = say("forecast", *words, "--ledger", books)
    assert found[0] == status
    assert told in found[2]
    assert "hint:" in found[2]


def test_an_empty_ledger_foretells_nothing(say, tmp_path):
    open_ledger(tmp_path / "none").close()
    for words in (("forecast", "RUS", "PAK"), ("backtest",), ("whatif", "--set", "IND-USA military +1")):
        status, out, err = say(*words, "--ledger", tmp_path / "none")
        assert (status, out) == (1, "")
        assert "no dated event tells of what occurred" in err


def test_what_was_kept_is_scored_when_its_time_is_up(say, own_eventful):
    words = ("forecast", "RUS", "PAK", "--imported", "--horizon", "3m", "--as-of", "2017-01-01")
    status, _, err = say(*words, "--type", "AGREE", "--keep", "--ledger", own_eventful)
    assert status == 0
    assert "forecasts are kept" in err
    assert "nothing new to keep" in say(*words, "--type", "AGREE", "--keep", "--ledger", own_eventful)[2]
    early = say("forecasts", "--today", "2017-02-01", "--format", "jsonl", "--ledger", own_eventful)[1]
    assert {row["state"] for row in _lines(early)} == {"open"}
    status, out, err = say(
        "forecasts", "--today", "2018-01-01", "--format", "jsonl", "--ledger", own_eventful
    )
    assert status == 0
    rows = {(row["kind"], row["question"]): row for row in _lines(out)}
    agree = rows["occurrence", "RUS AGREE PAK"]
    assert (agree["state"], agree["came"], agree["hindcast"]) == ("scored", "yes", True)
    assert agree["score"] < agree["baselines"]["base rate"]
    counts = rows["counts", "PAK counts RUS"]
    assert counts["state"] == "scored"
    assert 0 < counts["score"] < counts["baselines"]["base rate"]
    assert counts["inside"] > 0.7
    assert rows["level", "PAK level RUS"]["state"] == "scored"
    status, out, _ = say("forecasts", "--scored", "--today", "2018-01-01", "--ledger", own_eventful)
    assert "hindcast" in out


def test_no_kept_forecast_is_said(say, books):
    status, out, err = say("forecasts", "--ledger", books)
    assert (status, out) == (0, "")
    assert "--keep" in err


@pytest.mark.parametrize("task", ["counts", "occurrence"])
def test_backtests_put_the_model_beside_the_plain_forecasts(say, eventful, task):
    words = (
        "backtest",
        "--task",
        task,
        "--imported",
        "--origins",
        "3",
        "--horizon",
        "1m",
        "--ledger",
        eventful,
    )
    status, out, err = say(*words, "--format", "jsonl")
    assert status == 0
    rows = {row["forecast"]: row for row in _lines(out)}
    measure = "crps" if task == "counts" else "brier"
    assert rows["model"][measure] < rows["no change"][measure]
    assert rows["no change"][f"{measure}_less"] < 0
    assert "with so few" in err


def test_who_next_is_tested_a_day_ahead_and_takes_no_horizon(say, eventful):
    status, out, _ = say(
        "backtest", "--task", "next", "--imported", "--format", "jsonl", "--ledger", eventful
    )
    assert status == 0
    rows = {row["of"]: row for row in _lines(out)}
    assert 0 < rows["all"]["mrr"] <= 1
    assert {"plain: base rate", "plain: no change", "plain: climatology"} <= rows.keys()
    for extra in (("--horizon", "3m"), ("--origins", "4")):
        status, out, err = say("backtest", "--task", "next", "--imported", *extra, "--ledger", eventful)
        assert (status, out) == (2, "")
        assert "leave --origins and --horizon out" in err


def test_a_backtest_of_too_little_is_refused(say, books, eventful):
    status, _, err = say("backtest", "--ledger", books)
    assert status == 1
    assert "too few for a backtest" in err
    status, _, err = say("backtest", "--imported", "--origins", "60", "--ledger", eventful)
    assert status == 1
    assert "fewer --origins" in err


def test_a_what_if_is_the_same_for_the_same_seed(say, eventful):
    words = ("whatif", "IND-RUS", "--set", "IND-USA cooperation +4", "--months", "3", "--runs", "20")
    words += ("--imported", "--ledger", eventful)
    first, second, other = (say(*words, "--seed", n, "--format", "jsonl")[1] for n in (1, 1, 2))
    assert first == second != other
    rows = [row for row in _lines(first) if row["period"] == "all" and row["class"] == "verbal cooperation"]
    pairs = {(row["a"], row["b"]): row for row in rows}
    assert {("IND", "USA"), ("IND", "RUS")} <= pairs.keys()
    assert pairs["IND", "USA"]["touched"]
    assert pairs["IND", "USA"]["change"] > 0
    _, out, err = say(*words)
    assert "Change of events over all months" in out
    assert "warning:" in err


def test_an_event_left_out_may_be_told_in_either_direction(say, books):
    words = ("--months", "1", "--runs", "10", "--ledger", books)
    found = [
        say("whatif", "--without", text, *words) for text in ("RUS AGREE PAK 2014", "PAK AGREE RUS 2014")
    ]
    assert found[0][0] == found[1][0]
    assert found[0][1] == found[1][1]


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ((), 2, "--do"),
        (("--set", "IND-USA +"), 1, "IND-USA military +3"),
        (("--set", "IND-Atlantis military +3"), 2, "no actor is named"),
        (("--do", "2018-02 USA SANCTON PAK"), 2, "SANCTION"),
        (("--set", "IND-USA military +3", "--months", "0"), 1, "1 to 60 months"),
        (("--set", "IND-USA military +3", "--months", "600"), 1, "1 to 60 months"),
        (("--set", "IND-USA military +3", "--runs", "1"), 1, "10 to"),
        (("--set", "IND-USA military +3", "--set", "IND-USA military +4"), 1, "set already"),
        (("--scenario", "nowhere.toml"), 1, "cannot be read"),
        (("--scenario", "x.toml", "--do", "2018-02 USA SANCTION PAK"), 2, "one of both"),
        (("IND", "--set", "IND-USA military +3"), 2, "IND-RUS"),
    ],
)
def test_bad_what_ifs_are_told_with_a_hint(say, eventful, words, status, told):
    found = say("whatif", *words, "--imported", "--ledger", eventful)
    assert found[0] == status
    assert told in found[2]


def test_words_are_no_bolder_than_their_interval():
    assert chance_words(0.9, 0.45, 0.99).startswith("the evidence does not say")
    assert chance_words(0.9, 0.81, 0.97).startswith("very likely")
    assert chance_words(0.9, 0.66, 0.97).startswith("more likely than not")
    assert "does not say" in level_words(5.0, -0.1, 10.0, now=0.0)
    assert level_words(5.0, 0.1, 10.0, now=0.0).startswith("warmer")
    assert level_words(-5.0, -9.0, -0.2, now=0.0).startswith("colder")
