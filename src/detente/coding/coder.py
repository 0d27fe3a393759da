"""The coder: documents in, coded documents out, in a stream."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from detente.actors import Cast, Discourse, build_cast, is_anaphoric
from detente.actors.actor import Mention
from detente.coding.attribution import speaker_of
from detente.coding.clock import Clock
from detente.coding.cues import has_cue
from detente.coding.drafts import Manner
from detente.coding.event import CodedDocument, Event
from detente.coding.extraction import Findings, extract_drafts
from detente.coding.filling import Surroundings, fill_event
from detente.coding.merging import merge_repeated
from detente.coding.scene import Scene
from detente.coding.second_reading import Page, read_again
from detente.coding.sport import is_sport, tells_of_sport
from detente.coding.statements import Statements, gather_statements, read_statements, speaks_of_relations
from detente.coding.typing_model import load_type_model
from detente.core.dates import parse_edtf
from detente.core.rejections import Reason, Rejection
from detente.core.settings import Settings, resolve_settings
from detente.documents.document import Document
from detente.sentences import Quotation, Sentence, Tree, find_quotations, load_parser, split_sentences

__all__ = ["Coder"]

CODER_VERSION = "pattern-2"
_ABOUT_STATES = 3  # sentences, one of which tells of states
_SHORT = 4  # sentences
_PAIR = 2
_SIDE_BY_SIDE = 32  # documents
_RECENT = 12  # events that a definite noun may take up
_REASON_ORDER = (Reason.SPORT, Reason.STATE_OF_AFFAIRS, Reason.SAME_ACTOR, Reason.NO_TARGET, Reason.NO_SOURCE)


@dataclass(slots=True)
class _Reading:
    """A document on its way through the coder."""

    document: Document
    sentences: list[Sentence]
    cast: Cast
    by_sentence: dict[int, list[Mention]]
    to_parse: list[Sentence] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    sport: bool = False


class Coder:
    """Codes documents with the pattern coder.

    A class because it holds the parser, which takes seconds to load and is loaded once a process.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = resolve_settings() if settings is None else settings
        self.parser = load_parser()
        self.model = load_type_model() if self.settings["coding.type_model"] else None
        parts = [CODER_VERSION, self.parser.version, *([self.model.version] if self.model else [])]
        self.version = " ".join(parts)

    def code(self, documents: Iterable[Document]) -> Iterator[CodedDocument]:
        """Code documents in order; a few are read ahead, so that they are parsed side by side."""
        stream = iter(documents)
        while readings := [self._prepare(document) for document in islice(stream, _SIDE_BY_SIDE)]:
            parsed = self.parser.parse_all([reading.to_parse for reading in readings])
            for reading, trees in zip(readings, parsed, strict=True):
                by_index = zip((sentence.index for sentence in reading.to_parse), trees, strict=True)
                yield self._finish(reading, dict(by_index))

    def _prepare(self, document: Document) -> _Reading:
        """Sentences, names, and which sentences are worth parsing."""
        sentences = split_sentences(document)
        cast = build_cast(
            document.text,
            published=document.published,
            ranges=[(block.start, block.end) for block in document.blocks if block.role != "boilerplate"],
        )
        if self.settings["coding.domestic"]:
            cast.domestic = True
            cast.add_groups(document.text)
        reading = _Reading(document, sentences, cast, _group(sentences, cast.mentions))
        states = {cast.state_of(mention.actor) for mention in cast.mentions}
        if len({mention.actor for mention in cast.mentions}) < 2 and not (cast.domestic or cast.sites):
            return reading
        reading.sport = is_sport(document.text)
        if reading.sport or (len(states) < 2 and not (cast.domestic or cast.sites)):
            return reading
        longest = int(self.settings["sentences.max_length"])
        for sentence in sentences:
            if len(states) < 2 and not cast.domestic and not cast.has_site(sentence.start, sentence.end):
                continue
            if sentence.role == "dateline":
                continue
            if len(sentence.text) > longest:
                reading.rejections.append(_refuse(document, sentence, Reason.TOO_LONG))
            elif reading.by_sentence.get(sentence.index) or _speaks(sentence.text):
                reading.to_parse.append(sentence)
        if not cast.domestic:
            _leave_out(reading)
        return reading

    def _finish(self, reading: _Reading, trees: dict[int, Tree]) -> CodedDocument:
        """Walk the sentences in order: anaphors, then events."""
        document, cast = reading.document, reading.cast
        discourse = Discourse(cast)
        published = parse_edtf(document.published) if document.published else None
        clock = Clock(published)
        mentions: list[Mention] = []
        events: list[Event] = []
        pages: list[tuple[Sentence, Page, list[Reason]]] = []
        quotations = _quotations(reading)
        seen: dict[str, tuple[int, int]] = {}
        for sentence in reading.sentences:
            if sentence.role == "dateline":
                continue
            found = reading.by_sentence.get(sentence.index, [])
            tree = trees.get(sentence.index)
            quoted = quotations.get(sentence.paragraph, [])
            scene = Scene.build(tree, cast, found) if tree is not None else None
            speaker = speaker_of(scene) if scene is not None else None
            before = discourse.pair
            extra = discourse.read(
                document.text, found, tree, (sentence.start, sentence.end), quoted, speaker
            )
            both = sorted([*found, *extra], key=lambda mention: (mention.start, mention.end, mention.actor))
            mentions.extend(both)
            known = dict(seen) if tree is not None else {}
            seen.update((cast.state_of(m.actor), (m.start, m.end)) for m in both)
            if tree is None:
                self._refuse_unparsed(reading, sentence, found)
                continue
            recent = tuple(events[-_RECENT:])
            if scene is None or extra:
                scene = Scene.build(tree, cast, both)
            scene.pair, scene.recent = before, recent
            around = Surroundings(
                document=document,
                sentence=(sentence.start, sentence.end),
                quotations=quoted,
                published=published,
                speaker=speaker or discourse.speaker,
                version=self.version,
                moment=clock.turn_to(sentence, scene, document.text),
                is_headline=sentence.role in ("title", "heading"),
            )
            page, refused = _read_page(
                sentence, scene, around, patterns=bool(self.settings["coding.patterns"])
            )
            page.seen = known
            pages.append((sentence, page, refused))
            events.extend(event for _, event in page.found)
        statements = gather_statements(read_statements(page) for _, page, _ in pages)
        return _coded(reading, mentions, self._close(reading, pages), statements)

    def _close(self, reading: _Reading, pages: list[tuple[Sentence, Page, list[Reason]]]) -> list[Event]:
        """The events of a document after the second reading; a rejection for each sentence left without."""
        read = [page for _, page, _ in pages]
        told = read_again(self.model, read) if self.model else [[e for _, e in page.found] for page in read]
        for (sentence, page, refused), events in zip(pages, told, strict=True):
            if not events and _n_parties(page.scene) >= 2:
                reasons = [reason for reason in _REASON_ORDER if reason in refused]
                reason = reasons[0] if reasons else Reason.NO_PREDICATE
                reading.rejections.append(_refuse(reading.document, sentence, reason))
        return [event for events in told for event in events]

    def _refuse_unparsed(self, reading: _Reading, sentence: Sentence, found: list[Mention]) -> None:
        if reading.sport and len({mention.actor for mention in found}) >= 2:
            reading.rejections.append(_refuse(reading.document, sentence, Reason.SPORT))


