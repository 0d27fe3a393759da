"""Whether an actor that the coder found is the one that a record names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from detente.actors import read_actor_base
from detente.actors.words import read_rows

if TYPE_CHECKING:
    from detente.actors import Actor
    from detente.coding import CodedDocument
    from detente.evaluate.gsr_records import GsrParty

__all__ = ["Found"]

_LITTLE = "a an and at by for from in new of on the to with group forces troops members"
_EMPTY_WORDS = frozenset(_LITTLE.split())


class Found:
    """The actors of one coded text, to be asked whether they are a record's.

    A class because every question needs the text's own actors and the words that name them.
    """

    def __init__(self, coded: CodedDocument) -> None:
        self.actors = {actor.id: actor for actor in coded.actors}
        self.words: dict[str, set[str]] = {}
        for mention in coded.mentions:
            self.words.setdefault(mention.actor, set()).update(_words(mention.quote))

    def is_party(self, identity: str, party: GsrParty) -> bool:
        """Whether an actor is a record's party.

        By state, where the record gives one and the actor has one (a state that has ended counts as each of
        its successors); else by name, by a word that both are named by, or, if the record's name is not
        known, by kind.
        """
        actor = self.actors.get(identity) or read_actor_base().actors.get(identity)
        if actor is None:
            return False
        states = _states_of(actor)
        if party.state and states:
            return party.state in states
        if party.actor == identity or self._shares_word(actor, party):
            return True
        return actor.kind in party.kinds and not party.actor

    def is_named(self, party: GsrParty) -> bool:
        """Whether any mention in the text was taken for a record's party."""
        return any(self.is_party(identity, party) for identity in self.words)

    def _shares_word(self, actor: Actor, party: GsrParty) -> bool:
        named = self.words.get(actor.id, set()) | _words(actor.name)
        return actor.kind != "state" and bool(named & _words(party.text))


def _words(text: str) -> set[str]:
    """Content words, lower case; dots of abbreviations are left out.

    >>> sorted(_words("U.N. Security Council"))
    ['council', 'security', 'un']
    """
    return set(re.findall(r"\w+", text.casefold().replace(".", ""))) - _EMPTY_WORDS


def _states_of(actor: Actor) -> frozenset[str]:
    state = actor.id if actor.kind == "state" else actor.country
    return frozenset(_with_successors([state]))


def _with_successors(states: Iterable[str]) -> set[str]:
    """States and all that came of them."""
    out, ahead = set(), [state for state in states if state]
    while ahead:
        state = ahead.pop()
        if state not in out:
            out.add(state)
            ahead.extend(_successors().get(state, ()))
    return out


@cache
def _successors() -> dict[str, tuple[str, ...]]:
    """The states that came of states that have ended."""
    rows = read_rows("states.csv")
    return {row["actor"]: tuple(row["successors"].split("|")) for row in rows if row["successors"]}
