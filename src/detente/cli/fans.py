"""Bands of counts in the terminal: a line a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detente.forecast.nouns import CountForecast

__all__ = ["fan_lines"]

_WIDTH = 40
_BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)


def fan_lines(forecast: CountForecast, classes: Sequence[str], *, width: int = _WIDTH) -> Iterator[Text]:
    """A block a class: for each month the draws as a bar, the median in it, the mean and the ends in numbers.

    Args:
        forecast: With draws.
        classes: Words for the four classes.
        width: Cells of a bar.
    """
    ends = np.quantile(forecast.samples, _BANDS, axis=0, method="inverted_cdf")
    for kind, words in enumerate(classes):
        top = max(float(ends[-1, :, kind].max()), 1.0)
        before = _find_before(forecast, kind)
        yield Text.assemble((f"{words}", "bold"), (f"  0 to {top:.0f}{before}", "dim"))
        for place, period in enumerate(forecast.periods):
            low, mean, high = (values[place, kind] for values in (forecast.low, forecast.mean, forecast.high))
            line = Text(f"  {period}  ")
            line.append_text(_bar(ends[:, place, kind], top, width))
            yield line.append(f"  {mean:.2f}  ({low:.0f} to {high:.0f})")


def _find_before(forecast: CountForecast, kind: int) -> str:
    """The means of the plain forecasts in the first month."""
    told = [f"{name} {float(values[0, kind]):.2f}" for name, values in forecast.baselines.items()]
    return f"; {', '.join(told)}" if told else ""


def _bar(ends: np.ndarray, top: float, width: int) -> Text:
    """A bar of `width` cells: the outer band, the inner one, and the median."""
    cells = [round(float(value) / top * (width - 1)) for value in ends]
    bar = Text()
    for cell in range(width):
        if cell == cells[2]:
            bar.append("│", "bold cyan")
        elif cells[1] <= cell <= cells[3]:
            bar.append("▓", "blue")
        elif cells[0] <= cell <= cells[4]:
            bar.append("░", "blue")
        else:
            bar.append(" ")
    return bar