def _read_page(
    sentence: Sentence, scene: Scene, around: Surroundings, *, patterns: bool
) -> tuple[Page, list[Reason]]:
    """What the patterns find in one sentence, and why predicates without an event were refused."""
    manner = Manner(
        is_question=sentence.text.rstrip("\"'”’)").endswith("?"),
        is_headline=sentence.role in ("title", "heading"),
    )
    findings = extract_drafts(scene, manner) if patterns else Findings()
    found = [(draft, fill_event(scene, draft, around)) for draft in findings.drafts]
    part = around.document.text[sentence.start : sentence.end]
    page = Page(scene, around, manner, found, sentence.start, part, findings.incomplete)
    return page, findings.refused


def _coded(
    reading: _Reading, mentions: list[Mention], events: list[Event], statements: Statements
) -> CodedDocument:
    """The noun that leaves the room, with every actor that a mention, an event or a statement names."""
    cast, merged = reading.cast, merge_repeated(events)
    named = {mention.actor for mention in mentions}
    named.update(actor for event in merged for actor in (*event.source, *event.target, *event.persons))
    named.update(event.asserted_by for event in merged if event.asserted_by != "author")
    for said in (statements.claims, statements.mechanisms, statements.predictions, statements.questions):
        named.update(statement.asserted_by for statement in said if statement.asserted_by != "author")
    actors = tuple(
        cast.actors.get(actor) or cast.base.actors[actor]
        for actor in sorted(named)
        if actor in cast.actors or actor in cast.base.actors
    )
    return CodedDocument(
        reading.document,
        tuple(reading.sentences),
        actors,
        tuple(mentions),
        tuple(merged),
        tuple(reading.rejections),
        statements.claims,
        statements.mechanisms,
        statements.predictions,
        statements.questions,
    )


