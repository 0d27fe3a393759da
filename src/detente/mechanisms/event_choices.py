"""The likelihood of choosing one state of several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.mechanisms.event_climb import Slope
from detente.mechanisms.histories import History, Places, walk_history
from detente.mechanisms.world import Bools, Covariate, Floats

__all__ = ["centre_rows", "gather_choices", "measure_choices"]


def gather_choices(history: History, covariates: Sequence[Covariate]) -> tuple[Floats, Bools, Places]:
    """What each event's source could choose, and what it chose.

    Returns:
        Covariates, shape (events, states, covariates); who could be chosen, shape (events, states); and the
        place of who was, shape (events,).
    """
    n_states = history.world.n_states
    rows = np.empty((history.n_events, n_states, len(covariates)))
    offered = np.empty((history.n_events, n_states), dtype=bool)
    for place, moment in enumerate(walk_history(history, covariates)):
        for column, values in enumerate(moment.values):
            rows[place, :, column] = values[moment.source]
        offered[place] = moment.present
        offered[place, moment.source] = False
    return rows, offered, history.targets


def centre_rows(rows: Floats, offered: Bools) -> Floats:
    """Take the mean over what is offered from each event's rows, in place; 0 where nothing is offered.

    It changes no choice. Returns the largest absolute value of each covariate before, shape (names,).
    """
    rows[~offered] = 0.0
    sizes: Floats = np.abs(rows).max(axis=(0, 1))
    rows -= (rows.sum(axis=1) / offered.sum(axis=1, keepdims=True))[:, None, :]
    rows[~offered] = 0.0
    return sizes


def measure_choices(beta: Floats, rows: Floats, chosen: Floats, offered: Bools) -> Slope:
    """Log-likelihood of choices by exp(βx), with its gradient and information.

    Args:
        beta: Coefficients, shape (names,).
        rows: What is offered, shape (events, states, names); 0 where nothing is.
        chosen: The rows chosen, shape (events, names).
        offered: Which could be chosen, shape (events, states); one at least in each event.
    """
    pull = np.where(offered, rows @ beta, -np.inf)
    highest = pull.max(axis=1, keepdims=True)
    weights = np.exp(pull - highest)
    total = weights.sum(axis=1, keepdims=True)
    shares = weights / total
    height = float((chosen @ beta).sum() - (highest + np.log(total)).sum())
    expected = np.einsum("en,enp->ep", shares, rows)
    flat = rows.reshape(-1, beta.size)
    information = flat.T @ (flat * shares.reshape(-1, 1)) - expected.T @ expected
    return height, (chosen - expected).sum(axis=0), information
