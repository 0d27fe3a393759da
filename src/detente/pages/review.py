"""The queue of review: the least confident events first, and what people have said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from detente.core.errors import UsageError
from detente.ontology import read_ontology
from detente.pages.asking import Answer, Asked, Page, number_of, word_of
from detente.pages.gathering import build_events
from detente.pages.review_numbers import read_shown
from detente.pages.scopes import ask_record
from detente.report.words import STATUSES

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.report import EventContext

__all__ = ["PAGES", "Choices", "ReviewPage", "Said", "find_choices", "make_review"]

A_PAGE = 20
MOST = 100
_SAID = 30
SHOWN = ("open", "judged", "all")
ORDERS = ("doubtful", "newest", "heaviest")


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be put in place of what was coded.

    Attributes:
        types: Event types, with their words.
        statuses: Words of status.
    """

    types: tuple[tuple[str, str], ...]
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said at one time, of one event with all its tellings.

    Attributes:
        ids: Of the corrections.
        about: Identity of the telling or statement it was said of first.
        kind: ``event claim mechanism prediction question``.
        verdict: In a word.
        changes: Field and new value.
        by: Who.
        at: When, as ISO text to the minute.
        note: In the person's words.
        quote: The words it is about.
        article: Identity of the article they stand in.
        taken_by: Who took it back, or empty.
    """

    ids: tuple[str, ...]
    about: str
    kind: str
    verdict: str
    changes: tuple[tuple[str, str], ...]
    by: str
    at: str
    note: str
    quote: str
    article: str
    taken_by: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A page of the queue.

    Attributes:
        events: To be judged, in the order asked for.
        n_events: How many fulfil the conditions.
        n_judged: Events of the ledger on which a person's word holds.
        n_open: Those on which none does.
        offset: How many stand before the first shown.
        asked: The conditions.
        before: Address of the page before, or empty.
        after: Address of the next, or empty.
        said: The latest words of people, the newest first.
        choices: What an event may be changed to.
    """

    events: tuple[EventContext, ...]
    n_events: int
    n_judged: int
    n_open: int
    offset: int
    asked: dict[str, str]
    before: str
    after: str
    said: tuple[Said, ...]
    choices: Choices


COLUMNS = (
    "id", "confidence", "date", "type", "mode", "status", "source", "target", "what", "asserted_by", "quote",
    "article",
)  # fmt: skip


def find_choices() -> Choices:
    """The types and statuses of the ontology."""
    ontology = read_ontology()
    return Choices(tuple((name, name.capitalize()) for name in ontology.types), tuple(STATUSES))


def make_review(reader: LedgerReader, asked: Asked) -> Answer:
    """The events that a person should look at next."""
    limit = number_of(asked, "limit", A_PAGE, least=1, most=MOST)
    offset = number_of(asked, "offset", 0)
    where, given = _conditions(asked)
    order = _ORDER[word_of(asked, "order", ORDERS) or "doubtful"]
    rows = ask_record(
        reader,
        f"SELECT id FROM merged_events WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset",  # noqa: S608  our own words
        {**given, "limit": limit, "offset": offset},
    )
    total = ask_record(reader, f"SELECT count(*) AS n FROM merged_events WHERE {where}", given)[0]["n"]  # noqa: S608  our own words
    events = build_events(reader, read_shown(reader, [row["id"] for row in rows]))
    n_judged, n_all = (ask_record(reader, text, {})[0]["n"] for text in (_N_JUDGED, _N_ALL))
    page = ReviewPage(
        events=events,
        n_events=total,
        n_judged=n_judged,
        n_open=n_all - n_judged,
        offset=offset,
        asked=dict(asked.query),
        before=_address(asked, max(0, offset - limit)) if offset else "",
        after=_address(asked, offset + limit) if offset + limit < total else "",
        said=read_said(reader),
        choices=find_choices(),
    )
    return Answer("Review", page, [_row(event) for event in events], COLUMNS)


def read_said(reader: LedgerReader, *, most: int = _SAID) -> tuple[Said, ...]:
    """The latest words of people; those taken back too."""
    taken = reader.withdrawals()
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for row in reader.corrections(withdrawn=True):
        groups.setdefault((row.at, row.by, row.verdict), []).append(row)
    return tuple(
        Said(
            ids=tuple(row.id for row in rows),
            about=rows[0].about,
            kind=rows[0].kind,
            verdict=rows[0].verdict,
            changes=tuple((field, _plain(value)) for field, value in rows[0].changes),
            by=rows[0].by,
            at=rows[0].at[:16].replace("T", " "),
            note=rows[0].note,
            quote=rows[0].quote,
            article=rows[0].document,
            taken_by=taken[rows[0].id][0] if rows[0].id in taken else "",
        )
        for rows in list(groups.values())[: -most - 1 : -1]
    )


def _plain(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return "none" if value is None else str(value)


def _conditions(asked: Asked) -> tuple[str, dict[str, object]]:
    types = tuple(read_ontology().types)
    found: dict[str, object] = {
        "type": word_of(asked, "type", types),
        "status": word_of(asked, "status", tuple(STATUSES)),
        "actor": asked.query.get("actor"),
        "partner": asked.query.get("partner"),
    }
    if found["partner"] and not found["actor"]:
        raise UsageError("partner needs actor", hint="actor=RUS&partner=PAK")
    below = number_of(asked, "below", 100, least=1, most=100)
    parts = [_SHOW[word_of(asked, "show", SHOWN) or "open"]]
    parts += [_WHERE[name] for name, value in found.items() if value is not None]
    given = {name: value for name, value in found.items() if value is not None}
    if below < 100:
        parts.append("confidence < :below")
        given["below"] = below / 100
    return " AND ".join(parts), given


def _address(asked: Asked, offset: int) -> str:
    return "/review?" + urlencode({**asked.query, "offset": str(offset)})


def _row(event: EventContext) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(event, name) for name in COLUMNS if name != "quote"}
    return {**row, "quote": event.quotes[0].text if event.quotes else ""}


_JUDGED = """
SELECT merged_mentions.event FROM corrections
JOIN merged_mentions ON merged_mentions.mention = corrections.about
WHERE corrections.kind = 'event' AND corrections.id NOT IN (SELECT correction FROM withdrawals)
"""
_SHOW = {"open": f"id NOT IN ({_JUDGED})", "judged": f"id IN ({_JUDGED})", "all": "true"}
_PARTY = "id IN (SELECT event FROM merged_actors WHERE actor = :{})"
_WHERE = {
    "type": "type = :type",
    "status": "status = :status",
    "actor": _PARTY.format("actor"),
    "partner": _PARTY.format("partner"),
}
_ORDER = {
    "doubtful": "confidence, id",
    "newest": "date_start IS NULL, date_start DESC, id",
    "heaviest": "abs(intensity) DESC, confidence, id",
}
_N_JUDGED = f"SELECT count(*) AS n FROM (SELECT DISTINCT event FROM ({_JUDGED}))"  # noqa: S608  our own words
_N_ALL = "SELECT count(*) AS n FROM merged_events"

PAGES = (
    Page(
        "/review",
        "review.html.j2",
        make_review,
        "Review",
        ("show", "order", "type", "status", "actor", "partner", "below", "limit", "offset"),
    ),
)
