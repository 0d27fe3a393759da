"""Censuses counted by hand, and against counting one by one."""

from itertools import combinations, permutations

import numpy as np
import pytest

from detente.system import (
    DYAD_CLASSES,
    build_system_of_matrix,
    build_system_of_ties,
    find_triangles,
    measure_directed_triads,
    measure_triads,
)
from detente.system.directed_triads import _arc_classes


def _four():
    """A-B, A-C and A-D friends; B-C, B-D and C-D enemies."""
    return build_system_of_ties(list("AAABBC"), list("BCDCDD"), weight=[1, 1, 1, -1, -1, -1])


def test_census_by_hand():
    census = measure_triads(_four())
    assert (census.ppp, census.ppn, census.pnn, census.nnn) == (0, 3, 0, 1)
    assert census.balanced_share == 0.0
    assert census.weakly_balanced_share == 0.25


def test_triangles_are_listed_with_their_friendly_ties():
    triangles, friendly = find_triangles(_four())
    assert triangles.tolist() == [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]]
    assert friendly.tolist() == [2, 2, 2, 0]


def test_a_star_has_no_triangles_and_no_share():
    star = build_system_of_ties(list("AAA"), list("BCD"), weight=[1, 1, -1])
    census = measure_triads(star)
    assert census.total == 0
    assert census.balanced_share is None
    assert census.weakly_balanced_share is None
    assert len(find_triangles(star)[0]) == 0


def test_one_state_without_ties_changes_nothing():
    more = build_system_of_ties(
        list("AAABBC"), list("BCDCDD"), weight=[1, 1, 1, -1, -1, -1], states=list("ABCDE")
    )
    assert measure_triads(more) == measure_triads(_four())


def test_dense_census_agrees_with_the_list():
    rng = np.random.default_rng(5)
    upper = np.triu(rng.integers(-1, 2, (30, 30)), 1)
    system = build_system_of_matrix(upper + upper.T)
    census = measure_triads(system)
    counts = np.bincount(find_triangles(system)[1], minlength=4)
    assert counts.tolist() == [census.nnn, census.pnn, census.ppn, census.ppp]


def test_there_are_19_classes_of_dyads_and_138_of_arcs():
    assert len(DYAD_CLASSES) == 19
    assert "000" not in DYAD_CLASSES
    assert len(_arc_classes()) == 138
    assert len({name[:4].strip("-") for name in _arc_classes()}) == 16


def _directed(arcs, states="ABCD"):
    sources, targets, weights = zip(*arcs, strict=True)
    return build_system_of_ties(sources, targets, weight=weights, directed=True, states=list(states))


def test_directed_census_by_hand():
    """A and B enemies both ways; A and C ambivalent; D befriends B one way."""
    arcs = [("A", "B", -1), ("B", "A", -1), ("A", "C", 1), ("C", "A", -1), ("D", "B", 1)]
    census = measure_directed_triads(_directed(arcs))
    found = {name: count for name, count in census.by_dyads.items() if count}
    assert found == {"NA0": 1, "PN0": 1, "A00": 1, "P00": 1}
    assert sum(census.by_arcs.values()) == 4
    assert census.balanced_share is None
    assert sorted(name.split("-")[0] for name in census.by_arcs) == ["012", "102", "111D", "201"]


def test_a_cycle_is_not_a_transitive_triad():
    cycle = measure_directed_triads(_directed([("A", "B", 1), ("B", "C", 1), ("C", "A", 1)], "ABC"))
    ranked = measure_directed_triads(_directed([("A", "B", 1), ("B", "C", 1), ("A", "C", 1)], "ABC"))
    assert [name[:4] for name in cycle.by_arcs] == ["030C"]
    assert [name[:4] for name in ranked.by_arcs] == ["030T"]
    assert cycle.by_dyads == ranked.by_dyads
    assert cycle.balanced_share == 1.0


def test_directed_census_counts_each_triad_once():
    rng = np.random.default_rng(2)
    arcs = rng.integers(-1, 2, (9, 9))
    np.fill_diagonal(arcs, 0)
    census = measure_directed_triads(build_system_of_matrix(arcs, directed=True))
    classes = {}
    for three in combinations(range(9), 3):
        alike = max(tuple(arcs[a, b] for a, b in permutations(way, 2)) for way in permutations(three))
        classes[alike] = classes.get(alike, 0) + 1
    assert sorted(census.by_arcs.values()) == sorted(classes.values())
    assert sum(census.by_arcs.values()) == 84


def test_symmetric_arcs_have_the_census_without_direction():
    rng = np.random.default_rng(3)
    upper = np.triu(rng.integers(-1, 2, (12, 12)), 1)
    plain = measure_triads(build_system_of_matrix(upper + upper.T))
    by_dyads = measure_directed_triads(build_system_of_matrix(upper + upper.T, directed=True)).by_dyads
    assert [by_dyads[name] for name in ("PPP", "PPN", "PNN", "NNN")] == [
        plain.ppp,
        plain.ppn,
        plain.pnn,
        plain.nnn,
    ]


def test_shares_of_a_system_of_two_states():
    assert measure_triads(build_system_of_matrix([[0, 1], [1, 0]])).total == 0
    assert (
        sum(
            measure_directed_triads(build_system_of_matrix([[0, 1], [-1, 0]], directed=True)).by_arcs.values()
        )
        == 0
    )
    assert (
        pytest.approx(1.0)
        == measure_triads(build_system_of_matrix(np.ones((5, 5)) - np.eye(5))).balanced_share
    )
