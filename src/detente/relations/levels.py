"""Levels of all dyads, smoothed, and what they were on any day."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from detente.core.errors import UnknownNameError
from detente.relations.chain import Chain, arrange_observations, slice_series
from detente.relations.filtering import Means, Posterior, Priors, Scales, find_posterior, join_parts
from detente.relations.model import LevelParameters, RelationModel
from detente.relations.observations import Dyad, Integers, Observations
from detente.relations.scans import Floats

__all__ = [
    "Levels",
    "Moments",
    "find_domain",
    "find_series",
    "measure_covariance",
    "measure_moments",
    "scale_links",
    "smooth_arranged",
    "smooth_levels",
]


_SLAB = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The posterior of the level of every dyad and domain, from which any date can be read.

    Attributes:
        observations: What it was made from.
        model: With these parameters.
        chain: The observations in order.
        scales: Parameters of each link.
        posterior: The state at each link.
        means: Long-run means.
    """

    observations: Observations
    model: RelationModel
    chain: Chain
    scales: Scales
    posterior: Posterior
    means: Means


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Levels on some days, and what is needed for how they hang together. All of shape (Q,).

    Given the states at the links before and after it, the state on a day is a weighted sum of theirs plus
    something of its own (an Ornstein-Uhlenbeck bridge).

    Attributes:
        mean: Posterior mean of the level.
        variance: Its posterior variance, with that of the long-run mean.
        pull: Share of the long-run mean in the level: 1 where nothing was seen, near 0 amid news.
        left: Last link of the series on or before the day, or the first if there is none.
        right: The link after that, or the last.
        left_weight: Of the state at the left link; 0 if there is none.
        right_weight: Of that at the right link.
    """

    mean: Floats
    variance: Floats
    pull: Floats
    left: Integers
    right: Integers
    left_weight: Floats
    right_weight: Floats


def smooth_levels(observations: Observations, model: RelationModel) -> Levels:
    """The posterior of all levels, in time linear in the number of observations.

    It equals that of a Gaussian process with the same kernel to rounding; nothing is approximated but the
    place of imprecise dates. The parameters are taken for known, so intervals are a little too narrow where
    they were fitted to little.

    Raises:
        InputError: If there are no observations.
        UnknownNameError: If the model lacks a domain that was observed.
    """
    chain = arrange_observations(observations)
    return smooth_arranged(chain, observations, model)


def smooth_arranged(chain: Chain, observations: Observations, model: RelationModel) -> Levels:
    """The same for a chain that is there already; one with split series is smoothed part by part.

    Some hundred thousand links are smoothed at a time, as much as stays near the processor.
    """
    scales, priors = scale_links(chain, observations.domains, model)
    cuts = np.append(np.searchsorted(chain.start, np.arange(0, chain.start[-1], _SLAB)), chain.dyad.size)
    n_links = chain.day.size
    posterior = Posterior(np.empty((2, n_links)), np.empty(n_links), np.empty(n_links))
    means = []
    for first, last in pairwise(np.unique(cuts).tolist()):
        part = slice_series(chain, slice(first, last))
        links = slice(chain.start[first], chain.start[last])
        scaled = scales.take(links)
        prior = Priors(priors[0][first:last], priors[1][first:last], scaled.noise_sd)
        found, mean = find_posterior(part, scaled, prior)
        means.append(mean)
        for field in fields(Posterior):
            getattr(posterior, field.name)[..., links] = getattr(found, field.name)
    return Levels(
        observations=observations,
        model=model,
        chain=chain,
        scales=scales,
        posterior=posterior,
        means=join_parts(means),
    )


def scale_links(
    chain: Chain, domains: tuple[str, ...], model: RelationModel
) -> tuple[Scales, tuple[Floats, Floats]]:
    """The parameters of each link; of each series the sd of the long-run means and the belief in scale 1."""
    present = np.unique(chain.domain).tolist()
    missing = [domains[index] for index in present if domains[index] not in model.levels]
    if missing:
        raise UnknownNameError(
            f"the model has no parameters for {', '.join(missing)}",
            hint=f"it has: {', '.join(sorted(model.levels))}; fit it to observations of these domains",
        )
    rows = {index: model.levels[domains[index]] for index in present}
    table = np.ones((len(fields(LevelParameters)), len(domains)))
    for index, parameters in rows.items():
        table[:, index] = [getattr(parameters, field.name) for field in fields(LevelParameters)]
    by_name = dict(zip((field.name for field in fields(LevelParameters)), table, strict=True))
    priors = by_name["between_sd"][chain.domain], by_name["scale_count"][chain.domain]
    if len(rows) == 1:
        return Scales.of(rows[present[0]]), priors
    links = chain.domain[chain.series]
    return Scales(*(by_name[field.name][links] for field in fields(Scales))), priors


def find_domain(levels: Levels, domain: str) -> int:
    """The index of a domain.

    Raises:
        UnknownNameError: If there is no such domain.
    """
    observations = levels.observations
    if domain not in observations.domains or domain not in levels.model.levels:
        known = ", ".join(name for name in observations.domains if name in levels.model.levels)
        raise UnknownNameError(f"there is no domain {domain!r}", hint=f"known: {known}")
    return observations.domains.index(domain)


def find_series(levels: Levels, dyad: Dyad, domain: str) -> int:
    """The index of a series; -1 if the dyad is known but nothing was seen of it in the domain.

    Raises:
        UnknownNameError: If there is no such dyad or domain.
    """
    index = find_domain(levels, domain)
    dyads = levels.observations.dyads
    pair = (min(dyad), max(dyad))
    place = bisect_left(dyads, pair)  # right if they are sorted, as they are when built from events
    if place == len(dyads) or dyads[place] != pair:
        if pair not in dyads:
            raise UnknownNameError(
                f"nothing was seen of {pair[0]} and {pair[1]} together",
                hint="`detente dyads` lists the pairs of which something is known",
            )
        place = dyads.index(pair)
    first, last = np.searchsorted(levels.chain.dyad, [place, place + 1])
    found = np.flatnonzero(levels.chain.domain[first:last] == index)
    return int(first + found[0]) if found.size else -1


def measure_moments(levels: Levels, series: Integers, day: Floats) -> Moments:
    """The levels of series on days, between and beyond the links too.

    Args:
        levels: Smoothed.
        series: Indices into the chain's series, shape (Q,).
        day: Ordinals, shape (Q,).
    """
    chain, posterior = levels.chain, levels.posterior
    before = _last_before(chain, series, day)
    first, end = chain.start[series], chain.start[series + 1]
    left, right = np.maximum(before, first), np.minimum(before + 1, end - 1)
    sd, tau, pooled = (
        np.broadcast_to(column, chain.day.shape)[left]
        for column in (levels.scales.sd, levels.scales.reversion_days, levels.scales.mean)
    )
    since = np.where(before >= first, day - chain.day[left], np.inf) / tau
    until = np.where(before + 1 < end, chain.day[right] - day, np.inf) / tau
    open_left, open_right = -np.expm1(-2.0 * since), -np.expm1(-2.0 * until)
    whole = -np.expm1(-2.0 * (since + until))
    left_weight = np.exp(-since) * open_right / whole
    right_weight = np.exp(-until) * open_left / whole
    mean = left_weight * posterior.mean[:, left] + right_weight * posterior.mean[:, right]
    both = 2.0 * left_weight * right_weight * _link_covariance(posterior, left, right)
    state = np.square(left_weight) * posterior.variance[left] + both
    state += (
        np.square(right_weight) * posterior.variance[right] + np.square(sd) * open_left * open_right / whole
    )
    pull = 1.0 - mean[1]
    means = levels.means
    return Moments(
        mean=pooled + mean[0] + pull * means.mean[series],
        variance=state * means.scale[series] + np.square(pull) * means.variance[series],
        pull=pull,
        left=left,
        right=right,
        left_weight=left_weight,
        right_weight=right_weight,
    )


def measure_covariance(levels: Levels, series: Integers, days: tuple[Floats, Floats]) -> Floats:
    """Posterior covariance of the levels of series on two days, the first on or before the second.

    Through the links on both sides of each day, whose states' covariances are products of gains (de Jong and
    MacKinnon, Biometrika 75, 1988), and through what both days share of one gap and of the long-run mean.
    """
    chain, posterior, means = levels.chain, levels.posterior, levels.means
    first, second = (measure_moments(levels, series, day) for day in days)
    state = np.zeros(series.size)
    for early, early_weight in ((first.left, first.left_weight), (first.right, first.right_weight)):
        for late, late_weight in ((second.left, second.left_weight), (second.right, second.right_weight)):
            state += early_weight * late_weight * _link_covariance(posterior, early, late)
    sd, tau = (
        np.broadcast_to(column, chain.day.shape)[first.left]
        for column in (levels.scales.sd, levels.scales.reversion_days)
    )
    begin, stop = chain.start[series], chain.start[series + 1] - 1
    inner = [days[0] >= chain.day[begin], days[1] < chain.day[stop]]
    since = np.where(inner[0], days[0] - chain.day[first.left], np.inf) / tau
    until = np.where(inner[1], chain.day[second.right] - days[1], np.inf) / tau
    between = (days[1] - days[0]) / tau
    one_gap = (
        (first.left == second.left)
        & (first.right == second.right)
        & (inner[0] == (days[1] >= chain.day[begin]))
    )
    own = np.exp(-between) * np.expm1(-2.0 * since) * np.expm1(-2.0 * until)
    own /= -np.expm1(-2.0 * (since + between + until))
    state += np.where(one_gap, np.square(sd) * own, 0.0)
    return state * means.scale[series] + first.pull * second.pull * means.variance[series]


def _link_covariance(posterior: Posterior, one: Integers, other: Integers) -> Floats:
    """Posterior covariance of the states at two links of one series."""
    early, late = np.minimum(one, other), np.maximum(one, other)
    way = np.exp(posterior.log_gain[late] - posterior.log_gain[early])
    return np.asarray(way * posterior.variance[late])


def _last_before(chain: Chain, series: Integers, day: Floats) -> Integers:
    """The last link of each series on or before a day; one below the first if there is none."""
    low, high = chain.start[series] - 1, chain.start[series + 1] - 1
    while (low < high).any():
        middle = (low + high + 1) // 2
        reached = chain.day[middle] <= day
        open_ = low < high
        low = np.where(open_ & reached, middle, low)
        high = np.where(open_ & ~reached, middle - 1, high)
    return low
