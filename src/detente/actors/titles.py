"""Titles in a text: "Acting Defence Minister", "FM", "Minister of Foreign Affairs", "Gen."."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from detente.actors.words import TitleRow, read_titles, read_words

__all__ = ["Title", "Words", "find_titles", "find_words"]

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_BLANKS = (" ", "\u00a0")
_DEPARTMENT_LINKS = ("and", "the")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text with their offsets.

    Attributes:
        text: The whole text.
        words: As written, an abbreviation or initial with its full stop.
        starts: First offset of each.
        ends: Offset after the last of each.
        lower: In lower case, without the full stop or genitive at the end.
        capitals: Numbers of those with a capital letter.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    lower: list[str]
    capitals: list[int]

    def joined(self, index: int) -> bool:
        """Whether only one blank stands between a word and the one before it."""
        if not 0 < index < len(self.words):
            return False
        start = self.starts[index]
        return self.ends[index - 1] == start - 1 and self.text[start - 1] in _BLANKS


@dataclass(frozen=True, slots=True)
class Title:
    """A title, by numbers of words.

    Attributes:
        first: Its first word, with "deputy", "former" and the like.
        last: The word after its last.
        row: The row of titles.csv.
        prefixes: Lower-case words before it that belong to it.
        department: What a minister is minister of, lower case, or empty.
        genitive: Ends in "'s", so that no name of its bearer follows.
    """

    first: int
    last: int
    row: TitleRow
    prefixes: tuple[str, ...]
    department: str
    genitive: bool

    @property
    def is_former(self) -> bool:
        """Whether it is an office no longer held."""
        return any(prefix in read_words("former") or prefix.startswith("ex-") for prefix in self.prefixes)

    @property
    def office(self) -> str:
        """The office, as in terms.csv; empty for none, or where a deputy or former holder is meant."""
        if self.is_former:
            return ""
        if any(prefix in ("deputy", "vice", "assistant", "under") for prefix in self.prefixes):
            return "deputy_minister" if self.row.office.endswith("minister") else ""
        return self.row.office


def find_words(text: str, ranges: Iterable[tuple[int, int]]) -> Words:
    """The words within some ranges of a text."""
    spans = [match.span() for low, high in ranges for match in _WORD.finditer(text, low, high)]
    words = [text[start:end] for start, end in spans]
    lower = [word.lower() for word in words]
    return Words(
        text,
        words,
        [start for start, _ in spans],
        [end for _, end in spans],
        [word if word.isalpha() else _plain(word) for word in lower],
        [index for index, word in enumerate(words) if word != lower[index]],
    )


def find_titles(words: Words) -> list[Title]:
    """All titles in order, longest first from the left."""
    rows, out, at = read_titles(), [], 0
    plain = words.lower
    for index in [index for index, word in enumerate(plain) if word in rows]:
        if index < at:
            continue
        word = plain[index]
        row = _row_at(words, plain, index, rows[word])
        if row is None:
            continue
        title = _extended(words, plain, index, index + len(row.words), row)
        out.append(title)
        at = title.last
    return out


def _plain(word: str) -> str:
    """Without the full stop or genitive at the end."""
    return word.rstrip(".").removesuffix("'s").removesuffix("’s")


def _row_at(words: Words, plain: list[str], index: int, rows: tuple[TitleRow, ...]) -> TitleRow | None:
    """The longest title that stands at a word."""
    for row in rows:
        end = index + len(row.words)
        if tuple(plain[index:end]) != row.words:
            continue
        if row.capital and not words.words[index][0].isupper():
            continue
        if row.words[0] in ("pm", "fm") and (not words.words[index].isupper() or _after_digit(words, index)):
            continue
        if all(words.joined(inner) for inner in range(index + 1, end)):
            return row
    return None


def _after_digit(words: Words, index: int) -> bool:
    """Whether it is the hour: ``10 PM``."""
    return words.text[max(0, words.starts[index] - 2) : words.starts[index]].strip().isdigit()


def _extended(words: Words, plain: list[str], first: int, last: int, row: TitleRow) -> Title:
    """The title with its department ("Energy", "of Energy and Mines") and its prefixes."""
    department: list[str] = []
    if row.office == "minister":
        while first and words.joined(first) and plain[first - 1] in read_words("department"):
            first -= 1
            department.insert(0, plain[first])
            if first > 1 and plain[first - 1] == "and" and plain[first - 2] in read_words("department"):
                first -= 1
        if not department and last < len(plain) and plain[last] in ("of", "for") and words.joined(last):
            at = last + 1
            while at < len(plain) and words.joined(at) and _of_department(plain[at]):
                at += 1
            if at > last + 1 and plain[at - 1] not in _DEPARTMENT_LINKS:
                department, last = plain[last + 1 : at], at
    prefixes: list[str] = []
    while first and words.joined(first) and plain[first - 1] in read_words("title_prefix"):
        first -= 1
        prefixes.insert(0, plain[first])
    genitive = words.words[last - 1].endswith(("'s", "’s"))
    return Title(first, last, row, tuple(prefixes), " ".join(department), genitive)


def _of_department(word: str) -> bool:
    return word in read_words("department") or word in _DEPARTMENT_LINKS
