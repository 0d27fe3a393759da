"""The figure of `growth.py`: cost and memory by rows on logarithmic axes, as SVG for light and dark pages."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["draw_growth"]

COLOURS = {
    "import": "#2f7fc1",
    "filter": "#d0601a",
    "export": "#8f7a16",
    "months": "#16916b",
    "levels": "#b0579b",
}
GREY = "#7b7b7b"
FAINT = "#7b7b7b59"
WIDTH, HEIGHT = 860, 430
TOP, BOTTOM = 64, 62
PANELS = {"cpu_seconds": (62, 330), "peak_mb": (490, 330)}
"""Left edge and width of a panel."""
GAP = 15.0
"""Between two labels."""
BAR_MB = 8 * 1024**3 / 1e6


def draw_growth(steps: dict[str, Any], *, bar_mb: float = BAR_MB) -> str:
    """Both panels of the steps that `growth.py` prints.

    Args:
        steps: By name, with ``at`` and ``exponent``.
        bar_mb: Memory that must not be passed, a line in the right panel.
    """
    sizes = sorted({int(size) for step in steps.values() for size in step["at"]})
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    looks = f'font-family="system-ui, sans-serif" font-size="12" fill="{GREY}" role="img"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {looks}>',
        f"<title>{escape(_tell(steps))}</title>",
    ]
    seconds = [cost["cpu_seconds"] for step in steps.values() for cost in step["at"].values()]
    memory = [cost["peak_mb"] for step in steps.values() for cost in step["at"].values()]
    parts += _panel(
        "cpu_seconds",
        steps,
        sizes,
        _span(seconds, above=4.0),
        heading="Processor seconds",
        unit=_tell_seconds,
    )
    parts += _panel(
        "peak_mb",
        steps,
        sizes,
        _span([*memory, bar_mb]),
        heading="Peak memory",
        unit=_tell_megabytes,
        bar=bar_mb,
    )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(  # noqa: PLR0913  by keyword
    measure: str,
    steps: dict[str, Any],
    sizes: list[int],
    span: tuple[float, float],
    *,
    heading: str,
    unit: Callable[[float], str],
    bar: float | None = None,
) -> list[str]:
    left, width = PANELS[measure]
    low, high = math.log10(sizes[0]) - 0.15, math.log10(sizes[-1]) + 0.15
    bottom = HEIGHT - BOTTOM

    def x(size: float) -> float:
        return left + (math.log10(size) - low) / (high - low) * (width - 76)

    def y(cost: float) -> float:
        share = (math.log10(cost) - math.log10(span[0])) / (math.log10(span[1]) - math.log10(span[0]))
        return bottom - share * (bottom - TOP)

    right = x(10**high)
    out = [f'<text x="{left}" y="{TOP - 34}" font-size="14" font-weight="600">{heading}</text>']
    out.append(f'<text x="{left}" y="{TOP - 17}">by rows imported, both axes logarithmic</text>')
    for tick in _ticks(span):
        out.append(_line(left, y(tick), right, y(tick), FAINT))
        out.append(_text(left - 7, y(tick) + 4, unit(tick), "end"))
    for size in range(math.ceil(low), math.floor(high) + 1):
        out.append(_line(x(10**size), TOP, x(10**size), bottom, FAINT))
        out.append(_text(x(10**size), bottom + 19, _tell_rows(10**size), "middle"))
    out.append(_text((left + right) / 2, bottom + 40, "rows", "middle"))
    if bar is not None:
        out.append(_line(left, y(bar), right, y(bar), GREY, dash="2 3", width=1.4))
        out.append(_text(left + 5, y(bar) + 15, "8 GiB, the limit", "start"))
    else:
        out += _slope(x, y, sizes, span)
    ends = []
    for name, step in steps.items():
        points = sorted((int(size), cost[measure]) for size, cost in step["at"].items())
        path = " ".join(f"{x(size):.1f},{y(cost):.1f}" for size, cost in points)
        colour = COLOURS[name]
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [
            f'<circle cx="{x(size):.1f}" cy="{y(cost):.1f}" r="3.4" fill="{colour}"/>'
            for size, cost in points
        ]
        told = f" {step['exponent']:.2f}" if measure == "cpu_seconds" and "exponent" in step else ""
        ends.append((y(points[-1][1]), name + told, colour))
    for (_, words, colour), place in zip(
        sorted(ends), _spread([end[0] for end in sorted(ends)]), strict=True
    ):
        out.append(
            f'<text x="{right + 7:.1f}" y="{place + 4:.1f}" fill="{colour}" font-weight="600">{words}</text>'
        )
    return out


def _slope(
    x: Callable[[float], float], y: Callable[[float], float], sizes: list[int], span: tuple[float, float]
) -> list[str]:
    """A line of slope 1, as far as it lies in the panel, above what is drawn."""
    start = span[1] / 1.2 * sizes[0] / sizes[-1]
    first, last = (sizes[0], start), (sizes[-1], start * sizes[-1] / sizes[0])
    angle = math.degrees(math.atan2(y(last[1]) - y(first[1]), x(last[0]) - x(first[0])))
    middle = math.sqrt(first[0] * last[0] / 12), math.sqrt(first[1] * last[1] / 12)
    at = f"{x(middle[0]):.1f} {y(middle[1]) - 9:.1f}"
    return [
        _line(x(first[0]), y(first[1]), x(last[0]), y(last[1]), GREY, dash="5 4", width=1.2),
        f'<text transform="translate({at}) rotate({angle:.1f})" text-anchor="middle">slope 1</text>',
    ]


def _span(costs: list[float], *, above: float = 1.6) -> tuple[float, float]:
    return min(costs) / 1.5, max(costs) * above


def _ticks(span: tuple[float, float]) -> list[float]:
    """Powers of ten, with twos and fives where there would be few."""
    powers = range(math.floor(math.log10(span[0])), math.ceil(math.log10(span[1])) + 1)
    for factors in ((1,), (1, 2, 5)):
        every = [factor * 10.0**power for power in powers for factor in factors]
        ticks = [tick for tick in every if span[0] <= tick <= span[1]]
        if len(ticks) > 2:
            break
    return ticks


def _spread(places: list[float]) -> list[float]:
    """Places of labels, pushed apart where they would touch."""
    out: list[float] = []
    for place in places:
        out.append(max(place, out[-1] + GAP) if out else place)
    over = max(0.0, out[-1] - (HEIGHT - BOTTOM)) if out else 0.0
    for k in range(len(out) - 1, -1, -1):
        limit = out[k + 1] - GAP if k + 1 < len(out) else out[k] - over
        out[k] = min(out[k], limit)
    return out


def _line(  # noqa: PLR0913  ends and looks
    x1: float, y1: float, x2: float, y2: float, colour: str, *, dash: str = "", width: float = 1
) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"'
        f' stroke-width="{width}"{dashed}/>'
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _tell_rows(n_rows: float) -> str:
    return f"{n_rows / 1e6:g} million" if n_rows >= 1e6 else f"{n_rows:,.0f}"


def _tell_seconds(seconds: float) -> str:
    return f"{seconds:,g} s"


def _tell_megabytes(megabytes: float) -> str:
    return f"{megabytes / 1000:g} GB" if megabytes >= 1000 else f"{megabytes:g} MB"


def _tell(steps: dict[str, Any]) -> str:
    slopes = ", ".join(f"{name} {step['exponent']:.2f}" for name, step in steps.items() if "exponent" in step)
    return f"Processor seconds and peak memory by rows imported; exponents: {slopes}"
