"""Quotation spans: what stands between quotation marks, and whether it is speech.

A closing mark missing at the end of a paragraph ends the quotation there, as newspapers do when a quotation
goes on over several paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Quotation", "find_quotations"]

_MARKS = re.compile(r"[\"“”«»]|(?<!\w)‘(?=\w)|(?<=[\w.,!?])’(?!\w)|(?<!\w)'(?=\w)|(?<=[\w.,!?])'(?!\w)")
_SPEECH_WORDS = 4
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Quotation:
    """Text between quotation marks, marks not counted.

    Attributes:
        start: First offset.
        end: Offset after the last.
        is_speech: Long enough to be somebody's words rather than a term or a title.
    """

    start: int
    end: int
    is_speech: bool

    def holds(self, offset: int) -> bool:
        """Whether the offset lies inside."""
        return self.start <= offset < self.end


def find_quotations(text: str, *, start: int = 0, end: int | None = None) -> list[Quotation]:
    """Quotations of one paragraph, ``text[start:end]``, in order.

    Double marks are paired in turn, curly ones by their shape; single ones count only where no double ones
    are open.

    >>> [q.is_speech for q in find_quotations('He said, "we will sign it soon", and left.')]
    [True]
    """
    end = len(text) if end is None else end
    out: list[Quotation] = []
    begin, closers = -1, ""
    for match in _MARKS.finditer(text, start, end):
        mark, at = match.group(), match.start()
        reopens = begin >= 0 and _can_open(text, at, mark) and (mark == "“" or _hugs_next(text, at, mark))
        if begin >= 0 and (reopens or mark in closers):
            if begin < at:
                out.append(_quotation(text, begin, at))
            begin = -1
            if not reopens:
                continue
        if begin < 0 and _can_open(text, at, mark):
            begin, closers = match.end(), _partner(mark)
    if 0 <= begin < end and "'" not in closers and "’" not in closers:
        out.append(_quotation(text, begin, min(end, begin + _LONGEST)))
    return out


def _hugs_next(text: str, offset: int, mark: str) -> bool:
    """Whether a straight mark stands between a blank and a letter, as an opening one does."""
    if mark != '"' or offset + 1 >= len(text):
        return False
    return text[offset - 1].isspace() and text[offset + 1].isalnum()


def _partner(mark: str) -> str:
    """The marks that close what `mark` opens."""
    return {'"': '"”', "“": '”"', "”": '”"', "«": "»", "‘": "’", "'": "'"}.get(mark, "")


def _can_open(text: str, offset: int, mark: str) -> bool:
    """Whether the mark at `offset` can open a quotation."""
    if mark in "“«‘'":
        return True
    if mark not in '"”':
        return False
    return offset == 0 or not text[offset - 1].isalnum()


def _quotation(text: str, start: int, end: int) -> Quotation:
    """The quotation between two offsets."""
    return Quotation(start, end, len(text[start:end].split()) >= _SPEECH_WORDS)
