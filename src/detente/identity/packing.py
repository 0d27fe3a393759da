"""Columns of mentions as bytes, a row each, to be kept and compared later without the texts."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from detente.identity.columns import Columns, build_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["pack_columns", "unpack_columns"]


@cache
def _row_type() -> np.dtype[np.void]:
    """One row: the columns in order, little-endian, without gaps."""
    empty = build_columns([])
    return np.dtype(
        [
            (
                column.name,
                getattr(empty, column.name).dtype.newbyteorder("<"),
                getattr(empty, column.name).shape[1:],
            )
            for column in fields(Columns)
        ]
    )


def pack_columns(columns: Columns) -> list[bytes]:
    """One string of bytes for each row."""
    table = np.zeros(len(columns), dtype=_row_type())
    for column in fields(Columns):
        table[column.name] = getattr(columns, column.name)
    data, width = table.tobytes(), _row_type().itemsize
    return [data[at : at + width] for at in range(0, len(data), width)]


def unpack_columns(rows: Sequence[bytes]) -> Columns:
    """The columns that `pack_columns` packed, in the order given."""
    table: NDArray[np.void] = np.frombuffer(b"".join(rows), dtype=_row_type())
    return Columns(*(np.ascontiguousarray(table[column.name]) for column in fields(Columns)))
