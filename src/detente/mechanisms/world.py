"""The nouns of this room: a world of states that changes bit by bit, and what a covariate of it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.core.errors import InputError, UnknownNameError

__all__ = [
    "Bools",
    "Change",
    "Covariate",
    "Floats",
    "PresenceChange",
    "TieChange",
    "TraitChange",
    "World",
    "apply_change",
    "build_world",
    "copy_world",
    "find_network",
    "find_trait",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(slots=True, eq=False)
class World:
    """States, the networks between them and their traits, at one moment. The arrays are changed in place.

    Signed ties, counts of past events, trade and contiguity are all networks; a tie without direction is two
    cells. Networks may be rectangular in meaning only: armed groups are states that send no events.

    Attributes:
        states: Names, in the order of the arrays.
        networks: By name, shape (states, states), from row to column, diagonal 0.
        traits: By name, shape (states,); NaN where unknown.
        present: Who can act and be chosen, shape (states,).
    """

    states: tuple[str, ...]
    networks: dict[str, Floats]
    traits: dict[str, Floats]
    present: Bools

    @property
    def n_states(self) -> int:
        """How many states, present or not."""
        return len(self.states)


@dataclass(frozen=True, slots=True)
class TieChange:
    """A cell of a network takes a new value.

    Attributes:
        network: Its name.
        source: Row.
        target: Column; never the row.
        value: The new value, finite.
    """

    network: str
    source: int
    target: int
    value: float


@dataclass(frozen=True, slots=True)
class TraitChange:
    """A trait of a state takes a new value.

    Attributes:
        trait: Its name.
        state: Place of the state.
        value: The new value; NaN if it is no longer known.
    """

    trait: str
    state: int
    value: float


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """A state enters or leaves.

    Attributes:
        state: Its place.
        present: Whether it is there from now on.
    """

    state: int
    present: bool


Change = TieChange | TraitChange | PresenceChange


class Covariate(Protocol):
    """What a state may go by when it deals with another: one number for each ordered pair.

    `init` counts it from a whole world; `update` carries it over one change, and must give what `init` would
    give of the changed world. Diagonals are 0.
    """

    @property
    def name(self) -> str:
        """Name, as fits and findings print it."""
        ...

    @property
    def reads(self) -> tuple[str, ...]:
        """Networks and traits that it is made of; changes of others leave it as it is."""
        ...

    def init(self, world: World) -> Floats:
        """Its values, shape (states, states): row is the one who acts, column the one acted toward."""
        ...

    def update(self, values: Floats, world: World, change: Change) -> None:
        """Carry the values over a change, in place; `world` is as it was before the change."""
        ...


def build_world(
    states: Sequence[str],
    networks: Mapping[str, ArrayLike] | None = None,
    traits: Mapping[str, ArrayLike] | None = None,
    *,
    present: ArrayLike | None = None,
) -> World:
    """A world of its own arrays; what is given is copied.

    Args:
        states: Names, none twice.
        networks: By name, shape (states, states); finite.
        traits: By name, shape (states,); NaN where unknown.
        present: Who is there; by default all.

    Raises:
        InputError: A name comes twice, an array has another shape, or a network holds NaN, infinity or a tie
            of a state to itself.

    >>> world = build_world(["IND", "PAK"], {"ties": [[0, -1], [-1, 0]]})
    >>> world.n_states, world.networks["ties"][0, 1].item()
    (2, -1.0)
    """
    n = len(states)
    if len(set(states)) < n:
        raise InputError("a state is named twice", hint="name each once")
    world = World(tuple(states), {}, {}, np.ones(n, dtype=bool))
    for name, ties in (networks or {}).items():
        array = np.array(ties, dtype=np.float64)
        if array.shape != (n, n) or not np.isfinite(array).all() or np.diagonal(array).any():
            raise InputError(
                f"network {name!r} of shape {array.shape!r} is not {n} by {n} finite numbers, diagonal 0",
                hint="0 is no tie",
            )
        world.networks[name] = array
    for name, values in (traits or {}).items():
        trait = np.array(values, dtype=np.float64)
        if trait.shape != (n,):
            raise InputError(f"trait {name!r} has shape {trait.shape!r}", hint=f"one value for each of {n}")
        world.traits[name] = trait
    if present is not None:
        there = np.array(present, dtype=bool)
        if there.shape != (n,):
            raise InputError(f"presence has shape {there.shape!r}", hint=f"one value for each of {n}")
        world.present = there
    return world


def copy_world(world: World) -> World:
    """A world that can be changed without the first."""
    return World(
        world.states,
        {name: ties.copy() for name, ties in world.networks.items()},
        {name: values.copy() for name, values in world.traits.items()},
        world.present.copy(),
    )


def apply_change(world: World, change: Change) -> None:
    """Change the world in place.

    Raises:
        UnknownNameError: The world has no such network or trait.
        InputError: A tie of a state to itself, or a value that is not finite.
    """
    if isinstance(change, PresenceChange):
        world.present[change.state] = change.present
    elif isinstance(change, TraitChange):
        find_trait(world, change.trait)[change.state] = change.value
    elif change.source == change.target or not np.isfinite(change.value):
        raise InputError(f"{change} is no change of a tie", hint="two states and a finite value")
    else:
        find_network(world, change.network)[change.source, change.target] = change.value


def find_network(world: World, name: str) -> Floats:
    """The network of that name.

    Raises:
        UnknownNameError: There is none.
    """
    if name not in world.networks:
        raise UnknownNameError(f"no network {name!r}", hint=_list(world.networks))
    return world.networks[name]


def find_trait(world: World, name: str) -> Floats:
    """The trait of that name.

    Raises:
        UnknownNameError: There is none.
    """
    if name not in world.traits:
        raise UnknownNameError(f"no trait {name!r}", hint=_list(world.traits))
    return world.traits[name]


def _list(names: Iterable[str]) -> str:
    return "one of " + (", ".join(map(repr, names)) or "none")
