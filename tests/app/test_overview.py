"""The first page."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.cli import call
from detente.core.dates import parse_edtf
from detente.ledger import open_ledger
from detente.pages.changes import find_additions, find_changed_between, find_changed_since, read_window
from detente.pages.dyads_tally import Tally
from detente.pages.levels_kept import KeptLevels
from detente.pages.reporting import make_report
from detente.relations import measure_course, smooth_levels

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
    check_that_older_levels_tell_the_same(own_books, run)
    check_the_news_of_the_new_article(own_books, run)


def check_that_older_levels_tell_the_same(folder, run):
    """Whether the levels hold the new events or not, what changed is the same."""
    with open_ledger(folder, create=False, read_only=True) as ledger:
        now = ledger.levels(domain="overall")
        fresh = {name for name, days in _told(ledger).items() if "added.txt" in days}
        assert len(fresh) == 2
        keep = np.array([now.observations.events[k] not in fresh for k in now.observations.event])
        columns = ("dyad", "domain", "event", "day", "spread", "intensity", "weight")
        seen = replace(now.observations, **{name: getattr(now.observations, name)[keep] for name in columns})
        both = [
            find_changed_since(ledger, levels, run=run, tally=Tally())
            for levels in (now, smooth_levels(seen, now.model))
        ]
    assert [row.dyad for row in both[0].moved] == [row.dyad for row in both[1].moved]
    assert both[0].moved
    for one, other in zip(both[0].moved, both[1].moved, strict=True):
        assert (one.before, one.after) == pytest.approx((other.before, other.after))
        assert (one.low, one.high) == pytest.approx((other.low, other.high))
        assert [event.id for event in one.events] == [event.id for event in other.events]
    (moved,) = [row for row in both[0].moved if row.dyad == ("PAK", "RUS")]
    day = [date(2021, 9, 2)]
    assert moved.after == pytest.approx(measure_course(now, moved.dyad, dates=day).mean[0])


def _told(ledger):
    names = {row["id"]: row["name"] for row in ledger.record_sql("SELECT id, name FROM documents", {})}
    return {
        one.id: {names[telling.document] for telling in ledger.tellings(one.mentions)}
        for one in ledger.merged_events()
    }


def check_the_news_of_the_new_article(folder, run):
    """While there are no levels the news is compared."""
    with open_ledger(folder, create=False, read_only=True) as ledger:
        told = find_changed_since(ledger, None, run=run, tally=Tally())
    assert (told.measure, told.n_documents, told.n_events) == ("news", 1, 2)
    (moved,) = told.moved
    assert moved.dyad == ("PAK", "RUS")
    assert moved.after < moved.before
    assert {event.article_title for event in moved.events} == {"Missiles over the line"}


def test_news_between_two_dates_are_compared_while_there_are_no_levels(example_books):
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        told = find_changed_between(ledger, None, since="2018", until="2020", tally=Tally())
        events = {row.dyad: list(ledger.merged_events(dyad=row.dyad)) for row in told.moved}
        assert read_window(ledger, None) == read_window(ledger, ledger.levels(domain="overall"))
    assert told.measure == "news"
    assert told.moved
    for row in told.moved:
        mine = [one for one in events[row.dyad] if one.date and one.status in ("occurred", "ongoing")]
        means = [
            np.average([one.intensity for one in part], weights=[one.confidence for one in part])
            for part in (
                [one for one in mine if parse_edtf(one.date).start < date(2018, 1, 1)],
                [one for one in mine if date(2018, 1, 1) <= parse_edtf(one.date).start < date(2021, 1, 1)],
            )
        ]
        assert (row.before, row.after) == pytest.approx(tuple(means))
        assert row.low <= row.change <= row.high
        assert all("2018" <= event.date[:4] <= "2020" for event in row.events)


def test_the_first_page_of_a_ledger_whose_levels_are_not_there_yet(own, monkeypatch):
    monkeypatch.setattr("detente.pages.overview.find_levels", lambda _: KeptLevels(None, -1, behind=True))
    monkeypatch.setattr("detente.pages.overview_findings.WHOLE", 10)
    page = own.client.get("/?since=2018&until=2020").text
    assert "Levels are still being measured" in page
    assert "on average from" in page


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
