"""What the past says of each dyad at the start of each month: smoothed rates, partners, friends and foes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.forecast.nouns import Floats
from detente.forecast.records import Records, pick_events
from detente.forecast.tables import N_CLASSES, count_months, find_edges, merge_states

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "FEATURES",
    "HALF_LIVES",
    "MONTH_DAYS",
    "Panel",
    "assemble_features",
    "build_panel",
    "find_features",
    "find_network",
    "find_rates",
    "find_year_ago",
]

HALF_LIVES = (10.0, 30.0, 90.0, 270.0, 1000.0)
"""Days; one smoothed rate each."""

MONTH_DAYS = 365.2425 / 12.0
FEATURES = (
    *(f"own rate, half-life {half:.0f} days" for half in HALF_LIVES),
    *(f"rate of class {quad}, 90 days" for quad in range(1, N_CLASSES + 1)),
    "own rate a year ago",
    "what the two states do with all others",
    "their activity, last month against the year",
    "all activity, last month against the year",
    "conflict of the two with others",
    "common friends and foes",
    "friends of one, foes of the other",
    "reciprocity",
    "constant",
)
_DRAW = 0.5  # months' worth of the pooled rate in each smoothed rate
_MID, _FAST, _SLOW = 2, 1, 3  # places in HALF_LIVES
_HALF = 0.5  # of an event of each class, so that what was never seen is rare and not impossible


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Counts of dyads and months, and the sums from which features are made.

    Attributes:
        states: Names.
        low: First state of each dyad, a place in `states`, shape (D,).
        high: Second state.
        edges: Ordinals of the first days of the months and the end of the last, shape (T + 1,).
        counts: Shape (T, D, 4).
        faded: Events before each edge, faded by each half-life, shape (T + 1, D, 4, H).
        directed: Events of the first toward the second and back, faded by 90 days, shape (T + 1, D, 2).
        first: Month in which a dyad was first seen, shape (D,); below 0 if before the first of these.
        begun: Ordinal of the day of the first event of all.
    """

    states: tuple[str, ...]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    edges: NDArray[np.int64]
    counts: Floats
    faded: NDArray[np.float32]
    directed: NDArray[np.float32]
    first: NDArray[np.int64]
    begun: int

    @property
    def n_months(self) -> int:
        """T."""
        return self.edges.size - 1


def build_panel(records: Records, until: date, *, months: int = 144) -> Panel:
    """The panel of all dyads seen before a day; months end there. Nothing later is read.

    Args:
        records: Of actors or states.
        until: Day of the forecast.
        months: At most so many; what happened earlier still counts, faded.

    Raises:
        InputError: If nothing happened between two states before that day.
    """
    states = merge_states(records.before(until))
    states = _keep_classed(states)
    if not len(states):
        raise InputError(
            f"no event between two states before {until}", hint="events need dates, two states and a class"
        )
    total = count_months(int(states.day[0]), until)
    edges = find_edges(until, before=total)
    size = len(states.actors)
    low = np.minimum(states.source, states.target).astype(np.int64)
    high = np.maximum(states.source, states.target).astype(np.int64)
    pair, row = np.unique(low * size + high, return_inverse=True)
    quad = (states.quad[states.type] - 1).astype(np.int64)
    month = np.searchsorted(edges, states.day, side="right") - 1
    kept = min(total, months)
    faded = np.zeros((kept + 1, pair.size, N_CLASSES, len(HALF_LIVES)), dtype=np.float32)
    directed = np.zeros((kept + 1, pair.size, 2), dtype=np.float32)
    counts = np.zeros((kept, pair.size, N_CLASSES))
    rate, flow = np.zeros(faded.shape[1:]), np.zeros(directed.shape[1:])
    starts = np.searchsorted(month, np.arange(total + 1))
    cell, way = row * N_CLASSES + quad, row * 2 + (states.source > states.target)
    for step in range(total):
        part = slice(starts[step], starts[step + 1])
        length, age = float(edges[step + 1] - edges[step]), (edges[step + 1] - states.day[part]).astype(float)
        for place, half in enumerate(HALF_LIVES):
            new = np.bincount(cell[part], weights=0.5 ** (age / half), minlength=pair.size * N_CLASSES)
            rate[:, :, place] = rate[:, :, place] * 0.5 ** (length / half) + new.reshape(-1, N_CLASSES)
        half = HALF_LIVES[_MID]
        new = np.bincount(way[part], weights=0.5 ** (age / half), minlength=pair.size * 2).reshape(-1, 2)
        flow = flow * 0.5 ** (length / half) + new
        at = step - (total - kept)
        if at >= 0:
            faded[at + 1], directed[at + 1] = rate, flow
            tally = np.bincount(cell[part], minlength=pair.size * N_CLASSES)
            counts[at] = tally.reshape(-1, N_CLASSES)
        elif at == -1:
            faded[0], directed[0] = rate, flow
    first = np.full(pair.size, total, dtype=np.int64)
    np.minimum.at(first, row, month)
    return Panel(
        states.actors,
        pair // size,
        pair % size,
        edges[total - kept :],
        counts,
        faded,
        directed,
        first - (total - kept),
        int(states.day[0]),
    )


