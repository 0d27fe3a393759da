"""Centralities, portfolios, polarity and strain, by hand."""

import numpy as np
import pytest

from detente.core.errors import InputError, UsageError
from detente.system import (
    build_portfolios,
    build_system_of_matrix,
    build_system_of_ties,
    measure_agreement,
    measure_pn_centrality,
    measure_polarity,
    measure_signed_degree,
    measure_signed_eigenvector,
    measure_strain,
    rank_strain,
)


def _four():
    """A and B friends, C and D friends, all others enemies but A and D, who are friends."""
    return build_system_of_ties(list("AAABBC"), list("BCDCDD"), weight=[1, -1, 1, -1, -1, 1])


def test_signed_degree():
    found = measure_signed_degree(_four())
    assert found.positive.tolist() == [2, 1, 1, 2]
    assert found.negative.tolist() == [1, 2, 2, 1]
    assert found.net.tolist() == [1, -1, -1, 1]
    lone = build_system_of_ties(["A"], ["B"], weight=[1], states=list("ABC"))
    assert measure_signed_degree(lone).friendly_share == pytest.approx([1, 1, np.nan], nan_ok=True)


def test_signed_degree_by_direction():
    system = build_system_of_ties(["A", "B", "C"], ["B", "C", "B"], weight=[1, -1, -1], directed=True)
    assert measure_signed_degree(system, direction="in").negative.tolist() == [0, 1, 1]
    assert measure_signed_degree(system, direction="out").positive.tolist() == [1, 0, 0]
    assert measure_signed_degree(system).net.tolist() == [1, -1, -2]


def test_pn_of_a_pair_by_hand():
    """x = 1 + x / 2 of two friends: 2. Of two enemies x + y = 1, and no more can be said."""
    assert measure_pn_centrality(build_system_of_matrix([[0, 1], [1, 0]])) == pytest.approx([2, 2])
    assert np.isnan(measure_pn_centrality(build_system_of_matrix([[0, -1], [-1, 0]]))).all()
    three = build_system_of_matrix(np.eye(3) - np.ones((3, 3)))
    assert measure_pn_centrality(three) == pytest.approx([0.5, 0.5, 0.5])  # x = 1 - 2 * 2 * x / 4


def test_pn_of_arcs_both_ways_is_that_without_direction():
    matrix = _four().weights[0]
    expected = measure_pn_centrality(_four())
    arcs = build_system_of_matrix(matrix, directed=True)
    assert measure_pn_centrality(arcs, direction="in") == pytest.approx(expected)
    assert measure_pn_centrality(arcs, direction="out") == pytest.approx(expected)
    with pytest.raises(UsageError, match="direction"):
        measure_pn_centrality(arcs)
    with pytest.raises(UsageError, match="direction"):
        measure_pn_centrality(_four(), direction="in")


def test_pn_in_is_of_those_that_are_befriended():
    """One arc from A to B, two states: B gains 1/2 by being chosen, A nothing; then one way back, again."""
    system = build_system_of_ties(["A"], ["B"], weight=[1], directed=True)
    assert measure_pn_centrality(system, direction="in") == pytest.approx([1, 2])
    assert measure_pn_centrality(system, direction="out") == pytest.approx([2, 1])


def test_eigenvector_tells_the_camps():
    camps = build_system_of_ties(list("AAABBC"), list("BCDCDD"), weight=[1, -1, -1, -1, -1, 1])
    found = measure_signed_eigenvector(camps)
    assert np.sign(found.values[0]) == np.sign(found.values[1]) == -np.sign(found.values[2])
    assert np.abs(found.values) == pytest.approx(np.ones(4))
    assert found.eigenvalue == pytest.approx(3)


def test_eigenvector_of_enemies_all_is_not_determined():
    found = measure_signed_eigenvector(build_system_of_matrix(np.eye(4) - np.ones((4, 4))))
    assert np.isnan(found.values).all()
    assert found.gap == 0.0
    empty = measure_signed_eigenvector(build_system_of_matrix(np.zeros((3, 3))))
    assert np.isnan(empty.values).all()


def test_agreement_of_three_portfolios_by_hand():
    """Values 0 to 3. First and second differ by 3 in one of four items: S = 1 - 2 * (3/4) / 3."""
    found = measure_agreement([[3, 0, 0, 0], [0, 0, 0, 0], [0, 3, 3, 3]])
    assert found.s[0, 1] == pytest.approx(0.5)
    assert found.s[0, 2] == pytest.approx(-1.0)
    assert np.diagonal(found.s) == pytest.approx(np.ones(3))
    # pooled of 0 and 1: one 3 among eight values; two draws differ with 2 * 1/8 * 7/8
    assert found.pi[0, 1] == pytest.approx(1 - 0.75 / (3 * 2 * 7 / 64))
    # a draw of each: 3 against 0 with 1/4
    assert found.kappa[0, 1] == pytest.approx(0.0)
    assert np.isnan(found.kappa[1, 1])


def test_nominal_pi_and_kappa_by_hand():
    """Ten items, seven agreed; the one says yes six times, the other five."""
    one, other = [1] * 6 + [0] * 4, [1] * 4 + [0, 0] + [1] + [0] * 3
    found = measure_agreement([one, other], distance="nominal")
    assert found.kappa[0, 1] == pytest.approx((0.7 - 0.5) / 0.5)
    assert found.pi[0, 1] == pytest.approx((0.7 - 0.505) / 0.495)
    assert found.kappa[0, 1] >= found.pi[0, 1]


