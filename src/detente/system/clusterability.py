"""The exact clusterability line index: the least weight of ties that keep a system from being camps."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from detente.system.blocks import find_blocks
from detente.system.covering import Covering, Goal, Proof, check_seconds, find_step, share_time, tighten
from detente.system.cycles import Cycle, find_hostile_paths, list_bad_triangles
from detente.system.descent import arrange_camps, arrange_sides, build_matrix, cost_of_camps, gather_nodes
from detente.system.graph import Flags, Floats, Ints, SignedGraph, take_part
from detente.system.solver import Program

__all__ = ["Camps", "measure_clusterability"]

KICKS = 40
ENOUGH = 500


@dataclass(frozen=True, slots=True, eq=False)
class Camps:
    """An optimal division into camps with its proof.

    Attributes:
        value: Weight of the frustrated ties: the least possible if `proof.optimal`, else an upper bound.
        camp: Number of each node's camp, 0 the largest; a node that no friendly tie holds is a camp alone.
        n_camps: Number of camps.
        frustrated: Numbers of the frustrated ties.
        proof: The lower bound and how it was come by.
    """

    value: float
    camp: Ints
    n_camps: int
    frustrated: Ints
    proof: Proof


def measure_clusterability(graph: SignedGraph, *, seconds: float = 60.0) -> Camps:
    """The clusterability line index, proved, with an optimal division into any number of camps.

    The least total weight of friendly ties between camps and hostile ties within them (Davis 1967; Doreian &
    Mrvar 1996; correlation clustering). Camps are as fine as they can be: two that share no friendly tie stay
    apart, and could be joined at no cost if no hostile tie divides them; so their number is no finding.
    There may be other optima. Weights that are not whole numbers are proved to a millionth of the value.

    Args:
        graph: The ties.
        seconds: Time limit. When it is up, the best division and the bound so far are returned.

    Raises:
        InputError: A time limit that is not positive.
        MissingPartError: The solver is not installed (a graph that falls into camps needs none).

    >>> from detente.system.graph import build_signed_graph
    >>> enemies = build_signed_graph(3, [0, 0, 1], second=[1, 2, 2], sign=[-1, -1, -1])
    >>> measure_clusterability(enemies).n_camps
    3
    """
    check_seconds(seconds)
    began = time.perf_counter()
    broken = np.zeros(graph.m, dtype=bool)
    bound, books = 0.0, Covering()
    for ties in _split(graph):
        part = take_part(graph, ties)
        camp, covering = _solve(part, deadline=began + seconds)
        broken[ties] = (camp[part.first] == camp[part.second]) != (part.sign > 0)
        bound += covering.bound
        books.add(covering)
    return describe_camps(graph, find_camps_without(graph, broken), books=books, bound=bound, began=began)


def describe_camps(graph: SignedGraph, camp: Ints, *, books: Covering, bound: float, began: float) -> Camps:
    """The noun, its camps numbered by size."""
    _, camp, sizes = np.unique(camp, return_inverse=True, return_counts=True)
    camp = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")[camp].astype(np.int64)
    value = cost_of_camps(graph, camp)
    frustrated = np.flatnonzero((camp[graph.first] == camp[graph.second]) != (graph.sign > 0))
    goal = Goal(value, find_step(graph.weight))
    return Camps(value, camp, sizes.size, frustrated, books.prove(goal, bound=bound, began=began))


def find_camps_without(graph: SignedGraph, broken: Flags) -> Ints:
    """Camps: what friendly ties hold together when some ties are taken away; each named by its least node."""
    keep = (graph.sign > 0) & ~broken
    first, second = graph.first[keep], graph.second[keep]
    camp = np.arange(graph.n, dtype=np.int64)
    while True:
        one, two = camp[first], camp[second]
        apart = one != two
        if not apart.any():
            return camp
        least, most = np.minimum(one, two)[apart], np.maximum(one, two)[apart]
        np.minimum.at(camp, most, least)
        while (camp[camp] != camp).any():
            camp = camp[camp]


def _split(graph: SignedGraph) -> list[Ints]:
    """Ties of the blocks that can hold a bad cycle; hostile ties that no chain of friends closes drop out."""
    whole, rest = [np.arange(graph.m)], list[Ints]()
    while whole:
        ties = whole.pop()
        part = take_part(graph, ties)
        chained = find_camps_without(part, np.zeros(part.m, dtype=bool))
        useful = np.flatnonzero((part.sign > 0) | (chained[part.first] == chained[part.second]))
        blocks = [
            useful[block] for block in find_blocks(part.n, part.first[useful], second=part.second[useful])
        ]
        if len(blocks) == 1 and blocks[0].size == ties.size:
            rest.append(ties)
            continue
        whole += [ties[block] for block in blocks if (part.sign[block] < 0).any() and block.size > 1]
    return rest


def _solve(part: SignedGraph, *, deadline: float) -> tuple[Ints, Covering]:
    """Best camps of one block, and the relaxation with its bound."""
    matrix = build_matrix(part)
    best = _begin(part, matrix, deadline=deadline)
    goal = Goal(cost_of_camps(part, best), find_step(part.weight))

    def improve(cost: Floats, *, kicks: int = 1) -> float:
        nonlocal best
        start = find_camps_without(part, cost > 0.5)
        camp = arrange_camps(part, start, matrix=matrix, kicks=kicks, deadline=deadline)
        best = min(best, camp, start, key=lambda one: cost_of_camps(part, one))
        return cost_of_camps(part, best)

    def find(cost: Floats, most: int) -> list[Cycle]:
        return find_hostile_paths(part, cost, most=most, deadline=deadline)

    triangles = list_bad_triangles(part, odd=False, deadline=share_time(deadline))
    covering = tighten(part.weight, triangles, find=find, improve=improve, goal=goal, deadline=deadline)
    rows = covering.tight()
    while covering.reduced.size and not goal.reached(covering.bound) and time.perf_counter() < deadline:
        cost = _choose(part, best, rows, covering=covering, goal=goal, deadline=deadline)
        if not cost.size:
            break
        goal.value = improve(cost, kicks=0)
        new = find(np.round(cost), ENOUGH)
        covering.cycles += new
        rows += new
        if not new:
            break
    covering.bound = goal.lift(covering.bound)
    return best, covering


def _begin(part: SignedGraph, matrix: Floats, *, deadline: float) -> Ints:
    """Good camps to begin with: the best of one camp of all, single nodes and two sides, then kicked.

    From one camp alone the search may stay far from the best: it parts camps one state at a time.
    """
    deadline = (time.perf_counter() + deadline) / 2
    one = np.ones(part.n, dtype=np.int64)
    sides = arrange_sides(part, one, matrix=matrix, kicks=KICKS, deadline=deadline)
    starts = [one - 1, gather_nodes(matrix), np.where(sides == sides[0], 0, 1)]
    found = [
        arrange_camps(part, start, matrix=matrix, kicks=KICKS // 4, deadline=deadline) for start in starts
    ]
    best = min(found, key=lambda camp: cost_of_camps(part, camp))
    return arrange_camps(part, best, matrix=matrix, kicks=KICKS, deadline=deadline, seed=1)


def _choose(
    part: SignedGraph, best: Ints, rows: list[Cycle], *, covering: Covering, goal: Goal, deadline: float
) -> Floats:
    """The cheapest whole choice of ties that meets some cycles; empty if time was up."""
    broken = (best[part.first] == best[part.second]) != (part.sign > 0)
    upper = np.ones(part.m)
    upper[covering.spare(goal) & ~broken] = 0.0
    program = Program(part.weight, upper=upper, integer=np.arange(part.m))
    program.add_rows([(1.0, cycle, None) for cycle in rows])
    program.start_from(broken.astype(float))
    solved = program.solve(seconds=deadline - time.perf_counter())
    covering.branches += solved.nodes
    covering.bound = max(covering.bound, min(solved.bound, goal.value))
    return solved.columns if solved.optimal else np.empty(0)
