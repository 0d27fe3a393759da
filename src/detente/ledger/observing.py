"""From the books to observations of levels, column by column: no noun is made of a million events."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, overload

import numpy as np

from detente.coding.event import Event, Trace
from detente.core.dates import parse_edtf
from detente.ledger.queries import query
from detente.relations import DOMAINS, Observations, find_domains
from detente.relations.periods import find_ends

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from detente.ledger.relating import Undated

__all__ = ["Identities", "read_observations"]

_SHARED = 0.5  # as in `detente.relations.weigh_event`
_BETWEEN = "\x1f"
_BLANK = Event(
    id="", document="", type="", mode=None, contexts=(), source=(), target=(), persons=(), status="",
    asserted_by="", date=None, date_text=None, place=None, object=None, project=None, amounts=(),
    intensity=0.0, quad_class=1, confidence=0.0, evidence=(), trace=Trace("", "", ()),
)  # fmt: skip


_Row = tuple[str, str, str | None, str, str | None, str | None, float, float, int, str | None]


class Identities(Sequence[str]):
    """Identities in an array of bytes, an eighth of what texts take; a class to be read as a sequence."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = np.array([name.encode() for name in names] or [b""], dtype=np.bytes_)
        self._length = 0 if self._names.size == 1 and not self._names[0] else self._names.size

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...

    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        names = self._names[: self._length]
        if isinstance(at, slice):
            return tuple(name.decode() for name in names[at])
        return bytes(names[at]).decode()

    def pick(self, places: NDArray[np.int64]) -> list[str]:
        """Those at these places, which is faster than one by one."""
        return [name.decode() for name in self._names[: self._length][places].tolist()]


class _Columns:
    """Rows as they are read; a class because it grows, and knows what it has seen before."""

    def __init__(self, domain: str | None, *, published: bool) -> None:
        self.dyads: dict[tuple[str, str], int] = {}
        self.events: list[str] = []
        self.undated: list[str] = []
        self.whole = array("q")  # dyad, domain and event in turn
        self.parts = array("d")  # day, spread, intensity, confidence and outlets in turn
        self._published = published
        self._wanted = None if domain is None else DOMAINS.index(domain)
        self._domains: dict[tuple[str, str | None, str], list[int]] = {}
        self._pairs: dict[str, list[tuple[str, str]]] = {}

    def add(self, row: _Row) -> None:
        """One event: see the query."""
        name, kind, mode, contexts, date, told, intensity, confidence, n_outlets, parties = row
        pairs = self._pairs.get(parties or "")
        if pairs is None and parties:
            pairs = self._pairs[parties] = _find_pairs(parties)
        if not pairs:
            return
        if date is None and self._published:
            date = told
        if date is None:
            self.undated.append(name)
            return
        key = (kind, mode, contexts)
        domains = self._domains.get(key)
        if domains is None:
            domains = self._domains[key] = self._find_domains(*key)
        day, spread = _place(date, told)
        event = len(self.events)
        self.events.append(name)
        for pair in pairs:
            dyad = self.dyads.setdefault(pair, len(self.dyads))
            for domain in domains:
                self.whole.extend((dyad, domain, event))
                self.parts.extend((day, spread, intensity, confidence, n_outlets))

    def _find_domains(self, kind: str, mode: str | None, contexts: str) -> list[int]:
        event = replace(_BLANK, type=kind, mode=mode, contexts=tuple(json.loads(contexts)))
        found = [DOMAINS.index(name) for name in find_domains(event)]
        return [place for place in found if self._wanted in (None, place)]


def read_observations(
    connection: sqlite3.Connection,
    *,
    domain: str | None = None,
    undated: Undated = "apart",
    events: Iterable[str] | None = None,
) -> Observations:
    """What `build_observations` makes of the merged events, weighed by their independent outlets.

    Args:
        connection: To the record.
        domain: Only rows of this one; the dyads and events are those of all.
        undated: As in `build_observations`.
        events: Only those of these identities; None for all.
    """
    columns = _Columns(domain, published=undated == "published")
    given: dict[str, object] = {"published": undated == "published"}
    parts = ["observe.events", "observe.by_id"]
    if events is not None:
        given["ids"] = json.dumps(list(events))
        parts.insert(1, "observe.named")
    for row in connection.execute(" ".join(query(part) for part in parts), given):
        columns.add(row)
    return _lay_out(columns)


def _find_pairs(parties: str) -> list[tuple[str, str]]:
    """The dyads that an event relates; ``sRUS`` is a source, ``tPAK`` a target."""
    names = parties.split(_BETWEEN)
    sources = {name[1:] for name in names if name[0] == "s"}
    targets = {name[1:] for name in names if name[0] == "t"}
    if not targets:
        return list(combinations(sorted(sources), 2))
    found = {(min(one, other), max(one, other)) for one in sources for other in targets if one != other}
    return sorted(found)


@lru_cache(maxsize=1 << 16)
def _place(when: str, told: str | None) -> tuple[float, float]:
    """Middle and half width in days, as in `build_observations`."""
    span = parse_edtf(when)
    first, last = (end.toordinal() for end in find_ends(span, parse_edtf(told) if told else None))
    spread = (last - first) / 2
    return (first + last) / 2, 2 * spread if span.approximate else spread


def _lay_out(columns: _Columns) -> Observations:
    whole = np.frombuffer(columns.whole, dtype=np.int64).reshape(-1, 3)
    parts = np.frombuffer(columns.parts, dtype=np.float64).reshape(-1, 5)
    dyads = tuple(sorted(columns.dyads))
    place = np.zeros(len(dyads), dtype=np.int64)
    place[[columns.dyads[pair] for pair in dyads]] = np.arange(len(dyads))
    return Observations(
        dyads=dyads,
        domains=DOMAINS,
        events=Identities(columns.events),
        dyad=place[whole[:, 0]],
        domain=whole[:, 1].copy(),
        event=whole[:, 2].copy(),
        day=parts[:, 0].copy(),
        spread=parts[:, 1].copy(),
        intensity=parts[:, 2].copy(),
        weight=parts[:, 3] * parts[:, 4] / (1.0 + (parts[:, 4] - 1.0) * _SHARED),
        undated=tuple(columns.undated),
    )
