"""Covariates of networks and traits: cases counted by hand, and the laws that all must keep."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import UnknownNameError, UsageError
from detente.mechanisms.effects import Indegree, Inertia, Outdegree, Reciprocity, Tie, Transitivity
from detente.mechanisms.event_traits import Alter, Difference, Ego, Same
from detente.mechanisms.world import TieChange, TraitChange, World, apply_change, build_world, copy_world

COVARIATES = (
    *(effect("calls", scale) for effect in (Tie, Inertia, Reciprocity) for scale in ("any", "weight", "log")),
    *(Indegree("calls", of, scale) for of in ("source", "target") for scale in ("any", "weight", "log")),
    *(Outdegree("calls", of, scale) for of in ("source", "target") for scale in ("any", "weight", "log")),
    Indegree("calls", unless="calls"),
    Indegree("calls", scale="weight", unless="treaties"),
    Transitivity("calls"),
    Transitivity("calls", unless="calls"),
    Transitivity("calls", unless="treaties"),
    Alter("power"),
    Ego("power"),
    Difference("power"),
    Same("power"),
)


@pytest.fixture
def four():
    """IND calls PAK twice and CHN once; PAK calls CHN; CHN calls RUS thrice and IND once."""
    calls = np.zeros((4, 4))
    calls[0, 1], calls[0, 2], calls[1, 2], calls[2, 3], calls[2, 0] = 2, 1, 1, 3, 1
    treaties = np.zeros((4, 4))
    treaties[0, 3] = treaties[3, 0] = 1
    return build_world(
        ["IND", "PAK", "CHN", "RUS"],
        {"calls": calls, "treaties": treaties},
        {"power": [1.0, 1.0, 4.0, np.nan]},
    )


@pytest.mark.parametrize(
    ("covariate", "expected"),
    [
        (Tie("treaties"), [[0, 0, 0, 1], [0] * 4, [0] * 4, [1, 0, 0, 0]]),
        (Inertia("calls"), [[0, 1, 1, 0], [0, 0, 1, 0], [1, 0, 0, 1], [0] * 4]),
        (Inertia("calls", "weight"), [[0, 2, 1, 0], [0, 0, 1, 0], [1, 0, 0, 3], [0] * 4]),
        (Reciprocity("calls"), [[0, 0, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0]]),
        # IND-PAK-CHN, IND-CHN-RUS; PAK-CHN-IND, PAK-CHN-RUS; CHN-IND-PAK
        (Transitivity("calls"), [[0, 0, 1, 1], [1, 0, 0, 1], [0, 1, 0, 0], [0] * 4]),
        (Transitivity("calls", unless="calls"), [[0, 0, 0, 1], [1, 0, 0, 1], [0, 1, 0, 0], [0] * 4]),
        (Transitivity("calls", unless="treaties"), [[0, 0, 1, 0], [1, 0, 0, 1], [0, 1, 0, 0], [0] * 4]),
        (Indegree("calls"), [[0, 1, 2, 1], [1, 0, 2, 1], [1, 1, 0, 1], [1, 1, 2, 0]]),
        (Indegree("calls", unless="calls"), [[0, 0, 0, 1], [1, 0, 0, 1], [0, 1, 0, 0], [1, 1, 2, 0]]),
        (Indegree("calls", of="source"), [[0, 1, 1, 1], [1, 0, 1, 1], [2, 2, 0, 2], [1, 1, 1, 0]]),
        (Indegree("calls", scale="weight"), [[0, 2, 2, 3], [1, 0, 2, 3], [1, 2, 0, 3], [1, 2, 2, 0]]),
        (Outdegree("calls"), [[0, 1, 2, 0], [2, 0, 2, 0], [2, 1, 0, 0], [2, 1, 2, 0]]),
        (Outdegree("calls", of="source"), [[0, 2, 2, 2], [1, 0, 1, 1], [2, 2, 0, 2], [0] * 4]),
        (Alter("power"), [[0, 1, 4, np.nan], [1, 0, 4, np.nan], [1, 1, 0, np.nan], [1, 1, 4, 0]]),
        (Ego("power"), [[0, 1, 1, 1], [1, 0, 1, 1], [4, 4, 0, 4], [np.nan, np.nan, np.nan, 0]]),
        (Difference("power"), [[0, 0, 3, np.nan], [0, 0, 3, np.nan], [3, 3, 0, np.nan], [np.nan] * 3 + [0]]),
        (Same("power"), [[0, 1, 0, np.nan], [1, 0, 0, np.nan], [0, 0, 0, np.nan], [np.nan] * 3 + [0]]),
    ],
    ids=lambda item: getattr(item, "name", ""),
)
def test_four_states_counted_by_hand(four, covariate, expected):
    np.testing.assert_array_equal(covariate.init(four), np.array(expected, dtype=float))


def test_a_logarithm_keeps_the_sign():
    world = build_world(["IND", "PAK"], {"ties": [[0, -3], [1, 0]]})
    np.testing.assert_allclose(Tie("ties", "log").init(world), [[0, -np.log(4)], [np.log(2), 0]])


@st.composite
def _worlds(draw):
    n = draw(st.integers(2, 6))
    cells = st.lists(st.sampled_from([0.0, 0.0, 1.0, 2.0, -1.0, 0.5]), min_size=n * n, max_size=n * n)
    networks = {}
    for name in ("calls", "treaties"):
        networks[name] = np.array(draw(cells)).reshape(n, n)
        np.fill_diagonal(networks[name], 0)
    power = draw(st.lists(st.sampled_from([0.0, 1.0, 2.5, np.nan]), min_size=n, max_size=n))
    return build_world([f"S{place}" for place in range(n)], networks, {"power": power})


@st.composite
def _changes(draw, n):
    if draw(st.booleans()):
        return TraitChange("power", draw(st.integers(0, n - 1)), draw(st.sampled_from([0.0, 1.0, np.nan])))
    source = draw(st.integers(0, n - 1))
    target = draw(st.integers(0, n - 1).filter(lambda place: place != source))
    value = draw(st.sampled_from([0.0, 1.0, 3.0, -2.0]))
    return TieChange(draw(st.sampled_from(["calls", "treaties"])), source, target, value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_update_gives_what_init_gives_of_the_changed_world(data):
    world = data.draw(_worlds())
    running = copy_world(world)
    values = [covariate.init(running) for covariate in COVARIATES]
    for change in data.draw(st.lists(_changes(world.n_states), min_size=1, max_size=6)):
        for covariate, array in zip(COVARIATES, values, strict=True):
            covariate.update(array, running, change)
        apply_change(running, change)
        for covariate, array in zip(COVARIATES, values, strict=True):
            np.testing.assert_allclose(array, covariate.init(running), atol=1e-12, err_msg=covariate.name)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_other_names_give_the_same_values_elsewhere(data):
    world = data.draw(_worlds())
    order = np.array(data.draw(st.permutations(range(world.n_states))))
    other = World(
        tuple(world.states[place] for place in order),
        {name: ties[np.ix_(order, order)] for name, ties in world.networks.items()},
        {name: trait[order] for name, trait in world.traits.items()},
        world.present[order],
    )
    for covariate in COVARIATES:
        # sums run in another order
        np.testing.assert_allclose(
            covariate.init(other), covariate.init(world)[np.ix_(order, order)], atol=1e-12
        )


def test_init_neither_keeps_nor_alters_the_world(four):
    before = copy_world(four)
    for covariate in COVARIATES:
        covariate.init(four)[:] = 7
    np.testing.assert_array_equal(four.networks["calls"], before.networks["calls"])
    np.testing.assert_array_equal(four.traits["power"], before.traits["power"])


def test_names_tell_covariates_apart():
    assert len({covariate.name for covariate in COVARIATES}) == len(COVARIATES)


def test_faults(four):
    with pytest.raises(UnknownNameError, match="no network 'trade'"):
        Inertia("trade").init(four)
    with pytest.raises(UnknownNameError, match="no trait 'regime'"):
        Same("regime").init(four)
    with pytest.raises(UsageError, match="cannot depend on a target"):
        Indegree("calls", of="source", unless="calls")
