"""One event: all its tellings side by side, why they are one, and why it was coded so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownNameError
from detente.ontology import Explanation, find_terms
from detente.pages.asking import Answer, Asked, Page
from detente.pages.scopes import read_named
from detente.pages.so_reading import find_near, read_documents
from detente.pages.so_tellings import (
    TELLING_COLUMNS,
    CorrectionLine,
    Difference,
    JoinLine,
    TellingLine,
    build_corrections,
    build_differences,
    build_joins,
    build_tellings,
    telling_rows,
)
from detente.report import EventContext, build_event

if TYPE_CHECKING:
    from detente.documents.document import Document
    from detente.identity.merged import MergedEvent
    from detente.ledger import LedgerReader

__all__ = ["PAGES", "EventPage", "make_event"]

MOST = 40


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event, however often it is told.

    Attributes:
        event: As every page lists it.
        asked_for: Identity of the telling by which it was asked for; empty if by its own.
        tellings: The surest forty, in the order of publication.
        n_tellings: How many there are.
        differences: Fields in which they differ, with who tells what.
        joins: Why they count as one event.
        n_joins: How many there are.
        terms: What its type, mode and status mean.
        corrections: What people said of it, oldest first.
        persons: Names of the persons who acted.
        voices: All who assert it, by name.
    """

    event: EventContext
    asked_for: str
    tellings: tuple[TellingLine, ...]
    n_tellings: int
    differences: tuple[Difference, ...]
    joins: tuple[JoinLine, ...]
    n_joins: int
    terms: tuple[Explanation, ...]
    corrections: tuple[CorrectionLine, ...]
    persons: tuple[str, ...]
    voices: tuple[str, ...]


def make_event(reader: LedgerReader, asked: Asked) -> Answer:
    """The event of this identity, or that the telling of this identity tells."""
    name = asked.path["id"]
    merged = _find(reader, name)
    event = next(one for one, each in _shown(reader, merged) if each.id == merged.id)
    told = sorted(reader.tellings(merged.mentions), key=lambda row: (-row.confidence, row.id))
    listed = told[:MOST]
    if name != merged.id and all(row.id != name for row in listed):
        listed = [*listed[:-1], *(row for row in told if row.id == name)]
    table = read_documents(reader, [event.document, *(row.document for row in listed)])
    listed.sort(key=lambda row: (_day(table, row.document), row.document, row.evidence[0].start))
    names = {event.asserted_by, *event.persons, *merged.asserted_by}
    for row in (event, *listed):
        names.update((*row.source, *row.target, row.asserted_by))
    actors = read_named(reader, names)
    tellings = build_tellings(reader, listed, actors=actors, table=table)
    places = {row.id: row.number for row in tellings}
    context = build_event(event, actors=actors, table=table, retold=told[1:MOST], copies={}, merged=merged)
    context = replace(context, n_articles=merged.n_documents)
    page = EventPage(
        event=context,
        asked_for="" if name == merged.id else name,
        tellings=tellings,
        n_tellings=len(told),
        differences=build_differences(merged, places, actors=actors),
        joins=build_joins(merged, places),
        n_joins=len(merged.joins),
        terms=_terms(event.type, event.mode, event.status),
        corrections=build_corrections(reader, {merged.id, *merged.mentions}, places),
        persons=tuple(actors[one].name if one in actors else one for one in event.persons),
        voices=tuple(
            "the author" if one == "author" else actors[one].name if one in actors else one
            for one in merged.asserted_by
        ),
    )
    return Answer(
        f"{context.who}: {context.what}", page, telling_rows(page.tellings, merged.id), TELLING_COLUMNS
    )


def _shown(reader: LedgerReader, merged: MergedEvent) -> Any:  # noqa: ANN401  pairs of two nouns
    """The merged event as one event noun: found among those of its first article."""
    document = reader.tellings(merged.mentions[:1])[0].document
    return reader.representatives(document=document)


def _find(reader: LedgerReader, name: str) -> MergedEvent:
    try:
        return reader.merged_event(name)
    except UnknownNameError as fault:
        struck = [row for row in reader.corrections(about=name) if row.verdict == "wrong"]
        if struck:
            raise UnknownNameError(
                f"{struck[-1].by} judged the event {name[:60]!r} wrong",
                hint="it counts nowhere; undo the correction to have it back",
            ) from fault
        near = find_near(reader, "merged_events", name)
        hint = f"nearest: {', '.join(near)}" if near else "the page Events lists all"
        raise UnknownNameError(f"the ledger has no event {name[:60]!r}", hint=hint) from fault


def _day(table: dict[str, Document], name: str) -> str:
    """For sorting by date of publication, the undated last."""
    return (table[name].published if name in table else None) or "9"


def _terms(kind: str, mode: str | None, status: str) -> tuple[Explanation, ...]:
    """The meaning of the words by which an event is coded; a word without one is left out."""
    out = []
    for word in (kind, f"{kind}/{mode}" if mode else "", status):
        try:
            found = find_terms(word) if word else ()
        except UnknownNameError:
            continue
        wanted = {"event type", "mode", "status"}
        out += [next((row for row in found if row.kind in wanted), found[0])] if found else []
    return tuple(out)


PAGES = (Page("/events/{id}", "event.html.j2", make_event, "Events"),)
