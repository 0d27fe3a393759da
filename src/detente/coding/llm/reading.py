"""From what a model listed to events: everything is checked against the text, the cast and the ontology."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detente.actors import is_anaphoric
from detente.coding.amounts import find_amounts
from detente.coding.event import Event, Trace
from detente.coding.llm.naming import Named, Names
from detente.coding.llm.pieces import Piece
from detente.coding.llm.quoting import find_quote, find_words
from detente.coding.things import find_contexts
from detente.coding.when import TimeExpression, find_times
from detente.core.dates import parse_edtf
from detente.core.identity import record_id
from detente.core.rejections import Reason, Rejection
from detente.core.spans import Span
from detente.documents.document import Document
from detente.ontology import intensity_of, quad_class_of, read_ontology
from detente.sentences import Sentence

__all__ = ["Page", "read_events"]

_CONFIDENCE = 0.5  # nothing was measured: neither sure nor unlikely
_AHEAD = ("planned", "possible", "negotiating")
_MAX_PARTIES = 20


class _UnfitError(Exception):
    """One listed event cannot be kept."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass(slots=True)
class Page:
    """A document on its way through the coder, and what was found in it so far.

    Attributes:
        document: The document.
        sentences: Its sentences.
        names: Its names.
        version: Version of the coder.
        events: By identity, in the order found.
        rejections: What was refused.
    """

    document: Document
    sentences: list[Sentence]
    names: Names
    version: str
    events: dict[str, Event] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)

    def refuse(self, reason: Reason, detail: str, *, start: int, end: int) -> None:
        """Count a refusal."""
        document = self.document
        words = shown(detail)
        self.rejections.append(
            Rejection(reason, "coding", document.name, words, document.id, start=start, end=end)
        )

    def around(self, span: Span) -> list[Sentence]:
        """The sentences that hold a span."""
        return [row for row in self.sentences if row.start < span.end and span.start < row.end]


def shown(words: str) -> str:
    r"""Words from outside, fit for a record: one line, short, nothing that cannot be written.

    >>> shown("a\n\x1b[2Jb\ud800")
    'a [2Jb?'
    """
    plain = " ".join(words[:2_000].encode("utf-8", "replace").decode().split())
    out = "".join(character for character in plain if character.isprintable())
    return out if len(out) <= 160 else f"{out[:159]}…"


def read_events(page: Page, piece: Piece, listed: list[Any]) -> None:
    """Add to `page` the events listed for a piece that hold, and a refusal for every one that does not."""
    for row in listed:
        try:
            event = _read_event(page, piece, row)
        except _UnfitError as fault:
            page.refuse(fault.reason, fault.detail, start=piece.start, end=piece.end)
        else:
            page.events.setdefault(event.id, event)


def _read_event(page: Page, piece: Piece, row: Any) -> Event:  # noqa: ANN401  JSON of unknown make
    if not isinstance(row, dict):
        raise _UnfitError(Reason.BAD_ANSWER, f"an event that is no object but {type(row).__name__}")
    kind, mode, status = _kind_of(row)
    quote = _text(row, "quote")
    found = find_quote(page.document.text, quote, piece.ranges)
    if found is None:
        raise _UnfitError(Reason.QUOTE_NOT_FOUND, quote or "no quote")
    evidence, how = found
    parties = _parties(page, row, evidence)
    _check_here(page, evidence, {party.actor for role in parties for party in role})
    return _build(page, row, evidence, (kind, mode, status, f"quote:{how}"), parties=parties)


def _build(
    page: Page,
    row: dict[str, Any],
    evidence: Span,
    kinds: tuple[str, str | None, str, str],
    *,
    parties: tuple[list[Named], list[Named]],
) -> Event:
    """The event, with what its quote and the sentences around it say."""
    document, (source, target), (kind, mode, status, how) = page.document, parties, kinds
    sources = tuple(sorted({party.actor for party in source}))
    targets = tuple(sorted({party.actor for party in target}))
    time = _time_of(page, row, evidence, ahead=status in _AHEAD)
    asserter = page.names.resolve(_text(row, "asserter"))
    headline = any(sentence.role in ("title", "heading") for sentence in page.around(evidence))
    return Event(
        id=record_id("event", document.id, kind, sources, targets, status, evidence.start, evidence.end),
        document=document.id,
        type=kind,
        mode=mode,
        contexts=find_contexts(document.text, start=evidence.start, end=evidence.end),
        source=sources,
        target=targets,
        persons=tuple(sorted({party.person for party in (*source, *target) if party.person})),
        status=status,
        asserted_by=(asserter.person or asserter.actor) if asserter else "author",
        date=time.edtf if time else None,
        date_text=document.text[time.start : time.end] if time else None,
        place=_words_there(page, row, "place", evidence),
        object=_words_there(page, row, "object", evidence),
        project=None,
        amounts=find_amounts(document.text, start=evidence.start, end=evidence.end),
        intensity=intensity_of(kind, mode),
        quad_class=quad_class_of(kind),
        confidence=_CONFIDENCE,
        evidence=(evidence,),
        trace=Trace("llm", page.version, (how, *(["headline"] if headline else []))),
    )


