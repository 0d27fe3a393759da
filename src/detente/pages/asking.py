"""What a page is asked, and what it answers: one context, three forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from detente.core.errors import UsageError
from detente.core.rows import Row
from detente.ledger import LedgerReader

__all__ = ["Answer", "Asked", "Make", "Page", "number_of", "word_of"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a request.

    Attributes:
        path: Values of the places in the route, by name.
        query: Values after the question mark, by name; the last of each, empty ones left out.
    """

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The same request has the same key."""
        return (*sorted(self.path.items()), *sorted(self.query.items()))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page shows.

    Attributes:
        title: Of the page.
        context: A dataclass of `detente.report`; the template reads it as ``page``, the JSON is its fields.
        rows: The CSV of the page.
        columns: Of the rows, in order.
        concerns: The two actors of whose news alone it is made, levels and sums apart; None if of any.
    """

    title: str
    context: Any
    rows: Sequence[Row] = ()
    columns: Sequence[str] = ()
    concerns: tuple[str, str] | None = None


class Make(Protocol):
    """Makes a page's answer from a ledger."""

    def __call__(self, reader: LedgerReader, asked: Asked) -> Answer:
        """The answer; `UnknownNameError` if what is asked for is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its address.

    Attributes:
        path: Of the route, as ``/dyads/{a}/{b}``; ``.json`` and ``.csv`` behind it give its twins.
        template: Its file.
        make: What makes it.
        place: The word of the navigation that it stands under.
        query: The names that it takes after the question mark; others are refused.
        lasting: Whether its answer holds until the ledger changes; else it is made anew each time.
    """

    path: str
    template: str
    make: Make
    place: str
    query: tuple[str, ...] = ()
    lasting: bool = True


def number_of(asked: Asked, name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number that was asked for.

    Raises:
        UsageError: If it is none, or out of range.
    """
    text = asked.query.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
        raise UsageError(f"{name} cannot be {text[:40]!r}", hint=f"a whole number from {least} to {most}")
    return int(text)


def word_of(asked: Asked, name: str, known: Sequence[str]) -> str | None:
    """One of the known words, or None if none was asked for.

    Raises:
        UsageError: If it is another.
    """
    text = asked.query.get(name)
    if text is not None and text not in known:
        raise UsageError(f"{name} cannot be {text[:40]!r}", hint=f"one of {', '.join(known)}")
    return text
