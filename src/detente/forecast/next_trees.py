"""Boosted trees over the candidates (LightGBM, lambdarank: Ke et al. 2017), an optional part."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.core.errors import MissingPartError
from detente.forecast.next_tally import Floats32, Longs

__all__ = ["explain_trees", "fit_trees", "has_trees", "import_lightgbm", "load_trees", "score_trees"]

_FEW_ROWS = 50_000  # below it trees are smaller and fewer
_SETTINGS: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "label_gain": [0, 1],
    "learning_rate": 0.08,
    "num_leaves": 63,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "num_threads": 2,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


def import_lightgbm() -> Any:  # noqa: ANN401  an optional package without types
    """LightGBM.

    Raises:
        MissingPartError: It is not installed, or a library of the system that it needs is not.
    """
    try:
        import lightgbm  # noqa: PLC0415  heavy and optional
    except (ImportError, OSError) as error:
        raise MissingPartError(
            f"the forecast with trees needs LightGBM, which cannot be loaded: {error}",
            hint="pip install 'detente[trees]' (on Linux also libgomp), or the linear model, trees=False",
        ) from error
    return lightgbm


def has_trees() -> bool:
    """Whether LightGBM can be loaded."""
    try:
        import_lightgbm()
    except MissingPartError:
        return False
    return True


def fit_trees(features: Floats32, hits: Floats32, starts: Longs, *, rounds: int, seed: int) -> str:
    """Trees as text.

    Args:
        features: Shape (rows, features); rows of one question stand together.
        hits: 1 for an answer, shape (rows,).
        starts: First row of each question and the end.
        rounds: Trees.
        seed: Of what is drawn.
    """
    lightgbm = import_lightgbm()
    table = lightgbm.Dataset(features, hits, group=np.diff(starts), free_raw_data=True)
    settings = {**_SETTINGS, "seed": seed}
    if features.shape[0] < _FEW_ROWS:
        settings |= {"min_data_in_leaf": max(features.shape[0] // 100, 2), "num_leaves": 15, "num_threads": 1}
        rounds = min(rounds, 40)
    return str(lightgbm.train(settings, table, rounds).model_to_string())


def load_trees(text: str) -> Any:  # noqa: ANN401  a booster without types
    """The trees of a text."""
    return import_lightgbm().Booster(model_str=text)


def score_trees(booster: Any, features: Floats32) -> Floats32:  # noqa: ANN401
    """Scores, shape (rows,)."""
    found = booster.predict(features, raw_score=True, num_threads=_count_threads(features))
    return np.asarray(found, np.float32)


def explain_trees(booster: Any, features: Floats32) -> Floats32:  # noqa: ANN401
    """What each feature adds to each score (Shapley values of the trees), shape (rows, features)."""
    found = booster.predict(features, pred_contrib=True, num_threads=_count_threads(features))
    return np.asarray(found, np.float32)[:, :-1]


def _count_threads(features: Floats32) -> int:
    return 1 if features.shape[0] < _FEW_ROWS else 2
