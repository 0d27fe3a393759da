"""Fixed effects taken out, and the linear model on what is left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError
from detente.mechanisms import absorbing
from detente.mechanisms.absorbing import absorb, build_absorber, find_collinear, number_levels
from detente.mechanisms.linear_model import fit_linear_model

PLAIN = {"names": ["x"], "errors": "information"}


def _panel(seed=0, n_units=12, n_periods=6, k=2):
    rng = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(n_units), n_periods), np.tile(np.arange(n_periods), n_units)
    x = rng.normal(size=(unit.size, k)) + rng.normal(size=(n_units, k))[unit]
    y = x @ np.arange(1, k + 1) + rng.normal(size=n_units)[unit] + 0.3 * period + rng.normal(size=unit.size)
    return y, x, unit, period


def _dummies(*groups):
    return np.column_stack([np.eye(int(levels.max()) + 1)[levels] for levels in groups])


def _project(column, design, weights):
    root = np.sqrt(weights)
    solved = np.linalg.lstsq(root[:, None] * design, root * column, rcond=None)[0]
    return column - design @ solved


@pytest.mark.parametrize("dense", [300, 0], ids=["at once", "by steps"])
@pytest.mark.parametrize("n_groups", [1, 2, 3])
def test_what_is_left_is_what_dummies_leave(monkeypatch, dense, n_groups):
    monkeypatch.setattr(absorbing, "_DENSE_LEVELS", dense)
    rng = np.random.default_rng(3)
    groups = [number_levels(rng.integers(0, size, 200)) for size in (4, 25, 9)[:n_groups]]
    weights, columns = rng.uniform(0.1, 3, 200), rng.normal(size=(200, 2))
    left = absorb(build_absorber(groups, weights), columns)
    for place in range(2):
        expected = _project(columns[:, place], _dummies(*groups), weights)
        assert left[:, place] == pytest.approx(expected, abs=1e-8)


def test_groups_that_never_touch_are_no_trouble():
    groups = [np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 2, 3])]
    left = absorb(build_absorber(groups, np.ones(6)), np.array([1.0, 2, 3, 5, 8, 1]))
    assert left == pytest.approx([0.25, -0.25, -0.25, 0.25, 0, 0])


def test_collinear_columns_are_found():
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(30, 4))
    columns[:, 2] = columns[:, 0] - 2 * columns[:, 1]
    assert find_collinear(columns, np.linalg.norm(columns, axis=0), np.ones(30)) == [2]


def test_two_by_two_periods_by_hand():
    # one dyad rises by 5 where the covariate comes, the other by 1 where it does not: an effect of 4
    fit = fit_linear_model(
        [1, 6, 2, 3],
        [[0], [1], [0], [0]],
        groups=([0, 0, 1, 1], [0, 1, 0, 1]),
        names=["x"],
        errors="information",
    )
    assert fit.coefficients.item() == pytest.approx(4)
    assert (fit.model, fit.n_rows, fit.n_left_out) == ("tone", 4, 0)


def test_simple_regression_by_hand():
    # slope 3, residuals -.5, -1.5, .5, 1.5: variance 5/2, over squares 1
    fit = fit_linear_model([1, 3, 2, 6], [[0], [1], [0], [1]], **PLAIN)
    assert fit.standard_errors.item() == pytest.approx(np.sqrt(2.5))
    assert fit.log_likelihood == pytest.approx(-2 * (np.log(2 * np.pi * 5 / 4) + 1))


def test_equals_dummies_with_weights():
    y, x, unit, period = _panel()
    weights = np.random.default_rng(1).uniform(0.5, 2, y.size)
    fit = fit_linear_model(
        y, x, names=["a", "b"], groups=(unit, period), weights=weights, errors="information"
    )
    design = np.column_stack((x, _dummies(unit, period)[:, :-1]))
    root = np.sqrt(weights)
    solved, squares = np.linalg.lstsq(root[:, None] * design, root * y, rcond=None)[:2]
    inverse = np.linalg.inv((design * weights[:, None]).T @ design)
    assert fit.coefficients == pytest.approx(solved[:2])
    assert fit.covariance == pytest.approx(inverse[:2, :2] * squares.item() / (y.size - design.shape[1]))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99), st.sampled_from(["information", "clustered", "dyad-robust"]))
def test_order_of_rows_and_names_of_levels_change_nothing(seed, errors):
    y, x, unit, period = _panel(seed)
    one, two = np.triu_indices(6, 1)
    sides = (one[unit], two[unit])
    given_ = {"names": ["a", "b"], "errors": errors}
    order = np.random.default_rng(seed).permutation(y.size)
    fit = fit_linear_model(y, x, groups=(unit, period), dyads=sides, **given_)
    words = np.array([f"s{(place * 7) % 13}" for place in range(6)])
    moved = fit_linear_model(
        y[order],
        x[order],
        groups=(100 - unit[order], period[order] * 3),
        dyads=(words[sides[1][order]], words[sides[0][order]]),
        **given_,
    )
    assert moved.coefficients == pytest.approx(fit.coefficients)
    assert moved.covariance == pytest.approx(fit.covariance)
    assert moved.log_likelihood == pytest.approx(fit.log_likelihood)


@settings(max_examples=20, deadline=None)
@given(st.floats(1e-9, 1e9))
def test_scaling_a_covariate_scales_its_coefficient(factor):
    y, x, unit, _ = _panel()
    given_ = {"names": ["a", "b"], "groups": (unit,), "errors": "clustered"}
    fit = fit_linear_model(y, x, **given_)
    scaled = fit_linear_model(y, x * [factor, 1], **given_)
    assert scaled.coefficients * [factor, 1] == pytest.approx(fit.coefficients)
    assert scaled.standard_errors * [factor, 1] == pytest.approx(fit.standard_errors)


def test_levels_within_clusters_cost_one_parameter():
    y, x, unit, period = _panel()
    half = unit // 2
    for groups, n_parameters in (((unit,), 2 + 1), ((unit, period), 2 + 1 + 5), ((period,), 2 + 6)):
        fit = fit_linear_model(y, x, names=["a", "b"], groups=groups, clusters=(half,), errors="clustered")
        ones = np.ones(y.size)
        left = absorb(build_absorber(groups, ones), np.column_stack((x, y)))
        inverse = np.linalg.inv(left[:, :2].T @ left[:, :2])
        rest = left[:, 2] - left[:, :2] @ fit.coefficients
        sums = np.array([rest[half == level] @ left[half == level, :2] for level in range(6)])
        factor = 6 / 5 * (y.size - 1) / (y.size - n_parameters)
        assert fit.covariance == pytest.approx(inverse @ sums.T @ sums @ inverse * factor)


def test_rows_alone_are_left_out():
    y, x, unit, _ = _panel()
    again = fit_linear_model(
        np.append(y, 99),
        np.vstack((x, [5, 5])),
        names=["a", "b"],
        groups=(np.append(unit, 77),),
        errors="clustered",
    )
    fit = fit_linear_model(y, x, names=["a", "b"], groups=(unit,), errors="clustered")
    assert again.coefficients == pytest.approx(fit.coefficients)
    assert again.covariance == pytest.approx(fit.covariance)
    assert again.n_left_out == 1


def test_rows_of_no_weight_are_as_if_not_there():
    y, x, unit, _ = _panel()
    weights = (unit > 2).astype(float)
    fit = fit_linear_model(y, x, names=["a", "b"], groups=(unit,), weights=weights, errors="clustered")
    kept = unit > 2
    less = fit_linear_model(y[kept], x[kept], names=["a", "b"], groups=(unit[kept],), errors="clustered")
    assert fit.covariance == pytest.approx(less.covariance)
    assert fit.n_left_out == 18


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": [1, np.nan, 2, 3]}, "not finite"),
        ({"outcome": [[1, 2, 3, 4]]}, "shape"),
        ({"covariates": [[0], [1], [np.inf], [1]]}, "'x' is not finite"),
        ({"covariates": [[0], [1]]}, "shape"),
        ({"names": ["x", "y"]}, "names"),
        ({"covariates": [[2], [2], [2], [2]]}, "'x' is constant"),
        ({"groups": ([0, 0, 1, 1],), "covariates": [[0], [0], [1], [1]]}, "'x' follows from"),
        ({"groups": ([0, 1],)}, "fixed effect of shape"),
        ({"groups": ([0, 1, 2, 3],)}, "no row tells"),
        ({"groups": ([0, 0, np.nan, 1],)}, "missing"),
        ({"weights": [1, 1, -1, 1]}, "negative"),
        ({"weights": [0, 0, 0, 0]}, "no row tells"),
        ({"errors": "dyad-robust"}, "need the dyads"),
        ({"errors": "dyad-robust", "dyads": ([0, 1, 2, 3], [1, 1, 0, 0])}, "not of two states"),
        ({"errors": "dyad-robust", "dyads": ([0, 0, 1, 1], [1, 1, 0, 0])}, "members are too few"),
        ({"errors": "clustered"}, "need clusters"),
        ({"errors": "clustered", "clusters": ([1, 1, 1, 1],)}, "one cluster"),
        ({"errors": "robust"}, "no errors 'robust'"),
    ],
)
def test_bad_input_is_refused_with_a_hint(change, said):
    given_ = {"outcome": [1, 3, 2, 6], "covariates": [[0], [1], [0], [1]], **PLAIN, **change}
    with pytest.raises(InputError, match=said) as caught:
        fit_linear_model(**given_)
    assert caught.value.hint


def test_a_covariate_that_others_give_is_named():
    y, x, unit, _ = _panel()
    with pytest.raises(InputError, match="'sum' follows"):
        fit_linear_model(
            y,
            np.column_stack((x, x.sum(axis=1))),
            names=["a", "b", "sum"],
            groups=(unit,),
            errors="clustered",
        )
