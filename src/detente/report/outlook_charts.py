"""Charts of what may come: fans of counts, levels ahead, calibration; the past solid, the future dashed."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from detente.core.dates import parse_edtf
from detente.report.charts import Scale, Tick, time_ticks
from detente.report.outlook_contexts import Bar, CalibrationChart, CalibrationPoint, FanChart
from detente.report.outlook_words import percent
from detente.report.words import date_words, interval_words, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.forecast.nouns import Floats
    from detente.forecast.outlooks import Outlook
    from detente.simulate.nouns import Difference

__all__ = ["CLASS_WORDS", "build_calibration", "build_changed_course", "build_count_fans", "build_level_fan"]

CLASS_WORDS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
"""Quad classes 1 to 4, as axes of four have them."""
_TALL, _SMALL, _AIR = 190.0, 110.0, 8.0
_EDGE = 9.0  # per cent that labels of the time axis keep from the ends, so as to stay within a phone
_HALF = (0.25, 0.75)
_NICE = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
Place = tuple[float, float]


def build_count_fans(outlook: Outlook) -> tuple[FanChart, ...]:
    """A fan of each class: past months as bars, the months ahead as bands."""
    counts = outlook.counts
    if counts is None:
        return ()
    inner = np.quantile(counts.samples, _HALF, axis=0, method="inverted_cdf")
    past = outlook.past if outlook.past is not None else np.zeros((0, len(CLASS_WORDS)))
    spans = [parse_edtf(period) for period in (*outlook.past_periods, *counts.periods)]
    edges = [spans[0].start.toordinal(), *(span.end.toordinal() for span in spans)]
    return tuple(
        _build_fan(
            words,
            edges,
            past=past[:, kind],
            band=(counts.low[:, kind], counts.high[:, kind]),
            half=(inner[0, :, kind], inner[1, :, kind]),
            mean=counts.mean[:, kind],
            side="coop" if kind < 2 else "conf",
        )
        for kind, words in enumerate(CLASS_WORDS)
    )


def _build_fan(  # noqa: PLR0913  columns of one chart
    title: str,
    edges: Sequence[int],
    *,
    past: Floats,
    band: tuple[Floats, Floats],
    half: tuple[Floats, Floats],
    mean: Floats,
    side: str,
) -> FanChart:
    top = _round_up(max([1.0, *past.tolist(), *band[1].tolist(), *mean.tolist()]))
    down = _Down(top, _SMALL)
    across = Scale(edges[0], edges[-1], 1.0, _SMALL)
    ahead = edges[len(past) :]
    bars = tuple(
        _bar(across, down, (start, end), value)
        for (start, end), value in zip(pairwise(edges[: len(past) + 1]), past.tolist(), strict=True)
        if value
    )
    low, high = float(band[0].max()), float(band[1].max())
    return FanChart(
        title=title,
        side=side,
        height=_SMALL,
        bars=bars,
        past_band="",
        past="",
        outer=_steps(across, down, ahead, band),
        inner=_steps(across, down, ahead, half),
        ahead=_step_line(across, down, ahead, mean),
        now=across.share(ahead[0]),
        across=time_ticks(across, most=4, air=_EDGE),
        down=(Tick(down.at(0.0), "0"), Tick(down.at(top), f"{top:g}")),
        words=f"{title}: {mean.mean():.2f} a month on average, in no month more than {high:.0f} "
        f"nor fewer than {low:.0f} with 90%",
    )


class _Down:
    """Counts from 0 to a top, down so many pixels; a class for its two numbers."""

    def __init__(self, top: float, height: float) -> None:
        self._top, self._height = top, height

    def at(self, value: float) -> float:
        """Pixels from above."""
        part = 1.0 - min(max(value, 0.0), self._top) / self._top
        return round(_AIR + part * (self._height - 1.5 * _AIR), 1)


def _bar(across: Scale, down: _Down, ends: tuple[int, int], value: float) -> Bar:
    left, right = across.share(ends[0]), across.share(ends[1])
    top, foot = down.at(value), down.at(0.0)
    return Bar(left, round(max(right - left, 0.3) * 0.85, 2), top, round(foot - top, 1))


def _steps(across: Scale, down: _Down, edges: Sequence[int], band: tuple[Floats, Floats]) -> str:
    """A band that holds its height over each month."""
    low, high = (values.tolist() for values in band)
    upper = [(x, down.at(value)) for x, value in _corners(across, edges, high)]
    lower = [(x, down.at(value)) for x, value in _corners(across, edges, low)]
    return f"{_path([*upper, *reversed(lower)])}Z"


def _step_line(across: Scale, down: _Down, edges: Sequence[int], values: Floats) -> str:
    return _path([(x, down.at(value)) for x, value in _corners(across, edges, values.tolist())])


def _corners(across: Scale, edges: Sequence[int], values: Sequence[float]) -> list[Place]:
    places = []
    for (start, end), value in zip(pairwise(edges), values, strict=True):
        places += [(across.share(start) * 10, value), (across.share(end) * 10, value)]
    return places


def build_level_fan(outlook: Outlook) -> FanChart | None:
    """The level of two years and the level ahead, on the whole scale of intensities."""
    level = outlook.level
    if level is None or outlook.level_now is None:
        return None
    made = date.fromisoformat(outlook.made).toordinal()
    days = [made, *(date.fromisoformat(day).toordinal() for day in level.days)]
    now = outlook.level_now
    ahead = [now, *zip(level.mean.tolist(), level.low.tolist(), level.high.tolist(), strict=True)]
    past = outlook.level_past or ((made, *now),)
    scale = Scale(past[0][0], days[-1], 10.0, _TALL)
    mean, low, high = ahead[-1]
    return FanChart(
        title="Level",
        side="coop" if mean >= 0 else "conf",
        height=_TALL,
        bars=(),
        past_band=_band([(day, least, most) for day, _, least, most in past], scale),
        past=_path([(scale.share(day) * 10, scale.down(value)) for day, value, _, _ in past]),
        outer=_band([(day, row[1], row[2]) for day, row in zip(days, ahead, strict=True)], scale),
        inner="",
        ahead=_path(
            [(scale.share(day) * 10, scale.down(row[0])) for day, row in zip(days, ahead, strict=True)]
        ),
        now=scale.share(made),
        across=time_ticks(scale, air=_EDGE),
        down=tuple(
            Tick(scale.down(value), signed(value).removesuffix(".0")) for value in (-10, -5, 0, 5, 10)
        ),
        words=f"Level {signed(now[0])} on {date_words(outlook.made)}; {signed(mean)} "
        f"{interval_words(low, high)} expected by {date_words(level.days[-1])}",
    )


def _band(rows: Sequence[tuple[int, float, float]], scale: Scale) -> str:
    upper = [(scale.share(day) * 10, scale.down(most)) for day, _, most in rows]
    lower = [(scale.share(day) * 10, scale.down(least)) for day, least, _ in rows]
    return f"{_path([*upper, *reversed(lower)])}Z"


def build_changed_course(
    title: str, periods: Sequence[str], *, untouched: Floats, change: Difference, side: str
) -> FanChart:
    """Counts a month with a scenario, and without it beside.

    Args:
        title: What is counted.
        periods: EDTF months, T of them.
        untouched: Means without it, shape (T,).
        change: What it changes, of shape (T,) each.
        side: ``coop`` or ``conf``.
    """
    spans = [parse_edtf(period) for period in periods]
    edges = [spans[0].start.toordinal(), *(span.end.toordinal() for span in spans)]
    mean, low, high = (np.maximum(untouched + part, 0.0) for part in (change.mean, change.low, change.high))
    top = _round_up(float(max(high.max(), untouched.max(), mean.max(), 0.1)))
    down, across = _Down(top, _SMALL), Scale(edges[0], edges[-1], 1.0, _SMALL)
    return FanChart(
        title=title,
        side=side,
        height=_SMALL,
        bars=(),
        past_band="",
        past="",
        outer=_steps(across, down, edges, (low, high)),
        inner="",
        ahead=_step_line(across, down, edges, mean),
        now=0.0,
        across=time_ticks(across, most=4, air=_EDGE),
        down=(Tick(down.at(0.0), "0"), Tick(down.at(top), f"{top:g}")),
        words=f"{title}: {mean.mean():.2f} a month with the scenario, {untouched.mean():.2f} without it",
        beside=_step_line(across, down, edges, untouched),
    )


def build_calibration(rows: Sequence[tuple[float, float, int]], *, words: str) -> CalibrationChart:
    """Probabilities against frequencies.

    Args:
        rows: Mean probability, share that came, and number of forecasts of each group.
        words: What was tested.
    """
    most = max((n for _, _, n in rows), default=1)
    return CalibrationChart(tuple(_calibrated(*row, most=most) for row in rows), words, tuple(rows))


def _calibrated(probability: float, share: float, n: int, *, most: int) -> CalibrationPoint:
    low, high = _wilson(share, n)
    return CalibrationPoint(
        x=round(100.0 * probability, 2),
        y=round(100.0 - 100.0 * share, 2),
        low=round(100.0 - 100.0 * low, 2),
        high=round(100.0 - 100.0 * high, 2),
        size=round(3.0 + 5.0 * (n / most) ** 0.5, 1),
        words=f"of {n} forecasts of about {percent(probability)}, {share:.0%} came",
    )


def _wilson(share: float, n: int) -> tuple[float, float]:
    """The 90 % interval of Wilson (JASA 22, 1927, p. 209)."""
    z2 = 1.6448536269514722**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = (z2 * (share * (1 - share) / n + z2 / (4 * n * n))) ** 0.5 / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _round_up(value: float) -> float:
    """A round number that is not below."""
    scale = 1.0
    while value > 100 * scale:
        scale *= 10
    while value <= scale / 10:
        scale /= 10
    if scale < 1 or value <= 1:
        return next(scale * step / 10 for step in _NICE if scale * step / 10 >= value - 1e-12)
    return float(next(step for step in _NICE if step * scale >= ceil(value)) * scale)


def _path(places: Sequence[Place]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:g}" for x, y in places) if places else ""
