"""Levels as contexts and charts: nothing said surer than its interval, nothing drawn where it is not."""

from __future__ import annotations

import re
from datetime import date

import pytest

from detente.report import MeasuredLevels, render_report
from detente.report.charts import build_level_chart, build_small_chart, build_tilt_chart, choose_points
from detente.report.level_contexts import LevelPoint, TiltContext
from detente.report.levels import _lean_words, _move_words
from detente.report.words import share_words, with_article

from .conftest import make_document, make_event, make_relations, make_report


@pytest.fixture(scope="module")
def levels(report):
    return report.levels


def level_of(levels, *dyad):
    return next(level for level in levels.levels if level.dyad == dyad)


def test_each_level_knows_its_dated_and_its_undated_events(report, levels):
    assert levels.levels[0].dyad == ("PAK", "USA")
    for level in levels.levels:
        row = next(row for row in report.dyads if row.dyad == level.dyad)
        assert level.n_events + level.n_undated == row.n_events
        assert {event.id for event in level.events} <= set(row.events)
        assert len(level.events) == level.n_events
        for point in level.points:
            assert point.low < point.mean < point.high


def test_the_level_at_the_end_is_that_of_the_last_news(levels):
    level = level_of(levels, "PAK", "RUS")
    assert level.last.day == date(2021, 4, 6).toordinal() or level.last.day == date(2021, 4, 7).toordinal()
    assert level.last_words == "April 2021"
    assert level.last.mean == pytest.approx(level.shift.after)


def test_a_shift_is_sure_only_if_its_interval_leaves_zero_out(levels):
    for shift in levels.shifts:
        assert shift.low < shift.change < shift.high
        assert shift.sure == (round(shift.low, 1) > 0 or round(shift.high, 1) < 0)
    assert {shift.sure for shift in levels.shifts} == {True, False}


def test_pairs_without_a_dated_event_are_named():
    document = make_document("They met. They met again.", [], name="a.txt")
    events = [
        make_event(document, "They met.", date="2015"),
        make_event(document, "They met again.", date=None, source=("IND", "USA")),
    ]
    report = make_report(
        documents=[document], events=events, relations=make_relations(events), retold={}, near_duplicates={}
    )
    assert report.levels.undated == (("India", "United States"),)
    page = render_report(report)
    assert "Without any dated event, so without a level: <bdi>India</bdi> – <bdi>United States</bdi>." in page
    assert "All dated news is of one day: no shift can be measured." in page


def test_a_report_without_levels_says_so():
    page = render_report(make_report(measured=MeasuredLevels()))
    assert "there is no level over time" in page
    assert 'href="#levels"' not in page
    assert 'id="tilts"' not in page


def test_the_chart_holds_band_mean_and_events_within_its_box(levels):
    for level in levels.levels:
        chart = build_level_chart(level)
        assert len(chart.marks) == len(level.events)
        for mark in chart.marks:
            assert 0 <= mark.left <= mark.x <= mark.right <= 100
            assert 0 <= mark.y <= chart.height
        across = [float(x) for stroke in chart.strokes for x in re.findall(r"[ML]([\d.]+) ", stroke.path)]
        assert min(across) == 0
        assert max(across) == 1000
        assert chart.band.endswith("Z")
        assert len(chart.across) <= 6


def test_the_mean_is_cut_where_it_crosses_zero(levels):
    level = level_of(levels, "PAK", "USA")
    strokes = build_level_chart(level).strokes
    assert [stroke.side for stroke in strokes] == ["coop", "conf"]
    zero = build_level_chart(level).zero
    assert strokes[0].path.rsplit(" ", 1)[1] == strokes[1].path.split("L")[0].rsplit(" ", 1)[1] == f"{zero:g}"
    for stroke in strokes:
        down = [float(y) for y in re.findall(r" ([\d.]+)", stroke.path)]
        assert all(y <= zero for y in down) if stroke.side == "coop" else all(y >= zero for y in down)


def test_small_charts_share_one_scale_and_older_curves_are_empty(levels):
    charts = [build_small_chart(level, levels) for level in levels.levels]
    assert len({(chart.zero, chart.height, chart.across) for chart in charts}) == 1
    assert (
        all(
            abs(end) <= levels.limit
            for level in levels.levels
            for p in level.points
            for end in (p.low, p.high)
        )
        or levels.limit == 10
    )
    later = build_small_chart(levels.levels[0], type(levels)(window=(800_000, 801_000)))
    assert (later.band, later.strokes) == ("", ())


