"""A second reading: what the type model says between the parties of a sentence, beside what patterns found.

The patterns read first and explain themselves. The model then reads every pair of parties: it confirms or
vetoes what the patterns found, and finds what they missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from detente.coding.candidates import Candidate, find_candidates
from detente.coding.clauses import objects_of
from detente.coding.completion import Completion, complete
from detente.coding.drafts import Draft, Manner, build_draft, evidence_of
from detente.coding.event import Event
from detente.coding.extraction import Incomplete
from detente.coding.filling import Surroundings, fill_event
from detente.coding.judging import find_refusal
from detente.coding.lexicon import Rule
from detente.coding.pairs import FINER_TYPES, NO_EVENT, MarkedPair, PairReading, PairTyper
from detente.coding.scene import Party, Scene
from detente.coding.status import read_status
from detente.core.rejections import Reason
from detente.ontology import intensity_of, quad_class_of

__all__ = ["Page", "read_again"]

_ENOUGH = 0.6  # probability of a type from which the model alone codes an event
_BESIDE = 0.90  # the same where the patterns found another pair in the sentence
_VETO = 0.97  # probability of "no event" from which a weak pattern gives way
_WEAK = 0.8  # confidence under which a pattern's event is put to the model
_SYMMETRIC = frozenset(("CONSULT", "AGREE", "SUPPORT", "COOPERATE"))
_OTHER_TYPE = 0.85  # probability of another type from which it replaces a weak pattern's
_NOT_THIS = 0.1  # and how little is left for the pattern's
_COMPLETED = 0.5  # probability of the rule's own type from which a party of the text before is taken
_MUTUAL = 0.5  # probability the other way round from which both are said to act
_UNREAL = frozenset(("planned", "negotiating", "possible", "denied", "asked"))
_SURE_STATUS = 0.6


@dataclass(slots=True)
class Page:
    """A sentence that the patterns have read.

    Attributes:
        scene: Its tree with the actors on it.
        around: What surrounds it.
        manner: How it is put.
        found: Drafts and the events made of them, in order.
        start: Offset of its first character in the document.
        text: Its characters.
        incomplete: Predicates of which the sentence names one party only.
        seen: Where the states that the text is about were last named before, as offsets into the document.
    """

    scene: Scene
    around: Surroundings
    manner: Manner
    found: list[tuple[Draft, Event]]
    start: int
    text: str
    incomplete: list[Incomplete] = field(default_factory=list)
    seen: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def read_again(model: PairTyper, pages: list[Page]) -> list[list[Event]]:
    """The events of each page after the second reading, pages in order.

    The pairs of a document are read in two rounds: first each weak event of the patterns, each pair that none
    covers and each completion; then the other way round those pairs that may be mutual.
    """
    asked: list[MarkedPair] = []
    plans = [_plan(page, asked) for page in pages]
    readings = model.type_pairs(asked)
    back = [
        pair
        for page, plan in zip(pages, plans, strict=True)
        for pair in plan.open
        if _may_be_mutual(readings[pair.index], _enough(page))
    ]
    returned = model.type_pairs([MarkedPair(asked[p.index].text, p.second, p.first) for p in back])
    reverse = {pair.index: reading for pair, reading in zip(back, returned, strict=True)}
    return [_settle(page, plan, readings, reverse) for page, plan in zip(pages, plans, strict=True)]


@dataclass(frozen=True, slots=True)
class _OpenPair:
    """A pair that no pattern joined: the parties, their spans, and where their reading lies."""

    candidate: Candidate
    first: tuple[int, int]
    second: tuple[int, int]
    index: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of a page is read.

    Attributes:
        checks: For each event found the index of its reading, or None.
        open: The open pairs.
        completions: Completed drafts, each with the type of its rule and the index of its reading.
    """

    checks: list[int | None]
    open: list[_OpenPair]
    completions: list[tuple[Draft, str, int]]


