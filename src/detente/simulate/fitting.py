"""Counts of one quad class: a negative binomial with shrunk effects of dyads, by penalised reweighting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from detente.simulate.likelihood import descend, log_gamma
from detente.simulate.nouns import Floats, Singles

__all__ = ["ClassFit", "Prior", "fit_class"]

_MOST_STEPS, _ROUNDS, _BLOCK, _KEPT = 40, 6, 30_000, 40_000_000
_SPREAD, _SPREAD_WEIGHT = 0.5, 5.0
_FEW_MONTHS = 12
_SIZE, _SIZE_SPREAD = np.array([0.5, 0.5]), np.array([1.0, 0.3])


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What is held of constant and coefficients before any data: normal, shape (1 + F,) each."""

    mean: Floats
    deviation: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ClassFit:
    """The fit of a class; names as in `SystemModel`, constant first."""

    coefficients: Floats
    covariance: Floats
    effects: Floats
    effect_error: Floats
    effect_gain: Floats
    effect_spread: float
    size: Floats
    converged: bool


_Block = tuple[slice, Floats, Floats]


@dataclass(slots=True, eq=False)
class _Data:
    features: Singles
    counts: Singles

    kept: list[_Block] = field(default_factory=list)

    def blocks(self) -> Iterator[_Block]:
        """Some months at a time: which, features (1 + F, months, D) with the constant, counts (months, D)."""
        if self.features.size > _KEPT:
            return self._build()
        if not self.kept:
            self.kept.extend(self._build())
        return iter(self.kept)

    def _build(self) -> Iterator[_Block]:
        months, n_features, n_dyads = self.features.shape
        step = max(1, _BLOCK // max(n_dyads, 1))
        for begin in range(0, months, step):
            part = slice(begin, min(begin + step, months))
            wide = np.ones((n_features + 1, part.stop - begin, n_dyads))
            wide[1:] = self.features[part].transpose(1, 0, 2)
            yield part, wide, self.counts[part].astype(np.float64)


@dataclass(slots=True, eq=False)
class _Sums:
    """Quasi-score and its curvature, dyads' effects apart."""

    pull: Floats
    curve: Floats
    dyad_pull: Floats
    dyad_curve: Floats
    cross: Floats


def fit_class(features: Singles, counts: Singles, prior: Prior) -> ClassFit:
    """Fit ``log mean = constant + features b + u_dyad``, counts NB of size ``exp(s0 + s1 log mean)``.

    Newton steps by Fisher's information on b and all u together (u taken out by its diagonal), with size and
    spread of u found anew between (penalised quasi-likelihood: Breslow and Clayton 1993).

    Args:
        features: Shape (months, F, D).
        counts: Shape (months, D).
        prior: Of constant and coefficients.
    """
    data = _Data(features, counts)
    coefficients, effects = prior.mean.copy(), np.zeros(counts.shape[1])
    size, variance = _SIZE, _SPREAD**2
    for turn in range(_ROUNDS):
        most = 2 if turn else 8  # near enough to judge size and spread by
        coefficients, effects, sums, _ = _climb(
            data, prior, (coefficients, effects), size, variance, most=most
        )
        size = _fit_size(*_find_rows(data, coefficients, effects), size)
        # Of each effect, the share that the data tell: MacKay's fixed point, far faster than EM.
        told = effects.size - float((1 / sums.dyad_curve).sum()) / variance
        variance = float(effects @ effects) + _SPREAD_WEIGHT * _SPREAD**2
        variance /= max(told, 0.0) + _SPREAD_WEIGHT
        variance = max(variance, 0.05**2)
    at = coefficients, effects
    coefficients, effects, sums, converged = _climb(data, prior, at, size, variance, most=_MOST_STEPS)
    gain = sums.cross / sums.dyad_curve[:, None]
    information = sums.curve - sums.cross.T @ gain
    covariance = _find_covariance(data, (coefficients, effects, gain), size, information, prior)
    error = np.sqrt(1 / sums.dyad_curve)
    return ClassFit(coefficients, covariance, effects, error, gain, float(np.sqrt(variance)), size, converged)


def _predict(wide: Floats, coefficients: Floats, effects: Floats) -> Floats:
    flat = coefficients @ wide.reshape(len(wide), -1)
    found: Floats = np.clip(flat.reshape(wide.shape[1:]) + effects, -20.0, 12.0)
    return found


def _weigh(predictor: Floats, counts: Floats, size: Floats) -> tuple[Floats, Floats]:
    """What each row pulls, and its weight: the inverse of its variance over its squared mean."""
    mean = np.exp(predictor)
    spread = 1 + np.exp((1 - size[1]) * predictor - size[0])
    return (counts - mean) / spread, mean / spread


def _sum_up(
    data: _Data, prior: Prior, coefficients: Floats, effects: Floats, size: Floats, variance: float
) -> _Sums:
    n, n_dyads = coefficients.size, effects.size
    precision = prior.deviation**-2.0
    away = coefficients - prior.mean
    sums = _Sums(
        -precision * away,
        np.diag(precision),
        -effects / variance,
        np.full(n_dyads, 1 / variance),
        np.zeros((n_dyads, n)),
    )
    for _, wide, counts in data.blocks():
        predictor = _predict(wide, coefficients, effects)
        pull, weight = _weigh(predictor, counts, size)
        weighted = wide * weight
        sums.pull += wide.reshape(n, -1) @ pull.reshape(-1)
        sums.curve += weighted.reshape(n, -1) @ wide.reshape(n, -1).T
        sums.dyad_pull += pull.sum(axis=0)
        sums.dyad_curve += weight.sum(axis=0)
        sums.cross += weighted.sum(axis=1).T
    return sums


def _climb(
    data: _Data, prior: Prior, at: tuple[Floats, Floats], size: Floats, variance: float, *, most: int
) -> tuple[Floats, Floats, _Sums, bool]:
    """To where the quasi-score is 0 for a given size and spread, or as near as so many steps lead.

    No step moves a coefficient or an effect by more than 2.
    """
    coefficients, effects = at
    sums = _sum_up(data, prior, coefficients, effects, size, variance)
    for _ in range(most):
        gain = sums.cross / sums.dyad_curve[:, None]
        information = sums.curve - sums.cross.T @ gain
        move = np.linalg.solve(information, sums.pull - gain.T @ sums.dyad_pull)
        dyad_move = (sums.dyad_pull - sums.cross @ move) / sums.dyad_curve
        stride = min(1.0, 2.0 / max(float(np.abs(move).max()), float(np.abs(dyad_move).max()), 1e-9))
        coefficients, effects = coefficients + stride * move, effects + stride * dyad_move
        sums = _sum_up(data, prior, coefficients, effects, size, variance)
        if float(move @ information @ move) < 1e-6 and float(np.abs(dyad_move).max()) < 1e-3:
            return coefficients, effects, sums, True
    return coefficients, effects, sums, False


def _find_rows(data: _Data, coefficients: Floats, effects: Floats) -> tuple[Floats, Floats]:
    predictors, counts = [], []
    for _, wide, part in data.blocks():
        predictors.append(_predict(wide, coefficients, effects).reshape(-1))
        counts.append(part.reshape(-1))
    return np.concatenate(predictors), np.concatenate(counts)


def _fit_size(predictor: Floats, counts: Floats, before: Floats) -> Floats:
    """The likeliest size and its slope by the mean, held by a prior: no size is known from few counts."""
    seen = counts > 0
    some, at = counts[seen], predictor[seen]

    def loss(size: Floats) -> float:
        log_ratio = np.log1p(np.exp((1 - size[1]) * predictor - size[0]))
        log_r = size[0] + size[1] * predictor
        r_seen = np.exp(log_r[seen])
        likelihood = -float(np.exp(log_r) @ log_ratio) - float(some @ (log_ratio[seen] + log_r[seen] - at))
        likelihood += float((log_gamma(some + r_seen) - log_gamma(r_seen)).sum())
        return -likelihood + 0.5 * float(((size - _SIZE) / _SIZE_SPREAD) @ ((size - _SIZE) / _SIZE_SPREAD))

    return descend(loss, before, low=np.array([-4.0, -0.5]), high=np.array([8.0, 1.5]))


def _find_covariance(
    data: _Data, at: tuple[Floats, Floats, Floats], size: Floats, information: Floats, prior: Prior
) -> Floats:
    """Clustered by dyad and by month, and in no direction below what the model itself allows."""
    coefficients, effects, gain = at
    n, months = coefficients.size, len(data.counts)
    by_dyad, by_month, by_row = np.zeros((effects.size, n)), np.zeros((months, n)), np.zeros((n, n))
    for part, wide, counts in data.blocks():
        pull, _ = _weigh(_predict(wide, coefficients, effects), counts, size)
        own = (wide - gain.T[:, None]) * pull
        by_dyad += own.sum(axis=1).T
        by_month[part] = own.sum(axis=2).T
        by_row += own.reshape(n, -1) @ own.reshape(n, -1).T
    meat = by_dyad.T @ by_dyad * (len(by_dyad) / max(len(by_dyad) - 1, 1))
    if months >= _FEW_MONTHS:
        meat += by_month.T @ by_month * (months / (months - 1)) - by_row
    meat += np.diag(prior.deviation**-2.0)
    root = np.linalg.cholesky(information)
    half = np.linalg.solve(root, meat)
    inner = np.linalg.solve(root, half.T)
    values, axes = np.linalg.eigh((inner + inner.T) / 2)
    wings = np.linalg.solve(root.T, axes)
    found: Floats = (wings * np.maximum(values, 1.0)) @ wings.T
    return found
