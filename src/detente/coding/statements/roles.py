"""Claims made by what actors are to each other: ally, partner, rival, foe, biggest buyer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from detente.coding.clauses import objects_of, subject_token
from detente.coding.drafts import Manner
from detente.coding.scene import Party, Scene
from detente.coding.statements.cues import forms_of, label_of
from detente.coding.statements.domains import domains_at, domains_of
from detente.coding.statements.mood import Mood, mood_of, verb_above
from detente.coding.statements.quality import tell_quality
from detente.coding.statements.said import OPPOSITE, Said, phrase_tokens
from detente.coding.statements.topic import Dyad, main_partner, pairs_across, sorted_pair, states_at
from detente.sentences.tree import Tree

__all__ = ["say_of_markets", "say_of_roles"]

_FORMER = frozenset(("once", "formerly", "former", "erstwhile", "onetime", "then", "ex", "past", "bygone"))
_NEGATIVE = frozenset(("undependable", "unreliable", "untrustworthy", "fickle", "difficult", "reluctant"))


def say_of_roles(scene: Scene, token: int, manner: Manner) -> Iterator[Said]:
    """An actor is somebody's ally, partner, rival, foe."""
    tree = scene.tree
    label = label_of(tree, token, "role")
    if label is None or _is_bare_partner(tree, token):
        return
    dyads, verb = _role_dyads(scene, token)
    if not dyads:
        return
    mood = mood_of(tree, verb, manner) if verb is not None else Mood()
    adjectives = [
        child for child in tree.children[token] if tree.deps[child] in ("amod", "compound", "advmod")
    ]
    if any(
        tree.lemmas[t] in _FORMER for t in (*adjectives, *(c for a in adjectives for c in tree.children[a]))
    ):
        mood = replace(mood, tense="past")
    if any(tree.lemmas[child] in _NEGATIVE for child in adjectives):
        label = "distant"
    if mood.ended:
        label, mood = OPPOSITE.get(label, label), replace(mood, ended=False)
    if not mood.told:
        return
    tokens = phrase_tokens(tree, token, *([verb] if verb is not None else []))
    domains = domains_of(scene, token, verb)
    for dyad in dyads:
        for domain in domains:
            yield Said(dyad, domain, label, mood, token, tokens, f"role:{tree.lemmas[token]}", 0.8)


def _is_bare_partner(tree: Tree, token: int) -> bool:
    """Whether "partner" only says who took part: "coalition partners", "its negotiating partner"."""
    words = set(forms_of(tree, token))
    if not words & {"partner", "supporter", "backer", "opponent", "protector"}:
        return False
    tells = [
        c for c in tree.children[token] if tree.deps[c] in ("amod", "compound") and tell_quality(tree, c)
    ]
    great = any(label_of(tree, c, "superlative") is not None for c in tree.children[token])
    viewed = tree.deps[token] == "oprd" or tree.lemmas[tree.heads[token]] == "as"
    return not (tells or great or viewed or tree.deps[token] == "attr")


def _pronoun_owner(scene: Scene, token: int) -> str | None:
    """Whose "its ally" is in "pushes Pakistan towards its ally": the object's, not the subject's."""
    tree = scene.tree
    verb = verb_above(tree, token)
    if verb is None or not any(
        tree.lemmas[c] == "its" or tree.words[c].lower() == "its" for c in tree.having(token, "poss")
    ):
        return None
    objects = [a for low in tree.having(verb, "dobj") if low < token for a in states_at(scene, low)]
    return objects[0] if len(objects) == 1 else None


def _role_dyads(scene: Scene, token: int) -> tuple[list[Dyad], int | None]:
    """Who is whose ally, and the verb that says so, if one does."""
    tree = scene.tree
    dep, head = tree.deps[token], tree.heads[token]
    if dep in ("compound", "amod", "nmod", "nn"):
        return _before_name(scene, token, head), None
    owners, own, plural = _owners(scene, token), states_at(scene, token), _plural(tree, token)
    if dep == "appos" and plural and not owners and len(both := states_at(scene, _first(tree, head))) == 2:
        return [sorted_pair(both)], None
    if len(own) == 2 and not owners and plural:
        return [sorted_pair(own)], None
    if len(owners) == 2 and plural and dep in ("conj", "nsubj", "pobj", "dobj"):
        return [sorted_pair(owners)], None
    told = _by_viewing(scene, token, owners) or _by_being(scene, token, owners)
    return told or (_by_apposition(scene, token, owners), None)


