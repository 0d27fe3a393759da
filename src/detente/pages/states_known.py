"""Whom a word of an address means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.actors import Actor, read_actor_base
from detente.actors.lookup import find_actor
from detente.core.errors import UnknownNameError
from detente.pages.scopes import ask_record, read_named
from detente.report.words import join_names

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally

__all__ = ["find_named", "find_pair", "name_in"]

_NEAR = 5


def find_named(reader: LedgerReader, word: str, tally: Tally) -> Actor:
    """The actor that an identity, a name or an adjective means.

    Raises:
        UnknownNameError: If there is none; the hint names the nearest.
        UsageError: If it may be several.
    """
    known = read_named(reader, [word])
    if word in known:
        return known[word]
    try:
        return find_actor(word, read_actor_base(), others=tally.actors.values())
    except UnknownNameError as fault:
        near = fault.hint if "nearest" in (fault.hint or "") else "/states lists everyone who acts"
        raise UnknownNameError(fault.message, hint=near) from fault


def find_pair(reader: LedgerReader, words: tuple[str, str], tally: Tally) -> tuple[Actor, Actor]:
    """The two actors of a dyad of which the ledger tells something, sorted.

    Raises:
        UnknownNameError: If there is no such actor, if both are one, or if nothing is told of them together;
            the hint names those of whom something is.
    """
    one, other = (find_named(reader, word, tally) for word in words)
    first, second = sorted((one, other), key=lambda actor: actor.id)
    if first.id != second.id and _is_told(reader, (first.id, second.id)):
        return first, second
    partners = [
        name_in(tally, next(name for name in row.dyad if name != actor.id))
        for actor in (one, other)
        for row in tally.pairs_of(actor.id)[:_NEAR]
    ]
    what = f"nothing is told of {one.name} and {other.name} together"
    if first.id == second.id:
        what = f"{one.name} is one actor, and a pair is two"
    near = join_names(list(dict.fromkeys(partners)), limit=2 * _NEAR)
    raise UnknownNameError(
        what, hint=f"of one of them together with {near} there is" if near else "see /dyads"
    )


def name_in(tally: Tally, actor: str) -> str:
    """The name of an actor, or its identity."""
    return tally.actors[actor].name if actor in tally.actors else actor


def _is_told(reader: LedgerReader, dyad: tuple[str, str]) -> bool:
    return bool(ask_record(reader, _TOLD, {"a": dyad[0], "b": dyad[1]})[0]["told"])


_TOLD = """
SELECT EXISTS (
    SELECT 1 FROM merged_participants AS one JOIN merged_participants AS two ON two.event = one.event
    WHERE one.actor = :a AND two.actor = :b
) OR EXISTS (
    SELECT 1 FROM statement_actors AS one JOIN statement_actors AS two ON two.statement = one.statement
    WHERE one.actor = :a AND two.actor = :b
) AS told
"""
