"""Covariances that hold where rows depend on each other: by cluster, and by every member two dyads share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.absorbing import Ints, number_levels
from detente.mechanisms.fit import Errors
from detente.mechanisms.world import Floats

__all__ = ["Scores", "find_covariance", "sum_clustered", "sum_curvature", "sum_dyadic"]

_MOST_LEVERAGE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What each row says about estimates.

    Attributes:
        values: Score of each row for the coefficients, shape (rows, names).
        inverse: Inverse information, shape (names, names).
        curvature: Information by level, shape (levels, names, names), from the level of each row and how many
            levels there are.
        further: How much each row moves further figures directly, shape (rows, figures).
        readout: The estimates asked for, as mixtures of coefficients and further figures, shape (estimates,
            names + figures); by default the coefficients.
    """

    values: Floats
    inverse: Floats
    curvature: Callable[[Ints, int], Floats]
    further: Floats | None = None
    readout: Floats | None = None


def find_covariance(
    scores: Scores,
    *,
    errors: Errors,
    clusters: Sequence[Ints] = (),
    dyads: Ints | None = None,
    n_parameters: int = 0,
) -> tuple[Floats, int]:
    """Covariance of estimates, and how many independent groups it stands on.

    ``clustered`` is the sum over clusters of their outer products, times ``G / (G - 1) * (N - 1) / (N - k)``
    with G clusters, N rows and k parameters; by two groupings it is the sum of both less that of their
    intersection, G the lesser count (Cameron, Gelbach and Miller 2011, Journal of Business and Economic
    Statistics 29: 238-249). These are the factors of fixest and pyfixest. It may lack a proper square root;
    negative eigenvalues are then set to 0.

    ``dyad-robust`` lets all rows depend on each other whose dyads share a member (Aronow, Samii and Assenova
    2015, Political Analysis 23: 564-577), by the same factor with G members. As that is known to be too
    small where members are few, two things are ours: the sum of a member is taken without its pull on the
    fit (the estimate moves as if it had been left out, a jackknife in one step), and of the dependence
    between dyads no direction may make the whole smaller than clustering by dyad does.

    Args:
        scores: Of the rows.
        errors: ``clustered`` or ``dyad-robust``.
        clusters: One or two groupings, levels 0, 1, 2 … of each row.
        dyads: Members of each row's dyad, shape (rows, 2), in any order.
        n_parameters: k.

    Raises:
        InputError: Clusters or dyads are asked for and not given, or there are too few.
    """
    influences = scores.values @ scores.inverse
    if scores.further is not None:
        influences = np.column_stack((influences, scores.further))
    readout = np.eye(influences.shape[1]) if scores.readout is None else scores.readout
    n_rows = influences.shape[0]
    factor = (n_rows - 1) / max(n_rows - n_parameters, 1)
    if errors == "dyad-robust":
        if dyads is None:
            raise InputError("dyad-robust errors need the dyads", hint="dyads=(i, j), or errors='clustered'")
        members = number_levels(dyads).reshape(dyads.shape)
        n_groups = int(members.max()) + 1
        if n_groups < 4:
            raise InputError(f"{n_groups} members are too few", hint="errors='clustered' or 'information'")
        covariance = _find_dyadic(scores, influences, members, readout)
    else:
        if not 1 <= len(clusters) <= 2:
            raise InputError(f"{len(clusters)} groupings of clusters", hint="one or two: clusters=(dyad,)")
        numbered = [number_levels(levels) for levels in clusters]
        n_groups = min(int(levels.max()) + 1 for levels in numbered)
        if n_groups < 2:
            raise InputError("all rows are in one cluster", hint="two at least; better forty")
        covariance = _mend(sum_clustered(influences @ readout.T, numbered))
    return covariance * factor * n_groups / (n_groups - 1), n_groups


def sum_clustered(influences: Floats, clusters: Sequence[Ints]) -> Floats:
    """Outer products of the sums by cluster, added up; by two groupings, less those of both at once."""
    total = np.zeros((influences.shape[1],) * 2)
    for levels in clusters:
        total += _outer(influences, levels)
    if len(clusters) == 2:
        both = number_levels(clusters[0] * (int(clusters[1].max()) + 1) + clusters[1])
        total -= _outer(influences, both)
    return total


