"""The small trend of a dyad as bars: cooperation upwards, conflict downwards, a year a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.report.contexts import DyadContext, TrendYear

__all__ = ["Bar", "Trend", "build_trend", "peak_of"]

_HALF = 20.0
_WIDTH = 144.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a small trend, in pixels; `side` is ``coop`` or ``conf``."""

    x: float
    y: float
    width: float
    height: float
    side: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A small trend: its size in pixels, its bars, and the same in words."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    words: str


def peak_of(dyads: Sequence[DyadContext]) -> int:
    """The largest yearly count on either side: all small trends share one scale."""
    return max((max(y.cooperative, y.conflictual) for row in dyads for y in row.trend), default=1) or 1


def build_trend(years: Sequence[TrendYear], *, peak: int) -> Trend:
    """Bars for every year; `peak` events fill half the height."""
    step = min(16.0, _WIDTH / max(len(years), 1))
    bars = []
    for place, year in enumerate(years):
        for n, side in ((year.cooperative, "coop"), (year.conflictual, "conf")):
            if n:
                tall = round(max(1.5, _HALF * n / peak), 1)
                y = round(_HALF - tall, 1) if side == "coop" else _HALF + 1
                bars.append(Bar(round(place * step, 1), y, round(max(step - 2, step * 0.7), 1), tall, side))
    told = [f"{y.year}: {y.cooperative} and {y.conflictual}" for y in years if y.cooperative or y.conflictual]
    words = "Cooperative and conflictual events by year. " + "; ".join(told) if told else "No dated event."
    return Trend(round(step * len(years), 1), _HALF * 2 + 1, tuple(bars), words)
