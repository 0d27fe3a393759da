"""Full-text search over the sentences."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from detente.core.errors import UsageError
from detente.ledger.queries import query
from detente.sentences.sentence import Sentence

__all__ = ["Hit", "match_of", "search_sentences"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that answers a search.

    Attributes:
        document: Identity of its document.
        sentence: The sentence.
        snippet: Up to 24 words of it around the words found, these between the marks.
        rank: BM25; smaller is better.
    """

    document: str
    sentence: Sentence
    snippet: str
    rank: float


def search_sentences(
    connection: sqlite3.Connection, text: str, *, limit: int, marks: tuple[str, str]
) -> list[Hit]:
    """The sentences that match, best first.

    `text` is FTS5's language (``pact AND russ*``, ``"defence pact"``, ``NEAR(pact india)``); what is not a
    sentence of that language (``F-16s``) is searched for as words that must all occur. Words match in all
    their forms (sign, signed, signing).

    Raises:
        UsageError: If there is no word to search for.
    """
    words = match_of(text)
    try:
        return _search(connection, text, limit, marks)
    except sqlite3.OperationalError as fault:
        if getattr(fault, "sqlite_errorcode", 0) != sqlite3.SQLITE_ERROR:
            raise
        return _search(connection, words, limit, marks)


def match_of(text: str) -> str:
    """The words of a text as a search for sentences that have them all, whatever else stands in it.

    Raises:
        UsageError: If there is no word to search for.

    >>> match_of("F-16s (pact")
    '"F" "16s" "pact"'
    """
    words = re.findall(r"\w+", text)
    if not words:
        raise UsageError(
            f"nothing to search for in {text!r}", hint="give a word, as in `detente search pact`"
        )
    return " ".join(f'"{word}"' for word in words)


def _search(connection: sqlite3.Connection, text: str, limit: int, marks: tuple[str, str]) -> list[Hit]:
    rows = connection.execute(
        query("read.search"), {"text": text, "limit": limit, "before": marks[0], "after": marks[1]}
    )
    return [Hit(row[0], Sentence(*row[1:7]), row[7], row[8]) for row in rows]
