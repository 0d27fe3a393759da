"""Word lists and titles of this room, from ``data/words.csv`` and ``data/titles.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detente.core.provenance import data_folder

__all__ = ["TitleRow", "read_rows", "read_titles", "read_words"]


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a data file of this room."""
    path = data_folder("actors") / name
    yield from csv.DictReader(path.read_text(encoding="utf-8").splitlines())


@cache
def _classes() -> dict[str, frozenset[str]]:
    out: dict[str, set[str]] = {}
    for row in read_rows("words.csv"):
        out.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in out.items()}


@cache
def read_words(name: str) -> frozenset[str]:
    """The words of one class.

    Raises:
        KeyError: If there is no such class.

    >>> "von" in read_words("particle")
    True
    """
    return _classes()[name]


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title before a name, or a ministry.

    Attributes:
        words: Lower-case words, without the stop of an abbreviation.
        office: The office it names (see terms.csv), or empty.
        sector: PLOVER sector of whoever bears it; empty for private persons.
        capital: Counts only with a capital first letter.
    """

    words: tuple[str, ...]
    office: str
    sector: str
    capital: bool


@cache
def read_titles() -> dict[str, tuple[TitleRow, ...]]:
    """Titles by their first word, longest first."""
    out: dict[str, list[TitleRow]] = {}
    for row in read_rows("titles.csv"):
        words = tuple(row["title"].split())
        out.setdefault(words[0], []).append(
            TitleRow(words, row["office"], row["sector"], row["case"] == "capital")
        )
    return {first: tuple(sorted(rows, key=lambda row: -len(row.words))) for first, rows in out.items()}
