"""A state's point walks from period to period: smoothing on a grid, and in closed form."""

from __future__ import annotations

import numpy as np

from detente.system.ideal_seats import Seats
from detente.system.network import Floats

__all__ = ["build_grid", "measure_steps", "measure_walk_variance", "smooth_on_grid"]

_REACH = 6.0
_TINY = 1e-300


def build_grid(n_nodes: int) -> Floats:
    """Nodes of the latent position, in standard deviations of the states at their first vote."""
    return np.linspace(-_REACH, _REACH, n_nodes)


def smooth_on_grid(
    seats: Seats, evidence: Floats, grid: Floats, *, step: float | None
) -> tuple[Floats, float]:
    """The posterior of each seat's position given all votes of its state, and the log likelihood.

    Forward and backward over the periods (Rabiner 1989, Proceedings of the IEEE 77: 257-286), the position
    being one of the nodes: standard normal at a state's first vote, then a normal step of variance
    ``step**2`` a period.

    Args:
        seats: The states and periods.
        evidence: Log probability of the votes of each seat at each node, shape (seats, nodes).
        grid: The nodes.
        step: Standard deviation of a period's step; None if each seat stands alone.

    Returns:
        Posterior, shape (seats, nodes), rows sum to 1; and the log likelihood with positions integrated out.
    """
    top = evidence.max(axis=1, keepdims=True)
    weight = np.exp(evidence - top)
    prior = np.exp(-0.5 * grid**2)
    expected = np.tile(prior / prior.sum(), (seats.n_seats, 1))
    steps = {int(gap): _build_kernel(grid, step or 1.0, int(gap)) for gap in np.unique(seats.gap) if gap}
    seen = np.empty_like(weight)
    scale = np.empty(seats.n_seats)
    for period in range(len(seats.periods)):
        span = seats.find_span(period)
        for gap, kernel in steps.items():
            chosen = np.flatnonzero(seats.gap[span] == gap) + span.start
            expected[chosen] = seen[seats.before[chosen]] @ kernel
        joint = expected[span] * weight[span]
        scale[span] = np.maximum(joint.sum(axis=1), _TINY)
        seen[span] = joint / scale[span, None]
    posterior = seen.copy()
    for period in reversed(range(len(seats.periods))):
        span = seats.find_span(period)
        for gap, kernel in steps.items():
            chosen = np.flatnonzero(seats.gap[span] == gap) + span.start
            before = seats.before[chosen]
            ratio = posterior[chosen] / np.maximum(expected[chosen], _TINY)
            back = seen[before] * (ratio @ kernel.T)
            posterior[before] = back / np.maximum(back.sum(axis=1, keepdims=True), _TINY)
    return posterior, float((np.log(scale) + top[:, 0]).sum())


def measure_steps(seats: Seats, n_votes: Floats, *, step: float) -> Floats:
    """Variance of each seat's step from the seat before, shape (seats,); 0 if there is none.

    ``step^2 * 2 n / (n + n before)`` a period, n the votes: who votes more than before is held less to where
    it stood, as in the published model (whose variance is ``0.5 n / (n + n before)``).
    """
    share = n_votes / np.maximum(n_votes + n_votes[seats.before], 1.0)
    return np.asarray(np.where(seats.before >= 0, step**2 * 2.0 * share * seats.gap, 0.0), dtype=np.float64)


def measure_walk_variance(seats: Seats, information: Floats, steps: Floats) -> Floats:
    """Posterior variance of each seat's position if its own votes carry the given information.

    The inverse of the tridiagonal precision of a Gaussian walk, by a forward and a backward sum.

    Args:
        seats: The states and periods.
        information: Of each seat's own votes, shape (seats,).
        steps: Variance of the step from the seat before, same shape.
    """
    ahead, behind = np.ones(seats.n_seats), np.zeros(seats.n_seats)
    linked = seats.before >= 0
    for seat in np.flatnonzero(linked):  # precision that earlier periods bring; seats are sorted by period
        before = seats.before[seat]
        ahead[seat] = 1.0 / (1.0 / (ahead[before] + information[before]) + steps[seat])
    for seat in np.flatnonzero(linked)[::-1]:
        own = behind[seat] + information[seat]
        behind[seats.before[seat]] = own / (1.0 + own * steps[seat])
    return np.asarray(1.0 / (ahead + behind + information), dtype=np.float64)


def _build_kernel(grid: Floats, step: float, gap: int) -> Floats:
    distance = (grid[:, None] - grid[None, :]) ** 2
    kernel = np.exp(-0.5 * distance / (step**2 * gap))
    return np.asarray(kernel / kernel.sum(axis=1, keepdims=True), dtype=np.float64)
