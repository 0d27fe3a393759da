"""The tellings of one event: what each says, which are independent, why they are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.pages.so_reading import read_near
from detente.report.telling import name_of, title_of, voice_of
from detente.report.words import STATUS_WORDS, anchor, date_words, join_names, unique

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.coding.event import Event
    from detente.core.spans import Span
    from detente.documents.document import Document
    from detente.identity.merged import MergedEvent
    from detente.ledger import LedgerReader

__all__ = [
    "TELLING_COLUMNS",
    "CorrectionLine",
    "Difference",
    "JoinLine",
    "TellingLine",
    "build_corrections",
    "build_differences",
    "build_joins",
    "build_tellings",
    "telling_rows",
]

TELLING_COLUMNS = (
    "event", "id", "number", "article", "title", "outlet", "published", "standing", "type", "mode", "status",
    "who", "date", "date_text", "place", "about", "amounts", "asserted_by", "confidence", "coder", "rules",
    "start", "end", "quote",
)  # fmt: skip
_MOST_JOINS = 60
_MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class TellingLine:
    """One telling of an event.

    Attributes:
        id: Its own identity.
        number: From 1, in the order of publication.
        anchor: Safe fragment of its sentence in its article.
        article: Identity of the article.
        title: Its title.
        outlet: Who published it, or empty.
        published: EDTF date, or empty.
        published_words: For a reader.
        standing: ``independent``, ``reprint`` (nearly the text of an earlier one), ``same outlet`` or
            ``same article``.
        like: Number of the telling that it repeats; 0 if it is independent.
        similarity: Of the two texts, 0 if that is not known.
        before: The sentence up to the quote.
        quote: The words that tell it.
        behind: The rest of the sentence.
        start: First offset of the quote.
        end: Offset after the last.
        type: PLOVER type as told.
        mode: PLOVER mode, or empty.
        status: EDTF status.
        status_words: For a reader.
        who: ``Russia → Pakistan``.
        date: EDTF, or empty.
        date_words: For a reader.
        date_text: The words it was read from, or empty.
        place: Where, or empty.
        about: Object or project, or empty.
        amounts: Quantities as written.
        asserted_by: ``the author`` or an actor's name.
        confidence: 0 to 1.
        coder: Who coded it, with version.
        rules: Lexicon rows and rules that fired, in order.
    """

    id: str
    number: int
    anchor: str
    article: str
    title: str
    outlet: str
    published: str
    published_words: str
    standing: str
    like: int
    similarity: float
    before: str
    quote: str
    behind: str
    start: int
    end: int
    type: str
    mode: str
    status: str
    status_words: str
    who: str
    date: str
    date_words: str
    date_text: str
    place: str
    about: str
    amounts: tuple[str, ...]
    asserted_by: str
    confidence: float
    coder: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which tellings differ: each value in words, with the numbers of those who tell it so."""

    field: str
    values: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class JoinLine:
    """Why two groups of tellings are one event.

    Attributes:
        first: Number of a telling of one group; 0 if it is not listed.
        second: The same of the other.
        probability: That these two tell one event.
        linkage: Mean over all pairs across the two groups.
        by: ``model`` or ``person``.
        reasons: What spoke for it and against it, with its weight in log-odds, weightiest first.
    """

    first: int
    second: int
    probability: float
    linkage: float
    by: str
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """What a person said of a telling; `number` is 0 if it is not listed."""

    id: str
    number: int
    verdict: str
    other: int
    changes: tuple[tuple[str, str], ...]
    note: str
    by: str
    at: str


def build_tellings(
    reader: LedgerReader,
    tellings: Sequence[Event],
    *,
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
) -> tuple[TellingLine, ...]:
    """The tellings in the order given, each with what it repeats."""
    near = {(a, b): share for a, b, share in read_near(reader, [row.document for row in tellings])}
    out: list[TellingLine] = []
    for number, telling in enumerate(tellings, 1):
        article = table.get(telling.document)
        standing, like, share = _standing(telling.document, article, out, near)
        span = telling.evidence[0]
        before, behind = _around(reader, telling.document, span)
        names = [
            join_names([name_of(one, actors) for one in side]) for side in (telling.source, telling.target)
        ]
        out.append(
            TellingLine(
                id=telling.id,
                number=number,
                anchor=anchor("telling", telling.id),
                article=telling.document,
                title=title_of(article) if article else telling.document,
                outlet=article.outlet if article else "",
                published=(article.published or "") if article else "",
                published_words=date_words(article.published if article else None),
                standing=standing,
                like=like,
                similarity=share,
                before=before,
                quote=span.quote,
                behind=behind,
                start=span.start,
                end=span.end,
                type=telling.type,
                mode=telling.mode or "",
                status=telling.status,
                status_words=STATUS_WORDS.get(telling.status, telling.status),
                who=" → ".join(filter(None, names)),
                date=telling.date or "",
                date_words=date_words(telling.date),
                date_text=telling.date_text or "",
                place=telling.place or "",
                about=telling.project or telling.object or "",
                amounts=tuple(amount.text for amount in telling.amounts),
                asserted_by=voice_of(telling.asserted_by, actors),
                confidence=telling.confidence,
                coder=f"{telling.trace.coder} {telling.trace.version}".strip(),
                rules=telling.trace.rule,
            )
        )
    return tuple(out)


