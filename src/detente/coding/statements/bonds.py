"""Claims made of two actors by what they do to each other, and by how much one lives off the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

from detente.coding.clauses import subject_token
from detente.coding.drafts import Manner
from detente.coding.scene import Scene
from detente.coding.statements.cues import claim_cues, forms_of, label_of, mechanism_cues
from detente.coding.statements.domains import domains_at, domains_of
from detente.coding.statements.mood import Mood, mood_of
from detente.coding.statements.quality import tell_quality
from detente.coding.statements.said import EMBRACES, Said, phrase_tokens
from detente.coding.statements.topic import Dyad, acting_states, pairs_across, sorted_pair
from detente.sentences.tree import Tree

__all__ = ["say_of_bonds"]

_TRADED = frozenset(
    (*("import", "buy", "get", "receive", "source", "obtain", "purchase", "draw", "take", "derive"),
     *("send", "sell", "export", "ship", "supply", "provide", "give", "furnish", "earn", "come", "go"))
)  # fmt: skip
_SHARES = frozenset(
    ("most", "half", "majority", "bulk", "all", "third", "thirds", "quarters", "everything", "lion")
)
_LARGE = 40  # per cent from which a share is a dependence
_DO_WITHOUT = frozenset(("live", "do", "survive", "manage", "cope", "function", "exist", "last"))
_FALL = frozenset(("collapse", "fall", "perish", "starve", "founder", "die", "crumble", "freeze"))
_MAKING = frozenset(("make", "turn", "render", "transform", "convert"))
_RECIPROCAL = frozenset(("other", "another"))
_SPEAKING = frozenset(("talk", "speak", "communicate"))
_PLACES_OTHER = _RECIPROCAL | {"with", "at", "to", "against", "on"}
_INTO = frozenset(("into", "to", "toward", "towards", "in"))


def say_of_bonds(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """What a verb says of two: they bicker, get along, live off each other, are made allies."""
    tree, lemma = scene.tree, scene.tree.lemmas[verb]
    if lemma in _mutual_verbs() or any(tree.lemmas[c] in _PLACES_OTHER for c in tree.children[verb]):
        yield from _mutual(scene, verb, manner)
    if any(tree.lemmas[c] in _INTO for c in tree.children[verb]):
        yield from _flights(scene, verb, manner)
    for verbs, read in _READERS:
        if lemma in verbs:
            yield from read(scene, verb, manner)
    if label_of(tree, verb, "linking") is not None:
        yield from _close_to_each_other(scene, verb, manner)


@cache
def _mutual_verbs() -> frozenset[str]:
    return frozenset(words.split()[0] for words in claim_cues()["mutual"]) | _SPEAKING


def _said(
    scene: Scene, dyad: Dyad, telling: tuple[str, str], mood: Mood, parts: tuple[int, ...]
) -> Said:  # fmt: skip
    """A claim, by its label and cue, of which the first part is the predicate."""
    verb, (label, why) = parts[0], telling
    tokens = phrase_tokens(scene.tree, *parts)
    domain = domains_of(scene, verb, verb)[0]
    if label == "dependent" and domain == "overall" and why.startswith("share"):
        domain = (domains_at(scene.tree, scene.tree.subtree(verb)) or ["economic"])[0]
    return Said(dyad, domain, label, mood, verb, (min(tokens[0], *parts), tokens[1]), why, 0.6)


def _mutual(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Two who bicker, get along, part ways, do not trust each other."""
    tree = scene.tree
    label = _mutual_label(tree, verb)
    lows = [low for prep in tree.having(verb, "prep") for low in tree.having(prep, "pobj")]
    alone = all(tree.lemmas[low] in _RECIPROCAL for low in lows) and not tree.having(verb, "dobj")
    if tree.lemmas[verb] in _SPEAKING and alone:
        label = "distant"
    if label is None:
        return
    acting = acting_states(scene, verb)
    if len(acting) < 2:
        return
    mood = mood_of(tree, verb, manner)
    if not mood.told:
        return
    if label == "distant" and not (mood.negated or mood.ended):
        return
    if label == "distant":
        mood = replace(mood, negated=False, ended=False)
    if mood.negated and label == "close":
        label, mood = "hostile", replace(mood, negated=False)
    subject = subject_token(scene, verb)
    parts = (verb, *([subject] if subject is not None and subject < verb else []))
    for first, second in combinations(acting[:3], 2):
        yield _said(scene, sorted_pair([first, second]), (label, f"mutual:{tree.lemmas[verb]}"), mood, parts)


