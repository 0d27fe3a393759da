"""The course of balance: figures of hand-made systems, and bands that follow the probabilities."""

import numpy as np
import pytest

from detente.core.errors import InputError, UsageError
from detente.system import build_system_of_matrix, build_system_of_ties, measure_frustration
from detente.system.course import measure_balance_course
from detente.system.stability import build_graph_of_system


def _three(positive):
    """A and B friends, both enemies of C; the first sign is sure to this degree."""
    return build_system_of_ties(list("AAB"), list("BCC"), weight=[1, -1, -1], positive=[positive, 0.0, 0.0])


def _camps(n, doubt):
    """Two camps of n without a flaw, each sign wrong with this probability."""
    side = np.repeat([1.0, -1.0], n)
    weights = np.outer(side, side) - np.eye(2 * n)
    return build_system_of_matrix(weights, positive=np.where(weights > 0, 1 - doubt, doubt) * 1.0)


def test_figures_of_a_balanced_triangle():
    (point,) = measure_balance_course([_three(1.0)])
    assert (point.n_states, point.n_ties, point.n_positive, point.n_doubtful) == (3, 3, 1, 0)
    assert point.positive_share == pytest.approx(1 / 3)
    assert point.triads.balanced_share == 1.0
    assert point.balanced_band == (1.0, 1.0)
    assert (point.frustration.value, point.frustration.proof.optimal) == (0.0, True)
    assert point.frustration_band == (0.0, 0.0)
    assert point.walk.balance == pytest.approx(1.0)
    assert point.when is None


def test_a_band_is_that_of_the_coin_in_it():
    """The triangle is balanced exactly if the doubtful sign is as it seems."""
    (even,) = measure_balance_course([_three(0.5)])
    assert even.balanced_band == (0.0, 1.0)
    assert even.frustration_band == (0.0, 1.0)
    (sure,) = measure_balance_course([_three(0.99)])
    assert sure.balanced_band == (1.0, 1.0)
    assert sure.n_doubtful == 1
    (wrong,) = measure_balance_course([_three(0.01)])
    assert wrong.balanced_band == (0.0, 0.0)
    assert wrong.frustration_band == (1.0, 1.0)
    assert wrong.triads.balanced_share == 1.0


def test_doubt_pulls_toward_less_balance():
    (point,) = measure_balance_course([_camps(8, 0.05)])
    low, high = point.balanced_band
    assert point.triads.balanced_share == 1.0
    assert 0.7 < low < high < 1.0
    expected = (1 + 0.9**3) / 2  # of a triangle whose signs are each wrong with 0.05
    assert low < expected < high
    few, many = point.frustration_band
    assert 0 < few < 0.05 * 120 < many < 15


def test_the_frustration_of_draws_is_seldom_above_the_index():
    system = _camps(9, 0.12)
    graph = build_graph_of_system(system)
    rng = np.random.default_rng(0)
    sure = system.positive[0][graph.first, graph.second]
    costs = []
    for _ in range(40):
        sign = np.where(rng.random(graph.m) < sure, 1, -1)
        drawn = np.zeros((18, 18))
        drawn[graph.first, graph.second] = drawn[graph.second, graph.first] = sign
        costs.append(measure_frustration(build_graph_of_system(build_system_of_matrix(drawn))).value)
    (point,) = measure_balance_course([system], n_draws=40)
    assert point.frustration_band == pytest.approx(tuple(np.quantile(costs, [0.05, 0.95])), abs=1.0)


def test_a_system_without_ties_has_no_figures():
    empty = build_system_of_matrix(np.zeros((3, 3)))
    (point,) = measure_balance_course([empty])
    assert (point.n_states, point.n_ties, point.positive_share) == (0, 0, None)
    assert (point.balanced_band, point.frustration_band) == (None, None)
    assert point.null.z is None


def test_a_pair_has_frustration_and_no_triangle():
    (point,) = measure_balance_course([build_system_of_ties("A", "B", weight=[-1], positive=[0.2])])
    assert point.balanced_band is None
    assert point.frustration_band == (0.0, 0.0)


def test_figures_do_not_depend_on_neighbours_and_order_is_kept():
    systems = [_camps(5, 0.1), _three(0.5)]
    both = measure_balance_course(systems, seed=3)
    alone = [measure_balance_course([system], seed=3)[0] for system in systems]
    assert [point.balanced_band for point in both] == [point.balanced_band for point in alone]
    assert [point.frustration_band for point in both] == [point.frustration_band for point in alone]
    assert measure_balance_course([]) == ()


def test_names_of_states_do_not_matter_and_missing_probabilities_are_signs():
    weights = np.array([[0, 1, -1], [1, 0, 1], [-1, 1, 0]])
    plain = build_system_of_matrix(weights)
    blank = build_system_of_matrix(weights, positive=np.full((3, 3), np.nan))
    for system in (plain, blank):
        (point,) = measure_balance_course([system])
        assert point.balanced_band == (0.0, 0.0)
        assert point.n_doubtful == 0


def test_what_is_refused():
    with pytest.raises(UsageError, match="draws"):
        measure_balance_course([], n_draws=1)
    with pytest.raises(InputError, match="band"):
        measure_balance_course([], coverage=1.0)
    with pytest.raises(UsageError, match="direction"):
        measure_balance_course([build_system_of_ties("A", "B", weight=[1], directed=True)])
