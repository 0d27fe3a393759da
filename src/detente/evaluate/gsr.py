"""Scoring the whole coder on PLOVER gold standard records: who, to whom, what.

Each record is coded as a document of its own. Among the events coded from it the one counts that fits best:
a record tells one event, its text may tell more. A record that gives no source or target is not asked for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.identity import content_id
from detente.core.rejections import REASONS, Rejection
from detente.documents import Document
from detente.documents.document import Block
from detente.evaluate.classes import Confusion, measure_confusion
from detente.evaluate.counts import Counts
from detente.evaluate.gsr_parties import Found

if TYPE_CHECKING:
    from detente.coding import CodedDocument, Event
    from detente.evaluate.counts import Figure
    from detente.evaluate.gsr_records import GsrParty, GsrRecord

__all__ = ["GsrAnswer", "GsrScore", "score_gsr"]

Answer = bool | None
Code = Callable[[Iterable["Document | Rejection"]], Iterable["CodedDocument | Rejection"]]
FIGURES = ("coded", "source", "target", "type", "all")
NO_EVENT = "(none)"


@dataclass(frozen=True, slots=True)
class GsrAnswer:
    """What the coder made of a record.

    Attributes:
        record: The record.
        event: The event that fits it best, or None if none was coded.
        source: Whether every source was found; None if the record gives none. All parties of a symmetric
            record, and no others, in whatever role.
        target: Whether every target was found; None if the record gives none.
        type: Whether the type is right.
        reasons: Why something is wrong, in words; empty if nothing is.
    """

    record: GsrRecord
    event: Event | None
    source: Answer
    target: Answer
    type: bool
    reasons: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether everything that the record gives was found."""
        return self.type and self.source is not False and self.target is not False


@dataclass(frozen=True, slots=True)
class GsrScore:
    """How the coder did.

    Attributes:
        answers: One a record, in order.
        total: Right answers: ``coded source target type all``.
        by_type: The same by the record's type.
        confusion: The record's type to the one coded to count, of all records.
        reasons: Why something was wrong, the commonest first; a record may have two.
    """

    answers: tuple[GsrAnswer, ...]
    total: Counts
    by_type: Mapping[str, Counts]
    confusion: Confusion
    reasons: Mapping[str, int]

    @property
    def errors(self) -> list[GsrAnswer]:
        """The answers of which something is wrong."""
        return [answer for answer in self.answers if not answer.is_right]

    def to_json(self) -> dict[str, object]:
        """All figures."""
        per_type: dict[str, dict[str, Figure]] = {
            name: counts.figures() for name, counts in self.by_type.items()
        }
        return {
            **self.total.figures(),
            "by_type": per_type,
            "confusion": self.confusion,
            "reasons": dict(self.reasons),
            "n": len(self.answers),
        }


def score_gsr(records: Sequence[GsrRecord], code: Code) -> GsrScore:
    """Score a coder on records.

    Args:
        records: As `read_gsr` gives them.
        code: Gives a coded document or a rejection for every document, in order: `code_documents`.
    """
    coded = code(_document_of(record, number) for number, record in enumerate(records))
    answers = tuple(_answer(record, item) for record, item in zip(records, coded, strict=True))
    total, by_type = Counts(), {kind: Counts() for kind in sorted({record.type for record in records})}
    for answer in answers:
        for name, right in _rights(answer).items():
            for counts in (total, by_type[answer.record.type]):
                counts.add_right(name, bool(right), of=right is not None)
    return GsrScore(
        answers,
        total,
        by_type,
        measure_confusion(
            [answer.record.type for answer in answers],
            [answer.event.type if answer.event else NO_EVENT for answer in answers],
        ),
        dict(Counter(reason for answer in answers for reason in answer.reasons).most_common()),
    )


def _rights(answer: GsrAnswer) -> dict[str, Answer]:
    return {
        "coded": answer.event is not None,
        "source": answer.source,
        "target": answer.target,
        "type": answer.type,
        "all": answer.is_right,
    }


