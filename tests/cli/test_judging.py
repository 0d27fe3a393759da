"""evaluate plv, gsr, timex, same-events."""

import json
import shutil
import sys
from types import ModuleType

import pytest

from detente.coding.pairs import PairReading

from .conftest import ARGUED

PLV = (
    "marked_sentence\tgold_root\tgold_penta\n"
    "<s>Chad</s> praised <t>Niger</t>.\tSUPPORT\t1\n"
    "<s>Chad</s> went on strike.\tPROTEST\t3\n"
)
GSR = [
    {
        "id": "r1", "event": "AGREE", "date": "2003-05-07", "target": "",
        "text": "Russia and Pakistan signed a defence pact.",
        "source": [{"actorText": "Russia", "code": "RUS"}, {"actorText": "Pakistan", "code": "PAK"}],
    },
    {
        "id": "r2", "event": "AID", "date": "2003-05-07", "text": "It rained in the hills.",
        "source": [{"actorText": "Russia", "code": "RUS"}], "target": [{"actorText": "Pakistan", "code": "PAK"}],
    },
]  # fmt: skip
DATES = {
    "text": "They met on Monday and soon.",
    "published": "2018-08-08",
    "dates": [{"start": 12, "end": 18, "edtf": "2018-08-07"}, {"start": 23, "end": 27, "edtf": None}],
}


class Praise:
    def type_pairs(self, pairs):
        return [PairReading({"SUPPORT": 0.75, "NONE": 0.25}) for _ in pairs]


@pytest.fixture
def files(tmp_path, monkeypatch):
    (tmp_path / "plv.tsv").write_text(PLV, encoding="utf-8")
    (tmp_path / "gsr.txt").write_text(json.dumps(GSR), encoding="utf-8")
    (tmp_path / "dates").mkdir()
    (tmp_path / "dates" / "x.jsonl").write_text(json.dumps(DATES), encoding="utf-8")
    module = ModuleType("typing_model")
    module.load_type_model = Praise
    monkeypatch.setitem(sys.modules, "detente.coding.typing_model", module)
    return {"plv": tmp_path / "plv.tsv", "gsr": tmp_path / "gsr.txt", "timex": tmp_path / "dates"}


def test_plv_as_json(files, say):
    status, out, err = say("evaluate", "plv", files["plv"], "--json")
    assert status == 0
    told = json.loads(out)
    assert told["root"]["accuracy"] == told["binary"]["accuracy"] == 0.5
    assert told["n"] == 2
    assert "missing in 1" in err
    assert "quad class in 1" in err


def test_plv_as_tables(files, say):
    _, out, _ = say("evaluate", "plv", files["plv"], "--errors")
    assert "0.5000" in out
    assert "PROTEST" in out
    assert "[Chad] went on strike.[]" in out


def test_gsr_as_json(files, say):
    status, out, _ = say("evaluate", "gsr", files["gsr"], "--json")
    assert status == 0
    assert json.loads(out)["source"] == {"accuracy": 0.5, "right": 1, "of": 2}


def test_gsr_as_tables(files, say):
    _, out, err = say("evaluate", "gsr", files["gsr"], "--errors")
    assert "It rained in the hills." in out
    assert "all types" in out
    assert "not recognised" in out
    assert "2 records" in err


def test_timex_as_json(files, say):
    status, out, _ = say("evaluate", "timex", files["timex"], "--json")
    assert status == 0
    told = json.loads(out)
    assert told["strict"]["matched"] == 1
    assert told["value_accuracy"]["accuracy"] == 0


def test_timex_as_tables(files, say):
    _, out, _ = say("evaluate", "timex", files["timex"], "--errors")
    assert "2018-08-06" in out
    assert "missed" in out
    assert "value_accuracy" in out.replace(" ", "_")


@pytest.mark.parametrize("command", ["plv", "gsr", "timex", "same-events"])
def test_a_file_that_is_not_there(command, tmp_path, say):
    status, out, err = say("evaluate", command, tmp_path / "none")
    assert (status, out) == (1, "")
    assert "error:" in err
    assert "hint:" in err


@pytest.mark.parametrize("command", ["gold", "plv", "gsr", "timex", "same-events"])
def test_every_way_of_judging_has_a_help_with_an_example(command, say):
    status, out, _ = say("evaluate", command, "--help")
    assert status == 0
    assert f"detente evaluate {command}" in out
    assert "--json" in out
    assert "--errors" in out


def test_plv_without_its_model_says_so(files, monkeypatch, say):
    monkeypatch.setitem(sys.modules, "detente.coding.typing_model", None)
    status, _, err = say("evaluate", "plv", files["plv"])
    assert status == 1
    assert "type model" in err
    assert "hint:" in err


def span(file, quote):
    start = ARGUED[file][2].index(quote)
    return {"file": file, "start": start, "end": start + len(quote), "quote": quote}


PACT = "Russia and Pakistan signed a gas pipeline agreement"
SAME = [
    {
        "set": "pact",
        "kind": "same",
        "members": [
            span("surge.txt", PACT),
            span("chill.txt", "Russia signed a gas pipeline agreement with Pakistan"),
        ],
    },
    {
        "set": "arms",
        "kind": "different",
        "members": [
            span("surge.txt", "Russia will deliver four helicopters"),
            span("later.txt", "Russia delivered four helicopters"),
        ],
    },
    {
        "set": "anger",
        "kind": "same",
        "members": [
            span("chill.txt", "India criticised Pakistan"),
            span("surge.txt", "the United States cut military aid"),
        ],
    },
]


@pytest.fixture
def same(argued, tmp_path):
    """Gold, where its corpus is found by itself."""
    (tmp_path / "gold" / "dev").mkdir(parents=True)
    (tmp_path / "corpus").mkdir()
    shutil.copytree(argued.parent / "articles", tmp_path / "corpus" / "dev")
    file = tmp_path / "gold" / "dev" / "same.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in SAME), encoding="utf-8")
    return file


def test_same_events_as_json(same, say):
    status, out, _ = say("evaluate", "same-events", same, "--json", "--workers", "1")
    assert status == 0
    told = json.loads(out)
    assert (told["found"], told["hard_negatives"], told["hard_negatives_joined"]) == (6, 1, {})
    assert (told["merged"]["precision"], told["merged"]["recall"]) == (1.0, 0.5)
    assert told["daily_filter"]["gold"] == 2


def test_same_events_as_tables(same, say):
    _, out, _ = say(
        "evaluate", "same-events", same, "--errors", "--corpus", same.parents[2] / "corpus" / "dev"
    )
    assert "the United States cut military aid" in out
    assert "one a day for each source, target and type" in out
    assert PACT not in out


def test_same_events_whose_articles_are_not_there(same, tmp_path, say):
    (tmp_path / "none").mkdir()
    status, out, err = say("evaluate", "same-events", same, "--corpus", tmp_path / "none")
    assert (status, out) == (1, "")
    assert "3 of 3 articles" in err
