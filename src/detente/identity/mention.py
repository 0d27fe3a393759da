"""The noun that enters this room: one telling of an event, with what its document is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.coding.event import CodedDocument, Event

__all__ = ["EventMention", "find_mentions"]

_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class EventMention:
    """One telling of an event in one document.

    Attributes:
        event: What the coder made of it.
        outlet: Who published the document, or empty.
        published: EDTF date of publication, or None.
        signature: The document's MinHash, to know reprints by; may be empty.
        passage: The sentences that hold the first three evidence spans, without the names of its actors:
            what all that are compared have says nothing.
        states: Actors that belong to another actor's state, each with that state, sorted.
        place_of: The actor that the event's place names as its land or capital, or empty.
    """

    event: Event
    outlet: str
    published: str | None
    signature: bytes
    passage: str
    states: tuple[tuple[str, str], ...] = ()
    place_of: str = ""

    @property
    def id(self) -> str:
        """The event's own identity."""
        return self.event.id


def find_mentions(coded: CodedDocument) -> list[EventMention]:
    """The tellings of events in one coded document, in its order."""
    document = coded.document
    country_of = {actor.id: actor.country for actor in coded.actors if actor.country}
    mentions = []
    for event in coded.events:
        parties = sorted({*event.source, *event.target})
        states = tuple(
            (actor, country_of[actor]) for actor in parties if country_of.get(actor, actor) != actor
        )
        mentions.append(
            EventMention(
                event=event,
                outlet=document.outlet,
                published=document.published,
                signature=document.signature,
                passage=_passage(coded, event),
                states=states,
                place_of=_place_of(coded, event),
            )
        )
    return mentions


def _place_of(coded: CodedDocument, event: Event) -> str:
    place = (event.place or "").casefold()
    return min((m.actor for m in coded.mentions if place and m.quote.casefold() == place), default="")


def _passage(coded: CodedDocument, event: Event) -> str:
    spans = event.evidence[:_PASSAGES]
    actors = {*event.source, *event.target, *event.persons}
    names = sorted((m.start, m.end) for m in coded.mentions if m.actor in actors)
    out = []
    for sentence in coded.sentences:
        if any(span.start < sentence.end and sentence.start < span.end for span in spans):
            at = sentence.start
            for start, end in names:
                if at <= start and end <= sentence.end:
                    out.append(coded.document.text[at:start])
                    at = end
            out.append(coded.document.text[at : sentence.end])
    return " ".join(" ".join(out).split())
