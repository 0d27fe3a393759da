"""Claims, arguments, predictions, questions, contradictions: filtered, paged, each with its sentence."""

from __future__ import annotations

import csv
import io

import pytest

from detente.ledger import open_ledger
from detente.pages import so_said
from detente.pages.asking import Asked
from detente.pages.stated import KINDS, make_stated

from .conftest import visiting
from .so_looking import check_page

SUMS = {"claims": 35, "arguments": 14, "predictions": 34, "questions": 7}


def flat(page):
    said = page["statements"]
    rows = [row for group in said["claims"] for row in group["claims"]]
    rows += [row for group in said["mechanisms"] for row in group["statements"]]
    return rows + said["predictions"] + said["questions"] + said["contradictions"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_leads_to_its_sentence(served, kind):
    page = served.client.get(f"/{kind}.json").json()["page"]
    rows = flat(page)
    assert len(rows) == page["n_rows"] == SUMS.get(kind, page["n_rows"])
    assert rows
    spots = {}
    for row in rows:
        for name in (row["first"]["id"], row["second"]["id"]) if kind == "contradictions" else (row["id"],):
            article, _, anchor = page["links"][name].partition("#")
            if article not in spots:
                blocks = served.client.get(f"{article}.json").json()["page"]["blocks"]
                spots[article] = {s for block in blocks for run in block["stretches"] for s in run["spots"]}
            assert anchor in spots[article], (kind, name)


@pytest.mark.parametrize("kind", KINDS)
def test_csv_has_a_row_each(served, kind):
    page = served.client.get(f"/{kind}.json").json()["page"]
    rows = list(csv.DictReader(io.StringIO(served.client.get(f"/{kind}.csv").text)))
    assert len(rows) == page["n_rows"]


def test_claims_are_filtered(served):
    ask = served.client.get

    def claims(**given):
        return flat(ask("/claims.json", params=given).json()["page"])

    pair = claims(actor="RUS", partner="IND")
    assert {tuple(row["dyad"]) for row in pair} == {("IND", "RUS")}
    assert {row["claim"] for row in claims(name="warming")} == {"warming"}
    assert {row["domain"] for row in claims(domain="military")} == {"military"}
    voice = "Narendra Modi"
    assert {row["told"]["asserted_by"] for row in claims(by=voice)} == {voice}
    article = pair[0]["told"]["article"]
    assert {row["told"]["article"] for row in claims(article=article)} == {article}
    assert claims(actor="nobody") == []
    assert ask("/claims", params={"article": "nowhere"}).status_code == 404
    assert ask("/claims", params={"colour": "red"}).status_code == 400


def test_pages_hold_every_group_once(served):
    seen, path = [], "/claims.json?limit=8"
    while path:
        page = served.client.get(path).json()["page"]
        seen += [row["id"] for row in flat(page)]
        path = page["after"].replace("/claims?", "/claims.json?")
    assert len(seen) == len(set(seen)) == SUMS["claims"]


def test_large_ledger_is_told_in_parts(example_books, monkeypatch):
    monkeypatch.setattr(so_said, "MANY_EVENTS", 5)
    with open_ledger(example_books, create=False, read_only=True) as books:
        claims = make_stated(books, Asked(), kind="claims").context
        nothing = make_stated(books, Asked(), kind="predictions").context
        pair = make_stated(books, Asked(query={"actor": "RUS", "partner": "PAK"}), kind="predictions").context
    assert claims.n_rows == SUMS["claims"]
    assert claims.part
    assert (nothing.n_rows, nothing.judged) == (0, False)
    assert pair.judged
    assert pair.n_rows


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_fits_and_is_accessible(served, browser, scheme, width):
    for kind in KINDS:
        with visiting(browser, served, f"/{kind}", width=width, color_scheme=scheme) as page:
            check_page(page)


def test_a_claim_leads_to_its_marked_sentence(served, browser):
    with visiting(browser, served, "/claims") as page:
        words = page.locator(".said blockquote").first.inner_text()
        page.locator(".said a.open").first.click()
        hit = page.locator("#article-text .hit")
        hit.first.wait_for()
        assert "".join(hit.all_inner_texts()).split() == words.split()
        page.locator("#article-text a.coded.hit").first.click()
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").inner_text()
