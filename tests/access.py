"""What axe-core finds in a page, for every test with a browser."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def read_axe():
    """Its script, as a package of Python carries it: no Node is needed."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def find_barriers(page, where=None):
    """Serious and critical violations in the page, or in the part of it that a selector names."""
    page.evaluate(read_axe())
    found = page.evaluate(
        "where => axe.run(where || document, {resultTypes: ['violations'], preload: false})", where
    )
    return [
        (row["id"], [node["html"][:200] for node in row["nodes"][:3]])
        for row in found["violations"]
        if row["impact"] in ("serious", "critical")
    ]
