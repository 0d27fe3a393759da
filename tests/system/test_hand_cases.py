"""Every measure of the room on systems of four states, with the arithmetic.

The four, most of the time: A-B and C-D are friends, A-C, B-C and B-D enemies, and A-D friends across:

         A  B  C  D        ABC: + - -  balanced       ABD: + + -  unbalanced
      A  .  +  -  +        BCD: - - +  balanced       ACD: - + +  unbalanced
      B  +  .  -  -
      C  -  -  .  +        Were A-D hostile, AB would stand against CD and all were balanced.
      D  +  -  +  .

Turn the signs of all ties of C and D, and one hostile tie, A-D, is left in a complete system of friends. Its
eigenvalues: (1, 0, 0, -1) has 1, (0, 1, -1, 0) has -1; of (x, y, y, x) it asks 2y - x = rx and 2x + y = ry, so
that (r + 1)(r - 1) = 4, r = +-sqrt 5, and y = (r + 1) x / 2. Four friends have 3, -1, -1, -1.
"""

import itertools
from math import cosh, exp, sqrt
from pathlib import Path

import numpy as np
import pytest

import detente.system as room
from detente.system import (
    build_layer,
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
    merge_layers,
    rank_strain,
)
from detente.system.complex_walks import measure_signed_walks

TIES = {"AB": 1, "AC": -1, "AD": 1, "BC": -1, "BD": -1, "CD": 1}
ROOT = sqrt(5)


@pytest.fixture
def four():
    return build_system_of_ties(
        [pair[0] for pair in TIES], [pair[1] for pair in TIES], weight=list(TIES.values())
    )


@pytest.fixture
def graph():
    ends = [("ABCD".index(pair[0]), "ABCD".index(pair[1])) for pair in TIES]
    return build_signed_graph(4, [i for i, _ in ends], second=[j for _, j in ends], sign=list(TIES.values()))


@pytest.fixture
def ambivalent(four):
    """The four as arcs both ways, D turned against A, who stays friendly."""
    arcs = four.weights[0].copy()
    arcs[3, 0] = -1
    return build_system_of_matrix(arcs, list("ABCD"), directed=True)


def test_triads(four):
    census = measure_triads(four)
    assert (census.ppp, census.ppn, census.pnn, census.nnn) == (0, 2, 2, 0)
    assert (census.total, census.balanced_share, census.weakly_balanced_share) == (4, 0.5, 0.5)


def test_triangles(four):
    triangles, friendly = find_triangles(four)
    listed = {"".join(four.states[at] for at in row): n for row, n in zip(triangles, friendly, strict=True)}
    assert listed == {"ABC": 1, "ABD": 2, "ACD": 2, "BCD": 1}


def test_directed_triads(ambivalent):
    """A-D is of both signs, so ABD is P, A, N, and so is ACD; ABC and BCD are P, N, N."""
    census = measure_directed_triads(ambivalent)
    assert {name: count for name, count in census.by_dyads.items() if count} == {"PNN": 2, "PNA": 2}
    assert census.balanced_share == 1.0
    # All arcs are there. ABD and ACD are not the same: D, who turned, is an enemy of B and a friend of C.
    assert sorted(census.by_arcs.values()) == [1, 1, 2]
    assert {name[:3] for name in census.by_arcs} == {"300"}


def test_directed_triads_with_few_ties():
    """A likes B, B dislikes C; nobody knows D, and each tie makes one more triad with D."""
    arcs = build_system_of_ties(["A", "B"], ["B", "C"], weight=[1, -1], states=list("ABCD"), directed=True)
    census = measure_directed_triads(arcs)
    # ABC: 021C with + and -; ABD: 012 with +; BCD: 012 with -; ACD: nothing.
    assert {name: n for name, n in census.by_dyads.items() if n} == {"PN0": 1, "P00": 1, "N00": 1}
    assert sorted(name.split("-")[0] for name in census.by_arcs) == ["003", "012", "012", "021C"]