def _standing(
    document: str,
    article: Document | None,
    before: Sequence[TellingLine],
    near: Mapping[tuple[str, str], float],
) -> tuple[str, int, float]:
    """What a telling repeats of those listed before it."""
    for row in before:
        if row.article == document:
            return "same article", row.number, 1.0
    for row in before:
        share = near.get((min(row.article, document), max(row.article, document)))
        if share is not None:
            return "reprint", row.number, share
    for row in before:
        if article is not None and article.outlet and row.outlet.casefold() == article.outlet.casefold():
            return "same outlet", row.number, 0.0
    return "independent", 0, 0.0


def _around(reader: LedgerReader, document: str, span: Span) -> tuple[str, str]:
    """The rest of the sentence before and behind a quote."""
    sentence = reader.sentence_at(document, span.start)
    if sentence is None:
        return "", ""
    low, high = max(0, span.start - sentence.start), max(0, span.end - sentence.start)
    return sentence.text[:low], sentence.text[high:]


_FIELDS = {
    "source": "who acts",
    "target": "acted upon",
    "asserted_by": "on the word of",
    "object": "about",
    "project": "project",
    "date": "date",
    "amounts": "amounts",
}


def build_differences(
    merged: MergedEvent, places: Mapping[str, int], *, actors: Mapping[str, Actor]
) -> tuple[Difference, ...]:
    """The fields in which tellings differ, with the numbers of those who tell each value."""
    return tuple(
        Difference(
            _FIELDS.get(field, field),
            tuple(
                (
                    _value_words(field, row.value, actors),
                    tuple(sorted(places[name] for name in row.mentions if name in places)),
                )
                for row in merged.versions
                if row.field == field
            ),
        )
        for field in unique(row.field for row in merged.versions)
    )


def _value_words(field: str, value: object, actors: Mapping[str, Actor]) -> str:
    if value is None or value in ((), []):
        return "not told"
    if field == "date":
        return date_words(str(value))
    if field == "status":
        return STATUS_WORDS.get(str(value), str(value))
    if field == "asserted_by":
        return voice_of(str(value), actors)
    if isinstance(value, tuple | list):
        return join_names([str(getattr(part, "text", None) or name_of(str(part), actors)) for part in value])
    return str(value)


_PLAINER = {"passage": "words", "topic": "subject", "undated": "without a date"}


def build_joins(merged: MergedEvent, places: Mapping[str, int]) -> tuple[JoinLine, ...]:
    """Why the tellings are one event, in the order of joining; the model's constant is no reason."""
    return tuple(
        JoinLine(
            first=places.get(join.first, 0),
            second=places.get(join.second, 0),
            probability=join.probability,
            linkage=join.linkage,
            by=join.by,
            reasons=tuple(
                (" ".join(_PLAINER.get(word, word) for word in row.name.split("_")), row.weight)
                for row in sorted(join.reasons, key=lambda row: -abs(row.weight))
                if row.name != "base" and row.weight
            )[:_MOST_REASONS],
        )
        for join in merged.joins[:_MOST_JOINS]
    )


def build_corrections(
    reader: LedgerReader, names: set[str], places: Mapping[str, int]
) -> tuple[CorrectionLine, ...]:
    """What people said of any of these, oldest first."""
    return tuple(
        CorrectionLine(
            id=row.id,
            number=places.get(row.about, 0),
            verdict=row.verdict,
            other=places.get(row.other, 0),
            changes=tuple((field, _plain(value)) for field, value in row.changes),
            note=row.note,
            by=row.by,
            at=row.at,
        )
        for row in reader.corrections()
        if row.about in names or row.other in names
    )


def _plain(value: object) -> str:
    if value is None:
        return "nothing"
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def telling_rows(tellings: Sequence[TellingLine], event: str) -> list[dict[str, Any]]:
    """The CSV of an event: a row a telling."""
    names = [name for name in TELLING_COLUMNS if name != "event"]
    return [{"event": event, **{name: getattr(row, name) for name in names}} for row in tellings]
