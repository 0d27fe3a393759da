"""One pattern for a list of words, which looks closer only where one of their first letters begins a word."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["lower_plainly", "pattern_of_words"]

_ODD = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"), ("\u212a", "k"))  # that a pattern takes for these


def pattern_of_words(words: Iterable[str]) -> re.Pattern[str]:
    r"""A pattern that finds any of these patterns, as a word of its own, in text from `lower_plainly`.

    Args:
        words: Patterns in lower case; each begins with a letter or with ``\d``.

    >>> pattern_of_words(["allies", r"\d-\d"]).findall("allies won 2-0; sallies did not")
    ['allies', '2-0']
    """
    listed = list(words)
    heads = sorted({word[0] if word[0].isalpha() else word[:2] for word in listed})
    return re.compile(rf"\b(?=[{''.join(heads)}])(?:{'|'.join(listed)})\b")


def lower_plainly(text: str) -> str:
    """A text in lower case, with the letters in which a pattern that passes over case finds a plain one.

    >>> lower_plainly("FIFA C\u0130TY")
    'fifa city'
    """
    for odd, letter in _ODD:
        if odd in text:
            text = text.replace(odd, letter)
    return text.lower()
