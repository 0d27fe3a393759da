"""The parts on what is said, in a real browser: closed, harmless, one click from the words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.access import find_barriers

from detente.accounts import AsserterRecord, Bearing, Contradiction, DyadBearing, Outcome, Side
from detente.identity import Join, Reason, Version
from detente.report import write_report

from .sayings import make_claim, make_mechanism, make_prediction, make_question, make_stated, merge
from .test_browser import PAYLOADS, make_document, make_event, make_relations, make_report, opened


@pytest.fixture(scope="module")
def stated():
    return make_stated()


@pytest.fixture(scope="module")
def path(tmp_path_factory, stated):
    return write_report(stated, tmp_path_factory.mktemp("stated") / "r.html")


@pytest.mark.parametrize("name", ["claims", "arguments", "predictions", "questions"])
def test_a_statement_opens_its_words_marked_in_the_full_text(browser, path, name):
    with opened(browser, path) as page:
        row = page.locator(f"#{name} .said").first
        words = row.locator("a.open").inner_text()
        row.locator("a.open").click()
        assert page.locator("#reader mark.hit").first.is_visible()
        assert words in page.locator("#reader-event .line").inner_text()
        assert "statement" in page.locator("#reader-place").inner_text()
        page.locator("#reader-next").click()
        assert page.locator("#reader mark.hit").first.is_visible()


def test_both_sides_of_a_contradiction_open_their_words(browser, path, stated):
    with opened(browser, path) as page:
        for place, side in enumerate(
            [s for row in stated.statements.contradictions for s in (row.first, row.second)]
        ):
            page.locator("#contradictions .side .line a").nth(place).click()
            assert page.locator("#reader mark.hit").first.inner_text() == side.quote.text
            page.keyboard.press("Escape")


def test_each_telling_of_an_event_opens_in_its_own_article(browser, path, stated):
    (event,) = [event for event in stated.events if event.merging]
    with opened(browser, path) as page:
        page.locator(f"#row-{event.anchor} .tellings > summary").click()
        for place, telling in enumerate(event.merging.tellings):
            page.locator(f"#row-{event.anchor} .told a").nth(place).click()
            assert page.locator("#reader-title").inner_text() == telling.article_title
            assert page.locator("#reader mark.hit").inner_text() == telling.quote.text
            assert page.locator("#reader-event .about").is_visible()
            page.keyboard.press("Escape")


def test_a_permalink_to_a_statement_opens_it(browser, path, stated):
    claim = stated.statements.claims[0].claims[0]
    with opened(browser, path, anchor=f"#{claim.anchor}") as page:
        assert page.locator("#reader mark.hit").inner_text() == claim.told.quotes[0].text
        page.keyboard.press("Escape")
        page.wait_for_function("location.hash === ''")


def test_without_script_a_statement_is_still_one_click_away(browser, path, stated):
    claim = stated.statements.claims[0].claims[0]
    with opened(browser, path, java_script_enabled=False) as page:
        page.locator(f"#row-{claim.anchor} a.open").click()
        assert page.locator(f"#{claim.anchor} ~ mark").first.is_visible()


@pytest.mark.parametrize("width", [320, 768])
def test_no_width_scrolls_sideways(browser, path, width):
    with opened(browser, path, width=width, height=844) as page:
        page.evaluate("for (const one of document.querySelectorAll('details:not(.article)')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_access(browser, path, scheme):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    try:
        page = context.new_page()
        page.goto(f"file://{path}")
        page.evaluate("for (const one of document.querySelectorAll('details:not(.article)')) one.open = true")
        assert find_barriers(page) == []
    finally:
        context.close()


def hostile_report():
    """Every text of every statement is an attack; every identity too."""
    documents, events, given = (
        [],
        [],
        {name: [] for name in ("claims", "mechanisms", "predictions", "questions")},
    )
    outcomes, records, bearings, contradictions, retold, merged = [], [], [], [], {}, {}
    for n, payload in enumerate(PAYLOADS):
        document = make_document(f"Said {payload} {n}.", [], name=f"{n}.txt", title=payload, outlet=payload)
        document = replace(document, id=f"{payload}{n}", published=payload)
        documents.append(document)
        quote, pair = f"Said {payload} {n}.", (f"{payload}a", f"{payload}b")
        common = {"asserted_by": payload, "modality": payload, "tense": payload}
        claim = make_claim(
            document, quote, id=f"{payload}c{n}", dyad=pair, domain=payload, claim=payload, **common
        )
        argued = make_mechanism(
            document,
            quote,
            id=f"{payload}m{n}",
            name=payload,
            actors=pair,
            statement=f"{payload} -> {payload}",
            **common,
        )
        foretold = make_prediction(
            document, quote, id=f"{payload}p{n}", statement=payload, horizon=payload, actors=pair, **common
        )
        asked = make_question(document, quote, id=f"{payload}q{n}", text=payload, dyads=(pair,), **common)
        for name, row in zip(given, (claim, argued, foretold, asked), strict=True):
            given[name].append(row)
        event = make_event(document, quote, id=f"{payload}e{n}", source=pair)
        again = replace(event, id=f"{payload}f{n}")
        joined = merge(event, again)
        version = Version(payload, payload, (event.id, payload))
        join = Join(event.id, payload, 0.5, 0.5, payload, (Reason(payload, 1.0), Reason(payload, -1.0)))
        merged[joined.id] = replace(joined, versions=(version,), joins=(join,))
        retold[joined.id] = [again]
        events.append(replace(event, id=joined.id))
        verdict = payload if n % 2 else "refuted"
        outcomes.append(
            Outcome(foretold.id, verdict, 0.5, payload, payload, n % 2 == 0, (joined.id, payload), (payload,))
        )
        records.append(AsserterRecord(payload, payload, 1, 0, 0, 0, 1, None, None, None, 0, None))
        rows = ((claim.id, payload), (payload,), (), (foretold.id,), (argued.id,))
        dyad = DyadBearing(pair, (), 1.0, -1.0, (joined.id,), *rows)
        bearings.append(
            Bearing(asked.id, payload, payload, (dyad,), payload if n % 2 else "yes", 0.5, payload)
        )
        side = Side("claim", claim.id, document.id, payload, payload, payload, claim.evidence[0])
        other = Side(payload, again.id, document.id, None, payload, payload, claim.evidence[0])
        contradictions.append(
            Contradiction(f"{payload}x{n}", payload, pair, payload, joined.id, side, other, 0.5, payload)
        )
    return make_report(
        documents=documents, events=events, relations=make_relations(events), near_duplicates={}, retold=retold,
        merged=merged, outcomes=outcomes, records=records, bearings=bearings, contradictions=contradictions, **given,
    )  # fmt: skip


@pytest.mark.parametrize("script", [True, False])
def test_hostile_statements_stay_words(browser, tmp_path, script):
    path = write_report(hostile_report(), tmp_path / "r.html")
    with opened(browser, path, java_script_enabled=script) as page:
        assert page.locator("#claims .said").count() == len(PAYLOADS)
        assert page.locator("#predictions .said").count() == len(PAYLOADS)
        assert page.locator("#questions .said").count() == len(PAYLOADS)
        assert page.locator(".contradiction").count() == len(PAYLOADS)
        assert page.locator("#event-list .tellings").count() == len(PAYLOADS)
        assert page.locator("iframe, object, base, img, form:not(#filter), math, noscript").count() == 0
        assert page.locator("script").count() == 2
        if script:
            marked = page.evaluate(
                """() => [...document.querySelectorAll('.said a.open, .side a, .told a')].map((link) => {
                link.click();
                return document.querySelectorAll('#reader[open] mark.hit').length; })"""
            )
            assert len(marked) == 8 * len(PAYLOADS)
            assert min(marked) >= 1
