"""Claims made by what actors do to draw near or apart: drift towards, turn from, push into the arms of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from detente.coding.clauses import objects_of, subject_token
from detente.coding.drafts import Manner
from detente.coding.scene import Scene
from detente.coding.statements.cues import claim_cues, forms_of
from detente.coding.statements.domains import domains_at, domains_of
from detente.coding.statements.mood import mood_of
from detente.coding.statements.said import EMBRACES, Said, phrase_tokens
from detente.coding.statements.topic import pairs_across, sorted_pair, states_at
from detente.sentences.tree import Tree

__all__ = ["say_of_moves"]

_DIVIDING = frozenset(("divide", "separate", "estrange", "alienate", "embroil"))
_BINDING = frozenset(("keep", "bind", "hold", "unite", "tie", "weld", "link", "chain", "glue"))
_PUSHING = frozenset(
    ("push", "drive", "drag", "pull", "draw", "nudge", "bring", "steer", "force", "propel", "throw")
)
_CLOSER = frozenset(("close", "closer", "near", "nearer", "together"))
_SHARED = frozenset(
    ("interest", "goal", "concern", "view", "vision", "stake", "position", "objective", "approach")
)
_MENDED = {"mend": "fence", "bury": "hatchet", "turn": "page", "patch": "difference", "settle": "difference",
           "make": "peace", "resolve": "difference", "break": "ice"}  # fmt: skip


def say_of_moves(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """What a verb says of actors: they move, are pushed, share an interest, mend fences."""
    yield from _moves(scene, verb, manner)
    yield from _pushes(scene, verb, manner)
    yield from _shares(scene, verb, manner)
    yield from _idioms(scene, verb, manner)


def _moves(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Drifting towards, stepping away from, depending on."""
    tree, found = scene.tree, _drift(scene, verb)
    mutual = _drawn(tree, verb) if found is None else None
    if found is None and mutual is None:
        return
    subject = subject_token(scene, verb)
    acting = states_at(scene, subject) if subject is not None else []
    if found is not None:
        label, dyads = found[0], pairs_across([a for a in acting if a not in found[1]], found[1])
    elif mutual is not None and len(acting) >= 2:
        label, dyads = mutual, [sorted_pair([a, b]) for a, b in combinations(acting[:3], 2)]
    else:
        return
    mood = mood_of(tree, verb, manner)
    if not mood.told or (mood.negated and label == "dependent"):
        return
    parts = [verb, *([subject] if subject is not None and tree.heads[subject] == verb else [])]
    tokens = phrase_tokens(tree, *parts, *tree.having(verb, "prep"))
    low, high = min(tokens[0], *parts), max(tokens[1], *parts)
    domains = domains_at(tree, tree.subtree(verb)) if label == "dependent" else []
    for domain in domains or domains_of(scene, verb, verb):
        for dyad in dyads:
            yield Said(dyad, domain, label, mood, verb, (low, high), f"move:{tree.lemmas[verb]}", 0.75)


def _drift(scene: Scene, verb: int) -> tuple[str, list[str]] | None:
    """The claim that a verb makes with where it leads to, and the states that it leads to or from."""
    tree, moves = scene.tree, claim_cues()["move"]
    for place, particle in _directions(tree, verb):
        label = next(
            (moves[key] for form in forms_of(tree, verb) if (key := f"{form} {particle}") in moves), None
        )
        if label is None:
            continue
        others = [a for below in _goals(tree, place) for a in states_at(scene, below)]
        if others:
            return label, others
    if tree.lemmas[verb] not in moves:
        return None
    others = [a for t in objects_of(scene, verb) for a in states_at(scene, t)]
    return (moves[tree.lemmas[verb]], others) if others else None


