"""One coder for the room's tests, documents of plain text, and scores on the sentences of our own gold."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from detente.coding import Coder, Event
from detente.core.identity import content_id
from detente.documents.document import Block, Document
from detente.evaluate.pairing import assign_pairs
from detente.evaluate.phrases import date_right

GOLD = Path(__file__).parent / "gold"


def document_of(text: str, *, published: str | None = None, name: str = "sentence.txt") -> Document:
    """A document whose whole text is one block of running text."""
    return Document(
        id=content_id(text),
        name=name,
        path=name,
        text=text,
        blocks=(Block(0, len(text), "body"),) if text.strip() else (),
        title=None,
        published=published,
        published_rule="option" if published else "",
        url="",
        outlet="",
        language="en",
        media_type="text/plain",
        original_id="",
        signature=b"",
    )


@dataclass(slots=True)
class SentenceScore:
    """Counts over all sentences, and a line for everything that is not as in gold."""

    n_gold: int = 0
    n_system: int = 0
    found: int = 0
    typed: int = 0
    full: int = 0
    status: int = 0
    date: int = 0
    n_dated: int = 0
    date_dated: int = 0
    invented: int = 0
    differences: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """F1 of found, typed and full; shares right of status and date among pairs; events out of nothing."""
        pairs = max(self.found, 1)
        return {
            "found": _f1(self.found, self.n_system, self.n_gold),
            "precision": round(self.found / max(self.n_system, 1), 4),
            "recall": round(self.found / max(self.n_gold, 1), 4),
            "typed": _f1(self.typed, self.n_system, self.n_gold),
            "full": _f1(self.full, self.n_system, self.n_gold),
            "status": round(self.status / pairs, 4),
            "date": round(self.date / pairs, 4),
            "date_dated": round(self.date_dated / max(self.n_dated, 1), 4),
            "invented": float(self.invented),
        }


def _f1(hits: int, n_system: int, n_gold: int) -> float:
    return round(2 * hits / max(n_system + n_gold, 1), 4)


def read_sentences() -> list[dict[str, Any]]:
    """The gold sentences."""
    lines = (GOLD / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def score_sentences(coder: Coder, rows: Iterable[dict[str, Any]]) -> SentenceScore:
    """Code every sentence as a document of its own and compare."""
    rows = list(rows)
    score = SentenceScore()
    documents = [document_of(row["text"], published=row["published"], name=row["id"]) for row in rows]
    for row, coded in zip(rows, coder.code(documents), strict=True):
        _compare(score, row, list(coded.events))
    return score


def _compare(score: SentenceScore, row: dict[str, Any], events: list[Event]) -> None:
    gold = row["events"]
    pairs = assign_pairs([[_weight(item, event) for event in events] for item in gold])
    excused = {j for i, j in pairs if gold[i].get("optional")}
    counted = [(i, j) for i, j in pairs if not gold[i].get("optional")]
    score.n_gold += sum(not item.get("optional") for item in gold)
    score.n_system += len(events) - len(excused)
    score.invented += 0 if gold else len(events)
    wrong = [
        f"missed {_told(item)}"
        for i, item in enumerate(gold)
        if i not in dict(pairs) and not item.get("optional")
    ]
    wrong += [f"added {_shown(e)}" for j, e in enumerate(events) if j not in {j for _, j in pairs}]
    for i, j in counted:
        wrong += _count_pair(score, gold[i], events[j])
    if wrong:
        score.differences.append(f"{row['id']} {row['text']}\n      " + "\n      ".join(wrong))


def _count_pair(score: SentenceScore, item: dict[str, Any], event: Event) -> list[str]:
    typed = item["type"] == event.type
    full = typed and _roles_right(item, event)
    status, date = item["status"] == event.status, date_right(item["date"], event.date)
    score.found += 1
    score.typed += typed
    score.full += full
    score.status += status
    score.date += date
    score.n_dated += bool(item["date"])
    score.date_dated += bool(item["date"]) and date
    return [] if full and status and date else [f"differs {_told(item)} <> {_shown(event)}"]


def _parties(item: dict[str, Any]) -> set[str]:
    return {*item["source"], *item["target"]}


def _weight(item: dict[str, Any], event: Event) -> float:
    """Parties must overlap; type, parties and direction decide between candidates."""
    given = {*event.source, *event.target}
    if not _parties(item) & given:
        return 0.0
    typed = item["type"] == event.type
    return (
        1
        + typed
        + (_parties(item) == given)
        + 0.5 * _roles_right(item, event)
        - 0.25 * bool(item.get("optional"))
    )


def _roles_right(item: dict[str, Any], event: Event) -> bool:
    if not item["target"]:
        return _parties(item) == {*event.source, *event.target}
    return set(item["source"]) == set(event.source) and set(item["target"]) == set(event.target)


def _told(item: dict[str, Any]) -> str:
    return f"{item['type']} {','.join(item['source'])}>{','.join(item['target'])} {item['status']} {item['date']}"


def _shown(event: Event) -> str:
    roles = f"{','.join(event.source)}>{','.join(event.target)}"
    return f"{event.type} {roles} {event.status} {event.date} [{event.evidence[0].quote}] {' '.join(event.trace.rule)}"


@pytest.fixture(scope="session")
def coder():
    return Coder()


@pytest.fixture(scope="session")
def make_document():
    return document_of


@pytest.fixture(scope="session")
def code_text(coder):
    def code(text, *, published=None):
        return next(coder.code([document_of(text, published=published)]))

    return code


@pytest.fixture(scope="session")
def sentence_score(coder):
    return score_sentences(coder, read_sentences())


@pytest.fixture(scope="session")
def gold_folder():
    return GOLD
