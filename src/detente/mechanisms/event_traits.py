"""Covariates of the traits of a world's states, as dynamic network actor models use them.

`init` counts them from the whole world, `update` carries them over one change in O(n). A row is the source, a
column the target, and the diagonal is 0. A value that is not known is NaN in every cell that needs it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.mechanisms.event_cells import clear_diagonal, spread, spread_all, write_name
from detente.mechanisms.world import Change, Floats, TraitChange, World, find_trait

__all__ = ["Alter", "Difference", "Ego", "Same"]


@dataclass(frozen=True, slots=True)
class Alter:
    """A trait of the target.

    Attributes:
        trait: Its name.
    """

    trait: str

    @property
    def name(self) -> str:
        """Such as ``alter(capability)``."""
        return write_name("alter", self.trait)

    @property
    def reads(self) -> tuple[str, ...]:
        """The trait."""
        return (self.trait,)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        return spread_all(find_trait(world, self.trait), "target")

    def update(self, values: Floats, world: World, change: Change) -> None:  # noqa: ARG002 - the protocol's
        """In O(n)."""
        if isinstance(change, TraitChange) and change.trait == self.trait:
            spread(values, change.state, change.value, "target")


@dataclass(frozen=True, slots=True)
class Ego:
    """A trait of the source: it says who acts, and nothing of whom it chooses.

    Attributes:
        trait: Its name.
    """

    trait: str

    @property
    def name(self) -> str:
        """Such as ``ego(capability)``."""
        return write_name("ego", self.trait)

    @property
    def reads(self) -> tuple[str, ...]:
        """The trait."""
        return (self.trait,)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        return spread_all(find_trait(world, self.trait), "source")

    def update(self, values: Floats, world: World, change: Change) -> None:  # noqa: ARG002 - the protocol's
        """In O(n)."""
        if isinstance(change, TraitChange) and change.trait == self.trait:
            spread(values, change.state, change.value, "source")


@dataclass(frozen=True, slots=True)
class Difference:
    """How far apart source and target are in a trait, without sign.

    Attributes:
        trait: Its name.
    """

    trait: str

    @property
    def name(self) -> str:
        """Such as ``difference(capability)``."""
        return write_name("difference", self.trait)

    @property
    def reads(self) -> tuple[str, ...]:
        """The trait."""
        return (self.trait,)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        trait = find_trait(world, self.trait)
        return clear_diagonal(np.abs(np.subtract.outer(trait, trait)))

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n)."""
        if isinstance(change, TraitChange) and change.trait == self.trait:
            apart = np.abs(find_trait(world, self.trait) - change.value)
            _spread_both(values, change.state, apart)


@dataclass(frozen=True, slots=True)
class Same:
    """1 where source and target have the same value of a trait.

    Attributes:
        trait: Its name.
    """

    trait: str

    @property
    def name(self) -> str:
        """Such as ``same(regime)``."""
        return write_name("same", self.trait)

    @property
    def reads(self) -> tuple[str, ...]:
        """The trait."""
        return (self.trait,)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        trait = find_trait(world, self.trait)
        return clear_diagonal(_compare(trait[:, None], trait[None, :]))

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n)."""
        if isinstance(change, TraitChange) and change.trait == self.trait:
            trait = find_trait(world, self.trait)
            _spread_both(values, change.state, _compare(trait, np.full_like(trait, change.value)))


def _compare(first: Floats, second: Floats) -> Floats:
    known = ~(np.isnan(first) | np.isnan(second))
    return np.where(known, first == second, np.nan)


def _spread_both(values: Floats, state: int, of_others: Floats) -> None:
    spread(values, state, of_others, "source")
    spread(values, state, of_others, "target")
