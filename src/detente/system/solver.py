"""The one place that knows HiGHS: linear and mixed-integer programs whose rows come bit by bit.

HiGHS (MIT licence) is reached by `highspy`, imported when first needed.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.core.errors import MissingPartError
from detente.system.graph import Floats, Ints

__all__ = ["Program", "Row", "Solved"]

FEASIBILITY = 1e-9
# A row: lowest value, columns, coefficients (None: all one).
Row = tuple[float, Sequence[int], Sequence[float] | None]


@dataclass(frozen=True, slots=True)
class Solved:
    """What a solver run gave.

    Attributes:
        optimal: Whether the run ended with a proof.
        value: Objective of the solution, infinite without one.
        bound: A proved lower bound of the optimum; minus infinity if there is none.
        columns: The solution; empty without one.
        dual: Dual value of each row (a linear run that ended), else empty.
        nodes: Branch-and-bound nodes.
    """

    optimal: bool
    value: float
    bound: float
    columns: Floats
    dual: Floats
    nodes: int


class Program:
    """Minimise cost over 0 <= x <= upper and rows `low <= a x`; rows can be added between runs.

    A class, because HiGHS keeps the basis from one run to the next: a warm start.
    """

    def __init__(self, cost: Floats, *, upper: Floats | None = None, integer: Ints | None = None) -> None:
        self._highs = _highspy()
        self._model: Any = self._highs.Highs()
        for name, value in (("output_flag", False), ("random_seed", 1), ("threads", 1)):
            self._model.setOptionValue(name, value)
        for name in ("mip_rel_gap", "mip_abs_gap"):
            self._model.setOptionValue(name, 0.0)
        self._started = time.perf_counter()
        self.rows = 0
        n = cost.size
        top = np.ones(n) if upper is None else upper
        none = np.empty(0, dtype=np.int32)
        self._model.addCols(n, cost, np.zeros(n), top, 0, np.zeros(n, dtype=np.int32), none, np.empty(0))
        self._integer = integer is not None and integer.size > 0
        if integer is not None and integer.size:
            kinds = np.full(integer.size, self._highs.HighsVarType.kInteger)
            self._model.changeColsIntegrality(integer.size, integer.astype(np.int32), kinds)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Add rows `low <= a x`."""
        if not rows:
            return
        sizes = np.array([len(columns) for _, columns, _ in rows])
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int32)
        index = np.concatenate([np.asarray(columns, dtype=np.int32) for _, columns, _ in rows])
        values = np.concatenate(
            [
                np.ones(len(columns)) if factors is None else np.asarray(factors, float)
                for _, columns, factors in rows
            ]
        )
        low = np.array([row[0] for row in rows], dtype=np.float64)
        high = np.full(len(rows), self._highs.kHighsInf)
        self._model.addRows(len(rows), low, high, index.size, starts, index, values)
        self.rows += len(rows)

    def start_from(self, columns: Floats) -> None:
        """Give a mixed-integer run a feasible solution to begin with."""
        solution = self._highs.HighsSolution()
        solution.col_value = columns.tolist()
        self._model.setSolution(solution)

    def solve(self, *, seconds: float) -> Solved:
        """Run for at most so many seconds."""
        if seconds <= 0:
            return Solved(
                optimal=False, value=np.inf, bound=-np.inf, columns=np.empty(0), dual=np.empty(0), nodes=0
            )
        # HiGHS counts its clock over all runs of one model.
        self._model.setOptionValue("time_limit", float(self._model.getRunTime() + seconds))
        self._model.run()
        optimal = self._model.getModelStatus() == self._highs.HighsModelStatus.kOptimal
        info = self._model.getInfo()
        usable = info.primal_solution_status == self._highs.kSolutionStatusFeasible
        solution = self._model.getSolution()
        columns = np.array(solution.col_value) if usable else np.empty(0)
        linear = optimal and not self._integer
        bound = float(info.mip_dual_bound) if self._integer else -np.inf
        return Solved(
            optimal=optimal,
            value=float(info.objective_function_value) if usable else np.inf,
            bound=float(info.objective_function_value) if optimal and not self._integer else bound,
            columns=columns,
            dual=np.array(solution.row_dual) if linear else np.empty(0),
            nodes=max(int(info.mip_node_count), 0) if self._integer else 0,
        )


def _highspy() -> Any:  # noqa: ANN401 - the solver has no complete types
    """The solver's module."""
    try:
        return importlib.import_module("highspy")
    except ImportError as error:
        raise MissingPartError(
            "exact balance indices need the solver HiGHS, and highspy is not installed",
            hint="pip install highspy",
        ) from error
