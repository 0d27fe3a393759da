"""Claims made of actors without a noun for their relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.coding.clauses import subject_token
from detente.coding.drafts import Manner
from detente.coding.scene import Scene
from detente.coding.statements.bonds import say_of_bonds
from detente.coding.statements.cues import kinds_of, label_of
from detente.coding.statements.domains import domains_at, domains_of
from detente.coding.statements.mood import mood_of, verb_above
from detente.coding.statements.moves import say_of_moves
from detente.coding.statements.roles import say_of_markets, say_of_roles
from detente.coding.statements.said import OPPOSITE, Said, phrase_tokens
from detente.coding.statements.topic import pairs_across, sorted_pair, states_at
from detente.sentences.tree import Tree

__all__ = ["say_of_actors"]

_TO_WHOM = ("with", "on", "upon", "to", "toward", "towards", "of", "from", "by")


def say_of_actors(scene: Scene, manner: Manner) -> Iterator[Said]:
    """Every claim that the sentence makes of two actors without a noun for their relation."""
    tree = scene.tree
    for token, pos in enumerate(tree.pos):
        if pos in ("VERB", "AUX"):
            yield from say_of_moves(scene, token, manner)
            yield from say_of_bonds(scene, token, manner)
            continue
        kinds = kinds_of(tree, token)
        if pos in ("NOUN", "PROPN", "ADJ"):
            if "role" in kinds:
                yield from say_of_roles(scene, token, manner)
            if "market" in kinds:
                yield from say_of_markets(scene, token, manner)
        if pos in ("ADJ", "NOUN", "ADV") and "standing" in kinds:
            yield from _standings(scene, token, manner)


def _standings(scene: Scene, token: int, manner: Manner) -> Iterator[Said]:
    """How actors stand to each other: at odds with, dependent on, close to, wary of."""
    tree = scene.tree
    label = label_of(tree, token, "standing")
    if label is None or not _is_predicate(tree, token):
        return
    verb = verb_above(tree, token)
    others = _whom(scene, token, verb, label)
    subject = subject_token(scene, verb) if verb is not None else None
    own = next(iter(tree.having(token, "nsubj")), None)  # "has made Laos dependent on Beijing"
    subject = own if own is not None else subject
    acting = states_at(scene, subject) if subject is not None else []
    dyads = pairs_across([a for a in acting if a not in others], others)
    if not others and tree.pos[token] == "NOUN" and len(acting) == 2:
        dyads = [sorted_pair(acting)]
    mood = mood_of(tree, verb, manner)
    if not mood.told:
        return
    if mood.ended:
        label, mood = OPPOSITE.get(label, label), replace(mood, ended=False)
    tokens = phrase_tokens(tree, token, *([verb] if verb is not None else []))
    domains = domains_at(tree, tree.subtree(token)) if label == "dependent" else []
    for dyad in dyads:
        for domain in domains or domains_of(scene, token, verb):
            yield Said(dyad, domain, label, mood, token, tokens, f"standing:{tree.lemmas[token]}", 0.7)


def _is_predicate(tree: Tree, token: int) -> bool:
    """Whether a word stands where it says how somebody stands: "is wary", "at odds"."""
    if tree.pos[token] == "NOUN":
        return tree.lemmas[tree.heads[token]] in ("at", "on", "in")
    return tree.deps[token] in ("acomp", "oprd", "conj", "ROOT", "amod", "acl", "attr", "advcl", "ccomp")


def _whom(scene: Scene, token: int, verb: int | None, label: str) -> list[str]:
    """To whom somebody stands so."""
    tree, noun = scene.tree, scene.tree.pos[token] == "NOUN"
    nodes = [token, tree.heads[tree.heads[token]]] if noun else [token]
    lows = [low for node in nodes for word in _TO_WHOM for low in scene.preposition(node, word)]
    others = [actor for low in lows for actor in states_at(scene, low) or _deep(scene, low)]
    if label == "dependent" and not others:
        lows = [low for word in ("on", "upon") for low in scene.preposition(token, word)]
        others = [p.actor for low in lows for p in scene.modifiers(low) if scene.cast.is_state_like(p.actor)]
    if not others and noun and verb is not None:
        others = [a for below in scene.preposition(verb, "with") for a in states_at(scene, below)]
    return others


def _deep(scene: Scene, token: int) -> list[str]:
    """The actor deep in "most of the rest of the EU"."""
    tree = scene.tree
    of = [
        low
        for prep in tree.having(token, "prep")
        if tree.lemmas[prep] == "of"
        for low in tree.having(prep, "pobj")
    ]
    return next((found for low in of if (found := states_at(scene, low) or _deep(scene, low))), [])