def _text(row: dict[str, Any], name: str) -> str:
    """A field that should be a string; anything else is nothing."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _kind_of(row: dict[str, Any]) -> tuple[str, str | None, str]:
    """Type, mode and status, as the ontology has them; a mode the type does not have is left out."""
    ontology = read_ontology()
    kind, status = _text(row, "type").strip().upper(), _text(row, "status").strip().lower()
    if kind not in ontology.types:
        raise _UnfitError(Reason.BAD_ANSWER, f"no type is named {row.get('type')!r}"[:400])
    if status not in ontology.statuses:
        raise _UnfitError(Reason.BAD_ANSWER, f"no status is named {row.get('status')!r}"[:400])
    mode = _text(row, "mode").strip().lower()
    return kind, mode if (kind, mode) in ontology.modes else None, status


def _parties(page: Page, row: dict[str, Any], evidence: Span) -> tuple[list[Named], list[Named]]:
    """Who acts and who is acted upon; unknown names are refused singly, the event only if too few stay."""
    unknown: list[str] = []
    source = _resolved(page, row.get("sources"), unknown)
    acting = {party.actor for party in source}
    named = _resolved(page, row.get("targets"), unknown)
    target = [party for party in named if party.actor not in acting]
    if source and (target or len(acting) > 1):
        for name in unknown:
            page.refuse(Reason.UNKNOWN_ACTOR, name, start=evidence.start, end=evidence.end)
        return source, target
    if unknown:
        raise _UnfitError(Reason.UNKNOWN_ACTOR, "; ".join(unknown))
    if not source:
        raise _UnfitError(Reason.NO_SOURCE, evidence.quote)
    raise _UnfitError(Reason.SAME_ACTOR if named else Reason.NO_TARGET, evidence.quote)


def _resolved(page: Page, names: Any, unknown: list[str]) -> list[Named]:  # noqa: ANN401  JSON of unknown make
    """The actors of a list of names; those nobody bears are added to `unknown`."""
    given = [names] if isinstance(names, str) else names if isinstance(names, list) else []
    out: dict[Named, None] = {}
    for name in given[:_MAX_PARTIES]:
        party = page.names.resolve(name) if isinstance(name, str) else None
        if party is not None:
            out[party] = None
        elif name != "":
            unknown.append(name if isinstance(name, str) else type(name).__name__)
    return list(out)


def _check_here(page: Page, evidence: Span, parties: set[str]) -> None:
    """A true quote proves nothing of actors who have no part in it.

    All must be named in the sentences that hold the quote; if these refer back ("the two sides", "the foreign
    minister"), it is enough to have been named by then.
    """
    here, cast = page.around(evidence), page.names.cast
    low, high = min(row.start for row in here), max(row.end for row in here)
    named = {cast.state_of(m.actor) for m in cast.mentions if low <= m.start < high}
    offices = any(low <= office.start < high for office in cast.bare_offices)
    if offices or any(is_anaphoric(row.text) for row in here):
        named = {cast.state_of(m.actor) for m in cast.mentions if m.start < high}
    if absent := parties - named:
        raise _UnfitError(Reason.UNKNOWN_ACTOR, f"{', '.join(sorted(absent))} not named at: {evidence.quote}")


def _sentence_ranges(page: Page, evidence: Span) -> list[tuple[int, int]]:
    return [(row.start, row.end) for row in page.around(evidence)]


def _words_there(page: Page, row: dict[str, Any], name: str, evidence: Span) -> str | None:
    """The words of a field as they stand in the sentences of the quote; None if they do not."""
    found = find_words(page.document.text, _text(row, name)[:200], _sentence_ranges(page, evidence))
    return found[0].quote if found else None


def _time_of(page: Page, row: dict[str, Any], evidence: Span, *, ahead: bool) -> TimeExpression | None:
    """The date that our own reader finds in the words the model pointed at; the model gives none."""
    text, ranges = page.document.text, _sentence_ranges(page, evidence)
    found = find_words(text, _text(row, "date_words")[:200], ranges)
    if found is None:
        return None
    span = found[0]
    published = page.document.published
    told = [event.date for event in page.events.values() if event.date]
    low, high = next((low, high) for low, high in ranges if low <= span.start < high)
    times = find_times(
        text,
        parse_edtf(published) if published else None,
        start=low,
        end=high,
        future=ahead,
        anchor=parse_edtf(told[-1]) if told else None,
    )
    return next((time for time in times if time.start < span.end and span.start < time.end), None)
