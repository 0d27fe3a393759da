"""Parties that a sentence does not name: those that the text before it leaves no doubt of.

"India asked Nepal to cancel the treaty. Kathmandu refused." The rule knows that somebody was refused; the
text before says who it can have been; the type model decides, which reads both sentences with the two marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.coding.casting import Roles
from detente.coding.clauses import is_passive, subjects
from detente.coding.extraction import Incomplete
from detente.coding.lexicon import Rule, word_classes
from detente.coding.pairs import MarkedPair
from detente.coding.scene import Party, Scene
from detente.coding.slots import find_target
from detente.core.rejections import Reason

__all__ = ["Completion", "complete"]

_FARTHEST = 420  # characters back to the name of the other state
_OTHER_CLAUSE = frozenset(("conj", "advcl", "parataxis", "punct", "mark"))
_HOSTILE = frozenset(("COERCE", "ASSAULT", "SANCTION"))
_Spans = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Completion:
    """An incomplete predicate with the parties it may lack, and the pair to be read.

    Attributes:
        rule: The lexicon row.
        predicate: Token that tells of it.
        objects: Tokens of its objects.
        roles: Source and target, one of them or both from the text before.
        pair: Both, marked in the text from the earlier name to the end of the sentence.
    """

    rule: Rule
    predicate: int
    objects: tuple[int, ...]
    roles: Roles
    pair: MarkedPair


def complete(
    scene: Scene, lacking: Incomplete, text: str, start: int, sentence: str, seen: _Spans
) -> Completion | None:
    """What an incomplete predicate may mean, or None if the text before leaves it open.

    Args:
        scene: The sentence with its actors.
        lacking: The predicate.
        text: The document.
        start: Offset of the sentence in it.
        sentence: The sentence.
        seen: Where each state was last named before the sentence.
    """
    if (lacking.rule.type == "CONSULT" and lacking.rule.mode != "visit") or lacking.rule.frame == "rev":
        return None
    named = _named(scene, lacking)
    clause = _clause(scene, lacking.predicate, text)
    if named is None:
        return _of_last_deed(scene, lacking, text, start, clause, seen)
    here = _span_here(scene, named)
    other, there = _other(scene, lacking, named.actor, start, seen)
    if here is None or there is None or start - there[0] >= _FARTHEST or here == there:
        return None
    missing = Party(other, None, lacking.predicate)
    if lacking.lacks is Reason.NO_TARGET:
        roles, first, second = Roles([named], [missing], "context"), here, there
    else:
        roles, first, second = Roles([missing], [named], "context"), there, here
    return _completion(lacking, roles, _marked(text, (start, start + len(sentence)), clause, first, second))


def _completion(lacking: Incomplete, roles: Roles, pair: MarkedPair) -> Completion:
    return Completion(lacking.rule, lacking.predicate, lacking.objects, roles, pair)


def _clause(scene: Scene, predicate: int, text: str) -> tuple[int, int]:
    """Where the clause of a predicate lies, without clauses coordinated with it or hung on it."""
    tree = scene.tree
    kept, stack = [], [predicate]
    while stack:
        node = stack.pop()
        kept.append(node)
        stack.extend(
            child
            for child in tree.children[node]
            if tree.deps[child] not in _OTHER_CLAUSE and not (tree.deps[child] == "cc" and node == predicate)
        )
        if node == predicate and tree.deps[node] == "conj" and not tree.having(node, "nsubj", "nsubjpass"):
            stack.extend(tree.having(tree.heads[node], "nsubj", "nsubjpass"))
    low, high = min(kept), max(kept)
    return tree.starts[low], min(tree.ends[high], len(text))


def _marked(
    text: str,
    sentence: tuple[int, int],
    clause: tuple[int, int],
    first: tuple[int, int],
    second: tuple[int, int],
) -> MarkedPair:
    """Two names marked in the sentence of the earlier one and the clause that tells of the event.

    What stands between the two, which tells of something else, is left out.
    """
    spans = [first, second]
    earlier = min(spans)
    if earlier[0] >= sentence[0]:  # both in one sentence
        return MarkedPair(text[sentence[0] : sentence[1]], *(_moved(span, sentence[0]) for span in spans))
    low = max(text.rfind("\n", 0, earlier[0]), text.rfind(". ", 0, earlier[0])) + 1
    ends = [at for at in (text.find(". ", earlier[1]), text.find("\n", earlier[1])) if at >= 0]
    high = min([*(at + 1 for at in ends), sentence[0]])
    start, end = min(clause[0], max(spans)[0]), max(clause[1], max(spans)[1])
    if start < sentence[0]:  # two names before the sentence
        high, start, end = max(high, max(spans)[1]), clause[0], clause[1]
    passage = text[low:high].rstrip() + " "
    shift = start - len(passage)
    placed = [_moved(span, low if span[1] <= high else shift) for span in spans]
    return MarkedPair(passage + text[start:end], *placed)


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] - by, span[1] - by


def _other(
    scene: Scene, lacking: Incomplete, named: str, start: int, seen: _Spans
) -> tuple[str, tuple[int, int] | None]:
    """The state that may be meant, and where it was named last.

    In order: the only other state named in the same sentence before the predicate, if a passive names no
    agent; the other party of what the sentence has just told; the other of the two states that the text is
    about; the only other state of the text just before.
    """
    if lacking.lacks is Reason.NO_SOURCE and is_passive(scene.tree, lacking.predicate):
        before = [p for p in scene.all_parties(list(range(lacking.predicate))) if p.actor != named]
        if len({party.actor for party in before}) == 1 and scene.cast.is_state(before[0].actor):
            return before[0].actor, _span_here(scene, before[0])
    for told in reversed(scene.told):
        rest = [actor for actor in (*told.source, *told.target) if actor != named]
        same = told.type == lacking.rule.type and lacking.lacks is Reason.NO_TARGET
        if same and told.target and named not in told.target:
            rest = list(told.target)
        elif len(rest) == len(told.source) + len(told.target):
            continue
        if len(set(rest)) == 1:
            return rest[0], _span_before(scene, lacking.predicate, rest[0]) or seen.get(rest[0])
    if scene.pair and named in scene.pair:
        other = next(actor for actor in scene.pair if actor != named)
        return other, seen.get(other)
    near = [a for a, at in seen.items() if a != named and 0 < start - at[0] < _FARTHEST // 2]
    states = [actor for actor in near if scene.cast.is_state(actor)]
    return (states[0], seen[states[0]]) if len(states) == 1 else ("", None)


def _of_last_deed(
    scene: Scene, lacking: Incomplete, text: str, start: int, clause: tuple[int, int], seen: _Spans
) -> Completion | None:
    """A passive that names nobody, of those to whom something has just been done: "its crew were freed"."""
    tree, people = scene.tree, word_classes()["people"] | word_classes()["crew"]
    if lacking.lacks is not Reason.NO_SOURCE or not is_passive(tree, lacking.predicate):
        return None
    if not any(tree.lemmas[token] in people for token in lacking.objects):
        return None
    deeds = [event for event in scene.recent if event.type in _HOSTILE and event.source and event.target]
    if not deeds:
        return None
    last = deeds[-1]
    if len(last.source) != 1 or len(last.target) != 1 or start - last.evidence[0].start > _FARTHEST:
        return None
    source, target = last.source[0], last.target[0]
    first, second = seen.get(source), seen.get(target)
    if first is None or second is None or first == second:
        return None
    roles = Roles(
        [Party(source, None, lacking.predicate)], [Party(target, None, lacking.predicate)], "context"
    )
    return _completion(lacking, roles, _marked(text, (start, clause[1]), clause, first, second))


def _named(scene: Scene, lacking: Incomplete) -> Party | None:
    """The one party that the sentence names for a predicate."""
    if lacking.lacks is Reason.NO_TARGET:
        found = subjects(scene, lacking.predicate)
    else:
        found = [p for token in lacking.objects for p in scene.parties(token) or scene.modifiers(token)]
        if not found:
            found, _ = find_target(
                scene, lacking.predicate, list(lacking.objects), lacking.rule.targets, exclude=set()
            )
    state_like = {party.actor: party for party in found if scene.cast.is_state_like(party.actor)}
    return next(iter(state_like.values())) if len(state_like) == 1 else None


def _span_before(scene: Scene, predicate: int, actor: str) -> tuple[int, int] | None:
    """Where an actor stands in the sentence before a predicate."""
    found = [party for party in scene.all_parties(list(range(predicate))) if party.actor == actor]
    return _span_here(scene, found[-1]) if found else None


def _span_here(scene: Scene, party: Party) -> tuple[int, int] | None:
    """Where a party stands in the document."""
    for mention in scene.by_token.get(party.token, ()):
        if scene.cast.state_of(mention.actor) == party.actor:
            return mention.start, mention.end
    return None