def test_blanks_inflate_s_and_not_pi():
    portfolios = np.zeros((2, 100))
    portfolios[0, 0] = portfolios[1, 1] = 3
    found = measure_agreement(portfolios)
    assert found.s[0, 1] > 0.95
    assert abs(found.pi[0, 1]) < 0.02
    assert abs(found.kappa[0, 1]) < 0.02


def test_missing_items_are_left_out_pair_by_pair():
    found = measure_agreement([[1, 0, np.nan], [1, np.nan, 0], [0, 1, 1]])
    assert found.n_items.tolist() == [[2, 1, 2], [1, 2, 2], [2, 2, 3]]
    assert found.s[0, 1] == 1.0
    apart = measure_agreement([[1, np.nan], [np.nan, 0]])
    assert np.isnan([apart.s[0, 1], apart.pi[0, 1], apart.kappa[0, 1]]).all()


def test_portfolios_of_a_system_compare_ties_to_third_states():
    portfolios = build_portfolios(_four())
    assert np.isnan(np.diagonal(portfolios)).all()
    found = measure_agreement(portfolios)
    assert found.n_items[0, 1] == 2
    assert found.s[0, 1] == pytest.approx(1 - 2 * (2 / 2) / 2)  # of C alike, of D apart by 2
    assert np.diagonal(build_portfolios(_four(), own=1.0)).tolist() == [1, 1, 1, 1]


def test_bad_portfolios():
    for bad in ([1, 2], [[1, 2]], [[np.inf, 1], [1, 1]]):
        with pytest.raises(InputError, match="portfolios"):
            measure_agreement(bad)
    with pytest.raises(InputError, match="empty"):
        measure_agreement(np.full((2, 2), np.nan))


def test_polarity_of_two_camps_by_hand():
    """AB against CD; A and D are friends across."""
    found = measure_polarity(_four(), ["west", "west", "east", "east"])
    assert found.camps == ("east", "west")
    assert found.effective_camps == pytest.approx(2)
    assert found.concentration == pytest.approx(((0.5 - 0.25) / 0.75) ** 0.5)
    assert found.order == "bipolar"
    assert found.lead == 0.0
    assert found.tightness == 1.0
    assert found.discreteness == 0.75
    assert found.aligned == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("shares", "order"),
    [
        ([0.8, 0.1, 0.05, 0.05], "unipolar"),
        ([0.55, 0.45, 0.0, 0.0], "bipolar"),
        ([0.5, 0.25, 0.125, 0.125], "bipolar"),
        ([0.5, 0.25, 0.25, 0.0], "multipolar"),
        ([0.4, 0.33, 0.27, 0.0], "multipolar"),
        ([0.4, 0.36, 0.24, 0.0], "bipolar"),
        ([0.25, 0.25, 0.25, 0.25], "multipolar"),
        ([0.52, 0.24, 0.24, 0.0], "unipolar"),
        ([0.3, 0.3, 0.2, 0.2], "bipolar"),
        ([0.4, 0.2, 0.2, 0.2], "multipolar"),
    ],
)
def test_order_by_capability(shares, order):
    assert measure_polarity(_four(), [1, 2, 3, 4], capability=shares).order == order


def test_one_camp_whose_rest_is_apart_is_told_from_one_that_rules():
    system = build_system_of_matrix(np.ones((10, 10)) - np.eye(10))
    six, seven = (measure_polarity(system, [0] * size + list(range(1, 11 - size))) for size in (6, 7))
    assert (six.order, six.rest_apart, six.lone) == ("unipolar", True, pytest.approx(0.4))
    assert (seven.order, seven.rest_apart) == ("unipolar", False)
    pair = measure_polarity(system, [0] * 6 + [1, 1, 2, 3])
    assert (pair.order, pair.rest_apart, pair.lone) == ("unipolar", False, pytest.approx(0.2))


def test_one_camp_and_none():
    whole = measure_polarity(_four(), [0, 0, 0, 0])
    assert (whole.effective_camps, whole.concentration, whole.lead, whole.order) == (
        1.0,
        1.0,
        1.0,
        "unipolar",
    )
    assert whole.discreteness is None
    alone = measure_polarity(_four(), [0, 1, 2, 3])
    assert alone.effective_camps == pytest.approx(4)
    assert alone.concentration == pytest.approx(0)
    assert alone.tightness is None


def test_polarity_of_many_equal_states_alone_is_diffuse():
    system = build_system_of_matrix(np.ones((30, 30)) - np.eye(30))
    assert measure_polarity(system, list(range(30))).order == "diffuse"


def test_bad_camps_and_capability():
    with pytest.raises(InputError, match="3 camps"):
        measure_polarity(_four(), [0, 0, 1])
    for bad in ([0, 0, 0, 0], [1, -1, 1, 1], [1, np.nan, 1, 1]):
        with pytest.raises(InputError, match="capability"):
            measure_polarity(_four(), [0, 0, 1, 1], capability=bad)


def test_strain_by_hand():
    """A-D is a friendship across camps: in ABD and ACD it is the odd one out."""
    system = _four()
    strain = measure_strain(system)
    assert strain.gain[0, 3] == 2
    assert strain.gain[0, 1] == 0
    assert strain.n_thirds[0, 3] == 2
    ranked = rank_strain(system)
    assert [(tie.dyad, tie.sign, tie.gain) for tie in ranked] == [(("A", "D"), 1, 2)]
    assert rank_strain(system, limit=0) == []


def test_pull_on_a_dyad_without_a_tie():
    """A common enemy pulls A and C together."""
    system = build_system_of_ties(["A", "C"], ["B", "B"], weight=[-1, -1])
    strain = measure_strain(system)
    assert strain.pull[0, 2] == 1
    assert strain.gain[0, 2] == 0
    assert rank_strain(system) == []
