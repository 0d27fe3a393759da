"""Relation nouns: which dyads a phrase like "ties" is about, and in which domains."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from detente.coding.clauses import subject_token
from detente.coding.scene import Scene
from detente.coding.statements.cues import kinds_of, label_of
from detente.coding.statements.mood import verb_above
from detente.sentences.tree import Tree

__all__ = [
    "Dyad",
    "acting_states",
    "dyads_of",
    "is_relation",
    "main_partner",
    "pairs_across",
    "sorted_pair",
    "states_at",
]

Dyad = tuple[str, str]
_RELATIONS = frozenset(("relation", "relation_weak"))
_OWNERS = frozenset(("relation", "change", "state"))
_MOST = 4
_PAIR = 2
_OFTEN = 3  # mentions of the state that a text is about
_DEFINITE = frozenset(
    (
        *("the", "these", "those", "this", "that", "their", "both", "bilateral", "mutual", "such"),
        *("any", "all", "our"),
    )
)


def states_at(scene: Scene, token: int, *, strict: bool = True) -> list[str]:
    """The state-like actors that a noun phrase stands for."""
    found = [party.actor for party in scene.parties(token, strict=strict)]
    return [actor for actor in dict.fromkeys(found) if scene.cast.is_state_like(actor)]


def acting_states(scene: Scene, verb: int) -> list[str]:
    """The states of which a verb is said; "the two", "both", "they" are the pair that the text is about."""
    tree = scene.tree
    subject = subject_token(scene, verb)
    if subject is None:
        neither = any(tree.lemmas[c] in ("neither", "both") for c in tree.having(verb, "preconj", "advmod"))
        return list(scene.pair or ()) if neither else []
    found = states_at(scene, subject)
    if len(found) >= _PAIR:
        return found
    words = {tree.lemmas[subject], *(tree.lemmas[child] for child in tree.children[subject])}
    both = bool(words & {"two", "both", "neither"}) or (not found and words & {"they", "each"})
    return list(scene.pair or found) if both else found


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
    if _RELATIONS.isdisjoint(kinds_of(tree, token)):
        return False
    head = tree.heads[token]
    inner = tree.deps[token] in ("compound", "nmod", "poss") and head != token
    return not inner or not _OWNERS.isdisjoint(kinds_of(tree, head))


def dyads_of(scene: Scene, noun: int) -> list[Dyad]:
    """The dyads that a relation noun is about.

    By its modifiers ("India-US ties"), phrases ("between A and B", "A's ties with B"), the subject of its
    clause ("A has ties with B"), and else the two states the text was about ("the relationship").
    """
    tree = scene.tree
    between = _behind(scene, noun, ("between", "among", "amongst"))
    if len(between) < _PAIR:
        between = _between_loosely(scene, noun) or between
    if len(between) >= _PAIR:
        return [_sorted(a, b) for a, b in combinations(between[:3], 2)]
    owners = [
        actor
        for child in tree.having(noun, "poss")
        if tree.words[child].lower() == "whose" and (whose := scene.antecedent(child)) is not None
        for actor in states_at(scene, whose)
    ] + [
        actor
        for node in (noun, *_heads(tree, noun))
        for actor in dict.fromkeys(party.actor for party in scene.modifiers(node))
        if scene.cast.is_state_like(actor)
    ]
    weak = label_of(tree, noun, "relation_weak") is not None
    origin = _behind(scene, noun, ("of", "from") if weak else ("of",))
    owners = list(dict.fromkeys([*owners, *origin, *between]))
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


def _between_loosely(scene: Scene, noun: int) -> list[str]:
    """The two in "between the two", "between them", "between Turkey and its NATO partners"."""
    lows = scene.preposition(noun, "between") or scene.preposition(scene.tree.heads[noun], "between")
    named = [actor for low in lows for actor in states_at(scene, low, strict=False)]
    if len(dict.fromkeys(named)) >= _PAIR:
        return list(dict.fromkeys(named))
    words = {scene.tree.lemmas[t] for low in lows for t in scene.tree.subtree(low)}
    return list(scene.pair or ()) if words & {"two", "they", "them", "both"} and not named else []


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
        if subject == noun:  # "If Tusk wins, relations with Brussels will improve"
            clauses = [c for c in tree.having(node, "advcl") if c < noun]
            subject = next((s for c in clauses for s in tree.having(c, "nsubj")), None)
        if subject is not None and subject != noun:
            found = [actor for actor in states_at(scene, subject, strict=False) if actor not in others]
            if found:
                return found[:2]
    pair = scene.pair or ()
    if set(others) & set(pair):
        return [actor for actor in pair if actor not in others]
    definite = any(tree.lemmas[child] in _DEFINITE for child in tree.children[noun])
    return main_partner(scene, others) if definite else []


def main_partner(scene: Scene, others: list[str]) -> list[str]:
    """The state that the text speaks of most, of which "the cooperation with Russia" then is the other side.

    Empty if no state is named twice as often as any other.
    """
    counts = Counter(scene.cast.state_of(mention.actor) for mention in scene.cast.mentions)
    named = [(n, a) for a, n in counts.items() if a not in others and scene.cast.is_state_like(a)]
    named.sort(reverse=True)
    clear = named and named[0][0] >= _OFTEN and (len(named) == 1 or named[0][0] > named[1][0])
    return [named[0][1]] if clear else []


def _from_context(scene: Scene, noun: int, owners: list[str]) -> list[Dyad]:
    """The pair that "the relationship", "their ties" or "ties" takes up."""
    tree = scene.tree
    known = any(label_of(tree, noun, kind) is not None for kind in ("relation", "bilateral"))
    known = known or _is_taken_up(tree, noun) or _is_bare_trade(scene, noun)
    shared = _of_subject(scene, noun, owners) if known else []
    if shared:
        return shared
    definite = any(
        tree.lemmas[c] in _DEFINITE or tree.words[c].lower() in _DEFINITE for c in tree.children[noun]
    )
    plural = tree.tags[noun] in ("NNS", "NNPS") or _is_taken_up(tree, noun) or _is_bare_trade(scene, noun)
    if not known:
        return []
    here = [
        party.actor
        for party in scene.all_parties(sorted(scene.by_token))
        if scene.cast.is_state_like(party.actor)
    ]
    pair = scene.pair
    acted = _acts_on(scene, noun)
    firm = definite or plural or bool(owners)
    if len(here) == _PAIR and set(owners) <= set(here) and not acted and firm:
        return [_sorted(here[0], here[1])]
    one_of_pair = pair is not None and len(here) == 1 and set(here) <= set(pair)
    if not firm and not (one_of_pair and label_of(tree, noun, "bilateral") is not None):
        return []
    return [_sorted(*pair)] if pair is not None and set(owners) <= set(pair) else []


def _acts_on(scene: Scene, noun: int) -> bool:
    """Whether a noun is subject of what is done to the states named: "the rift has made A and B allies"."""
    tree = scene.tree
    verb = tree.heads[noun]
    if tree.deps[noun] != "nsubj" or not tree.having(verb, "dobj"):
        return False
    inside = set(tree.subtree(noun))
    return not any(token in inside or token < noun for token in scene.by_token)


def _of_subject(scene: Scene, noun: int, owners: list[str]) -> list[Dyad]:
    """The two of which the subject says that they have the relation: "A and B share strong ties"."""
    tree = scene.tree
    verb = verb_above(tree, noun)
    if verb is None or tree.deps[noun] not in ("dobj", "attr", "pobj", "conj"):
        return []
    subject = subject_token(scene, verb)
    if subject is None:
        subject = next(iter(tree.having(verb, "nsubjpass")), None)  # "are locked in a rivalry"
    acting = states_at(scene, subject) if subject is not None and subject != noun else []
    acting = list(dict.fromkeys([*owners, *acting]))
    return [_sorted(acting[0], acting[1])] if len(acting) == 2 else []


def _is_bare_trade(scene: Scene, noun: int) -> bool:
    """Whether "trade recovered" speaks of the trade of the pair of which the sentence names one."""
    tree = scene.tree
    if (
        tree.lemmas[noun] != "trade"
        or tree.deps[noun] != "nsubj"
        or tree.having(noun, "amod", "compound", "prep")
    ):
        return False
    named = {p.actor for p in scene.all_parties(sorted(scene.by_token))}
    return scene.pair is not None and bool(named) and named <= set(scene.pair)


def _is_taken_up(tree: Tree, noun: int) -> bool:
    """Whether a noun for a state of affairs takes one up: "that dependence", "years of enmity"."""
    pointed = any(
        tree.lemmas[child] in ("that", "this", "these", "those") for child in tree.having(noun, "det")
    )
    above = tree.heads[tree.heads[noun]] if tree.deps[noun] == "pobj" else noun
    return pointed or tree.lemmas[above] in ("year", "decade", "century", "month")
