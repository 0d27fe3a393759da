"""Kalman filter and Rauch-Tung-Striebel smoother of Ornstein-Uhlenbeck levels, all series at once.

Every series is filtered twice with the same gains: once with what was seen less the pooled mean, once with a
constant 1. Since the filter is linear, the two together give the posterior under any long-run mean, and so
the exact posterior of that mean too (Rauch, Tung and Striebel, AIAA Journal 3, 1965; de Jong, Annals of
Statistics 19, 1991, for the second run).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from detente.relations.chain import Chain, sum_by_series
from detente.relations.model import LevelParameters, displacement_variance
from detente.relations.scans import Floats, scan_affine, scan_variances

__all__ = [
    "Filtered",
    "Means",
    "Posterior",
    "Priors",
    "Scales",
    "filter_chain",
    "find_means",
    "find_posterior",
    "join_parts",
    "smooth_chain",
]


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """The parameters of each link of a chain: of shape (G,), or one number for all.

    Attributes: as in `LevelParameters`.
    """

    mean: Floats
    sd: Floats
    reversion_days: Floats
    noise_sd: Floats
    day_sd: Floats

    @staticmethod
    def of(parameters: LevelParameters) -> Scales:
        """The same for every link."""
        return Scales(*(np.array(getattr(parameters, field.name)) for field in fields(Scales)))

    def take(self, links: slice) -> Scales:
        """Those of some links."""
        columns = (getattr(self, field.name) for field in fields(self))
        return Scales(*(column[links] if column.ndim else column for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Priors:
    """What is held of each series before it is seen: of shape (S,), or one number for all.

    Attributes:
        between_sd: As in `LevelParameters`, and so is
        scale_count: the belief in the common scale.
        noise_sd: Of each link, shape (G,), or one number for all.
    """

    between_sd: Floats
    scale_count: Floats
    noise_sd: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Filtered:
    """What is known after each link, from it and earlier ones. Rows 0 and 1 of means: seen, and constant 1.

    Attributes:
        decay: Factor of the state since the link before, 0 at the first, shape (G,).
        drift: Variance that came in since.
        noise: Variance of the link as an observation of the level.
        predicted_variance: Of the level before the link is seen.
        variance: Of the level after.
        predicted: Mean before, shape (2, G).
        mean: Mean after, shape (2, G).
        seen: What was seen less the pooled mean, and 1: shape (2, G).
    """

    decay: Floats
    drift: Floats
    noise: Floats
    predicted_variance: Floats
    variance: Floats
    predicted: Floats
    mean: Floats
    seen: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """The state at each link, from all links: the level less its long-run mean, in a dyad of scale 1.

    Rows 0 and 1 of means as in `Filtered`. Another scale multiplies the variances and leaves the rest alone.

    Attributes:
        mean: Shape (2, G).
        variance: Shape (G,).
        log_gain: Sum of the logarithms of the gains from the first link of the series to this one. The gain
            of a link is by how much a change of the next state changes its own; so the covariance of two
            states is the product of the gains from one to the other, times the later one's variance.
    """

    mean: Floats
    variance: Floats
    log_gain: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """The long-run means of series, less the pooled mean, and their scales.

    Attributes:
        mean: Posterior means, shape (S,): drawn towards 0, the more the less is known of a dyad.
        variance: Posterior variances.
        scale: By which the common variances of level, noise and day are multiplied, shape (S,).
        squares: Sums ``e e / F`` of the innovations: seen by seen, seen by 1, 1 by 1; shape (3, S).
        log_determinant: Sum of ``log F``, shape (S,).
    """

    mean: Floats
    variance: Floats
    scale: Floats
    squares: Floats
    log_determinant: Floats


_ROUNDS = 6
_LEAST = 1e-30  # a gain below is none


def filter_chain(chain: Chain, scales: Scales) -> Filtered:
    """Run the filter forward."""
    variance = np.square(scales.sd)
    gap = np.diff(chain.day, prepend=chain.day[:1])
    gap[chain.start[:-1]] = np.inf
    pace = gap / scales.reversion_days
    decay = np.exp(-pace)
    drift = -variance * np.expm1(-2.0 * pace)
    noise = np.square(scales.day_sd) + np.square(scales.noise_sd) / chain.weight
    noise = noise + displacement_variance(chain.spread, scales.sd, scales.reversion_days)
    after = scan_variances(np.square(decay), drift, 1.0 / noise)
    before = np.square(decay) * _shift(after) + drift
    gain = before / (before + noise)
    seen = np.stack([chain.value - scales.mean, np.ones(chain.day.size)])
    mean = scan_affine(decay * noise / (before + noise), gain * seen)
    return Filtered(
        decay=decay,
        drift=drift,
        noise=noise,
        predicted_variance=before,
        variance=after,
        predicted=decay * _shift(mean),
        mean=mean,
        seen=seen,
    )


def smooth_chain(chain: Chain, filtered: Filtered) -> Posterior:
    """Run back from the last link of each series to the first."""
    ahead = _shift_back(filtered.predicted_variance, fill=1.0)
    gain = filtered.variance * _shift_back(filtered.decay, fill=0.0) / ahead
    fresh = _shift_back(filtered.drift, fill=1.0) / ahead  # 1 - gain * decay, without cancellation
    backward = gain[::-1]
    mean = scan_affine(backward, (fresh * filtered.mean)[:, ::-1])[:, ::-1]
    variance = scan_affine(np.square(backward), (fresh * filtered.variance)[None, ::-1])[0, ::-1]
    return Posterior(mean=mean, variance=variance, log_gain=_sum_gains(chain, gain))


def find_posterior(chain: Chain, scales: Scales, prior: Priors) -> tuple[Posterior, Means]:
    """Filter and smooth, and find the long-run means."""
    filtered = filter_chain(chain, scales)
    return smooth_chain(chain, filtered), find_means(chain, filtered, prior)


def _sum_gains(chain: Chain, gain: Floats) -> Floats:
    logs = np.log(np.maximum(gain, _LEAST))
    sums: Floats = np.cumsum(logs) - logs
    return sums - np.repeat(sums[chain.start[:-1]], np.diff(chain.start))


def find_means(chain: Chain, filtered: Filtered, prior: Priors) -> Means:
    """The posterior of each long-run mean, and the scale of each series.

    The scale is the residual sum of squares over the number of observations, both with `scale_count` of 1
    each added: the posterior mean of a variance under an inverse-gamma prior. Gains do not depend on it, so
    nothing is filtered again; since the residuals depend on the long-run mean, and it on the scale, the two
    are found in turn.
    """
    total = filtered.predicted_variance + filtered.noise
    error = filtered.seen - filtered.predicted
    products = np.stack([error[0] * error[0], error[0] * error[1], error[1] * error[1]]) / total
    squares = sum_by_series(chain, products)
    scale = np.ones(chain.dyad.size)
    if np.isfinite(prior.scale_count).any():
        within = sum_by_series(chain, chain.scatter / np.square(prior.noise_sd))
        count = sum_by_series(chain, chain.count)
        for _ in range(_ROUNDS):
            between = np.square(prior.between_sd) / scale
            left = squares[0] - between * np.square(squares[1]) / (1.0 + between * squares[2])
            surplus = (within + left - count) / (prior.scale_count + count)  # 0 with an infinite count
            scale = 1.0 + surplus
    between = np.square(prior.between_sd) / scale
    share = between / (1.0 + between * squares[2])
    return Means(
        mean=share * squares[1],
        variance=share * scale,
        scale=scale,
        squares=squares,
        log_determinant=sum_by_series(chain, np.log(total)),
    )


def join_parts(parts: Sequence[Means]) -> Means:
    """Those of neighbouring series as one, their arrays end to end."""
    names = [field.name for field in fields(Means)]
    return Means(**{name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names})


def _shift(values: Floats) -> Floats:
    """Each value one place later, 0 in front."""
    out = np.zeros_like(values)
    out[..., 1:] = values[..., :-1]
    return out


def _shift_back(values: Floats, *, fill: float) -> Floats:
    """Each value one place earlier."""
    out = np.full_like(values, fill)
    out[..., :-1] = values[..., 1:]
    return out
