"""Events and articles as the page lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from detente.coding.event import Event
from detente.report.contexts import ArticleContext, EventContext, Quote
from detente.report.passages import Mark, cut_passages
from detente.report.telling import build_merging, name_of, title_of, voice_of
from detente.report.words import DONE, TYPE_WORDS, anchor, date_words, join_names, read_date, safe_url, unique

if TYPE_CHECKING:
    from detente.actors.actor import Actor
    from detente.core.dates import DateSpan
    from detente.documents.document import Document
    from detente.identity.merged import MergedEvent
    from detente.report.anchoring import Anchored

__all__ = ["Retold", "build_articles", "build_event", "dyads_of", "name_of", "origins"]

Retold = Mapping[str, Sequence[Event]]


def dyads_of(event: Event) -> tuple[tuple[str, str], ...]:
    """Every pair an event is about: source with target, or all parties of a symmetric event."""
    pairs = (
        [(left, right) for left in event.source for right in event.target]
        if event.target
        else list(combinations(event.source, 2))
    )
    ordered = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    return tuple(sorted(ordered))


def origins(documents: Sequence[str], *, table: Mapping[str, Document], copies: Mapping[str, str]) -> int:
    """Outlets behind some documents, with copies of one text counted once, at the first telling's outlet."""
    roots = {copies.get(document, document) for document in documents}
    return len({table[root].outlet or f"\0{root}" if root in table else root for root in roots})


def build_event(  # noqa: PLR0913 (an event stands on many nouns)
    event: Event,
    *,
    dyads: tuple[tuple[str, str], ...] = (),
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
    retold: Sequence[Event] = (),
    copies: Mapping[str, str],
    merged: MergedEvent | None = None,
) -> EventContext:
    """One event for the list.

    `retold` are further tellings of the same event; `dyads` the relations it belongs to; `merged` says how
    its tellings came together.
    """
    tellings = [event, *retold]
    documents = unique(telling.document for telling in tellings)
    sources = tuple(name_of(actor, actors) for actor in event.source)
    targets = tuple(name_of(actor, actors) for actor in event.target)
    article = table.get(event.document)
    span = read_date(event.date)
    return EventContext(
        id=event.id,
        anchor=anchor("event", event.id),
        type=event.type,
        mode=event.mode or "",
        contexts=event.contexts,
        source=event.source,
        target=event.target,
        source_names=sources,
        target_names=targets,
        who=f"{join_names(sources)} → {join_names(targets)}" if targets else join_names(sources),
        what=_what(event),
        dyads=dyads or dyads_of(event),
        status=event.status,
        done=event.status in DONE,
        asserted_by=voice_of(event.asserted_by, actors),
        date=event.date or "",
        date_words=date_words(event.date),
        start=_start(span),
        end=span.end.isoformat() if span and span.end != date.max else "",
        precision=span.precision if span else "",
        place=event.place or "",
        object=event.object or "",
        project=event.project or "",
        amounts=tuple(amount.text for amount in event.amounts),
        intensity=event.intensity,
        quad=event.quad_class,
        confidence=event.confidence,
        article=event.document,
        article_title=title_of(article) if article else event.document,
        outlet=article.outlet if article else "",
        quotes=tuple(
            Quote(telling.document, span.start, span.end, span.quote)
            for telling in tellings
            for span in telling.evidence
        ),
        n_articles=len(documents),
        n_outlets=merged.n_outlets if merged else origins(documents, table=table, copies=copies),
        merging=build_merging(tellings, merged, actors=actors, table=table) if merged else None,
    )


def _start(span: DateSpan | None) -> str:
    """The first day; of a span without beginning the last day, the only one known."""
    if span is None:
        return ""
    return (span.middle if span.start == date.min else span.start).isoformat()


def _what(event: Event) -> str:
    words = TYPE_WORDS.get(event.type, event.type.lower())
    about = event.project or event.object
    return f"{words}: {about}" if about else words


def build_articles(
    documents: Sequence[Document],
    *,
    events: Sequence[EventContext],
    said: Sequence[Anchored] = (),
    copies: Mapping[str, str],
    max_text: int,
) -> tuple[ArticleContext, ...]:
    """Every article, by date; texts are kept while they sum to at most `max_text` characters.

    The texts of articles that tell a listed event, or hold what is `said`, are kept whatever they sum to.
    """
    marks: dict[str, list[Mark]] = defaultdict(list)
    told: dict[str, list[str]] = defaultdict(list)
    spoken: dict[str, list[str]] = defaultdict(list)
    for row in said:
        for place, quote in enumerate(row.quotes):
            marks[quote.article].append(Mark(quote.start, quote.end, row.anchor, best=place == 0))
            if row.counts:
                spoken[quote.article].append(row.id)
    for event in events:
        for place, quote in enumerate(event.quotes):
            marks[quote.article].append(Mark(quote.start, quote.end, event.anchor, best=place == 0))
        for article in unique(quote.article for quote in event.quotes):
            told[article].append(event.id)
    room = max_text - sum(len(document.text) for document in documents if marks.get(document.id))
    out = []
    for document in sorted(
        documents, key=lambda document: (document.published or "9", document.name, document.id)
    ):
        spare = not marks.get(document.id)
        room -= len(document.text) if spare else 0
        text = "" if spare and room < 0 else document.text
        out.append(
            ArticleContext(
                id=document.id,
                anchor=anchor("article", document.id),
                title=title_of(document),
                name=document.name,
                outlet=document.outlet,
                published=document.published or "",
                published_words=date_words(document.published),
                url=safe_url(document.url),
                text=text,
                passages=cut_passages(text, blocks=document.blocks, marks=marks.get(document.id, ()))
                if text
                else (),
                copy_of=copies.get(document.id, ""),
                events=tuple(told[document.id]),
                said=unique(spoken[document.id]),
            )
        )
    return tuple(out)
