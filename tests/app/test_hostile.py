"""More than 300 hostile words in every field of a ledger: no page takes one for anything but words."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest
from tests.report.test_browser import opened

from detente.app.guarding import COOKIE
from detente.app.jobs_names import clean_name
from detente.core.settings import resolve_settings
from detente.ledger import open_ledger
from detente.pages.registry import PAGES
from detente.pages.reporting import make_report
from detente.report import write_report

from .conftest import WATCH, serving
from .hostile import PAYLOADS, build_books, build_few

BROWSED = 2  # details of one kind that the browser opens
READ = 8  # and that are read as text


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "books"
    return folder, build_books(folder)


@pytest.fixture(scope="module")
def hostile(books):
    with serving(books[0]) as there:
        yield there


def addresses(coded, most):
    """Every page, those of one thing for up to `most` things."""
    for page in PAGES:
        names = re.findall(r"{(\w+)}", page.path)
        if not names:
            yield page.path
            yield from (f"{page.path}?{query}" for query in _queries(page))
            continue
        step = max(1, len(coded) // most)
        for one in coded[::step][:most]:
            event = one.events[len(one.events) // 2]
            kind = page.path.split("/")[1]
            given = {
                "events": {"id": event.id},
                "articles": {"id": one.document.id},
                "states": {"id": event.source[0]},
                "dyads": {"a": event.source[0], "b": event.target[0]},
                "questions": {"id": one.questions[0].id},
            }[kind]
            yield page.path.format(**given)


def _queries(page):
    if "limit" in page.query:
        yield "limit=100"
        yield "limit=100&offset=100"
    if page.path == "/review":
        yield "show=judged&limit=100"


class Elements(HTMLParser):
    """What a browser would make of a page, roughly: its elements and attributes."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults = []

    def handle_starttag(self, tag, attrs):
        if tag in FORBIDDEN:
            self.faults.append(tag)
        for name, value in attrs:
            if name.startswith(("on", "hx-", "data-hx", "x-", "v-", "ng-")) or name in (
                "style",
                "srcdoc",
                "formaction",
            ):
                self.faults.append(f"{tag} {name}")
            address = (value or "").strip().casefold()
            if name in ("href", "src", "action", "xlink:href") and not address.startswith(
                ("/", "#", "?", "http://", "https://", "data:,", "mailto:")
            ):
                self.faults.append(f"{tag} {name}={value!r}")
            if tag != "a" and name in ("href", "src", "action") and address.startswith(("http", "//")):
                self.faults.append(f"{tag} {name}={value!r}")
            if (
                tag == "a"
                and name == "href"
                and address.startswith("http")
                and "noreferrer" not in dict(attrs).get("rel", "")
            ):
                self.faults.append(f"{value!r} tells where one came from")


FORBIDDEN = {
    "iframe", "object", "embed", "base", "video", "audio", "img", "math", "marquee", "template", "body2", "style", "foreignobject",
    "animate", "xmp", "plaintext", "listing", "mglyph", "x",
}  # fmt: skip


def test_there_are_more_than_three_hundred():
    assert len(PAYLOADS) >= 300
    assert len(set(PAYLOADS)) == len(PAYLOADS)


def test_the_check_finds_what_it_should():
    found = [Elements() for _ in PAYLOADS]
    for one, payload in zip(found, PAYLOADS, strict=True):
        one.feed(f"<p>{payload}</p>")
    assert sum(bool(one.faults) for one in found) > 200


def test_no_page_has_an_element_that_it_was_not_given(hostile, books):
    seen = 0
    for address in addresses(books[1], READ):
        answer = hostile.client.get(address)
        assert answer.status_code == 200, (address, answer.text[-600:])
        found = Elements()
        found.feed(answer.text)
        assert found.faults == [], address
        scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
        assert answer.text.count("<script") == len(scripts)
        held = [body for told, body in scripts if 'type="application/json"' in told]  # data that nothing runs
        assert len(scripts) - len(held) == 1, address
        assert all("<" not in body and json.loads(body) is not None for body in held), address
        seen += 1
    assert seen > len(PAGES)


