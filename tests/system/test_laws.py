"""What no measure may depend on."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.system import (
    build_portfolios,
    build_system_of_matrix,
    measure_agreement,
    measure_directed_triads,
    measure_null,
    measure_pn_centrality,
    measure_polarity,
    measure_signed_degree,
    measure_signed_eigenvector,
    measure_spectrum,
    measure_strain,
    measure_triads,
    measure_walk_balance,
)


@st.composite
def _matrices(draw, *, directed=False, signs=(-1, 0, 1)):
    size = draw(st.integers(2, 8))
    values = draw(st.lists(st.sampled_from(signs), min_size=size**2, max_size=size**2))
    matrix = np.array(values, dtype=float).reshape(size, size)
    np.fill_diagonal(matrix, 0)
    return matrix if directed else np.triu(matrix) + np.triu(matrix).T


def _relabel(matrix, seed):
    order = np.random.default_rng(seed).permutation(len(matrix))
    return matrix[np.ix_(order, order)], order


def _switch(matrix, state):
    side = np.ones(len(matrix))
    side[state % len(matrix)] = -1
    return side[:, None] * matrix * side[None, :]


def _build(matrix, **kwargs):
    return build_system_of_matrix(matrix, [f"s{place}" for place in range(len(matrix))], **kwargs)


@given(_matrices(), st.integers(0, 999))
def test_relabelling_changes_no_figure_of_the_system(matrix, seed):
    one, other = _build(matrix), _build(_relabel(matrix, seed)[0])
    assert measure_triads(one) == measure_triads(other)
    assert measure_walk_balance(one).balance == pytest.approx(measure_walk_balance(other).balance)
    assert measure_spectrum(one) == pytest.approx(measure_spectrum(other), abs=1e-9)
    assert measure_null(one, n_draws=5).observed == measure_null(other, n_draws=5).observed


@given(_matrices(), st.integers(0, 999))
def test_relabelling_reorders_the_figures_of_states(matrix, seed):
    moved, order = _relabel(matrix, seed)
    one, other = _build(matrix), _build(moved)
    assert measure_pn_centrality(one)[order] == pytest.approx(measure_pn_centrality(other), nan_ok=True)
    assert measure_signed_degree(one).net[order].tolist() == measure_signed_degree(other).net.tolist()
    assert measure_walk_balance(one).by_state[order] == pytest.approx(measure_walk_balance(other).by_state)
    both = np.ix_(order, order)
    assert np.array_equal(measure_strain(one).gain[both], measure_strain(other).gain)
    kappa, moved_kappa = (measure_agreement(build_portfolios(item, own=1.0)).kappa for item in (one, other))
    assert kappa[both] == pytest.approx(moved_kappa, nan_ok=True)
    camps = [place % 3 for place in range(len(matrix))]
    first, second = measure_polarity(one, camps), measure_polarity(other, [camps[place] for place in order])
    assert (first.camps, first.order, first.aligned) == (second.camps, second.order, second.aligned)


@given(_matrices(directed=True), st.integers(0, 999))
def test_relabelling_changes_no_directed_census(matrix, seed):
    one = measure_directed_triads(_build(matrix, directed=True))
    assert one == measure_directed_triads(_build(_relabel(matrix, seed)[0], directed=True))
    size = len(matrix)
    assert sum(one.by_arcs.values()) == size * (size - 1) * (size - 2) // 6


@given(_matrices(), st.integers(0, 7))
def test_flipping_all_ties_of_a_state_changes_no_balance(matrix, state):
    one, other = _build(matrix), _build(_switch(matrix, state))
    assert measure_triads(one).balanced_share == measure_triads(other).balanced_share
    assert measure_walk_balance(one).balance == pytest.approx(measure_walk_balance(other).balance)
    assert measure_walk_balance(one).by_state == pytest.approx(measure_walk_balance(other).by_state)
    assert measure_spectrum(one) == pytest.approx(measure_spectrum(other), abs=1e-9)
    assert np.array_equal(measure_strain(one).gain, measure_strain(other).gain)


@given(_matrices(), st.integers(0, 7))
def test_flipping_all_ties_of_a_state_turns_its_eigenvector_entry_round(matrix, state):
    one = measure_signed_eigenvector(_build(matrix))
    other = measure_signed_eigenvector(_build(_switch(matrix, state)))
    assume(one.gap > 1e-6)
    assert np.abs(one.values) == pytest.approx(np.abs(other.values), abs=1e-6)


@given(_matrices(), st.floats(0.1, 50))
def test_signs_and_not_weights_count(matrix, factor):
    one, other = _build(matrix), _build(matrix * factor)
    assert measure_triads(one) == measure_triads(other)
    assert measure_walk_balance(one).balance == measure_walk_balance(other).balance


@given(_matrices(signs=(0, 1)))
def test_all_friends_are_balanced(matrix):
    system = _build(matrix)
    assert measure_triads(system).balanced_share in (None, 1.0)
    assert measure_walk_balance(system).balance == pytest.approx(1.0)
    assert measure_spectrum(system)[0] == pytest.approx(0.0, abs=1e-9)


@given(_matrices(), st.data())
def test_gain_is_what_a_flip_gives(matrix, data):
    pairs = np.argwhere(np.triu(matrix))
    assume(len(pairs))
    i, j = data.draw(st.sampled_from(pairs.tolist()))
    flipped = matrix.copy()
    flipped[i, j] = flipped[j, i] = -matrix[i, j]
    before, after = (measure_triads(_build(item)) for item in (matrix, flipped))
    gain = measure_strain(_build(matrix)).gain[i, j]
    assert after.ppp + after.pnn - before.ppp - before.pnn == gain


@given(_matrices())
def test_gains_add_to_three_times_what_is_unbalanced(matrix):
    census = measure_triads(_build(matrix))
    unbalanced = census.ppn + census.nnn
    assert np.triu(measure_strain(_build(matrix)).gain).sum() == 3 * (2 * unbalanced - census.total)


@given(_matrices())
def test_least_eigenvalue_is_a_bound_on_frustration(matrix):
    size = len(matrix)
    sides = [
        np.where(np.arange(size) == 0, 1, 1 - 2 * (code >> np.arange(size) & 1)) for code in range(2**size)
    ]
    frustrated = min(int((np.triu(np.outer(side, side) * matrix, 1) < 0).sum()) for side in sides)
    assert measure_spectrum(_build(matrix))[0] <= 4 * frustrated / size + 1e-9


@settings(max_examples=30)
@given(_matrices(), st.sampled_from(["absolute", "squared", "nominal"]))
def test_agreement_is_symmetric_and_in_range(matrix, distance):
    found = measure_agreement(build_portfolios(_build(matrix)), distance=distance)
    for figure in (found.s, found.pi, found.kappa):
        assert figure == pytest.approx(figure.T, nan_ok=True)
        assert np.nanmax(figure, initial=-1.0) <= 1.0 + 1e-12
    assert np.nanmin(found.s, initial=1.0) >= -1.0 - 1e-12


@given(_matrices(), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_polarity_is_in_range(matrix, camps):
    found = measure_polarity(_build(matrix), camps[: len(matrix)])
    assert found.shares.sum() == pytest.approx(1.0)
    assert 1.0 - 1e-9 <= found.effective_camps <= len(found.camps) + 1e-9
    assert 0.0 <= found.concentration <= 1.0 + 1e-9
