"""What every page must fulfil in a browser."""

from __future__ import annotations

from pathlib import Path

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


def check_page(page):
    """It fits its window, and axe-core finds nothing serious in it."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    if AXE.exists():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        bad = [row for row in found if row["impact"] in ("serious", "critical")]
        assert [(row["id"], [node["html"][:200] for node in row["nodes"][:3]]) for row in bad] == [], page.url
