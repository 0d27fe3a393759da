"""Coded shards brought together: the same event told in many of them becomes one, in bounded memory.

The same comparisons and the same grouping as `detente.identity.Merger`, which holds everything in memory;
here columns, block keys, records and scored pairs lie in a DuckDB file. Keys are dealt to parts of about
`ENTRIES` entries, so that two tellings that share a block meet in some part; only the columns of one part are
in memory. What grows in memory with the tellings is one number of eight bytes for each.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from detente.identity.candidates import find_all_pairs
from detente.identity.clustering import JOINING
from detente.identity.uniting import unite_mentions
from detente.scale.merging_groups import (
    batch_roots,
    join_numbers,
    settle_roots,
    unite_batch,
    unpack_table,
)
from detente.scale.merging_reading import fill_store, telling_of
from detente.scale.merging_store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Any

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.identity.merged import MergedEvent
    from detente.scale.merging_reading import RefusedDocument, Telling
    from detente.scale.merging_store import Store

__all__ = ["ENTRIES", "STEPS", "Merging", "open_merging"]

ENTRIES = 300_000
"""Entries of blocks that are compared at a time."""
STEPS = ("shards read", "parts compared", "tellings united")
_SLICE, _WIDE = 128, 400  # days: of a slice of a crowded block; from which a span of days is a long one
_BATCH = 5_000


@dataclass(slots=True)
class Merging:
    """A merging under way; its parts are asked for in the order in which they stand here.

    Attributes:
        documents: Documents, each once.
        duplicates: Copies of documents that are left out.
        tellings: Events told in the documents.
        passed_over: Sentences that gave no event, by reason.
    """

    _store: Store
    _reprint: float
    _progress: Callable[[str, int, int], None]
    documents: int = 0
    duplicates: int = 0
    tellings: int = 0
    passed_over: dict[str, int] = field(default_factory=dict)

    def events(self) -> Iterator[tuple[MergedEvent, list[Telling]]]:
        """The merged events, each with its tellings by identity."""
        done = 0
        for batch in self._store.stream("alone"):
            for row in batch.to_pylist():
                telling = telling_of(row)
                yield unite_mentions([telling.mention], (), reprint=self._reprint), [telling]
            done += batch.num_rows
            self._progress(STEPS[2], done, self.tellings)
        for low, high in batch_roots(_column(self._store.ask("roots"), "root"), most=_BATCH):
            table = self._store.ask("batch", low=low, high=high)
            links = self._store.ask("batch_links", low=low, high=high)
            yield from unite_batch(
                [telling_of(row) for row in table.drop_columns("columns").to_pylist()],
                unpack_table(table.column("columns")),
                roots=table.column("root").to_pylist(),
                numbers=_column(table, "n"),
                links={name: _column(links, name) for name in links.column_names},
                reprint=self._reprint,
            )
            done += table.num_rows
            self._progress(STEPS[2], done, self.tellings)

    def statements(self) -> Iterator[pa.RecordBatch]:
        """Records that are no events: kind, document, record, shard, line, file."""
        yield from self._store.stream("statements")


@contextmanager
def open_merging(
    folder: Path,
    files: Sequence[Path],
    *,
    refuse: Callable[[RefusedDocument], None] | None = None,
    reprint: float = 0.8,
    memory_mb: int = 1024,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Merging]:
    """Merge all events told in coded shards, as `detente.identity.merge_mentions` would.

    Args:
        folder: Where room for what does not fit into memory is made and given back.
        files: Shards of `CODED_SCHEMA`, checked before.
        refuse: Called with each input that was refused as a whole.
        reprint: Similarity of two texts from which one is a reprint of the other.
        memory_mb: Mebibytes for DuckDB; Python needs some hundreds besides.
        progress: Called with one of `STEPS`, how many are done, and of how many.
    """
    tell = progress or (lambda *_: None)
    with open_store(folder, memory_mb=memory_mb) as store:
        merging = Merging(store, reprint, tell)
        with store.filling() as settle:
            fill_store(
                store,
                files,
                refuse=refuse or (lambda _: None),
                settle=settle,
                progress=lambda done: tell(STEPS[0], done, len(files)),
            )
        store.run("lost_copies")
        store.run("lost_tellings")
        (counts,) = store.ask("counts").to_pylist()
        merging.documents = counts["copies"] - counts["duplicates"]
        merging.duplicates, merging.tellings = counts["duplicates"], counts["tellings"]
        merging.passed_over = {row["reason"]: row["amount"] for row in store.ask("passed_over").to_pylist()}
        _compare(store, tell)
        _connect(store, counts["rows"])
        yield merging


def _compare(store: Store, tell: Callable[[str, int, int], None]) -> None:
    """Score the pairs that share a block, a part of the blocks at a time."""
    store.run("shared_keys", wide=_WIDE, slice=_SLICE)
    (n_entries,) = store.ask("count_entries").column(0).to_pylist()
    n_parts = max(-(-n_entries // ENTRIES), 1)
    store.run("entries", parts=n_parts, hot=ENTRIES, slice=_SLICE)
    store.run("cells")
    store.drop("keys", "shared")
    for part in range(n_parts):
        cells = store.ask("part_cells", part=part)
        if cells.num_rows:
            _compare_part(store, cells, store.ask("part_entries", part=part))
        tell(STEPS[1], part + 1, n_parts)
    store.drop("cells", "entries")


def _compare_part(store: Store, cells: pa.Table, entries: pa.Table) -> None:
    numbers = _column(cells, "n")
    rows = np.searchsorted(numbers, _column(entries, "n"))
    kinds, blocks = _column(entries, "kind"), _column(entries, "block")
    near, recalled = (_keys(rows[kinds == kind], blocks[kinds == kind], len(numbers)) for kind in (0, 1))
    pairs = find_all_pairs(unpack_table(cells.column("columns")), near, recalled)
    store.put(
        "pairs",
        {
            "first": numbers[pairs.first],
            "second": numbers[pairs.second],
            "probability": pairs.probability.astype(np.int32),
        },
    )


def _keys(rows: NDArray[np.int64], blocks: NDArray[np.int64], n_rows: int) -> list[list[int]]:
    """Of each row its blocks; `rows` rise."""
    bounds = np.searchsorted(rows, np.arange(n_rows + 1)).tolist()
    flat = blocks.tolist()
    return [flat[low:high] for low, high in pairwise(bounds)]


def _connect(store: Store, n_rows: int) -> None:
    """Find the components of strong links, and lay those of two or more tellings side by side."""
    roots = np.arange(n_rows, dtype=np.int64)
    for batch in store.stream("strong", floor=JOINING):
        first, second = (column.to_numpy() for column in batch.columns)
        join_numbers(roots, first, second)
    settle_roots(roots)
    linked = np.flatnonzero(np.bincount(roots, minlength=1)[roots] > 1)
    store.put("members", {"n": linked, "root": roots[linked]})
    store.run("grouped")
    store.run("inside")
    store.drop("pairs")


def _column(table: pa.Table, name: str) -> NDArray[Any]:
    return np.asarray(table.column(name).to_numpy())
