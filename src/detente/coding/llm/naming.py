"""Names as a model gives them, resolved to the actors of the document; nobody else is let in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache

from detente.actors import Cast, build_cast
from detente.actors.actor import Mention
from detente.actors.words import read_titles, read_words
from detente.coding.lexicon import word_classes
from detente.coding.llm.quoting import fold

__all__ = ["Named", "Names"]

_WORD = re.compile(r"[^\W\d_]+")
_LITTLE = frozenset(("the", "of", "and", "s", "for", "its", "state"))
_MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a name stands for.

    Attributes:
        actor: The state or organisation acted for, or the actor itself.
        person: The person named, or None.
    """

    actor: str
    person: str | None


@dataclass(slots=True)
class Names:
    """The names of one document.

    Attributes:
        cast: Its actors.
        published: Its date, or None.
        forms: Actors by folded name, counted.
        known: Everyone it names, and whom they act for.
    """

    cast: Cast
    published: str | None
    forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    known: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, cast: Cast, *, published: str | None) -> Names:
        """Collect the names that a document gives its actors."""
        names = cls(cast, published)
        for mention in cast.mentions:
            names.forms[_key(mention.quote)][mention.actor] += 1
            names.known.update((mention.actor, cast.state_of(mention.actor)))
        for actor in sorted(names.known):
            found = cast.actor(actor)
            if found is not None:
                names.forms[_key(found.name)][actor] += 1
                names.forms[_key(actor)][actor] += 1
        return names

    def listed(self) -> list[str]:
        """The names of the parties and persons, in order of first mention: a help to the model."""
        found = [self.cast.actor(mention.actor) for mention in self.cast.mentions]
        return list(dict.fromkeys(actor.name for actor in found if actor is not None))

    def resolve(self, name: str) -> Named | None:
        """Whom a name stands for; None unless the document names one such actor who can be a party."""
        if not name.strip() or len(name) > _MAX_NAME:
            return None
        forms = self.forms.get(_key(name))
        if forms:
            return self._named({actor for actor, n in forms.items() if n == max(forms.values())})
        found = build_cast(name, published=self.published, ranges=[(0, len(name))]).mentions
        if not found or not _is_nothing_else(name, found):
            return None
        return self._named({mention.actor for mention in found})

    def _named(self, actors: set[str]) -> Named | None:
        """The one party that some actors are or act for."""
        states = {self.cast.state_of(actor) for actor in actors if actor in self.known}
        if len(states) != 1 or not actors <= self.known:
            return None
        state = states.pop()
        if not self.cast.is_state_like(state):
            return None
        persons = [actor for actor in sorted(actors) if self._is_person(actor)]
        return Named(state, persons[0] if len(persons) == 1 else None)

    def _is_person(self, actor: str) -> bool:
        found = self.cast.actor(actor)
        return found is not None and found.kind == "person"


def _key(name: str) -> str:
    key = fold(name).casefold().removeprefix("the ")
    return key.removesuffix("'s").removesuffix("'").strip()


def _is_nothing_else(name: str, mentions: list[Mention]) -> bool:
    """Whether all the rest of a name are words for those who act for an actor: "the Russian army"."""
    for match in _WORD.finditer(name):
        if any(mention.start <= match.start() < mention.end for mention in mentions):
            continue
        word = match.group().lower()
        if word not in _official() and word.removesuffix("s") not in _official():
            return False
    return True


@cache
def _official() -> frozenset[str]:
    titles = {word for rows in read_titles().values() for row in rows for word in row.words}
    return frozenset(titles) | _LITTLE | word_classes()["representative"] | read_words("department")
