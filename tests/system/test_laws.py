"""What no measure may depend on. The laws of the exact indices and of camps are in test_frustration."""

from math import factorial

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.system import (
    build_layer,
    build_portfolios,
    build_signed_laplacian,
    build_system_of_matrix,
    build_system_of_ties,
    find_triangles,
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
    merge_layers,
    rank_strain,
)
from detente.system import null as null_room
from detente.system import triads as triads_room
from detente.system.complex_walks import measure_signed_walks

_laws = settings(max_examples=40)


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


@_laws
@given(_matrices(), st.integers(0, 999))
def test_relabelling_changes_no_figure_of_the_system(matrix, seed):
    one, other = _build(matrix), _build(_relabel(matrix, seed)[0])
    assert measure_triads(one) == measure_triads(other)
    assert measure_walk_balance(one).balance == pytest.approx(measure_walk_balance(other).balance)
    assert measure_spectrum(one) == pytest.approx(measure_spectrum(other), abs=1e-9)
    assert measure_null(one, n_draws=5).observed == measure_null(other, n_draws=5).observed


@_laws
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


@_laws
@given(_matrices(), st.integers(0, 999))
def test_relabelling_reorders_matrices_and_lists(matrix, seed):
    moved, order = _relabel(matrix, seed)
    one, other = _build(matrix), build_system_of_matrix(moved, [f"s{place}" for place in order])
    both = np.ix_(order, order)
    assert np.array_equal(build_signed_laplacian(one)[both], build_signed_laplacian(other))
    assert np.array_equal(build_portfolios(one, own=1.0)[both], build_portfolios(other, own=1.0))
    assert np.array_equal(measure_signed_walks(one, 4).hostile[both], measure_signed_walks(other, 4).hostile)
    assert rank_strain(one) == rank_strain(other)
    assert _name_triangles(one) == _name_triangles(other)
    first, second = measure_signed_eigenvector(one), measure_signed_eigenvector(other)
    assert first.eigenvalue == pytest.approx(second.eigenvalue)
    assume(first.gap > 1e-6)
    assert np.abs(first.values)[order] == pytest.approx(np.abs(second.values), abs=1e-6)


def _name_triangles(system):
    triangles, friendly = find_triangles(system)
    named = [tuple(sorted(system.states[place] for place in row)) for row in triangles]
    return sorted(zip(named, friendly.tolist(), strict=True))


@_laws
@given(_matrices(directed=True), st.integers(0, 999))
def test_relabelling_reorders_the_figures_of_states_with_direction(matrix, seed):
    moved, order = _relabel(matrix, seed)
    one, other = _build(matrix, directed=True), _build(moved, directed=True)
    both = np.ix_(order, order)
    for way in ("in", "out"):
        pn = measure_pn_centrality(one, direction=way)[order]
        assert pn == pytest.approx(measure_pn_centrality(other, direction=way), nan_ok=True)
        degree = measure_signed_degree(one, direction=way).net[order]
        assert degree.tolist() == measure_signed_degree(other, direction=way).net.tolist()
    walks, moved_walks = measure_signed_walks(one, 3), measure_signed_walks(other, 3)
    assert np.array_equal(walks.friendly[both], moved_walks.friendly)


@_laws
@given(_matrices(directed=True), st.integers(0, 999))
def test_relabelling_changes_no_directed_census(matrix, seed):
    one = measure_directed_triads(_build(matrix, directed=True))
    assert one == measure_directed_triads(_build(_relabel(matrix, seed)[0], directed=True))
    size = len(matrix)
    assert sum(one.by_arcs.values()) == size * (size - 1) * (size - 2) // 6


@_laws
@given(_matrices(), st.integers(0, 7))
def test_flipping_all_ties_of_a_state_changes_no_balance(matrix, state):
    one, other = _build(matrix), _build(_switch(matrix, state))
    assert measure_triads(one).balanced_share == measure_triads(other).balanced_share
    assert measure_walk_balance(one).balance == pytest.approx(measure_walk_balance(other).balance)
    assert measure_walk_balance(one).by_state == pytest.approx(measure_walk_balance(other).by_state)
    assert measure_spectrum(one) == pytest.approx(measure_spectrum(other), abs=1e-9)
    assert np.array_equal(measure_strain(one).gain, measure_strain(other).gain)
    for length in (3, 4, 5):
        shares = [measure_signed_walks(item, length).balanced_share for item in (one, other)]
        assert shares[0] == shares[1]


@_laws
@given(_matrices(directed=True), st.integers(0, 7))
def test_flipping_all_arcs_of_a_state_changes_no_balance(matrix, state):
    """Ties of both signs stay ties of both signs, and count half either way."""
    one, other = _build(matrix, directed=True), _build(_switch(matrix, state), directed=True)
    shares = [measure_directed_triads(item).balanced_share for item in (one, other)]
    assert shares[0] == shares[1]
    walks = [measure_signed_walks(item, 4) for item in (one, other)]
    assert np.trace(walks[0].friendly) == np.trace(walks[1].friendly)
    assert np.array_equal(walks[0].friendly + walks[0].hostile, walks[1].friendly + walks[1].hostile)


@_laws
@given(_matrices())
def test_walk_balance_is_the_series_of_signed_walks(matrix):
    """K of exponentials is that of closed walks of every length, over the factorial of the length."""
    system = _build(matrix)
    signed = plain = np.eye(len(matrix)).diagonal()
    for length in range(1, 45):
        walks = measure_signed_walks(system, length)
        friendly, hostile = np.diagonal(walks.friendly), np.diagonal(walks.hostile)
        signed = signed + (friendly - hostile) / factorial(length)
        plain = plain + (friendly + hostile) / factorial(length)
    found = measure_walk_balance(system)
    assert found.balance == pytest.approx(signed.sum() / plain.sum())
    assert found.by_state == pytest.approx(signed / plain)


