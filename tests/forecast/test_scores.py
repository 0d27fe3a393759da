"""Scores against values worked out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from detente.core.errors import InputError
from detente.forecast.chances import find_quantiles, log_gamma, negative_binomial, poisson, weigh_past
from detente.forecast.scores import (
    bootstrap_means,
    measure_auc,
    measure_calibration_error,
    measure_crps,
    measure_log_loss,
    measure_log_scores,
    measure_precision,
    tabulate_reliability,
    transform_counts,
)


def test_crps_by_hand():
    chances = np.array([[0.2, 0.5, 0.3], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    # F = .2 .7 1 against 0 0 1; a certain forecast scores its absolute error
    found = measure_crps(chances, np.array([2.0, 1.0, 2.0]))
    assert found == pytest.approx([0.2**2 + 0.7**2, 0.0, 2.0])


def test_log_score_has_a_floor():
    found = measure_log_scores(np.array([[0.25, 0.75], [1.0, 0.0]]), np.array([0.0, 1.0]))
    assert found == pytest.approx([log(4.0), -log(1e-4)])


def test_crps_prefers_the_truth():
    rng = np.random.default_rng(0)
    counts = rng.poisson(3.0, 4000).astype(float)
    scores = {
        mean: measure_crps(np.repeat(poisson(np.array([mean]), 40), 4000, axis=0), counts).mean()
        for mean in (2.0, 3.0, 4.5)
    }
    assert min(scores, key=scores.__getitem__) == 3.0


def test_negative_binomial_has_its_mean_and_variance():
    chances = negative_binomial(np.array([4.0]), np.array([2.0]), 400)[0]
    counts = np.arange(401.0)
    mean = chances @ counts
    assert mean == pytest.approx(4.0, rel=1e-6)
    assert chances @ (counts - mean) ** 2 == pytest.approx(4.0 + 16.0 / 2.0, rel=1e-5)
    assert log_gamma(np.array([1e-3, 7.5])) == pytest.approx([6.9071786, 7.5343642], rel=1e-7)


def test_weighted_histogram_and_its_quantiles():
    chances = weigh_past(np.array([[0.0, 2.0, 2.0], [9.0, 1.0, 0.0]]), np.array([1.0, 1.0, 2.0]), 3)
    assert chances.tolist() == [[0.25, 0.0, 0.75, 0.0], [0.5, 0.25, 0.0, 0.25]]
    assert find_quantiles(chances, 0.5).tolist() == [2.0, 0.0]


def test_transform_is_even_where_the_distribution_holds():
    rng = np.random.default_rng(1)
    counts = rng.poisson(0.4, 20_000).astype(float)
    places = transform_counts(np.repeat(poisson(np.array([0.4]), 20), 20_000, axis=0), counts, rng)
    shares = np.histogram(places, bins=10, range=(0, 1))[0] / counts.size
    assert np.abs(shares - 0.1).max() < 0.012
    wrong = transform_counts(np.repeat(poisson(np.array([0.8]), 20), 20_000, axis=0), counts, rng)
    assert wrong.mean() < 0.45


def test_calibration_error_by_hand():
    chance = np.array([0.1, 0.1, 0.1, 0.1, 0.6, 0.6, 0.6, 0.6])
    outcome = np.array([0, 0, 0, 1, 1, 1, 0, 0.0])
    # two bins of four: |.1 - .25| and |.6 - .5|
    assert measure_calibration_error(chance, outcome, n_bins=2) == pytest.approx((0.15 + 0.10) / 2)
    table = tabulate_reliability(chance, outcome, n_bins=2)
    assert [(row.n_questions, row.share) for row in table] == [(4, 0.25), (4, 0.5)]
    with pytest.raises(InputError):
        tabulate_reliability(np.zeros(0), np.zeros(0))


def test_ranking_by_hand():
    chance, outcome = np.array([0.9, 0.8, 0.8, 0.1]), np.array([1.0, 0.0, 1.0, 0.0])
    assert measure_auc(chance, outcome) == pytest.approx((2 + 1.5) / 4)
    assert measure_precision(chance, outcome) == pytest.approx((1.0 + 2 / 3) / 2)
    assert np.isnan(measure_auc(chance, np.zeros(4)))
    assert measure_log_loss(np.array([0.0]), np.array([1.0]))[0] == pytest.approx(-log(1e-6))


def test_clusters_widen_the_interval():
    rng = np.random.default_rng(2)
    clusters = np.repeat(np.arange(40), 50)
    values = rng.normal(size=40)[clusters] + 0.1 * rng.normal(size=2000)
    mean, (low, high) = bootstrap_means(values, clusters)
    _, (alone_low, alone_high) = bootstrap_means(values, np.arange(2000))
    assert low < mean < high
    assert high - low > 4 * (alone_high - alone_low)
    assert high - low == pytest.approx(2 * 1.96 / 40**0.5, rel=0.35)
