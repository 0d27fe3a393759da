"""Relations: small cases by hand, and laws."""

from __future__ import annotations

from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.event import Event, Trace
from detente.core.spans import Span
from detente.relations import measure_conflict_share, measure_relations, rank_dyads
from detente.relations.periods import find_periods, period_name

BASE = Event(
    id="e1",
    document="d",
    type="AID",
    mode=None,
    contexts=(),
    source=("RUS",),
    target=("PAK",),
    persons=(),
    status="occurred",
    asserted_by="author",
    date="2014",
    date_text=None,
    place=None,
    object=None,
    project=None,
    amounts=(),
    intensity=6.0,
    quad_class=2,
    confidence=0.5,
    evidence=(Span(0, 1, "R"),),
    trace=Trace("pattern", "0", ()),
)
PUBLISHED = {"d": "2016-03-10", "undated": None}


def test_two_events_of_a_year_by_hand():
    threat = replace(
        BASE, id="e2", source=("PAK",), target=("RUS",), intensity=-4.0, quad_class=3, confidence=1.0
    )
    planned = replace(BASE, id="e3", status="planned")
    (relation,) = measure_relations([BASE, threat, planned], published=PUBLISHED)
    assert (relation.dyad, relation.period) == (("PAK", "RUS"), "2014")
    assert (relation.n_events, relation.n_by_quad, relation.n_others) == (2, (0, 1, 1, 0), 1)
    assert (relation.n_source_a, relation.n_source_b) == (1, 1)
    assert relation.weight == 1.5
    assert relation.mean_intensity == pytest.approx((0.5 * 6 - 4) / 1.5)
    assert relation.level == pytest.approx((0.5 * 6 - 4) / 2.5)
    assert (relation.events, relation.others) == (("e1", "e2"), ("e3",))
    assert relation.conflict_share == 0.5


def test_the_level_forgets_by_half_in_two_years():
    later = replace(BASE, id="e2", date="2016", intensity=-2.0, confidence=1.0)
    first, second = measure_relations([BASE, later], published=PUBLISHED)
    assert first.level == pytest.approx(0.5 * 6 / 1.5)
    assert second.level == pytest.approx((0.5 * 3.0 - 2.0) / (1 + 0.25 + 1.0))
    months = measure_relations(
        [replace(BASE, date="2014-01"), replace(later, date="2016-01")], published=PUBLISHED, freq="month"
    )
    assert [r.period for r in months] == ["2014-01", "2016-01"]
    assert months[1].level == pytest.approx(second.level)


def test_a_plan_alone_is_listed_and_moves_nothing():
    (relation,) = measure_relations([replace(BASE, status="negotiating")], published=PUBLISHED)
    assert (relation.n_events, relation.n_others, relation.mean_intensity, relation.level) == (
        0,
        1,
        None,
        0.0,
    )
    assert relation.conflict_share is None
    assert measure_conflict_share([relation]) == {}
    assert rank_dyads([relation]) == [(("PAK", "RUS"), 0)]


def test_a_long_event_is_spread_up_to_its_publication():
    relations = measure_relations([replace(BASE, date="2014-11/..")], published=PUBLISHED)
    assert [r.period for r in relations] == ["2014", "2015", "2016"]
    assert [r.weight for r in relations] == pytest.approx([0.5 / 3] * 3)
    assert rank_dyads(relations) == [(("PAK", "RUS"), 1)]


@pytest.mark.parametrize(
    ("when", "published", "freq", "names"),
    [
        ("2014-02-03", None, "month", ["2014-02"]),
        ("2014-12-30/2015-01-02", None, "month", ["2014-12", "2015-01"]),
        ("2014", "2014-03-05", "month", ["2014-01", "2014-02", "2014-03"]),
        ("2014", None, "year", ["2014"]),
        ("198X", None, "year", [str(y) for y in range(1980, 1990)]),
        ("2014/..", None, "year", ["2014"]),
        ("../2014", "2020", "year", ["2014"]),
        ("2021-09", "2021-04-07", "month", ["2021-09"]),
        ("2022/..", "2021-04-07", "year", ["2022"]),
        ("2021/2023", "2021-04-07", "year", ["2021"]),
    ],
)
def test_the_periods_of_a_date(when, published, freq, names):
    assert [period_name(p, freq=freq) for p in find_periods(when, published, freq=freq)] == names


