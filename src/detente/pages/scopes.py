"""A part of a ledger, with everything that the report's templates want to know of it.

The whole of a large ledger is too much for a page. A part is the newest events of a dyad, an actor or an
article, the documents that tell them, and what is claimed, argued, foretold and asked about them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import detente
from detente.accounts import find_contradictions, gather_bearings, judge_predictions, measure_records
from detente.actors.actor import Actor
from detente.core.settings import resolve_settings
from detente.documents.document import Document
from detente.ledger import Ledger
from detente.relations import measure_relations
from detente.report import MeasuredLevels, ReportContext, build_report
from detente.report.anchoring import find_anchored
from detente.report.mechanism_build import MeasuredCauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.coding.event import Event
    from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
    from detente.core.rejections import Rejection
    from detente.core.settings import Settings
    from detente.identity import MergedEvent
    from detente.ledger import LedgerReader
    from detente.report import EventContext
    from detente.report.statement_contexts import StatementsContext

__all__ = [
    "KINDS",
    "MOST",
    "Scope",
    "ask_among",
    "ask_record",
    "build_context",
    "gather_actor",
    "gather_article",
    "gather_dyad",
    "link_events",
    "link_scope",
    "read_named",
]

MOST = 150
"""Events of a part, the newest."""
KINDS = ("claims", "mechanisms", "predictions", "questions")
"""What is said."""

Dyad = tuple[str, str]
_MOST_SPEAKING = 60  # articles whose statements are read, the newest
_MOST_NAMES = 30_000  # that one statement of SQLite may hold
_EXTRA = 400  # tellings of one event may be many; so many documents at most


@dataclass(frozen=True, slots=True)
class Scope:
    """A ledger or a part of it, as nouns.

    Attributes:
        shown: Each event once, as `LedgerReader.representatives` gives it.
        n_events: How many there are; more than are shown where the part was cut.
        tellings: Of these events, by identity.
        documents: That tell them, or hold the statements.
        n_documents: How many articles speak of it.
        published: Identity of a document to its EDTF date of publication.
        actors: By identity.
        claims: About it.
        mechanisms: Likewise.
        predictions: Likewise.
        questions: Likewise.
        near: Pairs of near-duplicate documents, with their similarity.
        overruled: Prediction to what a person said became of it, and the person.
        rejections: What was refused.
        counts: Of the ledger; empty for a part.
        judged_since: Day of the oldest event of a part that was cut: what was foretold before is left out.
    """

    shown: tuple[tuple[Event, MergedEvent], ...]
    n_events: int
    tellings: Mapping[str, Event]
    documents: tuple[Document, ...]
    n_documents: int
    published: Mapping[str, str | None]
    actors: Mapping[str, Actor]
    claims: tuple[Claim, ...] = ()
    mechanisms: tuple[MechanismStatement, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    questions: tuple[Question, ...] = ()
    near: tuple[tuple[str, str, float], ...] = ()
    overruled: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rejections: tuple[Rejection, ...] = ()
    counts: Mapping[str, Any] = field(default_factory=dict)
    judged_since: str = ""


def gather_dyad(reader: LedgerReader, dyad: Dyad, *, most: int = MOST, kinds: Sequence[str] = KINDS) -> Scope:
    """What is told of two actors and said of them together; of what is said only some kinds, if asked."""
    pair = (min(dyad), max(dyad))
    given = {"a": pair[0], "b": pair[1], "limit": _MOST_SPEAKING}
    speaking = [row["document"] for row in ask_record(reader, _SPEAKING_OF_DYAD, given)]
    return _gather(
        reader,
        shown=tuple(reader.representatives(dyad=pair, newest=True, limit=most)),
        n_events=reader.count_merged(dyad=pair),
        speaking=speaking,
        about=lambda statement: _speaks_of(statement, pair),
        kinds=kinds,
    )


def gather_actor(
    reader: LedgerReader,
    actor: str,
    *,
    most: int = MOST,
    speaking_most: int = _MOST_SPEAKING,
    kinds: Sequence[str] = KINDS,
) -> Scope:
    """What is told of an actor and said of it, in at most so many articles; only some kinds, if asked."""
    given = {"actor": actor, "limit": speaking_most}
    speaking = [row["document"] for row in ask_record(reader, _SPEAKING_OF_ACTOR, given)]
    return _gather(
        reader,
        shown=tuple(reader.representatives(actor=actor, newest=True, limit=most)),
        n_events=reader.count_merged(actor=actor),
        speaking=speaking,
        about=lambda statement: actor in _actors_of(statement),
        kinds=kinds,
    )


def gather_article(reader: LedgerReader, document: str, *, most: int = MOST) -> Scope:
    """What an article tells and says."""
    shown = tuple(reader.representatives(document=document, limit=most))
    return _gather(
        reader, shown=shown, n_events=len(shown), speaking=[document], about=lambda _: True, kinds=KINDS
    )


def build_context(
    scope: Scope,
    *,
    measured: MeasuredLevels | None = None,
    causes: MeasuredCauses | None = None,
    settings: Settings | None = None,
    title: str = "",
    made_on: date | None = None,
) -> ReportContext:
    """The report of a ledger or of a part of it.

    Args:
        scope: What it is about.
        measured: Levels; without them nothing is told of how warm relations are.
        causes: Mechanisms put to data; without them nothing is told of why relations move.
        settings: As resolved; defaults if None.
        title: Of the report; made from the actors if empty.
        made_on: Day of making, on which predictions fall due; today if None.
    """
    today = made_on or date.today()  # noqa: DTZ011 (the reader's own day)
    events, merged = [event for event, _ in scope.shown], {one.id: one for _, one in scope.shown}
    relations = measure_relations(events, published=scope.published)
    return build_report(
        documents=scope.documents,
        events=events,
        actors=scope.actors,
        relations=relations,
        rejections=scope.rejections,
        counts=scope.counts,
        version=detente.__version__,
        settings=settings or resolve_settings(),
        near_duplicates=_copies(scope),
        retold={
            event.id: _retold(event, one, scope.tellings)
            for event, one in scope.shown
            if len(one.mentions) > 1
        },
        title=title,
        made_on=today,
        merged=merged,
        measured=measured,
        causes=causes,
        **_accounts(scope, merged=list(merged.values()), relations=relations, today=today),
    )


def _accounts(
    scope: Scope, *, merged: Sequence[MergedEvent], relations: Sequence[Any], today: date
) -> dict[str, Any]:
    """Claims, arguments, predictions, questions, and the accounts made of them, by `build_report` keyword."""
    outcomes = judge_predictions(
        scope.predictions,
        plans=scope.tellings.values(),
        events=merged,
        tellings=scope.tellings,
        published=scope.published,
        today=today,
        overruled=scope.overruled,
    )
    outlets = {document.id: document.outlet for document in scope.documents}
    return {
        "claims": scope.claims,
        "mechanisms": scope.mechanisms,
        "predictions": scope.predictions,
        "outcomes": outcomes,
        "records": measure_records(scope.predictions, outcomes, outlets=outlets),
        "questions": scope.questions,
        "bearings": gather_bearings(
            scope.questions,
            claims=scope.claims,
            mechanisms=scope.mechanisms,
            predictions=scope.predictions,
            events=merged,
            relations=relations,
            published=scope.published,
        ),
        "contradictions": find_contradictions(
            claims=scope.claims, events=merged, tellings=scope.tellings, published=scope.published
        ),
    }


def link_events(events: Iterable[EventContext]) -> dict[str, str]:
    """Identity of an event to its sentence in its article, or to its own page."""
    return {
        event.id: f"/articles/{event.quotes[0].article}#{event.anchor}"
        if event.quotes
        else f"/events/{event.id}"
        for event in events
    }


def link_scope(
    statements: StatementsContext, events: Sequence[EventContext]
) -> tuple[dict[str, str], dict[str, str]]:
    """Identity of every record to its sentence in its article, and to its words."""
    anchored = find_anchored(statements, events=events)
    links = link_events(events)
    for row in anchored:
        if row.quotes:
            links.setdefault(row.id, f"/articles/{row.quotes[0].article}#{row.anchor}")
    labels = {event.id: f"{event.who}: {event.what}, {event.date_words}" for event in events}
    for row in anchored:
        labels.setdefault(row.id, row.label)
    return links, labels


def ask_record(reader: LedgerReader, text: str, given: Mapping[str, object]) -> list[dict[str, Any]]:
    """Rows of one SELECT on the record.

    Raises:
        TypeError: If the reader cannot be asked; `open_ledger` gives one that can.
    """
    if not isinstance(reader, Ledger):
        raise TypeError(f"{type(reader).__name__} answers no SQL")
    return reader.record_sql(text, given)


def ask_among(reader: LedgerReader, text: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of one SELECT on the record, with ``{ids}`` in it for a list of names; none for no names."""
    if not names:
        return []
    given = {f"id{place}": name for place, name in enumerate(names[:_MOST_NAMES])}
    return ask_record(reader, text.replace("{ids}", ", ".join(f":{name}" for name in given)), given)


