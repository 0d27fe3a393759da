"""Counts of how two states voted, in long columns, packed into one table a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.system.ideal_classes import Meetings
from detente.system.ideal_seats import Ints, Period, Seats, build_seats, sort_periods
from detente.system.network import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["build_meetings"]


def build_meetings(
    one: Sequence[str],
    other: Sequence[str],
    period: Sequence[Period] | None,
    *,
    counts: tuple[ArrayLike, ArrayLike, ArrayLike | None],
    linked: bool,
) -> tuple[Seats, list[Meetings], tuple[str, ...], int]:
    """Tables of counts of votes: joint, opposed, and one abstained.

    Returns:
        The seats, a table a period, the states that shared no vote, and how many rows were empty.

    Raises:
        InputError: If columns differ in length, counts are missing, negative or do not add up, a dyad comes
            twice in a period, or no votes are left.
    """
    joint, opposed, half = _check_counts(counts, len(one))
    when = [0] * len(one) if period is None else period
    if not len(one) == len(other) == len(when):
        raise InputError("columns of different length", hint="one row a dyad and period")
    ends = np.array([[str(name) for name in one], [str(name) for name in other]])
    full = joint > 0
    if not full.any():
        raise InputError("no dyad shared a vote", hint="n_votes above 0")
    states, places = np.unique(ends[:, full], return_inverse=True)
    places = places.reshape(2, -1)
    kept = [name for name, used in zip(when, full.tolist(), strict=True) if used]
    periods = sort_periods(kept)
    number = {name: at for at, name in enumerate(periods)}
    at = np.array([number[name] for name in kept], dtype=np.int64)
    _check_dyads(places, at, len(states))
    present = np.zeros((len(periods), len(states)), dtype=bool)
    present[at, places[0]] = present[at, places[1]] = True
    names = tuple(states.tolist())
    seats = build_seats(names, periods, present, linked=linked)
    row = np.full(present.shape, -1)
    row[seats.period, seats.state] = np.arange(seats.n_seats) - seats.bounds[seats.period]
    meetings = []
    for which in range(len(periods)):
        mine = at == which
        ends_here = row[which][places[:, mine]]
        size = int(present[which].sum())
        columns = [None if one is None else one[full][mine] for one in (joint, opposed, half)]
        tables = [None if column is None else _build_table(column, ends_here, size) for column in columns]
        meetings.append(Meetings(*tables))  # type: ignore[arg-type]
    return seats, meetings, tuple(sorted(set(ends.ravel().tolist()) - set(names))), int((~full).sum())


def _build_table(column: Floats, ends: Ints, size: int) -> Floats:
    table = np.zeros((size, size))
    table[ends[0], ends[1]] = column
    return table + table.T


def _check_counts(
    counts: tuple[ArrayLike, ArrayLike, ArrayLike | None], n_rows: int
) -> tuple[Floats, Floats, Floats | None]:
    joint, opposed = (np.asarray(one, dtype=np.float64) for one in counts[:2])
    half = None if counts[2] is None else np.asarray(counts[2], dtype=np.float64)
    apart = opposed if half is None else opposed + half
    if not joint.shape == opposed.shape == apart.shape == (n_rows,):
        raise InputError("columns of different length", hint="one row a dyad and period")
    good = np.isfinite(joint) & np.isfinite(apart) & (opposed >= 0) & (apart >= opposed) & (apart <= joint)
    if not good.all():
        at = int(np.flatnonzero(~good)[0])
        raise InputError(
            f"{joint[at]:g} votes, {opposed[at]:g} opposed in row {at}, {int((~good).sum())} such in all",
            hint="opposed and half at least 0, together at most the votes",
        )
    return joint, opposed, half


def _check_dyads(places: Ints, at: Ints, n_states: int) -> None:
    low, high = places.min(axis=0), places.max(axis=0)
    if (low == high).any():
        raise InputError("a state is paired with itself", hint="two states a row")
    key = (at * n_states + low) * n_states + high
    twice = len(key) - len(np.unique(key))
    if twice:
        raise InputError(f"{twice} dyads come twice in a period", hint="one row a dyad and period")
