"""How well tellings of one event are brought together stays above its floors on the shared news."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.coding import code_documents
from detente.documents import read_documents
from detente.evaluate.same_events import read_same_events, score_same_events
from detente.identity import find_mentions

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[3] / "shared"))
GOLD, CORPUS = SHARED / "gold" / "dev" / "same_events.jsonl", SHARED / "corpus" / "dev"


@pytest.mark.skipif(not GOLD.is_file(), reason=f"no shared gold at {SHARED} (set DETENTE_SHARED)")
def test_the_orban_and_cuba_news_are_merged_well():
    files = sorted({span[0] for span in read_same_events(GOLD).spans()})
    coded = list(code_documents(read_documents([str(CORPUS / file) for file in files])))
    mentions = [mention for item in coded for mention in find_mentions(item)]
    names = {item.document.id: item.document.name for item in coded}
    score = score_same_events(read_same_events(GOLD), mentions, names)
    assert score.n_found >= 28
    assert score.merged.precision >= 0.9
    assert score.merged.f1 >= 0.65
    assert score.merged.f1 >= score.filtered.f1 + 0.15
    assert not score.hard_joined_surely
