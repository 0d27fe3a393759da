"""Systems at the edge, put to every measure: refused in words, or an answer that is plainly one.

What a system itself refuses (one state, none, missing weights) is in test_network as well; here each public
measure meets what a system lets through: no ties, one sign only, parts that nothing connects, thousands of
dyads; and refuses several layers and the other kind of ties.
"""

import math
import time

import numpy as np
import pytest

from detente.core.errors import DetenteError, InputError, UsageError
from detente.system import (
    build_portfolios,
    build_signed_graph,
    build_signed_laplacian,
    build_system_of_matrix,
    build_system_of_ties,
    find_camps,
    find_triangles,
    measure_agreement,
    measure_clusterability,
    measure_directed_triads,
    measure_frustration,
    measure_null,
    measure_pn_centrality,
    measure_polarity,
    measure_signed_degree,
    measure_signed_eigenvector,
    measure_spectrum,
    measure_strain,
    measure_triads,
    measure_walk_balance,
    rank_strain,
)
from detente.system.complex_walks import measure_signed_walks


def _graph(system):
    matrix = np.triu(system.weights[0])
    first, second = np.nonzero(matrix)
    return build_signed_graph(system.n_states, first, second=second, sign=matrix[first, second])


SYMMETRIC = {
    "triads": measure_triads,
    "triangles": find_triangles,
    "walks": measure_walk_balance,
    "null": lambda system: measure_null(system, n_draws=5),
    "laplacian": build_signed_laplacian,
    "spectrum": measure_spectrum,
    "normalised": lambda system: measure_spectrum(system, normalised=True),
    "eigenvector": measure_signed_eigenvector,
    "pn": measure_pn_centrality,
    "strain": measure_strain,
    "ranked": rank_strain,
    "polarity": lambda system: measure_polarity(system, [0] * system.n_states),
}
EITHER = {
    "degree": measure_signed_degree,
    "portfolios": build_portfolios,
    "signed walks": lambda system: measure_signed_walks(system, 3),
}
EXACT = {
    "frustration": lambda graph: measure_frustration(graph, seconds=0.5),
    "clusterability": lambda graph: measure_clusterability(graph, seconds=0.5),
    "camps": lambda graph: find_camps(graph, 3, seconds=0.5),
}
PAIRS = [("AB", 1), ("CD", -1)]


def _random(size, *, density, seed=0, directed=False):
    rng = np.random.default_rng(seed)
    signs = np.where(rng.random((size, size)) < 0.3, -1.0, 1.0) * (rng.random((size, size)) < density)
    np.fill_diagonal(signs, 0.0)
    return build_system_of_matrix(signs if directed else np.triu(signs) + np.triu(signs).T, directed=directed)


@pytest.fixture
def arcs():
    return build_system_of_matrix([[0, 1, 0], [-1, 0, 1], [0, 0, 0]], directed=True)


@pytest.fixture
def layered():
    return build_system_of_ties(["A", "A"], ["B", "B"], weight=[1, -1], layer=["trade", "war"])


@pytest.mark.parametrize("measure", SYMMETRIC.values(), ids=list(SYMMETRIC))
def test_ties_with_direction_are_refused_where_none_is_known(measure, arcs):
    with pytest.raises(UsageError):
        measure(arcs)


@pytest.mark.parametrize("measure", (SYMMETRIC | EITHER).values(), ids=list(SYMMETRIC | EITHER))
def test_several_layers_are_refused(measure, layered):
    with pytest.raises(UsageError, match="one layer"):
        measure(layered)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (np.zeros((0, 0)), "two states"),
        ([[0.0]], "two states"),
        (np.full((3, 3), np.nan), "all weights are missing"),
        ([[0, np.nan], [np.nan, 0]], "not finite"),
        ([[0, np.inf], [np.inf, 0]], "not finite"),
        ([[0, 1, 1], [1, 0, 1]], "square"),
        ([[1, 1], [1, 0]], "tied to itself"),
    ],
)
def test_what_no_system_is_made_of(weights, words, directed):
    with pytest.raises(InputError, match=words):
        build_system_of_matrix(weights, directed=directed)


def test_an_asymmetric_matrix_is_refused_until_direction_is_asked_for():
    lopsided = [[0, 1], [-1, 0]]
    with pytest.raises(InputError, match="asymmetric") as caught:
        build_system_of_matrix(lopsided)
    assert "directed=True" in caught.value.hint
    assert build_system_of_matrix(lopsided, directed=True).n_ties == 2


@pytest.mark.parametrize("measure", (SYMMETRIC | EITHER).values(), ids=list(SYMMETRIC | EITHER))
@pytest.mark.parametrize(
    "system",
    [
        build_system_of_matrix(np.zeros((4, 4))),
        build_system_of_matrix([[0, 0], [0, 0]]),
        build_system_of_matrix([[0, -1], [-1, 0]]),
        build_system_of_matrix(np.ones((5, 5)) - np.eye(5)),
        build_system_of_matrix(np.eye(5) - np.ones((5, 5))),
        build_system_of_ties(
            [p[0] for p, _ in PAIRS], [p[1] for p, _ in PAIRS], weight=[s for _, s in PAIRS]
        ),
    ],
    ids=["no ties", "two strangers", "two enemies", "all friends", "all enemies", "two pairs"],
)
def test_edges_are_answered_without_a_warning(measure, system):
    """Warnings are errors in this suite."""
    measure(system)


