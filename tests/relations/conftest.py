"""Made-up relations whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from detente.relations.model import LevelParameters, RelationModel, displacement_variance
from detente.relations.observations import Observations

FIRST_DAY = 730_000.0


@dataclass(frozen=True)
class World:
    """Observations, and the true level on each one's day and the true long-run mean of each dyad."""

    observations: Observations
    level: np.ndarray
    long_run: np.ndarray


def model_of(parameters, domain="overall"):
    return RelationModel({domain: parameters}, {}, {}, {})


def observe(day, intensity, *, dyad=None, weight=None, spread=None, domain=None, domains=("overall",)):
    n = len(day)
    dyad = np.zeros(n, dtype=np.int64) if dyad is None else np.asarray(dyad)
    return Observations(
        dyads=tuple((f"A{row:04}", f"B{row:04}") for row in range(int(dyad.max()) + 1)),
        domains=domains,
        events=tuple(f"e{row}" for row in range(n)),
        dyad=dyad,
        domain=np.zeros(n, dtype=np.int64) if domain is None else np.asarray(domain),
        event=np.arange(n),
        day=np.asarray(day, dtype=float),
        spread=np.zeros(n) if spread is None else np.asarray(spread, dtype=float),
        intensity=np.asarray(intensity, dtype=float),
        weight=np.ones(n) if weight is None else np.asarray(weight, dtype=float),
    )


def simulate(parameters, *, n_dyads, n_events, seed, years=10, repeats=0.4, extra_days=()):
    """Dyads of about `n_events` events; some fall on the day of another. Levels also on extra days."""
    random = np.random.default_rng(seed)
    days, dyads, levels, values, weights, extra = [], [], [], [], [], []
    long_run = parameters.mean + parameters.between_sd * random.normal(size=n_dyads)
    for dyad in range(n_dyads):
        n = 1 + random.poisson(n_events)
        day = FIRST_DAY + np.floor(random.uniform(0, years * 365.25, n))
        repeated = np.flatnonzero(random.random(n) < repeats)
        day[repeated] = day[random.integers(0, n, repeated.size)]
        unique, place = np.unique(np.append(day, extra_days), return_inverse=True)
        gap = np.abs(unique[:, None] - unique[None, :]) / parameters.reversion_days
        root = np.linalg.cholesky(np.exp(-gap) + 1e-9 * np.eye(unique.size))
        path = long_run[dyad] + parameters.sd * root @ random.normal(size=unique.size)
        shock = parameters.day_sd * random.normal(size=unique.size)
        weight = random.uniform(0.3, 1.5, n)
        levels.append(path[place][:n])
        extra.append(path[place][n:])
        noise = parameters.noise_sd / np.sqrt(weight) * random.normal(size=n)
        values.append((path + shock)[place][:n] + noise)
        days.append(day)
        weights.append(weight)
        dyads.append(np.full(n, dyad))
    columns = [np.concatenate(column) for column in (days, values, dyads, weights)]
    observations = observe(columns[0], columns[1], dyad=columns[2], weight=columns[3])
    return World(observations, np.concatenate(levels), long_run), np.array(extra)


def solve_densely(observations, parameters, days):
    """Posterior mean and covariance on days, and the log density: one dyad, by the whole covariance matrix."""

    def kernel(one, other):
        apart = np.abs(one[:, None] - other[None, :])
        return parameters.between_sd**2 + parameters.sd**2 * np.exp(-apart / parameters.reversion_days)

    day, spread = observations.day, observations.spread
    same = (day[:, None] == day[None, :]) & (spread[:, None] == spread[None, :])
    moved = displacement_variance(spread, parameters.sd, parameters.reversion_days)
    seen = kernel(day, day) + same * (parameters.day_sd**2 + moved)
    seen += np.diag(parameters.noise_sd**2 / observations.weight)
    across = kernel(days, day)
    error = observations.intensity - parameters.mean
    mean = parameters.mean + across @ np.linalg.solve(seen, error)
    covariance = kernel(days, days) - across @ np.linalg.solve(seen, across.T)
    density = -0.5 * (np.linalg.slogdet(2 * np.pi * seen)[1] + error @ np.linalg.solve(seen, error))
    return mean, covariance, density


@pytest.fixture(scope="session")
def made():
    """The helpers above, as attributes: tests are not importable from each other."""

    class Made:
        model_of = staticmethod(model_of)
        observe = staticmethod(observe)
        simulate = staticmethod(simulate)
        solve_densely = staticmethod(solve_densely)
        Parameters = LevelParameters
        first_day = FIRST_DAY

    return Made
