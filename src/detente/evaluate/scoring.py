"""Scoring a coder against gold: every document, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import InputError
from detente.evaluate.comparing import Comparison, Difference, compare_mentions, compare_statements
from detente.evaluate.counts import Counts
from detente.evaluate.events import compare_events
from detente.evaluate.gold import check_record, gold_items, read_gold, system_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["GoldScore", "score_folder", "score_gold"]


@dataclass(frozen=True, slots=True)
class GoldScore:
    """How a coder did.

    Attributes:
        documents: Counts by document, in the order of gold.
        total: The counts of all documents added up.
        differences: What was missed, added or not alike, by document.
        strangers: Documents with records but without gold; they are left out.
    """

    documents: Mapping[str, Counts]
    total: Counts
    differences: tuple[Difference, ...]
    strangers: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """All figures, by document and in all."""
        return {
            "documents": {name: counts.figures() for name, counts in self.documents.items()},
            "all": self.total.figures(),
        }


def score_gold(gold: Mapping[str, Mapping[str, Any]], records: Iterable[Mapping[str, Any]]) -> GoldScore:
    """Score system records against gold documents (as `read_gold` gives them).

    Pairs are one to one, of the greatest total weight, among those whose evidence overlaps. An item that
    gold marks optional is never a miss, and what is paired with it is taken out of every count.

    Raises:
        InputError: If a record is not of the interchange, or a gold document lacks a field.
    """
    by_document: dict[str, list[Mapping[str, Any]]] = {name: [] for name in gold}
    strangers = set()
    for number, record in enumerate(records, 1):
        if not check_record(record, f"record {number}"):
            continue
        if record["document"] in by_document:
            by_document[record["document"]].append(record)
        else:
            strangers.add(str(record["document"]))
    documents, total, differences = {}, Counts(), []
    for name, document in gold.items():
        comparison = _compare(name, document, by_document[name])
        documents[name] = comparison.counts
        total.add(comparison.counts)
        differences += comparison.differences
    return GoldScore(documents, total, tuple(differences), tuple(sorted(strangers)))


def _compare(name: str, document: Mapping[str, Any], records: list[Mapping[str, Any]]) -> Comparison:
    try:
        names, gold = gold_items(document)
    except (KeyError, TypeError, IndexError) as fault:
        raise InputError(f"gold of {name!r} lacks a field or has one of the wrong kind: {fault}") from fault
    system = system_items(records, names)
    comparison = Comparison(name)
    compare_events(comparison, gold, system, names=names)
    compare_statements(comparison, gold, system)
    compare_mentions(comparison, gold, system)
    return comparison


def score_folder(
    gold_folder: str | Path, records: Iterable[Mapping[str, Any]], *, docs: Iterable[str] | None = None
) -> GoldScore:
    """Score system records against a folder of gold, or those of its documents named in `docs`.

    Raises:
        InputError: As `read_gold` and `score_gold`.
    """
    return score_gold(read_gold(gold_folder, docs=docs), records)