def _mutual_label(tree: Tree, verb: int) -> str | None:
    cues = claim_cues()
    objects = tree.having(verb, "dobj")
    if any(tree.lemmas[low] in _RECIPROCAL for low in objects):
        known = cues["move"].get(tree.lemmas[verb])
        return known if known != "dependent" else None
    if tree.having(verb, "prep") and not objects and tree.lemmas[verb] not in cues["mutual"]:
        beside = [low for p in tree.having(verb, "prep") for low in tree.having(p, "pobj")]
        known = next((cues["move"].get(f"{tree.lemmas[verb]} {tree.lemmas[tree.heads[low]]}")
                      for low in beside if tree.lemmas[low] in _RECIPROCAL), None)  # fmt: skip
        if known is not None:
            return known
    near = [tree.lemmas[c] for c in (*tree.having(verb, "prt", "advmod", "prep"), *objects)]
    places = [verb, *tree.having(verb, "advmod", "acomp")]
    near += [
        tree.lemmas[low] for at in places for p in tree.having(at, "prep") for low in tree.having(p, "pobj")
    ]
    keyed = next(
        (cues["mutual"][key] for word in near if (key := f"{tree.lemmas[verb]} {word}") in cues["mutual"]),
        None,
    )
    return keyed or (cues["mutual"].get(tree.lemmas[verb]) if not objects else None)


