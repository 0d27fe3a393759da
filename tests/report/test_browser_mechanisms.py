"""Why they move, in a real browser: readable without script, on a phone, in the dark; numbers open their words."""

from __future__ import annotations

import pytest
from tests.access import find_barriers

from detente.report import write_report

from .causes import make_causes
from .conftest import make_report
from .sayings import make_mechanism, make_story
from .test_browser import opened


@pytest.fixture(scope="module")
def full(report):
    document, _ = make_story(0)
    quote = document.text.split(". ")[2]
    argued = [make_mechanism(document, quote, name="enemy_of_enemy", actors=("PAK", "RUS"))]
    return make_report(mechanisms=argued, causes=make_causes(report))


@pytest.fixture(scope="module")
def path(tmp_path_factory, full):
    return write_report(full, tmp_path_factory.mktemp("why") / "r.html")


@pytest.mark.parametrize("script", [True, False])
def test_the_section_is_there_with_and_without_script(browser, path, full, script):
    with opened(browser, path, java_script_enabled=script) as page:
        page.locator(".masthead a[href='#why']").click()
        assert page.locator("#why .mechanisms tbody tr").count() == len(full.causes.rows)
        assert page.locator("#why .account").count() == 2
        assert page.locator("#why .badge", has_text="bears it out").first.is_visible()
        assert page.locator("#why iframe, #why img, #why script").count() == 0


def test_an_argument_opens_its_sentence_and_a_pair_its_panel(browser, path, full):
    with opened(browser, path) as page:
        page.locator("#why .spoken .evidence a").first.click()
        page.locator("#reader mark.hit").first.wait_for(state="visible")
        page.keyboard.press("Escape")
        page.locator("#why .account h4 a").first.click()
        page.locator(full.causes.accounts[0].target).wait_for(state="visible")


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_width_scrolls_sideways(browser, path, width):
    with opened(browser, path, width=width, height=844) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator("#why .mechanisms tbody th").first.bounding_box()
        assert box["width"] > (0.8 * width if width < 700 else 0.15 * width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_access(browser, path, scheme):
    context = browser.new_context(
        color_scheme=scheme, bypass_csp=True, viewport={"width": 1200, "height": 900}
    )
    try:
        page = context.new_page()
        page.goto(f"file://{path}")
        page.locator("#why").wait_for(state="visible")
        assert find_barriers(page, "#why") == []
    finally:
        context.close()
