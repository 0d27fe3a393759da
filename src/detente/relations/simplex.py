"""The least point of a smooth function of a few variables, without derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.relations.scans import Floats

__all__ = ["Minimum", "find_minimum", "find_minimum_on_line"]

_GOLDEN = (5.0**0.5 - 1.0) / 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Minimum:
    """Where a function is least.

    Attributes:
        point: There.
        value: Of the function there.
        n_calls: How often it was called.
        converged: Whether the tolerance was reached.
    """

    point: Floats
    value: float
    n_calls: int
    converged: bool


def find_minimum(
    function: Callable[[Floats], float],
    start: Floats,
    *,
    step: float = 1.0,
    tolerance: float = 1e-3,
    max_calls: int = 400,
) -> Minimum:
    """The simplex method of Nelder and Mead (Computer Journal 7, 1965), with their coefficients.

    It finds a local minimum, and stops when the simplex is `tolerance` wide in every direction.

    >>> find_minimum(lambda x: float(((x - 3.0) ** 2).sum()), np.zeros(2)).point.round(2).tolist()
    [3.0, 3.0]
    """
    points = np.vstack([start, start + step * np.eye(start.size)])
    values = np.array([function(point) for point in points])
    calls = values.size
    while calls < max_calls and np.ptp(points, axis=0).max() > tolerance:
        order = np.argsort(values, kind="stable")
        points, values = points[order], values[order]
        centre = points[:-1].mean(axis=0)
        away = centre - points[-1]
        trial = centre + away
        value = function(trial)
        calls += 1
        if values[0] <= value < values[-2]:
            points[-1], values[-1] = trial, value
            continue
        other = centre + (2.0 if value < values[0] else 0.5 if value < values[-1] else -0.5) * away
        other_value = function(other)
        calls += 1
        if other_value < value:
            trial, value = other, other_value
        if value < values[-1]:
            points[-1], values[-1] = trial, value
        else:
            points[1:] = (points[1:] + points[0]) / 2.0
            values[1:] = [function(point) for point in points[1:]]
            calls += start.size
    best = int(values.argmin())
    return Minimum(points[best], float(values[best]), calls, bool(np.ptp(points, axis=0).max() <= tolerance))


def find_minimum_on_line(
    function: Callable[[float], float], low: float, high: float, *, tolerance: float = 1e-3
) -> float:
    """Golden-section search on an interval; exact for a function with one minimum there."""
    width = high - low
    left, right = high - _GOLDEN * width, low + _GOLDEN * width
    at_left, at_right = function(left), function(right)
    while high - low > tolerance:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = function(right)
    return (low + high) / 2.0
