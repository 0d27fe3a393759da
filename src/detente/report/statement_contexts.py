"""The page contexts of what the articles say beyond events, and of how an event's tellings came together.

Like those of events: plain frozen nouns, hostile texts within, nothing of how they look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.report.contexts import Quote, TrendYear

__all__ = [
    "ClaimContext",
    "ClaimGroup",
    "ContradictionContext",
    "JoinContext",
    "MechanismContext",
    "MechanismGroup",
    "Merging",
    "PredictionContext",
    "QuestionContext",
    "QuestionDyad",
    "RecordContext",
    "SideContext",
    "StatementsContext",
    "Telling",
    "Told",
    "VersionContext",
]


@dataclass(frozen=True, slots=True)
class Told:
    """Who said something, where, when and how.

    Attributes:
        asserted_by: ``the author`` or an actor's name.
        modality: ``asserted planned predicted possible questioned denied``.
        tense: ``past present future``.
        confidence: That it was coded rightly, 0 to 1.
        article: Identity of the article.
        article_title: Its title.
        outlet: Who published it, or empty.
        published: EDTF date, or empty.
        published_words: The date for a reader.
        quotes: All evidence, best first.
    """

    asserted_by: str
    modality: str
    tense: str
    confidence: float
    article: str
    article_title: str
    outlet: str
    published: str
    published_words: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """A claim on a relation: `direction` is 1 for the better, -1 for the worse, 0 for neither."""

    id: str
    anchor: str
    dyad: tuple[str, str]
    names: tuple[str, str]
    domain: str
    claim: str
    says: str
    direction: int
    told: Told


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """The claims on one dyad, newest first, with how many speak for the better and the worse.

    Denied and questioned claims are in neither number.
    """

    dyad: tuple[str, str]
    names: tuple[str, str]
    claims: tuple[ClaimContext, ...]
    n_better: int
    n_worse: int
    n_articles: int


@dataclass(frozen=True, slots=True)
class MechanismContext:
    """A causal argument in the text's words, with the names of the states in its parts."""

    id: str
    anchor: str
    name: str
    label: str
    actors: tuple[str, ...]
    cause: str
    effect: str
    told: Told


@dataclass(frozen=True, slots=True)
class MechanismGroup:
    """The arguments of one name, with the ontology's label and definition, newest first."""

    name: str
    label: str
    definition: str
    statements: tuple[MechanismContext, ...]
    n_articles: int


@dataclass(frozen=True, slots=True)
class PredictionContext:
    """What was foretold, and what became of it.

    Attributes:
        id: Identity.
        anchor: Safe fragment.
        statement: In the text's words.
        actors: Names of the states it names.
        horizon_words: By when, for a reader; ``no date given``.
        due: Last day of the horizon as ISO text, or empty.
        probability: As stated by the text, or None.
        verdict: ``fulfilled refuted overdue open``, or empty: not judged.
        late: Whether it came after its horizon.
        sure: That the verdict is right, 0 to 1.
        by: ``model`` or a person.
        events: Identities of the events that decide.
        reasons: In words.
        told: Who said it.
    """

    id: str
    anchor: str
    statement: str
    actors: tuple[str, ...]
    horizon_words: str
    due: str
    probability: float | None
    verdict: str
    late: bool
    sure: float
    by: str
    events: tuple[str, ...]
    reasons: tuple[str, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class RecordContext:
    """How the predictions of one asserter fared; share, its interval's ends and Brier score may be None."""

    who: str
    n: int
    n_fulfilled: int
    n_refuted: int
    n_overdue: int
    n_open: int
    share: float | None
    low: float | None
    high: float | None
    n_scored: int
    brier: float | None


@dataclass(frozen=True, slots=True)
class QuestionDyad:
    """What the books know of a dyad that a question asks about: identities of what bears on it.

    Attributes:
        names: Of the two.
        trend: Its course by year.
        before: Mean intensity in the two years before the question, or None.
        since: The same since, or None.
        events: Since the question, newest first.
        claims_for: That speak for a yes.
        claims_against: That speak against it.
        claims_else: Other claims.
        predictions: That name both.
        mechanisms: That name both.
    """

    names: tuple[str, str]
    trend: tuple[TrendYear, ...]
    before: float | None
    since: float | None
    events: tuple[str, ...]
    claims_for: tuple[str, ...]
    claims_against: tuple[str, ...]
    claims_else: tuple[str, ...]
    predictions: tuple[str, ...]
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """A question, to which side the evidence leans (``yes no mixed unknown`` or empty), and what bears on it.

    `sure` is the confidence in the leaning, 0 to 1.
    """

    id: str
    anchor: str
    text: str
    asks: str
    leaning: str
    sure: float
    summary: str
    dyads: tuple[QuestionDyad, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class SideContext:
    """One side of a contradiction; `kind` is ``claim`` or ``event``, `id` of the claim or the telling."""

    kind: str
    id: str
    anchor: str
    asserted_by: str
    says: str
    article: str
    article_title: str
    outlet: str
    published_words: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class ContradictionContext:
    """Two things that cannot both stand; `event` is the identity of the event if both tell it, or empty."""

    id: str
    anchor: str
    kind: str
    names: tuple[str, str]
    domain: str
    event: str
    sure: float
    reason: str
    first: SideContext
    second: SideContext


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of an event: its own identity, its place and its words."""

    id: str
    anchor: str
    article: str
    article_title: str
    outlet: str
    published_words: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class VersionContext:
    """A field in which tellings differ: each value in words, with the identities of those who tell it so."""

    field: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class JoinContext:
    """Why two tellings count as one event: probability, by whom, and what spoke for and against it."""

    first: str
    second: str
    probability: float
    by: str
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merging:
    """An event's tellings, best first, their versions, and why they are one."""

    tellings: tuple[Telling, ...]
    versions: tuple[VersionContext, ...]
    joins: tuple[JoinContext, ...]


@dataclass(frozen=True, slots=True)
class StatementsContext:
    """Everything of these kinds that one report shows; `left_out` counts by kind what a cap keeps off it.

    Attributes:
        claims: By dyad, most claims first.
        mechanisms: By name, most argued first.
        predictions: Decided ones first, then overdue, then open ones by due date.
        records: By asserter, most predictions first.
        questions: Those with a leaning first.
        contradictions: Surest first.
        left_out: Kind in words and number.
    """

    claims: tuple[ClaimGroup, ...] = ()
    mechanisms: tuple[MechanismGroup, ...] = ()
    predictions: tuple[PredictionContext, ...] = ()
    records: tuple[RecordContext, ...] = ()
    questions: tuple[QuestionContext, ...] = ()
    contradictions: tuple[ContradictionContext, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
