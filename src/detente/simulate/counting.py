"""From events to monthly counts between states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import InputError
from detente.forecast.records import Records
from detente.ontology.lookup import unknown_name
from detente.simulate.nouns import Singles

__all__ = ["Counted", "count_months", "find_dyad", "list_months"]

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Monthly counts of the most active states.

    Attributes:
        states: Names, sorted.
        first: Number of the first month.
        counts: Shape (months, 4, D).
        n_events: In `counts`.
        n_left_out: Events of the records that are not.
    """

    states: tuple[str, ...]
    first: int
    counts: Singles
    n_events: int
    n_left_out: int


def list_months(days: NDArray[np.integer]) -> Places:
    """The number of the month of each ordinal day."""
    since = days.astype("datetime64[D]") - np.datetime64("1970-01-01") + np.datetime64("0000-12-31", "D")
    return since.astype("datetime64[M]").astype(np.intp) + 1970 * 12


def find_dyad(one: Places, two: Places, n_states: int) -> Places:
    """The place of each dyad of n states in the order of `numpy.triu_indices`."""
    low, high = np.minimum(one, two), np.maximum(one, two)
    found: Places = low * (2 * n_states - low - 1) // 2 + high - low - 1
    return found


def find_sides(records: Records) -> tuple[list[str], Places, Places]:
    """Names of states, and those of each event as places in them; -1 where an actor has no state.

    Where no actor has a home, the actors themselves are the states.
    """
    if (records.home >= 0).any():
        home = records.home.astype(np.intp)
        return list(records.homes), home[records.source], home[records.target]
    return list(records.actors), records.source.astype(np.intp), records.target.astype(np.intp)


def count_months(
    records: Records, *, until: date, window: int, most_states: int, states: tuple[str, ...] = ()
) -> Counted:
    """Count the events of whole months before a day.

    Args:
        records: Events; those of `until` and later, and of its unfinished month, are not read.
        until: Its month is the first that is not counted.
        window: Months at most.
        most_states: The most active are kept.
        states: Keep these instead, if any are named.

    Raises:
        InputError: There are no events between two states in three whole months or more.
        UnknownNameError: A state that is named has no events.
    """
    past = records.before(until.replace(day=1))
    names, one, two = find_sides(past)
    quad = past.quad[past.type] if len(past) else np.zeros(0, dtype=np.int32)
    fit = (one >= 0) & (two >= 0) & (one != two) & (quad > 0)
    months = list_months(past.day)
    end = until.year * 12 + until.month - 1
    fit &= months >= end - window
    if not fit.any():
        hint = "give a ledger with events between states, with dates"
        raise InputError(f"no events between two states before {until.isoformat()}", hint=hint)
    kept = _choose(names, one[fit], two[fit], most_states, states)
    to_kept = np.full(len(names), -1, dtype=np.intp)
    to_kept[[names.index(name) for name in kept]] = np.arange(len(kept))
    one, two = np.where(fit, to_kept[one], -1), np.where(fit, to_kept[two], -1)
    fit = (one >= 0) & (two >= 0)
    first = int(months[fit].min()) if fit.any() else end
    if end - first < 3:
        raise InputError(
            f"the events before {until.isoformat()} lie in {end - first} month{'s' * (end - first != 1)}",
            hint="a system that moves can be fitted on three months or more",
        )
    n = len(kept)
    counts = np.zeros((end - first, 4, n * (n - 1) // 2), dtype=np.float32)
    place = (months[fit] - first, quad[fit] - 1, find_dyad(one[fit], two[fit], n))
    np.add.at(counts, place, np.float32(1))
    return Counted(kept, first, counts, int(fit.sum()), len(records.before(until)) - int(fit.sum()))


def _choose(
    names: list[str], one: Places, two: Places, most: int, states: tuple[str, ...]
) -> tuple[str, ...]:
    for name in states:
        if name not in names:
            raise unknown_name("state with events", name, names)
    if states:
        return tuple(sorted(set(states)))
    active = np.bincount(one, minlength=len(names)) + np.bincount(two, minlength=len(names))
    order = sorted(range(len(names)), key=lambda place: (-int(active[place]), names[place]))
    return tuple(sorted(names[place] for place in order[:most] if active[place] > 0))
