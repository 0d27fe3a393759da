"""What a person said last of a record, to be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UnknownNameError
from detente.identity.uniting import merged_id

if TYPE_CHECKING:
    from detente.ledger import Correction, LedgerReader

__all__ = ["find_last_word"]


def find_last_word(books: LedgerReader, name: str) -> list[Correction]:
    """The corrections that the last word on a record made; or the one correction of this identity.

    A word on an event that is told several times made a correction for each telling: all of them are meant.
    An event that was struck out is found by the identity that it had.

    Raises:
        UnknownNameError: If nothing that was said of it holds.
    """
    words: dict[tuple[str, str, str], list[Correction]] = {}
    for row in books.corrections():
        if row.id == name:
            return [row]
        words.setdefault((row.at, row.by, row.verdict), []).append(row)
    names = {name, *_tellings(books, name)}
    for rows in reversed(words.values()):
        about = {word for row in rows for word in (row.about, row.other) if word}
        if about & names or merged_id(tuple(about)) == name:
            return rows
    raise UnknownNameError(
        f"nothing that was said of {name!r} holds", hint="`detente corrections` lists what was said"
    )


def _tellings(books: LedgerReader, name: str) -> tuple[str, ...]:
    """Of a merged event; nothing for other records, and for an event that was struck out."""
    try:
        event = books.merged_event(name)
    except UnknownNameError:
        return ()
    return event.mentions if event.id == name else ()
