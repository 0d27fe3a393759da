"""Set phrases in a sentence, looked up by the beginning of their first word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detente.coding.second_reading import Page
from detente.coding.statements.cues import claim_cues, mechanism_cues

__all__ = ["Match", "match_phrases"]

_OWNERS = "(?:its|their|his|her|our|the other's|each other's|one another's)"
_KEY = 3  # letters of the first word
_FIRST = re.compile(r"[a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A set phrase in a sentence.

    Attributes:
        label: What it tells.
        words: As written.
        first: Its first token.
        last: Its last.
    """

    label: str
    words: str
    first: int
    last: int


@cache
def _index(kind: str) -> dict[str, tuple[re.Pattern[str], list[str]]]:
    """Patterns by the beginning of the first word, and the label of each group of a pattern, in order.

    In the data "~" stands for any ending of a verb; in claims "its" stands for any owner.
    """
    known = claim_cues()["phrase"] if kind == "claim" else mechanism_cues()["phrase"]
    by_key: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for words, label in sorted(known.items(), key=lambda row: -len(row[0])):
        pattern = re.escape(words).replace(r"\~", r"\w*").replace("~", r"\w*")
        pattern = re.sub(r"\bits\b", lambda _: _OWNERS, pattern) if kind == "claim" else pattern
        begin = _FIRST.match(words)
        by_key[begin.group()[:_KEY].lower() if begin else ""].append((pattern, label))
    return {
        key: (re.compile("|".join(rf"({p})\b" for p, _ in rows), re.IGNORECASE), [label for _, label in rows])
        for key, rows in by_key.items()
    }


def match_phrases(page: Page, kind: str) -> Iterator[Match]:
    """The set phrases of a sentence, of kind ``claim`` or ``mechanism``, in order, none within another."""
    index, tree = _index(kind), page.scene.tree
    text, end = "", -1
    for token, word in enumerate(tree.words):
        found = index.get(word[:_KEY].lower())
        start = tree.starts[token] - page.start
        if found is None or start < end:
            continue
        text = text or page.text.replace("’", "'")
        match = found[0].match(text, start)
        if match is None or match.lastindex is None:
            continue
        end = match.end()
        last = tree.token_at(page.start + end - 1)
        yield Match(found[1][match.lastindex - 1], match.group(), token, token if last is None else last)
