"""The timeline: every dated event is drawn once, filters filter, large ledgers are counted."""

from __future__ import annotations

import time

import pytest

from detente.ledger import open_ledger
from detente.pages import so_kept, timeline
from detente.pages.asking import Asked
from detente.pages.so_strips import find_window, place_ticks

from .conftest import visiting
from .so_looking import check_page


def test_every_dated_event_of_a_pair_is_drawn_once(served, example_books):
    page = served.client.get("/timeline.json").json()["page"]
    marks = [mark["id"] for strip in page["strips"] for mark in strip["marks"]]
    assert len(marks) == len(set(marks))
    total = page["n_undated"] + page["n_unpaired"] + page["n_before"] + len(marks)
    assert total == page["n_events"] == 116
    for strip in page["strips"]:
        for mark in strip["marks"]:
            assert 0 <= mark["left"] <= mark["right"] <= 100
            assert 0 < mark["y"] < strip["height"]


def test_filters_by_actor_and_pair(served):
    ask = served.client.get
    both = ask("/timeline.json", params={"actor": "RUS", "partner": "PAK"}).json()["page"]
    assert ["PAK", "RUS"] in [strip["dyad"] for strip in both["strips"]]
    one = ask("/timeline.json", params={"actor": "CHN"}).json()["page"]
    assert 0 < one["n_events"] < 116
    assert ask("/timeline.json", params={"until": "1900"}).json()["page"]["strips"] == []
    assert ask("/timeline", params={"partner": "PAK"}).status_code == 400
    assert ask("/timeline", params={"since": "soon"}).status_code == 400


def test_many_events_are_counted(example_books, monkeypatch):
    monkeypatch.setattr(timeline, "MOST", 10)
    with open_ledger(example_books, create=False, read_only=True) as books:
        page = timeline.make_timeline(books, Asked()).context
        events = list(books.merged_events())
        part = timeline.make_timeline(books, Asked(query={"actor": "IND"})).context
    done = [event for event in events if event.status in ("occurred", "ongoing")]
    bars = page.bars
    assert not page.strips
    drawn = sum(bar.n for bar in bars.bars)
    assert drawn == bars.n_drawn > 10
    assert drawn + bars.n_vague + bars.n_before == sum(event.date is not None for event in done)
    assert bars.n_pending == len(events) - len(done)
    assert drawn + bars.n_vague + bars.n_before + bars.n_pending + bars.n_undated == len(events)
    assert all(bar.y >= 0 and bar.y + bar.height <= bars.height + 0.1 for bar in bars.bars)
    assert all((bar.y < bars.zero) == (bar.quad < 3) for bar in bars.bars)
    assert part.bars.n_drawn < drawn
    assert part.partners
    assert part.partners[0][3].startswith("/timeline?actor=IND&partner=")


@pytest.mark.parametrize("whose", [{}, {"actor": "IND"}, {"actor": "PAK", "partner": "IND"}])
@pytest.mark.parametrize(
    "when", [{}, {"since": "2015"}, {"until": "2016-05"}, {"since": "2014", "until": "2019"}]
)
def test_what_is_counted_by_days_is_what_the_ledger_counts(example_books, monkeypatch, whose, when):
    monkeypatch.setattr(timeline, "MOST", 0)
    given = {"dyad": ("IND", "PAK")} if "partner" in whose else whose
    with open_ledger(example_books, create=False, read_only=True) as books:
        page = timeline.make_timeline(books, Asked(query=whose | when)).context
        assert page.n_events == books.count_merged(**given, **when)
        every = timeline._gather(books, given | when, page.n_events)
        assert {row.id for row in every} == {row.id for row in books.merged_events(**given, **when)}


def test_of_very_many_events_the_first_to_ask_is_told_to_come_again(own_books, monkeypatch):
    monkeypatch.setattr(timeline, "MOST", 10)
    monkeypatch.setattr(timeline, "AT_ONCE", 100)
    monkeypatch.setattr(so_kept, "MANY", 5)
    with open_ledger(own_books, create=False, read_only=True) as books:
        first = timeline.make_timeline(books, Asked(query={"since": "2014"})).context
        assert (first.counting, first.behind, first.bars, first.strips) == (True, True, None, ())
        for _ in range(200):
            page = timeline.make_timeline(books, Asked(query={"since": "2014"})).context
            if not page.counting:
                break
            time.sleep(0.05)
        assert not page.behind
        assert page.n_events == books.count_merged(since="2014")


def test_few_early_events_do_not_press_the_rest_flat():
    class Row:
        def __init__(self, year):
            self.start, self.end = f"{year}-01-01", f"{year}-01-02"

    rows = [Row(1947), *(Row(2000 + n % 15) for n in range(99))]
    assert find_window(rows, fixed=False) == (2000, 2014)
    assert find_window(rows, fixed=True) == (1947, 2014)
    assert find_window([], fixed=False) == (0, 0)
    few = [Row(1947), Row(1980), Row(1981), *(Row(2014 + n % 5) for n in range(14))]
    assert find_window(few, fixed=False) == (2014, 2018)
    assert find_window(few[:3] + few[-3:], fixed=False)[0] <= 1980  # a third of them is not few
    assert [tick.label for tick in place_ticks((2000, 2014))] == [str(year) for year in range(2000, 2015, 2)]


def test_sums_of_a_large_ledger_are_made_anew_beside(own_books, monkeypatch):
    monkeypatch.setattr(so_kept, "MANY", 5)

    def count(reader):
        return reader.count_merged()

    with open_ledger(own_books) as books:
        assert so_kept.find_kept(books, "test", count) == (116, False)
        event = next(row for row in books.merged_events() if len(row.mentions) == 1)
        books.correct(event.mentions[0], "wrong", by="Ann")
        assert so_kept.find_kept(books, "test", count) == (116, True)
        for _ in range(200):
            found = so_kept.find_kept(books, "test", count)
            if not found[1]:
                break
            time.sleep(0.05)
        assert found == (115, False)


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_fits_is_accessible_and_leads_to_the_sentence(served, browser, scheme, width):
    with visiting(browser, served, "/timeline", width=width, color_scheme=scheme) as page:
        check_page(page)
        page.locator(".marks a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/articles/*#event-*")
        page.locator("#article-text .hit").first.wait_for()
