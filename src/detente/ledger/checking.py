"""What must hold of a coded document before it may enter the books."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from detente.core.dates import parse_edtf
from detente.core.errors import InputError
from detente.core.identity import content_id
from detente.ledger.statements import statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.coding.event import CodedDocument

__all__ = ["check_coded"]


def check_coded(coded: CodedDocument) -> None:
    """Refuse a coded document that contradicts itself, so that every quote in the books is true.

    Raises:
        InputError: Naming up to five faults and their number.
    """
    faults = [*_find_wrong_identities(coded), *_find_wrong_quotes(coded), *_find_unknown_actors(coded)]
    if faults:
        raise InputError(
            f"{coded.document.name!r} as coded has {len(faults)} contradictions: {'; '.join(faults[:5])}",
            hint="this is a fault of the coder: please report it with the document",
        )


def _find_wrong_identities(coded: CodedDocument) -> Iterator[str]:
    document = coded.document
    if document.id != content_id(document.text):
        yield f"the document's id {document.id!r} is not that of its text"
    seen = set()
    for event in coded.events:
        if event.id in seen:
            yield f"two events have the id {event.id!r}"
        seen.add(event.id)
        if event.document != document.id:
            yield f"event {event.id!r} belongs to document {event.document!r}"
        if event.date is not None:
            parse_edtf(event.date)
    for kind, _, statement in statements_of(coded):
        if statement.id in seen:
            yield f"two records have the id {statement.id!r}"
        seen.add(statement.id)
        if statement.document != document.id:
            yield f"{kind} {statement.id!r} belongs to document {statement.document!r}"


def _find_wrong_quotes(coded: CodedDocument) -> Iterator[str]:
    text = coded.document.text
    for sentence in coded.sentences:
        if text[sentence.start : sentence.end] != sentence.text:
            yield f"sentence {sentence.index} is not text[{sentence.start}:{sentence.end}]"
    for mention in coded.mentions:
        if text[mention.start : mention.end] != mention.quote:
            yield f"mention {mention.quote!r} is not text[{mention.start}:{mention.end}]"
    records = chain(
        (("event", event) for event in coded.events),
        ((kind, statement) for kind, _, statement in statements_of(coded)),
    )
    for kind, record in records:
        if not record.evidence:
            yield f"{kind} {record.id!r} has no evidence"
        for span in record.evidence:
            if text[span.start : span.end] != span.quote:
                yield f"evidence {span.quote[:60]!r} of {record.id!r} is not text[{span.start}:{span.end}]"


def _find_unknown_actors(coded: CodedDocument) -> Iterator[str]:
    known = {actor.id for actor in coded.actors}
    if len(known) != len(coded.actors):
        yield "an actor is listed twice"
    named = chain(
        (mention.actor for mention in coded.mentions),
        chain.from_iterable((*event.source, *event.target, *event.persons) for event in coded.events),
    )
    for actor in sorted(set(named) - known):
        yield f"actor {actor!r} is named but not listed"
