"""Observations as a table of dyads by period: how many friendly and hostile events, and how they stood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import InputError
from detente.relations.observations import Dyad, Observations
from detente.relations.periods import Frequency, period_name
from detente.relations.scans import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DyadTable", "tabulate_dyads"]

_AT_ONCE = 2_000_000
_BITS = 20  # of a period's number in a cell's; months of 80,000 years


def tabulate_dyads(
    observations: Observations, *, freq: Frequency, domain: str = "overall"
) -> dict[str, list[Any]]:
    """The events of every dyad by period, as columns.

    An event of an intensity above 0 is cooperative, one below 0 conflictual; one of 0 is neither. An
    imprecise date counts in the period of its middle.

    Returns:
        Columns ``a``, ``b``, ``period`` (EDTF), ``cooperative``, ``conflictual`` (counts) and ``intensity``
        (mean, weighted as observations are); only periods with events.

    Raises:
        InputError: If nothing was seen in the domain.
    """
    table = DyadTable(freq)
    wanted = observations.domains.index(domain)
    for first in range(0, observations.domain.size, _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        rows = observations.domain[part] == wanted
        columns = (observations.dyad, observations.day, observations.intensity, observations.weight)
        table.add(*(column[part][rows] for column in columns))
    if not table.n_cells:
        raise InputError(f"no dated event belongs to {domain}", hint="another domain, or more events")
    return table.columns(observations.dyads)


class DyadTable:
    """Sums by dyad and period of events that are added in parts; a class because it grows.

    It holds as much as there are pairs with events in periods, and the parts of one addition.

    Args:
        freq: Years or months.
    """

    def __init__(self, freq: Frequency) -> None:
        self._freq: Frequency = freq
        self._keys = np.empty(0, dtype=np.int64)
        self._sums = np.empty((4, 0))  # friendly and hostile events, weighted intensity, weight
        self._added: list[tuple[NDArray[np.int64], Floats]] = []

    @property
    def n_cells(self) -> int:
        """Dyads in periods so far."""
        self._merge()
        return self._keys.size

    def add(self, dyad: NDArray[Any], day: NDArray[Any], intensity: Floats, weight: Floats) -> None:
        """Add events, of which each has a dyad's number, a day's ordinal, an intensity and a weight."""
        order, place = np.unique(np.round(day).astype(np.int64), return_inverse=True)
        periods = [_number(date.fromordinal(day), self._freq) for day in order.tolist()]
        number = np.array(periods, dtype=np.int64)[place]
        keys, cell = np.unique(dyad.astype(np.int64) << _BITS | number, return_inverse=True)
        told = (intensity > 0, intensity < 0, weight * intensity, weight)
        sums = [np.bincount(cell, column, minlength=keys.size) for column in told]
        self._added.append((keys, np.stack(sums)))
        if sum(part.size for part, _ in self._added) > max(_AT_ONCE, self._keys.size):
            self._merge()

    def columns(self, dyads: Sequence[Dyad], rank: NDArray[Any] | None = None) -> dict[str, list[Any]]:
        """The table, by dyad and period: see `tabulate_dyads`.

        Args:
            dyads: Their names.
            rank: Of each dyad's number the place of its name; by default the number is the place.
        """
        self._merge()
        place, number = self._keys >> _BITS, self._keys & ((1 << _BITS) - 1)
        if rank is not None:
            place = rank[place]
        order = np.lexsort((number, place))
        place, number = place[order], number[order]
        names = {one: period_name(one, freq=self._freq) for one in np.unique(number).tolist()}
        friendly, hostile, total, weight = self._sums[:, order]
        return {
            "a": [dyads[dyad][0] for dyad in place.tolist()],
            "b": [dyads[dyad][1] for dyad in place.tolist()],
            "period": [names[one] for one in number.tolist()],
            "cooperative": friendly.tolist(),
            "conflictual": hostile.tolist(),
            "intensity": (total / weight).tolist(),
        }

    def _merge(self) -> None:
        """Bring what was added together with what was there."""
        if not self._added:
            return
        parts = [(self._keys, self._sums), *self._added]
        self._keys, cell = np.unique(np.concatenate([keys for keys, _ in parts]), return_inverse=True)
        sums = np.concatenate([part for _, part in parts], axis=1)
        self._sums = np.stack([np.bincount(cell, column, minlength=self._keys.size) for column in sums])
        self._added = []


def _number(day: date, freq: Frequency) -> int:
    return day.year if freq == "year" else day.year * 12 + day.month - 1
