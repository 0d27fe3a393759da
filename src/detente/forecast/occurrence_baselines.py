"""Plain forecasts of whether something happens, from closed windows of the pairs asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.forecast.logistic import expit, fit_logistic, logit
from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE, Floats
from detente.forecast.occurrence_features import PairPast, build_pair_past
from detente.forecast.occurrence_fitting import find_outcomes
from detente.forecast.records import Records

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OCCURRENCE_BASELINES", "foretell_plainly", "select_pairs"]

OCCURRENCE_BASELINES = (
    BASE_RATE,
    NO_CHANGE,
    "time since by class",
    "Poisson",
    CLIMATOLOGY,
    "Poisson, calibrated",
)
"""Share of closed windows in which the pairs asked about did it, by type; 0.99 or 0.01 after a window with or
without it; share by class and days since; Poisson with a half-life of 120 days; the pair's own share of
closed windows, drawn to the base rate as by two windows more; and the Poisson one through Platt's curve."""

_STEP, _WINDOWS = 30, 24
_BINS = (30.0, 90.0, 180.0, 365.0, 730.0)
_DRAW = 60.0
_PRIOR_WINDOWS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class _Closed:
    """Windows that are over: what happened in them, and what was known as they began. Shape (W, pairs, K)."""

    outcome: Floats
    since: Floats
    chance: Floats
    apart: NDArray[np.bool_]


def foretell_plainly(states: Records, keys: NDArray[np.int64], day: date, horizon: int) -> dict[str, Floats]:
    """Probabilities of all plain forecasts for pairs and types, shape (pairs, K) each.

    Args:
        states: What states did before the day.
        keys: Of the pairs, ``source * number of states + target``.
        day: Of the forecast.
        horizon: Days.
    """
    closed = _collect(states, keys, day, horizon)
    now = select_pairs(build_pair_past(states, day.toordinal()), keys)
    kinds = len(states.types)
    windows = closed.outcome.shape[0]
    total = closed.outcome.sum(axis=(0, 1)) + 0.5
    base = np.broadcast_to(total / (windows * keys.size + 1.0), (keys.size, kinds))
    own = closed.outcome[closed.apart].sum(axis=0)
    chance = _poisson(now, horizon)
    out = {
        BASE_RATE: base,
        NO_CHANGE: np.where(now.last <= horizon, 0.99, 0.01),
        "time since by class": _by_time_since(closed, now),
        "Poisson": chance,
        CLIMATOLOGY: (own + _PRIOR_WINDOWS * base) / (closed.apart.sum() + _PRIOR_WINDOWS),
    }
    lean = np.stack([logit(closed.chance).ravel(), np.ones(closed.chance.size)], axis=-1)
    curve = fit_logistic(
        lean, closed.outcome.ravel(), centre=np.array([1.0, 0.0]), scale=np.array([0.5, 1.0])
    ).weights
    return {**out, "Poisson, calibrated": expit(curve[0] * logit(chance) + curve[1])}


def select_pairs(past: PairPast, keys: NDArray[np.int64]) -> PairPast:
    """The past of some pairs; of one that was never seen, an empty one. `back` is left as it was."""
    place = np.minimum(np.searchsorted(past.keys, keys), max(0, past.keys.size - 1))
    known = past.keys[place] == keys
    sums, last = past.sums[place].copy(), past.last[place].copy()
    sums[~known], last[~known] = 0.0, np.inf
    return replace(past, keys=keys, sums=sums, last=last)


def _collect(states: Records, keys: NDArray[np.int64], day: date, horizon: int) -> _Closed:
    last = day.toordinal() - horizon
    first = int(states.day[0]) if len(states) else last
    origins = [last - _STEP * step for step in range(_WINDOWS) if last - _STEP * step > first]
    kinds = len(states.types)
    parts = []
    for origin in origins:
        past = select_pairs(build_pair_past(states, origin), keys)
        parts.append((find_outcomes(states, keys, origin, horizon), past.last, _poisson(past, horizon)))
    shape = (0, keys.size, kinds)
    columns = [np.stack(column) for column in zip(*parts, strict=True)] or [np.zeros(shape)] * 3
    gap = max(1, -(-horizon // _STEP))
    return _Closed(columns[0], columns[1], columns[2], np.arange(len(origins)) % gap == 0)


def _poisson(past: PairPast, horizon: int) -> Floats:
    """Chance of any event at the rate of a half-life of 120 days, drawn to the mean of the pairs asked."""
    sums = past.sums[:, :, 1]
    exposure = past.exposure[1]
    pooled = (sums.sum(axis=0) + 0.5) / (max(1, past.keys.size) * exposure)
    return np.asarray(-np.expm1(-horizon * (sums + _DRAW * pooled) / (exposure + _DRAW)), dtype=np.float64)


def _by_time_since(closed: _Closed, now: PairPast) -> Floats:
    """Share of closed windows by quad class and bin of days since the last event of the type."""
    bins = len(_BINS) + 1
    quad = np.broadcast_to(now.quad, closed.since.shape).ravel()
    cell = quad * bins + np.searchsorted(_BINS, closed.since.ravel())
    size = 5 * bins
    came = np.bincount(cell, weights=closed.outcome.ravel(), minlength=size)
    rate = (came + 0.5) / (np.bincount(cell, minlength=size) + 1.0)
    return np.asarray(rate[now.quad * bins + np.searchsorted(_BINS, now.last)], dtype=np.float64)
