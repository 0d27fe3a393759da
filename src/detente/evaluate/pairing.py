"""One-to-one pairing of what was found with what gold has, of the greatest total weight."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detente.evaluate.gold import Item

__all__ = ["assign_pairs", "measure_overlap", "pair_items"]

Ranges = tuple[tuple[int, int], ...]
OPTIONAL_HANDICAP = 0.25  # an optional gold item gives way a little to one that counts
LEAST_WEIGHT = 0.01


def measure_overlap(first: Ranges, second: Ranges) -> float:
    """Greatest Jaccard overlap, 0 to 1, of any range of one with any of the other.

    >>> measure_overlap(((0, 10),), ((5, 15), (20, 30)))
    0.3333333333333333
    """
    best = 0.0
    for start, end in first:
        for other_start, other_end in second:
            shared = min(end, other_end) - max(start, other_start)
            if shared > 0:
                best = max(best, shared / (max(end, other_end) - min(start, other_start)))
    return best


def pair_items(
    gold: Sequence[Item], given: Sequence[Item], weight: Callable[[Item, Item], float]
) -> list[tuple[int, int]]:
    """Pairs of indices; a weight of 0 forbids a pair."""
    table = []
    for item in gold:
        row = []
        for other in given:
            value = weight(item, other)
            handicap = OPTIONAL_HANDICAP * item.optional
            row.append(max(value - handicap, LEAST_WEIGHT) if value > 0 else 0.0)
        table.append(row)
    return assign_pairs(table)


def assign_pairs(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Maximum-weight one-to-one pairing of rows and columns; pairs of weight 0 are left out.

    The Hungarian method with potentials, O(n^3): Kuhn (1955), in the row-by-row form of Jonker and
    Volgenant (1987). SciPy has it too, but is no dependency of the reading rooms.

    >>> assign_pairs([[1.0, 2.0], [2.0, 4.0]])
    [(0, 0), (1, 1)]
    """
    rows, columns = len(weights), len(weights[0]) if weights else 0
    if not rows or not columns:
        return []
    mate = _match_columns(_square_costs(weights, rows=rows, columns=columns))
    found = [(row - 1, column - 1) for column, row in enumerate(mate) if column]
    return sorted(
        (row, column) for row, column in found if row < rows and column < columns and weights[row][column] > 0
    )


def _square_costs(weights: Sequence[Sequence[float]], *, rows: int, columns: int) -> list[list[float]]:
    size = max(rows, columns)
    return [
        [-(weights[row][column] if row < rows and column < columns else 0.0) for column in range(size)]
        for row in range(size)
    ]


def _match_columns(cost: list[list[float]]) -> list[int]:
    """The row (from 1) of every column (from 1) in the cheapest full matching; place 0 is scratch."""
    size = len(cost)
    of_rows, of_columns = [0.0] * (size + 1), [0.0] * (size + 1)
    mate, way = [0] * (size + 1), [0] * (size + 1)
    for row in range(1, size + 1):
        mate[0], here = row, 0
        least, done = [math.inf] * (size + 1), [False] * (size + 1)
        while mate[here] != 0:
            done[here] = True
            from_row, delta, nearest = mate[here], math.inf, 0
            for column in range(1, size + 1):
                if done[column]:
                    continue
                slack = cost[from_row - 1][column - 1] - of_rows[from_row] - of_columns[column]
                if slack < least[column]:
                    least[column], way[column] = slack, here
                if least[column] < delta:
                    delta, nearest = least[column], column
            for column in range(size + 1):
                if done[column]:
                    of_rows[mate[column]] += delta
                    of_columns[column] -= delta
                else:
                    least[column] -= delta
            here = nearest
        while here:
            mate[here], here = mate[way[here]], way[here]
    return mate