def test_a_system_without_ties_has_no_shares():
    none = build_system_of_matrix(np.zeros((4, 4)))
    assert measure_triads(none).balanced_share is None
    assert measure_null(none).mean is None
    assert measure_walk_balance(none).balance == 1.0
    assert measure_spectrum(none).tolist() == [0, 0, 0, 0]
    assert np.isnan(measure_signed_eigenvector(none).values).all()
    assert measure_pn_centrality(none).tolist() == [1, 1, 1, 1]
    assert np.isnan(measure_signed_degree(none).friendly_share).all()
    assert measure_signed_walks(none, 3).balanced_share is None
    assert measure_polarity(none, [0, 0, 1, 1]).discreteness is None
    assert rank_strain(none) == []
    assert measure_agreement(build_portfolios(none)).s[0, 1] == 1.0  # blanks alike: read pi, which is missing
    assert np.isnan(measure_agreement(build_portfolios(none)).pi[0, 1])


def test_all_friends_are_balanced_by_every_measure():
    friends = build_system_of_matrix(np.ones((5, 5)) - np.eye(5))
    assert measure_triads(friends).balanced_share == 1.0
    assert measure_walk_balance(friends).balance == 1.0
    assert measure_spectrum(friends)[0] == pytest.approx(0.0, abs=1e-12)
    assert (measure_null(friends, n_draws=5).z, measure_null(friends, n_draws=5).p_value) == (None, 1.0)
    assert measure_signed_walks(friends, 4).balanced_share == 1.0
    assert rank_strain(friends) == []
    graph = _graph(friends)
    assert [measure(graph).value for measure in EXACT.values()] == [0, 0, 0]
    assert measure_frustration(graph).share == 1.0


def test_parts_that_nothing_connects_are_measured_each():
    """A friendly pair, a hostile pair and a lone state: both balanced; the eigenvector sees a part only."""
    ends = [(pair[0], pair[1]) for pair, _ in PAIRS]
    system = build_system_of_ties(
        [one for one, _ in ends], [two for _, two in ends], weight=[s for _, s in PAIRS], states=list("ABCDE")
    )
    assert measure_walk_balance(system).balance == pytest.approx(1.0)
    assert measure_walk_balance(system).by_state == pytest.approx(np.ones(5))
    assert (np.abs(measure_spectrum(system)) < 1e-12).sum() == 3
    assert measure_signed_eigenvector(system).gap == 0.0  # both parts have the eigenvalue 1
    assert np.isfinite(measure_pn_centrality(system)).all()
    assert measure_signed_degree(system).friendly_share == pytest.approx([1, 1, 0, 0, np.nan], nan_ok=True)
    assert measure_frustration(_graph(system)).value == 0
    assert measure_clusterability(_graph(system)).n_camps == 4


def test_walks_of_a_bad_length_are_refused():
    system = build_system_of_matrix(np.ones((5, 5)) - np.eye(5))
    with pytest.raises(UsageError, match="0 steps"):
        measure_signed_walks(system, 0)
    with pytest.raises(UsageError, match="too many walks"):
        measure_signed_walks(system, 1000)


@pytest.mark.parametrize("n_draws", [-1, 0, 1])
def test_draws_without_a_spread_are_refused(n_draws):
    with pytest.raises(UsageError, match="no spread"):
        measure_null(build_system_of_matrix(np.zeros((3, 3))), n_draws=n_draws)


@pytest.mark.parametrize("measure", EXACT.values(), ids=list(EXACT))
@pytest.mark.parametrize("n", [0, 1, 2])
def test_exact_indices_of_next_to_nothing(measure, n):
    found = measure(build_signed_graph(n, [], second=[], sign=[]))
    assert (found.value, found.proof.optimal, found.frustrated.size) == (0, True, 0)


@pytest.mark.parametrize("seconds", [0, -1, math.nan])
def test_a_time_limit_that_is_none_is_refused(seconds):
    graph = build_signed_graph(3, [0, 1], second=[1, 2], sign=[1, -1])
    for measure in (measure_frustration, measure_clusterability, lambda *a, **k: find_camps(*a, 2, **k)):
        with pytest.raises(DetenteError):
            measure(graph, seconds=seconds)


def test_a_thousand_states_are_measured_in_seconds():
    """Few ties, as a thousand states have: lists, not products of matrices, so that a null takes no minute."""
    system, arcs = _random(1000, density=0.01), _random(1000, density=0.01, directed=True)
    began = time.perf_counter()
    census = measure_triads(system)
    assert census.total == len(find_triangles(system)[0]) > 0
    assert sum(measure_directed_triads(arcs).by_dyads.values()) > 0
    assert measure_null(system, n_draws=1000).shares.size == 1000
    assert np.isfinite(measure_strain(system).gain).all()
    assert measure_pn_centrality(system).shape == (1000,)
    assert time.perf_counter() - began < 20


@pytest.mark.slow
@pytest.mark.parametrize("measure", EXACT.values(), ids=list(EXACT))
def test_a_thousand_states_with_many_ties_end_with_bounds(measure):
    """Fifty thousand ties, half a second: the limit is kept but for the reading of the ties."""
    pytest.importorskip("highspy")
    graph = _graph(_random(1000, density=0.1))
    began = time.perf_counter()
    found = measure(graph)
    assert time.perf_counter() - began < 20
    assert 0 < found.proof.lower_bound < found.value
    assert not found.proof.optimal