def sum_dyadic(influences: Floats, members: Ints) -> Floats:
    """Outer products of all pairs of rows whose dyads share a member, added up, without any correction.

    The sum over members counts a pair once for each member shared; the pairs within a dyad, which share two,
    are taken off once. Linear in rows.

    Args:
        influences: Shape (rows, estimates).
        members: Levels 0, 1, 2 … shape (rows, 2).
    """
    sums = _sum_members(influences, members)
    total: Floats = sums.T @ sums - _outer(influences, _number_pairs(members))
    return total


def sum_curvature(left: Floats, weights: Floats, levels: Ints, n_levels: int) -> Floats:
    """Information of a linear predictor by level, shape (levels, names, names).

    Args:
        left: Covariates with the fixed effects taken out, shape (rows, names).
        weights: Weight times variance of each row.
        levels: Of each row.
        n_levels: How many there are.
    """
    k = left.shape[1]
    total = np.empty((n_levels, k, k))
    for one in range(k):
        weighted = weights * left[:, one]
        for two in range(one + 1):
            total[:, one, two] = np.bincount(levels, weighted * left[:, two], n_levels)
            total[:, two, one] = total[:, one, two]
    return total


def _find_dyadic(scores: Scores, influences: Floats, members: Ints, readout: Floats) -> Floats:
    k = scores.values.shape[1]
    sums = _sum_members(influences, members)
    n_members = sums.shape[0]
    sums[:, :k] = _free_members(scores, members, n_members)
    sums[:, k:] *= n_members / (n_members - 2)  # a row has two of the members
    by_member = sums @ readout.T
    within = _outer(influences @ readout.T, _number_pairs(members))
    return _raise_to(by_member.T @ by_member - within, within)


def _free_members(scores: Scores, members: Ints, n_members: int) -> Floats:
    """How each member moves the coefficients when its own rows do not steady them, shape (members, names).

    A member that a coefficient rests on almost alone is freed of nine tenths of its pull at most.
    """
    sizes = _find_sizes(scores.inverse)
    values, vectors = np.linalg.eigh(scores.inverse / np.outer(sizes, sizes))
    root = sizes[:, None] * vectors * np.sqrt(np.clip(values, 0.0, None))
    whitened = _sum_members(scores.values, members) @ root
    curvature = scores.curvature(members[:, 0], n_members) + scores.curvature(members[:, 1], n_members)
    leverage, axes = np.linalg.eigh(root.T @ curvature @ root)
    along = np.einsum("gij,gi->gj", axes, whitened) / (1.0 - np.clip(leverage, 0.0, _MOST_LEVERAGE))
    freed: Floats = np.einsum("gij,gj->gi", axes, along) @ root.T
    return freed


def _raise_to(covariance: Floats, least: Floats) -> Floats:
    """The covariance, raised in all directions where it is below another to that."""
    sizes = _find_sizes(least)
    values, vectors = np.linalg.eigh((least + least.T) / 2 / np.outer(sizes, sizes))
    root = np.sqrt(np.clip(values, 1e-12, None))
    turned = vectors / sizes[:, None] / root
    back = vectors * sizes[:, None] * root
    raised: Floats = least + back @ _mend(turned.T @ (covariance - least) @ turned) @ back.T
    return raised


def _find_sizes(covariance: Floats) -> Floats:
    """Roots of the diagonal, 1 where it is 0, so that covariates in dollars and of 0 and 1 are alike."""
    diagonal = np.diagonal(covariance)
    return np.sqrt(np.where(diagonal > 0, diagonal, 1.0))


def _number_pairs(members: Ints) -> Ints:
    return number_levels(members.min(axis=1) * (int(members.max()) + 1) + members.max(axis=1))


def _sum_members(influences: Floats, members: Ints) -> Floats:
    n_members = int(members.max()) + 1
    return _sum_by(influences, members[:, 0], n_members) + _sum_by(influences, members[:, 1], n_members)


def _sum_by(influences: Floats, levels: Ints, n_levels: int) -> Floats:
    return np.column_stack([np.bincount(levels, column, n_levels) for column in influences.T])


def _outer(influences: Floats, levels: Ints) -> Floats:
    sums = _sum_by(influences, levels, int(levels.max()) + 1)
    total: Floats = sums.T @ sums
    return total


def _mend(covariance: Floats) -> Floats:
    """The nearest matrix that is a covariance."""
    even: Floats = (covariance + covariance.T) / 2
    sizes = _find_sizes(even)
    values, vectors = np.linalg.eigh(even / np.outer(sizes, sizes))
    if values.min() >= 0.0:
        return even
    mended: Floats = (vectors * np.clip(values, 0.0, None)) @ vectors.T * np.outer(sizes, sizes)
    return mended
