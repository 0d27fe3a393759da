"""A weighted linear model with any number of fixed effects; and the rows that all panel models stand on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.absorbing import Ints, absorb, build_absorber, find_collinear, number_levels
from detente.mechanisms.fit import Errors, Fit
from detente.mechanisms.robust import Scores, find_covariance, sum_curvature
from detente.mechanisms.world import Bools, Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Rows", "absorb_covariates", "build_rows", "count_parameters", "fit_linear_model", "keep_rows"]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Dyads in periods, one a row, checked.

    Attributes:
        outcome: Shape (rows,).
        covariates: Shape (rows, names).
        names: Of the covariates.
        groups: Levels 0, 1, 2 … of each fixed effect; one of all rows (the constant) if none is asked for.
        weights: Positive, shape (rows,).
        dyads: Members of each row's dyad, shape (rows, 2), or None.
        clusters: Groupings that errors are clustered by.
        errors: How the covariance is to be found.
    """

    outcome: Floats
    covariates: Floats
    names: tuple[str, ...]
    groups: tuple[Ints, ...]
    weights: Floats
    dyads: Ints | None
    clusters: tuple[Ints, ...]
    errors: Errors


def build_rows(  # noqa: PLR0913  what every panel model takes, by keyword
    outcome: ArrayLike,
    covariates: ArrayLike,
    *,
    names: Sequence[str],
    groups: Sequence[ArrayLike] = (),
    weights: ArrayLike | None = None,
    dyads: tuple[ArrayLike, ArrayLike] | None = None,
    clusters: Sequence[ArrayLike] = (),
    errors: Errors = "dyad-robust",
) -> Rows:
    """Check what a model is given.

    Args:
        outcome: Finite, shape (rows,).
        covariates: Finite, shape (rows, names); without a constant.
        names: Of the covariates, none twice.
        groups: Labels of each fixed effect, each shape (rows,).
        weights: Not negative, shape (rows,); rows of weight 0 are as if not there.
        dyads: The two members of each row's dyad, each shape (rows,).
        clusters: One or two groupings; by default the first of `groups`.
        errors: ``information`` trusts the model, ``clustered`` the clusters, ``dyad-robust`` the dyads.

    Raises:
        InputError: A shape is not as said, a number is not finite, a weight is negative, nothing is left.
    """
    y = _read_column(outcome, "the outcome")
    x = np.array(covariates, dtype=np.float64)
    if x.shape != (y.size, len(names)) or len(set(names)) != len(names) or not names:
        raise InputError(
            f"covariates of shape {x.shape!r} for {y.size} rows and names {tuple(names)!r}",
            hint="one row each, one column a name, no name twice",
        )
    bad = [name for name, column in zip(names, x.T, strict=True) if not np.isfinite(column).all()]
    if bad:
        raise InputError(f"covariate {bad[0]!r} is not finite in some rows", hint="leave those rows out")
    w = np.ones(y.size) if weights is None else _read_column(weights, "weights", n_rows=y.size)
    if (w < 0).any():
        raise InputError("a weight is negative", hint="0 leaves a row out")
    levels = [_read_labels(group, "a fixed effect", y.size) for group in groups]
    by = [_read_labels(group, "a grouping of clusters", y.size) for group in clusters] or levels[:1]
    pairs = None
    if dyads is not None:
        sides = [_read_labels(side, "a side of the dyads", y.size, number=False) for side in dyads]
        pairs = number_levels(np.concatenate(sides)).reshape(len(sides), y.size).T
    _check_errors(errors, pairs, by)
    levels = levels or [np.zeros(y.size, dtype=np.int64)]
    rows = Rows(y, x, tuple(names), tuple(levels), w, pairs, tuple(by), errors)
    return keep_rows(rows, w > 0)


def _read_column(values: ArrayLike, what: str, *, n_rows: int | None = None) -> Floats:
    column = np.array(values, dtype=np.float64)
    if column.ndim != 1 or (n_rows is not None and column.size != n_rows):
        raise InputError(f"{what} of shape {column.shape!r}", hint="one number a row")
    if not np.isfinite(column).all():
        n_bad = int((~np.isfinite(column)).sum())
        raise InputError(f"{what}: {n_bad} of {column.size} not finite", hint="leave those rows out")
    return column


def _read_labels(labels: ArrayLike, what: str, n_rows: int, *, number: bool = True) -> Any:  # noqa: ANN401
    found = np.asarray(labels)
    if found.shape != (n_rows,):
        raise InputError(f"{what} of shape {found.shape!r}", hint=f"one label for each of {n_rows} rows")
    if found.dtype.kind == "f" and np.isnan(found).any():
        raise InputError(f"{what} has labels that are missing", hint="leave those rows out")
    return number_levels(found) if number else found


def _check_errors(errors: Errors, dyads: Ints | None, clusters: Sequence[Ints]) -> None:
    if errors not in ("information", "clustered", "dyad-robust"):
        raise InputError(f"no errors {errors!r}", hint="information, clustered or dyad-robust")
    if errors == "dyad-robust" and dyads is None:
        raise InputError("dyad-robust errors need the dyads", hint="dyads=(i, j), or errors='clustered'")
    if errors == "clustered" and not clusters:
        raise InputError("clustered errors need clusters", hint="clusters=(dyad,)")
    if dyads is not None and (dyads.shape[1] != 2 or (dyads[:, 0] == dyads[:, 1]).any()):
        raise InputError("a dyad is not of two states", hint="dyads=(i, j), i never j")


