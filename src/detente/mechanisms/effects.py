"""Covariates of the networks of a world, as dynamic network actor models use them.

Each is a `Covariate`: `init` counts it from the whole world, `update` carries it over one change in O(n). A
row is the source, a column the target, and the diagonal is 0. Those of traits are written in `event_traits`.

Definitions: C. Stadtfeld & P. Block, Sociological Science 4 (2017) 318; C. Stadtfeld, J. Hollway & P. Block,
Sociological Methodology 47 (2017) 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.errors import UsageError
from detente.mechanisms.event_cells import (
    Scale,
    Side,
    clear_diagonal,
    rescale,
    spread,
    spread_all,
    write_name,
)
from detente.mechanisms.event_traits import Alter, Difference, Ego, Same
from detente.mechanisms.world import Change, Floats, TieChange, World, find_network

__all__ = [
    "Alter",
    "Difference",
    "Ego",
    "Indegree",
    "Inertia",
    "Outdegree",
    "Reciprocity",
    "Same",
    "Tie",
    "Transitivity",
]


@dataclass(frozen=True, slots=True)
class Tie:
    """The tie from the source to the target in a network that the events do not make.

    Attributes:
        network: Its name.
        scale: How a cell counts.
    """

    network: str
    scale: Scale = "any"

    @property
    def name(self) -> str:
        """Such as ``tie(contiguity)``."""
        return write_name("tie", self.network, scale=self.scale)

    @property
    def reads(self) -> tuple[str, ...]:
        """The network."""
        return (self.network,)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        return rescale(find_network(world, self.network), self.scale)

    def update(self, values: Floats, world: World, change: Change) -> None:  # noqa: ARG002 - the protocol's
        """In O(1)."""
        if isinstance(change, TieChange) and change.network == self.network:
            values[change.source, change.target] = rescale(change.value, self.scale)


@dataclass(frozen=True, slots=True)
class Inertia:
    """The tie that past events have left from the source to the target: who deals goes on dealing.

    Attributes:
        network: Its name: counts of past events, or a tie as it stood.
        scale: How a cell counts.
    """

    network: str
    scale: Scale = "any"

    @property
    def name(self) -> str:
        """Such as ``inertia(calls)``."""
        return write_name("inertia", self.network, scale=self.scale)

    @property
    def reads(self) -> tuple[str, ...]:
        """The network."""
        return (self.network,)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        return Tie(self.network, self.scale).init(world)

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(1)."""
        Tie(self.network, self.scale).update(values, world, change)


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """The tie from the target back to the source.

    Attributes:
        network: Its name.
        scale: How a cell counts.
    """

    network: str
    scale: Scale = "any"

    @property
    def name(self) -> str:
        """Such as ``reciprocity(calls)``."""
        return write_name("reciprocity", self.network, scale=self.scale)

    @property
    def reads(self) -> tuple[str, ...]:
        """The network."""
        return (self.network,)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        return np.ascontiguousarray(rescale(find_network(world, self.network), self.scale).T)

    def update(self, values: Floats, world: World, change: Change) -> None:  # noqa: ARG002 - the protocol's
        """In O(1)."""
        if isinstance(change, TieChange) and change.network == self.network:
            values[change.target, change.source] = rescale(change.value, self.scale)


@dataclass(frozen=True, slots=True)
class Transitivity:
    """How many third states the source has a tie to that have a tie to the target.

    Attributes:
        network: Its name; a tie is a cell above 0.
        unless: A network where a tie from source to target makes it 0 (goldfish's ``ignoreRep``, with the
            network of the events): a third state helps to make a tie, not to use it again.
    """

    network: str
    unless: str | None = None

    @property
    def name(self) -> str:
        """Such as ``transitivity(calls)``."""
        return write_name("transitivity", self.network, unless=self.unless)

    @property
    def reads(self) -> tuple[str, ...]:
        """The networks."""
        return (self.network,) if self.unless is None else (self.network, self.unless)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        tied = rescale(find_network(world, self.network), "any")
        paths = clear_diagonal(tied @ tied)
        return paths if self.unless is None else paths * (find_network(world, self.unless) <= 0)

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n)."""
        if not isinstance(change, TieChange) or change.network not in self.reads:
            return
        ties, source, target = find_network(world, self.network), change.source, change.target
        if change.network == self.network:
            step = float(change.value > 0) - float(ties[source, target] > 0)
            onward, inward = step * (ties[target] > 0), step * (ties[:, source] > 0)
            if self.unless is not None:
                blank = find_network(world, self.unless)
                onward, inward = onward * (blank[source] <= 0), inward * (blank[:, target] <= 0)
            values[source] += onward
            values[:, target] += inward
            values[source, source] = values[target, target] = 0.0
        if change.network == self.unless:
            paths = np.count_nonzero((ties[source] > 0) & (ties[:, target] > 0))
            values[source, target] = 0.0 if change.value > 0 else paths


@dataclass(frozen=True, slots=True)
class Indegree:
    """How many states have a tie to the target (or, for the rate of acting, to the source).

    Attributes:
        network: Its name.
        of: Whose ties are counted.
        scale: How a cell counts.
        unless: A network where a tie from source to target makes it 0 (goldfish's ``ignoreRep``, with the
            network of the events); for the indegree of the target only.
    """

    network: str
    of: Side = "target"
    scale: Scale = "any"
    unless: str | None = None

    def __post_init__(self) -> None:
        """Refuse what would be no trait of the source.

        Raises:
            UsageError: `unless` is asked of the source.
        """
        if self.unless is not None and self.of == "source":
            raise UsageError("the source's indegree cannot depend on a target", hint="leave out unless")

    @property
    def name(self) -> str:
        """Such as ``indegree(calls)``."""
        return write_name("indegree", self.network, scale=self.scale, of=self.of, unless=self.unless)

    @property
    def reads(self) -> tuple[str, ...]:
        """The networks."""
        return (self.network,) if self.unless is None else (self.network, self.unless)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        values = spread_all(rescale(find_network(world, self.network), self.scale).sum(axis=0), self.of)
        return values if self.unless is None else values * (find_network(world, self.unless) <= 0)

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n)."""
        if not isinstance(change, TieChange) or change.network not in self.reads:
            return
        column = find_network(world, self.network)[:, change.target].copy()
        if change.network == self.network:
            column[change.source] = change.value
        degree = float(rescale(column, self.scale).sum())
        if change.network == self.network:
            spread(values, change.target, degree, self.of)
            if self.unless is not None:
                values[find_network(world, self.unless)[:, change.target] > 0, change.target] = 0.0
        if change.network == self.unless:
            values[change.source, change.target] = 0.0 if change.value > 0 else degree


@dataclass(frozen=True, slots=True)
class Outdegree:
    """How many states the target (or, for the rate of acting, the source) has a tie to.

    Attributes:
        network: Its name.
        of: Whose ties are counted.
        scale: How a cell counts.
    """

    network: str
    of: Side = "target"
    scale: Scale = "any"

    @property
    def name(self) -> str:
        """Such as ``outdegree(calls)``."""
        return write_name("outdegree", self.network, scale=self.scale, of=self.of)

    @property
    def reads(self) -> tuple[str, ...]:
        """The network."""
        return (self.network,)

    def init(self, world: World) -> Floats:
        """Shape (states, states)."""
        return spread_all(rescale(find_network(world, self.network), self.scale).sum(axis=1), self.of)

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n)."""
        if isinstance(change, TieChange) and change.network == self.network:
            row = find_network(world, self.network)[change.source].copy()
            row[change.target] = change.value
            spread(values, change.source, float(rescale(row, self.scale).sum()), self.of)
