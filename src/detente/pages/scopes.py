"""A part of a ledger, with everything that the report's templates want to know of it.

The whole of a large ledger is too much for a page. A part is the newest events of a dyad, an actor or an
article, the documents that tell them, and what is claimed, argued, foretold and asked about them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.actors.actor import Actor
from detente.documents.document import Document
from detente.pages.scopes_reports import build_context, link_events, link_scope
from detente.pages.scopes_rows import ask_among, ask_record, read_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.coding.event import Event
    from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
    from detente.core.rejections import Rejection
    from detente.identity import MergedEvent
    from detente.ledger import LedgerReader

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
    for kind in kinds:
        said[kind] += [one for one in reader.statements(kind[:-1], documents=speaking) if about(one)]
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
_HEADS = """
SELECT id, name, path, title, published, published_rule, url, outlet, language, media_type, original_id
FROM documents WHERE id IN ({ids})
"""
_NEAR = """
SELECT a, b, similarity FROM near_duplicates
WHERE a IN ({ids}) AND b IN ({ids}) ORDER BY a, b
"""
