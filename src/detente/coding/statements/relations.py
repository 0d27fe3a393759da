"""Claims made of a relation noun: "India-US ties are blossoming", "a thaw between A and B"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.coding.drafts import Manner
from detente.coding.scene import Scene
from detente.coding.statements.courses import tell_by_verb, verb_beside
from detente.coding.statements.cues import label_of
from detente.coding.statements.mood import Mood, hangs_on_prospect, mood_of, verb_above
from detente.coding.statements.quality import height_of, settle_telling, tell_quality, top_noun
from detente.coding.statements.said import Said, Telling, phrase_tokens
from detente.coding.statements.topic import domains_of, dyads_of, is_relation
from detente.sentences.tree import Tree

__all__ = ["say_of_relations"]

_NOMINAL = ("amod", "compound", "nmod", "advmod", "nn")
_PURPOSE = frozenset(("toward", "towards", "of", "in", "for", "to"))
_WISHED = frozenset(("want", "seek", "desire", "wish", "hope", "pursue", "favour", "favor", "crave", "need"))
_PAST = frozenset(("history", "past", "legacy", "year", "decade", "century", "memory"))
_EASED = frozenset(
    (*("ease", "subside", "abate", "defuse", "reduce", "lower", "end", "overcome", "cool", "heal", "mend"),
     *("narrow", "close", "bridge", "fade", "settle", "diffuse", "resolve", "lessen", "melt"))
)  # fmt: skip
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
        elif tree.pos[noun] != "VERB" and _state_label(tree, noun) is not None:
            telling = _tell_state(scene, noun, manner)
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
    mood = _presupposed(tree, noun, verb, manner)
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
    label = label_of(tree, head, "change") or _opening(tree, head)
    if label is None or tree.pos[head] not in ("NOUN", "PROPN", "VERB"):
        return None
    verb = verb_above(tree, head)
    mood = _presupposed(tree, head, verb, manner)
    return Telling(label, head, f"change:{tree.lemmas[head]}", mood) if mood.told else None


def _opening(tree: Tree, noun: int) -> str | None:
    """A new chapter, a fresh start."""
    if label_of(tree, noun, "opening") is None:
        return None
    near = [*tree.children[noun], *(c for below in tree.subtree(noun) for c in [below] if c > noun)]
    return "warming" if any(tree.lemmas[c] in ("new", "fresh", "promising", "golden") for c in near) else None


def _presupposed(tree: Tree, noun: int, verb: int | None, manner: Manner) -> Mood:
    """The mood of what a noun phrase takes for granted: its own clause's only where that brings it about."""
    if hangs_on_prospect(tree, noun):
        return Mood("future", "possible", main=noun)
    if verb is None:
        return mood_of(tree, None, manner)
    mood = mood_of(tree, verb, manner)
    if tree.lemmas[verb] in _WISHED and tree.deps[top_noun(tree, noun)] in ("dobj", "pobj"):
        return Mood("future", "possible", main=verb)
    dep = tree.deps[top_noun(tree, noun)]
    definite = any(
        tree.lemmas[child] in ("the", "this", "these", "its", "their") for child in tree.children[noun]
    )
    if dep in ("nsubj", "nsubjpass", "ROOT", "conj", "appos") or (definite and mood.modality != "asserted"):
        return Mood(main=verb)
    if not mood.told or tree.lemmas[verb] in _UNSAID:
        return replace(mood, told=False)
    holds = label_of(tree, verb, "holder") is not None
    tense = mood.tense if holds or mood.tense == "future" else "present"
    return replace(mood, tense=tense)


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
    mood = _presupposed(tree, noun, verb_above(tree, head) if head != noun else None, manner)
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


# -- nouns for a state of affairs


def _state_label(tree: Tree, noun: int) -> str | None:
    if tree.lemmas[noun] in ("war", "wars") and noun and tree.lemmas[noun - 1] == "cold":
        return "hostile"
    return label_of(tree, noun, "state") or _opening(tree, noun)


def _tell_state(scene: Scene, noun: int, manner: Manner) -> Telling | None:
    """A noun that itself says how things stand: enmity, tension, a rift, a void."""
    tree = scene.tree
    label = _state_label(tree, noun)
    beside = verb_beside(tree, noun)
    if label is None or (tree.deps[noun] in ("compound", "nmod") and beside is None):
        return None
    verb = verb_above(tree, noun)
    mood = _presupposed(tree, noun, verb, manner)
    above = tree.heads[tree.heads[noun]] if tree.deps[noun] == "pobj" else noun
    if tree.lemmas[above] in _PAST or tree.lemmas[tree.heads[noun]] in ("during", "after"):
        mood = Mood("past", main=noun)
    if (
        label == "dependent"
        and verb is not None
        and tree.deps[noun] == "nsubj"
        and _complement_of(tree, verb)
    ):
        return Telling("cooling", verb, "dependence sours", mood_of(tree, verb, manner))
    grows = [c for c in tree.having(noun, "amod") if tell_quality(tree, c) == "warming"]
    rising = verb is not None and tree.deps[noun] == "nsubj" and label_of(tree, verb, "subject") == "warming"
    if label in ("hostile", "rivalry") and (grows or rising):
        label = "cooling" if label == "hostile" else label
    elif verb is not None and tree.deps[above] in ("nsubj", "dobj", "nsubjpass"):
        if tree.lemmas[verb] in _EASED:
            mood = mood_of(tree, verb, manner)
            label = "warming" if label in ("hostile", "cooling", "rivalry", "distant") else label
        elif label_of(tree, verb, "holder") is not None or tree.lemmas[verb] in ("exist", "persist", "mark"):
            mood = mood_of(tree, verb, manner)
    if mood.negated and label in ("hostile", "cooling"):
        return Telling("stable", noun, f"no:{tree.lemmas[noun]}", replace(mood, negated=False))
    return Telling(label, noun, f"state:{tree.lemmas[noun]}", mood, 0.7) if mood.told else None


def _complement_of(tree: Tree, verb: int) -> bool:
    """Whether a verb says that something turned sour."""
    return any(
        label_of(tree, c, "adjective") == "cooling" for c in tree.having(verb, "acomp", "oprd", "advmod")
    )
