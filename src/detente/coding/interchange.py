"""The interchange: one JSON record a mention, event, claim, mechanism statement, prediction or rejection."""

from __future__ import annotations

from collections.abc import Iterator

from detente.coding.event import CodedDocument, Event
from detente.coding.statements import Statements, records_of_statements

__all__ = ["record_of_event", "records_of"]


def records_of(coded: CodedDocument) -> Iterator[dict[str, object]]:
    """The records of a coded document: mentions, events, statements, rejections, each with its name."""
    name = coded.document.name
    for mention in coded.mentions:
        yield mention.to_json(name)
    for event in coded.events:
        yield record_of_event(event, name)
    yield from records_of_statements(Statements(coded.claims, coded.mechanisms, coded.predictions), name)
    for rejection in coded.rejections:
        yield rejection.to_json()


def record_of_event(event: Event, document: str) -> dict[str, object]:
    """The interchange record of one event."""
    return {
        "kind": "event",
        "document": document,
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "source": list(event.source),
        "target": list(event.target),
        "persons": list(event.persons),
        "status": event.status,
        "asserted_by": event.asserted_by,
        "date": event.date,
        "date_text": event.date_text,
        "place": event.place,
        "object": event.object,
        "project": event.project,
        "amounts": [{"value": a.value, "unit": a.unit, "text": a.text} for a in event.amounts],
        "intensity": event.intensity,
        "quad_class": event.quad_class,
        "confidence": event.confidence,
        "evidence": [span.to_json() for span in event.evidence],
        "trace": {"coder": event.trace.coder, "version": event.trace.version, "rule": list(event.trace.rule)},
    }
