"""Putting coded documents and refusals into the record, inside a transaction that the caller holds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

from detente.core.dates import parse_edtf
from detente.core.faulting import pass_point
from detente.ledger.merging import release_document, unsettle_document
from detente.ledger.near_duplicates import link_near_duplicates, unlink_near_duplicates
from detente.ledger.queries import query
from detente.ledger.statements import write_statements

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from detente.coding.event import CodedDocument, Event
    from detente.core.rejections import Rejection
    from detente.documents.document import Document

__all__ = ["Outcome", "find_known", "mark_read", "rewrite_coded", "write_coded", "write_rejection"]


class Outcome(StrEnum):
    """What became of a document that was added."""

    STORED = "stored"
    """Its text is new to the record."""
    DUPLICATE = "duplicate"
    """Its text is in the record already, from another place."""
    KNOWN = "known"
    """The same text from the same place was added before; nothing was changed."""


def find_known(connection: sqlite3.Connection, document: Document) -> bool:
    """Whether these bytes under this path and name are in the record."""
    return connection.execute(query("write.find_input"), _input_key(document)).fetchone() is not None


def write_coded(connection: sqlite3.Connection, coded: CodedDocument, *, kept: bool, floor: float) -> Outcome:
    """Put a coded document into the record, or note where else its text was found.

    Of several inputs with the same text the record keeps what was made of one, chosen by a rule that does
    not ask which came first: one with a date of publication before one without, then by path and name.

    Args:
        connection: In a transaction.
        coded: Checked, and not known.
        kept: Whether its original was kept.
        floor: Similarity from which two documents are near-duplicates.
    """
    document = coded.document
    home = connection.execute(query("write.find_home"), {"document": document.id}).fetchone()
    rank = (document.published is None, document.path, document.name, document.original_id)
    better = home is None or rank < (home[0] is None, home[1], home[2], home[3])
    if home is not None and better:
        connection.execute(query("write.demote_inputs"), {"document": document.id})
        _remove_records(connection, document.id, signature=home[4])
    if better:
        _write_records(connection, coded, floor=floor)
    _write_input(connection, document, outcome="stored" if better else "duplicate", kept=kept)
    connection.execute(query("write.grow_generation"))
    pass_point("document stored")
    return Outcome.STORED if home is None else Outcome.DUPLICATE


def rewrite_coded(connection: sqlite3.Connection, coded: CodedDocument, *, floor: float) -> None:
    """Put what was found anew in a document in place of what was found before; its inputs stay.

    Args:
        connection: In a transaction.
        coded: Checked, and of a document that is in the record.
        floor: Similarity from which two documents are near-duplicates.
    """
    home = connection.execute(query("write.find_home"), {"document": coded.document.id}).fetchone()
    _remove_records(connection, coded.document.id, signature=home[4])
    _write_records(connection, coded, floor=floor)
    connection.execute(query("write.grow_generation"))


def write_rejection(connection: sqlite3.Connection, rejection: Rejection, *, path: str) -> bool:
    """Note an input of which nothing was kept; the newest reason stands. Whether anything changed."""
    key = {"path": path, "name": rejection.document}
    facts = (
        rejection.reason.value,
        rejection.stage,
        rejection.detail,
        rejection.document_id,
        rejection.start,
        rejection.end,
    )
    if connection.execute(query("write.find_input_rejection"), key).fetchone() == facts:
        return False
    names = ("reason", "stage", "detail", "document_id", "start", "stop")
    connection.execute(query("write.put_rejected_input"), key)
    connection.execute(query("write.put_input_rejection"), {**key, **dict(zip(names, facts, strict=True))})
    connection.execute(query("write.grow_generation"))
    return True


def mark_read(connection: sqlite3.Connection, path: str, *, original_id: str) -> None:
    """Note that a file was read to its end: it need not be read again, and is rejected no longer."""
    before = connection.total_changes
    connection.execute(query("write.put_read_file"), {"path": path, "original_id": original_id})
    _remove_rejection(connection, path, PurePath(path).name)
    if connection.total_changes > before:
        connection.execute(query("write.grow_generation"))


def _input_key(document: Document) -> dict[str, str]:
    return {"path": document.path, "name": document.name, "original_id": document.original_id}


def _write_input(connection: sqlite3.Connection, document: Document, *, outcome: str, kept: bool) -> None:
    connection.execute(
        query("write.put_input"),
        (document.path, document.name, document.original_id, document.id, outcome, int(kept)),
    )
    _remove_rejection(connection, document.path, document.name)
    if document.name == PurePath(document.path).name:  # else one of many in the file: see `mark_read`
        connection.execute(
            query("write.put_read_file"), {"path": document.path, "original_id": document.original_id}
        )


def _remove_rejection(connection: sqlite3.Connection, path: str, name: str) -> None:
    key = {"path": path, "name": name}
    connection.execute(query("write.remove_input_rejection"), key)
    connection.execute(query("write.remove_rejected_input"), key)


def _remove_records(connection: sqlite3.Connection, document: str, *, signature: bytes) -> None:
    release_document(connection, document)
    unlink_near_duplicates(connection, document, signature=signature)
    connection.execute(query("write.remove_document"), {"document": document})


def _write_records(connection: sqlite3.Connection, coded: CodedDocument, *, floor: float) -> None:
    document = coded.document
    connection.execute(query("write.put_document"), _document_row(document))
    for name, rows in (
        ("block", [(document.id, i, b.start, b.end, b.role) for i, b in enumerate(document.blocks)]),
        (
            "sentence",
            [(document.id, s.index, s.start, s.end, s.text, s.role, s.paragraph) for s in coded.sentences],
        ),
        ("document_actor", [(document.id, a.id, a.name, a.kind, a.country, a.sector) for a in coded.actors]),
        (
            "mention",
            [
                (document.id, i, m.actor, m.start, m.end, m.quote, m.form, m.rule)
                for i, m in enumerate(coded.mentions)
            ],
        ),
        (
            "sentence_rejection",
            [
                (document.id, i, r.document, r.reason.value, r.stage, r.detail, r.start, r.end)
                for i, r in enumerate(coded.rejections)
            ],
        ),
        ("event", [_event_row(event, place) for place, event in enumerate(coded.events)]),
        ("participant", [row for event in coded.events for row in _participant_rows(event)]),
        ("context", [(e.id, i, context) for e in coded.events for i, context in enumerate(e.contexts)]),
        (
            "amount",
            [(e.id, i, a.value, a.unit, a.text) for e in coded.events for i, a in enumerate(e.amounts)],
        ),
        (
            "evidence",
            [(e.id, i, s.start, s.end, s.quote) for e in coded.events for i, s in enumerate(e.evidence)],
        ),
        ("trace", [(e.id, i, rule) for e in coded.events for i, rule in enumerate(e.trace.rule)]),
    ):
        connection.executemany(query(f"write.put_{name}"), rows)
    write_statements(connection, coded)
    unsettle_document(connection, document.id)
    link_near_duplicates(connection, document.id, signature=document.signature, floor=floor)


def _document_row(document: Document) -> tuple[object, ...]:
    return (
        document.id,
        document.name,
        document.path,
        document.text,
        document.title,
        document.published,
        document.published_rule,
        document.url,
        document.outlet,
        document.language,
        document.media_type,
        document.original_id,
        document.signature,
    )


def _event_row(event: Event, place: int) -> tuple[object, ...]:
    span = parse_edtf(event.date) if event.date is not None else None
    return (
        event.id,
        event.document,
        place,
        event.type,
        event.mode,
        event.status,
        event.asserted_by,
        event.date,
        span.start.isoformat() if span else None,
        span.end.isoformat() if span else None,
        event.date_text,
        event.place,
        event.object,
        event.project,
        event.intensity,
        event.quad_class,
        event.confidence,
        event.trace.coder,
        event.trace.version,
    )


def _participant_rows(event: Event) -> Iterator[tuple[str, str, int, str]]:
    for role, actors in (("source", event.source), ("target", event.target), ("person", event.persons)):
        for place, actor in enumerate(actors):
            yield event.id, role, place, actor
