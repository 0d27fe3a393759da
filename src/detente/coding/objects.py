"""What an event is about: the topic noun phrase, in the words of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.coding.drafts import Draft
from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene
from detente.coding.when import TimeExpression

__all__ = ["find_object"]

_TOPIC = ("on", "over", "about", "regarding", "concerning", "for")
_TAIL = frozenset((*_TOPIC, "of", "in", "against", "through"))
_NEAR = frozenset(("amod", "compound", "nmod", "nummod", "poss", "case", "quantmod", "det", "advmod"))
_SKIP_FIRST = frozenset(
    ("the", "a", "an", "its", "their", "his", "her", "our", "this", "that", "these", "those", "both", "any")
)
_OPEN_END = frozenset(("ADP", "CCONJ", "DET", "PUNCT", "PART"))
_LONGEST = 8


def find_object(scene: Scene, draft: Draft, text: str, times: list[TimeExpression]) -> str | None:
    """The words for what the event is about, at most eight, or None.

    ``signed a pact on energy`` gives ``pact on energy``, ``held talks on energy`` gives ``energy``; never an
    actor alone and never a time.
    """
    for token in _candidates(scene, draft):
        if _is_topic(scene, token, times):
            phrase = _phrase(scene, _measured(scene, token), text, times)
            if phrase:
                return phrase
    return None


def _candidates(scene: Scene, draft: Draft) -> Iterator[int]:
    """Tokens that may head the topic, best first."""
    tree, classes = scene.tree, word_classes()
    nodes = (draft.predicate, *draft.objects)
    meeting = classes["talks"] | classes["visit"]
    if draft.rule.type == "CONSULT":
        yield from (t for node in nodes for slot in _TOPIC for t in _behind(scene, node, slot))
        other = meeting | classes["representative"]
        yield from (t for t in draft.objects if tree.lemmas[t] not in other and t != draft.predicate)
        yield from _in_clauses(scene, draft.predicate, ("xcomp", "advcl"))
        return
    if draft.rule.type == "ACCUSE":
        yield from _behind(scene, draft.predicate, "of")
    if draft.rule.pos == "N" and draft.rule.type in ("COOPERATE", "ASSAULT", "REQUEST", "RETREAT"):
        yield from (t for slot in ("of", *_TOPIC) for t in _behind(scene, draft.predicate, slot))
    yield from draft.objects
    yield from (
        t for node in nodes for slot in (*_TOPIC, "of", "to", "with") for t in _behind(scene, node, slot)
    )
    yield from _in_clauses(scene, draft.predicate, ("xcomp", "ccomp"))


def _behind(scene: Scene, node: int, word: str) -> Iterator[int]:
    """What a preposition introduces: nouns, or the clause of a gerund."""
    yield from scene.preposition(node, word)
    for child in scene.tree.having(node, "prep"):
        if scene.tree.lemmas[child] == word:
            yield from scene.tree.having(child, "pcomp")


def _in_clauses(scene: Scene, predicate: int, deps: tuple[str, ...]) -> Iterator[int]:
    """Objects, then prepositional objects, of the clauses that depend on the predicate."""
    tree = scene.tree
    for child in tree.having(predicate, *deps):
        yield from tree.having(child, "dobj", "nsubjpass")
        yield from _in_clauses(scene, child, ("xcomp",))
        for prep in tree.having(child, "prep"):
            yield from tree.having(prep, "pobj")


def _is_topic(scene: Scene, token: int, times: list[TimeExpression]) -> bool:
    tree = scene.tree
    if token in scene.by_token or tree.lemmas[token] in word_classes()["vague"]:
        return False
    if tree.pos[token] == "VERB":
        return tree.deps[token] == "pcomp"
    return tree.pos[token] in ("NOUN", "PROPN") and not _is_time(scene, token, times)


def _is_time(scene: Scene, token: int, times: list[TimeExpression]) -> bool:
    start = scene.tree.starts[token]
    return any(time.start <= start < time.end for time in times)


def _measured(scene: Scene, token: int) -> int:
    """What a word of measure measures: "a number of drills"."""
    if scene.tree.lemmas[token] in word_classes()["measure"]:
        inner = scene.preposition(token, "of")
        if inner and scene.tree.pos[inner[0]] in ("NOUN", "PROPN"):
            return inner[0]
    return token


def _phrase(scene: Scene, token: int, text: str, times: list[TimeExpression]) -> str:
    """A phrase as written, without its article, relative clauses and what names only parties or times."""
    tree = scene.tree
    keep, stack = [], [token]
    while stack:
        node = stack.pop()
        keep.append(node)
        stack.extend(child for child in tree.children[node] if _belongs(scene, node, child, token, times))
    keep.sort()
    run = _run_around(keep, token)
    while len(run) > 1 and (tree.words[run[0]].lower() in _SKIP_FIRST or tree.pos[run[0]] == "PUNCT"):
        run.pop(0)
    run = run[:_LONGEST] if run.index(token) < _LONGEST else run[run.index(token) - _LONGEST + 1 :]
    while len(run) > 1 and (tree.pos[run[-1]] in _OPEN_END or _cuts_a_name(scene, run[-1], token)):
        run.pop()
    return re.sub(r"\s+", " ", text[tree.starts[run[0]] : tree.ends[run[-1]]]).strip()


def _belongs(scene: Scene, node: int, child: int, head: int, times: list[TimeExpression]) -> bool:
    """Whether a dependant belongs to the topic's phrase."""
    tree = scene.tree
    dep = tree.deps[child]
    if dep in ("cc", "conj"):
        return tree.pos[node] != "VERB" or node == head
    if dep == "punct":
        return tree.words[child] in ("-", "–", ",", "'", "’")
    if dep == "prep":
        objects = tree.having(child, "pobj")
        timely = any(_is_time(scene, low, times) or low in scene.by_token for low in objects)
        named = bool(objects) and all(low in scene.by_token for low in objects)
        of_actor = tree.lemmas[child] in ("of", "in", "against") and named
        return bool(objects) and tree.lemmas[child] in _TAIL and (of_actor or not timely)
    if dep in ("acl", "relcl"):
        return tree.tags[child] == "VB"
    if tree.pos[node] == "VERB":
        return dep in ("dobj", "prt", "neg", "aux") and tree.lemmas[child] != "have"
    return (dep in _NEAR and not _is_time(scene, child, times)) or dep in ("pobj", "hyph")


def _run_around(keep: list[int], token: int) -> list[int]:
    """The unbroken run of tokens that holds the head; one token may be missing between two."""
    at = keep.index(token)
    low = high = at
    while low > 0 and keep[low] - keep[low - 1] <= 2:
        low -= 1
    while high + 1 < len(keep) and keep[high + 1] - keep[high] <= 2:
        high += 1
    return keep[low : high + 1]


def _cuts_a_name(scene: Scene, last: int, head: int) -> bool:
    """Whether the run ends in a modifier whose noun was cut off."""
    tree = scene.tree
    return last != head and tree.deps[last] in _NEAR and tree.heads[last] > last
