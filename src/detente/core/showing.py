"""Nouns as small HTML tables, for notebooks; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["MOST_ROWS", "show_band", "show_table"]

MOST_ROWS = 12
"""Rows that a noun shows of itself."""


def show_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, note: str = ""
) -> str:
    """A table as HTML, at most `MOST_ROWS` long, with how many rows there are beyond.

    Args:
        title: Over it.
        columns: Headings.
        rows: One value a column; numbers are rounded to two places.
        note: Under it.

    >>> show_table("Ties", ["a"], [["<b>"]])
    '<table><caption>Ties</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    listed = [list(row) for row in rows]
    shown = "".join(
        f"<tr>{''.join(f'<td>{escape(_write(cell))}</td>' for cell in row)}</tr>"
        for row in listed[:MOST_ROWS]
    )
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    more = f"{len(listed) - MOST_ROWS} further rows" if len(listed) > MOST_ROWS else ""
    told = "; ".join(part for part in (more, note) if part)
    return (
        f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{shown}</tbody></table>"
        + (f"<p>{escape(told)}</p>" if told else "")
    )


def show_band(
    days: Sequence[float], mean: Sequence[float], band: tuple[Sequence[float], Sequence[float]]
) -> str:
    """A line with its band as SVG, on a scale of -10 to +10 with zero drawn; empty below two days."""
    if len(days) < 2:
        return ""
    first, span = min(days), (max(days) - min(days)) or 1.0

    def spot(day: float, value: float) -> str:
        return f"{20 + 560 * (day - first) / span:.1f},{80 - 7 * max(-10.0, min(10.0, value)):.1f}"

    low, high = band
    around = " ".join(
        [spot(day, value) for day, value in zip(days, high, strict=True)]
        + [spot(day, value) for day, value in zip(reversed(days), reversed(low), strict=True)]
    )
    line = " ".join(spot(day, value) for day, value in zip(days, mean, strict=True))
    return (
        '<svg width="600" height="160" viewBox="0 0 600 160" role="img" aria-label="level with its interval">'
        '<line x1="20" x2="580" y1="80" y2="80" stroke="#888"/>'
        f'<polygon points="{around}" fill="#0e5a75" fill-opacity="0.2"/>'
        f'<polyline points="{line}" fill="none" stroke="#0e5a75" stroke-width="2"/></svg>'
    )


def _write(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
