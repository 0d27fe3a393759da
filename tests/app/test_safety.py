"""Goals S2, S3, S4 and S6 over every route there is, asked of the application itself; ``docs/safety.md`` lists all."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detente.app import serve
from detente.app.guarding import COOKIE, HEADERS, TOKEN_HEADER, Keys
from detente.app.serving import build_app
from detente.core.errors import UsageError

from .conftest import EXAMPLES

PORT = 8750
UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")


@pytest.fixture(scope="module")
def routes(served):
    """Every path and method, as the application itself lists them, with names that exist for the variables."""
    found = served.client.get("/openapi.json").json()["paths"]
    event = served.client.get("/events.json").json()["page"]["events"][0]["id"]
    article = served.client.get("/articles.json").json()["page"]["articles"][0]["id"]
    question = served.client.get("/questions.json").json()["page"]["statements"]["questions"][0]["id"]
    known = {"events": event, "articles": article, "states": "RUS", "questions": question}

    def fill(path):
        path = path.replace("{a}", "PAK").replace("{b}", "RUS")
        return path.replace("{id}", known[path.split("/")[1]]) if "{" in path else path

    paths = [(fill(path), method.upper()) for path, methods in found.items() for method in methods]
    assert {path.path for path in served.app.router.routes} == set(found)  # none that the document leaves out
    assert len(paths) > 80
    assert not [path for path, _ in paths if "{" in path]
    return [*paths, ("/nothing", "GET")]


def test_every_route_has_the_policy_whatever_it_answers(own, routes):
    seen = set()
    for path, method in routes:
        for query in ("", "?nothing=1"):
            answer = own.client.request(method, path + query)
            seen.add(answer.status_code)
            alone = path.startswith(("/static", "/openapi", "/jobs", "/nothing")) or method != "GET" or query
            assert answer.status_code == 200 or alone, path
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, (path, name)
            assert len(answer.headers.get_list("content-security-policy")) == 1
            assert not re.search(r" style=|<style|javascript:", answer.text) or path.startswith("/static")
    assert {200, 400, 404} <= seen
    policy = HEADERS["content-security-policy"]
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.fixture(scope="module")
def guarded(example_books):
    """The application without a network between, and its keys."""
    keys = Keys()
    return build_app(example_books, port=PORT, keys=keys), keys


def ask_all(app, asked):
    """The status and the words of each answer."""

    async def ask(method, path, headers):
        told = []

        async def receive():
            return {"type": "http.request", "body": b"{}", "more_body": False}

        async def send(message):
            told.append(message)

        await app(
            {
                "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
                "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
                "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
                "client": ("127.0.0.1", 1), "server": ("127.0.0.1", PORT),
            },
            receive, send,
        )  # fmt: skip
        return told[0]["status"], b"".join(message.get("body", b"") for message in told)

    async def all_of_them():
        return [await ask(*one) for one in asked]

    with ThreadPoolExecutor(1) as beside:  # the browser has a loop of its own in this thread
        return beside.submit(lambda: asyncio.run(all_of_them())).result()


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1:1", f"0.0.0.0:{PORT}"])
def test_no_route_answers_another_host(guarded, routes, host):
    app, keys = guarded
    headers = {"host": host, "cookie": f"{COOKIE}={keys.session}"}
    for status, words in ask_all(app, [(method, path, headers) for path, method in routes]):
        assert status == 421
        assert b"detente-token" not in words


def test_no_route_becomes_a_socket(served, routes):
    asked = {
        "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "origin": "http://evil.example",
    }  # fmt: skip
    for path, _ in routes[::6]:
        assert served.client.get(path, headers=asked).status_code != 101, path


OWN = {"sec-fetch-site": "same-origin", "origin": f"http://127.0.0.1:{PORT}", TOKEN_HEADER: "{form}"}
FORGED = (
    {},
    {"sec-fetch-site": "same-origin"},
    {**OWN, TOKEN_HEADER: "x"},
    *({**OWN, "sec-fetch-site": site} for site in ("cross-site", "same-site", "none")),
    *({**OWN, "origin": origin} for origin in ("http://evil.example", "http://127.0.0.1:1", "null", "")),
    {TOKEN_HEADER: "{form}"},
)


def test_no_route_takes_what_another_site_could_send(guarded, routes):
    app, keys = guarded
    known = {"host": f"127.0.0.1:{PORT}", "cookie": f"{COOKIE}={keys.session}"}

    def forge(one):
        return {**known, **{name: value.format(form=keys.form) for name, value in one.items()}}

    paths = sorted({path for path, _ in routes})
    asked = [(method, path, forge(one)) for path in paths for method in UNSAFE for one in FORGED]
    answers = ask_all(app, asked)
    assert {status for status, _ in answers} == {403}
    assert len(answers) > 4_000
    ((status, words),) = ask_all(app, [("POST", "/corrections", forge(OWN))])
    assert (status, b"about" in words) == (400, True)  # let through, and refused for what it says


def test_what_is_only_read_changes_nothing(served, routes, example_books):
    def books():
        found = served.client.get("/index.json")
        record = (example_books / "ledger.sqlite").read_bytes()
        return found.json()["generation"], record

    before = books()
    for path, method in routes:
        if method == "GET":
            served.client.get(path, params={"verdict": "wrong", "about": "x", "text": "x"})
            served.client.head(path)
    assert books() == before


def test_tokens_are_long_and_differ():
    keys = [Keys() for _ in range(50)]
    drawn = [word for one in keys for word in (one.ticket, one.session, one.form)]
    assert len(set(drawn)) == 150
    assert min(map(len, drawn)) >= 22  # 128 bits in base 64


def test_two_servers_do_not_share_a_port(served, example_books):
    with pytest.raises(UsageError, match="cannot be served"):
        serve(example_books, port=served.port, say=print)


# One process, and those that it starts, may open a socket to nobody but this machine.
GUARD = """
import os, sys
def refuse(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][0] not in ("127.0.0.1", "::1"):
        found = args[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and args[0] not in (None, "", "127.0.0.1", "localhost"):
        found = args[0]
    else:
        return
    with open(os.environ["TOLD"], "a") as file:
        file.write(f"{event} {found}\\n")
    raise OSError("no way out")
sys.addaudithook(refuse)
with open(os.environ["TOLD"] + ".seen", "a") as file:
    file.write("x")
"""
WORK = """
import sys, threading
from pathlib import Path
import httpx, uvicorn
from detente.app.serving import build_app
from detente.app.guarding import COOKIE, TOKEN_HEADER, Keys
from detente.app.serving import build_app, open_socket
from detente.cli import call
article, books = Path(sys.argv[1]), Path(sys.argv[2])
assert call(["run", str(article), "--ledger", str(books), "--report", str(books) + ".html", "--quiet"]) == 0
assert call(["report", "--ledger", str(books), "--report", str(books) + "2.html"]) == 0
listening, keys = open_socket("127.0.0.1", 0), Keys()
port = listening.getsockname()[1]
app = build_app(books, port=port, keys=keys)
server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
thread.start()
headers = {TOKEN_HEADER: keys.form, "sec-fetch-site": "same-origin"}
with httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies={COOKIE: keys.session}, headers=headers, timeout=60) as c:
    for path in ("/", "/events", "/dyads", "/map", "/system", "/why", "/method", "/sources", "/forecast", "/questions", "/states.csv"):
        assert c.get(path).status_code == 200, path
    assert c.post("/articles", json={"text": "Peru and Chile\\n\\nPeru thanked Chile. https://evil.example/x"}).status_code == 202
    while c.get("/jobs.json").json()["busy"]:
        pass
