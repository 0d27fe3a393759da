"""Camps under the probabilities of signs: by hand, by law, and the search against the proof."""

import numpy as np
import pytest

from detente.core.errors import InputError, UsageError
from detente.system import (
    build_graph_of_system,
    build_system_of_matrix,
    build_system_of_ties,
    find_camps,
    measure_clusterability,
    measure_stability,
)
from detente.system.clusterability import find_camps_without
from detente.system.descent import cost_of_camps
from detente.system.sign_patterns import SignOdds, find_all_best
from detente.system.stability import _search

pytest.importorskip("highspy")


def _two_camps(positive=None):
    """A, B and C, D: friends within, foes between."""
    return build_system_of_ties(
        list("AAABBC"), list("BCDCDD"), weight=[1, -1, -1, -1, -1, 1], positive=positive
    )


def test_sure_signs_give_the_camps_that_are_there_without_draws():
    found = measure_stability(_two_camps(), draws=20)
    expected = np.kron(np.eye(2), np.ones((2, 2)))
    assert np.array_equal(found.together, expected)
    assert found.within.tolist() == found.apart.tolist() == found.stability.tolist() == [1] * 4
    assert (found.frustration, found.interval, found.n_camps) == (0.0, (0.0, 0.0, 0.0), {2: 1.0})
    assert (found.n_draws, found.n_uncertain, found.exact) == (1, 0, True)


@pytest.mark.parametrize(
    ("weight", "positive", "share"),
    [(1, 0.8, 0.8), (-1, 0.3, 0.3), (0, 0.9, 0.8 * 0.9), (0, 0.2, 0.6 * 0.2), (0, 0.5, 0), (1, 1, 1)],
)
def test_a_dyad_is_together_as_often_as_its_tie_is_drawn_friendly(weight, positive, share):
    system = build_system_of_ties(["A"], ["B"], weight=[weight], positive=[positive])
    found = measure_stability(system, draws=500, camps=["one", "one"])
    assert found.together[0, 1] == pytest.approx(share)
    assert found.exact
    assert found.within[0] == found.stability[0] == pytest.approx(found.together[0, 1])
    assert np.isnan(found.apart).all()
    assert found.n_uncertain == (positive not in {0.5, 1})


def test_an_unsure_state_is_told_from_a_sure_one():
    """D's ties may be of either sign; A, B and C are three friends."""
    system = build_system_of_ties(
        list("AABAB"), list("BCCDD"), weight=[1, 1, 1, 1, 1], positive=[1, 1, 1, 0.6, 0.6]
    )
    found = measure_stability(system, draws=100)
    assert found.camp.tolist() == [0, 0, 0, 0]
    assert found.together[0, 1] == found.together[1, 2] == 1
    # Two friends, two foes, or one of each, where D may stay or go: .36 + .48 / 2.
    assert found.together[0, 3] == pytest.approx(0.6)
    assert found.within[3] < found.within[0]


def test_where_two_places_cost_the_same_neither_is_sure():
    """X is a friend of A and of B, who are foes by more: it may stay with the one or the other."""
    system = build_system_of_ties(list("AAB"), list("BXX"), weight=[-2, 1, 1])
    found = measure_stability(system, draws=100, weighted=True)
    assert found.together[0, 2] == found.together[1, 2] == 0.5
    assert (found.frustration, found.interval) == (1.0, (1.0, 1.0, 1.0))


def test_weights_decide_when_they_are_asked_for():
    system = build_system_of_ties(list("AAB"), list("BXX"), weight=[-5, 2, 1])
    found = measure_stability(system, draws=50, weighted=True)
    assert found.together[0, 2] == 1
    assert found.together[1, 2] == 0


def test_one_seed_one_result_in_any_order_of_the_states():
    rng = np.random.default_rng(3)
    matrix = np.triu(rng.choice([-1, 0, 1], size=(12, 12)), 1)
    matrix += matrix.T
    sure = np.triu(rng.random((12, 12)), 1)
    sure += sure.T
    names, order = [f"s{place:02}" for place in range(12)], rng.permutation(12)
    both = np.ix_(order, order)
    one = build_system_of_matrix(matrix, names, positive=sure)
    other = build_system_of_matrix(matrix[both], [names[at] for at in order], positive=sure[both])
    first, second = measure_stability(one, draws=20), measure_stability(other, draws=20)
    assert np.array_equal(first.together[both], second.together)
    assert np.array_equal(first.camp[order], second.camp)
    assert np.array_equal(first.stability[order], second.stability)
    assert (first.interval, first.n_camps) == (second.interval, second.n_camps)
    assert np.array_equal(first.together, measure_stability(one, draws=20).together)
    assert not np.array_equal(first.together, measure_stability(one, draws=20, seed=1).together)


def test_a_greatest_number_of_camps_is_kept():
    enemies = build_system_of_matrix(np.eye(6) - np.ones((6, 6)))
    found = measure_stability(enemies, k=2, draws=30)
    assert found.n_camps == {2: 1.0}
    assert found.frustration == 6
    assert found.interval == (6, 6, 6)
    assert measure_stability(enemies, draws=5).n_camps == {0: 1.0}


