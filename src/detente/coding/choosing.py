"""Which lexicon rule a verb sets off: the most specific one whose words and needs are met."""

from __future__ import annotations

import re

from detente.coding.lexicon import Lexicon, Rule, word_classes
from detente.coding.scene import Scene
from detente.sentences.tree import Tree

__all__ = ["choose_rules", "is_surely", "object_lemmas", "verb_lemma"]

_SHORT = re.compile(r"[^aeiou]*[aeiou][bdfgklmnprstz]")

_STANDS_FOR_A_PERSON = frozenset(
    "minister president delegation leader premier envoy him her citizen national counterpart".split()  # noqa: SIM905
)


def choose_rules(scene: Scene, lexicon: Lexicon, verb: int, objects: list[int]) -> list[Rule]:
    """The equally specific rules for a verb with these objects, best first; none if no rule fits.

    A rule whose object stands there goes before one that needs a preposition or a person, that before one
    that needs nothing; a particle adds to all; then the weight decides.
    """
    fits: list[tuple[int, Rule]] = []
    near: set[str] | None = None
    lemmas = object_lemmas(scene, objects)
    for rule, entries in lexicon.verbs.get(verb_lemma(scene.tree, verb), ()):
        bare = () in entries
        phrasal = False
        if not bare or len(entries) > 1:
            near = _near(scene, verb) if near is None else near
            phrasal = any(rest and near.issuperset(rest) for rest in entries)
        rank = _rank(scene, rule, verb, objects, lemmas) if bare or phrasal else None
        if rank is not None:
            fits.append((rank + phrasal, rule))
    highest = max((rank for rank, _ in fits), default=0)
    return sorted((rule for rank, rule in fits if rank == highest), key=lambda rule: -rule.weight)


def verb_lemma(tree: Tree, verb: int) -> str:
    """The base form of a verb; "staged" is of "stage", not of "stag", which would double its consonant."""
    lemma, word = tree.lemmas[verb], tree.words[verb].lower()
    if (
        tree.tags[verb] in ("VBD", "VBN", "VBG")
        and _SHORT.fullmatch(lemma)
        and word in (lemma + "ed", lemma + "ing")
    ):
        return lemma + "e"
    return lemma


def _near(scene: Scene, verb: int) -> set[str]:
    """Lemmas of particles, prepositions and objects of a verb, and of what hangs on these ("call off")."""
    tree = scene.tree
    out = {tree.lemmas[child] for child in tree.children[verb]}
    for child in tree.having(verb, "prep", "prt", "advmod", "dobj"):
        out.update(tree.lemmas[low] for low in tree.children[child])
    return out


def _rank(scene: Scene, rule: Rule, verb: int, objects: list[int], lemmas: set[str]) -> int | None:
    """How specific the rule is here; None if what it needs is missing."""
    if not rule.needs:
        return 0
    if not lemmas.isdisjoint(rule.needs):
        return 2
    ranks = [_need_met(scene, need, verb, objects) for need in rule.clauses]
    return max((rank for rank in ranks if rank), default=None)


def object_lemmas(scene: Scene, objects: list[int]) -> set[str]:
    """Lemmas of the objects, of what they measure, and of what a pact is about."""
    tree, classes = scene.tree, word_classes()
    out: set[str] = set()
    for token in objects:
        out.update(tree.lemmas[node] for node in tree.conjuncts(token))
        nodes = tree.conjuncts(token)
        if tree.lemmas[token] in classes["measure"]:
            nodes += scene.preposition(token, "of")
            if tree.lemmas[token] in classes["money"]:
                nodes += scene.preposition(token, "in")  # "$1 billion in aid"
            out.update(tree.lemmas[low] for low in nodes)
        if tree.lemmas[token] in classes["pact"]:
            out.update(tree.lemmas[low] for low in tree.having(token, "compound"))
        for node in nodes:
            out |= _with_modifiers(tree, node)
    return out


