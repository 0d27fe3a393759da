"""The occurrence model fitted to windows that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.forecast.logistic import Logistic, expit, fit_logistic
from detente.forecast.nouns import Floats
from detente.forecast.occurrence_features import OCCURRENCE_FEATURES, build_pair_past, describe_pairs
from detente.forecast.occurrence_trees import boost_linear, lean_trees
from detente.forecast.records import Records
from detente.forecast.tables import merge_states, read_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OccurrenceModel", "Windows", "collect_windows", "fit_occurrence", "predict_occurrence"]

LINEAR = "logistic on shrunk rates, 1"
BOOSTED = "logistic on shrunk rates with trees, 1"
N_FEATURES = len(OCCURRENCE_FEATURES)
CENTRE = np.zeros(N_FEATURES)
CENTRE[:4] = (0.10, 0.30, 0.30, 0.20)
SCALE = np.full(N_FEATURES, 0.3)
SCALE[-1] = 1.0
_STEP = 30  # days between the windows that are learnt from
_WINDOWS = 24
_TRUST = 0.05  # of a held-out question
_LEAST_ROWS = 20_000  # answered questions, for trees
_HELD, _APART, _LEAST_EARLY = 4, 3, 3  # windows: held out, of one taken each, at least
_ACTIVE, _OTHERS = 600, 200  # pairs of a window: the most active, and some of the rest


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Answered questions: pairs and types at the beginnings of windows that are over.

    Attributes:
        features: Shape (rows, F).
        outcome: 1 if it happened in the window, shape (rows,).
        origin: Ordinal of the day the window began, shape (rows,).
        pair: Key of the pair, shape (rows,).
        type: Place of the type, shape (rows,).
    """

    features: Floats
    outcome: Floats
    origin: NDArray[np.int64]
    pair: NDArray[np.int64]
    type: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class OccurrenceModel:
    """How likely an event of a type is between two states within a horizon.

    Attributes:
        linear: Weights of the features.
        averages: Of the features over what was learnt from, shape (F,).
        calibration: Constant and slope of the log odds.
        spread: Standard deviation of the pairs' and types' own log odds about the model's.
        horizon: Days.
        made: The day; nothing on or after it was seen.
        n_windows: Windows that were over.
        n_events: Events between states seen.
        name: And version.
        trees: LightGBM's text of the trees on top; empty without.
    """

    linear: Logistic
    averages: Floats
    calibration: tuple[float, float]
    spread: float
    horizon: int
    made: date
    n_windows: int
    n_events: int
    name: str = LINEAR
    trees: str = ""


def fit_occurrence(
    records: Records, *, made: str | date, horizon_days: int = 90, trees: bool = False
) -> OccurrenceModel:
    """Fit the occurrence model to windows of the horizon that were over on a day.

    Args:
        records: Events; those on the day and later are not read.
        made: The day.
        horizon_days: Length of the windows.
        trees: Whether LightGBM's trees are put on top of the linear model; with fewer than 20,000 answered
            questions they are not.

    Raises:
        MissingPartError: If trees are wanted and LightGBM cannot be loaded.
        InputError: If nothing happened between two states before that day.
    """
    day = read_day(made)
    states = merge_states(records.before(day))
    if not len(states):
        raise InputError(f"no event between two states before {day}", hint="events need dates and two states")
    windows = collect_windows(states, day, horizon_days=horizon_days)
    origins = np.unique(windows.origin)
    importance = np.full(windows.outcome.size, min(1.0, _STEP / horizon_days))
    linear = fit_logistic(
        windows.features, windows.outcome, centre=CENTRE, scale=SCALE, importance=importance
    )
    calibration = _calibrate(windows, horizon_days)
    averages = windows.features.mean(axis=0) if windows.outcome.size else np.zeros(N_FEATURES)
    grown = ""
    if trees and windows.outcome.size >= _LEAST_ROWS:
        kept = np.isin(windows.origin, origins[::-_APART])
        rows = windows.features[kept]
        grown = boost_linear(rows, windows.outcome[kept], rows @ linear.weights)
    return OccurrenceModel(
        linear,
        averages,
        calibration,
        _find_spread(windows, linear),
        horizon_days,
        day,
        origins.size,
        len(states),
        BOOSTED if grown else LINEAR,
        grown,
    )


def predict_occurrence(model: OccurrenceModel, features: Floats) -> Floats:
    """Calibrated probabilities for features (..., F)."""
    constant, slope = model.calibration
    lean = features @ model.linear.weights
    if model.trees:
        lean = lean + lean_trees(model.trees, features)
    return expit(constant + slope * lean)


