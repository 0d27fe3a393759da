"""Quantiles of gamma distributions."""

from __future__ import annotations

from math import exp, lgamma, log, sqrt
from statistics import NormalDist

__all__ = ["find_gamma_quantile", "measure_gamma_share"]

_LARGE = 1e4
_PRECISION = 1e-13


def measure_gamma_share(shape: float, value: float) -> float:
    """Probability that a gamma variable of that shape and scale 1 is below a value.

    The series for small values and Lentz's continued fraction for large ones (Press et al., Numerical
    Recipes, third edition, section 6.2).

    >>> round(measure_gamma_share(1.0, 1.0), 6)  # 1 - 1/e
    0.632121
    """
    if value <= 0.0:
        return 0.0
    front = exp(shape * log(value) - value - lgamma(shape))
    if value < shape + 1.0:
        term = total = 1.0 / shape
        n = shape
        while term > total * _PRECISION:
            n += 1.0
            term *= value / n
            total += term
        return front * total
    b = value + 1.0 - shape
    c, d = 1e300, 1.0 / b
    fraction, change, i = d, 0.0, 0
    while abs(change - 1.0) > _PRECISION:
        i += 1
        b += 2.0
        d = 1.0 / (-i * (i - shape) * d + b)
        c = b - i * (i - shape) / c
        change = c * d
        fraction *= change
    return 1.0 - front * fraction


def find_gamma_quantile(shape: float, probability: float) -> float:
    """The value below which a gamma variable of that shape and scale 1 is with that probability.

    By bisection to ten digits; for shapes above 10,000 the cube-root approximation of Wilson and Hilferty
    (PNAS 17, 1931), good to eight digits there.

    >>> round(find_gamma_quantile(1.0, 0.95), 6)  # log 20
    2.995732
    """
    normal = NormalDist().inv_cdf(probability)
    guess = shape * (1.0 - 1.0 / (9.0 * shape) + normal / (3.0 * sqrt(shape))) ** 3
    if shape > _LARGE:
        return guess
    low, high = 0.0, max(guess, 1.0)
    while measure_gamma_share(shape, high) < probability:
        low, high = high, 2.0 * high
    while high - low > 1e-10 * high and high > 1e-300:
        middle = (low + high) / 2.0
        if measure_gamma_share(shape, middle) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
