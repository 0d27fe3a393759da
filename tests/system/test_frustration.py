"""The exact indices: by hand, against every division, and the laws they obey."""

import itertools
import math
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError, MissingPartError
from detente.system.blocks import find_blocks
from detente.system.camps import find_camps
from detente.system.clusterability import _begin, find_camps_without, measure_clusterability
from detente.system.covering import pack
from detente.system.cycles import (
    find_hostile_paths,
    find_negative_cycles,
    list_bad_triangles,
    pack_triangles,
)
from detente.system.descent import arrange_camps, build_matrix, cost_of_camps, cost_of_sides
from detente.system.frustration import measure_frustration
from detente.system.graph import build_signed_graph
from detente.system.reductions import reduce_graph
from detente.system.solver import Program

pytest.importorskip("highspy")


def complete(n, signs):
    pairs = list(itertools.combinations(range(n), 2))
    return build_signed_graph(n, [i for i, _ in pairs], second=[j for _, j in pairs], sign=signs)


def random_graph(n, *, seed, density, hostile, whole=True):
    rng = np.random.default_rng(seed)
    first, second = np.nonzero(np.triu(rng.random((n, n)) < density, 1))
    sign = np.where(rng.random(first.size) < hostile, -1, 1)
    weight = rng.integers(1, 4, first.size) if whole else rng.uniform(0.1, 2, first.size)
    return build_signed_graph(n, first, second=second, sign=sign, weight=weight)


def divisions(n, most):
    """Every division of n nodes into at most `most` camps."""

    def grow(camp, used):
        if len(camp) == n:
            yield np.array(camp, dtype=np.int64)
            return
        for at in range(min(used + 1, most)):
            yield from grow([*camp, at], max(used, at + 1))

    return grow([], 0)


def least(graph, most):
    return min(cost_of_camps(graph, camp) for camp in divisions(graph.n, most))


graphs = st.builds(
    random_graph,
    st.integers(1, 7),
    seed=st.integers(0, 10_000),
    density=st.sampled_from([0.4, 0.7, 1.0]),
    hostile=st.sampled_from([0.2, 0.5, 0.8]),
    whole=st.booleans(),
)


@given(graphs)
@settings(max_examples=60, deadline=None)
def test_indices_are_those_of_every_division_tried(graph):
    two, any_number = measure_frustration(graph), measure_clusterability(graph)
    assert two.value == pytest.approx(least(graph, 2), abs=1e-5)
    assert any_number.value == pytest.approx(least(graph, graph.n), abs=1e-5)
    assert two.proof.optimal
    assert any_number.proof.optimal
    assert two.value == pytest.approx(cost_of_sides(graph, two.side))
    assert any_number.value == pytest.approx(graph.weight[any_number.frustrated].sum())


