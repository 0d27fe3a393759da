"""What happened on which day, as columns: what a forecaster is fed, without a noun an event."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from detente.coding.event import Event, Trace
from detente.core.dates import parse_edtf
from detente.ledger.observing import Identities
from detente.ledger.queries import query
from detente.relations import find_domains

if TYPE_CHECKING:
    import sqlite3

__all__ = ["MOST_DAYS", "DatedEvents", "Names", "lay_out", "read_dated"]

MOST_DAYS = 31
"""A date of more days than this places an event in no month, and the event is left out and counted."""
_BETWEEN = "\x1f"
_BLANK = Event(
    id="", document="", type="", mode=None, contexts=(), source=(), target=(), persons=(), status="",
    asserted_by="", date=None, date_text=None, place=None, object=None, project=None, amounts=(),
    intensity=0.0, quad_class=1, confidence=0.0, evidence=(), trace=Trace("", "", ()),
)  # fmt: skip
Ints = NDArray[np.int32]


class Names(Sequence[str]):
    """Names in another order, or some of them, made when they are asked for; a class to be a sequence.

    Args:
        names: All of them.
        order: Places of those that this holds.
    """

    def __init__(self, names: Sequence[str], order: NDArray[np.integer]) -> None:
        self._names, self._order = names, order

    def __len__(self) -> int:
        return self._order.size

    def take(self, places: NDArray[np.integer]) -> Names:
        """Those at some places, none of them made."""
        return Names(self._names, self._order[places])

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Names: ...

    def __getitem__(self, at: int | slice) -> str | Names:
        if isinstance(at, slice):
            return Names(self._names, self._order[at])
        return self._names[int(self._order[at])]


@dataclass(frozen=True, slots=True, eq=False)
class DatedEvents:
    """Who did what to whom on which day, in the order of the days; a row for each pair of an event.

    Attributes:
        actors: Names; places in `source` and `target`.
        types: PLOVER types; places in `type`.
        day: Ordinals (1 is the first of January of the year 1), shape (rows,).
        source: Who acted, shape (rows,).
        type: What was done, shape (rows,).
        target: Toward whom, shape (rows,).
        events: Identities, one a row.
        homes: Actor to the state that it belongs to, where known.
        n_undated: Events without a date, left out.
        n_vague: Events whose date is of more than `MOST_DAYS` days, left out.
    """

    actors: tuple[str, ...]
    types: tuple[str, ...]
    day: Ints
    source: Ints
    type: Ints
    target: Ints
    events: Sequence[str]
    homes: Mapping[str, str]
    n_undated: int = 0
    n_vague: int = 0


class _Rows:
    """Rows as they are read; a class because it grows, and knows what it has seen before."""

    def __init__(self, domain: str | None, *, both_ways: bool) -> None:
        self.events: list[str] = []
        self.whole = array("l")  # day, source, type, target and event in turn
        self.places: dict[str, int] = {}
        self.kinds: dict[str, int] = {}
        self.n_undated = self.n_vague = 0
        self._domain, self._both_ways = domain, both_ways
        self._pairs: dict[str, list[tuple[int, int]]] = {}
        self._belongs: dict[tuple[str, str | None, str], bool] = {}

    def add(self, row: Sequence[object]) -> None:
        """One event of the query ``observe.events``."""
        name, kind, mode, contexts, when, *_, parties = row
        pairs = self._pairs_of(str(parties or ""))
        if not pairs or not self._counts(str(kind), mode if mode is None else str(mode), str(contexts)):
            return
        if when is None:
            self.n_undated += 1
            return
        day = _place(str(when))
        if day is None:
            self.n_vague += 1
            return
        event, place = len(self.events), self.kinds.setdefault(str(kind), len(self.kinds))
        self.events.append(str(name))
        for source, target in pairs:
            self.whole.extend((day, source, place, target, event))

    def _counts(self, kind: str, mode: str | None, contexts: str) -> bool:
        if self._domain is None:
            return True
        key = (kind, mode, contexts)
        if key not in self._belongs:
            event = replace(_BLANK, type=kind, mode=mode, contexts=tuple(json.loads(contexts)))
            self._belongs[key] = self._domain in find_domains(event)
        return self._belongs[key]

    def _pairs_of(self, parties: str) -> list[tuple[int, int]]:
        """Places of the sources and targets of an event; those of a symmetric one sorted, or both ways."""
        if parties not in self._pairs:
            names = parties.split(_BETWEEN) if parties else []
            sources = sorted({name[1:] for name in names if name[0] == "s"})
            targets = sorted({name[1:] for name in names if name[0] == "t"})
            found = (
                [(one, other) for one in sources for other in targets if one != other]
                if targets
                else list(combinations(sources, 2))
            )
            if not targets and self._both_ways:
                found += [(other, one) for one, other in found]
            places = self.places
            self._pairs[parties] = [
                (places.setdefault(one, len(places)), places.setdefault(other, len(places)))
                for one, other in found
            ]
        return self._pairs[parties]


def read_dated(
    connection: sqlite3.Connection, *, domain: str | None = None, both_ways: bool = False
) -> DatedEvents:
    """The merged events that occurred or last and have a date, each once.

    Args:
        connection: To the record.
        domain: Only events of this one.
        both_ways: Whether a symmetric event gives each of two parties as the one that acts; else the pair is
            given once, sorted, as `measure_relations` counts it.
    """
    rows = _Rows(domain, both_ways=both_ways)
    for row in connection.execute(query("observe.events"), {"published": False}):
        rows.add(row)
    whole = np.frombuffer(rows.whole, dtype=np.dtype("l")).reshape(-1, 5).astype(np.int32)
    return lay_out(
        tuple(rows.places),
        tuple(rows.kinds),
        columns=(whole[:, 0], whole[:, 1], whole[:, 2], whole[:, 3]),
        names=Identities(rows.events),
        event=whole[:, 4],
        homes=_read_homes(connection),
        left_out=(rows.n_undated, rows.n_vague),
    )


def lay_out(  # noqa: PLR0913  columns, by keyword
    actors: Sequence[str],
    types: Sequence[str],
    *,
    columns: tuple[Ints, Ints, Ints, Ints],
    names: Sequence[str],
    event: NDArray[np.integer],
    homes: Mapping[str, str],
    left_out: tuple[int, int] = (0, 0),
) -> DatedEvents:
    """Columns in the order of the days, with names in the order of the alphabet.

    Args:
        actors: Names, in any order.
        types: Likewise.
        columns: Day, source, type and target, each of shape (rows,).
        names: Identities of events.
        event: Of each row the place of its identity.
        homes: Actor to state.
        left_out: Events without a date, and with a vague one.
    """
    day, source, kind, target = columns
    known, place_of = _sort_names(actors)
    kinds, kind_of = _sort_names(types)
    source, target, kind = place_of[source], place_of[target], kind_of[kind]
    order = np.lexsort((event, day))
    return DatedEvents(
        known,
        kinds,
        day[order],
        source[order],
        kind[order],
        target[order],
        Names(names, event[order]),
        {name: homes[name] for name in known if homes.get(name)},
        *left_out,
    )


def _sort_names(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """Names sorted, and of each old place the new one."""
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.zeros(max(len(names), 1), dtype=np.int32)
    rank[order] = np.arange(len(names), dtype=np.int32)
    return tuple(names[place] for place in order), rank


@lru_cache(maxsize=1 << 16)
def _place(when: str) -> int | None:
    """The middle day of a date; None for one that is open or of too many days."""
    span = parse_edtf(when)
    if span.is_open or span.days > MOST_DAYS:
        return None
    return span.middle.toordinal()


def _read_homes(connection: sqlite3.Connection) -> dict[str, str]:
    """Actor to the state that most documents give it."""
    homes: dict[str, str] = {}
    for actor, country in connection.execute(query("read.homes")):
        homes.setdefault(actor, country)
    return homes