def test_walk_balance(four):
    found = measure_walk_balance(four)
    whole = exp(3) + 3 * exp(-1)
    assert found.balance == pytest.approx((exp(1) + exp(-1) + 2 * cosh(ROOT)) / whole)
    # x^2 of A and D is 1 / (2 + 2 (y/x)^2): 1 / (2 + 2 * 2.618) for sqrt 5, 1 / (2 + 2 * .382) for -sqrt 5.
    high, low = 1 / (2 + 2 * ((ROOT + 1) / 2) ** 2), 1 / (2 + 2 * ((ROOT - 1) / 2) ** 2)
    ends = exp(1) / 2 + high * exp(ROOT) + low * exp(-ROOT)
    middle = exp(-1) / 2 + (0.5 - high) * exp(ROOT) + (0.5 - low) * exp(-ROOT)
    assert found.by_state == pytest.approx(np.array([ends, middle, middle, ends]) / (whole / 4))


def test_signed_walks(four, ambivalent):
    """Two steps from A to D: over B + -, over C - +: both hostile. From A back to A: three times there and back."""
    walks = measure_signed_walks(four, 2)
    assert (walks.friendly[0, 3], walks.hostile[0, 3]) == (0, 2)
    assert (walks.friendly[0, 1], walks.hostile[0, 1]) == (1, 1)
    assert (walks.friendly[0, 0], walks.hostile[0, 0]) == (3, 0)
    assert measure_signed_walks(four, 3).balanced_share == measure_triads(four).balanced_share
    # With D turned, the way there and back over A-D is half friendly and half hostile, as is A-D itself.
    walks = measure_signed_walks(ambivalent, 2)
    assert (walks.friendly[0, 0], walks.hostile[0, 0]) == (2.5, 0.5)
    assert (walks.friendly[1, 1], walks.hostile[1, 1]) == (3, 0)
    assert measure_signed_walks(ambivalent, 1).friendly[0].tolist() == [0, 1, 0, 0.5]


def test_null(four):
    """Three hostile ties among six: 4 triangles (share 0), 4 stars (share 1), 12 paths (share 1/2): mean 1/2,
    variance (4/4 + 4/4) / 20 = 1/10; 16 of 20 are at least 1/2.
    """
    found = measure_null(four, n_draws=4000)
    assert set(found.shares.tolist()) == {0.0, 0.5, 1.0}
    assert found.mean == pytest.approx(0.5, abs=0.02)
    assert found.sd == pytest.approx(sqrt(0.1), rel=0.05)
    assert found.p_value == pytest.approx(0.8, abs=0.03)
    assert abs(found.z) < 0.1


def test_spectrum(four):
    """Three ties each: 3 less the eigenvalues; normalised 1 less a third of them."""
    assert build_signed_laplacian(four)[0].tolist() == [3, -1, 1, -1]
    assert build_signed_laplacian(four, normalised=True)[0] == pytest.approx([1, -1 / 3, 1 / 3, -1 / 3])
    assert measure_spectrum(four) == pytest.approx([3 - ROOT, 2, 4, 3 + ROOT])
    assert measure_spectrum(four, normalised=True) == pytest.approx(
        [1 - ROOT / 3, 2 / 3, 4 / 3, 1 + ROOT / 3]
    )


def test_frustration(graph):
    """Two triangles are unbalanced and share A-D, so 1; its share is 1 - 2 * 1/6."""
    found = measure_frustration(graph)
    assert (found.value, found.proof.lower_bound, found.proof.optimal) == (1, 1, True)
    assert found.share == pytest.approx(2 / 3)
    assert len(found.frustrated) == 1


def test_clusterability_and_camps(graph):
    """ABD and ACD have one hostile tie each, and share A-D: 1 again. One camp holds the three hostile ties; two
    leave A-D between them, and more camps, at most, are no worse.
    """
    assert measure_clusterability(graph).value == 1
    assert [find_camps(graph, k).value for k in (1, 2, 3, 4)] == [3, 1, 1, 1]
    camp = find_camps(graph, 2).camp
    assert len(set(camp.tolist())) == 2
    costs = [
        sum(
            (camp[i] == camp[j]) != (TIES["ABCD"[i] + "ABCD"[j]] > 0)
            for i, j in itertools.combinations(range(4), 2)
        )
        for camp in itertools.product((0, 1), repeat=4)
    ]
    assert min(costs) == 1


