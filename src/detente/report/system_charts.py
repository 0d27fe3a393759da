"""The system of states as shapes: its network for one period, and its curves, with silence hatched.

Across in per cent of the width or in a box of 1,000, down in pixels, as in `detente.report.charts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from detente.report.charts import Scale, Span, Tick, time_ticks
from detente.report.system_contexts import NO_CAMP, letter_of
from detente.report.words import day_words, share_words, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.report.system_contexts import (
        CurveContext,
        CurvePoint,
        FrameContext,
        SystemContext,
        SystemTie,
    )

__all__ = [
    "CurveChart",
    "Dot",
    "Line",
    "build_curve_chart",
    "build_island_rows",
    "build_lines",
    "find_present",
]

_TALL, _AIR = 130.0, 8.0
_HUES = 4  # tints of camps in the style sheet


@dataclass(frozen=True, slots=True)
class Line:
    """A tie as it is drawn.

    Attributes:
        x1: Of its ends, in per cent; `y1` in pixels.
        y1: Likewise.
        x2: Likewise.
        y2: Likewise.
        side: ``coop`` or ``conf``.
        width: Pixels, by the level.
        opacity: By how sure the sign is.
        sure: Whether it counts.
        href: Fragment, or empty.
        words: The pair, its level and the probability.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    side: str
    width: float
    opacity: float
    sure: bool
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval: per cent of the width, pixels from above, and words."""

    x: float
    y: float
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class CurveChart:
    """A curve with its band, cut where nothing is known.

    Attributes:
        height: Of the plot in pixels, without the labels below.
        bands: SVG paths of the interval, one a run.
        lines: SVG paths of the value, likewise.
        dots: One a period with a value.
        silent: Periods without news; `number` is that of the period.
        across: Labels of the time axis.
        down: Lines of the scale.
        now: Where the newest period is measured, in per cent.
    """

    height: float
    bands: tuple[str, ...]
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    silent: tuple[Span, ...]
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]
    now: float


def build_lines(system: SystemContext, frame: FrameContext) -> tuple[Line, ...]:
    """The ties of a period, the surest drawn last."""
    order = sorted(frame.ties, key=lambda tie: (tie.sure, abs(tie.positive - 0.5)))
    return tuple(_line(system, tie) for tie in order)


def find_present(system: SystemContext, frame: FrameContext) -> frozenset[int]:
    """Places of the states that have a tie in a period, sure or not."""
    return frozenset(end for tie in frame.ties for end in system.pairs[tie.pair][:2])


def _line(system: SystemContext, tie: SystemTie) -> Line:
    first, second, target = system.pairs[tie.pair]
    one, other = system.nodes[first], system.nodes[second]
    warm = tie.level > 0
    words = "friendly" if warm else "hostile"
    carried = "" if tie.told else "; no news of the two in this period"
    share = share_words(tie.positive if warm else 1.0 - tie.positive)
    return Line(
        x1=one.x,
        y1=one.y,
        x2=other.x,
        y2=other.y,
        side="coop" if warm else "conf",
        width=_width(tie),
        opacity=_opacity(tie),
        sure=tie.sure,
        href=target,
        words=f"{one.name} – {other.name}: {signed(tie.level)}, {words} with probability {share}{carried}",
    )


def _width(tie: SystemTie) -> float:
    return round(1.2 + 0.6 * min(abs(tie.level), 10.0), 1)


def _opacity(tie: SystemTie) -> float:
    """From faint at even chances to full where the sign is sure."""
    certainty = abs(2.0 * tie.positive - 1.0)
    return round(0.16 + 0.84 * certainty**3, 2)


def build_island_rows(system: SystemContext) -> dict[str, object]:
    """What the slider needs: places once, and of each period its ties, letters and outlines."""
    names = [node.name for node in system.nodes]
    return {
        "nodes": [[node.x, node.y] for node in system.nodes],
        "pairs": [
            [first, second, target, f"{names[first]} – {names[second]}"]
            for first, second, target in system.pairs
        ],
        "now": [_share(system, frame.day) for frame in system.frames],
        "frames": [
            {
                "label": frame.label,
                "when": frame.when_words,
                "words": frame.words,
                "silent": frame.silent,
                "ties": [
                    _tie_row(tie) for tie in sorted(frame.ties, key=lambda tie: abs(tie.positive - 0.5))
                ],
                "camps": [letter_of(camp) if camp != NO_CAMP else "" for camp in frame.camps],
                "hulls": [[camp % _HUES, path] for camp, path in frame.hulls],
            }
            for frame in system.frames
        ],
    }


def _tie_row(tie: SystemTie) -> list[object]:
    share = tie.positive if tie.level > 0 else 1.0 - tie.positive
    return [
        tie.pair,
        1 if tie.level > 0 else -1,
        _width(tie),
        _opacity(tie),
        int(tie.sure),
        int(tie.told),
        signed(tie.level),
        share_words(share),
    ]


def _share(system: SystemContext, day: int) -> float:
    return _scale(system.frames[0].start, system.frames[-1].end).share(day)


def _scale(start: int, end: int) -> Scale:
    return Scale(start, end - 1, 1.0, _TALL)


def build_curve_chart(curve: CurveContext) -> CurveChart:
    """A measure over time, its periods without news hatched."""
    points = curve.points
    scale = _scale(points[0].start, points[-1].end)
    frame = _find_range(curve)
    known = [
        [
            _dot(point, point.value, scale=scale, frame=frame, unit=curve.unit)
            for point in run
            if point.value is not None
        ]
        for has, run in groupby(points, lambda point: point.value is not None)
        if has
    ]
    runs = [run for run in known if len(run) > 1]
    return CurveChart(
        height=_TALL,
        bands=tuple(
            f"{_path([*((dot.x, dot.high) for dot in run), *((dot.x, dot.low) for dot in run[::-1])])}Z"
            for run in runs
        ),
        lines=tuple(_path([(dot.x, dot.y) for dot in run]) for run in runs),
        dots=tuple(dot for run in known for dot in run),
        silent=tuple(_span(point, scale, number=place) for place, point in enumerate(points) if point.silent),
        across=time_ticks(scale),
        down=tuple(
            Tick(_down(value, frame), _label(value, curve.unit)) for value in _grid(frame, curve.unit)
        ),
        now=scale.share(points[-1].day),
    )


def _find_range(curve: CurveContext) -> tuple[float, float]:
    """Least and greatest value of the scale."""
    if curve.unit == "share":
        return 0.0, 1.0
    ends = [max(point.value, point.high) for point in curve.points if point.value is not None]
    return 1.0, float(max(3, ceil(max(ends, default=3.0))))


def _grid(frame: tuple[float, float], unit: str) -> tuple[float, ...]:
    if unit == "share":
        return (0.0, 0.5, 1.0)
    step = max(1, ceil((frame[1] - 1.0) / 4.0))
    return tuple(float(value) for value in range(1, int(frame[1]) + 1, step))


def _label(value: float, unit: str) -> str:
    return f"{100 * value:.0f}%" if unit == "share" else f"{value:g}"


def _down(value: float, frame: tuple[float, float]) -> float:
    part = (frame[1] - value) / (frame[1] - frame[0])
    return round(_AIR + part * (_TALL - 2.0 * _AIR), 1)


def _dot(point: CurvePoint, value: float, *, scale: Scale, frame: tuple[float, float], unit: str) -> Dot:
    told = [_label(round(one, 2 if unit == "share" else 1), unit) for one in (value, point.low, point.high)]
    return Dot(
        x=scale.share(point.day),
        y=_down(value, frame),
        low=_down(point.low, frame),
        high=_down(point.high, frame),
        words=f"{day_words(date.fromordinal(point.day))}: {told[0]}, 90% of the draws {told[1]} to {told[2]}",
    )


def _span(point: CurvePoint, scale: Scale, *, number: int) -> Span:
    left, right = scale.share(point.start), scale.share(point.end)
    return Span(left, left, round(right - left, 2), number)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x * 10:.1f} {y:g}" for x, y in places)
