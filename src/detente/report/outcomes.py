"""Predictions with what became of them, and the record of those who made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.statement_contexts import PredictionContext, RecordContext
from detente.report.telling import build_told, in_names, name_of
from detente.report.words import anchor, date_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.accounts import AsserterRecord, Outcome
    from detente.actors.actor import Actor
    from detente.coding.statements import Prediction
    from detente.documents.document import Document

__all__ = ["VERDICTS", "build_predictions", "build_records"]

VERDICTS = ("fulfilled", "refuted", "overdue", "open", "")


def build_predictions(
    predictions: Iterable[Prediction],
    *,
    outcomes: Iterable[Outcome],
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
) -> tuple[PredictionContext, ...]:
    """By verdict; decided ones by its sureness, the rest by due date, those without one newest first."""
    decided = {outcome.prediction: outcome for outcome in outcomes}
    rows = [
        _prediction(prediction, decided.get(prediction.id), actors=actors, table=table)
        for prediction in predictions
    ]
    rows.sort(key=lambda row: row.id)
    rows.sort(key=lambda row: row.told.published, reverse=True)
    return tuple(sorted(rows, key=_rank))


def _rank(row: PredictionContext) -> tuple[int, float, str]:
    sure = -row.sure if row.verdict in ("fulfilled", "refuted") else 0.0
    return VERDICTS.index(row.verdict), sure, row.due or "9"


def _prediction(
    prediction: Prediction,
    outcome: Outcome | None,
    *,
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
) -> PredictionContext:
    return PredictionContext(
        id=prediction.id,
        anchor=anchor("prediction", prediction.id),
        statement=prediction.statement,
        actors=tuple(name_of(actor, actors) for actor in prediction.actors),
        horizon_words=date_words(prediction.horizon) if prediction.horizon else "no date given",
        due=(outcome.due or "") if outcome else "",
        probability=prediction.probability,
        verdict=outcome.verdict if outcome and outcome.verdict in VERDICTS else "",
        late=outcome.late if outcome else False,
        sure=outcome.confidence if outcome else 0.0,
        by=outcome.by if outcome else "",
        events=outcome.events if outcome else (),
        reasons=tuple(in_names(reason, actors) for reason in outcome.reasons) if outcome else (),
        told=build_told(prediction, actors=actors, table=table),
    )


def build_records(
    records: Iterable[AsserterRecord], *, actors: Mapping[str, Actor]
) -> tuple[RecordContext, ...]:
    """One row an asserter, in the order given."""
    return tuple(
        RecordContext(
            who=(row.outlet or "authors of unnamed outlets")
            if row.asserted_by == "author"
            else name_of(row.asserted_by, actors),
            n=row.n,
            n_fulfilled=row.n_fulfilled,
            n_refuted=row.n_refuted,
            n_overdue=row.n_overdue,
            n_open=row.n_open,
            share=row.share,
            low=row.low,
            high=row.high,
            n_scored=row.n_scored,
            brier=row.brier,
        )
        for row in records
    )
