from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import stat
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import StorageError
from detente.report import ReportContext, render_report, write_report
from detente.report.island import to_island

from .conftest import make_document, make_event, make_relations, make_report


@pytest.fixture(scope="module")
def page(report: ReportContext) -> str:
    return render_report(report)


def test_the_policy_names_exactly_the_script_and_the_style_of_the_page(page):
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    for text, rule in ((script, "script-src"), (style, "style-src")):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy
    for rule in ("default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"):
        assert rule in policy
    assert "unsafe" not in policy


def test_nothing_is_styled_scripted_or_fetched_from_within_the_markup(page):
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(style|on\w+|src|srcset|action)=", markup)
    links = set(re.findall(r'href="([^"]*)"', markup))
    outward = {link for link in links if not link.startswith("#")} - {"data:,"}
    assert outward == {f"https://example.org/{place}?a=1&amp;b=2" for place in range(5)}
    assert len(re.findall(r'rel="noreferrer noopener external"', markup)) == 5


def test_every_link_within_the_page_has_its_target(page):
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    ids = re.findall(r'\sid="([^"]*)"', markup)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in re.findall(r'href="(#[^"]*)"', markup)} <= set(ids)


def test_every_event_is_listed_and_its_sentence_is_marked(page, report):
    for event in report.events:
        assert f'id="row-{event.anchor}"' in page
        assert f'<span class="spot" id="{event.anchor}"></span>' in page


def test_plans_look_like_plans(page):
    rows = re.findall(
        r'<li class="(event[^"]*)".*?data-status="(\w+)".*?class="badge s-(\w+)">([^<]+)', page, re.DOTALL
    )
    assert len(rows) == 41
    for classes, status, badge, words in rows:
        assert badge == status
        assert ("not-done" in classes) == (status not in ("occurred", "ongoing"))
        assert (words in ("Happened", "Going on")) == (status in ("occurred", "ongoing"))


@given(
    st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_the_island_holds_any_text_and_lets_none_out(value):
    text = to_island(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029\n")


def test_characters_no_page_may_hold_are_replaced(tmp_path):
    document = make_document("A \x00 b \ud800 c \ufffe.", [], name="a\x1b.txt", title="\x07")
    event = make_event(document, "b \ud800 c", object="\udfff\x00")
    report = make_report(documents=[document], events=[event], relations=[], retold={}, near_duplicates={})
    data = write_report(report, tmp_path / "r.html").read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe]", data)
    assert "A \ufffd <" in data or "A \ufffd b" in data


def test_the_file_is_whole_readable_and_the_same_each_time(tmp_path, report):
    path = write_report(report, tmp_path / "r.html")
    first = path.read_bytes()
    assert first.rstrip().endswith(b"</html>")
    assert path.stat().st_mode & stat.S_IRUSR
    assert write_report(report, path).read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == ["r.html"]


def test_what_a_killed_writer_left_beside_it_is_removed(tmp_path, report):
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    left, alive = (tmp_path / f".r.html.{pid}.tmp" for pid in (gone.pid, os.getppid()))
    other = tmp_path / f".s.html.{gone.pid}.tmp"
    for file in (left, alive, other):
        file.write_text("half", encoding="utf-8")
    write_report(report, tmp_path / "r.html")
    assert sorted(tmp_path.iterdir()) == sorted([alive, other, tmp_path / "r.html"])


def test_a_folder_that_does_not_exist_is_named(tmp_path, report):
    with pytest.raises(StorageError, match=r"none/r\.html"):
        write_report(report, tmp_path / "none" / "r.html")


def test_nothing_at_all_still_makes_a_page():
    report = make_report(
        documents=[],
        events=[],
        actors={},
        relations=[],
        rejections=[],
        counts={},
        near_duplicates={},
        retold={},
    )
    page = render_report(report)
    assert "No event was found in 0 articles." in page
    assert "Nothing was refused." in page


def test_one_event_makes_a_page():
    document = make_document("They met.", [], name="a.txt")
    events = [make_event(document, "They met.", date="2015")]
    page = render_report(
        make_report(
            documents=[document],
            events=events,
            relations=make_relations(events),
            retold={},
            near_duplicates={},
        )
    )
    assert "too little to say" in page


def test_an_event_whose_article_is_missing_leads_to_its_row():
    document = make_document("They met.", [], name="a.txt")
    event = make_event(document, "They met.", id="e1")
    page = render_report(
        make_report(documents=[], events=[event], relations=[], retold={}, near_duplicates={})
    )
    assert 'href="#row-event-e1"' in page


def test_five_thousand_events_stay_small_and_quick(tmp_path, crowd):
    report = crowd
    began = time.perf_counter()
    path = write_report(report, tmp_path / "r.html")
    assert time.perf_counter() - began < 20
    assert path.stat().st_size < 12_000_000
    assert len(report.events) == 5_000
