"""Figures of the report: taken along as SVG, PNG and CSV; honest about what is not known."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.figures import SVG, check_csv, check_figures, take

from detente.report import write_report
from detente.report.charts import build_level_chart, build_small_chart
from detente.report.page import build_environment, render_report
from detente.report.silences import find_silences, least_silence

from .test_browser import opened

DAY = date(2018, 1, 1).toordinal()


@pytest.fixture(scope="module")
def path(tmp_path_factory, report):
    return write_report(report, tmp_path_factory.mktemp("figures") / "r.html")


def test_every_figure_can_be_taken_along(browser, path, report):
    with opened(browser, path, accept_downloads=True) as page:
        names = check_figures(page)
        assert page.locator("[data-figure]").count() == page.locator("details.save").count()
    assert {"levels", "timeline", "network", "system"} <= set(names)
    assert {tilt.anchor for tilt in report.levels.tilts} <= set(names)
    assert any(name.startswith("level-") for name in names)


def test_the_rows_are_what_is_drawn(browser, path, report):
    with opened(browser, path, accept_downloads=True) as page:
        rows = {
            name: check_csv(take(page, page.locator(f"[data-figure={name}] .save"), "CSV")[0])
            for name in ("timeline", "network", "system")
        }
        minis = check_csv(take(page, page.locator("#levels > .save"), "CSV")[0])
    assert len(rows["timeline"]) == sum(len(row.events) for row in report.timeline)
    assert {row["status"] for row in rows["timeline"]} >= {"occurred", "planned", "denied"}
    assert len(rows["network"]) == len(report.network.ties)
    assert len(rows["system"]) == sum(max(1, len(frame.ties)) for frame in report.system.frames)
    many = [level for level in report.levels.levels if level.enough][:24]
    assert len(minis) == sum(len(level.points) for level in many)
    assert {(row["a"], row["b"]) for row in minis} == {level.dyad for level in many}


def test_a_hostile_name_is_words_in_a_picture_and_no_formula_in_its_data(browser, tmp_path, report):
    bad = '=HYPERLINK("x")<script>boom()</script>]]>&\x0b'
    text = render_report(report).replace(
        "Pakistan", bad.replace("<", "&lt;").replace("\x0b", "").replace('"', "&quot;")
    )
    place = tmp_path / "r.html"
    place.write_text(text, encoding="utf-8")
    with opened(browser, place, accept_downloads=True) as page:
        menu = page.locator("#levels > .save")
        svg, _ = take(page, menu, "SVG")
        root = ET.fromstring(svg.decode())  # noqa: S314  our own
        assert any("<script>" in (one.text or "") for one in root.iter(f"{SVG}text"))
        assert root.find(f".//{SVG}script") is None
        data, _ = take(page, page.locator("[data-figure=network] .save"), "CSV")
        names = [row["name_a"] + row["name_b"] for row in check_csv(data)]
        assert any("'=HYPERLINK" in name for name in names) or not any("HYPERLINK" in name for name in names)


def test_every_curve_has_its_band(browser, path):
    with opened(browser, path) as page:
        bare = """all => all.filter(mean => !mean.parentElement.querySelector('.band')
          && !mean.closest('svg').parentElement.closest('svg').querySelector('.band, .whisker')).length"""
        assert page.locator("path.mean").count() > 10
        assert page.eval_on_selector_all("path.mean", bare) == 0


def test_one_event_makes_no_curve(report):
    text = render_report(report)
    single = [level for level in report.levels.levels if not level.enough]
    assert single
    for level in report.levels.levels:
        body = text[text.index(f'id="{level.anchor}"') :]
        body = body[: body.index("</details>")]
        assert ('class="mean' in body) == level.enough
        assert ("too little to say" in body) == (not level.enough)


def test_silence_is_hatched_in_every_chart_of_a_pair(browser, path, report):
    silent = [level for level in report.levels.levels if level.silences and level.enough]
    assert silent
    for level in silent:
        chart = build_level_chart(level)
        assert len(chart.blanks) == len(level.silences)
        for event in level.events:  # nothing is told where it says that nothing is
            day = date.fromordinal(round(event.day)).isoformat()
            assert not any(one.start < day < one.end for one in level.silences)
        first, last = report.levels.window
        days = [date.fromordinal(day).isoformat() for day in (first, last)]
        inside = [one for one in level.silences if one.start < days[1] and one.end > days[0]]
        assert len(build_small_chart(level, report.levels).blanks) == len(inside)
    with opened(browser, path) as page:
        blank = page.locator(".level .silence").first
        assert blank.evaluate("one => getComputedStyle(one).fill").startswith("url(")
        assert page.locator(".minis .silence").count() > 0
        assert page.locator(".tilt .silence").count() == sum(
            len(tilt.silences) for tilt in report.levels.tilts
        )


@given(st.lists(st.tuples(st.integers(0, 4000), st.floats(0.0, 200.0)), max_size=12))
def test_in_a_silence_nothing_is_told(rows):
    news = [(float(DAY + day), spread) for day, spread in rows]
    silences = find_silences(news)
    for one in silences:
        start, end = (date.fromisoformat(day).toordinal() for day in (one.start, one.end))
        assert end - start >= 89
        assert not any(day - spread < end - 1 and day + spread > start + 1 for day, spread in news)
    if news:
        low, high = min(day - spread for day, spread in news), max(day + spread for day, spread in news)
        assert sum(True for _ in silences) <= (high - low) / max(least_silence(low, high), 1)


def test_classes_of_events_differ_without_colour():
    parts = build_environment().get_template("parts.html.j2").module
    shapes = [
        re.sub(r' class="[^"]*"|aria-label="[^"]*"|<title>.*?</title>', "", parts.glyph(quad))
        for quad in (1, 2, 3, 4)
    ]
    assert len(set(shapes)) == 4
    marks = [re.sub(r' class="[^"]*"', "", parts.spot(quad, 5, 5, "q")) for quad in (1, 2, 3, 4)]
    assert len(set(marks)) == 4


def test_marks_of_the_timeline_differ_without_colour_and_what_did_not_happen_is_hollow(browser, path):
    look = """all => all.map(one => { const shape = one.querySelector('path, rect, circle');
      return [one.getAttribute('aria-label') || shape.getAttribute('aria-label') || one.textContent,
        getComputedStyle(shape).fill, shape.tagName + (shape.getAttribute('d') || '')]; })"""
    with opened(browser, path) as page:
        marks = page.eval_on_selector_all("#timeline-chart a", look)
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor") or paper
    hollow = {fill for label, fill, _ in marks if "not done" in label}
    assert hollow == {paper}
    assert paper not in {fill for label, fill, _ in marks if "not done" not in label}
    shapes = {}
    for label, fill, shape in marks:
        if "not done" not in label and not shape.startswith("rect"):
            shapes.setdefault(fill, set()).add(shape)
    assert len(shapes) >= 3
    assert all(len(found) == 1 for found in shapes.values())
    assert len({next(iter(found)) for found in shapes.values()}) == len(shapes)