def _directions(tree: Tree, verb: int) -> list[tuple[int, str]]:
    """Prepositions and adverbs that say where to: the token to look below, and the word."""
    out = []
    for child in tree.children[verb]:
        if tree.deps[child] in ("prep", "prt", "dative", "agent"):
            out.append((child, tree.lemmas[child]))
        if tree.deps[child] in ("advmod", "acomp", "amod", "oprd"):
            near = tree.lemmas[child] in ("close", "closer", "near", "nearer")
            word = "closer" if near else tree.lemmas[child]
            out.append((child, word))
            out.append((verb, word))
    return out


def _goals(tree: Tree, place: int) -> list[int]:
    """What stands behind a preposition, or behind that of an adverb: "closer towards X", "away from X"."""
    out = tree.having(place, "pobj")
    for prep in tree.having(place, "prep"):
        if tree.lemmas[prep] in ("to", "toward", "towards", "from", "with"):
            out.extend(tree.having(prep, "pobj"))
    return out


def _drawn(tree: Tree, verb: int) -> str | None:
    """The claim of "are becoming closer", "drew together", "drifted apart", said of two."""
    lemma = tree.lemmas[verb]
    words = {tree.lemmas[c] for c in tree.having(verb, "acomp", "advmod", "prt", "oprd", "amod")}
    if lemma in ("fight", "stand") and "together" in words:
        return "close"
    if lemma in (
        "become",
        "grow",
        "draw",
        "get",
        "move",
        "come",
        "drift",
        "inch",
        "bring",
        "edge",
        "pull",
        "fall",
    ):
        apart = [c for c in tree.having(verb, "acomp", "advmod") if tree.having(c, "prep")]
        if words & _CLOSER and not apart:
            return "warming"
        if words & {"apart", "out"}:
            return "cooling"
    return None


