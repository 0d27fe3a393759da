"""Sandwich covariances."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.mechanisms.robust import Scores, find_covariance, sum_clustered, sum_curvature, sum_dyadic


def _rows(seed, n_members=6, n_rows=40, k=2):
    rng = np.random.default_rng(seed)
    members = np.array([rng.choice(n_members, 2, replace=False) for _ in range(n_rows)])
    members[:3] = [[0, 1], [2, 3], [n_members - 2, n_members - 1]]
    return rng.normal(size=(n_rows, k)), members


def _sum_pairs(influences, related):
    return influences.T @ related.astype(float) @ influences


@given(st.integers(0, 999))
def test_dyads_that_share_a_member_are_all_pairs(seed):
    influences, members = _rows(seed)
    related = (members[:, None, :, None] == members[None, :, None, :]).any(axis=(2, 3))
    assert sum_dyadic(influences, members) == pytest.approx(_sum_pairs(influences, related))


@given(st.integers(0, 999))
def test_two_groupings_are_all_pairs_in_either(seed):
    influences, members = _rows(seed)
    one, two = members.T
    related = (one[:, None] == one) | (two[:, None] == two)
    assert sum_clustered(influences, [one, two]) == pytest.approx(_sum_pairs(influences, related))


def test_three_dyads_of_four_states_by_hand():
    # AB 1, AC 2, BD 4: AB with both others, AC and BD share nobody
    members = np.array([[0, 1], [2, 0], [1, 3]])
    assert sum_dyadic(np.array([[1.0], [2.0], [4.0]]), members).item() == 1 + 4 + 16 + 2 * (2 + 4)


def _score(values, seed=0, leverage=1e-9):
    rng = np.random.default_rng(seed)
    left = rng.normal(size=values.shape)
    inverse = np.linalg.inv(left.T @ left)
    return Scores(values, inverse, partial(sum_curvature, left, np.full(len(left), leverage))), inverse


def test_without_leverage_it_is_the_plain_sandwich_times_the_factor():
    rng = np.random.default_rng(2)
    influences, members = _rows(2, n_members=8, n_rows=200)
    influences += rng.normal(size=(8, 2))[members].sum(axis=1)  # members matter
    scores, inverse = _score(influences)
    covariance, n_groups = find_covariance(scores, errors="dyad-robust", dyads=members, n_parameters=5)
    plain = inverse @ sum_dyadic(influences, members) @ inverse
    assert n_groups == 8
    assert covariance == pytest.approx(plain * 8 / 7 * 199 / 195)


def test_a_member_left_out_moves_the_estimate_as_its_freed_sum_says():
    # one covariate, one constant weight: the coefficient without a member, less the coefficient with all
    rng = np.random.default_rng(1)
    one, two = np.triu_indices(7, 1)
    members, x = np.column_stack((one, two)), rng.normal(size=21)
    y = rng.normal(size=21) + rng.normal(size=7)[members].sum(axis=1)
    slope = (x @ y) / (x @ x)
    rest = y - slope * x
    moves = []
    for member in range(7):
        kept = (members != member).all(axis=1)
        moves.append((x[kept] @ y[kept]) / (x[kept] @ x[kept]) - slope)
    within = ((x * rest) ** 2).sum() / (x @ x) ** 2
    expected = max(np.square(moves).sum() - within, within) * 7 / 6 * 20 / 19
    scores = Scores(
        (x * rest)[:, None], np.array([[1 / (x @ x)]]), partial(sum_curvature, x[:, None], np.ones(21))
    )
    covariance, _ = find_covariance(scores, errors="dyad-robust", dyads=members, n_parameters=2)
    assert covariance.item() == pytest.approx(expected)


@settings(max_examples=50)
@given(st.integers(0, 999))
def test_dyad_robust_is_a_covariance_and_never_below_clusters_by_dyad(seed):
    influences, members = _rows(seed, k=3)
    scores, inverse = _score(influences, seed, leverage=0.5)
    covariance, _ = find_covariance(scores, errors="dyad-robust", dyads=members, n_parameters=1)
    pairs = members.min(axis=1) * 6 + members.max(axis=1)
    least = inverse @ sum_clustered(influences, [np.unique(pairs, return_inverse=True)[1]]) @ inverse * 6 / 5
    size = np.abs(covariance).max()
    assert np.linalg.eigvalsh(covariance).min() >= -1e-9 * size
    assert np.linalg.eigvalsh(covariance - least).min() >= -1e-9 * size


@given(st.integers(0, 999))
def test_names_and_sides_of_members_change_nothing(seed):
    influences, members = _rows(seed)
    scores, _ = _score(influences)
    order = np.random.default_rng(seed).permutation(6)
    first, _ = find_covariance(scores, errors="dyad-robust", dyads=members)
    second, _ = find_covariance(scores, errors="dyad-robust", dyads=order[members][:, ::-1])
    assert second == pytest.approx(first)


def test_clusters_of_single_rows_are_the_sum_of_squares():
    influences, _ = _rows(0)
    scores, inverse = _score(influences)
    covariance, n_groups = find_covariance(
        scores, errors="clustered", clusters=[np.arange(40)], n_parameters=1
    )
    assert n_groups == 40
    assert covariance == pytest.approx(inverse @ influences.T @ influences @ inverse * 40 / 39)