def _document_of(record: GsrRecord, number: int) -> Document:
    """The record's text as an article of one paragraph."""
    return Document(
        id=content_id(f"{number} {record.text}"),
        name=record.id or f"record {number}",
        path="",
        text=record.text,
        blocks=(Block(0, len(record.text), "body"),),
        title=None,
        published=record.published,
        published_rule="record" if record.published else "",
        url="",
        outlet="",
        language="en",
        media_type="text/plain",
        original_id="",
        signature=b"",
    )


def _answer(record: GsrRecord, coded: CodedDocument | Rejection) -> GsrAnswer:
    asked: tuple[Answer, Answer] = (False if record.source else None, False if record.target else None)
    if isinstance(coded, Rejection):
        reason = f"text refused: {REASONS[coded.reason]}"
        return GsrAnswer(record, None, *asked, type=False, reasons=(reason,))
    found = Found(coded)
    fitting = [(event, *_find_roles(record, event, found)) for event in coded.events]
    if not fitting:
        return GsrAnswer(record, None, *asked, type=False, reasons=(_why_no_event(record, coded, found),))
    event, source, target = max(fitting, key=lambda fit: _fitness(record, *fit))
    right = event.type == record.type
    reasons = [f"type: {record.type} coded as {event.type}"] if not right else []
    for role, answer, parties in (("source", source, record.source), ("target", target, record.target)):
        if answer is False:
            reasons.append(_why_role(role, parties, event, found))
    return GsrAnswer(record, event, source, target, right, tuple(reasons))


def _fitness(record: GsrRecord, event: Event, source: Answer, target: Answer) -> tuple[float, ...]:
    """More is better: how much is right, then whether it took place, then confidence."""
    right = bool(source) + bool(target) + (event.type == record.type)
    return (right, event.status in ("occurred", "ongoing"), event.confidence)


def _find_roles(record: GsrRecord, event: Event, found: Found) -> tuple[Answer, Answer]:
    """Whether an event has the record's sources and targets.

    The parties of a symmetric event stand in both roles.
    """
    everyone = {*event.source, *event.target}
    if record.is_symmetric:
        none_missing = _has_all(record.source, everyone, found)
        none_added = all(any(found.is_party(actor, party) for party in record.source) for actor in everyone)
        return none_missing and none_added, None
    symmetric = not event.target
    source = _has_all(record.source, everyone if symmetric else event.source, found)
    target = _has_all(record.target, everyone if symmetric else event.target, found)
    return source if record.source else None, target if record.target else None


def _has_all(parties: Iterable[GsrParty], actors: Iterable[str], found: Found) -> bool:
    return all(any(found.is_party(actor, party) for actor in actors) for party in parties)


def _why_no_event(record: GsrRecord, coded: CodedDocument, found: Found) -> str:
    states = [{party.state for party in role if party.state} for role in (record.source, record.target)]
    if states[0] and states[0] == states[1]:
        return "no event: source and target belong to one state"
    for role, parties in (("source", record.source), ("target", record.target)):
        if not parties and not record.is_symmetric:
            return f"no event: the record itself has no {role}"
    for role, parties in (("source", record.source), ("target", record.target)):
        if any(not found.is_named(party) for party in parties):
            return f"no event: {role} not recognised as an actor"
    if coded.rejections:
        return f"no event: {REASONS[coded.rejections[0].reason]}"
    return "no event: actors recognised, but the sentence was not looked at"


def _why_role(role: str, parties: Sequence[GsrParty], event: Event, found: Found) -> str:
    if any(not found.is_named(party) for party in parties):
        return f"{role}: not recognised as an actor"
    others = event.target if role == "source" else event.source
    if _has_all(parties, others, found):
        return f"{role}: stands in the other role"
    if _has_all(parties, {*event.source, *event.target}, found):
        return f"{role}: with another party too many"
    if len(parties) > 1:
        return f"{role}: not all of several parties"
    return f"{role}: another actor was taken"
