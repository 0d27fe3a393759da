"""Tellings whose numbers are linked, into components; components into merged events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.identity.clustering import Group, group_mentions
from detente.identity.packing import unpack_columns
from detente.identity.scoring import explain_pairs
from detente.identity.uniting import joins_of, unite_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.identity.columns import Columns
    from detente.identity.merged import MergedEvent
    from detente.scale.merging_reading import Telling

    Numbers = NDArray[np.int64]

__all__ = ["batch_roots", "join_numbers", "settle_roots", "unite_batch", "unpack_table"]


def join_numbers(roots: Numbers, first: Numbers, second: Numbers) -> None:
    """Let linked numbers have one root: of every number, `roots` holds a smaller one of its component.

    Union-find over arrays: the greater of two roots is hung under the smaller, all pairs at a time, until
    every pair has one root.
    """
    while first.size:
        one, other = _find(roots, first), _find(roots, second)
        apart = one != other
        first, second, one, other = first[apart], second[apart], one[apart], other[apart]
        np.minimum.at(roots, np.maximum(one, other), np.minimum(one, other))


def _find(roots: Numbers, numbers: Numbers) -> Numbers:
    found = roots[numbers]
    while True:
        above = roots[found]
        if np.array_equal(above, found):
            roots[numbers] = found
            return found
        found = above


def settle_roots(roots: Numbers) -> None:
    """Let `roots` hold the smallest number of every number's component."""
    while True:
        above = roots[roots]
        if np.array_equal(above, roots):
            return
        roots[:] = above


def batch_roots(roots: Numbers, *, most: int) -> Iterator[tuple[int, int]]:
    """First and last root of successive batches of components of together about `most` numbers."""
    names, counts = np.unique(roots, return_counts=True)
    at = 0
    ends = np.cumsum(counts)
    while at < len(names):
        before = ends[at - 1] if at else 0
        stop = max(int(np.searchsorted(ends, before + most, side="right")), at + 1)
        yield int(names[at]), int(names[stop - 1])
        at = stop


def unpack_table(column: pa.ChunkedArray) -> Columns:
    """The columns of tellings that `pack_columns` packed, from the store."""
    return unpack_columns([b"".join(chunk.to_pylist()) for chunk in column.chunks])


def unite_batch(
    tellings: Sequence[Telling],
    columns: Columns,
    *,
    roots: Sequence[int],
    numbers: Numbers,
    links: dict[str, Any],
    reprint: float,
) -> Iterator[tuple[MergedEvent, list[Telling]]]:
    """The events that whole components tell, each with its tellings.

    Args:
        tellings: Of the components, those of one component together.
        columns: Of each telling.
        roots: Of each, the component.
        numbers: Of each, its number.
        links: ``first``, ``second`` and ``probability`` of the scored pairs inside the components.
        reprint: Similarity of two texts from which one is a reprint of the other.
    """
    names = [telling.mention.id for telling in tellings]
    rows = {name: row for row, name in enumerate(names)}
    alike = _links(names, numbers, links)
    groups: list[Group] = []
    starts, stops = columns.start.tolist(), columns.stop.tolist()
    for low, high in _stretches(roots):
        spans = {names[row]: (starts[row], stops[row]) for row in range(low, high)}
        inside = {name: alike[name] for name in spans if name in alike}
        groups += group_mentions(spans, inside)
    pairs = np.array(
        [[rows[union.first], rows[union.second]] for group in groups for union in group.unions],
        dtype=np.int64,
    ).reshape(-1, 2)
    reasons = iter(explain_pairs(columns, pairs.min(axis=1), pairs.max(axis=1)) if len(pairs) else [])
    for group in groups:
        joins = joins_of(group, reasons)
        own = [tellings[rows[name]] for name in sorted(group.members)]
        yield unite_mentions([telling.mention for telling in own], joins, reprint=reprint), own


def _links(names: Sequence[str], numbers: Numbers, links: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Names to names to probability in millionths, both ways."""
    order = np.argsort(numbers)
    places = [
        order[np.searchsorted(numbers, links[side], sorter=order)].tolist() for side in ("first", "second")
    ]
    out: dict[str, dict[str, int]] = {}
    for i, j, probability in zip(*places, links["probability"].tolist(), strict=True):
        out.setdefault(names[i], {})[names[j]] = probability
        out.setdefault(names[j], {})[names[i]] = probability
    return out


def _stretches(roots: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where each run of one value begins and ends."""
    low = 0
    for place in range(1, len(roots) + 1):
        if place == len(roots) or roots[place] != roots[low]:
            yield low, place
            low = place
