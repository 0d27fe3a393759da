"""What texts say beyond events: claims, mechanism statements, predictions, questions."""

from __future__ import annotations

from dataclasses import dataclass

from detente.coding.event import Trace
from detente.core.spans import Span

__all__ = ["Claim", "MechanismStatement", "Prediction", "Question", "Statements"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says about a relation as such.

    Attributes:
        id: Stable identity: the same text coded twice gives the same.
        document: Identity of the document.
        dyad: The two actors, sorted.
        domain: ``overall military economic energy diplomatic security``.
        claim: ``warming cooling close hostile distant stable dependent rivalry``.
        tense: ``past present future``.
        modality: ``asserted predicted possible questioned denied``.
        asserted_by: ``author`` or an actor's identity.
        confidence: 0 to 1.
        evidence: Spans that state it, best first; at least one.
        trace: Why it was coded.
    """

    id: str
    document: str
    dyad: tuple[str, str]
    domain: str
    claim: str
    tense: str
    modality: str
    asserted_by: str
    confidence: float
    evidence: tuple[Span, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class MechanismStatement:
    """A causal argument about relations, by its name in the ontology.

    Attributes:
        id: Stable identity.
        document: Identity of the document.
        name: A mechanism of the ontology.
        actors: The states in its parts, sorted.
        statement: Cause and effect in the text's words: ``cause -> effect``.
        tense: Of the effect: ``past present future``.
        modality: ``asserted predicted possible questioned denied``.
        asserted_by: ``author`` or an actor's identity.
        confidence: 0 to 1.
        evidence: Spans that state it, best first; at least one.
        trace: Why it was coded.
    """

    id: str
    document: str
    name: str
    actors: tuple[str, ...]
    statement: str
    tense: str
    modality: str
    asserted_by: str
    confidence: float
    evidence: tuple[Span, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is said to lie ahead and can be checked later.

    Attributes:
        id: Stable identity.
        document: Identity of the document.
        statement: The clause that foretells, as a short sentence in the text's words.
        actors: The state-like actors it names, sorted.
        modality: ``planned predicted possible``.
        tense: Always ``future``.
        probability: A probability that the text itself states, 0 to 1, or None.
        horizon: By when, as EDTF, or None.
        horizon_text: The words it was read from, or None.
        asserted_by: ``author`` or an actor's identity.
        confidence: 0 to 1.
        evidence: Spans that state it, best first; at least one.
        trace: Why it was coded.
    """

    id: str
    document: str
    statement: str
    actors: tuple[str, ...]
    modality: str
    tense: str
    probability: float | None
    horizon: str | None
    horizon_text: str | None
    asserted_by: str
    confidence: float
    evidence: tuple[Span, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class Question:
    """What a text asks about relations.

    Attributes:
        id: Stable identity.
        document: Identity of the document.
        text: The question.
        dyads: The dyads it asks about, each sorted, those of its claims first.
        tense: ``past present future``.
        modality: Always ``questioned``.
        asserted_by: ``author`` or an actor's identity.
        confidence: 0 to 1.
        evidence: Spans that state it; at least one.
        trace: Why it was coded.
    """

    id: str
    document: str
    text: str
    dyads: tuple[tuple[str, str], ...]
    tense: str
    modality: str
    asserted_by: str
    confidence: float
    evidence: tuple[Span, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class Statements:
    """Everything of these kinds that a sentence or a document holds, in order of first evidence."""

    claims: tuple[Claim, ...] = ()
    mechanisms: tuple[MechanismStatement, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    questions: tuple[Question, ...] = ()
