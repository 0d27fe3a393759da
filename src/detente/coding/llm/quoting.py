"""Where a quote stands in a text: to the letter, or but for white space and the shape of marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from detente.core.spans import Span

__all__ = ["find_quote", "find_words", "fold"]

_SHAPES = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    "…": "...",
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
}
_MARKS = "\"'“”„‘’«» \t\n"
_MIN_WORDS, _MIN_LETTERS, _MAX_LETTERS = 2, 10, 800


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text with plain marks and single spaces, and where each of its characters was."""

    text: str
    at: tuple[int, ...]


def fold(text: str) -> str:
    """`text` with plain marks and single spaces.

    >>> fold("the  “two   sides”")
    'the "two sides"'
    """
    return _fold(text, 0, len(text)).text.strip()


@lru_cache(maxsize=64)  # every quote of an answer is sought in the same paragraphs
def _fold(text: str, start: int, end: int) -> _Folded:
    out: list[str] = []
    at: list[int] = []
    for index in range(start, end):
        character = text[index]
        shapes = " " if character.isspace() else _SHAPES.get(character, character)
        for shape in shapes:
            if shape == " " and out and out[-1] == " ":
                continue
            out.append(shape)
            at.append(index)
    return _Folded("".join(out), tuple(at))


def find_quote(text: str, quote: str, ranges: Iterable[tuple[int, int]]) -> tuple[Span, str] | None:
    """The first place of a quote inside one of the ranges, and how it was found: ``exact`` or ``loose``.

    None if it is not there, or too short or too long to bear an event out.

    >>> find_quote("They “met  again” on Monday.", 'met again" on', [(0, 28)])
    (Span(start=6, end=20, quote='met  again” on'), 'loose')
    """
    ranges = list(ranges)
    if not _MIN_LETTERS <= len(quote.strip()) <= _MAX_LETTERS or len(quote.split()) < _MIN_WORDS:
        return None
    for wanted in dict.fromkeys((quote.strip(), quote.strip(_MARKS), quote.strip(_MARKS).rstrip(".…"))):
        if found := find_words(text, wanted, ranges):
            return found
    return None


def find_words(text: str, words: str, ranges: Iterable[tuple[int, int]]) -> tuple[Span, str] | None:
    """The first place of some words inside one of the ranges, between word boundaries."""
    ranges = list(ranges)
    if not words.strip():
        return None
    for start, end in ranges:
        at = _search(text, words.strip(), start, end)
        if at is not None:
            return Span.of(text, at, at + len(words.strip())), "exact"
    folded = fold(words)
    for start, end in ranges if folded else ():
        page = _fold(text, start, end)
        at = _search(page.text, folded, 0, len(page.text))
        if at is not None:
            return Span.of(text, page.at[at], page.at[at + len(folded) - 1] + 1), "loose"
    return None


def _search(text: str, words: str, start: int, end: int) -> int | None:
    """The first place where no letter or digit goes on before or after."""
    at = text.find(words, start, end)
    while at >= 0:
        after = at + len(words)
        cut_before = at > 0 and text[at - 1].isalnum() and words[0].isalnum()
        cut_after = after < len(text) and text[after].isalnum() and words[-1].isalnum()
        if not cut_before and not cut_after:
            return at
        at = text.find(words, at + 1, end)
    return None
