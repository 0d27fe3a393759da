"""What the pages gather from a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.report import EventContext, build_event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.actors.actor import Actor
    from detente.coding.event import Event
    from detente.documents.document import Document
    from detente.identity.merged import MergedEvent
    from detente.ledger import LedgerReader

__all__ = ["build_events", "gather_events", "read_actors"]


def gather_events(reader: LedgerReader, **filters: Any) -> tuple[EventContext, ...]:  # noqa: ANN401  as named
    """The events that fulfil the conditions of `LedgerReader.representatives`, as pages list them."""
    return build_events(reader, reader.representatives(**filters))


def build_events(
    reader: LedgerReader, shown: Iterable[tuple[Event, MergedEvent]]
) -> tuple[EventContext, ...]:
    """Events with all their tellings, their articles and their names."""
    found = list(shown)
    tellings = {row.id: row for row in reader.tellings(name for _, one in found for name in one.mentions)}
    table: dict[str, Document] = {}
    for telling in tellings.values():
        if telling.document not in table:
            table[telling.document] = reader.document(telling.document)
    actors = read_actors(reader, _names(found, tellings.values()))
    return tuple(
        build_event(
            event,
            actors=actors,
            table=table,
            retold=_rest(event, one, tellings),
            copies={},
            merged=one,
        )
        for event, one in found
    )


def read_actors(reader: LedgerReader, names: Iterable[str] | None = None) -> dict[str, Actor]:
    """The actors of these identities, or all of the ledger, by identity."""
    return {actor.id: actor for actor in reader.actors(names)}


def _names(shown: Iterable[tuple[Event, MergedEvent]], tellings: Iterable[Event]) -> set[str]:
    """Everyone who acts or speaks in these events and their tellings."""
    names = {name for _, one in shown for name in (*one.source, *one.target, *one.persons, *one.asserted_by)}
    for telling in tellings:
        names.update((*telling.source, *telling.target, *telling.persons, telling.asserted_by))
    return names


def _rest(event: Event, merged: MergedEvent, tellings: dict[str, Event]) -> list[Event]:
    """All tellings but the one whose words stand for the event, the surest first."""
    told = [tellings[name] for name in merged.mentions if name in tellings]
    own = next(
        (row for row in told if (row.document, row.evidence) == (event.document, event.evidence)), None
    )
    return sorted((row for row in told if row is not own), key=lambda row: (-row.confidence, row.id))
