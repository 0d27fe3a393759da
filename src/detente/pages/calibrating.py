"""Whether the probabilities that a ledger gives are right: a backtest, where there are events enough."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError, InputError
from detente.forecast.count_backtest import rank_active
from detente.forecast.occurrence_backtest import backtest_occurrence
from detente.report.outlook_charts import build_calibration

if TYPE_CHECKING:
    from detente.forecast.occurrence_backtest import OccurrenceScore
    from detente.forecast.records import Records
    from detente.pages.foretelling import Sight
    from detente.report.outlook_contexts import CalibrationChart

__all__ = ["LEAST_EVENTS", "calibrate", "plan_origins", "run_occurrence"]

LEAST_EVENTS = 1_000
"""Events under which a backtest would test chance."""
_ORIGINS, _DAYS, _PAIRS = 4, 90, 30
_HISTORY = 365
_MOST_PAIRS = 100


def calibrate(sight: Sight | None) -> tuple[CalibrationChart | None, str]:
    """The chart of a backtest on what is seen, or why there is none; made once for what is seen."""
    if sight is None:
        return None, "There is nothing to test on."
    if "calibration" not in sight.models:
        sight.models["calibration"] = _calibrate(sight.both)
    found: tuple[CalibrationChart | None, str] = sight.models["calibration"]
    return found


def _calibrate(records: Records) -> tuple[CalibrationChart | None, str]:
    if len(records) < LEAST_EVENTS:
        n = len(set(records.events)) if len(records.events) else len(records)  # symmetric ones stand twice
        return None, (
            f"{n:,} dated events are too few to test probabilities on: a backtest needs {LEAST_EVENTS:,} or "
            "more, and would here test chance."
        )
    try:
        score = run_occurrence(records, n_origins=_ORIGINS, days=_DAYS, n_pairs=_PAIRS)
    except DetenteError as fault:
        return None, f"Nothing could be tested: {fault.message}."
    return build_calibration(
        [(row.probability, row.share, row.n_questions) for row in score.reliability], words=_words(score)
    ), ""


def _words(score: OccurrenceScore) -> str:
    own = score.marks["model"]
    best = min((name for name in score.marks if name != "model"), key=lambda name: score.marks[name].brier)
    return (
        f"{own.n_questions:,} questions asked on {len(score.origins)} past days, each answered from what had "
        f"happened before: would it happen within {score.horizon} days? Brier’s score {own.brier:.4f}, of "
        f"the best plain forecast ({best}) {score.marks[best].brier:.4f}."
    )


def run_occurrence(
    records: Records, *, n_origins: int, days: int, n_pairs: int = _MOST_PAIRS
) -> OccurrenceScore:
    """Ask on past days whether the most active pairs would do what; both directions.

    Args:
        records: All that is known.
        n_origins: Past days to ask on, a horizon apart, the last a horizon before the end.
        days: The horizon.
        n_pairs: Pairs of states, the most active before the first of these days.

    Raises:
        InputError: If the events do not reach back so far, or none is between two states.
    """
    origins = plan_origins(records, n_origins=n_origins, days=days)
    begun = date.fromordinal(int(records.day[0]))
    active = rank_active(records, first=begun, until=origins[0], n_dyads=n_pairs)
    pairs = [pair for one, other in active for pair in ((one, other), (other, one))]
    return backtest_occurrence(records, pairs, origins=origins, horizon_days=days)


def plan_origins(records: Records, *, n_origins: int, days: int) -> list[date]:
    """Past days, a horizon apart, with a year of events before the first.

    Raises:
        InputError: If there are fewer days of events than that takes.
    """
    begun, last = (date.fromordinal(int(records.day[place])) for place in (0, -1))
    first = last - timedelta(days=days * n_origins - 1)
    if (first - begun).days < _HISTORY:
        raise InputError(
            f"{n_origins} windows of {days} days, and a year before them, do not fit into "
            f"{(last - begun).days + 1} days of events",
            hint="fewer --origins or a shorter --horizon",
        )
    return [first + timedelta(days=days * place) for place in range(n_origins)]
