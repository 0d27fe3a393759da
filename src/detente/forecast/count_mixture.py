"""The mixture that foretells a month of counts, and how its weights are learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.forecast.chances import negative_binomial, weigh_past
from detente.forecast.count_features import HALF_LIVES, Panel, find_features
from detente.forecast.count_model import ClassModel, fit_class, predict_class
from detente.forecast.nouns import Floats
from detente.forecast.tables import N_CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "STEPS",
    "CountsModel",
    "Rows",
    "collect_rows",
    "fit_panel",
    "foretell_month",
    "foretell_pooled",
]

STEPS = (1, 2, 3, 6, 12, 24)
"""Months ahead for which weights are fitted; those between are interpolated."""

NAME = "negative binomial with own climatology, 1"
_MID = 2
_CLASS_RATES = slice(len(HALF_LIVES), len(HALF_LIVES) + N_CLASSES)
_BURN = 3  # months before the first row
_MOST_ROWS = 40_000  # of which the weights are learnt; of more every second, third ...
_LEAST_RATE = 1.0  # events a month of a dyad, all classes, from which its months are learnt from
_FULL, _PLAIN, _OWN = 0.5, 0.2, 0.3  # shares in the mixture: chosen on data that ends in 2012
_OWN_HALF_LIVES = (4.0, 12.0)  # months, of climatology; half of it each
_DRAWN = 4.0  # months at which a climatology has half its share


@dataclass(frozen=True, slots=True, eq=False)
class CountsModel:
    """What months before a day say of all months.

    Attributes:
        full: By months ahead, the model with all features of each quad class.
        plain: The same with nothing but the dyad's own smoothed rates.
        made: The day; nothing on or after it was seen.
        n_rows: Months of dyads that it was fitted to.
        n_events: Events between states in the months looked at.
        ties: Correlations of the normal scores of the four classes in one month, shape (4, 4).
        lasting: Correlation of those of one month with the next, by class, shape (4,).
        name: And version.
    """

    full: Mapping[int, tuple[ClassModel, ...]]
    plain: Mapping[int, tuple[ClassModel, ...]]
    made: date
    n_rows: int
    n_events: int
    ties: Floats = field(default_factory=lambda: np.eye(N_CLASSES))
    lasting: Floats = field(default_factory=lambda: np.full(N_CLASSES, 0.3))
    name: str = NAME


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Months of dyads that were known and active as they began.

    Attributes:
        features: At the beginning, shape (rows, 4, F).
        at: Place of the edge, shape (rows,).
        dyad: Place in the panel, shape (rows,).
    """

    features: Floats
    at: NDArray[np.int64]
    dyad: NDArray[np.int64]


