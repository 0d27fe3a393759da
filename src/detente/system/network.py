"""The noun of this room: states and the signed ties between them on one day."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import MissingPartError, UnknownNameError, UsageError
from detente.core.showing import show_table

__all__ = ["SHOWN", "Floats", "System", "build_layer", "find_signs", "list_names", "merge_layers"]

Floats = NDArray[np.float64]
SHOWN = 5
"""Offenders that a message names."""


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """States and the signed, weighted ties between them, in one layer or several, on one day.

    A tie of weight 0 is no tie: nothing was seen, or what was seen does not settle the sign. `positive`
    tells the two apart.

    Attributes:
        states: Their names, in the order of the arrays; at least two, none twice.
        layers: Names of the layers (``overall``, ``military``, …).
        weights: Signed weights, shape (layers, states, states), in the unit of what they were made from;
            from row to column. The diagonal is 0.
        positive: Probability that the tie is a friendly one, same shape; NaN where nothing was seen.
        directed: Whether a tie may differ from the one back. If not, both arrays are symmetric.
        when: The day; None if the ties belong to no day.
    """

    states: tuple[str, ...]
    layers: tuple[str, ...]
    weights: Floats
    positive: Floats
    directed: bool = False
    when: date | None = None

    @property
    def n_states(self) -> int:
        """How many states, tied or not."""
        return len(self.states)

    @property
    def n_ties(self) -> int:
        """Ties in all layers: arcs if directed, else dyads."""
        count = int(np.count_nonzero(self.weights))
        return count if self.directed else count // 2

    def to_networkx(self) -> Any:  # noqa: ANN401  networkx is no dependency
        """The ties as a networkx graph, directed if they are; a multigraph if there are several layers.

        Edges have ``weight``, ``sign``, ``probability`` (that the tie is friendly) and ``layer``; all states
        are nodes.

        Raises:
            MissingPartError: If networkx is not installed.
        """
        try:
            networkx = importlib.import_module("networkx")
        except ImportError as fault:
            raise MissingPartError(
                "networkx is not installed", hint="pip install networkx, or write GraphML: detente network -o"
            ) from fault
        several = len(self.layers) > 1
        kind = ("Multi" if several else "") + ("DiGraph" if self.directed else "Graph")
        graph = getattr(networkx, kind)(when=self.when)
        graph.add_nodes_from(self.states)
        for layer, source, target, weight, positive in _list_ties(self):
            told = {"weight": weight, "sign": int(np.sign(weight)), "probability": positive, "layer": layer}
            graph.add_edge(source, target, **told)
        return graph

    def _repr_html_(self) -> str:
        """The strongest ties, for notebooks."""
        rows = [
            (one, other, layer, weight, max(positive, 1.0 - positive))
            for layer, one, other, weight, positive in _list_ties(self)
        ]
        rows.sort(key=lambda row: (-abs(row[3]), row[0], row[1]))
        day = f" on {self.when}" if self.when else ""
        title = f"{self.n_states} states, {self.n_ties} ties{day}"
        return show_table(title, ("a", "b", "layer", "weight", "probability of the sign"), rows)


def _list_ties(system: System) -> list[tuple[str, str, str, float, float]]:
    """Layer, two states, weight and probability of a friendly sign of every tie; each dyad once."""
    found = []
    for place, layer in enumerate(system.layers):
        weights = system.weights[place] if system.directed else np.triu(system.weights[place])
        for i, j in np.argwhere(weights).tolist():
            positive = float(system.positive[place, i, j])
            found.append((layer, system.states[i], system.states[j], float(weights[i, j]), positive))
    return found


def build_layer(system: System, layer: str) -> System:
    """One layer of a system, with all its states.

    Raises:
        UnknownNameError: If there is no such layer.
    """
    if layer not in system.layers:
        raise UnknownNameError(f"no layer {layer!r}", hint=f"one of {list_names(list(system.layers))}")
    chosen = slice(system.layers.index(layer), system.layers.index(layer) + 1)
    weights, positive = system.weights[chosen], system.positive[chosen]
    return System(system.states, (layer,), weights, positive, system.directed, system.when)


def merge_layers(system: System, *, name: str = "merged") -> System:
    """All layers as one: weights are added, so that a war outweighs a trade pact if its weight does.

    The probability of a positive sign is the mean over the layers in which the dyad was seen. It is not the
    probability of the sign of the sum, which would need how layers move together.
    """
    seen = ~np.isnan(system.positive)
    count = seen.sum(axis=0)
    total = np.where(seen, system.positive, 0.0).sum(axis=0)
    positive = np.where(count > 0, total / np.maximum(count, 1), np.nan)[None]
    weights = system.weights.sum(axis=0)[None]
    return System(system.states, (name,), weights, positive, system.directed, system.when)


def find_signs(system: System, *, directed: bool | None = False) -> Floats:
    """The signs of the ties of a system of one layer: -1, 0 or +1, shape (states, states).

    Args:
        system: Of one layer.
        directed: False if the measure knows only ties without direction, True if only with, None if both.

    Raises:
        UsageError: If the system has several layers, or its ties have a direction and must not, or the
            other way round.
    """
    if len(system.layers) != 1:
        raise UsageError(
            f"a measure takes one layer, not {list_names(list(system.layers))}",
            hint="build_layer or merge_layers",
        )
    if directed is not None and directed != system.directed:
        kind = "with" if system.directed else "without"
        raise UsageError(f"this measure is not for ties {kind} direction", hint=f"directed={directed}")
    signs: Floats = np.sign(system.weights[0])
    return signs


def list_names(names: Sequence[str]) -> str:
    """At most five names, and how many there are."""
    shown = ", ".join(repr(name) for name in names[:SHOWN])
    return (shown or "none") + (f" and others, {len(names)} in all" if len(names) > SHOWN else "")
