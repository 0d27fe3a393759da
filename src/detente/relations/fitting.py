"""The parameters of the levels, from what was seen of all dyads together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, pi

import numpy as np

from detente.core.errors import UnknownNameError
from detente.relations.chain import Chain, arrange_observations, select_series, sum_by_series
from detente.relations.filtering import Means, Priors, Scales, filter_chain, find_means
from detente.relations.model import LevelParameters, RelationModel
from detente.relations.observations import Observations
from detente.relations.scans import Floats
from detente.relations.simplex import find_minimum, find_minimum_on_line

__all__ = ["DEFAULT_LEVELS", "LEAST_REVERSION_DAYS", "SCALE_COUNT", "fit_relations", "measure_log_likelihood"]

DEFAULT_LEVELS = LevelParameters(
    mean=0.0, between_sd=2.0, sd=2.0, reversion_days=730.0, noise_sd=4.0, day_sd=1.0
)
"""Where the fit is drawn to while little is known: the centre of the weak prior."""

LEAST_REVERSION_DAYS = 180.0
"""What departs and is back within weeks is news, and goes to the noise; a relation moves more slowly.

Left free on daily data, the reversion time becomes that of news bursts (5 days in ICEWS 2018), the levels
of busy dyads chase them, and months that were held out are foretold worse (docs/methods/levels.md).
"""

SCALE_COUNT = 30.0
"""How many observations a dyad needs to be believed half-way that it is more or less restless than others.

