"""The page in a real browser: quiet, closed, harmless, usable by keyboard, on a phone and without script."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.access import find_barriers

from detente.actors.actor import Actor
from detente.core.rejections import Reason, Rejection
from detente.documents.document import Block
from detente.report import write_report

from .conftest import make_document, make_event, make_relations, make_report

PAYLOADS = [
    "<script>boom()</script>",
    "</script><script>boom()</script>",
    "</ScRiPt ><svg/onload=boom()>",
    "<!--<script>boom()//-->",
    "<img src=x onerror=boom()>",
    "<img src='https://evil.example/p.png'>",
    '"><svg onload=boom()>',
    "'><svg onload=boom()>",
    '" onmouseover="boom()" autofocus onfocus="boom()',
    "` onfocus=boom() autofocus `",
    "<svg><script>boom()</script></svg>",
    "<svg><style><img src=x onerror=boom()></style></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=boom()>",
    "<noscript><p title='</noscript><img src=x onerror=boom()>'>",
    "</title><script>boom()</script>",
    "</style><script>boom()</script>",
    "</textarea><script>boom()</script>",
    "</template><iframe src=javascript:boom()>",
    "<iframe srcdoc='<script>parent.boom()</script>'>",
    "<object data='javascript:boom()'>",
    "<a href='javascript:boom()' autofocus>x</a>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<form action='https://evil.example/'><input name=text autofocus></form>",
    "<details open ontoggle=boom()>",
    "<input id=data><dialog id=reader open>",
    "<body onload=boom()>",
    "{{ 7*'7' }}{% raw %}${boom()}",
    "\u202e<script>boom()</script>\u2066",
    "\u2028\u2029</script><script>boom()</script>",
    "]]><script>boom()</script>",
    "\\u003cscript\\u003eboom()\\u003c/script\\u003e",
    "%3Cscript%3Eboom()%3C/script%3E",
    "&lt;script&gt;boom()&lt;/script&gt;",
    "-->\x00<scr\x00ipt>boom()</script>",
]
URLS = [
    "javascript:boom()",
    "data:text/html,<script>boom()</script>",
    'https://evil.example/"onclick=boom()',
    "vbscript:boom()",
]
WATCH = """
window.broken = [];
window.boom = () => window.broken.push("boom");
for (const name of ["alert", "confirm", "prompt"]) window[name] = window.boom;
document.addEventListener("securitypolicyviolation", (e) => window.broken.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample));
"""


@contextmanager
def opened(browser, path, *, width=1200, height=900, anchor="", **options):
    """A page that must end without a console error, a policy violation or a request beyond its own file."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    faults, requests = [], []
    page = context.new_page()
    page.add_init_script(WATCH)
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))

    def route(found):
        requests.append(found.request.url)
        found.continue_() if found.request.url.startswith("file:") else found.abort()

    page.route("**/*", route)
    page.goto(f"file://{path}{anchor}")
    page.wait_for_timeout(150)
    try:
        yield page
        if options.get("java_script_enabled", True):
            assert page.evaluate("window.broken") == []
        assert faults == []
        assert {url.partition("#")[0] for url in requests} == {f"file://{path}"}
    finally:
        context.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory, report):
    return write_report(report, tmp_path_factory.mktemp("report") / "r.html")


def wait_for_shown(page, least, most=None):
    """The list is filtered a moment after the word: wait for the number, do not guess the moment."""
    page.wait_for_function(
        """([least, most]) => {
          const rows = [...document.querySelectorAll('#event-list > li')];
          const shown = rows.filter((row) => row.checkVisibility()).length;
          return shown >= least && shown <= most; }""",
        arg=[least, least if most is None else most],
        timeout=10_000,
    )


def test_the_page_draws_its_charts_and_is_quiet(browser, path):
    with opened(browser, path) as page:
        assert page.locator("#timeline-chart svg a").count() == 38
        assert page.locator("#network-chart .node").count() == 6
        assert page.locator("#network-chart .tie.conf").count() == 2
        assert page.locator("#timeline-chart a[href^='#event-']").first.get_attribute("aria-label")


