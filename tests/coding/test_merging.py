from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.event import Event, Trace
from detente.coding.merging import merge_repeated
from detente.core.spans import Span

PACT = Event(
    id="e1",
    document="d",
    type="SUPPORT",
    mode=None,
    contexts=("military",),
    source=("PAK", "RUS"),
    target=(),
    persons=(),
    status="occurred",
    asserted_by="author",
    date=None,
    date_text=None,
    place=None,
    object="pact on training",
    project=None,
    amounts=(),
    intensity=4.6,
    quad_class=1,
    confidence=0.8,
    evidence=(Span(0, 10, "0123456789"),),
    trace=Trace("pattern", "1", ("rule:sign-pact",)),
)


def at(start, **changes):
    return replace(PACT, evidence=(Span(start, start + 10, "x" * 10),), **changes)


def test_a_repetition_becomes_one_event_with_all_evidence():
    (event,) = merge_repeated([at(0), at(50, date="2018-08-07", date_text="Tuesday", place="Rawalpindi")])
    assert [span.start for span in event.evidence] == [0, 50]
    assert (event.date, event.place) == ("2018-08-07", "Rawalpindi")
    assert event.confidence > PACT.confidence


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "AGREE"},
        {"status": "planned"},
        {"source": ("IND", "RUS")},
        {"date": "2014"},
        {"object": "pipeline"},
        {"object": None, "trace": Trace("pattern", "1", ("rule:work-with",))},
    ],
)
def test_what_differs_stays_apart(changes):
    assert len(merge_repeated([at(0, date="2018-08-07"), at(50, **changes)])) == 2


@pytest.mark.parametrize("rule", ["rule:n-pact", "rule:sign-pact"])
def test_a_noun_or_the_same_words_take_an_event_up_again(rule):
    again = at(50, object=None, trace=Trace("pattern", "1", (rule,)))
    assert len(merge_repeated([at(0), again])) == 1


def test_a_headline_sums_up():
    again = at(50, object=None, trace=Trace("pattern", "1", ("rule:work-with", "headline")))
    assert len(merge_repeated([at(0), again])) == 1


def test_a_deed_and_its_reverse_stay_apart():
    there = at(0, type="ACCUSE", source=("IND",), target=("PAK",))
    back = at(50, type="ACCUSE", source=("PAK",), target=("IND",))
    assert len(merge_repeated([there, back])) == 2


def test_a_visit_gives_its_direction_to_the_meeting():
    meeting = at(0, type="CONSULT", object="energy")
    visit = at(50, type="CONSULT", object="energy", mode="visit", source=("PAK",), target=("RUS",))
    (event,) = merge_repeated([meeting, visit])
    assert (event.source, event.target, event.mode) == (("PAK",), ("RUS",), "visit")


@given(st.permutations([0, 20, 40, 60]))
def test_the_order_of_telling_does_not_matter_to_the_order_of_events(starts):
    events = [at(start, object=f"thing{start}") for start in starts]
    assert [event.evidence[0].start for event in merge_repeated(events)] == [0, 20, 40, 60]
