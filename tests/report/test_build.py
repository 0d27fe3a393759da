from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from detente.report.dyads import build_network
from detente.report.words import date_words, safe_url

from .conftest import ACTORS, Relation, make_document, make_event, make_relations, make_report, make_story

if TYPE_CHECKING:
    from detente.report import ReportContext


def test_sums_add_up(report: ReportContext):
    counts = report.counts
    assert counts.inputs == counts.stored + counts.duplicate + counts.rejected == 9
    assert counts.events == sum(n for _, n in counts.by_status) == 41
    assert counts.done == sum(event.done for event in report.events) == 33
    assert sum(row.n for row in counts.rejections) == 45
    assert counts.rejections[0].words == "two actors, but no word that tells of an event"
    assert counts.copies == 1
    assert [row[0] for row in report.refused] == ["nothing.txt", "photo.txt"]


def test_missing_sums_are_taken_from_the_nouns():
    counts = make_report(counts={}).counts
    assert (counts.inputs, counts.stored, counts.rejected) == (8, 6, 2)


def test_dyads_are_ranked_and_agree_with_their_trend(report: ReportContext):
    assert [row.dyad for row in report.dyads[:2]] == [("PAK", "RUS"), ("PAK", "USA")]
    for row in report.dyads:
        assert sum(row.n_by_quad) == row.n_events
        assert [y.year for y in row.trend] == list(range(2014, 2022))


def test_months_count_only_where_the_year_has_no_row():
    document, events = make_story(0)
    events = events[:1]
    months = [
        Relation(("PAK", "RUS"), period, 1, (1, 0, 0, 0), 0, 0, 0, 5.0, 1.0, 0.0, (events[0].id,), ())
        for period in ("2014", "2014-11", "2015-02")
    ]
    report = make_report(documents=[document], events=events, relations=months, near_duplicates={}, retold={})
    assert report.dyads[0].n_events == 1
    assert [(y.year, y.cooperative) for y in report.dyads[0].trend] == [(2014, 1), (2015, 1)]


def test_a_copy_is_no_second_source(report: ReportContext):
    event = next(event for event in report.events if event.object == "military cooperation accord")
    assert event.n_articles == 2
    assert event.n_outlets == 1
    assert len(event.quotes) == 2


def test_without_the_link_a_copy_would_be_a_second_source():
    report = make_report(near_duplicates={})
    event = next(event for event in report.events if event.object == "military cooperation accord")
    assert event.n_outlets == 2


def test_a_ring_of_copies_ends():
    first, second = make_story(0)[0].id, make_story(1)[0].id
    assert make_report(near_duplicates={first: second, second: first}).counts.documents == 6


@pytest.mark.parametrize(
    ("when", "start", "end", "precision"),
    [
        ("2014-11-20", "2014-11-20", "2014-11-21", "day"),
        ("2018", "2018-01-01", "2019-01-01", "year"),
        ("2016/..", "2016-01-01", "", "interval"),
        ("../2015", "2015-12-31", "2016-01-01", "interval"),
        ("not a date", "", "", ""),
        (None, "", "", ""),
    ],
)
def test_dates_keep_their_precision(when, start, end, precision):
    document = make_document("They met.", [], name="a.txt")
    event = make_event(document, "They met.", date=when)
    (context,) = make_report(documents=[document], events=[event], relations=[], retold={}).events
    assert (context.start, context.end, context.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2021-04-06/2021-04-07", "6 to 7 April 2021"),
        ("2021-04-06/2021-05-09", "6 April to 9 May 2021"),
        ("2021-10/2021-12", "October to December 2021"),
        ("2020/2021", "2020 to 2021"),
        ("2020-12-31/2021-01-02", "31 December 2020 to 2 January 2021"),
        ("../2015", "until 2015"),
        ("19XX", "1900 to 1999"),
        ("2018-08?", "about August 2018"),
    ],
)
def test_dates_in_words(edtf, words):
    assert date_words(edtf) == words


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//example.org", "http:", "https://user@example.org/", "http://a b/",
     'https://example.org/"onclick=1', "java\nscript:x", "vbscript:x", "https://[broken", "file:///etc/passwd", ""],
)  # fmt: skip
def test_only_plain_web_addresses_pass(url):
    assert safe_url(url) == ""


def test_the_list_has_a_limit_and_says_so():
    report = make_report(settings={"report.max_events": 10})
    assert len(report.events) == 10
    assert report.n_events_left_out == 31
    assert report.counts.events == 41
    assert report.settings_line == "report.max_events = 10"


def test_an_unknown_actor_keeps_its_identity():
    document = make_document("They met.", [], name="a.txt")
    event = make_event(document, "They met.", source=("PAK", "XYZ"))
    (context,) = make_report(documents=[document], events=[event], relations=[], retold={}).events
    assert context.who == "Pakistan and XYZ"


def test_the_network_leaves_out_the_rarest_and_counts_them(report: ReportContext):
    row = report.dyads[0]
    many = [replace(row, dyad=(f"A{n:02}", f"B{n:02}"), n_events=n + 1) for n in range(30)]
    network = build_network(many, actors=ACTORS, listed=frozenset(row.events))
    assert len(network.nodes) == 40
    assert network.n_left_out == 20
    assert all(tie.n_events > 10 for tie in network.ties)


def test_the_timeline_shows_each_dated_event_once(report: ReportContext):
    drawn = [event for row in report.timeline for event in row.events]
    assert len(drawn) == len(set(drawn)) == sum(bool(event.start) for event in report.events)


def test_titles_name_the_actors_unless_given(report: ReportContext):
    assert report.title == "Pakistan, Russia, India, United States, China and one other"
    assert make_report(title="A week").title == "A week"
    assert make_report(events=[], relations=[], retold={}).title == "A report without events"


def test_order_of_input_does_not_matter():
    stories = [make_story(place) for place in range(5)]
    events = [event for _, mine in stories for event in mine]
    documents = [document for document, _ in stories]
    there = make_report(documents=documents, events=events, relations=make_relations(events))
    back = make_report(documents=documents[::-1], events=events[::-1], relations=make_relations(events)[::-1])
    assert there.events == back.events
    assert there.findings == back.findings
    assert there.articles == back.articles