Of 10, 30, 100 and infinitely many, 30 foretells held-out months of daily facts best, and held-out months
and years of two tables of sums nearly best (docs/methods/levels.md).
"""

_PRIOR_SD = 1.5  # of the logarithms of reversion time and ratios of variances
_PRIOR_COUNT = 4.0  # observations' worth of the prior's noise variance
_LOWEST, _HIGHEST = -12.0, 8.0
_PLAIN = Priors(np.array(0.0), np.array(np.inf), np.array(1.0))  # the likelihood needs the squares only


@dataclass(frozen=True, slots=True, eq=False)
class _Profile:
    """The best of the other parameters under given ratios of variances and reversion time."""

    parameters: LevelParameters
    deviance: float


def fit_relations(  # noqa: PLR0913  by keyword
    observations: Observations,
    *,
    domains: Sequence[str] | None = None,
    scale_count: float = SCALE_COUNT,
    day_noise: bool = True,
    least_reversion_days: float = LEAST_REVERSION_DAYS,
    sample: int = 100_000,
    chain: Chain | None = None,
) -> RelationModel:
    """Parameters by maximum likelihood over all dyads of a domain, drawn weakly to `DEFAULT_LEVELS`.

    Empirical Bayes: dyads share all parameters, and their long-run means are integrated out as draws from
    one normal distribution, whose mean and spread are fitted with the rest; each dyad's mean is later drawn
    towards it. Noise and pooled mean have closed forms under given ratios, the spread of the means is
    found on a line, and the other two or three numbers by a simplex to 0.001 of their logarithms. The weak
    prior is log-normal with 1.5 for the logarithm of each ratio and of the time, and four observations'
    worth for the noise: felt with dozens of observations, nothing with thousands.

    Args:
        observations: Of all dyads.
        domains: Those to fit; by default all that were observed.
        scale_count: As in `LevelParameters`; infinite for dyads that are all alike.
        day_noise: Whether the observations of one day may have noise in common.
        least_reversion_days: The reversion time is not fitted below this.
        sample: Days of news that are enough: whole dyads are drawn at random up to about that many, the same
            ones every time.
        chain: The observations in order, where they were arranged before.
    """
    if chain is None:
        chain = arrange_observations(observations)
    levels: dict[str, LevelParameters] = {}
    likelihood: dict[str, float] = {}
    present = [observations.domains[index] for index in np.unique(chain.domain)]
    for domain in present if domains is None else domains:
        if domain not in present:
            raise UnknownNameError(f"nothing was observed in the domain {domain!r}", hint=", ".join(present))
        part = _draw(chain, observations.domains.index(domain), sample=sample)
        fitted = _fit(part, day_noise=day_noise, least=least_reversion_days)
        levels[domain] = replace(fitted, scale_count=scale_count)
        likelihood[domain] = measure_log_likelihood(part, levels[domain])
    series = {name: int((chain.domain == observations.domains.index(name)).sum()) for name in levels}
    counts = np.bincount(chain.domain, sum_by_series(chain, chain.count), len(observations.domains))
    seen = {name: int(counts[observations.domains.index(name)]) for name in levels}
    return RelationModel(levels=levels, log_likelihood=likelihood, n_series=series, n_observations=seen)


def measure_log_likelihood(chain: Chain, parameters: LevelParameters) -> float:
    """Log density of all observations of a chain, long-run means integrated out, all dyads of scale 1."""
    filtered = filter_chain(chain, Scales.of(parameters))
    means = find_means(chain, filtered, _PLAIN)
    return -0.5 * (
        float(chain.count.sum()) * log(2.0 * pi)
        + _within(chain, parameters.noise_sd**2)
        + float(means.log_determinant.sum())
        + float(_between(means, 0.0, parameters.between_sd**2))
    )


def _draw(chain: Chain, domain: int, *, sample: int) -> Chain:
    """Whole series of a domain at random, until there are about `sample` links."""
    series = np.flatnonzero(chain.domain == domain)
    length = np.diff(chain.start)[series]
    if length.sum() > sample:
        order = np.random.default_rng(0).permutation(series.size)
        enough = int(np.searchsorted(np.cumsum(length[order]), sample)) + 1
        series = np.sort(series[order[:enough]])
    return select_series(chain, series)


def _fit(chain: Chain, *, day_noise: bool, least: float) -> LevelParameters:
    centre = _centre(day_noise=day_noise)

    def deviance(point: Floats) -> float:
        return _profile(chain, point, least=least).deviance

    start = centre
    for _ in range(2):  # a simplex may collapse early; begun anew it goes on
        start = find_minimum(deviance, start).point
    return _profile(chain, start, least=least).parameters


def _centre(*, day_noise: bool) -> Floats:
    """Logarithms of reversion time, level by noise variance and, if wanted, day by noise variance."""
    noise = DEFAULT_LEVELS.noise_sd**2
    point = [log(DEFAULT_LEVELS.reversion_days), log(DEFAULT_LEVELS.sd**2 / noise)]
    return np.array([*point, log(DEFAULT_LEVELS.day_sd**2 / noise)] if day_noise else point)


def _profile(chain: Chain, point: Floats, *, least: float) -> _Profile:
    """The best parameters with these ratios: all variances are first taken in units of the noise's."""
    far = np.clip(point, _LOWEST, _HIGHEST + 4.0)
    ratios = [exp(value) for value in far]
    ratios[0] = max(ratios[0], least)
    day = ratios[2] if len(ratios) > 2 else 0.0
    unit = LevelParameters(0.0, 0.0, ratios[1] ** 0.5, ratios[0], 1.0, day**0.5)
    filtered = filter_chain(chain, Scales.of(unit))
    means = find_means(chain, filtered, _PLAIN)
    prior_noise = DEFAULT_LEVELS.noise_sd**2
    fixed = float(means.log_determinant.sum()) + _within(chain, 1.0, scatter=False)
    count = float(chain.count.sum())

    def solve(log_between: float) -> tuple[float, float, float]:
        between = exp(log_between)
        drawn = 1.0 + between * means.squares[2]
        mean = float((means.squares[1] / drawn).sum() / (1.0 + (means.squares[2] / drawn).sum()))
        squares = float(chain.scatter.sum() + _between(means, mean, between, logs=False)) + mean**2
        noise = (squares + _PRIOR_COUNT * prior_noise) / (count + _PRIOR_COUNT)
        spread = float(np.log(drawn).sum())
        pull = ((log_between - log(DEFAULT_LEVELS.between_sd**2 / prior_noise)) / _PRIOR_SD) ** 2
        return (count + _PRIOR_COUNT) * log(noise) + fixed + spread + pull, mean, noise

    best = find_minimum_on_line(lambda value: solve(value)[0], _LOWEST, _HIGHEST)
    deviance, mean, noise = solve(best)
    scale = noise**0.5
    pulls = float((((point - _centre(day_noise=len(ratios) > 2)) / _PRIOR_SD) ** 2).sum())
    return _Profile(
        parameters=LevelParameters(
            mean, exp(best / 2.0) * scale, unit.sd * scale, ratios[0], scale, unit.day_sd * scale
        ),
        deviance=deviance + pulls,
    )


def _within(chain: Chain, noise: float, *, scatter: bool = True) -> float:
    """Twice the negative log density of the observations of a link about their mean, without its 2 pi."""
    out = float(((chain.count - 1.0) * log(noise) - chain.log_weight + np.log(chain.weight)).sum())
    return out + float(chain.scatter.sum()) / noise if scatter else out


def _between(means: Means, mean: float, between: float, *, logs: bool = True) -> np.float64:
    """Squares and log-determinants that the long-run means bring, with a pooled mean to take off."""
    seen, crossed, ones = means.squares
    drawn = 1.0 + between * ones
    squares = seen - 2.0 * mean * crossed + mean**2 * ones - between * (crossed - mean * ones) ** 2 / drawn
    return np.float64((squares + np.log(drawn)).sum() if logs else squares.sum())
