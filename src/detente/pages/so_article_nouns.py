"""What a page tells of one article: plain nouns."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ArticlePage", "Coding", "Copy", "Refused", "Stretch", "TextBlock"]


@dataclass(frozen=True, slots=True)
class Coding:
    """Something that was read out of an article.

    Attributes:
        id: Identity: of the event, each once, or of the statement.
        anchor: Safe fragment of its sentence: ``event-…``, ``claim-…``.
        kind: ``event claim argument prediction question``.
        href: The page that tells more of it.
        type: PLOVER type and mode, or the statement's word.
        who: The actors, by name.
        what: In words.
        status: Of the event, or modality of the statement.
        status_words: The same for a reader.
        done: Whether it is an event that happened or goes on.
        quad: Quad class of an event, else 0.
        date: EDTF, or empty; of a prediction its horizon.
        date_words: For a reader, or empty.
        asserted_by: ``the author`` or an actor's name.
        confidence: 0 to 1.
        coder: Who coded it, with version.
        rules: Lexicon rows and rules that fired, in order.
        n_articles: Articles that tell the event; 1 of a statement.
        start: First offset of its best evidence.
        end: Offset after the last.
        quote: The words.
    """

    id: str
    anchor: str
    kind: str
    href: str
    type: str
    who: str
    what: str
    status: str
    status_words: str
    done: bool
    quad: int
    date: str
    date_words: str
    asserted_by: str
    confidence: float
    coder: str
    rules: tuple[str, ...]
    n_articles: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A passage that gave nothing: where, and why."""

    anchor: str
    reason: str
    words: str
    detail: str
    start: int | None
    end: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text under the same codings.

    Attributes:
        text: The words.
        codings: Anchors of what was read out of it, refusals included.
        spots: Anchors of what begins here.
        href: Where it leads; empty if nothing was read out of it.
        kind: ``event``, ``said``, ``refused`` or empty.
        label: What was read out of it, in words.
    """

    text: str
    codings: tuple[str, ...]
    spots: tuple[str, ...]
    href: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph: its role, and its runs of text."""

    role: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """An article with nearly the same text; `similarity` 0 to 1, `earlier` if it was published before."""

    id: str
    title: str
    outlet: str
    published_words: str
    similarity: float
    earlier: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article.

    Attributes:
        id: Identity of the document.
        title: Headline, or the file's name.
        name: File name.
        outlet: Who published it, or empty.
        published: EDTF date, or empty.
        published_words: For a reader.
        published_rule: Where the date comes from.
        url: Address if it is http or https, else empty.
        language: ISO 639-1.
        media_type: Of the file read.
        n_sentences: Sentences read.
        blocks: The text.
        codings: All that was read out of it, in order of place.
        refused: Passages that gave nothing.
        copies: Near copies.
        original: Hash of the bytes read.
    """

    id: str
    title: str
    name: str
    outlet: str
    published: str
    published_words: str
    published_rule: str
    url: str
    language: str
    media_type: str
    n_sentences: int
    blocks: tuple[TextBlock, ...]
    codings: tuple[Coding, ...]
    refused: tuple[Refused, ...]
    copies: tuple[Copy, ...]
    original: str
