"""Poisson pseudo-maximum likelihood with several fixed effects; the reweighting that the logit shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.absorbing import Absorber, absorb, build_absorber
from detente.mechanisms.fit import Errors, Fit
from detente.mechanisms.linear_model import (
    Rows,
    absorb_covariates,
    build_rows,
    count_parameters,
    drop_rows_alone,
    keep_rows,
)
from detente.mechanisms.robust import Scores, find_covariance, sum_curvature
from detente.mechanisms.world import Bools, Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["POISSON", "Family", "Optimum", "find_separated", "fit_counts_model", "reweight"]

_MOST_STEPS = 60
_MOST_RECTIFIED = 300


@dataclass(frozen=True, slots=True)
class Family:
    """A distribution with its canonical link.

    Attributes:
        start: First linear predictor, from outcomes and their weights.
        mean: Of the outcome, from the linear predictor.
        variance: Of the outcome, from the mean.
        log_likelihood: Of each row, from the outcome and the linear predictor.
    """

    start: Callable[[Floats, Floats], Floats]
    mean: Callable[[Floats], Floats]
    variance: Callable[[Floats], Floats]
    log_likelihood: Callable[[Floats, Floats], Floats]


def _start_poisson(outcome: Floats, weights: Floats) -> Floats:
    found: Floats = np.log((outcome + np.average(outcome, weights=weights)) / 2)
    return found


POISSON = Family(
    _start_poisson,
    np.exp,
    lambda mean: mean,
    lambda outcome, predictor: outcome * predictor - np.exp(predictor),
)


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where reweighting ended.

    Attributes:
        coefficients: Of the covariates, shape (names,).
        predictor: Linear predictor with the fixed effects, shape (rows,).
        weights: Weight times variance of each row, shape (rows,).
        left: Covariates with the fixed effects taken out by those weights, shape (rows, names).
        absorber: Of the fixed effects by those weights.
        inverse: Inverse information of the coefficients.
        log_likelihood: Weighted sum.
        converged: Whether the last step was far below the standard errors.
    """

    coefficients: Floats
    predictor: Floats
    weights: Floats
    left: Floats
    absorber: Absorber
    inverse: Floats
    log_likelihood: float
    converged: bool


def reweight(rows: Rows, family: Family) -> Optimum:
    """Maximise the likelihood by iteratively reweighted least squares, fixed effects taken out at each step.

    What is left of the columns at one step is where the next begins (Correia, Guimarães and Zylkin 2020,
    Stata Journal 20: 95-115). A step that lowers the likelihood is halved. It ends when a step, measured by
    the information (less where a row tells little), is below 1e-5 standard errors: as steps square, what is
    missing then is far less.
    """
    y = rows.outcome
    predictor = family.start(y, rows.weights)
    columns = np.column_stack((rows.covariates, predictor))
    worked_before = predictor
    likelihood, converged = -np.inf, False
    coefficients = np.zeros(len(rows.names))
    for _ in range(_MOST_STEPS):
        mean = family.mean(predictor)
        variance = np.maximum(family.variance(mean), 1e-30)  # its inverse to the fourth must fit a number
        weights = rows.weights * variance
        worked = predictor + (y - mean) / variance
        columns[:, -1] += worked - worked_before
        worked_before = worked
        scales = np.sqrt(weights @ np.column_stack((rows.covariates, worked)) ** 2)
        columns = absorb(build_absorber(rows.groups, weights), columns, scales=scales)
        coefficients = _regress(columns[:, :-1], columns[:, -1], weights)
        moved = worked - columns[:, -1] + columns[:, :-1] @ coefficients
        moved, now = _shorten(rows, family, predictor, moved, likelihood)
        step = float(weights @ (moved - predictor) ** 2)
        predictor, likelihood = moved, now
        if step < 1e-10 * min(1.0, float(weights.sum()) / y.size):
            converged = True
            break
    weights = rows.weights * np.maximum(family.variance(family.mean(predictor)), 1e-300)
    absorber = build_absorber(rows.groups, weights)
    scales = np.sqrt(weights @ rows.covariates**2)
    left = absorb(absorber, columns[:, :-1], scales=scales)
    inverse = invert(left.T @ (left * weights[:, None]))
    return Optimum(coefficients, predictor, weights, left, absorber, inverse, likelihood, converged)


