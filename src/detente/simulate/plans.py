"""A scenario as the model can take it: events added by month, ties shifted, another past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.actors import read_actor_base
from detente.core.errors import DetenteError, InputError, UnknownNameError
from detente.ontology.lookup import unknown_name
from detente.ontology.reading import read_ontology
from detente.simulate.counting import find_dyad, find_sides, list_months
from detente.simulate.nouns import Singles, SystemModel
from detente.simulate.scenarios import MOST_MONTHS, Do, Scenario, Set, Without, month_of, name_month

__all__ = ["Plan", "check_span", "find_pair", "find_state", "list_shifted", "plan_scenario", "quad_of"]

_DEEDS = ("military", "security", "economic", "energy")
_WORDS = ("overall", "diplomatic")
_CLASS_NAMES = {
    "verbal_cooperation": 0,
    "material_cooperation": 1,
    "verbal_conflict": 2,
    "material_conflict": 3,
}


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a course gets beside its own.

    Attributes:
        history: The past it starts from, shape (months, 4, D).
        added: Events by month of the run, shape (4, D) each.
        shifted: Shift that begins in a month of the run and stays, shape (4, D) each.
        touched: Dyads that the steps name, in order.
    """

    history: Singles
    added: Mapping[int, Singles] = field(default_factory=dict)
    shifted: Mapping[int, Singles] = field(default_factory=dict)
    touched: tuple[int, ...] = ()


