"""A chart in the terminal: a level with its band, turning points and events, in Braille and blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Curve", "Frame", "draw_chart", "sample_days"]

_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # of a Braille cell, by column and row
_BARS = " ▁▂▃▄▅▆▇█"
_GUTTER = 7
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000)  # months
_LEAST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart is drawn.

    Attributes:
        first: Ordinal of the day at its left edge.
        last: Of that at its right edge.
        columns: Cells of the plot, without its scale.
        rows: Likewise.
    """

    first: int
    last: int
    columns: int
    rows: int

    @classmethod
    def around(cls, first: date, last: date, *, width: int = 80, height: int = 16) -> Frame:
        """One of this size in all with some room on both sides of two days."""
        days = (last - first).days
        room = max(days // 40, (_LEAST_DAYS - days) // 2, 1)
        return cls(
            first=max(first.toordinal() - room, 1),
            last=min(last.toordinal() + room, date.max.toordinal()),
            columns=max(width - _GUTTER, 20),
            rows=max(height - 4, 4),
        )

    def column(self, day: float) -> int:
        """The column of a day; one outside goes to the edge."""
        share = (day - self.first) / (self.last - self.first)
        return min(max(int(share * self.columns), 0), self.columns - 1)


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn: one value for each of `sample_days`.

    Attributes:
        mean: The line.
        low: Lower edge of the band.
        high: Upper edge.
        turns: Of each turning point its day, the ends of its interval (ordinals) and its change.
        events: Ordinals of the days of events.
    """

    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    turns: Sequence[tuple[float, float, float, float]] = ()
    events: Sequence[float] = ()


def sample_days(frame: Frame) -> list[date]:
    """The days at which a curve is wanted, two a column."""
    n = 2 * frame.columns
    step = (frame.last - frame.first) / (n - 1)
    return [date.fromordinal(round(frame.first + k * step)) for k in range(n)]


def draw_chart(frame: Frame, curve: Curve) -> Text:
    """The chart, with line ends; colours are for the terminal, and nothing depends on them.

    The line is the mean, the dots around it the band; below it the turning points (▲ ▼, with the interval of
    the day), the number of events, and the years.
    """
    bottom, top = _range(curve)
    chart = Text()
    lines = _plot(frame, curve, bottom, top)
    labels = _labels(frame, bottom, top)
    for row, cells in enumerate(lines):
        chart.append(f"{labels.get(row, ''):>{_GUTTER - 2}} ", "dim").append(
            "┤" if row in labels else "│", "dim"
        )
        for style, run in groupby(cells, key=itemgetter(1)):
            chart.append("".join(mark for mark, _ in run), style)
        chart.append("\n")
    if curve.turns:
        chart.append("turns  ", "dim").append(_turns(frame, curve), "bold").append("\n")
    chart.append("events ", "dim").append(_events(frame, curve), "green").append("\n")
    for line in _calendar(frame):
        chart.append(line, "dim").append("\n")
    return chart


def _range(curve: Curve) -> tuple[float, float]:
    bottom, top = max(min(curve.low), -10.0), min(max(curve.high), 10.0)
    room = max((top - bottom) * 0.04, (1.0 - (top - bottom)) / 2)
    return bottom - room, top + room


def _plot(frame: Frame, curve: Curve, bottom: float, top: float) -> list[list[tuple[str, str]]]:
    dots = 4 * frame.rows

    def place(value: float) -> int:
        """Row of dots, from the top; outside if the value is."""
        return int((top - value) / (top - bottom) * dots // 1)

    line = _line(curve, place)
    band = {
        (x, y)
        for x, (low, high) in enumerate(zip(curve.low, curve.high, strict=True))
        for y in range(max(place(high), 0), min(place(low), dots - 1) + 1)
        if (x + 2 * y) % 4 == 0
    }
    zero = place(0.0) // 4 if bottom < 0.0 < top else -1
    return [
        [_cell(line, band, x, row, blank="┄" if row == zero else " ") for x in range(frame.columns)]
        for row in range(frame.rows)
    ]


def _line(curve: Curve, place: Callable[[float], int]) -> set[tuple[int, int]]:
    """Dots of the mean; steep parts are joined."""
    dots: set[tuple[int, int]] = set()
    before: int | None = None
    for x, value in enumerate(curve.mean):
        y = place(value)
        start = y if before is None or abs(before - y) < 2 else before + (1 if y > before else -1)
        dots |= {(x, k) for k in range(min(start, y), max(start, y) + 1)}
        before = y
    return dots


def _cell(
    line: set[tuple[int, int]], band: set[tuple[int, int]], column: int, row: int, *, blank: str
) -> tuple[str, str]:
    """A cell of two by four dots: the line alone where it is, else the band."""
    for dots, style in ((line, "bold cyan"), (band, "blue")):
        bits = sum(_DOTS[x][y] for x in range(2) for y in range(4) if (2 * column + x, 4 * row + y) in dots)
        if bits:
            return chr(0x2800 + bits), style
    return blank, "dim"


def _labels(frame: Frame, bottom: float, top: float) -> dict[int, str]:
    """Values beside the rows in which they lie."""
    step = next(step for step in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0) if (top - bottom) / step <= frame.rows / 2)
    first = int(bottom // step) + 1
    out = {}
    value = first * step
    while value < top:
        out[min(int((top - value) / (top - bottom) * frame.rows), frame.rows - 1)] = (
            f"{value:+.1f}" if value else "0.0"
        )
        value += step
    return out


def _turns(frame: Frame, curve: Curve) -> str:
    cells = [" "] * frame.columns
    for _, low, high, _ in curve.turns:
        for column in range(frame.column(low), frame.column(high) + 1):
            cells[column] = "─"
    for when, _, _, change in curve.turns:
        cells[frame.column(when)] = "▲" if change > 0 else "▼"
    return "".join(cells).rstrip()


def _events(frame: Frame, curve: Curve) -> str:
    counts = [0] * frame.columns
    for day in curve.events:
        if frame.first <= day <= frame.last:
            counts[frame.column(day)] += 1
    most = max([*counts, 1])
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts).rstrip()


def _calendar(frame: Frame) -> tuple[str, str]:
    """The axis and its labels: years, or months where few."""
    begin, end = (date.fromordinal(day) for day in (frame.first, frame.last))
    months = range(begin.year * 12 + begin.month, end.year * 12 + end.month)
    step, ticks = 1, list(months)
    for step in _STEPS:
        ticks = [month for month in months if month % step == 0 and month < 12 * 10_000]
        size = 4 if step % 12 == 0 else 7
        if len(ticks) * (size + 2) <= frame.columns:
            break
    axis, labels = ["─"] * frame.columns, [" "] * (frame.columns + _GUTTER)
    free = 0
    for month in ticks:
        day = date(month // 12, month % 12 + 1, 1)
        column = frame.column(day.toordinal())
        text = day.isoformat()[: 4 if step % 12 == 0 else 7]
        axis[column] = "┬"
        start = min(column, frame.columns - len(text))
        if start >= free:
            labels[_GUTTER + start : _GUTTER + start + len(text)] = text
            free = start + len(text) + 1
    return f"{'└':>{_GUTTER}}{''.join(axis)}", "".join(labels).rstrip()