def _by_viewing(scene: Scene, token: int, owners: list[str]) -> tuple[list[Dyad], int] | None:
    """Who "calls B an ally", "regards B as a partner"; None if nobody does."""
    tree = scene.tree
    dep, head = tree.deps[token], tree.heads[token]
    if dep in ("oprd", "ccomp") and label_of(tree, head, "view") is not None:
        viewed = [actor for low in tree.having(token, "nsubj") for actor in states_at(scene, low)]
        return _viewed(scene, head, owners, viewed), head
    if dep == "appos" and tree.deps[head] == "dobj" and label_of(tree, tree.heads[head], "view") is not None:
        return _viewed(scene, tree.heads[head], owners, states_at(scene, head, strict=False)), tree.heads[
            head
        ]
    if dep == "pobj" and tree.lemmas[head] == "as":
        verb = tree.heads[head]
        if tree.pos[verb] == "VERB" and label_of(tree, verb, "view") is not None:
            return _viewed(scene, verb, owners), verb
    return None


def _by_being(scene: Scene, token: int, owners: list[str]) -> tuple[list[Dyad], int] | None:
    """Whose ally one is said to be: "B is an ally of A", "A and B became friends"; or None."""
    tree = scene.tree
    verb = _governor(tree, token)
    if tree.deps[token] not in ("attr", "oprd", "dobj", "conj", "acomp") or tree.pos[verb] not in (
        "VERB",
        "AUX",
    ):
        return None
    if tree.deps[token] == "dobj" and tree.lemmas[verb] not in ("become", "remain", "make", "have", "find"):
        return [], verb
    subject = subject_token(scene, verb)
    acting = states_at(scene, subject) if subject is not None else []
    return _joined(acting, owners, plural=_plural(tree, token)), verb


def _by_apposition(scene: Scene, token: int, owners: list[str]) -> list[Dyad]:
    """Whose ally one is by the way: "India, a rival of Pakistan", "its main ally in the region, India"."""
    tree = scene.tree
    near = [low for node in tree.subtree(token) for low in tree.having(node, "appos")]
    for name in (*near, *([tree.heads[token]] if tree.deps[token] == "appos" else [])):
        found = [actor for actor in states_at(scene, name) if actor not in owners]
        if found:
            return _joined(found, owners or _acting_above(scene, name, found), plural=_plural(tree, token))
    return pairs_across(owners[:1], _dashed(scene, token)) if owners else []


def _acting_above(scene: Scene, name: int, found: list[str]) -> list[str]:
    """Whose foe one is by the way: of whoever acts: "Hanoi turns to Washington, an old foe"."""
    tree = scene.tree
    verb = verb_above(tree, name)
    subject = subject_token(scene, verb) if verb is not None else None
    if len(found) != 1 or subject is None or subject == name or name in tree.subtree(subject):
        return []
    acting = states_at(scene, subject) or [p.actor for p in scene.modifiers(subject)]
    return [actor for actor in acting if actor not in found and scene.cast.is_state_like(actor)][:1]


def _first(tree: Tree, name: int) -> int:
    """The first of the names a name is coordinated with."""
    while tree.deps[name] == "conj":
        name = tree.heads[name]
    return name


def _governor(tree: Tree, token: int) -> int:
    """The head of a noun or of those it is coordinated with."""
    while tree.deps[token] == "conj" and tree.pos[tree.heads[token]] in ("NOUN", "PROPN", "ADJ"):
        token = tree.heads[token]
    return tree.heads[token]


def _owners(scene: Scene, token: int) -> list[str]:
    bound = _pronoun_owner(scene, token)
    out = [bound] if bound else [party.actor for party in scene.modifiers(token)]
    for word in ("of", "to", "for", "with"):
        for below in scene.preposition(token, word):
            out.extend(states_at(scene, below))
    return [actor for actor in dict.fromkeys(out) if scene.cast.is_state_like(actor)]


def _before_name(scene: Scene, token: int, name: int) -> list[Dyad]:
    """Names with a role before them: "India's arch-rival Pakistan", "allies Russia and China"."""
    tree = scene.tree
    named = states_at(scene, name)
    owners = [
        party.actor
        for node in (token, name)
        for party in _bound_modifiers(scene, node)
        if scene.cast.is_state_like(party.actor) and party.actor not in named
    ]
    if owners and named:
        return pairs_across(owners[:1], named)
    both = len(named) == 2 and (
        _plural(tree, token) or _plural(tree, name) or tree.tags[token] in ("JJ", "NN")
    )
    return [sorted_pair(named)] if both else []


