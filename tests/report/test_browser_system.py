"""The system of states in a real browser: through time by slider and button, whole without script."""

from __future__ import annotations

import pytest
from tests.access import find_barriers

from detente.actors.actor import Actor
from detente.report import write_report

from .test_browser import PAYLOADS, make_document, make_event, make_relations, make_report, opened
from .test_system_section import make_blocs


@pytest.fixture(scope="module")
def blocs():
    return make_blocs()


@pytest.fixture(scope="module")
def path(tmp_path_factory, blocs):
    return write_report(blocs, tmp_path_factory.mktemp("system") / "r.html")


def wait_for_frame(page, label):
    page.wait_for_function("label => document.getElementById('system-when').textContent === label", arg=label)


def bonds(page):
    return page.locator("#system-chart .ties > a").count()


@pytest.mark.parametrize("script", [True, False])
def test_the_newest_period_is_there_with_and_without_script(browser, path, blocs, script):
    with opened(browser, path, java_script_enabled=script) as page:
        newest = blocs.system.frames[-1]
        assert page.locator("#system-when").inner_text() == newest.label
        assert bonds(page) == len(newest.ties) == 15
        assert page.locator("#system-chart .ties > a.conf .cross").count() == 8
        assert page.locator("#system-chart .dot .letter").all_text_contents() == [
            "A",
            "A",
            "A",
            "B",
            "B",
            "B",
        ]
        assert page.locator("#system-chart .hull").count() == 2
        assert page.locator("#system-seen").inner_text() == newest.words
        assert page.locator("#system-controls").is_visible() == script
        assert page.locator("#system .measure svg .value").count() == 12


def test_what_the_server_drew_and_what_the_script_draws_is_the_same(browser, path):
    read = """() => [...document.querySelectorAll('#system-chart .ties > a')].map((a) => [a.getAttribute('href'),
      a.getAttribute('class').trim(), a.querySelector('title').textContent,
      ...['x1', 'y1', 'x2', 'y2', 'stroke-width', 'stroke-opacity'].map((n) =>
        parseFloat(a.querySelector('.bond').getAttribute(n)))].join(' | ')).sort()"""
    with opened(browser, path, java_script_enabled=False) as page:
        served = page.evaluate(read)
    with opened(browser, path) as page:
        assert page.evaluate(read) == served


def test_the_keyboard_walks_through_time(browser, path, blocs):
    frames = blocs.system.frames
    with opened(browser, path) as page:
        slider = page.locator("#system-slider")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        wait_for_frame(page, frames[-2].label)
        assert slider.get_attribute("aria-valuetext") == frames[-2].label
        page.keyboard.press("Home")
        wait_for_frame(page, frames[0].label)
        assert page.locator("#system-seen").inner_text() == frames[0].words
        now = page.locator("#system .measure .now").first.get_attribute("x1")
        page.keyboard.press("End")
        wait_for_frame(page, frames[-1].label)
        assert page.locator("#system .measure .now").first.get_attribute("x1") != now


def test_a_silent_period_is_hatched_and_empty(browser, path, blocs):
    place = next(place for place, frame in enumerate(blocs.system.frames) if frame.silent)
    with opened(browser, path) as page:
        assert not page.locator("#system-chart .silence").is_visible()
        page.locator("#system-slider").fill(str(place))
        wait_for_frame(page, blocs.system.frames[place].label)
        assert page.locator("#system-chart .silence").is_visible()
        assert bonds(page) == 0
        assert page.locator("#system-chart .hull").count() == 0
        assert page.locator("#system .measure .silence").count() == 2


def test_play_begins_at_the_first_period_and_pauses(browser, path, blocs):
    frames = blocs.system.frames
    with opened(browser, path) as page:
        play = page.locator("#system-play")
        play.click()
        wait_for_frame(page, frames[0].label)
        assert play.inner_text() == "Pause"
        wait_for_frame(page, frames[1].label)
        play.click()
        page.wait_for_function("document.getElementById('system-play').textContent === 'Play'")
        stayed = page.locator("#system-when").inner_text()
        page.wait_for_timeout(1_300)
        assert page.locator("#system-when").inner_text() == stayed
        page.locator("#system-slider").fill(str(len(frames) - 2))
        play.click()
        wait_for_frame(page, frames[-1].label)
        page.wait_for_function("document.getElementById('system-play').textContent === 'Play'")


def test_friend_and_foe_differ_by_more_than_colour(browser, path):
    dashes = "node => getComputedStyle(node).strokeDasharray"
    with opened(browser, path) as page:
        assert page.locator("#system-chart .coop .bond").first.evaluate(dashes) == "none"
        assert page.locator("#system-chart .conf .bond").first.evaluate(dashes) != "none"
        assert page.locator("#system-chart .coop .cross").count() == 0


def test_a_strained_tie_leads_to_its_panel_and_its_sentence(browser, path, blocs):
    row = blocs.system.strains.rows[0]
    with opened(browser, path) as page:
        page.locator(".strained th a").first.click()
        page.wait_for_function("target => location.hash === target", arg=row.target)
        page.locator(row.target).wait_for(state="visible")
        page.locator(".strained .evidence a").first.click()
        page.locator("#reader mark.hit").first.wait_for(state="visible")


@pytest.mark.parametrize("width", [320, 768])
def test_no_width_scrolls_sideways(browser, path, width):
    with opened(browser, path, width=width, height=844) as page:
        page.evaluate("for (const one of document.querySelectorAll('#system details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator("#system-chart .name:visible").first.bounding_box()
        assert 9 <= box["height"] <= 22


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_access(browser, path, scheme):
    context = browser.new_context(
        color_scheme=scheme, bypass_csp=True, viewport={"width": 1200, "height": 900}
    )
    try:
        page = context.new_page()
        page.goto(f"file://{path}")
        page.locator("#system-controls").wait_for(state="visible")
        page.evaluate("for (const one of document.querySelectorAll('#system details')) one.open = true")
        assert find_barriers(page, "#system") == []
    finally:
        context.close()


@pytest.mark.parametrize("script", [True, False])
def test_hostile_names_stay_words(browser, tmp_path, script):
    sentences = [f"Meeting {n} was held." for n in range(len(PAYLOADS) * 3)]
    document = make_document(" ".join(sentences), [], name="a.txt")
    actors = {
        f"{payload}{n}": Actor(f"{payload}{n}", payload, "state", "") for n, payload in enumerate(PAYLOADS)
    }
    names = list(actors)
    events = [
        make_event(
            document, quote, id=f"h{n}", date=f"{2010 + n % 3}-05-0{n % 9 + 1}",
            type="AID" if n % 2 else "ASSAULT", source=(names[n % len(names)],), target=(names[n % 7 - 7],),
        )
        for n, quote in enumerate(sentences)
        if names[n % len(names)] != names[n % 7 - 7]
    ]  # fmt: skip
    report = make_report(
        documents=[document], events=events, actors=actors, relations=make_relations(events), retold={},
        near_duplicates={},
    )  # fmt: skip
    assert len(report.system.nodes) > 15
    with opened(browser, write_report(report, tmp_path / "r.html"), java_script_enabled=script) as page:
        assert page.locator("#system-chart .dot").count() == len(report.system.nodes)
        assert page.locator("iframe, object, base, img, form:not(#filter), math, noscript").count() == 0
        assert page.locator("script").count() == 2
        if script:
            for place, frame in enumerate(report.system.frames):
                page.locator("#system-slider").fill(str(place))
                wait_for_frame(page, frame.label)
                assert bonds(page) == len(frame.ties)
