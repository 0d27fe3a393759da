"""The noun that leaves this room."""

from __future__ import annotations

from dataclasses import dataclass

from detente.core.spans import Span

__all__ = ["Block", "Document"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text and the part it plays.

    Attributes:
        start: First offset into the document's text.
        end: Offset after the last.
        role: ``title``, ``heading``, ``body`` or ``boilerplate``; boilerplate is kept and never coded.
    """

    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article: its text as kept, and what is known about it.

    Attributes:
        id: Identity of the text (`content_id` of it); the ledger's key.
        name: File name; for the nth record of a collection ``file#n``.
        path: Where it was read, as given by the user.
        text: The kept text; every offset in the system refers to it. For ``.txt`` and ``.md`` it is the
            whole decoded file, line ends included.
        blocks: Non-overlapping, in order, covering all of the text that is not white space.
        title: The headline, or None.
        published: EDTF date of publication, or None; never guessed.
        published_rule: Where `published` comes from: ``option``, ``meta.jsonl``, ``json-ld``, ``meta``,
            ``record``, ``dateline`` …; empty if None.
        url: Address, or empty.
        outlet: Who published it, or empty.
        language: ISO 639-1 code found in the text.
        media_type: ``text/plain``, ``text/html`` …
        original_id: `content_id` of the bytes read.
        signature: MinHash of the text's shingles, as bytes, for near-duplicates; empty if too short.
    """

    id: str
    name: str
    path: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None
    published: str | None
    published_rule: str
    url: str
    outlet: str
    language: str
    media_type: str
    original_id: str
    signature: bytes

    def span(self, start: int, end: int) -> Span:
        """The span of this document's text between two offsets."""
        return Span.of(self.text, start, end)
