"""From a ledger to its accounts: what became of predictions, what contradicts, what bears on questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.accounts import (
    find_contradictions,
    gather_bearings,
    judge_predictions,
    measure_records,
)
from detente.cli.statement_rows import event_words
from detente.relations import measure_relations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from detente.accounts import AsserterRecord, Bearing, Contradiction, Outcome
    from detente.coding.event import Event
    from detente.coding.statements import Prediction, Question
    from detente.ledger import Ledger

__all__ = [
    "OUTCOMES",
    "all_tellings",
    "contradictions_of",
    "deciding_words",
    "is_due",
    "outcomes_of",
    "questions_of",
    "records_of_asserters",
]

OUTCOMES = ("fulfilled", "refuted", "overdue", "open")
_UNDECIDED = frozenset({"overdue", "open"})
_MOST_NAMED = 2


def outcomes_of(ledger: Ledger, predictions: Sequence[Prediction], *, today: date) -> list[Outcome]:
    """What became of the predictions, in their order."""
    events = list(ledger.merged_events())
    tellings = all_tellings(ledger, (name for event in events for name in event.mentions))
    return judge_predictions(
        predictions,
        plans=tellings.values(),
        events=events,
        tellings=tellings,
        published=ledger.publication_dates(),
        today=today,
        overruled=ledger.overrulings(),
    )


def is_due(outcome: Outcome, today: date) -> bool:
    """Whether the horizon has passed and nothing has decided the prediction."""
    return outcome.due is not None and outcome.due < today.isoformat() and outcome.verdict in _UNDECIDED


def deciding_words(ledger: Ledger, outcome: Outcome) -> str:
    """The first events that decide a prediction, in words, and how many more."""
    told = [event_words(ledger.merged_event(name)) for name in outcome.events[:_MOST_NAMED]]
    more = len(outcome.events) - len(told)
    return "; ".join(told) + (f"; {more} more" if more else "")


def records_of_asserters(
    predictions: Sequence[Prediction], outcomes: Sequence[Outcome], *, outlets: Mapping[str, str]
) -> list[AsserterRecord]:
    """How the predictions of each asserter fared, most predictions first."""
    return measure_records(predictions, outcomes, outlets=outlets)


def contradictions_of(ledger: Ledger, dyad: tuple[str, str] | None) -> list[Contradiction]:
    """What contradicts what, of one dyad or of all, the surest first."""
    events = list(ledger.merged_events(dyad=dyad))
    return find_contradictions(
        claims=ledger.claims(dyad=dyad),
        events=events,
        tellings=all_tellings(ledger, (name for event in events for name in event.mentions)),
        published=ledger.publication_dates(),
    )


def all_tellings(ledger: Ledger, names: Iterable[str]) -> dict[str, Event]:
    """The tellings with these identities, by identity."""
    return {event.id: event for event in ledger.tellings(names)}


def questions_of(ledger: Ledger, dyad: tuple[str, str] | None) -> list[tuple[Question, Bearing]]:
    """The questions, of one dyad or all, each with what bears on it."""
    questions = list(ledger.questions(dyad=dyad))
    if not questions:
        return []
    published = ledger.publication_dates()
    shown = list(ledger.representatives())
    bearings = gather_bearings(
        questions,
        claims=ledger.claims(),
        mechanisms=ledger.mechanisms(),
        predictions=ledger.predictions(),
        events=[merged for _, merged in shown],
        relations=measure_relations((event for event, _ in shown), published=published),
        published=published,
    )
    return list(zip(questions, bearings, strict=True))
