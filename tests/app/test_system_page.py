"""The pages of the system of states and of why they move: what the report has, by pages, with its slider."""

import csv
import io
import json
import re
import time
from dataclasses import replace
from datetime import date

import pytest

from detente.core.settings import resolve_settings
from detente.ledger import open_ledger
from detente.pages import system_section
from detente.pages.asking import Asked
from detente.pages.registry import PLACES
from detente.pages.reporting import make_report
from detente.pages.system import COURSE_COLUMNS, TIE_COLUMNS, make_system
from detente.pages.system_section import find_section
from detente.pages.system_why import COLUMNS, make_why
from detente.relations import DOMAINS, find_domains, measure_snapshot
from detente.report.system_contexts import StrainContext
from detente.report.system_frames import choose_periods, gather_evidence, measure_frames

from .conftest import serving, visiting


def page_of(served, path):
    return served.client.get(path).json()["page"]


def rows_of(served, path):
    return list(csv.DictReader(io.StringIO(served.client.get(path).text)))


@pytest.fixture(scope="module")
def report(example_books):
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        return make_report(ledger, settings=resolve_settings())


def test_the_navigation_leads_to_both(served):
    text = served.client.get("/").text
    for word, address in (("System", "/system"), ("Why", "/why")):
        assert (word, address) in PLACES
        assert f'href="{address}"' in text


def test_the_system_is_that_of_the_report(served, example_books, report):
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        found = make_system(ledger, Asked()).context
    assert found.system.frames
    assert found.system.nodes == report.system.nodes
    assert found.system.frames == report.system.frames
    assert found.system.standing == report.system.standing
    assert found.system.balance == report.system.balance
    assert found.system.poles == report.system.poles
    shown = page_of(served, "/system.json")
    assert [frame["label"] for frame in shown["system"]["frames"]] == [
        frame.label for frame in report.system.frames
    ]
    assert shown["measuring"] is shown["behind"] is False


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_has_its_own_levels(served, example_books, domain):
    system = page_of(served, f"/system.json?domain={domain}")["system"]
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        levels = ledger.levels(domain=domain)
        states = {actor.id for actor in ledger.actors() if actor.kind == "state"}
    newest = system["frames"][-1] if system["frames"] else None
    if newest is None:
        bound = measure_snapshot(levels, date(2020, 1, 1), domain=domain).dyads
        assert len({name for dyad in bound if states.issuperset(dyad) for name in dyad}) < 3
        return
    known = measure_snapshot(levels, date.fromordinal(newest["day"]), domain=domain)
    means = dict(zip(known.dyads, known.mean.tolist(), strict=True))
    assert newest["ties"]
    for tie in newest["ties"]:
        ends = tuple(system["nodes"][place]["id"] for place in system["pairs"][tie["pair"]][:2])
        assert tie["level"] == pytest.approx(means[ends])


def test_what_is_not_known_is_refused(served):
    assert served.client.get("/system?domain=love").status_code == 400
    assert served.client.get("/system?rows=love").status_code == 400
    assert served.client.get("/why?domain=economic").status_code == 400


def test_the_csv_has_the_newest_ties(served):
    system = page_of(served, "/system.json")["system"]
    rows = rows_of(served, "/system.csv")
    assert tuple(rows[0]) == TIE_COLUMNS
    assert len(rows) == len(system["frames"][-1]["ties"])
    for row in rows:
        assert row["a"] < row["b"]
        assert row["sign"] == ("1" if float(row["weight"]) > 0 else "-1")
        assert 0.5 <= float(row["probability"]) <= 1
        assert (float(row["probability"]) >= 0.95) == (row["sure"] == "True")
    assert [row["sign"] for row in rows if {row["a"], row["b"]} == {"IND", "PAK"}] == ["-1"]


