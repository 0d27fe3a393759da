"""The pages of states."""

import pytest

from detente.ledger import open_ledger

from .conftest import visiting


def test_states_are_listed_by_events(served):
    page = served.client.get("/states.json").json()["page"]
    assert [row["id"] for row in page["rows"]][:2] == ["PAK", "IND"]
    counts = [row["n_events"] for row in page["rows"]]
    assert counts == sorted(counts, reverse=True)
    assert {row["kind"] for row in page["rows"]} == {"state"}
    every = served.client.get("/states.json?kind=all").json()["page"]
    assert every["n_actors"] == sum(n for _, n, _ in every["kinds"])


def test_the_numbers_of_a_state_are_those_of_the_ledger(served, example_books):
    page = served.client.get("/states/PAK.json").json()["page"]
    with open_ledger(example_books, create=False, read_only=True) as ledger:
        assert page["n_events"] == ledger.count_merged(actor="PAK")
        named = [
            document
            for document in ledger.documents()
            if any(mention.actor == "PAK" for mention in ledger.mentions(document.id))
        ]
        words = [
            mention.quote
            for document in ledger.documents()
            for mention in ledger.mentions(document.id)
            if mention.actor == "PAK" and mention.form != "pronoun"
        ]
    assert page["n_articles"] >= len(named) > 0
    spoken = {row["words"]: row["n"] for row in page["spellings"] if row["form"] == "name"}
    assert spoken["Pakistan"] == words.count("Pakistan")
    assert any(row["words"] == "Islamabad" and row["form"] == "capital" for row in page["spellings"])
    assert {outlet for outlet, _ in page["outlets"]} <= {document.outlet for document in named} | {
        "no outlet named"
    }


def test_the_portfolio_is_sorted_and_each_has_a_band(served):
    page = served.client.get("/states/Pakistan.json?sort=level").json()["page"]
    assert page["id"] == "PAK"
    levels = [row["level"] for row in page["pairs"] if row["level"]]
    assert [row["mean"] for row in levels] == sorted((row["mean"] for row in levels), reverse=True)
    assert all(row["low"] < row["mean"] < row["high"] for row in levels)


def test_a_state_leans_between_those_it_is_talked_about_with(served):
    page = served.client.get("/states/PAK.json").json()["page"]
    assert page["levels"]["tilts"]
    assert {tilt["actor"] for tilt in page["levels"]["tilts"]} == {"Pakistan"}
    assert all(tilt["words"] for tilt in page["levels"]["tilts"])


def test_its_people_have_their_offices(served):
    people = {row["name"]: row for row in served.client.get("/states/PAK.json").json()["page"]["holders"]}
    assert people
    assert any(
        "minister" in office or "head" in office for row in people.values() for office in row["offices"]
    )


def test_an_unknown_state_names_near_ones(served):
    answer = served.client.get("/states/Pakistann")
    assert answer.status_code == 404
    assert "Pakistan" in answer.text
    assert served.client.get("/states/PER").status_code == 404
    assert served.client.get("/states?kind=planet").status_code == 400


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_the_pages_of_states_open_without_a_fault(browser, served, width, scheme):
    for path in ("/states", "/states/PAK", "/states/SCO"):
        with visiting(browser, served, path, width=width, color_scheme=scheme) as page:
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, path


def test_a_state_leads_to_its_pairs(browser, served):
    with visiting(browser, served, "/states") as page:
        page.locator("table.actors th a").first.click()
        page.wait_for_url("**/states/*")
        page.locator(".pairs th a").first.click()
        page.wait_for_url("**/dyads/*/*")