def read_named(reader: LedgerReader, names: Iterable[str]) -> dict[str, Actor]:
    """The actors of these identities, each as most documents have it."""
    rows = ask_among(reader, _NAMED, sorted(set(names)))
    found: dict[str, Actor] = {}
    for row in rows:
        actor = Actor(row["actor"], row["name"], row["kind"], row["country"], row["sector"])
        found.setdefault(actor.id, actor)
    return found


def _gather(
    reader: LedgerReader,
    *,
    shown: tuple[tuple[Event, MergedEvent], ...],
    n_events: int,
    speaking: Sequence[str],
    about: Any,  # noqa: ANN401  a predicate over four kinds of statement
    kinds: Sequence[str],
) -> Scope:
    tellings = {row.id: row for row in reader.tellings(name for _, one in shown for name in one.mentions)}
    told = list(dict.fromkeys(row.document for row in tellings.values()))[:_EXTRA]
    documents = _read_heads(reader, [*told, *speaking])
    said: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for document in sorted(set(speaking), key=lambda name: (_day(documents[name]), name)):
        for kind in kinds:
            said[kind] += [one for one in getattr(reader, kind)(document=document) if about(one)]
    actors = {name for event, _ in shown for name in (*event.source, *event.target, *event.persons)}
    voices = {event.asserted_by for event, _ in shown} | {row.asserted_by for row in tellings.values()}
    for found in said.values():
        actors.update(name for one in found for name in _actors_of(one))
        voices.update(one.asserted_by for one in found)
    first = _first_day(shown) if n_events > len(shown) else ""
    said["predictions"] = [one for one in said["predictions"] if _day(documents[one.document]) >= first]
    return Scope(
        shown=shown,
        n_events=n_events,
        tellings=tellings,
        documents=tuple(sorted(documents.values(), key=lambda document: (_day(document), document.id))),
        n_documents=len(documents),
        published={name: document.published for name, document in documents.items()},
        actors=read_named(reader, actors | voices),
        claims=tuple(said["claims"]),
        mechanisms=tuple(said["mechanisms"]),
        predictions=tuple(said["predictions"]),
        questions=tuple(said["questions"]),
        near=_near(reader, documents),
        overruled=reader.overrulings() if said["predictions"] else {},
        judged_since=first,
    )


