"""When things were said and of whom: what the accounts ask of every record."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Protocol, TypeVar

from detente.core.dates import parse_edtf

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["LATEST", "YEAR", "Dyad", "each_once", "find_dyads", "telling_days"]

Dyad = tuple[str, str]

LATEST = 10_000_000
"""A day after all others: where what is undated is sorted."""

YEAR = 365
"""Days within which two sayings are taken to be of one time."""


class _Record(Protocol):
    @property
    def id(self) -> str: ...


RecordT = TypeVar("RecordT", bound=_Record)


def telling_days(published: Mapping[str, str | None]) -> dict[str, int]:
    """Document to the ordinal of the day it came out, the middle of what is known; undated ones left out."""
    return {name: parse_edtf(when).middle.toordinal() for name, when in published.items() if when is not None}


def find_dyads(source: Collection[str], target: Collection[str]) -> list[Dyad]:
    """The dyads an event is about, sorted: sources with targets, or a symmetric event's parties.

    >>> find_dyads(["RUS"], ["PAK", "IND"])
    [('IND', 'RUS'), ('PAK', 'RUS')]
    """
    if not target:
        return list(combinations(sorted(set(source)), 2))
    return sorted({(min(a, b), max(a, b)) for a in source for b in target if a != b})


def each_once(records: Iterable[RecordT]) -> list[RecordT]:
    """The records by identity; of two with one identity that differ, the same one whatever the order."""
    kept: dict[str, RecordT] = {}
    for record in records:
        other = kept.setdefault(record.id, record)
        if other is not record and other != record:
            kept[record.id] = min(record, other, key=repr)
    return [kept[identity] for identity in sorted(kept)]
