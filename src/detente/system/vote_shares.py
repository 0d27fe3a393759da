"""Which dyads vote alike more, or less, than is expected of them."""

from __future__ import annotations

from statistics import NormalDist
from typing import Literal

import numpy as np

from detente.core.errors import InputError
from detente.relations.course import find_quantile
from detente.system.network import Floats, list_names
from detente.system.table_rows import TableRows

__all__ = ["Ties", "read_votes"]

Ties = dict[tuple[str, str], tuple[float, float]]
"""Weight and probability of a friendly sign of each dyad."""
_STEPS = 100


def read_votes(rows: TableRows, expected: float | Literal["states"], *, coverage: float) -> Ties:
    """The sign of each dyad's share of votes alike, where it is clear."""
    half = find_quantile(coverage)
    if expected != "states" and not 0 < expected < 1:
        raise InputError(f"an expected share of {expected!r}", hint='between 0 and 1, or "states"')
    # The ledger's table has the columns of both kinds, and null where a row is of the other.
    cast = not np.isnan(rows.numbers("vote", missing=np.nan)).all()
    names, joint, alike = _count_cast(rows) if cast else _count_dyads(rows)
    mean = (alike + 1) / (joint + 2)
    spread = np.sqrt(mean * (1 - mean) / (joint + 3))
    usual = _fit_shares(joint, alike) if expected == "states" else np.full(joint.shape, float(expected))
    apart = mean - usual
    weight = np.where(np.abs(apart) > half * spread, apart / np.maximum(usual, 1 - usual), 0.0)
    normal = NormalDist()
    return {
        (names[i], names[j]): (float(weight[i, j]), normal.cdf(float(apart[i, j] / spread[i, j])))
        for i, j in zip(*(at.tolist() for at in np.nonzero(np.triu(joint, 1))), strict=True)
    }


def _count_dyads(rows: TableRows) -> tuple[list[str], Floats, Floats]:
    """Joint votes and votes alike, shape (states, states), from the shares of dyads."""
    pairs, share, joint = rows.pairs(), rows.numbers("agreement"), rows.numbers("n_joint")
    seen = (joint > 0) & ~np.isnan(share)
    wrong = share[seen & ~((share >= 0) & (share <= 1))]
    if wrong.size:
        raise InputError(
            f"{wrong.size} shares of votes alike are none: {wrong[:3].tolist()!r}",
            hint="0 to 1; of an S-score s give (s + 1) / 2",
        )
    names = sorted({name for pair in pairs for name in pair})
    index = {name: place for place, name in enumerate(names)}
    n_joint, n_alike = np.zeros((2, len(names), len(names)))
    clashes: list[str] = []
    for at in np.flatnonzero(seen).tolist():
        i, j = index[pairs[at][0]], index[pairs[at][1]]
        told = joint[at], joint[at] * share[at]
        if n_joint[i, j] and told != (n_joint[i, j], n_alike[i, j]):
            clashes.append("-".join(pairs[at]))
        n_joint[[i, j], [j, i]], n_alike[[i, j], [j, i]] = told
    if clashes:
        raise InputError(
            f"votes told twice, and not alike: {list_names(sorted(set(clashes)))}", hint="a dyad a year once"
        )
    return names, n_joint, n_alike


def _count_cast(rows: TableRows) -> tuple[list[str], Floats, Floats]:
    """The same from votes cast."""
    voters, vote = np.array(rows.states("cow1")), rows.numbers("vote")
    calls = np.array(rows.texts("roll_call"))
    cast = np.isin(vote, (1, 2, 3))
    names, who = np.unique(voters, return_inverse=True)
    which = np.unique(calls, return_inverse=True)[1]
    votes = np.zeros((names.size, int(which.max(initial=-1)) + 1))
    votes[who[cast], which[cast]] = vote[cast]
    there = (votes > 0).astype(np.float64)
    ways = [(votes == way).astype(np.float64) for way in (1, 2, 3)]
    return names.tolist(), there @ there.T, sum((way @ way.T for way in ways), np.zeros((names.size,) * 2))


def _fit_shares(joint: Floats, alike: Floats) -> Floats:
    """Shares alike that the states' own leanings explain: Newton steps, with a normal prior on each."""
    joint, alike = joint * (1 - np.eye(len(joint))), alike * (1 - np.eye(len(alike)))
    lean = np.zeros(len(joint))
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-(lean[:, None] + lean)))
        slope = (alike - joint * share).sum(axis=1) - lean
        curve = joint * share * (1 - share)
        step = np.clip(np.linalg.solve(curve + np.diag(curve.sum(axis=1) + 1), slope), -1, 1)
        lean += step
        if np.abs(step).max(initial=0.0) < 1e-9:
            break
    usual: Floats = 1 / (1 + np.exp(-(lean[:, None] + lean)))
    return usual
