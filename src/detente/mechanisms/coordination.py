"""Which two states agree: the model of coordination, where an event needs both of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.mechanisms.event_climb import Slope, climb
from detente.mechanisms.event_names import check_names, check_values
from detente.mechanisms.fit import Fit
from detente.mechanisms.histories import History, Moment, walk_history
from detente.mechanisms.world import Covariate, Floats

__all__ = ["fit_coordination"]

_STRIDE = 3.0  # the farthest one step may move the pull of a pair apart: far from 0 the surface is rough


def fit_coordination(history: History, covariates: Sequence[Covariate], *, max_steps: int = 50) -> Fit:
    """Fit which pair of states makes an event without direction.

    Each state would choose each other one with probability p_ij = exp(βx_ij) / Σ_k exp(βx_ik); the pair i, j
    makes the event with probability p_ij p_ji / Σ_(k<l) p_kl p_lk: both choose each other. Fitted by Newton's
    method with the exact gradient and Hessian; standard errors from the information observed. The history is
    walked again at each step, so memory does not grow with the number of events.

    Args:
        history: Events, whose source and target may be swapped, and changes; networks without direction must
            change in both cells.
        covariates: What the states may go by; names must differ.
        max_steps: Of Newton's method.

    Raises:
        UsageError: No covariate, or one twice.
        InputError: Two covariates say the same, one never differs or decides every event, or a value is not
            known.

    Source: C. Stadtfeld, J. Hollway & P. Block, Sociological Methodology 47 (2017) 1.
    """
    names = check_names(covariates)
    lowest, highest = np.full(len(names), np.inf), np.full(len(names), -np.inf)
    for moment in walk_history(history, covariates):
        off = np.logical_and.outer(moment.present, moment.present) & ~np.eye(moment.present.size, dtype=bool)
        rows = np.stack([values[off] for values in moment.values])
        check_values(rows.T, names)
        lowest, highest = np.minimum(lowest, rows.min(axis=1)), np.maximum(highest, rows.max(axis=1))
    # Three arrays as large as the covariates, used again for each event: fresh ones cost more than the sums.
    memory = np.empty((3, len(names) * history.world.n_states**2))

    def measure(beta: Floats) -> Slope:
        height, gradient = 0.0, np.zeros(beta.size)
        information = np.zeros((beta.size, beta.size))
        for moment in walk_history(history, covariates):
            slope = _measure_event(beta, moment, memory)
            height += slope[0]
            gradient += slope[1]
            information += slope[2]
        return height, gradient, information

    summit = climb(measure, names, sizes=highest - lowest, stride=_STRIDE, max_steps=max_steps)
    return Fit(
        model="coordination",
        names=names,
        coefficients=summit.coefficients,
        covariance=summit.covariance,
        errors="information",
        log_likelihood=summit.log_likelihood,
        n_rows=history.n_events,
        n_clusters=0,
        n_left_out=0,
        converged=summit.converged,
    )


def _measure_event(beta: Floats, moment: Moment, memory: Floats) -> Slope:
    n_names, n = beta.size, int(moment.present.sum())
    rows, product, turned = memory[:, : n_names * n * n].reshape(3, n_names, n, n)
    _take(moment, rows)
    flat, flat_product = rows.reshape(n_names, -1), product.reshape(n_names, -1)
    pull = (beta @ flat).reshape(n, n)
    np.fill_diagonal(pull, -np.inf)
    pull -= pull.max(axis=1, keepdims=True)
    weights = np.exp(pull)
    total = weights.sum(axis=1, keepdims=True)
    shares = weights / total
    logs = pull - np.log(total)
    both = logs + logs.T
    top = float(both.max())
    pairs = np.exp(both - top)
    height_of_all = top + float(np.log(pairs.sum() / 2))
    pairs /= pairs.sum()  # each pair stands in two cells
    before = np.cumsum(moment.present) - 1
    one, other = int(before[moment.source]), int(before[moment.target])
    # A pair leans by x_ij + x_ji - m_i - m_j, with m what a state expects; the derivative of m_i is how much
    # its choice varies. Sums over pairs are over both cells, which lean alike.
    expected = np.einsum("kl,pkl->pk", shares, rows)
    involved = pairs.sum(axis=1)
    np.multiply(rows, pairs, out=product)
    mean = 2 * (flat_product.sum(axis=1) - expected @ involved)
    leaning = (product.sum(axis=2) + product.sum(axis=1)) @ expected.T
    np.copyto(turned, rows.transpose(0, 2, 1))
    information = 2 * flat_product @ turned.reshape(n_names, -1).T
    made = rows[:, one, other] + rows[:, other, one] - expected[:, one] - expected[:, other]
    more = -2 * involved
    more[[one, other]] += 1.0
    np.multiply(rows, shares * more[:, None] + 2 * pairs, out=product)
    information += flat_product @ flat.T - 2 * (leaning + leaning.T) + 2 * expected @ pairs @ expected.T
    information += (expected * (2 * involved - more)) @ expected.T - np.outer(mean, mean)
    return float(both[one, other]) - height_of_all, made - mean, information


def _take(moment: Moment, rows: Floats) -> None:
    there = np.ix_(moment.present, moment.present)
    for row, values in zip(rows, moment.values, strict=True):
        row[...] = values if moment.present.all() else values[there]
