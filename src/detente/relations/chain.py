"""Observations in the order of time: all series laid end to end, one link for each day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from detente.core.errors import InputError
from detente.relations.observations import Integers, Observations
from detente.relations.scans import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

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

    Millions of them are sorted some dyads at a time, so that little memory is needed beside the chain.

    Raises:
        InputError: If there are none.
    """
    if observations.day.size == 0:
        raise InputError(
            "there are no observations of relations",
            hint="a relation needs two actors, a date and an event that occurred",
        )
    if observations.day.size <= _AT_ONCE:
        return _arrange(observations, slice(None))
    most, vague = observations.day.size, bool(observations.spread.any())
    link = np.empty(most, dtype=np.int32 if most < 1 << 31 else np.int64)
    links = {name: np.empty(most) for name in _LINKS if vague or name != "spread"}  # touched as far as needed
    series: dict[str, list[Integers]] = {"dyad": [], "domain": [], "start": []}
    n_links = 0
    for rows in _part_dyads(observations):
        part = _arrange(observations, rows)
        link[rows] = part.link + n_links
        series["dyad"].append(part.dyad)
        series["domain"].append(part.domain)
        series["start"].append(part.start[:-1] + n_links)
        for name, column in links.items():
            column[n_links : n_links + part.day.size] = getattr(part, name)
        n_links += part.day.size
    series["start"].append(np.array([n_links]))
    whole: dict[str, NDArray[Any]] = {name: np.concatenate(columns) for name, columns in series.items()}
    whole |= {name: column[:n_links] for name, column in links.items()}
    whole.setdefault("spread", np.broadcast_to(np.float64(0.0), n_links))
    return Chain(link=cast("Integers", link), **whole)


_AT_ONCE = 1_000_000
_LINKS = ("day", "spread", "value", "weight", "count", "scatter", "log_weight")


def _part_dyads(observations: Observations) -> Iterator[Integers]:
    """Rows of whole dyads, in the order of the dyads, some millions at a time."""
    dyad = observations.dyad
    if len(observations.dyads) <= 1 << 16:
        dyad = dyad.astype(np.uint16)  # which is sorted by counting
    order = np.argsort(dyad, kind="stable").astype(np.uint32 if dyad.size < 1 << 32 else np.int64)
    ends = np.cumsum(np.bincount(dyad, minlength=len(observations.dyads)))
    first = 0
    while first < order.size:
        last = int(ends[max(int(np.searchsorted(ends, first + _AT_ONCE, "right")) - 1, 0)])
        if last <= first:  # one dyad with more
            last = int(ends[np.searchsorted(ends, first, "right")])
        yield order[first:last].astype(np.int64)
        first = last


def _arrange(observations: Observations, rows: Integers | slice) -> Chain:
    """The chain of some rows; their links are numbered from 0."""
    code = observations.dyad[rows].astype(np.int64) * len(observations.domains) + observations.domain[rows]
    day, spread = observations.day[rows], observations.spread[rows]
    keys = (spread, day, code)
    order = np.lexsort(keys if spread.any() else keys[1:])
    code = code[order]
    columns = np.stack([day[order], spread[order]])
    fresh = np.ones(code.size, dtype=bool)
    fresh[1:] = (code[1:] != code[:-1]) | (columns[:, 1:] != columns[:, :-1]).any(axis=0)
    first = np.flatnonzero(fresh)
    link = np.cumsum(fresh) - 1
    weight = observations.weight[rows][order]
    intensity = observations.intensity[rows][order]
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
