"""Mechanisms between two states whatever third states do: links, and what each can bring to bear.

A trait that is not known makes the values NaN that need it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.shared_changes import write_name
from detente.mechanisms.world import Change, Floats, TieChange, TraitChange, World, find_network, find_trait

__all__ = ["CapabilityGap", "JointCapability", "Link"]

LEAST = 1e-6
"""Capability below this is counted as this: shares of the Correlates of War are published to six places."""


@dataclass(frozen=True, slots=True)
class Link:
    """What flows or lies between two states: trade, arms, a common border.

    ``X_ij = log(1 + link_ij)``, or ``link_ij``. Oneal & Russett 1997 (trade); Bremer 1992 (contiguity).

    Attributes:
        network: Its name; cells are 0 or more.
        log: Whether the logarithm is taken, as for amounts of money; not for a border, 1 or 0.
    """

    network: str
    log: bool = True

    @property
    def name(self) -> str:
        """Such as ``link(trade, log)``."""
        return write_name("link", self.network, "log" if self.log else "")

    @property
    def reads(self) -> tuple[str, ...]:
        """The network."""
        return (self.network,)

    def init(self, world: World) -> Floats:
        """Shape (states, states).

        Raises:
            InputError: The logarithm is asked of a cell below 0.
        """
        return self._read(find_network(world, self.network))

    def update(self, values: Floats, world: World, change: Change) -> None:  # noqa: ARG002 - the protocol's
        """In O(1)."""
        if isinstance(change, TieChange) and change.network == self.network:
            values[change.source, change.target] = self._read(np.array([change.value]))[0]

    def _read(self, cells: Floats) -> Floats:
        if not self.log:
            return cells.copy()
        if (cells < 0).any():
            raise InputError(
                f"network {self.network!r} has a cell of {float(cells.min())!r} and no logarithm of it",
                hint="use Link(network, log=False), or amounts of 0 or more",
            )
        return np.log1p(cells)


@dataclass(frozen=True, slots=True)
class CapabilityGap:
    """How unequal two states are: the logarithm of the stronger's capability over the weaker's.

    ``X_ij = |log c_i - log c_j|``; with `signed`, i's advantage ``log c_i - log c_j``, which is never the
    same both ways. Bremer 1992; Oneal & Russett 1997.

    Attributes:
        trait: Its name, 0 or more; below a millionth it is counted as that.
        signed: Whether it is i's advantage.
    """

    trait: str = "capability"
    signed: bool = False

    @property
    def name(self) -> str:
        """``capability_gap`` or ``capability_gap(signed)``."""
        trait = self.trait if self.trait != "capability" else ""
        return write_name("capability_gap", trait, "signed" if self.signed else "")

    @property
    def reads(self) -> tuple[str, ...]:
        """The trait."""
        return (self.trait,)

    def init(self, world: World) -> Floats:
        """Shape (states, states).

        Raises:
            InputError: A capability is below 0.
        """
        logs = _take_logs(find_trait(world, self.trait), self.trait)
        values = logs[:, None] - logs[None, :]
        np.fill_diagonal(values, 0.0)
        return values if self.signed else np.abs(values)

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n)."""
        if isinstance(change, TraitChange) and change.trait == self.trait:
            (own,) = _take_logs(np.array([change.value]), self.trait)
            ahead = own - _take_logs(find_trait(world, self.trait), self.trait)
            values[change.state] = ahead if self.signed else np.abs(ahead)
            values[:, change.state] = -ahead if self.signed else np.abs(ahead)
            values[change.state, change.state] = 0.0


@dataclass(frozen=True, slots=True)
class JointCapability:
    """How much two states can bring to bear together: great states meet more, whatever else holds.

    ``X_ij = log c_i + log c_j`` (of the product, as in gravity: Tinbergen 1962), or ``log(c_i + c_j)``.

    Attributes:
        trait: Its name, 0 or more; below a millionth it is counted as that.
        joint: Whether the logarithm is of the product or of the sum.
    """

    trait: str = "capability"
    joint: Literal["product", "sum"] = "product"

    @property
    def name(self) -> str:
        """``joint_capability`` or ``joint_capability(sum)``."""
        trait = self.trait if self.trait != "capability" else ""
        return write_name("joint_capability", trait, "sum" if self.joint == "sum" else "")

    @property
    def reads(self) -> tuple[str, ...]:
        """The trait."""
        return (self.trait,)

    def init(self, world: World) -> Floats:
        """Shape (states, states).

        Raises:
            InputError: A capability is below 0.
        """
        logs = _take_logs(find_trait(world, self.trait), self.trait)
        values = self._join(logs[:, None], logs[None, :])
        np.fill_diagonal(values, 0.0)
        return values

    def update(self, values: Floats, world: World, change: Change) -> None:
        """In O(n)."""
        if isinstance(change, TraitChange) and change.trait == self.trait:
            logs = _take_logs(find_trait(world, self.trait), self.trait)
            row = self._join(_take_logs(np.array([change.value]), self.trait), logs)
            values[change.state] = row
            values[:, change.state] = row
            values[change.state, change.state] = 0.0

    def _join(self, one: Floats, other: Floats) -> Floats:
        return one + other if self.joint == "product" else np.log(np.exp(one) + np.exp(other))


def _take_logs(trait: Floats, name: str) -> Floats:
    if (trait < 0).any():
        raise InputError(f"trait {name!r} has a value below 0", hint="use 0 or more, NaN if unknown")
    return np.log(np.maximum(trait, LEAST))
