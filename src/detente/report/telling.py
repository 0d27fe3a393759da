"""Who says a thing, where and when; and how the tellings of one event came together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from detente.report.contexts import Quote
from detente.report.statement_contexts import JoinContext, Merging, Telling, Told, VersionContext
from detente.report.words import STATUS_WORDS, TYPE_WORDS, anchor, date_words, join_names, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.coding.event import Event
    from detente.core.spans import Span
    from detente.documents.document import Document
    from detente.identity.merged import Join, MergedEvent, Version

__all__ = [
    "Statement",
    "build_merging",
    "build_told",
    "in_names",
    "name_of",
    "names_of",
    "title_of",
    "voice_of",
]

_REASONS = 4
_LISTED = 12


class Statement(Protocol):
    """What claims, mechanism statements, predictions and questions have in common."""

    @property
    def id(self) -> str:
        """Its identity."""

    @property
    def document(self) -> str:
        """Identity of its document."""

    @property
    def modality(self) -> str:
        """As asserted."""

    @property
    def tense(self) -> str:
        """Past, present or future."""

    @property
    def asserted_by(self) -> str:
        """Who says it."""

    @property
    def confidence(self) -> float:
        """0 to 1."""

    @property
    def evidence(self) -> tuple[Span, ...]:
        """Its words."""


def name_of(actor: str, actors: Mapping[str, Actor]) -> str:
    """The actor's name, or its identity if it is not in the table."""
    return actors[actor].name if actor in actors else actor


def names_of(dyad: tuple[str, str], actors: Mapping[str, Actor]) -> tuple[str, str]:
    """The names of two actors."""
    return name_of(dyad[0], actors), name_of(dyad[1], actors)


def voice_of(asserted_by: str, actors: Mapping[str, Actor]) -> str:
    """Who says it, in words."""
    return "the author" if asserted_by == "author" else name_of(asserted_by, actors)


_TOKEN = re.compile(r"[A-Za-z0-9][\w.'-]*")
_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")


def in_names(text: str, actors: Mapping[str, Actor]) -> str:
    """A sentence of our own with actors, dyads of them, types of events and days put into words."""
    return put_names(text, lambda name: actors[name].name if name in actors else None)


def put_names(text: str, find_name: Callable[[str], str | None]) -> str:
    """The same, with what names an identity; None for what is none."""

    def named(found: re.Match[str]) -> str:
        token = found[0]
        bare = token.rstrip(".'-")
        if not re.search("[A-Z-]", bare):
            return token
        rest = token[len(bare) :]
        if whole := find_name(bare):
            return whole + rest
        if bare in TYPE_WORDS:
            return TYPE_WORDS[bare] + rest
        for hyphen in re.finditer("-", bare):
            first, second = find_name(bare[: hyphen.start()]), find_name(bare[hyphen.end() :])
            if first and second:
                return f"{first} – {second}{rest}"
        return token

    return _DAY.sub(lambda found: date_words(found[0]), _TOKEN.sub(named, text))


def title_of(document: Document) -> str:
    """Its headline, or the name of its file."""
    return (document.title or "").strip() or document.name


def build_told(statement: Statement, *, actors: Mapping[str, Actor], table: Mapping[str, Document]) -> Told:
    """Who said it, where, when and how."""
    article = table.get(statement.document)
    return Told(
        asserted_by=voice_of(statement.asserted_by, actors),
        modality=statement.modality,
        tense=statement.tense,
        confidence=statement.confidence,
        article=statement.document,
        article_title=title_of(article) if article else statement.document,
        outlet=article.outlet if article else "",
        published=(article.published or "") if article else "",
        published_words=date_words(article.published if article else None),
        quotes=tuple(
            Quote(statement.document, span.start, span.end, span.quote) for span in statement.evidence
        ),
    )


def build_merging(
    tellings: Sequence[Event],
    merged: MergedEvent,
    *,
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
) -> Merging | None:
    """How the tellings of an event became one; None if it is told once.

    The first telling may bear the identity of the merged event; it is then the one mention that no other is.
    """
    if len(tellings) < 2:
        return None
    others = {telling.id for telling in tellings}
    own = [mention for mention in merged.mentions if mention not in others]
    names = [own[0] if row.id == merged.id and len(own) == 1 else row.id for row in tellings]
    return Merging(
        tellings=tuple(_telling(row, name, table=table) for row, name in zip(tellings, names, strict=True)),
        versions=_versions(merged.versions, actors=actors),
        joins=tuple(_join(join) for join in merged.joins[:_LISTED]),
    )


def _telling(event: Event, name: str, *, table: Mapping[str, Document]) -> Telling:
    article, span = table.get(event.document), event.evidence[0]
    return Telling(
        id=name,
        anchor=anchor("telling", name),
        article=event.document,
        article_title=title_of(article) if article else event.document,
        outlet=article.outlet if article else "",
        published_words=date_words(article.published if article else None),
        quote=Quote(event.document, span.start, span.end, span.quote),
    )


def _versions(versions: Sequence[Version], *, actors: Mapping[str, Actor]) -> tuple[VersionContext, ...]:
    return tuple(
        VersionContext(
            _FIELDS.get(field, field),
            tuple(
                (_value_words(field, row.value, actors), row.mentions)
                for row in versions
                if row.field == field
            ),
        )
        for field in unique(version.field for version in versions)
    )


_FIELDS = {"source": "who acts", "target": "acted upon", "asserted_by": "on the word of", "object": "about"}


def _value_words(field: str, value: object, actors: Mapping[str, Actor]) -> str:
    if value is None or value in ((), []):
        return "not told"
    if field == "date":
        return date_words(str(value))
    if field == "status":
        return STATUS_WORDS.get(str(value), str(value))
    if field == "asserted_by":
        return voice_of(str(value), actors)
    if isinstance(value, (tuple, list)):
        return join_names([_part_words(part, actors) for part in value])
    return str(value)


def _part_words(part: object, actors: Mapping[str, Actor]) -> str:
    text = part.get("text") if isinstance(part, dict) else getattr(part, "text", None)
    return str(text) if text is not None else name_of(str(part), actors)


_COMPARISONS = {
    "passage": "words",
    "topic": "subject",
    "undated": "without a date",
}


def _reason_words(name: str) -> str:
    """The name of a comparison, a little plainer."""
    return " ".join(_COMPARISONS.get(word, word) for word in name.split("_"))


def _join(join: Join) -> JoinContext:
    named = [reason for reason in join.reasons if reason.name != "base"]  # the model's constant is no reason
    spoke = sorted(named, key=lambda reason: -abs(reason.weight))
    return JoinContext(
        first=join.first,
        second=join.second,
        probability=join.probability,
        by=join.by,
        reasons=tuple(_reason_words(r.name) for r in spoke if r.weight > 0)[:_REASONS],
        doubts=tuple(_reason_words(r.name) for r in spoke if r.weight < 0)[:_REASONS],
    )
