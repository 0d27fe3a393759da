"""Verdicts given on a page: kept as data, numbers before and after, taken back; by key and by button."""

from __future__ import annotations

import threading
import time

import pytest

from detente.app import reviewing
from detente.ledger import open_ledger

from .conftest import visiting

JSON = {"accept": "application/json"}


def queue(there, **asked):
    return there.client.get("/review.json", params=asked).json()["page"]


def say(there, **what):
    return there.client.post("/corrections", json={"by": "ada", **what}, headers=JSON)


def take_back(there, ids):
    return there.client.post("/withdrawals", json={"ids": ids, "by": "ada"}, headers=JSON)


def happened(there, *, n=0):
    """An event that happened, of a dyad with several."""
    events = queue(there, actor="RUS", partner="PAK", status="occurred", limit=100)["events"]
    return events[n]


def row(answer):
    found = [pair for pair in answer.json()["numbers"] if pair["after"]["dyad"] == ["PAK", "RUS"]]
    return found[0]["before"], found[0]["after"]


def test_the_least_certain_stand_first_and_filters_filter(served):
    page = queue(served, limit=100)
    sure = [event["confidence"] for event in page["events"]]
    assert sure == sorted(sure)
    assert page["n_open"] == page["n_events"] > 50
    assert page["n_judged"] == 0
    some = queue(served, type="AGREE", status="occurred", actor="RUS", partner="PAK", below=90, limit=100)
    assert 0 < some["n_events"] < page["n_events"]
    for event in some["events"]:
        assert (event["type"], event["status"]) == ("AGREE", "occurred")
        assert event["confidence"] < 0.9
    heavy = [abs(event["intensity"]) for event in queue(served, order="heaviest")["events"]]
    assert heavy == sorted(heavy, reverse=True)
    assert queue(served, limit=3, offset=3)["events"][0]["id"] == page["events"][3]["id"]
    for bad in ("show=x", "order=x", "below=0", "partner=PAK", "limit=101", "colour=red"):
        assert served.client.get(f"/review?{bad}").status_code == 400
    assert served.client.get("/review?show=judged").status_code == 200


def test_wrong_moves_the_numbers_and_undo_restores_them(own):
    before_all = queue(own, show="all", limit=100)
    event = happened(own)
    answer = say(own, about=event["id"], verdict="wrong")
    before, after = row(answer)
    assert after["n_events"] == before["n_events"] - 1
    assert after["mean_intensity"] != before["mean_intensity"]
    assert before["low"] < before["level"] < before["high"]
    assert answer.json()["event"] == ""
    assert own.client.get(f"/events/{event['id']}").status_code == 404
    back = take_back(own, answer.json()["kept"])
    was, now = row(back)
    assert was == after
    assert now == before
    assert back.json()["event"] == event["id"]
    assert queue(own, show="all", limit=100)["events"] == before_all["events"]
    said = queue(own)["said"][0]
    assert (said["by"], said["verdict"], said["taken_by"]) == ("ada", "wrong", "ada")


def test_a_change_of_roles_tells_of_both_dyads(own):
    event = happened(own)
    answer = say(
        own,
        about=event["id"],
        verdict="edit",
        values={"source": "China", "target": "India", "date": "2013-05"},
    )
    pairs = {tuple(pair["after"]["dyad"]): pair for pair in answer.json()["numbers"]}
    assert pairs["PAK", "RUS"]["after"]["n_events"] == pairs["PAK", "RUS"]["before"]["n_events"] - 1
    assert pairs["CHN", "IND"]["after"]["n_events"] == pairs["CHN", "IND"]["before"]["n_events"] + 1
    (judged,) = queue(own, show="judged")["events"]
    assert (judged["source"], judged["target"], judged["date"]) == (["CHN"], ["IND"], "2013-05")
    page = queue(own)
    assert page["n_judged"] == 1
    assert judged["id"] not in {event["id"] for event in page["events"]}


