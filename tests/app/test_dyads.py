"""The pages of pairs."""

import csv
import io

import pytest

from detente.pages.scopes import gather_dyad

from .conftest import visiting

TOLD = "Russia delivered four Mi-35M helicopters"


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_of_pairs_is_that_of_the_report(served):
    page = served.client.get("/dyads.json").json()["page"]
    assert page["n_pairs"] == len(page["rows"])
    counts = [row["n_events"] for row in page["rows"]]
    assert counts == sorted(counts, reverse=True)
    first = page["rows"][0]
    assert first["dyad"] == ["PAK", "RUS"]
    assert sum(first["n_by_quad"]) == first["n_events"]
    events = served.client.get("/events.json?actor=PAK&partner=RUS&limit=500").json()["page"]["events"]
    assert sum(event["done"] for event in events) == first["n_events"]
    assert len(events) == first["n_events"] + first["n_pending"]
    table = rows_of(served.client.get("/dyads.csv").text)
    assert [(row["a"], row["b"]) for row in table] == [tuple(row["dyad"]) for row in page["rows"]]


def test_the_table_is_filtered_sorted_and_paged(served):
    mine = served.client.get("/dyads.json?actor=Russia").json()["page"]
    assert mine["actor"] == ["RUS", "Russia"]
    assert all("RUS" in row["dyad"] for row in mine["rows"])
    levels = [
        row["level"]["mean"]
        for row in served.client.get("/dyads.json?sort=level").json()["page"]["rows"]
        if row["level"]
    ]
    assert levels == sorted(levels, reverse=True)
    names = [row["names"] for row in served.client.get("/dyads.json?sort=name").json()["page"]["rows"]]
    assert names == sorted(names)
    first = served.client.get("/dyads.json?limit=5").json()["page"]
    second = served.client.get(f"{first['after'].replace('/dyads', '/dyads.json')}").json()["page"]
    assert len(first["rows"]) == 5
    assert second["offset"] == 5
    assert first["rows"][-1]["dyad"] != second["rows"][0]["dyad"]
    assert served.client.get("/dyads?sort=best").status_code == 400


@pytest.mark.parametrize("path", ["/dyads/RUS/PAK", "/dyads/Pakistan/Russia", "/dyads/russia/pakistan"])
def test_any_order_and_any_name_leads_to_the_pair(served, path):
    page = served.client.get(f"{path}.json").json()["page"]
    assert (page["dyad"], page["names"]) == (["PAK", "RUS"], ["Pakistan", "Russia"])


def test_an_unknown_pair_names_near_ones(served):
    nobody = served.client.get("/dyads/RUS/Pakistann")
    assert nobody.status_code == 404
    assert "Pakistan" in nobody.text
    apart = served.client.get("/dyads/PAK/PER")
    assert apart.status_code == 404
    assert "nothing is told of" in apart.text
    assert "Russia" in apart.text
    assert served.client.get("/dyads/PAK/PAK").status_code == 404
    assert served.client.get("/dyads/PAK/RUS?domain=love").status_code == 400


def test_the_level_of_a_pair_has_its_band_in_every_form(served):
    page = served.client.get("/dyads/PAK/RUS.json").json()["page"]
    level = page["level"]
    assert page["enough"]
    assert all(point["low"] < point["mean"] < point["high"] for point in level["points"])
    rows = rows_of(served.client.get("/dyads/PAK/RUS.csv").text)
    assert len(rows) == len(level["points"])
    assert all(float(row["level_low"]) < float(row["level_mean"]) < float(row["level_high"]) for row in rows)
    told = rows_of(served.client.get("/dyads/PAK/RUS.csv?rows=events").text)
    assert len(told) == page["n_events"]
    assert any(TOLD in row["quote"] for row in told)
    assert all(link.startswith("/articles/") for link in page["links"].values())


def test_a_domain_has_its_own_level(served):
    pages = {
        name: served.client.get(f"/dyads/IND/RUS.json?domain={name}").json()["page"]["level"]
        for name in ("overall", "military", "security")
    }
    assert pages["military"]["n_events"] < pages["overall"]["n_events"]
    assert pages["security"] is None or pages["security"]["n_events"] < pages["overall"]["n_events"]


def test_too_little_is_said_instead_of_drawn(served):
    pairs = served.client.get("/dyads.json").json()["page"]["rows"]
    thin = [row["dyad"] for row in pairs if row["level"] and row["level"]["n_events"] == 1]
    text = served.client.get(f"/dyads/{thin[0][0]}/{thin[0][1]}").text
    assert "too little to say" in text
    assert 'class="plotted"' not in text
    none = [row["dyad"] for row in pairs if row["level"] is None]
    assert "no level to speak of" in served.client.get(f"/dyads/{none[0][0]}/{none[0][1]}").text


def test_silence_is_hatched(served):
    page = served.client.get("/dyads/PAK/RUS.json").json()["page"]
    assert page["silences"]
    for silence in page["silences"]:
        inside = [
            event
            for event in page["events"]
            if event["done"] and silence["start"] < event["start"] < silence["end"]
        ]
        assert not inside
    assert 'class="silence"' in served.client.get("/dyads/PAK/RUS").text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_the_page_of_a_pair_opens_without_a_fault(browser, served, width, scheme):
    for path in ("/dyads", "/dyads/PAK/RUS", "/dyads/IND/RUS?domain=military"):
        with visiting(browser, served, path, width=width, color_scheme=scheme) as page:
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, path


def test_a_number_leads_to_its_sentence_in_two_clicks(browser, served):
    with visiting(browser, served, "/dyads") as page:
        page.get_by_role("link", name="Pakistan – Russia").click()
        page.wait_for_url("**/dyads/PAK/RUS")
        page.locator("blockquote a", has_text=TOLD).first.click()
        page.wait_for_url("**/articles/**")
        assert TOLD in page.locator("main").inner_text()
        anchor = page.url.partition("#")[2]
        page.locator(f"[data-codings~='{anchor}'] mark").first.wait_for(state="visible")


def test_a_mark_of_the_chart_leads_to_its_sentence(browser, served):
    with visiting(browser, served, "/dyads/PAK/RUS") as page:
        link = page.locator(".dyad-level svg a").first
        assert link.get_attribute("href").startswith("/articles/")
        link.locator("circle, rect, path").first.click()
        page.wait_for_url("**/articles/**#event-*")


def test_a_pair_reads_without_script(browser, served):
    with visiting(browser, served, "/dyads/PAK/RUS", java_script_enabled=False) as page:
        assert page.locator(".dyad-level figure svg").first.is_visible()
        page.locator(".domains a", has_text="military").click()
        page.wait_for_url("**domain=military")


def test_an_eventful_pair_is_drawn_from_all_its_news(own, monkeypatch):
    whole = own.client.get("/dyads/PAK/RUS.json").json()["page"]
    monkeypatch.setattr(
        "detente.pages.dyads.gather_dyad",
        lambda reader, pair, **kinds: gather_dyad(reader, pair, most=5, **kinds),
    )
    page = own.client.get("/dyads/PAK/RUS.json?domain=overall").json()["page"]
    assert (page["n_read"], page["n_events"]) == (5, whole["n_events"])
    assert page["level"]["points"] == whole["level"]["points"]
    assert {event["id"] for event in page["level"]["events"]} == {
        event["id"] for event in whole["level"]["events"]
    }
    assert page["level"]["span_words"] == whole["level"]["span_words"]
    assert page["level"]["shift"]["n_events"] == whole["level"]["shift"]["n_events"]
    assert page["judged_since"]
