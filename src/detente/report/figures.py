"""The data of figures, as they stand within them: what a reader takes away as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.report.level_contexts import LevelContext, LevelPoint, TiltContext
    from detente.report.system_contexts import CurveContext

__all__ = ["Held", "hold_level", "hold_measure", "hold_tilt"]

Held = dict[str, Sequence[object]]
"""``columns``, and ``rows`` of as many cells."""


def hold_level(level: LevelContext) -> Held:
    """The course of a pair, a row a day of its curve."""
    return {
        "columns": ["a", "b", "date", "level_mean", "level_low", "level_high"],
        "rows": [[*level.dyad, *row] for row in _points(level.points)],
    }


def hold_tilt(tilt: TiltContext) -> Held:
    """A tilt, a row a day; above zero to the first."""
    return {
        "columns": ["actor", "toward", "against", "date", "tilt_mean", "tilt_low", "tilt_high"],
        "rows": [[tilt.actor, tilt.toward, tilt.against, *row] for row in _points(tilt.points)],
    }


def hold_measure(measure: CurveContext) -> Held:
    """A measure of the system, a row a period; no value where too little is known."""
    return {
        "columns": ["measure", "start", "end", "when", "value", "low", "high", "news"],
        "rows": [
            [
                measure.title,
                *(date.fromordinal(day).isoformat() for day in (point.start, point.end - 1, point.day)),
                *(_round(point.value is not None, value) for value in (point.value, point.low, point.high)),
                "no" if point.silent else "yes",
            ]
            for point in measure.points
        ],
    }


def _points(points: Sequence[LevelPoint]) -> list[tuple[str, float, float, float]]:
    return [
        (
            date.fromordinal(point.day).isoformat(),
            round(point.mean, 3),
            round(point.low, 3),
            round(point.high, 3),
        )
        for point in points
    ]


def _round(known: bool, value: float | None) -> float | None:  # noqa: FBT001  a value of the row
    return round(value, 4) if known and value is not None else None
