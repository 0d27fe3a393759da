"""The page contexts of levels: how warm a dyad was over time, with its band, shifts, turns and tilts.

Plain frozen nouns, hostile names within; all intervals hold with 90%.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.report.silences import Silence

__all__ = [
    "LevelContext",
    "LevelPoint",
    "LevelsContext",
    "PlacedEvent",
    "ShiftContext",
    "TiltContext",
    "TurnContext",
    "excludes_zero",
]


def excludes_zero(low: float, high: float) -> bool:
    """Whether an interval excludes zero still when its ends are rounded to one place.

    >>> excludes_zero(0.2, 3.0), excludes_zero(0.02, 3.0)
    (True, False)
    """
    return round(low, 1) > 0 or round(high, 1) < 0


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """A level, or a tilt, on one day.

    Attributes:
        day: Proleptic ordinal.
        mean: Posterior mean.
        low: Lower end of its interval.
        high: Upper end.
    """

    day: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """An event as an observation of a level.

    Attributes:
        id: Identity.
        day: Ordinal of its day, or of the middle of an imprecise date.
        spread: Half the width of that date in days.
        intensity: -10 to +10.
        quad: 1 to 4.
        words: Who, what and when.
    """

    id: str
    day: float
    spread: float
    intensity: float
    quad: int
    words: str


@dataclass(frozen=True, slots=True)
class ShiftContext:
    """By how much a dyad moved between its first and its last news.

    Attributes:
        dyad: Two actor identities, sorted.
        names: Their names.
        start_words: When the first news is: ``in May 2014``.
        end_words: When the last is.
        before: Level then.
        after: Level at the end.
        change: The one less the other.
        low: Lower end of the interval of the change.
        high: Upper end.
        n_events: Dated events that move the dyad.
        events: Their identities, in the order of time.
    """

    dyad: tuple[str, str]
    names: tuple[str, str]
    start_words: str
    end_words: str
    before: float
    after: float
    change: float
    low: float
    high: float
    n_events: int
    events: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether the interval, as it is printed, excludes zero."""
        return excludes_zero(self.low, self.high)


@dataclass(frozen=True, slots=True)
class TurnContext:
    """A turning point.

    Attributes:
        names: Of the dyad.
        day: Ordinal of the first news of the new course.
        low_day: The break came after this day …
        high_day: … and on or before this one.
        when_words: The same two for a reader.
        probability: That there was a break in between.
        before: Level at the last news of the old course.
        after: At the first of the new one.
        change: The one less the other.
        low: Lower end of the interval of the change.
        high: Upper end.
        events: Identities of the events that made it, strongest first.
    """

    names: tuple[str, str]
    day: int
    low_day: int
    high_day: int
    when_words: str
    probability: float
    before: float
    after: float
    change: float
    low: float
    high: float
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelContext:
    """The course of one dyad.

    Attributes:
        anchor: Safe fragment: ``level-…``.
        dyad: Two actor identities, sorted.
        names: Their names.
        points: In the order of time.
        last: The point at the last news.
        last_words: When that is.
        span_words: From the first news to the last.
        n_events: Dated events that move it.
        n_undated: Events that happened, but nothing says when.
        events: The dated events that are drawn, in the order of time: all, or a sample.
        turns: In the order of time.
        shift: None if all news is of one day.
        silences: Times without dated news.
    """

    anchor: str
    dyad: tuple[str, str]
    names: tuple[str, str]
    points: tuple[LevelPoint, ...]
    last: LevelPoint
    last_words: str
    span_words: str
    n_events: int
    n_undated: int
    events: tuple[PlacedEvent, ...]
    turns: tuple[TurnContext, ...]
    shift: ShiftContext | None
    silences: tuple[Silence, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there are dated events enough for a curve."""
        return self.n_events > 1


@dataclass(frozen=True, slots=True)
class TiltContext:
    """To which of two others an actor leans: above zero to the first.

    Attributes:
        anchor: Safe fragment: ``tilt-…``.
        actor: Name of the one between, as it stands in a sentence.
        toward: Name of the first, likewise.
        against: Name of the second, likewise.
        points: Level with the first less level with the second, in the order of time.
        words: How it leans and how it moved, in sentences.
        silences: Times without dated news of either.
    """

    anchor: str
    actor: str
    toward: str
    against: str
    points: tuple[LevelPoint, ...]
    words: tuple[str, ...]
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelsContext:
    """Everything a report tells of levels.

    Attributes:
        levels: Most eventful dyads first.
        tilts: Most talked about first.
        shifts: Of every dyad with news on two days, largest first.
        window: First and last ordinal of the common time axis.
        limit: The charts of one scale reach from minus this to plus this.
        tilt_limit: Likewise those of tilts.
        n_left_out: Dyads with dated events that have no curve.
        trimmed: Whether some news lies before the common time axis.
        undated: Names of the dyads whose events all lack a date.
    """

    levels: tuple[LevelContext, ...] = ()
    tilts: tuple[TiltContext, ...] = ()
    shifts: tuple[ShiftContext, ...] = ()
    window: tuple[int, int] = (1, 2)
    limit: float = 10.0
    tilt_limit: float = 10.0
    n_left_out: int = 0
    trimmed: bool = False
    undated: tuple[tuple[str, str], ...] = ()