def _pushes(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Somebody is pushed towards somebody else."""
    tree = scene.tree
    if tree.lemmas[verb] in _BINDING or tree.lemmas[verb] in _DIVIDING:
        yield from _bound(scene, verb, manner)
    kept = tree.lemmas[verb] in ("keep", "hold") and bool(_drawn_words(tree, verb) & _CLOSER)
    if tree.lemmas[verb] not in _PUSHING and not kept:
        return
    pushed = [actor for token in objects_of(scene, verb) for actor in _pushed(scene, token)]
    words = {tree.lemmas[c] for c in tree.having(verb, "advmod", "acomp", "prt", "oprd", "xcomp", "ccomp")}
    joined = "warming" if words & _CLOSER else "cooling" if "apart" in words else None
    mood = mood_of(tree, verb, manner)
    if joined and len(pushed) == 2 and mood.told:
        tokens = phrase_tokens(tree, verb, *objects_of(scene, verb))
        yield Said(
            sorted_pair(pushed), "overall", joined, mood, verb, tokens, f"push:{tree.lemmas[verb]}", 0.7
        )
        return
    for place, particle in _directions(tree, verb):
        if particle not in ("toward", "towards", "closer", "into", "to", "away", "from"):
            continue
        goals = _goals(tree, place)
        embrace = any(tree.lemmas[low] in EMBRACES for low in goals)
        others = [actor for low in goals for actor in _goal(scene, low, embrace=embrace)]
        others = [actor for actor in others if scene.cast.is_state_like(actor)]
        if not others or (particle in ("into", "to") and not embrace):
            continue
        label = "cooling" if particle in ("away", "from") else "warming"
        label = "close" if tree.lemmas[verb] in ("keep", "hold") else label
        tokens = phrase_tokens(tree, verb, *goals)
        for dyad in pairs_across(pushed, others) if mood.told else []:
            yield Said(dyad, "overall", label, mood, verb, tokens, f"push:{tree.lemmas[verb]}", 0.7)
        return


def _drawn_words(tree: Tree, verb: int) -> set[str]:
    return {tree.lemmas[c] for c in tree.having(verb, "acomp", "advmod", "prt", "oprd", "amod", "ccomp")}


def _bound(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Two who are kept together, bound, united: by an interest, a fear."""
    tree = scene.tree
    objects = objects_of(scene, verb)
    together = any(tree.lemmas[c] == "together" for c in tree.having(verb, "advmod", "prt", "oprd", "acomp"))
    if not together and tree.lemmas[verb] in ("keep", "hold", "link", "chain", "glue", "tie"):
        return
    both = [actor for token in objects for actor in states_at(scene, token)]
    takes_up = any(tree.words[token].lower() in ("them", "both", "two") for token in objects)
    if not both and takes_up:
        both = list(scene.pair or ())
    mood = mood_of(tree, verb, manner)
    if len(both) == 2 and mood.told and not mood.negated:
        tokens = phrase_tokens(tree, verb, *objects)
        why = f"push:{tree.lemmas[verb]}"
        label = "hostile" if tree.lemmas[verb] in _DIVIDING else "close"
        yield Said(sorted_pair(both), "overall", label, mood, verb, tokens, why, 0.6)


def _pushed(scene: Scene, token: int) -> list[str]:
    """Who is pushed; "it" is whoever owns the subject: "Its fear of China pushes it towards Japan"."""
    named = states_at(scene, token)
    verb = scene.tree.heads[token]
    if named or scene.tree.words[token].lower() not in ("it", "them"):
        return named
    subject = subject_token(scene, verb)
    owners = scene.modifiers(subject) if subject is not None else []
    return [party.actor for party in owners if scene.cast.is_state_like(party.actor)][:1]


def _goal(scene: Scene, token: int, *, embrace: bool) -> list[str]:
    """To whom somebody is pushed: whoever is named, "its ally China", "China's arms"."""
    named = states_at(scene, token) or [
        a for low in scene.tree.having(token, "appos") for a in states_at(scene, low)
    ]
    if named or not embrace:
        return named
    owners = [party.actor for party in scene.modifiers(token)]
    return owners or [actor for low in scene.preposition(token, "of") for actor in states_at(scene, low)]


def _idioms(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Fences mended, the hatchet buried."""
    tree = scene.tree
    noun = _MENDED.get(tree.lemmas[verb])
    object_ = next((c for c in tree.having(verb, "dobj") if noun in forms_of(tree, c)), None)
    if object_ is None:
        return
    subject = subject_token(scene, verb)
    acting = states_at(scene, subject) if subject is not None else []
    others = [
        a
        for node in (verb, object_)
        for low in scene.preposition(node, "with")
        for a in states_at(scene, low)
    ]
    dyads = pairs_across(acting, others) if others else [sorted_pair(acting)] if len(acting) == 2 else []
    mood = mood_of(tree, verb, manner)
    for dyad in dyads if mood.told else []:
        yield Said(
            dyad, "overall", "warming", mood, verb, phrase_tokens(tree, verb, object_), f"idiom:{noun}", 0.7
        )


def _shares(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Two share an interest, a goal, a view."""
    tree = scene.tree
    if tree.lemmas[verb] not in ("share", "have"):
        return
    common = [
        token
        for token in tree.having(verb, "dobj")
        if tree.lemmas[token] in _SHARED
        and any(
            tree.lemmas[c] in ("common", "shared", "mutual", "similar", "same")
            for c in tree.having(token, "amod")
        )
    ]
    subject = subject_token(scene, verb)
    acting = states_at(scene, subject) if subject is not None else []
    if subject is not None and len(acting) < 2:
        acting = [
            p.actor for p in scene.all_parties(tree.subtree(subject)) if scene.cast.is_state_like(p.actor)
        ]
    mood = mood_of(tree, verb, manner)
    if not common or len(acting) != 2 or not mood.told or mood.negated:
        return
    domain = (domains_at(tree, tree.subtree(common[0])) or ["overall"])[0]
    tokens = phrase_tokens(tree, *([subject] if subject is not None else []), verb, common[0])
    yield Said(sorted_pair(acting), domain, "close", mood, verb, tokens, "shares", 0.6)