def check_span(months: int, runs: int) -> None:
    """Refuse a horizon or number of runs that makes no sense.

    Raises:
        InputError: It does not.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise InputError(f"a horizon of {months} months", hint=f"1 to {MOST_MONTHS} months")
    if not 1 <= runs <= 100_000:
        raise InputError(f"{runs} runs", hint="1 to 100000; 1000 are usual")


def plan_scenario(model: SystemModel, scenario: Scenario | None, *, months: int) -> Plan:
    """Check a scenario against a model and lay it out; all faults are told at once.

    Raises:
        InputError: It contradicts itself, lies outside the run, or leaves out what never was.
        UnknownNameError: An actor or type is unknown; the hint has the nearest names.
    """
    if scenario is None:
        return Plan(model.counts)
    faults: list[DetenteError] = [*_find_contradictions(scenario)]
    history = model.counts.copy()
    added: dict[int, Singles] = {}
    shifted: dict[int, Singles] = {}
    touched: dict[int, None] = {}
    for step in scenario.steps:
        try:
            if isinstance(step, Do):
                _lay_do(model, step, months, added, touched)
            elif isinstance(step, Set):
                _lay_set(model, step, months, shifted, touched)
            else:
                _leave_out(model, step, history, touched)
        except DetenteError as fault:
            faults.append(fault)
    _raise_all(scenario, faults)
    return Plan(history, added, shifted, tuple(touched))


def find_state(model: SystemModel, name: str) -> int:
    """The place of a state, by its name or that of an actor of its.

    Raises:
        UnknownNameError: The system has no such state.
    """
    if name in model.states:
        return model.states.index(name)
    records = model.records
    if name in records.actors and records.home.size:
        home = int(records.home[records.actors.index(name)])
        if home >= 0 and records.homes[home] in model.states:
            return model.states.index(records.homes[home])
    raise _no_state(model, name)


def _no_state(model: SystemModel, name: str) -> UnknownNameError:
    """Why a system has no such state: nothing of it in the data, too little, or no such actor at all."""
    named, base = f"a state with events: {_list_some(model.states)}", read_actor_base()
    records = model.records
    if name not in records.actors and name not in records.homes and name not in base.actors:
        return unknown_name("state of the system", name, model.states)
    names, one, two = find_sides(records)
    at = names.index(name) if name in names else -1
    if at < 0 and name in records.actors and records.home.size:
        at = int(records.home[records.actors.index(name)])
    if at >= 0 and bool((((one == at) | (two == at)) & (one >= 0) & (two >= 0) & (one != two)).any()):
        words = f"{name} is not among the {len(model.states)} states of the system, the most active of late"
    else:
        words = f"{name} has no dated event with another state in these data"
    return UnknownNameError(words, hint=f"name {named}")


def _list_some(names: Sequence[str], most: int = 20) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def find_pair(model: SystemModel, one: str, other: str) -> int:
    """The place of a dyad.

    Raises:
        UnknownNameError: The system has no such state.
        InputError: Both are one state.
    """
    places = find_state(model, one), find_state(model, other)
    if places[0] == places[1]:
        raise InputError(f"{one!r} and {other!r} are one state", hint="name two different ones")
    return int(find_dyad(np.array(places[:1]), np.array(places[1:]), len(model.states))[0])


def quad_of(model: SystemModel, type_name: str) -> int:
    """Quad class 1 to 4 of a type that the data have or the ontology knows.

    Raises:
        UnknownNameError: Nothing has that name; the hint has the nearest.
    """
    records, types = model.records, read_ontology().types
    if type_name in types:
        return types[type_name].quad_class
    if type_name in records.types and records.quad[records.types.index(type_name)] > 0:
        return int(records.quad[records.types.index(type_name)])
    raise unknown_name("event type", type_name, {*types, *records.types})


def list_shifted(step: Set) -> list[tuple[int, float]]:
    """Classes (0 to 3) that a `Set` moves, and by how much.

    Raises:
        UnknownNameError: It names neither a quad class nor a domain.
    """
    what = "_".join(step.what.casefold().replace("-", " ").replace("_", " ").split())
    if what in ("1", "2", "3", "4"):
        return [(int(what) - 1, step.shift)]
    if what in _CLASS_NAMES:
        return [(_CLASS_NAMES[what], step.shift)]
    if what in ("cooperation", "conflict"):
        first = 0 if what == "cooperation" else 2
        return [(first, step.shift / 2), (first + 1, step.shift / 2)]
    if what not in (*_DEEDS, *_WORDS):
        raise unknown_name(
            "quad class or domain",
            step.what,
            (*_CLASS_NAMES, "cooperation", "conflict", *_DEEDS, *_WORDS),
        )
    place = (1 if what in _DEEDS else 0) + (0 if step.shift > 0 else 2)
    return [(place, abs(step.shift))]


def _lay_do(
    model: SystemModel, step: Do, months: int, added: dict[int, Singles], touched: dict[int, None]
) -> None:
    quad = quad_of(model, step.type)
    dyad = find_pair(model, step.source, step.target)
    when = _find_month(model, step.month, months, str(step))
    cells = added.setdefault(when, np.zeros(model.counts.shape[1:], dtype=np.float32))
    cells[quad - 1, dyad] += step.times
    touched[dyad] = None


def _lay_set(
    model: SystemModel, step: Set, months: int, shifted: dict[int, Singles], touched: dict[int, None]
) -> None:
    dyad = find_pair(model, *step.dyad)
    when = _find_month(model, step.month, months, str(step)) if step.month else 0
    cells = shifted.setdefault(when, np.zeros(model.counts.shape[1:], dtype=np.float32))
    for place, shift in list_shifted(step):
        cells[place, dyad] += shift
    touched[dyad] = None


def _find_month(model: SystemModel, month: str, months: int, step: str) -> int:
    when = month_of(month) - model.next_month
    first, last = name_month(model.next_month), name_month(model.next_month + months - 1)
    if when < 0:
        hint = f"the first month that can be changed is {first}; past events can be left out (without)"
        raise InputError(f"{step!r} lies before the end of the data", hint=hint)
    if when >= months:
        raise InputError(f"{step!r} lies beyond the horizon", hint=f"the run goes from {first} to {last}")
    return when


def _leave_out(model: SystemModel, step: Without, history: Singles, touched: dict[int, None]) -> None:
    """Take the events out of the months before the run."""
    first = name_month(model.next_month)
    if step.when[:7] >= first if len(step.when) >= 7 else step.when > first[:4]:
        hint = f"the data end before {first}; what is to come has not happened"
        raise InputError(f"{str(step)!r} lies ahead", hint=hint)
    quad_of(model, step.type)
    dyad = find_pair(model, step.source, step.target)
    records = model.records
    _, one, two = find_sides(records)
    ends = (one, records.source, step.source), (two, records.target, step.target)
    fit = np.ones(len(records), dtype=bool)
    for states, actors, name in ends:
        fit &= _is_named(model, states, actors, name)
    of_type = records.type == (records.types.index(step.type) if step.type in records.types else -1)
    months = list_months(records.day) - model.first
    days = records.day.astype("datetime64[D]") + (np.datetime64("0000-12-31", "D") - np.datetime64(0, "D"))
    in_time = np.char.startswith(days.astype(str), step.when)
    gone = fit & of_type & in_time & (months >= 0) & (months < len(history))
    if not gone.any():
        named = sorted({records.types[place] for place in records.type[fit & in_time]})
        there = f"{step.source} did toward {step.target} then: {', '.join(named[:8]) or 'nothing'}"
        raise InputError(f"no such event: {str(step)!r}", hint=there)
    classes = records.quad[records.type[gone]] - 1
    np.subtract.at(history, (months[gone], classes, dyad), np.float32(1))
    np.maximum(history[:, :, dyad], 0, out=history[:, :, dyad])
    touched[dyad] = None


def _is_named(model: SystemModel, states: np.ndarray, actors: np.ndarray, name: str) -> np.ndarray:
    """Events of a state, whoever acted for it, or of one actor."""
    names, _, _ = find_sides(model.records)
    found = states == (names.index(name) if name in names else -1)
    if name not in names and name in model.records.actors:
        found = actors == model.records.actors.index(name)
    return np.asarray(found)


def _find_contradictions(scenario: Scenario) -> list[InputError]:
    faults, held, done = [], set(), set()
    left = [step for step in scenario.steps if isinstance(step, Without)]
    for step in scenario.steps:
        if isinstance(step, Set):
            for place in _list_places(step):
                key = (frozenset(step.dyad), place)
                if key in held:
                    hint = "set each tie once"
                    faults.append(InputError(f"{str(step)!r} sets a tie that is set already", hint=hint))
                held.add(key)
        elif isinstance(step, Do):
            triple = (step.source, step.type, step.target)
            if (step.month, *triple) in done:
                faults.append(InputError(f"{str(step)!r} is said twice", hint="say how many times"))
            done.add((step.month, *triple))
            same = [out for out in left if (out.source, out.type, out.target) == triple]
            if any(step.month.startswith(out.when) or out.when.startswith(step.month) for out in same):
                hint = "keep one of the two"
                faults.append(InputError(f"{str(step)!r} is both done and left out", hint=hint))
    return faults


def _list_places(step: Set) -> list[int]:
    try:
        return [place for place, _ in list_shifted(step)]
    except DetenteError:
        return []  # told where the step is laid out


def _raise_all(scenario: Scenario, faults: list[DetenteError]) -> None:
    if not faults:
        return
    if len(faults) == 1:
        raise faults[0]
    told = "; ".join(fault.message for fault in faults[:5])
    hints = "; ".join(dict.fromkeys(fault.hint for fault in faults[:5] if fault.hint))
    raise InputError(f"the scenario {scenario.name!r} has {len(faults)} faults: {told}", hint=hints)
