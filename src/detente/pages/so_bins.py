"""Counts of events by month or year, where there are too many for a mark each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.report.words import QUADS, count, month_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.pages.so_days import Days

__all__ = ["Bar", "Bars", "build_bars"]

HEIGHT = 300
_MOST_BARS = 420  # periods
_EDGE = 0.002  # share of events at the early end that may be left out


@dataclass(frozen=True, slots=True)
class Bar:
    """Events of one quad class in one period; `x` and `width` 0 to 100, `y` and `height` in pixels."""

    period: str
    quad: int
    n: int
    x: float
    width: float
    y: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Counts along time: cooperation upwards, conflict downwards, events done only.

    Attributes:
        bars: In the order of time.
        unit: ``month`` or ``year``.
        window: First and last year drawn.
        height: In pixels.
        zero: Height of the line between up and down.
        peak: Most events of one side in a period.
        lines: Heights of the lines of the scale with their numbers.
        n_drawn: Events drawn.
        n_vague: Events whose date is vaguer than a period.
        n_pending: Events that did not happen.
        n_undated: Events done without a date.
        n_before: Events before the years drawn.
    """

    bars: tuple[Bar, ...]
    unit: str
    window: tuple[int, int]
    height: int
    zero: float
    peak: int
    lines: tuple[tuple[float, str], ...]
    n_drawn: int
    n_vague: int
    n_pending: int
    n_undated: int
    n_before: int


def build_bars(days: Days) -> Bars:
    """Counts of events by the month or, over many years, by the year in which they lie whole."""
    done = days.take(days.done)
    dated = done.take(~np.isnat(done.start))
    last = dated.stop - np.timedelta64(1, "D")
    in_year = dated.start.astype("datetime64[Y]") == last.astype("datetime64[Y]")
    in_month = dated.start.astype("datetime64[M]") == last.astype("datetime64[M]")
    years = _sum(dated.take(in_year), "Y")
    window = _window(years)
    unit = "month" if (window[1] - window[0] + 1) * 12 <= _MOST_BARS else "year"
    rows = _sum(dated.take(in_month), "M") if unit == "month" else years
    kept = [row for row in rows if int(row.period[:4]) >= window[0]]
    bars, zero, peak = _draw(kept, window)
    drawn, placed = sum(row.n for row in kept), sum(row.n for row in rows)
    return Bars(
        bars=bars,
        unit=unit,
        window=window,
        height=HEIGHT,
        zero=zero,
        peak=peak,
        lines=_lines(zero, peak),
        n_drawn=drawn,
        n_vague=dated.total - placed,
        n_pending=days.total - done.total,
        n_undated=done.total - dated.total,
        n_before=placed - drawn,
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """Events of one quad class that lie in one period, ``2014`` or ``2014-05``."""

    period: str
    quad: int
    n: int


def _sum(days: Days, unit: Literal["Y", "M"]) -> list[_Sum]:
    """Counts by period and class, in order."""
    periods = days.start.astype(f"datetime64[{unit}]")
    keys = np.stack([periods.astype(np.int64), days.quad])
    found, place = np.unique(keys, axis=1, return_inverse=True)
    sums = np.bincount(place.reshape(-1), days.n, minlength=found.shape[1]).astype(np.int64)
    names = np.datetime_as_string(found[0].astype(f"datetime64[{unit}]"))
    columns = zip(names.tolist(), found[1].tolist(), sums.tolist(), strict=True)
    return [_Sum(period, quad, n) for period, quad, n in columns]


def _window(rows: Sequence[_Sum]) -> tuple[int, int]:
    """The years that hold all but the few earliest events."""
    if not rows:
        return (0, 0)
    years = sorted(int(row.period[:4]) for row in rows)
    total, passed = sum(row.n for row in rows), 0
    for row in sorted(rows, key=lambda row: row.period):
        passed += row.n
        if passed > total * _EDGE:
            return int(row.period[:4]), years[-1]
    return years[0], years[-1]


def _draw(rows: Sequence[_Sum], window: tuple[int, int]) -> tuple[tuple[Bar, ...], float, int]:
    up: dict[str, int] = defaultdict(int)
    down: dict[str, int] = defaultdict(int)
    for row in rows:
        (up if row.quad < 3 else down)[row.period] += row.n
    most_up, most_down = max(up.values(), default=0), max(down.values(), default=0)
    scale = (HEIGHT - 10) / max(1, most_up + most_down)
    zero = round(5 + most_up * scale, 1)
    at: dict[tuple[str, bool], float] = {}
    begin = date(window[0] or 1, 1, 1).toordinal()
    whole = date(window[1] + 1, 1, 1).toordinal() - begin
    bars = []
    for row in sorted(rows, key=lambda row: (row.period, row.quad not in (2, 4), row.quad)):
        first, last = _days(row.period)
        side = row.quad < 3
        base = at.get((row.period, side), zero)
        high = row.n * scale
        at[row.period, side] = base - high if side else base + high
        words = month_words(date.fromordinal(first)) if "-" in row.period else row.period
        bars.append(
            Bar(
                period=row.period,
                quad=row.quad,
                n=row.n,
                x=round(100 * (first - begin) / whole, 3),
                width=round(100 * (last - first) / whole * 0.86, 3),
                y=round(base - high if side else base, 2),
                height=round(high, 2),
                words=f"{words}: {count(row.n, 'event')}, {QUADS[row.quad]}",
            )
        )
    return tuple(bars), zero, max(most_up, most_down)


def _days(period: str) -> tuple[int, int]:
    year, _, month = period.partition("-")
    if not month:
        return date(int(year), 1, 1).toordinal(), date(int(year) + 1, 1, 1).toordinal()
    after = date(int(year) + (month == "12"), int(month) % 12 + 1, 1)
    return date(int(year), int(month), 1).toordinal(), after.toordinal()


def _lines(zero: float, peak: int) -> tuple[tuple[float, str], ...]:
    """A few round numbers up and down."""
    if not peak:
        return ()
    step = next(n * 10**power for power in range(9) for n in (1, 2, 5) if peak / (n * 10**power) <= 4)
    unit = ((zero - 5) / peak) if zero - 5 >= HEIGHT - 5 - zero else ((HEIGHT - 5 - zero) / peak)
    out = []
    for n in range(-peak // step * step, peak + step, step):
        y = zero - n * unit
        if n and 2 <= y <= HEIGHT - 2:
            out.append((round(y, 1), f"{abs(n):,}"))
    return tuple(out)
