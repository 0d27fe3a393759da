"""The list of events: filtered, searched, by pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from detente.core.errors import UsageError
from detente.ledger import LedgerReader
from detente.ontology import read_ontology
from detente.pages.asking import Answer, Asked, Page, number_of, word_of
from detente.pages.gathering import gather_events
from detente.report import EventContext
from detente.report.words import STATUSES

__all__ = ["PAGES", "EventsPage", "make_events"]

A_PAGE = 50
MOST = 500


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A page of the list of events, the latest first.

    Attributes:
        events: Those shown.
        n_events: How many fulfil the conditions.
        offset: How many stand before the first shown.
        asked: The conditions, by name.
        before: Address of the page before; empty on the first.
        after: Address of the next page; empty on the last.
        types: PLOVER types to choose from.
        statuses: The same of statuses.
    """

    events: tuple[EventContext, ...]
    n_events: int
    offset: int
    asked: dict[str, str]
    before: str
    after: str
    types: tuple[str, ...]
    statuses: tuple[str, ...]


COLUMNS = (
    "id", "date", "type", "mode", "status", "source", "target", "what", "place", "intensity", "quad",
    "asserted_by", "confidence", "n_articles", "n_outlets", "quote", "article", "outlet",
)  # fmt: skip


def make_events(reader: LedgerReader, asked: Asked) -> Answer:
    """The events that fulfil what was asked."""
    types = tuple(read_ontology().types)
    limit = number_of(asked, "limit", A_PAGE, least=1, most=MOST)
    offset = number_of(asked, "offset", 0)
    filters = _filters(asked, types)
    events = gather_events(reader, newest=True, offset=offset, limit=limit, **filters)
    total = reader.count_merged(**filters)
    page = EventsPage(
        events=events,
        n_events=total,
        offset=offset,
        asked=dict(asked.query),
        before=_address(asked, max(0, offset - limit)) if offset else "",
        after=_address(asked, offset + limit) if offset + limit < total else "",
        types=types,
        statuses=tuple(STATUSES),
    )
    return Answer("Events", page, [_row(event) for event in events], COLUMNS)


def _filters(asked: Asked, types: tuple[str, ...]) -> dict[str, Any]:
    one, other = asked.query.get("actor"), asked.query.get("partner")
    if other is not None and one is None:
        raise UsageError("partner needs actor", hint="actor=RUS&partner=PAK")
    quad = number_of(asked, "quad", 0, least=1, most=4)
    found = {
        "type": word_of(asked, "type", types),
        "status": word_of(asked, "status", tuple(STATUSES)),
        "since": asked.query.get("since"),
        "until": asked.query.get("until"),
        "text": asked.query.get("text"),
        "actor": one if other is None else None,
        "dyad": (min(one, other), max(one, other)) if one and other else None,
        "quad": quad or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _address(asked: Asked, offset: int) -> str:
    rest = {**asked.query, "offset": str(offset)}
    return "/events?" + urlencode(rest)


def _row(event: EventContext) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(event, name) for name in COLUMNS if name != "quote"}
    row["quote"] = event.quotes[0].text if event.quotes else ""
    return row


PAGES = (
    Page(
        "/events",
        "events.html.j2",
        make_events,
        "Events",
        ("actor", "partner", "type", "status", "quad", "since", "until", "text", "limit", "offset"),
    ),
)
