"""Probabilities of events given day after day on what was known then, scored on what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.forecast.nouns import Floats
from detente.forecast.occurrence_baselines import OCCURRENCE_BASELINES, foretell_plainly, select_pairs
from detente.forecast.occurrence_features import build_pair_past, describe_pairs
from detente.forecast.occurrence_fitting import find_outcomes, fit_occurrence, predict_occurrence
from detente.forecast.records import Records
from detente.forecast.scores import (
    Interval,
    Reliability,
    bootstrap_means,
    measure_auc,
    measure_calibration_error,
    measure_log_loss,
    measure_precision,
    tabulate_reliability,
)
from detente.forecast.tables import merge_states, read_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OccurrenceMarks", "OccurrenceScore", "backtest_occurrence"]

MODEL = "model"
_YEAR = 365


@dataclass(frozen=True, slots=True)
class OccurrenceMarks:
    """How good the probabilities of one forecaster were for some questions.

    Attributes:
        n_questions: How many.
        rate: Share that came true.
        brier: Mean squared error.
        log_loss: Minus the mean log likelihood.
        auc: Chance that what came was ranked above what did not.
        precision: Average precision.
        calibration_error: Expected, over 20 quantile bins.
    """

    n_questions: int
    rate: float
    brier: float
    log_loss: float
    auc: float
    precision: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class OccurrenceScore:
    """A backtest of probabilities.

    Attributes:
        origins: EDTF days of the forecasts.
        horizon: Days.
        marks: Of the model (``model``) and each plain forecast, all questions.
        seen: Those where the pair did this in the year before.
        not_seen: Those where it did not.
        brier_differences: Of each plain forecast: Brier score of the model less its own, with the 95 %
            interval when pairs (both directions together) are drawn anew.
        log_differences: The same of the log loss.
        reliability: Foretold against observed, for the plot.
    """

    origins: tuple[str, ...]
    horizon: int
    marks: Mapping[str, OccurrenceMarks]
    seen: Mapping[str, OccurrenceMarks]
    not_seen: Mapping[str, OccurrenceMarks]
    brier_differences: Mapping[str, tuple[float, Interval]]
    log_differences: Mapping[str, tuple[float, Interval]]
    reliability: tuple[Reliability, ...]


def backtest_occurrence(
    records: Records,
    pairs: Sequence[tuple[str, str]],
    *,
    origins: Sequence[str | date],
    horizon_days: int = 90,
    trees: bool = False,
) -> OccurrenceScore:
    """Ask of each pair and type, on each of some days, whether it will happen within the horizon.

    The types are those seen before the first of the days. Each forecast is made from ``records.before(day)``
    and nothing else; the model is fitted anew every time.

    Args:
        records: Events, those to be foretold among them.
        pairs: Sources and targets.
        origins: Days of the forecasts; the records must reach a horizon beyond the last.
        horizon_days: 1 or more.
        trees: Whether the model has trees on top.

    Raises:
        InputError: If there are no pairs or days, or no event before a day.
    """
    if not pairs or not origins or horizon_days < 1:
        raise InputError(
            f"no backtest of {len(pairs)} pairs on {len(origins)} days over {horizon_days} days",
            hint="pairs, days and a horizon of 1 day or more",
        )
    days = [read_day(origin) for origin in origins]
    types = merge_states(records.before(min(days))).types
    truth = merge_states(records)
    asked = _find_keys(truth, pairs)
    if (asked < 0).any():
        missing = sorted({name for pair in pairs for name in pair} - set(truth.actors))
        raise InputError(f"no event has {', '.join(missing[:5])} ({len(missing)})", hint="other pairs")
    rows = [truth.types.index(name) for name in types]
    chances: dict[str, list[Floats]] = {MODEL: [], **{name: [] for name in OCCURRENCE_BASELINES}}
    outcomes, seen = [], []
    for day in days:
        before = merge_states(records.before(day))
        columns = [before.types.index(name) for name in types]
        keys = _find_keys(before, pairs)
        model = fit_occurrence(before, made=day, horizon_days=horizon_days, trees=trees)
        features = describe_some(before, keys, day, horizon_days)
        chances[MODEL].append(predict_occurrence(model, features)[:, columns].ravel())
        for name, probability in foretell_plainly(before, keys, day, horizon_days).items():
            chances[name].append(probability[:, columns].ravel())
        outcomes.append(find_outcomes(truth, asked, day.toordinal(), horizon_days)[:, rows].ravel())
        past = select_pairs(build_pair_past(before, day.toordinal()), keys)
        seen.append((past.last <= _YEAR)[:, columns].ravel())
    return _summarise(
        {name: np.concatenate(parts) for name, parts in chances.items()},
        np.concatenate(outcomes),
        np.concatenate(seen),
        clusters=np.tile(np.repeat(_find_dyads(asked, len(truth.actors)), len(types)), len(days)),
        days=days,
        horizon=horizon_days,
    )


def describe_some(states: Records, keys: NDArray[np.int64], day: date, horizon: int) -> Floats:
    """Features of pairs on a day, shape (pairs, K, F); the least of all for a pair never seen."""
    past = build_pair_past(states, day.toordinal())
    place = np.minimum(np.searchsorted(past.keys, keys), past.keys.size - 1)
    known = past.keys[place] == keys
    features = describe_pairs(past, place, horizon)
    if not known.all():
        features[~known] = describe_pairs(past, np.arange(past.keys.size), horizon).min(axis=0)
    return features


def _find_keys(states: Records, pairs: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """The key of each pair; -1 for one with a state of which nothing was seen."""
    place = {name: at for at, name in enumerate(states.actors)}
    size = len(states.actors)
    keys = [place[a] * size + place[b] if a in place and b in place else -1 for a, b in pairs]
    return np.array(keys, dtype=np.int64)


def _find_dyads(keys: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """One number for both directions of a pair."""
    ends = np.stack([keys // size, keys % size])
    return np.asarray(ends.min(axis=0) * size + ends.max(axis=0))


def _summarise(
    chances: Mapping[str, Floats],
    outcome: Floats,
    seen: NDArray[np.bool_],
    *,
    clusters: NDArray[np.int64],
    days: Sequence[date],
    horizon: int,
) -> OccurrenceScore:
    own = chances[MODEL]
    others = {name: chance for name, chance in chances.items() if name != MODEL}
    strata = [
        {name: _mark(chance[kept], outcome[kept]) for name, chance in chances.items()}
        for kept in (np.ones(outcome.size, dtype=bool), seen, ~seen)
    ]
    square = np.square(own - outcome)
    logs = measure_log_loss(own, outcome)
    return OccurrenceScore(
        origins=tuple(day.isoformat() for day in days),
        horizon=horizon,
        marks=strata[0],
        seen=strata[1],
        not_seen=strata[2],
        brier_differences={
            name: bootstrap_means(square - np.square(chance - outcome), clusters)
            for name, chance in others.items()
        },
        log_differences={
            name: bootstrap_means(logs - measure_log_loss(chance, outcome), clusters)
            for name, chance in others.items()
        },
        reliability=tabulate_reliability(own, outcome),
    )


def _mark(chance: Floats, outcome: Floats) -> OccurrenceMarks:
    if not outcome.size:
        return OccurrenceMarks(0, *(float("nan"),) * 6)
    return OccurrenceMarks(
        n_questions=outcome.size,
        rate=float(outcome.mean()),
        brier=float(np.square(chance - outcome).mean()),
        log_loss=float(measure_log_loss(chance, outcome).mean()),
        auc=measure_auc(chance, outcome),
        precision=measure_precision(chance, outcome),
        calibration_error=measure_calibration_error(chance, outcome),
    )
