"""Decayed counts of whatever can be packed into one number, kept sorted and carried from day to day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats32", "Longs", "Tally", "expand_spans"]

Longs = NDArray[np.int64]
Floats32 = NDArray[np.float32]


class Tally:
    """How often each key was seen, each time counted 2^(-age/half-life); and when last.

    It is a class since it is carried along: the counts of a day are those of the day before, aged, with the
    events between added. Nothing is ever taken from a later day.

    Attributes:
        half_lives: Days, shape (columns,).
        keys: Ascending, shape (keys,).
        values: Counts, shape (keys, columns).
        last: Ordinal of the day each was last seen, shape (keys,).
        now: Ordinal of the day at whose start the counts stand.
    """

    __slots__ = ("half_lives", "keys", "last", "now", "values")

    def __init__(self, half_lives: Sequence[float]) -> None:
        self.half_lives = np.array(half_lives, dtype=np.float64)
        self.keys: Longs = np.zeros(0, np.int64)
        self.values: Floats32 = np.zeros((0, self.half_lives.size), np.float32)
        self.last = np.zeros(0, np.int32)
        self.now = 0

    def update(self, keys: Longs, days: NDArray[np.int32], to: int) -> None:
        """Move on to the start of a day, with the events before it that were not yet counted."""
        if self.keys.size and to != self.now:
            self.values *= (2.0 ** (-(to - self.now) / self.half_lives)).astype(np.float32)
        self.now = to
        if not keys.size:
            return
        found, inverse = np.unique(keys, return_inverse=True)
        weights = 2.0 ** (-(to - days.astype(np.float64))[:, None] / self.half_lives)
        sums = np.stack([np.bincount(inverse, column, found.size) for column in weights.T], axis=1)
        last = np.zeros(found.size, np.int32)
        np.maximum.at(last, inverse, days)
        self._merge(found, sums.astype(np.float32), last)

    def _merge(self, keys: Longs, sums: Floats32, last: NDArray[np.int32]) -> None:
        places = np.searchsorted(self.keys, keys)
        old = np.zeros(keys.size, bool)
        inside = places < self.keys.size
        old[inside] = self.keys[places[inside]] == keys[inside]
        self.values[places[old]] += sums[old]
        self.last[places[old]] = last[old]
        new = ~old
        if new.any():
            self.keys = np.insert(self.keys, places[new], keys[new])
            self.values = np.insert(self.values, places[new], sums[new], axis=0)
            self.last = np.insert(self.last, places[new], last[new])

    def look(self, keys: Longs) -> tuple[Floats32, Floats32]:
        """Counts, shape (keys, columns), and days since last seen, shape (keys,); 0 and inf where never."""
        if not self.keys.size:
            return np.zeros((keys.size, self.half_lives.size), np.float32), np.full(
                keys.size, np.inf, np.float32
            )
        places = np.minimum(np.searchsorted(self.keys, keys), self.keys.size - 1)
        missing = self.keys[places] != keys
        values = self.values[places]
        values[missing] = 0
        since = (self.now - self.last[places]).astype(np.float32)
        since[missing] = np.inf
        return values, since

    def spans(self, prefixes: Longs, width: int) -> tuple[Longs, Longs]:
        """Where the keys of each prefix (key // width) begin and end."""
        return (
            np.searchsorted(self.keys, prefixes * width),
            np.searchsorted(self.keys, (prefixes + 1) * width),
        )


def expand_spans(starts: Longs, ends: Longs) -> tuple[Longs, Longs]:
    """All places of half-open spans: which span, and the place, shape (sum of lengths,) each."""
    lengths = ends - starts
    which = np.repeat(np.arange(starts.size), lengths)
    offsets = np.arange(which.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return which, np.repeat(starts, lengths) + offsets