def _plan(page: Page, asked: list[MarkedPair]) -> _Plan:
    """Which pairs of a page to read: none of which no reading would make an event."""
    covered = {pair for draft, _ in page.found for pair in _pairs_of(draft)}
    plan = _Plan([], [], [])
    for draft, _ in page.found:
        pair = _marked(page, draft) if draft.confidence < _WEAK else None
        plan.checks.append(len(asked) if pair else None)
        asked += [pair] if pair else []
    for candidate in find_candidates(page.scene):
        sources, targets = candidate.source, candidate.target or candidate.source[1:]
        if any(frozenset((a.actor, b.actor)) in covered for a in sources for b in targets):
            continue
        first, second = _span(page, sources[0]), _span(page, targets[0])
        if first is None or second is None or first == second:
            continue
        plan.open.append(_OpenPair(candidate, first, second, len(asked)))
        asked.append(MarkedPair(page.text, first, second))
    for lacking in page.incomplete:
        completion = complete(
            page.scene, lacking, page.around.document.text, page.start, page.text, page.seen
        )
        whole = _draft_of(page, completion) if completion is not None else None
        if completion is not None and whole is not None:
            plan.completions.append((whole, completion.rule.type, len(asked)))
            asked.append(completion.pair)
    return plan


def _pairs_of(draft: Draft) -> Iterable[frozenset[str]]:
    """The pairs of actors that a draft speaks of."""
    sources, targets = [p.actor for p in draft.source], [p.actor for p in draft.target]
    if targets:
        return (frozenset((a, b)) for a in sources for b in targets)
    return (frozenset(pair) for pair in combinations(sources, 2))


def _marked(page: Page, draft: Draft) -> MarkedPair | None:
    """The pair of a draft, marked in its sentence; None if one of the two is not named there."""
    first = draft.source[0]
    second = draft.target[0] if draft.target else draft.source[1]
    spans = [_span(page, party) for party in (first, second)]
    if spans[0] is None or spans[1] is None or spans[0] == spans[1]:
        return None
    return MarkedPair(page.text, spans[0], spans[1])


def _span(page: Page, party: Party) -> tuple[int, int] | None:
    scene = page.scene
    for mention in scene.by_token.get(party.token, ()):
        if scene.cast.state_of(mention.actor) == party.actor:
            span = (mention.start - page.start, mention.end - page.start)
            return span if 0 <= span[0] < span[1] <= len(page.text) else None
    return None


def _settle(
    page: Page, plan: _Plan, readings: list[PairReading], reverse: dict[int, PairReading]
) -> list[Event]:
    """The events of a page: the patterns' with the model's word on them, then the model's own."""
    events = []
    for (draft, event), index in zip(page.found, plan.checks, strict=True):
        judged = _judge(event, readings[index], draft) if index is not None else event
        if judged is not None:
            events.append(judged)
    drafts: list[Draft | None] = [
        _completed(draft, kind, readings[index]) for draft, kind, index in plan.completions
    ]
    drafts += [
        _propose(page, pair.candidate, readings[pair.index], reverse.get(pair.index), _enough(page))
        for pair in plan.open
    ]
    for found in drafts:
        if found is not None:
            event = fill_event(page.scene, found, page.around)
            coder = "types" if found.rule.name == "types" else event.trace.coder
            events.append(replace(event, trace=replace(event.trace, coder=coder)))
    return events


def _judge(event: Event, reading: PairReading, draft: Draft) -> Event | None:
    """A weak pattern's event after the model's word: confirmed, of another type, or vetoed (None)."""
    none = reading.probabilities.get(NO_EVENT, 0.0)
    if none >= _VETO:
        return None
    agreed = _probability(reading, event.type)
    best, probability = _best(reading)
    best = best.partition("/")[0]
    kind, mode = event.type, event.mode
    if best != event.type and probability >= _OTHER_TYPE and agreed < _NOT_THIS:
        kind, mode, agreed = best, reading.mode, probability
    confidence = round(0.5 * draft.confidence + 0.5 * max(agreed, (1 - none) * draft.confidence), 4)
    return replace(
        event,
        type=kind,
        mode=mode,
        intensity=intensity_of(kind, mode),
        quad_class=quad_class_of(kind),
        confidence=confidence,
        trace=replace(event.trace, rule=(*event.trace.rule, f"types:{kind} {agreed:.2f}")),
    )


