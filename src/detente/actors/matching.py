"""Names in a text: one pass of a dictionary automaton, longest match first, then the letter case."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

import ahocorasick

from detente.actors.base import Form, read_actor_base
from detente.actors.roles import PEOPLE, Role, RoleRow, read_roles, role_at

__all__ = ["Hit", "find_hits", "find_names_and_roles"]

_EXACT = frozenset(("case", "common_word"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where one or more forms stand; which actor is meant is still open.

    Attributes:
        start: First offset.
        end: Offset after the last.
        forms: The rows that match, at least one.
    """

    start: int
    end: int
    forms: tuple[Form, ...]


@cache
def _automaton() -> ahocorasick.Automaton:
    """All forms and role nouns in lower case; each leads to its rows."""
    rows: dict[str, list[Form]] = {}
    roles = {variant: row for text, row in read_roles().items() for variant in _variants(text)}
    for form in read_actor_base().forms:
        for text in _variants(form.text):
            key = _lower(text)
            if form not in rows.setdefault(key, []):
                rows[key].append(form)
    automaton = ahocorasick.Automaton()
    for key in rows.keys() | roles.keys():
        automaton.add_word(key, (len(key), tuple(rows.get(key, ())), roles.get(key)))
    automaton.make_automaton()
    return automaton


def _variants(text: str) -> list[str]:
    """The form, and the form with the other kind of apostrophe."""
    return [text, text.replace("'", "’")] if "'" in text else [text]


def _lower(text: str) -> str:
    """Lower case, character for character, so that offsets stay."""
    low = text.replace("\u00a0", " ").lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_hits(text: str) -> list[Hit]:
    """All names in a text that do not overlap, longest first from the left, in order."""
    return find_names_and_roles(text)[0]


def find_names_and_roles(text: str) -> tuple[list[Hit], list[Role]]:
    """All names in a text, and all role nouns beside them; none overlap, both are in order."""
    found: list[Hit] = []
    nouns: list[tuple[int, int, RoleRow]] = []
    for last, (length, forms, role) in _automaton().iter(_lower(text)):
        start, end = last + 1 - length, last + 1
        if _inside_word(text, start, end):
            continue
        fitting = tuple(form for form in forms if _case_fits(form, text[start:end])) if forms else ()
        if fitting:
            found.append(Hit(start, end, fitting))
        elif role is not None:
            nouns.append((start, end, role))
    hits = _apart(found)
    return hits, _roles_apart(text, nouns, hits)


def _roles_apart(text: str, nouns: list[tuple[int, int, RoleRow]], hits: list[Hit]) -> list[Role]:
    """Role nouns that touch no name, longest first from the left."""
    ends = [hit.end for hit in hits]
    nouns.sort(key=lambda noun: (noun[0], -noun[1]))
    out: list[Role] = []
    for start, end, row in nouns:
        at = bisect_right(ends, start)
        if (at < len(hits) and hits[at].start < end) or (out and start < out[-1].end):
            continue
        role = role_at(text, start, end, row)
        if role is not None:
            out.append(role)
    return _with_peoples(text, out, hits)


def _with_peoples(text: str, roles: list[Role], hits: list[Hit]) -> list[Role]:
    """Role nouns and peoples of another state's name: "ethnic Albanians"."""
    if "thnic " not in text:
        return roles
    peoples = [
        Role(hit.start, hit.end, PEOPLE)
        for hit in hits
        if hit.forms[0].kind in ("adjective", "demonym")
        and text[max(0, hit.start - 6) : hit.start] == "thnic "
    ]
    return sorted([*roles, *peoples], key=lambda role: role.start)


def _apart(found: list[Hit]) -> list[Hit]:
    """The hits that do not overlap, longest first from the left."""
    found.sort(key=lambda hit: (hit.start, -hit.end))
    out: list[Hit] = []
    for hit in found:
        if not out or hit.start >= out[-1].end:
            out.append(hit)
        elif hit.end - hit.start > out[-1].end - out[-1].start:
            out[-1] = hit
    return out


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether a letter or digit touches the match."""
    if start and text[start - 1].isalnum() and text[start].isalnum():
        return True
    return end < len(text) and text[end].isalnum() and text[end - 1].isalnum()


_UPPER_SHARE = re.compile(r"[a-z]")


def _case_fits(form: Form, found: str) -> bool:
    """Whether the letters found are a way of writing the form.

    As written; in capitals (headlines), if the form is longer than three letters; a form of several words
    also with its small words in another case, as long as the first letter is a capital.
    """
    plain = found.replace("’", "'").replace("\u00a0", " ")
    if plain == form.text:
        return True
    if form.guard in _EXACT or form.kind == "blocker":
        return False
    if not _UPPER_SHARE.search(found):
        return len(found) > 3
    return " " in plain and plain[0].isupper()
