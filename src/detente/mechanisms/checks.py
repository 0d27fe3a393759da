"""Checks beyond a standard error: states relabelled, later periods foretold, many tests at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.core.errors import InputError, UnknownNameError
from detente.mechanisms.absorbing import Ints, number_levels
from detente.mechanisms.counts_model import POISSON, Family, reweight
from detente.mechanisms.fit import COVERAGE
from detente.mechanisms.linear_model import Rows, absorb_covariates, build_rows, keep_rows
from detente.mechanisms.logit_model import LOGIT
from detente.mechanisms.world import Bools, Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Gain", "PermutationCheck", "adjust_p_values", "measure_gain", "permute_covariate"]


@dataclass(frozen=True, slots=True, eq=False)
class PermutationCheck:
    """A figure of a covariate, and what it is when states exchange their places in the covariate.

    Attributes:
        observed: The figure.
        draws: The same with states relabelled, shape (draws,).
        p_value: Share of draws, the observed counted among them, at least as far from 0.
    """

    observed: float
    draws: Floats
    p_value: float


def permute_covariate(  # noqa: PLR0913  by keyword
    covariate: ArrayLike,
    measure: Callable[[Floats], float],
    *,
    dyads: tuple[ArrayLike, ArrayLike],
    periods: ArrayLike | None = None,
    n_draws: int = 999,
    seed: int = 0,
    tell: Callable[[int, int], None] | None = None,
) -> PermutationCheck:
    """Whether a covariate does more than the same web of ties would with its states relabelled.

    One permutation of states a draw, the same in all periods, so that everything about the covariate but who
    is who stays as it is (quadratic assignment: Krackhardt 1988, Social Networks 10: 359-381). The null is
    that the outcome has nothing to do with the covariate. Where other covariates go along with it, give what
    is left of it after their regression (Dekker, Krackhardt and Snijders 2007, Psychometrika 72: 563-581) and
    measure z rather than a coefficient: z keeps its meaning from draw to draw.

    Args:
        covariate: Shape (states, states) or (periods, states, states), finite.
        measure: The figure, of the covariate's value in each row, shape (rows,): say its z in a fit.
        dyads: Places of the two members of each row, each shape (rows,).
        periods: Place of each row's period; needed if the covariate has periods.
        n_draws: Permutations.
        seed: Of the random numbers.
        tell: Called with the draws done and all draws, after each.

    Raises:
        InputError: The covariate is no square of finite numbers, a place is outside it, or no draw is made.
    """
    cube = np.array(covariate, dtype=np.float64)
    cube = cube[None] if cube.ndim == 2 else cube
    if cube.ndim != 3 or cube.shape[1] != cube.shape[2] or not np.isfinite(cube).all():
        raise InputError(
            f"a covariate of shape {cube.shape!r} is not finite numbers of states by states",
            hint="(states, states) or (periods, states, states); 0 where nothing is known",
        )
    first, second = (np.asarray(side, dtype=np.int64) for side in dyads)
    when = np.zeros(first.size, dtype=np.int64) if periods is None else np.asarray(periods, dtype=np.int64)
    _check_places(cube, first, second, when)
    if n_draws < 1 or (periods is None and cube.shape[0] > 1):
        raise InputError("no draws, or a covariate by period without periods", hint="n_draws=999, periods=…")
    rng = np.random.default_rng(seed)
    observed = measure(cube[when, first, second])
    draws = np.empty(n_draws)
    for draw in range(n_draws):
        order = rng.permutation(cube.shape[1])
        draws[draw] = measure(cube[when, order[first], order[second]])
        if tell is not None:
            tell(draw + 1, n_draws)
    least = abs(observed) * (1 - 1e-12)  # the same figure again, but for rounding, counts
    p_value = (1 + int((np.abs(draws) >= least).sum())) / (1 + n_draws)
    return PermutationCheck(observed, draws, p_value)


def _check_places(cube: Floats, first: Ints, second: Ints, when: Ints) -> None:
    if not first.shape == second.shape == when.shape or first.ndim != 1 or not first.size:
        raise InputError(
            f"rows of shapes {first.shape!r}, {second.shape!r}, {when.shape!r}", hint="one place a row"
        )
    for places, size in ((first, cube.shape[1]), (second, cube.shape[1]), (when, cube.shape[0])):
        if places.min() < 0 or places.max() >= size:
            raise InputError(
                f"place {int(places.max())} is outside 0 to {size - 1}", hint="places, not names"
            )


@dataclass(frozen=True, slots=True)
class Gain:
    """What covariates add to the prediction of later periods.

    Attributes:
        names: The covariates tested.
        per_row: Mean log score with them less that without; above 0 if they help.
        interval: Of it, by resampling dyads.
        without: Mean log score without them (of counts, less the term of ``log y!``).
        with_them: Mean log score with them.
        n_rows: Rows scored.
        n_dyads: Dyads among them.
    """

    names: tuple[str, ...]
    per_row: float
    interval: tuple[float, float]
    without: float
    with_them: float
    n_rows: int
    n_dyads: int


def measure_gain(  # noqa: PLR0913  by keyword
    outcome: ArrayLike,
    covariates: ArrayLike,
    *,
    names: Sequence[str],
    tested: Sequence[str],
    periods: ArrayLike,
    dyads: tuple[ArrayLike, ArrayLike],
    model: Literal["counts", "logit"] = "counts",
    start: float | None = None,
    refits: int = 6,
    n_draws: int = 1000,
    seed: int = 0,
    coverage: float = COVERAGE,
) -> Gain:
    """How much better later periods are foretold with some covariates than without.

    The periods from `start` on are scored in blocks, each by fits to all periods before it. There are no
    fixed effects in them, as a later period's is not known beforehand: what a dyad usually does belongs among
    the covariates (its own past). The interval draws whole dyads, so that it knows of dependence in time, not
    of that between dyads of one state.

    Args:
        outcome: Counts, or 0 and 1, shape (rows,).
        covariates: Shape (rows, names), all known before the row's period.
        names: Of the covariates.
        tested: Those that one of the fits does without.
        periods: Of the rows, numbers in order of time, shape (rows,).
        dyads: The two members of each row's dyad.
        model: Of the outcome.
        start: First period scored; by default the first after half of them.
        refits: Blocks of periods at most, each with fits of its own.
        n_draws: Resamples.
        seed: Of the random numbers.
        coverage: Of the interval.

    Raises:
        UnknownNameError: A tested covariate is not among the names.
        InputError: What the model refuses; nothing to fit or to score.
    """
    rows = build_rows(outcome, covariates, names=names, dyads=dyads, errors="information")
    when = np.asarray(periods, dtype=np.float64)
    if when.shape != rows.outcome.shape or not np.isfinite(when).all():
        raise InputError(f"periods of shape {when.shape!r}", hint="a number for each row")
    family = _find_family(rows, model)
    for name in tested:
        if name not in names:
            raise UnknownNameError(f"no covariate {name!r}", hint=f"one of {', '.join(names)}")
    if not tested:
        raise InputError("no covariate is tested", hint="tested=['common_enemy']")
    spans = np.unique(when)
    begin = spans[spans.size // 2] if start is None else start
    scored = when >= begin
    if not scored.any() or scored.all():
        raise InputError(f"no periods before {begin:g}, or none after", hint="start=… within the periods")
    kept = np.array([name not in set(tested) for name in names])
    scores = np.zeros((rows.outcome.size, 2))
    ahead = spans[spans >= begin]
    for block in np.array_split(ahead, min(refits, ahead.size)):
        now, past = (when >= block[0]) & (when <= block[-1]), keep_rows(rows, when < block[0])
        scores[now, 0] = _score(rows, past, now, family, kept)
        scores[now, 1] = _score(rows, past, now, family, np.ones_like(kept))
    return _summarise(rows, scores, scored, tuple(tested), n_draws=n_draws, seed=seed, coverage=coverage)


def _find_family(rows: Rows, model: str) -> Family:
    if model == "counts" and (rows.outcome >= 0).all():
        return POISSON
    if model == "logit" and np.isin(rows.outcome, (0.0, 1.0)).all():
        return LOGIT
    raise InputError(f"outcomes that no model {model!r} takes", hint="counts: 0, 1, 2 …; logit: 0 or 1")


def _score(rows: Rows, past: Rows, now: Bools, family: Family, columns: Bools) -> Floats:
    """Log score of the rows now by a fit to the past."""
    if np.ptp(past.outcome) == 0:
        raise InputError("the outcome is always the same in the periods before", hint="a later start")
    if columns.any():
        names = tuple(name for name, kept in zip(past.names, columns.tolist(), strict=True) if kept)
        some = replace(past, covariates=past.covariates[:, columns], names=names)
        absorb_covariates(some, some.weights)
        optimum = reweight(some, family)
        constant = optimum.predictor[0] - some.covariates[0] @ optimum.coefficients
        predictor = rows.covariates[np.ix_(now, columns)] @ optimum.coefficients + constant
    else:
        mean = past.outcome.mean()
        predictor = np.full(int(now.sum()), np.log(mean) if family is POISSON else np.log(mean / (1 - mean)))
    return family.log_likelihood(rows.outcome[now], np.clip(predictor, -30.0, 30.0))


def _summarise(  # noqa: PLR0913  by keyword
    rows: Rows,
    scores: Floats,
    scored: Bools,
    names: tuple[str, ...],
    *,
    n_draws: int,
    seed: int,
    coverage: float,
) -> Gain:
    pairs = np.sort(np.zeros((scored.size, 2)) if rows.dyads is None else rows.dyads, axis=1)[scored]
    dyad = number_levels(pairs[:, 0] * scored.size + pairs[:, 1])
    differences = scores[scored, 1] - scores[scored, 0]
    n_dyads = int(dyad.max()) + 1
    sums, counts = np.bincount(dyad, differences), np.bincount(dyad).astype(np.float64)
    rng = np.random.default_rng(seed)
    draws = np.empty(n_draws)
    for draw in range(n_draws):
        picked = rng.integers(0, n_dyads, n_dyads)
        draws[draw] = sums[picked].sum() / counts[picked].sum()
    low, high = np.quantile(draws, (0.5 - coverage / 2, 0.5 + coverage / 2)).tolist()
    without, with_them = scores[scored].mean(axis=0).tolist()
    return Gain(names, float(differences.mean()), (low, high), without, with_them, differences.size, n_dyads)


def adjust_p_values(p_values: ArrayLike, *, method: Literal["holm", "fdr"] = "holm") -> Floats:
    """P-values of several tests, adjusted for there being several; shape (tests,).

    ``holm``: below 0.05, the chance of even one false finding is below 0.05 (Holm 1979, Scandinavian Journal
    of Statistics 6: 65-70). ``fdr``: of those below 0.05, less than one in twenty is expected to be false
    (Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57: 289-300); it holds for tests
    that are independent or go along with each other.

    Raises:
        InputError: A p-value is not in [0, 1], or the method is another.

    >>> adjust_p_values([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.array(p_values, dtype=np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise InputError(f"p-values {p.tolist()!r} are not all in [0, 1]", hint="one number a test")
    if method not in ("holm", "fdr"):
        raise InputError(f"no method {method!r}", hint="'holm' or 'fdr'")
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, p.size + 1)
    if method == "holm":
        adjusted = np.maximum.accumulate(p[order] * (p.size - rank + 1))
    else:
        adjusted = np.minimum.accumulate((p[order] * p.size / rank)[::-1])[::-1]
    found = np.empty_like(p)
    found[order] = np.minimum(adjusted, 1.0)
    return found
