"""Curves over time as shapes for the page: readable at any width, without script.

Across, everything is a share of the width in per cent, or of a box of 1,000 that the page stretches; down, it
is in pixels. So letters and marks keep their size on a phone.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from detente.report.words import interval_words, month_words, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.report.level_contexts import (
        LevelContext,
        LevelPoint,
        LevelsContext,
        PlacedEvent,
        TiltContext,
        TurnContext,
    )
    from detente.report.silences import Silence

__all__ = [
    "Blank",
    "Chart",
    "Mark",
    "Scale",
    "Span",
    "Stroke",
    "Tick",
    "build_level_chart",
    "build_small_chart",
    "build_tilt_chart",
    "choose_points",
    "time_ticks",
]

_TALL, _SMALL = 230.0, 90.0
_AIR = 8.0  # pixels above and below the scale
_MOST_TICKS = 5
_EDGE = 8.0  # per cent of the width: half a label on a phone
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)  # months


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis: in per cent of the width, or in pixels from above."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A run of the mean on one side of zero: ``coop`` above, ``conf`` below; an SVG path."""

    side: str
    path: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An event: its middle and the ends of its date in per cent, its height in pixels."""

    id: str
    x: float
    left: float
    right: float
    y: float
    quad: int
    words: str


@dataclass(frozen=True, slots=True)
class Span:
    """A turning point with its interval, in per cent of the width, and its number."""

    x: float
    left: float
    width: float
    number: int


@dataclass(frozen=True, slots=True)
class Blank:
    """A time without news, in per cent of the width, and in words."""

    left: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A curve with its band.

    Attributes:
        height: Of the plot in pixels, without the labels below.
        band: SVG path of the interval.
        strokes: Of the mean.
        zero: Pixels from above.
        across: Labels of the time axis.
        down: Lines of the scale.
        marks: Events.
        turns: Turning points.
        blanks: Times without news: hatched.
        words: The same in a sentence.
    """

    height: float
    band: str
    strokes: tuple[Stroke, ...]
    zero: float
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    turns: tuple[Span, ...]
    blanks: tuple[Blank, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Days `first` to `last` across, `limit` to minus `limit` down `height` pixels."""

    first: int
    last: int
    limit: float
    height: float

    def share(self, day: float) -> float:
        """Per cent of the width, no further than the ends."""
        share = (day - self.first) / max(self.last - self.first, 1)
        return round(100.0 * min(max(share, 0.0), 1.0), 2)

    def down(self, value: float) -> float:
        """Pixels from above."""
        part = (self.limit - value) / (2.0 * self.limit)
        return round(_AIR + part * (self.height - 2.0 * _AIR), 1)


def build_level_chart(level: LevelContext) -> Chart:
    """The course of one dyad on the whole scale of intensities, with its events and turning points."""
    scale = Scale(level.points[0].day, level.points[-1].day, 10.0, _TALL)
    return _build_chart(
        level.points,
        scale,
        lines=(-10, -5, 0, 5, 10),
        marks=tuple(_mark(event, scale) for event in level.events),
        turns=tuple(_span(turn, scale, number=place) for place, turn in enumerate(level.turns, 1)),
        silences=level.silences,
        words=_words(level),
    )


def build_small_chart(level: LevelContext, levels: LevelsContext) -> Chart:
    """The same small, on the scale of all."""
    first, last = levels.window
    inside = [point for point in level.points if first <= point.day <= last]
    scale = Scale(first, last, levels.limit, _SMALL)
    return _build_chart(inside, scale, lines=(), silences=level.silences, words=_words(level))


def build_tilt_chart(tilt: TiltContext, levels: LevelsContext) -> Chart:
    """A tilt over time: above zero it leans to the first of the two."""
    limit = levels.tilt_limit
    scale = Scale(tilt.points[0].day, tilt.points[-1].day, limit, 170.0)
    step = 10.0 if limit > 11 else 5.0 if limit > 5.5 else 2.0 if limit > 2.2 else limit / 2
    lines = (-step, 0.0, step)
    return _build_chart(tilt.points, scale, lines=lines, silences=tilt.silences, words=" ".join(tilt.words))


def choose_points(
    points: Sequence[LevelPoint], *, keep: Sequence[int] = (), most: int = 9
) -> list[LevelPoint]:
    """A few of the points for a table: evenly in time, first and last, and those of the days to keep."""
    days = [point.day for point in points]
    first, span = days[0], days[-1] - days[0]
    chosen = {*keep, *(first + round(span * k / (most - 1)) for k in range(most))}
    places = {min(bisect_left(days, day), len(days) - 1) for day in chosen}
    return [points[place] for place in sorted(places)]


def _words(level: LevelContext) -> str:
    at = level.last
    words = f"Level in {level.last_words} {signed(at.mean)} {interval_words(at.low, at.high)}"
    if level.shift is None:
        return words
    return f"{words}; {level.shift.start_words} {signed(level.shift.before)}"


def _build_chart(  # noqa: PLR0913  what a chart is made of
    points: Sequence[LevelPoint],
    scale: Scale,
    *,
    lines: Sequence[float],
    silences: Sequence[Silence],
    words: str,
    marks: tuple[Mark, ...] = (),
    turns: tuple[Span, ...] = (),
) -> Chart:
    upper = [(scale.share(point.day) * 10, scale.down(point.high)) for point in points]
    lower = [(scale.share(point.day) * 10, scale.down(point.low)) for point in reversed(points)]
    return Chart(
        height=scale.height,
        band=f"{_path([*upper, *lower])}Z" if points else "",
        strokes=tuple(_strokes(points, scale)),
        zero=scale.down(0.0),
        across=time_ticks(scale),
        down=tuple(Tick(scale.down(value), signed(value).removesuffix(".0")) for value in lines),
        marks=marks,
        turns=turns,
        blanks=tuple(blank for silence in silences if (blank := _blank(silence, scale)).width > 0),
        words=words,
    )


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:g}" for x, y in places)


def _strokes(points: Sequence[LevelPoint], scale: Scale) -> list[Stroke]:
    """The mean, cut where it crosses zero."""
    if not points:
        return []
    places = [(float(points[0].day), points[0].mean)]
    for one, other in pairwise(points):
        if one.mean * other.mean < 0:
            share = one.mean / (one.mean - other.mean)
            places.append((one.day + share * (other.day - one.day), 0.0))
        places.append((float(other.day), other.mean))
    runs: list[list[tuple[float, float]]] = [[places[0]]]
    for place in places[1:]:
        runs[-1].append(place)
        if place[1] == 0.0:
            runs.append([place])
    return [
        Stroke(
            "coop" if sum(value for _, value in run) >= 0 else "conf",
            _path([(scale.share(day) * 10, scale.down(value)) for day, value in run]),
        )
        for run in runs
        if len(run) > 1
    ]


def _mark(event: PlacedEvent, scale: Scale) -> Mark:
    ends = event.day - event.spread, event.day + event.spread
    return Mark(
        id=event.id,
        x=scale.share(event.day),
        left=scale.share(ends[0]),
        right=scale.share(ends[1]),
        y=scale.down(event.intensity),
        quad=event.quad,
        words=f"{event.words} ({signed(event.intensity)})",
    )


def _blank(silence: Silence, scale: Scale) -> Blank:
    left, right = (scale.share(date.fromisoformat(day).toordinal()) for day in (silence.start, silence.end))
    return Blank(left, round(right - left, 2), silence.words)


def _span(turn: TurnContext, scale: Scale, *, number: int) -> Span:
    left, right = scale.share(turn.low_day), scale.share(turn.high_day)
    return Span(scale.share(turn.day), left, round(max(right - left, 0.3), 2), number)


def time_ticks(scale: Scale, *, most: int = _MOST_TICKS, air: float = _EDGE) -> tuple[Tick, ...]:
    """Beginnings of years, or of months within few years, not too near the ends.

    Args:
        scale: Across.
        most: Labels at most.
        air: Per cent of the width at either end that is kept free of labels.
    """
    first, last = date.fromordinal(scale.first), date.fromordinal(scale.last)
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    step = next((step for step in _STEPS if len(months) / step <= most), _STEPS[-1])
    ticks = []
    for month in months:
        if month % step == 0:
            start = date(month // 12, month % 12 + 1, 1)
            label = str(start.year) if step >= 12 else f"{month_words(start)[:3]} {start.year}"
            at = scale.share(start.toordinal())
            if air <= at <= 100 - air:
                ticks.append(Tick(at, label))
    return tuple(ticks)
