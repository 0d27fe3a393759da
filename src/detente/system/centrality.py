"""How central each state is, friends and enemies told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.core.errors import UsageError
from detente.system.network import Floats, System, find_signs

__all__ = [
    "EigenCentrality",
    "SignedDegree",
    "measure_pn_centrality",
    "measure_signed_degree",
    "measure_signed_eigenvector",
]

Direction = Literal["all", "in", "out"]


@dataclass(frozen=True, slots=True, eq=False)
class SignedDegree:
    """Ties of each state.

    Attributes:
        positive: Friendly ties, shape (states,).
        negative: Hostile ties, shape (states,).
    """

    positive: Floats
    negative: Floats

    @property
    def net(self) -> Floats:
        """Friendly less hostile ties."""
        return self.positive - self.negative

    @property
    def friendly_share(self) -> Floats:
        """Friendly ties, divided by all; NaN for a state without ties."""
        total = self.positive + self.negative
        share: Floats = np.divide(self.positive, total, out=np.full(total.shape, np.nan), where=total > 0)
        return share


@dataclass(frozen=True, slots=True, eq=False)
class EigenCentrality:
    """The leading eigenvector of the signs.

    Attributes:
        values: Shape (states,), greatest absolute value 1, and positive where it is; NaN if `gap` is 0.
        eigenvalue: The greatest.
        gap: To the next; 0 if two are equal, and then no eigenvector is the leading one.
    """

    values: Floats
    eigenvalue: float
    gap: float


def measure_signed_degree(system: System, *, direction: Direction = "all") -> SignedDegree:
    """Friendly and hostile ties of each state.

    It cannot say how strong they are, nor whether a state with few is at peace or out of the news.

    Args:
        system: Of one layer.
        direction: Of directed ties: those that come in, go out, or both; the same without direction.

    Raises:
        UsageError: If the system has several layers.
    """
    signs = find_signs(system, directed=None)
    matrices = _find_ways(signs, direction, directed=system.directed)
    positive = sum((matrix > 0).sum(axis=1) for matrix in matrices)
    negative = sum((matrix < 0).sum(axis=1) for matrix in matrices)
    return SignedDegree(np.asarray(positive, dtype=np.float64), np.asarray(negative, dtype=np.float64))


def measure_pn_centrality(system: System, *, direction: Direction = "all") -> Floats:
    """The PN index: a friend of the well befriended gains, an enemy of the well befriended loses.

    ``PN = (I - (P - 2N) / (2n - 2))^(-1) 1`` with P and N the friendly and hostile ties of n states; with
    direction ``(I - B B')^(-1) (I + B) 1``, B being the bracketed quotient of ties out, or its transpose of
    ties in (Everett and Borgatti 2014, Social Networks 38: 111-120). From -1, an enemy of all, who are
    friends, to 2, all friends of all, without direction; a state without ties has 1.

    It cannot say more than its constants: that hostile ties count double is a definition. Weights do not
    count. There is no inverse, and no index, of two enemies by themselves, nor of directed systems in which
    everyone is the enemy of everyone, for all that they are symmetric.

    Args:
        system: Of one layer.
        direction: With directed ties ``in`` or ``out``, else ``all``.

    Returns:
        Shape (states,); all NaN if there is no index.

    Raises:
        UsageError: If the system has several layers, or the direction does not fit it.
    """
    signs = find_signs(system, directed=None)
    if system.directed == (direction == "all"):
        raise UsageError(
            f"no PN index of direction {direction!r} with directed={system.directed}",
            hint="in or out with direction, all without",
        )
    size = len(signs)
    step = np.where(signs < 0, -2.0, signs) / (2 * size - 2)
    if direction == "all":
        return _solve(np.eye(size) - step, np.ones(size))
    step = step.T if direction == "in" else step
    return _solve(np.eye(size) - step @ step.T, 1.0 + step.sum(axis=1))


def measure_signed_eigenvector(system: System) -> EigenCentrality:
    """The eigenvector of the greatest eigenvalue of the signs.

    A state's value is the sum of its friends' less its enemies', over the eigenvalue. In a system of two
    hostile camps the sign tells the camp and the absolute value the standing in it (Bonacich and Lloyd 2004,
    Social Networks 26: 331-338).

    It cannot say anything of states outside the component that the leading eigenvector lies in: they are 0;
    and little if the gap to the next eigenvalue is small, for then a single tie may turn it round.

    Raises:
        UsageError: If the system has several layers or directed ties.
    """
    signs = find_signs(system)
    values, vectors = np.linalg.eigh(signs)
    gap = float(values[-1] - values[-2])
    scale = float(np.abs(signs).sum(axis=1).max())
    if gap <= 1e-9 * max(1.0, scale):
        return EigenCentrality(np.full(len(signs), np.nan), float(values[-1]), 0.0)
    leading = vectors[:, -1]
    places = np.flatnonzero(np.abs(leading) >= np.abs(leading).max() * (1 - 1e-9))
    turned = leading if leading[places].sum() >= 0 else -leading
    return EigenCentrality(turned / np.abs(leading).max(), float(values[-1]), gap)


def _solve(matrix: Floats, right: Floats) -> Floats:
    if np.linalg.cond(matrix) > 1e12:
        return np.full(right.shape, np.nan)
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


def _find_ways(signs: Floats, direction: Direction, *, directed: bool) -> list[Floats]:
    if not directed or direction == "out":
        return [signs]
    return [signs.T] if direction == "in" else [signs, signs.T]
