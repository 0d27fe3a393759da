"""Relabelled states, later periods foretold, many tests."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import InputError, UnknownNameError
from detente.mechanisms.checks import adjust_p_values, measure_gain, permute_covariate
from detente.mechanisms.fit import find_effect
from detente.mechanisms.linear_model import fit_linear_model


def _web(n_states, seed=0):
    rng = np.random.default_rng(seed)
    half = np.triu(rng.normal(size=(n_states, n_states)), 1)
    return half + half.T


def test_draws_are_the_figure_under_permutations_of_states():
    web, outcome = _web(4), _web(4, 1)
    sides = np.triu_indices(4, 1)
    possible = {
        round(float((web[np.ix_(order, order)] * outcome)[sides].sum()), 9)
        for order in map(list, permutations(range(4)))
    }
    check = permute_covariate(web, lambda column: float(column @ outcome[sides]), dyads=sides, n_draws=500)
    assert set(check.draws.round(9).tolist()) == possible
    assert check.observed == pytest.approx(float((web * outcome)[sides].sum()))
    far = int((np.abs(check.draws) >= abs(check.observed) * (1 - 1e-9)).sum())
    assert check.p_value == (1 + far) / 501


def test_one_permutation_for_all_periods():
    cube = np.stack([_web(5), 10 * _web(5)])
    one, two = np.triu_indices(5, 1)
    sides, periods = (np.tile(one, 2), np.tile(two, 2)), np.repeat([0, 1], one.size)
    check = permute_covariate(
        cube,
        lambda column: float(np.abs(column[one.size :] - 10 * column[: one.size]).max()),
        dyads=sides,
        periods=periods,
        n_draws=20,
    )
    assert check.draws.max() == 0.0


def test_a_real_link_is_found_and_progress_told():
    web, told = _web(12), []
    sides = np.triu_indices(12, 1)
    outcome = web[sides] + 0.5 * np.random.default_rng(3).normal(size=66)

    def measure(column):
        fit = fit_linear_model(outcome, column[:, None], names=["x"], dyads=sides)
        coefficient, error = find_effect(fit, "x")
        return coefficient / error

    check = permute_covariate(
        web, measure, dyads=sides, n_draws=39, tell=lambda done, total: told.append((done, total))
    )
    assert check.p_value == 1 / 40
    assert told[0] == (1, 39)
    assert told[-1] == (39, 39)
    again = permute_covariate(web, measure, dyads=sides, n_draws=5, seed=0)
    assert again.draws.tolist() == check.draws[:5].tolist()


def test_p_values_of_nothing_are_even():
    sides = np.triu_indices(8, 1)
    found = []
    for seed in range(200):
        outcome = _web(8, 1000 + seed)[sides]
        check = permute_covariate(
            _web(8, seed), lambda column, y=outcome: float(column @ y), dyads=sides, n_draws=19, seed=seed
        )
        found.append(check.p_value)
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.06)


@pytest.mark.parametrize(
    "change",
    [
        {"covariate": np.zeros((3, 4))},
        {"covariate": np.full((4, 4), np.nan)},
        {"covariate": np.zeros((2, 4, 4))},
        {"dyads": ([0, 1], [1, 4])},
        {"dyads": ([0, 1], [1])},
        {"dyads": ([], [])},
        {"n_draws": 0},
    ],
)
def test_bad_permutations_are_refused(change):
    given_ = {"covariate": np.zeros((4, 4)), "measure": np.sum, "dyads": ([0, 1], [1, 2]), **change}
    with pytest.raises(InputError) as caught:
        permute_covariate(**given_)
    assert caught.value.hint


def _years(effect, seed=0):
    rng = np.random.default_rng(seed)
    one, two = np.triu_indices(15, 1)
    x = rng.normal(size=(8 * one.size, 2))
    y = rng.poisson(np.exp(0.3 * x[:, 0] + effect * x[:, 1]))
    return y, x, np.repeat(np.arange(1990, 1998), one.size), (np.tile(one, 8), np.tile(two, 8))


def test_a_covariate_that_matters_gains_and_one_that_does_not_does_not():
    for effect, low, high in ((0.5, 0.02, 1), (0.0, -0.02, 0.01)):
        y, x, year, sides = _years(effect)
        gain = measure_gain(y, x, names=["a", "b"], tested=["b"], periods=year, dyads=sides)
        assert low < gain.per_row < high
        assert gain.interval[0] <= gain.per_row <= gain.interval[1]
        assert (gain.interval[0] > 0) == (effect > 0)
        assert gain.with_them - gain.without == pytest.approx(gain.per_row)
        assert (gain.n_rows, gain.n_dyads) == (4 * 105, 105)


def test_the_gain_of_a_dummy_by_hand():
    # before: a mean of 3 with the covariate and 1 without, 2 in all; then 3 and 1 again
    y, x = [3, 1, 3, 1, 3, 1], [[1], [0]] * 3
    gain = measure_gain(
        y, x, names=["x"], tested=["x"], periods=[1, 1, 2, 2, 3, 3], dyads=([0, 1] * 3, [1, 2] * 3), start=3
    )
    expected = (3 * np.log(3) - 3 + np.log(1) - 1) / 2 - (3 * np.log(2) - 2 + np.log(2) - 2) / 2
    assert gain.per_row == pytest.approx(expected)
    binary = measure_gain(
        [1, 0, 1, 0, 0, 1, 1, 0, 1, 0],
        [[1], [0], [1], [0], [1], [0], [1], [0], [1], [0]],
        names=["x"],
        tested=["x"],
        periods=[1] * 8 + [2] * 2,
        dyads=([0, 1] * 5, [1, 2] * 5),
        model="logit",
        start=2,
    )
    assert binary.per_row == pytest.approx(np.log(0.75) - np.log(0.5))


def test_order_of_rows_changes_no_gain():
    y, x, year, sides = _years(0.3)
    order = np.random.default_rng(0).permutation(y.size)
    given_ = {"names": ["a", "b"], "tested": ["a"]}
    one = measure_gain(y, x, periods=year, dyads=sides, **given_)
    two = measure_gain(
        y[order], x[order], periods=year[order], dyads=(sides[1][order], sides[0][order]), **given_
    )
    assert two.per_row == pytest.approx(one.per_row)
    assert two.interval == pytest.approx(one.interval, rel=0.2)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"tested": ["c"]}, UnknownNameError),
        ({"tested": []}, InputError),
        ({"start": 1990}, InputError),
        ({"start": 2020}, InputError),
        ({"periods": [1, 2]}, InputError),
        ({"model": "logit"}, InputError),
        ({"model": "probit"}, InputError),
    ],
)
def test_bad_gains_are_refused(change, error):
    y, x, year, sides = _years(0.3)
    given_ = {"names": ["a", "b"], "tested": ["a"], "periods": year, **change}
    with pytest.raises(error) as caught:
        measure_gain(y, x, dyads=sides, **given_)
    assert caught.value.hint


def test_adjusted_by_hand():
    p = [0.01, 0.02, 0.03, 0.5]
    assert adjust_p_values(p).tolist() == pytest.approx([0.04, 0.06, 0.06, 0.5])
    assert adjust_p_values(p, method="fdr").tolist() == pytest.approx([0.04, 0.04, 0.04, 0.5])
    assert adjust_p_values([]).tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.randoms())
def test_adjusted_keep_their_order_and_never_fall(p, random):
    for method in ("holm", "fdr"):
        adjusted = adjust_p_values(p, method=method)
        assert (adjusted >= np.array(p) - 1e-15).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()
        order = list(range(len(p)))
        random.shuffle(order)
        shuffled = adjust_p_values([p[place] for place in order], method=method)
        assert shuffled.tolist() == adjusted[order].tolist()
    assert (adjust_p_values(p, method="fdr") <= adjust_p_values(p) + 1e-15).all()


@pytest.mark.parametrize("p", [[0.1, np.nan], [1.2], [-0.1], [[0.1]]])
def test_what_is_no_p_value_is_refused(p):
    with pytest.raises(InputError):
        adjust_p_values(p)
    with pytest.raises(InputError):
        adjust_p_values([0.1], method="bonferroni")
