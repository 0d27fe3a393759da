"""Whom a deed is aimed at when its own clause does not say: from what was said before."""

from __future__ import annotations

import re

from detente.coding.choosing import is_surely
from detente.coding.clauses import subjects
from detente.coding.event import Event
from detente.coding.lexicon import Rule, read_lexicon, word_classes
from detente.coding.scene import Party, Scene
from detente.coding.told import Told

__all__ = ["INFERRED_SLOTS", "infer_target"]

INFERRED_SLOTS = frozenset(("context", "antecedent", "where"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "such"))
_PROPOSES = frozenset(
    ("propose", "suggest", "offer", "request", "recommend", "ask", "urge", "demand", "want")
)
_ENDS_OF_WAR = frozenset(("ceasefire", "truce", "cease-fire", "armistice", "peace"))
_PACTS = frozenset(("SUPPORT", "AGREE", "RETREAT", "CONCEDE"))


def infer_target(
    scene: Scene, rule: Rule, verb: int, objects: list[int], source: list[Party]
) -> tuple[list[Party], str]:
    """The target of a directed verb that names none, and where it was found; nothing if it is not clear.

    In order: the noun of a clause with "where"; the parties of the event told before that the object takes
    up ("criticised the deal", "rejected the complaint"); the other of the two states the text is about.
    """
    names = {party.actor for party in source}
    if not objects and "ccomp.subj" in rule.targets:  # "said the trip sent the wrong signal"
        clauses = scene.tree.having(verb, "ccomp")
        objects = [low for clause in clauses for low in scene.tree.having(clause, "nsubj")]
    if rule.mode == "third-party":
        both = scene.pair if scene.pair is not None and not names & set(scene.pair) else ()
        return [Party(actor, None, verb) for actor in both], "context" if both else ""
    for found, slot in (
        (_where(scene, verb), "where"),
        (_of_renamed(scene, objects), "antecedent"),
        (_of_proposer(scene, verb, objects), "antecedent"),
        (_of_war(scene, rule, verb, objects), "antecedent"),
        (_of_recent_event(scene, verb, objects, names), "antecedent"),
        (_other_of_pair(scene, rule, verb, objects, names), "context"),
    ):
        rest = [party for party in found if party.actor not in names]
        if rest:
            return rest, slot
    return [], ""


def _where(scene: Scene, verb: int) -> list[Party]:
    """The place of a clause with "where": "Mali, where French troops …"."""
    tree = scene.tree
    has_where = any(tree.words[child].lower() == "where" for child in tree.children[verb])
    return scene.parties(tree.heads[verb]) if has_where and tree.deps[verb] == "relcl" else []


def _of_renamed(scene: Scene, objects: list[int]) -> list[Party]:
    """Whoever made the proposal that an apposition renames: "X proposed talks, an idea rejected by Y"."""
    tree, named = scene.tree, word_classes()["proposal"] | word_classes()["deed"]
    for token in objects:
        if tree.deps[token] == "appos" and tree.lemmas[token] in named:
            above = set(tree.ancestors(token))
            before = [told for told in scene.told if told.predicate in above]
            if before:
                return [Party(actor, None, token) for actor in before[-1].source]
    return []


def _of_proposer(scene: Scene, verb: int, objects: list[int]) -> list[Party]:
    """Who proposed what is now rejected: "Oslo proposed talks, but that idea was blocked by Riga"."""
    tree = scene.tree
    first = tree.heads[verb]
    if tree.deps[verb] != "conj" or tree.lemmas[first] not in _PROPOSES:
        return []
    taken_up = any(
        tree.lemmas[token] in word_classes()["proposal"]
        and any(tree.words[det].lower() in _DEFINITE for det in tree.having(token, "det"))
        for token in objects
    )
    return subjects(scene, first) if taken_up else []


def _of_war(scene: Scene, rule: Rule, verb: int, objects: list[int]) -> list[Party]:
    """Who is meant when somebody asks for an end and names nobody: those at war, or who holds captives."""
    if rule.type != "REQUEST":
        return []
    asked = {scene.tree.lemmas[token] for token in (*objects, *scene.preposition(verb, "for"))}
    for event in scene.told_before:
        if event.type == "ASSAULT" and asked & _ENDS_OF_WAR:
            return [Party(actor, None, verb) for actor in (*event.source, *event.target)]
        if event.type == "COERCE" and event.mode in ("seize", "arrest") and "release" in asked:
            return [Party(actor, None, verb) for actor in event.source]
    return []


def _of_recent_event(scene: Scene, verb: int, objects: list[int], names: set[str]) -> list[Party]:
    """The parties of the latest event that a definite object refers to."""
    tree = scene.tree
    for token in objects:
        if not any(tree.words[det].lower() in _DEFINITE for det in tree.having(token, "det")):
            continue
        for event in scene.told_before:
            actors = _taken_up(event, tree.lemmas[token], names)
            if actors and not names >= set(actors):
                return [Party(actor, None, verb) for actor in actors]
    return []


def _is_new(scene: Scene, token: int) -> bool:
    """Whether a noun tells of something for the first time: "a visit", not "the visit"."""
    return any(scene.tree.words[det].lower() in ("a", "an") for det in scene.tree.having(token, "det"))


def _taken_up(event: Event | Told, lemma: str, names: set[str]) -> tuple[str, ...]:
    """The parties meant when a noun takes up an event: all of a pact or talks, else whoever did the deed."""
    classes = word_classes()
    if lemma in classes["pact"]:
        return (*event.source, *event.target) if event.type in _PACTS else ()
    if lemma in classes["talks"] and event.type == "CONSULT":
        return (*event.source, *event.target)
    if lemma in classes["visit"]:
        return event.source if event.mode == "visit" else ()
    if lemma in classes["people"]:
        told = re.search(rf"\b{re.escape(lemma)}", event.object or "", re.IGNORECASE)
        return (*event.source, *event.target) if told else ()
    if lemma in classes["deed"] and event.target and not names & set(event.source):
        types = _types_of_deed(lemma)
        return event.source if not types or event.type in types else ()
    return ()


def _types_of_deed(lemma: str) -> frozenset[str]:
    """The event types that a noun can take up, an accusation an ACCUSE; none if any type, as a decision."""
    if lemma in word_classes()["proposal"]:
        return frozenset(("REQUEST", "AGREE"))
    return frozenset(rule.type for rule in read_lexicon().nouns.get(lemma, ()))


def _other_of_pair(scene: Scene, rule: Rule, verb: int, objects: list[int], names: set[str]) -> list[Party]:
    """The other of the two states the text is about, when the object leaves no doubt of the deed."""
    if not scene.pair or len(names) != 1 or not names < set(scene.pair):
        return []
    if rule.mode == "ceasefire" or not is_surely(scene, rule, verb, objects):
        return []
    if rule.mode == "visit" and not any(_is_new(scene, token) for token in objects):
        return []
    return [Party(actor, None, verb) for actor in scene.pair if actor not in names]
