"""Ideal points: where states stand on the one line that best tells how they vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.errors import UsageError
from detente.system.ideal_ordinal import build_items, find_log_odds, fit_items, rescale_items
from detente.system.ideal_seats import Period, build_start
from detente.system.ideal_votes import Votes, build_votes
from detente.system.ideal_walk import build_grid, smooth_on_grid
from detente.system.network import Floats

__all__ = ["COVERAGE", "STEP", "IdealPoints", "check_settings", "fit_ideal_points"]

COVERAGE = 0.9
"""Probability that an interval is meant to hold."""
STEP = 0.5
"""How far a state moves in a period, as a standard deviation; that of the published points."""
_NODES = 97
_LEAST_STEP = 0.1
_START_SD = 0.4
_WARM = 4


@dataclass(frozen=True, slots=True, eq=False)
class IdealPoints:
    """Points of states on one dimension, with how sure they are.

    The unit is the standard deviation of states at their first vote, 0 their mean. Points of different
    periods compare only as far as the model links them: see `fit_ideal_points`.

    Attributes:
        states: Their names, sorted.
        periods: Sorted.
        points: Posterior means (of counts of agreement: modes), shape (periods, states); NaN where a state
            did not vote.
        sd: Posterior standard deviations, same shape.
        low: Lower ends of the intervals, same shape.
        high: Upper ends.
        coverage: Probability of the intervals.
        n_votes: Votes that told of each point, same shape (of counts of agreement: the most that the state
            shared with another).
        anchor: The state whose side is the positive one.
        step: Standard deviation of a period's step; None if each period stands alone.
        log_likelihood: Of the votes, positions integrated out; None if only counts were given.
        explained: Share of the variation between dyads that the points explain; None if votes were given.
        n_items: Votes that were used; None if only counts were given.
        unanimous: Votes that were dropped because all chose alike.
        silent: States that were dropped because they took part in no other vote, or shared none.
        n_absent: Rows that were missing or empty.
        n_iterations: Of the fit.
        converged: Whether it came to rest before the most iterations allowed.
    """

    states: tuple[str, ...]
    periods: tuple[Period, ...]
    points: Floats
    sd: Floats
    low: Floats
    high: Floats
    coverage: float
    n_votes: Floats
    anchor: str
    step: float | None
    log_likelihood: float | None
    explained: float | None
    n_items: int | None
    unanimous: tuple[str, ...]
    silent: tuple[str, ...]
    n_absent: int
    n_iterations: int
    converged: bool


def fit_ideal_points(  # noqa: PLR0913 - columns and settings, all named
    state: Sequence[str],
    vote_id: Sequence[str],
    *,
    choice: Sequence[str | None],
    period: Sequence[Period] | None = None,
    anchor: str = "USA",
    step: float | None = STEP,
    coverage: float = COVERAGE,
    n_iterations: int = 300,
    tolerance: float = 1e-6,
) -> IdealPoints:
    """Ideal points from roll calls, by a dynamic ordinal item response model.

    With x the position of a state in a period and b, c, d the parameters of a vote::

        P(no) = L(c - d - b x),  P(no or abstain) = L(c + d - b x),  L(u) = 1 / (1 + exp(-u))
        x(first) ~ N(0, 1),  x(next) ~ N(x, step^2 per period)

    after Bailey, Strezhnev and Voeten (2017, Journal of Conflict Resolution 61: 430-456), who sample from a
    probit form of it; the step of variance 1/4 is theirs for a state that votes as often as the year before.
    Votes are fitted by marginal maximum likelihood (EM, Bock and Aitkin 1981, Psychometrika 46: 443-459)
    with a weak prior, positions integrated out on a grid. Intervals hold the vote's parameters fixed, so
    with few states they are somewhat too narrow.

    A vote that comes up again in another period **under the same name** keeps its parameters and so makes
    the periods comparable. Without such votes only the walk of the states links them, and a drift of all
    states alike, or of the agenda, cannot be told from none.

    Args:
        state: Of each row.
        vote_id: Of each row.
        choice: ``yes``, ``abstain`` or ``no``; ``absent``, empty or None if missing.
        period: Of each row, numbers or text in order; none if all is one period. Gaps are counted in
            periods that occur.
        anchor: The state whose side is the positive one.
        step: Standard deviation of a state's step from period to period; None to let each period stand
            alone.
        coverage: Probability of the intervals.
        n_iterations: The most iterations of EM.
        tolerance: Gain of log likelihood per vote cast at which it stops.

    Raises:
        InputError: If columns differ in length, a choice is unknown, a state chose twice in a vote, no vote
            splits the states, or a period's sign is open.
        UnknownNameError: If the anchor never took part in a split vote.
        UsageError: If a setting is out of range.
    """
    check_settings(step, coverage)
    votes = build_votes(state, vote_id, choice, period, linked=step is not None)
    grid = build_grid(_NODES)
    start = build_start(votes.seats, [_find_leading(table) for table in votes.cast], anchor)
    posterior = np.exp(-0.5 * ((grid - start[:, None]) / _START_SD) ** 2)
    posterior /= posterior.sum(axis=1, keepdims=True)
    items = build_items(_find_shares(votes))
    reached, rounds, rests = -np.inf, 0, False
    for _ in range(_WARM):
        items = fit_items(items, _count_expected(votes, posterior), grid)
    while rounds < n_iterations and not rests:
        rounds += 1
        items = fit_items(items, _count_expected(votes, posterior), grid)
        items = rescale_items(items, *_find_scale(votes, posterior, grid))
        posterior, found = smooth_on_grid(votes.seats, _weigh(votes, items, grid), grid, step=step)
        rests = abs(found - reached) <= tolerance * float(votes.n_cast.sum())
        reached = found
    return _build_points(
        votes, posterior, grid, settings=(anchor, step, coverage), fit=(reached, rounds, rests)
    )


def check_settings(step: float | None, coverage: float) -> None:
    """Whether step and coverage can be used.

    Raises:
        UsageError: If not.
    """
    if step is not None and not _LEAST_STEP <= step < np.inf:
        raise UsageError(f"a step of {step!r}", hint=f"{_LEAST_STEP} or more, or None for no link")
    if not 0.0 < coverage < 1.0:
        raise UsageError(f"coverage {coverage!r}", hint="above 0 and below 1")


def _find_leading(table: Floats) -> Floats:
    """First principal component of a period's votes; an absence counts as the vote's mean."""
    there = table.sum(axis=2)
    lean = table[:, :, 2] - table[:, :, 0]
    mean = lean.sum(axis=0) / np.maximum(there.sum(axis=0), 1.0)
    centred = np.where(there > 0, lean - mean, 0.0)
    left, size, _ = np.linalg.svd(centred, full_matrices=False)
    return np.asarray(left[:, 0] * size[0], dtype=np.float64)


def _find_shares(votes: Votes) -> Floats:
    counts = np.zeros((votes.n_items, 3))
    for items, table in zip(votes.items, votes.cast, strict=True):
        counts[items] += table.sum(axis=0)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _count_expected(votes: Votes, posterior: Floats) -> Floats:
    """Expected votes by choice and node, shape (votes, 3, nodes)."""
    counts = np.zeros((votes.n_items, 3, posterior.shape[1]))
    for period, (items, table) in enumerate(zip(votes.items, votes.cast, strict=True)):
        rows = posterior[votes.seats.find_span(period)]
        counts[items] += (table.reshape(len(table), -1).T @ rows).reshape(len(items), 3, -1)
    return counts


def _find_scale(votes: Votes, posterior: Floats, grid: Floats) -> tuple[float, float]:
    """Mean and standard deviation of states' positions at their first vote, which are to be 0 and 1."""
    first = posterior[votes.seats.before < 0].mean(axis=0)
    mean = float(first @ grid)
    return mean, float(np.sqrt(first @ (grid - mean) ** 2))


