"""What people have judged: each record as it should be, and its export as gold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.cli.output import json_line
from detente.cli.rows import document_names
from detente.ontology import intensity_of, quad_class_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.ledger import Correction, Ledger

__all__ = ["JudgedRecord", "gold_lines", "judged_records"]

_JUDGED = frozenset({"right", "wrong", "edit"})


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """A record with what people made of it.

    Attributes:
        kind: ``event claim mechanism prediction question``.
        document: Identity of the document.
        start: First offset of its best evidence.
        verdict: The last of ``right wrong edit``.
        record: In interchange form: with all that was edited; as it was coded if it is wrong.
    """

    kind: str
    document: str
    start: int
    verdict: str
    record: dict[str, Any]


def judged_records(ledger: Ledger) -> list[JudgedRecord]:
    """Every record that people have judged right or wrong or edited, by document and place."""
    said: dict[str, list[Correction]] = {}
    for correction in ledger.corrections():
        if correction.verdict in _JUDGED:
            said.setdefault(correction.about, []).append(correction)
    judged = [_judge(corrections) for corrections in said.values()]
    return sorted(judged, key=lambda row: (row.document, row.start, str(row.record["id"])))


def _judge(corrections: Sequence[Correction]) -> JudgedRecord:
    """What all that was said of one record, oldest first, comes to."""
    last = corrections[-1]
    record: dict[str, Any] = dict(last.record)
    changes: dict[str, Any] = {}
    if last.verdict != "wrong":
        for correction in corrections:
            changes |= correction.changes
    if changes and last.kind == "event":
        changes = _with_consequences(record, changes)
    record |= {field: list(value) if isinstance(value, tuple) else value for field, value in changes.items()}
    return JudgedRecord(last.kind, last.document, last.start, last.verdict, record)


def _with_consequences(record: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The changes of an event, with what follows from another type."""
    kind = changes.get("type", record["type"])
    mode = changes.get("mode", record["mode"] if kind == record["type"] else None)
    scale = {"intensity": intensity_of(kind, mode), "quad_class": quad_class_of(kind)}
    return {**changes, "type": kind, "mode": mode, **scale}


def gold_lines(ledger: Ledger) -> list[str]:
    """The judged records as JSON lines, each with the document's name and the verdict."""
    names = document_names(ledger)
    return [json_line(_gold(row, names.get(row.document, row.document))) for row in judged_records(ledger)]


def _gold(row: JudgedRecord, name: str) -> dict[str, Any]:
    """The record with the document's name, in the order of the interchange."""
    head = {"kind": row.kind, "document": name}
    rest = {field: value for field, value in sorted(row.record.items()) if field not in head}
    return {**head, "id": rest.pop("id"), **rest, "verdict": row.verdict}
