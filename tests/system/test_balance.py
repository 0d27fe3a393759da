"""Walks, the null and the spectrum, by hand."""

from math import comb, cosh, exp

import numpy as np
import pytest

from detente.core.errors import UsageError
from detente.system import (
    build_signed_laplacian,
    build_system_of_matrix,
    build_system_of_ties,
    measure_null,
    measure_spectrum,
    measure_triads,
    measure_walk_balance,
)


def _complete(size, sign):
    return build_system_of_matrix(sign * (np.ones((size, size)) - np.eye(size)))


def _camps(size):
    side = np.where(np.arange(size) < size // 2, 1.0, -1.0)
    matrix = np.outer(side, side)
    np.fill_diagonal(matrix, 0)
    return build_system_of_matrix(matrix)


def test_walks_of_three_enemies_by_hand():
    """Eigenvalues 1, 1, -2 against 2, -1, -1."""
    found = measure_walk_balance(_complete(3, -1))
    expected = (2 * exp(1) + exp(-2)) / (exp(2) + 2 * exp(-1))
    assert found.balance == pytest.approx(expected)
    assert found.by_state == pytest.approx(np.full(3, expected))


def test_walks_from_each_state_differ():
    """Four states: three enemies, and one friend of the first, whose own walks are the least unbalanced."""
    found = measure_walk_balance(build_system_of_ties(list("AABA"), list("BCCD"), weight=[-1, -1, -1, 1]))
    assert found.by_state.argmax() == 3
    assert found.by_state[1] == pytest.approx(found.by_state[2])


def test_balanced_camps_have_walk_balance_one():
    assert measure_walk_balance(_camps(6)).balance == pytest.approx(1.0, abs=1e-12)
    assert measure_walk_balance(_camps(6)).by_state == pytest.approx(np.ones(6))


def test_pair_with_a_weight():
    system = build_system_of_matrix([[0, -3], [-3, 0]])
    assert cosh(3) > 1
    assert measure_walk_balance(system, weighted=True).balance == pytest.approx(1.0)


def test_heavy_weights_do_not_overflow():
    heavy = build_system_of_matrix(-1000.0 * (np.ones((4, 4)) - np.eye(4)))
    found = measure_walk_balance(heavy, weighted=True)
    assert found.balance == 0.0
    assert found.log_balance == pytest.approx(np.log(3) - 2000, rel=1e-9)
    assert np.isfinite(found.by_state).all()
    assert (
        measure_walk_balance(build_system_of_matrix(1000 * _camps(4).weights[0]), weighted=True).balance
        == 1.0
    )


def _expected_share(friendly, hostile):
    """Mean balanced share of one triangle, its three signs drawn without replacement."""
    whole = comb(friendly + hostile, 3)
    return (comb(friendly, 3) + friendly * comb(hostile, 2)) / whole


def test_null_of_four_states_by_hand():
    """Three friendly and three hostile ties of four states: expected balanced share (1 + 9) / 20."""
    system = build_system_of_ties(list("AAABBC"), list("BCDCDD"), weight=[1, 1, 1, -1, -1, -1])
    found = measure_null(system, n_draws=4000)
    assert found.observed == 0.0
    assert found.mean == pytest.approx(_expected_share(3, 3), abs=0.02)
    assert found.z == pytest.approx((found.observed - found.mean) / found.sd)
    assert found.p_value == 1.0


def test_null_mean_is_that_of_draws_without_replacement():
    rng = np.random.default_rng(1)
    upper = np.triu(rng.choice([-1, 0, 1], (40, 40), p=[0.1, 0.6, 0.3]), 1)
    system = build_system_of_matrix(upper + upper.T)
    friendly, hostile = (upper > 0).sum(), (upper < 0).sum()
    found = measure_null(system)
    assert found.mean == pytest.approx(_expected_share(friendly, hostile), abs=4 * found.sd / 1000**0.5)
    assert abs(found.z) < 4


def test_two_camps_are_more_balanced_than_chance():
    found = measure_null(_camps(12), n_draws=200)
    assert found.observed == 1.0
    assert found.z > 5
    assert found.p_value == pytest.approx(1 / 201)


def test_draws_of_one_sign_have_no_z():
    found = measure_null(_complete(5, 1), n_draws=10)
    assert (found.observed, found.mean, found.sd, found.z, found.p_value) == (1.0, 1.0, 0.0, None, 1.0)


def test_no_triangles_no_null():
    star = build_system_of_ties(list("AAA"), list("BCD"), weight=[1, 1, -1])
    found = measure_null(star)
    assert (found.observed, found.mean, found.sd, found.z, found.p_value) == (None, None, None, None, None)
    assert found.shares.size == 0


def test_same_seed_same_draws_and_few_draws_refused():
    system = _camps(7)
    assert np.array_equal(measure_null(system, n_draws=50).shares, measure_null(system, n_draws=50).shares)
    assert not np.array_equal(
        measure_null(system, n_draws=50).shares, measure_null(system, n_draws=50, seed=1).shares
    )
    with pytest.raises(UsageError, match="spread"):
        measure_null(system, n_draws=1)


def test_draws_are_shares_of_whole_triangles_and_pendants_do_not_count():
    rng = np.random.default_rng(4)
    upper = np.triu(rng.choice([-1, 0, 1], (15, 15)), 1)
    upper[:-1, -1] = 0
    upper[0, -1] = 1
    system = build_system_of_matrix(upper + upper.T)
    shares = measure_null(system, n_draws=30).shares
    assert np.ptp(shares) > 0
    counts = shares * measure_triads(system).total
    assert counts == pytest.approx(np.rint(counts))


def test_spectrum_of_three_by_hand():
    """A friendly triangle has 0, 3, 3; three enemies 1, 1, 4; signs on the triangle, degree 2."""
    assert measure_spectrum(_complete(3, 1)) == pytest.approx([0, 3, 3], abs=1e-12)
    assert measure_spectrum(_complete(3, -1)) == pytest.approx([1, 1, 4])
    assert measure_spectrum(_complete(3, -1), normalised=True) == pytest.approx([0.5, 0.5, 2])


def test_each_balanced_component_and_lone_state_has_a_zero():
    system = build_system_of_ties(["A", "C"], ["B", "D"], weight=[1, -1], states=list("ABCDE"))
    assert (np.abs(measure_spectrum(system)) < 1e-12).sum() == 3
    assert np.isfinite(build_signed_laplacian(system, normalised=True)).all()
