"""Claims, arguments, predictions and questions as rows to print."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from detente.coding.statements import (
    record_of_claim,
    record_of_mechanism,
    record_of_prediction,
    record_of_question,
)
from detente.ontology import read_ontology

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.accounts import AsserterRecord, Bearing, Outcome
    from detente.cli.output import Row
    from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
    from detente.identity import MergedEvent
    from detente.ledger import Ledger

__all__ = [
    "CLAIM_COLUMNS",
    "CLAIM_SHOWN",
    "MECHANISM_COLUMNS",
    "MECHANISM_SHOWN",
    "PREDICTION_COLUMNS",
    "PREDICTION_SHOWN",
    "QUESTION_COLUMNS",
    "QUESTION_SHOWN",
    "RECORD_SHOWN",
    "Library",
    "claim_row",
    "event_words",
    "library_of",
    "mechanism_row",
    "prediction_row",
    "question_row",
    "record_row",
]

_PLACE = ("confidence", "document", "start", "end", "quote")
CLAIM_COLUMNS = (
    "id", "published", "dyad", "domain", "claim", "tense", "modality", "asserted_by", *_PLACE,
)  # fmt: skip
CLAIM_SHOWN = (
    "published", "dyad", "domain", "claim", "tense", "modality", "asserted_by", "document", "quote",
)  # fmt: skip
MECHANISM_COLUMNS = (
    "id", "published", "name", "label", "actors", "statement", "tense", "modality", "asserted_by", *_PLACE,
)  # fmt: skip
MECHANISM_SHOWN = ("published", "label", "actors", "modality", "asserted_by", "document", "statement")
PREDICTION_COLUMNS = (
    "id", "published", "statement", "actors", "modality", "probability", "horizon", "horizon_text",
    "asserted_by", "verdict", "verdict_confidence", "verdict_by", "due", "late", "events", "reasons", *_PLACE,
)  # fmt: skip
PREDICTION_SHOWN = (
    "published", "asserted_by", "modality", "horizon", "verdict", "verdict_confidence", "decided_by",
    "statement",
)  # fmt: skip
QUESTION_COLUMNS = (
    "id", "published", "text", "dyads", "tense", "asserted_by", "asks", "domain", "leaning",
    "leaning_confidence", "summary", *_PLACE,
)  # fmt: skip
QUESTION_SHOWN = ("published", "document", "text", "leaning", "leaning_confidence", "summary")
RECORD_SHOWN = (
    "asserted_by", "outlet", "n", "n_fulfilled", "n_refuted", "n_overdue", "n_open", "share", "low", "high",
    "n_scored", "brier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Library:
    """What rows tell of documents, without their texts.

    Attributes:
        names: Identity of each document to its name.
        published: To its EDTF date of publication, or None.
        outlets: To its outlet, or empty.
    """

    names: Mapping[str, str]
    published: Mapping[str, str | None]
    outlets: Mapping[str, str]


def library_of(ledger: Ledger) -> Library:
    """The documents of a ledger."""
    rows = ledger.record_sql("SELECT id, name, published, outlet FROM documents")
    return Library(
        names={row["id"]: row["name"] for row in rows},
        published={row["id"]: row["published"] for row in rows},
        outlets={row["id"]: row["outlet"] or "" for row in rows},
    )


def claim_row(claim: Claim, library: Library, *, record: bool) -> Row:
    """A claim as a flat row, or as its interchange record."""
    full = record_of_claim(claim, library.names[claim.document])
    return full if record else _flat(full, claim.document, library)


def mechanism_row(mechanism: MechanismStatement, library: Library, *, record: bool) -> Row:
    """A mechanism statement with the ontology's label, as a flat row or as its interchange record."""
    known = read_ontology().mechanisms.get(mechanism.name)
    full = {
        **record_of_mechanism(mechanism, library.names[mechanism.document]),
        "label": known.label if known is not None else mechanism.name,
    }
    return full if record else _flat(full, mechanism.document, library)


def prediction_row(
    prediction: Prediction, outcome: Outcome, library: Library, *, deciding: str, record: bool
) -> Row:
    """A prediction with what became of it.

    Args:
        prediction: The prediction.
        outcome: Its outcome.
        library: For names and dates.
        deciding: The deciding events in words.
        record: As its interchange record with an ``outcome``; else flat.
    """
    full = record_of_prediction(prediction, library.names[prediction.document])
    if record:
        return {**full, "outcome": asdict(outcome)}
    return {
        **_flat(full, prediction.document, library),
        "verdict": outcome.verdict,
        "verdict_confidence": outcome.confidence,
        "verdict_by": outcome.by,
        "due": outcome.due,
        "late": outcome.late,
        "events": list(outcome.events),
        "reasons": list(outcome.reasons),
        "decided_by": deciding,
    }


def question_row(question: Question, bearing: Bearing, library: Library, *, record: bool) -> Row:
    """A question with what bears on it: all of it in a record, leaning and summary in a flat row."""
    full = record_of_question(question, library.names[question.document])
    if record:
        return {**full, "bearing": asdict(bearing)}
    return {
        **_flat(full, question.document, library),
        "dyads": ["-".join(dyad) for dyad in question.dyads],
        "asks": bearing.asks,
        "domain": bearing.domain,
        "leaning": bearing.leaning,
        "leaning_confidence": bearing.confidence,
        "summary": bearing.summary,
    }


def record_row(record: AsserterRecord) -> Row:
    """How one asserter's predictions fared."""
    return asdict(record)


def event_words(event: MergedEvent) -> str:
    """An event in a few words, with its identity to look it up by."""
    arrow = f" → {', '.join(event.target)}" if event.target else ""
    return f"{event.date or 'undated'} {event.type} {', '.join(event.source)}{arrow} [{event.id}]"


def _flat(record: dict[str, object], document: str, library: Library) -> dict[str, Any]:
    """A record with its first evidence as ``start``, ``end`` and ``quote``, and when it was published."""
    evidence: Any = record["evidence"]
    return {**record, **evidence[0], "published": library.published[document]}
