"""Where a scenario, or the course that follows from it, lies outside what the data have seen."""

from __future__ import annotations

import numpy as np

from detente.simulate.counting import find_sides
from detente.simulate.nouns import CLASSES, Places, SystemModel, Wholes
from detente.simulate.plans import Plan, find_state, list_shifted, quad_of
from detente.simulate.scenarios import Do, Scenario, Set, Without
from detente.simulate.trajectories import list_dyads

__all__ = ["find_warnings"]

_FEW_EVENTS, _FEW_MONTHS = 1000, 24
_OFTEN = 0.05


def find_warnings(
    model: SystemModel,
    scenario: Scenario,
    plan: Plan,
    beyond: Wholes,
    watched: Places,
    n_cells: int,
) -> tuple[str, ...]:
    """All that a reader must know before the figures.

    Args:
        model: The fitted system.
        scenario: What was laid in.
        plan: The same laid out.
        beyond: Months in which features were above all that the fit saw, less those of the untouched course,
            shape (F, W).
        watched: Dyads of `beyond`.
        n_cells: Runs times months.
    """
    found = [
        (
            "a what-if says what the fitted model implies; it is no proof that one thing would cause the "
            "other: states that meet such a change may act by other rules than those of the past"
        ),
    ]
    if model.n_events < _FEW_EVENTS or len(model.counts) < _FEW_MONTHS:
        found.append(
            f"the model rests on {model.n_events} events in {len(model.counts)} months between "
            f"{len(model.states)} states: much of what it says is the prior, not the data"
        )
    if not model.converged:
        found.append("the fit did not come to rest")
    for step in scenario.steps:
        if isinstance(step, Do):
            found += _judge_do(model, step)
        elif isinstance(step, Set):
            found += _judge_set(model, step, plan)
        elif isinstance(step, Without):
            found.append(f"{step}: what the model learned from these events stays learned")
    for at, dyad in enumerate(list_dyads(model, watched.tolist())):
        over = np.flatnonzero(beyond[:, at] > _OFTEN * n_cells)
        if over.size:
            names = ", ".join(model.features[place] for place in over[:4])
            share = int(beyond[over, at].max()) / n_cells
            found.append(
                f"{'-'.join(dyad)}: {names} above all that the fit has seen, in up to {share:.0%} of the "
                "months run: there the model is drawn out beyond its data"
            )
    return tuple(found)


def _judge_do(model: SystemModel, step: Do) -> list[str]:
    records, found = model.records, []
    of_type = records.type == (records.types.index(step.type) if step.type in records.types else -1)
    _, one, two = find_sides(records)
    names, _, _ = find_sides(records)
    ends = [model.states[find_state(model, name)] for name in (step.source, step.target)]
    places = [names.index(name) for name in ends]
    between = ((one == places[0]) & (two == places[1])) | ((one == places[1]) & (two == places[0]))
    if not of_type.any():
        found.append(f"{step}: no {step.type} is in the data at all; its class is taken for it")
    elif not (of_type & between).any():
        found.append(f"{step}: the data have no {step.type} between the two")
    quad = quad_of(model, step.type)
    counts = model.counts[:, quad - 1]
    usual = float(np.quantile(counts[counts > 0], 0.995)) if (counts > 0).any() else 0.0
    if step.times > counts.max():
        found.append(f"{step}: more {CLASSES[quad - 1]} than any two states had in a month")
    elif step.times > usual:
        found.append(f"{step}: more {CLASSES[quad - 1]} than in 99.5 % of months that had any")
    return found


def _judge_set(model: SystemModel, step: Set, plan: Plan) -> list[str]:
    found = []
    pair = sorted(model.states[find_state(model, name)] for name in step.dyad)
    dyads = list_dyads(model, range(model.n_dyads))
    at = dyads.index((pair[0], pair[1]))
    words = []
    for place, shift in list_shifted(step):
        words.append(f"{shift:+g} events of {CLASSES[place]} a month")
        now = float(plan.history[-12:, place, at].mean()) + shift
        top = float(model.counts[:, place].max())
        usual = float(np.expm1(model.usual[4 + place]))
        if now > top:
            found.append(f"{step}: {CLASSES[place]} of {now:.1f} a month, more than was ever seen")
        elif now > usual:
            found.append(f"{step}: {CLASSES[place]} of {now:.1f} a month, beyond 99.5 % of what was seen")
        elif now < 0:
            found.append(f"{step}: fewer than none; {CLASSES[place]} is held at none")
    found.append(f"{step} is read as {' and '.join(words)}, held from its month on")
    return found