def test_signed_degree(four, ambivalent):
    found = measure_signed_degree(four)
    assert found.positive.tolist() == [2, 1, 1, 2]
    assert found.negative.tolist() == [1, 2, 2, 1]
    assert found.net.tolist() == [1, -1, -1, 1]
    assert found.friendly_share == pytest.approx([2 / 3, 1 / 3, 1 / 3, 2 / 3])
    assert measure_signed_degree(ambivalent, direction="in").net.tolist() == [-1, -1, -1, 1]
    assert measure_signed_degree(ambivalent, direction="out").net.tolist() == [1, -1, -1, -1]


def test_pn_centrality(four):
    """a of A and D, b of B and C: a = 1 + (b - 2b + a)/6, b = 1 + (a - 2b - 2a)/6, so 5a + b = 6, a + 8b = 6."""
    assert measure_pn_centrality(four) == pytest.approx([14 / 13, 8 / 13, 8 / 13, 14 / 13])


def test_signed_eigenvector(four):
    """x / y = 2 / (sqrt 5 + 1); C and D with the other sign, and which is which means nothing."""
    found = measure_signed_eigenvector(four)
    x = 2 / (ROOT + 1)
    assert found.values * np.sign(found.values[0]) == pytest.approx([x, 1, -1, -x])
    assert (found.eigenvalue, found.gap) == pytest.approx((ROOT, ROOT - 1))


def test_portfolios_and_agreement(four):
    """A and B: of C alike (-, -), of D apart (+, -): D = 1 of 2. Pooled three - and one +: 2 * 3/16 * 2 = 3/4.
    A draw of A's (half +) and of B's (all -): 1. A and D are apart in both: D = 2, pooled and drawn 1.
    """
    portfolios = build_portfolios(four, own=0.0)
    assert portfolios[0].tolist() == [0, 1, -1, 1]
    found = measure_agreement(build_portfolios(four))
    assert (found.s[0, 1], found.pi[0, 1], found.kappa[0, 1]) == pytest.approx((0, -1 / 3, 0))
    assert (found.s[0, 3], found.pi[0, 3], found.kappa[0, 3]) == pytest.approx((-1, -1, -1))
    assert found.n_items[0, 1] == 2


def test_polarity(four):
    """AB (.4 + .2) against CD (.3 + .1): 1 / (.36 + .16); of 4 states sqrt((.52 - .25) / .75)."""
    found = measure_polarity(four, ["x", "x", "y", "y"], capability=[4, 2, 3, 1])
    assert found.shares == pytest.approx([0.6, 0.4])
    assert found.effective_camps == pytest.approx(1 / 0.52)
    assert found.concentration == pytest.approx(0.6)
    assert (found.lead, found.order) == (pytest.approx(0.2), "bipolar")
    # Both dyads within are friendly; of four ties across three are hostile; of three friendly two are within.
    assert (found.tightness, found.discreteness, found.aligned) == pytest.approx((1, 3 / 4, 2 / 3))


def test_strain(four):
    """A-D is in the two unbalanced triangles (gain 2), B-C in the two balanced (-2), all others in one of each."""
    strain = measure_strain(four)
    assert strain.gain.tolist() == [[0, 0, 0, 2], [0, 0, -2, 0], [0, -2, 0, 0], [2, 0, 0, 0]]
    assert strain.pull[0, 3] == -2
    assert strain.n_thirds[0, 3] == 2
    assert [(tie.dyad, tie.sign, tie.gain, tie.n_thirds) for tie in rank_strain(four)] == [
        (("A", "D"), 1, 2, 2)
    ]


def test_layers_apart_and_together():
    """A-B +2 and -5 are -3; C-D is in one layer only; the mean of 1 and 0 is a half."""
    system = build_system_of_ties(
        list("AACA"), list("BBDD"), weight=[2, -5, 1, 1], layer=["trade", "war", "trade", "war"]
    )
    assert build_layer(system, "trade").n_ties == 2
    merged = merge_layers(system)
    assert merged.weights[0].tolist() == [[0, -3, 0, 1], [-3, 0, 0, 0], [0, 0, 0, 1], [1, 0, 1, 0]]
    assert (merged.positive[0, 0, 1], merged.positive[0, 2, 3]) == (0.5, 1.0)


def test_every_public_verb_has_a_case():
    """Here, or, for those that came later, in another test file of this room."""
    texts = [file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")]
    verbs = [name for name in room.__all__ if name[0].islower()]
    assert [name for name in verbs if not any(f"{name}(" in text for text in texts)] == []
