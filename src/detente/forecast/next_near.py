"""Who resembles whom, and what those who resemble the actor, or deal with it, did: evidence from others."""

from __future__ import annotations

import numpy as np

from detente.forecast.next_past import Past
from detente.forecast.next_tally import Floats32, Longs, Tally, expand_spans

__all__ = ["NEAR", "Neighbours", "build_neighbours", "measure_near"]

NEAR = ("alike actors", "alike answers", "partners' answers", "two steps")
"""Kinds of evidence from others, in the order of the first axis of `measure_near`."""

_ALIKE, _DEEDS, _COMMON, _PARTNERS, _CHUNK = 25, 40, 150, 25, 256


class Neighbours:
    """For each actor the most alike and its foremost partners, each with weights, as of a day.

    Attributes:
        alike: Places, shape (actors, most), and `likeness` their cosines.
        partners: Places, shape (actors, most), and `closeness` shares of the actor's dealings.
    """

    __slots__ = ("alike", "closeness", "likeness", "partners")

    def __init__(self, alike: Longs, likeness: Floats32, partners: Longs, closeness: Floats32) -> None:
        self.alike, self.likeness, self.partners, self.closeness = alike, likeness, partners, closeness


def take_top(groups: Longs, scores: Floats32, most: int) -> Longs:
    """Places of the highest scores of each group (ascending group; first come, first taken in ties)."""
    order = np.lexsort((-scores, groups))
    ordered = groups[order]
    first = np.searchsorted(ordered, ordered)
    return order[np.arange(order.size) - first < most]


def _lay_out(
    groups: Longs, columns: Longs, values: Floats32, shape: tuple[int, int]
) -> tuple[Longs, Floats32]:
    """A padded table of the entries of each group, in their order."""
    first = np.searchsorted(groups, groups)
    at = np.arange(groups.size) - first
    places, weights = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    places[groups, at], weights[groups, at] = columns, values
    return places, weights


def build_neighbours(past: Past) -> Neighbours:
    """Likeness by the cosine of what was done to whom and by whom, rare deeds weighing more (tf-idf)."""
    n, width = past.frame.actors, past.frame.types * past.frame.actors
    tally = past.tallies["by question"]
    actor, deed = tally.keys // width, tally.keys % width
    deed = np.unique(deed, return_inverse=True)[1]
    common = np.bincount(deed)
    seen = np.unique(actor).size  # not n: a name that was never seen must change nothing
    worth = (np.log1p(tally.values[:, 1]) * np.log(seen / common[deed])).astype(np.float32)
    worth[(common[deed] > _COMMON) | (common[deed] < 2)] = 0
    kept = np.flatnonzero(worth > 0)
    kept = np.sort(kept[take_top(actor[kept], worth[kept], _DEEDS)])
    actor, deed, worth = actor[kept], deed[kept], worth[kept]
    worth = (worth / np.sqrt(np.bincount(actor, worth**2, n))[actor]).astype(np.float32)
    alike, likeness = _find_alike(actor, deed, worth, n)
    return Neighbours(alike, likeness, *_find_partners(past))


def _find_alike(actor: Longs, deed: Longs, worth: Floats32, n: int) -> tuple[Longs, Floats32]:
    by_deed = np.argsort(deed, kind="stable")
    deeds, doers, worths = deed[by_deed], actor[by_deed], worth[by_deed]
    rows = np.searchsorted(actor, np.arange(n + 1))
    found: list[tuple[Longs, Longs, Floats32]] = []
    for low in range(0, n, _CHUNK):
        part = slice(rows[low], rows[min(low + _CHUNK, n)])
        starts, ends = (np.searchsorted(deeds, deed[part], side) for side in ("left", "right"))
        which, places = expand_spans(starts, ends)
        key = (actor[part] - low)[which] * n + doers[places]
        cosine = np.bincount(key, worth[part][which] * worths[places], _CHUNK * n).astype(np.float32)
        cells = np.flatnonzero(cosine)
        who, other = cells // n + low, cells % n
        cells, who, other = (column[who != other] for column in (cells, who, other))
        top = take_top(who, cosine[cells], _ALIKE)
        found.append((who[top], other[top], cosine[cells[top]]))
    groups, columns, values = zip(*found, strict=True)
    return _lay_out(np.concatenate(groups), np.concatenate(columns), np.concatenate(values), (n, _ALIKE))


