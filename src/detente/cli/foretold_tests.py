"""Backtests from the command line: the past foretold from what came before it, and scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.cli.books import open_for_reading
from detente.cli.level_options import check_domain
from detente.cli.progress import show_steps
from detente.core.errors import InputError, UsageError
from detente.forecast.asking import parse_horizon
from detente.forecast.reading import read_records

if TYPE_CHECKING:
    from pathlib import Path

    from detente.forecast.asking import Horizon
    from detente.forecast.count_backtest import CountScore
    from detente.forecast.next_score import NextScore, Ranking
    from detente.forecast.occurrence_backtest import OccurrenceScore
    from detente.forecast.records import Records

__all__ = ["BacktestFound", "run_backtest", "shown_rows"]

Row = dict[str, Any]
_LEAST_EVENTS = 50
_FEW_EVENTS = 2_000
_DYADS = 100
_HISTORY = 6  # months that must lie before the first forecast
_ORIGINS, _HORIZON = 8, "3m"
_TEST_SHARE = 0.2
_LESS = "{} less: than the plain forecast's; its 95 % interval when pairs are drawn anew; below 0 is better"


@dataclass(frozen=True, slots=True)
class BacktestFound:
    """What a backtest found: rows, their columns, a title, and what must be said beside."""

    rows: list[Row]
    columns: tuple[str, ...]
    title: str
    words: tuple[str, ...]


def run_backtest(
    ledger: Path,
    task: str,
    *,
    imported: bool,
    domain: str | None,
    n_origins: int | None = None,
    horizon: str | None = None,
) -> BacktestFound:
    """Foretell the past of a ledger from several days of it.

    Raises:
        UsageError: Days or a horizon are chosen for *next*, which is asked a day ahead of each event.
        InputError: If the horizon is none, or there are too few events or months.
        UnknownNameError: If there is no such domain.
    """
    if task == "next" and not (n_origins is None and horizon is None):
        raise UsageError(
            "who next is asked a day ahead of every event of the last fifth",
            hint="leave --origins and --horizon out, or choose --task counts or occurrence",
        )
    ahead = parse_horizon(horizon or _HORIZON)
    chosen = check_domain(domain) if domain is not None else None
    with open_for_reading(ledger) as books:
        records = read_records(
            books,
            imported=imported,
            domain=None if chosen == "overall" else chosen,
            both_ways=task != "counts",
        )
    if len(records) < _LEAST_EVENTS:
        raise InputError(
            f"{len(records)} dated events are too few for a backtest",
            hint=f"{_LEAST_EVENTS} or more; `detente backtest --imported` takes imported rows",
        )
    with show_steps(f"backtest of {task}", total=1) as step:
        if task == "next":
            found = _test_next(records)
        else:
            run = {"counts": _test_counts, "occurrence": _test_occurrence}[task]
            found = run(records, ahead, _ORIGINS if n_origins is None else n_origins)
        step()
    return found


def shown_rows(rows: list[Row]) -> list[Row]:
    """The same for a table: scores with four places, as they differ in the third."""
    return [
        {name: f"{value:.4f}" if isinstance(value, float) else value for name, value in row.items()}
        for row in rows
    ]


def _reserve(records: Records) -> str:
    days = [date.fromordinal(int(records.day[place])).isoformat() for place in (0, -1)]
    words = f"{len(records):,} dated events from {days[0]} to {days[1]}"
    if len(records) < _FEW_EVENTS:
        words += "; with so few, differences between forecasts are largely chance"
    return words


def _find_first(records: Records, ahead: Horizon, n_origins: int) -> date:
    """The first of the month from which the first forecast is made.

    Raises:
        InputError: If there is too little time before it.
    """
    last, begun = (date.fromordinal(int(records.day[place])) for place in (-1, 0))
    month = last.year * 12 + last.month - ahead.months - n_origins + 1
    if month - (begun.year * 12 + begun.month - 1) < _HISTORY:
        months = last.year * 12 + last.month - begun.year * 12 - begun.month + 1
        raise InputError(
            f"{n_origins} forecasts {ahead.months} months ahead do not fit into {months} months of events",
            hint="fewer --origins or a shorter --horizon",
        )
    return date(month // 12, month % 12 + 1, 1)


def _test_counts(records: Records, ahead: Horizon, n_origins: int) -> BacktestFound:
    from detente.forecast.count_backtest import backtest_counts, rank_active  # noqa: PLC0415  light start

    first = _find_first(records, ahead, n_origins)
    begun = date.fromordinal(int(records.day[0]))
    dyads = rank_active(records, first=begun, until=first, n_dyads=_DYADS)
    score = backtest_counts(
        records, dyads, first=first, months=n_origins, step=ahead.months, refit_every=max(1, n_origins // 4)
    )
    return BacktestFound(
        rows=[_count_row(name, score) for name in score.marks],
        columns=("forecast", "crps", "log", "brier", "error", "inside_90", "crps_less", "low", "high"),
        title=f"How much? The month {score.step} ahead, {score.first} to {score.last}",
        words=(
            f"{score.n_dyads} pairs, {score.n_cells:,} cells of a pair, month and class",
            f"{score.zero_share:.0%} of these are without any event",
            _LESS.format("crps"),
            _reserve(records),
        ),
    )


def _count_row(name: str, score: CountScore) -> Row:
    marks, less = score.marks[name], score.differences.get(name)
    return {
        "forecast": name,
        "crps": round(marks.crps, 4),
        "log": round(marks.log_score, 4),
        "brier": round(marks.brier, 4),
        "error": round(marks.error, 4),
        "inside_90": round(marks.coverage, 3),
        "crps_less": round(less[0], 4) if less else None,
        "low": round(less[1][0], 4) if less else None,
        "high": round(less[1][1], 4) if less else None,
    }


def _test_next(records: Records) -> BacktestFound:
    from detente.forecast.next_score import backtest_next  # noqa: PLC0415  light start

    first = int(np.quantile(records.day, 1.0 - _TEST_SHARE)) + 1
    score = backtest_next(records, test_from=first)
    return BacktestFound(
        rows=_next_rows(score),
        columns=("of", "mrr", "hits_1", "hits_3", "hits_10", "answers"),
        title=f"Who next? {score.model}, from {date.fromordinal(first)} on, a day ahead",
        words=(
            f"MRR of all answers {score.ranking.mrr:.3f}, 95 % between {score.low:.3f} and {score.high:.3f}",
            f"{score.coverage:.0%} of the answers were among the candidates",
            _reserve(records),
        ),
    )


def _next_rows(score: NextScore) -> list[Row]:
    parts = {"all": score.ranking}
    parts |= {f"asked for the {name}": one for name, one in score.directions.items()}
    parts |= dict(score.strata)
    parts |= {f"plain: {name}": one for name, one in score.baselines.items()}
    return [_ranking_row(name, one) for name, one in parts.items()]


def _ranking_row(name: str, one: Ranking) -> Row:
    return {
        "of": name,
        "mrr": round(one.mrr, 4),
        "hits_1": round(one.hits1, 4),
        "hits_3": round(one.hits3, 4),
        "hits_10": round(one.hits10, 4),
        "answers": one.n,
    }


def _test_occurrence(records: Records, ahead: Horizon, n_origins: int) -> BacktestFound:
    from detente.pages.calibrating import run_occurrence  # noqa: PLC0415  light start

    days = ahead.days_from(date.fromordinal(int(records.day[-1])).replace(day=1))
    score = run_occurrence(records, n_origins=n_origins, days=days)
    own = score.marks["model"]
    return BacktestFound(
        rows=[_occurrence_row(name, score) for name in score.marks],
        columns=("forecast", "brier", "log_loss", "auc", "calibration", "brier_less", "low", "high"),
        title=f"Will it? Within {score.horizon} days of {score.origins[0]} … {score.origins[-1]}",
        words=(
            f"{own.n_questions:,} questions (a pair, a type, a day); {own.rate:.1%} came true",
            f"where the pair did it in the year before {score.seen['model'].rate:.1%} came true",
            _LESS.format("brier"),
            _reserve(records),
        ),
    )


def _occurrence_row(name: str, score: OccurrenceScore) -> Row:
    marks, less = score.marks[name], score.brier_differences.get(name)
    return {
        "forecast": name,
        "brier": round(marks.brier, 4),
        "log_loss": round(marks.log_loss, 4),
        "auc": round(marks.auc, 4),
        "calibration": round(marks.calibration_error, 4),
        "brier_less": round(less[0], 4) if less else None,
        "low": round(less[1][0], 4) if less else None,
        "high": round(less[1][1], 4) if less else None,
    }