def collect_windows(states: Records, day: date, *, horizon_days: int) -> Windows:
    """Questions at origins every 30 days back from a horizon before the day, with their answers."""
    last = day.toordinal() - horizon_days
    first = int(states.day[0])
    span = max(30, min(horizon_days, 180))
    origins = [last - _STEP * step for step in range(_WINDOWS) if last - _STEP * step >= first + span]
    kinds = len(states.types)
    parts: list[tuple[Floats, ...]] = []
    for origin in origins:
        past = build_pair_past(states, origin)
        pairs = _choose_pairs(past.sums[:, :, 1].sum(axis=1), past.back, origin)
        features = describe_pairs(past, pairs, horizon_days)
        came = find_outcomes(states, past.keys[pairs], origin, horizon_days)
        rows = pairs.size * kinds
        parts.append(
            (
                features.reshape(rows, -1),
                came.reshape(rows),
                np.full(rows, origin),
                np.repeat(past.keys[pairs], kinds),
                np.tile(np.arange(kinds), pairs.size),
            )
        )
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Windows(np.zeros((0, N_FEATURES)), np.zeros(0), none, none, none)
    return Windows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def find_outcomes(states: Records, keys: NDArray[np.int64], origin: int, horizon_days: int) -> Floats:
    """Whether each pair did each type in a window, shape (pairs, K); keys ascending or not."""
    answers = states.between(origin, origin + horizon_days)
    size, kinds = len(states.actors), len(states.types)
    order = np.argsort(keys, kind="stable")
    there = answers.source.astype(np.int64) * size + answers.target
    place = np.clip(np.searchsorted(keys[order], there), 0, max(0, keys.size - 1))
    hit = keys[order][place] == there if keys.size else np.zeros(0, dtype=bool)
    out = np.zeros((keys.size, kinds))
    out[order[place[hit]], answers.type[hit]] = 1.0
    return out


def _choose_pairs(activity: Floats, back: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """The most active pairs and some of the others, drawn the same way every time."""
    both = activity + activity[back]
    order = np.argsort(-both, kind="stable")
    rest = order[_ACTIVE:]
    if rest.size > _OTHERS:
        rest = np.random.default_rng(seed).choice(rest, _OTHERS, replace=False)
    return np.sort(np.concatenate([order[:_ACTIVE], rest]))


def _calibrate(windows: Windows, horizon_days: int) -> tuple[float, float]:
    """Constant and slope of Platt's curve, from windows that the weights had not seen.

    The newest windows are held out, and weights are fitted to those over before the first of them began. The
    curve is drawn to 0 and 1 (standard deviations 0.05 and 0.03, a question counting a twentieth since those
    of one window hang together), and stays there with too few windows.
    """
    origins = np.unique(windows.origin)
    held = origins[-_HELD:]
    early = origins[origins + horizon_days <= held[0]][::-_APART] if held.size else origins
    if early.size < _LEAST_EARLY:
        return 0.0, 1.0
    train, test = np.isin(windows.origin, early), np.isin(windows.origin, held)
    linear = fit_logistic(windows.features[train], windows.outcome[train], centre=CENTRE, scale=SCALE)
    lean = windows.features[test] @ linear.weights
    curve = fit_logistic(
        np.stack([np.ones(lean.size), lean], axis=-1),
        windows.outcome[test],
        centre=np.array([0.0, 1.0]),
        scale=np.array([0.05, 0.03]),
        importance=np.full(lean.size, _TRUST),
    )
    return float(curve.weights[0]), float(curve.weights[1])


def _find_spread(windows: Windows, linear: Logistic) -> float:
    """How much pairs and types differ beyond the features, in log odds, by moments; 1 if nothing tells.

    Of each pair and type the sum of what came less what was expected has the variance
    ``sum v + (sum v)**2 * spread**2`` with v = p (1 - p); of the windows one in three is used.
    """
    if windows.outcome.size < 1000:
        return 1.0
    origins = np.unique(windows.origin)[::3]
    kept = np.isin(windows.origin, origins)
    chance = expit(windows.features[kept] @ linear.weights)
    _, cell = np.unique(
        windows.pair[kept] * (windows.type.max() + 1) + windows.type[kept], return_inverse=True
    )
    variance = np.bincount(cell, weights=chance * (1.0 - chance))
    excess = np.square(np.bincount(cell, weights=windows.outcome[kept] - chance)) - variance
    found = float(excess.sum() / np.square(variance).sum())
    return float(np.sqrt(np.clip(found, 0.05, 2.0)))
