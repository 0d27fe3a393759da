"""Boosted trees on top of the linear occurrence model (LightGBM: Ke et al. 2017), an optional part."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.forecast.next_trees import import_lightgbm
from detente.forecast.nouns import Floats

__all__ = ["boost_linear", "lean_trees"]

_SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 200,
    "lambda_l2": 20.0,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbosity": -1,
}
_ROUNDS = 60


def boost_linear(features: Floats, outcome: Floats, lean: Floats) -> str:
    """Trees, as text, that add to the log odds of a linear model.

    Raises:
        MissingPartError: If LightGBM cannot be loaded.
    """
    lightgbm = import_lightgbm()
    table = lightgbm.Dataset(features.astype(np.float32), outcome, init_score=lean)
    return str(lightgbm.train(_SETTINGS, table, _ROUNDS).model_to_string())


def lean_trees(text: str, features: Floats) -> Floats:
    """What the trees add to the log odds, for features (..., F)."""
    booster = import_lightgbm().Booster(model_str=text)
    flat = features.reshape(-1, features.shape[-1]).astype(np.float32)
    added = booster.predict(flat, raw_score=True, num_threads=1)
    return np.asarray(added, dtype=np.float64).reshape(features.shape[:-1])
