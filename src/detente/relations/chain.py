"""Observations in the order of time: all series laid end to end, one link for each day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.errors import InputError
from detente.relations.observations import Integers, Observations
from detente.relations.scans import Floats

__all__ = [
    "Chain",
    "arrange_observations",
    "select_series",
    "slice_series",
    "split_series",
    "sum_by_series",
]


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Series of links; a series is a dyad in a domain, a link all that was seen of it on one day.

    Observations of one day and spread are one link exactly: their weighted mean, with the sum of their
    weights. S series, G links, N observations.

    Attributes:
        dyad: Index of the dyad of each series, shape (S,).
        domain: Index of its domain, shape (S,); series are sorted by dyad, then domain.
        start: First link of each series, and G at the end, shape (S + 1,).
        day: Shape (G,), rising within a series.
        spread: Half width of the date in days, shape (G,).
        value: Weighted mean of the intensities, shape (G,).
        weight: Sum of the weights, shape (G,).
        link: Of each observation, shape (N,).
        count: Observations of each link, shape (G,).
        scatter: Weighted sum of squares about `value`, shape (G,).
        log_weight: Sum of the logarithms of the weights, shape (G,).
    """

    dyad: Integers
    domain: Integers
    start: Integers
    day: Floats
    spread: Floats
    value: Floats
    weight: Floats
    link: Integers
    count: Floats
    scatter: Floats
    log_weight: Floats

    @property
    def series(self) -> Integers:
        """Series of each link, shape (G,)."""
        return np.repeat(np.arange(self.dyad.size), np.diff(self.start))


def arrange_observations(observations: Observations) -> Chain:
    """Sort observations by dyad, domain, day and spread, and make those of one day one link.

    Raises:
        InputError: If there are none.
    """
    if observations.day.size == 0:
        raise InputError(
            "there are no observations of relations",
            hint="a relation needs two actors, a date and an event that occurred",
        )
    code = observations.dyad * len(observations.domains) + observations.domain
    keys = (observations.spread, observations.day, code)
    order = np.lexsort(keys if observations.spread.any() else keys[1:])
    code = code[order]
    columns = np.stack([observations.day[order], observations.spread[order]])
    fresh = np.ones(code.size, dtype=bool)
    fresh[1:] = (code[1:] != code[:-1]) | (columns[:, 1:] != columns[:, :-1]).any(axis=0)
    first = np.flatnonzero(fresh)
    link = np.cumsum(fresh) - 1
    weight = observations.weight[order]
    intensity = observations.intensity[order]
    total = np.add.reduceat(weight, first)
    value = np.add.reduceat(weight * intensity, first) / total
    begins = np.ones(first.size, dtype=bool)
    begins[1:] = code[first][1:] != code[first][:-1]
    start = np.flatnonzero(begins)
    links = np.empty_like(link)
    links[order] = link
    return Chain(
        dyad=code[first][start] // len(observations.domains),
        domain=code[first][start] % len(observations.domains),
        start=np.append(start, first.size),
        day=columns[0, first],
        spread=columns[1, first],
        value=value,
        weight=total,
        link=links,
        count=np.diff(np.append(first, code.size)).astype(np.float64),
        scatter=np.add.reduceat(weight * (intensity - value[link]) ** 2, first),
        log_weight=np.add.reduceat(np.log(weight), first),
    )


def select_series(chain: Chain, chosen: Integers) -> Chain:
    """Some series of a chain, in the order given; its links no longer know their observations."""
    length = np.diff(chain.start)[chosen]
    start = np.append(0, np.cumsum(length))
    links = np.arange(start[-1]) + np.repeat(chain.start[chosen] - start[:-1], length)
    return _take(chain, chosen, links, start)


def slice_series(chain: Chain, series: slice) -> Chain:
    """Neighbouring series of a chain; its links no longer know their observations."""
    start = chain.start[series.start : series.stop + 1]
    return _take(chain, series, slice(start[0], start[-1]), start - start[0])


def _take(chain: Chain, series: Integers | slice, links: Integers | slice, start: Integers) -> Chain:
    return Chain(
        dyad=chain.dyad[series],
        domain=chain.domain[series],
        start=start,
        day=chain.day[links],
        spread=chain.spread[links],
        value=chain.value[links],
        weight=chain.weight[links],
        link=np.empty(0, dtype=np.int64),
        count=chain.count[links],
        scatter=chain.scatter[links],
        log_weight=chain.log_weight[links],
    )


def split_series(chain: Chain, breaks: Integers) -> Chain:
    """A chain of one series as several, each beginning with one of these links (none of them the first)."""
    parts = breaks.size + 1
    return Chain(
        dyad=np.repeat(chain.dyad, parts),
        domain=np.repeat(chain.domain, parts),
        start=np.concatenate([chain.start[:1], breaks, chain.start[1:]]),
        day=chain.day,
        spread=chain.spread,
        value=chain.value,
        weight=chain.weight,
        link=chain.link,
        count=chain.count,
        scatter=chain.scatter,
        log_weight=chain.log_weight,
    )


def sum_by_series(chain: Chain, values: Floats) -> Floats:
    """Sums over the links of each series, shape (..., G) to (..., S)."""
    return np.asarray(np.add.reduceat(values, chain.start[:-1], axis=-1), dtype=np.float64)
