"""Articles added to a running server: read in processes of their own, kept, told of; the bad ones refused."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
import zipfile

import httpx
import pytest

from detente.app import jobs as jobs_module
from detente.app.guarding import COOKIE
from detente.app.jobs_names import clean_name
from detente.ledger import open_ledger

from .conftest import visiting

TEXT = "Russia and Kenya sign a pact\n\nRussia and Kenya signed a defence agreement in Nairobi on 3 May 2019."
PAGE = (
    "<html><head><title>China thanks Peru</title></head><body><h1>China thanks Peru</h1><p>China signed a trade "
    "agreement with Peru in Lima on 4 May 2019. Peru thanked China for its loans.</p><script>boom()</script>"
    "</body></html>"
)
JSON = {"accept": "application/json"}


def wait(there, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        told = there.client.get("/jobs.json").json()
        if not told["busy"]:
            return told["jobs"]
        time.sleep(0.1)
    raise AssertionError(told)


def give(there, name, data, **notes):
    return there.client.post("/articles", params={"name": name, **notes}, content=data, headers=JSON)


def counts(folder):
    with open_ledger(folder, read_only=True) as ledger:
        return ledger.counts()


def test_a_pasted_text_is_stored_with_what_is_known_of_it(own, own_books):
    told = own.client.post(
        "/articles", json={"text": TEXT, "title": "A pact", "outlet": "The Wire", "published": "2019-05-05"}
    )
    assert told.status_code == 202
    (job,) = wait(own)
    assert (job["state"], job["name"], job["counts"]["stored"]) == ("done", "A pact.txt", 1)
    found = job["found"][0]
    assert found["n_events"] >= 1
    with open_ledger(own_books, read_only=True) as ledger:
        document = ledger.document(found["document"])
        assert (document.title, document.outlet, document.published) == ("A pact", "The Wire", "2019-05-05")
        assert document.path == "added/A pact.txt"
        assert ledger.original(document.original_id) == TEXT.encode()
        assert any("KEN" in event.source + event.target for event in ledger.events(document=document.id))
        assert ledger.runs()[-1].finished
    assert "KEN" in own.client.get("/events.json", params={"actor": "KEN"}).text


def test_the_same_again_adds_nothing(own, own_books):
    give(own, "a.txt", TEXT.encode())
    wait(own)
    before = counts(own_books)
    give(own, "a.txt", TEXT.encode())
    give(own, "b.txt", TEXT.encode())
    again, other = sorted(wait(own), key=lambda job: job["number"])[1:]
    assert again["counts"]["known"] == 1
    assert other["counts"]["duplicate"] == 1
    assert counts(own_books)["documents"] == before["documents"]


def bomb():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.txt", b"a" * 40_000_000)
    return held.getvalue()


def nested():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../../evil.txt", TEXT)
        archive.writestr("inner.zip", bomb()[:100])
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.pdf", b"%PDF-1.4 junk", "broken"),
        ("x.docx", b"PK\x03\x04 junk", ""),
        ("x.bin", bytes(range(256)) * 20, ""),
        ("empty.txt", b"", "no bytes"),
        ("bomb.zip", bomb(), ""),
        ("x.jsonl", b"{not json\n", ""),
        ("x.html", b"<html><body></body></html>", ""),
        (
            "x.xml",
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><rss><channel>&b;</channel></rss>',
            "",
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_server_goes_on(own, own_books, name, data, words):
    before = counts(own_books)
    assert give(own, name, data).status_code == 202
    (job,) = wait(own)
    assert job["counts"]["rejected"] >= 1, job
    assert job["counts"]["stored"] == 0
    assert all(words in found["words"] and len(found["words"]) > 5 for found in job["found"])
    assert counts(own_books)["documents"] == before["documents"]
    assert own.client.get("/events").status_code == 200


def test_a_script_in_an_article_is_not_text_and_members_stay_inside(own, own_books, tmp_path):
    give(own, "../../../etc/cron.d/x.html", PAGE.encode())
    give(own, "many.zip", nested())
    _, first = wait(own)
    assert first["name"] == "x.html"
    assert first["counts"]["stored"] == 1
    assert not list(tmp_path.rglob("evil.txt"))
    with open_ledger(own_books, read_only=True) as ledger:
        assert {d.path for d in ledger.documents() if d.path.startswith("added/")} <= {
            "added/x.html",
            "added/many.zip",
        }


TRAVERSALS = [
    *("../" * n + "etc/passwd" for n in range(1, 60)),
    *("..\\" * n + "windows\\win.ini" for n in range(1, 60)),
    *(f"{'%2e%2e%2f' * n}x" for n in range(1, 20)),
    *(f"{name}{end}" for name in ("CON", "prn", "AUX", "NUL", "com1", "LPT9") for end in ("", ".txt", ".tar.gz")),
    *(f"{odd}{odd}/{odd}x" for odd in "．。․‥…∕⁄／＼"),
    "/etc/passwd", "//server/share/x", "\\\\server\\share\\x", "C:\\x", "C:x", "~/.ssh/id", "-rf", "x\x00.txt",
    "\x00", "", ".", "..", "...", "/", "\\", " ", "a/b/../..", "meta.jsonl", "META.JSONL", "a\n/b", "x" * 5000, "é" * 900,
    "日" * 900, "\u202egpj.x", "\ud800.txt", "x.txt:stream", "x?*<>|", ".htaccess", "a" * 300 + ".html", "file://x",
    "x/.", "x/..", "....//", "..;/", "..%c0%af", "\uff0e\uff0e/", "aux.h", "*", "[a]", "$(id)", "`id`", "a;b", "a|b",
]  # fmt: skip


def test_two_hundred_names_lead_nowhere(tmp_path):
    assert len(TRAVERSALS) >= 200
    home = (tmp_path / "spool").resolve()
    home.mkdir()
    for name in TRAVERSALS:
        found = clean_name(name)
        place = home / found
        assert place.resolve().parent == home, name
        assert found not in ("", ".", "..", "meta.jsonl")
        assert not found.startswith("."), name
        place.write_bytes(b"x")
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {home}


def test_too_much_is_refused_in_words(own, monkeypatch):
    monkeypatch.setattr(jobs_module, "FILE_LIMIT", 1_000_000)
    answer = give(own, "big.txt", b"a" * 1_000_001)
    assert answer.status_code == 413
    assert "larger than" in answer.json()["page"]["error"]
    stream = own.client.post(
        "/articles", params={"name": "s.txt"}, content=(b"a" * 65_536 for _ in range(20)), headers=JSON
    )
    assert stream.status_code == 413
    monkeypatch.setattr(jobs_module, "QUEUE_LIMIT", 100)
    assert "wait to be read" in give(own, "b.txt", b"a" * 200).json()["page"]["error"]
    monkeypatch.undo()
    assert give(own, "c.txt", TEXT.encode()).status_code == 202
    jobs = wait(own)
    assert jobs[0]["counts"]["stored"] == 1
    assert own.app.state.jobs._held == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": ""}, "text"),
        ({"text": TEXT, "colour": "red"}, "colour"),
        ({"text": TEXT, "published": "tomorrow"}, "published"),
        ({"text": 7}, "text"),
        ({}, "text"),
        ([], "what was sent"),
        ({"text": TEXT, "title": "x" * 501}, "title"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_in_words(served, body, words):
    answer = served.client.post("/articles", json=body, headers=JSON)
    assert answer.status_code == 400
    assert words in answer.json()["page"]["error"]
    for name, given in (("", {}), ("x", {"published": "x"}), ("x", {"size": "1"})):
        answer = served.client.post("/articles", params={"name": name, **given}, content=b"x", headers=JSON)
        assert answer.status_code == 400
    assert served.client.get("/jobs.json").json()["jobs"] == []


def test_nothing_but_a_post_adds(served):
    for path in ("/add", "/review"):
        assert served.client.post(path, json={}).status_code == 405
    assert served.client.get("/corrections").status_code in (404, 405)


def test_a_file_takes_its_time_and_no_more(own, monkeypatch):
    monkeypatch.setattr(own.app.state.jobs, "_seconds", 0.0)
    rows = "".join(
        f'{{"text": "Russia and Kenya held talks on trade for the {n}th time."}}\n' for n in range(9)
    )
    give(own, "many.jsonl", rows.encode())
    (job,) = wait(own)
    assert job["state"] == "failed"
    assert "stopped after" in job["words"]
    assert 1 <= job["counts"]["stored"] < 9


def test_a_ledger_that_is_gone_is_said_and_the_server_lives(own, own_books, monkeypatch):
    monkeypatch.setattr(jobs_module, "_PAUSE", 0.01)
    moved = own_books.rename(own_books.with_name("moved"))
    assert own.client.get("/add.json").status_code == 503
    give(own, "a.txt", TEXT.encode())
    (job,) = wait(own)
    assert job["state"] == "failed"
    assert "there is no ledger" in job["words"]
    moved.rename(own_books)
    assert own.client.get("/add.json").status_code == 200
    give(own, "a.txt", TEXT.encode())
    assert wait(own)[0]["counts"]["stored"] == 1


def test_a_ledger_damaged_beneath_the_server_is_said_and_the_server_lives(own, own_books):
    assert own.client.get("/events.json").status_code == 200
    record = own_books / "ledger.sqlite"
    whole = record.read_bytes()
    record.unlink()
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (own_books / name).unlink(missing_ok=True)
    record.write_bytes(b"\x00" * len(whole))
    answer = own.client.get("/events.json?limit=7")
    assert answer.status_code == 503
    assert answer.json()["page"]["error"]
    record.unlink()
    record.write_bytes(whole)
    assert own.client.get("/events.json?limit=7").status_code == 200


def test_a_killed_server_loses_nothing_that_it_said_was_stored(own_books):
    command = [sys.executable, "-m", "detente", "serve", "--ledger", own_books, "--port", "0"]
    server = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, text=True)
    stored = []
    try:
        line = ""
        while "token=" not in line and server.poll() is None:
            line = server.stderr.readline()
        address = line.split("open ")[1].strip()
        with httpx.Client(base_url=address.split("?")[0], timeout=60, follow_redirects=True) as client:
            page = client.get(address).text
            token = page.split('name="detente-token" content="')[1].split('"')[0]
            assert COOKIE in client.cookies
            headers = {"x-detente-token": token, "sec-fetch-site": "same-origin"}
            for n in range(6):
                text = TEXT.replace("Kenya", "Kenya and Uganda").replace("3 May", f"{n + 1} June")
                client.post("/articles", params={"name": f"{n}.txt"}, content=text.encode(), headers=headers)
            until = time.monotonic() + 60
            while len(stored) < 3 and time.monotonic() < until:
                jobs = client.get("/jobs.json").json()["jobs"]
                stored = [found["document"] for job in jobs for found in job["found"] if found["document"]]
                time.sleep(0.02)
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
        server.stderr.close()
    assert len(stored) >= 3
    with open_ledger(own_books) as ledger:
        assert not ledger.doctor()
        for name in stored:
            assert ledger.document(name).text


def test_an_article_dropped_in_appears_in_the_events(own, browser):
    with visiting(browser, own, "/add") as page:
        page.evaluate(
            """(text) => {
            const held = new DataTransfer();
            held.items.add(new File([text], 'dropped.html', {type: 'text/html'}));
            const drop = new DragEvent('drop', {dataTransfer: held, bubbles: true, cancelable: true});
            document.querySelector('#drop .target').dispatchEvent(drop);
            }""",
            PAGE,
        )
        page.locator("#jobs li.stored a").wait_for(timeout=60_000)
        assert page.locator("#jobs li.stored a").inner_text() == "China thanks Peru"
        page.locator("#jobs-sum", has_text="All done").wait_for()
        page.goto(f"{own.base}/events?actor=PER")
        assert page.locator("#event-list > li").count() >= 1
        assert "Peru" in page.locator("#event-list").inner_text()


def test_texts_are_pasted_and_files_chosen_and_refusals_told(own, browser):
    with visiting(browser, own, "/add", width=390) as page:
        page.locator("[name=text]").fill(TEXT)
        page.locator("[name=outlet]").fill("<b>Me</b>")
        page.locator("#paste button").click()
        page.locator("#jobs li.stored a").wait_for(timeout=60_000)
        assert page.locator("[name=text]").input_value() == ""
        page.locator("#files").set_input_files(
            {"name": "<img src=x onerror=boom()>.pdf", "mimeType": "application/pdf", "buffer": b"%PDF junk"}
        )
        page.locator("#jobs li.rejected").wait_for(timeout=60_000)
        assert "1 refused" in page.locator("#jobs-sum").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("img").count() == 0
