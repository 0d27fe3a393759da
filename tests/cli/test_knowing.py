"""explain, actors, sources, cite, settings, evaluate."""

import json
from pathlib import Path

import pytest

import detente
from detente.core.provenance import DataFile
from detente.core.settings import SETTINGS


def test_explain(say):
    status, out, _ = say("explain", "SANCTION")
    assert status == 0
    assert "material conflict" in out
    assert "mode expel" in out


def test_explain_of_an_unknown_term_names_near_ones(say):
    status, out, err = say("explain", "SANCTOIN")
    assert (status, out) == (2, "")
    assert "sanction" in err.lower()


@pytest.mark.parametrize(
    ("name", "identity"), [("Russia", "RUS"), ("pak", "PAK"), ("Lavrov", "sergei-lavrov"), ("NATO", "NATO")]
)
def test_actors_knows_identities_names_and_persons(name, identity, say):
    _, out, _ = say("actors", name, "--format", "jsonl")
    assert identity in [json.loads(line)["id"] for line in out.splitlines()]


def test_actors_of_an_unknown_name(say):
    status, _, err = say("actors", "Rusia")
    assert status == 2
    assert "Russia" in err


def test_sources_checks_every_file(say):
    status, out, _ = say("sources", "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert rows
    assert {row["check"] for row in rows} == {"unchanged"}


def test_sources_ends_with_1_when_a_file_was_changed(monkeypatch, say):
    row = DataFile("ontology", "types.csv", "Types", "1", "Apache-2.0", "by hand", (), "0" * 64)
    monkeypatch.setattr("detente.core.provenance.read_data_files", lambda: [row])
    status, out, _ = say("sources")
    assert status == 1
    assert "CHANGED" in out


@pytest.mark.parametrize("style", ["text", "bibtex"])
def test_cite_names_the_version(style, say):
    assert detente.__version__ in say("cite", "--format", style)[1]


def test_settings_lists_all(say):
    _, out, _ = say("settings", "--format", "jsonl")
    assert [json.loads(line)["name"] for line in out.splitlines()] == [row.name for row in SETTINGS]


def test_evaluate_gold_scores_the_corpus(articles, tmp_path, say):
    text = (articles / "pact.txt").read_text(encoding="utf-8")
    quote = "signed a defence pact on Thursday"
    start = text.index(quote)
    gold = {
        "doc": "pact.txt",
        "actors": [],
        "events": [
            {
                "id": "e1", "type": "AGREE", "mode": None, "actor": ["RUS", "PAK"], "recipient": [],
                "status": "occurred", "asserted_by": "author", "date": "2014-11-20",
                "evidence": {"start": start, "end": start + len(quote), "quote": quote},
            }
        ],
        "relation_claims": [],
        "mechanisms": [],
        "predictions": [],
    }  # fmt: skip
    (tmp_path / "pact.json").write_text(json.dumps(gold), encoding="utf-8")
    status, out, _ = say("evaluate", "gold", tmp_path, "--corpus", articles, "--json")
    assert status == 0
    assert json.loads(out)["all"]["events.detected"]["matched"] == 1
    status, out, _ = say("evaluate", "gold", tmp_path, "--corpus", articles, "--errors")
    assert "events.detected" in out


def test_evaluate_gold_finds_the_corpus_and_takes_settings(say):
    folder = Path(__file__).parents[1] / "coding" / "gold" / "articles"
    call = ("evaluate", "gold", folder, "--docs", "kazakh_transit.txt", "--json")
    status, both, _ = say(*call)
    assert status == 0
    status, neither, _ = say(*call, "--set", "coding.patterns=false", "--set", "coding.type_model=false")
    assert status == 0
    found = [json.loads(out)["all"]["events.detected"]["f1"] for out in (both, neither)]
    assert found[0] > 0.5
    assert not found[1]


def test_evaluate_gold_names_articles_that_are_not_there(tmp_path, say):
    gold = {
        "doc": "x.txt",
        "actors": [],
        "events": [],
        "relation_claims": [],
        "mechanisms": [],
        "predictions": [],
    }
    (tmp_path / "x.json").write_text(json.dumps(gold), encoding="utf-8")
    status, _, err = say("evaluate", "gold", tmp_path, "--corpus", tmp_path)
    assert status == 1
    assert "x.txt" in err
