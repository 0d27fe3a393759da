"""Slots of a predicate: where a rule says its target may stand."""

from __future__ import annotations

from detente.coding.lexicon import word_classes
from detente.coding.scene import Party, Scene

__all__ = ["DEFAULT_TARGETS", "find_in_slot", "find_target"]

_SHARED = frozenset(("between", "with"))

DEFAULT_TARGETS = [
    "obj",
    "dative",
    "obj.poss",
    "obj.to",
    "obj.with",
    "obj.against",
    "obj.on",
    "obj.from",
    "obj.for",
    "to",
    "with",
    "against",
    "on",
    "from",
    "for",
    "obj.of",
    "obj.amod",
]


def find_target(
    scene: Scene, predicate: int, objects: list[int], slots: tuple[str, ...] | list[str], *, exclude: set[str]
) -> tuple[list[Party], str]:
    """The first slot that holds an actor not in `exclude`: its parties and its name."""
    for slot in slots:
        found = [
            party for party in find_in_slot(scene, predicate, objects, slot) if party.actor not in exclude
        ]
        if found:
            return found, slot
    return [], ""


def find_in_slot(scene: Scene, predicate: int, objects: list[int], slot: str) -> list[Party]:
    """The parties in one slot of a predicate.

    ``obj`` the object itself; ``obj.poss`` and ``obj.amod`` actors named before it; ``obj.to`` … behind it;
    ``to`` … prepositional phrases of the predicate (or of its object); ``dative`` the indirect object;
    ``ccomp`` actors in its complement clause; ``for.by`` a phrase within a phrase;
    ``obj.agent`` who did it ("a plan drafted by …").
    """
    tree = scene.tree
    if slot == "obj.agent":
        return [
            p for token in objects for low in tree.having(token, "acl") for p in _behind(scene, [low], "by")
        ]
    if slot == "obj":
        return [party for token in objects for party in scene.parties(token)]
    if slot in ("obj.poss", "obj.amod"):
        visit = word_classes()["visit"]
        nodes = [
            token for token in _chain(scene, objects) if slot == "obj.poss" or tree.lemmas[token] not in visit
        ]
        return [
            party
            for token in nodes
            for party in scene.modifiers(token)
            if tree.lemmas[token] not in visit or tree.deps[party.token] == "poss"
        ]
    if slot == "dative":
        return [
            party
            for token in tree.having(predicate, "dative")
            for party in scene.parties(token, strict=False)
        ]
    if slot.startswith("ccomp"):
        return _in_complement(scene, predicate, slot)
    first, _, second = slot.partition(".")
    if first == "obj":
        nodes = _chain(scene, objects)
        return _behind(scene, [*nodes, predicate] if second in _SHARED else nodes, second)
    if not second:
        return _behind(scene, [predicate], first) or _behind(scene, _chain(scene, objects), first)
    inner = scene.preposition(predicate, first)
    if second in ("poss", "amod"):
        return [party for token in inner for party in scene.modifiers(token)]
    return _behind(scene, inner, second)


def _chain(scene: Scene, objects: list[int]) -> list[int]:
    """Objects with those coordinated with them, and what they measure ("a number of drills")."""
    out = []
    for token in objects:
        for node in scene.tree.conjuncts(token):
            out.append(node)
            out.extend(scene.preposition(node, "of"))
    return out


def _behind(scene: Scene, nodes: list[int], word: str) -> list[Party]:
    """Parties in phrases with a preposition behind any of these tokens, or one phrase deeper."""
    out: list[Party] = []
    for node in nodes:
        for token in scene.preposition(node, word):
            found = scene.parties(token, strict=False) or _deeper(scene, token)
            out.extend(party for party in found if party not in out)
    return out


def _deeper(scene: Scene, token: int) -> list[Party]:
    """Parties of the phrase behind a noun that names none: "arms sales to Pakistan"."""
    for word in ("to", "against", "with", "of", "in"):
        for below in scene.preposition(token, word):
            found = scene.parties(below, strict=False)
            if found:
                return found
    return []


def _in_complement(scene: Scene, predicate: int, slot: str) -> list[Party]:
    """State-like actors named in the complement clause, nearest slots first."""
    tree = scene.tree
    if slot == "ccomp.subj":
        subjects = [
            s
            for child in tree.having(predicate, "ccomp", "xcomp", "acl", "relcl")
            for s in tree.having(child, "nsubj", "nsubjpass")
        ]
        return [party for token in subjects for party in scene.parties(token) or scene.modifiers(token)]
    for child in tree.having(predicate, "xcomp", "ccomp", "dobj", "prep", "advcl"):
        found = scene.all_parties(tree.subtree(child))
        if found:
            return found
    return []
