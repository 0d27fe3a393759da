"""From a draft to an event: dates, object, place, amounts, project, attribution, identity."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.coding.attribution import asserter_of
from detente.coding.clock import Moment
from detente.coding.drafts import Draft
from detente.coding.event import Event, Trace
from detente.coding.objects import find_object
from detente.coding.projects import find_project
from detente.coding.reach import own_amounts
from detente.coding.scene import Scene
from detente.coding.taking_up import project_taken_up
from detente.coding.things import find_contexts, find_place
from detente.coding.timing import own_time
from detente.coding.when import TimeExpression, find_times
from detente.core.dates import DateSpan
from detente.core.identity import record_id
from detente.core.spans import Span
from detente.documents.document import Document
from detente.ontology import intensity_of, quad_class_of
from detente.sentences import Quotation, Tree

__all__ = ["Surroundings", "fill_event"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What surrounds a sentence.

    Attributes:
        document: The document it stands in.
        sentence: Its first offset and the offset after its last.
        quotations: Quotations of its paragraph.
        published: The document's date, or None.
        speaker: Who speaks in it or spoke last, or None.
        version: Version of the coder and its pipeline.
        moment: What the discourse clock says at it, or None.
        is_headline: Whether it is a title or heading.
        times: Its time expressions once found, by whether they lie ahead.
    """

    document: Document
    sentence: tuple[int, int]
    quotations: list[Quotation]
    published: DateSpan | None
    speaker: str | None
    version: str
    moment: Moment | None = None
    is_headline: bool = False
    times: dict[bool, list[TimeExpression]] = field(default_factory=dict)


def fill_event(scene: Scene, draft: Draft, around: Surroundings) -> Event:
    """The event that a draft stands for, with everything its sentence says of it."""
    document, tree, text = around.document, scene.tree, around.document.text
    evidence = Span.of(text, tree.starts[draft.tokens[0]], tree.ends[draft.tokens[-1]])
    times = _times(draft, around)
    edtf, date_text, carried = _date_of(scene, draft, times, around)
    low, high = evidence.start, max(evidence.end, _clause_end(tree, draft))
    source = tuple(sorted({party.actor for party in draft.source}))
    target = tuple(sorted({party.actor for party in draft.target}))
    persons = tuple(
        sorted({p.person for p in (*draft.source, *draft.target) if p.person and p.person != p.actor})
    )
    return Event(
        id=record_id(
            "event", document.id, draft.type, source, target, draft.status, evidence.start, evidence.end
        ),
        document=document.id,
        type=draft.type,
        mode=draft.mode,
        contexts=find_contexts(text, start=low, end=high),
        source=source,
        target=target,
        persons=persons,
        status=draft.status,
        asserted_by=asserter_of(scene, draft.predicate, around.quotations, speaker=around.speaker),
        date=edtf,
        date_text=date_text,
        place=find_place(scene, draft, text),
        object=find_object(scene, draft, text, times),
        project=_project_of(scene, draft, around, (low, high)),
        amounts=own_amounts(scene, draft, text, start=low, end=high),
        intensity=intensity_of(draft.type, draft.mode),
        quad_class=quad_class_of(draft.type),
        confidence=draft.confidence,
        evidence=(evidence,),
        trace=Trace("pattern", around.version, (*_rules(draft, around), *carried)),
    )


def _project_of(scene: Scene, draft: Draft, around: Surroundings, clause: tuple[int, int]) -> str | None:
    """The named project of an event's clause, or of what its object takes up."""
    if around.is_headline:
        return None
    year = around.published.end.year if around.published else None
    text = around.document.text
    named = find_project(scene, text, start=clause[0], end=clause[1], year=year)
    return named or project_taken_up(scene, draft)


def _rules(draft: Draft, around: Surroundings) -> tuple[str, ...]:
    """What fired: the lexicon row, the slot, the status, and whether it was a headline."""
    return (f"rule:{draft.rule.name}", *draft.why, *(["headline"] if around.is_headline else []))


def _clause_end(tree: Tree, draft: Draft) -> int:
    """Where the clause of the predicate ends: its last dependant that is not a further clause."""
    last = tree.ends[draft.predicate]
    for child in tree.children[draft.predicate]:
        if tree.deps[child] not in ("conj", "cc", "advcl", "parataxis", "ccomp", "punct"):
            last = max(last, tree.ends[tree.subtree(child)[-1]])
    return last


def _times(draft: Draft, around: Surroundings) -> list[TimeExpression]:
    """The time expressions of the sentence, read as what lies ahead if the event does."""
    future = draft.status in ("planned", "possible", "negotiating")
    moment = around.moment
    if moment is not None and not future:
        return moment.times
    times = around.times.get(future)
    if times is None:
        (low, high), anchor = around.sentence, moment.anchor if moment else None
        times = find_times(
            around.document.text, around.published, start=low, end=high, future=future, anchor=anchor
        )
        around.times[future] = times
    return times


def _date_of(
    scene: Scene, draft: Draft, times: list[TimeExpression], around: Surroundings
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The date of an event, its words, and the trace if it was told elsewhere."""
    text, moment = around.document.text, around.moment
    time = own_time(scene.tree, draft, times)
    if time is not None:
        words = text[time.start : time.end]
        edtf = None if time.rule == "coming" else time.edtf
        if edtf and moment is not None:
            moment.note(scene, draft, edtf, words)
        return edtf, words, ()
    carried = moment.carry(scene, draft, text) if moment is not None and not around.is_headline else None
    if moment is None or carried is None:
        return None, None, ()
    moment.note(scene, draft, carried.edtf, carried.words)
    return carried.edtf, carried.words, (f"date:carried:{carried.why}",)