def _read_heads(reader: LedgerReader, names: Iterable[str]) -> dict[str, Document]:
    """Documents without their texts, which no page of a part shows."""
    rows = ask_among(reader, _HEADS, list(dict.fromkeys(names)))
    return {row["id"]: Document(**row, text="", blocks=(), signature=b"") for row in rows}


def _day(document: Document) -> str:
    """For sorting by date of publication, the undated last."""
    return document.published or "9"


def _first_day(shown: Sequence[tuple[Event, MergedEvent]]) -> str:
    """The earliest day of the events shown: what was foretold before it cannot be judged by them."""
    return min((event.date for event, _ in shown if event.date), default="")


def _actors_of(statement: Any) -> set[str]:  # noqa: ANN401  one of four kinds
    dyads = getattr(statement, "dyads", None)
    if dyads is not None:
        return {actor for dyad in dyads for actor in dyad}
    return set(getattr(statement, "dyad", None) or statement.actors)


def _speaks_of(statement: Any, pair: Dyad) -> bool:  # noqa: ANN401  one of four kinds
    dyads = getattr(statement, "dyads", None)
    if dyads is not None:
        return any((min(dyad), max(dyad)) == pair for dyad in dyads)
    return _actors_of(statement) >= set(pair)


def _near(reader: LedgerReader, documents: Mapping[str, Document]) -> tuple[tuple[str, str, float], ...]:
    rows = ask_among(reader, _NEAR, sorted(documents))
    return tuple((row["a"], row["b"], row["similarity"]) for row in rows)


def _copies(scope: Scope) -> dict[str, str]:
    """Each near duplicate with the earlier document that it repeats."""
    order = {document.id: place for place, document in enumerate(scope.documents)}
    copies: dict[str, str] = {}
    for left, right, _ in scope.near:
        first, second = sorted((left, right), key=lambda identity: order.get(identity, len(order)))
        copies.setdefault(second, first)
    return copies


def _retold(event: Event, merged: MergedEvent, tellings: Mapping[str, Event]) -> list[Event]:
    """All tellings of an event but the one whose words represent it, the surest first."""
    told = [tellings[name] for name in merged.mentions if name in tellings]
    own = next(
        (row for row in told if (row.document, row.evidence) == (event.document, event.evidence)), None
    )
    rest = [row for row in told if row is not own]
    return sorted(rest, key=lambda row: (-row.confidence, row.id))


_SPEAKING_OF_DYAD = """
SELECT statements.document AS document FROM statement_actors AS one
JOIN statement_actors AS two ON two.statement = one.statement AND two.place <> one.place
JOIN statements ON statements.id = one.statement JOIN documents ON documents.id = statements.document
WHERE one.actor = :a AND two.actor = :b
GROUP BY statements.document ORDER BY max(documents.published) DESC, statements.document LIMIT :limit
"""
_SPEAKING_OF_ACTOR = """
SELECT statements.document AS document FROM statement_actors AS one
JOIN statements ON statements.id = one.statement JOIN documents ON documents.id = statements.document
WHERE one.actor = :actor
GROUP BY statements.document ORDER BY max(documents.published) DESC, statements.document LIMIT :limit
"""
_NAMED = """
SELECT actor, name, kind, country, sector FROM document_actors
WHERE actor IN ({ids}) GROUP BY actor, name, kind, country, sector
ORDER BY actor, count(*) DESC, name, kind, country, sector
"""
_HEADS = """
SELECT id, name, path, title, published, published_rule, url, outlet, language, media_type, original_id
FROM documents WHERE id IN ({ids})
"""
_NEAR = """
SELECT a, b, similarity FROM near_duplicates
WHERE a IN ({ids}) AND b IN ({ids}) ORDER BY a, b
"""
