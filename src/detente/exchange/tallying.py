"""Counting what becomes of the rows of one file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyarrow as pa

from detente.exchange.nouns import ImportedFile

if TYPE_CHECKING:
    from detente.exchange.nouns import ImportBatch

__all__ = ["Count"]

_UNKNOWN_LISTED = 1_000


class Count:
    """What becomes of the rows of one input; a class because it counts."""

    def __init__(self) -> None:
        self.n_rows = self._statements = self._mended = 0
        self._roles: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()

    def add(self, batch: ImportBatch) -> None:
        """Count a batch."""
        self.n_rows += batch.table.num_rows + len(batch.rejections)
        self._roles.update(_counts(batch.table.column("role")))
        self._faults.update(
            _counts(pa.chunked_array([batch.table.column("faults").combine_chunks().flatten()]))
        )
        self._reasons.update(rejection.reason.value for rejection in batch.rejections)
        self._mended += batch.n_mended
        self._statements += batch.statements.num_rows if batch.statements is not None else 0
        for code, n_rows in batch.unknown.items():
            if code in self._unknown or len(self._unknown) < _UNKNOWN_LISTED:
                self._unknown[code] += n_rows

    def file(
        self, name: str, identity: str, content: str, *, form: str, without: tuple[str, ...]
    ) -> ImportedFile:
        """What became of the file."""
        return ImportedFile(
            file=name,
            input=identity,
            content=content,
            format=form,
            rows=self.n_rows,
            events=self._roles["event"],
            mirrors=self._roles["mirror"],
            repeats=self._roles["repeat"],
            faulty=self._roles["fault"],
            rejected=self._reasons.total(),
            statements=self._statements,
            mended=self._mended,
            faults=dict(sorted(self._faults.items())),
            reasons=dict(sorted(self._reasons.items())),
            unknown=dict(self._unknown.most_common()),
            without=without,
        )


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    return {str(row["values"]): row["counts"] for row in column.value_counts().to_pylist()}
