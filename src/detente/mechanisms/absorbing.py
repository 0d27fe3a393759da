"""Fixed effects taken out of columns: what is left of each after its weighted regression on the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import InputError
from detente.mechanisms.world import Floats

__all__ = ["Absorber", "Ints", "absorb", "build_absorber", "find_collinear", "number_levels"]

Ints = NDArray[np.int64]
_DENSE_LEVELS = 300  # of all groups but the greatest: solved at once; beyond, step by step
_DENSE_CELLS = 20_000_000
_MOST_STEPS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Absorber:
    """The groups of rows with their weights, ready to be taken out of columns.

    The greatest grouping is eliminated; what the others need is a small symmetric system. It is held in full
    where they have few levels, and solved by conjugate gradients otherwise.

    Attributes:
        weights: Of the rows, positive, shape (rows,).
        first: Level of each row in the greatest grouping, shape (rows,).
        first_weights: Sum of weights by level of it.
        others: Level of each row in each other grouping, counted through, shape (groupings - 1, rows).
        other_weights: Sum of weights by level of those, shape (levels,).
        cross: Weights by level of the first and of the others; empty where there is no full system.
        system: What the others need, shape (levels, levels); empty likewise.
    """

    weights: Floats
    first: Ints
    first_weights: Floats
    others: Ints
    other_weights: Floats
    cross: Floats
    system: Floats


def number_levels(labels: NDArray[np.generic]) -> Ints:
    """Levels 0, 1, 2 … of labels of any kind, shape (rows,)."""
    found: Ints = np.unique(labels, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return found


def build_absorber(groups: Sequence[Ints], weights: Floats) -> Absorber:
    """Make groups ready.

    Args:
        groups: At least one; levels 0, 1, 2 … of each row, each shape (rows,).
        weights: Positive, shape (rows,).
    """
    counts = [int(levels.max()) + 1 for levels in groups]
    order = sorted(range(len(groups)), key=lambda place: -counts[place])
    first, n_first = groups[order[0]], counts[order[0]]
    starts = np.cumsum([0, *(counts[place] for place in order[1:])])
    n_others = int(starts[-1])
    others = np.empty((len(order) - 1, first.size), dtype=np.int64)
    for row, place in enumerate(order[1:]):
        others[row] = groups[place] + starts[row]
    sums = np.zeros(n_others)
    for levels in others:
        sums += np.bincount(levels, weights, n_others)
    first_sums: Floats = np.bincount(first, weights, n_first).astype(np.float64)
    cross, system = np.zeros((n_first, 0)), np.zeros((0, 0))
    if 0 < n_others <= _DENSE_LEVELS and n_first * n_others <= _DENSE_CELLS:
        cross = np.zeros((n_first, n_others))
        inner = np.zeros((n_others, n_others))
        for levels in others:
            cross += np.bincount(first * n_others + levels, weights, cross.size).reshape(cross.shape)
            for again in others:
                inner += np.bincount(levels * n_others + again, weights, inner.size).reshape(inner.shape)
        system = inner - cross.T @ (cross / first_sums[:, None])
    return Absorber(weights, first, first_sums, others, sums, cross, system)


def absorb(absorber: Absorber, columns: Floats, *, scales: Floats | None = None) -> Floats:
    """What is left of columns when the groups are taken out.

    The weighted sum of what is left is 0 in every level of every group. With one grouping, or with others of
    few levels, exact; else to 1e-10 of a column's own size.

    Args:
        absorber: Groups and weights.
        columns: Shape (rows, columns) or (rows,).
        scales: Size of each column (root of its weighted sum of squares) that errors are measured by; by
            default of the columns as they are.

    Raises:
        InputError: The groups hang together so loosely that no solution was reached.
    """
    if columns.ndim == 1:
        return absorb(absorber, columns[:, None], scales=scales)[:, 0]
    left = np.empty_like(columns, order="F")
    for place in range(columns.shape[1]):
        column = columns[:, place]
        size = _norm(absorber, column) if scales is None else float(scales[place])
        left[:, place] = _absorb_one(absorber, column, size)
    return left


def _norm(absorber: Absorber, column: Floats) -> float:
    top = float(np.abs(column).max(initial=0.0)) or 1.0  # so that no square is beyond what numbers hold
    return top * float(np.sqrt(np.dot(absorber.weights, (column / top) ** 2)))


def _absorb_one(absorber: Absorber, column: Floats, size: float) -> Floats:
    left = _center(absorber, column)
    if not absorber.others.size:
        return _center(absorber, left)  # a second time against rounding
    if absorber.system.size:
        return _solve_dense(absorber, _solve_dense(absorber, left))
    return _solve_by_steps(absorber, left, size)


def _center(absorber: Absorber, column: Floats) -> Floats:
    """The column without the means of the first grouping."""
    sums = np.bincount(absorber.first, absorber.weights * column, absorber.first_weights.size)
    left: Floats = column - (sums / absorber.first_weights)[absorber.first]
    return left


def _sum_others(absorber: Absorber, column: Floats) -> Floats:
    weighted = absorber.weights * column
    sums = np.zeros(absorber.other_weights.size)
    for levels in absorber.others:
        sums += np.bincount(levels, weighted, sums.size)
    return sums


def _spread(absorber: Absorber, effects: Floats) -> Floats:
    """Effects of the other groupings on each row, without the means of the first."""
    rows = np.zeros(absorber.first.size)
    for levels in absorber.others:
        rows += effects[levels]
    return _center(absorber, rows)


def _solve_dense(absorber: Absorber, left: Floats) -> Floats:
    """One exact step. The system lacks full rank by design; a ridge far below rounding picks a solution."""
    ridge = 1e-12 * np.diag(absorber.other_weights)
    effects: Floats = np.linalg.solve(absorber.system + ridge, _sum_others(absorber, left)).astype(np.float64)
    return left - _spread(absorber, effects)


def _solve_by_steps(absorber: Absorber, left: Floats, size: float) -> Floats:
    """Conjugate gradients on what the other groupings need, scaled by their weights."""
    residual = _sum_others(absorber, left)
    scaled = residual / absorber.other_weights
    direction, gain = scaled, float(residual @ scaled)
    for _ in range(_MOST_STEPS):
        if gain <= (1e-10 * size) ** 2:
            return _center(absorber, left)
        moved = _spread(absorber, direction)
        step = gain / float(np.dot(absorber.weights, moved * moved))
        left = left - step * moved
        residual = _sum_others(absorber, left)
        scaled = residual / absorber.other_weights
        before, gain = gain, float(residual @ scaled)
        direction = scaled + gain / before * direction
    raise InputError(f"the fixed effects were not found in {_MOST_STEPS} steps", hint="drop a grouping")


def find_collinear(left: Floats, sizes: Floats, weights: Floats) -> list[int]:
    """Columns that the groups and the columns before them give: nothing is left of them.

    Args:
        left: The columns with the groups taken out, shape (rows, columns).
        sizes: Root of the weighted sum of squares about the mean of each before that, shape (columns,).
        weights: Positive, shape (rows,).
    """
    found: list[int] = []
    kept: list[Floats] = []
    root = np.sqrt(weights)
    for place, size in enumerate(sizes.tolist()):
        rest = root * left[:, place]
        for _ in range(2):  # twice, so that rounding of the first pass is taken out too
            for unit in kept:
                rest = rest - (unit @ rest) * unit
        length = float(np.sqrt(rest @ rest))
        if length <= 1e-7 * size or length == 0.0:
            found.append(place)
        else:
            kept.append(rest / length)
    return found