def _with_modifiers(tree: Tree, node: int) -> set[str]:
    """What a noun is called together with its modifiers: "mediation effort", "war games", "hunger strike"."""
    if tree.lemmas[node] not in word_classes()["carrier"]:
        return set()
    low = [tree.lemmas[child] for child in tree.having(node, "compound", "amod", "nmod")]
    return {*low, *(word + tree.lemmas[node] for word in low)}


def is_surely(scene: Scene, rule: Rule, verb: int, objects: list[int]) -> bool:
    """Whether words at the verb leave no doubt that the rule is meant, not only its bare verb."""
    return bool(rule.needs) and (_rank(scene, rule, verb, objects, object_lemmas(scene, objects)) or 0) > 1


def _need_met(scene: Scene, need: str, verb: int, objects: list[int]) -> int:
    """The rank that one need gives; 0 if it is not met.

    ``prep:with`` a preposition; ``prep!:for`` one, and no object; ``in>talk`` a preposition with that noun;
    ``xcomp>attack`` that infinitive; ``person:obj`` a person as the object; ``igo:from`` an organisation
    there; ``xcomp:`` an infinitive; ``must:ccomp`` a clause of what somebody must do; ``negative:…`` words of
    blame.
    """
    tree = scene.tree
    if ">" in need:
        word, _, noun = need.partition(">")
        if word == "xcomp":
            return 2 * any(tree.lemmas[child] == noun for child in tree.having(verb, "xcomp"))
        return 2 * any(tree.lemmas[token] == noun for token in scene.preposition(verb, word))
    kind, _, word = need.partition(":")
    if kind in ("prep", "prep!"):
        there = any(tree.lemmas[child] == word for child in tree.having(verb, "prep"))
        return int(there and not (kind == "prep!" and objects))
    if kind == "xcomp":
        return int(_has_infinitive(tree, verb))
    if kind == "must":
        return 2 * any(_has_to(tree, clause) for clause in tree.having(verb, word))
    if kind == "igo":
        found = objects if word == "obj" else scene.preposition(verb, word)
        return 2 * any(
            scene.is_organisation(party.actor)
            for token in found
            if token in scene.by_token
            for party in scene.parties(token)
        )
    if kind == "person":
        return int(any(_is_person(scene, token) for token in objects))
    return int(kind == "negative" and _is_negative(scene, verb, word))


def _has_infinitive(tree: Tree, verb: int) -> bool:
    """Whether an infinitive depends on the verb, with or without a subject of its own."""
    return bool(tree.having(verb, "xcomp")) or any(
        tree.words[aux].lower() == "to"
        for clause in tree.having(verb, "ccomp", "advcl")
        for aux in tree.having(clause, "aux")
    )


def _has_to(tree: Tree, verb: int) -> bool:
    """Whether a verb tells what somebody must do: "must", "should", "has to"."""
    if tree.having(verb, "nsubjpass", "expl"):
        return False
    if any(tree.lemmas[aux] in ("must", "should", "ought") for aux in tree.having(verb, "aux")):
        return True
    infinitive = any(tree.tags[low] == "VB" for low in tree.having(verb, "xcomp"))
    return tree.lemmas[verb] in ("have", "need") and infinitive


def _is_person(scene: Scene, token: int) -> bool:
    """Whether a noun names or stands for a person."""
    if any(mention.form == "person" for mention in scene.by_token.get(token, ())):
        return True
    return scene.tree.lemmas[token] in _STANDS_FOR_A_PERSON


def _is_negative(scene: Scene, verb: int, where: str) -> bool:
    """Whether words of blame stand in the complement (``ccomp``) or predicate (``pred``) of a verb."""
    tree = scene.tree
    deps = ("ccomp",) if where == "ccomp" else ("oprd", "prep", "ccomp", "xcomp", "advcl", "dobj")
    below = {tree.lemmas[node] for child in tree.having(verb, *deps) for node in tree.subtree(child)}
    return bool(below & word_classes()["negative"])
