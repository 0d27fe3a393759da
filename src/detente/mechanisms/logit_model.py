"""Logit with few fixed effects, or conditional on how often each group said yes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import InputError
from detente.mechanisms.absorbing import Ints
from detente.mechanisms.counts_model import Family, Optimum, build_fit, invert, refuse_loose, reweight
from detente.mechanisms.fit import Errors, Fit
from detente.mechanisms.linear_model import (
    Rows,
    absorb_covariates,
    build_rows,
    drop_rows_alone,
    keep_rows,
)
from detente.mechanisms.robust import Scores, find_covariance
from detente.mechanisms.world import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["LOGIT", "find_logit", "fit_logit_model"]

_Batch = tuple[Floats, Floats, NDArray[np.intp], int]

_MOST_STEPS = 50
_CELLS = 4_000_000  # of the recursion's arrays held at once


def _expit(predictor: Floats) -> Floats:
    found: Floats = np.exp(-np.logaddexp(0.0, -predictor))
    return found


LOGIT = Family(
    lambda outcome, weights: np.log((outcome + 0.5) / (1.5 - outcome)) + 0.0 * weights,
    _expit,
    lambda mean: mean * (1.0 - mean),
    lambda outcome, predictor: outcome * predictor - np.logaddexp(0.0, predictor),
)


def fit_logit_model(  # noqa: PLR0913  by keyword, as all panel models
    outcome: ArrayLike,
    covariates: ArrayLike,
    *,
    names: Sequence[str],
    groups: Sequence[ArrayLike] = (),
    weights: ArrayLike | None = None,
    dyads: tuple[ArrayLike, ArrayLike] | None = None,
    clusters: Sequence[ArrayLike] = (),
    errors: Errors = "dyad-robust",
    method: Literal["dummies", "conditional"] = "dummies",
) -> Fit:
    """Yes or no, whose log odds are linear.

    With ``dummies`` every level of every group has its own constant: right where levels have many rows
    (periods), and away from 0 by up to a half where each has few (with two rows a level the coefficients are
    twice too great). With ``conditional`` there is one grouping, and only which rows of a group said yes is
    explained, given how many did (Chamberlain 1980, Review of Economic Studies 47: 225-238): right for any
    number of levels. Its denominators are exact, by recursion.

    Left out and counted: levels whose outcome never changes, rows alone in a level. Arguments as `build_rows`
    says; the outcome is 0 or 1.

    Raises:
        InputError: What `build_rows` refuses; an outcome that is neither 0 nor 1 or never changes; a
            covariate that tells the outcome without fail; for ``conditional`` more than one grouping,
            weights, or clusters that cut through groups.

    >>> fit = fit_logit_model([1, 0, 0, 1, 1, 0], [[0]] * 3 + [[1]] * 3, names=["x"], errors="information")
    >>> round(float(np.exp(fit.coefficients.item())), 6)  # odds 2 to 1 against 1 to 2
    4.0
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
    n_given = np.asarray(outcome).size
    if method == "conditional":
        if len(groups) != 1 or weights is not None:
            raise InputError("a conditional logit has one grouping and no weights", hint="groups=(dyad,)")
        return _fit_conditional(_drop_silent(given), n_given)
    rows, optimum = find_logit(given)
    return build_fit("meeting", rows, optimum, LOGIT, n_given)


def find_logit(given: Rows) -> tuple[Rows, Optimum]:
    """The rows that tell something, and the optimum of the logit with fixed effects on them.

    Raises:
        InputError: As `fit_logit_model` says.
    """
    rows = _drop_silent(given)
    plain = absorb_covariates(rows, rows.weights)
    optimum = reweight(rows, LOGIT)
    refuse_loose(rows.names, optimum.inverse, np.sqrt(rows.weights @ plain**2 / rows.outcome.size))
    return rows, optimum


def _drop_silent(rows: Rows) -> Rows:
    """Without levels whose outcome never changes, until there are none."""
    if not np.isin(rows.outcome, (0.0, 1.0)).all():
        raise InputError("the outcome is neither 0 nor 1 in some rows", hint="1 if it happened, 0 if not")
    while True:
        silent = np.zeros(rows.outcome.size, dtype=bool)
        for levels in rows.groups:
            share = np.bincount(levels, rows.outcome) / np.bincount(levels)
            silent |= ((share == 0.0) | (share == 1.0))[levels]
        before = rows.outcome.size
        rows = drop_rows_alone(keep_rows(rows, ~silent) if silent.any() else rows)
        if rows.outcome.size == before:
            return rows


def _fit_conditional(rows: Rows, n_given: int) -> Fit:
    """The fit given the number of yes in each group."""
    absorb_covariates(rows, rows.weights)
    _, first = np.unique(rows.groups[0], return_index=True)
    _check_within(rows, first)
    x = rows.covariates - rows.covariates.mean(axis=0)
    coefficients, at, converged = _climb(list(_split_groups(rows, x)), x.shape[1], first.size)
    inverse = invert(at.information.sum(axis=0))
    refuse_loose(rows.names, inverse, x.std(axis=0))
    covariance, n_clusters = inverse, 0
    if rows.errors != "information":
        covariance, n_clusters = find_covariance(
            Scores(at.scores, inverse, partial(_sum_parts, at.information)),
            errors=rows.errors,
            clusters=[cluster[first] for cluster in rows.clusters],
            dyads=None if rows.dyads is None else rows.dyads[first],
            n_parameters=len(rows.names),
        )
    return Fit(
        "meeting",
        rows.names,
        coefficients,
        covariance,
        rows.errors,
        at.log_likelihood,
        rows.outcome.size,
        n_clusters,
        n_given - rows.outcome.size,
        converged,
    )