@given(graphs, st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_camps_of_a_given_number_are_those_of_every_division_tried(graph, k):
    camps = find_camps(graph, k)
    assert camps.value == pytest.approx(least(graph, k), abs=1e-5)
    assert camps.proof.optimal
    assert camps.n_camps <= k


@given(graphs, st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_exactly_so_many_camps_are_those_of_every_division_tried(graph, k):
    if k > graph.n:
        with pytest.raises(InputError, match="each needs a member"):
            find_camps(graph, k, exactly=True)
        return
    camps = find_camps(graph, k, exactly=True)
    full = [camp for camp in divisions(graph.n, k) if np.unique(camp).size == k]
    assert camps.n_camps == k
    assert camps.value == pytest.approx(min(cost_of_camps(graph, camp) for camp in full), abs=1e-5)
    assert camps.value == pytest.approx(cost_of_camps(graph, camps.camp))
    assert camps.proof.optimal


def test_camps_that_the_ties_do_not_want_are_cut_off_where_that_costs_least():
    """Two triangles of friends on a bridge: two camps part at the bridge, three at a corner as well."""
    graph = build_signed_graph(
        6, [0, 0, 1, 2, 3, 3, 4], second=[1, 2, 2, 3, 4, 5, 5], sign=[1] * 7, weight=[2, 2, 2, 1, 2, 2, 2]
    )
    assert find_camps(graph, 2).n_camps == 1
    two = find_camps(graph, 2, exactly=True)
    assert (two.value, two.proof.optimal) == (1, True)
    assert two.camp[0] == two.camp[1] == two.camp[2] != two.camp[3] == two.camp[4] == two.camp[5]
    assert [find_camps(graph, k, exactly=True).value for k in (1, 3, 4, 6)] == [0, 5, 7, 13]


@pytest.mark.parametrize("seed", range(6))
def test_nine_nodes_against_every_division(seed):
    graph = random_graph(9, seed=seed, density=0.8, hostile=0.5)
    sides = itertools.product((1, -1), repeat=8)
    assert measure_frustration(graph).value == min(
        cost_of_sides(graph, np.array([1, *side])) for side in sides
    )
    assert measure_clusterability(graph).value == least(graph, 9)


@given(st.integers(0, 10_000), st.integers(0, 19))
@settings(max_examples=20, deadline=None)
def test_flipping_all_ties_of_one_state_leaves_frustration_unchanged(seed, node):
    graph = random_graph(20, seed=seed, density=0.35, hostile=0.4)
    touched = (graph.first == node) | (graph.second == node)
    sign = np.where(touched, -graph.sign, graph.sign)
    flipped = build_signed_graph(20, graph.first, second=graph.second, sign=sign, weight=graph.weight)
    assert measure_frustration(flipped).value == measure_frustration(graph).value


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_new_names_of_the_states_change_nothing(seed):
    graph = random_graph(16, seed=seed, density=0.4, hostile=0.4)
    name = np.random.default_rng(seed).permutation(16)
    other = build_signed_graph(
        16, name[graph.first], second=name[graph.second], sign=graph.sign, weight=graph.weight
    )
    assert measure_frustration(other).value == measure_frustration(graph).value
    assert measure_clusterability(other).value == measure_clusterability(graph).value
    assert find_camps(other, 3).value == find_camps(graph, 3).value


def test_five_enemies():
    """K5 of enemies: two sides of 2 and 3 leave 1 + 3 = 4 hostile ties within; five camps leave none."""
    graph = complete(5, [-1] * 10)
    assert measure_frustration(graph).value == 4
    assert sorted(np.unique(measure_frustration(graph).side, return_counts=True)[1].tolist()) == [2, 3]
    assert measure_clusterability(graph).value == 0
    assert measure_clusterability(graph).n_camps == 5
    assert [find_camps(graph, k).value for k in (1, 2, 3, 4, 5)] == [10, 4, 2, 1, 0]


def blocs(n, k, *, seed):
    """Friends within k camps and foes between, sparser; one tie in fifty the other way."""
    rng = np.random.default_rng(seed)
    first, second = np.nonzero(np.triu(rng.random((n, n)) < 0.3, 1))
    same = first % k == second % k
    keep = same | (rng.random(first.size) < 0.5)
    first, second, same = first[keep], second[keep], same[keep]
    sign = np.where(same != (rng.random(first.size) < 0.02), 1, -1)
    return build_signed_graph(n, first, second=second, sign=sign)


@pytest.mark.parametrize("seed", range(3))
def test_the_search_does_not_start_from_one_camp_alone(seed):
    """Of eight camps: from one camp of all they are parted state by state, and the search stays far away."""
    graph = blocs(120, 8, seed=seed)
    planted = cost_of_camps(graph, np.arange(120) % 8)
    one, matrix = np.zeros(120, dtype=np.int64), build_matrix(graph)
    alone = arrange_camps(graph, one, matrix=matrix, kicks=40, deadline=math.inf)
    assert cost_of_camps(graph, alone) > 1.5 * planted
    assert cost_of_camps(graph, _begin(graph, matrix, deadline=math.inf)) <= planted


@given(graphs, st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_camps_are_what_friends_hold_together(graph, share):
    broken = np.random.default_rng(0).random(graph.m) < share
    camp = find_camps_without(graph, broken)
    expected = list(range(graph.n))
    for low, high, sign, cut in zip(graph.first, graph.second, graph.sign, broken, strict=True):
        if sign > 0 and not cut:
            one, two = sorted((expected[low], expected[high]))
            expected = [one if at == two else at for at in expected]
    assert camp.tolist() == expected


@given(graphs, st.booleans())
@settings(max_examples=60, deadline=None)
def test_bad_triangles_are_all_listed_and_a_packing_is_a_bound(graph, odd):
    signs = build_matrix(graph)
    expected = {
        trio
        for trio in itertools.combinations(range(graph.n), 3)
        if all(signs[i, j] for i, j in itertools.combinations(trio, 2))
        and sum(signs[i, j] < 0 for i, j in itertools.combinations(trio, 2)) in ({1, 3} if odd else {1})
    }
    listed = list_bad_triangles(graph, odd=odd)
    found = [tuple(np.unique((graph.first[ties], graph.second[ties])).tolist()) for ties in listed]
    assert sorted(found) == sorted(expected)
    bound, _ = pack(graph.weight, pack_triangles(graph, odd=odd))
    assert bound <= least(graph, 2 if odd else graph.n) + 1e-9
    some = {tuple(sorted(ties)) for ties in list_bad_triangles(graph, odd=odd, most=2).tolist()}
    assert some <= {tuple(sorted(ties)) for ties in listed.tolist()}


def test_triangles_of_a_dense_graph_are_spread_and_pack_closely():
    """Of 200 states and 9,000 ties; the first triangles alone touch the ties of a few states."""
    graph = random_graph(200, seed=1, density=0.45, hostile=0.3)
    packed = pack_triangles(graph, odd=True)
    drawn = list_bad_triangles(graph, odd=True, most=20_000)
    assert np.array_equal(drawn[: len(packed)], packed)
    assert 15_000 < len(drawn) < 45_000
    assert np.isin(np.flatnonzero(graph.sign < 0), drawn).mean() > 0.99
    assert pack(graph.weight, drawn)[0] > 0.75 * graph.weight[graph.sign < 0].sum()


def test_blocks_of_a_dense_graph_are_seen_at_once_and_rightly():
    graph = random_graph(300, seed=2, density=0.5, hostile=0.3)
    assert [len(block) for block in find_blocks(300, graph.first, second=graph.second)] == [graph.m]
    keep = (graph.first != 0) | (graph.second == 1)  # a state on one tie
    blocks = find_blocks(300, graph.first[keep], second=graph.second[keep])
    expected = sorted([1, int(keep.sum()) - 1]) if (graph.second[graph.first == 0] == 1).any() else None
    assert expected is None or sorted(map(len, blocks)) == expected


def test_balanced_four_and_all_friends():
    balanced = measure_frustration(complete(4, [-1, 1, 1, -1, -1, 1]))
    assert balanced.value == 0
    assert balanced.share == 1
    assert balanced.side.tolist() in ([1, -1, 1, 1], [-1, 1, -1, -1])
    friends = measure_frustration(complete(5, [1] * 10))
    assert (friends.value, friends.proof.optimal, friends.frustrated.size) == (0, True, 0)


def test_a_friend_of_two_enemies_chooses_by_weight():
    graph = build_signed_graph(3, [0, 0, 1], second=[1, 2, 2], sign=[1, 1, -1], weight=[0.3, 2.5, 0.7])
    assert measure_frustration(graph).value == pytest.approx(0.3)
    assert measure_clusterability(graph).frustrated.tolist() == [0]
    assert measure_clusterability(graph).camp.tolist() == [0, 1, 0]  # 1 leaves, the light bond broken


@pytest.mark.parametrize("n", [0, 1, 3])
def test_no_ties(n):
    graph = build_signed_graph(n, [], second=[], sign=[])
    frustration, camps = measure_frustration(graph), measure_clusterability(graph)
    assert frustration.value == 0
    assert math.isnan(frustration.share)
    assert frustration.proof.optimal
    assert camps.n_camps == n
    assert find_camps(graph, 3).value == 0


def test_parts_that_nothing_connects_add_up():
    five, pairs = complete(5, [-1] * 10), [(i, j) for i in range(5) for j in range(i)]
    ends = [(i + far, j + far) for far in (0, 5) for i, j in pairs]
    graph = build_signed_graph(11, [i for i, _ in ends], second=[j for _, j in ends], sign=[-1] * 20)
    assert measure_frustration(graph).value == 2 * measure_frustration(five).value
    assert find_camps(graph, 3).value == 4


def test_a_long_cycle_with_one_enemy_needs_no_triangle():
    graph = build_signed_graph(6, range(6), second=[1, 2, 3, 4, 5, 0], sign=[1, 1, 1, 1, 1, -1])
    assert measure_frustration(graph).value == 1
    assert measure_clusterability(graph).value == 1


def test_cuts_alone_do_not_always_prove():
    """K5 of enemies has a linear bound of 10/3, rounded up to 4; weights that are no whole numbers branch."""
    weight = np.full(10, 1.0) + np.arange(10) / 1000
    plain = complete(5, [-1] * 10)
    graph = build_signed_graph(5, plain.first, second=plain.second, sign=plain.sign, weight=weight)
    sides = itertools.product((1, -1), repeat=5)
    frustration = measure_frustration(graph)
    assert frustration.value == pytest.approx(min(cost_of_sides(graph, np.array(side)) for side in sides))
    assert frustration.proof.optimal
    assert frustration.proof.lower_bound <= frustration.value


@pytest.mark.parametrize(
    "measure",
    [
        measure_frustration,
        measure_clusterability,
        lambda *a, **k: find_camps(*a, 3, **k),
        lambda *a, **k: find_camps(*a, 3, exactly=True, **k),
    ],
)
def test_a_thousand_states_end_with_bounds(measure):
    graph = random_graph(1000, seed=1, density=0.02, hostile=0.3)
    result = measure(graph, seconds=1.0)
    assert 0 < result.proof.lower_bound < result.value
    assert not result.proof.optimal
    assert result.proof.seconds < 15


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"n": -1}, "cannot have"),
        ({"n": 2}, "outside 0..1: 1-2"),
        ({"sign": [1, 0]}, "signs that are zero"),
        ({"sign": [1, math.nan]}, "not finite: 1-2"),
        ({"weight": [1, math.nan]}, "not positive and finite"),
        ({"weight": [1, -1]}, "not positive and finite"),
        ({"second": [1, 1]}, "to itself"),
        ({"first": [0, 1], "second": [1, 0]}, "more than once"),
        ({"sign": [1]}, "lengths"),
    ],
)
def test_bad_arrays_are_refused(change, words):
    given = {"n": 3, "first": [0, 1], "second": [1, 2], "sign": [1, -1]} | change
    with pytest.raises(InputError, match=words):
        build_signed_graph(given.pop("n"), given.pop("first"), **given)


