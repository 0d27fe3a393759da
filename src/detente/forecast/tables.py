"""Events of records as counts of dyads by month and quad class, and the states that actors belong to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from detente.core.dates import parse_edtf
from detente.core.errors import InputError, UnknownNameError
from detente.forecast.records import Records, pick_events
from detente.relations import Counts
from detente.relations.periods import Frequency

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "find_edges",
    "list_months",
    "merge_states",
    "name_months",
    "order_dyad",
    "read_day",
    "require_state",
    "tabulate_counts",
]

N_CLASSES = 4
_LAST_ANCHOR = 28  # months that begin on the 29th and later would not have one every month


def read_day(made: str | date) -> date:
    """The day that a forecast is made.

    Raises:
        InputError: If it is not one day.
    """
    if isinstance(made, date):
        return made
    span = parse_edtf(made)
    if (span.end - span.start).days != 1:
        raise InputError(f"a forecast cannot be made on {made!r}", hint="a day, for example 2018-09-15")
    return span.start


def find_edges(day: date, *, before: int, after: int = 0) -> NDArray[np.int64]:
    """Ordinals of the first days of months around a day, on which one ends; ``before + after + 1`` of them.

    They are calendar months if the day is the first of one; else months from that day of the month (the 28th
    at most) to the same of the next.

    >>> [date.fromordinal(int(edge)).isoformat() for edge in find_edges(date(2018, 3, 15), before=2, after=1)]
    ['2018-01-15', '2018-02-15', '2018-03-15', '2018-04-15']
    """
    month = day.year * 12 + day.month - 1
    anchor = min(day.day, _LAST_ANCHOR)
    steps = range(month - before, month + after + 1)
    edges = np.array([date(step // 12, step % 12 + 1, anchor).toordinal() for step in steps], dtype=np.int64)
    edges[before] = day.toordinal()
    return edges


def count_months(first: int, day: date) -> int:
    """Months back from a day until one begins on or before the ordinal `first`; at least 1."""
    begun = date.fromordinal(first)
    months = (day.year - begun.year) * 12 + day.month - begun.month
    return max(1, months + (min(begun.day, _LAST_ANCHOR) < min(day.day, _LAST_ANCHOR)))


def list_months(day: date, n_months: int) -> tuple[tuple[str, ...], int]:
    """The calendar months asked about, and how many months after the day the first of them begins (0 or 1).

    >>> list_months(date(2018, 9, 1), 2), list_months(date(2018, 9, 20), 1)
    ((('2018-09', '2018-10'), 0), (('2018-10',), 0))
    """
    late = int(day.day > 1)
    first = day.year * 12 + day.month - 1 + late
    names = tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(first, first + n_months))
    return names, int(late and day.day <= 15)


def name_months(edges: NDArray[np.int64]) -> tuple[str, ...]:
    """EDTF names of the months between edges; first and last day if it is no calendar month."""
    names = []
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        first, last = date.fromordinal(start), date.fromordinal(end - 1)
        whole = first.day == 1 and date.fromordinal(end).day == 1
        names.append(f"{first:%Y-%m}" if whole else f"{first}/{last}")
    return tuple(names)


def merge_states(records: Records) -> Records:
    """What states did to each other: actors become their states, what one state did to itself is left out.

    Where no actor has a state, actors stand for themselves. States and types that no event has are dropped,
    so that nothing can be read from the names of what comes later.
    """
    if records.homes:
        source, target = records.home[records.source], records.home[records.target]
        names = records.homes
    else:
        source, target, names = records.source, records.target, records.actors
    kept = np.flatnonzero((source >= 0) & (target >= 0) & (source != target))
    source, target = source[kept], target[kept]
    used = np.union1d(source, target)
    types, kind = np.unique(records.type[kept], return_inverse=True)
    seen = tuple(names[place] for place in used.tolist())
    return replace(
        records,
        actors=seen,
        types=tuple(records.types[place] for place in types.tolist()),
        day=records.day[kept],
        source=np.searchsorted(used, source).astype(np.int32),
        type=kind.astype(np.int32),
        target=np.searchsorted(used, target).astype(np.int32),
        quad=records.quad[types],
        home=np.arange(len(seen), dtype=np.int32),
        homes=seen,
        events=pick_events(records.events, kept),
    )


def require_state(states: Records, name: str) -> int:
    """The place of a state of which something was seen.

    Raises:
        UnknownNameError: If nothing was; the hint has near names.
    """
    seen = {states.actors[place] for place in np.union1d(states.source, states.target).tolist()}
    if name not in seen:
        near = get_close_matches(name, sorted(seen), n=5, cutoff=0.3)
        near = near or sorted(seen)[:5]
        raise UnknownNameError(
            f"nothing was seen of {name!r} before that day", hint=f"nearest: {', '.join(near)}"
        )
    return states.actors.index(name)


def order_dyad(dyad: tuple[str, str]) -> tuple[str, str]:
    """The two states sorted.

    Raises:
        InputError: If they are one and the same.
    """
    if dyad[0] == dyad[1]:
        raise InputError(f"{dyad[0]!r} twice is no dyad", hint="two states")
    return (min(dyad), max(dyad))


def tabulate_counts(records: Records, *, freq: Frequency = "month", until: date | None = None) -> Counts:
    """Events by dyad of states, month (or year) and quad class; both directions together.

    Args:
        records: Of a known quad class; others do not count.
        freq: Months or years.
        until: The day on which the last period ends; by default that after the period of the last event.
            Events on it and later are left out. If it is not the first of a month, months begin on its day.

    Raises:
        InputError: If no event is between two states.

    >>> from detente.forecast.records import build_records
    >>> records = build_records(
    ...     days=[date(2018, 8, 7), date(2018, 9, 6)], sources=["RUS", "USA"], types=["AGREE", "AGREE"],
    ...     targets=["PAK", "RUS"], quads={"AGREE": 1},
    ... )
    >>> counts = tabulate_counts(records)
    >>> counts.dyads, counts.periods, counts.events[:, :, 0].tolist()
    ((('PAK', 'RUS'), ('RUS', 'USA')), ('2018-08', '2018-09'), [[1.0, 0.0], [0.0, 1.0]])
    """
    states = merge_states(records if until is None else records.before(until))
    if not len(states):
        raise InputError("there is no event between two states", hint="events need dates and two states")
    if until is None:
        until = _following(date.fromordinal(int(states.day[-1])), freq)
    step = 12 if freq == "year" else 1
    periods = -(-count_months(int(states.day[0]), until) // step)
    edges = find_edges(until, before=periods * step)[::step]
    low, high = np.minimum(states.source, states.target), np.maximum(states.source, states.target)
    pair, row = np.unique(low.astype(np.int64) * len(states.actors) + high, return_inverse=True)
    dyads = tuple(
        order_dyad((states.actors[key // len(states.actors)], states.actors[key % len(states.actors)]))
        for key in pair.tolist()
    )
    quad = states.quad[states.type] - 1
    period = np.searchsorted(edges, states.day, side="right") - 1
    cells = (row * periods + period) * N_CLASSES + quad
    tally = np.bincount(cells[quad >= 0], minlength=pair.size * periods * N_CLASSES)
    events = tally.reshape(pair.size, periods, N_CLASSES).astype(np.float64)
    names = name_months(edges) if freq == "month" else tuple(str(_year(edge)) for edge in edges[:-1].tolist())
    return Counts(dyads, names, events)


def _following(day: date, freq: Frequency) -> date:
    """The first day of the period after that of a day."""
    if freq == "year" or day.month == 12:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def _year(ordinal: int) -> int:
    return date.fromordinal(ordinal).year
