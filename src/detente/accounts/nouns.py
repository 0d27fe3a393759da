"""The nouns that leave this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.core.spans import Span
    from detente.relations.relation import Relation

__all__ = ["AsserterRecord", "Bearing", "Contradiction", "DyadBearing", "Outcome", "Side"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a prediction: a proposal that a person may overrule.

    Attributes:
        prediction: Identity of the prediction.
        verdict: ``fulfilled refuted overdue open``. Overdue: its horizon has passed and nothing was found
            that decides it in time; that is no proof that nothing came.
        confidence: That the verdict is right, 0 to 1; 1 for a person's word.
        by: ``model`` or the person who overruled it.
        due: Last day of its horizon as ISO text, or None.
        late: Whether what was foretold came, after the horizon; the verdict is then overdue.
        events: Identities of the merged events that decide, best first.
        reasons: What speaks for the verdict, in words, weightiest first.
    """

    prediction: str
    verdict: str
    confidence: float
    by: str
    due: str | None
    late: bool
    events: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AsserterRecord:
    """How the predictions of one asserter fared.

    Attributes:
        asserted_by: ``author`` or an actor's identity; the author's are kept apart by outlet.
        outlet: Of the author's predictions the outlet, else empty.
        n: Predictions made.
        n_fulfilled: Of these, fulfilled in time.
        n_refuted: Refuted.
        n_overdue: Overdue.
        n_open: Open.
        share: Fulfilled of fulfilled, refuted and overdue; None if there is none.
        low: Lower end of the 90 % Wilson interval of the share, or None.
        high: Its upper end, or None.
        n_scored: Decided predictions with a probability that the text states.
        brier: Their mean squared error (Brier 1950), 0 best; None without any.
    """

    asserted_by: str
    outlet: str
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
class Side:
    """One of the two things that contradict each other.

    Attributes:
        kind: ``claim`` or ``event`` (a telling of one).
        id: Its identity: of a claim, or of an event mention.
        document: Identity of the document that says so.
        published: EDTF date of that document, or None.
        asserted_by: ``author`` or an actor's identity.
        says: What it says, in a few words: ``warming, asserted``; ``14,000,000,000 USD``.
        evidence: The span that says it.
    """

    kind: str
    id: str
    document: str
    published: str | None
    asserted_by: str
    says: str
    evidence: Span


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things said of one dyad and time that cannot both stand; neither is struck out.

    Attributes:
        id: Stable identity.
        kind: ``denied`` (one denies what the other asserts), ``opposed`` (two claims that exclude each
            other), ``amounts``, ``dates`` (two tellings of one event differ).
        dyad: The two actors, sorted.
        domain: Of the claims; empty for events.
        event: Identity of the merged event that the tellings tell, or empty.
        first: The earlier said (undated last, then by identity).
        second: The other.
        confidence: That they cannot both stand, 0 to 1.
        reason: Why, in a sentence.
    """

    id: str
    kind: str
    dyad: tuple[str, str]
    domain: str
    event: str
    first: Side
    second: Side
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class DyadBearing:
    """What the books know of one dyad that a question asks about.

    Attributes:
        dyad: The two actors, sorted.
        course: Its relation by year, in order, undated last.
        before: Weighted mean intensity of what happened in the two years before the question, or None.
        since: The same of what happened since; None if nothing.
        events_since: Identities of the merged events since, newest first; those that move a relation.
        claims_for: Identities of claims that speak for a yes, newest first.
        claims_against: Identities of claims that speak against it.
        claims_else: Other claims on the dyad.
        predictions: Identities of predictions that name both.
        mechanisms: Identities of mechanism statements that name both.
    """

    dyad: tuple[str, str]
    course: tuple[Relation, ...]
    before: float | None
    since: float | None
    events_since: tuple[str, ...]
    claims_for: tuple[str, ...]
    claims_against: tuple[str, ...]
    claims_else: tuple[str, ...]
    predictions: tuple[str, ...]
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bearing:
    """A question, with what bears on it.

    Attributes:
        question: Identity of the question.
        asks: What a yes would mean: ``warming cooling close hostile distant stable dependent rivalry``, or
            empty where the question's words do not say.
        domain: As of a claim; ``overall`` where the words do not say.
        dyads: One for each dyad it asks about, those of its words first.
        leaning: ``yes no mixed unknown``: to which side the evidence leans.
        confidence: In the leaning, 0 to 1.
        summary: The evidence in one or two sentences.
    """

    question: str
    asks: str
    domain: str
    dyads: tuple[DyadBearing, ...]
    leaning: str
    confidence: float
    summary: str
