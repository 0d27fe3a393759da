"""Reductions that leave the frustration index as it is: nodes that an optimum can be read off for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.system.graph import Ints, SignedGraph

__all__ = ["Reduced", "reduce_graph"]


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """A smaller graph with the same optimum, but for a constant.

    Attributes:
        graph: What is left.
        kept: The node of the first graph behind each node of `graph`.
        cost: Weight that is frustrated in any case.
        merged: (node, other, sign): `node` has the side of `other` times `sign`; to be undone from the end.
    """

    graph: SignedGraph
    kept: Ints
    cost: float
    merged: list[tuple[int, int, int]]

    def expand(self, side: Ints, n: int) -> Ints:
        """Sides (+1 or -1) of all `n` nodes of the first graph from those of the reduced one."""
        full = np.ones(n, dtype=np.int64)
        full[self.kept] = side
        for node, other, sign in reversed(self.merged):
            full[node] = sign * full[other]
        return full


def reduce_graph(graph: SignedGraph) -> Reduced:
    """Merge each node that has one tie at least as heavy as all its others together into its neighbour.

    If that tie were frustrated, moving the node to the other side would cost no more; so some optimum
    satisfies it. Nodes of degree 1 and 2 always have such a tie. Ties that become parallel add up; of two
    with opposite signs the lighter is frustrated whatever happens.
    """
    near: list[dict[int, float]] = [{} for _ in range(graph.n)]
    signed = graph.sign * graph.weight
    for low, high, value in zip(graph.first.tolist(), graph.second.tolist(), signed.tolist(), strict=True):
        near[low][high] = near[high][low] = value
    merged: list[tuple[int, int, int]] = []
    cost = 0.0
    waiting = list(range(graph.n))
    while waiting:
        node = waiting.pop()
        if not near[node]:
            continue
        other, heaviest = max(near[node].items(), key=lambda item: abs(item[1]))
        if 2 * abs(heaviest) < sum(map(abs, near[node].values())):
            continue
        sign = 1 if heaviest > 0 else -1
        merged.append((node, other, sign))
        waiting.extend(near[node])
        cost += _merge(near, node, other, sign=sign)
    left = np.array([node for node in range(graph.n) if near[node]], dtype=np.int64)
    return Reduced(_rebuild(near, left), left, cost, merged)


def _merge(near: list[dict[int, float]], node: int, other: int, *, sign: int) -> float:
    """Hang the ties of `node` on `other`; the weight that cancels out."""
    cost = 0.0
    for third, value in near[node].items():
        del near[third][node]
        if third == other:
            continue
        old = near[other].get(third, 0.0)
        new = old + sign * value
        cost += (abs(old) + abs(value) - abs(new)) / 2
        if abs(new) > 1e-12 * (abs(old) + abs(value)):
            near[other][third] = near[third][other] = new
        else:
            near[other].pop(third, None)
            near[third].pop(other, None)
    near[node] = {}
    return cost


def _rebuild(near: list[dict[int, float]], left: Ints) -> SignedGraph:
    """A graph of the nodes that are left, numbered anew."""
    number = {node: at for at, node in enumerate(left.tolist())}
    ties = [
        (number[node], number[other], value)
        for node in left.tolist()
        for other, value in near[node].items()
        if number[node] < number[other]
    ]
    ends = np.array([(low, high) for low, high, _ in ties], dtype=np.int64).reshape(-1, 2)
    values = np.array([value for *_, value in ties], dtype=np.float64)
    return SignedGraph(left.size, ends[:, 0], ends[:, 1], np.sign(values).astype(np.int64), np.abs(values))
