"""Verdicts on what is said: claims read rightly or wrongly, outcomes of predictions; taken back; by key and button."""

from __future__ import annotations

import pytest

from .conftest import visiting
from .test_reviewing import say, settle, take_back


def page_of(there, path):
    return there.client.get(path).json()["page"]


def predictions(there):
    return {row["id"]: row for row in page_of(there, "/predictions.json")["statements"]["predictions"]}


def test_a_claim_read_wrongly_goes_and_comes_back(own):
    claims = page_of(own, "/claims.json")
    claim = claims["statements"]["claims"][0]["claims"][0]["id"]
    answer = say(own, about=claim, verdict="wrong")
    assert answer.status_code == 200, answer.text
    assert answer.json()["numbers"] == []
    assert page_of(own, "/claims.json")["n_rows"] == claims["n_rows"] - 1
    assert take_back(own, answer.json()["kept"]).status_code == 200
    assert page_of(own, "/claims.json")["statements"] == claims["statements"]


@pytest.mark.parametrize("outcome", ["fulfilled", "refuted", "overdue", "open"])
def test_an_outcome_is_a_persons_word(own, outcome):
    (name, before), *_ = predictions(own).items()
    answer = say(own, about=name, verdict=outcome)
    now = predictions(own)[name]
    assert (now["verdict"], now["by"]) == (outcome, "ada")
    assert take_back(own, answer.json()["kept"]).status_code == 200
    assert predictions(own)[name] == before


def test_an_outcome_cannot_be_said_of_a_claim(own):
    claim = page_of(own, "/claims.json")["statements"]["claims"][0]["claims"][0]["id"]
    assert say(own, about=claim, verdict="fulfilled").status_code == 409


def test_a_prediction_is_judged_by_button_and_taken_back(own, browser):
    before = predictions(own)
    with visiting(browser, own, "/predictions") as page:
        row = page.locator(".said", has=page.locator("[data-kind=prediction]")).first
        name = row.locator(".review").get_attribute("data-event")
        assert not page.locator("#reviewer").is_visible()
        assert not row.get_by_role("button", name="Came true").is_visible()
        row.get_by_role("button", name="Judge").click()
        row.get_by_role("button", name="Came true").click()
        assert "name first" in row.locator(".verdict").inner_text() + page.locator("#numbers").inner_text()
        page.locator("#reviewer").fill("Ada")
        row.get_by_role("button", name="Came true").click()
        settle(page, "it came true")
        row.locator("[data-say=fulfilled][aria-pressed=true]").wait_for()
        assert predictions(own)[name]["verdict"] == "fulfilled"
        row.get_by_role("button", name="Undo").click()
        settle(page, "Taken back")
        row.locator("[data-say=fulfilled][aria-pressed=false]").wait_for()
    assert predictions(own) == before


def test_claims_are_judged_and_taken_back_by_key(own, browser):
    total = page_of(own, "/claims.json")["n_rows"]
    with visiting(browser, own, "/claims") as page:
        page.keyboard.press("w")  # nothing is chosen: nothing happens
        page.keyboard.press("j")
        page.locator("#reviewer").fill("Ada")
        page.keyboard.press("Enter")
        row = page.locator(".said.current")
        name = row.locator(".review").get_attribute("data-event")
        page.keyboard.press("w")
        settle(page, "Struck out")
        page.locator("#count", has_text=f"{total - 1} claims").wait_for()
        judged = page.locator(".said", has=page.locator(f"[data-event='{name}']"))
        assert "judged-wrong" in judged.get_attribute("class")
        assert (
            judged.locator(".line").evaluate("one => getComputedStyle(one).textDecorationLine")
            == "line-through"
        )
        page.keyboard.press("u")
        settle(page, "Taken back")
        page.locator("#count", has_text=f"{total} claims").wait_for()
        assert "judged-wrong" not in judged.get_attribute("class")
        page.keyboard.press("?")
        assert "it came true" in page.locator("#keys").inner_text()
    said = page_of(own, "/review.json")["said"][0]
    assert (said["kind"], said["verdict"], said["taken_by"]) == ("claim", "wrong", "Ada")


def test_statements_of_a_pair_are_judged_on_its_page_too(served, browser):
    with visiting(browser, served, "/dyads/PAK/RUS", width=390, height=844) as page:
        assert page.locator(".said-review .ask").count() == page.locator(".said").count() > 0
        page.locator(".said-review .ask").first.click()
        assert page.locator("#reviewer").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_report_has_no_buttons(example_books):
    text = (example_books.parent / "r.html").read_text(encoding="utf-8")
    assert 'class="said ' in text
    assert "said-review" not in text.split("<main>")[1].split("<script")[0]
