"""Slots of a predicate: where a rule says its target may stand."""

from __future__ import annotations

from detente.coding.lexicon import word_classes
from detente.coding.scene import Party, Scene
from detente.sentences.tree import Tree

__all__ = ["DEFAULT_TARGETS", "find_in_slot", "find_target"]

_SHARED = frozenset(("between", "with"))
_LOCATIVE = frozenset(("in", "into", "inside", "near", "at", "outside", "around", "across", "on", "from"))
_MEANS = frozenset(("telephone", "phone", "video", "link", "videolink", "hotline"))

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
    ``obj.agent`` who did it ("a plan drafted by …"); ``aim`` actors in a clause of purpose ("to demand …").
    """
    if slot in _SIMPLE:
        return _SIMPLE[slot](scene, predicate, objects)
    if slot.startswith("ccomp"):
        return _in_complement(scene, predicate, slot)
    first, _, second = slot.partition(".")
    if first == "obj":
        nodes = _chain(scene, objects)
        return _behind(scene, [*nodes, predicate] if second in _SHARED else nodes, second)
    if not second:
        return (
            _behind(scene, [predicate], first)
            or _behind(scene, _chain(scene, objects), first)
            or _behind(scene, _means(scene, predicate), first)
        )
    inner = scene.preposition(predicate, first) or [
        low for node in _chain(scene, objects) for low in scene.preposition(node, first)
    ]
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


def _means(scene: Scene, predicate: int) -> list[int]:
    """By what they speak: "talked by telephone with", where the parser hangs "with" on the telephone."""
    low = [node for word in ("by", "over", "via", "on") for node in scene.preposition(predicate, word)]
    return [node for node in low if scene.tree.lemmas[node] in _MEANS]


def _behind(scene: Scene, nodes: list[int], word: str) -> list[Party]:
    """Parties in phrases with a preposition behind any of these tokens, or one phrase deeper."""
    out: list[Party] = []
    for node in nodes:
        for token in scene.preposition(node, word):
            found = scene.parties(token, strict=False) or _deeper(scene, token)
            if not found and word in _LOCATIVE:
                found = scene.site(token)
            out.extend(party for party in found if party not in out)
    return out


def _deeper(scene: Scene, token: int) -> list[Party]:
    """Parties of the phrase behind a noun that names none: "arms sales to Pakistan"."""
    for word in ("to", "against", "with", "of", "in"):
        for below in scene.preposition(token, word):
            found = scene.parties(below, strict=False) or (scene.site(below) if word in _LOCATIVE else [])
            if found:
                return found
    return []


def _in_aim(scene: Scene, predicate: int, _: list[int]) -> list[Party]:
    """State-like actors in a clause of purpose or manner, or behind "in protest at": nearest first."""
    tree = scene.tree
    clauses = tree.having(predicate, "advcl", "xcomp", "ccomp", "acl")
    clauses += [
        low
        for word in ("in", "for", "to")
        for low in scene.preposition(predicate, word)
        if _is_aim(tree, low)
    ]
    for clause in clauses:
        for verb_object in _objects_and_phrases(scene, clause):
            found = scene.parties(verb_object, strict=False) or scene.modifiers(verb_object)
            if found:
                return found
        found = scene.all_parties(tree.subtree(clause))
        if found:
            return found[:1]
    return []


def _is_aim(tree: Tree, token: int) -> bool:
    return tree.lemmas[token] in (
        "protest",
        "defiance",
        "support",
        "opposition",
        "bid",
        "rally",
        "retaliation",
    )


def _objects_and_phrases(scene: Scene, verb: int) -> list[int]:
    """What a verb is about and from whom: objects, then phrases with "from", "against", "at", "of"."""
    tree = scene.tree
    objects = tree.having(verb, "dobj")
    out = [
        low
        for node in (verb, *objects)
        for word in ("from", "against", "by", "at")
        for low in scene.preposition(node, word)
    ]
    return [*out, *objects, *(low for node in (verb, *objects) for low in scene.preposition(node, "of"))]


def _in_complement(scene: Scene, predicate: int, slot: str) -> list[Party]:
    """State-like actors named in the complement clause, nearest slots first."""
    tree = scene.tree
    if slot == "ccomp.subj":
        subjects = [
            s
            for child in tree.having(predicate, "ccomp", "xcomp", "acl", "relcl")
            for s in tree.having(child, "nsubj", "nsubjpass")
        ]
        found = [party for token in subjects for party in scene.parties(token) or scene.modifiers(token)]
        return _behind_that(scene, predicate) or found
    if slot == "ccomp.who":
        who = [s for child in tree.having(predicate, "ccomp") for s in tree.having(child, "nsubj")]
        return [party for token in who for party in scene.parties(token)]
    for child in tree.having(predicate, "xcomp", "ccomp", "dobj", "prep", "advcl"):
        found = scene.all_parties(tree.subtree(child))
        if found:
            return found
    return []


def _behind_that(scene: Scene, noun: int) -> list[Party]:
    """The state right behind "that", whatever the parser made of the clause: "the request that Oman pay"."""
    tree = scene.tree
    if tree.pos[noun] != "NOUN" or noun + 2 >= len(tree) or tree.words[noun + 1].lower() != "that":
        return []
    name = noun + 3 if tree.pos[noun + 2] == "DET" and noun + 3 < len(tree) else noun + 2
    return [party for party in scene.all_parties([name]) if tree.pos[name] == "PROPN"]


def _in_agent(scene: Scene, _: int, objects: list[int]) -> list[Party]:
    """Who did what the object is: "a plan drafted by …"."""
    clauses = [low for token in objects for low in scene.tree.having(token, "acl")]
    return [party for low in clauses for party in _behind(scene, [low], "by")]


def _in_object(scene: Scene, _: int, objects: list[int]) -> list[Party]:
    return [party for token in objects for party in scene.parties(token)]


def _in_possessive(scene: Scene, _: int, objects: list[int]) -> list[Party]:
    """Actors before the object; of a visit only its owner."""
    return _before(scene, _chain(scene, objects))


def _in_modifier(scene: Scene, _: int, objects: list[int]) -> list[Party]:
    """Actors before the object; none before a visit."""
    visit = word_classes()["visit"]
    return _before(
        scene, [token for token in _chain(scene, objects) if scene.tree.lemmas[token] not in visit]
    )


def _before(scene: Scene, nodes: list[int]) -> list[Party]:
    tree, visit = scene.tree, word_classes()["visit"]
    return [
        party
        for token in nodes
        for party in scene.modifiers(token)
        if tree.lemmas[token] not in visit or tree.deps[party.token] == "poss"
    ]


def _in_dative(scene: Scene, predicate: int, _: list[int]) -> list[Party]:
    indirect = scene.tree.having(predicate, "dative")
    return [party for token in indirect for party in scene.parties(token, strict=False)]


_SIMPLE = {
    "obj": _in_object,
    "obj.agent": _in_agent,
    "obj.poss": _in_possessive,
    "obj.amod": _in_modifier,
    "dative": _in_dative,
    "aim": _in_aim,
}
