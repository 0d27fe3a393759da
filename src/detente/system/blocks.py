"""Blocks of a graph: parts that no single node's removal can separate."""

from __future__ import annotations

import numpy as np

from detente.system.graph import Ints

__all__ = ["Adjacency", "find_blocks", "list_neighbours"]

MANY = 20_000
DENSE = 0.15
# For each node its neighbours and the number of the tie to each.
Adjacency = list[list[tuple[int, int]]]


def list_neighbours(n: int, first: Ints, second: Ints) -> Adjacency:
    """Neighbours of each node, each with the number of the tie."""
    near: Adjacency = [[] for _ in range(n)]
    for tie, (low, high) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        near[low].append((high, tie))
        near[high].append((low, tie))
    return near


def find_blocks(n: int, first: Ints, *, second: Ints) -> list[list[int]]:
    """The biconnected components, each as the numbers of its ties.

    A cycle lies in one block, so that indices defined by cycles add up over blocks. Depth-first search
    without recursion (Hopcroft & Tarjan 1973), linear in the number of ties.
    """
    if _is_one(n, first, second):
        return [list(range(first.size))]
    near = list_neighbours(n, first, second)
    depth = [-1] * n
    low = [0] * n
    blocks: list[list[int]] = []
    for root in range(n):
        if depth[root] >= 0 or not near[root]:
            continue
        depth[root] = low[root] = 0
        path, ties = [(root, -1, iter(near[root]))], list[int]()
        while path:
            node, entry, rest = path[-1]
            for other, tie in rest:
                if tie == entry:
                    continue
                if depth[other] < 0:
                    ties.append(tie)
                    depth[other] = low[other] = depth[node] + 1
                    path.append((other, tie, iter(near[other])))
                    break
                if depth[other] < depth[node]:
                    ties.append(tie)
                    low[node] = min(low[node], depth[other])
            else:
                path.pop()
                if path:
                    _close(path[-1][0], node, entry, depth, low, ties, blocks)
    return blocks


def _is_one(n: int, first: Ints, second: Ints) -> bool:
    """Whether any two nodes have two neighbours in common, which is quick to see of a dense graph."""
    if first.size < MANY or first.size < DENSE * n * n / 2:
        return False
    tied = np.zeros((n, n), dtype=np.float32)
    tied[first, second] = tied[second, first] = 1
    return bool((tied @ tied).min() > 1)


def _close(  # noqa: PLR0913, PLR0917 - the state of one search
    parent: int,
    node: int,
    entry: int,
    depth: list[int],
    low: list[int],
    ties: list[int],
    blocks: list[list[int]],
) -> None:
    """Leave a node; cut off a block if nothing below reaches above its parent."""
    low[parent] = min(low[parent], low[node])
    if low[node] >= depth[parent]:
        at = len(ties) - 1
        while ties[at] != entry:
            at -= 1
        blocks.append(ties[at:])
        del ties[at:]
