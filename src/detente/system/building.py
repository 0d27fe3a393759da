"""From relations, edge lists and matrices to a system of states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError, UsageError
from detente.relations import Levels, Snapshot, measure_snapshot
from detente.relations.course import COVERAGE, find_quantile
from detente.system.network import SHOWN, Floats, System, list_names

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["build_system", "build_system_of_matrix", "build_system_of_ties"]


def build_system(
    relations: Levels | Snapshot | Sequence[Snapshot],
    when: date | None = None,
    *,
    layers: Sequence[str] = ("overall",),
    states: Sequence[str] | None = None,
    coverage: float = COVERAGE,
) -> System:
    """The system on a day, from the levels of relations.

    A tie is there if the interval of its level excludes zero; its weight is then the posterior mean (-10 to
    +10) and else 0. The probability of its sign, of every dyad seen, is that of a normal posterior.

    A state whose every relation is uncertain stays in the system without a tie.

    Args:
        relations: Smoothed levels, or snapshots, one a layer, all of one day.
        when: The day; needed with levels, and not allowed with snapshots, which have their own.
        layers: Domains to take from levels. Snapshots are layers of their own domains.
        states: Those to keep, in this order; by default all that are named, sorted.
        coverage: Probability that the interval holds.

    Raises:
        UsageError: If a day is missing, or given twice.
        InputError: If the system would have fewer than two states or nothing was seen, or if snapshots
            differ in day or share a domain.
        UnknownNameError: If there is no such domain.
    """
    snapshots = _find_snapshots(relations, when, layers)
    days = {snapshot.when for snapshot in snapshots}
    names = [snapshot.domain for snapshot in snapshots]
    if len(days) > 1 or len(set(names)) < len(names):
        raise InputError(
            f"layers {names!r} of days {sorted(map(str, days))!r} are no system", hint="one a domain, one day"
        )
    half = find_quantile(coverage)
    dyads = [dyad for snapshot in snapshots for dyad in snapshot.dyads]
    mean = np.concatenate([snapshot.mean for snapshot in snapshots] or [np.zeros(0)])
    sd = np.concatenate([snapshot.sd for snapshot in snapshots] or [np.zeros(0)])
    weights = np.where(np.abs(mean) > half * sd, mean, 0.0)
    rows = _Rows.read(
        [dyad[0] for dyad in dyads],
        [dyad[1] for dyad in dyads],
        weight=weights,
        positive=_find_probabilities(mean, sd),
        layer=[snapshot.domain for snapshot in snapshots for _ in snapshot.dyads],
    )
    return _lay_out(rows, states, layers=tuple(names), directed=False, when=days.pop())


def build_system_of_ties(  # noqa: PLR0913 - one argument a column
    source: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike,
    positive: ArrayLike | None = None,
    layer: ArrayLike | None = None,
    states: Sequence[str] | None = None,
    directed: bool = False,
    when: date | None = None,
) -> System:
    """A system from the columns of an edge list: lists, arrays, Arrow columns, series of a data frame.

    Args:
        source: Names of states, shape (ties,).
        target: The same; without direction the order does not matter.
        weight: Signed; 0 says that the dyad was seen and has no sign.
        positive: Probability that each is friendly; by default 1 or 0 by the sign, and 1/2 of weight 0.
        layer: Name of the layer of each; by default all are in ``overall``.
        states: Those to keep, in this order; ties of others are left out. By default all, sorted.
        directed: Whether ties go from source to target only.
        when: The day of the ties.

    Raises:
        InputError: If columns differ in length; nothing is there; a weight or probability is missing, not
            finite or out of range; a state is tied to itself; two rows of one dyad (or arc) and layer
            differ; fewer than two states.

    >>> system = build_system_of_ties(["IND", "IND"], ["PAK", "RUS"], weight=[-3, 2])
    >>> system.states, system.n_ties
    (('IND', 'PAK', 'RUS'), 2)
    """
    rows = _Rows.read(source, target, weight=weight, positive=positive, layer=layer)
    layers = tuple(dict.fromkeys(rows.layer))
    return _lay_out(rows, states, layers=layers, directed=directed, when=when)


def build_system_of_matrix(
    weights: ArrayLike,
    states: Sequence[str] | None = None,
    *,
    positive: ArrayLike | None = None,
    directed: bool = False,
    when: date | None = None,
) -> System:
    """A system of one layer from a square matrix of signed weights.

    Args:
        weights: Shape (states, states), from row to column; 0 is no tie.
        states: Their names; by default ``s0``, ``s1``, ….
        positive: Probability that each is friendly, same shape; NaN where nothing was seen. By default
            1 or 0 by the sign, and NaN of weight 0.
        directed: Whether the matrix may be asymmetric.
        when: The day of the ties.

    Raises:
        InputError: If the matrix is not square, has a missing or infinite weight, ties a state to itself or
            is asymmetric without direction; if names or probabilities do not fit it; fewer than two states.
    """
    matrix = np.array(weights, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise InputError(f"weights of shape {matrix.shape!r} are no square matrix", hint="states by states")
    names = tuple(f"s{place}" for place in range(len(matrix))) if states is None else tuple(states)
    _check_states(names)
    _check_weights(matrix.ravel())
    sure = np.where(matrix > 0, 1.0, np.where(matrix < 0, 0.0, np.nan))
    if positive is not None:
        sure = np.array(positive, dtype=np.float64)
        _check_probabilities(sure[~np.isnan(sure)])
    if sure.shape != matrix.shape or len(names) != len(matrix):
        raise InputError(
            f"{len(names)} names, probabilities {sure.shape!r} and weights {matrix.shape!r} do not fit",
            hint="one name a row; one probability a weight",
        )
    if np.diagonal(matrix).any():
        raise InputError(
            f"tied to itself: {list_names([names[i] for i in np.flatnonzero(np.diagonal(matrix))])}",
            hint="set the diagonal to 0",
        )
    alike = np.array_equal(matrix, matrix.T) and np.array_equal(sure, sure.T, equal_nan=True)
    if not directed and not alike:
        raise InputError(
            "the matrix is asymmetric, and ties without direction were asked for",
            hint="pass directed=True, or (weights + weights.T) / 2",
        )
    return System(names, ("overall",), matrix[None], sure[None], directed, when)


@dataclass(frozen=True, slots=True)
class _Rows:
    """An edge list that was checked."""

    source: list[str]
    target: list[str]
    weight: Floats
    positive: Floats
    layer: list[str]

    @classmethod
    def read(
        cls,
        source: ArrayLike,
        target: ArrayLike,
        *,
        weight: ArrayLike,
        positive: ArrayLike | None,
        layer: ArrayLike | None,
    ) -> _Rows:
        """The columns as lists of names and arrays of numbers."""
        one, other = _read_names(source), _read_names(target)
        size = np.array(weight, dtype=np.float64).ravel()
        _check_weights(size)
        half = np.where(size > 0, 1.0, np.where(size < 0, 0.0, 0.5))
        sure = half if positive is None else np.array(positive, dtype=np.float64).ravel()
        _check_probabilities(sure)
        layers = ["overall"] * len(one) if layer is None else _read_names(layer)
        lengths = [len(one), len(other), size.size, sure.size, len(layers)]
        if len(set(lengths)) > 1:
            raise InputError(f"columns of {lengths!r} rows do not fit", hint="one row a tie")
        selves = sorted({a for a, b in zip(one, other, strict=True) if a == b})
        if selves:
            raise InputError(f"tied to itself: {list_names(selves)}", hint="leave such rows out")
        return cls(one, other, size, sure, layers)


def _lay_out(
    rows: _Rows, states: Sequence[str] | None, *, layers: tuple[str, ...], directed: bool, when: date | None
) -> System:
    """The rows as arrays; of dyads told twice both rows must agree."""
    names = tuple(sorted({*rows.source, *rows.target}) if states is None else states)
    _check_states(names)
    weights = np.zeros((len(layers), len(names), len(names)))
    sure = np.full(weights.shape, np.nan)
    index = {name: place for place, name in enumerate(names)}
    clashes: list[str] = []
    for row, (one, other) in enumerate(zip(rows.source, rows.target, strict=True)):
        if one not in index or other not in index:
            continue
        level, value = layers.index(rows.layer[row]), (rows.weight[row], rows.positive[row])
        ways = ((index[one], index[other]), (index[other], index[one]))[: 1 if directed else 2]
        for i, j in ways:
            if not np.isnan(sure[level, i, j]) and (weights[level, i, j], sure[level, i, j]) != value:
                clashes.append(f"{one}-{other}")
            weights[level, i, j], sure[level, i, j] = value
    if clashes:
        raise InputError(
            f"ties told twice, and not alike: {list_names(sorted(set(clashes)))}",
            hint="give each dyad and layer once, or pass directed=True",
        )
    if np.isnan(sure).all():
        raise InputError("no tie is between the states asked for", hint="see that their names agree")
    return System(names, layers, weights, sure, directed, when)


def _find_snapshots(
    relations: Levels | Snapshot | Sequence[Snapshot], when: date | None, layers: Sequence[str]
) -> list[Snapshot]:
    if isinstance(relations, Levels):
        if when is None:
            raise UsageError("a system of levels needs a day", hint="build_system(levels, when)")
        return [measure_snapshot(relations, when, domain=name) for name in layers]
    if when is not None:
        raise UsageError(f"snapshots have their day, and {when} is another argument", hint="leave it out")
    return [relations] if isinstance(relations, Snapshot) else list(relations)


def _find_probabilities(mean: Floats, sd: Floats) -> Floats:
    """Probability that each level is above 0; of a level without spread 0, 1/2 or 1."""
    ratio = np.divide(mean, sd, out=np.sign(mean) * np.inf, where=sd > 0)
    ratio = np.where(np.isnan(ratio), 0.0, ratio)
    normal = NormalDist()
    return np.array([normal.cdf(value) for value in ratio.tolist()], dtype=np.float64)


def _read_names(column: ArrayLike) -> list[str]:
    names = np.asarray(column, dtype=object).ravel().tolist()
    missing = [place for place, name in enumerate(names) if not (isinstance(name, str | int) and str(name))]
    if missing:
        raise InputError(
            f"{len(missing)} of {len(names)} names are missing or no names, in places {missing[:SHOWN]!r}",
            hint="leave such rows out",
        )
    return [str(name) for name in names]


def _check_states(states: tuple[str, ...]) -> None:
    if len(states) < 2:
        raise InputError(
            f"a system needs two states or more, not {list_names(list(states))}", hint="add ties"
        )
    if len(set(states)) < len(states):
        twice = sorted({name for name in states if states.count(name) > 1})
        raise InputError(f"states named twice: {list_names(twice)}", hint="name each once")


def _check_weights(weights: Floats) -> None:
    bad = int((~np.isfinite(weights)).sum())
    if not weights.size or bad == weights.size:
        raise InputError("all weights are missing", hint="a weight below or above 0 for each tie")
    if bad:
        places = np.flatnonzero(~np.isfinite(weights))[:SHOWN].tolist()
        raise InputError(
            f"{bad} of {weights.size} weights are not finite, in places {places!r}",
            hint="leave missing ties out, or give them weight 0",
        )


def _check_probabilities(positive: Floats) -> None:
    bad = ~((positive >= 0) & (positive <= 1))
    if bad.any():
        some = positive[bad][:SHOWN].tolist()
        raise InputError(f"{int(bad.sum())} are no probabilities: {some!r}", hint="from 0 to 1")