def invert(information: Floats) -> Floats:
    """The inverse; directions without any information get 0, to be refused later."""
    diagonal = np.diagonal(information)
    sizes = np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    scaled = np.linalg.pinv(information / np.outer(sizes, sizes), rcond=1e-15, hermitian=True)
    found: Floats = scaled.astype(np.float64) / np.outer(sizes, sizes)
    return found


def _regress(columns: Floats, outcome: Floats, weights: Floats) -> Floats:
    """Least squares, columns brought to one length first; directions lost to rounding get nothing."""
    lengths = np.sqrt(weights @ columns**2)
    lengths[lengths == 0.0] = 1.0
    units = columns / lengths
    weighted = units * weights[:, None]
    solved = np.linalg.lstsq(units.T @ weighted, weighted.T @ outcome, rcond=1e-14)[0]
    found: Floats = solved / lengths
    return found


def _shorten(
    rows: Rows, family: Family, predictor: Floats, moved: Floats, likelihood: float
) -> tuple[Floats, float]:
    """The step, halved until it does not lower the likelihood (but five times at most)."""
    for _ in range(6):
        moved = np.clip(moved, -600.0, 600.0)
        now = float(rows.weights @ family.log_likelihood(rows.outcome, moved))
        if now >= likelihood - 1e-9 * abs(likelihood) or not np.isfinite(likelihood):
            break
        moved = (predictor + moved) / 2
    return moved, now


def find_separated(rows: Rows) -> Bools:
    """Rows of no events that some mixture of covariates and fixed effects sets apart from all others.

    Their likely mean is 0, and of the coefficients they say only that some are without bound. Found by the
    iterative rectifier of Correia, Guimarães and Zylkin (2019, arXiv 1903.01633, section 4): a mixture that
    is 0 wherever there are events and never negative elsewhere; the rows where it is positive.

    Returns:
        Shape (rows,). A mixture that takes more than some hundred tries is not found.
    """
    separated = np.zeros(rows.outcome.size, dtype=bool)
    while True:
        found = _find_mixture(keep_rows(rows, ~separated))
        if not found.any():
            return separated
        separated[np.flatnonzero(~separated)[found]] = True


def _find_mixture(rows: Rows) -> Bools:
    """The rows where one such mixture is positive."""
    zero = rows.outcome == 0
    weights = np.where(zero, 1.0, 1e7 * max(float(zero.sum()), 100.0))
    absorber = build_absorber(rows.groups, weights)
    columns = absorb(absorber, rows.covariates)
    wanted = zero.astype(np.float64)
    for _ in range(_MOST_RECTIFIED):
        left = absorb(absorber, wanted)
        found = wanted - left + columns @ _regress(columns, left, weights)
        found[np.abs(found) < 1e-5] = 0.0
        if (found[zero] >= 0).all() and not found[~zero].any():
            separated: Bools = zero & (found > 0)
            return separated
        wanted = np.where(zero, np.maximum(found, 0.0), 0.0)
    return np.zeros_like(zero)


def drop_silent_counts(rows: Rows) -> Rows:
    """Without levels that have no events and rows alone in a level, until there are none."""
    while True:
        silent = np.zeros(rows.outcome.size, dtype=bool)
        for levels in rows.groups:
            silent |= np.bincount(levels, rows.outcome)[levels] == 0
        before = rows.outcome.size
        rows = drop_rows_alone(keep_rows(rows, ~silent) if silent.any() else rows)
        if rows.outcome.size == before:
            return rows


