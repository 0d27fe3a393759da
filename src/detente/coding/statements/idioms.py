"""Claims of set phrases that no single word makes: "no love lost", "at arm's length", "from bad to worse"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.coding.drafts import Manner
from detente.coding.scene import Scene
from detente.coding.second_reading import Page
from detente.coding.statements.matching import match_phrases
from detente.coding.statements.mood import mood_of, verb_above
from detente.coding.statements.said import OPPOSITE, Said
from detente.coding.statements.topic import sorted_pair
from detente.sentences.tree import Tree

__all__ = ["say_of_idioms"]


def say_of_idioms(page: Page, taken: set[tuple[str, str]]) -> Iterator[Said]:
    """The claims of set phrases on a pair of which nothing else is said: the two named, or those before."""
    match = next(match_phrases(page, "claim"), None)
    pair = _pair(page.scene) if match is not None else None
    if match is None or pair is None or pair in taken:
        return
    yield from _said(page.scene.tree, page.manner, pair, match.label, (match.first, match.last))


def _pair(scene: Scene) -> tuple[str, str] | None:
    """The two states that a sentence names; the pair before, if it names none or one of these."""
    named = [p.actor for p in scene.all_parties(sorted(scene.by_token))]
    named = [actor for actor in dict.fromkeys(named) if scene.cast.is_state_like(actor)]
    if len(named) == 2:
        return sorted_pair(named)
    pair = scene.pair
    return sorted_pair(list(pair)) if pair is not None and set(named) <= set(pair) else None


def _said(
    tree: Tree, manner: Manner, pair: tuple[str, str], label: str, tokens: tuple[int, int]
) -> Iterator[Said]:  # fmt: skip
    mood = mood_of(tree, verb_above(tree, tokens[0]), manner)
    negative = any(tree.lemmas[token] in ("no", "not") for token in range(tokens[0], tokens[1] + 1))
    if not mood.told or (mood.negated and not negative):
        return
    if mood.ended:
        label = OPPOSITE.get(label, label)
    yield Said(
        pair, "overall", label, replace(mood, negated=False, ended=False), tokens[0], tokens, "idiom", 0.6
    )
