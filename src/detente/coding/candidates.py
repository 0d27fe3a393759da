"""Which pairs of parties a sentence can tell of: those that a predicate joins.

A third state in another clause, the adjective of a thing, the two names of "India-US ties" are no pair. The
type model is asked about what is left.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.coding.clauses import is_passive, subjects
from detente.coding.judging import is_superlative
from detente.coding.lexicon import word_classes
from detente.coding.scene import Party, Scene
from detente.sentences.tree import Tree

__all__ = ["Candidate", "find_candidates"]

_MOST = 8
_MODIFIERS = frozenset(("amod", "compound", "nmod", "nn"))
_ASIDE = frozenset(("advcl", "relcl", "parataxis"))
_FORUM = frozenset(("at", "before", "in", "within", "through", "under", "via"))
_NOUN_SLOTS = (
    "to",
    "of",
    "with",
    "on",
    "against",
    "for",
    "between",
    "toward",
    "towards",
    "into",
    "in",
    "from",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An ordered pair of parties and the predicate that joins them.

    Attributes:
        source: Parties that may act together.
        target: Parties that may be acted upon together; empty if those of `source` may act on each other.
        predicate: Token of the verb or noun.
    """

    source: tuple[Party, ...]
    target: tuple[Party, ...]
    predicate: int


def find_candidates(scene: Scene) -> list[Candidate]:
    """Every pair that a verb or a noun of action joins, the closest predicate only; at most eight."""
    tree = scene.tree
    if len({party.actor for party in scene.all_parties(list(scene.by_token))}) < 2:
        return []
    best: dict[frozenset[str], tuple[int, Candidate]] = {}
    for node in range(len(tree)):
        if tree.pos[node] in ("VERB", "AUX") and not _is_no_deed(tree, node):
            found = _of_verb(scene, node)
        elif tree.pos[node] == "NOUN" and tree.lemmas[node] not in word_classes()["relation"]:
            found = _of_noun(scene, node)
        else:
            continue
        for distance, candidate in found:
            key = frozenset(party.actor for party in (*candidate.source, *candidate.target))
            if key not in best or distance < best[key][0]:
                best[key] = distance, candidate
    chosen = sorted(best.values(), key=lambda item: (item[1].predicate, item[0]))
    return [candidate for _, candidate in chosen[:_MOST]]


def _of_verb(scene: Scene, verb: int) -> list[tuple[int, Candidate]]:
    """The pairs of a verb: its subject with each party below it; several subjects with each other."""
    acting = _state_like(scene, subjects(scene, verb))
    if not acting:
        return []
    names = {party.actor for party in acting}
    out, seen = [], set(names)
    for token in sorted(scene.by_token):
        parties = tuple(
            p for p in _standing(scene, token) if p.actor not in seen and not _is_forum(scene, p, verb)
        )
        distance = _way_down(scene.tree, verb, token) if parties else None
        if distance is not None:
            seen.update(party.actor for party in parties)
            out.append((distance, Candidate(tuple(acting), parties, verb)))
    if len(names) > 1 and not out and not is_passive(scene.tree, verb):
        out.append((0, Candidate(tuple(acting), (), verb)))
    return out


def _of_noun(scene: Scene, noun: int) -> list[tuple[int, Candidate]]:
    """The pairs of a noun: its owner with the party behind it ("Oman's sale of boats to Kenya")."""
    owners = _state_like(scene, scene.modifiers(noun))
    behind = [p for low in scene.preposition(noun, "by") for p in _state_like(scene, scene.parties(low))]
    acting = owners[:1] or behind[:1]
    if not acting:
        return []
    out = []
    for slot in _NOUN_SLOTS:
        for low in scene.preposition(noun, slot):
            found = _state_like(scene, scene.parties(low, strict=False))
            parties = tuple(party for party in found if party.actor != acting[0].actor)
            if parties:
                out.append((2, Candidate(tuple(acting), parties, noun)))
    return out


def _standing(scene: Scene, token: int) -> list[Party]:
    """The parties that stand at a token, not as the mere adjective of a thing."""
    tree = scene.tree
    modifies = tree.deps[token] in _MODIFIERS
    if modifies and tree.lemmas[tree.heads[token]] not in word_classes()["representative"]:
        return []
    return scene.all_parties([token])


def _is_forum(scene: Scene, party: Party, verb: int) -> bool:
    """Whether an organisation is only where something is done: "filed a case at the court"."""
    head = scene.tree.heads[party.token]
    here = scene.tree.deps[party.token] == "pobj" and scene.tree.lemmas[head] in _FORUM
    return here and head > verb and scene.is_organisation(party.actor)


def _way_down(tree: Tree, verb: int, token: int) -> int | None:
    """How far a token lies below a verb; None if in a clause that has a subject of its own."""
    steps, node = 0, token
    while node != verb:
        above = tree.heads[node]
        if above == node:
            return None
        is_clause = tree.pos[node] in ("VERB", "AUX")
        if is_clause and (tree.deps[node] in _ASIDE or tree.deps[node] == "conj"):
            return None
        if is_clause and above == verb and tree.lemmas[verb] in word_classes()["asking"]:
            return None  # what another is asked to do is another's deed
        if is_clause and steps and _has_other_subject(tree, node, token):
            return None
        if above == verb and tree.deps[node] in ("nsubj", "nsubjpass", "agent"):
            return None if tree.deps[node] != "nsubjpass" else steps + 1
        node, steps = above, steps + 1
    return steps


def _has_other_subject(tree: Tree, verb: int, token: int) -> bool:
    """Whether a verb has a subject that neither is nor holds a token."""
    own = tree.having(verb, "nsubj", "nsubjpass")
    return bool(own) and not {token, *tree.ancestors(token)}.issuperset(own)


def _is_no_deed(tree: Tree, verb: int) -> bool:
    """Whether a verb tells how things stand or should stand: "regards", "strengthens ties", "should stop"."""
    if tree.lemmas[verb] in word_classes()["stative"]:
        return True
    if is_superlative(tree, verb):
        return True
    above = tree.heads[verb] if tree.deps[verb] == "xcomp" else verb
    if any(
        tree.lemmas[aux] in ("should", "ought") for node in (verb, above) for aux in tree.having(node, "aux")
    ):
        return True  # what the writer wants done
    relation = word_classes()["relation"]
    return any(tree.lemmas[child] in relation for child in tree.having(verb, "dobj", "attr", "nsubjpass"))


def _state_like(scene: Scene, parties: list[Party]) -> list[Party]:
    return [party for party in parties if scene.cast.is_state_like(party.actor)]
