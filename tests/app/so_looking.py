"""What every page must fulfil in a browser, and where every page is."""

from __future__ import annotations

from contextlib import contextmanager

from detente.app.guarding import COOKIE
from detente.pages.registry import PAGES

from .conftest import WATCH

FITS = "document.documentElement.scrollWidth <= innerWidth"
UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"
VARIANTS = {
    "/": ("since=2014&until=2018",),
    "/events": ("actor=RUS", "text=nothing+says+this", "limit=3&offset=3"),
    "/dyads": ("actor=RUS&sort=level",),
    "/map": ("areas=yes&view=world",),
    "/system": ("domain=diplomatic",),
    "/review": ("show=judged",),
    "/states": ("kind=all",),
    "/timeline": ("actor=RUS",),
}


def check_page(page):
    """It fits its window; what axe-core finds is asked of every page in ``test_everywhere``."""
    assert page.evaluate(FITS), page.url


def find_addresses(there):
    """Every page of the registry, those of one thing for the first and the last of its kind, and some queries."""
    known = {
        "/events/{id}": [{"id": row["id"]} for row in _ask(there, "/events", "events")],
        "/articles/{id}": [{"id": row["id"]} for row in _ask(there, "/articles", "articles")],
        "/questions/{id}": [
            {"id": row["id"]} for row in _ask(there, "/questions", "statements")["questions"]
        ],
        "/states/{id}": [{"id": row["id"]} for row in _ask(there, "/states", "rows")],
        "/dyads/{a}/{b}": [
            dict(zip("ab", row["dyad"], strict=True)) for row in _ask(there, "/dyads", "rows")
        ],
    }
    found = []
    for page in PAGES:
        if "{" in page.path:
            things = known[page.path]
            found += [page.path.format(**thing) for thing in things[:1] + things[1:][-1:]]
        else:
            found += [page.path, *(f"{page.path}?{query}" for query in VARIANTS.get(page.path, ()))]
    return found


def _ask(there, path, name):
    return there.client.get(f"{path}.json?limit=100").json()["page"][name]


@contextmanager
def walking(browser, there, **options):
    """A browser's page and a step to any address, which must open without an error or a foreign request."""
    context = browser.new_context(**options)
    context.add_cookies([{"name": COOKIE, "value": there.keys.session, "url": there.base}])
    page, faults = context.new_page(), []
    page.add_init_script(WATCH)
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((there.base + "/", "data:")) else faults.append(sent.url),
    )

    def step(address):
        assert page.goto(there.base + address).status == 200, address
        page.evaluate(UNFOLD)
        page.wait_for_timeout(30)
        assert page.evaluate("window.broken") == [], address
        assert faults == [], address

    try:
        yield page, step
    finally:
        context.close()
