"""The nouns, rebuilt from the record as they went in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.actors.actor import Actor, Mention
from detente.coding.event import Amount, CodedDocument, Event, Trace
from detente.core.errors import UnknownNameError
from detente.core.rejections import Reason, Rejection
from detente.core.spans import Span
from detente.documents.document import Block, Document
from detente.ledger.queries import gather_rows, query
from detente.ledger.statements import read_statements
from detente.sentences.sentence import Sentence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "read_actors",
    "read_coded",
    "read_document",
    "read_documents",
    "read_events",
    "read_mentions",
    "read_rejections",
    "read_sentence_at",
    "read_sentences",
]

_CHUNK = 500


def read_document(connection: sqlite3.Connection, document_id: str) -> Document:
    """The document with this identity.

    Raises:
        UnknownNameError: If the record has none.
    """
    row = connection.execute(query("read.document"), {"document": document_id}).fetchone()
    if row is None:
        raise UnknownNameError(
            f"the ledger has no document {document_id!r}",
            hint="`detente sql 'SELECT id, name FROM documents'`",
        )
    blocks = connection.execute(query("read.blocks"), {"document": document_id})
    return Document(*(*row[:4], tuple(Block(*block) for block in blocks), *row[4:]))


def read_documents(connection: sqlite3.Connection) -> Iterator[Document]:
    """Every document, by date of publication (undated last) and identity."""
    for (document_id,) in connection.execute(query("read.document_ids")).fetchall():
        yield read_document(connection, document_id)


def read_sentences(connection: sqlite3.Connection, document_id: str) -> tuple[Sentence, ...]:
    """A document's sentences, in order."""
    return tuple(
        Sentence(*row) for row in connection.execute(query("read.sentences"), {"document": document_id})
    )


def read_sentence_at(connection: sqlite3.Connection, document_id: str, *, offset: int) -> Sentence | None:
    """The sentence around an offset; None in boilerplate and between sentences."""
    row = connection.execute(
        query("read.sentence_at"), {"document": document_id, "offset": offset}
    ).fetchone()
    return Sentence(*row) if row else None


def read_mentions(connection: sqlite3.Connection, document_id: str) -> tuple[Mention, ...]:
    """A document's mentions, in order."""
    return tuple(
        Mention(*row) for row in connection.execute(query("read.mentions"), {"document": document_id})
    )


def read_actors(connection: sqlite3.Connection, names: Iterable[str] | None = None) -> Iterator[Actor]:
    """The actors of these identities, or every one, each as most documents have it."""
    if names is None:
        for row in connection.execute(query("read.actors")):
            yield Actor(*row)
        return
    for name in sorted(set(names)):
        ends = connection.execute(query("read.actor_ends"), {"actor": name}).fetchall()
        if len(ends) > 1:  # documents have it in several ways; else there is nothing to count
            ends = connection.execute(query("read.actor"), {"actor": name}).fetchall()
        if ends:
            yield Actor(*ends[0])


def read_rejections(
    connection: sqlite3.Connection, *, stage: str | None, reason: str | None
) -> Iterator[Rejection]:
    """What was refused, by path and place."""
    for row in connection.execute(query("read.rejections"), {"stage": stage, "reason": reason}):
        yield _rejection(row)


def read_coded(connection: sqlite3.Connection, document_id: str) -> CodedDocument:
    """Everything that was found in a document."""
    key = {"document": document_id}
    return CodedDocument(
        document=read_document(connection, document_id),
        sentences=read_sentences(connection, document_id),
        actors=tuple(Actor(*row) for row in connection.execute(query("read.document_actors"), key)),
        mentions=read_mentions(connection, document_id),
        events=tuple(read_events(connection, {"document": document_id}, order="by_place")),
        rejections=tuple(
            _rejection(row) for row in connection.execute(query("read.document_rejections"), key)
        ),
        claims=tuple(read_statements(connection, {**key, "kind": "claim"})),
        mechanisms=tuple(read_statements(connection, {**key, "kind": "mechanism"})),
        predictions=tuple(read_statements(connection, {**key, "kind": "prediction"})),
        questions=tuple(read_statements(connection, {**key, "kind": "question"})),
    )


def read_events(
    connection: sqlite3.Connection,
    filters: Mapping[str, str],
    *,
    order: str = "by_date",
    limit: int | None = None,
) -> Iterator[Event]:
    """The events that fulfil every filter.

    Args:
        connection: To the record.
        filters: By the names of the conditions in ``queries/events.sql``; ``dyad_a`` and ``dyad_b`` together.
        order: ``by_date``, ``by_place`` or ``by_id``.
        limit: Most events; None for all.
    """
    names = sorted({name.partition("_")[0] for name in filters})
    conditions = " AND ".join(query(f"events.{name}") for name in names)
    where = f" WHERE {conditions} " if conditions else " "
    cursor = connection.execute(
        query("events.select") + where + query(f"events.{order}"),
        {**filters, "limit": -1 if limit is None else limit},
    )
    while rows := cursor.fetchmany(_CHUNK):
        yield from _build_events(connection, rows)


def _build_events(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> Iterator[Event]:
    ids = [row[0] for row in rows]
    actors = gather_rows(connection, "events.participants", ids)
    contexts = gather_rows(connection, "events.contexts", ids)
    amounts = gather_rows(connection, "events.amounts", ids)
    evidence = gather_rows(connection, "events.evidence", ids)
    traces = gather_rows(connection, "events.traces", ids)
    for row in rows:
        event = row[0]
        yield Event(
            id=event,
            document=row[1],
            type=row[2],
            mode=row[3],
            contexts=tuple(context for (context,) in contexts[event]),
            source=tuple(actor for role, actor in actors[event] if role == "source"),
            target=tuple(actor for role, actor in actors[event] if role == "target"),
            persons=tuple(actor for role, actor in actors[event] if role == "person"),
            status=row[4],
            asserted_by=row[5],
            date=row[6],
            date_text=row[7],
            place=row[8],
            object=row[9],
            project=row[10],
            amounts=tuple(Amount(*amount) for amount in amounts[event]),
            intensity=row[11],
            quad_class=row[12],
            confidence=row[13],
            evidence=tuple(Span(*span) for span in evidence[event]),
            trace=Trace(row[14], row[15], tuple(rule for (rule,) in traces[event])),
        )


def _rejection(row: tuple[Any, ...]) -> Rejection:
    reason, stage, name, detail, document_id, start, stop = row
    return Rejection(Reason(reason), stage, name, detail, document_id, start, stop)
