"""How well mentions of one event are brought together, judged on spans that people grouped.

Gold is a JSONL file of sets: of kind ``same`` (all its members tell one event) and ``different`` (its two
members do not, though they look it). A gold span is found if a mention's evidence overlaps it; within a
document gold spans and mentions are paired one to one, the greatest overlap first. All figures are over
the spans found, so that they judge the bringing together and not the finding.

B-cubed is that of Bagga and Baldwin, "Algorithms for scoring coreference chains", LREC workshop 1998,
section 3: precision and recall of each span's group, averaged over spans.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import InputError
from detente.evaluate.counts import ratio
from detente.evaluate.pairing import measure_overlap
from detente.identity.confidence import measure_confidence
from detente.identity.merger import merge_mentions

if TYPE_CHECKING:
    from detente.identity.mention import EventMention

__all__ = [
    "GoldSets",
    "GroupScore",
    "SameEventsScore",
    "filter_daily",
    "read_same_events",
    "score_same_events",
]

SpanKey = tuple[str, int, int]
SURE = 0.8


@dataclass(frozen=True, slots=True)
class GoldSets:
    """Spans, as (file, start, end), that people grouped.

    Attributes:
        same: By name, the spans that tell one event.
        different: By name, two spans that do not.
    """

    same: Mapping[str, tuple[SpanKey, ...]]
    different: Mapping[str, tuple[SpanKey, SpanKey]]

    def spans(self) -> list[SpanKey]:
        """Every span, once, sorted."""
        return sorted({span for spans in (*self.same.values(), *self.different.values()) for span in spans})


@dataclass(frozen=True, slots=True)
class GroupScore:
    """Figures of one way of grouping; None where there is nothing to divide by.

    Attributes:
        precision: Share of joined pairs that gold joins.
        recall: Share of gold's pairs that are joined.
        f1: Their harmonic mean.
        b3_precision: B-cubed precision.
        b3_recall: B-cubed recall.
        b3_f1: Their harmonic mean.
        right: Pairs joined by both.
        joined: Pairs joined.
        gold: Pairs that gold joins.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    b3_precision: float | None
    b3_recall: float | None
    b3_f1: float | None
    right: int
    joined: int
    gold: int


@dataclass(frozen=True, slots=True)
class SameEventsScore:
    """How mentions were brought together.

    Attributes:
        n_spans: Gold spans.
        n_found: Of these, spans with a mention.
        merged: Figures of détente's merging.
        filtered: Figures of the field's usual filter on the same mentions; see `filter_daily`.
        n_hard: Hard negatives of which both spans were found in two mentions.
        hard_joined: Names of those that were joined, with the confidence of the join.
        wrong: Pairs joined that gold parts.
        missed: Pairs that gold joins and that stayed apart.
    """

    n_spans: int
    n_found: int
    merged: GroupScore
    filtered: GroupScore
    n_hard: int
    hard_joined: Mapping[str, float]
    wrong: tuple[tuple[SpanKey, SpanKey], ...]
    missed: tuple[tuple[SpanKey, SpanKey], ...]

    @property
    def hard_joined_surely(self) -> int:
        """Hard negatives joined with a confidence above 0.8."""
        return sum(confidence > SURE for confidence in self.hard_joined.values())

    def to_json(self) -> dict[str, object]:
        """All figures."""
        return {
            "spans": self.n_spans,
            "found": self.n_found,
            "merged": {name: getattr(self.merged, name) for name in GroupScore.__slots__},
            "daily_filter": {name: getattr(self.filtered, name) for name in GroupScore.__slots__},
            "hard_negatives": self.n_hard,
            "hard_negatives_joined": dict(self.hard_joined),
            "hard_negatives_joined_above_0.8": self.hard_joined_surely,
            "wrong": [list(pair) for pair in self.wrong],
            "missed": [list(pair) for pair in self.missed],
        }


def read_same_events(path: str | Path) -> GoldSets:
    """Read the sets.

    Raises:
        InputError: If a line cannot be read.
    """
    same: dict[str, tuple[SpanKey, ...]] = {}
    different: dict[str, tuple[SpanKey, SpanKey]] = {}
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            spans = tuple((str(m["file"]), int(m["start"]), int(m["end"])) for m in row["members"])
            if row["kind"] == "same":
                same[str(row["set"])] = spans
            else:
                first, second = spans
                different[str(row["set"])] = first, second
        except (ValueError, KeyError, TypeError) as fault:
            raise InputError(
                f"line {number} of {str(path)!r} is no set of spans: {fault}",
                hint='expected {"set", "kind": "same" or "different", "members": [{"file", "start", "end"}]}',
            ) from fault
    return GoldSets(same, different)


