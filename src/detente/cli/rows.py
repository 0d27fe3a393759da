"""Events as rows to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.coding.interchange import record_of_event

if TYPE_CHECKING:
    from detente.coding.event import Event
    from detente.identity import MergedEvent
    from detente.ledger import Ledger

__all__ = [
    "EVENT_COLUMNS",
    "EVENT_SHOWN",
    "MERGED_COLUMNS",
    "MERGED_SHOWN",
    "document_names",
    "event_row",
    "merged_record",
    "merged_row",
]

EVENT_COLUMNS = (
    "id", "date", "type", "mode", "contexts", "source", "target", "persons", "status", "asserted_by",
    "place", "object", "project", "amounts", "intensity", "quad_class", "confidence", "document", "start",
    "end", "quote",
)  # fmt: skip
EVENT_SHOWN = ("date", "who", "what", "status", "asserted_by", "quote")
MERGED_COLUMNS = (*EVENT_COLUMNS, "n_outlets", "n_mentions")
MERGED_SHOWN = ("id", *EVENT_SHOWN[:5], "n_outlets", "n_mentions", "quote")


def document_names(ledger: Ledger) -> dict[str, str]:
    """Identity of each document to its name, without reading the texts."""
    return {row["id"]: row["name"] for row in ledger.record_sql("SELECT id, name FROM documents")}


def event_row(event: Event, *, document: str) -> dict[str, Any]:
    """An event as a flat row: its first evidence is ``start``, ``end`` and ``quote``.

    Args:
        event: The event.
        document: Name to show for its document.
    """
    best = event.evidence[0]
    arrow = f" → {', '.join(event.target)}" if event.target else ""
    return {
        "id": event.id,
        "date": event.date,
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "source": list(event.source),
        "target": list(event.target),
        "persons": list(event.persons),
        "status": event.status,
        "asserted_by": event.asserted_by,
        "place": event.place,
        "object": event.object,
        "project": event.project,
        "amounts": [amount.text for amount in event.amounts],
        "intensity": event.intensity,
        "quad_class": event.quad_class,
        "confidence": event.confidence,
        "document": document,
        "start": best.start,
        "end": best.end,
        "quote": best.quote,
        "who": f"{', '.join(event.source)}{arrow}",
        "what": f"{event.type}/{event.mode}" if event.mode else event.type,
    }


def merged_row(event: Event, merged: MergedEvent, *, document: str) -> dict[str, Any]:
    """A merged event as a flat row, with the number of its outlets and tellings.

    Args:
        event: Its representative.
        merged: The event.
        document: Name to show for the document of its best telling.
    """
    counts = {"n_outlets": merged.n_outlets, "n_mentions": len(merged.mentions)}
    return {**event_row(event, document=document), **counts}


def merged_record(event: Event, merged: MergedEvent, *, document: str) -> dict[str, Any]:
    """The interchange record of a merged event's representative, with the identities of its tellings."""
    return {**record_of_event(event, document), "mentions": list(merged.mentions)}
