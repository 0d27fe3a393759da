"""What ``--set field=value`` changes in a record: words of the command line as values of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.books import asserter, identity
from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.ledger import Ledger

__all__ = ["read_changes"]

_ACTORS = frozenset({"source", "target", "actors", "dyad"})
_SMALL = frozenset({"status", "domain", "claim", "tense", "modality", "name", "mode"})


def read_changes(words: Sequence[str], books: Ledger) -> dict[str, object]:
    """The fields that `words` change, each with its new value; the ledger says whether the value fits.

    Actors are given by identity or name, several with commas between; nothing after the sign empties a field.

    Raises:
        UsageError: If a word has no ``=``, or a probability is no number.
        UnknownNameError: If an actor is not known.
    """
    changes: dict[str, object] = {}
    for word in words:
        field, sign, value = (part.strip() for part in word.partition("="))
        if not sign or not field:
            raise UsageError(f"--set takes FIELD=VALUE, not {word!r}", hint="as in --set date=2014-11-20")
        changes[field] = _value(field, value, books)
    return changes


def _value(field: str, value: str, books: Ledger) -> object:
    if field in _ACTORS:
        return sorted({identity(name, books) for name in value.split(",") if name.strip()})
    if not value:
        return None
    if field == "asserted_by":
        return asserter(value, books)
    if field == "probability":
        try:
            return float(value)
        except ValueError as fault:
            raise UsageError(f"--set probability: {value!r} is no number", hint="from 0 to 1: 0.7") from fault
    return value.upper() if field == "type" else value.lower() if field in _SMALL else value
