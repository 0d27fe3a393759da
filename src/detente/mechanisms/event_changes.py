"""Changes of a world with their times, from tables of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.world import (
    Change,
    PresenceChange,
    TieChange,
    TraitChange,
    World,
    find_network,
    find_trait,
)

__all__ = [
    "TimedChange",
    "build_counts",
    "build_presence_changes",
    "build_replacements",
    "build_trait_changes",
    "fill_missing",
    "place_states",
    "refuse",
]

TimedChange = tuple[float, Change]
"""When, and what."""
_SHOWN = 5


def build_counts(
    world: World,
    network: str,
    events: Iterable[tuple[float, str, str, float]],
    *,
    window: float | None = None,
    directed: bool = True,
) -> list[TimedChange]:
    """Changes of a network that adds events up, from its cells in the world.

    Args:
        world: As it was at the start; not altered.
        network: Where the events are added up.
        events: Time, source, target, and how much the cell rises by.
        window: After how long an event is forgotten; by default never.
        directed: Whether the cell of the target toward the source is left alone.

    Raises:
        InputError: An unknown state, a state with itself, or a window of no length.
        UnknownNameError: The world has no such network.

    >>> from detente.mechanisms.world import build_world
    >>> world = build_world(["IND", "PAK"], {"talks": [[0, 0], [0, 0]]})
    >>> steps = build_counts(world, "talks", [(1, "IND", "PAK", 1), (2, "IND", "PAK", 1)], window=5)
    >>> [(time, change.value) for time, change in steps]
    [(1, 1.0), (2, 2.0), (6, 1.0), (7, 0.0)]
    """
    if window is not None and not window > 0:
        raise InputError(f"a window of {window!r}", hint="give a length above 0 in the unit of the times")
    rows = list(events)
    places = place_states(world, [row[:3] for row in rows])
    steps = [(row[0], pair, float(row[3])) for row, pair in zip(rows, places, strict=True)]
    if window is not None:
        steps += [(time + window, pair, -amount) for time, pair, amount in steps]
    steps.sort(key=lambda step: step[0])
    level = find_network(world, network).copy()
    changes: list[TimedChange] = []
    for time, (source, target), amount in steps:
        level[source, target] += amount
        changes.append((time, TieChange(network, source, target, float(level[source, target]))))
        if not directed:
            level[target, source] += amount
            changes.append((time, TieChange(network, target, source, float(level[target, source]))))
    return changes


def build_replacements(
    world: World, network: str, ties: Iterable[tuple[float, str, str, float]], *, directed: bool = True
) -> list[TimedChange]:
    """Changes of a network whose cells take the values given.

    Args:
        world: Whose states they are.
        network: Its name.
        ties: Time, source, target and new value.
        directed: Whether the cell of the target toward the source is left alone.

    Raises:
        InputError: An unknown state, or a state with itself.
        UnknownNameError: The world has no such network.
    """
    find_network(world, network)
    rows = sorted(ties, key=lambda row: row[0])
    changes: list[TimedChange] = []
    for row, (source, target) in zip(rows, place_states(world, [row[:3] for row in rows]), strict=True):
        changes.append((row[0], TieChange(network, source, target, float(row[3]))))
        if not directed:
            changes.append((row[0], TieChange(network, target, source, float(row[3]))))
    return changes


def build_trait_changes(
    world: World, trait: str, rows: Iterable[tuple[float, str, float | None]]
) -> list[TimedChange]:
    """Changes of a trait: time, state and new value, None or NaN where it is no longer known.

    Raises:
        InputError: An unknown state.
        UnknownNameError: The world has no such trait.
    """
    find_trait(world, trait)
    table = sorted(rows, key=lambda row: row[0])
    where = _find_places(world, [row[1] for row in table])
    values = [np.nan if row[2] is None else float(row[2]) for row in table]
    return [
        (row[0], TraitChange(trait, where[row[1]], value)) for row, value in zip(table, values, strict=True)
    ]


def build_presence_changes(world: World, rows: Iterable[tuple[float, str, bool]]) -> list[TimedChange]:
    """Changes of who is there: time, state, and whether it is there from then on.

    Raises:
        InputError: An unknown state.
    """
    table = sorted(rows, key=lambda row: row[0])
    where = _find_places(world, [row[1] for row in table])
    return [(row[0], PresenceChange(where[row[1]], bool(row[2]))) for row in table]


def fill_missing(world: World, changes: Iterable[TimedChange]) -> list[TimedChange]:
    """Put the mean of a trait at that time where it is not known, in the world (in place) and the changes.

    Raises:
        InputError: Of a trait nothing is known.
    """
    for name, trait in world.traits.items():
        if np.isnan(trait).all():
            raise InputError(f"nothing is known of trait {name!r}", hint="leave it out or give values")
        trait[np.isnan(trait)] = np.nanmean(trait)
    running = {name: trait.copy() for name, trait in world.traits.items()}
    filled: list[TimedChange] = []
    for time, change in changes:
        kept = change
        if isinstance(change, TraitChange) and change.trait in running:
            trait = running[change.trait]
            if np.isnan(change.value):
                others = np.delete(trait, change.state)
                kept = TraitChange(change.trait, change.state, float(others.mean()))
            trait[change.state] = kept.value if isinstance(kept, TraitChange) else np.nan
        filled.append((time, kept))
    return filled


def place_states(world: World, rows: Sequence[tuple[float, str, str]]) -> list[tuple[int, int]]:
    """Places of source and target of each row.

    Raises:
        InputError: An unknown state, or a state with itself.
    """
    where = _find_places(world, [name for row in rows for name in row[1:3]])
    refuse([row for row in rows if row[1] == row[2]], "of a state with itself", hint="name two states")
    return [(where[row[1]], where[row[2]]) for row in rows]


def refuse(rows: Sequence[tuple[float, str, str]], what: str, *, hint: str) -> None:
    """Refuse rows, if any, naming the first few.

    Raises:
        InputError: There are some.
    """
    if rows:
        shown = "; ".join(f"{row[1]!r} toward {row[2]!r} at {row[0]!r}" for row in rows[:_SHOWN])
        raise InputError(f"{len(rows)} event(s) {what}: {shown}", hint=hint)


def _find_places(world: World, names: Iterable[str]) -> dict[str, int]:
    where = {state: place for place, state in enumerate(world.states)}
    unknown = sorted({name for name in names if name not in where}, key=str)
    if unknown:
        raise InputError(
            f"{len(unknown)} unknown state(s): {', '.join(map(repr, unknown[:_SHOWN]))}",
            hint="add them to the world or leave their rows out",
        )
    return where
