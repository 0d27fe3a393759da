"""One article's text with every coding laid over it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quoted

from detente.core.rejections import REASONS
from detente.ontology import read_ontology
from detente.pages.scopes import read_named
from detente.pages.so_article_nouns import ArticlePage, Coding, Copy, Refused, Stretch, TextBlock
from detente.pages.so_reading import read_documents, read_near
from detente.report import build_event
from detente.report.passages import Mark, cut_passages
from detente.report.telling import name_of, title_of, voice_of
from detente.report.words import (
    MODALITY_WORDS,
    STATUS_WORDS,
    anchor,
    date_words,
    join_names,
    safe_url,
    shorten,
    unique,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.coding.event import Event
    from detente.core.rejections import Rejection
    from detente.documents.document import Document
    from detente.identity.merged import MergedEvent
    from detente.ledger import LedgerReader

__all__ = ["CODING_COLUMNS", "build_article", "coding_rows"]

CODING_COLUMNS = (
    "kind", "id", "type", "who", "what", "status", "date", "asserted_by", "confidence", "coder", "rules",
    "start", "end", "quote",
)  # fmt: skip


def build_article(reader: LedgerReader, name: str) -> ArticlePage:
    """The article of this identity.

    Raises:
        UnknownNameError: If there is none.
    """
    document = reader.document(name)
    shown = list(reader.representatives(document=name))
    told = _tellings(reader, shown, name)
    said = _statements(reader, name)
    actors = read_named(reader, _names(shown, said))
    codings = [_event(event, one, told[one.id], actors) for event, one in shown if told[one.id]]
    codings += [_said(kind, row, actors) for kind, row in said]
    codings.sort(key=lambda row: (row.start, row.end, row.kind != "event", row.anchor))
    coded = reader.coded(name)
    refused = [_refusal(place, row, document) for place, row in enumerate(coded.rejections)]
    marks = _marks(shown, told, said, refused)
    return ArticlePage(
        id=document.id,
        title=title_of(document),
        name=document.name,
        outlet=document.outlet,
        published=document.published or "",
        published_words=date_words(document.published),
        published_rule=document.published_rule,
        url=safe_url(document.url),
        language=document.language,
        media_type=document.media_type,
        n_sentences=len(coded.sentences),
        blocks=_blocks(document, marks, codings, refused),
        codings=tuple(codings),
        refused=tuple(refused),
        copies=_copies(reader, document),
        original=document.original_id,
    )


def coding_rows(page: ArticlePage) -> list[dict[str, Any]]:
    """The CSV of an article: what was coded and what was refused, by place."""
    rows: list[dict[str, Any]] = [
        {name: getattr(row, name) for name in CODING_COLUMNS} for row in page.codings
    ]
    rows += [
        {
            "kind": "rejection",
            "type": row.reason,
            "what": row.words,
            "rules": row.detail,
            "start": row.start,
            "end": row.end,
            "quote": row.quote,
        }
        for row in page.refused
    ]
    return rows


def _tellings(
    reader: LedgerReader, shown: Sequence[tuple[Event, MergedEvent]], document: str
) -> dict[str, list[Event]]:
    """Identity of an event to its tellings in this document, in order of place."""
    events = {mention: one.id for _, one in shown for mention in one.mentions}
    out: dict[str, list[Event]] = defaultdict(list)
    for telling in reader.tellings(events):
        if telling.document == document:
            out[events[telling.id]].append(telling)
    for rows in out.values():
        rows.sort(key=lambda row: (row.evidence[0].start, row.id))
    return out


def _statements(reader: LedgerReader, document: str) -> list[tuple[str, Any]]:
    return [
        *(("claim", row) for row in reader.claims(document=document)),
        *(("argument", row) for row in reader.mechanisms(document=document)),
        *(("prediction", row) for row in reader.predictions(document=document)),
        *(("question", row) for row in reader.questions(document=document)),
    ]


def _names(shown: Sequence[tuple[Event, MergedEvent]], said: Iterable[tuple[str, Any]]) -> set[str]:
    names = {actor for event, _ in shown for actor in (*event.source, *event.target, event.asserted_by)}
    for _, row in said:
        names.update((row.asserted_by, *_parties(row)))
    return names


def _parties(row: Any) -> tuple[str, ...]:  # noqa: ANN401  one of four kinds
    dyads = getattr(row, "dyads", None)
    if dyads is not None:
        return unique(actor for dyad in dyads for actor in dyad)
    return tuple(getattr(row, "dyad", None) or row.actors)


def _event(
    event: Event, merged: MergedEvent, tellings: Sequence[Event], actors: Mapping[str, Actor]
) -> Coding:
    """An event as this article has it: the values are the event's, the words and rules the telling's."""
    told = tellings[0]
    row = build_event(event, actors=actors, table={}, copies={}, merged=merged)
    span = told.evidence[0]
    return Coding(
        id=event.id,
        anchor=row.anchor,
        kind="event",
        href=f"/events/{quoted(event.id, safe='')}",
        type=event.type + (f" · {event.mode}" if event.mode else ""),
        who=row.who,
        what=row.what,
        status=event.status,
        status_words=STATUS_WORDS.get(event.status, event.status),
        done=row.done,
        quad=event.quad_class,
        date=event.date or "",
        date_words=row.date_words,
        asserted_by=voice_of(told.asserted_by, actors),
        confidence=told.confidence,
        coder=f"{told.trace.coder} {told.trace.version}".strip(),
        rules=told.trace.rule,
        n_articles=merged.n_documents,
        start=span.start,
        end=span.end,
        quote=span.quote,
    )


_PAGES = {"claim": "claims", "argument": "arguments", "prediction": "predictions", "question": "questions"}
_FRAGMENTS = {"argument": "mechanism"}


def _said(kind: str, row: Any, actors: Mapping[str, Actor]) -> Coding:  # noqa: ANN401  one of four kinds
    mark = anchor(_FRAGMENTS.get(kind, kind), row.id)
    span = row.evidence[0]
    word, what = _words(kind, row)
    horizon = getattr(row, "horizon", None)
    return Coding(
        id=row.id,
        anchor=mark,
        kind=kind,
        href=f"/{_PAGES[kind]}?article={quoted(row.document, safe='')}#row-{mark}",
        type=word,
        who=join_names([name_of(actor, actors) for actor in _parties(row)]),
        what=what,
        status=row.modality,
        status_words=MODALITY_WORDS.get(row.modality, row.modality),
        done=False,
        quad=0,
        date=horizon or "",
        date_words=f"by {date_words(horizon)}" if horizon else "",
        asserted_by=voice_of(row.asserted_by, actors),
        confidence=row.confidence,
        coder=f"{row.trace.coder} {row.trace.version}".strip(),
        rules=row.trace.rule,
        n_articles=1,
        start=span.start,
        end=span.end,
        quote=span.quote,
    )


def _words(kind: str, row: Any) -> tuple[str, str]:  # noqa: ANN401  one of four kinds
    """The word of a statement, and what it says."""
    if kind == "claim":
        known = read_ontology().claims.get(row.claim)
        domain = "" if row.domain == "overall" else f", {row.domain}"
        return (known.label if known else row.claim) + domain, ""
    if kind == "argument":
        named = read_ontology().mechanisms.get(row.name)
        return (named.label if named else row.name), row.statement.replace(" -> ", " → ")
    return ("foretold", row.statement) if kind == "prediction" else ("asked", row.text)


def _refusal(place: int, row: Rejection, document: Document) -> Refused:
    known = row.start is not None and row.end is not None
    quote = document.text[row.start : row.end] if known else ""
    return Refused(
        anchor=f"refused-{place + 1}",
        reason=row.reason.value,
        words=REASONS[row.reason],
        detail=row.detail,
        start=row.start,
        end=row.end,
        quote=shorten(quote, 320),
    )


def _marks(
    shown: Sequence[tuple[Event, MergedEvent]],
    told: Mapping[str, Sequence[Event]],
    said: Iterable[tuple[str, Any]],
    refused: Iterable[Refused],
) -> list[Mark]:
    """Where each coding's evidence stands; a telling has a fragment of its own beside its event's."""
    marks = []
    for event, one in shown:
        for place, telling in enumerate(told[one.id]):
            for number, span in enumerate(telling.evidence):
                best = place == 0 and number == 0
                marks.append(Mark(span.start, span.end, anchor("event", event.id), best=best))
                marks.append(Mark(span.start, span.end, anchor("telling", telling.id), best=number == 0))
    for kind, row in said:
        mark = anchor(_FRAGMENTS.get(kind, kind), row.id)
        marks += [Mark(span.start, span.end, mark, best=n == 0) for n, span in enumerate(row.evidence)]
    for gap in refused:
        if gap.start is not None and gap.end is not None:
            marks.append(Mark(gap.start, gap.end, gap.anchor, best=True))
    return marks


def _blocks(
    document: Document, marks: Sequence[Mark], codings: Sequence[Coding], refused: Sequence[Refused]
) -> tuple[TextBlock, ...]:
    known = {row.anchor: row for row in codings}
    gaps = {row.anchor: row for row in refused}
    out = []
    for passage in cut_passages(document.text, blocks=document.blocks, marks=marks):
        stretches = tuple(
            _stretch(piece.text, piece.events, piece.first, known, gaps) for piece in passage.pieces
        )
        out.append(TextBlock(passage.role, stretches))
    return tuple(out)


def _stretch(
    text: str,
    anchors: Sequence[str],
    first: tuple[str, ...],
    known: Mapping[str, Coding],
    gaps: Mapping[str, Refused],
) -> Stretch:
    over = sorted((known[name] for name in anchors if name in known), key=lambda row: row.kind != "event")
    refused = [gaps[name] for name in anchors if name in gaps]
    kind = ("event" if over[0].kind == "event" else "said") if over else "refused" if refused else ""
    words = [f"{row.status_words}: {row.who}, {row.type}" for row in over]
    return Stretch(
        text=text,
        codings=(*(row.anchor for row in over), *(row.anchor for row in refused)),
        spots=first,
        href=over[0].href if over else f"#row-{refused[0].anchor}" if refused else "",
        kind=kind,
        label="; ".join(words or [row.words for row in refused]),
    )


def _copies(reader: LedgerReader, document: Document) -> tuple[Copy, ...]:
    pairs = read_near(reader, [document.id])
    others = {(b if a == document.id else a): share for a, b, share in pairs}
    table = read_documents(reader, list(others)[:40])
    return tuple(
        Copy(
            id=name,
            title=title_of(row),
            outlet=row.outlet,
            published_words=date_words(row.published),
            similarity=others[name],
            earlier=(row.published or "9", row.id) < (document.published or "9", document.id),
        )
        for name, row in table.items()
    )