server.should_exit = True
thread.join(20)
print("done")
"""


def test_nothing_goes_out(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    told = tmp_path / "told"
    command = [sys.executable, "-c", WORK, min(EXAMPLES.glob("*.txt")), tmp_path / "books"]
    strace = shutil.which("strace")
    trace = tmp_path / "trace"
    follow = (
        [strace, "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto", "-o", trace] if strace else []
    )
    if follow and subprocess.run([*map(str, follow), "true"], check=False, capture_output=True).returncode:
        follow = []  # a machine that lets nobody trace
    paths = os.pathsep.join([str(tmp_path), *(path for path in sys.path if path)])
    done = subprocess.run(
        [str(word) for word in (*follow, *command)],
        env={**os.environ, "PYTHONPATH": paths, "TOLD": str(told)},
        check=False, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.stdout.strip().endswith("done"), done.stderr[-2000:]
    assert not told.exists(), told.read_text()
    assert len(told.with_name("told.seen").read_text()) > 1  # the processes that read articles, too
    if follow:
        foreign = [
            line for line in trace.read_text().splitlines() if "AF_INET" in line and not LOCAL.search(line)
        ]
        assert foreign == []


LOCAL = re.compile(r'inet_addr\("127\.|inet_pton\(AF_INET6, "::1"')


def test_the_words_on_safety_name_tests_that_exist():
    root = Path(__file__).parents[2]
    words = (root / "docs" / "safety.md").read_text(encoding="utf-8")
    rows = [line for line in words.splitlines() if re.match(r"\| S\d", line)]
    assert [re.match(r"\| (S\d+)", row)[1] for row in rows] == [f"S{n}" for n in range(1, 13)]
    named = re.findall(r"`(tests/\S+?\.py)`|`(test_\w+)`", words)
    assert len(named) > 40
    file = None
    for path, test in named:
        file = (root / path).read_text(encoding="utf-8") if path else file
        assert not test or f"def {test}(" in file, test
