"""Claims made of a relation noun: "India-US ties are blossoming", "a thaw between A and B"."""

from __future__ import annotations

from collections.abc import Iterator

from detente.coding.drafts import Manner
from detente.coding.scene import Scene
from detente.coding.statements.courses import tell_by_verb
from detente.coding.statements.cues import label_of
from detente.coding.statements.domains import domains_of
from detente.coding.statements.mood import Mood, mood_of, verb_above
from detente.coding.statements.quality import height_of, presupposed, settle_telling, tell_quality, top_noun
from detente.coding.statements.said import Said, Telling, phrase_tokens
from detente.coding.statements.states import opening, state_label, tell_state
from detente.coding.statements.topic import dyads_of, is_relation
from detente.sentences.tree import Tree

__all__ = ["say_of_relations"]

_NOMINAL = ("amod", "compound", "nmod", "advmod", "nn")
_PURPOSE = frozenset(("toward", "towards", "of", "in", "for", "to"))
_PAST = frozenset(("history", "past", "legacy", "year", "decade", "century", "memory"))
_UNSAID = frozenset(
    ("sign", "agree", "discuss", "call", "urge", "announce", "review", "establish", "welcome")
)


def say_of_relations(scene: Scene, manner: Manner) -> Iterator[Said]:
    """Every claim that the sentence makes through a noun for a relation or for its state."""
    tree = scene.tree
    for noun in range(len(tree)):
        if tree.pos[noun] not in ("NOUN", "PROPN", "VERB"):
            continue
        if is_relation(scene, noun):
            telling = _tell(scene, noun, manner)
        elif tree.pos[noun] != "VERB" and state_label(tree, noun) is not None:
            telling = tell_state(scene, noun, manner)
        else:
            continue
        if telling is None or not telling.mood.told:
            continue
        for dyad in dyads_of(scene, noun):
            for domain in domains_of(scene, noun, telling.token):
                tokens = phrase_tokens(tree, noun, telling.token)
                yield Said(
                    dyad,
                    domain,
                    telling.claim,
                    telling.mood,
                    telling.token,
                    tokens,
                    telling.why,
                    telling.weight,
                )


def _tell(scene: Scene, noun: int, manner: Manner) -> Telling | None:
    """What is said of a relation noun: by its verb, by the noun that governs it, by its adjectives."""
    weak = label_of(scene.tree, noun, "relation") is None
    for read in (tell_by_verb, _by_noun, _by_adjective):
        telling = read(noun, scene.tree, manner)
        if telling is not None:
            vague = (
                weak
                and telling.claim not in ("warming", "cooling")
                and not (telling.claim == "stable" and telling.why.startswith("subject"))
                and not telling.why.startswith("adjective")
            )
            return None if vague else telling
    return _by_itself(scene, noun, manner)


def _by_itself(scene: Scene, noun: int, manner: Manner) -> Telling | None:
    """A noun that already means that things are good: "Zagreb's friendship with Ljubljana"."""
    tree = scene.tree
    if label_of(tree, noun, "amity") is None or tree.deps[noun] not in ("nsubj", "dobj", "attr", "ROOT"):
        return None
    verb = verb_above(tree, noun)
    if verb is not None and (tree.lemmas[verb] in _UNSAID or label_of(tree, verb, "object") is not None):
        return None
    if noun and tree.words[noun][:1].isupper() and not scene.modifiers(noun) and tree.pos[noun] == "PROPN":
        return None  # "the Alliance" is one by name
    mood = presupposed(tree, noun, verb, manner)
    ahead = verb is not None and tree.deps[noun] == "nsubj" and mood_of(tree, verb, manner).tense == "future"
    if ahead:
        return None
    return Telling("close", noun, f"amity:{tree.lemmas[noun]}", mood, 0.6) if mood.told else None


# -- by nouns


def _by_noun(noun: int, tree: Tree, manner: Manner) -> Telling | None:
    """The relation is part of another noun: "the blossoming of ties", "a setback to relations"."""
    top = top_noun(tree, noun)
    above = tree.heads[top]
    if tree.deps[top] == "pobj" and tree.lemmas[above] in _PURPOSE:
        head = tree.heads[above]
        if tree.lemmas[head] in _PAST:
            labels = [label for c in tree.having(head, "amod") if (label := tell_quality(tree, c))]
            if labels:
                label = "hostile" if labels[0] == "cooling" else labels[0]
                return Telling(label, head, f"past:{tree.lemmas[head]}", Mood("past"))
        if tree.lemmas[head] == "back" and tree.lemmas[tree.heads[head]] == "set":
            return Telling(
                "cooling", tree.heads[head], "change:setback", mood_of(tree, verb_above(tree, head), manner)
            )
        return _of_change(tree, head, manner)
    if tree.deps[noun] == "compound":
        return _of_change(tree, tree.heads[noun], manner)
    if tree.deps[top] == "dobj" and tree.pos[above] in ("VERB", "AUX") and tree.tags[above] == "VBG":
        return None
    return None


def _of_change(tree: Tree, head: int, manner: Manner) -> Telling | None:
    label = label_of(tree, head, "change") or opening(tree, head)
    if label is None or tree.pos[head] not in ("NOUN", "PROPN", "VERB"):
        return None
    verb = verb_above(tree, head)
    mood = presupposed(tree, head, verb, manner)
    return Telling(label, head, f"change:{tree.lemmas[head]}", mood) if mood.told else None


# -- by adjectives


def _by_adjective(noun: int, tree: Tree, manner: Manner) -> Telling | None:
    """What the adjectives of a relation noun say: "deteriorating relations", "enjoy close ties"."""
    near = [child for child in tree.children[noun] if tree.deps[child] in _NOMINAL]
    node = noun
    while tree.deps[node] == "conj" and label_of(tree, tree.heads[node], "relation") is not None:
        node = tree.heads[node]
        near += [child for child in tree.children[node] if tree.deps[child] in _NOMINAL]
    head = tree.heads[noun]
    if tree.deps[noun] in ("compound", "dobj", "npadvmod") and tree.tags[head] in ("VBG", "JJR", "JJ"):
        near.append(head)
    labelled = [(label, child) for child in near if (label := tell_quality(tree, child))]
    if not labelled:
        return _at_low(tree, noun, manner)
    labelled.sort(key=lambda pair: pair[0] == "close")
    label, child = labelled[0]
    mood = presupposed(tree, noun, verb_above(tree, head) if head != noun else None, manner)
    return settle_telling(label, child, f"adjective:{tree.lemmas[child]}", mood) if mood.told else None


def _at_low(tree: Tree, noun: int, manner: Manner) -> Telling | None:
    """A headline without a verb: "Ties at Historic Low"."""
    for prep in tree.having(noun, "prep"):
        inside = (
            {tree.lemmas[token] for token in tree.subtree(prep)}
            if tree.lemmas[prep] in ("at", "in")
            else set()
        )
        label = height_of(inside)
        if label is not None:
            return Telling(label, prep, f"at:{label}", mood_of(tree, None, manner))
    return None