def test_time_is_marked_in_months_within_few_years():
    points = tuple(LevelPoint(date(2024, month, 1).toordinal(), 0.5, -1, 2) for month in range(1, 13))
    chart = build_tilt_chart(TiltContext("t", "a", "b", "c", points, ("x",)), type(make_report().levels)())
    assert [tick.label for tick in chart.across] == ["Apr 2024", "Jul 2024", "Oct 2024"]


def test_a_table_has_the_ends_and_the_days_to_keep():
    points = [LevelPoint(day, 0.0, -1.0, 1.0) for day in range(100, 200)]
    days = [point.day for point in choose_points(points, keep=(133,), most=4)]
    assert days == [100, 133, 166, 199]
    assert [point.day for point in choose_points(points[:1])] == [100]


def test_leaning_is_told_no_surer_than_it_is():
    sides = ("the United States", "Russia")
    sure = LevelPoint(1, -4.0, -6.0, -2.0)
    assert _lean_words(sure, sides=sides, when="in May 2020") == (
        "In May 2020 nearer to Russia by 4.0 (90%: +2.0 to +6.0)."
    )
    unsure = LevelPoint(1, 1.0, -3.0, 5.0)
    assert _lean_words(unsure, sides=sides, when="on 2 May 2020") == (
        "On 2 May 2020 no side is sure: nearer to the United States by 1.0 (90%: −3.0 to +5.0)."
    )
    span = ("in May 2014", "in May 2020")
    assert _move_words(-3.0, 1.0, sides=sides, span=span) == (
        "From May 2014 to May 2020 it moved toward Russia by 3.0 (90%: +2.0 to +4.0)."
    )
    assert "no move is sure: toward the United States by 0.5" in _move_words(0.5, 1.0, sides=sides, span=span)


def test_tilts_are_told_by_name(levels):
    tilt = next(tilt for tilt in levels.tilts if tilt.actor == "Pakistan")
    assert (tilt.toward, tilt.against) == ("the United States", "Russia")
    assert len(tilt.words) == 2
    assert "nearer to Russia" in tilt.words[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [("European Union", "the European Union"), ("Soviet Union", "the Soviet Union"), ("Russia", "Russia"),
     ("Shanghai Cooperation Organisation", "the Shanghai Cooperation Organisation"), ("Unitedland", "Unitedland")],
)  # fmt: skip
def test_names_take_their_article(name, words):
    assert with_article(name) == words


def test_nothing_is_told_as_certain():
    assert (share_words(0.5), share_words(0.9999)) == ("0.50", "over 0.99")


def test_the_page_has_a_panel_a_small_chart_and_a_link_for_each_pair(report):
    page = re.sub(r'<section id="system".*?</section>', "", render_report(report), flags=re.DOTALL)
    for level in report.levels.levels:
        assert page.count(f'id="{level.anchor}"') == 1
        small = level.n_events > 1
        row = any(row.dyad == level.dyad for row in report.dyads[:60])
        assert page.count(f'href="#{level.anchor}"') == small + 1 + row
    assert 'style="' not in re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)


def test_many_events_are_drawn_in_part_evenly_and_that_is_said(crowd):
    level = crowd.levels.levels[0]
    assert 60 <= len(level.events) <= 80 + 5 * len(level.turns) < level.n_events
    assert {event.quad for event in level.events} == {1, 2, 3, 4}
    text = f"Drawn are {len(level.events)} of {level.n_events:,} dated events, evenly chosen"
    assert text in render_report(crowd)


def test_news_before_the_common_axis_is_hinted_at():
    document = make_document("They met.", [], name="a.txt")
    recent = [
        make_event(document, "They met.", id=f"e{month}", date=f"2015-{month:02}") for month in range(1, 11)
    ]
    old = make_event(document, "They met.", id="old", date="1947", source=("IND", "PAK"))
    later = make_event(document, "They met.", id="later", date="1948", source=("IND", "PAK"))
    for events, hint in ((recent, False), ([*recent, old, later], True)):
        report = make_report(documents=[document], events=events, relations=[], retold={}, near_duplicates={})
        assert report.levels.trimmed is hint
        page = render_report(report)
        assert ("Earlier, rarer news stands" in page) is hint
        assert ("all before 2015" in page) is hint
