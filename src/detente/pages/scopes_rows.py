"""Rows of the record, as pages ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.ledger import LedgerReader

__all__ = ["ask_among", "ask_record", "read_named"]

_MOST_NAMES = 30_000  # that one statement of SQLite may hold


def ask_record(reader: LedgerReader, text: str, given: Mapping[str, object]) -> list[dict[str, Any]]:
    """Rows of one SELECT on the record.

    Raises:
        TypeError: If the reader cannot be asked; `open_ledger` gives one that can.
    """
    if not isinstance(reader, Ledger):
        raise TypeError(f"{type(reader).__name__} answers no SQL")
    return reader.record_sql(text, given)


def ask_among(reader: LedgerReader, text: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of one SELECT on the record, with ``{ids}`` in it for a list of names; none for no names."""
    if not names:
        return []
    given = {f"id{place}": name for place, name in enumerate(names[:_MOST_NAMES])}
    return ask_record(reader, text.replace("{ids}", ", ".join(f":{name}" for name in given)), given)


def read_named(reader: LedgerReader, names: Iterable[str]) -> dict[str, Actor]:
    """The actors of these identities, each as most documents have it."""
    return {actor.id: actor for actor in reader.actors(names)}
