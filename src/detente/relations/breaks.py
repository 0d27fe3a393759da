"""Where a series breaks: every way to cut it into parts, weighed exactly.

A product partition: the parts are independent draws from the model of levels, and breaks come at random at a
constant rate. The sums over all partitions are those of Fearnhead, Statistics and Computing 16 (2006), the
best single one is optimal partitioning (Jackson et al., IEEE Signal Processing Letters 12, 2005). Within a
part the level may wander as the model lets it; so a break is what the wandering does not explain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.relations.model import LevelParameters
from detente.relations.observations import Integers
from detente.relations.scans import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Partition", "Sightings", "find_partition"]


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """One series as it is cut: shape (n,) each.

    Attributes:
        day: Rising; no two alike.
        seen: Less the pooled mean.
        noise: Variance.
    """

    day: Floats
    seen: Floats
    noise: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """The most probable breaks, and how sure they are.

    Attributes:
        breaks: Index of the first sighting after each break.
        low: Index of the first sighting after it, if it came as early as it may have …
        high: … and as late, with the probability asked for and the other breaks where they are.
        probability: That there is a break between `low` and `high`, over all partitions.
    """

    breaks: Integers
    low: Integers
    high: Integers
    probability: Floats


def find_partition(
    sightings: Sightings,
    parameters: LevelParameters,
    *,
    every_days: float,
    coverage: float,
    least_days: float = 0.0,
) -> Partition:
    """Cut a series. Time and memory grow with the square of its length.

    Args:
        sightings: At least one.
        parameters: Of the levels.
        every_days: Mean time between breaks, before anything is seen.
        coverage: Of the intervals of the breaks.
        least_days: A part must last as long, from its first sighting to the first of the next or its last.
    """
    gap = np.diff(sightings.day, prepend=sightings.day[:1])
    stay = -gap / every_days
    with np.errstate(divide="ignore"):
        leave = np.log(-np.expm1(stay))
    leave[0] = 0.0
    parts = _weigh_parts(sightings, parameters)
    parts[_find_short(sightings.day, least_days)] = -np.inf
    kept = np.cumsum(stay)
    parts += kept[None, :] - kept[:, None]
    breaks = _find_best(parts, leave)
    ahead, behind = _sum_all(parts, leave)
    marginal = np.exp(ahead[:-1] + leave + behind[:-1] - ahead[-1])
    bounds = np.concatenate([[0], breaks, [sightings.day.size]])
    ends = [
        _find_ends(parts, leave, (bounds[k], bounds[k + 2]), coverage=coverage) for k in range(breaks.size)
    ]
    low, high = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    probability = [min(float(marginal[first : last + 1].sum()), 1.0) for first, last in ends]
    return Partition(breaks, low, high, np.array(probability))


def _weigh_parts(sightings: Sightings, parameters: LevelParameters) -> Floats:
    """Log density of every part [i, j], shape (n, n); minus infinity below the diagonal.

    Filters begun at every sighting run side by side. What all partitions share is left out.
    """
    n = sightings.day.size
    out = np.full((n, n), -np.inf)
    variance, between = parameters.sd**2, parameters.between_sd**2
    pace = np.diff(sightings.day) / parameters.reversion_days
    fade, drift = np.exp(-pace), -variance * np.expm1(-2.0 * pace)
    state = np.zeros((3, n))  # variance, mean of what was seen, mean of the constant
    sums = np.zeros((4, n))  # seen by seen, seen by 1, 1 by 1, log-determinant
    for j in range(n):
        now, total = state[:, : j + 1], sums[:, : j + 1]
        if j:
            now[0] = fade[j - 1] ** 2 * now[0] + drift[j - 1]
            now[1:] *= fade[j - 1]
        now[:, j] = variance, 0.0, 0.0
        scale = now[0] + sightings.noise[j]
        errors = sightings.seen[j] - now[1], 1.0 - now[2]
        total[0] += errors[0] ** 2 / scale
        total[1] += errors[0] * errors[1] / scale
        total[2] += errors[1] ** 2 / scale
        total[3] += np.log(scale)
        gain = now[0] / scale
        now[1] += gain * errors[0]
        now[2] += gain * errors[1]
        now[0] *= 1.0 - gain
        drawn = 1.0 + between * total[2]
        out[: j + 1, j] = -0.5 * (total[3] + np.log(drawn) + total[0] - between * total[1] ** 2 / drawn)
    return out


def _find_short(day: Floats, least_days: float) -> NDArray[np.bool_]:
    """Parts that do not last long enough; the whole always does."""
    ends = np.append(day[1:], day[-1])
    short: NDArray[np.bool_] = ends[None, :] - day[:, None] < least_days
    short[0, -1] = False
    return short


def _find_best(parts: Floats, leave: Floats) -> Integers:
    """First sightings of the parts after the first, in the most probable partition."""
    n = leave.size
    best = np.zeros(n + 1)
    origin = np.zeros(n + 1, dtype=np.int64)
    for end in range(1, n + 1):
        values = best[:end] + leave[:end] + parts[:end, end - 1]
        origin[end] = values.argmax()
        best[end] = values[origin[end]]
    breaks: list[int] = []
    at = int(origin[n])
    while at > 0:
        breaks.append(at)
        at = int(origin[at])
    return np.array(breaks[::-1], dtype=np.int64)


def _sum_all(parts: Floats, leave: Floats) -> tuple[Floats, Floats]:
    """Log density of all before each sighting, and of it and all after if a part begins there."""
    n = leave.size
    ahead, behind = np.zeros(n + 1), np.zeros(n + 1)
    for end in range(1, n + 1):
        ahead[end] = np.logaddexp.reduce(ahead[:end] + leave[:end] + parts[:end, end - 1])
    after = np.append(leave, 0.0)
    for begin in range(n - 1, -1, -1):
        behind[begin] = np.logaddexp.reduce(parts[begin, begin:] + after[begin + 1 :] + behind[begin + 1 :])
    return ahead, behind


def _find_ends(parts: Floats, leave: Floats, between: tuple[int, int], *, coverage: float) -> tuple[int, int]:
    """The central interval of one break, the breaks on both sides of it given."""
    first, last = between
    places = np.arange(first + 1, last)
    logs = parts[first, places - 1] + leave[places] + parts[places, last - 1]
    shares = np.exp(logs - logs.max())
    below = np.cumsum(shares) / shares.sum()
    tail = (1.0 - coverage) / 2.0
    low = int(np.searchsorted(below, tail, side="right"))
    high = int(np.searchsorted(below, 1.0 - tail, side="left"))
    return int(places[min(low, places.size - 1)]), int(places[min(high, places.size - 1)])
