"""What articles claim, argue, foretell and ask, and what contradicts what: of a ledger or a part of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from detente.ledger import Ledger
from detente.pages.reporting import gather_all
from detente.pages.scopes import (
    Scope,
    ask_record,
    build_context,
    gather_actor,
    gather_article,
    gather_dyad,
    link_scope,
    read_named,
)
from detente.pages.so_reading import read_documents
from detente.report.statement_contexts import StatementsContext
from detente.report.trends import peak_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.ledger import LedgerReader

__all__ = ["MANY_EVENTS", "Said", "find_said", "is_large"]

MANY_EVENTS = 5_000
"""Events from which a page tells of a part of the ledger only."""
MANY_STATEMENTS = 10_000
_NEWEST = 60


@dataclass(frozen=True, slots=True)
class Said:
    """All that is said in a ledger or a part of it.

    Attributes:
        statements: Claims, arguments, predictions, questions, contradictions.
        links: Identity of a record to its sentence.
        labels: Identity of a record to its words.
        peak: Most events of a pair in a year, for small charts of one scale.
        part: In words, what part of the ledger it is; empty for the whole.
        judged: Whether events were read, against which predictions and questions can be held.
    """

    statements: StatementsContext
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    peak: int = 0
    part: str = ""
    judged: bool = True


class _Shelf:
    """What was built of whole ledgers; a class for its lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: dict[str, tuple[int, date, Said]] = {}


_SHELF = _Shelf()


def is_large(reader: LedgerReader) -> bool:
    """Whether a page may not tell of the whole ledger."""
    if reader.count_merged() > MANY_EVENTS:
        return True
    return int(ask_record(reader, "SELECT count(*) AS n FROM statements", {})[0]["n"]) > MANY_STATEMENTS


def find_said(
    reader: LedgerReader, *, actor: str = "", partner: str = "", article: str = "", kind: str = "claim"
) -> Said:
    """What is said in the ledger; of a large one, of a pair, an actor or an article, or the newest.

    Args:
        reader: Of the ledger.
        actor: Identity.
        partner: Identity; with `actor`.
        article: Identity of a document.
        kind: ``claim mechanism prediction question``: of a large ledger whole, the newest of this kind.
    """
    if not is_large(reader):
        return _whole(reader)
    if article:
        return _build(gather_article(reader, article), part="")
    if actor and partner:
        return _build(
            gather_dyad(reader, (actor, partner)), part="the newest articles and events of this pair"
        )
    if actor:
        return _build(gather_actor(reader, actor), part="the newest articles and events of this actor")
    return _build(_newest(reader, kind), part="the newest articles", judged=False)


def _whole(reader: LedgerReader) -> Said:
    key, today = str(reader.folder.resolve()), date.today()  # noqa: DTZ011  the reader's own day
    generation = reader.generation()
    with _SHELF.lock:
        kept = _SHELF.kept.get(key)
        if kept is None or kept[:2] != (generation, today):
            if not isinstance(reader, Ledger):
                raise TypeError(f"{type(reader).__name__} cannot be read whole")
            kept = (generation, today, _build(gather_all(reader), part=""))
            _SHELF.kept[key] = kept
    return kept[2]


def _build(scope: Scope, *, part: str, judged: bool = True) -> Said:
    context = build_context(scope)
    links, labels = link_scope(context.statements, context.events)
    return Said(
        statements=context.statements,
        links=links,
        labels=labels,
        peak=peak_of(context.dyads),
        part=part,
        judged=judged,
    )


def _newest(reader: LedgerReader, kind: str) -> Scope:
    """The statements of the newest articles that hold one of the kind, without any event."""
    rows = ask_record(reader, _SPEAKING, {"kind": kind, "limit": _NEWEST})
    documents = read_documents(reader, [row["document"] for row in rows])
    claims = [row for name in documents for row in reader.claims(document=name)]
    mechanisms = [row for name in documents for row in reader.mechanisms(document=name)]
    names = {name for row in claims for name in (*row.dyad, row.asserted_by)}
    names.update(name for row in mechanisms for name in (*row.actors, row.asserted_by))
    return Scope(
        shown=(),
        n_events=0,
        tellings={},
        documents=tuple(documents.values()),
        n_documents=len(documents),
        published={name: row.published for name, row in documents.items()},
        actors=read_named(reader, names),
        claims=tuple(claims),
        mechanisms=tuple(mechanisms),
    )


_SPEAKING = """
SELECT statements.document AS document FROM statements JOIN documents ON documents.id = statements.document
WHERE kind = :kind GROUP BY statements.document
ORDER BY max(documents.published) DESC, statements.document LIMIT :limit
"""
