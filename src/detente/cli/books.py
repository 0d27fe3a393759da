"""A ledger opened to be looked into, and the words of a user as its identities."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import detente
from detente.core.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from detente.ledger import Ledger

__all__ = ["asserter", "check_word", "identity", "open_for_reading", "pair_of"]

_AUTHOR = "author"


def open_for_reading(ledger: Path) -> Ledger:
    """The ledger at `ledger`, unchanged by us."""
    return detente.open_ledger(ledger, create=False, read_only=True)


def identity(word: str, books: Ledger) -> str:
    """The actor that `word` means in this ledger.

    Raises:
        UnknownNameError: If there is none; the hint names the nearest.
        UsageError: If it may be several.
    """
    from detente.actors.lookup import find_actor  # noqa: PLC0415  light start

    return find_actor(word, detente.read_actor_base(), others=books.actors()).id


def pair_of(words: tuple[str, str], books: Ledger) -> tuple[str, str]:
    """The dyad that two words mean, sorted.

    Raises:
        UsageError: If both mean the same actor.
    """
    first, second = (identity(word, books) for word in words)
    if first == second:
        raise UsageError(f"{words[0]!r} and {words[1]!r} are the same actor", hint="name two different ones")
    return (first, second) if first < second else (second, first)


def asserter(word: str, books: Ledger) -> str:
    """Who is meant as asserting: ``author``, or the actor that `word` means."""
    return _AUTHOR if word.casefold() == _AUTHOR else identity(word, books)


def check_word(kind: str, word: str | None, known: Iterable[str]) -> str | None:
    """`word` as it is stored, if it is one of the `known` or None.

    Raises:
        UnknownNameError: If not; the hint names the known ones, the nearest first.

    >>> check_word("verdict", "Open", ["open", "overdue"])
    'open'
    """
    if word is None:
        return None
    names = {name.casefold(): name for name in known}
    folded = word.casefold().replace("-", "_")
    if folded in names:
        return names[folded]
    near = [names[name] for name in get_close_matches(folded, names, n=3, cutoff=0.5)]
    rest = [name for name in names.values() if name not in near]
    raise UnknownNameError(f"no {kind} is named {word!r}", hint=f"known: {', '.join([*near, *rest])}")
