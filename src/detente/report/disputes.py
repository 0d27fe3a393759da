"""Open questions with what bears on them, and contradictions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.contexts import Quote, TrendYear
from detente.report.statement_contexts import (
    ContradictionContext,
    QuestionContext,
    QuestionDyad,
    SideContext,
)
from detente.report.telling import build_told, in_names, names_of, title_of, voice_of
from detente.report.words import anchor, date_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.accounts import Bearing, Contradiction, DyadBearing, Side
    from detente.actors.actor import Actor
    from detente.coding.statements import Question
    from detente.documents.document import Document
    from detente.relations import Relation

__all__ = ["build_contradictions", "build_questions"]

_LEANINGS = ("yes", "no", "mixed", "unknown", "")
_YEARS = 40


def build_questions(
    questions: Iterable[Question],
    *,
    bearings: Iterable[Bearing],
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
) -> tuple[QuestionContext, ...]:
    """Those that the evidence answers most surely first, then the newest."""
    known = {bearing.question: bearing for bearing in bearings}
    rows = [_question(question, known.get(question.id), actors=actors, table=table) for question in questions]
    rows.sort(key=lambda row: row.id)
    rows.sort(key=lambda row: row.told.published, reverse=True)
    return tuple(sorted(rows, key=lambda row: (row.leaning not in ("yes", "no"), -row.sure)))


def _question(
    question: Question,
    bearing: Bearing | None,
    *,
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
) -> QuestionContext:
    return QuestionContext(
        id=question.id,
        anchor=anchor("question", question.id),
        text=question.text,
        asks=_asks(bearing) if bearing else "",
        leaning=bearing.leaning if bearing and bearing.leaning in _LEANINGS else "",
        sure=bearing.confidence if bearing else 0.0,
        summary=in_names(bearing.summary, actors) if bearing else "",
        dyads=tuple(_dyad(row, actors) for row in bearing.dyads) if bearing else (),
        told=build_told(question, actors=actors, table=table),
    )


def _asks(bearing: Bearing) -> str:
    if not bearing.asks:
        return ""
    return bearing.asks if bearing.domain in ("", "overall") else f"{bearing.asks}, {bearing.domain}"


def _dyad(row: DyadBearing, actors: Mapping[str, Actor]) -> QuestionDyad:
    return QuestionDyad(
        names=names_of(row.dyad, actors),
        trend=_course(row.course),
        before=row.before,
        since=row.since,
        events=row.events_since,
        claims_for=row.claims_for,
        claims_against=row.claims_against,
        claims_else=row.claims_else,
        predictions=row.predictions,
        mechanisms=row.mechanisms,
    )


def _course(relations: Sequence[Relation]) -> tuple[TrendYear, ...]:
    """Its years, those without an event between them too; at most the last forty."""
    years = {
        int(row.period[:4]): row for row in relations if row.period and len(row.period) == 4 and row.n_events
    }
    if not years:
        return ()
    last = max(years)
    out = []
    for year in range(max(min(years), last - _YEARS + 1), last + 1):
        row = years.get(year)
        quads = row.n_by_quad if row else (0, 0, 0, 0)
        mean = (row.mean_intensity or 0.0) if row else 0.0
        out.append(TrendYear(year, quads[0] + quads[1], quads[2] + quads[3], mean))
    return tuple(out)


def build_contradictions(
    contradictions: Iterable[Contradiction], *, actors: Mapping[str, Actor], table: Mapping[str, Document]
) -> tuple[ContradictionContext, ...]:
    """In the order given: surest first."""
    return tuple(
        ContradictionContext(
            id=row.id,
            anchor=anchor("contradiction", row.id),
            kind=row.kind,
            names=names_of(row.dyad, actors),
            domain="" if row.domain == "overall" else row.domain,
            event=row.event,
            sure=row.confidence,
            reason=in_names(row.reason, actors),
            first=_side(row.first, actors=actors, table=table),
            second=_side(row.second, actors=actors, table=table),
        )
        for row in contradictions
    )


def _side(side: Side, *, actors: Mapping[str, Actor], table: Mapping[str, Document]) -> SideContext:
    article = table.get(side.document)
    return SideContext(
        kind=side.kind,
        id=side.id,
        anchor=anchor("claim" if side.kind == "claim" else "telling", side.id),
        asserted_by=voice_of(side.asserted_by, actors),
        says=in_names(side.says, actors),
        article=side.document,
        article_title=title_of(article) if article else side.document,
        outlet=article.outlet if article else "",
        published_words=date_words(side.published or (article.published if article else None)),
        quote=Quote(side.document, side.evidence.start, side.evidence.end, side.evidence.quote),
    )
