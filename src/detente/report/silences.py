"""Where nothing is told: a time without dated news, over which a curve only returns to where it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from detente.report.words import month_words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Silence", "find_silences", "least_silence"]

_LEAST_DAYS, _MOST_DAYS = 90, 365
_PART = 4  # of the time that a chart shows


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without news.

    Attributes:
        start: ISO day after which nothing is told …
        end: … until this one.
        words: The same in words.
    """

    start: str
    end: str
    words: str


def least_silence(first: float, last: float) -> int:
    """Days without news from which on it is called silence: a quarter of all, three months to a year."""
    return int(min(_MOST_DAYS, max(_LEAST_DAYS, (last - first) / _PART)))


def find_silences(news: Sequence[tuple[float, float]]) -> tuple[Silence, ...]:
    """The times between dated events in which none is told.

    Args:
        news: Day and half the width of the date of each event, in any order.

    >>> [silence.words for silence in find_silences([(735000.0, 0.5), (735010.0, 0.5), (735500.0, 0.5)])]
    ['nothing dated from May 2013 to September 2014']
    """
    ends: list[tuple[float, float]] = []
    for low, high in sorted((day - spread, day + spread) for day, spread in news):
        if ends and low <= ends[-1][1]:
            ends[-1] = (ends[-1][0], max(high, ends[-1][1]))
        else:
            ends.append((low, high))
    if not ends:
        return ()
    least = least_silence(ends[0][0], ends[-1][1])
    gaps = [(one[1], other[0]) for one, other in pairwise(ends)]
    return tuple(_silence(*gap) for gap in gaps if gap[1] - gap[0] >= least)


def _silence(low: float, high: float) -> Silence:
    start, end = date.fromordinal(round(low)), date.fromordinal(round(high))
    words = f"nothing dated from {month_words(start)} to {month_words(end)}"
    return Silence(start.isoformat(), end.isoformat(), words)
