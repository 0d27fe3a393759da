"""The exact frustration index: the least weight of ties that keeps a system from falling into two camps."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from detente.system.blocks import find_blocks
from detente.system.covering import Covering, Goal, Proof, check_seconds, find_step, share_time, tighten
from detente.system.cycles import Cycle, find_negative_cycles, list_bad_triangles
from detente.system.descent import arrange_sides, build_matrix, cost_of_sides, follow_ties
from detente.system.graph import Floats, Ints, SignedGraph, take_part
from detente.system.reductions import Reduced, reduce_graph
from detente.system.solver import Program, Row

__all__ = ["Frustration", "measure_frustration"]

KICKS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Frustration:
    """The frustration index with its partition and its proof.

    Attributes:
        value: Weight of the frustrated ties: the index if `proof.optimal`, else an upper bound.
        share: 1 - 2 value / weight of all ties: 1 in perfect balance; not a number without ties.
        side: +1 or -1 for each node. Which of the two is which means nothing, nor do the sides of two
            parts that no tie connects.
        frustrated: Numbers of the frustrated ties.
        proof: The lower bound and how it was come by.
    """

    value: float
    share: float
    side: Ints
    frustrated: Ints
    proof: Proof


def measure_frustration(graph: SignedGraph, *, seconds: float = 60.0) -> Frustration:
    """The frustration index, proved, with an optimal partition in two.

    The least total weight of friendly ties between two sides and hostile ties within them, over all ways of
    dividing the nodes (Harary 1959; Aref, Mason & Wilson 2020). It says how far the system is from two camps,
    not that the camps are known to their members, nor that ties will change; and there may be other optima.
    Weights that are not whole numbers are proved to a millionth of the value.

    Args:
        graph: The ties.
        seconds: Time limit. When it is up, the best partition and the bound so far are returned.

    Raises:
        InputError: A time limit that is not positive.
        MissingPartError: The solver is not installed (a balanced graph needs none).

    >>> from detente.system.graph import build_signed_graph
    >>> triangle = build_signed_graph(3, [0, 0, 1], second=[1, 2, 2], sign=[1, 1, 1])
    >>> measure_frustration(triangle).value
    0.0
    """
    check_seconds(seconds)
    began = time.perf_counter()
    deadline = began + seconds
    small = reduce_graph(graph) if _is_reducible(graph) else Reduced(graph, np.arange(graph.n), 0.0, [])
    broken = np.zeros(small.graph.m, dtype=bool)
    bound, books = small.cost, Covering()
    for ties in find_blocks(small.graph.n, small.graph.first, second=small.graph.second):
        part = take_part(small.graph, np.array(ties))
        side, covering = _solve(part, deadline=deadline)
        broken[ties] = side[part.first] * side[part.second] != part.sign
        bound += covering.bound
        books.add(covering)
    side = small.expand(follow_ties(small.graph, np.where(broken, 2.0, 0.0), agree=~broken), graph.n)
    value = cost_of_sides(graph, side)
    total = float(graph.weight.sum())
    return Frustration(
        value=value,
        share=1 - 2 * value / total if total else math.nan,
        side=side,
        frustrated=np.flatnonzero(side[graph.first] * side[graph.second] != graph.sign),
        proof=books.prove(Goal(value, find_step(graph.weight)), bound=bound, began=began),
    )


def _is_reducible(graph: SignedGraph) -> bool:
    """Whether some node has a tie at least as heavy as its others together."""
    ends, weight = np.concatenate((graph.first, graph.second)), np.tile(graph.weight, 2)
    heaviest = np.zeros(graph.n)
    np.maximum.at(heaviest, ends, weight)
    total = np.bincount(ends, weights=weight, minlength=graph.n)
    return bool(((total > 0) & (2 * heaviest >= total)).any())


def _solve(part: SignedGraph, *, deadline: float) -> tuple[Ints, Covering]:
    """Best sides of one block, and the relaxation with its bound."""
    matrix = build_matrix(part)
    best = arrange_sides(part, np.ones(part.n, dtype=np.int64), matrix=matrix, kicks=KICKS, deadline=deadline)
    goal = Goal(cost_of_sides(part, best), find_step(part.weight))
    if goal.value <= 0:
        return best, Covering(complete=True)

    def improve(cost: Floats) -> float:
        nonlocal best
        side = arrange_sides(part, follow_ties(part, cost), matrix=matrix, kicks=1, deadline=deadline)
        best = min(best, side, key=lambda one: cost_of_sides(part, one))
        return cost_of_sides(part, best)

    def find(cost: Floats, most: int) -> list[Cycle]:
        return find_negative_cycles(part, cost, most=most, deadline=deadline)

    triangles = list_bad_triangles(part, odd=True, deadline=share_time(deadline))
    covering = tighten(part.weight, triangles, find=find, improve=improve, goal=goal, deadline=deadline)
    if covering.reduced.size and not goal.reached(covering.bound):
        best = _branch(part, best, covering=covering, goal=goal, deadline=deadline)
    covering.bound = goal.lift(covering.bound)
    return best, covering


def _branch(part: SignedGraph, best: Ints, *, covering: Covering, goal: Goal, deadline: float) -> Ints:
    """Branch and bound on the sides of the nodes, with the cycles that are near tight as cuts.

    Sides are told relative to the best known (switching), so that it is the point zero. Columns: one
    frustration a tie, then one side a node.
    """
    sign = part.sign * best[part.first] * best[part.second]
    upper = np.ones(part.m + part.n)
    upper[: part.m][covering.spare(goal) & (sign > 0)] = 0.0
    upper[part.m + int(np.argmax(np.bincount(part.first, minlength=part.n)))] = 0.0
    cost = np.concatenate((part.weight, np.zeros(part.n)))
    program = Program(cost, upper=upper, integer=np.arange(part.m, part.m + part.n))
    program.add_rows(_side_rows(part, sign))
    program.add_rows([(1.0, cycle, None) for cycle in covering.tight()])
    program.start_from(np.concatenate(((sign < 0).astype(float), np.zeros(part.n))))
    solved = program.solve(seconds=deadline - time.perf_counter())
    covering.branches += solved.nodes
    covering.bound = max(covering.bound, min(solved.bound, goal.value))
    if solved.columns.size:
        side = np.where(solved.columns[part.m :] > 0.5, -best, best)
        best = min(best, side, key=lambda one: cost_of_sides(part, one))
        goal.value = cost_of_sides(part, best)
    return best


def _side_rows(part: SignedGraph, sign: Ints) -> list[Row]:
    """A friendly tie is frustrated if its ends differ, a hostile one if they agree."""
    rows: list[Row] = []
    ends = zip(range(part.m), part.first.tolist(), part.second.tolist(), sign.tolist(), strict=True)
    for tie, low, high, friendly in ends:
        columns = (tie, part.m + low, part.m + high)
        if friendly > 0:
            rows += [(0.0, columns, (1.0, 1.0, -1.0)), (0.0, columns, (1.0, -1.0, 1.0))]
        else:
            rows += [(1.0, columns, (1.0, 1.0, 1.0)), (-1.0, columns, (1.0, -1.0, -1.0))]
    return rows
