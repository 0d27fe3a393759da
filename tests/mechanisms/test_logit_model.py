"""Logit with dummies and conditional on groups."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError
from detente.mechanisms.logit_model import fit_logit_model

PLAIN = {"names": ["x"], "errors": "information"}


def _panel(seed=0, n_units=30, n_periods=5):
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(n_units), n_periods)
    x = rng.normal(size=(unit.size, 2))
    odds = x @ [0.9, -0.5] + rng.normal(size=n_units)[unit]
    return (rng.random(unit.size) < 1 / (1 + np.exp(-odds))).astype(float), x, unit


def test_two_by_two_table():
    # 6 of 8 against 3 of 9
    y, x = [1] * 6 + [0] * 2 + [1] * 3 + [0] * 6, [[1]] * 8 + [[0]] * 9
    fit = fit_logit_model(y, x, **PLAIN)
    assert fit.coefficients.item() == pytest.approx(np.log((6 / 2) / (3 / 6)))
    assert fit.standard_errors.item() == pytest.approx(np.sqrt(1 / 6 + 1 / 2 + 1 / 3 + 1 / 6))
    assert fit.log_likelihood == pytest.approx(
        6 * np.log(6 / 8) + 2 * np.log(2 / 8) + 3 * np.log(3 / 9) + 6 * np.log(6 / 9)
    )


def test_equals_newton_on_dummies():
    y, x, _ = _panel()
    period = np.arange(y.size) % 4
    fit = fit_logit_model(y, x, names=["a", "b"], groups=(period,), errors="information")
    design, beta = np.column_stack((x, np.eye(4)[period])), np.zeros(6)
    for _ in range(30):
        mean = 1 / (1 + np.exp(-design @ beta))
        information = design.T @ (design * (mean * (1 - mean))[:, None])
        beta += np.linalg.solve(information, design.T @ (y - mean))
    assert fit.coefficients == pytest.approx(beta[:2], abs=1e-9)
    assert fit.covariance == pytest.approx(np.linalg.inv(information)[:2, :2], abs=1e-9)


def test_pairs_conditional_by_hand():
    # of pairs that differ, 6 say yes with the covariate and 2 without: log 3, variance 1/6 + 1/2
    y = [1, 0] * 6 + [0, 1] * 2 + [1, 1, 0, 0]
    x = [[1], [0]] * 8 + [[1], [0], [0], [1]]
    fit = fit_logit_model(y, x, groups=(np.repeat(np.arange(10), 2),), method="conditional", **PLAIN)
    assert fit.coefficients.item() == pytest.approx(np.log(3))
    assert fit.standard_errors.item() == pytest.approx(np.sqrt(1 / 6 + 1 / 2))
    assert (fit.n_rows, fit.n_left_out) == (16, 4)


def test_dummies_of_pairs_are_twice_too_great():
    y, x = [1, 0] * 6 + [0, 1] * 2, [[1], [0]] * 8
    fit = fit_logit_model(y, x, groups=(np.repeat(np.arange(8), 2),), **PLAIN)
    assert fit.coefficients.item() == pytest.approx(2 * np.log(3))


def test_conditional_equals_all_choices_counted():
    y, x, unit = _panel()
    fit = fit_logit_model(y, x, names=["a", "b"], groups=(unit,), errors="information", method="conditional")

    def measure(beta):
        total = 0.0
        for level in np.unique(unit):
            odds, yes = x[unit == level] @ beta, y[unit == level] == 1
            chosen = [odds[list(some)].sum() for some in combinations(range(odds.size), int(yes.sum()))]
            total += odds[yes].sum() - np.log(np.exp(chosen).sum())
        return total

    beta, step = fit.coefficients, 1e-4
    assert fit.log_likelihood == pytest.approx(measure(beta))
    for axis in np.eye(2) * step:
        assert measure(beta + axis) - measure(beta - axis) == pytest.approx(0, abs=1e-9)
    curves = [
        [
            (measure(beta + a + b) - measure(beta + a - b) - measure(beta - a + b) + measure(beta - a - b))
            / (4 * step**2)
            for a in np.eye(2) * step
        ]
        for b in np.eye(2) * step
    ]
    assert fit.covariance == pytest.approx(np.linalg.inv(-np.array(curves)), rel=1e-3, abs=1e-5)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.sampled_from(["dummies", "conditional"]), st.floats(1e-8, 1e8))
def test_order_and_scale_change_nothing(seed, method, factor):
    y, x, unit = _panel(seed)
    one, two = np.triu_indices(9, 1)
    sides = np.column_stack((one[unit], two[unit]))
    order = np.random.default_rng(seed).permutation(y.size)
    given_ = {"names": ["a", "b"], "method": method}
    fit = fit_logit_model(y, x, groups=(unit,), dyads=sides.T, **given_)
    moved = fit_logit_model(
        y[order], x[order] * [factor, 1], groups=(unit[order],), dyads=sides[order].T, **given_
    )
    scale = np.array([factor, 1])
    assert moved.coefficients * scale == pytest.approx(fit.coefficients, abs=1e-7)
    assert moved.covariance * np.outer(scale, scale) == pytest.approx(fit.covariance, abs=1e-7)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.sampled_from(["dummies", "conditional"]))
def test_no_for_yes_turns_the_sign(seed, method):
    y, x, unit = _panel(seed)
    given_ = {"names": ["a", "b"], "groups": (unit,), "method": method, "errors": "clustered"}
    fit, turned = fit_logit_model(y, x, **given_), fit_logit_model(1 - y, x, **given_)
    assert turned.coefficients == pytest.approx(-fit.coefficients, abs=1e-7)
    assert turned.covariance == pytest.approx(fit.covariance, abs=1e-7)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": [0, 1, 2, 1, 0, 1]}, "neither 0 nor 1"),
        ({"outcome": [1, 1, 1, 1, 1, 1]}, "no row tells"),
        ({"outcome": [0, 1, np.nan, 1, 0, 1]}, "not finite"),
        ({"covariates": [[0], [1], [0], [1], [0], [1]]}, "without fail"),
        ({"covariates": [[-3], [1], [0], [1], [-2], [0]]}, "without fail"),
        ({"covariates": [[3]] * 6}, "constant"),
        ({"method": "conditional"}, "one grouping"),
        ({"method": "conditional", "groups": ([0, 0, 0, 1, 1, 1],), "weights": [1] * 6}, "no weights"),
        (
            {
                "method": "conditional",
                "groups": ([0, 0, 0, 1, 1, 1],),
                "errors": "clustered",
                "clusters": ([0, 1, 0, 1, 0, 1],),
            },
            "change within a group",
        ),
        (
            {"method": "conditional", "groups": ([0, 0, 0, 1, 1, 1],), "covariates": [[0]] * 3 + [[1]] * 3},
            "follows",
        ),
        (
            {"method": "conditional", "groups": ([0, 0, 1, 1, 2, 2],), "covariates": [[0], [1]] * 3},
            "without fail",
        ),
    ],
)
def test_bad_input_is_refused_with_a_hint(change, said):
    given_ = {"outcome": [0, 1, 0, 1, 0, 1], "covariates": [[0], [1], [1], [1], [0], [0]], **PLAIN, **change}
    with pytest.raises(InputError, match=said) as caught:
        fit_logit_model(**given_)
    assert caught.value.hint