def _weigh(votes: Votes, items: Floats, grid: Floats) -> Floats:
    """Log probability of each seat's votes at each node."""
    odds = find_log_odds(items, grid)
    weights = [
        table.reshape(len(table), -1) @ odds[taken].reshape(-1, len(grid))
        for taken, table in zip(votes.items, votes.cast, strict=True)
    ]
    return np.concatenate(weights)


def _build_points(
    votes: Votes,
    posterior: Floats,
    grid: Floats,
    *,
    settings: tuple[str, float | None, float],
    fit: tuple[float, int, bool],
) -> IdealPoints:
    seats = votes.seats
    anchor, step, coverage = settings
    mean = posterior @ grid
    spread = np.sqrt(np.maximum(posterior @ grid**2 - mean**2, 0.0))
    tail = (1.0 - coverage) / 2.0
    return IdealPoints(
        states=seats.states,
        periods=seats.periods,
        points=seats.spread(mean),
        sd=seats.spread(spread),
        low=seats.spread(_find_quantile(posterior, grid, tail)),
        high=seats.spread(_find_quantile(posterior, grid, 1.0 - tail)),
        coverage=coverage,
        n_votes=np.nan_to_num(seats.spread(votes.n_cast)),
        anchor=anchor,
        step=step,
        log_likelihood=fit[0],
        explained=None,
        n_items=votes.n_items,
        unanimous=votes.unanimous,
        silent=votes.silent,
        n_absent=votes.n_absent,
        n_iterations=fit[1],
        converged=fit[2],
    )


def _find_quantile(posterior: Floats, grid: Floats, share: float) -> Floats:
    """Quantile of each row; a node's mass lies evenly between the middles to its neighbours."""
    edges = np.r_[grid - (grid[1] - grid[0]) / 2.0, grid[-1] + (grid[1] - grid[0]) / 2.0]
    return np.array([np.interp(share, np.r_[0.0, np.cumsum(row)], edges) for row in posterior])
