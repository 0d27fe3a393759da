"""Counts: rates by hand, shapes recovered, intervals that hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import InputError
from detente.relations.counts import CountModel, Counts, build_counts, fit_counts, measure_rates
from detente.relations.gammas import find_gamma_quantile, measure_gamma_share
from detente.relations.relation import Relation


def relation(dyad, period, quads):
    return Relation(
        dyad=dyad,
        period=period,
        n_events=sum(quads),
        n_by_quad=quads,
        n_source_a=0,
        n_source_b=0,
        n_others=0,
        mean_intensity=None,
        weight=0.0,
        level=None,
        events=(),
        others=(),
    )


def test_periods_without_events_count_nothing():
    relations = [
        relation(("A", "B"), "2014-11", (1, 0, 0, 2)),
        relation(("A", "B"), None, (9, 9, 9, 9)),
        relation(("A", "C"), "2015-02", (0, 3, 0, 0)),
    ]
    counts = build_counts(relations, freq="month")
    assert counts.dyads == (("A", "B"), ("A", "C"))
    assert counts.periods == ("2014-11", "2014-12", "2015-01", "2015-02")
    assert counts.events[0, 0].tolist() == [1, 0, 0, 2]
    assert counts.events.sum() == 6
    years = build_counts([relation(("A", "B"), "2013", (1, 0, 0, 0))], freq="year")
    assert years.periods == ("2013",)


def test_undated_relations_alone_are_refused():
    with pytest.raises(InputError, match="no dated"):
        build_counts([relation(("A", "B"), None, (1, 0, 0, 0))], freq="year")


def test_a_rate_by_hand():
    counts = Counts((("A", "B"),), ("2014", "2015"), np.array([[[6.0] * 4, [0.0] * 4]]))
    model = CountModel(shape=(2.0,) * 4, pooled_rate=(1.0,) * 4, pooled_shape=(2.0,) * 4)
    rates = measure_rates(counts, model)
    long_run = (6 + 2) / (2 + 2 / 1)
    assert rates.long_run[0, 0] == long_run == 2.0
    assert rates.mean[0, :, 0].tolist() == pytest.approx([(2 + 6) / (2 / 2 + 1), 2 / 2])
    assert np.all((rates.low < rates.mean) & (rates.mean < rates.high))


def test_shapes_are_recovered_and_intervals_hold_what_they_promise():
    random = np.random.default_rng(1)
    long_run = random.gamma(0.8, 3 / 0.8, (400, 4))
    shape = np.array([3.0, 1.0, 0.5, 0.3])
    rate = random.gamma(shape, long_run[:, None, :] / shape, (400, 60, 4))
    counts = Counts(
        tuple((f"A{row}", "B") for row in range(400)),
        tuple(str(row) for row in range(60)),
        random.poisson(rate).astype(float),
    )
    model = fit_counts(counts)
    assert model.shape == pytest.approx(tuple(shape), rel=0.08)
    assert model.pooled_rate == pytest.approx((3.0,) * 4, rel=0.25)
    assert model.pooled_shape == pytest.approx((0.8,) * 4, rel=0.25)
    rates = measure_rates(counts, model)
    held = ((rates.low <= rate) & (rate <= rates.high)).mean(axis=(0, 1))
    assert np.all((held >= 0.875) & (held <= 0.92))


def test_a_class_that_was_never_seen_is_rare_and_not_impossible():
    counts = Counts((("A", "B"),), ("2014",), np.array([[[3.0, 0.0, 1.0, 0.0]]]))
    rates = measure_rates(counts, fit_counts(counts))
    assert np.all(np.isfinite(rates.high))
    assert 0.05 < rates.mean[0, 0, 1] < 0.3 < rates.high[0, 0, 1]
    assert rates.low[0, 0, 1] < 0.01
    assert rates.mean[0, 0, 0] > 1.0


@given(st.floats(0.02, 2e4), st.floats(0.01, 0.99))
def test_a_gamma_quantile_is_where_its_share_is_reached(shape, probability):
    value = find_gamma_quantile(shape, probability)
    assert measure_gamma_share(shape, value) == pytest.approx(probability, abs=1e-6)


def test_gamma_shares_of_whole_shapes_are_poisson_sums():
    # with shape 3 the share below 2 is 1 - e^-2 (1 + 2 + 2)
    assert measure_gamma_share(3.0, 2.0) == pytest.approx(1 - 5 * np.exp(-2.0), rel=1e-12)
    assert measure_gamma_share(3.0, 9.0) == pytest.approx(1 - (1 + 9 + 40.5) * np.exp(-9.0), rel=1e-12)
    assert measure_gamma_share(3.0, 0.0) == 0.0
