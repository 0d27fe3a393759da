"""Imported rows that count, a file at a time and as numbers: a name is kept once, not once a row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente.coding.event import Event, Trace
from detente.relations import DOMAINS, find_domains
from detente.relations.relation import MOVING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["RowNames", "RowReader", "Rows", "count_rows"]

_EPOCH = 719_163  # proleptic ordinal of 1970-01-01
_SCHEMA = pa.schema(
    [
        ("date", pa.date32()),
        ("source", pa.string()),
        ("target", pa.string()),
        ("type", pa.string()),
        ("mode", pa.string()),
        ("contexts", pa.list_(pa.string())),
        ("intensity", pa.float64()),
        ("n_sources", pa.int64()),
    ]
)
_NAMES = pa.schema([("file", pa.string()), ("line", pa.int64())])
_FILTERED = ("role", "status", "source", "target", "date", "type", "intensity")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a file that count, as columns of one length.

    Attributes:
        source: Place of the state in `RowReader.states`.
        target: Likewise.
        kind: Place of what was done in `RowReader.kinds`.
        day: Proleptic ordinal.
        intensity: From -10 to +10.
        outlets: Sources that the file counts, 1 where it counts none.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: NDArray[np.int32]
    day: NDArray[np.int32]
    intensity: NDArray[np.float64]
    outlets: NDArray[np.float64]


class RowReader:
    """Reads files one after another; a class because it knows what was named before.

    Only rows count that have one of the roles, a status that moves relations, a day, two states, a type and
    an intensity.

    Args:
        roles: Of the rows that count.
    """

    def __init__(self, roles: Sequence[str] = ("event",)) -> None:
        self._roles = tuple(roles)
        self._states: dict[str, int] = {}
        self._kinds: dict[str, int] = {}
        self._read: list[Path] = []
        self._lengths: list[int] = []

    @property
    def states(self) -> tuple[str, ...]:
        """The states that were named, in the order of their places."""
        return tuple(self._states)

    @property
    def types(self) -> tuple[str, ...]:
        """Of each kind the type of event."""
        return tuple(kind.partition("|")[0] for kind in self._kinds)

    @property
    def belongs(self) -> NDArray[np.bool_]:
        """Of each kind, to which of the domains it belongs: shape (kinds, domains)."""
        belongs = np.zeros((len(self._kinds), len(DOMAINS)), dtype=np.bool_)
        for place, kind in enumerate(self._kinds):
            type_, mode, contexts = kind.split("|")
            event = _event_of(type_, mode or None, tuple(filter(None, contexts.split(";"))))
            belongs[place, [DOMAINS.index(name) for name in find_domains(event)]] = True
        return belongs

    @property
    def names(self) -> RowNames:
        """The names of all rows read so far, in their order."""
        return RowNames(self._read, self._lengths, self._roles)

    def read(self, file: Path) -> Rows:
        """The rows of a file that count, in its order."""
        table = _read_counted(file, _SCHEMA, self._roles)
        about = pc.fill_null(pc.binary_join(table["contexts"], ";"), "")
        kinds = pc.binary_join_element_wise(table["type"], pc.fill_null(table["mode"], ""), about, "|")
        self._read.append(file)
        self._lengths.append(table.num_rows)
        return Rows(
            source=_places(table["source"], self._states),
            target=_places(table["target"], self._states),
            kind=_places(kinds, self._kinds),
            day=np.asarray(table["date"].cast(pa.int32()).to_numpy(), dtype=np.int32) + np.int32(_EPOCH),
            intensity=np.asarray(table["intensity"].to_numpy(), dtype=np.float64),
            outlets=np.maximum(pc.fill_null(table["n_sources"], 1).to_numpy(), 1).astype(np.float64),
        )


def count_rows(files: Iterable[Path]) -> int:
    """The rows of files, those that do not count too."""
    return sum(int(pq.read_metadata(file).num_rows) for file in files)


class RowNames(Sequence[str]):
    """Names of rows, ``FILE:LINE``, looked up when they are asked for; a class to be read as a sequence.

    Args:
        files: The Parquet files that were read.
        lengths: How many rows of each count.
        roles: Of the rows that count.
    """

    def __init__(self, files: Sequence[Path], lengths: Sequence[int], roles: Sequence[str]) -> None:
        self._files, self._roles = tuple(files), tuple(roles)
        self._ends = list(accumulate(lengths))
        self._held: tuple[int, list[str]] = (-1, [])

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        row = range(len(self))[int(index)]
        file = bisect_right(self._ends, row)
        return self._names_of(file)[row - (self._ends[file - 1] if file else 0)]

    def _names_of(self, file: int) -> list[str]:
        if self._held[0] != file:
            table = _read_counted(self._files[file], _NAMES, self._roles)
            lines = zip(table["file"].to_pylist(), table["line"].to_pylist(), strict=True)
            self._held = (file, [f"{name}:{line}" for name, line in lines])
        return self._held[1]


def _read_counted(file: Path, schema: pa.Schema, roles: Sequence[str]) -> pa.Table:
    """Columns of the rows that count."""
    rows = pq.read_table(file, columns=[*dict.fromkeys([*schema.names, *_FILTERED])])
    kept = pc.and_(
        pc.is_in(rows["role"], pa.array(roles)), pc.is_in(rows["status"], pa.array(sorted(MOVING)))
    )
    kept = pc.and_(kept, pc.not_equal(rows["source"], rows["target"]))
    for name in ("date", "type", "intensity"):
        kept = pc.and_(kept, pc.is_valid(rows[name]))
    return rows.select(schema.names).filter(pc.fill_null(kept, fill_value=False)).cast(schema)


def _places(column: pa.ChunkedArray, known: dict[str, int]) -> NDArray[np.int32]:
    """Of each row the place of its value among those known, which grow."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    places = [known.setdefault(value, len(known)) for value in encoded.dictionary.to_pylist()]
    indices = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    return np.array(places, dtype=np.int32)[indices]


def _event_of(type_: str, mode: str | None, contexts: tuple[str, ...]) -> Event:
    """An event of which only the kind is known, to ask for its domains."""
    return Event(
        id="", document="", type=type_, mode=mode, contexts=contexts, source=(), target=(), persons=(),
        status="occurred", asserted_by="author", date=None, date_text=None, place=None, object=None,
        project=None, amounts=(), intensity=0.0, quad_class=1, confidence=1.0, evidence=(),
        trace=Trace("import", "", ()),
    )  # fmt: skip
