"""Relation nouns: which dyads a phrase like "ties" is about, and in which domains."""

from __future__ import annotations

from itertools import combinations

from detente.coding.clauses import subject_token
from detente.coding.scene import Scene
from detente.coding.statements.cues import domain_words, forms_of, label_of
from detente.coding.statements.mood import verb_above
from detente.sentences.tree import Tree

__all__ = [
    "Dyad",
    "domains_at",
    "domains_of",
    "dyads_of",
    "is_relation",
    "pairs_across",
    "sorted_pair",
    "states_at",
]

Dyad = tuple[str, str]
_MOST = 4
_MODIFIERS = ("amod", "compound", "nmod", "poss", "nn", "conj", "advmod", "npadvmod")
_LEVELS = frozenset(("at", "in", "on", "over", "from", "across", "through", "to", "of", "for"))
_LEVEL_NOUNS = frozenset(
    (*("term", "level", "aspect", "field", "area", "front", "sphere", "sector", "domain", "matter"),
     *("cooperation", "deal", "affair", "issue"))
)  # fmt: skip
_DEFINITE = frozenset(
    ("the", "these", "those", "this", "that", "their", "both", "bilateral", "mutual", "such")
)


def states_at(scene: Scene, token: int, *, strict: bool = True) -> list[str]:
    """The state-like actors that a noun phrase stands for."""
    found = [party.actor for party in scene.parties(token, strict=strict)]
    return [actor for actor in dict.fromkeys(found) if scene.cast.is_state_like(actor)]


def pairs_across(first: list[str], second: list[str]) -> list[Dyad]:
    """Every pair of one with one of the other, sorted, at most four."""
    out = [_sorted(a, b) for a in first for b in second if a != b]
    return list(dict.fromkeys(out))[:_MOST]


def sorted_pair(pair: list[str]) -> Dyad:
    """Two actors as a dyad."""
    first, second = sorted(pair)
    return first, second


def _sorted(first: str, second: str) -> Dyad:
    return (first, second) if first < second else (second, first)


def is_relation(scene: Scene, token: int) -> bool:
    """Whether a token is a noun that names a relation, and not part of another noun."""
    tree = scene.tree
    if tree.pos[token] not in ("NOUN", "PROPN"):
        return False
    if label_of(tree, token, "relation") is None and label_of(tree, token, "relation_weak") is None:
        return False
    head = tree.heads[token]
    inner = tree.deps[token] in ("compound", "nmod", "poss") and head != token
    return not inner or any(
        label_of(tree, head, kind) is not None for kind in ("relation", "change", "state")
    )


def dyads_of(scene: Scene, noun: int) -> list[Dyad]:
    """The dyads that a relation noun is about.

    By its modifiers ("India-US ties"), phrases ("between A and B", "A's ties with B"), the subject of its
    clause ("A has ties with B"), and else the two states the text was about ("the relationship").
    """
    tree = scene.tree
    between = _behind(scene, noun, ("between", "among", "amongst"))
    if len(between) >= 2:
        return [_sorted(a, b) for a, b in combinations(between[:3], 2)]
    owners = [
        actor
        for node in (noun, *_heads(tree, noun))
        for actor in dict.fromkeys(party.actor for party in scene.modifiers(node))
        if scene.cast.is_state_like(actor)
    ]
    owners = list(dict.fromkeys([*owners, *_behind(scene, noun, ("of",)), *between]))
    on = [p.actor for low in scene.preposition(noun, "on") for p in scene.modifiers(low)]
    others = [actor for actor in on if label_of(tree, noun, "state") == "dependent"]
    others = others or _behind(scene, noun, ("with", "to", "toward", "towards", "on", "against"))
    if others:
        owners = [actor for actor in owners if actor not in others] or _implied(scene, noun, others)
        return pairs_across(owners, others)
    if len(owners) >= 2:
        return [_sorted(a, b) for a, b in combinations(owners[:3], 2)]
    return _from_context(scene, noun, owners)


def _heads(tree: Tree, noun: int) -> list[int]:
    """The nouns that a noun is coordinated with or part of, upwards."""
    out = []
    node = noun
    while tree.heads[node] != node and tree.deps[node] in ("compound", "conj", "nmod"):
        if tree.deps[node] == "conj" and tree.pos[tree.heads[node]] not in ("NOUN", "PROPN", "ADJ"):
            break
        if tree.deps[node] == "conj" and label_of(tree, tree.heads[node], "relation") is None:
            break
        node = tree.heads[node]
        out.append(node)
    return out


def _behind(scene: Scene, noun: int, words: tuple[str, ...]) -> list[str]:
    """The actors in phrases behind a noun, or behind those it is coordinated with."""
    tree = scene.tree
    nodes = [noun, *tree.having(noun, "conj"), *_heads(tree, noun)]
    out: list[str] = []
    for node in nodes:
        for word in words:
            for below in scene.preposition(node, word):
                out.extend(states_at(scene, below))
        if out:
            return list(dict.fromkeys(out))
    verb = tree.heads[noun]
    if tree.deps[noun] in ("dobj", "attr", "nsubj", "nsubjpass") and tree.pos[verb] in ("VERB", "AUX"):
        for word in ("with", "between"):
            if word in words:
                out.extend(a for below in scene.preposition(verb, word) for a in states_at(scene, below))
    return list(dict.fromkeys(out))


