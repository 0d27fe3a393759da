"""Levels to come: back to the mean, wider with time, blind to what is later."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from detente.core.errors import InputError, UnknownNameError
from detente.forecast.levels import cut_observations, forecast_level
from detente.forecast.nouns import CLIMATOLOGY, NO_CHANGE
from detente.relations import LevelParameters, Observations, RelationModel, fit_relations, smooth_levels

FIRST = date(2015, 1, 1).toordinal()
MADE = date(2018, 1, 1)
TRUTH = LevelParameters(mean=1.0, between_sd=1.5, sd=2.0, reversion_days=250.0, noise_sd=3.0)


def simulate(n_dyads: int = 20, *, seed: int = 0) -> tuple[Observations, np.ndarray]:
    """Observations every two weeks or so over four years, and the true daily levels."""
    rng = np.random.default_rng(seed)
    n_days = 1500
    fade = np.exp(-1.0 / TRUTH.reversion_days)
    level = np.empty((n_dyads, n_days))
    level[:, 0] = TRUTH.sd * rng.normal(size=n_dyads)
    for day in range(1, n_days):
        level[:, day] = fade * level[:, day - 1] + TRUTH.sd * (1 - fade**2) ** 0.5 * rng.normal(size=n_dyads)
    level += TRUTH.mean + TRUTH.between_sd * rng.normal(size=(n_dyads, 1))
    dyad, day = np.nonzero(rng.random((n_dyads, n_days)) < 0.06)
    seen = level[dyad, day] + TRUTH.noise_sd * rng.normal(size=day.size)
    names = tuple((f"A{row:02d}", f"B{row:02d}") for row in range(n_dyads))
    return Observations(
        dyads=names,
        domains=("overall",),
        events=tuple(f"e{row}" for row in range(day.size)),
        dyad=dyad,
        domain=np.zeros(day.size, dtype=np.int64),
        event=np.arange(day.size),
        day=FIRST + day.astype(float),
        spread=np.zeros(day.size),
        intensity=seen,
        weight=np.ones(day.size),
    ), level


@pytest.fixture(scope="module")
def world() -> tuple[Observations, np.ndarray]:
    return simulate()


def test_the_future_is_not_seen(world):
    observations = world[0]
    levels = smooth_levels(observations, fit_relations(observations))
    cut = cut_observations(observations, MADE)
    known = smooth_levels(cut, fit_relations(cut))
    days = ["2018-01-01", "2018-06-01", "2019-01-01"]
    whole, past = (forecast_level(table, ("B03", "A03"), made=MADE, days=days) for table in (levels, known))
    assert np.array_equal(whole.mean, past.mean)
    assert np.array_equal(whole.low, past.low)
    assert whole.n_events == past.n_events < (observations.dyad == 3).sum()
    assert all(np.array_equal(whole.baselines[name], past.baselines[name]) for name in whole.baselines)


def test_bands_hold_the_true_level(world):
    observations, level = world
    cut = cut_observations(observations, MADE)
    levels = smooth_levels(cut, fit_relations(cut))
    inside = []
    for row, dyad in enumerate(observations.dyads):
        days = [MADE + timedelta(days=ahead) for ahead in (30, 150, 390)]
        made = forecast_level(levels, dyad, made=MADE, days=days)
        truth = level[row, [day.toordinal() - FIRST for day in days]]
        inside += ((made.low <= truth) & (truth <= made.high)).tolist()
    assert 0.8 <= np.mean(inside) <= 0.99


def test_it_returns_to_its_mean_and_widens(world):
    model = RelationModel({"overall": TRUTH}, {}, {}, {})
    cut = cut_observations(world[0], MADE)
    levels = smooth_levels(cut, model)
    days = [MADE + timedelta(days=ahead) for ahead in (0, 100, 400, 1600)]
    made = forecast_level(levels, ("A00", "B00"), made=MADE, days=days)
    off = np.abs(made.mean - made.baselines[CLIMATOLOGY])
    assert (np.diff(off) <= 1e-12).all()
    assert (np.diff(made.high - made.low) > 0).all()
    assert made.mean[0] == pytest.approx(made.baselines[NO_CHANGE][0])
    assert off[-1] < 0.01


def test_few_observations_give_wide_bands(world):
    observations = world[0]
    few = cut_observations(observations, date.fromordinal(int(np.sort(observations.day)[9])))
    levels = smooth_levels(few, fit_relations(few))
    dyad = few.dyads[0]
    made = forecast_level(levels, dyad, made=MADE, days=["2018-03-01"])
    assert made.high[0] - made.low[0] > 6.0
    assert made.n_events < 10
    ends = (few.dyads[0][0], few.dyads[-1][1])
    never = forecast_level(levels, ends, made=MADE, days=["2018-03-01"])
    assert never.n_events == 0
    assert never.high[0] - never.low[0] >= made.high[0] - made.low[0]


def test_bad_input_is_named(world):
    observations = world[0]
    levels = smooth_levels(observations, RelationModel({"overall": TRUTH}, {}, {}, {}))
    with pytest.raises(UnknownNameError) as unknown:
        forecast_level(levels, ("A00", "B00x"), made=MADE, days=["2018-03-01"])
    assert "B00" in unknown.value.hint
    with pytest.raises(UnknownNameError):
        forecast_level(levels, ("A00", "B00"), made=MADE, days=["2018-03-01"], domain="trade")
    for days in ([], ["2017-12-31"], ["2068-01-01"]):
        with pytest.raises(InputError):
            forecast_level(levels, ("A00", "B00"), made=MADE, days=days)
    with pytest.raises(InputError, match="before"):
        forecast_level(levels, ("A00", "B00"), made="2010-01-01", days=["2010-02-01"])
