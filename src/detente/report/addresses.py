"""Where a thing is told of: on one page a fragment of it; pages of a live ledger have addresses of their own.

Templates that both surfaces use ask ``address``, which is one of the two.
"""

from __future__ import annotations

from typing import Protocol

__all__ = ["Addresses", "Fragments"]


class Addresses(Protocol):
    """Where each thing is told of."""

    def event(self, name: str) -> str:
        """Of an event that is not among the links of the page."""
        ...

    def article(self, name: str, anchor: str = "") -> str:
        """Of an article, or of a sentence in it."""
        ...

    def dyad(self, one: str, other: str, domain: str = "overall") -> str:
        """Of a pair of actors."""
        ...

    def section(self, name: str) -> str:
        """Of a part of the report, as ``pairs`` or ``arguments``."""
        ...


class Fragments:
    """Addresses within one self-contained page.

    >>> Fragments().section("arguments")
    '#arguments'
    """

    def event(self, name: str) -> str:
        """The list: an event that is not linked is not shown by itself."""
        del name
        return "#events"

    def article(self, name: str, anchor: str = "") -> str:
        """The sentence, or the list of articles."""
        del name
        return f"#{anchor}" if anchor else "#articles"

    def dyad(self, one: str, other: str, domain: str = "overall") -> str:
        """The table of pairs: a pair with a panel of its own has a target."""
        del one, other, domain
        return "#pairs"

    def section(self, name: str) -> str:
        """The section of this name."""
        return f"#{name}"
