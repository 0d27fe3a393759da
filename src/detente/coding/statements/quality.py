"""Words that say how a relation is, and what is told when it is said to be so no longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detente.coding.drafts import Manner
from detente.coding.statements.cues import label_of
from detente.coding.statements.mood import Mood, hangs_on_prospect, mood_of
from detente.coding.statements.said import OPPOSITE, Telling
from detente.sentences.tree import Tree

__all__ = ["height_of", "presupposed", "settle_telling", "tell_quality", "top_noun"]

_WISHED = frozenset(("want", "seek", "desire", "wish", "hope", "pursue", "favour", "favor", "crave", "need"))
_UNSAID = frozenset(
    ("sign", "agree", "discuss", "call", "urge", "announce", "review", "establish", "welcome")
)
_LOWS = frozenset(
    (
        "low",
        "lowest",
        "worst",
        "nadir",
        "bottom",
        "crisis",
        "tatter",
        "ruin",
        "doldrum",
        "decline",
        "freefall",
    )
)
_HIGHS = frozenset(("high", "highest", "best", "closest", "peak", "zenith", "height", "upswing", "rise"))
_COMPARATIVE = frozenset(("JJR", "RBR"))


def tell_quality(tree: Tree, token: int) -> str | None:
    """The claim an adjective makes; a comparative tells of change, a negated one of the contrary."""
    label = label_of(tree, token, "adjective")
    if label is None:
        return None
    if tree.tags[token] in _COMPARATIVE or any(
        tree.lemmas[child] in ("more", "increasingly", "ever", "newly") for child in tree.children[token]
    ):
        label = {"close": "warming", "hostile": "cooling", "distant": "cooling"}.get(label, label)
    if any(tree.lemmas[child] in ("not", "less", "hardly", "no") for child in tree.children[token]):
        label = {"close": "distant", "warming": "stable", "hostile": "close"}.get(label, label)
    return label


def top_noun(tree: Tree, noun: int) -> int:
    """The noun, or the first of those it is coordinated with or a modifier of."""
    while tree.deps[noun] in ("conj", "compound") and tree.pos[tree.heads[noun]] in ("NOUN", "PROPN"):
        noun = tree.heads[noun]
    return noun


def settle_telling(label: str, token: int, why: str, mood: Mood) -> Telling:
    """A telling; one that is said to hold no longer has become the contrary."""
    if mood.ended:
        return Telling(OPPOSITE.get(label, label), token, why, replace(mood, ended=False))
    if mood.negated and label == "stable":
        return Telling("cooling", token, why, replace(mood, negated=False))
    if mood.negated and label == "close":
        return Telling("distant", token, why, replace(mood, negated=False))
    return Telling(label, token, why, mood)


def height_of(words: Iterable[str]) -> str | None:
    """The claim of "a low", "a high"."""
    known = set(words)
    return "cooling" if known & _LOWS else "close" if known & _HIGHS else None


def presupposed(tree: Tree, noun: int, verb: int | None, manner: Manner) -> Mood:
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
