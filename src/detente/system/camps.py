"""Optimal camps when their number, or the greatest number, is given."""

from __future__ import annotations

import time

import numpy as np

from detente.core.errors import InputError
from detente.system.clusterability import (
    Camps,
    describe_camps,
    find_camps_without,
    measure_clusterability,
)
from detente.system.covering import Covering, Goal, check_seconds, find_step
from detente.system.descent import arrange_camps, arrange_sides, build_matrix, cost_of_camps
from detente.system.frustration import measure_frustration
from detente.system.graph import Floats, Ints, SignedGraph
from detente.system.solver import Program, Row

__all__ = ["find_camps"]

KICKS = 60
SECONDS_A_ROW = 5e-6


def find_camps(graph: SignedGraph, k: int, *, exactly: bool = False, seconds: float = 60.0) -> Camps:
    """The division into at most, or exactly, `k` camps that frustrates least, with its proof.

    The criterion of relaxed balance (Doreian & Mrvar 1996): friendly ties between camps and hostile ties
    within, by weight. With two camps it is the frustration index; the clusterability index bounds it from
    below for every k. Fewer camps than k are used where that costs no more, unless exactly k are asked for:
    then a camp that the ties do not want is cut off where that costs least, often a single state.

    Args:
        graph: The ties.
        k: Greatest number of camps, 1 or more.
        exactly: Whether each of the k camps must have a member.
        seconds: Time limit. When it is up, the best division and the bound so far are returned.

    Raises:
        InputError: k or the time limit is not positive, or exactly k camps are asked of fewer nodes.
        MissingPartError: The solver is not installed.

    >>> from detente.system.graph import build_signed_graph
    >>> enemies = build_signed_graph(3, [0, 0, 1], second=[1, 2, 2], sign=[-1, -1, -1])
    >>> [find_camps(enemies, k).value for k in (1, 3)]
    [3.0, 0.0]
    >>> friends = build_signed_graph(3, [0, 1], second=[1, 2], sign=[1, 1])
    >>> [find_camps(friends, 2, exactly=exactly).value for exactly in (False, True)]
    [0.0, 1.0]
    """
    check_seconds(seconds)
    if k < 1:
        raise InputError(f"{k!r} camps were asked for; 1 or more is expected")
    if exactly and k > graph.n:
        raise InputError(f"exactly {k} camps of {graph.n} nodes; each needs a member", hint="a smaller k")
    if exactly and k > 1:
        return _find_exactly(graph, k, seconds=seconds)
    return _find_at_most(graph, k, seconds=seconds)


def _find_exactly(graph: SignedGraph, k: int, *, seconds: float) -> Camps:
    """Camps cut off one after another from a division into at most k, then branch and bound if need be."""
    began = time.perf_counter()
    most = _find_at_most(graph, k, seconds=seconds / 2)
    books = Covering()
    books.take(most.proof)
    best = _polish(graph, _cut_off(graph, most.camp, k=k), k=k)
    goal = Goal(cost_of_camps(graph, best), find_step(graph.weight))
    # With as many camps as nodes there is one division only.
    bound = goal.value if k == graph.n else most.proof.lower_bound
    if not goal.reached(bound):
        best, proved = _assign(graph, best, k=k, books=books, deadline=began + seconds, exactly=True)
        bound = max(bound, proved)
    return describe_camps(graph, best, books=books, bound=bound, began=began)


def _find_at_most(graph: SignedGraph, k: int, *, seconds: float) -> Camps:
    """Camps of a smaller index where there is one, else branch and bound."""
    began = time.perf_counter()
    books = Covering()
    if k == 1:
        camp = np.zeros(graph.n, dtype=np.int64)
        return describe_camps(graph, camp, books=books, bound=cost_of_camps(graph, camp), began=began)
    if k == 2:
        two = measure_frustration(graph, seconds=seconds)
        books.take(two.proof)
        return describe_camps(graph, two.side, books=books, bound=two.proof.lower_bound, began=began)
    free = measure_clusterability(graph, seconds=seconds / 2)
    books.take(free.proof)
    best = _arrange(graph, free.camp, k=k, deadline=began + seconds)
    goal = Goal(cost_of_camps(graph, best), find_step(graph.weight))
    bound = free.proof.lower_bound
    if not goal.reached(bound):
        best, proved = _assign(graph, best, k=k, books=books, deadline=began + seconds)
        bound = max(bound, proved)
    return describe_camps(graph, best, books=books, bound=bound, began=began)


def _arrange(graph: SignedGraph, free: Ints, *, k: int, deadline: float) -> Ints:
    """Good camps to begin with: from the free ones and from single nodes, put together; from two and one."""
    matrix = build_matrix(graph)
    one = np.ones(graph.n, dtype=np.int64)
    sides = arrange_sides(graph, one, matrix=matrix, kicks=KICKS, deadline=deadline)
    starts = [
        _colour(matrix, free, k=k),
        _colour(matrix, np.arange(graph.n), k=k),
        np.where(sides == sides[:1], 0, 1),
        one - 1,
    ]
    found = [
        arrange_camps(graph, start, matrix=matrix, kicks=KICKS, deadline=deadline, most=k) for start in starts
    ]
    return min([starts[0], *found], key=lambda camp: cost_of_camps(graph, camp))


