"""Named mechanisms: cases of four and five states worked by hand, and the laws every covariate keeps."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.mechanisms.links import CapabilityGap, JointCapability, Link
from detente.mechanisms.named import COVARIATES, build_covariate
from detente.mechanisms.shared import CommonEnemy, CommonFriend, FriendsEnemy, SharedThreat
from detente.mechanisms.turning import CounterCourting, RivalsGain
from detente.mechanisms.turning_patrons import Hedging, PatronsRetreat
from detente.mechanisms.world import (
    PresenceChange,
    TieChange,
    TraitChange,
    World,
    apply_change,
    build_world,
    copy_world,
)

EVERY = [
    *(
        kind(scale=scale)
        for kind in (CommonEnemy, CommonFriend, FriendsEnemy)
        for scale in ("weight", "any", "log")
    ),
    *(SharedThreat(scale=scale) for scale in ("weight", "any", "log")),
    PatronsRetreat(),
    PatronsRetreat(capability="capability"),
    PatronsRetreat(rivals="rivals"),
    RivalsGain(),
    CounterCourting(),
    Hedging(),
    Link("trade"),
    Link("trade", log=False),
    CapabilityGap(),
    CapabilityGap(signed=True),
    JointCapability(),
    JointCapability(joint="sum"),
]
each = pytest.mark.parametrize("covariate", EVERY, ids=lambda covariate: covariate.name)
SIGNED = st.sampled_from([-1.0, 0.0, 1.0, -0.5, 2.0, 0.3, -0.0])
AMOUNTS = st.sampled_from([0.0, 0.5, 1.0, 7.0])
TRAITS = st.sampled_from([math.nan, 0.0, 1e-9, 0.01, 0.2, 0.2, 3.0])
CELLS = {"ties": SIGNED, "earlier": SIGNED, "fights": AMOUNTS, "trade": AMOUNTS, "rivals": AMOUNTS}


@st.composite
def worlds(draw):
    n = draw(st.integers(0, 6))
    networks = {}
    for name, cells in CELLS.items():
        array = np.array(draw(st.lists(cells, min_size=n * n, max_size=n * n))).reshape(n, n)
        np.fill_diagonal(array, 0)
        networks[name] = array
    traits = {"capability": draw(st.lists(TRAITS, min_size=n, max_size=n))}
    return build_world([f"S{place}" for place in range(n)], networks, traits)


@st.composite
def changes(draw, n):
    kind = draw(st.sampled_from([*CELLS, "ties", "earlier", "trait", "presence"]))
    state = draw(st.integers(0, n - 1))
    if kind == "trait":
        return TraitChange("capability", state, draw(TRAITS))
    if kind == "presence":
        return PresenceChange(state, draw(st.booleans()))
    other = draw(st.integers(0, n - 2))
    return TieChange(kind, state, other + (other >= state), draw(CELLS[kind]))


def tie(**pairs):
    """Five states A to E, and ties without direction such as AB=-1."""
    array = np.zeros((5, 5))
    for pair, value in pairs.items():
        one, other = ("ABCDE".index(letter) for letter in pair)
        array[one, other] = array[other, one] = value
    return array


def world_of(**networks):
    return build_world("ABCDE", networks)


@settings(max_examples=70, deadline=None)
@given(data=st.data())
def test_init_equals_update(data):
    world = data.draw(worlds())
    values = [covariate.init(world) for covariate in EVERY]
    steps = data.draw(st.lists(changes(world.n_states), max_size=12)) if world.n_states > 1 else []
    for change in steps:
        kept = copy_world(world)
        for covariate, array in zip(EVERY, values, strict=True):
            covariate.update(array, world, change)
            same_world(world, kept)
        apply_change(world, change)
        for covariate, array in zip(EVERY, values, strict=True):
            expected = covariate.init(world)
            np.testing.assert_allclose(array, expected, rtol=1e-9, atol=1e-12, err_msg=covariate.name)
            np.testing.assert_array_equal(array == 0, expected == 0, err_msg=covariate.name)  # none nearly 0


def same_world(one, other):
    for name in one.networks:
        np.testing.assert_array_equal(one.networks[name], other.networks[name])
    np.testing.assert_array_equal(one.traits["capability"], other.traits["capability"])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_order_of_states_changes_nothing(data):
    world = data.draw(worlds())
    order = np.array(data.draw(st.permutations(range(world.n_states))), dtype=int)
    turned = World(
        tuple(world.states[place] for place in order),
        {name: ties[np.ix_(order, order)] for name, ties in world.networks.items()},
        {name: trait[order] for name, trait in world.traits.items()},
        world.present[order],
    )
    for covariate in EVERY:
        values = covariate.init(world)
        np.testing.assert_allclose(
            covariate.init(turned),
            values[np.ix_(order, order)],
            rtol=1e-9,
            atol=1e-12,
            err_msg=covariate.name,
        )
        assert not np.diagonal(values).any()


@each
def test_changes_of_what_is_not_read_leave_the_values(covariate):
    networks = {name: tie(AB=1, BC=0.5) for name in CELLS} | {"other": tie(AB=1)}
    world = build_world("ABCDE", networks, {"capability": [0.1] * 5, "age": [1.0] * 5})
    values = covariate.init(world)
    for change in (
        TieChange("other", 0, 1, -3.0),
        TraitChange("age", 2, 9.0),
        PresenceChange(1, present=False),
    ):
        kept = values.copy()
        covariate.update(values, world, change)
        np.testing.assert_array_equal(values, kept)
    assert set(covariate.reads) <= {*CELLS, "capability"}


@each
def test_states_without_ties_have_no_nan(covariate):
    world = build_world("ABCD", dict.fromkeys(CELLS, np.zeros((4, 4))), {"capability": [0.1, 0.2, 0.0, 1.0]})
    assert np.isfinite(covariate.init(world)).all()


def test_names_differ():
    assert len({covariate.name for covariate in EVERY}) == len(EVERY)


def test_common_enemy_by_hand():
    # A and B are both hostile to C and to D; E is friendly to A only.
    world = world_of(ties=tie(AC=-1, BC=-2, AD=-1, BD=-1, AE=1))
    assert CommonEnemy().init(world)[0, 1] == 2
    assert CommonEnemy().init(world)[2, 3] == 2  # C and D: A and B
    assert CommonEnemy().init(world)[0, 2] == 0
    assert CommonEnemy(scale="any").init(world)[0, 1] == 1
    assert CommonEnemy(scale="log").init(world)[0, 1] == pytest.approx(math.log(3))


def test_a_directed_enemy_is_who_the_state_is_hostile_to():
    ties = np.zeros((3, 3))
    ties[0, 2] = ties[1, 2] = -1.0  # both are hostile to the third, which is hostile to none
    world = build_world("ABC", {"ties": ties})
    assert CommonEnemy().init(world)[0, 1] == 1
    assert CommonEnemy().init(build_world("ABC", {"ties": ties.T}))[0, 1] == 0


def test_common_friend_and_friends_enemy_by_hand():
    # C is a friend of A and B; D a friend of A and an enemy of B; E an enemy of A and a friend of B.
    world = world_of(ties=tie(AC=1, BC=1, AD=1, BD=-1, AE=-1, BE=1))
    assert CommonFriend().init(world)[0, 1] == 1
    assert FriendsEnemy().init(world)[0, 1] == 2
    assert FriendsEnemy().init(world)[1, 0] == 2
    assert CommonEnemy().init(world)[0, 1] == 0


def test_shared_threat_by_hand():
    # The armed group E attacks A and B; B attacks C, with which A is at peace.
    fights = np.zeros((5, 5))
    fights[4, 0] = fights[4, 1] = 3.0
    fights[1, 2] = 1.0
    values = SharedThreat().init(world_of(fights=fights))
    assert values[0, 1] == values[1, 0] == 1
    assert values[2, 4] == 1  # both fight B
    assert values.sum() == 4


def test_patrons_retreat_by_hand():
    # A's friends of before: B (3) and C (1); B fell to 1, C stands. B is hostile to D, C to E.
    world = world_of(earlier=tie(AB=3, AC=1), ties=tie(AB=1, AC=1, BD=-1, CE=-1))
    values = PatronsRetreat().init(world)
    assert values[0, 3] == pytest.approx(3 / 4 * 2)  # B's share of A's friendship, times the fall
    assert values[0, 4] == 0.0  # C did not leave
    assert values[1, 3] == 0.0  # B turned away from A, but A is not hostile to D
    assert np.count_nonzero(values) == 1


def test_equal_patrons_share_the_loss():
    world = world_of(earlier=tie(AB=2, AC=2), ties=tie(AB=0, AC=0, BD=-1, CE=-1))
    values = PatronsRetreat().init(world)
    assert values[0, 3] == values[0, 4] == pytest.approx(1.0)


def test_a_patron_may_be_asked_to_be_the_stronger():
    world = world_of(earlier=tie(AB=3, AC=1), ties=tie(BD=-1, CE=-1))
    world.traits["capability"] = np.array([0.1, 0.05, 0.3, math.nan, 0.1])
    values = PatronsRetreat(capability="capability").init(world)
    assert values[0, 3] == 0.0  # B is weaker than A
    assert values[0, 4] == pytest.approx(1.0)  # C is its only patron


def test_a_rival_of_the_patron_need_not_be_hostile_now():
    world = world_of(earlier=tie(AB=2), ties=tie(AB=1), rivals=tie(BD=1))
    assert PatronsRetreat().init(world)[0, 3] == 0.0
    assert PatronsRetreat(rivals="rivals").init(world)[0, 3] == pytest.approx(1.0)


def test_the_seeds_rivals_gain_and_counter_courting():
    # RUS, IND, USA, PAK, CHN: India, Russia's partner, warms to the United States, to which Russia is hostile.
    states = ["RUS", "IND", "USA", "PAK", "CHN"]
    earlier = tie(AB=2, BC=0.5, BD=-1, AC=-1)
    ties = tie(AB=2, BC=2, BD=-1, AC=-1, AE=1)
    world = build_world(states, {"ties": ties, "earlier": earlier})
    gain = RivalsGain().init(world)
    assert gain[0, 1] == pytest.approx(1.5)
    assert gain[1, 0] == 0.0  # Russia did not warm to Pakistan
    assert gain[3, 1] == 0.0  # India was no friend of Pakistan's
    courting = CounterCourting().init(world)
    assert courting[0, 3] == pytest.approx(1.5)  # Russia is drawn towards Pakistan
    assert courting[0, 2] == courting[0, 1] == 0.0


def test_hedging_by_hand():
    # A has friendship 3 with B and 1 with C; B is hostile to D, C to E; D is a friend of A's own besides.
    world = world_of(ties=tie(AB=3, AC=1, AD=4, BD=-1, CE=-1))
    values = Hedging().init(world)
    assert values[0, 3] == pytest.approx(3 / 8)
    assert values[0, 4] == pytest.approx(1 / 8)
    assert values[4, 0] == 0.0  # E has no friends


def test_links_and_capability_by_hand():
    world = build_world("AB", {"trade": [[0, 9], [4, 0]]}, {"capability": [0.2, 0.05]})
    assert Link("trade").init(world)[0, 1] == pytest.approx(math.log(10))
    assert Link("trade", log=False).init(world)[1, 0] == 4
    assert CapabilityGap().init(world)[1, 0] == pytest.approx(math.log(4))
    assert CapabilityGap(signed=True).init(world)[1, 0] == pytest.approx(-math.log(4))
    assert JointCapability().init(world)[0, 1] == pytest.approx(math.log(0.01))
    assert JointCapability(joint="sum").init(world)[0, 1] == pytest.approx(math.log(0.25))


def test_unknown_capability_is_unknown_and_none_is_the_least_that_is_published():
    world = build_world("ABC", {}, {"capability": [0.1, math.nan, 0.0]})
    gap = CapabilityGap().init(world)
    assert np.isnan(gap[0, 1])
    assert gap[0, 2] == pytest.approx(math.log(1e5))


def test_bad_input_is_refused():
    world = build_world("AB", {"trade": [[0, -1], [0, 0]]}, {"capability": [-1, 0]})
    with pytest.raises(InputError, match="trade"):
        Link("trade").init(world)
    with pytest.raises(InputError, match="below 0"):
        CapabilityGap().init(world)
    with pytest.raises(UnknownNameError, match="ties"):
        CommonEnemy().init(world)
    with pytest.raises(InputError):
        PatronsRetreat().update(
            np.zeros((2, 2)),
            build_world("AB", {"ties": np.zeros((2, 2)), "earlier": np.zeros((2, 2))}),
            TieChange("ties", 0, 1, math.nan),
        )


def test_covariates_are_built_by_name():
    assert build_covariate("Common Enemy", scale="any").name == "common_enemy(any)"
    assert {"hedging", "reciprocity", "inertia"} <= set(COVARIATES)
    with pytest.raises(UnknownNameError, match="enemies"):
        build_covariate("common enemies")
    with pytest.raises(UsageError, match="link"):
        build_covariate("link")
