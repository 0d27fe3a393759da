"""From a ledger to what a change would do: a system fitted to it, and a scenario laid in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.actors import read_actor_base
from detente.actors.lookup import find_actor
from detente.core.errors import InputError
from detente.forecast.kept_scores import find_of
from detente.forecast.records import find_place
from detente.simulate.comparing import compare
from detente.simulate.scenario_text import build_scenario
from detente.simulate.scenarios import MOST_MONTHS, Scenario, Set, Without
from detente.simulate.system_fit import fit_system

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from detente.forecast.records import Records
    from detente.ledger import LedgerReader
    from detente.simulate.nouns import SystemModel, WhatIf
    from detente.simulate.scenarios import Step

__all__ = [
    "MOST_MONTHS", "MOST_RUNS", "fit_to", "parse_steps", "settle_name", "settle_scenario", "suppose",
    "turn_steps",
]  # fmt: skip

Dyad = tuple[str, str]
MOST_RUNS = 20_000
"""No what-if has more."""


def fit_to(records: Records, *, until: date | None = None) -> SystemModel:
    """The system of the states of these records.

    Raises:
        InputError: If they tell of too little.
    """
    return fit_system(records, until=until)


def suppose(  # noqa: PLR0913  each is asked for
    model: SystemModel,
    scenario: Scenario,
    *,
    months: int,
    runs: int,
    seed: int = 0,
    dyads: Sequence[Dyad] = (),
    carried: bool = True,
    most_moved: int = 6,
) -> WhatIf:
    """A scenario against the untouched course.

    Args:
        model: Fitted to records in which a symmetric event stands once, with its pair sorted.
        scenario: Its steps may name such an event in either direction.
        months: How far.
        runs: Of each course.
        seed: Of the random numbers.
        dyads: To be told of beside those that the scenario names.
        carried: Whether to ask which mechanisms carried it.
        most_moved: Further dyads, those that move most.

    Raises:
        InputError: If the scenario contradicts itself or the data, or the span or runs are out of range.
        UnknownNameError: If it names a state or type that is not known.
    """
    if not 10 <= runs <= MOST_RUNS:
        raise InputError(f"{runs:,} runs cannot be made", hint=f"10 to {MOST_RUNS:,}; 400 are usual")
    return compare(
        model,
        turn_steps(scenario, model.records),
        months=months,
        runs=runs,
        seed=seed,
        dyads=dyads,
        carried=carried,
        most_moved=most_moved,
    )


def parse_steps(text: str) -> Scenario:
    r"""A scenario from lines, each beginning with what it does.

    Raises:
        InputError: If a line cannot be read, or there is none.

    >>> parse_steps("do 2022-03 USA SANCTION PAK\nset IND-USA military +3").name
    '2022-03 USA SANCTION PAK; IND-USA military +3'
    """
    given: dict[str, list[str]] = {"do": [], "set": [], "without": []}
    for line in filter(None, map(str.strip, text.splitlines())):
        word, _, rest = line.partition(" ")
        if word.lower() not in given:
            raise InputError(f"{line[:80]!r} is no step", hint="a line begins with do, set or without")
        given[word.lower()].append(rest.strip())
    if not any(given.values()):
        raise InputError("no step is given", hint='a line, as "set IND-USA military +3"')
    return build_scenario(do=given["do"], hold=given["set"], without=given["without"])


def settle_scenario(scenario: Scenario, reader: LedgerReader) -> Scenario:
    """The scenario with identities for the words of a user.

    Raises:
        UnknownNameError: If an actor is not known; the hint names the nearest.
    """
    return replace(scenario, steps=tuple(_settle(step, reader) for step in scenario.steps))


def _settle(step: Step, reader: LedgerReader) -> Step:
    if isinstance(step, Set):
        return replace(step, dyad=(settle_name(step.dyad[0], reader), settle_name(step.dyad[1], reader)))
    return replace(step, source=settle_name(step.source, reader), target=settle_name(step.target, reader))


def settle_name(word: str, reader: LedgerReader) -> str:
    """The identity of the actor that a word means in a ledger.

    Raises:
        UnknownNameError: If there is none; the hint names the nearest.
    """
    return find_actor(word, read_actor_base(), others=reader.actors()).id


def turn_steps(scenario: Scenario, records: Records) -> Scenario:
    """The scenario with events left out in the direction, or directions, in which the records have them.

    Args:
        scenario: As it was written.
        records: In which a symmetric event stands once, with its pair sorted.
    """
    steps: list[Step] = []
    for step in scenario.steps:
        steps += _directions(step, records) if isinstance(step, Without) else [step]
    return replace(scenario, steps=tuple(dict.fromkeys(steps)))


def _directions(step: Without, records: Records) -> list[Step]:
    back = replace(step, source=step.target, target=step.source)
    found: list[Step] = [one for one in (step, back) if _has(records, one)]
    return found or [step]


def _has(records: Records, step: Without) -> bool:
    rows = find_of(records, records.source, step.source) & find_of(records, records.target, step.target)
    rows &= records.type == find_place(records.types, step.type)
    days = (records.day[rows].astype("datetime64[D]") - np.datetime64("1970-01-01")).astype(int)
    when = np.datetime64("0000-12-31", "D") + days
    return bool(np.char.startswith(when.astype(str), step.when).any())
