"""Cycles that must hold a frustrated tie: triangles listed once, longer ones found when they are violated.

With a cost on each tie, a violated cycle is one whose ties cost less than 1 together. Ties that cost nothing
are shrunk away first, so that the search for shortest cycles runs on a few nodes.
"""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass

import numpy as np

from detente.system.blocks import list_neighbours
from detente.system.graph import Flags, Floats, Ints, SignedGraph

__all__ = ["Cycle", "find_hostile_paths", "find_negative_cycles", "list_bad_triangles"]

Cycle = tuple[int, ...]
NOTHING = 1e-9
VIOLATED = 1e-5
# In the shrunk graph: neighbour, length, tie, the tie's end on this side and on the other.
_Arc = tuple[int, float, int, int, int]


def list_bad_triangles(
    graph: SignedGraph, *, odd: bool, most: int = 300_000, deadline: float = math.inf
) -> Ints:
    """Ties of the triangles with one hostile tie, or with an odd number of them; shape (t, 3).

    All, if there are at most `most`. Else first a packing: triangles that share no tie (of unit weight), so
    that their number is a bound; then as many of each hostile tie, evenly spaced among its triangles. What
    is not done by the deadline is left out.
    """
    friendly, hostile = _find_rows(graph)
    walls = [friendly, np.triu(hostile)] if odd else [friendly]
    number = _number_ties(graph)
    foes = [np.flatnonzero(row) for row in np.triu(hostile)]
    total = 0
    for node, others in enumerate(foes):
        total += sum(int(np.count_nonzero(wall[node] & wall[others])) for wall in walls)
        if total > most:
            break
    if total <= most:
        return _join([_draw(number, node, others, walls) for node, others in enumerate(foes)])
    found = [pack_triangles(graph, odd=odd, deadline=deadline)]
    each = max(1, (most - len(found[0])) // sum(others.size for others in foes))
    for node, others in enumerate(foes):
        if time.perf_counter() > deadline:
            break
        found.append(_draw(number, node, others, walls, each=each))
    return _join(found)


def _draw(number: Ints, node: int, others: Ints, walls: list[Flags], *, each: int = 0) -> Ints:
    """Triangles of a node, some of its foes, and a third; at most about `each` of each foe (0: all)."""
    found = []
    for wall in walls:
        foe, third = np.nonzero(wall[node] & wall[others])
        if each and third.size:
            count = np.bincount(foe, minlength=others.size)
            place = np.arange(third.size) - np.repeat(np.cumsum(count) - count, count)
            keep = (place + node) % np.maximum(1, -(-count // each))[foe] == 0
            foe, third = foe[keep], third[keep]
        high = others[foe]
        found.append(np.column_stack((number[node, high], number[node, third], number[high, third])))
    return _join(found)


def pack_triangles(graph: SignedGraph, *, odd: bool, deadline: float = math.inf) -> Ints:
    """Bad triangles taken one after another, each as heavy as its lightest tie has weight left; shape (t, 3).

    Hostile ties in order, each with the third node that leaves most; of equals the first, which uses the
    ties up row by row and so packs closely.
    """
    friendly, hostile = (np.zeros((graph.n, graph.n)) for _ in range(2))
    number = _number_ties(graph)
    for left, mine in ((friendly, graph.sign > 0), (hostile, graph.sign < 0)):
        ends = graph.first[mine], graph.second[mine]
        left[ends] = left[ends[::-1]] = graph.weight[mine]
    found = []
    bad = graph.sign < 0
    for wall in (friendly, hostile) if odd else (friendly,):
        for low, high in zip(graph.first[bad].tolist(), graph.second[bad].tolist(), strict=True):
            if time.perf_counter() > deadline:
                break
            while hostile[low, high] > 0:
                room = np.minimum(wall[low], wall[high])
                third = int(room.argmax())
                least = min(hostile[low, high], room[third])
                if least <= 0:
                    break
                found.append((number[low, high], number[low, third], number[high, third]))
                for left, one, two in ((hostile, low, high), (wall, low, third), (wall, high, third)):
                    left[one, two] -= least
                    left[two, one] -= least
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def _find_rows(graph: SignedGraph) -> tuple[Flags, Flags]:
    """Who is friendly, and who hostile, to whom."""
    both = np.zeros((2, graph.n, graph.n), dtype=bool)
    for rows, mine in zip(both, (graph.sign > 0, graph.sign < 0), strict=True):
        rows[graph.first[mine], graph.second[mine]] = rows[graph.second[mine], graph.first[mine]] = True
    return both[0], both[1]


def _number_ties(graph: SignedGraph) -> Ints:
    """The number of the tie of each pair that has one."""
    number = np.zeros((graph.n, graph.n), dtype=np.int64)
    number[graph.first, graph.second] = number[graph.second, graph.first] = np.arange(graph.m)
    return number


def _join(parts: list[Ints]) -> Ints:
    """Lists of triangles as one."""
    return np.concatenate([np.empty((0, 3), dtype=np.int64), *parts])


@dataclass(frozen=True, slots=True)
class _Forest:
    """Nodes shrunk together along ties that cost nothing, each tree searched breadth first."""

    tree: list[int]
    above: list[tuple[int, int]]
    depth: list[int]
    side: list[int]

    def path(self, one: int, two: int) -> list[int]:
        """Ties between two nodes of one tree."""
        ties = []
        while one != two:
            if self.depth[one] < self.depth[two]:
                one, two = two, one
            one, tie = self.above[one]
            ties.append(tie)
        return ties


def _grow_forest(graph: SignedGraph, usable: list[bool]) -> _Forest:
    """Trees of the usable ties, and the side of each node along its tree."""
    near = list_neighbours(graph.n, graph.first, graph.second)
    sign = graph.sign.tolist()
    tree, depth, side = [-1] * graph.n, [0] * graph.n, [1] * graph.n
    above = [(-1, -1)] * graph.n
    count = 0
    for root in range(graph.n):
        if tree[root] >= 0:
            continue
        tree[root] = count
        queue = [root]
        for node in queue:
            for other, tie in near[node]:
                if tree[other] < 0 and usable[tie]:
                    tree[other], depth[other] = count, depth[node] + 1
                    side[other], above[other] = side[node] * sign[tie], (node, tie)
                    queue.append(other)
        count += 1
    return _Forest(tree, above, depth, side)


def find_negative_cycles(graph: SignedGraph, cost: Floats, *, most: int, deadline: float) -> list[Cycle]:
    """Violated cycles with an odd number of hostile ties; none only if there is none (or time is up).

    Shortest paths from each shrunk node to itself on the other side, in the graph of (node, side) pairs
    (Barahona & Mahjoub 1986); each is exact, the number returned is at most `most`.
    """
    forest = _grow_forest(graph, (cost <= NOTHING).tolist())
    found: set[Cycle] = set()
    arcs: dict[tuple[int, int], _Arc] = {}
    for tie, length in enumerate(cost.tolist()):
        low, high = int(graph.first[tie]), int(graph.second[tie])
        one, two = forest.tree[low], forest.tree[high]
        flipped = int(graph.sign[tie]) * forest.side[low] * forest.side[high] < 0
        if one == two:
            if flipped and length < 1 - VIOLATED and len(found) < most:
                found.add(_close([tie, *forest.path(low, high)]))
            continue
        for begin, start, end, stop in ((one, low, two, high), (two, high, one, low)):
            for level in (0, 1):
                goal = 2 * end + (level ^ flipped)
                old = arcs.get((2 * begin + level, goal))
                if old is None or length < old[1]:
                    arcs[2 * begin + level, goal] = (goal, length, tie, start, stop)
    near = _gather(arcs, 2 * (max(forest.tree, default=-1) + 1))
    for root in range(0, len(near), 2):
        if len(found) >= most or time.perf_counter() > deadline:
            break
        reached = _search(near, root, limit=1 - VIOLATED, goals={root + 1})
        if root + 1 in reached:
            found.add(_trace(reached, forest, root, root + 1))
    return list(found)


def find_hostile_paths(graph: SignedGraph, cost: Floats, *, most: int, deadline: float) -> list[Cycle]:
    """Violated cycles with exactly one hostile tie: a chain of friends between two who are hostile.

    Shortest paths along friendly ties (Davis 1967; the separation of the multicut polytope).
    """
    friendly = graph.sign > 0
    forest = _grow_forest(graph, (friendly & (cost <= NOTHING)).tolist())
    near, wanted = _chain(graph, cost, forest)
    found: set[Cycle] = set()
    for root, ties in wanted.items():
        if len(found) >= most or time.perf_counter() > deadline:
            break
        limit = 1 - VIOLATED - min(float(cost[tie]) for tie in ties)
        goals = {forest.tree[int(graph.second[tie])] for tie in ties}
        reached = _search(near, root, limit=limit, goals=goals)
        for tie in ties:
            low, high = int(graph.first[tie]), int(graph.second[tie])
            end = forest.tree[high]
            if end in reached and reached[end][0] + cost[tie] < 1 - VIOLATED:
                found.add(_close([tie, *_walk(reached, forest, root, end, ends=(low, high))]))
    return list(found)


def _chain(
    graph: SignedGraph, cost: Floats, forest: _Forest
) -> tuple[list[list[_Arc]], dict[int, list[int]]]:
    """Friendly arcs between shrunk nodes, and the hostile ties by the shrunk node of their first end."""
    arcs: dict[tuple[int, int], _Arc] = {}
    wanted: dict[int, list[int]] = {}
    for tie, length in enumerate(cost.tolist()):
        low, high = int(graph.first[tie]), int(graph.second[tie])
        one, two = forest.tree[low], forest.tree[high]
        if graph.sign[tie] < 0:
            wanted.setdefault(one, []).append(tie)
            continue
        for begin, start, end, stop in ((one, low, two, high), (two, high, one, low)):
            old = arcs.get((begin, end))
            if begin != end and (old is None or length < old[1]):
                arcs[begin, end] = (end, length, tie, start, stop)
    return _gather(arcs, max(forest.tree, default=-1) + 1), wanted


def _gather(arcs: dict[tuple[int, int], _Arc], n: int) -> list[list[_Arc]]:
    """Arcs by the node they leave."""
    near: list[list[_Arc]] = [[] for _ in range(n)]
    for (begin, _), arc in arcs.items():
        near[begin].append(arc)
    return near


_Reached = dict[int, tuple[float, int, int, int, int]]


def _search(near: list[list[_Arc]], root: int, *, limit: float, goals: set[int]) -> _Reached:
    """Dijkstra from a node up to a length: for each node reached distance, node before, and tie."""
    reached: _Reached = {root: (0.0, -1, -1, -1, -1)}
    missing = set(goals)
    done: set[int] = set()
    queue = [(0.0, root)]
    while queue and missing:
        far, node = heapq.heappop(queue)
        if node in done:
            continue
        done.add(node)
        missing.discard(node)
        for other, length, tie, start, stop in near[node]:
            new = far + length
            if new < limit and (other not in reached or new < reached[other][0]):
                reached[other] = (new, node, tie, start, stop)
                heapq.heappush(queue, (new, other))
    return reached


def _trace(reached: _Reached, forest: _Forest, root: int, end: int) -> Cycle:
    """The closed walk from a shrunk node to itself."""
    first_start, node = -1, end
    while node != root:
        _, node, _, first_start, _ = reached[node]
    return _close(_walk(reached, forest, root, end, ends=(first_start, first_start)))


def _walk(reached: _Reached, forest: _Forest, root: int, end: int, *, ends: tuple[int, int]) -> list[int]:
    """Ties of a path of the shrunk graph, joined up inside the trees, between two nodes."""
    ties: list[int] = []
    at, node = ends[1], end
    while node != root:
        _, node, tie, start, stop = reached[node]
        ties += [tie, *forest.path(stop, at)]
        at = start
    return [*ties, *forest.path(at, ends[0])]


def _close(ties: list[int]) -> Cycle:
    """A closed walk as a set of ties; one walked twice falls out, which keeps the product of signs."""
    once: set[int] = set()
    for tie in ties:
        once ^= {tie}
    return tuple(sorted(once))
