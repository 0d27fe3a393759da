"""Walks of a given length by their sign, ties of both signs included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.errors import UsageError
from detente.system.network import Floats, System, find_signs

__all__ = ["SignedWalks", "measure_signed_walks"]


@dataclass(frozen=True, slots=True, eq=False)
class SignedWalks:
    """Walks of one length from each state to each, shape (states, states) each, symmetric.

    Attributes:
        friendly: Walks with an even number of hostile ties.
        hostile: Walks with an odd number.
    """

    friendly: Floats
    hostile: Floats

    @property
    def balanced_share(self) -> float | None:
        """Share of the closed walks that are friendly; None if there are no closed walks."""
        friendly, hostile = float(np.trace(self.friendly)), float(np.trace(self.hostile))
        return friendly / (friendly + hostile) if friendly + hostile else None


def measure_signed_walks(system: System, length: int) -> SignedWalks:
    """How many walks of so many steps are friendly, and how many are hostile.

    A friend's friend and an enemy's enemy are friendly walks of length 2. A dyad whose two arcs differ in
    sign is a tie of both signs, "ambivalent": a walk through it counts half as friendly and half as hostile.
    With P and N the shares of friendship and hostility of each dyad (1 and 0, 0 and 1, or 1/2 each)::

        friendly = ((P + N)^k + (P - N)^k) / 2,   hostile = ((P + N)^k - (P - N)^k) / 2

    These are the real and the imaginary part of the complex walks of signnet (Schoch), where P is 1 and N is
    i, multiplied so that two hostile steps make a friendly one. With ambivalent ties the two programs differ:
    signnet's entries then depend on how the states are numbered, and these do not. Closed walks of length 3
    are triangles, each six times, so their balanced share is that of `measure_triads`.

    It cannot say that anything travels along a walk, and a walk may go back and forth over one tie; whole
    numbers are exact below 2**53. Of directed ties only the sign counts, not the direction.

    Args:
        system: Of one layer.
        length: Steps, 1 or more.

    Raises:
        UsageError: If the length is below 1, or so great that walks are too many for a number; if the system
            has several layers.

    >>> from detente.system import build_system_of_matrix
    >>> walks = measure_signed_walks(build_system_of_matrix([[0, 1, 1], [1, 0, -1], [1, -1, 0]]), 3)
    >>> int(walks.friendly[0, 1]), int(walks.hostile[0, 0])
    (3, 2)
    """
    if length < 1:
        raise UsageError(f"there are no walks of {length!r} steps", hint="a length of 1 or more")
    signs = find_signs(system, directed=None)
    tied = ((signs != 0) | (signs.T != 0)).astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        every = np.linalg.matrix_power(tied, length)
        net = np.linalg.matrix_power(np.sign(signs + signs.T), length)
    if not np.isfinite(every).all():
        raise UsageError(f"too many walks of {length} steps for a number", hint="a shorter length")
    return SignedWalks((every + net) / 2.0, (every - net) / 2.0)