def _draft_of(page: Page, completion: Completion) -> Draft | None:
    """The draft of a predicate with a party from the text before, unless it is to be refused."""
    draft = build_draft(
        page.scene,
        completion.rule,
        completion.predicate,
        list(completion.objects),
        completion.roles,
        page.manner,
    )
    return None if find_refusal(page.scene, draft, page.manner) else draft


def _completed(draft: Draft, kind: str, reading: PairReading) -> Draft | None:
    """A completed draft, if the model reads its type or that of its rule."""
    probability = max(_probability(reading, name) for name in (draft.type, kind))
    if probability < _COMPLETED:
        return None
    return replace(
        draft,
        confidence=round(draft.confidence * probability, 4),
        why=(*draft.why, f"types:{draft.type} {probability:.2f}"),
    )


def _enough(page: Page) -> float:
    """The probability from which the model alone codes an event of a sentence."""
    return _BESIDE if page.found else _ENOUGH


def _may_be_mutual(reading: PairReading, enough: float) -> bool:
    """Whether a reading is an event of which both may be the doers."""
    kind, probability = _best(reading)
    return probability >= enough and kind in _SYMMETRIC


def _propose(
    page: Page, candidate: Candidate, reading: PairReading, back: PairReading | None, enough: float
) -> Draft | None:
    """The model's own event between the parties of a candidate, or None if it sees none."""
    kind, probability = _best(reading)
    if probability < enough or (back is not None and _best(back)[1] > probability):
        return None
    source, target = candidate.source, candidate.target
    mutual = back is not None and reading.mode != "visit" and _probability(back, kind) >= _MUTUAL
    if not target and not mutual:
        return None
    scene, tree, predicate = page.scene, page.scene.tree, candidate.predicate
    objects = objects_of(scene, predicate)
    status, why = _status(page, predicate, reading)
    parties = (*source, *target)
    name = kind.partition("/")[0]
    draft = Draft(
        rule=_rule(name, reading.mode, probability, tree.pos[predicate]),
        predicate=predicate,
        type=name,
        mode=reading.mode,
        source=parties if mutual else source,
        target=() if mutual else target,
        status=status,
        why=(f"types:{kind} {probability:.2f}", f"status:{why}"),
        tokens=evidence_of(scene, predicate, objects, list(parties)),
        objects=tuple(objects),
        confidence=round(probability, 4),
    )
    refused = find_refusal(scene, draft, page.manner)
    return None if refused in (Reason.SPORT, Reason.SAME_ACTOR) else draft


def _rule(kind: str, mode: str | None, probability: float, pos: str) -> Rule:
    """The rule that stands for the model in a trace."""
    return Rule(
        name="types",
        words=(),
        pos="V" if pos in ("VERB", "AUX") else "N",
        needs=frozenset(),
        clauses=(),
        type=kind,
        mode=mode,
        frame="dir",
        status="",
        targets=(),
        weight=probability,
    )


def _best(reading: PairReading) -> tuple[str, float]:
    """The likeliest class that is an event."""
    return max(
        ((name, p) for name, p in reading.probabilities.items() if name != NO_EVENT), key=lambda item: item[1]
    )


def _probability(reading: PairReading, kind: str) -> float:
    """The probability of a type, its finer classes and near kin among them."""
    finer = sum(reading.probabilities.get(name, 0.0) for name in FINER_TYPES if name.startswith(f"{kind}/"))
    return reading.probabilities.get(kind, 0.0) + finer


def _status(page: Page, predicate: int, reading: PairReading) -> tuple[str, str]:
    """The status: the grammar's where it says something is not done, else the model's where it is sure."""
    found = read_status(
        page.scene.tree,
        predicate,
        is_question=page.manner.is_question,
        is_headline=page.manner.is_headline,
    )
    if found.status in _UNREAL or not reading.statuses:
        return found.status, found.why
    best, probability = max(reading.statuses.items(), key=lambda item: item[1])
    return (best, f"types {probability:.2f}") if probability >= _SURE_STATUS else (found.status, found.why)
