"""One event: tellings side by side, reprints known as such, why they are one, and what it means."""

from __future__ import annotations

import pytest

from detente.ledger import open_ledger

from .conftest import serving, visiting
from .so_looking import check_page


@pytest.fixture(scope="module")
def told_thrice(example_books):
    with open_ledger(example_books, create=False, read_only=True) as books:
        return max(books.merged_events(), key=lambda event: (len(event.mentions), event.id))


def test_tellings_stand_side_by_side(served, told_thrice):
    page = served.client.get(f"/events/{told_thrice.id}.json").json()["page"]
    assert {row["id"] for row in page["tellings"]} == set(told_thrice.mentions)
    assert page["n_tellings"] == 3
    assert page["event"]["n_articles"] == told_thrice.n_documents == 2
    assert page["event"]["n_outlets"] == 1
    assert [row["number"] for row in page["tellings"]] == [1, 2, 3]
    assert sorted(row["standing"] for row in page["tellings"]) == ["independent", "reprint", "same article"]
    reprint = next(row for row in page["tellings"] if row["standing"] == "reprint")
    assert reprint["similarity"] > 0.8
    assert [row["published"] for row in page["tellings"]] == sorted(
        row["published"] for row in page["tellings"]
    )
    assert all(row["rules"] and row["coder"] for row in page["tellings"])


def test_differences_and_joins_name_the_tellings(served, told_thrice):
    page = served.client.get(f"/events/{told_thrice.id}.json").json()["page"]
    date = next(row for row in page["differences"] if row["field"] == "date")
    assert sorted(n for _, numbers in date["values"] for n in numbers) == [1, 2, 3]
    assert len(page["joins"]) == 2
    for join in page["joins"]:
        assert {join["first"], join["second"]} <= {1, 2, 3}
        assert 0 < join["probability"] <= 1
        assert join["reasons"]
        assert all(name != "base" for name, _ in join["reasons"])
    assert [term["kind"] for term in page["terms"]] == ["event type", "mode", "status"]


def test_telling_leads_to_its_event(served, told_thrice):
    name = told_thrice.mentions[0]
    page = served.client.get(f"/events/{name}.json").json()["page"]
    assert page["event"]["id"] == told_thrice.id
    assert page["asked_for"] == name


def test_unknown_event_has_near_names(served, told_thrice):
    answer = served.client.get(f"/events/{told_thrice.id[:7]}zzz")
    assert answer.status_code == 404
    assert told_thrice.id in answer.text


def test_every_event_has_a_page(served, example_books):
    with open_ledger(example_books, create=False, read_only=True) as books:
        names = [event.id for event in books.merged_events()][::6]
    for name in names:
        assert served.client.get(f"/events/{name}").status_code == 200


def test_corrections_are_told(own_books):
    with open_ledger(own_books) as books:
        event = next(books.merged_events(newest=True))
        books.correct(event.mentions[0], "edit", changes={"place": "Nowhere"}, by="Ann", note="<b>sure</b>")
        name = next(row.id for row in books.merged_events() if event.mentions[0] in row.mentions)
        other = next(row for row in books.merged_events() if row.id != name and len(row.mentions) == 1)
        books.correct(other.mentions[0], "wrong", by="Ann")
    with serving(own_books) as there:
        page = there.client.get(f"/events/{name}.json").json()["page"]
        assert [(row["verdict"], row["by"]) for row in page["corrections"]] == [("edit", "Ann")]
        assert page["corrections"][0]["changes"] == [["place", "Nowhere"]]
        assert "<b>sure</b>" not in there.client.get(f"/events/{name}").text
        gone = there.client.get(f"/events/{other.mentions[0]}")
        assert gone.status_code == 404
        assert "Ann judged" in gone.text


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_fits_and_is_accessible(served, browser, told_thrice, scheme, width):
    with visiting(browser, served, f"/events/{told_thrice.id}", width=width, color_scheme=scheme) as page:
        check_page(page)
        page.locator(".telling blockquote a").first.click()
        page.wait_for_url("**/articles/*#telling-*")
        page.locator("#article-text .hit").first.wait_for()
