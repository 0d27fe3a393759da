"""Good sides and camps found fast, as a start for the proofs: descent with kicks."""

from __future__ import annotations

import time

import numpy as np

from detente.system.graph import Flags, Floats, Ints, SignedGraph

__all__ = [
    "arrange_camps",
    "arrange_sides",
    "build_matrix",
    "cost_of_camps",
    "cost_of_sides",
    "follow_ties",
    "gather_nodes",
]


def build_matrix(graph: SignedGraph) -> Floats:
    """Signed weights, shape (n, n)."""
    matrix = np.zeros((graph.n, graph.n))
    matrix[graph.first, graph.second] = matrix[graph.second, graph.first] = graph.sign * graph.weight
    return matrix


def cost_of_sides(graph: SignedGraph, side: Ints) -> float:
    """Weight of the ties that two sides frustrate."""
    return float(graph.weight[side[graph.first] * side[graph.second] != graph.sign].sum())


def cost_of_camps(graph: SignedGraph, camp: Ints) -> float:
    """Weight of friendly ties between camps and hostile ties within."""
    return float(graph.weight[(camp[graph.first] == camp[graph.second]) != (graph.sign > 0)].sum())


def arrange_sides(
    graph: SignedGraph, start: Ints, *, matrix: Floats, kicks: int, deadline: float, seed: int = 0
) -> Ints:
    """Flip nodes while that frees weight; then flip a few at random and try again, `kicks` times."""
    rng = np.random.default_rng(seed)
    best = _descend(matrix, start.copy())
    value = cost_of_sides(graph, best)
    for _ in range(kicks if graph.n > 2 else 0):
        if value <= 0 or time.perf_counter() > deadline:
            break
        side = best.copy()
        side[rng.choice(graph.n, size=max(2, int(graph.n * rng.uniform(0.03, 0.3))), replace=False)] *= -1
        side = _descend(matrix, side)
        cost = cost_of_sides(graph, side)
        if cost <= value:
            best, value = side, cost
    return best


def follow_ties(graph: SignedGraph, cost: Floats, *, agree: Flags | None = None) -> Ints:
    """Sides that satisfy the ties of a cheapest spanning forest (Kruskal 1956).

    With `agree`, a tie for which it is false is met by the opposite of what its sign asks.
    """
    root = list(range(graph.n))
    side = np.ones(graph.n, dtype=np.int64)
    members = [[node] for node in root]
    sign = graph.sign if agree is None else np.where(agree, graph.sign, -graph.sign)
    for tie in np.argsort(cost, kind="stable").tolist():
        low, high = int(graph.first[tie]), int(graph.second[tie])
        one, two = root[low], root[high]
        if one == two:
            continue
        if len(members[one]) < len(members[two]):
            one, two = two, one
        if side[low] * side[high] != sign[tie]:
            side[members[two]] *= -1
        for node in members[two]:
            root[node] = one
        members[one] += members[two]
        if len(members[one]) == graph.n:
            break
    return side


def _descend(matrix: Floats, side: Ints) -> Ints:
    """Flip the node that gains most until none gains."""
    pull = side * (matrix @ side)
    while side.size:
        node = int(np.argmin(pull))
        if pull[node] >= -1e-9:
            break
        side[node] *= -1
        pull += 2 * matrix[node] * side[node] * side
        pull[node] *= -1
    return side


def arrange_camps(  # noqa: PLR0913 - each is one thing
    graph: SignedGraph,
    start: Ints,
    *,
    matrix: Floats,
    kicks: int,
    deadline: float,
    most: int | None = None,
    seed: int = 0,
) -> Ints:
    """Move nodes and join camps while that frees weight; then scatter a few and try again, `kicks` times.

    Args:
        graph: Ties.
        start: Camp of each node, from 0; fewer than `most`.
        matrix: What `build_matrix` gives.
        kicks: Number of trials.
        deadline: On the clock `time.perf_counter`.
        most: Greatest number of camps; without it any number.
        seed: Of the random choices.
    """
    rng = np.random.default_rng(seed)
    room = graph.n if most is None else most
    best = _settle(matrix, start, room=room, free=most is None)
    value = cost_of_camps(graph, best)
    for _ in range(kicks if graph.n > 2 else 0):
        if value <= 0 or time.perf_counter() > deadline:
            break
        camp = best.copy()
        moved = rng.choice(graph.n, size=max(2, int(graph.n * rng.uniform(0.03, 0.3))), replace=False)
        camp[moved] = rng.integers(0, min(room, int(best.max()) + 2), size=moved.size)
        camp = _settle(matrix, camp, room=room, free=most is None)
        cost = cost_of_camps(graph, camp)
        if cost <= value:
            best, value = camp, cost
    return best


def gather_nodes(matrix: Floats, *, rounds: int = 20) -> Ints:
    """Camps from single nodes, each in turn moved to the camp it has most weight to, until none moves.

    What `arrange_camps` would do from single nodes, one after another instead of the best move first: a
    thousand times cheaper in a large graph.
    """
    camp = np.arange(len(matrix), dtype=np.int64)
    for _ in range(rounds):
        before = camp.copy()
        for node, row in enumerate(matrix):
            toward = np.bincount(camp, weights=row, minlength=camp.size)
            best = int(toward.argmax())
            if toward[best] > toward[camp[node]] + 1e-9:
                camp[node] = best
        if (camp == before).all():
            break
    return camp


def _settle(matrix: Floats, start: Ints, *, room: int, free: bool) -> Ints:
    """Single moves, then joins of two camps, until neither gains."""
    camp = start.copy()
    n = camp.size
    while n:
        # Weight of each node toward each camp; one empty column more, if a camp of one's own is allowed.
        _, camp = np.unique(camp, return_inverse=True)
        columns = min(int(camp.max()) + 1 + (1 if free else room), max(room, 1))
        toward = np.zeros((n, columns))
        np.add.at(toward.T, camp, matrix)
        nodes = np.arange(n)
        moved = False
        for _ in range(50 * n):
            gain = toward - toward[nodes, camp][:, None]
            at = int(np.argmax(gain))
            node, to = divmod(at, columns)
            if gain[node, to] <= 1e-9:
                break
            toward[:, camp[node]] -= matrix[node]
            toward[:, to] += matrix[node]
            camp[node] = to
            moved = True
        between = np.zeros((columns, columns))
        np.add.at(between, camp, toward)
        np.fill_diagonal(between, -np.inf)
        one, two = divmod(int(np.argmax(between)), columns)
        if columns > 1 and between[one, two] > 1e-9:
            camp[camp == two] = one
        elif not moved or not free:
            break
    return camp
