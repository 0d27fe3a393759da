"""Two questions kept apart: do two states deal with each other at all, and if they do, as friends or foes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.absorbing import absorb
from detente.mechanisms.counts_model import Optimum, build_fit, find_scores
from detente.mechanisms.fit import COVERAGE, Errors, Fit
from detente.mechanisms.linear_model import Rows, build_rows, count_parameters
from detente.mechanisms.logit_model import LOGIT, find_logit
from detente.mechanisms.robust import find_covariance
from detente.mechanisms.world import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Effect", "TwoPart", "find_ends", "fit_part", "fit_two_part"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a covariate does to a probability, averaged over all rows with their other covariates as they are.

    Attributes:
        name: The covariate.
        low: Where it is moved from: 0 or the lesser of two values it takes; else its lower quartile.
        high: Where it is moved to: the other value; else its upper quartile; where both quartiles are one
            value, the median of what lies above it.
        before: Mean probability if every row had `low`.
        after: Mean probability if every row had `high`.
        interval: Of the change `after - before`, by the delta method with the fixed effects and their errors.
        odds: What a step of 1 multiplies the odds by.
    """

    name: str
    low: float
    high: float
    before: float
    after: float
    interval: tuple[float, float]
    odds: float

    @property
    def change(self) -> float:
        """`after` less `before`."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class TwoPart:
    """Two fits that must not be mixed.

    Attributes:
        meeting: Whether the two states deal with each other.
        sign: Whether as friends, of those that do.
        meeting_effects: Of each covariate of `meeting`, as a probability.
        sign_effects: Of each covariate of `sign`, as a probability given that they deal with each other.
    """

    meeting: Fit
    sign: Fit
    meeting_effects: tuple[Effect, ...]
    sign_effects: tuple[Effect, ...]


def fit_two_part(  # noqa: PLR0913  two models at once, by keyword
    any_tie: ArrayLike,
    positive: ArrayLike,
    for_meeting: ArrayLike,
    for_sign: ArrayLike,
    *,
    meeting_names: Sequence[str],
    sign_names: Sequence[str],
    groups: Sequence[ArrayLike] = (),
    dyads: tuple[ArrayLike, ArrayLike] | None = None,
    clusters: Sequence[ArrayLike] = (),
    errors: Errors = "dyad-robust",
    coverage: float = COVERAGE,
) -> TwoPart:
    """Fit whether two states deal with each other, and apart from it whether they do so as friends.

    Two logits, the second on the rows of a tie only. As the likelihood of both together is a product, nothing
    is lost by fitting them apart; what is assumed is that, given the covariates, what makes two states meet
    and what makes them friends have no hidden cause in common.

    Args:
        any_tie: 1 if they deal with each other, else 0, shape (rows,).
        positive: 1 if friendly, 0 if hostile; read where `any_tie` is 1 only, shape (rows,).
        for_meeting: Covariates of the first part, shape (rows, meeting_names).
        for_sign: Covariates of the second, shape (rows, sign_names); may be NaN where there is no tie.
        meeting_names: Of the covariates.
        sign_names: Of the covariates.
        groups: Fixed effects of both parts, as constants of their own: few levels (periods).
        dyads: The two members of each row's dyad.
        clusters: One or two groupings.
        errors: How covariances are found.
        coverage: Of the intervals of effects.

    Raises:
        InputError: What `fit_logit_model` refuses, of either part; or arrays of different lengths.
    """
    met = np.array(any_tie, dtype=np.float64)
    signs, sign_covariates = np.array(positive, dtype=np.float64), np.array(for_sign, dtype=np.float64)
    if met.ndim != 1 or signs.shape != met.shape or sign_covariates.shape[:1] != met.shape:
        raise InputError(
            f"outcomes of shape {met.shape!r}, {signs.shape!r}, covariates {sign_covariates.shape!r}",
            hint="both parts are given for the same rows",
        )
    kept = met == 1.0
    first = build_rows(
        met,
        for_meeting,
        names=meeting_names,
        groups=groups,
        dyads=dyads,
        clusters=clusters,
        errors=errors,
    )
    if not kept.any():
        raise InputError("no two states deal with each other", hint="any_tie is 1 where they do")
    second = build_rows(
        signs[kept],
        sign_covariates[kept],
        names=sign_names,
        groups=[np.asarray(group)[kept] for group in groups],
        dyads=None if dyads is None else (np.asarray(dyads[0])[kept], np.asarray(dyads[1])[kept]),
        clusters=[np.asarray(cluster)[kept] for cluster in clusters],
        errors=errors,
    )
    meeting, meeting_effects = fit_part(first, "meeting", coverage)
    sign, sign_effects = fit_part(second, "sign", coverage)
    return TwoPart(meeting, sign, meeting_effects, sign_effects)


@dataclass(frozen=True, slots=True, eq=False)
class _Move:
    """A covariate moved: mean probabilities, gradient by coefficient, and what moves along fixed effects."""

    before: float
    after: float
    gradient: Floats
    along: Floats


def fit_part(given: Rows, model: str, coverage: float) -> tuple[Fit, tuple[Effect, ...]]:
    """One of the two parts by itself: the logit, and what each covariate does to the probability.

    Raises:
        InputError: What `fit_logit_model` refuses.
    """
    rows, optimum = find_logit(given)
    fit = build_fit(model, rows, optimum, LOGIT, given.outcome.size)
    return fit, _measure_effects(rows, optimum, fit, coverage)


def _measure_effects(rows: Rows, optimum: Optimum, fit: Fit, coverage: float) -> tuple[Effect, ...]:
    """Each covariate moved from its low to its high value in every row, and how sure that is."""
    steps = [find_ends(column) for column in rows.covariates.T]
    moves = [_move(rows, optimum, place, step) for place, step in enumerate(steps)]
    variances = _find_variances(rows, optimum, moves)
    half = NormalDist().inv_cdf(0.5 + coverage / 2) * np.sqrt(variances)
    with np.errstate(over="ignore"):  # of a covariate in tiny units
        odds = np.exp(fit.coefficients)
    effects = []
    for place, name in enumerate(rows.names):
        (low, high), before, after = steps[place], moves[place].before, moves[place].after
        change, width = after - before, float(half[place])
        interval = (max(change - width, -1.0), min(change + width, 1.0))
        effects.append(Effect(name, low, high, before, after, interval, float(odds[place])))
    return tuple(effects)


def find_ends(column: Floats) -> tuple[float, float]:
    """From where to where a covariate is moved, as `Effect` says."""
    values = np.unique(column)
    if values.size == 2:
        return float(values[0]), float(values[1])
    low, high = np.quantile(column, (0.25, 0.75)).tolist()
    if low < high:
        return low, high
    above = column[column > low]  # mostly one value, as counts of what is rare
    return (low, float(np.quantile(above, 0.5, method="lower"))) if above.size else (float(values[0]), low)


def _move(rows: Rows, optimum: Optimum, place: int, step: tuple[float, float]) -> _Move:
    """Mean probabilities at both values, and what their difference owes to coefficients and fixed effects.

    The inverse information of coefficients and fixed effects together is never written down: what lies along
    the fixed effects is a weighted projection on them, and the rest is the coefficients'.
    """
    column, slope = rows.covariates[:, place], float(optimum.coefficients[place])
    share = rows.weights / rows.weights.sum()
    gradient, along = np.zeros(len(rows.names)), np.zeros(column.size)
    means = []
    for value, side in zip(step, (-1.0, 1.0), strict=True):
        probability = LOGIT.mean(optimum.predictor + slope * (value - column))
        density = side * share * LOGIT.variance(probability)
        moved = rows.covariates.copy()
        moved[:, place] = value
        gradient += density @ moved
        along += density
        means.append(float(share @ probability))
    gradient -= along @ (rows.covariates - optimum.left)
    ratio = along / optimum.weights
    return _Move(means[0], means[1], gradient, ratio - absorb(optimum.absorber, ratio))


def _find_variances(rows: Rows, optimum: Optimum, moves: Sequence[_Move]) -> Floats:
    gradients = np.array([move.gradient for move in moves])
    along = np.column_stack([move.along for move in moves])
    if rows.errors == "information":
        pulls = optimum.left @ optimum.inverse @ gradients.T + along
        found: Floats = optimum.weights @ pulls**2
        return found
    rest = rows.weights * (rows.outcome - LOGIT.mean(optimum.predictor))
    covariance, _ = find_covariance(
        replace(
            find_scores(rows, optimum, LOGIT),
            further=along * rest[:, None],
            readout=np.column_stack((gradients, np.eye(len(moves)))),
        ),
        errors=rows.errors,
        clusters=rows.clusters,
        dyads=rows.dyads,
        n_parameters=count_parameters(rows),
    )
    return np.diagonal(covariance)
