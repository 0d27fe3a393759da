"""Gathers what the page says of statements: built, capped, and what they cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.disputes import build_contradictions, build_questions
from detente.report.outcomes import build_predictions, build_records
from detente.report.statement_contexts import StatementsContext
from detente.report.statements import build_claims, build_mechanisms, keep_surest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.accounts import AsserterRecord, Bearing, Contradiction, Outcome
    from detente.actors.actor import Actor
    from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
    from detente.documents.document import Document

__all__ = ["build_statements", "cited_events"]


def build_statements(  # noqa: PLR0913 (the page stands on all nouns)
    *,
    claims: Sequence[Claim],
    mechanisms: Sequence[MechanismStatement],
    predictions: Sequence[Prediction],
    outcomes: Sequence[Outcome],
    records: Sequence[AsserterRecord],
    questions: Sequence[Question],
    bearings: Sequence[Bearing],
    contradictions: Sequence[Contradiction],
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
    limit: int,
) -> StatementsContext:
    """Every section's rows; of each kind at most `limit`, the surest, and how many that leaves out."""
    shown = contradictions[:limit]
    cited = frozenset({side.id for row in shown for side in (row.first, row.second)} | _borne(bearings))
    kept = (
        keep_surest(claims, limit=limit, cited=cited),
        keep_surest(mechanisms, limit=limit, cited=cited),
        keep_surest(predictions, limit=limit, cited=cited),
        keep_surest(questions, limit=limit, cited=cited),
    )
    sums = (
        ("claim", len(claims) - len(kept[0])),
        ("argument", len(mechanisms) - len(kept[1])),
        ("prediction", len(predictions) - len(kept[2])),
        ("question", len(questions) - len(kept[3])),
        ("contradiction", len(contradictions) - len(shown)),
    )
    return StatementsContext(
        claims=build_claims(kept[0], actors=actors, table=table),
        mechanisms=build_mechanisms(kept[1], actors=actors, table=table),
        predictions=build_predictions(kept[2], outcomes=outcomes, actors=actors, table=table),
        records=build_records(records, actors=actors),
        questions=build_questions(kept[3], bearings=bearings, actors=actors, table=table),
        contradictions=build_contradictions(shown, actors=actors, table=table),
        left_out=tuple((kind, n) for kind, n in sums if n),
    )


def _borne(bearings: Sequence[Bearing]) -> set[str]:
    """Identities of the statements that bear on a question."""
    return {
        identity
        for bearing in bearings
        for row in bearing.dyads
        for group in (row.claims_for, row.claims_against, row.predictions, row.mechanisms)
        for identity in group
    }


def cited_events(statements: StatementsContext) -> frozenset[str]:
    """Identities of the events that decide a prediction, bear on a question or are told in two ways."""
    deciding = {event for row in statements.predictions for event in row.events}
    since = {event for row in statements.questions for dyad in row.dyads for event in dyad.events[:6]}
    return frozenset(deciding | since | {row.event for row in statements.contradictions if row.event})
