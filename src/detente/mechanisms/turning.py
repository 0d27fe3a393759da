"""Mechanisms of turning: a partner who courts my rival, and courting in return.

Two networks of the same signed ties are read: as they stand, and as they stood some time before. Directed
ties are views: row i is what i holds of others. Sums over third states are made anew wherever a change
touches them, so that no error gathers and a value that is zero is zero: an update costs O(n d) for each row
that it touches, d being the enemies or warmed ties of that row's state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.mechanisms.shared_changes import (
    Places,
    blank_own,
    changed_world,
    find_touched,
    list_unusual,
    write_name,
)
from detente.mechanisms.world import Change, Floats, TieChange, World, find_network

__all__ = ["CounterCourting", "RivalsGain"]


@dataclass(frozen=True, slots=True)
class RivalsGain:
    """How far j, i's friend of before, has warmed to states that i is hostile to: expected to cool i to j.

    ``X_ij = [earlier_ij > 0] sum over k of [ties_ik < 0] max(0, ties_jk - earlier_jk)``. From an enmity to a
    lesser one is a warming too. Crescenzi 2007 (what j does to others is news to i); Heider 1946.

    Attributes:
        ties: Network of signed ties as they stand.
        earlier: The same as they stood before.
    """

    ties: str = "ties"
    earlier: str = "earlier"

    @property
    def name(self) -> str:
        """``rivals_gain``, with what is not the usual."""
        return write_name("rivals_gain", *list_unusual(self.ties, self.earlier))

    @property
    def reads(self) -> tuple[str, ...]:
        """The ties now and before."""
        return (self.ties, self.earlier)

    def init(self, world: World) -> Floats:
        """Shape (states, states), in O(n^3)."""
        return self.find_rows(world, np.arange(world.n_states))

    def update(self, values: Floats, world: World, change: Change) -> None:
        """The source's row, for its enemies changed; its column, for its warmth did. In O(n d)."""
        touched = find_touched(change, self.reads)
        if touched is None:
            return
        with changed_world(world, change):
            values[touched] = self.find_rows(world, np.array([touched]))[0]
            ties, earlier = find_network(world, self.ties), find_network(world, self.earlier)
            warmth = np.maximum(ties[touched] - earlier[touched], 0.0)
            warmed = np.flatnonzero(warmth)
            column = (ties[:, warmed] < 0).astype(np.float64) @ warmth[warmed]
            values[:, touched] = column * (earlier[:, touched] > 0)

    def find_rows(self, world: World, rows: Places) -> Floats:
        """The values of some states as sources, shape (rows, states)."""
        ties, earlier = find_network(world, self.ties), find_network(world, self.earlier)
        hostile = ties[rows] < 0
        seen = np.flatnonzero(hostile.any(axis=0))
        warmth = np.maximum(ties[:, seen] - earlier[:, seen], 0.0)
        return (earlier[rows] > 0) * (hostile[:, seen].astype(np.float64) @ warmth.T)


@dataclass(frozen=True, slots=True)
class CounterCourting:
    """How far friends of i that warmed to its rivals are hostile to j: expected to move i towards j.

    ``X_ij = sum over k of R_ik [ties_kj < 0]``, R being `RivalsGain`: i courts the rival of the partner that
    drifted. Russia (i) had India (k) as a partner; India warms to the United States, which Russia is hostile
    to; so Russia courts Pakistan (j), which India is hostile to.

    Attributes:
        ties: Network of signed ties as they stand.
        earlier: The same as they stood before.
    """

    ties: str = "ties"
    earlier: str = "earlier"

    @property
    def name(self) -> str:
        """``counter_courting``, with what is not the usual."""
        return write_name("counter_courting", *list_unusual(self.ties, self.earlier))

    @property
    def reads(self) -> tuple[str, ...]:
        """The ties now and before."""
        return (self.ties, self.earlier)

    def init(self, world: World) -> Floats:
        """Shape (states, states), in O(n^3)."""
        return self._find_rows(world, np.arange(world.n_states))

    def update(self, values: Floats, world: World, change: Change) -> None:
        """The source's row and, if its warmth or its enmity changed, those of its friends."""
        touched = find_touched(change, self.reads)
        if touched is None or not isinstance(change, TieChange):
            return
        drift = RivalsGain(self.ties, self.earlier)
        ties, earlier = find_network(world, self.ties), find_network(world, self.earlier)
        friends = earlier[:, touched] > 0
        if change.network == self.ties and (ties[touched, change.target] < 0) != (change.value < 0):
            rows = friends
        else:
            rows = friends & (ties[:, change.target] < 0)
        rows[touched] = True
        places = np.flatnonzero(rows)
        with changed_world(world, change):
            found = drift.find_rows(world, places)
            values[places] = self._court(world, found, places)

    def _find_rows(self, world: World, rows: Places) -> Floats:
        return self._court(world, RivalsGain(self.ties, self.earlier).find_rows(world, rows), rows)

    def _court(self, world: World, drift: Floats, rows: Places) -> Floats:
        seen = np.flatnonzero(drift.any(axis=0))
        hostile = (find_network(world, self.ties)[seen] < 0).astype(np.float64)
        return blank_own(drift[:, seen] @ hostile, rows)