def fit_counts_model(  # noqa: PLR0913  by keyword, as all panel models
    outcome: ArrayLike,
    covariates: ArrayLike,
    *,
    names: Sequence[str],
    groups: Sequence[ArrayLike] = (),
    weights: ArrayLike | None = None,
    dyads: tuple[ArrayLike, ArrayLike] | None = None,
    clusters: Sequence[ArrayLike] = (),
    errors: Errors = "dyad-robust",
) -> Fit:
    """Counts whose logarithm of the mean is linear: Poisson pseudo-maximum likelihood with fixed effects.

    Right for any outcome that is not negative and whose mean is as said, counts or not; with robust errors
    no more of the Poisson distribution is used. Fixed effects bias no coefficient where there are one or
    two groupings and covariates do not answer to past outcomes.

    Left out and counted: levels without any event, rows alone in a level, separated rows. The log-likelihood
    is without the term of ``log y!``. Arguments as `build_rows` says.

    Raises:
        InputError: What `build_rows` refuses, a negative outcome, no events, or a covariate of which the
            fixed effects leave nothing.

    >>> fit = fit_counts_model([1, 3, 2, 6], [[0], [1], [0], [1]], names=["x"], errors="information")
    >>> round(fit.coefficients.item(), 6), round(float(np.log(4.5 / 1.5)), 6)
    (1.098612, 1.098612)
    """
    given = build_rows(
        outcome,
        covariates,
        names=names,
        groups=groups,
        weights=weights,
        dyads=dyads,
        clusters=clusters,
        errors=errors,
    )
    if (given.outcome < 0).any():
        least = given.outcome.min()
        raise InputError(f"the outcome is {least:g} in a row", hint="counts are never negative")
    rows = drop_silent_counts(given)
    plain = absorb_covariates(rows, rows.weights)
    optimum = reweight(rows, POISSON)
    separated = find_separated(rows) if _looks_separated(rows, optimum) else np.zeros(0, dtype=bool)
    if separated.any():
        rows = drop_silent_counts(keep_rows(rows, ~separated))
        out = f" once {int(separated.sum())} separated rows are out"
        plain = absorb_covariates(rows, rows.weights, of=out)
        optimum = reweight(rows, POISSON)
    scale = float(rows.weights @ rows.outcome) / float(rows.weights.sum())
    refuse_loose(rows.names, optimum.inverse, np.sqrt(scale * (rows.weights @ plain**2) / rows.outcome.size))
    return build_fit("counts", rows, optimum, POISSON, np.asarray(outcome).size)


def _looks_separated(rows: Rows, optimum: Optimum) -> bool:
    without = optimum.predictor[rows.outcome == 0]
    least = np.log(1e-8 * np.average(rows.outcome, weights=rows.weights))
    return not optimum.converged or (without.size > 0 and float(without.min()) < least)


def refuse_loose(names: Sequence[str], inverse: Floats, spreads: Floats) -> None:
    """Refuse coefficients that nothing holds.

    Args:
        names: Of the coefficients.
        inverse: Inverse information, shape (names, names).
        spreads: Of the covariates, in units in which a row that tells much has information 1.

    Raises:
        InputError: A standard error times the spread of its covariate is beyond any meaning.
    """
    loose = np.sqrt(np.diagonal(inverse)) * spreads
    bad = [name for name, error in zip(names, loose.tolist(), strict=True) if not 0.0 < error < 1e3]
    if bad:
        raise InputError(
            f"covariate {bad[0]!r} tells the outcome without fail in some rows", hint="leave it out"
        )


def find_scores(rows: Rows, optimum: Optimum, family: Family) -> Scores:
    """What each row says about the coefficients at the optimum."""
    rest = rows.weights * (rows.outcome - family.mean(optimum.predictor))
    curvature = partial(sum_curvature, optimum.left, optimum.weights)
    return Scores(optimum.left * rest[:, None], optimum.inverse, curvature)


def build_fit(model: str, rows: Rows, optimum: Optimum, family: Family, n_given: int) -> Fit:
    """The fit of an optimum, with the errors that were asked for."""
    covariance, n_clusters = optimum.inverse, 0
    if rows.errors != "information":
        covariance, n_clusters = find_covariance(
            find_scores(rows, optimum, family),
            errors=rows.errors,
            clusters=rows.clusters,
            dyads=rows.dyads,
            n_parameters=count_parameters(rows),
        )
    return Fit(
        model,
        rows.names,
        optimum.coefficients,
        covariance,
        rows.errors,
        optimum.log_likelihood,
        rows.outcome.size,
        n_clusters,
        n_given - rows.outcome.size,
        optimum.converged,
    )
