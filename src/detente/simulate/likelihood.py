"""Two small tools of likelihoods: the logarithm of the gamma function, and the bottom of a smooth bowl."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.simulate.nouns import Floats

__all__ = ["descend", "log_gamma"]

_SHIFT, _STEP = 6, 1e-3


def log_gamma(values: Floats) -> Floats:
    """Logarithm of the gamma function of numbers above 0: Stirling's series after a shift by six.

    >>> import math
    >>> bool(abs(log_gamma(np.array([0.3]))[0] - math.lgamma(0.3)) < 1e-9)
    True
    """
    product = values.copy()
    for step in range(1, _SHIFT):
        product *= values + step
    far = values + _SHIFT
    square = 1 / far**2
    series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / far
    found: Floats = (far - 0.5) * np.log(far) - far + 0.5 * np.log(2 * np.pi) + series - np.log(product)
    return found


def descend(
    loss: Callable[[Floats], float], start: Floats, *, low: Floats, high: Floats, most: int = 25
) -> Floats:
    """The least loss of two numbers within bounds, by Newton steps on differences; a step up is halved."""
    at = np.clip(start, low, high)
    value = loss(at)
    for _ in range(most):
        slope, bend = _differentiate(loss, at, value)
        values, axes = np.linalg.eigh(bend)
        move = -axes @ ((axes.T @ slope) / np.maximum(np.abs(values), 1e-6))
        move *= min(1.0, 1.0 / max(float(np.abs(move).max()), 1e-12))
        for _ in range(12):
            there = np.clip(at + move, low, high)
            now = loss(there)
            if now <= value:
                break
            move = move / 2
        else:
            return at
        small = float(np.abs(there - at).max()) < 1e-4
        at, value = there, now
        if small:
            break
    return at


def _differentiate(loss: Callable[[Floats], float], at: Floats, value: float) -> tuple[Floats, Floats]:
    """Slope and bend of two numbers, by central differences."""
    one, two = np.array([_STEP, 0.0]), np.array([0.0, _STEP])
    ups, downs = [loss(at + step) for step in (one, two)], [loss(at - step) for step in (one, two)]
    slope = np.array([(up - down) / (2 * _STEP) for up, down in zip(ups, downs, strict=True)])
    bend = np.diag([(up + down - 2 * value) / _STEP**2 for up, down in zip(ups, downs, strict=True)])
    cross = loss(at + one + two) - loss(at + one - two) - loss(at - one + two) + loss(at - one - two)
    bend[0, 1] = bend[1, 0] = cross / (4 * _STEP**2)
    return slope, bend