def _bound_modifiers(scene: Scene, node: int) -> list[Party]:
    """The modifiers of a noun, with "its" bound to the object before it."""
    bound = _pronoun_owner(scene, node)
    return [Party(bound, None, node)] if bound else scene.modifiers(node)


def _plural(tree: Tree, token: int) -> bool:
    return tree.tags[token] in ("NNS", "NNPS") or tree.words[token].lower().endswith("s")


def _joined(acting: list[str], owners: list[str], *, plural: bool) -> list[Dyad]:
    """The subject with the owners; the subjects with one another if there are no owners."""
    owners = [owner for owner in owners if owner not in acting]
    if owners:
        return pairs_across(acting, owners)
    if plural and len(acting) >= 2:
        return [sorted_pair([a, b]) for a, b in combinations(acting[:3], 2)]
    return []


def _viewed(scene: Scene, verb: int, owners: list[str], viewed: list[str] | None = None) -> list[Dyad]:
    """Who sees whom: "A regards B as a partner"."""
    viewed = viewed or [actor for token in objects_of(scene, verb) for actor in states_at(scene, token)]
    subject = subject_token(scene, verb)
    acting = states_at(scene, subject) if subject is not None else []
    return pairs_across([actor for actor in acting if actor not in viewed] or owners, viewed)


def _dashed(scene: Scene, token: int) -> list[str]:
    """The state named right behind a dash or comma: "India's arch rival - Pakistan"."""
    tree = scene.tree
    at = token + 1
    while at < len(tree) and tree.words[at] in ("-", "–", "—", ",", ":", ";"):
        at += 1
    return states_at(scene, at) if token + 1 < at < len(tree) else []


def say_of_markets(scene: Scene, token: int, manner: Manner) -> Iterator[Said]:
    """An actor is the other's biggest buyer, main trading partner, largest investor."""
    tree = scene.tree
    if label_of(tree, token, "market") is None:
        return
    great = any(
        label_of(tree, child, "superlative") is not None
        or (tree.tags[child] == "JJ" and any(tree.lemmas[c] == "most" for c in tree.children[child]))
        for child in tree.children[token]
    )
    partner = tree.lemmas[token] == "partner" and any(
        tree.lemmas[c] in ("trade", "trading", "commercial", "economic") for c in tree.children[token]
    )
    if not great or partner:
        return
    inside = tree.subtree(token)
    named = [p.actor for p in scene.all_parties(inside)]
    verb = verb_above(tree, token)
    subject = subject_token(scene, verb) if verb is not None else None
    acting = states_at(scene, subject) if subject is not None and subject not in inside else []
    if not acting and verb is not None and tree.deps[token] == "attr":
        acting = _of_controller(scene, verb)
    if not acting and tree.deps[token] == "appos":
        acting = states_at(scene, tree.heads[token])
    domain = (domains_at(tree, inside) or ["economic"])[0]
    dyads = pairs_across([actor for actor in acting if actor not in named], named)
    if not dyads and acting and not named and _is_owned(tree, token):
        beside = [actor for actor in scene.pair or () if actor not in acting]
        beside = beside if len(beside) == 1 else main_partner(scene, acting)
        dyads = pairs_across(acting[:1], beside)
    if not dyads and tree.deps[token] == "pobj" and subject is not None:
        dyads = pairs_across(acting, [a for a in named if a not in acting])
    mood = replace(mood_of(tree, verb, manner), negated=False)
    if tree.lemmas[verb if verb is not None else token] in ("replace", "become", "overtake"):
        mood = replace(mood, tense="present")
    for dyad in dyads if mood.told else []:
        tokens = phrase_tokens(tree, token)
        yield Said(dyad, domain, "close", mood, token, tokens, f"market:{tree.lemmas[token]}", 0.7)


def _is_owned(tree: Tree, token: int) -> bool:
    """Whether a market is that of "the island", "the kingdom": of whom the text speaks."""
    return any(
        tree.tags[owner] == "NN" and any(tree.lemmas[c] == "the" for c in tree.having(owner, "det"))
        for owner in tree.having(token, "poss")
    )


def _of_controller(scene: Scene, verb: int) -> list[str]:
    """The object that is meant in "regards India as a partner, besides being the biggest market"."""
    above = verb_above(scene.tree, scene.tree.heads[verb])
    if above is None:
        return []
    return [actor for token in objects_of(scene, above) for actor in states_at(scene, token)]
