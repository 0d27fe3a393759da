"""Names in a text: one pass of a dictionary automaton, longest match first, then the letter case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import ahocorasick

from detente.actors.base import Form, read_actor_base

__all__ = ["Hit", "find_hits"]

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
    """All forms in lower case; each leads to its rows."""
    rows: dict[str, list[Form]] = {}
    for form in read_actor_base().forms:
        for text in _variants(form.text):
            key = _lower(text)
            if form not in rows.setdefault(key, []):
                rows[key].append(form)
    automaton = ahocorasick.Automaton()
    for key, forms in rows.items():
        automaton.add_word(key, (len(key), tuple(forms)))
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
    found: list[Hit] = []
    for last, (length, forms) in _automaton().iter(_lower(text)):
        start, end = last + 1 - length, last + 1
        if _inside_word(text, start, end):
            continue
        fitting = tuple(form for form in forms if _case_fits(form, text[start:end]))
        if fitting:
            found.append(Hit(start, end, fitting))
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
