"""Forecast: what comes next; calibrated, scored and set beside plain forecasts.

Enters: `Records`, events as columns sorted by day (`build_records`, `read_records` of a ledger or of what was
imported); smoothed levels. Leaves: who comes next (`fit_next`, `forecast_next`), how often two states deal
with each other (`fit_counts_forecast`, `forecast_counts`), whether an event of a type happens within a time
(`fit_occurrence`, `forecast_occurrence`) and where a relation stands (`forecast_level`), each with what it
rests on and beside the base rate, no change and climatology; scores of backtests (`backtest_next`,
`backtest_counts`, `backtest_occurrence`), and of forecasts that were kept (`score_kept`).

A forecaster sees `Records.before` its day and nothing else. Refuses: actors that are unknown, horizons of
nothing or beyond five years, ledgers without dated events.
"""

from detente.forecast.asking import Horizon, parse_horizon
from detente.forecast.count_backtest import CountScore, backtest_counts, rank_active
from detente.forecast.count_fitting import fit_counts_forecast
from detente.forecast.counts import forecast_counts
from detente.forecast.keeping import build_kept_forecast
from detente.forecast.kept_scores import KeptScore, score_kept
from detente.forecast.levels import forecast_level
from detente.forecast.next_model import NextModel, fit_next, forecast_next
from detente.forecast.next_score import NextScore, backtest_next
from detente.forecast.nouns import (
    BASE_RATE,
    CLIMATOLOGY,
    NO_CHANGE,
    Candidate,
    CountForecast,
    LevelForecast,
    NextForecast,
    OccurrenceForecast,
    Reason,
)
from detente.forecast.occurrence import forecast_occurrence
from detente.forecast.occurrence_backtest import OccurrenceScore, backtest_occurrence
from detente.forecast.occurrence_fitting import fit_occurrence
from detente.forecast.outlooks import Outlook
from detente.forecast.reading import read_records
from detente.forecast.records import Records, build_records
from detente.forecast.tables import merge_states, tabulate_counts

__all__ = [
    "BASE_RATE",
    "CLIMATOLOGY",
    "NO_CHANGE",
    "Candidate",
    "CountForecast",
    "CountScore",
    "Horizon",
    "KeptScore",
    "LevelForecast",
    "NextForecast",
    "NextModel",
    "NextScore",
    "OccurrenceForecast",
    "OccurrenceScore",
    "Outlook",
    "Reason",
    "Records",
    "backtest_counts",
    "backtest_next",
    "backtest_occurrence",
    "build_kept_forecast",
    "build_records",
    "fit_counts_forecast",
    "fit_next",
    "fit_occurrence",
    "forecast_counts",
    "forecast_level",
    "forecast_next",
    "forecast_occurrence",
    "merge_states",
    "parse_horizon",
    "rank_active",
    "read_records",
    "score_kept",
    "tabulate_counts",
]
