"""A signed graph as plain arrays: what the exact indices take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.core.errors import InputError

__all__ = ["Flags", "Floats", "Ints", "SignedGraph", "build_signed_graph", "take_part"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SignedGraph:
    """An undirected graph whose ties are friendly or hostile; at most one tie a pair, none to oneself.

    Attributes:
        n: Number of nodes, numbered from 0.
        first: The lower node of each tie, shape (m,).
        second: The higher node of each tie, shape (m,).
        sign: +1 or -1 for each tie, shape (m,).
        weight: What a tie costs if it is frustrated, positive and finite, shape (m,).
    """

    n: int
    first: Ints
    second: Ints
    sign: Ints
    weight: Floats

    @property
    def m(self) -> int:
        """Number of ties."""
        return int(self.first.size)


def build_signed_graph(
    n: int, first: ArrayLike, *, second: ArrayLike, sign: ArrayLike, weight: ArrayLike | None = None
) -> SignedGraph:
    """Check plain arrays and make a `SignedGraph` of them.

    Args:
        n: Number of nodes; 0 is allowed.
        first: One end of each tie, 0 to n - 1.
        second: The other end.
        sign: A positive number for a friendly tie and a negative one for a hostile tie; only its sign counts.
        weight: Cost of each tie, positive; 1 each if not given.

    Returns:
        The graph, its ties in the order given.

    Raises:
        InputError: Nodes out of range, a tie to oneself, a pair given twice, a sign that is zero or not
            finite, a weight that is not positive and finite, or arrays of different lengths.

    >>> build_signed_graph(3, [0, 1], second=[1, 2], sign=[1, -1]).m
    2
    """
    if n < 0:
        raise InputError(f"a graph cannot have {n!r} nodes")
    ends = np.asarray(first, dtype=np.int64).ravel(), np.asarray(second, dtype=np.int64).ravel()
    signs = np.asarray(sign, dtype=np.float64).ravel()
    weights = np.ones(signs.size) if weight is None else np.asarray(weight, dtype=np.float64).ravel()
    sizes = [array.size for array in (*ends, signs, weights)]
    if len(set(sizes)) != 1:
        raise InputError(f"first, second, sign and weight have lengths {sizes}; one length is expected")
    low, high = np.minimum(*ends), np.maximum(*ends)
    _refuse((low < 0) | (high >= n), low, high, f"ties to nodes outside 0..{n - 1}")
    _refuse(low == high, low, high, "ties of a node to itself")
    _refuse(~np.isfinite(signs) | (signs == 0), low, high, "signs that are zero or not finite")
    _refuse(~np.isfinite(weights) | (weights <= 0), low, high, "weights that are not positive and finite")
    _, at = np.unique(low * max(n, 1) + high, return_index=True)
    again = np.ones(low.size, dtype=bool)
    again[at] = False
    _refuse(again, low, high, "pairs given more than once")
    return SignedGraph(n, low, high, np.sign(signs).astype(np.int64), weights)


def take_part(graph: SignedGraph, ties: Ints) -> SignedGraph:
    """The graph of some ties and of the nodes they touch, numbered anew; ties in the order given."""
    nodes, ends = np.unique(np.stack((graph.first[ties], graph.second[ties])), return_inverse=True)
    first, second = ends.reshape(2, -1)
    return SignedGraph(nodes.size, first, second, graph.sign[ties], graph.weight[ties])


def _refuse(wrong: Flags, low: Ints, high: Ints, what: str) -> None:
    """Raise with at most five offenders, if there are any."""
    places = np.flatnonzero(wrong)
    if places.size:
        pairs = ", ".join(f"{low[at]}-{high[at]}" for at in places[:5])
        raise InputError(f"{what}: {pairs} ({places.size} in all)", hint="mend or drop these ties")
