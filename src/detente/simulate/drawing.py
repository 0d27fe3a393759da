"""Random numbers: parameters by draw, chance by run, and counts by the inverse of their distribution.

Every run has its own stream, so that a run is the same whatever runs beside it, and two courses of one run
share every number: where their means are equal so are their counts (common random numbers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.simulate.nouns import Floats, Singles, SystemModel
from detente.simulate.quantiles import find_quantiles

__all__ = [
    "STEADIEST",
    "Parameters",
    "draw_counts",
    "draw_parameters",
    "fill_chance",
    "open_streams",
    "put_parameters",
]

_LEAST_TAIL = np.float32(2.0**-26)
_BY_STEPS = 16
STEADIEST = 0.95
"""No past feeds itself by more: of a rise, .95 is left a month later at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """Of some runs.

    Attributes:
        base: Constant and effect of each dyad, shape (runs, 4, D).
        weights: Of the features, shape (runs, 4, F).
    """

    base: Singles
    weights: Singles


def put_parameters(model: SystemModel, runs: int, *, now: Singles) -> Parameters:
    """The fitted ones in every run; arguments as of `draw_parameters`."""
    base, weights = _steady(model.constant[:, None] + model.effects, model.coefficients, now)
    return Parameters(
        np.broadcast_to(base, (runs, *base.shape)), np.broadcast_to(weights, (runs, *weights.shape))
    )


def draw_parameters(model: SystemModel, draws: Sequence[int], *, seed: int, now: Singles) -> Parameters:
    """Parameters from their distribution, for each run the draw of its number.

    Args:
        model: The fitted system.
        draws: One for each run; runs of one draw share all parameters.
        seed: Of the random numbers.
        now: Logarithms of smoothed counts at the end of the data, shape (8, D).
    """
    found = {draw: _draw_one(model, draw, seed, now) for draw in dict.fromkeys(draws)}
    return Parameters(
        np.stack([found[draw][0] for draw in draws]), np.stack([found[draw][1] for draw in draws])
    )


def _draw_one(model: SystemModel, draw: int, seed: int, now: Singles) -> tuple[Singles, Singles]:
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(1, draw))))
    base, weights = [], []
    for place in range(4):
        moved = _root(model.covariance[place]) @ rng.standard_normal(model.covariance.shape[1])
        effects = model.effects[place] - model.effect_gain[place] @ moved
        effects += model.effect_error[place] * rng.standard_normal(effects.size)
        base.append(model.constant[place] + moved[0] + effects)
        weights.append(model.coefficients[place] + moved[1:])
    return _steady(np.array(base), np.array(weights), now)


def _steady(base: Floats, weights: Floats, now: Singles) -> tuple[Singles, Singles]:
    """Parameters under which the past does not feed itself without end.

    A log-linear autoregression is stable if its coefficients stay within the unit circle (Fokianos and
    Tjostheim 2011). Where the greatest eigenvalue of the classes' coefficients, recent and usual together,
    is above `STEADIEST`, all of them are shrunk to it, and each dyad is drawn back to where it stands now
    instead of to nothing.
    """
    carried = weights[:, :8]
    greatest = float(np.abs(np.linalg.eigvals(carried[:, :4] + carried[:, 4:])).max())
    if greatest > STEADIEST:
        share = STEADIEST / greatest
        base = base + (1 - share) * (carried @ now)
        weights = np.hstack((share * carried, weights[:, 8:]))
    return base.astype(np.float32), weights.astype(np.float32)


def _root(covariance: Floats) -> Floats:
    values, axes = np.linalg.eigh(covariance)
    found: Floats = axes * np.sqrt(np.maximum(values, 0.0))
    return found


def open_streams(runs: Sequence[int], *, seed: int) -> list[np.random.Generator]:
    """One stream a run."""
    return [
        np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(0, run)))) for run in runs
    ]


def fill_chance(streams: Sequence[np.random.Generator], out: Singles) -> None:
    """The chance of a month: how much of its distribution lies above a cell's count, (runs, 4, D)."""
    for stream, part in zip(streams, out, strict=True):
        stream.random(out=part, dtype=np.float32)


def draw_counts(predictor: Singles, chance: Singles, size: Floats, out: Singles) -> Singles:
    """Negative binomial counts, the greater the smaller `chance` is.

    A count is above 0 with a probability below its mean, so that only cells with a chance below theirs are
    looked at.

    Args:
        predictor: Logarithms of the means, shape (runs, 4, D).
        chance: Uniform, the same shape.
        size: As in `SystemModel`.
        out: Filled with the counts.

    Returns:
        The means.
    """
    mean: Singles = np.exp(predictor)
    out.fill(0)
    at = np.flatnonzero(np.less(chance, mean))
    if at.size:
        place = at // predictor.shape[2] % 4
        above = np.maximum(chance.reshape(-1)[at], _LEAST_TAIL).astype(np.float64)
        log_mean = predictor.reshape(-1)[at].astype(np.float64)
        r = np.exp(size[place, 0] + size[place, 1] * log_mean)
        out.reshape(-1)[at] = _invert(np.exp(log_mean), r, above)
    return mean


def _invert(mean: Floats, r: Floats, above: Floats) -> Floats:
    """The least count with no more than `above` beyond it, found one by one.

    Far out it is that of a gamma distribution of the same mean and variance.
    """
    counts = np.zeros(mean.size)
    density = np.exp(-r * np.log1p(mean / r))
    beyond = 1.0 - density
    places = np.flatnonzero(beyond > above)
    parts = [column[places] for column in (density, beyond, above, r, mean / (mean + r))]
    found = np.ones(places.size)
    for step in range(_BY_STEPS - 1):
        density, beyond, limit, r_open, odds = parts
        density *= (r_open + step) * odds
        density /= step + 1
        beyond -= density
        open_ = beyond > limit
        n_open = int(np.count_nonzero(open_))
        found += open_
        if n_open < 0.7 * open_.size or step == _BY_STEPS - 2:
            counts[places] = found
            places, found = places[open_], found[open_]
            parts = [column[open_] for column in parts]
        if not n_open:
            break
    counts[places] = found
    if places.size and parts[0].size:
        wide = 1 + mean[places] / r[places]
        far = np.rint(find_quantiles(mean[places] / wide, parts[2]) * wide)
        counts[places] = np.maximum(far, _BY_STEPS)
    return counts
