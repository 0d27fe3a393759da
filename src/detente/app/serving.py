"""The local application: pages over a ledger, each with its JSON and CSV."""

from __future__ import annotations

import json
import logging
import socket
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

import detente
from detente.app import adding, reviewing
from detente.app.addresses import OPENAPI, address_of
from detente.app.bodies import MisfitError
from detente.app.books import Books
from detente.app.forms import as_json, render
from detente.app.guarding import LOOPBACK, Guard, Keys
from detente.app.jobs import Jobs, TooLargeError
from detente.app.making import PageMake
from detente.core.errors import (
    DetenteError,
    InputError,
    LedgerError,
    StorageError,
    UnknownNameError,
    UsageError,
)
from detente.pages.asking import Answer, Asked, Page
from detente.pages.registry import PAGES, PLACES
from detente.pages.whatif_runs import TooManyError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from detente.app.bodies import Route as OtherRoute

__all__ = ["build_app", "open_socket", "serve"]

_LOG = logging.getLogger("detente.app")
_TYPES = {"html": "text/html; charset=utf-8", "json": "application/json", "csv": "text/csv; charset=utf-8"}
_STATIC = {"app.js": "text/javascript; charset=utf-8", "app.css": "text/css; charset=utf-8"}
_ROUTES = (*adding.ROUTES, *reviewing.ROUTES)
_STATUS: tuple[tuple[type[DetenteError], int], ...] = (
    (MisfitError, 409),
    (TooManyError, 429),
    (TooLargeError, 413),
    (UnknownNameError, 404),
    (UsageError, 400),
    (InputError, 400),
    (LedgerError, 503),
    (StorageError, 503),
)


def build_app(
    folder: Path,
    *,
    port: int,
    host: str = "127.0.0.1",
    keys: Keys | None = None,
    told: Callable[[str], None] | None = None,
    apart: bool = False,
) -> Guard:
    """The application over the ledger in `folder`, with the guard before it.

    Args:
        folder: Of the ledger; it must be there.
        port: On which it will be served, for the check of ``Host``.
        host: Address that it will be bound to.
        keys: What lets visitors in; drawn if None.
        told: Called with a new ticket when the last was used.
        apart: Whether pages of a large ledger are made in a process of their own, which the application's
            ``state.books.close()`` ends.

    Raises:
        LedgerError: If there is no ledger, or it cannot be read.
    """
    books = Books(folder, apart=apart)
    books.start()
    keys = keys or Keys()
    app = FastAPI(title="Détente", version=detente.__version__, openapi_url=None)
    app.state.books, app.state.keys, app.state.jobs = books, keys, Jobs(folder, changed=books.demand)
    for name, kind in _STATIC.items():
        app.router.routes.append(Route(f"/static/{name}", partial(_static, name=name, kind=kind)))
    for page in PAGES:
        for form in ("json", "csv", "html"):
            _add(app, page, form)
    for route in _ROUTES:
        _add_route(app, route)
    app.router.routes.append(Route(OPENAPI, _describe))
    app.add_exception_handler(DetenteError, _refuse)
    app.add_exception_handler(HTTPException, _missing)
    app.add_exception_handler(Exception, _fail)
    hosts = {f"{name}:{port}" for name in (*LOOPBACK, *([] if host in LOOPBACK else [host]))}
    return Guard(app, hosts=frozenset(hosts), keys=keys, told=told)


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8750,
    token: str | None = None,
    say: Callable[[str], None],
) -> None:
    """Serve the ledger in `folder` until interrupted.

    Args:
        folder: Of the ledger.
        host: Address to bind to.
        port: 0 for any that is free.
        token: Needed beyond this machine; at least 22 characters (128 bits in base 64).
        say: Tells the visitor's address.

    Raises:
        UsageError: If others could reach it and there is no token, or a short one; or if the port is taken.
        LedgerError: If there is no ledger, or it cannot be read.
    """
    import uvicorn  # noqa: PLC0415  only where it is needed

    local = host in LOOPBACK or host == "::1"
    if not local and (token is None or len(token) < 22):
        raise UsageError(
            f"others could reach {host}: a token of 22 characters or more is needed",
            hint="--token TOKEN, or leave --host out to serve this machine only",
        )
    listening = open_socket(host, port)
    port = listening.getsockname()[1]
    keys = Keys(ticket=token, lasting=True) if token else Keys()
    address = f"http://{'127.0.0.1' if local else host}:{port}/"

    def told(ticket: str) -> None:
        say(f"for another browser: {address}?token={ticket}")

    try:
        app = build_app(folder, port=port, host=host, keys=keys, told=told, apart=True)
    except DetenteError:
        listening.close()
        raise
    say(f"open {address}?token={keys.ticket}")
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off")
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        cast("FastAPI", app.app).state.books.close()


