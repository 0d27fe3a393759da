"""From a draft to an event: dates, object, place, amounts, project, attribution, identity."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.coding.amounts import find_amounts
from detente.coding.attribution import asserter_of
from detente.coding.drafts import Draft
from detente.coding.event import Event, Trace
from detente.coding.objects import find_object
from detente.coding.scene import Scene
from detente.coding.things import find_contexts, find_place, find_project
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
        anchor: The date told last before, or None.
        is_headline: Whether it is a title or heading.
        times: Its time expressions once found, by whether they lie ahead.
    """

    document: Document
    sentence: tuple[int, int]
    quotations: list[Quotation]
    published: DateSpan | None
    speaker: str | None
    version: str
    anchor: DateSpan | None = None
    is_headline: bool = False
    times: dict[bool, list[TimeExpression]] = field(default_factory=dict)


def fill_event(scene: Scene, draft: Draft, around: Surroundings) -> Event:
    """The event that a draft stands for, with everything its sentence says of it."""
    document, tree, text = around.document, scene.tree, around.document.text
    evidence = Span.of(text, tree.starts[draft.tokens[0]], tree.ends[draft.tokens[-1]])
    future = draft.status in ("planned", "possible", "negotiating")
    low, high = around.sentence
    times = around.times.get(future)
    if times is None:
        times = find_times(text, around.published, start=low, end=high, future=future, anchor=around.anchor)
        around.times[future] = times
    time = _time_of(tree, draft, times)
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
        date=time.edtf if time else None,
        date_text=text[time.start : time.end] if time else None,
        place=find_place(scene, draft, text),
        object=find_object(scene, draft, text, times),
        project=None if around.is_headline else find_project(scene, text, start=low, end=high),
        amounts=find_amounts(text, start=low, end=high),
        intensity=intensity_of(draft.type, draft.mode),
        quad_class=quad_class_of(draft.type),
        confidence=draft.confidence,
        evidence=(evidence,),
        trace=Trace("pattern", around.version, _rules(draft, around)),
    )


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


def _time_of(tree: Tree, draft: Draft, times: list[TimeExpression]) -> TimeExpression | None:
    """The time expression that belongs to the predicate: nearest in the tree, never another clause's."""
    best: tuple[int, TimeExpression] | None = None
    governors = _own_verbs(tree, draft.predicate)
    for time in times:
        token = tree.token_at(time.end - 1)
        if token is None:
            continue
        for distance, node in enumerate([token, *tree.ancestors(token)]):
            if node == draft.predicate or node in draft.objects:
                rank = distance
            elif tree.pos[node] in ("VERB", "AUX") and distance:
                if node not in governors:
                    break
                rank = distance + 4
            else:
                continue
            if best is None or rank < best[0]:
                best = (rank, time)
            break
    return best[1] if best else None


def _own_verbs(tree: Tree, predicate: int) -> set[int]:
    """The predicate, the verb that governs it, and those it is coordinated with."""
    out = {predicate}
    node = predicate
    for above in tree.ancestors(predicate):
        dep = tree.deps[node]
        if dep == "conj" and tree.having(node, "nsubj", "nsubjpass"):
            break
        if dep in ("conj", "xcomp", "dobj", "pobj", "prep", "nsubj", "nsubjpass", "acl", "pcomp", "attr"):
            out.add(above)
            if tree.pos[above] in ("VERB", "AUX") and dep not in ("conj", "xcomp"):
                break
            node = above
            continue
        break
    return out
