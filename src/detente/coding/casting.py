"""Who fills the roles of a rule: source and target, or the reason why nobody does."""

from __future__ import annotations

from dataclasses import dataclass

from detente.coding.antecedents import infer_target
from detente.coding.choosing import object_lemmas
from detente.coding.clauses import is_passive, subjects
from detente.coding.lexicon import Rule, word_classes
from detente.coding.scene import Party, Scene
from detente.coding.sides import at_home, distinct, settle_sides
from detente.coding.slots import DEFAULT_TARGETS, find_in_slot, find_target
from detente.core.rejections import Reason

__all__ = ["Roles", "cast_noun", "cast_verb"]

_MUTUAL = frozenset(("with", "obj.with", "obj.between", "between"))
_ELSEWHERE = frozenset(("ACCUSE", "REJECT", "REQUEST"))  # said somewhere, not done to the place
_LIGHT_PREPOSITIONS = ("in", "into", "to")
_SIDE_BY_SIDE = frozenset(("together", "alongside", "jointly"))


@dataclass(frozen=True, slots=True)
class Roles:
    """The parties of an event.

    Attributes:
        source: Who acts; all parties of a symmetric event.
        target: Who is acted upon; empty if symmetric.
        slot: Where the target was found, for the trace.
    """

    source: list[Party]
    target: list[Party]
    slot: str


def cast_verb(scene: Scene, rule: Rule, verb: int, objects: list[int]) -> Roles | Reason:
    """The roles of an event that a verb tells of."""
    roles = _cast_verb(scene, rule, verb, objects)
    return settle_roles(scene, roles) if isinstance(roles, Roles) else roles


def _cast_verb(scene: Scene, rule: Rule, verb: int, objects: list[int]) -> Roles | Reason:
    source = subjects(scene, verb)
    if rule.frame == "rev":
        giver, slot = find_target(scene, verb, objects, rule.targets, exclude=_names(source))
        return _complete(giver, source, slot) if source else Reason.NO_SOURCE
    if rule.frame == "sym":
        return _together(scene, rule, verb, objects, source)
    target, slot = _aimed_at(scene, rule, verb, objects, source)
    if len(_names(source)) > 1 and not target and _is_reciprocal(scene, verb):
        return Roles(source, [], "each other")
    if rule.frame == "auto" and len(_names(source)) > 1:
        on_one_side = bool(objects) or any(
            scene.tree.lemmas[c] in _SIDE_BY_SIDE for c in scene.tree.children[verb]
        )
        nobody_fought = rule.type == "ASSAULT" and not target and on_one_side
        return Reason.NO_TARGET if nobody_fought else Roles(source, target, slot or "sym")
    if not source and is_passive(scene.tree, verb):
        source, target, slot = _without_agent(scene, verb, objects, target, slot)
    if source and not target:
        target, slot = infer_target(scene, rule, verb, objects, source)
    if source and not target and "home" in rule.targets:
        target, slot = at_home(scene.cast, rule.type, source), "home"
    if (
        source
        and not target
        and any(p.actor in _names(source) for token in objects for p in scene.parties(token))
    ):
        return Reason.SAME_ACTOR
    return _complete(source, target, slot)


def _aimed_at(
    scene: Scene, rule: Rule, verb: int, objects: list[int], source: list[Party]
) -> tuple[list[Party], str]:
    """The target by the slots of the rule, and the slot."""
    slots = _slots_of(scene, rule, objects)
    target, slot = find_target(scene, verb, objects, slots, exclude=_names(source))
    if rule.type in _ELSEWHERE and any(party.token in scene.sites for party in target):
        return [], ""
    if rule.type in _ELSEWHERE and slot == "ccomp" and target and _is_place(scene, target[0].token):
        return [], ""
    return (coordinated(scene, target) if slot == "ccomp" else target), slot


def _is_place(scene: Scene, token: int) -> bool:
    """Whether a party stands where something is to happen: "proposed a meeting in western Ukraine"."""
    head = scene.tree.heads[token]
    if scene.tree.deps[token] != "pobj" or scene.tree.lemmas[head] not in ("in", "at", "near", "outside"):
        return False
    return scene.tree.pos[scene.tree.heads[head]] == "VERB"


def _slots_of(scene: Scene, rule: Rule, objects: list[int]) -> list[str]:
    """Where the target may stand; not after "on" when an attack is condemned, for there stands its victim."""
    slots = list(rule.targets or DEFAULT_TARGETS)
    if rule.type != "ACCUSE" or not object_lemmas(scene, objects) & word_classes()["attack"]:
        return slots
    return [slot for slot in slots if slot.rpartition(".")[2] not in ("on", "against", "in", "of", "at")]


def _complete(source: list[Party], target: list[Party], slot: str) -> Roles | Reason:
    """Directed roles, if both are filled."""
    if not source:
        return Reason.NO_SOURCE
    return Roles(source, target, slot) if target else Reason.NO_TARGET