def test_an_event_opens_its_sentence_marked_in_the_full_text(browser, path, report):
    event = next(event for event in report.events if event.object == "S-400 delivery")
    article = next(article for article in report.articles if article.id == event.article)
    with opened(browser, path) as page:
        page.locator(f"#row-{event.anchor} a.open").click()
        assert page.locator("#reader").is_visible()
        assert page.locator("#reader-title").inner_text() == article.title
        assert page.locator("#reader mark.hit").all_inner_texts() == [event.quotes[0].text]
        assert page.locator("#reader mark.hit").is_visible()
        assert page.locator("#reader-event .badge").inner_text() == "Planned, not done"
        text = page.locator("#reader .text").inner_text()
        assert re.sub(r"\s", "", text) == re.sub(r"\s", "", article.text)
        assert page.url.endswith(f"#{event.anchor}")
        assert page.locator("#reader .p-boilerplate").count() == 1
        page.locator("#reader-next").click()
        assert page.locator("#reader mark.hit").inner_text() != event.quotes[0].text
        page.keyboard.press("Escape")
        assert not page.locator("#reader").is_visible()
        page.wait_for_function("!location.hash")  # a dialog tells that it was closed a task later


def test_the_other_telling_of_an_event_is_one_step_away(browser, path, report):
    event = next(event for event in report.events if event.n_articles == 2)
    with opened(browser, path, anchor=f"#{event.anchor}") as page:
        page.locator("#reader .others a").click()
        assert page.locator("#reader-title").inner_text() == "A wire copy"
        assert page.locator("#reader mark.hit").inner_text() == event.quotes[1].text


def test_a_permalink_opens_the_sentence_and_back_closes_it(browser, path, report):
    with opened(browser, path, anchor=f"#{report.events[3].anchor}") as page:
        assert page.locator("#reader mark.hit").first.is_visible()
    with opened(browser, path, anchor=f"#{report.articles[1].anchor}") as page:
        assert page.locator("#reader-title").inner_text() == report.articles[1].title
    with opened(browser, path) as page:
        page.locator("#event-list a.open").first.click()
        page.go_back()
        assert not page.locator("#reader").is_visible()
        page.go_forward()
        assert page.locator("#reader").is_visible()


def test_the_list_filters_by_keyboard_alone(browser, path):
    with opened(browser, path) as page:
        page.locator("#filter [name=text]").focus()
        page.keyboard.type("S-400")
        wait_for_shown(page, 2)
        assert page.locator("#count").inner_text() == "2 of 41 events"
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.type("Planned")
        wait_for_shown(page, 1)
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        wait_for_shown(page, 41)
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("#reader").is_visible()


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("actor", "SCO", 1),
        ("type", "AGREE", 7),
        ("status", "denied", 2),
        ("quad", "4", 6),
        ("outlet", "Mountain Observer", 7),
    ],
)
def test_each_filter_keeps_what_it_names(browser, path, report, name, value, n):
    with opened(browser, path) as page:
        page.locator(f"#filter [name={name}]").select_option(value)
        expected = {
            "actor": lambda e: value in (*e.source, *e.target), "type": lambda e: e.type == value,
            "status": lambda e: e.status == value, "quad": lambda e: e.quad == int(value) , "outlet": lambda e: e.outlet == value,
        }[name]  # fmt: skip
        wait_for_shown(page, sum(expected(event) for event in report.events))
        if name != "quad":
            wait_for_shown(page, n)


def test_a_pair_and_a_node_list_their_events(browser, path, report):
    pair = sum(("CHN", "IND") in event.dyads for event in report.events)
    with opened(browser, path) as page:
        page.locator("a[data-pair='CHN\\nIND']").or_(
            page.locator(".pairs a.pair", has_text="China – India")
        ).first.click()
        wait_for_shown(page, pair)
        page.locator("#filter .chip").click()
        wait_for_shown(page, 41)
        page.locator("#network-chart .node", has_text="China").focus()
        page.keyboard.press("Enter")
        wait_for_shown(page, sum("CHN" in (*event.source, *event.target) for event in report.events))
        assert page.locator("#filter [name=actor]").input_value() == "CHN"


def test_arrows_walk_along_the_timeline(browser, path):
    with opened(browser, path) as page:
        page.locator("#timeline-chart a[tabindex='0']").focus()
        first = page.evaluate("document.activeElement.getAttribute('aria-label')")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") != first
        page.keyboard.press("Enter")
        assert page.locator("#reader").is_visible()


