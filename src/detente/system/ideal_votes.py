"""Roll calls in long columns, packed into one table of votes a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.system.ideal_seats import Ints, Period, Seats, build_seats, sort_periods
from detente.system.network import Floats, list_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CHOICES", "Votes", "build_votes"]

CHOICES = ("no", "abstain", "yes")
_MISSING = ("", "absent")


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Votes on which states differed.

    Attributes:
        seats: States and periods.
        n_items: Votes kept; one that comes up again under its name in another period counts once.
        items: Of each period, indices of the votes taken in it.
        cast: Of each period, 1 where a seat chose so, shape (seats, votes, choices); all 0 if it was absent.
        n_cast: Votes of each seat, shape (seats,).
        unanimous: Names of the votes that were dropped because all who voted chose alike, sorted.
        silent: States that were dropped because they took part in no other vote, sorted.
        n_absent: Rows that were missing.
    """

    seats: Seats
    n_items: int
    items: list[Ints]
    cast: list[Floats]
    n_cast: Floats
    unanimous: tuple[str, ...]
    silent: tuple[str, ...]
    n_absent: int


def build_votes(
    state: Sequence[str],
    vote_id: Sequence[str],
    choice: Sequence[str | None],
    period: Sequence[Period] | None,
    *,
    linked: bool,
) -> Votes:
    """Votes of long columns, one row a state's choice in a vote.

    Raises:
        InputError: If columns differ in length, a choice is none of the three, a state chose twice in a
            vote of a period, or nothing is left.
    """
    when = [0] * len(state) if period is None else period
    if not len(state) == len(vote_id) == len(choice) == len(when):
        raise InputError("columns of different length", hint="one row a state and vote")
    cast = np.array(["" if one is None else str(one) for one in choice])
    wrong = sorted(set(cast[~np.isin(cast, CHOICES + _MISSING)].tolist()))
    if wrong:
        raise InputError(f"choices {list_names(wrong)}", hint="yes, abstain, no; absent or None if missing")
    there = np.isin(cast, CHOICES)
    code = np.array([CHOICES.index(one) for one in cast[there].tolist()], dtype=np.int64)
    who = np.array([str(one) for one in state])[there]
    what = np.array([str(one) for one in vote_id])[there]
    kept_periods = [one for one, seen in zip(when, there.tolist(), strict=True) if seen]
    periods = sort_periods(kept_periods)
    number = {one: at for at, one in enumerate(periods)}
    at = np.array([number[one] for one in kept_periods], dtype=np.int64)
    names, item = np.unique(what, return_inverse=True)
    split = _find_split(item, code, len(names))
    kept = split[item]
    if not kept.any():
        raise InputError(f"no vote on which states differed, of {len(names)}", hint="at least one split vote")
    states, place = np.unique(who[kept], return_inverse=True)
    live, at = np.unique(at[kept], return_inverse=True)
    present = np.zeros((len(live), len(states)), dtype=bool)
    present[at, place] = True
    chosen = tuple(periods[one] for one in live.tolist())
    seats = build_seats(tuple(states.tolist()), chosen, present, linked=linked)
    order = np.cumsum(split) - 1
    items, tables = _build_tables(seats, at, place, order[item[kept]], code[kept])
    return Votes(
        seats=seats,
        n_items=int(split.sum()),
        items=items,
        cast=tables,
        n_cast=np.concatenate([table.sum(axis=(1, 2)) for table in tables]),
        unanimous=tuple(names[~split].tolist()),
        silent=tuple(sorted(set(who.tolist()) - set(states.tolist()))),
        n_absent=int((~there).sum()),
    )


def _find_split(item: Ints, code: Ints, n_items: int) -> NDArray[np.bool_]:
    """Votes in which at least two choices were made."""
    seen = np.zeros((n_items, len(CHOICES)), dtype=bool)
    seen[item, code] = True
    return np.asarray(seen.sum(axis=1) > 1)


def _build_tables(
    seats: Seats, at: Ints, place: Ints, item: Ints, code: Ints
) -> tuple[list[Ints], list[Floats]]:
    items, tables = [], []
    row = np.full((len(seats.periods), len(seats.states)), -1)
    row[seats.period, seats.state] = np.arange(seats.n_seats) - seats.bounds[seats.period]
    for period, name in enumerate(seats.periods):
        mine = at == period
        taken, column = np.unique(item[mine], return_inverse=True)
        span = seats.find_span(period)
        table = np.zeros((span.stop - span.start, len(taken), len(CHOICES)))
        np.add.at(table, (row[period, place[mine]], column, code[mine]), 1.0)
        twice = np.argwhere(table.sum(axis=2) > 1)
        if len(twice):
            who = seats.states[seats.state[span][twice[0, 0]]]
            raise InputError(
                f"{who!r} chose twice in a vote of period {name!r}, {len(twice)} such cases in all",
                hint="one row a state, vote and period",
            )
        items.append(taken)
        tables.append(table)
    return items, tables
