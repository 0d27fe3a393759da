"""A document cut into pieces that fit into one request: whole paragraphs, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.documents.document import Document
from detente.sentences import Sentence

__all__ = ["Piece", "cut_pieces"]

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some neighbouring paragraphs.

    Attributes:
        text: What is sent.
        ranges: Where its paragraphs stand in the document's text, in order, half-open.
    """

    text: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """First offset into the document's text."""
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        """Offset after the last."""
        return self.ranges[-1][1]

    def holds(self, offset: int) -> bool:
        """Whether an offset of the document's text lies in one of its paragraphs."""
        return any(start <= offset < end for start, end in self.ranges)


def cut_pieces(document: Document, sentences: list[Sentence], *, longest: int) -> list[Piece]:
    """The pieces of a document, in order; boilerplate and datelines are left out.

    A paragraph over the limit is cut between sentences. A sentence over it makes a piece of its own: what is
    too long to be sent is the caller's to refuse.
    """
    pieces: list[Piece] = []
    pending: list[tuple[int, int]] = []
    length = 0
    for start, end in _paragraphs(sentences, longest=longest):
        if pending and length + len(_BETWEEN) + end - start > longest:
            pieces.append(_piece(document, pending))
            pending, length = [], 0
        length += end - start + (len(_BETWEEN) if pending else 0)
        pending.append((start, end))
    if pending:
        pieces.append(_piece(document, pending))
    return pieces


def _piece(document: Document, ranges: list[tuple[int, int]]) -> Piece:
    return Piece(_BETWEEN.join(document.text[start:end] for start, end in ranges), tuple(ranges))


def _paragraphs(sentences: list[Sentence], *, longest: int) -> Iterator[tuple[int, int]]:
    """From the first to the last sentence of each paragraph, cut between sentences where it is too long."""
    start = end = -1
    paragraph = -1
    for sentence in sentences:
        if sentence.role == "dateline":
            continue
        if paragraph == sentence.paragraph and sentence.end - start <= longest:
            end = sentence.end
            continue
        if start >= 0:
            yield start, end
        start, end, paragraph = sentence.start, sentence.end, sentence.paragraph
    if start >= 0:
        yield start, end
