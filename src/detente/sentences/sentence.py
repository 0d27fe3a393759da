"""The noun that leaves this room."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document, by offsets into the document's text.

    Attributes:
        index: Place in the document, from 0.
        start: First offset.
        end: Offset after the last.
        text: ``document.text[start:end]``.
        role: ``title``, ``heading``, ``body`` or ``dateline``; a dateline is kept and never coded.
        paragraph: Number of its paragraph, from 0.
    """

    index: int
    start: int
    end: int
    text: str
    role: str
    paragraph: int
