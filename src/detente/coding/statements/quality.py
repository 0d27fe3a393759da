"""Words that say how a relation is, and what is told when it is said to be so no longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detente.coding.statements.cues import label_of
from detente.coding.statements.mood import Mood
from detente.coding.statements.said import OPPOSITE, Telling
from detente.sentences.tree import Tree

__all__ = ["height_of", "settle_telling", "tell_quality", "top_noun"]

_LOWS = frozenset(("low", "nadir", "bottom", "crisis", "tatter", "ruin", "doldrum", "decline", "freefall"))
_HIGHS = frozenset(("high", "peak", "zenith", "height", "upswing", "rise"))
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
    if mood.negated and label == "close":
        return Telling("distant", token, why, replace(mood, negated=False))
    return Telling(label, token, why, mood)


def height_of(words: Iterable[str]) -> str | None:
    """The claim of "a low", "a high"."""
    known = set(words)
    return "cooling" if known & _LOWS else "close" if known & _HIGHS else None
