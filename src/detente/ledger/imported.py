"""Imported rows as observations of relations: what others coded, without events of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from detente.coding.event import Event, Trace
from detente.core.errors import InputError
from detente.ledger.dated import DatedEvents, lay_out
from detente.ledger.relating import check_domain
from detente.relations import DOMAINS, Levels, Observations, find_domains, fit_relations, smooth_levels
from detente.relations.relation import MOVING

__all__ = ["build_imported_levels", "date_rows", "observe_rows"]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
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
        ("file", pa.string()),
        ("line", pa.int64()),
    ]
)
_FILTERED = ("role", "status")


class _Places(Sequence[str]):
    """Names of rows, ``FILE:LINE``, made when they are asked for: millions of rows need no strings."""

    def __init__(self, table: pa.Table) -> None:
        self._file, self._line = table.column("file"), table.column("line")

    def __len__(self) -> int:
        return len(self._line)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        return f"{self._file[int(index)].as_py()}:{self._line[int(index)].as_py()}"


def build_imported_levels(files: Iterable[Path], *, domain: str | None = None) -> Levels:
    """The levels of all pairs of states, from imported rows alone.

    Args:
        files: The Parquet files of the imported rows.
        domain: Only this one.

    Raises:
        InputError: If no row of the domain counts.
        UnknownNameError: If there is no such domain.
    """
    check_domain(domain)
    observations = observe_rows(files, domains=DOMAINS if domain is None else (domain,))
    if not observations.day.size:
        raise InputError(
            "no imported row tells of what occurred between two states",
            hint="leave out --imported for what was coded; with it, import event files first",
        )
    return smooth_levels(observations, fit_relations(observations))


def observe_rows(files: Iterable[Path], *, domains: Sequence[str] = DOMAINS) -> Observations:
    """The rows that count, as observations of the pairs of states they relate.

    Only rows with the role ``event``, a status that moves relations, a day, two states and an intensity: so
    mirrors, repeats, known faults, what happens within a state, and the CAMEO roots 01 and 02 are left out.
    A row weighs as a sure event; more with its sources, where the file counts them (see `weigh_event`).

    Args:
        files: The Parquet files of the imported rows.
        domains: Those to observe.
    """
    table = pa.concat_tables([_SCHEMA.empty_table(), *map(_read, files)])
    dyads, dyad = _find_dyads(table)
    belongs = _find_domains(table)
    parts = [(np.flatnonzero(belongs[:, DOMAINS.index(name)]), DOMAINS.index(name)) for name in domains]
    rows = np.concatenate([part for part, _ in parts])
    outlets = np.maximum(_numbers(table["n_sources"], missing=1.0), 1.0)
    day = _numbers(table["date"].cast(pa.int32())) + _EPOCH
    return Observations(
        dyads=dyads,
        domains=DOMAINS,
        events=_Places(table),
        dyad=dyad[rows],
        domain=np.concatenate([np.full(part.size, index, dtype=np.int64) for part, index in parts]),
        event=rows,
        day=day[rows],
        spread=np.zeros(rows.size),
        intensity=_numbers(table["intensity"])[rows],
        weight=(outlets / (1.0 + (outlets - 1.0) / 2.0))[rows],
    )


def date_rows(files: Iterable[Path], *, domain: str | None = None, both_ways: bool = False) -> DatedEvents:
    """The rows that count, with their days: who did what to whom, as `LedgerReader.dated_events` gives it.

    The same rows as `observe_rows` takes; a row is named by its file and line.

    Args:
        files: The Parquet files of the imported rows.
        domain: Only rows of this one.
        both_ways: Whether what a file tells from both sides is taken from both.

    Raises:
        UnknownNameError: If there is no such domain.
    """
    check_domain(domain)
    roles = ("event", "mirror") if both_ways else ("event",)
    table = pa.concat_tables([_SCHEMA.empty_table(), *(_read(file, roles) for file in files)])
    if domain is not None:
        table = table.filter(pa.array(_find_domains(table)[:, DOMAINS.index(domain)]))
    both = pa.chunked_array([*table["source"].chunks, *table["target"].chunks], type=pa.string())
    states, places = _places(both)
    types, kinds = _places(table["type"])
    days = _numbers(table["date"].cast(pa.int32())) + _EPOCH
    n_rows = table.num_rows
    columns = (days, places[:n_rows], kinds, places[n_rows:])
    day, source, kind, target = (column.astype(np.int32) for column in columns)
    return lay_out(
        states,
        types,
        columns=(day, source, kind, target),
        names=_Places(table),
        event=np.arange(n_rows),
        homes={state: state for state in states},
    )


def _read(file: Path, roles: Sequence[str] = ("event",)) -> pa.Table:
    rows = pq.read_table(file, columns=[*_SCHEMA.names, *_FILTERED])
    kept = pc.and_(
        pc.is_in(rows["role"], pa.array(roles)), pc.is_in(rows["status"], pa.array(sorted(MOVING)))
    )
    kept = pc.and_(kept, pc.not_equal(rows["source"], rows["target"]))
    for name in ("date", "type", "intensity"):
        kept = pc.and_(kept, pc.is_valid(rows[name]))
    return rows.filter(pc.fill_null(kept, fill_value=False)).select(_SCHEMA.names).cast(_SCHEMA)


def _numbers(column: pa.ChunkedArray, *, missing: float = 0.0) -> Floats:
    filled = pc.fill_null(column.cast(pa.float64()), missing)
    return np.asarray(filled.to_numpy(), dtype=np.float64)


def _places(column: pa.ChunkedArray) -> tuple[list[str], Integers]:
    """The distinct values of a column, and of each row the place of its value."""
    encoded = pa.concat_arrays(column.chunks).dictionary_encode() if column.num_chunks else None
    if encoded is None:
        return [], np.empty(0, dtype=np.int64)
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    return encoded.dictionary.to_pylist(), np.asarray(indices, dtype=np.int64)


def _find_dyads(table: pa.Table) -> tuple[tuple[tuple[str, str], ...], Integers]:
    """Every pair once, and of each row the place of its pair."""
    first = pc.min_element_wise(table["source"], table["target"])
    second = pc.max_element_wise(table["source"], table["target"])
    names, places = _places(pc.binary_join_element_wise(first, second, "|"))
    pairs = [(name.partition("|")[0], name.partition("|")[2]) for name in names]
    order = sorted(range(len(pairs)), key=pairs.__getitem__)
    rank = np.empty(len(pairs), dtype=np.int64)
    rank[order] = np.arange(len(pairs))
    return tuple(pairs[place] for place in order), rank[places]


def _find_domains(table: pa.Table) -> NDArray[np.bool_]:
    """Of each row, to which of the domains it belongs: shape (rows, domains)."""
    about = pc.fill_null(pc.binary_join(table["contexts"], ";"), "")
    kinds, places = _places(
        pc.binary_join_element_wise(table["type"], pc.fill_null(table["mode"], ""), about, "|")
    )
    belongs = np.zeros((len(kinds), len(DOMAINS)), dtype=np.bool_)
    for place, kind in enumerate(kinds):
        type_, mode, contexts = kind.split("|")
        event = _event_of(type_, mode or None, tuple(filter(None, contexts.split(";"))))
        belongs[place, [DOMAINS.index(name) for name in find_domains(event)]] = True
    return belongs[places]


def _event_of(type_: str, mode: str | None, contexts: tuple[str, ...]) -> Event:
    """An event of which only the kind is known, to ask for its domains."""
    return Event(
        id="", document="", type=type_, mode=mode, contexts=contexts, source=(), target=(), persons=(),
        status="occurred", asserted_by="author", date=None, date_text=None, place=None, object=None,
        project=None, amounts=(), intensity=0.0, quad_class=1, confidence=1.0, evidence=(),
        trace=Trace("import", "", ()),
    )  # fmt: skip