def _find_partners(past: Past) -> tuple[Longs, Floats32]:
    n = past.frame.actors
    tally = past.tallies["pair"]
    pair, back = np.unique(tally.keys // (2 * n) * n + tally.keys % n, return_inverse=True)
    weight = np.bincount(back, tally.values[:, 3] + 0.1 * tally.values[:, 4]).astype(np.float32)
    total = np.bincount(pair // n, weight, n)
    top = take_top(pair // n, weight, _PARTNERS)
    who = pair[top] // n
    return _lay_out(who, pair[top] % n, (weight[top] / total[who]).astype(np.float32), (n, _PARTNERS))


def _spread(past: Past, rows: Longs, actors: Longs, kinds: Longs, weights: Floats32, n_rows: int) -> Floats32:
    """Sum over the actors of a row of weight x share of each answer among what the actor did of that type."""
    n, frame = past.frame.actors, past.frame
    tally: Tally = past.tallies["by question"]
    prefix = actors * frame.types + kinds
    starts, ends = tally.spans(prefix, n)
    total = past.tallies["question"].look(prefix)[0]
    which, places = expand_spans(starts, ends)
    value = tally.values[places] / (total[which][:, 1:] + 0.5)
    share = weights[which] * (0.5 * value[:, 0] + 0.5 * value[:, 1])
    sums = np.bincount(rows[which] * n + tally.keys[places] % n, share, n_rows * n)
    return sums.reshape(n_rows, n).astype(np.float32)


def measure_near(past: Past, near: Neighbours, actor: Longs, kind: Longs) -> Floats32:
    """Evidence for every answer of each question, shape (kinds of evidence, questions, actors)."""
    n, size = past.frame.actors, actor.size
    grid = np.arange(size)
    rows, others, weights = (
        np.repeat(grid, _ALIKE),
        near.alike[actor].reshape(-1),
        near.likeness[actor].reshape(-1),
    )
    kept = weights > 0
    alike = _spread(past, rows[kept], others[kept], kind[rows[kept]], weights[kept], size)
    rows, others, weights = (
        np.repeat(grid, _PARTNERS),
        near.partners[actor].reshape(-1),
        near.closeness[actor].reshape(-1),
    )
    kept = weights > 0
    rows, others, weights = rows[kept], others[kept], weights[kept]
    partners = _spread(past, rows, others, kind[rows], weights, size)
    key = (rows[:, None] * n + near.partners[others]).reshape(-1)
    steps = np.bincount(key, (weights[:, None] * near.closeness[others]).reshape(-1), size * n)
    return np.stack(
        [
            alike,
            _answers_alike(past, near, actor, kind),
            partners,
            steps.reshape(size, n).astype(np.float32),
        ]
    )


def _answers_alike(past: Past, near: Neighbours, actor: Longs, kind: Longs) -> Floats32:
    """Who resembles those who were the answers of the same question before."""
    n = past.frame.actors
    tally = past.tallies["by question"]
    rows, places = expand_spans(*tally.spans(actor * past.frame.types + kind, n))
    top = take_top(rows, tally.values[places, 0] + 0.1 * tally.values[places, 1], 20)
    rows, places = rows[top], places[top]
    answer, value = tally.keys[places] % n, tally.values[places, 0] + 0.1 * tally.values[places, 1]
    value = value / np.maximum(np.bincount(rows, value, actor.size)[rows], 1e-9)
    key = (rows[:, None] * n + near.alike[answer]).reshape(-1)
    sums = np.bincount(key, (value[:, None] * near.likeness[answer]).reshape(-1), actor.size * n)
    return sums.reshape(actor.size, n).astype(np.float32)