def _together(scene: Scene, rule: Rule, verb: int, objects: list[int], source: list[Party]) -> Roles | Reason:
    """All parties of a symmetric event."""
    names = _names(source)
    slots = rule.targets or DEFAULT_TARGETS
    others, found_in = find_target(scene, verb, objects, slots, exclude=names)
    if not others and len(names) < 2 and rule.needs:
        others = [p for token in objects for p in scene.modifiers(token) if p.actor not in names]
    others = [party for party in others if party.token not in scene.sites]
    parties = distinct([*source, *others])
    if len(parties) < 2:
        return Reason.NO_TARGET if source else Reason.NO_SOURCE
    if rule.type == "AGREE" and source and others and found_in not in _MUTUAL:
        return Roles(source, coordinated(scene, others) if len(names) == 1 else others, found_in)
    return Roles(parties, [], "sym")


def _without_agent(
    scene: Scene, verb: int, objects: list[int], target: list[Party], slot: str
) -> tuple[list[Party], list[Party], str]:
    """Who did it in a passive clause without "by": where someone is released from, or an owner named."""
    origin = find_in_slot(scene, verb, objects, "from")
    if origin and objects and scene.tree.lemmas[verb] in ("release", "free"):
        return origin, [party for token in objects for party in scene.parties(token)] or target, "from"
    if scene.tree.lemmas[verb] == "summon":
        hosts = [p for low in scene.preposition(verb, "to") for p in scene.parties(low, strict=False)]
        hosts += find_in_slot(scene, verb, objects, "in") + find_in_slot(scene, verb, objects, "to.in")
        hosts = [party for party in hosts if party.actor not in _names(target)]
        if hosts:
            return hosts[:1], target, slot
    owners = [party for token in objects for party in scene.modifiers(token)]
    if owners and target and owners[0].actor not in _names(target):
        return owners, target, slot
    return [], target, slot


def coordinated(scene: Scene, parties: list[Party]) -> list[Party]:
    """The first party and those coordinated with it."""
    tree = scene.tree
    top = parties[0].token
    while tree.deps[top] == "conj":
        top = tree.heads[top]
    beside = set(tree.conjuncts(top))
    return [party for party in parties if party is parties[0] or party.token in beside]


def _is_reciprocal(scene: Scene, verb: int) -> bool:
    """Whether the verb's object is "each other" or "one another"."""
    tree = scene.tree
    low = [
        tree.words[node].lower() for child in tree.children[verb] for node in (child, *tree.children[child])
    ]
    return "each" in low or "another" in low


def cast_noun(scene: Scene, rule: Rule, noun: int) -> Roles | Reason:
    """The roles of an event that a noun tells of."""
    roles = _cast_noun(scene, rule, noun)
    return settle_roles(scene, roles) if isinstance(roles, Roles) else roles


def _cast_noun(scene: Scene, rule: Rule, noun: int) -> Roles | Reason:
    owners = scene.modifiers(noun)
    slots = [slot for slot in rule.targets if slot != "between"]
    if rule.frame == "sym":
        between = find_in_slot(scene, noun, [noun], "between")
        others, slot = find_target(scene, noun, [noun], slots, exclude=_names(owners))
        parties = distinct([*owners, *between, *others])
        if len(parties) < 2 and not between and rule.type != "ASSAULT":
            parties = distinct([*parties, *_governing_subject(scene, noun, light=True)])
        if len(parties) < 2:
            return Reason.NO_TARGET if parties else Reason.NO_SOURCE
        return Roles(parties, [], slot or "noun")
    by = find_in_slot(scene, noun, [noun], "by")
    if rule.type == "ACCUSE":
        by = by or find_in_slot(scene, noun, [noun], "from")
    source = owners[:1] or by or _governing_subject(scene, noun)
    target, slot = find_target(scene, noun, [noun], slots, exclude=_names(source))
    if len(owners) > 1 and not target:
        target, slot = owners[1:], "compound"
    return _complete(source, [party for party in target if party.actor not in _names(source)], slot)


def _governing_subject(scene: Scene, noun: int, *, light: bool = False) -> list[Party]:
    """The subject of the verb whose object the noun is ("began an invasion"), if `light` a light verb."""
    tree = scene.tree
    head = tree.heads[noun]
    above = tree.heads[head]
    if tree.deps[noun] == "pobj" and tree.deps[head] == "prep" and tree.lemmas[head] in _LIGHT_PREPOSITIONS:
        return subjects(scene, above) if tree.pos[above] == "VERB" else []
    fits = tree.deps[noun] == "dobj" and (not light or tree.lemmas[head] in word_classes()["light"])
    return subjects(scene, head) if fits else []


def _names(parties: list[Party]) -> set[str]:
    return {party.actor for party in parties}


def settle_roles(scene: Scene, roles: Roles) -> Roles | Reason:
    """Roles with each party as state or as group, whichever the event is between."""
    if not scene.domestic:
        return roles
    source, target = settle_sides(scene.cast, roles.source, roles.target)
    if roles.target and not target:
        return Reason.SAME_ACTOR
    return Roles(source, target, roles.slot)
