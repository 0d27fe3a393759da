"""What stands before every route: host, token, origin of what changes things, headers."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["COOKIE", "HEADERS", "LOOPBACK", "TOKEN_HEADER", "Guard", "Keys"]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Hosts that are this machine and no other."""
TOKEN_HEADER = "x-detente-token"  # noqa: S105  a name
COOKIE = "detente"
_SAFE = {"GET", "HEAD"}
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}
"""On every answer, errors too."""


def _draw() -> str:
    return secrets.token_urlsafe(32)


@dataclass(slots=True)
class Keys:
    """What lets a visitor in; made anew each time the server starts.

    Attributes:
        ticket: For the address: it lets in once, is then worth nothing, and a new one is drawn.
        session: Held by the visitor's cookie, which scripts cannot read.
        form: Sent with everything that changes the books; the pages hold it.
        lasting: Whether the ticket was chosen by the user, and stays.
    """

    ticket: str = field(default_factory=_draw)
    session: str = field(default_factory=_draw)
    form: str = field(default_factory=_draw)
    lasting: bool = False

    def take(self, ticket: str) -> bool:
        """Whether the ticket lets in; one that was drawn does so once."""
        if not hmac.compare_digest(ticket.encode(), self.ticket.encode()):
            return False
        if not self.lasting:
            self.ticket = _draw()
        return True


class Guard:
    """Refuses what does not come from the visitor who was let in; a class because ASGI wants one.

    It stands before the whole application, so that an answer to a fault has its headers too.

    Args:
        app: What it stands before.
        hosts: ``Host`` headers that are answered, with their port.
        keys: What lets in.
        told: Called with the new ticket when one was used.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: frozenset[str], keys: Keys, told: Callable[[str], None] | None = None
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.keys = keys
        self.told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        given = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refuse(scope, given)
        if refused is not None:
            await _answer(send, *refused)
            return
        head = scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if head else scope, receive, _with_headers(send, head=head))

    def _refuse(self, scope: Scope, given: dict[str, str]) -> tuple[int, str, dict[str, str]] | None:
        """Status, words and headers of the refusal; None if the request may pass."""
        if given.get("host", "") not in self.hosts:
            return 421, "This server is not the one that was asked for.", {}
        if scope["path"] == "/favicon.ico":
            return 204, "", {}
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["method"] in _SAFE and "token" in asked:
            return self._let_in(scope, asked)
        if not self._is_known(given.get("cookie", "")):
            return 403, _CLOSED, {}
        if scope["method"] not in _SAFE and not self._is_own(given):
            return 403, "This did not come from a page of this server: open the page again and repeat it.", {}
        return None

    def _let_in(self, scope: Scope, asked: dict[str, list[str]]) -> tuple[int, str, dict[str, str]]:
        """Change a ticket for a cookie and send to the same address without it."""
        if not self.keys.take(asked["token"][0]):
            return 403, _CLOSED, {}
        if self.told is not None and not self.keys.lasting:
            self.told(self.keys.ticket)
        rest = urlencode([(name, one) for name, all_ in asked.items() if name != "token" for one in all_])
        path = scope["path"] if not scope["path"].startswith("//") else "/"
        cookie = f"{COOKIE}={self.keys.session}; Path=/; HttpOnly; SameSite=Strict"
        place = path.encode("ascii", "ignore").decode() + (f"?{rest}" if rest else "")
        return 303, "", {"location": place.replace("\r", "").replace("\n", ""), "set-cookie": cookie}

    def _is_known(self, cookie: str) -> bool:
        try:
            found = SimpleCookie(cookie).get(COOKIE)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode(), self.keys.session.encode())

    def _is_own(self, given: dict[str, str]) -> bool:
        """Whether a request that changes things comes from our page, and holds the token of the page."""
        site, origin = given.get("sec-fetch-site"), given.get("origin")
        own = site == "same-origin" if site else origin is not None
        own = own and (origin is None or origin.partition("://")[2] in self.hosts)
        token = given.get(TOKEN_HEADER, "")
        return own and hmac.compare_digest(token.encode(), self.keys.form.encode())


_CLOSED = (
    "This page is open only to the one who started it. Use the address that the terminal shows; "
    "it lets in once, and then shows the next."
)


def _with_headers(send: Send, *, head: bool) -> Send:
    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message["headers"] if pair[0].decode("latin-1").lower() not in HEADERS]
            message["headers"] = [*kept, *_encode(HEADERS)]
        elif head:
            message["body"] = b""
        await send(message)

    return send_with


async def _answer(send: Send, status: int, words: str, headers: dict[str, str]) -> None:
    body = words.encode()
    own = {
        **HEADERS,
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
        "content-length": str(len(body)),
        **headers,
    }
    await send({"type": "http.response.start", "status": status, "headers": _encode(own)})
    await send({"type": "http.response.body", "body": body})


def _encode(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