def _flights(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Somebody runs into somebody's arms, orbit, camp."""
    tree = scene.tree
    lows = [
        low
        for prep in tree.having(verb, "prep")
        if tree.lemmas[prep] in ("into", "to", "toward", "towards", "in")
        for low in tree.having(prep, "pobj")
        if tree.lemmas[low] in EMBRACES
    ]
    if not lows or tree.having(verb, "dobj"):
        return
    mood = mood_of(tree, verb, manner)
    owners = [p.actor for low in lows for p in scene.modifiers(low)]
    owners += [
        p.actor for low in lows for below in scene.preposition(low, "of") for p in scene.parties(below)
    ]
    for dyad in pairs_across(acting_states(scene, verb), owners) if mood.told else []:
        label = "close" if tree.lemmas[verb] in ("be", "remain", "stay") else "warming"
        yield _said(scene, dyad, (label, f"flight:{tree.lemmas[lows[0]]}"), mood, (verb, *lows))


def _shares(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """One lives off the other: "imports most of its gas from", "sends it nearly all its fuel"."""
    tree = scene.tree
    if not set(forms_of(tree, verb)) & _TRADED:
        return
    large = [low for low in tree.having(verb, "dobj", "nsubj") if _is_large(tree, low)]
    if not large:
        return
    inside = tree.subtree(verb)
    acting = acting_states(scene, verb) or [
        p.actor for low in tree.having(verb, "compound", "nsubj") for p in scene.all_parties([low])
    ]
    named = [p.actor for p in scene.all_parties([t for t in inside if t > verb])]
    owners = [p.actor for low in large for p in scene.all_parties(tree.subtree(low))]
    others = [a for a in dict.fromkeys([*named, *owners]) if a not in acting]
    mood = mood_of(tree, verb, manner)
    if mood.told and not mood.negated:
        for dyad in pairs_across(acting[:1], others[:1]):
            yield _said(scene, dyad, ("dependent", f"share:{tree.lemmas[verb]}"), mood, (verb, *large))


def _needs(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """One needs what the other has: "Germany needs Russian gas"."""
    tree = scene.tree
    if tree.lemmas[verb] not in ("need", "require", "crave"):
        return
    mood = mood_of(tree, verb, manner)
    acting = acting_states(scene, verb)
    for low in tree.having(verb, "dobj"):
        themes = [token for token in tree.subtree(low) if any(f in _themes() for f in forms_of(tree, token))]
        owners = [p.actor for p in scene.modifiers(low) if p.actor not in acting]
        if themes and owners and mood.told and not mood.negated:
            domain = (domains_at(tree, tree.subtree(low)) or ["economic"])[0]
            said = (
                _said(
                    scene, pairs_across(acting[:1], owners[:1])[0], ("dependent", "needs"), mood, (verb, low)
                )
                if acting
                else None
            )
            if said is not None:
                yield replace(said, domain=domain)


def _themes() -> dict[str, str]:
    """Words that speak of trade or arms."""
    return mechanism_cues()["theme"]


def _is_large(tree: Tree, noun: int) -> bool:
    """Whether a noun phrase is a large share of something."""
    words = [tree.words[token].lower() for token in tree.subtree(noun)][:12]
    part = any(word in ("of", "its", "their", "the") for word in words)
    if part and _SHARES & set(words[:6]):
        return True
    marks = any(word in ("percent", "%", "per") for word in words)
    return marks and any(word.isdigit() and int(word) >= _LARGE for word in words)


def _without(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """One cannot live without the other."""
    tree = scene.tree
    if tree.lemmas[verb] not in _DO_WITHOUT | _FALL:
        return
    mood = mood_of(tree, verb, manner)
    lows = [low for low in tree.subtree(verb) if tree.lemmas[low] == "without"]
    falls = tree.lemmas[verb] in _FALL
    if not lows or (not mood.negated and not falls):
        return
    below = [t for low in lows for t in tree.subtree(low)]
    subject = subject_token(scene, verb)
    acting = acting_states(scene, verb)
    if not acting and subject is not None:
        acting = [p.actor for p in scene.all_parties(tree.subtree(subject))]
    settled = replace(mood, negated=False, modality="asserted", tense="present")
    others = [p.actor for p in scene.all_parties(below) if p.actor not in acting]
    for dyad in pairs_across(acting[:1], others[:1]):
        yield _said(scene, dyad, ("dependent", "without"), settled, (verb, *lows))


def _made(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Two are made allies, enemies, partners of each other."""
    tree = scene.tree
    if tree.lemmas[verb] not in _MAKING:
        return
    inside = [t for t in tree.subtree(verb) if t > verb]
    role = next(
        (t for t in inside if label_of(tree, t, "role") is not None and tree.tags[t] in ("NNS", "NNPS")), None
    )
    if role is None:
        return
    both = [p.actor for p in scene.all_parties([t for t in inside if t <= role])]
    mood = mood_of(tree, verb, manner)
    label = label_of(tree, role, "role")
    if len(both) == 2 and mood.told and label is not None:
        yield _said(scene, sorted_pair(both), (label, f"made:{tree.lemmas[role]}"), mood, (verb, role))


def _close_to_each_other(scene: Scene, verb: int, manner: Manner) -> Iterator[Said]:
    """Two who are so close, estranged, on bad terms: an adjective said of a plural subject."""
    tree = scene.tree
    if label_of(tree, verb, "linking") is None:
        return
    acting = acting_states(scene, verb)
    if len(acting) != 2:
        return
    for child in tree.having(verb, "acomp", "attr", "oprd"):
        label = label_of(tree, child, "standing")
        if label is None or tree.having(child, "prep") or tree.pos[child] not in ("ADJ", "VERB", "ADV"):
            continue
        mood = mood_of(tree, verb, manner)
        never = any(tree.lemmas[c] in ("never", "seldom", "rarely", "not") for c in tree.children[verb])
        degree = any(tree.lemmas[c] in ("so", "this", "that", "such") for c in tree.children[child])
        if tree.tags[child] in ("JJR", "RBR"):
            told = tell_quality(tree, child)
            label = told if told is not None and not never else label
            degree = True
        if never and degree:
            mood = replace(mood, negated=False)
        elif mood.negated:
            label, mood = {"close": "distant"}.get(label, label), replace(mood, negated=label != "close")
        if mood.told:
            yield _said(
                scene, sorted_pair(acting), (label, f"both:{tree.lemmas[child]}"), mood, (verb, child)
            )
        return


_READERS = (
    (_TRADED, _shares),
    (frozenset(("need", "require", "crave")), _needs),
    (_DO_WITHOUT | _FALL, _without),
    (_MAKING, _made),
)
"""Which verbs each of the readers reads."""
