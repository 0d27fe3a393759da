"""What counts once: mirrored rows and repeated reports, told from the events they repeat.

Rows of one event have one key, and a key has a day in it, so that keys are kept by month. The months that
were not used for longest go to a temporary file, and the memory stays the same however long a stream is.
"""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["EVENT", "MIRROR", "REPEAT", "Seen", "Told", "count_once"]

EVENT, REPEAT, MIRROR = 0, 1, 2
_HELD = 12_000_000  # keys in memory, with their numbers of reports about 160 MB

_Keys = tuple["NDArray[np.int64]", "NDArray[np.int8]", "NDArray[np.int32]"]
_NOTHING: _Keys = (np.zeros(0, np.int64), np.zeros(0, np.int8), np.zeros(0, np.int32))


class Seen:
    """The keys of the events seen so far; a class because it grows.

    Args:
        load: The keys of a month, with their sides and numbers of reports, that were there before; by month
            as years and months, ``201806``.
        held: Most keys in memory.
    """

    def __init__(self, load: Callable[[int], _Keys] | None = None, *, held: int = _HELD) -> None:
        self._load = load
        self._held = held
        self._months: OrderedDict[int, _Keys] = OrderedDict()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._away: set[int] = set()

    def close(self) -> None:
        """Remove the temporary files."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def add(
        self, keys: NDArray[np.int64], flips: NDArray[np.bool_], months: NDArray[np.int64]
    ) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
        """Add rows in their order.

        Args:
            keys: Of the rows' events.
            flips: From which side the row tells it.
            months: Of the rows' days.

        Returns:
            What each row is, `EVENT`, `REPEAT` or `MIRROR`, and the how manieth report of its event it is.
        """
        roles = np.zeros(len(keys), np.int8)
        reports = np.ones(len(keys), np.int32)
        order = np.argsort(months, kind="stable")
        bounds = np.flatnonzero(np.diff(months[order])) + 1
        for rows in np.split(order, bounds):
            if len(rows):
                month = int(months[rows[0]])
                roles[rows], reports[rows] = self._add_month(month, keys[rows], flips[rows].astype(np.int8))
        self._send_away()
        return roles, reports

    def _add_month(
        self, month: int, keys: NDArray[np.int64], flips: NDArray[np.int8]
    ) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
        known, sides, counts = self._month(month)
        distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        at = np.searchsorted(known, distinct)
        old = np.zeros(len(distinct), bool)
        inside = at < len(known)
        old[inside] = known[at[inside]] == distinct[inside]
        side = flips[first].copy()
        side[old] = sides[at[old]]
        before = np.zeros(len(distinct), np.int32)
        before[old] = counts[at[old]]
        reports = before[inverse] + 1 + _ranks(inverse)
        roles = np.where(flips == side[inverse], REPEAT, MIRROR).astype(np.int8)
        roles[reports == 1] = EVENT
        counts = counts.copy()
        counts[at[old]] += np.bincount(inverse, minlength=len(distinct))[old].astype(np.int32)
        new = ~old
        added = np.bincount(inverse, minlength=len(distinct))[new].astype(np.int32)
        self._months[month] = (
            np.insert(known, at[new], distinct[new]),
            np.insert(sides, at[new], side[new]),
            np.insert(counts, at[new], added),
        )
        return roles, reports.astype(np.int32)

    def _month(self, month: int) -> _Keys:
        if month in self._months:
            self._months.move_to_end(month)
            return self._months[month]
        if month in self._away:
            with np.load(self._file(month)) as kept:
                return kept["keys"], kept["sides"], kept["counts"]
        return self._load(month) if self._load else _NOTHING

    def _send_away(self) -> None:
        total = sum(len(keys) for keys, _, _ in self._months.values())
        while total > self._held and len(self._months) > 1:
            month, (keys, sides, counts) = self._months.popitem(last=False)
            np.savez(self._file(month), keys=keys, sides=sides, counts=counts)
            self._away.add(month)
            total -= len(keys)

    def _file(self, month: int) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="detente-import-")
        return Path(self._folder.name) / f"{month}.npz"


@dataclass(frozen=True, slots=True)
class Told:
    """What rows tell, in their order, as far as counting goes.

    Attributes:
        keys: Of their events.
        flips: From which side each tells it.
        months: Of their days, as years and months: ``201806``.
        pair_keys: Of their sentences; 0 for deeds that are not symmetric in a sentence.
        pair_flips: From which side, for these.
    """

    keys: NDArray[np.int64]
    flips: NDArray[np.bool_]
    months: NDArray[np.int64]
    pair_keys: NDArray[np.int64]
    pair_flips: NDArray[np.bool_]


def count_once(told: Told, *, seen: Seen, pairs: Seen) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """What each row is, and the how manieth report of its event.

    A row whose pair was told from the other side in the same sentence is a mirror; the others go by the day.

    Args:
        told: The rows.
        seen: Events by day, so far.
        pairs: Pairs by sentence, so far.
    """
    roles = np.zeros(len(told.keys), np.int8)
    reports = np.ones(len(told.keys), np.int32)
    paired = np.flatnonzero(told.pair_keys)
    mirrored = np.zeros(len(told.keys), bool)
    if len(paired):
        found, _ = pairs.add(told.pair_keys[paired], told.pair_flips[paired], told.months[paired])
        mirrored[paired] = found == MIRROR
    rest = np.flatnonzero(~mirrored)
    roles[mirrored] = MIRROR
    roles[rest], reports[rest] = seen.add(told.keys[rest], told.flips[rest], told.months[rest])
    return roles, reports


def _ranks(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each row among the rows of its group, from 0."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    lengths = np.diff(np.r_[starts, len(ordered)])
    ranks = np.empty(len(groups), np.int64)
    ranks[order] = np.arange(len(ordered)) - np.repeat(starts, lengths)
    return ranks
