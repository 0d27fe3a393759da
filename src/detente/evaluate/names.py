"""From any way of naming an actor to its identity in one gold document."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

__all__ = ["Names", "fold_name"]

# Mentions that are no names: they must not lead to an actor, unless written in capitals ("US", "WHO").
_PRONOUNS = (
    "he him his she her it its they them their we us our you your i my me both who which "
    "eachother theotherone"
)
PRONOUNS = frozenset(_PRONOUNS.split())
BRACKETED = re.compile(r"^(.*\S)\s*\(([^)]*)\)\s*$")


def fold_name(name: object) -> str:
    """Letters and digits only, lower case, without accents.

    >>> fold_name("Côte d'Ivoire")
    'cotedivoire'
    """
    text = unicodedata.normalize("NFKD", str(name))
    return "".join(letter for letter in text.casefold() if letter.isalnum())


class Names:
    """The names of one gold document's actors.

    A form is looked up first among identities, then names and aliases (also the two parts of
    ``Islamic State (ISIS)``), then mention quotes. A form that names two actors at one step names none.
    Not a frozen noun: it is built step by step, each step filling only what the one before left open.
    """

    def __init__(self, actors: Sequence[Mapping[str, Any]]) -> None:
        self.states = frozenset(actor["id"] for actor in actors if actor.get("kind") == "state")
        self._table: dict[str, str] = {}
        self._enter((fold_name(actor["id"]), actor["id"]) for actor in actors)
        self._enter((fold_name(form), actor["id"]) for actor in actors for form in _forms(actor))
        self._enter(
            (fold_name(mention["quote"]), actor["id"])
            for actor in actors
            for mention in actor.get("mentions", [])
            if mention["quote"].isupper() or fold_name(mention["quote"]) not in PRONOUNS
        )

    def _enter(self, pairs: Iterable[tuple[str, str]]) -> None:
        new: dict[str, set[str]] = {}
        for form, identity in pairs:
            if form and form not in self._table:
                new.setdefault(form, set()).add(identity)
        self._table.update({form: next(iter(ids)) for form, ids in new.items() if len(ids) == 1})

    def find_actor(self, name: object) -> str:
        """The gold identity; a name not found stays itself behind ``?`` and equals no gold actor."""
        form = fold_name(name)
        return self._table.get(form, "?" + form)

    def find_actors(self, names: Iterable[object] | str | None) -> frozenset[str]:
        """The gold identities of one name, of several, or of none."""
        if names is None:
            return frozenset()
        return frozenset(self.find_actor(name) for name in ([names] if isinstance(names, str) else names))

    def find_speaker(self, name: object) -> str:
        """Who asserts: ``author``, or a gold identity."""
        if name is None or fold_name(name) in ("author", "theauthor", ""):
            return "author"
        return self.find_actor(name)


def _forms(actor: Mapping[str, Any]) -> list[str]:
    """Name, aliases, and the two parts of a name with brackets."""
    forms = [actor["name"], *actor.get("aliases", [])]
    inside = BRACKETED.search(actor["name"])
    if inside:
        forms += [inside[1], inside[2]]
    return forms
