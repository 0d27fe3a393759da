"""Comparing one document's items, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.evaluate.counts import Counts
from detente.evaluate.pairing import measure_overlap, pair_items
from detente.evaluate.phrases import same_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.evaluate.gold import Item, Items

__all__ = ["Comparison", "Difference", "compare_mentions", "compare_statements", "settle_pairs"]

Weight = Callable[["Item", "Item"], float]
Pairs = list[tuple["Item", "Item"]]
CLAIM_LABELS = (("domain", 1.0), ("claim", 1.0), ("tense", 0.5), ("modality", 0.5), ("asserted_by", 0.5))


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that gold has and the system not, the other way round, or not alike.

    Attributes:
        document: Its name.
        kind: ``mention event claim mechanism prediction``.
        verdict: ``missed``, ``not in gold`` or ``differs``.
        item: Identity of the gold item, or of the system's where gold has none.
        start: First offset; -1 without evidence.
        end: Offset after the last; -1 without evidence.
        quote: The words.
        details: What differs: ``status: 'planned' <> 'occurred'``.
    """

    document: str
    kind: str
    verdict: str
    item: str
    start: int
    end: int
    quote: str
    details: tuple[str, ...]


class Comparison:
    """Counts and differences of one document, as they are gathered kind by kind."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.counts = Counts()
        self.differences: list[Difference] = []

    def note(self, kind: str, verdict: str, item: Item, *, details: Sequence[str] = ()) -> None:
        """Keep a difference."""
        start, end = item.spans[0] if item.spans else (-1, -1)
        row = Difference(self.document, kind, verdict, item.id, start, end, item.quote, tuple(details))
        self.differences.append(row)

    def note_unpaired(
        self, kind: str, gold: Sequence[Item], system: Sequence[Item], *, pairs: Sequence[tuple[int, int]]
    ) -> None:
        """Keep as differences what has no partner."""
        hit_gold, hit_system = {row for row, _ in pairs}, {column for _, column in pairs}
        for index, item in enumerate(gold):
            if index not in hit_gold and not item.optional:
                self.note(kind, "missed", item)
        for index, item in enumerate(system):
            if index not in hit_system:
                self.note(kind, "not in gold", item)


def settle_pairs(
    gold: Sequence[Item], system: Sequence[Item], pairs: Sequence[tuple[int, int]]
) -> tuple[Pairs, int, int]:
    """The pairs that count, and how many system and gold items do.

    A system item paired with an optional gold item is taken out: neither right nor wrong.
    """
    counted = [(gold[row], system[column]) for row, column in pairs if not gold[row].optional]
    n_system = len(system) - sum(gold[row].optional for row, _ in pairs)
    n_gold = sum(not item.optional for item in gold)
    return counted, n_system, n_gold


def compare_statements(comparison: Comparison, gold: Items, system: Items) -> None:
    """Claims, mechanisms and predictions."""
    claims = _pair(comparison, gold, system, kind="claim", figure="claims.found", weight=_claim_weight)
    _pair(
        comparison,
        gold,
        system,
        kind="mechanism",
        figure="mechanisms.found",
        weight=_mechanism_weight(named=False),
    )
    named = _pair(
        comparison,
        gold,
        system,
        kind="mechanism",
        figure="mechanisms.named",
        weight=_mechanism_weight(named=True),
    )
    predictions = _pair(
        comparison, gold, system, kind="prediction", figure="predictions.found", weight=_prediction_weight
    )
    for kind, pairs, labels in (
        ("claim", claims, ("claim", "tense", "modality", "domain", "asserted_by")),
        ("mechanism", named, ("modality", "asserted_by")),
        ("prediction", predictions, ("modality", "asserted_by")),
    ):
        for label in labels:
            right = sum(same_label(item.label(label), other.label(label)) for item, other in pairs)
            comparison.counts.add_right(f"{kind}s.{label}", right, of=len(pairs))
        for item, other in pairs:
            wrong = [
                f"{label}: {item.label(label)!r} <> {other.label(label)!r}"
                for label in labels
                if not same_label(item.label(label), other.label(label))
            ]
            if wrong:
                comparison.note(kind, "differs", item, details=wrong)


def _pair(
    comparison: Comparison, gold: Items, system: Items, *, kind: str, figure: str, weight: Weight
) -> Pairs:
    pairs = pair_items(gold[kind], system[kind], weight)
    counted, n_system, n_gold = settle_pairs(gold[kind], system[kind], pairs)
    comparison.counts.add_found(figure, len(counted), system=n_system, gold=n_gold)
    if figure != "mechanisms.found":
        comparison.note_unpaired(kind, gold[kind], system[kind], pairs=pairs)
    return counted


def _claim_weight(gold: Item, given: Item) -> float:
    share = measure_overlap(gold.spans, given.spans) if gold.actors == given.actors else 0.0
    if not share:
        return 0.0
    alike = (points * same_label(gold.label(label), given.label(label)) for label, points in CLAIM_LABELS)
    return 1 + share + sum(alike)


def _mechanism_weight(*, named: bool) -> Weight:
    def weight(gold: Item, given: Item) -> float:
        share = measure_overlap(gold.spans, given.spans)
        alike = same_label(gold.label("name"), given.label("name"))
        if not share or (named and not alike):
            return 0.0
        either = gold.actors | given.actors
        common = len(gold.actors & given.actors) / len(either) if either else 0
        return (
            1 + share + alike + 0.2 * (same_label(gold.label("modality"), given.label("modality")) + common)
        )

    return weight


def _prediction_weight(gold: Item, given: Item) -> float:
    share = measure_overlap(gold.spans, given.spans)
    if not share:
        return 0.0
    same_speaker = same_label(gold.asserted_by, given.asserted_by)
    return 1 + share + 0.3 * (same_label(gold.label("modality"), given.label("modality")) + same_speaker)


def compare_mentions(comparison: Comparison, gold: Items, system: Items) -> None:
    """Mentions, actor by actor: once by the same span, once by overlapping spans."""
    everyone = sorted({next(iter(item.actors)) for item in (*gold["mention"], *system["mention"])})
    for figure, weight in (("exact", _same_span), ("overlap", _shared_span)):
        comparison.counts.add_found(f"mentions.{figure}", 0, system=0, gold=0)
        for actor in everyone:
            ours = [item for item in gold["mention"] if actor in item.actors]
            theirs = [item for item in system["mention"] if actor in item.actors]
            pairs = pair_items(ours, theirs, weight)
            counted, n_system, n_gold = settle_pairs(ours, theirs, pairs)
            comparison.counts.add_found(f"mentions.{figure}", len(counted), system=n_system, gold=n_gold)
            if figure == "exact":
                comparison.note_unpaired("mention", ours, theirs, pairs=pairs)


def _shared_span(gold: Item, given: Item) -> float:
    share = measure_overlap(gold.spans, given.spans)
    return 1 + share if share else 0.0


def _same_span(gold: Item, given: Item) -> float:
    return _shared_span(gold, given) if gold.spans == given.spans else 0.0