def test_undated_events_stand_apart_unless_told_otherwise():
    undated = replace(BASE, id="e2", date=None)
    first, second = measure_relations([undated, BASE], published=PUBLISHED)
    assert (first.period, second.period, second.level) == ("2014", None, None)
    assert second.n_events == 1
    told = measure_relations([undated, BASE], published=PUBLISHED, undated="published")
    assert [r.period for r in told] == ["2014", "2016"]
    nowhere = measure_relations(
        [replace(undated, document="undated")], published=PUBLISHED, undated="published"
    )
    assert [r.period for r in nowhere] == [None]


def test_a_symmetric_event_relates_all_parties_and_nobody_acts():
    talks = replace(BASE, source=("CHN", "PAK", "RUS"), target=())
    relations = measure_relations([talks], published=PUBLISHED)
    assert [r.dyad for r in relations] == [("CHN", "PAK"), ("CHN", "RUS"), ("PAK", "RUS")]
    assert {(r.n_source_a, r.n_source_b) for r in relations} == {(0, 0)}


def test_joint_action_relates_the_actors_to_the_target_only():
    strike = replace(BASE, source=("CHN", "RUS"), target=("USA",))
    assert [r.dyad for r in measure_relations([strike], published={})] == [("CHN", "USA"), ("RUS", "USA")]


def test_persons_and_groups_fold_into_their_states_when_asked():
    fold = {"putin": "RUS", "isi": "PAK"}
    event = replace(BASE, source=("RUS", "putin"), target=("isi", "putin"))
    assert [r.dyad for r in measure_relations([event], published={}, country_of=fold)] == [("PAK", "RUS")]
    assert len(measure_relations([event], published={})) == 4 - 1
    within = replace(BASE, source=("putin",), target=("RUS",))
    assert measure_relations([within], published={}, country_of=fold) == []


ACTORS = ("A", "B", "C", "D")
EVENTS = st.lists(
    st.builds(
        lambda n, source, target, status, date, intensity, quad, confidence: replace(
            BASE,
            id=f"e{n}",
            source=tuple(sorted(source)),
            target=tuple(sorted(target)),
            status=status,
            date=date,
            intensity=intensity,
            quad_class=quad,
            confidence=confidence,
        ),
        st.integers(0, 20),
        st.sets(st.sampled_from(ACTORS), min_size=1),
        st.sets(st.sampled_from(ACTORS)),
        st.sampled_from(("occurred", "ongoing", "planned", "denied")),
        st.sampled_from((None, "2014", "2014-05", "2013/2015", "2015/..", "198X")),
        st.floats(-10, 10),
        st.integers(1, 4),
        st.floats(0, 1),
    ),
    max_size=12,
)


@given(events=EVENTS, data=st.data(), freq=st.sampled_from(("year", "month")))
def test_the_order_of_events_does_not_matter_and_repeats_count_once(events, data, freq):
    shuffled = data.draw(st.permutations(events + events[:3]))
    assert measure_relations(shuffled, published=PUBLISHED, freq=freq) == measure_relations(
        events, published=PUBLISHED, freq=freq
    )


@given(events=EVENTS)
def test_exchanging_two_names_mirrors_their_relation(events):
    names = {"A": "D", "D": "A"}
    mirrored = [
        replace(
            event,
            source=tuple(sorted(names.get(a, a) for a in event.source)),
            target=tuple(sorted(names.get(a, a) for a in event.target)),
        )
        for event in {event.id: event for event in events}.values()
    ]
    once = list({event.id: event for event in events}.values())
    ours = [r for r in measure_relations(once, published=PUBLISHED) if r.dyad == ("A", "D")]
    theirs = [r for r in measure_relations(mirrored, published=PUBLISHED) if r.dyad == ("A", "D")]
    swapped = [replace(r, n_source_a=r.n_source_b, n_source_b=r.n_source_a) for r in theirs]
    assert ours == swapped


@given(events=EVENTS, freq=st.sampled_from(("year", "month")))
def test_weight_is_neither_lost_nor_made_and_levels_stay_on_the_scale(events, freq):
    once = list({event.id: event for event in events}.values())
    relations = measure_relations(once, published=PUBLISHED, freq=freq)
    for dyad in {r.dyad for r in relations}:
        ours = [r for r in relations if r.dyad == dyad]
        ids = {i for r in ours for i in r.events}
        expected = sum(event.confidence for event in once if event.id in ids)
        assert isclose(sum(r.weight for r in ours), expected, abs_tol=1e-9)
        assert all(r.level is None or -10 <= r.level <= 10 for r in ours)
        assert all(r.mean_intensity is None or -10.000001 <= r.mean_intensity <= 10.000001 for r in ours)
        assert all(sum(r.n_by_quad) == r.n_events == len(r.events) for r in ours)
