"""Texts as short vectors of hashed letter groups, whose cosine says how alike two texts are.

Words are cut into groups of four letters (their edges count as letters), each group adds +1 or -1 to one of
a few counters, chosen by its hash. The cosine of two such vectors is an unbiased estimate of the cosine of
the texts' full vectors, with a standard error of about 1/sqrt(width): Weinberger, Dasgupta, Langford, Smola
and Attenberg, "Feature hashing for large scale multitask learning", ICML 2009, section 2. No word is weighed
by its frequency in the collection, so that a comparison of two texts never depends on a third.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from detente.identity.likeness import read_likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["build_sketches", "content_words", "measure_cosine"]

_WORD = re.compile(r"[^\W_]+")
_BATCH = 20_000
_MULTIPLIERS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
_SPACE, _BREAK = 32, 10


def content_words(text: str) -> list[str]:
    """The words of a text without accents, in lower case and without the common ones.

    >>> content_words("The embassy in Bogotá was reopened on Friday.")
    ['embassy', 'bogota', 'reopened']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    common = read_likeness().common
    return [word for word in _WORD.findall(text.lower()) if word not in common]


def build_sketches(texts: Sequence[str], width: int) -> NDArray[np.int8]:
    """One row of `width` counters for each text of content words parted by spaces."""
    out = np.zeros((len(texts), width), dtype=np.int8)
    for at in range(0, len(texts), _BATCH):
        batch = texts[at : at + _BATCH]
        out[at : at + len(batch)] = _sketch(batch, width)
    return out


def _sketch(texts: Sequence[str], width: int) -> NDArray[np.int8]:
    data = np.frombuffer("".join(f"\n {text} " for text in texts).encode(), dtype=np.uint8)
    if data.size < 4:
        return np.zeros((len(texts), width), dtype=np.int8)
    owner = np.cumsum(data == _BREAK)[:-3] - 1
    letters = [data[n : data.size - 3 + n] for n in range(4)]
    inside = (letters[1] != _SPACE) & (letters[2] != _SPACE)
    for column in letters:
        inside &= column != _BREAK
    mixed = np.zeros(int(inside.sum()), dtype=np.uint32)
    for column, factor in zip(letters, _MULTIPLIERS, strict=True):
        mixed = (mixed ^ column[inside].astype(np.uint32)) * np.uint32(factor)
        mixed ^= mixed >> np.uint32(15)
    bucket = owner[inside] * width + (mixed >> np.uint32(8)).astype(np.int64) % width
    signs = np.where(mixed & np.uint32(1), 1.0, -1.0)
    counts = np.bincount(bucket, weights=signs, minlength=len(texts) * width)
    return np.clip(counts, -127, 127).astype(np.int8).reshape(len(texts), width)


def measure_cosine(first: NDArray[np.int8], second: NDArray[np.int8]) -> NDArray[np.float64]:
    """Cosine of the rows of two equally long tables, 0 to 1; 0 where it is negative or a row is empty."""
    ours, theirs = first.astype(np.float32), second.astype(np.float32)
    # Sums of whole numbers below 2**24: exact in float32, whatever the order of adding.
    dot = (ours * theirs).sum(axis=1).astype(np.float64)
    norms = (ours * ours).sum(axis=1).astype(np.float64) * (theirs * theirs).sum(axis=1)
    return np.asarray(np.clip(dot / np.sqrt(np.maximum(norms, 1.0)), 0.0, 1.0))
