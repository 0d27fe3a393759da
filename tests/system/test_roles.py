"""Brokers, hedgers, isolates and misfits, by hand and against plain counting."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import InputError, UsageError
from detente.system import build_system_of_matrix, build_system_of_ties, find_roles
from detente.system.descent import cost_of_camps
from detente.system.stability import build_graph_of_system


def _seven():
    """West A, B, E; east C, D; E is a friend on both sides; F is alone, G has one foe and a camp of its own."""
    system = build_system_of_ties(
        list("ACABEEG"), list("BDCDACB"), weight=[2, 2, -3, -1, 2, 1, -1], states=list("ABCDEFG")
    )
    return system, ["west", "west", "east", "east", "west", "west", "g"]


def test_broker_hedger_isolate_and_misfit_by_hand():
    roles = find_roles(*_seven())
    one = {role.state: role for role in roles.states}
    assert [role.state for role in roles.brokers] == ["E", "C"]
    assert (one["E"].n_bridged, one["E"].n_hostile, one["E"].n_liaison, one["E"].hostile_share) == (
        1,
        1,
        0,
        1,
    )
    assert (one["C"].n_bridged, one["C"].n_hostile) == (1, 0)  # D and E, who have no tie
    assert one["A"].hostile_share is None
    assert [role.state for role in roles.hedgers] == ["E"]
    assert one["E"].hedging == pytest.approx(2 * 1 / 3)
    assert one["E"].sides == ("west", "east")
    assert [role.state for role in roles.isolates] == ["F"]
    assert (one["F"].move_cost, one["F"].toward, one["F"].fits) == (None, None, False)
    assert [role.state for role in roles.misfits] == ["G"]
    assert (one["E"].move_cost, one["E"].toward, one["E"].fits) == (1, "east", True)
    assert (one["A"].n_friends, one["A"].n_foes, one["A"].camp) == (2, 1, "west")
    assert (one["A"].move_cost, one["A"].toward) == (4, None)  # leaving B and E; the east is worse still


def test_a_liaison_is_of_neither_camp():
    system = build_system_of_ties(list("ABX"), list("XXY"), weight=[1, 1, 1])
    role = find_roles(system, ["a", "b", "x", "x"]).states[2]
    assert (role.n_bridged, role.n_liaison, role.n_hostile) == (3, 1, 0)
    assert role.hedging == 0  # A and B are not hostile


def test_friends_of_each_other_need_no_broker():
    system = build_system_of_matrix(np.ones((4, 4)) - np.eye(4))
    roles = find_roles(system, [0, 1, 2, 3])
    assert roles.brokers == roles.hedgers == roles.isolates == ()
    assert len(roles.misfits) == 4


def test_a_state_as_close_to_both_camps_fits_neither():
    system = build_system_of_ties(list("ACXXA"), list("BDACC"), weight=[1, 1, 1, 1, -1])
    roles = find_roles(system, ["west", "west", "east", "east", "west"])
    assert [(role.state, role.move_cost, role.toward) for role in roles.misfits] == [("X", 0, "east")]
    assert roles.hedgers[0].hedging == 1.0


def test_a_foe_in_the_own_camp_counts_against_closeness():
    """X has a friend and a worse foe in the east: it is not close to it."""
    system = build_system_of_ties(list("ACXXXA"), list("BDACDC"), weight=[1, 1, 1, 1, -2, -1])
    assert find_roles(system, ["west", "west", "east", "east", "west"]).hedgers == ()


@st.composite
def _systems(draw):
    size = draw(st.integers(2, 7))
    values = draw(st.lists(st.integers(-2, 2), min_size=size**2, max_size=size**2))
    matrix = np.triu(np.array(values, dtype=float).reshape(size, size), 1)
    return matrix + matrix.T, draw(st.lists(st.sampled_from("pqr"), min_size=size, max_size=size))


@given(_systems(), st.integers(0, 999))
def test_new_order_of_the_states_changes_no_role(given_system, seed):
    matrix, camps = given_system
    order = np.random.default_rng(seed).permutation(len(matrix))
    names = [f"s{place}" for place in range(len(matrix))]
    one = find_roles(build_system_of_matrix(matrix, names), camps)
    moved = build_system_of_matrix(matrix[np.ix_(order, order)], [names[at] for at in order])
    other = find_roles(moved, [camps[at] for at in order])
    assert [one.states[at] for at in order] == list(other.states)
    assert (one.brokers, one.hedgers) == (other.brokers, other.hedgers)
    assert (one.isolates, one.misfits) == (other.isolates, other.misfits)


@given(_systems())
def test_the_cost_of_the_best_move_is_that_of_every_move_tried(given_system):
    matrix, camps = given_system
    system = build_system_of_matrix(matrix)
    graph = build_graph_of_system(system)
    number = np.array(["pqr".index(camp) for camp in camps])
    now = cost_of_camps(graph, number)
    for place, role in enumerate(find_roles(system, camps).states):
        if role.move_cost is None:
            assert not matrix[place].any()
            continue
        costs = {}
        alone = (number == number[place]).sum() == 1
        for to in {*number.tolist(), *([] if alone else [3])} - {number[place]}:
            moved = number.copy()
            moved[place] = to
            costs[to] = cost_of_camps(graph, moved) - now
        if costs:
            assert role.move_cost == min(costs.values())
            assert costs[3 if role.toward is None else "pqr".index(role.toward)] == role.move_cost
        assert role.fits == (not alone and role.move_cost > 0)


@given(_systems())
def test_bridges_and_hedging_are_those_of_plain_counting(given_system):
    matrix, camps = given_system
    total = np.abs(matrix).sum(axis=1)
    for i, role in enumerate(find_roles(build_system_of_matrix(matrix), camps).states):
        friends = np.flatnonzero(matrix[i] > 0)
        pairs = [
            (j, k)
            for j, k in itertools.combinations(friends, 2)
            if camps[j] != camps[k] and matrix[j, k] <= 0
        ]
        assert role.n_bridged == len(pairs)
        assert role.n_hostile == sum(matrix[j, k] < 0 for j, k in pairs)
        assert role.n_liaison == sum(camps[i] not in {camps[j], camps[k]} for j, k in pairs)
        best = 0.0
        others = [j for j in range(len(matrix)) if j != i]
        for one, two in itertools.combinations("pqr", 2):
            mine = [[j for j in others if camps[j] == camp] for camp in (one, two)]
            close = min(matrix[i, members].sum() for members in mine)
            if close > 0 and matrix[np.ix_(*mine)].sum() < 0:
                best = max(best, 2 * close / total[i])
        assert role.hedging == pytest.approx(best)


def test_bad_calls():
    system, camps = _seven()
    with pytest.raises(InputError, match="2 camps for 7 states"):
        find_roles(system, camps[:2])
    with pytest.raises(UsageError, match="direction"):
        find_roles(build_system_of_ties(["A"], ["B"], weight=[1], directed=True), ["x", "y"])
    nothing = find_roles(build_system_of_matrix(np.zeros((3, 3))), [0, 0, 0])
    assert [role.state for role in nothing.isolates] == ["s0", "s1", "s2"]
    assert nothing.misfits == nothing.brokers == ()