def _colour(matrix: Floats, camp: Ints, *, k: int) -> Ints:
    """Put each camp, the largest first, where its ties to those already placed are best."""
    placed = np.full(camp.size, -1, dtype=np.int64)
    for number in range(int(camp.max(initial=-1)) + 1):
        members = camp == number
        toward = [matrix[np.ix_(members, placed == to)].sum() for to in range(k)]
        placed[members] = int(np.argmax(toward))
    return placed


def _cut_off(graph: SignedGraph, camp: Ints, *, k: int) -> Ints:
    """Split off the piece of a camp that costs least until there are k: a state, or all that friends hold."""
    matrix = build_matrix(graph)
    _, camp = np.unique(camp, return_inverse=True)
    for number in range(int(camp.max()) + 1, k):
        broken = camp[graph.first] != camp[graph.second]
        pieces = find_camps_without(graph, broken)
        sizes = np.bincount(camp)
        inside = camp[:, None] == camp[None, :]
        alone = np.where(sizes[camp] > 1, (matrix * inside).sum(axis=1), np.inf)
        node = int(np.argmin(alone))
        cheapest, leaves = float(alone[node]), np.arange(graph.n) == node
        for piece in np.unique(pieces).tolist():
            members = pieces == piece
            home = camp == camp[piece]
            cost = float(matrix[np.ix_(members, home & ~members)].sum())
            if members.sum() < home.sum() and cost < cheapest:
                cheapest, leaves = cost, members
        camp[leaves] = number
    return camp.astype(np.int64)


def _polish(graph: SignedGraph, start: Ints, *, k: int) -> Ints:
    """Single moves while they free weight and leave no camp empty."""
    matrix, camp, nodes = build_matrix(graph), start.copy(), np.arange(graph.n)
    toward = np.zeros((graph.n, k))
    np.add.at(toward.T, camp, matrix)
    for _ in range(50 * graph.n):
        gain = toward - toward[nodes, camp][:, None]
        gain[np.bincount(camp, minlength=k)[camp] == 1] = 0.0
        node, to = divmod(int(np.argmax(gain)), k)
        if gain[node, to] <= 1e-9:
            break
        toward[:, camp[node]] -= matrix[node]
        toward[:, to] += matrix[node]
        camp[node] = to
    return camp


def _assign(
    graph: SignedGraph, best: Ints, *, k: int, books: Covering, deadline: float, exactly: bool = False
) -> tuple[Ints, float]:
    """Branch and bound on which camp each node is in; node v may only open camp v or lower (symmetry).

    Not begun if writing the rows down would take all the time that is left.
    """
    m, n = graph.m, graph.n
    n_rows = k * (m + int((graph.sign > 0).sum())) + 2 * n
    if time.perf_counter() + SECONDS_A_ROW * n_rows > deadline:
        return best, -np.inf
    order = np.argsort(-np.bincount(np.concatenate((graph.first, graph.second)), minlength=n), kind="stable")
    upper = np.ones(m + n * k)
    for place, node in enumerate(order[:k].tolist()):
        upper[m + node * k + place + 1 : m + (node + 1) * k] = 0.0
    cost = np.concatenate((graph.weight, np.zeros(n * k)))
    program = Program(cost, upper=upper, integer=np.arange(m, m + n * k))
    program.add_rows(_camp_rows(graph, k=k))
    program.add_rows([(1.0, cycle, None) for cycle in books.cycles])
    if exactly:
        program.add_rows([(1.0, range(m + camp, m + n * k, k), None) for camp in range(k)])
    program.start_from(_as_columns(graph, _rename(best, order), k=k))
    solved = program.solve(seconds=deadline - time.perf_counter())
    books.branches += solved.nodes
    if solved.columns.size:
        camp = np.argmax(solved.columns[m:].reshape(n, k), axis=1)
        if not exactly or np.unique(camp).size == k:
            best = min(best, camp, key=lambda one: cost_of_camps(graph, one))
    return best, solved.bound


def _rename(camp: Ints, order: Ints) -> Ints:
    """Camps numbered as they first come up in an order of the nodes."""
    names = {old: new for new, old in enumerate(dict.fromkeys(camp[order].tolist()))}
    return np.array([names[old] for old in camp.tolist()], dtype=np.int64)


def _as_columns(graph: SignedGraph, camp: Ints, *, k: int) -> Floats:
    """A division as a point of the program."""
    broken = (camp[graph.first] == camp[graph.second]) != (graph.sign > 0)
    return np.concatenate((broken.astype(float), np.eye(k)[camp].ravel()))


def _camp_rows(graph: SignedGraph, *, k: int) -> list[Row]:
    """One camp a node; a friendly tie is frustrated if its ends' camps differ, a hostile one if not."""
    m = graph.m
    rows: list[Row] = []
    for node in range(graph.n):
        places = range(m + node * k, m + (node + 1) * k)
        rows += [(1.0, places, None), (-1.0, places, [-1.0] * k)]
    ends = zip(range(m), graph.first.tolist(), graph.second.tolist(), graph.sign.tolist(), strict=True)
    for tie, low, high, sign in ends:
        for camp in range(k):
            columns = (tie, m + low * k + camp, m + high * k + camp)
            if sign > 0:
                rows += [(0.0, columns, (1.0, -1.0, 1.0)), (0.0, columns, (1.0, 1.0, -1.0))]
            else:
                rows.append((-1.0, columns, (1.0, -1.0, -1.0)))
    return rows
