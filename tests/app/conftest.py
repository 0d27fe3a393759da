"""A ledger of the example articles, served to a browser."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import uvicorn

from detente.app.guarding import COOKIE, TOKEN_HEADER, Keys
from detente.app.serving import build_app, open_socket
from detente.cli import call

EXAMPLES = Path(__file__).parents[2] / "examples" / "south_asia"
WATCH = """
window.broken = [];
window.boom = () => window.broken.push("boom");
for (const name of ["alert", "confirm", "prompt"]) window[name] = window.boom;
document.addEventListener("securitypolicyviolation", (e) => window.broken.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample));
"""


@pytest.fixture(scope="session")
def example_books(tmp_path_factory):
    """The folder of a ledger of the example articles; not to be written to."""
    folder = tmp_path_factory.mktemp("examples")
    words = ["run", EXAMPLES, "--ledger", folder / "ledger", "--report", folder / "r.html", "--quiet"]
    assert call([str(word) for word in words]) == 0
    return folder / "ledger"


@pytest.fixture
def own_books(example_books, tmp_path):
    """A copy of that ledger, to be added to and corrected."""
    shutil.copytree(example_books, tmp_path / "ledger")
    return tmp_path / "ledger"


@contextmanager
def serving(folder):
    """The application over a ledger: its address, its keys, and a client that was let in."""
    listening = open_socket("127.0.0.1", 0)
    port = listening.getsockname()[1]
    keys, told = Keys(), []
    app = build_app(folder, port=port, keys=keys, told=told.append)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{port}"
    cookies = {COOKIE: keys.session}
    headers = {TOKEN_HEADER: keys.form, "sec-fetch-site": "same-origin", "accept": "text/html"}
    try:
        with httpx.Client(base_url=base, cookies=cookies, headers=headers, timeout=60) as client:
            yield SimpleNamespace(base=base, port=port, keys=keys, told=told, client=client, app=app.app)
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture(scope="session")
def served(example_books):
    """The application over the examples; for reading."""
    with serving(example_books) as there:
        yield there


@pytest.fixture
def own(own_books):
    """The application over a copy of the examples; for writing."""
    with serving(own_books) as there:
        yield there


@contextmanager
def visiting(browser, there, path, *, width=1200, height=900, **options):
    """A page that must end without a console error, a policy violation or a request to another host."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.add_cookies([{"name": COOKIE, "value": there.keys.session, "url": there.base}])
    faults, requests = [], []
    page = context.new_page()
    page.add_init_script(WATCH)
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: requests.append(request.url))
    try:
        answer = page.goto(there.base + path)
        page.wait_for_load_state("networkidle")
        assert answer.status == 200, (path, answer.status)
        yield page
        if options.get("java_script_enabled", True):
            assert page.evaluate("window.broken") == []
        assert faults == []
        assert [url for url in requests if not url.startswith((there.base + "/", "data:"))] == []
    finally:
        context.close()
