"""Whole paths of counts: each month by its own chances, months and classes tied as they were in the past."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from detente.forecast.count_features import Panel, find_features
from detente.forecast.count_mixture import CountsModel, collect_rows, foretell_month
from detente.forecast.nouns import Floats
from detente.forecast.scores import transform_counts
from detente.forecast.tables import N_CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["draw_paths", "fit_ties"]

_MONTHS = 12  # closed months by which ties are measured
_ROWS = 100  # dyads of a month, the most active
_DRAWN = 50.0  # pairs' worth of belief in the ties that hold without any
_LEAST_TOP, _MOST_TOP = 60, 20_000
_NORMAL = np.array([NormalDist().inv_cdf((place + 0.5) / 1000.0) for place in range(1000)])
_LASTING, _TIE = 0.3, 0.2  # without evidence


def fit_ties(model: CountsModel, panel: Panel) -> CountsModel:
    """The model with the ties of classes in one month, and of one month with the next, from closed months.

    Each count becomes a normal score by its place in the distribution that was foretold (drawn within its
    step); their correlations, drawn to 0.2 between classes and 0.3 between months, are the ties.
    """
    rng = np.random.default_rng(0)
    now: list[Floats] = []
    then: list[Floats] = []
    rows = collect_rows(panel)
    for at in range(max(3, panel.n_months - 1 - _MONTHS), panel.n_months - 1):
        kept = np.flatnonzero(rows.at == at)
        activity = panel.faded[at][rows.dyad[kept]][:, :, 2].sum(axis=1)
        kept = kept[np.argsort(-activity, kind="stable")[:_ROWS]]
        if not kept.size:
            continue
        past = panel.counts[:at][:, rows.dyad[kept]]
        for step, out in ((1, now), (2, then)):
            truth = panel.counts[at + step - 1][rows.dyad[kept]]
            top = int(2.0 * panel.counts[: at + step][:, rows.dyad[kept]].max() + _LEAST_TOP)
            chances = foretell_month(model, rows.features[kept], past, step=step, top=top)
            places = transform_counts(chances.reshape(-1, top + 1), truth.reshape(-1), rng)
            out.append(_score(places).reshape(truth.shape))
    if not now:
        return replace(model, ties=_tie(np.eye(N_CLASSES), 0), lasting=np.full(N_CLASSES, _LASTING))
    first, second = np.concatenate(now), np.concatenate(then)
    n_pairs = first.shape[0]
    columns = first.T
    within = np.array([[_correlate(one, other) for other in columns] for one in columns])
    serial = np.array([_correlate(first[:, quad], second[:, quad]) for quad in range(N_CLASSES)])
    lasting = (n_pairs * serial + _DRAWN * _LASTING) / (n_pairs + _DRAWN)
    return replace(model, ties=_tie(within, n_pairs), lasting=np.clip(lasting, 0.0, 0.95))


def draw_paths(
    model: CountsModel, panel: Panel, at: int, *, months: int, draws: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draws of the months after the panel's end, shape (draws, months, 4).

    Args:
        model: Fitted.
        panel: All that was seen.
        at: The dyad's row; -1 for one never seen, which is taken for the quietest of those that were.
        months: How many.
        draws: How many.
        rng: Where chance comes from.
    """
    features = find_features(panel, panel.n_months)
    row = features[at] if at >= 0 else features.min(axis=0)
    past = panel.counts[:, at] if at >= 0 else np.zeros((panel.n_months, N_CLASSES))
    top = find_top(past)
    out = np.empty((draws, months, N_CLASSES), dtype=np.int64)
    root = np.linalg.cholesky(model.ties)
    state = rng.normal(size=(draws, N_CLASSES)) @ root.T
    for step in range(1, months + 1):
        if step > 1:
            fresh = rng.normal(size=(draws, N_CLASSES)) @ root.T
            state = model.lasting * state + np.sqrt(1.0 - model.lasting**2) * fresh
        chances = foretell_month(model, row[None], past[:, None], step=step, top=top)[0]
        ranks = state.argsort(axis=0).argsort(axis=0)
        evenly = (ranks + rng.random(ranks.shape)) / draws
        for quad in range(N_CLASSES):
            below = np.cumsum(chances[quad])
            out[:, step - 1, quad] = np.minimum(np.searchsorted(below, evenly[:, quad]), top)
    return out


def find_top(counts: Floats) -> int:
    """A count that hardly any draw will reach: ten times the most that was seen, 60 at least."""
    return int(min(max(_LEAST_TOP, 10.0 * counts.max(initial=0.0)), _MOST_TOP))


def _score(places: Floats) -> Floats:
    """Normal scores of numbers between 0 and 1, to about three digits."""
    return _NORMAL[np.clip((places * _NORMAL.size).astype(np.int64), 0, _NORMAL.size - 1)]


def _correlate(one: Floats, other: Floats) -> float:
    spread = float(one.std() * other.std())
    return float(((one - one.mean()) * (other - other.mean())).mean() / spread) if spread > 0.0 else 0.0


def _tie(within: Floats, n_pairs: int) -> Floats:
    """Correlations drawn to 0.2, which keeps the matrix positive definite."""
    drawn = np.full((N_CLASSES, N_CLASSES), _TIE)
    np.fill_diagonal(drawn, 1.0)
    tied = (n_pairs * within + _DRAWN * drawn) / (n_pairs + _DRAWN)
    np.fill_diagonal(tied, 1.0)
    return tied
