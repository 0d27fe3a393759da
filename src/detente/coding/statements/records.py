"""The interchange records of statements."""

from __future__ import annotations

from collections.abc import Iterator

from detente.coding.event import Trace
from detente.coding.statements.nouns import Claim, MechanismStatement, Prediction, Question, Statements

__all__ = [
    "record_of_claim",
    "record_of_mechanism",
    "record_of_prediction",
    "record_of_question",
    "records_of_statements",
]


def records_of_statements(statements: Statements, document: str) -> Iterator[dict[str, object]]:
    """The records of claims, mechanism statements and predictions, each with the document's name.

    Questions are no records of the interchange; `record_of_question` makes one where it is wanted.
    """
    for claim in statements.claims:
        yield record_of_claim(claim, document)
    for mechanism in statements.mechanisms:
        yield record_of_mechanism(mechanism, document)
    for prediction in statements.predictions:
        yield record_of_prediction(prediction, document)


def record_of_claim(claim: Claim, document: str) -> dict[str, object]:
    """The interchange record of one claim."""
    own: dict[str, object] = {
        "dyad": list(claim.dyad),
        "domain": claim.domain,
        "claim": claim.claim,
        "tense": claim.tense,
    }
    return _record("claim", claim, document, own)


def record_of_mechanism(mechanism: MechanismStatement, document: str) -> dict[str, object]:
    """The interchange record of one mechanism statement."""
    own: dict[str, object] = {
        "name": mechanism.name,
        "actors": list(mechanism.actors),
        "statement": mechanism.statement,
        "tense": mechanism.tense,
    }
    return _record("mechanism", mechanism, document, own)


def record_of_prediction(prediction: Prediction, document: str) -> dict[str, object]:
    """The interchange record of one prediction."""
    own: dict[str, object] = {
        "statement": prediction.statement,
        "actors": list(prediction.actors),
        "tense": prediction.tense,
        "probability": prediction.probability,
        "horizon": prediction.horizon,
        "horizon_text": prediction.horizon_text,
    }
    return _record("prediction", prediction, document, own)


def record_of_question(question: Question, document: str) -> dict[str, object]:
    """A record of one question."""
    own: dict[str, object] = {
        "text": question.text,
        "dyads": [list(dyad) for dyad in question.dyads],
        "tense": question.tense,
    }
    return _record("question", question, document, own)


def _record(
    kind: str, noun: Claim | MechanismStatement | Prediction | Question, document: str, own: dict[str, object]
) -> dict[str, object]:
    return {
        "kind": kind,
        "document": document,
        "id": noun.id,
        **own,
        "modality": noun.modality,
        "asserted_by": noun.asserted_by,
        "confidence": noun.confidence,
        "evidence": [span.to_json() for span in noun.evidence],
        "trace": _trace(noun.trace),
    }


def _trace(trace: Trace) -> dict[str, object]:
    return {"coder": trace.coder, "version": trace.version, "rule": list(trace.rule)}