def _leave_out(reading: _Reading) -> None:
    """In a text that is not about states, parse only what may tell of an event between two of them.

    It is about states if it is short, or one sentence in three names one and has an event cue. Of any other
    text a sentence is parsed that has such a cue, is not about a match, and names with the one before it two
    states.
    """
    cast = reading.cast
    named: list[set[str]] = []
    cued: dict[int, bool] = {}
    for sentence in reading.sentences:
        states = {cast.state_of(mention.actor) for mention in reading.by_sentence.get(sentence.index, ())}
        named.append({state for state in states if cast.is_state_like(state)})
        if named[-1]:
            cued[sentence.index] = has_cue(sentence.text)
    if len(reading.sentences) <= _SHORT or sum(cued.values()) * _ABOUT_STATES >= len(reading.sentences):
        return
    reading.to_parse = [
        sentence
        for sentence in reading.to_parse
        if cued.get(sentence.index)
        and len(named[sentence.index] | (named[sentence.index - 1] if sentence.index else set())) >= _PAIR
        and not tells_of_sport(sentence.text)
    ]


def _speaks(text: str) -> bool:
    """Whether a sentence that names nobody may still tell of somebody, or of a relation."""
    return is_anaphoric(text) or speaks_of_relations(text)


def _refuse(document: Document, sentence: Sentence, reason: Reason) -> Rejection:
    return Rejection(
        reason, "coding", document.name, document_id=document.id, start=sentence.start, end=sentence.end
    )


def _group(sentences: list[Sentence], mentions: list[Mention]) -> dict[int, list[Mention]]:
    """Mentions by the sentence that holds them; both lists are in order."""
    out: dict[int, list[Mention]] = {}
    at = 0
    for mention in mentions:
        while at < len(sentences) and sentences[at].end <= mention.start:
            at += 1
        if at < len(sentences) and sentences[at].start <= mention.start:
            out.setdefault(sentences[at].index, []).append(mention)
    return out


def _quotations(reading: _Reading) -> dict[int, list[Quotation]]:
    """Quotations by paragraph, for paragraphs that have any mark."""
    out = {}
    for number, block in enumerate(reading.document.blocks):
        if block.role == "body" and _HAS_MARK.search(reading.document.text, block.start, block.end):
            out[number] = find_quotations(reading.document.text, start=block.start, end=block.end)
    return out


_HAS_MARK = re.compile(r"[\"“”«»‘']")


def _n_parties(scene: Scene) -> int:
    """How many different state-like actors a sentence names."""
    return len(
        {
            state
            for mentions in scene.by_token.values()
            for mention in mentions
            if scene.cast.is_state_like(state := scene.cast.state_of(mention.actor))
        }
    )
