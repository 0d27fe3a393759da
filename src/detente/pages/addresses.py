"""The addresses of the pages, for templates and contexts."""

from __future__ import annotations

from urllib.parse import quote, urlencode

__all__ = ["PageAddresses"]

_SECTIONS = {"pairs": "/dyads"}


class PageAddresses:
    """Where each thing of a live ledger is told of.

    >>> PageAddresses().dyad("PAK", "RUS", "military")
    '/dyads/PAK/RUS?domain=military'
    """

    def event(self, name: str) -> str:
        """The page of an event."""
        return f"/events/{quote(name, safe='')}"

    def article(self, name: str, anchor: str = "") -> str:
        """The page of an article, or a sentence on it."""
        return f"/articles/{quote(name, safe='')}" + (f"#{anchor}" if anchor else "")

    def dyad(self, one: str, other: str, domain: str = "overall") -> str:
        """The page of a pair; its actors may stand in any order."""
        ends = "/".join(quote(name, safe="") for name in sorted((one, other)))
        return f"/dyads/{ends}" + (f"?{urlencode({'domain': domain})}" if domain != "overall" else "")

    def section(self, name: str) -> str:
        """The page that tells what a section of the report tells."""
        return _SECTIONS.get(name, f"/{name}")