def test_joined_and_split_and_back(own, own_books):
    one, other = happened(own), happened(own, n=1)
    joined = say(own, about=one["id"], verdict="join", other=other["id"], note="the same visit").json()
    with open_ledger(own_books, read_only=True) as ledger:
        event = ledger.merged_event(joined["event"])
        assert len(event.mentions) >= 2
        assert ledger.corrections()[0].note == "the same visit"
        telling = event.mentions[0]
    parted = say(own, about=telling, verdict="split", other=joined["event"])
    assert parted.status_code == 200
    with open_ledger(own_books, read_only=True) as ledger:
        assert ledger.merged_event(telling).mentions == (telling,)
    for answer in (parted.json(), joined):
        assert take_back(own, answer["kept"]).status_code == 200
    assert {one["id"], other["id"]} <= {event["id"] for event in queue(own, limit=100, actor="RUS")["events"]}


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ({"about": "x", "verdict": "right"}, 404, "no record 'x'"),
        ({"verdict": "right"}, 400, "about"),
        ({"about": "x", "verdict": "maybe"}, 400, "verdict"),
        ({"about": "x", "verdict": "right", "colour": 1}, 400, "colour"),
        ({"about": "x", "verdict": "right", "by": " "}, 400, "by"),
        ({"about": "x", "verdict": "right", "by": "x" * 81}, 400, "by"),
        ({"about": "EVENT", "verdict": "edit"}, 409, "takes changes"),
        ({"about": "EVENT", "verdict": "fulfilled"}, 409, "cannot be said"),
        ({"about": "EVENT", "verdict": "edit", "values": {"colour": "red"}}, 409, "cannot be changed"),
        ({"about": "EVENT", "verdict": "edit", "values": {"source": "Rusia"}}, 404, "no actor"),
        ({"about": "EVENT", "verdict": "edit", "values": {"date": "soon"}}, 409, "soon"),
        ({"about": "EVENT", "verdict": "edit", "values": {"type": "BEFRIEND"}}, 404, "BEFRIEND"),
        ({"about": "EVENT", "verdict": "join"}, 409, "another"),
        ({"about": "EVENT", "verdict": "split", "other": "EVENT"}, 409, "not another event"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_changes_nothing(served, what, status, words):
    event = happened(served)["id"]
    what = {name: event if value == "EVENT" else value for name, value in what.items()}
    before = served.app.state.books.generation()
    answer = say(served, **what)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["page"]["error"]
    assert served.app.state.books.generation() == before


def test_bodies_that_are_no_bodies(served):
    for data in (b"", b"{", b"[]", b"null", b"\xff", b'{"ids": []}', b'{"ids": "x", "by": "a"}'):
        for path in ("/corrections", "/withdrawals"):
            assert served.client.post(path, content=data, headers=JSON).status_code == 400
    long = served.client.post("/corrections", content=b" " * 300_000, headers=JSON)
    assert long.status_code == 413
    assert take_back(served, ["x"]).status_code == 404


def test_another_writer_is_waited_for_and_then_said(own, own_books, monkeypatch):
    monkeypatch.setattr(reviewing, "_WAIT", 0.3)
    event = happened(own)["id"]
    entered, leave = threading.Event(), threading.Event()

    def hold():
        with open_ledger(own_books) as other, other._writing():
            entered.set()
            leave.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert entered.wait(20)
    try:
        answer = say(own, about=event, verdict="right")
        assert answer.status_code == 503
        assert "another process is writing" in answer.json()["page"]["error"]
        assert own.client.get("/review").status_code == 200
        monkeypatch.setattr(reviewing, "_WAIT", 10.0)
        threading.Timer(0.5, leave.set).start()
        assert say(own, about=event, verdict="right").status_code == 200
    finally:
        leave.set()
        thread.join()


def settle(page, words):
    page.locator("#numbers strong", has_text=words).first.wait_for(timeout=20_000)
    page.wait_for_load_state("networkidle")


def test_a_correction_changes_a_number_on_the_page_and_undo_restores_it(own, browser):
    with visiting(browser, own, "/review?actor=RUS&partner=PAK&status=occurred") as page:
        total = int(page.locator("#n-open").inner_text())
        first = page.locator("#queue > .card").first
        first.locator("[data-say=wrong]").click()
        assert "name first" in page.locator("#numbers").inner_text()
        page.keyboard.type("Ada <b>L.</b>")
        first.locator("[data-say=wrong]").click()
        settle(page, "Struck out")
        page.locator("#n-open", has_text=str(total - 1)).wait_for()
        moved = page.locator("#numbers td.moved").first
        was, now = (int(part) for part in moved.inner_text().split(" → "))
        assert now == was - 1
        assert "judged-wrong" in first.get_attribute("class")
        assert page.locator("#said li").count() == 1
        assert "Ada <b>L.</b>" in page.locator("#said").inner_text()
        first.locator("[data-undo]").click()
        settle(page, "Taken back")
        page.locator("#n-open", has_text=str(total)).wait_for()
        assert page.locator("#numbers td.moved").first.inner_text() == f"{now} → {was}"
        assert "judged-wrong" not in first.get_attribute("class")
        assert page.locator("#said li.taken").count() == 1


def test_keys_judge_change_and_take_back(own, browser):
    with visiting(browser, own, "/review?status=occurred") as page:
        cards = page.locator("#queue > .card")
        page.locator("#reviewer").fill("Ada")
        page.keyboard.press("Enter")
        page.keyboard.press("j")
        assert "current" in cards.nth(0).get_attribute("class")
        page.keyboard.press("r")
        settle(page, "Kept as right")
        page.locator("#queue > .card.judged-right").wait_for()
        assert "judged-right" in cards.nth(0).get_attribute("class")
        page.locator("#queue > .card:nth-child(2).current").wait_for()
        page.keyboard.press("k")
        page.keyboard.press("n")
        page.keyboard.press("e")
        form = cards.nth(1).locator("[data-form=edit]")
        assert form.is_visible()
        page.keyboard.press("Escape")
        assert not form.is_visible()
        page.keyboard.press("e")
        form.locator("[name=status]").select_option("planned")
        form.locator("[name=date]").fill("2011-02")
        page.keyboard.press("Enter")
        settle(page, "Changed")
        cards.nth(1).locator(".verdict", has_text="status planned").wait_for()
        page.locator("#n-judged", has_text="2").wait_for()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        for left in ("1", "0"):
            page.keyboard.press("u")
            page.locator("#n-judged", has_text=left).wait_for()
            page.wait_for_load_state("networkidle")
        page.keyboard.press("u")
        page.locator(".verdict", has_text="Nothing was said here").wait_for()
        assert page.locator("#said li.taken").count() == 2


def test_the_same_event_is_chosen_from_those_of_its_parties(own, browser):
    with visiting(browser, own, "/review?actor=RUS&partner=PAK", width=390) as page:
        page.locator("#reviewer").fill("Ada")
        first = page.locator("#queue > .card").first
        first.locator("[data-open=join]").click()
        form = first.locator("[data-form=join]")
        form.locator("option").nth(2).wait_for(state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        form.locator("[name=near]").select_option(index=2)
        form.locator("[type=submit]").click()
        settle(page, "Joined")
        page.locator("#said .take-back").first.click()
        settle(page, "Taken back")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_refused_is_said_beside_the_event(own, browser):
    context = visiting(browser, own, "/review")
    with pytest.raises(AssertionError, match="404"), context as page:  # noqa: PT012  the console tells of it
        page.locator("#reviewer").fill("Ada")
        first = page.locator("#queue > .card").first
        first.locator("[data-open=edit]").click()
        first.locator("[data-form=edit] [type=submit]").click()
        assert "Nothing is different" in first.locator(".verdict").inner_text()
        first.locator("[name=source]").fill("Rusia")
        first.locator("[data-form=edit] [type=submit]").click()
        first.locator(".refused-words", has_text="nearest: Russia").wait_for()


def test_without_script_the_queue_is_read_and_filtered(served, browser):
    with visiting(browser, served, "/review?order=newest", java_script_enabled=False) as page:
        assert page.locator("#queue > .card").count() == 20
        assert not page.locator(".judge").first.is_visible()
        page.locator("select[name=show]").select_option("all")
        page.locator(".filter button").click()
        assert "show=all" in page.url


def test_verdicts_come_quickly(own):
    event = happened(own)["id"]
    began = time.monotonic()
    kept = say(own, about=event, verdict="right").json()["kept"]
    take_back(own, kept)
    assert time.monotonic() - began < 15
