"""Mechanisms of a state's friends: those that left it, and those that are another's enemies.

Ties may be directed: row i is what i holds of others. Shares are made anew wherever a change touches them, so
that no error gathers and a value that is zero is zero: an update costs O(n d) for each row that it touches, d
being the friends of that row's state.
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
from detente.mechanisms.world import (
    Bools,
    Change,
    Floats,
    TieChange,
    TraitChange,
    World,
    find_network,
    find_trait,
)

__all__ = ["Hedging", "PatronsRetreat"]


@dataclass(frozen=True, slots=True)
class PatronsRetreat:
    """How far i's friends of before have fallen away from it, so far as they are hostile to j.

    ``X_ij = sum over k of share_ik max(0, earlier_ik - ties_ik) [ties_kj < 0]`` with
    ``share_ik = max(0, earlier_ik) / sum over m of max(0, earlier_im)``: k's part in all the friendship
    that i had. A state with one patron has a share of 1; one with twenty equal friends loses little with one.
    The share stands in for "the strongest friend", which would jump when two friends change rank and needs a
    rule between equals. Snyder 1997 (dependence and abandonment).

    Attributes:
        ties: Network of signed ties as they stand.
        earlier: The same as they stood before.
        rivals: Network whose cells k, j above 0 make j a rival of k beside open hostility; none by default.
        capability: Trait in which a patron must exceed its client, both known; by default any friend is a
            patron in its share.
    """

    ties: str = "ties"
    earlier: str = "earlier"
    rivals: str | None = None
    capability: str | None = None

    @property
    def name(self) -> str:
        """``patrons_retreat``, with what is not the usual."""
        words = list_unusual(self.ties, self.earlier)
        return write_name("patrons_retreat", *words, self.rivals or "", self.capability or "")

    @property
    def reads(self) -> tuple[str, ...]:
        """The ties now and before, and rivals and capability if they are asked for."""
        more = (self.rivals, self.capability)
        return (self.ties, self.earlier, *(name for name in more if name is not None))

    def init(self, world: World) -> Floats:
        """Shape (states, states), in O(n^3)."""
        return self._find_rows(world, np.arange(world.n_states))

    def update(self, values: Floats, world: World, change: Change) -> None:
        """The source's row; the target's column, for clients of the source if their enmity changed."""
        touched = find_touched(change, self.reads)
        if touched is None:
            return
        rows, flips = np.array([touched]), False
        if isinstance(change, TraitChange):
            rows = self._find_clients(world, change)
        elif isinstance(change, TieChange):
            before = self._find_hostile(world, column=change.target)[touched]
        with changed_world(world, change):
            values[rows] = self._find_rows(world, rows)
            if isinstance(change, TieChange):
                column = self._find_hostile(world, column=change.target)
                flips = bool(before != column[touched])
            if isinstance(change, TieChange) and flips:
                ties, earlier = find_network(world, self.ties), find_network(world, self.earlier)
                fallen = (earlier[:, touched] > 0) & (earlier[:, touched] > ties[:, touched])
                fallen[change.target] = False
                clients = np.flatnonzero(fallen)
                values[clients, change.target] = self._find_losses(world, clients) @ column

    def _find_rows(self, world: World, rows: Places) -> Floats:
        losses = self._find_losses(world, rows)
        seen = np.flatnonzero(losses.any(axis=0))
        return blank_own(losses[:, seen] @ self._find_hostile(world, rows=seen), rows)

    def _find_losses(self, world: World, rows: Places) -> Floats:
        """What each of some states lost with each patron, shape (rows, states)."""
        ties, earlier = find_network(world, self.ties)[rows], find_network(world, self.earlier)[rows]
        stakes = earlier
        if self.capability is not None:
            trait = find_trait(world, self.capability)
            stakes = earlier * (trait[None, :] > trait[rows, None])
        return find_shares(stakes) * np.maximum(earlier - ties, 0.0)

    def _find_hostile(
        self, world: World, *, rows: Places | slice = slice(None), column: int | slice = slice(None)
    ) -> Floats:
        """1 where the second is an enemy or rival of the first, of some rows or of one column."""
        hostile: Bools = find_network(world, self.ties)[rows, column] < 0
        if self.rivals is not None:
            hostile = hostile | (find_network(world, self.rivals)[rows, column] > 0)
        return hostile.astype(np.float64)

    def _find_clients(self, world: World, change: TraitChange) -> Places:
        """The state whose capability changes, and friends to which it becomes or ceases to be a patron."""
        trait = find_trait(world, change.trait)
        moved = (trait < trait[change.state]) != (trait < change.value)
        moved &= find_network(world, self.earlier)[:, change.state] > 0
        moved[change.state] = True
        return np.flatnonzero(moved)


@dataclass(frozen=True, slots=True)
class Hedging:
    """The share of i's friendship that is invested in states hostile to j, 0 to 1; 0 without friends.

    ``X_ij = sum over k of max(0, ties_ik) [ties_kj < 0] / sum over m of max(0, ties_im)``. If i deals with j,
    and friendlily, all the same, it hedges; if the tone falls with it, i takes sides. Kuik 2008.

    Attributes:
        ties: Network of signed ties.
    """

    ties: str = "ties"

    @property
    def name(self) -> str:
        """``hedging``, with the network if it is not the usual one."""
        return write_name("hedging", self.ties if self.ties != "ties" else "")

    @property
    def reads(self) -> tuple[str, ...]:
        """The network of ties."""
        return (self.ties,)

    def init(self, world: World) -> Floats:
        """Shape (states, states), in O(n^3)."""
        return self._find_rows(world, np.arange(world.n_states))

    def update(self, values: Floats, world: World, change: Change) -> None:
        """The source's row; the target's column, for friends of the source, if its sign changed."""
        touched = find_touched(change, self.reads)
        if touched is None or not isinstance(change, TieChange):
            return
        ties, target = find_network(world, self.ties), change.target
        flips = (ties[touched, target] < 0) != (change.value < 0)
        with changed_world(world, change):
            values[touched] = self._find_rows(world, np.array([touched]))[0]
            if flips:
                friends = np.flatnonzero(ties[:, touched] > 0)
                friends = friends[friends != target]
                values[friends, target] = find_shares(ties[friends]) @ (ties[:, target] < 0)

    def _find_rows(self, world: World, rows: Places) -> Floats:
        ties = find_network(world, self.ties)
        shares = find_shares(ties[rows])
        seen = np.flatnonzero(shares.any(axis=0))
        return blank_own(shares[:, seen] @ (ties[seen] < 0).astype(np.float64), rows)


def find_shares(stakes: Floats) -> Floats:
    """Each cell's part in its row's cells above 0; 0 where there are none."""
    held = np.maximum(stakes, 0.0)
    totals = held.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(held, totals, out=np.zeros_like(held), where=totals > 0)
    return shares