@_laws
@given(_matrices())
def test_triangles_are_closed_walks_of_three(matrix):
    census, walks = measure_triads(_build(matrix)), measure_signed_walks(_build(matrix), 3)
    assert np.trace(walks.friendly) == 6 * (census.ppp + census.pnn)
    assert np.trace(walks.hostile) == 6 * (census.ppn + census.nnn)


@_laws
@given(_matrices(), st.integers(0, 99))
def test_lists_and_products_of_matrices_count_the_same(matrix, seed):
    """Few ties are counted one by one, many by products; the draws of a null are the same either way."""
    system, found = _build(matrix), []
    for steps, few in (((0, 0), 0), ((10**9, 1), 10**9)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(triads_room, "_STEPS", steps)
            patch.setattr(null_room, "_FEW", few)
            found.append((measure_triads(system), measure_null(system, n_draws=7, seed=seed).shares.tolist()))
    assert found[0] == found[1]


def _lay(matrices):
    """A system of a layer for each matrix."""
    rows = [
        (f"s{i}", f"s{j}", matrix[i, j], f"l{at}")
        for at, matrix in enumerate(matrices)
        for i, j in np.argwhere(np.triu(np.ones(matrix.shape), 1)).tolist()
    ]
    source, target, weight, layer = zip(*rows, strict=True)
    names = [f"s{place}" for place in range(len(matrices[0]))]
    return build_system_of_ties(source, target, weight=weight, layer=layer, states=names)


@_laws
@given(_matrices(signs=(-2, -1, 0, 1, 3)), st.integers(-3, 3))
def test_layers_add_up_in_any_order(matrix, share):
    parts = matrix * share, matrix * (1 - share)
    one, other = merge_layers(_lay(parts)), merge_layers(_lay(parts[::-1]))
    assert np.array_equal(one.weights[0], matrix)
    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.positive, other.positive, equal_nan=True)
    assert measure_triads(one) == measure_triads(_build(matrix))


@_laws
@given(_matrices(signs=(-2, -1, 0, 1, 3)))
def test_a_layer_alone_merges_to_itself(matrix):
    system = _lay([matrix, -matrix])
    for at, expected in enumerate((matrix, -matrix)):
        merged = merge_layers(build_layer(system, f"l{at}"))
        assert np.array_equal(merged.weights[0], expected)
    assert not merge_layers(system).weights.any()


@_laws
@given(_matrices(), st.integers(0, 7))
def test_flipping_all_ties_of_a_state_turns_its_eigenvector_entry_round(matrix, state):
    one = measure_signed_eigenvector(_build(matrix))
    other = measure_signed_eigenvector(_build(_switch(matrix, state)))
    assume(one.gap > 1e-6)
    assert np.abs(one.values) == pytest.approx(np.abs(other.values), abs=1e-6)


@_laws
@given(_matrices(), st.floats(0.1, 50))
def test_signs_and_not_weights_count(matrix, factor):
    one, other = _build(matrix), _build(matrix * factor)
    assert measure_triads(one) == measure_triads(other)
    assert measure_walk_balance(one).balance == measure_walk_balance(other).balance


@_laws
@given(_matrices(signs=(0, 1)))
def test_all_friends_are_balanced(matrix):
    system = _build(matrix)
    assert measure_triads(system).balanced_share in (None, 1.0)
    assert measure_walk_balance(system).balance == pytest.approx(1.0)
    assert measure_spectrum(system)[0] == pytest.approx(0.0, abs=1e-9)


@_laws
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


@_laws
@given(_matrices())
def test_gains_add_to_three_times_what_is_unbalanced(matrix):
    census = measure_triads(_build(matrix))
    unbalanced = census.ppn + census.nnn
    assert np.triu(measure_strain(_build(matrix)).gain).sum() == 3 * (2 * unbalanced - census.total)


@_laws
@given(_matrices())
def test_least_eigenvalue_is_a_bound_on_frustration(matrix):
    size = len(matrix)
    sides = [
        np.where(np.arange(size) == 0, 1, 1 - 2 * (code >> np.arange(size) & 1)) for code in range(2**size)
    ]
    frustrated = min(int((np.triu(np.outer(side, side) * matrix, 1) < 0).sum()) for side in sides)
    assert measure_spectrum(_build(matrix))[0] <= 4 * frustrated / size + 1e-9


@_laws
@given(_matrices(), st.sampled_from(["absolute", "squared", "nominal"]))
def test_agreement_is_symmetric_and_in_range(matrix, distance):
    found = measure_agreement(build_portfolios(_build(matrix)), distance=distance)
    for figure in (found.s, found.pi, found.kappa):
        assert figure == pytest.approx(figure.T, nan_ok=True)
        assert np.nanmax(figure, initial=-1.0) <= 1.0 + 1e-12
    assert np.nanmin(found.s, initial=1.0) >= -1.0 - 1e-12


@_laws
@given(_matrices(), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_polarity_is_in_range(matrix, camps):
    found = measure_polarity(_build(matrix), camps[: len(matrix)])
    assert found.shares.sum() == pytest.approx(1.0)
    assert 1.0 - 1e-9 <= found.effective_camps <= len(found.camps) + 1e-9
    assert 0.0 <= found.concentration <= 1.0 + 1e-9
