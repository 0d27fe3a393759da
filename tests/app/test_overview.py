"""The first page."""

import pytest

from detente.cli import call
from detente.ledger import open_ledger
from detente.pages.changes import find_additions
from detente.pages.reporting import make_report

from .conftest import visiting


def test_the_findings_are_those_of_the_report(served, example_books):
    page = served.client.get("/index.json").json()["page"]
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        report = make_report(ledger, settings={})
    assert [row["headline"] for row in page["findings"]] == [row.headline for row in report.findings]
    assert page["counts"]["documents"] == report.counts.documents
    assert page["n_done"] == report.counts.done
    named = {name for row in page["findings"] for line in row["lines"] for name in line["events"]}
    assert named
    assert all(page["links"][name].startswith("/articles/") for name in named)


def test_every_number_of_a_pair_is_that_of_its_own_page(served):
    page = served.client.get("/index.json").json()["page"]
    for row in page["pairs"][:3]:
        own = served.client.get(row["address"] + ".json").json()["page"]
        assert own["sums"]["n_events"] == row["n_events"]
        assert own["level"]["last"]["mean"] == pytest.approx(row["level"]["mean"])


def test_what_changed_between_two_dates(served):
    changes = served.client.get("/index.json?since=2014&until=2018").json()["page"]["changes"]
    assert changes["kind"] == "between"
    assert changes["moved"]
    for row in changes["moved"]:
        assert row["low"] <= row["change"] <= row["high"]
        assert row["change"] == pytest.approx(row["after"] - row["before"])
        assert row["sure"] == (round(row["low"], 1) > 0 or round(row["high"], 1) < 0)
        assert all("2014" <= event["date"][:4] <= "2018" for event in row["events"])
        assert all(event["quotes"] for event in row["events"])
    assert any(row["events"] for row in changes["moved"])


@pytest.mark.parametrize(
    "query", ["since=2019&until=2018", "since=soon&until=2018", "run=1&since=2018", "run=nothing", "other=1"]
)
def test_what_cannot_be_compared_is_refused(served, query):
    answer = served.client.get(f"/?{query}")
    assert answer.status_code in (400, 404)
    assert "fault of" not in answer.text


ADDED = """Missiles over the line

ISLAMABAD, September 3, 2021 - Russia attacked Pakistan on September 1, 2021. Russia expelled the ambassador of Pakistan
on September 2, 2021.
"""


def test_what_changed_since_articles_were_added(own, own_books, tmp_path):
    article = tmp_path / "added.txt"
    article.write_text(ADDED, encoding="utf-8")
    with open_ledger(own_books, create=False, read_only=True) as ledger:
        assert find_additions(ledger) == ()
        run = ledger.runs()[-1].id
    words = ["run", article, "--ledger", own_books, "--report", tmp_path / "r.html", "--quiet"]
    assert call([str(word) for word in words]) == 0
    page = own.client.get("/index.json").json()["page"]
    assert [row["id"] for row in page["additions"]] == [run]
    changes = own.client.get(f"/index.json?run={run}").json()["page"]["changes"]
    assert (changes["n_documents"], changes["n_events"]) == (1, 2)
    moved = {tuple(row["dyad"]): row for row in changes["moved"]}
    assert moved["PAK", "RUS"]["change"] < 0
    assert {event["article_title"] for event in moved["PAK", "RUS"]["events"]} == {"Missiles over the line"}
    assert "Russia attacked Pakistan" in own.client.get(f"/?run={run}").text


def test_a_large_ledger_is_told_from_its_levels(own, monkeypatch):
    monkeypatch.setattr("detente.pages.overview_findings.WHOLE", 10)
    page = own.client.get("/index.json").json()["page"]
    assert not page["whole"]
    assert {row["kind"] for row in page["findings"]} <= {"moved", "turned"}
    lines = [line for row in page["findings"] for line in row["lines"]]
    assert lines
    assert all(line["events"] for line in lines)
    assert "dated events" in lines[0]["text"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_the_first_page_opens_without_a_fault(browser, served, width, scheme):
    with visiting(browser, served, "/", width=width, color_scheme=scheme) as page:
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


def test_a_finding_leads_to_its_sentence(browser, served):
    with visiting(browser, served, "/") as page:
        page.locator(".finding .evidence a").first.click()
        page.wait_for_url("**/articles/**#*")
        anchor = page.url.partition("#")[2]
        page.locator(f"[data-codings~='{anchor}'] mark").first.wait_for(state="visible")


def test_two_dates_are_compared_by_a_form(browser, served):
    with visiting(browser, served, "/", java_script_enabled=False) as page:
        form = page.locator("#changes form").first
        form.locator("[name=since]").fill("2014")
        form.locator("[name=until]").fill("2019-06")
        form.get_by_role("button").click()
        page.wait_for_url("**since=2014&until=2019-06*")
        assert page.locator(".change").count() > 0
        assert page.locator(".change q").count() > 0
