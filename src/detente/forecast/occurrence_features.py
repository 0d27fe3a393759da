"""What the past says, on a day, of whether one state will do something to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.forecast.nouns import Floats
from detente.forecast.records import Records

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OCCURRENCE_FEATURES", "PairPast", "build_pair_past", "describe_pairs"]

HALF_LIVES = (30.0, 120.0, 365.0, 2000.0)
OCCURRENCE_FEATURES = (
    *(f"this deed of this pair, half-life {half:.0f} days" for half in HALF_LIVES),
    "the same deed in return",
    "all deeds of the pair, 30 days",
    "all deeds of the pair, 120 days",
    "all deeds of the pair, 2000 days",
    "all deeds in return",
    "deeds of the class of this one, 120 days",
    "kindred deeds of the pair",
    "this deed of the source toward all",
    "this deed toward the target by all",
    "all deeds of the source",
    "all deeds toward the target",
    "how common the deed is",
    "time since the deed",
    "time since anything of the pair",
    "common friends and foes",
    "friends of one, foes of the other",
    "constant",
)
_DRAW = 60.0  # days' worth of what is expected of all in each smoothed rate
_MID = 1
_SLOW = 3
_LEAST = 1e-4
_FIRM = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class PairPast:
    """What happened before a day, by directed pair and type. Both directions of every dyad that was seen.

    Attributes:
        size: Number of states.
        keys: ``source * size + target`` of each pair, ascending, shape (P,).
        back: The place of the opposite pair, shape (P,).
        sums: Events faded by each half-life, shape (P, K, H).
        last: Days since the last event, shape (P, K); infinite if there was none.
        exposure: Days, faded alike, since the first event of all, shape (H,).
        quad: Quad class of each type, shape (K,).
    """

    size: int
    keys: NDArray[np.int64]
    back: NDArray[np.int64]
    sums: Floats
    last: Floats
    exposure: Floats
    quad: NDArray[np.int32]


def build_pair_past(states: Records, day: int) -> PairPast:
    """Sums of what states did to each other before a day; nothing later is read.

    Args:
        states: Records of states (`merge_states`).
        day: Ordinal.
    """
    seen = states.before(day)
    size, kinds = len(states.actors), len(states.types)
    there = seen.source.astype(np.int64) * size + seen.target
    keys = np.union1d(there, seen.target.astype(np.int64) * size + seen.source)
    back = np.searchsorted(keys, keys % size * size + keys // size)
    cell = np.searchsorted(keys, there) * kinds + seen.type
    age = (day - seen.day).astype(np.float64)
    n_cells = keys.size * kinds
    sums = np.stack(
        [np.bincount(cell, weights=0.5 ** (age / half), minlength=n_cells) for half in HALF_LIVES], axis=-1
    )
    last = np.full(n_cells, np.inf)
    last[cell] = age  # events are in the order of their days: the newest is written last
    halves = np.array(HALF_LIVES) / np.log(2.0)
    span = float(age.max(initial=1.0))
    return PairPast(
        size=size,
        keys=keys,
        back=back,
        sums=np.asarray(sums.reshape(keys.size, kinds, len(HALF_LIVES)), dtype=np.float64),
        last=last.reshape(keys.size, kinds),
        exposure=-np.expm1(-span / halves) * halves,
        quad=states.quad,
    )


def describe_pairs(past: PairPast, pairs: NDArray[np.integer], horizon: int) -> Floats:
    """Features of each pair and type for a horizon in days, shape (pairs, K, F)."""
    n_pairs, kinds = past.keys.size, past.sums.shape[1]
    exposure = past.exposure + _DRAW
    slow = past.sums[:, :, _SLOW]
    share = (slow.sum(axis=0) + 0.5) / (slow.sum() + 0.5 * kinds)
    mean_pair = (slow.sum() + 0.5) / max(n_pairs, 1) / exposure[_SLOW]
    totals = past.sums.sum(axis=1)
    pair_rates = (totals + _DRAW * mean_pair) / exposure
    expected = pair_rates[:, _SLOW, None] * share
    own = (past.sums + _DRAW * expected[:, :, None]) / exposure
    chosen = own[pairs]
    back = own[past.back[pairs]]
    shape = chosen.shape[:2]
    by_source, by_target = _sum_ends(past, own[:, :, _MID])
    source, target = past.keys[pairs] // past.size, past.keys[pairs] % past.size
    same, cross = _find_thirds(past, own[:, :, _MID])

    def spread(values: Floats) -> Floats:
        return np.asarray(np.broadcast_to(values[:, None], shape), dtype=np.float64)

    columns = [
        *(_lean(chosen[:, :, place] * horizon) for place in range(len(HALF_LIVES))),
        _lean(back[:, :, _MID] * horizon),
        *(spread(np.log(pair_rates[pairs, place] * horizon)) for place in (0, _MID, _SLOW)),
        spread(np.log(pair_rates[past.back[pairs], _MID] * horizon)),
        np.log(_sum_classes(chosen[:, :, _MID], past.quad) * horizon),
        np.log(_find_kindred(own[:, :, 2], pairs) * horizon),
        np.log(by_source[source] * horizon),
        np.log(by_target[target] * horizon),
        spread(np.log(by_source[source].sum(axis=1) * horizon)),
        spread(np.log(by_target[target].sum(axis=1) * horizon)),
        np.broadcast_to(np.log(share * kinds), shape),
        np.log1p(np.minimum(past.last[pairs], 2000.0) / 30.0),
        spread(np.log1p(np.minimum(past.last[pairs].min(axis=1), 2000.0) / 30.0)),
        spread(same[pairs]),
        spread(cross[pairs]),
        np.ones(shape),
    ]
    return np.stack(columns, axis=-1)


def _lean(expected: Floats) -> Floats:
    """Log odds that a Poisson count is not 0; near its mean beyond 20."""
    held = np.clip(expected, _LEAST, _FIRM)
    return np.asarray(np.log(np.expm1(held)), dtype=np.float64)


def _sum_ends(past: PairPast, own: Floats) -> tuple[Floats, Floats]:
    """Rates of each state as source and as target, by type, shape (states, K) each."""
    out = np.zeros((2, past.size, own.shape[1]))
    np.add.at(out[0], past.keys // past.size, own)
    np.add.at(out[1], past.keys % past.size, own)
    return out[0], out[1]


def _sum_classes(own: Floats, quad: NDArray[np.int32]) -> Floats:
    """Rates of all types of the class of each type, shape (pairs, K)."""
    return np.asarray(own @ (quad[:, None] == quad[None, :]).astype(np.float64), dtype=np.float64)


def _find_kindred(own: Floats, pairs: NDArray[np.integer]) -> Floats:
    """What the pair's other deeds let expect of each, by how types go together over all pairs; (pairs, K).

    Each type's rate is foretold from the others by least squares through 0 on square roots of rates, drawn
    to 0; the types' own is left out.
    """
    roots = np.sqrt(own)
    gram = roots.T @ roots
    kinds = gram.shape[0]
    ridge = 1e-9 + 0.01 * np.trace(gram) / max(kinds, 1)
    inverse = np.linalg.inv(gram + ridge * np.eye(kinds))
    weights = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(weights, 0.0)
    return np.asarray(np.square(np.maximum(roots[pairs] @ weights, 1e-4)), dtype=np.float64)


def _find_thirds(past: PairPast, own: Floats) -> tuple[Floats, Floats]:
    """Through common third states: friends or foes of both, and friends of one that are foes of the other."""
    friend, foe = (np.zeros((past.size, past.size)) for _ in range(2))
    source, target = past.keys // past.size, past.keys % past.size
    kind = past.quad <= 2
    for matrix, value in ((friend, own[:, kind].sum(axis=1)), (foe, own[:, ~kind].sum(axis=1))):
        matrix[source, target] += np.log1p(30.0 * value)
    friend, foe = friend + friend.T, foe + foe.T
    same = (friend @ friend + foe @ foe)[source, target]
    cross = friend @ foe
    return np.log1p(same), np.log1p((cross + cross.T)[source, target])