def open_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the port.

    Raises:
        UsageError: If it is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        listening.listen(128)
    except OSError as fault:
        listening.close()
        raise UsageError(
            f"{host}:{port} cannot be served: {fault.strerror}",
            hint="another program may use the port; --port 0 takes a free one",
        ) from fault
    return listening


def _add(app: FastAPI, page: Page, form: str) -> None:
    async def answer(request: Request) -> Response:
        return await _respond(request, page, form)

    app.router.routes.append(Route(address_of(page, form), answer, methods=["GET"]))


def _add_route(app: FastAPI, route: OtherRoute) -> None:
    app.router.routes.append(Route(route.path, route.answer, methods=[route.method]))


async def _respond(request: Request, page: Page, form: str) -> Response:
    asked = _read(request, page)
    books: Books = request.app.state.books
    key, fresh = (page.path, form, asked.key), _wants_fresh(request)
    layout = {**_layout(request, page.place), "query": request.url.query}
    make = PageMake(page.path, form, asked, layout)
    if page.lasting:
        found = books.ready(key, make, fresh=fresh)  # a question of microseconds, where a thread takes longer
    else:
        found = await run_in_threadpool(books.make_once, make)
    if found is None:
        found = await run_in_threadpool(books.answer, key, make, fresh=fresh)
    generation, body = found
    headers = {"x-detente-generation": str(generation), "cache-control": "no-cache", "vary": "cookie"}
    if form == "csv":
        headers["content-disposition"] = f'attachment; filename="{page.place.lower()}.csv"'
    return Response(body, headers=headers, media_type=_TYPES[form])


def _wants_fresh(request: Request) -> bool:
    """Whether a browser reloads the page, or a caller says that only the newest will do."""
    told = request.headers.get("cache-control", "").casefold()
    return any(word.strip() in ("no-cache", "max-age=0") for word in told.split(","))


def _read(request: Request, page: Page) -> Asked:
    query = {name: value for name, value in request.query_params.items() if value}
    unknown = sorted(query.keys() - set(page.query))
    if unknown:
        known = f"it takes {', '.join(page.query)}" if page.query else "it takes nothing after the ?"
        raise UsageError(f"this page does not know {unknown[0][:40]!r}", hint=known)
    return Asked(dict(request.path_params), query)


def _layout(request: Request, place: str) -> dict[str, Any]:
    return {
        "place": place,
        "places": PLACES,
        "path": request.url.path,
        "form_token": request.app.state.keys.form,
        "ledger": request.app.state.books.folder.name,
        "version": detente.__version__,
    }


async def _describe(request: Request) -> Response:
    """What the application takes and gives, for programs; made when it is first asked for."""
    del request
    body = await run_in_threadpool(_openapi)
    return Response(body, media_type=_TYPES["json"], headers={"cache-control": "no-cache"})


@cache
def _openapi() -> bytes:
    from detente.app.describing import build_openapi  # noqa: PLC0415  nobody who looks at pages needs it

    return json.dumps(build_openapi(_ROUTES), ensure_ascii=False, separators=(",", ":")).encode()


async def _static(request: Request, *, name: str, kind: str) -> Response:
    del request
    data = (resources.files("detente.app") / "static" / name).read_bytes()
    return Response(data, media_type=kind, headers={"cache-control": "max-age=3600"})


def _wants_json(request: Request) -> bool:
    return request.url.path.endswith((".json", ".csv")) or "html" not in request.headers.get("accept", "html")


def _explain(request: Request, status: int, message: str, hint: str) -> Response:
    if _wants_json(request):
        body = as_json(Answer("error", {"error": message, "hint": hint}), generation=-1)
        return Response(body, status_code=status, media_type=_TYPES["json"])
    page = {"status": status, "message": message, "hint": hint}
    body = render("error.html.j2", page=page, title=message, query="", **_layout(request, ""))
    return Response(body, status_code=status, media_type=_TYPES["html"])


def _refuse(request: Request, fault: Exception) -> Response:
    status = next((code for kind, code in _STATUS if isinstance(fault, kind)), 500)
    message, hint = getattr(fault, "message", str(fault)), getattr(fault, "hint", "") or ""
    return _explain(request, status, message, hint)


def _missing(request: Request, fault: Exception) -> Response:
    status = getattr(fault, "status_code", 404)
    words = "there is no such page" if status == 404 else f"this cannot be done here ({status})"
    answer = _explain(request, status, words, "the words at the top lead to every page")
    if status == 405:
        routes = [route for route in request.app.router.routes if isinstance(route, Route)]
        there = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
        answer.headers["allow"] = ", ".join(sorted({name for one in there for name in one.methods or ()}))
    return answer


def _fail(request: Request, fault: Exception) -> Response:
    _LOG.error("an answer failed: %s", request.url.path, exc_info=fault)
    return _explain(request, 500, "this is a fault of détente's own", "the terminal shows what happened")