def score_same_events(
    gold: GoldSets, mentions: Sequence[EventMention], names: Mapping[str, str]
) -> SameEventsScore:
    """Merge the mentions and compare with gold.

    Spans of different sets are taken to tell different events; a span that stands in a hard negative only
    stands alone.

    Args:
        gold: What people grouped.
        mentions: The coder's, of all documents together.
        names: Identity of a document to its file's name.
    """
    spans = gold.spans()
    found = _find(spans, mentions, names)
    events = merge_mentions(mentions)
    event_of = {mention: event for event in events for mention in event.mentions}
    days = filter_daily(mentions)
    ours: dict[SpanKey, Hashable] = {span: event_of[name].id for span, name in found.items()}
    usual: dict[SpanKey, Hashable] = {span: days[name] for span, name in found.items()}
    label: dict[SpanKey, Hashable] = {span: span for span in found}
    for name, members in gold.same.items():
        label.update({span: name for span in members if span in found})
    hard = {
        name: (found[first], found[second])
        for name, (first, second) in gold.different.items()
        if first in found and second in found and found[first] != found[second]
    }
    pairs = list(combinations(sorted(found), 2))
    return SameEventsScore(
        n_spans=len(spans),
        n_found=len(found),
        merged=_score(label, ours),
        filtered=_score(label, usual),
        n_hard=len(hard),
        hard_joined={
            name: measure_confidence(event_of[first], first, second)
            for name, (first, second) in sorted(hard.items())
            if event_of[first] is event_of[second]
        },
        wrong=tuple((a, b) for a, b in pairs if ours[a] == ours[b] and label[a] != label[b]),
        missed=tuple((a, b) for a, b in pairs if ours[a] != ours[b] and label[a] == label[b]),
    )


def filter_daily(mentions: Iterable[EventMention]) -> dict[str, tuple[object, ...]]:
    """The group of each mention by the usual filter: one event a day for each source, target and type.

    The day is the date told, or that of publication where none is, as event data sets have it.
    """
    return {
        mention.id: (
            mention.event.source,
            mention.event.target,
            mention.event.type,
            mention.event.date or mention.published,
        )
        for mention in mentions
    }


def _find(
    spans: Sequence[SpanKey], mentions: Sequence[EventMention], names: Mapping[str, str]
) -> dict[SpanKey, str]:
    by_file: dict[str, list[EventMention]] = defaultdict(list)
    for mention in sorted(mentions, key=lambda mention: mention.id):
        by_file[names.get(mention.event.document, "")].append(mention)
    found: dict[SpanKey, str] = {}
    for file in sorted({span[0] for span in spans}):
        wanted = [span for span in spans if span[0] == file]
        given = by_file[file]
        ranges = [tuple((span.start, span.end) for span in mention.event.evidence) for mention in given]
        overlaps = sorted(
            (-measure_overlap((span[1:],), held), span, mention.id)
            for mention, held in zip(given, ranges, strict=True)
            for span in wanted
        )
        taken: set[str] = set()
        for negative, span, name in overlaps:
            if negative < 0 and span not in found and name not in taken:
                found[span] = name
                taken.add(name)
    return found


def _score(gold: Mapping[SpanKey, Hashable], given: Mapping[SpanKey, Hashable]) -> GroupScore:
    spans = sorted(gold)
    pairs = [(gold[a] == gold[b], given[a] == given[b]) for a, b in combinations(spans, 2)]
    right = sum(ours and theirs for ours, theirs in pairs)
    wanted, joined = sum(ours for ours, _ in pairs), sum(theirs for _, theirs in pairs)
    precisions, recalls = [], []
    for span in spans:
        alike = {other for other in spans if gold[other] == gold[span]}
        put = {other for other in spans if given[other] == given[span]}
        precisions.append(len(alike & put) / len(put))
        recalls.append(len(alike & put) / len(alike))
    b3 = [sum(values) / len(values) if values else None for values in (precisions, recalls)]
    return GroupScore(
        precision=ratio(right, joined),
        recall=ratio(right, wanted),
        f1=ratio(2 * right, joined + wanted),
        b3_precision=b3[0],
        b3_recall=b3[1],
        b3_f1=2 * b3[0] * b3[1] / (b3[0] + b3[1]) if b3[0] and b3[1] else None,
        right=right,
        joined=joined,
        gold=wanted,
    )
