"""Where every record of the page leads: to its sentence if that is on the page, else to its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.report.words import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detente.report.contexts import EventContext, Piece, Quote, ReportContext
    from detente.report.statement_contexts import StatementsContext, Told

__all__ = ["Anchored", "build_labels", "build_links", "find_anchored", "is_quiet"]


@dataclass(frozen=True, slots=True)
class Anchored:
    """A record with its evidence.

    Attributes:
        id: Identity.
        anchor: Safe fragment of its sentence.
        row: Fragment of what the page lists, or empty: it has no row of its own.
        label: In words, with who says it and when.
        quotes: Its evidence, best first.
        counts: Whether it counts as something the article says (a telling of an event does not).
    """

    id: str
    anchor: str
    row: str
    label: str
    quotes: tuple[Quote, ...]
    counts: bool


def find_anchored(statements: StatementsContext, *, events: Sequence[EventContext]) -> list[Anchored]:
    """All but the events themselves: statements, sides of contradictions, tellings; each identity once."""
    out: dict[str, Anchored] = {}
    for row in _statements(statements):
        out.setdefault(row.id, row)
    for event in events:
        for telling in event.merging.tellings if event.merging else ():
            label = f"{event.who}: {event.what} ({telling.outlet or telling.article_title})"
            row_of = f"row-{event.anchor}"
            told = Anchored(telling.id, telling.anchor, row_of, label, (telling.quote,), counts=False)
            out.setdefault(told.id, told)
    for contradiction in statements.contradictions:
        for side in (contradiction.first, contradiction.second):
            label = f"{side.says} ({side.outlet or side.article_title}, {side.published_words})"
            row_of = f"row-{contradiction.anchor}"
            said = Anchored(side.id, side.anchor, row_of, label, (side.quote,), counts=False)
            out.setdefault(said.id, said)
    return list(out.values())


def _statements(statements: StatementsContext) -> Iterator[Anchored]:
    for group in statements.claims:
        for claim in group.claims:
            yield _said(claim.id, claim.anchor, f"{' – '.join(claim.names)}: {claim.says}", claim.told)
    for argued in statements.mechanisms:
        for statement in argued.statements:
            yield _said(statement.id, statement.anchor, f"{argued.label}: {statement.effect}", statement.told)
    for prediction in statements.predictions:
        yield _said(prediction.id, prediction.anchor, prediction.statement, prediction.told)
    for question in statements.questions:
        yield _said(question.id, question.anchor, question.text, question.told)


def _said(identity: str, anchor: str, words: str, told: Told) -> Anchored:
    label = f"{shorten(words, 90)} ({told.outlet or told.article_title}, {told.published_words})"
    return Anchored(identity, anchor, f"row-{anchor}", label, told.quotes, counts=True)


def is_quiet(piece: Piece) -> bool:
    """Whether only statements cover it, so that it is marked quietly."""
    return not any(anchor.startswith(("event-", "telling-")) for anchor in piece.events)


def build_links(context: ReportContext, anchored: Sequence[Anchored]) -> dict[str, str]:
    """Identity to fragment: its sentence, or its row where the sentence is not on the page."""
    placed = {
        anchor
        for article in context.articles
        for passage in article.passages
        for piece in passage.pieces
        for anchor in piece.first
    }
    links = {e.id: f"#{e.anchor}" if e.anchor in placed else f"#row-{e.anchor}" for e in context.events}
    for row in anchored:
        links.setdefault(row.id, f"#{row.anchor}" if row.anchor in placed else f"#{row.row}")
    return links


def build_labels(context: ReportContext, anchored: Sequence[Anchored]) -> dict[str, str]:
    """Identity to words."""
    labels = {event.id: f"{event.who}: {event.what}, {event.date_words}" for event in context.events}
    for row in anchored:
        labels.setdefault(row.id, row.label)
    return labels
