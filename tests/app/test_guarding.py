"""Who is let in, and what every answer carries."""

import http.client
import socket

import pytest

from detente.app import serve
from detente.app.guarding import COOKIE, HEADERS, TOKEN_HEADER
from detente.app.serving import open_socket
from detente.core.errors import LedgerError, UsageError

PATHS = [
    "/events",
    "/events.json",
    "/events.csv",
    "/static/app.js",
    "/nothing",
    "/openapi.json",
    "/events?quad=9",
]


def ask(there, path, *, method="GET", host=None, cookie=True, **headers):
    link = http.client.HTTPConnection("127.0.0.1", there.port, timeout=30)
    link.putrequest(method, path, skip_host=True)
    link.putheader("Host", host if host is not None else f"127.0.0.1:{there.port}")
    if cookie:
        link.putheader("Cookie", f"{COOKIE}={there.keys.session if cookie is True else cookie}")
    for name, value in headers.items():
        link.putheader(name.replace("_", "-"), value)
    link.endheaders()
    answer = link.getresponse()
    body = answer.read()
    link.close()
    return answer, body


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_every_header(served, path):
    for cookie in (True, False):
        answer, _ = ask(served, path, cookie=cookie)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{}", "", "[::1]"]
)
def test_another_host_is_refused(served, path, host):
    answer, body = ask(served, path, host=host.format(served.port))
    assert answer.status == 421
    assert b"event" not in body


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_the_names_of_this_machine_are_answered(served, name):
    assert ask(served, "/events", host=f"{name}:{served.port}")[0].status == 200


@pytest.mark.parametrize("cookie", [False, "", "x", "\xff", '"'])
@pytest.mark.parametrize("path", PATHS)
def test_without_the_cookie_nothing_is_shown(served, path, cookie):
    answer, body = ask(served, path, cookie=cookie)
    assert answer.status == 403
    assert b"terminal" in body


def test_a_fault_of_our_own_has_every_header_and_tells_nothing(own, monkeypatch):
    monkeypatch.setattr(own.app.state.books, "answer", lambda *_: 1 / 0)
    answer, body = ask(own, "/events")
    assert answer.status == 500
    assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]
    assert b"Traceback" not in body
    assert b"ZeroDivisionError" not in body


def test_a_head_has_no_body(served):
    answer, body = ask(served, "/events", method="HEAD")
    assert (answer.status, body) == (200, b"")


def test_a_ticket_lets_in_once_and_leaves_the_address(own):
    first = own.keys.ticket
    answer, _ = ask(own, f"/events?token={first}&text=pact", cookie=False)
    assert answer.status == 303
    assert answer.headers["location"] == "/events?text=pact"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert ask(own, f"/events?token={first}", cookie=False)[0].status == 403
    assert own.told == [own.keys.ticket]
    assert own.keys.ticket != first


@pytest.mark.parametrize("path", ["//evil.example/?token={}", "/%0d%0aset-cookie:x=1?token={}"])
def test_a_ticket_does_not_lead_elsewhere(own, path):
    answer, _ = ask(own, path.format(own.keys.ticket), cookie=False)
    place = answer.headers.get("location", "/")
    assert place.startswith("/")
    assert not place.startswith("//")
    assert "\n" not in place


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"token": True},
        {"site": "same-origin"},
        {"site": "cross-site", "token": True},
        {"site": "same-site", "token": True},
        {"site": "none", "token": True},
        {"origin": "http://evil.example", "token": True},
        {"site": "same-origin", "origin": "http://evil.example", "token": True},
        {"site": "same-origin", "origin": "null", "token": True},
    ],
)
def test_what_changes_things_needs_our_page_and_its_token(served, method, headers):
    given = {}
    if "site" in headers:
        given["sec_fetch_site"] = headers["site"]
    if "origin" in headers:
        given["origin"] = headers["origin"]
    if "token" in headers:
        given[TOKEN_HEADER.replace("-", "_")] = served.keys.form
    for path in ("/events", "/articles", "/corrections", "/nothing"):
        assert ask(served, path, method=method, **given)[0].status == 403


def test_beyond_this_machine_a_token_is_needed(example_books):
    for token in (None, "short"):
        with pytest.raises(UsageError, match="token"):
            serve(example_books, host="0.0.0.0", port=0, token=token, say=print)  # noqa: S104


def test_a_port_that_is_taken_is_said(example_books):
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    with pytest.raises(UsageError, match="cannot be served"):
        open_socket("127.0.0.1", taken.getsockname()[1])
    taken.close()


def test_a_folder_that_is_no_ledger_is_said(tmp_path):
    with pytest.raises(LedgerError, match="no ledger"):
        serve(tmp_path / "none", port=0, say=print)
