"""Cuts an article's text into paragraphs and, within them, at the ends of the evidence.

The page can then mark any event's words without counting characters, with or without a script.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.report.contexts import Passage, Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.documents.document import Block

__all__ = ["Mark", "cut_passages"]

_GAP = re.compile(r"\n[ \t\r]*\n")
_SOLID = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Mark:
    """Evidence of one event in one article: half-open offsets, and whether it is the event's best."""

    start: int
    end: int
    anchor: str
    best: bool


def cut_passages(text: str, *, blocks: Sequence[Block], marks: Sequence[Mark]) -> tuple[Passage, ...]:
    r"""The text as paragraphs; all characters that are not white space are kept, in order.

    Text outside all blocks counts as body. Each event marked best begins in exactly one piece.

    >>> from detente.documents.document import Block
    >>> cut_passages("Title\\n\\nIt rains.", blocks=[Block(0, 5, "title")], marks=[])[0].role
    'title'
    """
    placed: set[str] = set()
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end, mark.anchor))
    out = []
    for start, end, role in _paragraphs(text, blocks):
        pieces = _cut(
            text, start, end, marks=[m for m in ordered if m.start < end and m.end > start], placed=placed
        )
        out.append(Passage(role, pieces))
    return tuple(out)


def _paragraphs(text: str, blocks: Sequence[Block]) -> list[tuple[int, int, str]]:
    """Half-open ranges of paragraphs with their role: blocks and what lies between, cut at blank lines."""
    ranges: list[tuple[int, int, str]] = []
    at = 0
    for block in sorted(blocks, key=lambda block: block.start):
        start, end = max(block.start, at), min(block.end, len(text))
        ranges += [(at, start, "body"), (start, end, block.role)]
        at = max(at, end)
    ranges.append((at, len(text), "body"))
    out: list[tuple[int, int, str]] = []
    for start, end, role in ranges:
        begin = start
        for gap in _GAP.finditer(text, start, max(start, end)):
            if gap.start() < begin:
                continue  # of a longer gap
            out.append((begin, begin + len(text[begin : gap.start()].rstrip()), role))
            solid = _SOLID.search(text, gap.end(), end)
            begin = solid.start() if solid else end
        out.append((begin, end, role))
    return [(start, end, role) for start, end, role in out if text[start:end].strip()]


def _cut(text: str, start: int, end: int, *, marks: Sequence[Mark], placed: set[str]) -> tuple[Piece, ...]:
    """One paragraph cut at the ends of the marks that touch it."""
    cuts = {start, end}
    for mark in marks:
        cuts |= {max(start, mark.start), min(end, mark.end)}
    edges = sorted(cuts)
    pieces = []
    for left, right in itertools.pairwise(edges):
        over = [mark for mark in marks if mark.start <= left and mark.end >= right]
        first = dict.fromkeys(mark.anchor for mark in over if mark.best and mark.anchor not in placed)
        placed.update(first)
        anchors = tuple(dict.fromkeys(mark.anchor for mark in over))
        pieces.append(Piece(text[left:right], anchors, tuple(first)))
    return tuple(pieces)