def test_every_page_is_harmless_in_a_browser(hostile, books, browser):
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": hostile.keys.session, "url": hostile.base}])
    faults, requests = [], []
    page = context.new_page()
    page.add_init_script(WATCH)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: requests.append(request.url))
    try:
        for address in addresses(books[1], BROWSED):
            assert page.goto(hostile.base + address, wait_until="load").status == 200
            page.wait_for_timeout(40)
            assert page.evaluate("window.broken") == [], address
            assert faults == [], address
            assert page.url.startswith(hostile.base + "/")
        assert [url for url in requests if not url.startswith((hostile.base + "/", "data:"))] == []
    finally:
        context.close()


def test_no_cell_is_a_formula(hostile, books):
    for address in addresses(books[1], 4):
        path, _, query = address.partition("?")
        answer = hostile.client.get(
            f"{'/index' if path == '/' else path}.csv" + (f"?{query}" if query else "")
        )
        assert answer.status_code == 200, address
        for row in csv.reader(io.StringIO(answer.text, newline="")):
            for cell in row:
                bad = cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(
                    r"[-+]?[\d.]+(e[-+]?\d+)?", cell
                )
                assert not bad, (address, cell)


def test_json_is_json_whatever_it_holds(hostile, books):
    for address in addresses(books[1], 4):
        path, _, query = address.partition("?")
        answer = hostile.client.get(
            f"{'/index' if path == '/' else path}.json" + (f"?{query}" if query else "")
        )
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.json()["page"] is not None


def test_hostile_words_asked_for_come_back_as_words(hostile):
    asked = [(page.path, name) for page in PAGES if "{" not in page.path for name in page.query]
    asked += [("/nothing", "actor")] * 5 + [("/events", "text")] * 5 + [("/whatif", "steps")] * 5
    assert len(asked) > 90
    for n, (address, name) in enumerate(asked):
        payload = PAYLOADS[17 * n % len(PAYLOADS)]
        answer = hostile.client.get(address, params={name: payload})
        assert answer.status_code in (200, 400, 404), (address, name, payload)
        found = Elements()
        found.feed(answer.text)
        assert found.faults == [], (address, name, payload)


def test_hostile_names_of_files_are_names(hostile):
    for payload in PAYLOADS:
        name = clean_name(payload)
        assert name
        assert not set(name) & set('/\\<>"\x00\n\r')


def test_hostile_verdicts_and_uploads_are_words_to_the_browser(tmp_path, browser):
    folder = tmp_path / "books"
    coded = build_few(folder)
    payload = "</bdi><img src=x onerror=boom()><script>boom()</script>"
    with serving(folder) as there:
        context = browser.new_context()
        context.add_cookies([{"name": COOKIE, "value": there.keys.session, "url": there.base}])
        page = context.new_page()
        page.add_init_script(WATCH)
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        try:
            page.goto(there.base + "/review")
            page.locator("#reviewer").fill(payload[:80])
            page.keyboard.press("Enter")
            page.keyboard.press("e")
            form = page.locator("[data-form=edit]").first
            form.locator("[name=place]").fill(payload)
            form.locator("[name=note]").fill(payload)
            page.keyboard.press("Enter")
            page.locator("#said li").first.wait_for(timeout=20_000)
            page.goto(there.base + "/add")
            page.locator("[name=text]").fill(f"{payload}\n\nRussia and Kenya signed a pact {payload}.")
            page.locator("[name=title]").fill(payload)
            page.locator("[name=outlet]").fill(payload)
            page.locator("#paste button").click()
            page.locator("#jobs li li").first.wait_for(timeout=60_000)
            assert payload in page.locator("#jobs").inner_text()
            assert page.locator("main img").count() == 0
            assert page.evaluate("window.broken") == []
            assert [url for url in requests if not url.startswith((there.base + "/", "data:"))] == []
        finally:
            context.close()
    assert coded


def test_the_report_of_it_is_harmless(books, browser, tmp_path):
    with open_ledger(books[0], read_only=True) as ledger:
        path = write_report(make_report(ledger, settings=resolve_settings()), tmp_path / "r.html")
    with opened(browser, path) as page:
        assert page.locator("iframe, object, base, img, math, video, audio, embed").count() == 0
        page.locator("#event-list a.open").nth(3).click()
        assert page.locator("#reader mark.hit").first.is_visible()
