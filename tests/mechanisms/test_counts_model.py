"""Poisson pseudo-maximum likelihood."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError
from detente.mechanisms.counts_model import find_separated, fit_counts_model
from detente.mechanisms.linear_model import build_rows

PLAIN = {"names": ["x"], "errors": "information"}


def _panel(seed=0, n_units=15, n_periods=6):
    rng = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(n_units), n_periods), np.tile(np.arange(n_periods), n_units)
    x = rng.normal(size=(unit.size, 2)) + rng.normal(size=(n_units, 2))[unit]
    y = rng.poisson(np.exp(0.2 + x @ [0.4, -0.3] + 0.5 * rng.normal(size=n_units)[unit] + 0.1 * period))
    return y, x, unit, period


def test_a_dummy_is_the_logarithm_of_the_ratio_of_means():
    # 8 events in 4 rows against 3 in 6; the variance is 1/8 + 1/3
    y = [2, 3, 1, 2, 0, 1, 0, 1, 1, 0]
    fit = fit_counts_model(y, [[1]] * 4 + [[0]] * 6, **PLAIN)
    assert fit.coefficients.item() == pytest.approx(np.log((8 / 4) / (3 / 6)))
    assert fit.standard_errors.item() == pytest.approx(np.sqrt(1 / 8 + 1 / 3))
    assert fit.log_likelihood == pytest.approx(8 * np.log(2) - 8 + 3 * np.log(0.5) - 3)
    assert (fit.model, fit.n_rows, fit.n_left_out, fit.n_clusters) == ("counts", 10, 0, 0)
    assert fit.converged


def test_two_dyads_in_two_periods_by_hand():
    # within the table of two dyads in two periods the ratio of odds: (1 * 9) / (3 * 4)
    fit = fit_counts_model([1, 4, 3, 9], [[0], [0], [0], [1]], groups=([0, 0, 1, 1], [0, 1, 0, 1]), **PLAIN)
    assert fit.coefficients.item() == pytest.approx(np.log(9 / 12))
    assert fit.standard_errors.item() == pytest.approx(np.sqrt(1 + 1 / 4 + 1 / 3 + 1 / 9))


def test_equals_newton_on_dummies():
    y, x, unit, period = _panel()
    fit = fit_counts_model(y, x, names=["a", "b"], groups=(unit, period), errors="information")
    design = np.column_stack((x, np.eye(15)[unit], np.eye(6)[period][:, 1:]))
    beta = np.zeros(design.shape[1])
    beta[2:17] = np.log(y.mean())
    for _ in range(40):
        mean = np.exp(design @ beta)
        information = design.T @ (design * mean[:, None])
        beta += np.linalg.solve(information, design.T @ (y - mean))
    assert fit.coefficients == pytest.approx(beta[:2], abs=1e-9)
    assert fit.covariance == pytest.approx(np.linalg.inv(information)[:2, :2], abs=1e-10)


def test_clustered_errors_by_hand():
    y, x, unit, _ = _panel()
    fit = fit_counts_model(y, x, names=["a", "b"], clusters=(unit,), errors="clustered")
    design = np.column_stack((x, np.ones(y.size)))
    base = np.log(y.sum() / np.exp(x @ fit.coefficients).sum())
    mean = np.exp(x @ fit.coefficients + base)
    inverse = np.linalg.inv(design.T @ (design * mean[:, None]))
    sums = np.array([(design * (y - mean)[:, None])[unit == level].sum(axis=0) for level in range(15)])
    factor = 15 / 14 * (y.size - 1) / (y.size - 3)
    assert fit.covariance == pytest.approx((inverse @ sums.T @ sums @ inverse * factor)[:2, :2])
    assert fit.n_clusters == 15


def test_units_without_events_are_left_out_and_counted():
    y, x, unit, period = _panel()
    silent = unit < 2
    y = np.where(silent, 0, y)
    given_ = {"names": ["a", "b"], "errors": "clustered"}
    fit = fit_counts_model(y, x, groups=(unit, period), **given_)
    less = fit_counts_model(y[~silent], x[~silent], groups=(unit[~silent], period[~silent]), **given_)
    assert fit.n_left_out == 12
    assert fit.coefficients == pytest.approx(less.coefficients)
    assert fit.covariance == pytest.approx(less.covariance)


def test_a_row_that_fixed_effects_set_apart_is_found():
    # side 0 has events in period 0 only, side 1 in periods 1 and 2 only; row (0, 1) joins them and has none
    side, period = np.array([0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 1, 2])
    y, x = np.array([2, 3, 0, 1, 4, 2, 2]), np.array([[0.0], [1], [5], [0], [1], [2], [1]])
    rows = build_rows(y, x, groups=(side, period), **PLAIN)
    assert find_separated(rows).tolist() == [False, False, True, False, False, False, False]
    fit = fit_counts_model(y, x, groups=(side, period), **PLAIN)
    kept = np.arange(7) != 2
    less = fit_counts_model(y[kept], x[kept], groups=(side[kept], period[kept]), **PLAIN)
    assert fit.n_left_out == 1
    assert fit.coefficients == pytest.approx(less.coefficients)
    assert fit.covariance == pytest.approx(less.covariance)


def test_what_sets_apart_may_take_several_tries():
    # the first mixture fitted is negative in the third row; another one is not
    first, second = [1, 1, -1, 0, 0, 0, 0, 0], [0.05, 0.05, 0.05, 1, 0, 0, 0, 0]
    rows = build_rows(
        [0, 0, 0, 0, 1, 0, 2, 3], np.column_stack((first, second)), names=["a", "b"], errors="information"
    )
    assert find_separated(rows).tolist() == [True] * 4 + [False] * 4
    mixed = build_rows([0, 0, 0, 0, 1, 0, 2, 3], np.array(first)[:, None], **PLAIN)
    assert not find_separated(mixed).any()


def test_a_covariate_known_from_separated_rows_only_is_refused_by_name():
    y, x, _, _ = _panel()
    apart = np.where(y == 0, np.arange(y.size) % 2, 0)
    with pytest.raises(InputError, match="'apart' is constant once"):
        fit_counts_model(y, np.column_stack((x, apart)), names=["a", "b", "apart"], errors="information")


def test_rows_of_a_far_covariate_are_not_taken_for_separated():
    # a mean of e^-40 in one row, by a covariate that others hold
    x = np.append(np.tile([0.0, 1, 2], 20), -40)
    y = np.append(np.tile([1, 3, 7], 20), 0)
    fit = fit_counts_model(y, x[:, None], **PLAIN)
    assert fit.n_left_out == 0
    assert fit.coefficients.item() == pytest.approx(0.9, abs=0.1)
    assert fit.converged


def test_no_rows_are_separated_where_there_is_an_optimum():
    y, x, _, period = _panel()
    assert not find_separated(
        build_rows(y, x, names=["a", "b"], groups=(period,), errors="information")
    ).any()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.sampled_from(["information", "clustered", "dyad-robust"]))
def test_order_of_rows_changes_nothing(seed, errors):
    y, x, unit, period = _panel(seed)
    one, two = np.triu_indices(6, 1)
    sides = np.column_stack((one[unit], two[unit]))
    order = np.random.default_rng(seed).permutation(y.size)
    given_ = {"names": ["a", "b"], "errors": errors}
    fit = fit_counts_model(y, x, groups=(unit, period), dyads=sides.T, **given_)
    moved = fit_counts_model(
        y[order], x[order], groups=(unit[order], period[order]), dyads=sides[order, ::-1].T, **given_
    )
    assert moved.coefficients == pytest.approx(fit.coefficients, abs=1e-8)
    assert moved.covariance == pytest.approx(fit.covariance, abs=1e-8)


@settings(max_examples=15, deadline=None)
@given(st.floats(1e-12, 1e12), st.floats(1e-9, 1e9), st.sampled_from(["clustered", "dyad-robust"]))
def test_scales_of_covariates_and_outcome(factor, times, errors):
    y, x, unit, _ = _panel()
    one, two = np.triu_indices(6, 1)
    given_ = {"names": ["a", "b"], "groups": (unit,), "errors": errors, "dyads": (one[unit], two[unit])}
    fit = fit_counts_model(y, x, **given_)
    scaled = fit_counts_model(y * times, x * [factor, 1], **given_)
    assert scaled.coefficients * [factor, 1] == pytest.approx(fit.coefficients, abs=1e-7)
    assert scaled.standard_errors * [factor, 1] == pytest.approx(fit.standard_errors, rel=1e-6)


def test_a_row_twice_is_a_row_of_weight_two():
    y, x, unit, _ = _panel()
    weights = 1 + (unit % 2)
    twice = np.repeat(np.arange(y.size), weights)
    given_ = {"names": ["a", "b"], "errors": "information"}
    fit = fit_counts_model(y, x, groups=(unit,), weights=weights, **given_)
    again = fit_counts_model(y[twice], x[twice], groups=(unit[twice],), **given_)
    assert fit.coefficients == pytest.approx(again.coefficients)
    assert fit.covariance == pytest.approx(again.covariance)


@pytest.mark.parametrize(
    ("outcome", "said"), [([1, -1, 2, 3], "-1 in a row"), ([0, 0, 0, 0], "no row tells"), ([1, 2], "shape")]
)
def test_bad_outcomes_are_refused(outcome, said):
    with pytest.raises(InputError, match=said) as caught:
        fit_counts_model(outcome, [[0], [1], [0], [1]], **PLAIN)
    assert caught.value.hint


def test_large_counts_and_large_covariates_are_no_trouble():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 1))
    fit = fit_counts_model(rng.poisson(np.exp(12 + x[:, 0])), 1e5 * x + 1e6, **PLAIN)
    assert fit.coefficients.item() * 1e5 == pytest.approx(1, abs=0.01)
    assert fit.converged


def test_many_rows_are_quick():
    rng = np.random.default_rng(0)
    unit, period = np.repeat(np.arange(3000), 13), np.tile(np.arange(13), 3000)
    x = rng.normal(size=(unit.size, 8))
    y = rng.poisson(np.exp(0.1 * x.sum(axis=1)))
    begin = time.perf_counter()
    fit = fit_counts_model(y, x, names=list("abcdefgh"), groups=(unit, period), errors="clustered")
    assert time.perf_counter() - begin < 10  # a fraction of a second where nothing else runs
    assert np.abs(fit.coefficients - 0.1).max() < 0.05
