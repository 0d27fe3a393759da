"""Sources: what was read and refused, and what hangs on one outlet."""

from __future__ import annotations

import time
from datetime import date

import pytest

from detente.core.rejections import Reason, Rejection
from detente.ledger import open_ledger
from detente.pages import so_kept, so_leaving
from detente.pages.asking import Asked
from detente.pages.levels_kept import find_levels
from detente.pages.so_leaving import leave_out
from detente.pages.sources import make_sources
from detente.relations import measure_course, weigh_event

from .conftest import serving, visiting
from .so_looking import check_page


def test_inputs_add_up(served):
    page = served.client.get("/sources.json").json()["page"]
    assert page["n_inputs"] == page["n_stored"] + page["n_duplicate"] + page["n_rejected"] == 15
    assert sum(row["n_articles"] for row in page["outlets"]) == page["n_articles"]
    assert sum(row["n_tellings"] for row in page["outlets"]) == 124
    assert {row["name"]: row["n_alone"] for row in page["outlets"]}["Potomac Wire"] == 0
    assert len(page["copies"]) == page["n_copies"] == 1
    assert sum(row["n"] for row in page["rejections"]) == 64


def test_what_is_lost_without_an_outlet(served):
    left = served.client.get("/sources.json").json()["page"]["left_out"]
    assert left["why_not"] == ""
    assert len(left["pairs"]) == 6
    told = {tuple(pair["dyad"]): pair["day_words"] for pair in left["pairs"]}
    assert told["CHN", "IND"] == "September 2020", "as vaguely as it is known"
    assert told["IND", "RUS"] == "6 December 2021"
    rows = {row["outlet"]: row for row in left["rows"]}
    assert len(rows) == 6
    assert rows["Potomac Wire"]["n_lost"] == 0
    assert rows["Potomac Wire"]["n_weaker"] == 1
    assert max(row["largest"] for row in rows.values()) > 1
    for row in rows.values():
        for pair, mean, change, outside in zip(
            left["pairs"], row["means"], row["changes"], row["outside"], strict=True
        ):
            assert (mean is None) == (change is None)
            if mean is not None:
                assert mean - pair["mean"] == pytest.approx(change)
                assert outside == (not pair["low"] <= mean <= pair["high"])


def test_leaving_out_nobody_changes_nothing(example_books):
    with open_ledger(example_books, create=False, read_only=True) as books:
        (row,) = leave_out(books, ["No Such Paper"]).rows
    assert row.largest == pytest.approx(0, abs=1e-9)
    assert (row.n_lost, row.n_weaker) == (0, 0)


def test_a_lost_witness_weighs_as_in_the_model(example_books):
    with open_ledger(example_books, create=False, read_only=True) as books:
        event = next(row for row, _ in books.representatives() if row.status == "occurred")
        assert find_levels(books).levels is not None
    for n in (2, 3, 7):
        fewer, all_ = (weigh_event(event, n_outlets=k) for k in (n - 1, n))
        assert so_leaving._share(n) == pytest.approx(fewer / all_)


def test_of_many_events_an_outlet_is_left_out_of_the_newest(example_books, monkeypatch):
    with open_ledger(example_books, create=False, read_only=True) as books:
        outlets = [row["outlet"] for row in books.record_sql("SELECT DISTINCT outlet FROM documents", {})]
        whole = leave_out(books, outlets)
        monkeypatch.setattr(so_leaving, "NEWEST", 3)
        part = leave_out(books, outlets)
    assert (whole.newest, whole.older) == (0, 0.0)
    assert part.newest == 3
    assert part.pairs == whole.pairs
    assert 0 < part.older < 5
    lost = [{row.outlet: row.n_lost for row in left.rows} for left in (whole, part)]
    assert all(lost[1][outlet] <= lost[0][outlet] for outlet in lost[0])
    assert 0 < sum(lost[1].values()) <= 3 * len(part.pairs)


def test_pairs_alone_have_the_levels_of_all(example_books):
    with open_ledger(example_books, create=False, read_only=True) as books:
        levels = find_levels(books).levels
        for row in leave_out(books, []).pairs:
            when = [max(date.fromordinal(round(float(day))) for day in _days_of(levels, row.dyad))]
            assert row.mean == pytest.approx(float(measure_course(levels, row.dyad, dates=when).mean[0]))


def _days_of(levels, dyad):
    seen = levels.observations
    return seen.day[seen.dyad == seen.dyads.index(dyad)]


def test_of_a_large_ledger_the_first_to_ask_is_told_to_come_again(own_books, monkeypatch):
    monkeypatch.setattr(so_kept, "MANY", 5)
    with open_ledger(own_books, create=False, read_only=True) as books:
        first = make_sources(books, Asked()).context
        assert (first.counting, first.behind, first.outlets) == (True, True, ())
        assert "counted" in first.left_out.why_not
        for _ in range(200):
            page = make_sources(books, Asked()).context
            if not page.behind:
                break
            time.sleep(0.05)
    assert page.n_articles == sum(row.n_articles for row in page.outlets) > 0
    assert page.left_out.rows


def test_failed_inputs_are_listed(own_books):
    with open_ledger(own_books) as books:
        row = Rejection(Reason.DAMAGED, "documents", "<i>bad</i>.pdf", detail="cut off", path="in/bad.pdf")
        books.add_rejection(row, path="in/bad.pdf")
    with serving(own_books) as there:
        page = there.client.get("/sources.json").json()["page"]
        assert [(one["name"], one["reason"]) for one in page["refused"]] == [("<i>bad</i>.pdf", "DAMAGED")]
        text = there.client.get("/sources").text
        assert "&lt;i&gt;bad" in text
        assert "the file is cut off or broken" in text


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_fits_and_is_accessible(served, browser, scheme, width):
    with visiting(browser, served, "/sources", width=width, color_scheme=scheme) as page:
        check_page(page)
