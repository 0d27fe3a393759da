"""What comes next, for the report of a ledger, within a few seconds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import detente
from detente.accounts import gather_bearings
from detente.core.errors import InputError
from detente.pages.answering import answer_all
from detente.pages.calibrating import calibrate
from detente.pages.forecasts_kept import score_ledger
from detente.pages.foretelling import find_eventful, foretell, look_ahead
from detente.relations import measure_relations
from detente.report.outlook_build import MeasuredOutlooks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.actors.actor import Actor
    from detente.forecast.outlooks import Outlook
    from detente.ledger import LedgerReader
    from detente.pages.foretelling import Sight
    from detente.pages.scopes import Scope
    from detente.relations import Levels
    from detente.report.outlook_contexts import AnswerContext

__all__ = ["TOO_MANY", "measure_outlooks", "name_actors"]

TOO_MANY = 20_000
"""Events from which nothing is foretold for a report, or a page: it would take minutes."""
_PAIRS, _SUPPOSED = 4, 1
_ANSWERED = 40  # questions, the newest; the application answers each on a page of its own


def measure_outlooks(
    reader: LedgerReader,
    scope: Scope,
    levels: Levels | None,
    *,
    today: date | None = None,
) -> MeasuredOutlooks:
    """What is foretold of the most eventful pairs, the record of past forecasts, and answers to questions.

    Args:
        reader: Of the ledger.
        scope: All of it.
        levels: Of all dyads, if any.
        today: Day of judging the forecasts that were kept; the reader's own if None.
    """
    names = name_actors(scope.actors)
    kept = score_ledger(reader, today or date.today())  # noqa: DTZ011  the reader's own day
    if scope.n_events > TOO_MANY:
        why = f"{scope.n_events:,} events are too many for a report: run `detente forecast A B`"
        return MeasuredOutlooks(why_not=why, calibration_why=why, kept=kept, names=names)
    try:
        sight: Sight | None = look_ahead(reader, levels=levels)
        why = ""
    except InputError as fault:
        sight, why = None, f"{fault.message}; {fault.hint}"
    outlooks = [foretell(sight, pair) for pair in find_eventful(sight, most=_PAIRS)] if sight else []
    if sight is not None and not outlooks:
        why = "no dated event is between two states"
    calibration, why_none = calibrate(sight)
    return MeasuredOutlooks(
        outlooks=outlooks,
        why_not=why,
        calibration=calibration,
        calibration_why=why_none,
        kept=kept,
        names=names,
        answers=_answer(scope, sight, names, known={one.dyad: one for one in outlooks}),
    )


def _answer(
    scope: Scope, sight: Sight | None, names: Mapping[str, str], *, known: Mapping[tuple[str, str], Outlook]
) -> dict[str, AnswerContext]:
    questions = scope.questions[-_ANSWERED:]
    if not questions:
        return {}
    merged = [one for _, one in scope.shown]
    bearings = gather_bearings(
        questions,
        claims=scope.claims,
        mechanisms=scope.mechanisms,
        predictions=scope.predictions,
        events=merged,
        relations=measure_relations((event for event, _ in scope.shown), published=scope.published),
        published=scope.published,
    )
    return answer_all(
        questions,
        bearings,
        sight,
        names=names,
        known=known,
        n_supposed=_SUPPOSED,
    )


def name_actors(actors: Mapping[str, Actor]) -> dict[str, str]:
    """Every actor's name: the base's, else the ledger's."""
    known = {**actors, **detente.read_actor_base().actors}
    return {name: actor.name for name, actor in known.items()}
