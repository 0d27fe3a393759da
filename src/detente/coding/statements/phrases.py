"""Set phrases that name a mechanism, and ties that are said to worry somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.coding.clauses import subject_token
from detente.coding.second_reading import Page
from detente.coding.statements.cues import mechanism_cues
from detente.coding.statements.matching import match_phrases
from detente.coding.statements.mood import Mood, mood_of, verb_above
from detente.coding.statements.said import Said
from detente.coding.statements.topic import dyads_of, is_relation

__all__ = ["Phrase", "find_phrases"]

Phrase = tuple[str, list[str], str, Mood, float]
"""Name, actors, words, mood and weight."""

_WORRIES = frozenset(
    (*("alarm", "worry", "concern", "unsettle", "unnerve", "rattle", "anger", "irk", "upset", "annoy"),
     *("irritate", "frustrate", "infuriate", "enrage", "displease", "dismay", "frighten", "spook", "vex"),
     *("trouble", "disturb", "disconcert", "exasperate", "incense", "outrage"))
)  # fmt: skip
_WORRIED = frozenset(
    (*("nervous", "anxious", "worried", "alarmed", "dismayed", "uneasy", "concerned", "unhappy", "angry"),
     *("furious", "displeased", "upset", "fret", "worry", "dismay", "alarm", "concern"))
)  # fmt: skip


def find_phrases(page: Page, saids: list[Said]) -> Iterator[Phrase]:
    """What a set phrase names: "the enemy of my enemy", "fill the vacuum", "a matter of concern for"."""
    scene, tree = page.scene, page.scene.tree
    cues = mechanism_cues()
    matches = list(match_phrases(page, "mechanism"))
    actors = [party.actor for party in scene.all_parties(list(range(len(tree))))] if matches else []
    ties = [said.dyad for said in saids] + [
        dyad
        for token in (range(len(tree)) if matches else ())
        if is_relation(scene, token)
        for dyad in dyads_of(scene, token)
    ]
    for match in matches:
        name, verb = match.label, verb_above(tree, match.first)
        mood = mood_of(tree, verb, page.manner)
        parties = list(dict.fromkeys([*actors, *(a for dyad in ties for a in dyad)]))
        if name == "shared_threat" and _of_state(page, match.last):
            name = "enemy_of_enemy"
        if name == "enemy_of_enemy" and len(parties) < 2:
            parties = list(scene.pair or ())
        if name in ("jealousy_denied", "hedging", "patron_vacuum") and len(parties) < 2:
            parties = list(dict.fromkeys([*parties, *(scene.pair or ())]))
        if _argues(name, saids, parties, mood, page):
            denied = name == "jealousy_denied"
            yield (
                name,
                parties,
                match.words,
                replace(mood, negated=denied),
                0.6,
            )
    for token in range(len(tree)):
        if (
            tree.pos[token] == "VERB"
            and tree.lemmas[token] in _WORRIES
            and (found := _worried(page, token, saids))
        ):
            yield "other", found, tree.words[token], mood_of(tree, token, page.manner), 0.5
        elif (tree.lemmas[token] in _WORRIED and (found := _uneasy(page, token, saids))) or (
            tree.lemmas[token] in cues["concern"] and (found := _concern(page, token, saids))
        ):
            yield "other", found, tree.words[token], mood_of(tree, verb_above(tree, token), page.manner), 0.5


def _of_state(page: Page, token: int) -> bool:
    """Whether a shared fear is one of a state: "a shared fear of China"."""
    scene, tree = page.scene, page.scene.tree
    if token >= len(tree) or tree.pos[token] != "NOUN":
        return False
    lows = [low for word in ("of", "from") for low in scene.preposition(token, word)]
    return any(scene.cast.is_state(party.actor) for low in lows for party in scene.parties(low))


def _argues(name: str, saids: list[Said], parties: list[str], mood: Mood, page: Page) -> bool:
    """Whether a phrase is used in an argument about a relation rather than in passing."""
    if name == "enemy_of_enemy":
        return True
    if name == "jealousy_denied":
        negative = mood.negated or " not " in page.text or "n't " in page.text or " no " in page.text.lower()
        return len(parties) >= 2 and negative
    if name == "shared_threat":
        return len(parties) >= 2
    if name == "hedging":
        return len(parties) >= 2
    if name in ("arms_market", "economic_interest"):
        return any(said.sign > 0 for said in saids)
    if name == "geography":
        return len(parties) >= 2
    if name in ("patron_vacuum", "bloc_formation"):
        return len(parties) >= 2
    return len(parties) >= 2 and bool(saids or page.found)


def _concern(page: Page, token: int, saids: list[Said]) -> list[str]:
    """Whose concern a relation or deed is said to be, with the parties of that; empty if it is none."""
    scene, tree = page.scene, page.scene.tree
    worried = [
        p.actor
        for word in ("for", "in", "to")
        for low in scene.preposition(token, word)
        for p in scene.parties(low)
    ]
    above = tree.heads[token]
    if tree.lemmas[above] == "of" and tree.lemmas[tree.heads[above]] in ("matter", "cause", "source"):
        head = tree.heads[above]
        for word in ("for", "in", "to"):
            worried += [p.actor for low in scene.preposition(head, word) for p in scene.parties(low)]
    worried = [actor for actor in dict.fromkeys(worried) if scene.cast.is_state_like(actor)]
    if not worried:
        return []
    about = [said.dyad for said in saids if not set(said.dyad) & set(worried)]
    dyad = about[0] if about else scene.pair if scene.pair and not set(scene.pair) & set(worried) else None
    return [*dyad, *worried] if dyad else []


def _uneasy(page: Page, token: int, saids: list[Said]) -> list[str]:
    """Who is uneasy about what others do, with these; empty if it is not told."""
    scene, tree = page.scene, page.scene.tree
    verb = verb_above(tree, token)
    subject = subject_token(scene, verb) if verb is not None else None
    passive = tree.having(verb, "nsubjpass") if verb is not None else []
    node = passive[0] if passive else subject
    uneasy = [p.actor for p in scene.parties(node)] if node is not None else []
    uneasy = [actor for actor in uneasy if scene.cast.is_state_like(actor)]
    if len(uneasy) != 1:
        return []
    told = [said.dyad for said in saids]
    told += [
        (parties[0], parties[1])
        for draft, _ in page.found
        if len(parties := sorted({p.actor for p in (*draft.source, *draft.target)})) == 2
    ]
    dyad = next((dyad for dyad in told if not set(dyad) & set(uneasy)), None)
    takes_up = {"decision", "move", "this", "visit", "deal", "pact", "step"} & set(tree.lemmas)
    if dyad is None and passive and takes_up and scene.recent:
        involved = {*scene.recent[-1].source, *scene.recent[-1].target} - set(uneasy)
        return [*uneasy, *sorted(involved)]
    if dyad is None and passive:  # "was dismayed when Russia tore up its promise"
        inside = [t for c in tree.having(token, "advcl", "prep", "agent", "ccomp") for t in tree.subtree(c)]
        others = [p.actor for p in scene.all_parties(inside) if p.actor not in uneasy]
        return [*uneasy, *others[:1]] if others else []
    return [*dyad, *uneasy] if dyad else []


def _worried(page: Page, verb: int, saids: list[Said]) -> list[str]:
    """The parties of a tie that is said to alarm somebody, and whom."""
    scene, tree = page.scene, page.scene.tree
    below = {t for child in tree.having(verb, "nsubj") for t in tree.subtree(child)}
    upset = [p.actor for child in tree.having(verb, "dobj") for p in scene.parties(child)]
    upset = [actor for actor in upset if scene.cast.is_state_like(actor)]
    if tree.deps[verb] == "relcl":  # "ties are growing at a pace that irritates the Kremlin"
        below.update(range(verb))
    dyad = next(
        (said.dyad for said in saids if said.token in below and not set(said.dyad) & set(upset)), None
    )
    if dyad is None:  # "India's purchase of Russian oil has irritated Washington"
        named = [p.actor for p in scene.all_parties(sorted(below)) if p.actor not in upset]
        dyad = (named[0], named[1]) if len(named) == 2 else None
    return [*dyad, *upset] if dyad and upset else []
