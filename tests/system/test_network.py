"""What becomes a system, and what is refused."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.relations import (
    LevelParameters,
    Observations,
    RelationModel,
    Snapshot,
    measure_snapshot,
    smooth_levels,
)
from detente.system import (
    build_layer,
    build_system,
    build_system_of_matrix,
    build_system_of_ties,
    measure_directed_triads,
    measure_triads,
    merge_layers,
)
from detente.system.network import find_signs

DAY = date(2018, 8, 1)


def _snapshot(domain="overall", *, when=DAY):
    dyads = (("IND", "PAK"), ("IND", "USA"), ("PAK", "RUS"))
    return Snapshot(when, domain, dyads, np.array([-4.0, 3.0, 0.5]), np.array([1.0, 1.0, 1.0]))


def test_tie_is_there_where_the_interval_excludes_zero():
    system = build_system(_snapshot())
    assert system.states == ("IND", "PAK", "RUS", "USA")
    assert system.when == DAY
    assert system.layers == ("overall",)
    assert system.n_ties == 2
    assert system.weights[0, 0].tolist() == [0.0, -4.0, 0.0, 3.0]
    assert system.weights[0, 1, 2] == 0.0


def test_probability_of_the_sign_is_kept_of_uncertain_ties_too():
    positive = build_system(_snapshot()).positive[0]
    assert positive[0, 1] == pytest.approx(3.167e-5, rel=1e-3)
    assert positive[1, 2] == positive[2, 1] == pytest.approx(0.6915, abs=1e-4)
    assert np.isnan(positive[0, 2])
    assert np.isnan(np.diagonal(positive)).all()


def _levels():
    """Two dyads: hostile five times over, and once faintly friendly."""
    day = np.full(6, float(DAY.toordinal()))
    observations = Observations(
        dyads=(("IND", "PAK"), ("PAK", "RUS")),
        domains=("overall",),
        events=[f"e{place}" for place in range(6)],
        dyad=np.array([0, 0, 0, 0, 0, 1]),
        domain=np.zeros(6, dtype=np.int64),
        event=np.arange(6),
        day=day,
        spread=np.zeros(6),
        intensity=np.array([-8.0, -8, -8, -8, -8, 1]),
        weight=np.ones(6),
    )
    prior = LevelParameters(mean=0.0, between_sd=1.0, sd=2.0, reversion_days=500.0, noise_sd=2.0, day_sd=0.0)
    return smooth_levels(observations, RelationModel({"overall": prior}, {}, {}, {}))


def test_from_levels_on_a_day():
    levels = _levels()
    system = build_system(levels, DAY)
    assert np.array_equal(system.weights, build_system(measure_snapshot(levels, DAY)).weights)
    assert system.n_ties == 1
    assert system.weights[0, 0, 1] < -5
    assert 0.5 < system.positive[0, 1, 2] < 0.95
    assert build_system(levels, date(2060, 1, 1)).n_ties == 0
    with pytest.raises(UsageError, match="needs a day"):
        build_system(levels)
    with pytest.raises(UnknownNameError):
        build_system(levels, DAY, layers=["moon"])


def test_a_narrower_interval_lets_more_ties_in():
    assert build_system(_snapshot(), coverage=0.2).n_ties == 3
    assert build_system(_snapshot(), coverage=0.9999).n_ties == 1


def test_layers_and_their_sum():
    military = Snapshot(DAY, "military", (("IND", "PAK"),), np.array([-6.0]), np.array([1.0]))
    system = build_system([_snapshot(), military])
    assert system.layers == ("overall", "military")
    assert build_layer(system, "military").n_ties == 1
    merged = merge_layers(system)
    assert merged.weights[0, 0, 1] == -10.0
    assert merged.positive[0, 1, 2] == system.positive[0, 1, 2]
    with pytest.raises(UnknownNameError, match="trade"):
        build_layer(system, "trade")
    with pytest.raises(UsageError, match="one layer"):
        measure_triads(system)


def test_a_layer_in_which_nothing_was_seen_stays():
    empty = Snapshot(DAY, "military", (), np.zeros(0), np.zeros(0))
    assert build_system([_snapshot(), empty]).layers == ("overall", "military")


def test_states_asked_for_are_kept_in_order_and_others_left_out():
    system = build_system(_snapshot(), states=["USA", "IND", "CHN"])
    assert system.states == ("USA", "IND", "CHN")
    assert system.n_ties == 1


def test_columns_of_any_kind():
    lists = build_system_of_ties(["A", "B"], ["B", "C"], weight=[1, -2])
    arrow = build_system_of_ties(
        pa.array(["A", "B"]), pa.chunked_array([["B"], ["C"]]), weight=pa.array([1, -2])
    )
    assert arrow.states == lists.states
    assert np.array_equal(arrow.weights, lists.weights)
    assert np.array_equal(arrow.positive, lists.positive, equal_nan=True)


def test_arcs_both_ways_may_differ_only_with_direction():
    columns = (["A", "B"], ["B", "A"])
    with pytest.raises(InputError, match="not alike: 'B-A'"):
        build_system_of_ties(*columns, weight=[1, -1])
    system = build_system_of_ties(*columns, weight=[1, -1], directed=True)
    assert system.n_ties == 2
    assert build_system_of_ties(*columns, weight=[1, 1]).n_ties == 1


@pytest.mark.parametrize(
    ("source", "target", "weight", "message"),
    [
        ([], [], [], "all weights are missing"),
        (["A"], ["B"], [np.nan], "all weights are missing"),
        (["A", "A"], ["B", "C"], [1, np.nan], r"1 of 2 weights are not finite, in places \[1\]"),
        (["A", "A"], ["B", "C"], [1, np.inf], "not finite"),
        (["A"], ["A"], [1], "tied to itself: 'A'"),
        (["A"], ["B", "C"], [1], "rows do not fit"),
        ([None], ["B"], [1], "names are missing"),
    ],
)
def test_bad_edge_lists(source, target, weight, message):
    with pytest.raises(InputError, match=message):
        build_system_of_ties(source, target, weight=weight)


def test_no_states_one_state_or_states_never_tied():
    for states, message in (
        ([], "not none"),
        (["A"], "not 'A'"),
        (["A", "A"], "twice"),
        (["X", "Y"], "no tie"),
    ):
        with pytest.raises(InputError, match=message):
            build_system_of_ties(["A"], ["B"], weight=[1], states=states)


def test_probabilities_out_of_range():
    with pytest.raises(InputError, match="no probabilities"):
        build_system_of_ties(["A"], ["B"], weight=[1], positive=[1.2])


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[0, 1], [-1, 0]], "asymmetric"),
        ([[0, 1, 0], [1, 0, 0]], "no square matrix"),
        ([[0]], "two states or more"),
        (np.zeros((0, 0)), "two states or more"),
        ([[1, 0], [0, 0]], "tied to itself: 's0'"),
        ([[0, np.nan], [np.nan, 0]], "2 of 4 weights"),
        (np.full((3, 3), np.nan), "all weights are missing"),
    ],
)
def test_bad_matrices(matrix, message):
    with pytest.raises(InputError, match=message):
        build_system_of_matrix(matrix)


def test_names_that_do_not_fit_a_matrix():
    with pytest.raises(InputError, match="do not fit"):
        build_system_of_matrix([[0, 1], [1, 0]], ["A", "B", "C"])


def test_days_of_layers_must_agree():
    with pytest.raises(InputError, match="are no system"):
        build_system([_snapshot(), _snapshot("military", when=date(2019, 1, 1))])
    with pytest.raises(InputError, match="are no system"):
        build_system([_snapshot(), _snapshot()])
    with pytest.raises(UsageError, match="another argument"):
        build_system(_snapshot(), DAY)
    with pytest.raises(InputError, match="all weights are missing"):
        build_system([])


def test_measures_refuse_ties_of_the_other_kind():
    both = build_system_of_matrix([[0, 1], [1, 0]])
    arcs = build_system_of_matrix([[0, 1], [-1, 0]], directed=True)
    with pytest.raises(UsageError, match="with direction"):
        measure_triads(arcs)
    with pytest.raises(UsageError, match="without direction"):
        measure_directed_triads(both)
    assert find_signs(arcs, directed=None).tolist() == [[0, 1], [-1, 0]]
