"""The nouns that leave this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.actors.actor import Actor, Mention
from detente.core.rejections import Rejection
from detente.core.spans import Span
from detente.documents.document import Document
from detente.sentences.sentence import Sentence

if TYPE_CHECKING:  # these nouns need `Trace`
    from detente.coding.statements.nouns import Claim, MechanismStatement, Prediction, Question

__all__ = ["Amount", "CodedDocument", "Event", "Trace"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity with its unit.

    Attributes:
        value: In the unit, not in thousands or millions of it.
        unit: ISO 4217 for money (``USD``), ``percent``, else a plural noun (``doses``).
        text: The words.
    """

    value: float
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Why an event was coded.

    Attributes:
        coder: ``pattern`` or the name of a model.
        version: Version of the coder and its lexicons.
        rule: The lexicon rows and rules that fired, in order.
    """

    coder: str
    version: str
    rule: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, when, in what state of completion and on whose word.

    Attributes:
        id: Stable identity: the same text coded twice gives the same.
        document: Identity of the document.
        type: PLOVER event type.
        mode: PLOVER mode, or None.
        contexts: PLOVER contexts, sorted.
        source: Actors that act, sorted; all parties of a symmetric event.
        target: Actors acted upon, sorted; empty for a symmetric event.
        persons: Persons who acted for these, by actor identity.
        status: ``occurred ongoing planned negotiating possible denied asked``.
        asserted_by: ``author`` or an actor's identity.
        date: EDTF date or interval, or None.
        date_text: The words it was read from, or None.
        place: Where, or None.
        object: What it is about, or None.
        project: A named project, treaty, organisation or exercise, or None.
        amounts: Quantities.
        intensity: PLOVER intensity, -10 to +10.
        quad_class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        confidence: 0 to 1.
        evidence: Spans that state it, best first; at least one.
        trace: Why it was coded.
    """

    id: str
    document: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    persons: tuple[str, ...]
    status: str
    asserted_by: str
    date: str | None
    date_text: str | None
    place: str | None
    object: str | None
    project: str | None
    amounts: tuple[Amount, ...]
    intensity: float
    quad_class: int
    confidence: float
    evidence: tuple[Span, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class CodedDocument:
    """Everything the reading rooms found in one document.

    Attributes:
        document: The document.
        sentences: All its sentences, in order (boilerplate has none).
        actors: Every actor that a mention or an event names, by identity.
        mentions: In order of offset.
        events: In order of their first evidence.
        rejections: What was refused, with the reason.
        claims: What the text says about relations as such.
        mechanisms: Its causal arguments about relations.
        predictions: What it says lies ahead.
        questions: What it asks about relations.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    rejections: tuple[Rejection, ...]
    claims: tuple[Claim, ...] = ()
    mechanisms: tuple[MechanismStatement, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    questions: tuple[Question, ...] = ()
