"""The linear relaxation that both exact indices share: every bad cycle must hold a frustrated tie.

The cheapest set of ties that meets every bad cycle is the index: with cycles of negative product the
frustration index, with cycles of exactly one hostile tie the clusterability index.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from detente.core.errors import InputError
from detente.system.cycles import VIOLATED, Cycle
from detente.system.graph import Flags, Floats, Ints
from detente.system.solver import Program

__all__ = ["Covering", "Goal", "Proof", "check_seconds", "find_step", "share_time", "tighten"]

MANY = 1_500
FEW = 20
NEAR = 0.1
ROUNDING = 1e-3


@dataclass(frozen=True, slots=True)
class Proof:
    """How a value was proved, or how far the proof got.

    Attributes:
        lower_bound: No solution costs less. Equal to the value if the value is proved optimal.
        optimal: Whether it is.
        n_cuts: Cycle inequalities that were added.
        n_rounds: Linear programs solved.
        n_branches: Branch-and-bound nodes; 0 if cycles alone proved it.
        seconds: Wall-clock time.
    """

    lower_bound: float
    optimal: bool
    n_cuts: int
    n_rounds: int
    n_branches: int
    seconds: float


@dataclass(slots=True)
class Covering:
    """The relaxation of one block while it is tightened.

    Attributes:
        bound: The best lower bound so far.
        relaxed: The value of the last linear solution, to which the reduced costs belong.
        cost: The last linear solution: the frustration of each tie, 0 to 1.
        reduced: Its reduced costs; empty before the first solution.
        cycles: The inequalities added.
        cuts: Number of inequalities added elsewhere.
        rounds: Linear programs solved.
        branches: Branch-and-bound nodes.
        complete: Whether no violated cycle is left.
    """

    bound: float = 0.0
    relaxed: float = 0.0
    cost: Floats = field(default_factory=lambda: np.empty(0))
    reduced: Floats = field(default_factory=lambda: np.empty(0))
    cycles: list[Cycle] = field(default_factory=list)
    cuts: int = 0
    rounds: int = 0
    branches: int = 0
    complete: bool = False

    def add(self, other: Covering) -> None:
        """Add the counts of another block."""
        self.cycles += other.cycles
        self.rounds += other.rounds
        self.branches += other.branches

    def weigh(self, weight: Floats, dual: Floats) -> None:
        """Take bound and reduced costs from weights on the cycles, free of the solver's tolerances.

        Weak duality: whatever the weights, no solution costs less than their sum plus what falls below zero
        when each tie's cost is lessened by the weights of its cycles.
        """
        sizes = [len(cycle) for cycle in self.cycles]
        ties = np.fromiter((tie for cycle in self.cycles for tie in cycle), dtype=np.int64, count=sum(sizes))
        self.reduced = weight - np.bincount(ties, weights=np.repeat(dual, sizes), minlength=weight.size)
        self.relaxed = float(dual.sum() + np.minimum(self.reduced, 0).sum())
        self.bound = max(self.bound, self.relaxed)

    def take(self, proof: Proof) -> None:
        """Add the counts of a proof that was done before."""
        self.cuts += proof.n_cuts
        self.rounds += proof.n_rounds
        self.branches += proof.n_branches

    def spare(self, goal: Goal) -> Flags:
        """Ties that no better solution frustrates, by their reduced costs."""
        return np.array([goal.beyond(self.relaxed + cost) for cost in self.reduced.tolist()], dtype=bool)

    def tight(self) -> list[Cycle]:
        """The inequalities that the last linear solution nearly meets; none before the first."""
        if not self.cost.size:
            return []
        return [cycle for cycle in self.cycles if self.cost[list(cycle)].sum() < 1 + NEAR]

    def prove(self, goal: Goal, *, bound: float, began: float) -> Proof:
        """The proof of a whole, from the sum of the bounds."""
        bound = goal.lift(bound)
        seconds = time.perf_counter() - began
        optimal = bound >= goal.value
        return Proof(bound, optimal, self.cuts + len(self.cycles), self.rounds, self.branches, seconds)


@dataclass(slots=True)
class Goal:
    """What is known of the optimum from above.

    Attributes:
        value: Cost of the best solution known.
        step: Costs are multiples of it; 0 if unknown (weights that are not whole numbers).
    """

    value: float
    step: float

    def lift(self, bound: float) -> float:
        """A lower bound rounded up to a possible cost, never above the value."""
        if self.step:
            bound = math.ceil(bound / self.step - ROUNDING) * self.step
        return bound if bound < self.value - self.slack else self.value

    @property
    def slack(self) -> float:
        """Differences of cost below this are rounding."""
        return 1e-6 * max(1.0, self.value) if not self.step else ROUNDING * self.step

    def reached(self, bound: float) -> bool:
        """Whether a bound proves the value."""
        return self.lift(bound) >= self.value

    def beyond(self, bound: float) -> bool:
        """Whether a solution that costs at least this much is no better than the value."""
        return bound > self.value - (self.step or 0.0) + (self.slack if self.step else -self.slack)


def check_seconds(seconds: float) -> None:
    """Refuse a time limit that is not positive."""
    if not seconds > 0:
        raise InputError(f"the time limit is {seconds!r} seconds; more than 0 is expected")


def share_time(deadline: float) -> float:
    """Half of the time that is left, and a second at least: without a packing there is no bound at all."""
    now = time.perf_counter()
    return max(now + 1.0, (now + deadline) / 2)


def find_step(weight: Floats) -> float:
    """The greatest number of which all weights are multiples, if they are whole numbers; else 0."""
    if weight.size and np.all(weight == np.round(weight)) and weight.max() < 2**40:
        return float(np.gcd.reduce(weight.astype(np.int64)))
    return 0.0


def pack(weight: Floats, triangles: Ints) -> tuple[float, list[Cycle]]:
    """Triangles taken one after another while their ties have weight left: a bound that needs no solver."""
    left = weight.tolist()
    bound, taken = 0.0, list[Cycle]()
    for triangle in triangles[:200_000].tolist():
        one, two, three = triangle
        least = min(left[one], left[two], left[three])
        if least > 0:
            bound += least
            taken.append((one, two, three))
            for tie in triangle:
                left[tie] -= least
    return bound, taken


def tighten(
    weight: Floats,
    triangles: Ints,
    *,
    find: Callable[[Floats, int], list[Cycle]],
    improve: Callable[[Floats], float],
    goal: Goal,
    deadline: float,
) -> Covering:
    """Add violated cycles, triangles first, until there is none, the value is proved, or time is up.

    Args:
        weight: Cost of each tie.
        triangles: All bad triangles, or many, those that pack well first; shape (t, 3).
        find: Longer violated cycles for a linear solution, at most so many.
        improve: Makes a solution from a linear one and returns the cost of the best known.
        goal: Updated with what `improve` returns.
        deadline: On the clock `time.perf_counter`.
    """
    covering = Covering()
    covering.bound, taken = pack(weight, triangles)
    if goal.reached(covering.bound) or time.perf_counter() > deadline:
        return covering
    program = Program(weight)
    _add(program, covering, map(tuple, triangles.tolist()) if len(triangles) <= MANY else taken)
    while time.perf_counter() < deadline:
        solved = program.solve(seconds=deadline - time.perf_counter())
        if not solved.optimal:
            break
        covering.rounds += 1
        covering.cost = np.clip(solved.columns, 0, 1)
        covering.weigh(weight, np.maximum(solved.dual, 0))
        goal.value = improve(covering.cost)
        if goal.reached(covering.bound):
            break
        new = _pick_triangles(triangles, covering.cost)
        if len(new) < FEW:
            new += find(covering.cost, MANY // 3)
        if not new:
            covering.complete = time.perf_counter() < deadline
            break
        _add(program, covering, new)
    return covering


def _pick_triangles(triangles: Ints, cost: Floats) -> list[Cycle]:
    """The most violated triangles."""
    total = cost[triangles].sum(axis=1)
    worst = np.argsort(total, kind="stable")[:MANY]
    return [tuple(triangles[at].tolist()) for at in worst[total[worst] < 1 - VIOLATED]]


def _add(program: Program, covering: Covering, cycles: Iterable[Cycle]) -> None:
    """Add cycle inequalities to the program and the books."""
    new = list(cycles)
    program.add_rows([(1.0, cycle, None) for cycle in new])
    covering.cycles += new
