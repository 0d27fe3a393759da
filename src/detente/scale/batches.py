"""The one function that every engine runs: a record batch of articles in, one of coded documents out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.coding import CodedDocument, code_documents
from detente.coding.statements import Statements
from detente.coding.statements.records import record_of_question, records_of_statements
from detente.core.rejections import Reason, Rejection
from detente.core.settings import resolve_settings
from detente.documents import Block, Document
from detente.identity import find_mentions
from detente.scale.schema import ARTICLE_SCHEMA, CODED_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.core.settings import Settings
    from detente.identity import EventMention

__all__ = ["articles_of", "batch_of", "code_batch", "event_row", "row_of_coded"]

_COPIED = (
    "id", "name", "path", "text", "title", "published", "published_rule", "url", "outlet", "language",
    "media_type", "original_id", "signature",
)  # fmt: skip
_SAME = ("name", "path", "title", "published", "published_rule", "url", "outlet", "language", "original_id")


def code_batch(batch: pa.RecordBatch, *, settings: Settings | None = None) -> pa.RecordBatch:
    """Code a batch of articles: a row in, a row out, in order.

    A pure function of its arguments and of the installed version: the same batch gives the same bytes in any
    process of any engine, and a row does not depend on its neighbours. The models are loaded at the first
    call of a process and stay.

    Args:
        batch: Of `ARTICLE_SCHEMA`; what was refused in reading passes through.
        settings: Resolved settings; the defaults if None.

    Returns:
        A batch of `CODED_SCHEMA`. A document whose coding fails has the reason in its row.
    """
    values = resolve_settings() if settings is None else settings
    items = code_documents(articles_of(batch), settings=values, workers=1)
    return pa.RecordBatch.from_pylist([row_of_coded(item) for item in items], schema=CODED_SCHEMA)


def batch_of(items: Iterable[Document | Rejection]) -> pa.RecordBatch:
    """What was read, as a batch of `ARTICLE_SCHEMA`."""
    rows = []
    for item in items:
        if isinstance(item, Rejection):
            row: dict[str, Any] = {
                "id": item.document_id or None,
                "name": item.document,
                "path": item.path,
                "reason": item.reason.value,
                "stage": item.stage,
                "detail": item.detail,
            }
        else:
            row = {name: getattr(item, name) for name in _COPIED}
            row["blocks"] = [{"start": b.start, "end": b.end, "role": b.role} for b in item.blocks]
        rows.append(row)
    return pa.RecordBatch.from_pylist(rows, schema=ARTICLE_SCHEMA)


def articles_of(batch: pa.RecordBatch) -> Iterator[Document | Rejection]:
    """The documents and rejections that `batch_of` laid out."""
    for row in batch.to_pylist():
        if row["reason"]:
            reason, stage, name = Reason(row["reason"]), row["stage"], row["name"]
            yield Rejection(reason, stage, name, row["detail"] or "", row["id"] or "", path=row["path"] or "")
        else:
            blocks = tuple(Block(block["start"], block["end"], block["role"]) for block in row["blocks"])
            yield Document(**{name: row[name] for name in _COPIED}, blocks=blocks)


def row_of_coded(item: CodedDocument | Rejection) -> dict[str, Any]:
    """The row of `CODED_SCHEMA` of one input."""
    if isinstance(item, Rejection):
        return {
            "document": item.document_id or None,
            "name": item.document,
            "path": item.path,
            "events": [],
            "statements": [],
            "refused": [],
            "reason": item.reason.value,
            "stage": item.stage,
            "detail": item.detail,
        }
    document = item.document
    said = Statements(item.claims, item.mechanisms, item.predictions)
    records = [*records_of_statements(said, document.name)]
    records += [record_of_question(question, document.name) for question in item.questions]
    return {
        "document": document.id,
        **{name: getattr(document, name) for name in _SAME},
        "signature": document.signature,
        "n_characters": len(document.text),
        "n_sentences": len(item.sentences),
        "n_mentions": len(item.mentions),
        "events": [event_row(mention) for mention in find_mentions(item)],
        "statements": [json.dumps(record, ensure_ascii=False) for record in records],
        "refused": [
            {"reason": refusal.reason.value, "start": refusal.start, "stop": refusal.end}
            for refusal in item.rejections
        ],
    }


def event_row(mention: EventMention) -> dict[str, Any]:
    """The value of `EVENT_STRUCT` of one telling."""
    event = mention.event
    row: dict[str, Any] = {
        name: getattr(event, name) for name in event.__slots__ if name not in {"document", "trace"}
    }
    return row | {
        "amounts": [{"value": a.value, "unit": a.unit, "text": a.text} for a in event.amounts],
        "evidence": [{"start": s.start, "stop": s.end, "quote": s.quote} for s in event.evidence],
        "coder": event.trace.coder,
        "coder_version": event.trace.version,
        "rules": event.trace.rule,
        "passage": mention.passage,
        "states": [{"actor": actor, "state": state} for actor, state in mention.states],
        "place_of": mention.place_of or None,
    }
