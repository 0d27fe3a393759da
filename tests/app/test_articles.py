"""The articles: from a number to its sentence, codings on hover, refusals with their reason."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sqlite3

import pytest

from detente.ledger import open_ledger

from .conftest import serving, visiting
from .so_looking import check_page

PUTIN = "Putin flies to Delhi"


def find_article(there, title):
    page = there.client.get("/articles.json", params={"text": title}).json()["page"]
    return page["articles"][0]


def test_list_is_filtered_searched_and_paged(served):
    ask = served.client.get
    page = ask("/articles.json").json()["page"]
    assert page["n_articles"] == 15 == len(page["articles"])
    assert [row["published"] for row in page["articles"]] == sorted(
        (row["published"] for row in page["articles"]), reverse=True
    )
    assert {row["n_copies"] for row in page["articles"]} == {0, 1}
    one = ask("/articles.json", params={"outlet": "Neva Courier"}).json()["page"]
    assert [row["outlet"] for row in one["articles"]] == ["Neva Courier"]
    assert ask("/articles.json", params={"copies": "1"}).json()["page"]["n_articles"] == 2
    assert ask("/articles.json", params={"since": "2021"}).json()["page"]["n_articles"] == 3
    assert ask("/articles.json", params={"text": "F-16s (%_ nowhere"}).json()["page"]["n_articles"] == 0
    first = ask("/articles.json", params={"limit": 6}).json()["page"]
    then = ask(first["after"].replace("/articles?", "/articles.json?")).json()["page"]
    assert not {row["id"] for row in first["articles"]} & {row["id"] for row in then["articles"]}
    assert then["before"]
    assert ask("/articles", params={"limit": "0"}).status_code == 400


def test_every_coding_stands_in_the_text(served, example_books):
    with open_ledger(example_books, create=False, read_only=True) as books:
        for row in served.client.get("/articles.json").json()["page"]["articles"]:
            page = served.client.get(f"/articles/{row['id']}.json").json()["page"]
            text = books.document(row["id"]).text
            assert len([one for one in page["codings"] if one["kind"] == "event"]) == row["n_events"]
            assert len(page["refused"]) == row["n_rejected"]
            spots = {spot for block in page["blocks"] for run in block["stretches"] for spot in run["spots"]}
            for coding in page["codings"]:
                assert text[coding["start"] : coding["end"]] == coding["quote"]
                assert coding["anchor"] in spots
                assert coding["rules"], coding
            words = "".join(run["text"] for block in page["blocks"] for run in block["stretches"])
            assert "".join(words.split()) == "".join(text.split())


def test_csv_has_codings_and_refusals(served):
    row = find_article(served, PUTIN)
    rows = list(csv.DictReader(io.StringIO(served.client.get(f"/articles/{row['id']}.csv").text)))
    assert len(rows) == row["n_events"] + row["n_statements"] + row["n_rejected"]
    assert {"event", "rejection"} <= {one["kind"] for one in rows}


def test_unknown_article_has_near_names(served):
    row = find_article(served, PUTIN)
    answer = served.client.get(f"/articles/{row['id'][:9]}x")
    assert answer.status_code == 404
    assert row["id"] in answer.text
    assert served.client.get("/articles/%F0%9F%98%80<script>").status_code == 404


def test_number_leads_to_its_sentence_in_two_clicks(served, browser):
    with visiting(browser, served, "/events") as page:
        link = page.locator("#event-list blockquote a").first
        quote = link.inner_text()
        link.click()
        page.wait_for_url(re.compile("/articles/.*#event-"))
        hit = page.locator("#article-text .hit")
        hit.first.wait_for()
        assert "".join(hit.all_inner_texts()).split() == quote.split()
        box, height = hit.first.bounding_box(), page.viewport_size["height"]
        page.wait_for_function(
            "() => { const b = document.querySelector('.hit').getBoundingClientRect(); "
            "return b.top >= 0 && b.bottom <= innerHeight }"
        )
        assert box is not None
        assert height


def test_hover_and_focus_show_the_coding(served, browser):
    row = find_article(served, PUTIN)
    with visiting(browser, served, f"/articles/{row['id']}") as page:
        run = page.locator("#article-text a.coded", has_text="signed 28 agreements").first
        card = page.locator("#coding-card")
        assert card.is_hidden()
        run.hover()
        card.wait_for(state="visible")
        said = card.inner_text()
        assert "India and Russia" in said
        assert "Happened" in said
        assert "6 December 2021" in said
        assert "rule:sign-pact" in said
        page.keyboard.press("Escape")
        card.wait_for(state="hidden")
        run.focus()
        card.wait_for(state="visible")
        assert run.get_attribute("aria-describedby") == "coding-card"
        page.locator("#article-text .m-refused").first.hover()
        page.wait_for_function("() => /actors|event/.test(document.querySelector('#coding-card').innerText)")


def test_reads_without_script(served, browser):
    row = find_article(served, PUTIN)
    page_data = served.client.get(f"/articles/{row['id']}.json").json()["page"]
    event = next(one for one in page_data["codings"] if one["kind"] == "event")
    with visiting(
        browser, served, f"/articles/{row['id']}#{event['anchor']}", java_script_enabled=False
    ) as page:
        run = page.locator(f"#{event['anchor']} ~ a.coded").first
        assert run.get_attribute("href") == f"/events/{event['id']}"
        run.click()
        page.wait_for_url(f"**/events/{event['id']}")
        assert page.locator("h1").inner_text() == event["who"]


def test_a_refusal_leads_to_its_sentence(served, browser):
    row = find_article(served, PUTIN)
    with visiting(browser, served, f"/articles/{row['id']}") as page:
        page.locator(".refused-list blockquote a").first.click()
        page.locator(".m-refused.hit").first.wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_fits_and_is_accessible(served, browser, scheme, width):
    row = find_article(served, PUTIN)
    for path in ("/articles", f"/articles/{row['id']}"):
        with visiting(browser, served, path, width=width, color_scheme=scheme) as page:
            check_page(page)


def test_only_plain_addresses_are_linked(example_books, tmp_path):
    shutil.copytree(example_books, tmp_path / "ledger")
    (tmp_path / "ledger" / "ledger.sqlite.seal").unlink(missing_ok=True)  # it would be taken for damage
    with sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite") as books:
        names = [row[0] for row in books.execute("SELECT id FROM documents ORDER BY id LIMIT 2")]
        books.execute(
            "UPDATE documents SET url = 'javascript:boom()', title = '<svg onload=boom()>' WHERE id = ?",
            names[:1],
        )
        books.execute("UPDATE documents SET url = 'https://example.org/a?b=c' WHERE id = ?", names[1:])
    books.close()
    with serving(tmp_path / "ledger") as there:
        bad, good = (there.client.get(f"/articles/{name}").text for name in names)
        assert "javascript:" not in bad
        assert "<svg onload" not in bad
        assert 'href="https://example.org/a?b=c" rel="noreferrer noopener external"' in good
