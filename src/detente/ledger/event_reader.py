"""The events that can be read out of an open ledger: tellings, and each event once."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from detente.core.dates import parse_edtf
from detente.ledger import reading
from detente.ledger.correcting import apply_effects, read_effects
from detente.ledger.faults import storage_faults
from detente.ledger.merged import count_merged, find_merged, read_merged, represent
from detente.ledger.opening import RECORD
from detente.ledger.queries import query
from detente.ledger.searching import match_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from detente.coding.event import Event
    from detente.identity import MergedEvent
    from detente.ledger.corrections import Effect

__all__ = ["EventReader", "event_filters"]

_T = TypeVar("_T")
_CHUNK = 500


class EventReader:
    """What `LedgerReader` reads of events.

    Attributes:
        folder: Where the ledger lies.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._record = folder / RECORD
        self._connection = connection
        self._kept_effects: tuple[tuple[int, int], Mapping[str, Effect]] = ((-1, -1), {})

    def events(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        document: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """The tellings of events that fulfil every condition, by date (undated last) and identity, as coded.

        An event that ten articles tell is here ten times; `merged_events` has each once, with corrections.

        Args:
            actor: Among the sources or targets.
            dyad: One acts on the other, or both are parties to a symmetric event.
            type: PLOVER event type.
            status: ``occurred``, ``ongoing`` …
            since: EDTF: not over before its first day.
            until: EDTF: begun by its last day. With `since` or `until`, undated events are left out.
            document: Identity of the document.
            limit: Most events.
        """
        given = event_filters(
            actor=actor, dyad=dyad, type=type, status=status, since=since, until=until, document=document
        )
        return self._guarded(reading.read_events(self._connection, given, limit=limit))

    def merged_events(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        document: str | None = None,
        quad: int | None = None,
        text: str | None = None,
        newest: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Iterator[MergedEvent]:
        """The events, each once however often it is told, that fulfil every condition; see `events`.

        People's corrections are in them; what was judged wrong is not.

        Args:
            actor: On either side.
            dyad: Two actors that it relates.
            type: PLOVER type.
            status: EDTF status.
            since: First day, EDTF.
            until: Last day, EDTF.
            document: Identity of one that tells it.
            quad: Quad class, 1 to 4.
            text: Words that a sentence which tells it has; see `search_sentences` for the language.
            newest: The latest first; undated last either way.
            offset: So many are passed over.
            limit: Most events; None for all.
        """
        given = event_filters(
            actor=actor,
            dyad=dyad,
            type=type,
            status=status,
            since=since,
            until=until,
            document=document,
            quad=quad,
            text=text,
        )
        return self._guarded(read_merged(self._connection, given, limit=limit, offset=offset, newest=newest))

    def count_merged(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        quad: int | None = None,
        text: str | None = None,
        most: int | None = None,
    ) -> int:
        """How many events fulfil every condition of `merged_events`; counted no further than to `most`."""
        given = event_filters(
            actor=actor,
            dyad=dyad,
            type=type,
            status=status,
            since=since,
            until=until,
            quad=quad,
            text=text,
        )
        with storage_faults(self._record):
            return count_merged(self._connection, given, most=most)

    def merged_event(self, name: str) -> MergedEvent:
        """The event of this identity, or that the telling of this identity tells.

        Raises:
            UnknownNameError: If there is none.
        """
        with storage_faults(self._record):
            return find_merged(self._connection, name)

    def tellings(self, names: Iterable[str]) -> tuple[Event, ...]:
        """The tellings of these identities, as corrected, in the order given; unknown ones are left out."""
        with storage_faults(self._record):
            return self._tellings(list(names), self._effects())

    def _effects(self) -> Mapping[str, Effect]:
        """What people's corrections make of records; read again when a correction may have been added."""
        _, generation = self._connection.execute(query("read.state")).fetchone()
        now = generation, self._connection.total_changes  # of our own, which may have been undone since
        if self._kept_effects[0] != now:
            self._kept_effects = now, read_effects(self._connection)
        return self._kept_effects[1]

    def _tellings(self, names: list[str], effects: Mapping[str, Effect]) -> tuple[Event, ...]:
        found = (
            event
            for at in range(0, len(names), _CHUNK)
            for event in reading.read_events(self._connection, {"ids": json.dumps(names[at : at + _CHUNK])})
        )
        kept = {event.id: event for event in apply_effects(found, effects)}
        return tuple(kept[name] for name in names if name in kept)

    def representatives(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        document: str | None = None,
        quad: int | None = None,
        text: str | None = None,
        newest: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Iterator[tuple[Event, MergedEvent]]:
        """Each merged event as one event noun, and as it is.

        The event has the merged one's identity and values, with the document, evidence and trace of its best
        telling: what `measure_relations` and a report take, so that an event told by ten counts once.
        """
        merged = self.merged_events(
            actor=actor,
            dyad=dyad,
            type=type,
            status=status,
            since=since,
            until=until,
            document=document,
            quad=quad,
            text=text,
            newest=newest,
            offset=offset,
            limit=limit,
        )
        return self._guarded(self._represent(merged))

    def _represent(self, merged: Iterator[MergedEvent]) -> Iterator[tuple[Event, MergedEvent]]:
        effects = self._effects()
        while batch := list(islice(merged, _CHUNK)):
            names = [name for event in batch for name in event.mentions]
            told = {event.id: event for event in self._tellings(names, effects)}
            for event in batch:
                yield represent(event, [told[name] for name in event.mentions]), event

    def _guarded(self, things: Iterator[_T]) -> Iterator[_T]:
        with storage_faults(self._record):
            yield from things


def event_filters(
    *,
    dyad: tuple[str, str] | None,
    since: str | None,
    until: str | None,
    quad: int | None = None,
    text: str | None = None,
    **given: str | None,
) -> dict[str, str]:
    """Conditions as the queries take them: dates as days, names as they are."""
    filters = dict(given)
    if quad is not None:
        filters["quad"] = str(quad)
    if text is not None:
        filters["text"] = match_of(text)
    if dyad is not None:
        filters |= {"dyad_a": dyad[0], "dyad_b": dyad[1]}
    if since is not None:
        filters["since"] = parse_edtf(since).start.isoformat()
    if until is not None:
        filters["until"] = parse_edtf(until).end.isoformat()
    return {name: value for name, value in filters.items() if value is not None}