def test_a_mark_in_a_level_opens_its_sentence_and_a_panel_lists_its_pair(browser, path, report):
    level = report.levels.levels[0]
    mine = sum(level.dyad in event.dyads for event in report.events)
    with opened(browser, path) as page:
        page.locator(f"#{level.anchor} svg a").first.click()
        assert page.locator("#reader mark.hit").first.is_visible()
        page.keyboard.press("Escape")
        page.locator(f"#{level.anchor} a[data-pair]").click()
        wait_for_shown(page, mine)
        assert page.locator("#filter .chip").inner_text() == f"{' – '.join(level.names)} ×"


@pytest.mark.parametrize("script", [True, False])
def test_a_small_chart_opens_the_panel_of_its_pair(browser, path, report, script):
    level = [level for level in report.levels.levels if level.n_events > 1][-1]
    with opened(browser, path, java_script_enabled=script) as page:
        assert not page.locator(f"#{level.anchor}").is_visible()
        page.locator(f"a.mini[href='#{level.anchor}']").click()
        page.locator(f"#{level.anchor}").wait_for(state="visible")
        page.locator(f"#{level.anchor} > figure svg").first.wait_for(state="visible")


@pytest.mark.parametrize("width", [400, 1200])
def test_letters_in_a_chart_keep_their_size(browser, path, report, width):
    with opened(browser, path, width=width) as page:
        box = page.locator(f"#{report.levels.levels[0].anchor} text.time").first.bounding_box()
        assert 9 <= box["height"] <= 20
        labels = page.locator(f"#{report.levels.levels[0].anchor} text.time")
        boxes = [labels.nth(n).bounding_box() for n in range(labels.count())]
        assert all(one["x"] + one["width"] < two["x"] for one, two in pairwise(boxes))


