"""The ordinal item response model of one vote, and its fit to expected counts at nodes."""

from __future__ import annotations

import numpy as np

from detente.system.network import Floats

__all__ = ["build_items", "find_log_odds", "fit_items", "rescale_items"]

_PRIOR_MEAN = np.array([0.0, 0.0, -1.0])
_PRIOR_SD = np.array([4.0, 5.0, 2.0])
_LONGEST = 2.0
_SHARES = (1.0, 0.25, 0.05)


def build_items(shares: Floats) -> Floats:
    """A start for votes: no discrimination, thresholds from the shares of the choices.

    Args:
        shares: Shares of no, abstain and yes, shape (votes, 3).

    Returns:
        Parameters, shape (votes, 3): discrimination, middle of the two thresholds, log of half their
        distance.
    """
    safe = np.clip(shares, 0.005, 1.0)
    below = np.cumsum(safe / safe.sum(axis=1, keepdims=True), axis=1)[:, :2]
    edges = np.log(below) - np.log1p(-below)
    half = np.maximum(edges[:, 1] - edges[:, 0], 1e-2) / 2.0
    return np.column_stack([np.zeros(len(shares)), edges.mean(axis=1), np.log(half)])


def find_log_odds(items: Floats, grid: Floats) -> Floats:
    """Log probability of no, abstain and yes of each vote at each node, shape (votes, 3, nodes)."""
    return _find_odds(items, grid)[0]


def fit_items(items: Floats, counts: Floats, grid: Floats) -> Floats:
    """One step of Fisher scoring toward the parameters that make expected counts likeliest.

    A weak normal prior keeps a vote that splits states perfectly, or that has no abstention, finite.

    Args:
        items: Parameters to start from, shape (votes, 3).
        counts: Expected votes, shape (votes, 3 choices, nodes).
        grid: The nodes.
    """
    logs, slopes = _find_odds(items, grid)  # slopes: (votes, parameters, choices, nodes)
    slope = (slopes * counts[:, None]).sum(axis=(2, 3)) - (items - _PRIOR_MEAN) / _PRIOR_SD**2
    weighted = slopes * (np.exp(logs) * counts.sum(axis=1, keepdims=True))[:, None]
    flat = weighted.reshape(len(items), 3, -1)
    curve = flat @ slopes.reshape(len(items), 3, -1).transpose(0, 2, 1) + np.diag(1.0 / _PRIOR_SD**2)
    move = np.linalg.solve(curve, slope[:, :, None])[:, :, 0]
    move *= np.minimum(1.0, _LONGEST / np.maximum(np.abs(move).max(axis=1, keepdims=True), _LONGEST))
    reached = _measure(items, logs, counts)
    best, open_votes = items.copy(), np.arange(len(items))
    for share in _SHARES:  # the longest part of the step that does not lead down, vote by vote
        tried = items[open_votes] + share * move[open_votes]
        found = _measure(tried, find_log_odds(tried, grid), counts[open_votes])
        rises = found >= reached[open_votes]
        best[open_votes[rises]] = tried[rises]
        open_votes = open_votes[~rises]
        if not len(open_votes):
            break
    return best


def rescale_items(items: Floats, mean: float, spread: float) -> Floats:
    """The same votes when positions are measured from another origin, in another unit."""
    beta = items[:, 0]
    return np.column_stack([beta * spread, items[:, 1] - beta * mean, items[:, 2]])


def _measure(items: Floats, logs: Floats, counts: Floats) -> Floats:
    """Log posterior of each vote's parameters, up to a constant."""
    prior = (((items - _PRIOR_MEAN) / _PRIOR_SD) ** 2).sum(axis=1)
    return np.asarray((logs * counts).sum(axis=(1, 2)) - 0.5 * prior, dtype=np.float64)


def _find_odds(items: Floats, grid: Floats) -> tuple[Floats, Floats]:
    """Log probabilities, shape (votes, 3, nodes), and their slopes, shape (votes, 3 parameters, 3, nodes).

    Written so that nothing cancels where a choice is all but impossible.
    """
    lean, middle = items[:, 0, None] * grid, items[:, 1, None]
    half = np.exp(np.clip(items[:, 2, None], -12.0, 6.0))
    below, above = middle - half - lean, middle + half - lean
    log_no, log_more = -np.logaddexp(0.0, -below), -np.logaddexp(0.0, below)
    log_less, log_yes = -np.logaddexp(0.0, -above), -np.logaddexp(0.0, above)
    gap = -np.expm1(-2.0 * half)
    logs = np.stack([log_no, log_less + log_more + np.log(gap), log_yes], axis=1)
    lower, upper = np.exp(log_no), np.exp(log_less)
    by_middle = np.stack([1.0 - lower, 1.0 - lower - upper, -upper], axis=1)
    wider = 1.0 - upper + lower + 2.0 * np.exp(-2.0 * half) / gap
    by_half = half[:, None] * np.stack([lower - 1.0, wider, -upper], axis=1)
    return logs, np.stack([-grid * by_middle, by_middle, by_half], axis=1)
