"""Method: what a number rests on, ready to be cited."""

from __future__ import annotations

import pytest

import detente
from detente.core.citing import cite_bibtex, cite_text
from detente.core.provenance import read_data_files
from detente.core.settings import SETTINGS

from .conftest import visiting
from .so_looking import check_page


def test_footnote_has_what_a_reader_must_know(served):
    page = served.client.get("/method.json").json()["page"]
    for words in (
        f"Détente {detente.__version__}",
        "15 articles of 6 outlets",
        "20 November 2014 to 6 December 2021",
        "116 events in 124 tellings",
        "0 corrections",
        "all at their defaults",
        "seed",
        f"generation {page['generation']}",
    ):
        assert words in page["footnote"]


def test_settings_data_and_citation_are_those_of_the_command_line(served):
    page = served.client.get("/method.json").json()["page"]
    assert {row["name"] for row in page["settings"]} == {row.name for row in SETTINGS}
    assert len(page["data"]) == len(read_data_files())
    assert all(row["unchanged"] for row in page["data"])
    assert cite_text().startswith(page["citation"])
    assert all(work in cite_text() for work in page["works"])
    assert page["bibtex"] == cite_bibtex().strip()
    assert page["runs"][0]["n_events"] == 116


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_fits_and_is_accessible(served, browser, scheme, width):
    with visiting(browser, served, "/method", width=width, color_scheme=scheme) as page:
        for summary in page.locator("details > summary").all():
            summary.click()
        check_page(page)


def test_footnote_is_copied(served, browser):
    with visiting(browser, served, "/method", permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Copy the footnote").click()
        page.get_by_role("button", name="Copied").wait_for()
        assert (
            page.evaluate("navigator.clipboard.readText()") == page.locator("#footnote").inner_text().strip()
        )
