"""Systems made up of known mechanisms, to see whether fits and what-ifs find them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from detente.core.errors import InputError
from detente.forecast.records import Records, build_records
from detente.mechanisms import PanelRules
from detente.simulate.drawing import put_parameters
from detente.simulate.nouns import Floats, Singles, SystemModel
from detente.simulate.plans import Plan
from detente.simulate.running import CourseOf, Runner, find_now
from detente.simulate.scenarios import name_month
from detente.simulate.state import ALL_MECHANISMS, OWN, build_frame
from detente.simulate.system_fit import frame_of

__all__ = ["KNOWN_RULES", "TYPES", "draw_past", "make_records", "make_system"]

TYPES = ("CONSULT", "AID", "ACCUSE", "COERCE")
"""The type that stands for each quad class."""
KNOWN_RULES = PanelRules(half_life=6.0, back=3)


def make_system(  # noqa: PLR0913  by keyword
    *,
    n_states: int,
    rates: tuple[float, float, float, float] = (1.0, 0.3, 0.6, 0.4),
    recent: float = 0.2,
    usual: float = 0.4,
    pulls: Mapping[str, tuple[float, float, float, float]] | None = None,
    spread: float = 0.8,
    size: tuple[float, float] = (0.7, 0.3),
    rules: PanelRules = KNOWN_RULES,
    first: int = 2000 * 12,
    seed: int = 0,
) -> SystemModel:
    """A system whose parameters are known; its past is a dozen months of chance.

    Args:
        n_states: At least 3.
        rates: Events a month by class of a dyad whose effects are 0 and whose past is as the rate.
        recent: Coefficient of a class's own recent counts.
        usual: Of its usual counts.
        pulls: Coefficients of mechanisms, by class; others are 0.
        spread: Standard deviation of the dyads' effects.
        size: Of the negative binomial, as in `SystemModel`.
        rules: Of ties.
        first: Number of the first month.
        seed: Of effects and past.

    Raises:
        InputError: Fewer than three states.
    """
    if n_states < 3:
        raise InputError(f"{n_states} states", hint="3 or more")
    rng = np.random.default_rng(seed)
    features = (*OWN, *ALL_MECHANISMS)
    weights = np.zeros((4, len(features)))
    for place in range(4):
        weights[place, place], weights[place, 4 + place] = recent, usual
    for name, pull in (pulls or {}).items():
        weights[:, features.index(name)] = pull
    frame = build_frame(n_states, rules, ALL_MECHANISMS)
    n_dyads, n_all = frame.one.size, len(features) + 1
    constant = np.log(rates) - (recent + usual) * np.log1p(rates)
    effects: Floats = spread * rng.standard_normal((4, n_dyads))
    past = rng.poisson(np.asarray(rates)[:, None] * np.exp(effects), (12, 4, n_dyads)).astype(np.float32)
    return SystemModel(
        states=tuple(f"S{place:03d}" for place in range(n_states)),
        one=frame.one,
        two=frame.two,
        first=first,
        counts=past,
        rules=rules,
        features=features,
        mechanisms=ALL_MECHANISMS,
        constant=constant,
        coefficients=weights,
        covariance=np.zeros((4, n_all, n_all)),
        effects=effects,
        effect_error=np.zeros((4, n_dyads)),
        effect_gain=np.zeros((4, n_dyads, n_all)),
        effect_spread=np.full(4, spread),
        size=np.tile(np.asarray(size), (4, 1)),
        most=np.full(4, 60.0),
        usual=np.full(len(features), np.inf),
        greatest=np.full(len(features), np.inf),
        records=make_records(past, first, n_states),
        n_events=int(past.sum()),
        n_left_out=0,
        converged=True,
    )


def draw_past(model: SystemModel, *, months: int, seed: int) -> SystemModel:
    """The same system some months later: its past drawn from itself."""
    frame = frame_of(model)
    start = find_now(frame, model.counts, 1)
    now = np.log1p(start.smooth[0])
    stream = np.random.Generator(np.random.SFC64(seed))
    runner = Runner(
        model,
        frame,
        [CourseOf(Plan(model.counts))],
        parameters=put_parameters(model, 1, now=now),
        streams=[stream],
        starts=[start],
    )
    drawn = np.stack([runner.step(month)[0].counts[0].copy() for month in range(months)])
    counts = np.concatenate((model.counts, drawn))
    records = make_records(counts, model.first, len(model.states))
    return replace(model, counts=counts, records=records, n_events=int(counts.sum()))


def make_records(counts: Singles, first: int, n_states: int) -> Records:
    """Events with those counts, on the days of each month in turn.

    Args:
        counts: Shape (months, 4, D).
        first: Number of the first month.
        n_states: Of the dyads.
    """
    one, two = np.triu_indices(n_states, 1)
    months, classes, dyads = np.nonzero(counts)
    often = counts[months, classes, dyads].astype(np.intp)
    months, classes, dyads = (np.repeat(column, often) for column in (months, classes, dyads))
    names = [f"S{place:03d}" for place in range(n_states)]
    days = [
        date.fromisoformat(f"{name_month(first + month)}-{place % 28 + 1:02d}")
        for place, month in enumerate(months.tolist())
    ]
    return build_records(
        days=days,
        sources=[names[place] for place in one[dyads]],
        types=[TYPES[place] for place in classes],
        targets=[names[place] for place in two[dyads]],
        quads={name: place + 1 for place, name in enumerate(TYPES)},
    )
