"""Imported rows as observations of relations: what others coded, without events of ours.

Rows are read a file at a time and kept as numbers, so that a hundred million of them fit into memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from detente.core.errors import InputError
from detente.ledger.dated import DatedEvents, lay_out
from detente.ledger.imported_rows import RowReader, Rows, count_rows
from detente.ledger.relating import check_domain
from detente.relations import DOMAINS, Levels, Observations, fit_relations
from detente.relations.chain import arrange_observations
from detente.relations.levels import smooth_arranged
from detente.relations.observations import Dyad, Integers
from detente.relations.periods import Frequency
from detente.relations.scans import Floats
from detente.relations.tabulating import DyadTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["build_imported_levels", "date_rows", "observe_rows", "tabulate_rows"]

_NOTHING = "no imported row tells of what occurred between two states"


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
            _NOTHING,
            hint="leave out --imported for what was coded; with it, import event files first",
        )
    chain = arrange_observations(observations)
    return smooth_arranged(chain, observations, fit_relations(observations, chain=chain))


def tabulate_rows(files: Iterable[Path], *, freq: Frequency, domain: str = "overall") -> dict[str, list[Any]]:
    """What `tabulate_dyads` makes of the rows that count, without holding more of them than a file's.

    Args:
        files: The Parquet files of the imported rows.
        freq: Years or months.
        domain: Only rows of this one.

    Raises:
        InputError: If no row of the domain counts.
        UnknownNameError: If there is no such domain.
    """
    check_domain(domain)
    table = DyadTable(freq)
    reader, dyads = RowReader(), _Dyads()
    for file in files:
        rows = reader.read(file)
        kept = reader.belongs[rows.kind, DOMAINS.index(domain)]
        dyad = dyads.find(rows)[kept]
        table.add(dyad, rows.day[kept], rows.intensity[kept], _weigh(rows)[kept])
    if not table.n_cells:
        raise InputError(_NOTHING, hint="another domain, or more rows")
    names, rank = dyads.sort(reader.states)
    return table.columns(names, rank)


def observe_rows(files: Iterable[Path], *, domains: Sequence[str] = DOMAINS) -> Observations:
    """The rows that count, as observations of the pairs of states they relate.

    Only rows with the role ``event``, a status that moves relations, a day, two states and an intensity: so
    mirrors, repeats, known faults, what happens within a state, and the CAMEO roots 01 and 02 are left out.
    A row weighs as a sure event; more with its sources, where the file counts them (see `weigh_event`).

    Columns are as narrow as their values allow. An observation takes about thirty bytes.

    Args:
        files: The Parquet files of the imported rows.
        domains: Those to observe.
    """
    files = list(files)
    reader, dyads = RowReader(), _Dyads()
    most = count_rows(files) * len(domains)  # which takes memory only where it is written to
    whole: dict[str, NDArray[Any]] = {name: np.empty(most, kind) for name, kind in _COLUMNS.items()}
    n_seen = 0
    for part in _observe_each(files, reader, dyads, [DOMAINS.index(name) for name in domains]):
        length = part["day"].size
        for name, column in part.items():
            whole[name][n_seen : n_seen + length] = column
        n_seen += length
    whole = {name: column[:n_seen] for name, column in whole.items()}
    names, rank = dyads.sort(reader.states)
    dyad = rank[whole.pop("dyad")]
    return Observations(
        dyads=names,
        domains=DOMAINS,
        events=reader.names,
        dyad=cast("Integers", dyad),
        domain=cast("Integers", whole["domain"]),
        event=cast("Integers", whole["event"]),
        day=cast("Floats", whole["day"]),
        spread=np.broadcast_to(np.float64(0.0), dyad.shape),
        intensity=whole["intensity"],
        weight=whole["weight"],
    )


_COLUMNS: dict[str, type] = {
    "dyad": np.int32,
    "domain": np.int8,
    "event": np.int32,
    "day": np.float64,
    "intensity": np.float64,
    "weight": np.float64,
}


def _observe_each(
    files: Iterable[Path], reader: RowReader, dyads: _Dyads, domains: Sequence[int]
) -> Iterator[dict[str, NDArray[Any]]]:
    """Columns of the observations of a file and domain."""
    n_rows = 0
    for file in files:
        rows = reader.read(file)
        dyad, weight, belongs = dyads.find(rows), _weigh(rows), reader.belongs
        for domain in domains:
            at = np.flatnonzero(belongs[rows.kind, domain])
            yield {
                "dyad": dyad[at],
                "domain": np.full(at.size, domain),
                "event": at + n_rows,
                "day": rows.day[at],
                "intensity": rows.intensity[at],
                "weight": weight[at],
            }
        n_rows += rows.day.size


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
    reader = RowReader(("event", "mirror") if both_ways else ("event",))
    parts: list[tuple[NDArray[np.int32], ...]] = [(np.empty(0, np.int32),) * 5]
    n_rows = 0
    for file in files:
        rows = reader.read(file)
        kept = np.arange(rows.day.size, dtype=np.int32)
        if domain is not None:
            kept = kept[reader.belongs[rows.kind, DOMAINS.index(domain)]]
        columns = (rows.day, rows.source, rows.kind, rows.target)
        parts.append((*(column[kept] for column in columns), kept + np.int32(n_rows)))
        n_rows += rows.day.size
    day, source, kind, target, event = (np.concatenate(column) for column in zip(*parts, strict=True))
    kinds = {name: place for place, name in enumerate(dict.fromkeys(reader.types))}
    type_of = np.array([kinds[name] for name in reader.types], dtype=np.int32)
    return lay_out(
        reader.states,
        tuple(kinds),
        columns=(day, source, type_of[kind], target),
        names=reader.names,
        event=event,
        homes={state: state for state in reader.states},
    )


def _weigh(rows: Rows) -> Floats:
    """As `weigh_event` does sure events."""
    return np.asarray(rows.outlets / (1.0 + (rows.outlets - 1.0) / 2.0))


class _Dyads:
    """Pairs of states as numbers; a class because it grows."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}

    def find(self, rows: Rows) -> NDArray[np.int32]:
        """Of each row the place of its pair."""
        low, high = np.minimum(rows.source, rows.target), np.maximum(rows.source, rows.target)
        keys, inverse = np.unique(low.astype(np.int64) << 32 | high, return_inverse=True)
        places = [self._places.setdefault(key, len(self._places)) for key in keys.tolist()]
        return np.array(places, dtype=np.int32)[inverse]

    def sort(self, states: Sequence[str]) -> tuple[tuple[Dyad, ...], NDArray[np.int32]]:
        """The pairs by name, and of each place the one in that order."""
        ends = [(states[key >> 32], states[key & 0xFFFF_FFFF]) for key in self._places]
        pairs = [(min(pair), max(pair)) for pair in ends]
        order = sorted(range(len(pairs)), key=pairs.__getitem__)
        rank = np.empty(len(pairs), dtype=np.int32)
        rank[order] = np.arange(len(pairs), dtype=np.int32)
        return tuple(pairs[place] for place in order), rank
