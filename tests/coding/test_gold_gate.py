"""The coder's scores on gold stay above their floors; a run with ``-s`` shows how far these could rise."""

import json
import os
import tomllib
from pathlib import Path

import pytest

from detente.coding import code_documents, records_of
from detente.coding.event import CodedDocument
from detente.documents import Document, read_documents
from detente.evaluate import score_folder

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))
FLOORS = tomllib.loads((Path(__file__).parent / "gold" / "floors.toml").read_text(encoding="utf-8"))


def _compare(name, figures):
    """Fail on any figure below its floor; print what the floors could rise by."""
    low = []
    for figure, floor in FLOORS[name].items():
        value = figures[figure]
        if figure in ("invented", "noise_events"):
            low += [f"{figure} {value:g} > {floor:g}"] if value > floor else []
            continue
        low += [f"{figure} {value:.4f} < {floor:.4f}"] if value < floor else []
        print(f"{name} {figure}: {value:.4f}, floor {floor:.4f}, could rise by {value - floor:.4f}")  # noqa: T201
    assert not low, f"{name}: {'; '.join(low)}"


def _figures(gold, records):
    total = score_folder(gold, records).to_json()["all"]
    out = {}
    for name in ("detected", "typed", "full"):
        out[name] = total[f"events.{name}"]["f1"]
    out["precision"] = total["events.detected"]["p"] or 0.0
    for name in ("status", "date", "object"):
        out[name] = total[f"events.{name}"]["accuracy"]
    return out


def _statements(gold, records):
    """What the text claims, argues and foretells: found or named, and the claims' labels and tenses."""
    total = score_folder(gold, records).to_json()["all"]
    out = {"claims": total["claims.found"]["f1"], "mechanisms": total["mechanisms.named"]["f1"]}
    out["claims_precision"] = total["claims.found"]["p"]
    out["predictions"] = total["predictions.found"]["f1"]
    out["label"], out["tense"] = total["claims.claim"]["accuracy"], total["claims.tense"]["accuracy"]
    return out


def _records(folder):
    documents = [item for item in read_documents([str(folder)]) if isinstance(item, Document)]
    texts = [document for document in documents if document.name.endswith(".txt")]
    coded = code_documents(texts, workers=1)
    return [record for item in coded if isinstance(item, CodedDocument) for record in records_of(item)]


def test_own_gold_is_large_and_varied(gold_folder):
    lines = (gold_folder / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 150
    assert sum('"events": []' in line for line in lines) >= 25
    assert len(list((gold_folder / "articles").glob("*.txt"))) >= 12


def test_own_sentences(sentence_score):
    print("\n".join(sentence_score.differences))  # noqa: T201
    _compare("sentences", sentence_score.figures())


def test_own_articles(gold_folder):
    folder = gold_folder / "articles"
    records = _records(folder)
    _compare("articles", _figures(folder, records))
    _compare("articles_statements", _statements(folder, records))


@pytest.mark.parametrize("part", ["developed", "held_out"])
def test_own_analyses(gold_folder, part):
    """Articles annotated for claims, arguments and predictions only; the rules were not fitted to `held_out`."""
    folder = gold_folder / "analyses" / part
    assert len(list(folder.glob("*.txt"))) >= 6
    _compare(f"analyses_{part}", _statements(folder, _records(folder)))


@pytest.mark.parametrize("part", ["articles", "analyses/developed", "analyses/held_out"])
def test_own_gold_quotes_its_texts(gold_folder, part):
    for path in sorted((gold_folder / part).glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        known = {actor["id"] for actor in gold["actors"]} | {"author"}
        for item in (*gold["relation_claims"], *gold["mechanisms"], *gold["predictions"]):
            for span in (item["evidence"], *item.get("also", [])):
                assert text[span["start"] : span["end"]] == span["quote"]
            assert {*item.get("dyad", []), *item.get("actors", []), item["asserted_by"]} <= known


@pytest.mark.parametrize("part", ["seeds", "dev"])
def test_shared_gold(part):
    gold, corpus = SHARED / "gold" / part, SHARED / "corpus" / part
    if not (gold.is_dir() and corpus.is_dir()):
        pytest.skip(f"no shared gold at {SHARED} (set DETENTE_SHARED)")
    records = _records(corpus)
    figures = _figures(gold, records)
    noise = [r for r in records if r["kind"] == "event" and str(r["document"]).startswith("noise")]
    figures["noise_events"] = len(noise)
    _compare(part, figures)
    _compare(f"{part}_statements", _statements(gold, records))
