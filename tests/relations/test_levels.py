"""Levels: by hand, against the dense posterior, and under their own truth."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from math import inf, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError, UnknownNameError
from detente.relations.chain import arrange_observations
from detente.relations.course import find_quantile, measure_course, measure_snapshot
from detente.relations.filtering import filter_chain
from detente.relations.fitting import fit_relations, measure_log_likelihood
from detente.relations.levels import measure_covariance, measure_moments, smooth_levels
from detente.relations.model import LevelParameters, RelationModel, displacement_variance

HALVING = LevelParameters(
    mean=0.0, between_sd=0.0, sd=2.0, reversion_days=100 / log(2), noise_sd=2.0, day_sd=0.0
)
"""Departures fall by half in 100 days."""
DAY = date(2001, 1, 1).toordinal()


def fractions(*pairs):
    return [float(Fraction(*pair)) for pair in pairs]


@pytest.fixture
def three(made):
    """8 on a day, -6 a hundred days later, 1 with double weight another hundred days later."""
    observations = made.observe([DAY, DAY + 100, DAY + 200], [8, -6, 1], weight=[1, 1, 2])
    return smooth_levels(observations, made.model_of(HALVING))


def test_three_events_by_hand(three):
    posterior = three.posterior
    filtered = filter_chain(three.chain, three.scales)
    # Forward the gains are 1/2, 7/15 and 26/41 …
    assert filtered.mean[0].tolist() == pytest.approx(fractions((4,), (-26, 15), (13, 41)))
    assert filtered.variance.tolist() == pytest.approx(fractions((2,), (28, 15), (52, 41)))
    # … and backward 2/7 and 7/26.
    assert np.exp(np.diff(posterior.log_gain)).tolist() == pytest.approx(fractions((2, 7), (7, 26)))
    assert posterior.mean[0].tolist() == pytest.approx(fractions((124, 41), (-58, 41), (13, 41)))
    assert posterior.variance.tolist() == pytest.approx(fractions((76, 41), (70, 41), (52, 41)))


def test_before_the_first_and_after_the_last_event_by_hand(three):
    days = [date.fromordinal(DAY + shift) for shift in (-100, 300)]
    course = measure_course(three, ("A0000", "B0000"), dates=days)
    assert course.mean.tolist() == pytest.approx(fractions((62, 41), (13, 82)))
    variances = [4 + (76 / 41 - 4) / 4, 3 + 52 / 41 / 4]
    assert (course.sd**2).tolist() == pytest.approx(variances)
    low, high = course.interval(0.9)
    assert (high - low).tolist() == pytest.approx([2 * 1.6448536 * value**0.5 for value in variances])
    assert course.n_observations == 3


def test_events_of_one_day_count_as_their_weighted_mean(made):
    split = made.observe([DAY, DAY, DAY + 9], [3, 9, -1], weight=[2, 1, 1])
    whole = made.observe([DAY, DAY + 9], [5, -1], weight=[3, 1])
    ends = []
    for observations in (split, whole):
        levels = smooth_levels(observations, made.model_of(HALVING))
        moments = measure_moments(levels, np.zeros(1, dtype=int), np.array([DAY + 4.0]))
        ends.append((moments.mean[0], moments.variance[0]))
    assert ends[0] == pytest.approx(ends[1])


PARAMETERS = st.builds(
    LevelParameters,
    mean=st.floats(-3, 3),
    between_sd=st.sampled_from([0.0, 0.5, 3.0]),
    sd=st.floats(0.2, 5),
    reversion_days=st.floats(3, 5000),
    noise_sd=st.floats(0.3, 8),
    day_sd=st.sampled_from([0.0, 1.0]),
    scale_count=st.sampled_from([inf, 8.0]),
)


@settings(max_examples=60)
@given(PARAMETERS, st.integers(1, 120), st.integers(0, 2**32 - 1))
def test_random_streams_equal_the_dense_gaussian_process(made, parameters, n, seed):
    random = np.random.default_rng(seed)
    observations = made.observe(
        DAY + random.integers(0, 60, n) * random.choice([0.25, 10.0, 100.0]),
        random.normal(size=n) * 5,
        weight=random.uniform(0.05, 3, n),
        spread=random.choice([0.0, 0.0, 0.0, 15.0, 182.0], n),
    )
    levels = smooth_levels(observations, made.model_of(parameters))
    days = np.sort(np.concatenate([random.choice(observations.day, 5), DAY + random.uniform(-900, 7000, 8)]))
    own = parameters.rescale(levels.means.scale[0])
    mean, covariance, _ = made.solve_densely(observations, own, days)
    series = np.zeros(days.size, dtype=int)
    moments = measure_moments(levels, series, days)
    np.testing.assert_allclose(moments.mean, mean, atol=1e-8)
    np.testing.assert_allclose(moments.variance, np.diag(covariance), atol=1e-8)
    first, second = np.triu_indices(days.size)
    ours = measure_covariance(levels, np.zeros(first.size, dtype=int), (days[first], days[second]))
    np.testing.assert_allclose(ours, covariance[first, second], atol=1e-8)
    _, _, density = made.solve_densely(observations, parameters, days)
    chain = arrange_observations(observations)
    assert measure_log_likelihood(chain, parameters) == pytest.approx(density, rel=1e-8, abs=1e-7)


def test_dyads_and_domains_do_not_touch_each_other(made):
    random = np.random.default_rng(3)
    n = 900
    names = ("overall", "military", "economic")
    parameters = {
        "overall": LevelParameters(1.0, 1.0, 2.0, 300.0, 4.0, 1.0),
        "military": LevelParameters(-1.0, 0.5, 1.0, 90.0, 3.0, 0.0),
        "economic": LevelParameters(0.0, 2.0, 0.5, 900.0, 2.0, 0.5),
    }
    observations = made.observe(
        DAY + random.integers(0, 2000, n),
        random.normal(size=n),
        dyad=random.integers(0, 7, n),
        domain=random.integers(0, 3, n),
        domains=names,
    )
    levels = smooth_levels(observations, RelationModel(parameters, {}, {}, {}))
    days = DAY + np.array([-50.0, 700.0, 2500.0])
    for series in range(levels.chain.dyad.size):
        domain = levels.chain.domain[series]
        rows = (observations.dyad == levels.chain.dyad[series]) & (observations.domain == domain)
        alone = made.observe(observations.day[rows], observations.intensity[rows])
        mean, covariance, _ = made.solve_densely(alone, parameters[names[domain]], days)
        moments = measure_moments(levels, np.full(3, series), days)
        np.testing.assert_allclose(moments.mean, mean, atol=1e-9)
        np.testing.assert_allclose(moments.variance, np.diag(covariance), atol=1e-9)


def test_slabs_change_nothing(made, monkeypatch):
    world, _ = made.simulate(replace(HALVING, between_sd=1.0), n_dyads=9, n_events=20, seed=4)
    model = made.model_of(replace(HALVING, between_sd=1.0))
    whole = smooth_levels(world.observations, model)
    monkeypatch.setattr("detente.relations.levels._SLAB", 37)
    parts = smooth_levels(world.observations, model)
    np.testing.assert_allclose(parts.posterior.mean, whole.posterior.mean, atol=1e-12)
    np.testing.assert_allclose(parts.posterior.log_gain, whole.posterior.log_gain, atol=1e-9)
    np.testing.assert_allclose(parts.means.mean, whole.means.mean, atol=1e-12)


@pytest.mark.parametrize("most", [1, 40, 100])
def test_observations_arranged_some_dyads_at_a_time_make_the_same_chain(made, monkeypatch, most):
    random = np.random.default_rng(3)
    n = 300
    seen = made.observe(
        736_000.0 + random.integers(0, 20, n), random.normal(size=n), dyad=random.permutation(n) % 12 % 9,
        weight=random.uniform(0.5, 2, n), domain=random.integers(0, 2, n), domains=("overall", "military"),
    )  # fmt: skip
    whole = arrange_observations(seen)
    monkeypatch.setattr("detente.relations.chain._AT_ONCE", most)
    parts = arrange_observations(seen)
    for field in fields(whole):
        assert np.array_equal(getattr(parts, field.name), getattr(whole, field.name)), field.name
    vague = replace(seen, spread=random.integers(0, 3, n).astype(float))
    monkeypatch.setattr("detente.relations.chain._AT_ONCE", n)
    whole = arrange_observations(vague)
    monkeypatch.setattr("detente.relations.chain._AT_ONCE", most)
    assert np.array_equal(arrange_observations(vague).spread, whole.spread)


def test_a_fit_takes_the_chain_that_is_there(made, monkeypatch):
    world, _ = made.simulate(HALVING, n_dyads=5, n_events=20, seed=4)
    plain = fit_relations(world.observations)
    chain = arrange_observations(world.observations)
    monkeypatch.setattr("detente.relations.fitting.arrange_observations", None)
    assert fit_relations(world.observations, chain=chain) == plain


def test_equals_the_smoother_of_statsmodels(made):
    smoothers = pytest.importorskip("statsmodels.tsa.statespace.kalman_smoother")
    parameters = LevelParameters(0.7, 1.5, 2.0, 300.0, 4.0, 1.0)
    world, _ = made.simulate(parameters, n_dyads=1, n_events=150, seed=5)
    levels = smooth_levels(world.observations, made.model_of(parameters))
    chain = levels.chain
    n = chain.day.size
    fade = np.exp(-np.diff(chain.day) / parameters.reversion_days)
    model = smoothers.KalmanSmoother(k_endog=1, k_states=2)
    model.bind(np.asfortranarray(chain.value[None]))
    steps, drift = np.zeros((2, 2, n)), np.zeros((2, 2, n))
    steps[0, 0, :-1], steps[1, 1] = fade, 1.0
    drift[0, 0, :-1] = parameters.sd**2 * (1 - fade**2)
    model["design"], model["selection"] = np.ones((1, 2)), np.eye(2)
    model["transition"], model["state_cov"] = steps, drift
    model["obs_cov"] = (parameters.day_sd**2 + parameters.noise_sd**2 / chain.weight)[None, None]
    prior = np.diag([parameters.sd**2, parameters.between_sd**2])
    model.initialize_known(np.array([0.0, parameters.mean]), prior)
    theirs = model.smooth()
    ours = measure_moments(levels, np.zeros(n, dtype=int), chain.day)
    np.testing.assert_allclose(ours.mean, theirs.smoothed_state.sum(axis=0), atol=1e-8)
    np.testing.assert_allclose(ours.variance, theirs.smoothed_state_cov.sum(axis=(0, 1)), atol=1e-8)


TRUTH = LevelParameters(mean=0.7, between_sd=1.5, sd=2.0, reversion_days=300.0, noise_sd=4.0, day_sd=1.5)


@pytest.fixture(scope="module")
def world(made):
    days = made.first_day + np.linspace(-200, 4000, 8)
    return *made.simulate(TRUTH, n_dyads=700, n_events=45, seed=11, extra_days=days), days


def test_parameters_are_recovered_and_intervals_hold_what_they_promise(made, world):
    truth, extra, days = world
    model = fit_relations(truth.observations)
    found = model.levels["overall"]
    for name, share in (
        ("between_sd", 0.12),
        ("sd", 0.08),
        ("reversion_days", 0.15),
        ("noise_sd", 0.03),
        ("day_sd", 0.15),
    ):
        assert getattr(found, name) == pytest.approx(getattr(TRUTH, name), rel=share), name
    assert found.mean == pytest.approx(TRUTH.mean, abs=0.2)
    levels = smooth_levels(truth.observations, model)
    series = np.repeat(np.arange(700), days.size)
    moments = measure_moments(levels, series, np.tile(days, 700))
    held = np.abs(moments.mean - extra.ravel()) < find_quantile(0.9) * np.sqrt(moments.variance)
    assert 0.88 <= held.mean() <= 0.92
    spread = np.abs(levels.means.mean + found.mean - truth.long_run) / np.sqrt(levels.means.variance)
    assert 0.87 <= (spread < find_quantile(0.9)).mean() <= 0.93


def test_long_run_means_are_drawn_to_the_pooled_one_by_how_little_is_known(made):
    day = np.append(DAY + np.arange(0, 4000, 40), [DAY + 500, DAY + 900])
    observations = made.observe(day, np.full(102, 5.0), dyad=np.append(np.zeros(100, dtype=int), [1, 1]))
    levels = smooth_levels(observations, made.model_of(TRUTH))
    much, little = levels.means.mean
    assert 5.0 - TRUTH.mean > much > 0.75 * (5.0 - TRUTH.mean)
    assert 0.0 < little < 0.5 * much


def test_restless_dyads_have_wider_bands_of_their_own(made):
    days = made.first_day + np.linspace(0, 3600, 6)
    held, found = [], []
    for scale, seed in ((0.25, 41), (4.0, 42)):
        part, extra = made.simulate(
            TRUTH.rescale(scale), n_dyads=150, n_events=90, seed=seed, extra_days=days
        )
        levels = smooth_levels(part.observations, made.model_of(replace(TRUTH, scale_count=30.0)))
        moments = measure_moments(levels, np.repeat(np.arange(150), 6), np.tile(days, 150))
        inside = np.abs(moments.mean - extra.ravel()) < find_quantile(0.9) * np.sqrt(moments.variance)
        held.append(inside.mean())
        found.append(levels.means.scale.mean())
    assert 0.25 < found[0] < 0.55  # a quarter, drawn to 1 by 30 of 120 observations
    assert 2.9 < found[1] < 4.0
    assert 0.87 < held[1] < 0.92  # with the common scale 61 %
    assert 0.92 < held[0] < 0.985  # … and 99.9 %: a calm dyad keeps wide bands


def test_the_scale_of_a_dyad_by_hand(made):
    # one day, mean 0: two observations 3 apart leave (9 / 2) / 4 within and (1 / 2 * 9) / (4 / 2 + 4) between
    observations = made.observe([DAY, DAY], [1.5, 4.5])
    levels = smooth_levels(observations, made.model_of(replace(HALVING, scale_count=6.0)))
    squares = 4.5 / 4 + 9 / (2 + 4)
    assert levels.means.scale[0] == pytest.approx((6 + squares) / (6 + 2))


def test_a_handful_of_events_gives_sane_parameters(made):
    few = made.observe([DAY, DAY + 5, DAY + 30], [2, -3, 4], dyad=[0, 0, 1])
    found = fit_relations(few).levels["overall"]
    assert 100 < found.reversion_days < 5000
    assert 1 < found.noise_sd < 8
    assert 0.3 < found.sd < 8


def test_the_reversion_time_is_not_fitted_below_what_a_relation_is(made):
    bursts = LevelParameters(0.0, 1.0, 2.0, 8.0, 2.0)
    world, _ = made.simulate(bursts, n_dyads=60, n_events=80, seed=2, years=1)
    assert fit_relations(world.observations).levels["overall"].reversion_days == 180.0
    free = fit_relations(world.observations, least_reversion_days=0.0).levels["overall"]
    assert free.reversion_days == pytest.approx(8.0, rel=0.4)


def test_without_news_the_level_goes_home_and_the_band_widens(three):
    days = [date.fromordinal(DAY + 200 + step) for step in (0, 50, 500, 20_000)]
    course = measure_course(three, ("B0000", "A0000"), dates=days)
    assert np.all(np.diff(course.sd) > 0)
    assert np.all(np.diff(np.abs(course.mean)) < 0)
    assert course.sd[-1] == pytest.approx(HALVING.sd)


def test_months_are_the_default_dates(three):
    course = measure_course(three, ("A0000", "B0000"))
    assert course.dates[0] == date(2001, 1, 1)
    assert course.dates[-1] == date(2001, 7, 1)
    assert len(course.dates) == 7


def test_a_domain_without_events_is_the_prior(made):
    observations = made.observe([DAY], [3], domains=("overall", "military"))
    both = RelationModel({"overall": HALVING, "military": replace(TRUTH, mean=-1.0)}, {}, {}, {})
    course = measure_course(
        smooth_levels(observations, both), ("A0000", "B0000"), domain="military", dates=[date(2001, 1, 1)]
    )
    assert (course.mean[0], course.n_observations) == (-1.0, 0)
    assert course.sd[0] == pytest.approx((TRUTH.sd**2 + TRUTH.between_sd**2) ** 0.5)


def test_a_snapshot_has_every_dyad_once(made):
    observations = made.observe([DAY, DAY + 1, DAY + 2], [4, -4, 4], dyad=[0, 1, 2])
    levels = smooth_levels(observations, made.model_of(HALVING))
    snapshot = measure_snapshot(levels, date(2001, 1, 2))
    assert snapshot.dyads == observations.dyads
    assert np.sign(snapshot.mean).tolist() == [1, -1, 1]


@pytest.mark.parametrize(
    ("dyad", "domain", "words"), [(("A", "B"), "overall", "A and B"), (("A0000", "B0000"), "love", "love")]
)
def test_unknown_names_are_named(three, dyad, domain, words):
    with pytest.raises(UnknownNameError, match=words):
        measure_course(three, dyad, domain=domain)


def test_dyads_need_no_order(made):
    observations = made.observe([DAY, DAY], [4, -4], dyad=[0, 1])
    columns = {name: getattr(observations, name) for name in observations.__dataclass_fields__}
    turned = type(observations)(**{**columns, "dyads": observations.dyads[::-1]})
    levels = smooth_levels(turned, made.model_of(HALVING))
    signs = [
        np.sign(measure_course(levels, dyad, dates=[date(2001, 1, 1)]).mean[0]) for dyad in observations.dyads
    ]
    assert signs == [-1, 1]


def test_unknown_domains_are_named(three):
    with pytest.raises(UnknownNameError, match="love"):
        measure_snapshot(three, date(2001, 1, 1), domain="love")


def test_a_model_without_the_domain_is_refused(made):
    with pytest.raises(UnknownNameError, match="overall"):
        smooth_levels(made.observe([DAY], [1]), made.model_of(HALVING, "military"))


@pytest.mark.parametrize(
    "change", [{"sd": 0.0}, {"noise_sd": -1.0}, {"mean": float("nan")}, {"scale_count": 0.0}]
)
def test_impossible_parameters_are_refused(change):
    with pytest.raises(InputError, match=next(iter(change))):
        replace(HALVING, **change)


def test_an_unknown_day_costs_what_the_level_moves_meanwhile():
    spread = np.array([0.0, 1e-4, 30.0, 1e9])
    variance = displacement_variance(spread, 2.0, 100.0)
    steps = np.linspace(-30, 30, 20_001)
    assert variance[2] == pytest.approx(np.mean(8 * (1 - np.exp(-np.abs(steps) / 100))), rel=1e-4)
    assert variance[0] == 0.0
    assert variance[1] == pytest.approx(4.0 * 1e-6, rel=1e-4)
    assert variance[3] == pytest.approx(8.0, rel=1e-5)


def test_a_coverage_of_all_is_refused():
    with pytest.raises(InputError, match="probability"):
        find_quantile(1.0)