def fit_panel(panel: Panel, day: date, *, steps: Sequence[int] = STEPS) -> CountsModel:
    """The model of counts fitted to all months of a panel that ends on a day.

    Args:
        panel: What happened before the day.
        day: The day.
        steps: Months ahead for which to fit weights.

    Raises:
        InputError: If a step is below 1.
    """
    if not steps or min(steps) < 1:
        raise InputError(f"steps cannot be {list(steps)!r}", hint="1 month or more")
    rows = collect_rows(panel)
    full, plain = {}, {}
    for step in steps:
        over = np.flatnonzero(rows.at + step <= panel.n_months)
        over = over[:: -(-over.size // _MOST_ROWS) or 1]
        features, at, dyad = rows.features[over], rows.at[over], rows.dyad[over]
        counts = panel.counts[at + step - 1, dyad]
        full[step] = _fit_classes(features, counts, step=step, plain=False)
        plain[step] = _fit_classes(features, counts, step=step, plain=True)
    return CountsModel(full, plain, day, rows.at.size, int(panel.counts.sum()))


def collect_rows(panel: Panel) -> Rows:
    """All months of dyads that were seen before and, all classes together, at least once a month."""
    features, months, dyads = [], [], []
    for at in range(min(_BURN, panel.n_months - 1), panel.n_months):
        row = find_features(panel, at)
        kept = (panel.first < at) & (np.exp(row[:, 0, _CLASS_RATES]).sum(axis=1) > _LEAST_RATE)
        features.append(row[kept])
        months.append(np.full(int(kept.sum()), at))
        dyads.append(np.flatnonzero(kept))
    return Rows(np.concatenate(features), np.concatenate(months), np.concatenate(dyads))


def foretell_pooled(panel: Panel, features: Floats, *, step: int, top: int) -> Floats:
    """A plain pooled regression with one shape a class, to be beaten; shape (dyads, 4, top + 1)."""
    rows = collect_rows(panel)
    over = np.flatnonzero(rows.at + step <= panel.n_months)
    over = over[:: -(-over.size // _MOST_ROWS) or 1]
    counts = panel.counts[rows.at[over] + step - 1, rows.dyad[over]]
    out = np.zeros((*features.shape[:2], top + 1))
    for quad in range(N_CLASSES):
        model = fit_class(
            rows.features[over, quad], counts[:, quad], np.ones(over.size), step=step, flat=True
        )
        out[:, quad] = negative_binomial(*predict_class(model, features[:, quad]), top)
    return out


def foretell_month(model: CountsModel, features: Floats, past: Floats, *, step: int, top: int) -> Floats:
    """Chances of 0 to `top` events in the month that ends `step` months ahead.

    Half of the mixture is the model with all features, a fifth that with the dyad's own rates only, and three
    tenths (less while the months are few) the histogram of the dyad's own months, the newest heaviest.

    Args:
        model: Fitted.
        features: At the day of the forecast, shape (dyads, 4, F).
        past: Counts of the months before, shape (T, dyads, 4).
        step: 1 or more.
        top: Chances of more are added to this one.

    Returns:
        Shape (dyads, 4, top + 1).
    """
    n_months = past.shape[0]
    weights = weigh_months(n_months)
    own = _OWN * n_months / (n_months + _DRAWN)
    out = np.zeros((*features.shape[:2], top + 1))
    for quad in range(N_CLASSES):
        for models, share in ((model.full, _FULL), (model.plain, _PLAIN)):
            mean, shape = interpolate(models, quad, features[:, quad], step)
            out[:, quad] += share / (_FULL + _PLAIN) * (1.0 - own) * negative_binomial(mean, shape, top)
        out[:, quad] += own * weigh_past(past[:, :, quad].T, weights, top)
    return out


def interpolate(
    models: Mapping[int, tuple[ClassModel, ...]], quad: int, features: Floats, step: int
) -> tuple[Floats, Floats]:
    """Mean and shape some months ahead, geometrically between those of the fitted months around."""
    steps = sorted(models)
    above = min((other for other in steps if other >= step), default=steps[-1])
    below = max((other for other in steps if other <= step), default=steps[0])
    mean, shape = predict_class(models[below][quad], features)
    if above == below:
        return mean, shape
    part = (np.log(step) - np.log(below)) / (np.log(above) - np.log(below))
    far_mean, far_shape = predict_class(models[above][quad], features)
    return mean ** (1.0 - part) * far_mean**part, shape ** (1.0 - part) * far_shape**part


def weigh_months(n_months: int) -> Floats:
    """Weights of the months of climatology, falling by half in 4 months and, the other half, in 12."""
    ages = np.arange(n_months - 1, -1, -1.0)
    both = [0.5 ** (ages / half) for half in _OWN_HALF_LIVES]
    return np.asarray(sum(weights / weights.sum() for weights in both), dtype=np.float64)


def _fit_classes(features: Floats, counts: Floats, *, step: int, plain: bool) -> tuple[ClassModel, ...]:
    fitted = []
    for quad in range(N_CLASSES):
        importance = np.sqrt(np.exp(features[:, quad, _MID]) + 0.1)
        importance = importance / importance.mean() if importance.size else importance
        fitted.append(fit_class(features[:, quad], counts[:, quad], importance, step=step, plain=plain))
    return tuple(fitted)
