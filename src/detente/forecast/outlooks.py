"""All that can be foretold of one dyad, together: how much, whether, how warm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.forecast.nouns import CountForecast, Floats, LevelForecast, NextForecast, OccurrenceForecast

__all__ = ["Outlook"]


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What is foretold of two actors on one day.

    Attributes:
        dyad: The two, sorted.
        made: EDTF day; only what happened before it was seen.
        months: How far ahead.
        counts: How often they will deal with each other; None where `why_not` says why.
        occurrences: Whether events of a type will happen, the likeliest first.
        level: How warm they will be; None where `why_not` says why.
        who: Answers to *who next?*, where asked.
        why_not: ``counts``, ``occurrence``, ``level`` or ``next`` to why there is none.
        level_now: Level on the day of making, with the ends of its 90 % interval; None if unknown.
        past: Events by class in the months before, the last one last, shape (P, 4); None if none are given.
        past_periods: EDTF months of it.
        level_past: Ordinal of a day, level and ends of its interval, up to the day of making.
        n_events: Past events of the dyad, dated.
        n_seen: Past events of all dyads.
        first: ISO day of the first event of all; empty without any.
        last: Of the last.
    """

    dyad: tuple[str, str]
    made: str
    months: int
    counts: CountForecast | None = None
    occurrences: tuple[OccurrenceForecast, ...] = ()
    level: LevelForecast | None = None
    who: tuple[NextForecast, ...] = ()
    why_not: Mapping[str, str] = field(default_factory=dict)
    level_now: tuple[float, float, float] | None = None
    past: Floats | None = None
    past_periods: tuple[str, ...] = ()
    level_past: tuple[tuple[int, float, float, float], ...] = ()
    n_events: int = 0
    n_seen: int = 0
    first: str = ""
    last: str = ""