def _implied(scene: Scene, noun: int, others: list[str]) -> list[str]:
    """Whose ties with somebody these are: those of the subject of the clause, or of "for both"."""
    tree = scene.tree
    verb = verb_above(tree, noun)
    if verb is None:
        return []
    for node in (noun, verb):
        both = [a for below in scene.preposition(node, "for") for a in states_at(scene, below)]
        if len(both) >= 2:
            return [actor for actor in both if actor not in others]
    for node in (verb, *(n for n in tree.ancestors(verb) if tree.pos[n] in ("VERB", "AUX"))):
        subject = subject_token(scene, node)
        if subject is not None and subject != noun:
            found = [actor for actor in states_at(scene, subject, strict=False) if actor not in others]
            if found:
                return found[:2]
    pair = scene.pair or ()
    return [actor for actor in pair if actor not in others] if set(others) & set(pair) else []


def _from_context(scene: Scene, noun: int, owners: list[str]) -> list[Dyad]:
    """The pair that "the relationship", "their ties" or "ties" takes up."""
    tree = scene.tree
    known = label_of(tree, noun, "relation") is not None or _is_taken_up(tree, noun)
    shared = _of_subject(scene, noun, owners) if known else []
    if shared:
        return shared
    definite = any(
        tree.lemmas[c] in _DEFINITE or tree.words[c].lower() in _DEFINITE for c in tree.children[noun]
    )
    plural = tree.tags[noun] in ("NNS", "NNPS") or _is_taken_up(tree, noun)
    if not known or not (definite or plural or owners):
        return []
    here = [
        party.actor
        for party in scene.all_parties(sorted(scene.by_token))
        if scene.cast.is_state_like(party.actor)
    ]
    if len(here) == 2 and set(owners) <= set(here):
        return [_sorted(here[0], here[1])]
    pair = scene.pair
    return [_sorted(*pair)] if pair is not None and set(owners) <= set(pair) else []


def _of_subject(scene: Scene, noun: int, owners: list[str]) -> list[Dyad]:
    """The two of which the subject says that they have the relation: "A and B share strong ties"."""
    tree = scene.tree
    verb = verb_above(tree, noun)
    if verb is None or tree.deps[noun] not in ("dobj", "attr", "pobj", "conj"):
        return []
    subject = subject_token(scene, verb)
    acting = states_at(scene, subject) if subject is not None and subject != noun else []
    acting = list(dict.fromkeys([*owners, *acting]))
    return [_sorted(acting[0], acting[1])] if len(acting) == 2 else []


def _is_taken_up(tree: Tree, noun: int) -> bool:
    """Whether a noun for a state of affairs takes one up: "that dependence", "years of enmity"."""
    pointed = any(
        tree.lemmas[child] in ("that", "this", "these", "those") for child in tree.having(noun, "det")
    )
    above = tree.heads[tree.heads[noun]] if tree.deps[noun] == "pobj" else noun
    return pointed or tree.lemmas[above] in ("year", "decade", "century", "month")


def domains_of(scene: Scene, noun: int, predicate: int | None) -> list[str]:
    """The domains a relation noun or its predicate names, in order; ``overall`` if none."""
    tree = scene.tree
    near = [noun, *_below(tree, noun)]
    found = domains_at(tree, near)
    if not found:
        places = [noun, *([predicate] if predicate is not None else [])]
        for place in places:
            for prep in tree.having(place, "prep"):
                if tree.lemmas[prep] in _LEVELS:
                    found.extend(domains_at(tree, _level(tree, prep)))
            if found:
                break
    return list(dict.fromkeys(found)) or ["overall"]


def domains_at(tree: Tree, tokens: list[int]) -> list[str]:
    """The domains that these tokens name, in order."""
    known = domain_words()
    out = [known[form] for token in tokens for form in forms_of(tree, token)[:2] if form in known]
    return list(dict.fromkeys(out))


def _below(tree: Tree, noun: int) -> list[int]:
    """The modifiers of a noun and those coordinated with them."""
    out, stack = [], [c for c in tree.children[noun] if tree.deps[c] in _MODIFIERS and tree.deps[c] != "conj"]
    while stack:
        node = stack.pop(0)
        out.append(node)
        stack.extend(child for child in tree.children[node] if tree.deps[child] in _MODIFIERS)
    return sorted(out)


def _level(tree: Tree, prep: int) -> list[int]:
    """The tokens of "in terms of military cooperation", "at diplomatic levels", "from military to energy"."""
    nouns = tree.having(prep, "pobj", "pcomp", "amod")
    inside = tree.subtree(prep)
    if tree.lemmas[prep] == "from":
        return inside
    levels = any(form in _LEVEL_NOUNS for token in inside for form in forms_of(tree, token))
    return inside if levels and nouns else []
