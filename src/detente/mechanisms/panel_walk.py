"""The values of covariates, period by period: carried over where little changed, else counted anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.errors import UnknownNameError
from detente.mechanisms.world import (
    Change,
    Covariate,
    Floats,
    TieChange,
    TraitChange,
    World,
    apply_change,
    build_world,
)

__all__ = ["Frames", "walk_values"]


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Networks and traits by period.

    Attributes:
        states: Names.
        networks: By name, shape (periods or 1, states, states); ``earlier`` is made of ``ties``.
        traits: By name, shape (periods or 1, states).
    """

    states: tuple[str, ...]
    networks: Mapping[str, Floats]
    traits: Mapping[str, Floats]


def walk_values(
    frames: Frames, covariates: Sequence[Covariate], periods: Iterable[int], back: int
) -> Iterator[list[Floats]]:
    """The values of each covariate in each of some periods; the arrays are changed by the next step.

    Args:
        frames: Networks and traits.
        covariates: What to count.
        periods: Places of the periods, in order.
        back: How many periods before each ``earlier`` is; what lies before the first is without ties.

    Raises:
        UnknownNameError: A covariate reads what is not there.
    """
    _check_reads(frames, covariates)
    needed = {name for covariate in covariates for name in covariate.reads}
    world: World | None = None
    values: list[Floats] = []
    for period in periods:
        following = _build_frame(frames, needed, period, back)
        if world is None:
            values = [covariate.init(following) for covariate in covariates]
        else:
            changed = _find_changed(world, following)
            changes = _list_changes(world, following, changed)
            if changes is None:
                for place, covariate in enumerate(covariates):
                    if changed & set(covariate.reads):
                        values[place] = covariate.init(following)
            else:
                for change in changes:
                    for covariate, array in zip(covariates, values, strict=True):
                        covariate.update(array, world, change)
                    apply_change(world, change)
        world = following
        yield values


def _check_reads(frames: Frames, covariates: Sequence[Covariate]) -> None:
    known = {*frames.networks, *frames.traits, "earlier"}
    for covariate in covariates:
        missing = sorted(set(covariate.reads) - known)
        if missing:
            raise UnknownNameError(
                f"{covariate.name} reads {missing[0]!r}, which the panel has not",
                hint=f"give it among links or traits; there are {', '.join(sorted(known))}",
            )


def _build_frame(frames: Frames, needed: set[str], period: int, back: int) -> World:
    networks = {name: _take(cells, period) for name, cells in frames.networks.items() if name in needed}
    if "earlier" in needed:
        ties = frames.networks["ties"]
        networks["earlier"] = _take(ties, period - back) if period >= back else np.zeros_like(ties[0])
    traits = {name: _take(cells, period) for name, cells in frames.traits.items() if name in needed}
    return build_world(frames.states, networks, traits)


def _take(cells: Floats, period: int) -> Floats:
    taken: Floats = cells[period if len(cells) > 1 else 0]
    return taken


def _find_changed(world: World, following: World) -> set[str]:
    networks = {name for name, ties in world.networks.items() if (ties != following.networks[name]).any()}
    return networks | {
        name
        for name, trait in world.traits.items()
        if not np.array_equal(trait, following.traits[name], equal_nan=True)
    }


def _list_changes(world: World, following: World, changed: set[str]) -> list[Change] | None:
    """The changes from one world to the next; None if they are more than a quarter of the states."""
    changes: list[Change] = []
    few = world.n_states // 4
    for name in changed & set(world.networks):
        ties = following.networks[name]
        cells = np.argwhere(ties != world.networks[name]).tolist()
        if len(cells) + len(changes) > few:
            return None
        changes += [TieChange(name, i, j, float(ties[i, j])) for i, j in cells]
    for name in changed & set(world.traits):
        trait = following.traits[name]
        same = (trait == world.traits[name]) | (np.isnan(trait) & np.isnan(world.traits[name]))
        changes += [TraitChange(name, state, float(trait[state])) for state in np.flatnonzero(~same).tolist()]
    return changes if len(changes) <= few else None
