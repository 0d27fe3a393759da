"""What the chart of a dyad shows beside its line: where nothing was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from detente.report.words import month_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.report.level_contexts import LevelContext

__all__ = ["Silence", "find_silences", "least_silence"]

_LEAST_DAYS, _MOST_DAYS = 90, 365
_PART = 4  # of the time that a chart shows


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without news of a dyad.

    Attributes:
        start: ISO day after which nothing is told …
        end: … until this one.
        left: Where it begins, in per cent of the chart's width.
        width: How wide it is, likewise.
        words: The same in words.
    """

    start: str
    end: str
    left: float
    width: float
    words: str


def least_silence(first: float, last: float) -> int:
    """Days without news from which on it is called silence: a quarter of all, three months to a year."""
    return int(min(_MOST_DAYS, max(_LEAST_DAYS, (last - first) / _PART)))


def find_silences(level: LevelContext, days: Sequence[tuple[float, float]]) -> tuple[Silence, ...]:
    """The times between dated events in which none of this dyad is told, and those before and after all.

    Args:
        level: The course that is drawn.
        days: Day and half the width of the date of each event.
    """
    first, last = level.points[0].day, level.points[-1].day
    if not days or last <= first:
        return ()
    ends: list[tuple[float, float]] = []
    for low, high in sorted((day - spread, day + spread) for day, spread in days):
        if ends and low <= ends[-1][1]:
            ends[-1] = (ends[-1][0], max(high, ends[-1][1]))
        else:
            ends.append((low, high))
    least = least_silence(ends[0][0], ends[-1][1])
    gaps = [(one[1], other[0]) for one, other in pairwise(ends)]
    return tuple(_silence(gap, (first, last)) for gap in gaps if gap[1] - gap[0] >= least)


def _silence(gap: tuple[float, float], span: tuple[int, int]) -> Silence:
    left, right = (100.0 * min(max((day - span[0]) / (span[1] - span[0]), 0.0), 1.0) for day in gap)
    start, end = (date.fromordinal(round(day)) for day in gap)
    words = f"nothing dated from {month_words(start)} to {month_words(end)}"
    return Silence(start.isoformat(), end.isoformat(), round(left, 2), round(right - left, 2), words)
