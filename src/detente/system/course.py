"""The course of a system's balance: every figure of it day by day, with bands for signs that are not sure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from detente.core.errors import InputError, UsageError
from detente.relations.course import COVERAGE
from detente.system.descent import arrange_sides, build_matrix, cost_of_sides
from detente.system.frustration import Frustration, measure_frustration
from detente.system.graph import Floats, SignedGraph
from detente.system.network import System
from detente.system.null import NullBalance, measure_null
from detente.system.stability import build_graph_of_system
from detente.system.triads import TriadCensus, measure_triads
from detente.system.walks import WalkBalance, measure_walk_balance

__all__ = ["BalancePoint", "Band", "measure_balance_course"]

KICKS = 16
"""Trials of the search in each draw; of systems of more than `LARGE` states fewer, in proportion."""
LARGE = 150

Band = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class BalancePoint:
    """The balance of a system on one day.

    Attributes:
        when: The day; None if the ties belong to none.
        n_states: States with a tie.
        n_ties: Ties whose sign is settled.
        n_positive: Friendly ones among them.
        triads: Triangles by their signs.
        balanced_band: Interval of the balanced share of triangles, were the signs drawn; None without
            triangles.
        null: The balanced share against signs that are permuted.
        walk: Balance over closed walks of every length.
        frustration: The exact frustration index, each tie counting 1, with its proof.
        frustration_band: Interval of the number of frustrated ties, were the signs drawn; None without ties.
        n_doubtful: Ties whose sign is not given for certain. Without any, both bands are points.
    """

    when: date | None
    n_states: int
    n_ties: int
    n_positive: int
    triads: TriadCensus
    balanced_band: Band | None
    null: NullBalance
    walk: WalkBalance
    frustration: Frustration
    frustration_band: Band | None
    n_doubtful: int

    @property
    def positive_share(self) -> float | None:
        """Friendly ties among all; None without ties."""
        return self.n_positive / self.n_ties if self.n_ties else None


def measure_balance_course(
    systems: Sequence[System],
    *,
    n_draws: int = 200,
    n_permutations: int = 1000,
    coverage: float = COVERAGE,
    seed: int = 0,
    seconds: float = 20.0,
) -> tuple[BalancePoint, ...]:
    """The balance of each of some systems, in their order, with bands over the probabilities of the signs.

    The figures are those of the ties with their likelier signs. For the bands the sign of every tie is drawn
    by its probability, independently of the others, and the balanced share and the frustration of the drawn
    systems are measured; the ends of a band are quantiles. A draw's frustration is the best that a search
    from the proved partition finds, so an upper bound, and not proved (`docs/system.md` says how often it
    missed).

    A band is not an interval around the figure, and may lie on one side of it. Where a system is balanced,
    any sign that is wrong unbalances it, so that doubt about signs speaks for less balance than the likelier
    signs show. It leaves out three doubts: which dyads have a tie at all (those with an unsettled sign have
    none), that signs of dyads may be wrong together, and the level model itself.

    Args:
        systems: Each of one layer, without direction.
        n_draws: Draws of the signs, at least 2.
        n_permutations: Draws of the permutation null.
        coverage: Of the bands.
        seed: Of the random numbers; each system is drawn with the same, so that its figures do not depend
            on its neighbours.
        seconds: Time limit of each proof; when it is up, the best partition and the bound are kept.

    Raises:
        UsageError: If there are fewer than two draws, several layers or directed ties.
        InputError: If the coverage is none, or the time limit not positive.
        MissingPartError: If the solver is not installed.

    >>> from detente.system import build_system_of_matrix
    >>> three = build_system_of_matrix([[0, 1, -1], [1, 0, 1], [-1, 1, 0]])
    >>> (point,) = measure_balance_course([three])
    >>> point.triads.balanced_share, point.frustration.value, point.frustration_band
    (0.0, 1.0, (1.0, 1.0))
    """
    if n_draws < 2:
        raise UsageError(f"{n_draws!r} draws have no spread", hint="n_draws=200")
    if not 0 < coverage < 1:
        raise InputError(f"a band cannot hold {coverage!r} of the draws", hint="between 0 and 1, as 0.9")
    return tuple(
        _measure(
            system,
            n_draws=n_draws,
            n_permutations=n_permutations,
            coverage=coverage,
            seed=seed,
            seconds=seconds,
        )
        for system in systems
    )


def _measure(
    system: System, *, n_draws: int, n_permutations: int, coverage: float, seed: int, seconds: float
) -> BalancePoint:
    graph = build_graph_of_system(system, weighted=False)
    frustration = measure_frustration(graph, seconds=seconds)
    sure = _find_probabilities(system, graph)
    triads = measure_triads(system)
    shares, costs = _draw(graph, sure, frustration=frustration, n_draws=n_draws, seed=seed)
    ends = [(1 - coverage) / 2, (1 + coverage) / 2]
    return BalancePoint(
        when=system.when,
        n_states=int(np.unique(np.concatenate((graph.first, graph.second))).size),
        n_ties=graph.m,
        n_positive=int((graph.sign > 0).sum()),
        triads=triads,
        balanced_band=_find_band(shares, ends) if triads.total else None,
        null=measure_null(system, n_draws=n_permutations, seed=seed),
        walk=measure_walk_balance(system),
        frustration=frustration,
        frustration_band=_find_band(costs, ends) if graph.m else None,
        n_doubtful=int(((sure > 0) & (sure < 1)).sum()),
    )


def _find_probabilities(system: System, graph: SignedGraph) -> Floats:
    """Probability that each tie is friendly; of a tie without one, that of its sign."""
    told = system.positive[0][graph.first, graph.second]
    return np.where(np.isnan(told), (graph.sign > 0).astype(np.float64), told)


def _draw(
    graph: SignedGraph, sure: Floats, *, frustration: Frustration, n_draws: int, seed: int
) -> tuple[Floats, Floats]:
    """Balanced share and frustration of each draw; both are those of the system if no sign is in doubt."""
    rng = np.random.default_rng(seed)
    certain = bool(((sure == (graph.sign > 0)) & ((sure == 0) | (sure == 1))).all())
    n_drawn = 1 if certain else n_draws
    shares, costs = np.full(n_drawn, math.nan), np.full(n_drawn, frustration.value)
    tied = np.abs(build_matrix(graph))
    total = _trace_of_cube(tied)
    kicks = -(-KICKS * LARGE // max(graph.n, LARGE))
    for draw in range(n_drawn):
        sign = graph.sign if certain else np.where(rng.random(graph.m) < sure, 1, -1)
        drawn = SignedGraph(graph.n, graph.first, graph.second, sign, graph.weight)
        matrix = build_matrix(drawn)
        if total:
            shares[draw] = (1 + _trace_of_cube(matrix) / total) / 2
        if not certain:
            side = arrange_sides(
                drawn, frustration.side, matrix=matrix, kicks=kicks, deadline=math.inf, seed=seed
            )
            costs[draw] = cost_of_sides(drawn, side)
    return shares, costs


def _trace_of_cube(matrix: Floats) -> float:
    """Six times the triangles, each with the product of its signs."""
    return float(((matrix @ matrix) * matrix).sum())


def _find_band(values: Floats, ends: Sequence[float]) -> Band:
    low, high = np.quantile(values, ends)
    return float(low), float(high)
