"""From pairs that might tell the same event to the probability that they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from detente.identity.features import FEATURES, compare_pairs
from detente.identity.likeness import read_likeness, read_weights
from detente.identity.merged import Reason
from detente.identity.sketches import measure_cosine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.identity.columns import Columns

    Rows = NDArray[np.int64]

__all__ = ["FLOOR", "WHOLE", "ScoredPairs", "explain_pairs", "find_comparable", "score_pairs"]

WHOLE = 1_000_000
"""Probabilities are kept as whole millionths, so that their sums do not depend on an order."""
FLOOR = 50_000
"""Pairs below this are forgotten and count as 0."""
_BATCH = 100_000
_RECALLED_ALIKE = 0.6
_FEWEST_REASON = 0.05  # of log-odds: less is not worth a line


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Pairs of rows, the lower first, with their probability in millionths."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    probability: NDArray[np.int64]


@cache
def _weights() -> NDArray[np.float64]:
    return read_weights(FEATURES)


def find_comparable(columns: Columns, i: Rows, j: Rows, *, recalled: bool) -> NDArray[np.bool_]:
    """Which pairs may tell the same event at all; a matter of the two alone.

    Their types are kin, both happened (or both may, or both are denied), and their dates share a day; what
    is undated shares one with the days around its publication. With `recalled`, of which at least one must
    be undated, it does not, but is about the same, or between the same actors of which one is a person.
    """
    may = read_likeness().kinship[columns.type[i], columns.type[j]] > 0
    may &= columns.realised[i] == columns.realised[j]
    may &= (columns.start[i] < columns.stop[j]) & (columns.start[j] < columns.stop[i])
    near = (columns.near_start[i] < columns.near_stop[j]) & (columns.near_start[j] < columns.near_stop[i])
    if not recalled:
        return np.asarray(may & near & (i != j))
    may &= ~near & ~(columns.dated[i] & columns.dated[j]) & (i != j)
    left = np.flatnonzero(may)
    alike = measure_cosine(columns.topic[i[left]], columns.topic[j[left]]) >= _RECALLED_ALIKE
    alike |= columns.personal[i[left]] & (columns.parties[i[left]] == columns.parties[j[left]])
    may[left] = alike
    return np.asarray(may)


def score_pairs(columns: Columns, first: Rows, second: Rows) -> ScoredPairs:
    """The pairs of a probability of `FLOOR` or more, each once."""
    found = np.zeros(len(first), dtype=np.int64)
    for at in range(0, len(first), _BATCH):
        part = slice(at, at + _BATCH)
        found[part] = _probabilities(compare_pairs(columns, first[part], second[part]))
    kept = found >= FLOOR
    return ScoredPairs(first[kept], second[kept], found[kept])


def _probabilities(compared: NDArray[np.float64]) -> NDArray[np.int64]:
    weights = _weights()
    odds = np.zeros(len(compared))
    for column, weight in enumerate(
        weights
    ):  # one after the other: a matrix product's sums vary with its size
        odds += compared[:, column] * weight
    return np.rint(WHOLE / (1.0 + np.exp(-np.round(odds, 9)))).astype(np.int64)


def explain_pairs(columns: Columns, first: Rows, second: Rows) -> list[tuple[Reason, ...]]:
    """What speaks for and against each pair, weightiest first.

    But for the smallest, which are left out, they add up to the log-odds.
    """
    parts = np.round(compare_pairs(columns, first, second) * _weights(), 3)
    order = np.argsort(-np.abs(parts), axis=1, kind="stable")
    return [
        tuple(Reason(FEATURES[n], row[n]) for n in places if abs(row[n]) >= _FEWEST_REASON)
        for row, places in zip(parts.tolist(), order.tolist(), strict=True)
    ]
