"""On whose word: the author's, or that of somebody quoted or reported."""

from __future__ import annotations

from collections.abc import Iterable

from detente.coding.clauses import subject_token
from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene
from detente.sentences.quotations import Quotation
from detente.sentences.tree import Tree

__all__ = ["asserter_of", "reporting_verb", "speaker_of"]


def speaker_of(scene: Scene) -> str | None:
    """Whoever speaks in a sentence: the subject of a verb of speech, or after "according to"; else None."""
    tree = scene.tree
    for token in range(len(tree)):
        if tree.pos[token] == "VERB" and tree.lemmas[token] in word_classes()["say"]:
            subject = subject_token(scene, token)
            found = scene.parties(subject) if subject is not None else []
            if found:
                return found[0].person or found[0].actor
    for token in range(len(tree)):
        if tree.lemmas[token] in ("accord", "according") and tree.words[token].lower() == "according":
            for prep in tree.having(token, "prep"):
                for below in tree.having(prep, "pobj"):
                    found = scene.parties(below)
                    if found:
                        return found[0].person or found[0].actor
    return None


def asserter_of(scene: Scene, predicate: int, quotations: Iterable[Quotation], *, speaker: str | None) -> str:
    """Who says that the event is so: ``author`` or an actor.

    Inside a quotation it is the speaker. In reported speech ("X said that …") it is X, unless X is an actor
    in whose own deed the saying consists, which the caller's predicate then is.
    """
    tree = scene.tree
    start = tree.starts[predicate]
    if speaker is not None and any(
        quotation.is_speech and quotation.holds(start) for quotation in quotations
    ):
        return speaker
    verb = reporting_verb(tree, predicate)
    if verb is not None:
        subject = subject_token(scene, verb)
        found = scene.parties(subject) if subject is not None else []
        if found:
            return found[0].person or found[0].actor
    return "author"


def reporting_verb(tree: Tree, predicate: int) -> int | None:
    """The verb of speech whose complement clause holds the predicate."""
    node = predicate
    for above in tree.ancestors(predicate):
        if tree.deps[node] in ("ccomp", "parataxis") and tree.lemmas[above] in word_classes()["say"]:
            return above
        node = above
    return None
