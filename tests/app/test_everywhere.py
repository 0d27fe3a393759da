"""Every page, of every kind of ledger: it opens quietly, fits, hinders nobody, and its numbers lead to sentences."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.access import find_barriers

from detente.cli import call
from detente.ledger import open_ledger

from .conftest import serving
from .so_looking import FITS, find_addresses, walking

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[3] / "shared"))
SEEDS = SHARED / "corpus" / "seeds"
WIDTHS = {"light": (1400, 390), "dark": (390, 1400)}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """The application over the articles of ``../shared``."""
    if not SEEDS.is_dir():
        pytest.skip(f"{SEEDS} is not there")
    folder = tmp_path_factory.mktemp("seeds")
    words = ["run", SEEDS, "--ledger", folder / "ledger", "--report", folder / "r.html", "--quiet"]
    assert call([str(word) for word in words]) == 0
    with serving(folder / "ledger") as there:
        there.report = folder / "r.html"
        yield there


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    """The application over a ledger that holds nothing."""
    folder = tmp_path_factory.mktemp("nothing") / "ledger"
    open_ledger(folder).close()
    with serving(folder) as there:
        yield there


def look_everywhere(browser, there, scheme, *, barriers=True):
    """Every page, at both widths; axe-core reads one of each kind."""
    addresses = find_addresses(there)
    assert len(addresses) > 20
    seen = set()
    with walking(browser, there, color_scheme=scheme) as (page, step):
        for address in addresses:
            step(address)
            kind = page.locator("body").get_attribute("class"), address.count("/"), "?" in address
            for place, width in enumerate(WIDTHS[scheme]):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate(FITS), (address, width)
                if barriers and not place and kind not in seen:
                    assert find_barriers(page) == [], (address, width, scheme)
            seen.add(kind)


@pytest.mark.timeout(900)  # every page, on whatever machine
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_examples(browser, served, scheme):
    look_everywhere(browser, served, scheme)


@pytest.mark.timeout(900)
def test_every_page_of_the_seeds(browser, seeds):
    look_everywhere(browser, seeds, "light", barriers=False)


def test_every_page_of_an_empty_ledger(browser, nothing):
    look_everywhere(browser, nothing, "light", barriers=False)


def test_a_page_of_a_fault(browser, served):
    with walking(browser, served, viewport={"width": 390, "height": 844}) as (page, _):
        assert page.goto(f"{served.base}/dyads/RUS/Pakistann").status == 404
        assert "Pakistan" in page.locator("main").inner_text()
        assert page.evaluate(FITS)
        assert find_barriers(page) == []


def test_the_report_of_the_seeds(browser, seeds):
    assert seeds.report.stat().st_size < 3_000_000
    context = browser.new_context(bypass_csp=True)
    faults = []
    try:
        for scheme in ("light", "dark"):
            page = context.new_page()
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda fault: faults.append(str(fault)))
            page.on("request", lambda sent: faults.append(sent.url) if "://" in sent.url[5:] else None)
            page.emulate_media(color_scheme=scheme)
            page.goto(f"file://{seeds.report}")
            page.locator("#network-chart .node").first.wait_for(state="visible")
            for width in WIDTHS[scheme]:
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_timeout(50)
                assert page.evaluate(FITS), width
            page.close()
        assert [fault for fault in faults if not fault.startswith("file:")] == []
    finally:
        context.close()


def test_a_number_of_the_seeds_leads_to_its_sentence_in_two_clicks(browser, seeds):
    with walking(browser, seeds, viewport={"width": 1400, "height": 900}) as (page, step):
        step("/")
        page.locator(".sums dd a").first.click()
        page.wait_for_url("**/events")
        page.locator("#event-list blockquote a").first.click()
        page.wait_for_url("**/articles/**#*")
        anchor = page.url.partition("#")[2]
        hit = page.locator(f"[data-codings~='{anchor}'] mark").first
        hit.wait_for(state="visible")
        assert hit.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"


def test_the_filters_of_the_events_filter(browser, served):
    with walking(browser, served) as (page, step):
        step("/events")
        total = int(page.locator("#count").inner_text().split()[0])
        form = page.locator("form.filter")
        form.locator("[name=actor]").fill("IND")
        form.locator("[name=quad]").select_option("4")
        form.locator("[name=since]").fill("2015")
        form.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url("**actor=IND*")
        rows = page.locator("#event-list > li")
        assert 0 < rows.count() == int(page.locator("#count").inner_text().split()[0]) < total
        assert all("India" in words for words in rows.locator(".line").all_inner_texts())
        before = rows.count()
        form.locator("[name=text]").fill("jet")
        form.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url("**text=jet*")
        assert 0 < rows.count() < before  # of a telling the whole sentence is searched
        assert any("jet" in words for words in rows.all_inner_texts())
        page.locator("a.reset").click()
        page.wait_for_url("**/events")
        assert int(page.locator("#count").inner_text().split()[0]) == total


def test_a_vague_date_is_told_as_vaguely_as_it_is_known(served):
    rows = {tuple(row["dyad"]): row for row in served.client.get("/dyads.json").json()["page"]["rows"]}
    assert rows["CHN", "IND"]["last"].startswith("2020-09-")
    assert rows["CHN", "IND"]["last_words"] == "September 2020"
