"""The systems that the probabilities of signs allow: listed with their weight if they are few, else drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from detente.system.graph import Flags, Floats, Ints, SignedGraph, build_signed_graph
from detente.system.network import System

__all__ = ["LEFT_OUT", "SMALL", "SignOdds", "find_all_best"]

SMALL = 8
"""States of which all divisions are tried: 4,140 of eight."""
MOST_PATTERNS = 64
LEFT_OUT = 0.005
"""Probability, together, of the patterns that may be left out to keep the others few."""
_NEGLIGIBLE = 1e-5
_TOO_MANY = 4_096


@dataclass(frozen=True, slots=True, eq=False)
class SignOdds:
    """Dyads that may be tied: how likely each is there, how likely friendly, and what it weighs."""

    n: int
    first: Ints
    second: Ints
    there: Floats
    positive: Floats
    weight: Floats

    @classmethod
    def read(cls, system: System, *, weighted: bool) -> SignOdds:
        """Those of a system of one layer."""
        weights, positive = np.abs(system.weights[0]), system.positive[0]
        # A tie of which no probability is known has the sign of its weight.
        sure = np.where(np.isnan(positive), system.weights[0] > 0, positive)
        there = np.where(weights > 0, 1.0, np.where(np.isnan(positive), 0.0, np.abs(2 * positive - 1)))
        first, second = np.nonzero(np.triu(there, 1))
        size = weights[first, second] if weighted else np.sign(weights[first, second])
        least = float(size[size > 0].min()) if (size > 0).any() else 1.0
        size = np.where(size > 0, size, least)
        return cls(system.n_states, first, second, there[first, second], sure[first, second], size)

    @property
    def n_uncertain(self) -> int:
        """Dyads that are not the same in each draw."""
        return int(((self.there < 1) | ((self.positive > 0) & (self.positive < 1))).sum())

    def draw(self, rng: np.random.Generator) -> SignedGraph:
        """One system; two random numbers a dyad, used or not."""
        chance = rng.random((2, self.first.size))
        return self._build(np.where(chance[0] < self.there, np.where(chance[1] < self.positive, 1, -1), 0))

    def list_patterns(self) -> list[tuple[float, SignedGraph]] | None:
        """All systems with their probability, the most probable first; None if there are too many.

        Of more than `MOST_PATTERNS` the least probable are left out, if `LEFT_OUT` at most falls away.
        """
        odds = np.stack((self.there * (1 - self.positive), 1 - self.there, self.there * self.positive))
        shares, signs = np.ones(1), np.zeros((1, self.first.size), dtype=np.int64)
        signs[0] = odds.argmax(axis=0) - 1
        for dyad in np.flatnonzero(odds.max(axis=0) < 1).tolist():
            shares = np.concatenate([shares * odds[sign + 1, dyad] for sign in (-1, 0, 1)])
            rows = np.concatenate([signs] * 3)
            rows[:, dyad] = np.repeat((-1, 0, 1), len(signs))
            signs, shares = rows[shares > _NEGLIGIBLE], shares[shares > _NEGLIGIBLE]
            if shares.size > _TOO_MANY:
                return None
        order = np.argsort(-shares, kind="stable")[:MOST_PATTERNS]
        if shares[order].sum() < 1 - LEFT_OUT:
            return None
        return [(float(shares[at]), self._build(signs[at])) for at in order.tolist()]

    def _build(self, sign: Ints) -> SignedGraph:
        """The graph of one pattern; a dyad of sign 0 has no tie."""
        tied = sign != 0
        first, second, weight = self.first[tied], self.second[tied], self.weight[tied]
        return build_signed_graph(self.n, first, second=second, sign=sign[tied], weight=weight)


def find_all_best(graph: SignedGraph, *, k: int | None) -> Ints:
    """Every division that frustrates least, one a row, all divisions tried; for `SMALL` graphs.

    Of any number of camps those only that friendly ties hold together: others could be split at no cost.
    """
    camps: Ints = _list_divisions(graph.n)
    camps = camps if k is None else camps[camps.max(axis=1, initial=0) < k]
    wrong: Flags = (camps[:, graph.first] == camps[:, graph.second]) != (graph.sign > 0)
    cost = wrong @ graph.weight
    camps = camps[np.flatnonzero(cost <= cost.min() + 1e-9 * max(1.0, float(cost.min())))]
    if k is not None:
        return camps
    same = camps[:, :, None] == camps[:, None, :]
    friendly = np.eye(graph.n, dtype=bool)
    mine = graph.sign > 0
    friendly[graph.first[mine], graph.second[mine]] = friendly[graph.second[mine], graph.first[mine]] = True
    reached = same & friendly
    for _ in range(SMALL.bit_length()):
        reached = reached @ reached
    held: Ints = camps[(reached == same).all(axis=(1, 2))]
    return held if len(held) else camps


@cache
def _list_divisions(n: int) -> Ints:
    """Every division of n nodes into camps, one a row."""
    rows: list[list[int]] = [[]]
    for _ in range(n):
        rows = [[*row, camp] for row in rows for camp in range(max(row, default=-1) + 2)]
    return np.array(rows, dtype=np.int64).reshape(-1, n)
