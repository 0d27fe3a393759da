"""What covariates of networks share: which state a change touches, and the world as it will be after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from detente.mechanisms.world import (
    Change,
    Floats,
    PresenceChange,
    TieChange,
    TraitChange,
    World,
    apply_change,
    find_network,
    find_trait,
)

__all__ = ["Places", "blank_own", "changed_world", "find_touched", "list_unusual", "write_name"]

Places = NDArray[np.intp]


def write_name(mechanism: str, *of: str) -> str:
    """``mechanism``, or ``mechanism(a, b)`` of the words that are not empty."""
    words = [word for word in of if word]
    return f"{mechanism}({', '.join(words)})" if words else mechanism


def blank_own(values: Floats, rows: Places) -> Floats:
    """Rows of some states, with 0 where a state meets itself."""
    values[np.arange(rows.size), rows] = 0.0
    return values


def list_unusual(ties: str, earlier: str) -> tuple[str, str]:
    """Names of the two networks where they are not the usual ones, else empty."""
    return ties if ties != "ties" else "", earlier if earlier != "earlier" else ""


def find_touched(change: Change, reads: tuple[str, ...]) -> int | None:
    """The state that a change is one of; None if the change is of nothing that is read."""
    if isinstance(change, TieChange):
        return change.source if change.network in reads else None
    if isinstance(change, TraitChange):
        return change.state if change.trait in reads else None
    return None


@contextmanager
def changed_world(world: World, change: Change) -> Iterator[None]:
    """The world as it will be after the change, within the block; put back even if the block fails."""
    if isinstance(change, PresenceChange):
        yield
        return
    if isinstance(change, TieChange):
        before: Change = TieChange(
            change.network,
            change.source,
            change.target,
            float(find_network(world, change.network)[change.source, change.target]),
        )
    else:
        before = TraitChange(change.trait, change.state, float(find_trait(world, change.trait)[change.state]))
    apply_change(world, change)
    try:
        yield
    finally:
        apply_change(world, before)