def test_bad_limits_are_refused():
    graph = complete(3, [1, 1, -1])
    with pytest.raises(InputError, match="time limit"):
        measure_frustration(graph, seconds=0)
    with pytest.raises(InputError, match="time limit"):
        measure_clusterability(graph, seconds=math.nan)
    with pytest.raises(InputError, match="0 camps"):
        find_camps(graph, 0)
    with pytest.raises(InputError, match="time limit"):
        find_camps(graph, 3, seconds=-1)
    with pytest.raises(InputError, match="exactly 4 camps of 3 nodes"):
        find_camps(graph, 4, exactly=True)


def test_a_missing_solver_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(MissingPartError, match="highspy") as caught:
        Program(np.ones(2))
    assert "pip install highspy" in caught.value.hint


def test_blocks_of_two_triangles_and_a_bridge():
    first, second = np.array([0, 0, 1, 2, 3, 3, 4]), np.array([1, 2, 2, 3, 4, 5, 5])
    assert sorted(sorted(block) for block in find_blocks(6, first, second=second)) == [
        [0, 1, 2],
        [3],
        [4, 5, 6],
    ]


@given(graphs)
@settings(max_examples=60, deadline=None)
def test_reduction_keeps_the_optimum(graph):
    small = reduce_graph(graph)
    assert small.cost + least(small.graph, 2) == pytest.approx(least(graph, 2))


def test_separation_finds_the_square_that_triangles_miss():
    graph = build_signed_graph(4, [0, 1, 2, 0], second=[1, 2, 3, 3], sign=[1, 1, 1, -1])
    assert list_bad_triangles(graph, odd=True).size == 0
    for find in (find_negative_cycles, find_hostile_paths):
        assert find(graph, np.full(4, 0.2), most=9, deadline=math.inf) == [(0, 1, 2, 3)]
        assert find(graph, np.array([0.5, 0, 0, 0]), most=9, deadline=math.inf) == [(0, 1, 2, 3)]
        assert find(graph, np.full(4, 0.25), most=9, deadline=math.inf) == []
