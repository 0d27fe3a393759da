"""Figures taken along from the pages of a ledger: as SVG, as PNG, and their data as CSV."""

from __future__ import annotations

import pytest
from tests.figures import check_csv, check_figures, check_svg, take

from .conftest import visiting

FIGURES = {
    "/dyads/PAK/RUS": {"level-PAK-RUS", "counts-PAK-RUS", "level-ahead-PAK-RUS"},
    "/forecast?a=RUS&b=PAK": {"counts-PAK-RUS", "level-ahead-PAK-RUS"},
    "/dyads/PAK/RUS?domain=military": {"level-PAK-RUS-military"},
    "/states/PAK": {"levels-PAK"},
    "/map": {"map"},
    "/timeline": {"timeline"},
    "/system": {"system"},
}


@pytest.mark.parametrize("path", FIGURES)
def test_every_figure_of_a_page_can_be_taken_along(served, browser, path):
    with visiting(browser, served, path, accept_downloads=True) as page:
        assert page.locator("[data-figure]").count() == page.locator("details.save").count()
        bare = "all => all.filter(one => !one.closest('[data-figure], .legend, table, .map-legend') && one.clientHeight > 60).length"
        assert page.eval_on_selector_all("svg", bare) == 0  # no figure without a menu
        assert set(check_figures(page)) >= FIGURES[path]


def test_the_data_are_those_of_the_curve(served, browser):
    level = served.client.get("/dyads/PAK/RUS.json").json()["page"]["level"]
    with visiting(browser, served, "/dyads/PAK/RUS", accept_downloads=True) as page:
        data, name = take(page, page.locator("[data-figure=level-PAK-RUS] .save"), "CSV")
    rows = check_csv(data)
    assert name == "detente-level-PAK-RUS.csv"
    assert [float(row["level_mean"]) for row in rows] == [
        round(point["mean"], 3) for point in level["points"]
    ]
    for row in rows:
        assert (row["a"], row["b"]) == ("PAK", "RUS")
        assert float(row["level_low"]) < float(row["level_mean"]) < float(row["level_high"])


def test_the_data_of_a_forecast_are_the_past_and_what_is_foretold(served, browser):
    told = served.client.get("/forecast.json?a=RUS&b=PAK").json()["page"]["outlooks"]["outlooks"][0]
    with visiting(browser, served, "/forecast?a=RUS&b=PAK", accept_downloads=True) as page:
        counts = check_csv(take(page, page.locator(".fans + .save"), "CSV")[0])
        level = check_csv(take(page, page.locator("[data-figure^=level-ahead] .save"), "CSV")[0])
    assert len(counts) == 4 * (len(told["past_rows"]) + len(told["count_rows"]))
    assert {row["kind"] for row in counts} == {"counted", "foretold"}
    assert sum(float(row["events"]) for row in counts if row["kind"] == "counted") == sum(
        sum(cells) for _, cells in told["past_rows"]
    )
    assert [row["date"] for row in level if row["kind"] == "foretold"] == [
        row[0] for row in told["level_rows"]
    ]


@pytest.mark.parametrize("width", [1400, 390])
def test_labels_of_a_forecast_stay_within_its_figure(served, browser, width):
    with visiting(browser, served, "/forecast?a=RUS&b=PAK", width=width) as page:
        rows = len(set(page.eval_on_selector_all(".fans figure", "all => all.map(one => one.offsetTop)")))
        assert rows == (1 if width == 1400 else 4)
        out = """all => all.filter(one => {
          const [box, frame] = [one.getBoundingClientRect(), one.closest('figure').getBoundingClientRect()];
          return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1); }).map(one => one.textContent)"""
        assert page.eval_on_selector_all(".fan text", out) == []
        over = """all => all.filter(one => one.getBoundingClientRect().right
          > one.closest('svg').getBoundingClientRect().left).length"""
        assert page.eval_on_selector_all(".fan text.scale", over) == 0  # in the gutter


def test_a_figure_taken_from_a_dark_page_is_light_and_says_where_it_is_from(served, browser):
    texts = []
    for scheme in ("light", "dark"):
        with visiting(browser, served, "/dyads/PAK/RUS", accept_downloads=True, color_scheme=scheme) as page:
            data, _ = take(page, page.locator("[data-figure=level-PAK-RUS] .save"), "SVG")
            texts.append(data.decode())
            paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            assert (paper == "rgb(21, 23, 26)") == (scheme == "dark")  # the page is as it was
    assert texts[0] == texts[1]
    assert 'fill="rgb(251, 250, 246)"' in texts[0]
    words = check_svg(texts[0].encode())
    assert words[0].startswith("Pakistan – Russia: level over time")
    assert "ledger ledger" in words[-1]
    assert any("turning point" in text or "mean, and the band" in text for text in words)  # its legend


def test_the_menu_works_by_key_and_on_a_phone(served, browser):
    with visiting(browser, served, "/map", width=390, height=844, accept_downloads=True) as page:
        menu = page.locator("details.save")
        summary = menu.locator("summary")
        assert summary.inner_text().startswith("Download")
        summary.focus()
        page.keyboard.press("Enter")
        assert menu.get_by_role("button", name="SVG").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Tab")
        with page.expect_download():
            page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        assert not menu.get_by_role("button", name="SVG").is_visible()
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_without_script_there_is_no_menu(served, browser):
    with visiting(browser, served, "/dyads/PAK/RUS", java_script_enabled=False) as page:
        assert page.locator("[data-figure=level-PAK-RUS]").is_visible()
        assert page.locator("details.save").count() == 0


def test_the_report_with_its_data_stays_small(example_books):
    assert (example_books.parent / "r.html").stat().st_size < 2_000_000
