"""From a marked pair to what the type model reads: tokens, and which of them are source or target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.coding.pairs import MarkedPair

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["MAX_TOKENS", "mark_pair", "tokenize_pair"]

MAX_TOKENS = 160
_BEFORE, _BEHIND = 220, 260  # characters kept around the pair of a long sentence
_SOURCE, _TARGET = "@", "#"


def mark_pair(pair: MarkedPair) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """The sentence with its source between at-signs and its target between hashes, and both spans in it."""
    text, source, target = _window(pair)
    source_first = source <= target
    first, second = (source, target) if source_first else (target, source)
    if first[1] > second[0]:  # one lies in the other: mark what is left of the outer
        first, second = _apart(first, second)
    signs = (_SOURCE, _TARGET) if source_first else (_TARGET, _SOURCE)
    marked = (
        f"{text[: first[0]]}{signs[0]} {text[first[0] : first[1]]} {signs[0]}{text[first[1] : second[0]]}"
        f"{signs[1]} {text[second[0] : second[1]]} {signs[1]}{text[second[1] :]}"
    )
    one, two = (first[0], first[1] + 4), (second[0] + 4, second[1] + 8)
    return (marked, one, two) if source_first else (marked, two, one)


def tokenize_pair(tokenizer: Tokenizer, pair: MarkedPair) -> tuple[list[int], list[int]]:
    """Token identities, and for each 1 if it is of the source, 2 if of the target, else 0."""
    marked, source, target = mark_pair(pair)
    encoding = tokenizer.encode(marked)
    roles = [
        1 if source[0] <= start < source[1] and end > start else 2 if target[0] <= start < target[1] else 0
        for start, end in encoding.offsets
    ]
    roles[0] = roles[-1] = 0
    return encoding.ids[:MAX_TOKENS], roles[:MAX_TOKENS]


def _window(pair: MarkedPair) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """The part of a very long sentence that holds the pair."""
    low = max(0, min(pair.source[0], pair.target[0]) - _BEFORE)
    high = max(pair.source[1], pair.target[1]) + _BEHIND
    low = 0 if low < _BEFORE // 2 else low
    source, target = ((start - low, end - low) for start, end in (pair.source, pair.target))
    return pair.text[low:high], source, target


def _apart(first: tuple[int, int], second: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Two spans that overlap, cut so that they do not."""
    if first[0] < second[0]:
        return (first[0], second[0]), second
    return first, (min(first[1], second[1]), second[1])
