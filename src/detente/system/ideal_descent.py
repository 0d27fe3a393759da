"""Descent for smooth functions of many numbers: the limited-memory method of Broyden and others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from detente.system.network import Floats

__all__ = ["minimise"]

_MEMORY = 12
_SUFFICIENT = 1e-4
_SHRINK = 0.4
_SHORTEST = 1e-8
_FIRST = 0.1
_PATIENCE = 5


def minimise(
    measure: Callable[[Floats], tuple[float, Floats]], start: Floats, *, n_iterations: int, tolerance: float
) -> tuple[Floats, int, bool]:
    """L-BFGS with backtracking (Nocedal 1980, Mathematics of Computation 35: 773-782).

    Args:
        measure: Value and gradient.
        start: Where to begin.
        n_iterations: The most steps.
        tolerance: It rests when five steps in a row each gained less than this share of the value.

    Returns:
        The place, the number of steps, and whether it came to rest.
    """
    place = start
    value, slope = measure(place)
    past: deque[tuple[Floats, Floats, float]] = deque(maxlen=_MEMORY)
    idle = 0
    for step in range(1, n_iterations + 1):
        way = _find_way(slope, past)
        share, fall = 1.0, float(slope @ way)
        tried, found, turned = place - way, *measure(place - way)
        while found > value - _SUFFICIENT * share * fall and share > _SHORTEST:
            share *= _SHRINK
            tried = place - share * way
            found, turned = measure(tried)
        if found > value:
            return place, step, True
        moved, bent = tried - place, turned - slope
        if (product := float(moved @ bent)) > 0:
            past.append((moved, bent, product))
        idle = idle + 1 if value - found <= tolerance * abs(value) else 0
        place, value, slope = tried, found, turned
        if idle >= _PATIENCE:
            return place, step, True
    return place, n_iterations, False


def _find_way(slope: Floats, past: deque[tuple[Floats, Floats, float]]) -> Floats:
    """The slope times the inverse curvature that the last steps showed."""
    way = slope.copy()
    shares = []
    for moved, bent, product in reversed(past):
        share = float(moved @ way) / product
        shares.append(share)
        way -= share * bent
    if past:
        way *= past[-1][2] / float(past[-1][1] @ past[-1][1])
    else:
        way *= _FIRST / max(float(np.abs(slope).max()), _FIRST)
    for (moved, bent, product), share in zip(past, reversed(shares), strict=True):
        way += (share - float(bent @ way) / product) * moved
    return way