def _sum_parts(information: Floats, levels: Ints, n_levels: int) -> Floats:
    total = np.zeros((n_levels, *information.shape[1:]))
    np.add.at(total, levels, information)
    return total


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    """Log-likelihood at coefficients, with the scores and the information of each group."""

    log_likelihood: float
    scores: Floats
    information: Floats


def _climb(batches: Sequence[_Batch], n_names: int, n_groups: int) -> tuple[Floats, _Point, bool]:
    """Newton's method, steps halved that lower the likelihood."""
    coefficients = np.zeros(n_names)
    at = _measure_conditional(batches, coefficients, n_groups)
    for _ in range(_MOST_STEPS):
        information = at.information.sum(axis=0)
        step = invert(information) @ at.scores.sum(axis=0)
        for _ in range(8):
            then = _measure_conditional(batches, coefficients + step, n_groups)
            if then.log_likelihood >= at.log_likelihood - 1e-9 * abs(at.log_likelihood):
                break
            step = step / 2
        coefficients, at = coefficients + step, then
        if step @ information @ step < 1e-10:
            return coefficients, at, True
    return coefficients, at, False


def _check_within(rows: Rows, first: NDArray[np.intp]) -> None:
    """Refuse clusters or dyads that change within a group, as its rows are explained together."""
    levels = rows.groups[0]
    by = rows.clusters if rows.errors == "clustered" else ()
    if rows.errors == "dyad-robust" and rows.dyads is not None:
        by = (rows.dyads.min(axis=1), rows.dyads.max(axis=1))
    if any((side[first][levels] != side).any() for side in by):
        raise InputError(
            "clusters or dyads change within a group",
            hint="group by dyad, or by parts of one: groups=(dyad,)",
        )


def _split_groups(rows: Rows, x: Floats) -> Iterator[_Batch]:
    """Groups of the same size and number of yes together: covariates, their sum over yes, groups, yes.

    Where more than half said yes, no and yes change places and covariates their sign: the same likelihood.
    """
    order = np.argsort(rows.groups[0], kind="stable")
    sizes = np.bincount(rows.groups[0])
    starts = np.cumsum(sizes) - sizes
    said = np.bincount(rows.groups[0], rows.outcome).astype(np.int64)
    for size, yes in np.unique(np.column_stack((sizes, said)), axis=0).tolist():
        groups = np.flatnonzero((sizes == size) & (said == yes))
        few = min(yes, size - yes)
        chunk = max(1, _CELLS // ((few + 1) * x.shape[1] ** 2))
        for begin in range(0, groups.size, chunk):
            some = groups[begin : begin + chunk]
            places = order[starts[some][:, None] + np.arange(size)]
            sign, outcome = (1.0, rows.outcome) if few == yes else (-1.0, 1.0 - rows.outcome)
            values = sign * x[places]
            yield values, (values * outcome[places][:, :, None]).sum(axis=1), some, few


def _measure_conditional(batches: Sequence[_Batch], coefficients: Floats, n_groups: int) -> _Point:
    k, likelihood = coefficients.size, 0.0
    scores, information = np.zeros((n_groups, k)), np.zeros((n_groups, k, k))
    for values, observed, groups, few in batches:
        log_sum, mean, square = _recur(values, coefficients, few)
        likelihood += float((observed @ coefficients - log_sum).sum())
        scores[groups] = observed - mean
        information[groups] = square - mean[:, :, None] * mean[:, None, :]
    return _Point(likelihood, scores, information)


def _recur(values: Floats, coefficients: Floats, few: int) -> tuple[Floats, Floats, Floats]:
    """Log of the summed weight of all choices of `few` rows; mean and mean square of their summed covariates.

    One row after another joins (Gail, Lubin and Rubinstein 1981, Biometrika 68: 703-707). Mixtures of means
    instead of sums of products keep the numbers small.

    Args:
        values: Shape (groups, rows, names).
        coefficients: Shape (names,).
        few: Rows chosen.
    """
    n_groups, size, k = values.shape
    log_sum = np.full((n_groups, few + 1), -np.inf)
    log_sum[:, 0] = 0.0
    mean = np.zeros((n_groups, few + 1, k))
    square = np.zeros((n_groups, few + 1, k, k))
    for place in range(size):
        x = values[:, place]
        weight = x @ coefficients
        for chosen in range(min(place + 1, few), 0, -1):
            joined = log_sum[:, chosen - 1] + weight
            total = np.logaddexp(log_sum[:, chosen], joined)
            share = np.exp(joined - total)[:, None]
            before = mean[:, chosen - 1]
            cross = before[:, :, None] * x[:, None, :]
            with_it = square[:, chosen - 1] + cross + cross.transpose(0, 2, 1) + x[:, :, None] * x[:, None, :]
            square[:, chosen] += share[:, :, None] * (with_it - square[:, chosen])
            mean[:, chosen] += share * (before + x - mean[:, chosen])
            log_sum[:, chosen] = total
    return log_sum[:, few], mean[:, few], square[:, few]
