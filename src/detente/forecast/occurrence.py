"""Will it? The probability that one state does something to another within a horizon."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from statistics import NormalDist

import numpy as np

from detente.core.errors import InputError, UnknownNameError
from detente.forecast.logistic import expit, logit
from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE, Floats, OccurrenceForecast, Reason
from detente.forecast.occurrence_features import (
    OCCURRENCE_FEATURES,
    PairPast,
    build_pair_past,
    describe_pairs,
)
from detente.forecast.occurrence_fitting import OccurrenceModel, fit_occurrence, predict_occurrence
from detente.forecast.records import Records
from detente.forecast.scores import Interval
from detente.forecast.tables import merge_states, order_dyad, read_day, require_state
from detente.relations.gammas import find_gamma_quantile

__all__ = ["MAX_DAYS", "forecast_occurrence"]

MAX_DAYS = 1830
"""The longest horizon that may be asked about: five years."""

COVERAGE = 0.9
_HALF = 0.5  # an event, so that a rate of which nothing was seen is not known to be 0
_REASONS = 6
_EVIDENCE = 10
_NO_CHANGE = 0.99, 0.01


def forecast_occurrence(  # noqa: PLR0913  keyword-only
    records_before: Records,
    source: str,
    type: str,  # noqa: A002  as in the events
    target: str,
    *,
    made: str | date,
    horizon_days: int = 90,
    model: OccurrenceModel | None = None,
) -> OccurrenceForecast:
    """The probability that a state does something to another on one of the days from `made` on.

    Args:
        records_before: Events; those on the day and later are not read.
        source: Who would act.
        type: What would be done.
        target: Toward whom.
        made: The day of the forecast.
        horizon_days: 1 to 1830.
        model: Fitted before for this horizon; by default it is fitted to these records.

    Raises:
        InputError: If the horizon is out of range, the model has another, both are one state, or no event of
            two states comes before the day.
        UnknownNameError: If a state or type was never seen before the day.
    """
    if not 1 <= horizon_days <= MAX_DAYS:
        raise InputError(f"{horizon_days!r} days cannot be foretold", hint=f"1 to {MAX_DAYS} days")
    day = read_day(made)
    order_dyad((source, target))
    fitted = model or fit_occurrence(records_before, made=day, horizon_days=horizon_days)
    if fitted.horizon != horizon_days:
        raise InputError(
            f"the model foretells {fitted.horizon} days, not {horizon_days}", hint="fit one for this horizon"
        )
    states = merge_states(records_before.before(day))
    ends = require_state(states, source), require_state(states, target)
    kind = _require_type(states, type)
    past = build_pair_past(states, day.toordinal())
    features, place = describe_pair(past, ends, horizon_days)
    row = features[kind]
    probability = float(predict_occurrence(fitted, row))
    own = (states.source == ends[0]) & (states.target == ends[1])
    n_of_type = int((own & (states.type == kind)).sum())
    low, high = _find_interval(fitted, row, n_of_type=n_of_type)
    return OccurrenceForecast(
        source=source,
        type=type,
        target=target,
        made=day.isoformat(),
        horizon=horizon_days,
        probability=probability,
        low=low,
        high=high,
        baselines=_find_plain(past, place, kind=kind, states=states, horizon=horizon_days),
        reasons=_explain(fitted, row, states, own=own, kind=kind),
        n_events=int(own.sum()),
        n_of_type=n_of_type,
        model=fitted.name,
    )


def describe_pair(past: PairPast, ends: tuple[int, int], horizon: int) -> tuple[Floats, int]:
    """Features of one pair, shape (K, F), and its place, -1 if the two were never seen together.

    A pair that was never seen is taken for an addition to those that were, with no event.
    """
    key = ends[0] * past.size + ends[1]
    place = int(np.searchsorted(past.keys, key))
    if place < past.keys.size and past.keys[place] == key:
        return describe_pairs(past, np.array([place]), horizon)[0], place
    added = add_pair(past, ends)
    place = int(np.searchsorted(added.keys, key))
    return describe_pairs(added, np.array([place]), horizon)[0], -1


def add_pair(past: PairPast, ends: tuple[int, int]) -> PairPast:
    """The same past with two empty pairs more: one to the other and back."""
    new = np.array([ends[0] * past.size + ends[1], ends[1] * past.size + ends[0]])
    keys = np.concatenate([past.keys, new])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    none = np.zeros((2, *past.sums.shape[1:]))
    never = np.full((2, past.last.shape[1]), np.inf)
    back = np.searchsorted(keys, keys % past.size * past.size + keys // past.size)
    return PairPast(
        size=past.size,
        keys=keys,
        back=back,
        sums=np.concatenate([past.sums, none])[order],
        last=np.concatenate([past.last, never])[order],
        exposure=past.exposure,
        quad=past.quad,
    )


def _find_interval(model: OccurrenceModel, row: Floats, *, n_of_type: int) -> Interval:
    """Within which the probability lies with 90 %.

    A rate known by n events is gamma with shape n + 1/2 about what was foretold, which gives ends for the log
    odds. Their distances are added in squares to those of two normal uncertainties: of the weights, and of
    what a pair and type have of their own, as found in windows that are over.
    """
    chance = float(predict_occurrence(model, row))
    middle = float(logit(np.array(chance)))
    expected = -float(np.log1p(-min(chance, 1.0 - 1e-9)))
    shape = n_of_type + _HALF
    tails = ((1.0 - COVERAGE) / 2.0, (1.0 + COVERAGE) / 2.0)
    rates = np.array([expected * find_gamma_quantile(shape, tail) / shape for tail in tails])
    reach = logit(-np.expm1(-rates)) - middle
    other = model.spread**2 + float(row @ model.linear.covariance @ row) * model.calibration[1] ** 2
    wide = np.sqrt(np.square(reach) + NormalDist().inv_cdf(tails[1]) ** 2 * other)
    low, high = expit(middle + np.array([-1.0, 1.0]) * wide).tolist()
    return low, high


def _find_plain(past: PairPast, place: int, *, kind: int, states: Records, horizon: int) -> dict[str, float]:
    """Probabilities of the plain forecasts."""
    days = max(1.0, float(past.exposure[-1]))
    rate = (past.sums[:, kind, -1].sum() + 0.5) / max(1, past.keys.size) / days
    base = float(-np.expm1(-rate * horizon))
    last = float(past.last[place, kind]) if place >= 0 else np.inf
    span = max(1, int(states.day[-1]) - int(states.day[0]) + 1)
    windows = span / horizon
    own = 0.0
    if place >= 0:
        ends = int(past.keys[place] // past.size), int(past.keys[place] % past.size)
        mine = (states.source == ends[0]) & (states.target == ends[1]) & (states.type == kind)
        own = float(np.unique((states.day[mine] - int(states.day[-1])) // horizon).size)
    return {
        BASE_RATE: base,
        NO_CHANGE: _NO_CHANGE[0] if last <= horizon else _NO_CHANGE[1],
        CLIMATOLOGY: float(min(1.0, (own + 2.0 * base) / (windows + 2.0))),
    }


def _explain(
    model: OccurrenceModel, row: Floats, states: Records, *, own: np.ndarray, kind: int
) -> tuple[Reason, ...]:
    """What moves the log odds away from those of an average question, with the events behind it."""
    weights = model.linear.weights * (row - model.averages) * model.calibration[1]
    order = np.argsort(-np.abs(weights[:-1]), kind="stable")[:_REASONS].tolist()
    of_type = own & (states.type == kind)
    reasons = []
    for place in order:
        name = OCCURRENCE_FEATURES[place]
        events: tuple[str, ...] = ()
        if states.events and ("this pair" in name or "since the deed" in name):
            events = _newest(states, of_type)
        elif states.events and ("of the pair" in name):
            events = _newest(states, own)
        reasons.append(Reason(name, float(row[place]), float(weights[place]), events))
    return tuple(reasons)


def _newest(states: Records, kept: np.ndarray) -> tuple[str, ...]:
    return tuple(states.events[place] for place in np.flatnonzero(kept)[::-1][:_EVIDENCE].tolist())


def _require_type(states: Records, name: str) -> int:
    seen = [states.types[place] for place in np.unique(states.type).tolist()]
    if name not in seen:
        near = get_close_matches(name, seen, n=5, cutoff=0.3) or seen[:5]
        raise UnknownNameError(
            f"no event of type {name!r} was seen before that day", hint=f"nearest: {', '.join(near)}"
        )
    return states.types.index(name)
