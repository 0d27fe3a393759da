"""The course of balance as rows to print, and as a line of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.system.course import BalancePoint

__all__ = ["BALANCE_COLUMNS", "BALANCE_SHOWN", "balance_rows", "draw_line", "line_rows", "shown_balance"]

BALANCE_COLUMNS = (
    "period", "date", "states", "ties", "positive_share", "triangles", "balanced", "balanced_low",
    "balanced_high", "expected", "z", "p", "walk", "frustrated", "frustrated_low", "frustrated_high", "bound",
    "proved", "doubtful",
)  # fmt: skip
BALANCE_SHOWN = (
    "period", "states", "ties", "friendly", "triangles", "balanced_(90_%)", "by_chance", "z", "walk",
    "frustrated_(90_%)", "proved",
)  # fmt: skip
_BLOCKS = "▁▂▃▄▅▆▇█"


def balance_rows(labels: Iterable[str], points: Iterable[BalancePoint]) -> list[dict[str, Any]]:
    """One row a period; where there is nothing to count the figure is None."""
    return [_row(label or "all", point) for label, point in zip(labels, points, strict=True)]


def _row(label: str, point: BalancePoint) -> dict[str, Any]:
    tied = point.n_ties > 0
    proof = point.frustration.proof
    balanced = point.balanced_band or (None, None)
    frustrated = point.frustration_band or (None, None)
    return {
        "period": label,
        "date": point.when.isoformat() if point.when else None,
        "states": point.n_states,
        "ties": point.n_ties,
        "positive_share": point.positive_share,
        "triangles": point.triads.total,
        "balanced": point.triads.balanced_share,
        "balanced_low": balanced[0],
        "balanced_high": balanced[1],
        "expected": point.null.mean,
        "z": point.null.z,
        "p": point.null.p_value,
        "walk": point.walk.balance if tied else None,
        "frustrated": int(point.frustration.value) if tied else None,
        "frustrated_low": frustrated[0],
        "frustrated_high": frustrated[1],
        "bound": proof.lower_bound if tied else None,
        "proved": proof.optimal if tied else None,
        "doubtful": point.n_doubtful,
    }


def shown_balance(row: dict[str, Any]) -> dict[str, Any]:
    """A row for the eye: figures with their bands in one cell, and whole counts."""
    shown = {name: row[name] for name in ("period", "states", "ties", "triangles")}
    if row["positive_share"] is None:
        return shown
    shown["friendly"] = f"{row['positive_share']:.0%}"
    shown["z"] = f"{row['z']:+.1f}" if row["z"] is not None else None
    shown["walk"] = _share(row["walk"])
    shown["proved"] = "yes" if row["proved"] else f"no, at least {row['bound']:.0f}"
    wrong, low, high = (row[name] for name in BALANCE_COLUMNS[13:16])
    shown["frustrated_(90_%)"] = str(wrong) + (f" ({low:.0f} … {high:.0f})" if row["doubtful"] else "")
    if row["balanced"] is not None:
        share, low, high = (row[name] for name in BALANCE_COLUMNS[6:9])
        shown["balanced_(90_%)"] = f"{share:.2f}" + (f" ({low:.2f} … {high:.2f})" if row["doubtful"] else "")
        shown["by_chance"] = f"{row['expected']:.2f}"
    return shown


def line_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The courses of four shares as lines of blocks, from its least to its greatest; none if constant."""
    courses = {name: [row[name] for row in rows] for name in ("positive_share", "balanced", "walk")}
    courses["frustrated"] = [row["frustrated"] / row["ties"] if row["ties"] else None for row in rows]
    words = ("friendly ties", "balanced triangles", "walk balance", "frustrated ties")
    lines = []
    for name, values in zip(words, courses.values(), strict=True):
        told = [value for value in values if value is not None]
        if len(set(told)) > 1:
            ends = {"least": _share(min(told)), "greatest": _share(max(told))}
            lines.append({"share_of": name, "course": draw_line(values), **ends})
    return lines


def _share(value: float) -> str:
    """Two digits; a small one by its power of ten, since walk balance may be tiny."""
    return f"{value:.2f}" if value >= 0.005 or value == 0 else f"{value:.0e}"


def draw_line(values: Sequence[float | None]) -> str:
    """Values as blocks, the least the lowest; a gap where there is none.

    >>> draw_line([0.0, None, 0.5, 1.0])
    '▁ ▅█'
    """
    told = [value for value in values if value is not None]
    low, high = min(told, default=0.0), max(told, default=0.0)
    step = (high - low) / (len(_BLOCKS) - 1) or 1.0
    return "".join(" " if value is None else _BLOCKS[int((value - low) / step + 0.5)] for value in values)
