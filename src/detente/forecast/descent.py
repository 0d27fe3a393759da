"""The least point of a smooth function whose gradient is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.forecast.nouns import Floats

__all__ = ["digamma", "find_least"]

_ENOUGH = 1e-4  # of the promised decrease
_SHIFT = 6


def find_least(
    function: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    *,
    max_steps: int = 200,
    tolerance: float = 1e-6,
) -> Floats:
    """The method of Broyden, Fletcher, Goldfarb and Shanno with halved steps (Nocedal and Wright 2006, 6.1).

    Args:
        function: Gives value and gradient.
        start: Where to begin.
        max_steps: Then it stops.
        tolerance: Relative decrease of the value in a step, below which it stops.

    >>> find_least(lambda x: (float(((x - 3) ** 2).sum()), 2 * (x - 3)), np.zeros(2)).round(6).tolist()
    [3.0, 3.0]
    """
    point = start.astype(np.float64)
    value, slope = function(point)
    inverse = np.eye(point.size) / max(1.0, float(np.abs(slope).max()))
    for _ in range(max_steps):
        way = -inverse @ slope
        promised = float(way @ slope)
        if promised > 0.0:
            inverse = np.eye(point.size) / max(1.0, float(np.abs(slope).max()))
            way = -inverse @ slope
            promised = float(way @ slope)
        step = 1.0
        while True:
            trial = point + step * way
            new, tilt = function(trial)
            if new <= value + _ENOUGH * step * promised or step < 1e-10:
                break
            step /= 2.0
        moved, bent = trial - point, tilt - slope
        curve = float(moved @ bent)
        if curve > 1e-12:
            left = np.eye(point.size) - np.outer(moved, bent) / curve
            inverse = left @ inverse @ left.T + np.outer(moved, moved) / curve
        gained = value - new
        point, value, slope = trial, new, tilt
        if gained <= tolerance * (abs(value) + 1.0):
            break
    return point


def digamma(value: Floats) -> Floats:
    """Derivative of the log-gamma function of positive numbers, to about ten digits.

    Recurrence and asymptotic series (Abramowitz and Stegun 1964, 6.3.18).

    >>> digamma(np.array([1.0])).round(6).tolist()  # minus Euler's constant
    [-0.577216]
    """
    total = np.zeros_like(value)
    for step in range(_SHIFT):
        total = total - 1.0 / (value + step)
    inverse = 1.0 / (value + _SHIFT)
    square = inverse * inverse
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square / 240)))
    return np.asarray(total - np.log(inverse) - 0.5 * inverse - series, dtype=np.float64)