def keep_rows(rows: Rows, kept: Bools) -> Rows:
    """The rows that are kept, levels counted anew.

    Raises:
        InputError: None is left.
    """
    if not kept.any():
        raise InputError("no row tells anything", hint="the outcome must vary within the fixed effects")
    return Rows(
        rows.outcome[kept],
        np.asfortranarray(rows.covariates[kept]),
        rows.names,
        tuple(number_levels(levels[kept]) for levels in rows.groups),
        rows.weights[kept],
        None if rows.dyads is None else number_levels(rows.dyads[kept]).reshape(-1, 2),
        tuple(number_levels(levels[kept]) for levels in rows.clusters),
        rows.errors,
    )


def drop_rows_alone(rows: Rows) -> Rows:
    """Without the rows that are alone in a level of a fixed effect, which fit by themselves."""
    while True:
        alone = np.zeros(rows.outcome.size, dtype=bool)
        for levels in rows.groups:
            alone |= np.bincount(levels)[levels] == 1
        if not alone.any():
            return rows
        rows = keep_rows(rows, ~alone)


def absorb_covariates(rows: Rows, weights: Floats, *, of: str = "") -> Floats:
    """The covariates with the fixed effects taken out; `of` ends the message of the error.

    Raises:
        InputError: Of one nothing is left: it is constant, or the fixed effects or the covariates before it
            give it.
    """
    means = np.average(rows.covariates, axis=0, weights=weights)
    sizes = np.sqrt(weights @ (rows.covariates - means) ** 2)
    left = absorb(build_absorber(rows.groups, weights), rows.covariates - means)
    bad = find_collinear(left, sizes, weights)
    if bad:
        name = rows.names[bad[0]]
        what = "is constant" if sizes[bad[0]] < 1e-12 else "follows from the fixed effects or those before it"
        raise InputError(f"covariate {name!r} {what}{of}", hint="leave it out, or drop a fixed effect")
    return left


def count_parameters(rows: Rows) -> int:
    """Covariates and levels of fixed effects, as fixest counts them.

    Levels that lie within clusters cost nothing beyond one (their rows are dependent anyway), and each
    grouping but the first lacks one.
    """
    total = len(rows.names) + 1
    by = rows.clusters if rows.errors == "clustered" else ()
    if rows.errors == "dyad-robust" and rows.dyads is not None:
        by = (number_levels(rows.dyads.min(axis=1) * rows.outcome.size + rows.dyads.max(axis=1)),)
    for levels in rows.groups:
        n_levels = int(levels.max()) + 1
        if not any(_is_within(levels, cluster) for cluster in by):
            total += n_levels - 1
    return total


def _is_within(levels: Ints, clusters: Ints) -> bool:
    """Whether each level lies in one cluster."""
    of_level = np.zeros(int(levels.max()) + 1, dtype=np.int64)
    of_level[levels] = clusters
    return bool((of_level[levels] == clusters).all())


def fit_linear_model(  # noqa: PLR0913  by keyword, as all panel models
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
    """Least squares with fixed effects.

    Rows alone in a level are left out and counted. The log-likelihood is that of normal errors with the
    variance at its most likely value. Arguments as `build_rows` says.

    Raises:
        InputError: What `build_rows` refuses, or a covariate of which the fixed effects leave nothing.

    >>> fit = fit_linear_model([1, 3, 2, 6], [[0], [1], [0], [1]], names=["x"], errors="information")
    >>> round(fit.coefficients.item(), 6)
    3.0
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
    rows = drop_rows_alone(given)
    left = absorb_covariates(rows, rows.weights)
    y = absorb(build_absorber(rows.groups, rows.weights), rows.outcome)
    weighted = left * rows.weights[:, None]
    inverse: Floats = np.linalg.inv(left.T @ weighted).astype(np.float64)
    coefficients = inverse @ (weighted.T @ y)
    residuals = y - left @ coefficients
    squares = float(rows.weights @ residuals**2)
    n_rows, n_parameters = y.size, count_parameters(rows)
    if rows.errors == "information":
        covariance, n_clusters = inverse * squares / max(n_rows - n_parameters, 1), 0
    else:
        covariance, n_clusters = find_covariance(
            Scores(weighted * residuals[:, None], inverse, partial(sum_curvature, left, rows.weights)),
            errors=rows.errors,
            clusters=rows.clusters,
            dyads=rows.dyads,
            n_parameters=n_parameters,
        )
    spread = max(squares / n_rows, 1e-300)
    constant = float(np.log(rows.weights).sum()) - n_rows * (math.log(2 * math.pi) + 1)
    log_likelihood = (constant - n_rows * math.log(spread)) / 2
    return Fit(
        "tone",
        rows.names,
        coefficients,
        covariance,
        rows.errors,
        log_likelihood,
        n_rows,
        n_clusters,
        np.asarray(outcome).size - n_rows,
        converged=True,
    )
