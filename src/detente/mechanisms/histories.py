"""Histories of events between states, and a walk through one with covariates carried along."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import InputError
from detente.mechanisms.event_changes import TimedChange, fill_missing, place_states, refuse
from detente.mechanisms.world import (
    Bools,
    Change,
    Covariate,
    Floats,
    TieChange,
    TraitChange,
    World,
    apply_change,
    copy_world,
)

__all__ = ["History", "Missing", "Moment", "Places", "build_history", "walk_history"]

Missing = Literal["refuse", "mean"]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Events to be explained, and what changed in the world meanwhile.

    Attributes:
        world: As it was at `start`; never altered.
        times: Of the events, in order, shape (events,), in any unit.
        sources: Place of the state that acts, shape (events,).
        targets: Place of the state acted toward, shape (events,).
        changes: Of the world, in order of time; the events themselves change nothing unless they stand here
            too.
        start: When watching began.
        end: When it ended.
    """

    world: World
    times: Floats
    sources: Places
    targets: Places
    changes: tuple[TimedChange, ...]
    start: float
    end: float

    @property
    def n_events(self) -> int:
        """How many events are to be explained."""
        return self.times.size


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The world when an event happened, or when a change ended a wait without one.

    Attributes:
        time: When.
        waited: Since the moment before (or the start).
        source: Place of the state that acts; -1 where no event happened.
        target: Place of the state acted toward; -1 where no event happened.
        values: One array a covariate, shape (states, states), as before the event; they change as the walk
            goes on.
        present: Who could act and be chosen, shape (states,); it changes as the walk goes on.
    """

    time: float
    waited: float
    source: int
    target: int
    values: tuple[Floats, ...]
    present: Bools


def build_history(
    world: World,
    events: Iterable[tuple[float, str, str]],
    *,
    changes: Iterable[TimedChange] = (),
    start: float | None = None,
    end: float | None = None,
    missing: Missing = "refuse",
) -> History:
    """A history in order of time, checked as a whole.

    At one time all events come before all changes: an event never explains itself, nor another of the same
    moment.

    Args:
        world: As it was at the start.
        events: Time, source and target of each event to be explained.
        changes: What changed and when (see `build_counts`, `build_replacements`).
        start: When watching began; by default the first event or change.
        end: When it ended; by default the last event. Later changes are left out.
        missing: ``mean`` puts the mean of the states known at that time where a trait is not known, as
            goldfish does; it invents values, so by default they stay NaN and the estimators refuse them.

    Raises:
        InputError: No events, an unknown state, an event of a state with itself or by or toward a state that
            is not there, a time that is not finite or outside the span.

    >>> from detente.mechanisms.world import build_world
    >>> world = build_world(["IND", "PAK", "CHN"], {"talks": [[0] * 3] * 3})
    >>> history = build_history(world, [(2.0, "IND", "PAK"), (1.0, "CHN", "PAK")])
    >>> history.sources.tolist(), history.start, history.end
    ([2, 0], 1.0, 2.0)
    """
    rows = sorted(events, key=lambda row: row[0])
    if not rows:
        raise InputError("a history without events", hint="give at least one event to be explained")
    timed = sorted(changes, key=lambda item: item[0])
    moments = [row[0] for row in rows] + [item[0] for item in timed]
    if not all(map(math.isfinite, moments)):
        raise InputError("a time is not finite", hint="give times as numbers in one unit")
    begins = min(moments) if start is None else start
    ends = rows[-1][0] if end is None else end
    outside = [row for row in rows if not begins <= row[0] <= ends]
    refuse(outside, f"outside the span from {begins!r} to {ends!r}", hint="leave them out or widen the span")
    places = place_states(world, rows)
    timed = [item for item in timed if item[0] <= ends]
    first = copy_world(world)
    if missing == "mean":
        timed = fill_missing(first, timed)
    history = History(
        first,
        np.array([row[0] for row in rows], dtype=np.float64),
        np.array([pair[0] for pair in places], dtype=np.int64),
        np.array([pair[1] for pair in places], dtype=np.int64),
        tuple(timed),
        float(begins),
        float(ends),
    )
    _check_presence(history, rows)
    return history


def walk_history(
    history: History, covariates: Sequence[Covariate], *, waits: bool = False
) -> Iterator[Moment]:
    """Go through a history, each covariate counted once from the start and carried over every change.

    Args:
        history: To go through.
        covariates: To carry along.
        waits: Whether to stop also where a change, or the end, ends a wait without an event.

    Yields:
        The moments in order; read what you need before you go on.

    Raises:
        UnknownNameError: A covariate reads a network or trait that is not there.
    """
    world = copy_world(history.world)
    values = tuple(covariate.init(world) for covariate in covariates)
    readers: dict[str, list[int]] = {}
    for place, covariate in enumerate(covariates):
        for name in dict.fromkeys(covariate.reads):
            readers.setdefault(name, []).append(place)
    last, step = history.start, 0
    for time, source, target in [*_list_events(history), (math.inf, -1, -1)]:
        while step < len(history.changes) and history.changes[step][0] < time:
            when, change = history.changes[step]
            if waits and when > last:
                yield Moment(when, when - last, -1, -1, values, world.present)
                last = when
            for place in readers.get(_find_name(change), ()):
                covariates[place].update(values[place], world, change)
            apply_change(world, change)
            step += 1
        if source >= 0:
            yield Moment(time, time - last, source, target, values, world.present)
            last = time
    if waits and history.end > last:
        yield Moment(history.end, history.end - last, -1, -1, values, world.present)


def _list_events(history: History) -> list[tuple[float, int, int]]:
    return list(zip(history.times.tolist(), history.sources.tolist(), history.targets.tolist(), strict=True))


def _find_name(change: Change) -> str:
    if isinstance(change, TieChange):
        return change.network
    return change.trait if isinstance(change, TraitChange) else ""


def _check_presence(history: History, rows: Sequence[tuple[float, str, str]]) -> None:
    moments = walk_history(history, ())
    absent = [
        row
        for row, moment in zip(rows, moments, strict=True)
        if not (moment.present[moment.source] and moment.present[moment.target])
    ]
    refuse(absent, "by or toward a state that is not there", hint="mend the presence or leave them out")
