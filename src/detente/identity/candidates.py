"""Which pairs are compared: those that share a block, found without looking at all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.identity.scoring import ScoredPairs, find_comparable, score_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.identity.columns import Columns

    Rows = NDArray[np.int64]
    Pairs = tuple[Rows, Rows]

__all__ = ["find_all_candidates", "find_all_pairs", "find_new_pairs"]

_BATCH = 2_000_000
_SPAN = 1 << 22  # more days than there are


def find_all_pairs(
    columns: Columns, near: Sequence[Iterable[int]], recalled: Sequence[Iterable[int]]
) -> ScoredPairs:
    """The scored pairs among all rows, given each row's two sets of block keys."""
    return score_pairs(columns, *find_all_candidates(columns, near, recalled))


def find_all_candidates(
    columns: Columns, near: Sequence[Iterable[int]], recalled: Sequence[Iterable[int]]
) -> Pairs:
    """All pairs of rows that share a block and may tell the same event, each once, the lower row first.

    Within a block rows lie in the order of their first day and each meets those that begin before it ends:
    the work grows with the pairs that share a day, not with the square of the block.
    """
    windows = columns.near_start.astype(np.int64), columns.near_stop.astype(np.int64)
    found = [_filter(columns, *pairs, recalled=False) for pairs in _sweep(*_entries(near), *windows)]
    always = np.zeros(len(columns), dtype=np.int64), np.ones(len(columns), dtype=np.int64)
    found += [_filter(columns, *pairs, recalled=True) for pairs in _sweep(*_entries(recalled), *always)]
    return _once(found)


def find_new_pairs(
    columns: Columns, near: Iterable[tuple[int, Rows]], recalled: Iterable[tuple[int, Rows]]
) -> ScoredPairs:
    """The scored pairs of which at least one row is new, given each new row's blocks with all their rows."""
    found = []
    for blocks, long_past in ((near, False), (recalled, True)):
        waiting: list[Pairs] = []
        size = 0
        for row, members in blocks:
            waiting.append((np.full(len(members), row, dtype=np.int64), members))
            size += len(members)
            if size >= _BATCH:
                found.append(_filter(columns, *_join(waiting), recalled=long_past))
                waiting, size = [], 0
        found.append(_filter(columns, *_join(waiting), recalled=long_past))
    return score_pairs(columns, *_once(found))


def _join(pairs: list[Pairs]) -> Pairs:
    if not pairs:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate([first for first, _ in pairs]), np.concatenate([second for _, second in pairs])


def _once(pairs: list[Pairs]) -> Pairs:
    first, second = _join(pairs)
    unique = np.unique(np.minimum(first, second) << 32 | np.maximum(first, second))
    return unique >> 32, unique & 0xFFFFFFFF


def _filter(columns: Columns, first: Rows, second: Rows, *, recalled: bool) -> Pairs:
    kept = find_comparable(columns, first, second, recalled=recalled)
    return first[kept], second[kept]


def _entries(keys: Sequence[Iterable[int]]) -> Pairs:
    """Every (key, row), flat."""
    flat = [(key, row) for row, own in enumerate(keys) for key in own]
    table = np.array(flat, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _sweep(keys: Rows, rows: Rows, start: Rows, stop: Rows) -> Iterator[Pairs]:
    """Pairs of rows with a common key whose spans of days overlap, in batches."""
    _, block = np.unique(keys, return_inverse=True)
    kept = start[rows] < stop[rows]
    block, rows = block[kept].astype(np.int64), rows[kept]
    at = block * _SPAN + start[rows]
    order = np.argsort(at, kind="stable")
    at, rows, block = at[order], rows[order], block[order]
    ends = np.searchsorted(at, block * _SPAN + stop[rows])
    counts = ends - np.arange(len(rows)) - 1
    before = np.concatenate([[0], np.cumsum(counts)])
    low = 0
    while low < len(rows):
        high = max(int(np.searchsorted(before, before[low] + _BATCH, side="right")) - 1, low + 1)
        some = counts[low:high]
        own = np.repeat(np.arange(low, high), some)
        steps = np.arange(len(own)) - np.repeat(before[low:high] - before[low], some)
        yield rows[own], rows[own + 1 + steps]
        low = high
