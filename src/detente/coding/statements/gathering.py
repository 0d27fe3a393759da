"""Statements of a document: what is said twice is one statement with both places as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from detente.coding.statements.nouns import Claim, MechanismStatement, Prediction, Statements

__all__ = ["gather_statements"]

_WORD = re.compile(r"[a-z][a-z-]{3,}")
_FUNCTION = frozenset(
    ("will", "would", "with", "that", "this", "from", "have", "been", "their", "they", "which", "could")
)
_ALIKE = 0.5  # share of the shorter prediction's words that another repeats

_Record = TypeVar("_Record", Claim, Prediction)


def gather_statements(found: Iterable[Statements]) -> Statements:
    """The statements of a document from those of its sentences, in order."""
    parts = list(found)
    claims: dict[tuple[object, ...], Claim] = {}
    for claim in (claim for part in parts for claim in part.claims):
        key = (claim.dyad, claim.domain, claim.claim, claim.tense, claim.modality, claim.asserted_by)
        claims[key] = _joined(claims[key], claim) if key in claims else claim
    mechanisms: dict[str, MechanismStatement] = {}
    for mechanism in (mechanism for part in parts for mechanism in part.mechanisms):
        mechanisms.setdefault(mechanism.id, mechanism)
    predictions: list[Prediction] = []
    for prediction in (prediction for part in parts for prediction in part.predictions):
        at = next((i for i, known in enumerate(predictions) if _same(known, prediction)), None)
        if at is None:
            predictions.append(prediction)
        else:
            predictions[at] = _joined(predictions[at], prediction)
    questions = tuple(question for part in parts for question in part.questions)
    return Statements(tuple(claims.values()), tuple(mechanisms.values()), tuple(predictions), questions)


def _joined(first: _Record, second: _Record) -> _Record:
    """One record with the evidence of both."""
    evidence = tuple(dict.fromkeys([*first.evidence, *second.evidence]))
    return replace(first, evidence=evidence, confidence=max(first.confidence, second.confidence))


def _same(first: Prediction, second: Prediction) -> bool:
    """Whether two predictions foretell the same thing in much the same words."""
    if first.horizon and second.horizon and first.horizon != second.horizon:
        return False
    if any(span.overlaps(other) for span in first.evidence for other in second.evidence):
        return False
    a, b = _words(first.statement), _words(second.statement)
    shorter = min(len(a), len(b))
    return shorter >= 2 and len(a & b) / shorter > _ALIKE and bool(set(first.actors) & set(second.actors))


def _words(statement: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(statement.lower()) if word not in _FUNCTION}
