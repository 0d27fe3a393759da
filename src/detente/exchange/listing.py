"""What lies in the lake and does not count, to be looked at: refused rows, rows with known faults."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente.exchange.importing import imported_folder
from detente.exchange.nouns import RowReason, RowRejection
from detente.exchange.reading import LAKE_NAMES
from detente.exchange.shards import read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["list_faulty_rows", "list_rejected_rows"]

_SHOWN = ("source_name", "source", "cameo", "type", "target_name", "target", "place", "story")


def list_rejected_rows(ledger_folder: str | Path) -> Iterator[RowRejection]:
    """The rows that were refused, by format, in the order of import."""
    for form in LAKE_NAMES:
        folder = imported_folder(ledger_folder, form)
        for file in read_manifest(folder).files(folder, "rejections"):
            for row in pq.read_table(file).to_pylist():
                yield RowRejection(row["file"], row["line"], RowReason(row["reason"]), row["detail"])


def list_faulty_rows(ledger_folder: str | Path, *, rule: str | None = None) -> Iterator[dict[str, Any]]:
    """The rows that a rule on known faults hits, by format, in the order of import.

    Args:
        ledger_folder: The ledger's folder.
        rule: Only this one.
    """
    columns = ["file", "line", "date", "role", "faults", *_SHOWN]
    for form in LAKE_NAMES:
        folder = imported_folder(ledger_folder, form)
        for file in read_manifest(folder).files(folder):
            table = pq.read_table(file, columns=columns)
            hit = table.filter(pc.greater(pc.list_value_length(table.column("faults")), 0))
            for row in hit.to_pylist():
                if rule is None or rule in row["faults"]:
                    yield {"format": form, **row}
