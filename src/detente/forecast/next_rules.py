"""What one event between two actors makes of the next: a Hawkes process between types, fitted by EM.

The rate of events of type k of a pair is mu_k + sum over its earlier events of W_h[k', k] g_h(age), with
exponential kernels g_h of the half-lives in `KERNELS`. W is shared by all pairs; so it says what follows
what, whoever the two are (Hawkes 1971; EM as in Veen and Schoenberg 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.forecast.next_past import KERNELS, Frame, Past, double_events
from detente.forecast.next_tally import Floats32, Longs, expand_spans
from detente.forecast.records import Records

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["adapt_rules", "fit_rules", "measure_rates"]

_LAGS = 48  # earlier events of a pair that are looked at, before each
_ROUNDS = 8
_PRIOR = 4.0  # pseudo-events on the mean row
_DENSITY = np.log(2.0) / np.array(KERNELS)


def fit_rules(records: Records, frame: Frame) -> Floats32:
    """W: how many events of type k each event of type k' brings, shape (kernels, types, types)."""
    links = _link_events(records, frame)
    _, kind, _, day = double_events(records)
    seen = 1.0 - 2.0 ** (-((day.max(initial=0) - day)[:, None] + 1.0) / np.array(KERNELS))
    # events as far as time has gone by since
    kinds = np.stack([np.bincount(kind, part, frame.types) for part in seen.T]).astype(np.float64)
    share = (kinds[0] + 0.1) / (kinds[0].sum() + 0.1)
    mean = np.tile(0.05 * share, (len(KERNELS), 1))
    weights = np.broadcast_to(mean[:, None, :], (len(KERNELS), frame.types, frame.types)).copy()
    weights += 0.05 * np.eye(frame.types)
    if links is None:
        return weights.astype(np.float32)
    for _ in range(_ROUNDS):
        weights = _improve(weights, links, kinds, frame)
    return weights.astype(np.float32)


def _link_events(records: Records, frame: Frame) -> tuple[Longs, Longs, NDArray[np.float64], int] | None:
    """Earlier and later event of a pair: event, cell of W, age; each pair from its lower actor's side."""
    actor, kind, answer, day = double_events(records)
    kept = actor < answer
    actor, kind, answer, day = actor[kept], kind[kept], answer[kept], day[kept]
    pair = actor * frame.actors + answer
    order = np.lexsort((kind, day, pair))
    pair, kind, day = pair[order], kind[order], day[order]
    events, cells, ages = [], [], []
    for lag in range(1, min(_LAGS, pair.size - 1) + 1):
        near = np.flatnonzero((pair[lag:] == pair[:-lag]) & (day[lag:] > day[:-lag]))
        events.append(near + lag)
        cells.append(kind[near] * frame.types + kind[near + lag])
        ages.append((day[near + lag] - day[near]).astype(np.float64))
    if not events:
        return None
    return np.concatenate(events), np.concatenate(cells), np.concatenate(ages), pair.size


def _improve(
    weights: NDArray[np.float64],
    links: tuple[Longs, Longs, NDArray[np.float64], int],
    kinds: NDArray[np.float64],
    frame: Frame,
) -> NDArray[np.float64]:
    event, cell, age, n_events = links
    rate = np.full(n_events, 1e-5)
    parts = []
    for flat, density, half in zip(weights.reshape(len(KERNELS), -1), _DENSITY, KERNELS, strict=True):
        part = flat[cell] * density * 2.0 ** (-age / half)
        rate += np.bincount(event, part, n_events)
        parts.append(part)
    better = np.empty_like(weights)
    mirror = frame.invert(np.arange(frame.types))
    for at, part in enumerate(parts):
        brought = np.bincount(cell, part / rate[event], frame.types**2).reshape(frame.types, frame.types)
        brought = brought + brought[mirror][:, mirror]
        mean = brought.sum(axis=0) / max(kinds[at].sum(), 1.0)
        better[at] = (brought + _PRIOR * mean) / (kinds[at][:, None] + _PRIOR)
    return better


def adapt_rules(rules: Floats32, known: Sequence[str], types: Sequence[str]) -> Floats32:
    """Rules for other types, both ways of each; an unknown one brings, and is brought, what is usual."""
    if tuple(known) == tuple(types):
        return rules
    of_type = {name: at for at, name in enumerate(known)}
    places = [of_type.get(name, -1) for name in types]
    both = np.array([*places, *(place + len(known) if place >= 0 else -1 for place in places)], np.int64)
    mean = rules.mean(axis=(1, 2), keepdims=True)
    padded = np.pad(rules, ((0, 0), (0, 1), (0, 1)))
    padded[:, -1:, :] = padded[:, :, -1:] = mean
    return padded[:, both][:, :, both]


def measure_rates(past: Past, rules: Floats32, name: str, groups: Longs, kind: Longs) -> Floats32:
    """Rate a day of a type in a group, by kernel, from all that happened in it, shape (rows, kernels).

    Args:
        past: Counts at the start of the day.
        rules: From `fit_rules`.
        name: Of counts whose keys are those of the groups, then the type.
        groups: Of each row, shape (rows,).
        kind: Type asked about, shape (rows,).
    """
    tally, n_types = past.tallies[name], past.frame.types
    cells, back = np.unique(groups * n_types + kind, return_inverse=True)
    which, places = expand_spans(*tally.spans(cells // n_types, n_types))
    before, after = tally.keys[places] % n_types, (cells % n_types)[which]
    rates = np.zeros((cells.size, len(KERNELS)), np.float32)
    for at, density in enumerate(_DENSITY):
        part = tally.values[places, at] * rules[at, before, after]
        rates[:, at] = density * np.bincount(which, part, cells.size)
    return rates[back]
