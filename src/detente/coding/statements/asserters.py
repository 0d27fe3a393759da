"""On whose word a statement stands."""

from __future__ import annotations

from detente.actors import Actor
from detente.coding.attribution import asserter_of
from detente.coding.clauses import subject_token
from detente.coding.filling import Surroundings
from detente.coding.scene import Scene
from detente.coding.statements.mood import verb_above
from detente.sentences.tree import Tree

__all__ = ["asserter"]

_HOLDING = frozenset(
    (*("insist", "deny", "argue", "believe", "warn", "predict", "forecast", "contend", "allege", "hint"),
     *("fear", "hope", "expect", "doubt", "worry", "think", "boast", "complain", "promise", "admit"))
)  # fmt: skip


def asserter(scene: Scene, token: int, around: Surroundings) -> str:
    """Who says so: the speaker of a quotation or of reported speech, "according to" whom, or the author."""
    said = asserter_of(scene, token, around.quotations, speaker=around.speaker)
    if said != "author":
        return said
    tree = scene.tree
    believer = _believer(scene, token)
    if believer is not None:
        return believer
    for node in range(len(tree)):
        if tree.words[node].lower() == "according" and _reaches(tree, node, token):
            for prep in tree.having(node, "prep"):
                for below in tree.having(prep, "pobj"):
                    found = scene.parties(below)
                    if found:
                        return found[0].person or found[0].actor
                    return _unnamed(scene, below)
    return "author"


def _believer(scene: Scene, token: int) -> str | None:
    """Who insists, denies, fears that it is so."""
    tree, node = scene.tree, token
    for above in tree.ancestors(token):
        if tree.deps[node] in ("ccomp", "parataxis") and tree.lemmas[above] in _HOLDING:
            subject = subject_token(scene, above)
            found = scene.parties(subject) if subject is not None else []
            return (found[0].person or found[0].actor) if found else None
        node = above
    return None


def _unnamed(scene: Scene, noun: int) -> str:
    """An actor for people without a name: "political observers" becomes ``political-observers``."""
    tree = scene.tree
    near = [c for c in tree.children[noun] if tree.deps[c] in ("amod", "compound") and c < noun]
    words = [tree.words[token].lower() for token in (*near, noun) if tree.words[token].isalpha()]
    if not words or tree.tags[noun] != "NNS" or tree.pos[noun] != "NOUN":
        return "author"
    identity = "-".join(words)
    scene.cast.actors.setdefault(identity, Actor(identity, " ".join(words), "population", ""))
    return identity


def _reaches(tree: Tree, according: int, token: int) -> bool:
    """Whether "according to" stands in the clause of a token or above it."""
    head = tree.heads[according]
    return (
        head == token
        or head in tree.ancestors(token)
        or head in tree.roots()
        or verb_above(tree, token) == head
    )