def find_rates(panel: Panel, at: int) -> Floats:
    """Smoothed events a month at an edge, drawn to the mean of all dyads seen so far, shape (D, 4, H)."""
    days = float(panel.edges[at] - panel.begun)
    halves = np.array(HALF_LIVES)
    exposure = -np.expm1(-np.log(2.0) * days / halves) * halves / np.log(2.0) / MONTH_DAYS
    sums = panel.faded[at].astype(np.float64)
    seen = max(1, int((panel.first < at).sum()))
    slow = len(HALF_LIVES) - 1
    pooled = (sums[:, :, slow].sum(axis=0) + _HALF) / (seen * (exposure[slow] + _DRAW))
    return np.asarray((sums + _DRAW * pooled[None, :, None]) / (exposure + _DRAW), dtype=np.float64)


def find_network(panel: Panel, at: int, rates: Floats) -> Floats:
    """What the other dyads say of each dyad at an edge: features before the constant, shape (D, 4, 7)."""
    size = len(panel.states)
    low, high = panel.low, panel.high
    active = np.zeros((size, N_CLASSES, rates.shape[2]))
    np.add.at(active, low, rates)
    np.add.at(active, high, rates)
    own = rates
    others = np.stack([active[low] - own, active[high] - own]) + 0.05
    level = np.log(others[..., _SLOW]).mean(axis=0)
    push = (np.log(others[..., _FAST]) - np.log(others[..., _SLOW])).mean(axis=0)
    total = rates.sum(axis=0)
    tide = np.broadcast_to(np.log(total[:, _FAST] + 0.5) - np.log(total[:, _SLOW] + 0.5), push.shape)
    strife = np.log(others[:, :, 2:, _MID].sum(axis=2)).mean(axis=0)
    friend, foe = (np.zeros((size, size)) for _ in range(2))
    for matrix, value in ((friend, rates[:, :2, _MID].sum(axis=1)), (foe, rates[:, 2:, _MID].sum(axis=1))):
        matrix[low, high] = matrix[high, low] = np.log1p(value)
    same = (friend @ friend + foe @ foe)[low, high]
    cross = (friend @ foe)[low, high] + (friend @ foe)[high, low]
    flow = panel.directed[at].astype(np.float64)
    mutual = np.log1p(np.minimum(flow[:, 0], flow[:, 1]))
    wide = [
        np.broadcast_to(x[:, None], push.shape) for x in (strife, np.log1p(same), np.log1p(cross), mutual)
    ]
    return np.stack([level, push, tide, *wide], axis=-1)


def find_features(panel: Panel, at: int) -> Floats:
    """All features of every dyad at an edge, from what happened before it only; shape (D, 4, F)."""
    rates = find_rates(panel, at)
    return assemble_features(rates, find_year_ago(panel.counts[:at]), find_network(panel, at, rates))


def find_year_ago(counts: Floats) -> Floats:
    """Mean count of the months 11 to 13 back, as far as there are any; of shape (T, ...) to (...)."""
    months = counts[max(0, counts.shape[0] - 13) : max(0, counts.shape[0] - 10)]
    if not months.shape[0]:
        return np.zeros(counts.shape[1:])
    return np.asarray(months.mean(axis=0), dtype=np.float64)


def assemble_features(rates: Floats, year_ago: Floats, network: Floats) -> Floats:
    """Logarithms side by side: rates (..., 4, H), counts of a year ago (..., 4), network (..., 4, 7)."""
    logs = np.log(rates)
    shape = logs.shape[:-1]
    classes = np.broadcast_to(logs[..., None, :, _MID], (*shape, N_CLASSES))
    lagged = np.log1p(year_ago)[..., None]
    return np.concatenate([logs, classes, lagged, network, np.ones((*shape, 1))], axis=-1)


def _keep_classed(states: Records) -> Records:
    """Only events of a quad class."""
    kept = states.quad[states.type] > 0
    if kept.all():
        return states
    return replace(
        states,
        day=states.day[kept],
        source=states.source[kept],
        type=states.type[kept],
        target=states.target[kept],
        events=pick_events(states.events, np.flatnonzero(kept)),
    )
