"""Pooled boosted trees for counts (LightGBM, Poisson loss): a plain forecast to be beaten; optional."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.forecast.chances import log_gamma, negative_binomial
from detente.forecast.count_features import Panel
from detente.forecast.count_mixture import collect_rows
from detente.forecast.next_trees import import_lightgbm
from detente.forecast.nouns import Floats
from detente.forecast.tables import N_CLASSES

__all__ = ["BOOSTED", "find_shape", "foretell_boosted"]

BOOSTED = "pooled boosted trees, negative binomial"

_ROUNDS = 100
_MOST_ROWS = 40_000
_HELD = 5  # every fifth row tells the shape, and not the trees that are asked for its mean
_SHAPES = np.exp(np.linspace(-3.0, 4.0, 57))
_LEAST_MEAN = 1e-3
_SETTINGS: dict[str, Any] = {
    "objective": "poisson",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 50,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 1,
    "verbosity": -1,
}


def foretell_boosted(panel: Panel, features: Floats, *, step: int, top: int) -> Floats:
    """Chances of 0 to `top` events of each dyad and class, one shape a class; shape (dyads, 4, top + 1).

    Raises:
        MissingPartError: LightGBM cannot be loaded.
    """
    rows = collect_rows(panel)
    over = np.flatnonzero(rows.at + step <= panel.n_months)
    over = over[:: -(-over.size // _MOST_ROWS) or 1]
    counts = panel.counts[rows.at[over] + step - 1, rows.dyad[over]]
    held = np.arange(over.size) % _HELD == 0
    out = np.zeros((*features.shape[:2], top + 1))
    for quad in range(N_CLASSES):
        known, told = rows.features[over, quad], counts[:, quad]
        shape = find_shape(told[held], _boost(known[~held], told[~held], known[held]))
        mean = _boost(known, told, features[:, quad])
        out[:, quad] = negative_binomial(mean, np.full(mean.size, shape), top)
    return out


def find_shape(counts: Floats, means: Floats) -> float:
    """The likeliest shape of negative binomial counts about known means, on a grid from .05 to 55."""
    mean, count = means[:, None], counts[:, None]
    rising = log_gamma(count + _SHAPES) - log_gamma(np.broadcast_to(_SHAPES, (counts.size, _SHAPES.size)))
    scale = _SHAPES * -np.log1p(mean / _SHAPES) + count * (np.log(mean) - np.log(_SHAPES + mean))
    return float(_SHAPES[np.argmax((rising + scale).sum(axis=0))])


def _boost(features: Floats, counts: Floats, asked: Floats) -> Floats:
    """Means of what is asked, by trees grown on what is known."""
    if not counts.any():
        return np.full(len(asked), _LEAST_MEAN)
    lightgbm = import_lightgbm()
    booster = lightgbm.train(_SETTINGS, lightgbm.Dataset(features, counts), _ROUNDS)
    return np.maximum(np.asarray(booster.predict(asked), dtype=np.float64), _LEAST_MEAN)
