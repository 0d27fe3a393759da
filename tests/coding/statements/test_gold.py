"""Claims, mechanisms and predictions on the shared gold stay above their floors."""

import os
from pathlib import Path

import pytest

from detente.coding import Coder, records_of
from detente.documents import Document, read_documents
from detente.evaluate import score_folder

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))
FLOORS = {
    ("claims.found", "f1"): 0.85,
    ("claims.claim", "accuracy"): 0.9,
    ("claims.tense", "accuracy"): 0.9,
    ("mechanisms.named", "f1"): 0.8,
    ("predictions.found", "f1"): 0.85,
}


def test_shared_gold(coder: Coder):
    gold, corpus = SHARED / "gold" / "seeds", SHARED / "corpus" / "seeds"
    if not (gold.is_dir() and corpus.is_dir()):
        pytest.skip(f"no shared gold at {SHARED} (set DETENTE_SHARED)")
    documents = [item for item in read_documents([str(corpus)]) if isinstance(item, Document)]
    records = [record for coded in coder.code(documents) for record in records_of(coded)]
    figures = score_folder(gold, records).to_json()["all"]
    if "claims.found" not in figures:
        pytest.skip("the project's own scorer counts no claims yet")
    low = {key: figures[key[0]][key[1]] for key, floor in FLOORS.items() if figures[key[0]][key[1]] < floor}
    assert not low
