"""The data of figures, as they stand within them: what a reader takes away as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.report.level_contexts import LevelContext, LevelPoint, TiltContext
    from detente.report.outlook_contexts import CalibrationChart, OutlookContext, WhatIfEffect
    from detente.report.system_contexts import CurveContext

__all__ = [
    "Held",
    "hold_calibration",
    "hold_counts",
    "hold_effect",
    "hold_foretold",
    "hold_level",
    "hold_measure",
    "hold_tilt",
]

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


def hold_counts(outlook: OutlookContext) -> Held:
    """Events of a pair by month and class: what was counted, then what is foretold."""
    classes = [chart.title for chart in outlook.fans]
    past = [
        [*outlook.dyad, period, what, "counted", n, None, None]
        for period, row in outlook.past_rows
        for what, n in zip(classes, row, strict=True)
    ]
    ahead = [
        [*outlook.dyad, period, what, "foretold", *(round(value, 4) for value in cell)]
        for period, cells in outlook.count_rows
        for what, cell in zip(classes, cells, strict=True)
    ]
    return {"columns": ["a", "b", "month", "class", "kind", "events", "low", "high"], "rows": [*past, *ahead]}


def hold_foretold(outlook: OutlookContext) -> Held:
    """The level of a pair: as it was, then as it is foretold."""
    return {
        "columns": ["a", "b", "date", "kind", "level_mean", "level_low", "level_high"],
        "rows": [
            [*outlook.dyad, day, kind, *(round(value, 3) for value in values)]
            for kind, rows in (("measured", outlook.level_before), ("foretold", outlook.level_rows))
            for day, *values in rows
        ],
    }


def hold_calibration(chart: CalibrationChart) -> Held:
    """Probabilities foretold, and how often it came."""
    return {
        "columns": ["foretold", "came", "forecasts"],
        "rows": [[round(foretold, 4), round(came, 4), n] for foretold, came, n in chart.rows],
    }


def hold_effect(effect: WhatIfEffect) -> Held:
    """Events of a pair a month, with a scenario and without it."""
    return {
        "columns": ["a", "b", "month", "kind", "without", "with_mean", "with_low", "with_high"],
        "rows": [
            [*effect.dyad, period, what, *(round(value, 4) for value in values)]
            for period, what, *values in effect.course_rows
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
