from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from detente.report import MeasuredLevels
from detente.report.words import DONE

from .conftest import make_document, make_event, make_relations, make_report

if TYPE_CHECKING:
    from detente.report import ReportContext


def kinds(report):
    return {finding.kind: finding for finding in report.findings}


def small(sentences, **settings):
    document = make_document(" ".join(quote for quote, _ in sentences), [], name="a.txt", outlet="A")
    events = [make_event(document, quote, **fields) for quote, fields in sentences]
    return make_report(
        documents=[document], events=events, relations=make_relations(events), rejections=[], counts={},
        near_duplicates={}, retold={}, settings=settings,
    )  # fmt: skip


def test_every_finding_but_the_empty_one_rests_on_known_events(report: ReportContext):
    known = {event.id for event in report.events}
    assert len(report.findings) >= 9
    for finding in report.findings:
        assert finding.events
        assert known.issuperset(finding.events)
        for line in finding.lines:
            assert line.events
            assert known.issuperset(line.events)


def test_what_is_told_as_done_was_done(report: ReportContext):
    status = {event.id: event.status for event in report.events}
    for finding in report.findings:
        if finding.kind in ("dyad", "moved", "turned", "pacts", "conflict", "outlet", "undated"):
            assert {status[event] for event in finding.events} <= DONE
        if finding.kind == "planned":
            assert {status[event] for event in finding.events} <= {"planned", "negotiating", "possible"}


def test_the_balance_says_how_much_from_where_and_which_way(report: ReportContext):
    first = report.findings[0]
    assert first.headline == (
        "Pakistan and Russia: 8 events in 3 articles from 2 sources: 8 cooperative, 0 conflictual; mean intensity +5.0."
    )
    assert first.lines[0].text.startswith("Warmest: Russia → Pakistan: cooperation: four Mi-35 helicopters")


def test_the_pair_that_moved_is_named_with_the_interval_of_its_shift(report: ReportContext):
    moved = kinds(report)["moved"]
    assert re.fullmatch(
        r"Pakistan and United States moved most: colder by \d\.\d \(90%: −\d+\.\d to −\d+\.\d\)\.",
        moved.headline,
    )
    assert re.search(
        r"from \+\d\.\d in July 2014 to −\d\.\d in September 2018; 8 dated events$", moved.lines[0].text
    )
    assert len(moved.lines[0].events) == 8
    assert all("not sure" not in line.text for line in moved.lines)


def test_where_no_shift_is_sure_that_is_said():
    rows = [
        (f"They met {n}.", {"type": kind, "date": f"{2014 + n}"}) for n, kind in enumerate(["AID", "ACCUSE"])
    ]
    moved = kinds(small(rows))["moved"]
    assert moved.headline == (
        "No shift is sure: of 1 pair with news on several days, none has a 90% interval without zero."
    )
    assert moved.lines[0].text.startswith("Pakistan and Russia: not sure, colder by ")
    rows = [(f"They met {n}.", {"type": kind, "date": f"{2014 + n // 8}-{n % 8 + 1:02}"})
            for n, kind in enumerate(["AID"] * 16 + ["ASSAULT"] * 16)]  # fmt: skip
    assert kinds(small(rows))["moved"].headline.startswith("Pakistan and Russia moved most: colder by")


def test_news_of_one_day_cannot_have_moved_and_without_levels_nobody_is_said_to():
    assert "moved" not in kinds(small([(f"They met {n}.", {"date": "2014-05-01"}) for n in range(4)]))
    assert "moved" not in kinds(make_report(measured=MeasuredLevels()))


def test_a_turn_is_told_with_its_time_and_the_events_that_made_it():
    rows = [(f"They met {n}.", {"type": "AID" if n < 24 else "ASSAULT", "date": f"{2010 + n // 12}-{n % 12 + 1:02}-15"})
            for n in range(48)]  # fmt: skip
    report = small(rows)
    turned = kinds(report)["turned"]
    assert (
        turned.headline
        == "Pakistan and Russia turned between 15 December 2011 and 15 January 2012, to the worse."
    )
    dates = {event.id: event.date for event in report.events}
    assert "2012-01-15" in {dates[event] for event in turned.events}
    assert min(dates[event] for event in turned.events) >= "2012-01-15"


def test_plans_are_told_with_their_date_and_never_as_deeds(report: ReportContext):
    planned = kinds(report)["planned"]
    assert planned.headline.startswith(
        "Not done, as far as these articles tell: 5 events, 3 planned, 1 under negotiation"
    )
    assert any("S-400 delivery (October to December 2021): planned" in line.text for line in planned.lines)
    assert any("under negotiation, no date given" in line.text for line in planned.lines)


def test_a_denial_far_in_time_is_no_dispute():
    done = ("They fought.", {"type": "ASSAULT", "date": "2020-06-15"})
    near = ("They did not fight.", {"type": "ASSAULT", "date": "2020-06-17", "status": "denied"})
    far = ("They never fought.", {"type": "ASSAULT", "date": "2014-06-17", "status": "denied"})
    assert "disputed" in kinds(small([done, near]))
    assert "disputed" not in kinds(small([done, far]))
    assert "disputed" not in kinds(small([near]))


def test_one_event_is_too_little_to_say():
    report = small([("They met.", {"date": "2015"})])
    assert [finding.kind for finding in report.findings] == ["thin"]
    assert "Too little evidence to say anything about 1 pair" in report.findings[0].headline
    assert not report.dyads[0].enough


def test_with_one_outlet_nothing_is_said_about_single_sources():
    assert "outlet" not in kinds(small([("They met.", {}), ("They met again.", {})]))


def test_no_event_gives_one_honest_sentence_with_the_reasons():
    report = make_report(events=[], relations=[], retold={})
    (finding,) = report.findings
    assert finding.headline == "No event was found in 6 articles."
    assert "two actors, but no word that tells of an event (31)" in finding.lines[0].text


def test_long_lists_end_with_the_number_left():
    rows = [(f"Blow {n}.", {"type": "ASSAULT", "date": f"2015-01-{n + 1:02}"}) for n in range(9)]
    lines = kinds(small(rows))["conflict"].lines
    assert lines[-1].text == "and 3 more"
    assert len(lines[-1].events) == 3


@pytest.mark.parametrize("finding", make_report().findings, ids=lambda finding: finding.label)
def test_headlines_are_sentences(finding):
    assert re.fullmatch(r"[A-Z0-9].*\.", finding.headline)
    assert len(finding.headline) < 160
    assert finding.label


def test_made_on_is_today_unless_given():
    assert make_report(made_on=None).made_on == date.today().isoformat()  # noqa: DTZ011
