"""What is measured for a report: which dyads, days, windows and triads."""

from __future__ import annotations

from datetime import date

import pytest

from detente.actors.actor import Actor
from detente.coding.statements import Claim
from detente.report import MeasuredLevels

from .conftest import ACTORS, STORIES, make_document, make_event, make_levels, make_story

DOCUMENT = make_document("Met.", [], name="a.txt")


def told(when, *pair, n=0, **fields):
    return make_event(DOCUMENT, "Met.", id=f"{when}{pair}{n}", date=when, source=pair, **fields)


@pytest.fixture(scope="module")
def events():
    return [event for place in range(len(STORIES)) for event in make_story(place)[1]]


@pytest.fixture(scope="module")
def measured(events):
    return make_levels(events)


def test_without_a_dated_event_there_is_nothing_and_no_fault():
    assert make_levels([]) == MeasuredLevels()
    assert make_levels([told(None, "PAK", "RUS")]) == MeasuredLevels()
    assert make_levels([told("2015", "PAK", "RUS", status="planned")]) == MeasuredLevels()


def test_only_dated_events_that_happened_are_counted(events, measured):
    mine = [event for event in events if {"PAK", "RUS"} == {*event.source, *event.target}]
    done = [event for event in mine if event.status in ("occurred", "ongoing")]
    assert measured.dated["PAK", "RUS"] == sum(event.date is not None for event in done) == 7
    assert not {event.id for event in mine if event not in done} & set(measured.placed)


def test_the_most_eventful_come_first_and_each_curve_reaches_past_its_news(measured):
    counts = [course.n_observations for course in measured.courses]
    assert counts == sorted(counts, reverse=True)
    for course in measured.courses:
        assert len(course.dates) <= 120
        assert list(course.dates) == sorted(set(course.dates))
        shift = next((shift for shift in measured.shifts if shift.dyad == course.dyad), None)
        if shift:
            assert course.dates[0] < shift.start < shift.end < course.dates[-1]
            assert {shift.start, shift.end} <= set(course.dates)


def test_one_day_of_news_has_a_curve_and_no_shift():
    measured = make_levels([told("2015-05-01", "PAK", "RUS", n=n) for n in range(3)])
    assert len(measured.courses) == 1
    assert measured.courses[0].dates[0] < date(2015, 5, 1) < measured.courses[0].dates[-1]
    assert measured.shifts == []


def test_at_most_thirty_pairs_have_a_curve_and_all_have_a_shift():
    pairs = [(f"A{n:02}", f"B{n:02}") for n in range(40)]
    measured = make_levels([told(f"20{10 + year}", *pair) for pair in pairs for year in (0, 5)])
    assert len(measured.courses) == 30
    assert len(measured.shifts) == len(measured.dated) == 40


def test_a_long_thin_beginning_is_left_out_of_the_common_window():
    recent = [told(f"2015-{month:02}", "PAK", "RUS") for month in range(1, 11)]
    assert make_levels([*recent, told("1947", "IND", "PAK")]).window == (date(2015, 1, 1), date(2015, 12, 31))
    assert make_levels([*recent, told("2014", "IND", "PAK")]).window == (date(2014, 1, 1), date(2015, 12, 31))


def test_the_weights_count():
    events = [
        told("2015", "PAK", "RUS", type="AID", intensity=8.0),
        told("2015", "PAK", "RUS", n=1, intensity=-8.0),
    ]
    level = make_levels(events, weight_of=lambda event: 9.0 if event.intensity > 0 else 0.1).courses[0]
    assert level.mean[len(level.mean) // 2] > 0
    assert make_levels(events, weight_of=lambda _: 0.0) == MeasuredLevels()


def claim(one, other, n):
    return Claim(
        id=f"c{one}{other}{n}", document="d", dyad=(one, other), domain="overall", claim="close", tense="present",
        modality="asserted", asserted_by="author", confidence=0.8, evidence=(), trace=None,
    )  # fmt: skip


def test_a_tilt_is_between_the_two_most_talked_about_else_the_two_with_most_events(events):
    ends = {tilt.tilt.actor: (tilt.tilt.toward, tilt.tilt.against) for tilt in make_levels(events).tilts}
    assert ends["PAK"] == ("USA", "RUS")
    talked = [claim("CHN", "PAK", n) for n in range(9)] + [claim("PAK", "USA", n) for n in range(3)]
    talked += [claim("CHN", "USA", 1)]
    ends = {
        tilt.tilt.actor: (tilt.tilt.toward, tilt.tilt.against)
        for tilt in make_levels(events, claims=talked).tilts
    }
    assert ends["PAK"] == ("CHN", "USA")


def test_no_tilt_is_between_persons_and_no_organisation_stands_between():
    pairs = [("IND", "SCO"), ("PAK", "SCO"), ("IND", "someone"), ("IND", "PAK")]
    events = [told(f"201{year}", *pair) for pair in pairs for year in (4, 5, 6)]
    actors = {**ACTORS, "someone": Actor("someone", "Some One", "person", "")}
    measured = make_levels(events, actors=actors)
    assert {tilt.tilt.actor: {tilt.tilt.toward, tilt.tilt.against} for tilt in measured.tilts} == {
        "IND": {"PAK", "SCO"}, "PAK": {"IND", "SCO"},
    }  # fmt: skip


def test_the_change_of_a_tilt_is_that_of_its_two_levels(measured):
    tilt = next(tilt for tilt in measured.tilts if tilt.tilt.actor == "PAK")
    assert (tilt.toward.start, tilt.toward.end) == (tilt.against.start, tilt.against.end)
    ends = [tilt.tilt.dates.index(when) for when in (tilt.toward.start, tilt.toward.end)]
    assert tilt.change == pytest.approx(tilt.tilt.mean[ends[1]] - tilt.tilt.mean[ends[0]])
    assert tilt.sd == pytest.approx((tilt.toward.sd**2 + tilt.against.sd**2) ** 0.5)
