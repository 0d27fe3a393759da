"""Turning points: every partition by hand, planted breaks, and none where nothing broke."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.relations.breaks import Sightings, find_partition
from detente.relations.filtering import filter_chain
from detente.relations.levels import smooth_levels
from detente.relations.model import LevelParameters, RelationModel
from detente.relations.turning import BreakSearch, find_turning_points

TRUTH = LevelParameters(mean=0.5, between_sd=2.0, sd=1.5, reversion_days=700.0, noise_sd=3.0, day_sd=1.0)


def weigh_part(sightings, rows, parameters):
    """Log density of one part, by its whole covariance matrix, without its 2 pi."""
    day = sightings.day[rows]
    apart = np.abs(day[:, None] - day[None, :])
    whole = parameters.between_sd**2 + parameters.sd**2 * np.exp(-apart / parameters.reversion_days)
    whole = whole + np.diag(sightings.noise[rows])
    seen = sightings.seen[rows]
    return -0.5 * (np.linalg.slogdet(whole)[1] + seen @ np.linalg.solve(whole, seen))


@given(st.integers(2, 7), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 150.0]))
def test_all_partitions_are_weighed_as_by_trying_each(n, seed, least):
    random = np.random.default_rng(seed)
    sightings = Sightings(
        day=np.cumsum(random.uniform(1, 200, n)),
        seen=random.normal(size=n) * 4,
        noise=random.uniform(0.3, 3, n),
    )
    every = 300.0
    gap = np.diff(sightings.day)
    weights = {}
    for size in range(n):
        for breaks in combinations(range(1, n), size):
            bounds = [0, *breaks, n]
            lasts = [
                sightings.day[min(bounds[k + 1], n - 1)] - sightings.day[bounds[k]] for k in range(size + 1)
            ]
            if size and min(lasts) < least:
                continue
            weight = sum(
                weigh_part(sightings, slice(bounds[k], bounds[k + 1]), TRUTH) for k in range(len(bounds) - 1)
            )
            for k in range(1, n):
                stay = -gap[k - 1] / every
                weight += np.log(-np.expm1(stay)) if k in breaks else stay
            weights[breaks] = weight
    best = max(weights, key=weights.get)
    total = np.logaddexp.reduce(list(weights.values()))
    found = find_partition(sightings, TRUTH, every_days=every, coverage=0.9, least_days=least)
    assert tuple(found.breaks) == best
    for k, (low, high) in enumerate(zip(found.low, found.high, strict=True)):
        assert low <= high
        expected = [
            sum(low <= one <= high for one in breaks) * np.exp(weight - total)
            for breaks, weight in weights.items()
        ]
        assert found.probability[k] == pytest.approx(min(sum(expected), 1.0), abs=1e-9)


@pytest.fixture(scope="module")
def world(made):
    """Forty dyads without breaks, and the same with a fall of 7 in the middle."""
    truth, _ = made.simulate(TRUTH, n_dyads=40, n_events=250, seed=31)
    day = made.first_day + 1826
    fall = np.where(truth.observations.day >= day, -7.0, 0.0)
    columns = {name: getattr(truth.observations, name) for name in truth.observations.__dataclass_fields__}
    fallen = type(truth.observations)(**{**columns, "intensity": truth.observations.intensity + fall})
    model = made.model_of(TRUTH)
    return smooth_levels(truth.observations, model), smooth_levels(fallen, model), day


def test_nothing_turns_where_the_level_only_wanders(world):
    levels, _, _ = world
    found = [point for dyad in levels.observations.dyads for point in find_turning_points(levels, dyad)]
    assert len(found) <= 2  # in 400 years


def test_a_planted_fall_is_found_and_dated(world):
    _, levels, day = world
    found = [find_turning_points(levels, dyad) for dyad in levels.observations.dyads]
    near = [
        point
        for points in found
        for point in points
        if abs(point.when.toordinal() - day) < 100 and point.change < 0
    ]
    assert len(near) >= 36  # of 40
    inside = [point.low.toordinal() < day <= point.high.toordinal() for point in near]
    assert np.mean(inside) >= 0.8
    assert np.median([(point.high - point.low).days for point in near]) < 150
    assert np.mean([point.change for point in near]) == pytest.approx(-7.0, abs=0.8)


def test_the_events_that_pushed_are_named_strongest_first(made):
    day = made.first_day + np.arange(0, 2000, 20.0)
    intensity = np.where(day < made.first_day + 1000, 4.0, -5.0)
    intensity[50] = -10.0
    intensity[51] = 6.0
    levels = smooth_levels(made.observe(day, intensity), made.model_of(replace(TRUTH, day_sd=0.0)))
    (point,) = find_turning_points(levels, ("A0000", "B0000"))
    assert point.when == date.fromordinal(int(day[50]))
    assert point.low >= date.fromordinal(int(day[48]))
    assert (point.before > 2, point.after < -3) == (True, True)
    assert point.pushes[0].event == "e50"
    assert point.pushes[0].innovation < -3
    pushes = [push.push for push in point.pushes]
    assert pushes == sorted(pushes)
    (whole,) = find_turning_points(levels, ("A0000", "B0000"), search=BreakSearch(n_pushes=1000))
    assert all(push.push < 0 for push in whole.pushes)
    assert "e51" not in {push.event for push in whole.pushes}
    filtered = filter_chain(levels.chain, levels.scales)
    before, after = (
        TRUTH.mean + mean[0, 50] + (1.0 - mean[1, 50]) * levels.means.mean[0]
        for mean in (filtered.predicted, filtered.mean)
    )
    assert pushes[0] == pytest.approx(after - before)


def test_an_episode_is_no_turn(made):
    day = made.first_day + np.arange(0, 900, 3.0)
    episode = (day >= made.first_day + 300) & (day < made.first_day + 321)
    levels = smooth_levels(made.observe(day, np.where(episode, -9.0, 4.0)), made.model_of(TRUTH))
    assert find_turning_points(levels, ("A0000", "B0000")) == []
    search = BreakSearch(least_days=10.0)
    ends = [
        point.when.toordinal() for point in find_turning_points(levels, ("A0000", "B0000"), search=search)
    ]
    assert ends == [made.first_day + 300, made.first_day + 321]


def test_a_turn_is_found_whatever_the_scale_of_a_dyad(made):
    random = np.random.default_rng(8)
    day = made.first_day + np.arange(0, 3000, 30.0)
    for scale in (1.0, 12.0):
        values = scale * (np.where(day < made.first_day + 1500, 3.0, -7.0) + random.normal(size=100))
        model = made.model_of(replace(TRUTH, scale_count=30.0))
        found = find_turning_points(smooth_levels(made.observe(day, values), model), ("A0000", "B0000"))
        assert [point.when.toordinal() for point in found] == [made.first_day + 1500]


def test_many_days_are_seen_in_equal_stretches(world):
    _, levels, day = world
    dyad = levels.observations.dyads[5]
    fine = find_turning_points(levels, dyad)
    coarse = find_turning_points(levels, dyad, search=BreakSearch(resolution=60))
    near = [min(points, key=lambda point: abs(point.when.toordinal() - day)) for points in (fine, coarse)]
    assert abs((near[0].when - near[1].when).days) <= 3 * 3653 / 60


def test_exact_and_vague_dates_about_one_day_are_seen_as_one(made):
    random = np.random.default_rng(4)
    days = made.first_day + np.arange(0, 1500, 5.0)
    day, spread = np.tile(days, 2), np.repeat([0.0, 15.0], days.size)
    intensity = np.where(day < made.first_day + 750, 3.0, -6.0) + random.normal(size=day.size)
    weight = random.uniform(0.3, 1.5, day.size)
    levels = smooth_levels(made.observe(day, intensity, spread=spread, weight=weight), made.model_of(TRUTH))
    assert levels.chain.day.size == 2 * days.size
    (point,) = find_turning_points(levels, ("A0000", "B0000"))
    assert point.when.toordinal() == made.first_day + 750
    assert point.low.toordinal() < point.when.toordinal() <= point.high.toordinal()


def test_a_dearer_break_must_be_surer(world):
    levels, fallen, _ = world
    dyads = levels.observations.dyads

    def count(every_years):
        search = BreakSearch(every_years=every_years)
        return sum(len(find_turning_points(fallen, dyad, search=search)) for dyad in dyads)

    assert count(1e9) <= count(10.0) <= count(0.5)


def test_one_day_of_news_and_no_news_turn_nothing(made):
    observations = made.observe([730_000.0], [3], domains=("overall", "military"))
    levels = smooth_levels(observations, RelationModel({"overall": TRUTH, "military": TRUTH}, {}, {}, {}))
    assert find_turning_points(levels, ("A0000", "B0000")) == []
    assert find_turning_points(levels, ("A0000", "B0000"), domain="military") == []
