"""The navigation: every page is named once, on one line, and the further ones open by key and without script."""

from __future__ import annotations

import re

import pytest

from detente.pages.registry import PLACES

from .conftest import visiting


def test_every_place_stands_in_it_once(served):
    masthead = served.client.get("/events").text.partition("</nav>")[0]
    links = re.findall(r'<li><a href="([^"]+)"', masthead)
    assert sorted(links) == sorted(address for _, address in PLACES)
    assert re.findall(r'aria-current="page">([^<]+)<', masthead) == ["Events"]


def test_a_further_page_is_named_where_it_is_folded(served):
    summary = served.client.get("/sources").text.partition("<summary>")[2].partition("</summary>")[0]
    assert "<b>Sources</b>" in summary


@pytest.mark.parametrize("width", [900, 1400])
def test_it_stays_on_one_line(browser, served, width):
    with visiting(browser, served, "/contradictions", width=width) as page:
        assert page.locator(".masthead").bounding_box()["height"] < 70


def test_the_further_words_open_and_fold_by_key(browser, served):
    with visiting(browser, served, "/events", width=390) as page:
        page.locator(".further > summary").focus()
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Method").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('.further').open")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_further_words_open_without_script(browser, served):
    with visiting(browser, served, "/events", java_script_enabled=False) as page:
        page.locator(".further > summary").click()
        page.get_by_role("link", name="Method").click()
        page.wait_for_url("**/method")