def test_time_that_is_up_leaves_the_draws_done():
    assert measure_stability(_two_camps(), draws=100, seconds=1e-6, camps=[0, 0, 1, 1]).n_draws == 1


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("k", [None, 2, 3])
def test_the_search_finds_what_is_proved_of_small_systems(seed, k):
    rng = np.random.default_rng(seed)
    matrix = np.triu(rng.choice([-1, 0, 1], size=(10, 10)), 1)
    graph = build_graph_of_system(build_system_of_matrix(matrix + matrix.T))
    proved = measure_clusterability(graph) if k is None else find_camps(graph, k)
    found = _search(graph, np.zeros(10, dtype=np.int64), k=k, rng=rng)
    assert cost_of_camps(graph, found) == proved.value
    assert k is None or found.max() < k


def _ring(n, *, unsure, odds=0.9):
    """Two camps of n friends each, all others foes; the first few ties are not sure."""
    matrix = np.kron(2 * np.eye(2) - 1, np.ones((n, n))) * (1 - np.eye(2 * n))
    first, second = np.nonzero(np.triu(matrix, 1))
    names, sign = np.array([f"s{at:02}" for at in range(2 * n)]), matrix[first, second]
    positive = np.where(sign > 0, 1.0, 0.0)
    positive[:unsure] = np.where(sign[:unsure] > 0, odds, 1 - odds)
    return build_system_of_ties(names[first].tolist(), names[second].tolist(), weight=sign, positive=positive)


def test_few_unsure_signs_are_taken_by_their_probability_and_many_are_drawn():
    six = SignOdds.read(_ring(5, unsure=6), weighted=False).list_patterns()
    assert 57 <= len(six) <= 64
    assert sum(share for share, _ in six) == pytest.approx(1, abs=1e-4)
    assert six[0][0] == pytest.approx(0.9**6)
    assert SignOdds.read(_ring(5, unsure=8, odds=0.8), weighted=False).list_patterns() is None
    nearly = SignOdds.read(_ring(5, unsure=7, odds=0.999), weighted=False).list_patterns()
    assert 0.995 < sum(share for share, _ in nearly) < 1
    assert len(nearly) <= 64
    few = measure_stability(_ring(5, unsure=1), draws=200)
    assert (few.exact, few.n_draws, few.n_uncertain) == (True, 60, 1)
    assert few.interval == (0, 0, 1)
    many = measure_stability(_ring(5, unsure=8, odds=0.8), draws=3)
    assert (many.exact, many.n_draws, many.n_uncertain) == (False, 3, 8)
    assert not measure_stability(_ring(5, unsure=1), draws=200, seconds=1e-6).exact


def test_patterns_agree_with_draws():
    """The same six states with their signs drawn two thousand times."""
    system = _ring(3, unsure=3, odds=0.7)
    exact, odds = measure_stability(system), SignOdds.read(system, weighted=False)
    rng, together = np.random.default_rng(1), np.zeros((6, 6))
    for _ in range(2000):
        camps = find_all_best(odds.draw(rng), k=None)
        together += (camps[:, :, None] == camps[:, None, :]).mean(axis=0) / 2000
    assert exact.exact
    assert exact.n_draws == 8
    assert exact.together == pytest.approx(together, abs=0.04)
    assert 0 < exact.stability.min() < exact.stability.max() <= 1


@pytest.mark.parametrize("seed", range(6))
def test_all_best_divisions_cost_what_is_proved_and_hold_together(seed):
    rng = np.random.default_rng(seed)
    matrix = np.triu(rng.choice([-1, 0, 1], size=(7, 7)), 1)
    graph = build_graph_of_system(build_system_of_matrix(matrix + matrix.T))
    camps = find_all_best(graph, k=None)
    assert {cost_of_camps(graph, camp) for camp in camps} == {measure_clusterability(graph).value}
    for camp in camps:
        within = camp[graph.first] == camp[graph.second]
        assert np.unique(find_camps_without(graph, ~within)).size == np.unique(camp).size
    two = find_all_best(graph, k=2)
    assert {cost_of_camps(graph, camp) for camp in two} == {find_camps(graph, 2).value}
    assert two.max() < 2


def test_bad_calls():
    for change, words in (
        ({"draws": 0}, "0 draws"),
        ({"k": 0}, "0 camps"),
        ({"camps": [1]}, "1 camps for 4 states"),
        ({"seconds": 0}, "time limit"),
        ({"coverage": 1}, "interval"),
    ):
        with pytest.raises(InputError, match=words):
            measure_stability(_two_camps(), **change)
    with pytest.raises(UsageError, match="direction"):
        measure_stability(build_system_of_ties(["A"], ["B"], weight=[1], directed=True))


def test_a_system_without_a_tie_has_no_camps():
    found = measure_stability(build_system_of_matrix(np.zeros((3, 3))), draws=3)
    assert found.n_camps == {0: 1.0}
    assert found.apart.tolist() == [1, 1, 1]
    assert np.isnan(found.within).all()
