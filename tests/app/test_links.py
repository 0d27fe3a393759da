"""What is chosen on a page stands in its address: a link shows the same to another."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from .conftest import visiting

CHOSEN = {
    "/events": {"text": "agree", "actor": "RUS", "partner": "PAK", "status": "occurred", "since": "2014", "until": "2021"},
    "/review": {"show": "all", "order": "newest", "actor": "RUS", "below": "95"},
    "/articles": {"text": "Russia", "since": "2014", "until": "2021"},
    "/dyads": {"actor": "RUS", "sort": "level"},
    "/timeline": {"actor": "RUS", "partner": "PAK", "since": "2014", "until": "2021"},
    "/map": {"since": "2014", "until": "2021", "domain": "military", "actor": "RUS"},
    "/claims": {"actor": "RUS", "partner": "PAK"},
    "/predictions": {"actor": "RUS"},
    "/questions": {"actor": "RUS"},
    "/arguments": {"actor": "RUS"},
    "/contradictions": {"actor": "RUS"},
}  # fmt: skip


@pytest.mark.parametrize("path", CHOSEN)
def test_what_is_chosen_stands_in_the_link(served, browser, path):
    chosen = CHOSEN[path]
    with visiting(browser, served, path, permissions=["clipboard-read", "clipboard-write"]) as page:
        form = page.locator("form.filter[role=search]")
        for name, value in chosen.items():
            field = form.locator(f"[name={name}]")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        form.locator("button[type=submit]").click()
        page.wait_for_url(f"**{path}?**")
        shown = page.locator("#main").inner_text()
        form.get_by_role("button", name="Copy link").click()
        form.get_by_role("button", name="Copied").wait_for()
        link = page.evaluate("navigator.clipboard.readText()")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        assert {**asked, **chosen} == asked
        assert "token" not in asked
        page.goto(link)
        assert page.locator("#main").inner_text() == shown
        for name, value in chosen.items():
            assert page.locator(f"form.filter [name={name}]").input_value() == value


@pytest.mark.parametrize(
    "path",
    [
        "/dyads/PAK/RUS?domain=military",
        "/states/PAK?sort=level",
        "/?since=2018&until=2020",
        "/system?domain=economic",
    ],
)
def test_every_page_offers_its_link(served, browser, path):
    with visiting(browser, served, path, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Copy a link to this view").click()
        page.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == served.base + path


def test_the_period_shown_stands_in_the_link(served, browser):
    with visiting(browser, served, "/system") as page:
        page.locator("#system-slider").focus()
        page.keyboard.press("Home")
        page.wait_for_function("location.hash.startsWith('#period=')")
        first, link = page.locator("#system-when").inner_text(), page.url
    with visiting(browser, served, link.removeprefix(served.base)) as page:
        assert page.locator("#system-when").inner_text() == first
        page.locator("#system-slider").focus()
        page.keyboard.press("End")
        page.wait_for_function("location.hash === ''")


def test_where_nothing_may_be_copied_the_link_is_shown(served, browser):
    with visiting(browser, served, "/events?actor=RUS") as page:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.get_by_role("button", name="Copy a link to this view").click()
        assert page.locator(".foot input[readonly]").input_value() == served.base + "/events?actor=RUS"
