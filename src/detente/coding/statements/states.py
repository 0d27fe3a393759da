"""Nouns for a state of affairs: enmity, a rift, a thaw, and what became of it."""

from __future__ import annotations

from dataclasses import replace

from detente.coding.drafts import Manner
from detente.coding.scene import Scene
from detente.coding.statements.courses import verb_beside
from detente.coding.statements.cues import label_of
from detente.coding.statements.mood import Mood, mood_of, verb_above
from detente.coding.statements.quality import presupposed, tell_quality
from detente.coding.statements.said import Telling
from detente.sentences.tree import Tree

__all__ = ["opening", "state_label", "tell_state"]

_PAST = frozenset(("history", "past", "legacy", "year", "decade", "century", "memory"))
_EASED = frozenset(
    (*("forget", "bury", "forgive", "patch", "repair", "soothe", "dispel", "evaporate", "dissolve"),
     *("ease", "subside", "abate", "defuse", "reduce", "lower", "end", "overcome", "cool", "heal", "mend"),
     *("narrow", "close", "bridge", "fade", "settle", "diffuse", "resolve", "lessen", "melt"))
)  # fmt: skip
_YEAR = 4  # digits
_RETURNING = frozenset(
    ("return", "revive", "resurface", "reappear", "flare", "reignite", "rekindle", "recur")
)
_LASTING = frozenset(("exist", "persist", "mark"))
_MAKING = frozenset(
    ("cause", "create", "drive", "open", "bring", "produce", "provoke", "trigger", "spark", "sow", "prompt")
)


def opening(tree: Tree, noun: int) -> str | None:
    """A new chapter, a fresh start."""
    if label_of(tree, noun, "opening") is None:
        return None
    near = [*tree.children[noun], *(c for below in tree.subtree(noun) for c in [below] if c > noun)]
    return "warming" if any(tree.lemmas[c] in ("new", "fresh", "promising", "golden") for c in near) else None


def state_label(tree: Tree, noun: int) -> str | None:
    """The claim of a noun for a state of affairs, or None if it is none."""
    if tree.lemmas[noun] in ("war", "wars") and noun and tree.lemmas[noun - 1] == "cold":
        return "hostile"
    if tree.lemmas[noun] == "affair" and noun and tree.lemmas[noun - 1] == "love":
        return "close"
    return label_of(tree, noun, "state") or opening(tree, noun)


def tell_state(scene: Scene, noun: int, manner: Manner) -> Telling | None:
    """A noun that itself says how things stand: enmity, tension, a rift, a void."""
    tree = scene.tree
    label = state_label(tree, noun)
    shared = {"common", "shared", "same"} & {tree.lemmas[c] for c in tree.having(noun, "amod")}
    if shared and label in ("hostile", "rivalry", "cooling"):
        return None  # a fear that two share is of a third
    beside = verb_beside(tree, noun)
    if label is None or (tree.deps[noun] in ("compound", "nmod") and beside is None):
        return None
    verb = verb_above(tree, noun)
    turned = _turned(tree, noun, verb, label, manner) if verb is not None else None
    if turned is not None:
        return turned
    mood = _mood_of_state(tree, noun, verb, manner)
    grows = [c for c in tree.having(noun, "amod") if tell_quality(tree, c) == "warming"]
    rising = verb is not None and tree.deps[noun] == "nsubj" and label_of(tree, verb, "subject") == "warming"
    if label == "hostile" and (grows or rising):
        label = "cooling"
    if mood.negated and label in ("hostile", "cooling"):
        return Telling("stable", noun, f"no:{tree.lemmas[noun]}", replace(mood, negated=False))
    return Telling(label, noun, f"state:{tree.lemmas[noun]}", mood, 0.7) if mood.told else None


def _turned(tree: Tree, noun: int, verb: int, label: str, manner: Manner) -> Telling | None:
    """A state of affairs that is said to have given way: tension eased, the honeymoon is over."""
    dep, lemma = tree.deps[noun], tree.lemmas[verb]
    above = tree.heads[tree.heads[noun]] if dep == "pobj" else noun
    mood = mood_of(tree, verb, manner)
    if label == "dependent" and dep == "nsubj" and _is_sour(tree, verb):
        return Telling("cooling", verb, "dependence sours", mood)
    if label in ("close", "warming") and dep == "nsubj" and _fades(tree, verb):
        return Telling("cooling", verb, f"fading:{tree.lemmas[noun]}", mood)
    if lemma in _RETURNING and dep == "nsubj" and not tree.having(verb, "dobj"):
        back = "warming" if label in ("close", "warming") else "cooling"
        return Telling(back, verb, f"back:{tree.lemmas[noun]}", mood) if mood.told else None
    gives_way = lemma == "give" and any(tree.lemmas[c] == "way" for c in tree.having(verb, "dobj"))
    aside = lemma in ("set", "put", "lay") and any(
        tree.lemmas[c] in ("aside", "behind") for c in tree.having(verb, "advmod", "prt", "prep")
    )
    gives_way = gives_way or aside
    eased = (lemma in _EASED or gives_way) and tree.deps[above] in ("nsubj", "dobj", "nsubjpass")
    rises = dep == "nsubj" and label_of(tree, verb, "subject") == "warming"
    if eased and not rises and label in ("hostile", "cooling", "rivalry", "distant") and not mood.negated:
        return Telling("warming", noun, f"state:{tree.lemmas[noun]}", mood, 0.7) if mood.told else None
    return None


def _mood_of_state(tree: Tree, noun: int, verb: int | None, manner: Manner) -> Mood:
    """Past if it is called so; the mood of a verb that holds or makes it; else what is taken for granted."""
    above = tree.heads[tree.heads[noun]] if tree.deps[noun] == "pobj" else noun
    then = tree.lemmas[above] in _PAST or tree.lemmas[tree.heads[noun]] in ("during", "after")
    if then or _is_dated(tree, noun):
        return Mood("past", main=noun)
    held = verb is not None and tree.deps[above] in ("nsubj", "dobj", "nsubjpass")
    if verb is not None and held:
        makes = tree.lemmas[verb] in _MAKING and tree.deps[noun] == "dobj"
        if label_of(tree, verb, "holder") is not None or tree.lemmas[verb] in _LASTING or makes:
            return mood_of(tree, verb, manner)
    return presupposed(tree, noun, verb, manner)


def _fades(tree: Tree, verb: int) -> bool:
    """Whether a verb says that something good is going."""
    if any(tell_quality(tree, c) == "cooling" for c in tree.having(verb, "acomp", "advmod", "oprd")):
        return True
    return label_of(tree, verb, "subject") == "cooling" or tree.lemmas[verb] in _EASED - {"close", "settle"}


def _is_dated(tree: Tree, noun: int) -> bool:
    """Whether a noun is that of a year: "the chill of 1958"."""
    lows = [
        low
        for prep in tree.having(noun, "prep")
        for low in tree.having(prep, "pobj")
        if tree.lemmas[prep] == "of"
    ]
    return any(len(tree.words[low]) == _YEAR and tree.words[low].isdigit() for low in lows)


def _is_sour(tree: Tree, verb: int) -> bool:
    """Whether a verb says that something turned sour."""
    return any(
        label_of(tree, c, "adjective") == "cooling" for c in tree.having(verb, "acomp", "oprd", "advmod")
    )