def test_the_csv_of_the_course_has_a_row_a_period(served):
    system = page_of(served, "/system.json")["system"]
    rows = rows_of(served, "/system.csv?rows=course")
    assert tuple(rows[0]) == COURSE_COLUMNS
    assert len(rows) == len(system["frames"])
    assert [int(row["news"]) for row in rows] == [frame["n_news"] for frame in system["frames"]]
    ends = [date.fromisoformat(row["end"]).toordinal() + 1 for row in rows]
    assert ends == [frame["end"] for frame in system["frames"]]
    told = [float(row["balance"]) if row["balance"] else None for row in rows]
    assert told == [point["value"] for point in system["balance"]["points"]]


def test_ties_lead_to_the_pages_of_pairs(served):
    for path, asked in (("/system", ""), ("/system?domain=military", "?domain=military")):
        text = served.client.get(path).text
        assert "#dyads" not in text
        found = set(re.findall(r'href="(/dyads/[^"]+)"', text))
        assert found
        assert f"/dyads/PAK/RUS{asked}" in found
        assert all(served.client.get(address).status_code == 200 for address in found)
        island = json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])
        assert {pair[2] for pair in island["system"]["pairs"]} == found


def test_a_strained_tie_has_its_newest_events(own_books, monkeypatch):
    build = system_section.build_system_section

    def strain(*given, **named):
        made = build(*given, **named)
        first, second, _ = made.pairs[0]
        names = (made.nodes[first].name, made.nodes[second].name)
        row = StrainContext(names, 1, 1.0, 1, 1, (), "", ())
        return replace(made, strains=replace(made.strains, rows=(row,), n_triangles=1))

    monkeypatch.setattr(system_section, "build_system_section", strain)
    with serving(own_books) as there:
        system = page_of(there, "/system.json?domain=military")["system"]
        (row,) = system["strains"]["rows"]
        ends = [system["nodes"][place]["id"] for place in system["pairs"][0][:2]]
        assert row["target"] == f"/dyads/{ends[0]}/{ends[1]}?domain=military"
        assert 0 < len(row["events"]) <= 4
        with open_ledger(own_books, create=False, read_only=True) as ledger:
            told = {event.id: event for event, _ in ledger.representatives(dyad=tuple(ends))}
        for event in row["events"]:
            assert "military" in find_domains(told[event])
            assert told[event].date
            assert f'href="/events/{event}"' in there.client.get("/system?domain=military").text


def test_a_large_ledger_is_measured_beside(own_books, monkeypatch):
    monkeypatch.setattr(system_section, "is_large", lambda _: True)
    with open_ledger(own_books, create=False, read_only=True) as ledger:
        first = make_system(ledger, Asked()).context
        assert first.measuring
        assert not first.system.frames
        until = time.monotonic() + 60
        while (found := find_section(ledger)).generation < 0 and time.monotonic() < until:
            time.sleep(0.05)
        assert found.system.frames
        assert not found.behind


def test_a_page_that_is_measured_says_so(own_books, monkeypatch):
    monkeypatch.setattr(system_section, "is_large", lambda _: True)
    with serving(own_books) as there:
        assert "being measured" in there.client.get("/system").text


def test_why_they_move_is_that_of_the_report(example_books, report):
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        page = make_why(ledger, Asked()).context
    assert page.causes.rows == report.causes.rows
    assert page.causes.data == report.causes.data
    for one, other in zip(page.causes.accounts, report.causes.accounts, strict=True):
        assert replace(one, target="") == replace(other, target="")
        assert one.target.startswith("/dyads/")
        assert set(one.events) <= page.links.keys()
        assert all(set(said.statements) <= page.links.keys() for said in one.argued)


def test_why_leads_to_sentences_and_pairs(served):
    text = served.client.get("/why").text
    assert "#dyads" not in text
    assert "#arguments" not in text
    found = {*re.findall(r'href="(/(?:dyads|articles|arguments)[^"]*)"', text)}
    assert any(address.startswith("/dyads/") for address in found)
    anchored = [address.split("#") for address in found if "#" in address]
    assert anchored
    for path, spot in anchored[:8]:
        assert f'id="{spot}"' in served.client.get(path).text
    rows = rows_of(served, "/why.csv")
    assert tuple(rows[0]) == COLUMNS
    assert {row["mechanism"] for row in rows} == {
        row["name"] for row in page_of(served, "/why.json")["causes"]["rows"]
    }


