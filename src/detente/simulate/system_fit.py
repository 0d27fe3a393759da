"""Fit the system of states: every pair, every month, every quad class, and what each leans on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from detente.core.errors import InputError
from detente.forecast.records import Records
from detente.mechanisms import PanelRules
from detente.ontology.lookup import unknown_name
from detente.simulate.counting import Counted, count_months
from detente.simulate.fitting import Prior, fit_class
from detente.simulate.nouns import Floats, Singles, SystemModel
from detente.simulate.state import (
    ACTIVITY,
    ALL_MECHANISMS,
    OWN,
    Frame,
    build_frame,
    find_activity,
    find_own,
    find_pull,
    walk,
)

__all__ = ["RULES", "fit_system", "frame_of"]

RULES = PanelRules(half_life=6.0, back=3)
"""Counts fade by half in six months; earlier ties are those of three months before."""

_LEAST_RATE = 1e-4


def fit_system(  # noqa: PLR0913  by keyword, all but the first with defaults
    records: Records,
    *,
    until: date | None = None,
    mechanisms: Sequence[str] = ALL_MECHANISMS,
    rules: PanelRules | None = None,
    window: int = 120,
    most_states: int = 150,
    states: Sequence[str] = (),
) -> SystemModel:
    """Fit the system of states to all events of whole months before a day.

    Args:
        records: Events; only those before `until` are read.
        until: Its month is the first to be run; by default the month after the last event.
        mechanisms: What the network may carry, of `ALL_MECHANISMS`.
        rules: How ties are made; by default `RULES`, with a neutral share half-way between one half and the
            share of cooperation among all events, at most .8: most of what is told is talk.
        window: Months at most that are looked back on.
        most_states: The most active are kept.
        states: Keep these instead.

    Raises:
        InputError: No events between two states, or in fewer than three whole months.
        UnknownNameError: There is no such mechanism, or a state that is named has no events.
    """
    for name in mechanisms:
        if name not in ALL_MECHANISMS:
            raise unknown_name("mechanism of a system", name, ALL_MECHANISMS)
    day = until or _after(records)
    past = records.before(day)
    counted = count_months(past, until=day, window=window, most_states=most_states, states=tuple(states))
    if len(counted.states) < 2:
        raise InputError("fewer than two states", hint="name two or more")
    ruled = rules or replace(RULES, neutral=_find_neutral(counted.counts))
    kept = tuple(name for name in ALL_MECHANISMS if name in mechanisms)
    return _fit(past, counted, build_frame(len(counted.states), ruled, kept))


def frame_of(model: SystemModel) -> Frame:
    """The frame that a model was fitted in."""
    return build_frame(len(model.states), model.rules, model.mechanisms)


def _fit(past: Records, counted: Counted, frame: Frame) -> SystemModel:
    features = _measure(frame, counted.counts)
    outcome = counted.counts[1:]
    fits = []
    for place in range(4):
        prior = _build_prior(frame, place, features, outcome[:, place])
        fits.append(fit_class(features, np.ascontiguousarray(outcome[:, place]), prior))
    usual, greatest = _find_ranges(features)
    coefficients = np.array([fit.coefficients for fit in fits])
    return SystemModel(
        states=counted.states,
        one=frame.one,
        two=frame.two,
        first=counted.first,
        counts=counted.counts,
        rules=frame.rules,
        features=(*OWN, *frame.mechanisms),
        mechanisms=frame.mechanisms,
        constant=coefficients[:, 0],
        coefficients=coefficients[:, 1:],
        covariance=np.array([fit.covariance for fit in fits]),
        effects=np.array([fit.effects for fit in fits]),
        effect_error=np.array([fit.effect_error for fit in fits]),
        effect_gain=np.array([fit.effect_gain for fit in fits]),
        effect_spread=np.array([fit.effect_spread for fit in fits]),
        size=np.array([fit.size for fit in fits]),
        most=np.maximum(3.0 * counted.counts.max(axis=(0, 2)), 10.0).astype(np.float64),
        usual=usual,
        greatest=greatest,
        records=past,
        n_events=counted.n_events,
        n_left_out=counted.n_left_out,
        converged=all(fit.converged for fit in fits),
    )


def _after(records: Records) -> date:
    if not len(records):
        raise InputError("no events", hint="give a ledger with events between states, with dates")
    last = date.fromordinal(int(records.day[-1]))
    return date(last.year + last.month // 12, last.month % 12 + 1, 1)


def _find_neutral(counts: Singles) -> float:
    by_class = counts.sum(axis=(0, 2), dtype=np.float64)
    share = float(by_class[:2].sum() / by_class.sum())
    return min(max(0.25 + 0.5 * share, 0.5), 0.8)


def _measure(frame: Frame, counts: Singles) -> Singles:
    """Features of all months but the first, shape (months - 1, F, D)."""
    n_features, whole = len(OWN) + len(frame.mechanisms), counts.mean(axis=0).sum(axis=1)
    out = np.zeros((len(counts) - 1, n_features, frame.one.size), dtype=np.float32)
    for age, state in walk(frame, counts[:-1]):
        find_own(state, whole, out[age - 1 : age, : len(OWN)])
        out[age - 1, OWN.index(ACTIVITY)] = find_activity(frame, state)[0]
        find_pull(frame, state, out[age - 1 : age, len(OWN) :])
    return out


def _build_prior(frame: Frame, place: int, features: Singles, outcome: Singles) -> Prior:
    """Held before any data: own past carries on, the whole returns to the usual, the rest does little."""
    mean, deviation = np.zeros(len(OWN)), np.full(len(OWN), 0.2)
    mean[place], deviation[place] = 0.1, 0.3
    mean[4 + place], deviation[4 + place] = 0.4, 0.4
    mean[8 + place // 2], deviation[8:10] = -0.3, 0.3
    mean[OWN.index(ACTIVITY)], deviation[OWN.index(ACTIVITY)] = 0.3, 0.4
    pull = np.zeros(len(frame.mechanisms))
    expected, loose = np.concatenate((mean, pull)), np.full(pull.size, 0.3)
    rate = max(float(outcome.mean()), _LEAST_RATE)
    constant = np.log(rate) - float(expected @ features.mean(axis=(0, 2)))
    return Prior(np.concatenate(([constant], expected)), np.concatenate(([3.0], deviation, loose)))


def _find_ranges(features: Singles) -> tuple[Floats, Floats]:
    usual, greatest = [], []
    for place in range(features.shape[1]):
        values = features[:, place]
        above = values[values > 0]
        usual.append(float(np.quantile(above, 0.995)) if above.size else 0.0)
        greatest.append(float(values.max()))
    return np.array(usual), np.array(greatest)
