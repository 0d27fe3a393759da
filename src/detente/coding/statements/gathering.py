"""Statements of a document: what is said twice is one statement with both places as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from detente.coding.statements.leads import opens_as_consequence
from detente.coding.statements.naming import name_by_ties
from detente.coding.statements.nouns import Claim, MechanismStatement, Prediction, Statements
from detente.coding.statements.said import SIGN
from detente.coding.statements.sides import Tie

__all__ = ["gather_statements"]

_WORD = re.compile(r"[a-z][a-z-]{3,}")
_THIS = re.compile(r"(?:this|that|it|both|these)\b[^>]{0,12}->", re.IGNORECASE)
_FUNCTION = frozenset(
    ("will", "would", "with", "that", "this", "from", "have", "been", "their", "they", "which", "could")
)
_ALIKE = 0.5  # share of the shorter prediction's words that another repeats

_NEIGHBOURS = 120  # characters between the ends of two neighbouring sentences' statements
_Record = TypeVar("_Record", Claim, MechanismStatement, Prediction)


def gather_statements(found: Iterable[Statements]) -> Statements:
    """The statements of a document from those of its sentences, in order."""
    parts = list(found)
    claims: dict[tuple[object, ...], Claim] = {}
    for claim in (claim for part in parts for claim in part.claims):
        key = (claim.dyad, claim.domain, claim.claim, claim.tense, claim.modality, claim.asserted_by)
        claims[key] = _joined(claims[key], claim) if key in claims else claim
    mechanisms: list[MechanismStatement] = []
    for mechanism in _arguments(parts):
        before = next((i for i, known in enumerate(mechanisms) if _continues(known, mechanism)), None)
        if before is None:
            mechanisms.append(mechanism)
        else:
            actors = tuple(sorted({*mechanisms[before].actors, *mechanism.actors}))
            mechanisms[before] = replace(_joined(mechanisms[before], mechanism), actors=actors)
    predictions: list[Prediction] = []
    for prediction in (prediction for part in parts for prediction in part.predictions):
        at = next((i for i, known in enumerate(predictions) if _same(known, prediction)), None)
        if at is None:
            predictions.append(prediction)
        else:
            predictions[at] = _joined(predictions[at], prediction)
    questions = tuple(question for part in parts for question in part.questions)
    return Statements(tuple(claims.values()), tuple(mechanisms), tuple(predictions), questions)


def _joined(first: _Record, second: _Record) -> _Record:
    """One record with the evidence of both."""
    evidence = tuple(dict.fromkeys([*first.evidence, *second.evidence]))
    return replace(first, evidence=evidence, confidence=max(first.confidence, second.confidence))


def _arguments(parts: list[Statements]) -> Iterator[MechanismStatement]:
    """The mechanism statements in order; what follows from the sentence before is named with its claims."""
    previous: tuple[Claim, ...] = ()
    for part in parts:
        for mechanism in part.mechanisms:
            follows = mechanism.name == "other" and _takes_up(mechanism)
            name = name_by_ties(_ties(previous), _ties(part.claims)) if follows else None
            yield replace(mechanism, name=name) if name is not None else mechanism
        previous = part.claims


def _takes_up(mechanism: MechanismStatement) -> bool:
    """Whether the cause is the sentence before: "As a result, …", "This has pushed …"."""
    opening = mechanism.trace.rule[-1].removeprefix("phrase:")
    return opens_as_consequence(f"{opening} ") is not None or _THIS.match(mechanism.statement) is not None


def _ties(claims: Iterable[Claim]) -> list[Tie]:
    return [(claim.dyad, SIGN[claim.claim], claim.claim) for claim in claims]


def _continues(first: MechanismStatement, second: MechanismStatement) -> bool:
    """Whether a neighbouring sentence goes on with the same argument: same name and states."""
    if first.name != second.name or first.modality != second.modality:
        return False
    a, b = set(first.actors), set(second.actors)
    near = any(
        span.overlaps(other) or 0 <= other.start - span.end <= _NEIGHBOURS
        for span in first.evidence
        for other in second.evidence
    )
    return near and (a <= b or b <= a)


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