@pytest.mark.parametrize("width", [320, 390, 768, 1400])
def test_no_width_scrolls_sideways(browser, path, width):
    with opened(browser, path, width=width, height=844) as page:
        page.evaluate(
            "document.querySelectorAll('#levels details, #tilts details').forEach((d) => { d.open = true; })"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("#event-list a.open").first.click()
        assert page.evaluate("document.querySelector('#reader').scrollWidth") <= width


def test_without_script_everything_is_readable(browser, path, report):
    event = report.events[5]
    with opened(browser, path, java_script_enabled=False, anchor=f"#{event.anchor}") as page:
        assert page.locator("#event-list > li:visible").count() == 41
        assert page.locator("#filter").is_hidden()
        assert page.locator("#theme").is_hidden()
        assert page.locator(".pairs .trend").count() == 6
        spot = page.locator(f"#{event.anchor} + mark")
        assert spot.inner_text() == event.quotes[0].text
        assert spot.is_visible()  # the browser opens the article that the fragment points into


def test_the_button_turns_the_colours_and_stores_nothing(browser, path):
    with opened(browser, path, color_scheme="light") as page:
        light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.locator("#theme").click()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
        assert page.evaluate("document.cookie") == ""
    with opened(browser, path, color_scheme="dark") as page:
        assert page.locator("#theme").inner_text() == "Light"


def test_a_reader_who_wants_no_motion_gets_none(browser, path):
    with opened(browser, path, reduced_motion="reduce") as page:
        page.locator("#event-list a.open").first.click()
        assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_access(browser, path, scheme):
    context = browser.new_context(
        color_scheme=scheme, bypass_csp=True, viewport={"width": 1200, "height": 900}
    )
    try:
        page = context.new_page()
        page.goto(f"file://{path}")
        page.locator("#network-chart .node").first.wait_for(state="visible")
        page.evaluate(
            "document.querySelectorAll('#levels details, #tilts details').forEach((d) => { d.open = true; })"
        )
        for anchor in ("", "open"):
            if anchor:
                page.locator("#event-list a.open").first.click()
                page.locator("#reader mark.hit").first.wait_for(state="visible")
                page.wait_for_function(
                    "document.getAnimations().every((one) => one.playState === 'finished')"
                )
            assert find_barriers(page) == []
    finally:
        context.close()


def hostile_report():
    documents, events, actors = [], [], {}
    for n, payload in enumerate(PAYLOADS):
        words = f"Head {payload}\n\nBody {payload} ends {n}.\n\nFoot {payload}"
        head, body = words.index("\n"), words.index("\n\nFoot")
        blocks = [
            Block(0, head, "title"),
            Block(head + 2, body, payload),
            Block(body + 2, len(words), "boilerplate"),
        ]
        document = make_document(
            words,
            blocks,
            name=f"{payload}.txt",
            title=payload,
            outlet=payload,
            published=payload,
            url=URLS[n % len(URLS)],
        )
        documents.append(replace(document, id=f"{payload}{n}"))
        actors |= {
            f"{payload}{side}": Actor(f"{payload}{side}", f"{payload} {side}", payload, "") for side in "ab"
        }
        base = make_event(documents[-1], f"Body {payload} ends {n}.", date="2015")
        texts = dict.fromkeys(("mode", "place", "object", "project", "date_text", "asserted_by"), payload)
        events += [
            replace(
                base,
                id=f"{payload}{n}",
                source=(f"{payload}a",),
                target=(f"{payload}b",),
                contexts=(payload,),
                **texts,
            ),
            replace(base, id=f"e{n}", type=payload, status=payload, date=payload, source=("PAK", "RUS")),
        ]
    refused = [Rejection(Reason.DAMAGED, "documents", payload, payload) for payload in PAYLOADS]
    return make_report(
        documents=documents, events=events, actors=actors, relations=make_relations([e for e in events if e.date == "2015"]),
        rejections=refused, near_duplicates={documents[0].id: documents[1].id}, retold={}, version=PAYLOADS[0],
        title=" ".join(PAYLOADS),
    )  # fmt: skip


@pytest.mark.parametrize("script", [True, False])
def test_hostile_words_stay_words(browser, tmp_path, script):
    report = hostile_report()
    assert len(PAYLOADS) >= 25
    path = write_report(report, tmp_path / "r.html")
    with opened(browser, path, java_script_enabled=script) as page:
        assert page.locator("#event-list > li").count() == 2 * len(PAYLOADS)
        assert page.locator("iframe, object, base, img, form:not(#filter), math, noscript").count() == 0
        assert page.locator("script").count() == 2
        if script:
            assert page.locator("h1").inner_text().startswith("<script>boom()</script> </script>")
            marked = page.evaluate(
                """() => [...document.querySelectorAll('#event-list a.open')].map((link) => {
                link.click();
                return document.querySelectorAll('#reader[open] mark.hit').length; })"""
            )
            assert len(marked) == 2 * len(PAYLOADS)
            assert min(marked) >= 1
            page.evaluate("document.querySelector('#reader').close()")
            for kind in (".node", ".tie"):
                page.locator(f"#network-chart {kind}").first.dispatch_event("click")
            page.locator("#filter [type=reset]").click()
            page.locator("#filter [name=text]").fill(PAYLOADS[4])
            wait_for_shown(page, 2, 2 * len(PAYLOADS) - 1)
            assert json.loads(page.locator("#data").text_content() or "")["events"]


def test_a_report_without_events_is_quiet(browser, tmp_path):
    report = make_report(
        documents=[], events=[], relations=[], rejections=[], counts={}, near_duplicates={}, retold={}
    )
    with opened(browser, write_report(report, tmp_path / "r.html")) as page:
        assert page.locator(".finding h3").inner_text() == "No event was found in 0 articles."


def test_a_report_of_one_event_is_quiet(browser, tmp_path):
    document = make_document("They met.", [], name="a.txt")
    events = [make_event(document, "They met.", date="2015")]
    report = make_report(
        documents=[document], events=events, relations=make_relations(events), near_duplicates={}, retold={}
    )
    with opened(browser, write_report(report, tmp_path / "r.html")) as page:
        assert page.locator("#timeline-chart svg a").count() == 1


def test_five_thousand_events_open_and_filter_quickly(browser, tmp_path, crowd):
    path = write_report(crowd, tmp_path / "r.html")
    with opened(browser, path) as page:
        timing = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        assert timing < 10_000
        took = page.evaluate(
            """() => { const began = performance.now();
            document.querySelector('#filter [name=text]').value = 'Delegation 77 ';
            document.querySelector('#filter').dispatchEvent(new Event('input'));
            return new Promise((done) => setTimeout(() => done(performance.now() - began), 61)); }"""
        )
        wait_for_shown(page, 1, len(crowd.events) - 1)
        assert took < 3_000
        assert page.locator("#timeline-chart svg rect").count() > 10
