"""The nouns that leave this room."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Actor", "Mention"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who can act in the books.

    Attributes:
        id: ISO 3166 alpha-3 for a state, a short acronym for an organisation, a readable slug else.
        name: Commonest English name.
        kind: ``state igo bloc armed_group person organization company office population group``. A group is
            a sector of a state: its identity is ``STATE.SECTOR`` (``ISR.MIL``).
        country: The state it belongs to (its own id for a state), or empty.
        sector: PLOVER sector (``GOV MIL …``), or empty.
    """

    id: str
    name: str
    kind: str
    country: str
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a document where an actor is meant.

    Attributes:
        actor: Identity of the actor meant.
        start: First offset into the document's text.
        end: Offset after the last.
        quote: The words.
        form: How it is named: ``name adjective demonym capital seat person office group pronoun``.
        rule: The lexicon row or the resolution rule by which it was found.
    """

    actor: str
    start: int
    end: int
    quote: str
    form: str
    rule: str

    def to_json(self, document: str) -> dict[str, object]:
        """The interchange record."""
        return {
            "kind": "mention",
            "document": document,
            "actor": self.actor,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "form": self.form,
            "rule": self.rule,
        }