def test_why_of_a_large_ledger_says_how(own_books, monkeypatch):
    monkeypatch.setattr("detente.pages.system_why.is_large", lambda _: True)
    with serving(own_books) as there:
        text = there.client.get("/why").text
        assert "detente test all --imported" in text
        assert page_of(there, "/why.json")["too_large"] is True
        assert rows_of(there, "/why.csv") == []


def drawn(page):
    return page.evaluate(
        """() => [...document.querySelectorAll('#system-chart .ties a')]
            .map(a => a.getAttribute('href') + a.textContent).sort()"""
    )


def test_the_slider_moves_the_picture(browser, served):
    frames = page_of(served, "/system.json")["system"]["frames"]
    with visiting(browser, served, "/system") as page:
        page.wait_for_selector("#system-controls:not([hidden])")
        newest = drawn(page)
        assert len(newest) == len(frames[-1]["ties"])
        page.eval_on_selector(
            "#system-slider", "e => { e.value = '0'; e.dispatchEvent(new Event('input')); }"
        )
        assert page.text_content("#system-when") == frames[0]["label"]
        assert page.text_content("#system-seen") == frames[0]["words"]
        assert len(drawn(page)) == len(frames[0]["ties"])
        assert drawn(page) != newest
        page.focus("#system-slider")
        page.keyboard.press("ArrowRight")
        assert page.text_content("#system-when") == frames[1]["label"]
        page.keyboard.press("End")
        assert drawn(page) == newest


def test_play_runs_to_the_end_and_can_be_stopped(browser, served):
    frames = page_of(served, "/system.json")["system"]["frames"]
    with visiting(browser, served, "/system") as page:
        page.click("#system-play")
        assert page.text_content("#system-play") == "Pause"
        assert page.text_content("#system-when") == frames[0]["label"]
        page.wait_for_function(
            "label => document.getElementById('system-when').textContent === label", arg=frames[1]["label"]
        )
        page.click("#system-play")
        assert page.text_content("#system-play") == "Play"


def test_a_tie_opens_its_pair(browser, served):
    with visiting(browser, served, "/system") as page:
        page.wait_for_selector("#system-controls:not([hidden])")
        page.click("details.twin summary")
        page.click(".tables th a >> nth=0")
        page.wait_for_url("**/dyads/**")
        assert page.text_content(".kicker") == "Pair"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/system", "/system?domain=security", "/why"])
def test_a_narrow_screen_needs_no_sideways_scroll(browser, served, path, scheme):
    with visiting(browser, served, path, width=390, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.eval_on_selector_all("h1", "all => all.length") == 1


def test_all_is_told_without_script(browser, served):
    with visiting(browser, served, "/system", java_script_enabled=False) as page:
        assert not page.is_visible("#system-slider")
        assert page.is_visible("#system-chart .states")
        frames = page_of(served, "/system.json")["system"]["frames"]
        assert page.locator(".tables table >> nth=1").locator("tbody tr").count() == len(frames)


def test_a_domain_counts_only_its_own_events(example_books):
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        levels = ledger.levels(domain="economic")
    observations = levels.observations
    economic = gather_evidence(levels, {}, domain="economic")
    mine = observations.domain == observations.domains.index("economic")
    shown = {observations.dyads[place] for place in observations.dyad[mine].tolist()}
    assert 0 < sum(map(len, economic.days.values())) <= int(mine.sum())
    assert set(economic.days) <= shown
    _, periods = choose_periods(
        [day for days in economic.days.values() for day in days], begin=date(1900, 1, 1)
    )
    (frame,) = measure_frames(levels, economic, periods=periods[-1:], domain="economic")
    snapshot = measure_snapshot(levels, frame.when, domain="economic")
    level = dict(zip(snapshot.dyads, snapshot.mean.tolist(), strict=True))
    assert frame.snapshot.dyads
    for dyad, mean in zip(frame.snapshot.dyads, frame.snapshot.mean.tolist(), strict=True):
        assert mean == level[dyad]
