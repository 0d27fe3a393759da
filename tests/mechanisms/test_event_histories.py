"""Histories: the order of events and changes, windows, missing traits, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import InputError, UnknownNameError
from detente.mechanisms.effects import Indegree, Inertia, Transitivity
from detente.mechanisms.event_changes import (
    build_counts,
    build_presence_changes,
    build_replacements,
    build_trait_changes,
)
from detente.mechanisms.event_traits import Alter
from detente.mechanisms.histories import build_history, walk_history
from detente.mechanisms.world import apply_change, build_world, copy_world

STATES = ("IND", "PAK", "CHN", "RUS")


def make_world(**traits):
    zero = np.zeros((4, 4))
    return build_world(STATES, {"calls": zero, "recent": zero}, traits)


def test_an_event_explains_neither_itself_nor_another_of_its_moment():
    world = make_world()
    events = [(1.0, "IND", "PAK"), (1.0, "IND", "PAK"), (2.0, "IND", "PAK")]
    changes = build_counts(world, "calls", [(*event, 1) for event in events])
    history = build_history(world, events, changes=changes)
    seen = [moment.values[0][0, 1].item() for moment in walk_history(history, [Inertia("calls", "weight")])]
    assert seen == [0, 0, 2]
    assert world.networks["calls"].sum() == 0  # the start is not altered


def test_a_window_forgets_an_event_after_its_length():
    world = make_world()
    rows = [(0.0, "IND", "PAK", 1), (4.0, "IND", "PAK", 1)]
    changes = build_counts(world, "recent", rows, window=5)
    events = [(time, "CHN", "RUS") for time in (1.0, 5.0, 5.5, 9.0, 9.5)]
    history = build_history(world, events, changes=changes)
    seen = [moment.values[0][0, 1].item() for moment in walk_history(history, [Inertia("recent", "weight")])]
    # the first is forgotten at 5 and the second at 9, after the events of those moments
    assert seen == [1, 2, 1, 1, 0]


def test_waits_are_cut_by_changes_and_the_end():
    world = make_world()
    changes = build_replacements(world, "calls", [(2.0, "IND", "PAK", 1), (2.0, "PAK", "IND", 1)])
    history = build_history(world, [(3.0, "IND", "PAK")], changes=changes, start=0.0, end=7.0)
    moments = [
        (moment.time, moment.waited, moment.source) for moment in walk_history(history, (), waits=True)
    ]
    assert moments == [(2, 2, -1), (3, 1, 0), (7, 4, -1)]


def test_ties_without_direction_change_both_cells():
    world = make_world()
    changes = build_counts(world, "calls", [(1.0, "IND", "PAK", 2)], directed=False)
    changes += build_replacements(world, "recent", [(1.0, "CHN", "RUS", 5)], directed=False)
    for _, change in changes:
        apply_change(world, change)
    assert world.networks["calls"][0, 1] == world.networks["calls"][1, 0] == 2
    assert world.networks["recent"][2, 3] == world.networks["recent"][3, 2] == 5


def test_a_missing_trait_takes_the_mean_of_its_time():
    world = make_world(power=[1.0, 3.0, np.nan, 8.0])
    changes = build_trait_changes(world, "power", [(1.0, "IND", 7.0), (2.0, "RUS", None)])
    events = [(0.5, "PAK", "IND"), (1.5, "PAK", "IND"), (2.5, "PAK", "IND")]
    history = build_history(world, events, changes=changes, missing="mean")
    seen = [moment.values[0][1].tolist() for moment in walk_history(history, [Alter("power")])]
    # at the start CHN is the mean of 1, 3 and 8; then RUS the mean of 7, 3 and that 4
    assert seen == [[1, 0, 4, 8], [7, 0, 4, 8], [7, 0, 4, pytest.approx(14 / 3)]]
    plain = build_history(world, events, changes=changes)
    assert np.isnan(plain.world.traits["power"][2])


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_walk_carries_what_init_counts(data):
    world = make_world()
    names = st.permutations(STATES).map(lambda order: tuple(order[:2]))
    rows = [(float(data.draw(st.integers(0, 9))), *pair) for pair in data.draw(st.lists(names, min_size=1))]
    changes = build_counts(world, "calls", [(*row, 1) for row in rows], window=3)
    history = build_history(world, rows, changes=changes)
    covariates = [Inertia("calls", "weight"), Transitivity("calls"), Indegree("calls", unless="calls")]
    for moment in walk_history(history, covariates):
        now = copy_world(world)
        for time, change in history.changes:
            if time < moment.time:
                apply_change(now, change)
        for covariate, values in zip(covariates, moment.values, strict=True):
            np.testing.assert_array_equal(values, covariate.init(now))


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([], "without events"),
        ([(1.0, "IND", "ZZZ"), (1.0, "YYY", "PAK")], r"2 unknown state\(s\): 'YYY', 'ZZZ'"),
        ([(1.0, "IND", "IND")], "with itself: 'IND' toward 'IND' at 1.0"),
        ([(float("nan"), "IND", "PAK")], "time is not finite"),
        ([(9.0, "IND", "PAK")], r"1 event\(s\) outside the span from 0.0 to 8.0"),
        (
            [(2.0, "IND", "PAK"), (5.0, "CHN", "PAK")],
            r"1 event\(s\) by or toward .* 'CHN' toward 'PAK' at 5.0",
        ),
    ],
)
def test_what_is_no_history(events, message):
    world = make_world()
    changes = build_presence_changes(world, [(4.0, "CHN", False)])
    with pytest.raises(InputError, match=message):
        build_history(world, events, changes=changes, start=0.0, end=8.0)


def test_what_is_no_change():
    world = make_world(power=[np.nan] * 4)
    with pytest.raises(InputError, match="window of 0"):
        build_counts(world, "calls", [], window=0)
    with pytest.raises(UnknownNameError, match="'trade'"):
        build_replacements(world, "trade", [])
    with pytest.raises(InputError, match="unknown state"):
        build_trait_changes(world, "power", [(1.0, "ZZZ", 1.0)])
    with pytest.raises(InputError, match="nothing is known of trait 'power'"):
        build_history(world, [(1.0, "IND", "PAK")], missing="mean")
