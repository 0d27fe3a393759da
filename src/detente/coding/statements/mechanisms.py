"""Mechanism statements: causal arguments about relations, named by the roles of their actors and by cues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from detente.coding.drafts import Draft
from detente.coding.event import Trace
from detente.coding.second_reading import Page
from detente.coding.statements.causes import Link, find_links
from detente.coding.statements.cues import forms_of, mechanism_cues
from detente.coding.statements.mood import Mood, asserter, mood_of, verb_above
from detente.coding.statements.nouns import MechanismStatement
from detente.coding.statements.said import Said
from detente.coding.statements.topic import Dyad, dyads_of, is_relation
from detente.core.identity import record_id
from detente.core.spans import Span

__all__ = ["read_mechanisms"]

_FRIENDLY = frozenset(("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID"))
_NEUTRAL = frozenset(("REQUEST",))
_LOST = frozenset(("cooling", "distant", "stable"))
_STATES = frozenset(("rivalry", "hostile"))
_THEMES = ("shared_threat", "arms_market", "economic_interest", "geography")
_LONGEST = 60
_EXCHANGE = ("prep:in return for", "prep:in retaliation for", "prep:in response to", "prep:in exchange for")
_TRADE = frozenset(
    ("buy", "sell", "purchase", "sale", "deal", "supply", "deliver", "delivery", "order", "acquire")
)
_MENACE = frozenset(
    ("threat", "fear", "aggression", "menace", "assertiveness", "expansion", "coercion", "ambition")
)
_AGAINST = (
    "prep:to counter",
    "prep:to contain",
    "prep:to balance",
    "prep:to offset",
    "prep:in order to counter",
)
_WORRIES = frozenset(
    ("alarm", "worry", "concern", "unsettle", "unnerve", "rattle", "anger", "irk", "upset", "annoy")
)
_DEALS = frozenset(
    (*("treaty", "pact", "deal", "agreement", "accord", "alliance", "talk", "summit", "exercise", "drill"),
     *("cooperation", "collaboration", "rapprochement", "trade", "sale", "axis", "friendship"))
)  # fmt: skip
_HAPPENINGS = frozenset(
    ("trip", "visit", "meeting", "talk", "deal", "agreement", "pact", "summit", "move", "exercise")
)


@dataclass(slots=True)
class _Side:
    """What one side of a causal statement tells.

    Attributes:
        ties: Dyads with which way they are said to go (1, 0, -1) and the claim, or ``event``.
        actors: State-like actors named.
        themes: Mechanisms that its words speak of.
        words: ``trade`` and ``menace`` if it speaks of these.
    """

    ties: list[tuple[Dyad, int, str]] = field(default_factory=list)
    actors: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)


def read_mechanisms(page: Page, saids: list[Said]) -> list[MechanismStatement]:
    """The mechanism statements of one sentence, at most one a name."""
    out: dict[str, MechanismStatement] = {}
    for name, actors, link, mood, weight in (*_by_links(page, saids), *_by_phrases(page, saids)):
        if name not in out and len(actors) >= 2:
            out[name] = _statement(page, name, actors, link, mood, weight)
    if len(out) > 1:
        out.pop("other", None)
    return list(out.values())


_Found = tuple[str, list[str], Link | str, Mood, float]


def _by_links(page: Page, saids: list[Said]) -> Iterator[_Found]:
    """What connectives and causal verbs join."""
    scene, tree = page.scene, page.scene.tree
    found: list[_Found] = []
    for link in (*find_links(tree), *_setbacks(page, saids)):
        cause, effect = (_side(page, tokens, saids) for tokens in (link.cause, link.effect))
        name = _name(cause, effect, link)
        if name is None:
            continue
        actors = list(dict.fromkeys([*cause.actors, *effect.actors]))
        if len(actors) < 2 and scene.pair is not None and (cause.ties or effect.ties):
            actors = list(dict.fromkeys([*actors, *scene.pair]))
        mood = mood_of(tree, link.verb, page.manner)
        if not mood.told:
            mood = Mood("future", "possible", main=mood.main)
        if not link.why.startswith("verb:"):
            mood = replace(mood, negated=False)  # the effect is denied, not that it has this cause
        found.append((name, actors, link, mood, 0.7 if link.strong else 0.55))
    found.sort(key=lambda row: (row[0] == "other", -row[4]))
    yield from found[:2]


def _setbacks(page: Page, saids: list[Said]) -> Iterator[Link]:
    """A deed that is called a setback to a relation: "In what may be a blow to ties, X signed …"."""
    tree = page.scene.tree
    for said in saids:
        clause = verb_above(tree, said.token)
        if not said.why.startswith(("change:setback", "change:blow")) or clause is None:
            continue
        inside = (
            frozenset(tree.subtree(clause))
            if clause not in tree.roots()
            else frozenset(tree.subtree(said.token))
        )
        rest = frozenset(range(len(tree))) - inside
        if any(draft.predicate in rest for draft, _ in page.found):
            yield Link(rest, inside, clause, "verb:setback", strong=True)


def _side(page: Page, tokens: frozenset[int], saids: list[Said]) -> _Side:
    scene, tree = page.scene, page.scene.tree
    side = _Side()
    for said in saids:
        if said.token in tokens:
            side.ties.append((said.dyad, said.sign, said.claim))
            side.actors.extend(said.dyad)
    for draft, _ in page.found:
        if draft.predicate in tokens:
            parties = sorted({party.actor for party in (*draft.source, *draft.target)})
            if len(parties) == 2:
                side.ties.append(((parties[0], parties[1]), _sign(draft), f"event:{draft.type}"))
    told = {tie[0] for tie in side.ties}
    for token in sorted(tokens):
        if is_relation(scene, token):
            side.ties.extend((dyad, 0, "relation") for dyad in dyads_of(scene, token) if dyad not in told)
    if not side.ties:
        side.ties.extend(_told_by_nouns(page, tokens))
    side.actors.extend(party.actor for party in scene.all_parties(sorted(tokens)))
    side.actors.extend(actor for dyad, _, _ in side.ties for actor in dyad)
    side.actors = list(dict.fromkeys(side.actors))
    themes = mechanism_cues()["theme"]
    lemmas = {tree.lemmas[token] for token in tokens}
    side.words = {kind for kind, known in (("trade", _TRADE), ("menace", _MENACE)) if lemmas & known}
    side.themes = [themes[f] for t in sorted(tokens) for f in forms_of(tree, t) if f in themes]
    return side


def _told_by_nouns(page: Page, tokens: frozenset[int]) -> Iterator[tuple[Dyad, int, str]]:
    """Ties told by "the India-US treaties", or by "the trip" that the text told of before."""
    scene, tree = page.scene, page.scene.tree
    for token in sorted(tokens):
        forms = set(forms_of(tree, token))
        if forms & _DEALS:
            near = [
                *scene.modifiers(token),
                *(p for low in scene.preposition(token, "between") for p in scene.parties(low)),
            ]
            owners = sorted({party.actor for party in near if scene.cast.is_state_like(party.actor)})
            if len(owners) == 2:
                yield (owners[0], owners[1]), 1, "event:noun"
        definite = any(tree.lemmas[c] in ("the", "this", "that") for c in tree.having(token, "det"))
        if forms & _HAPPENINGS and definite and not scene.modifiers(token):
            for event in reversed(scene.recent):
                parties = sorted({*event.source, *event.target})
                if len(parties) == 2 and event.type in _FRIENDLY:
                    yield (parties[0], parties[1]), 1, "event:before"
                    break


def _sign(draft: Draft) -> int:
    if draft.type in _NEUTRAL:
        return 0
    return 1 if draft.type in _FRIENDLY and draft.status != "denied" else -1


def _is_arms_trade(cause: _Side) -> bool:
    return "arms_market" in cause.themes and "trade" in cause.words


def _name(cause: _Side, effect: _Side, link: Link) -> str | None:
    """The mechanism that two sides make, or None where there is no argument about a relation."""
    told = [tie for tie in effect.ties if tie[2] != "relation"]
    if not effect.ties and not (link.strong and cause.ties and effect.actors):
        return None
    named = _by_menace(cause, effect, link) or _by_roles(cause, effect)
    if link.why == "mark:while":
        return named if named == "patron_vacuum" and told else None
    if named is None:
        return _by_theme(cause, effect, link, told)
    if named == "rivals_tie_drives_drift" and _is_arms_trade(cause):
        return "arms_market"
    weak = link.why.startswith(("mark:after", "mark:since")) and not any(sign for _, sign, _ in told)
    return None if weak else named


def _by_menace(cause: _Side, effect: _Side, link: Link) -> str | None:
    """Two who draw together against a third, or because of its threat."""
    against = any(actor not in dyad for dyad, _, _ in effect.ties for actor in cause.actors)
    drawn = any(sign > 0 for _, sign, _ in effect.ties)
    if drawn and against and (link.why.startswith(_AGAINST) or (link.strong and "menace" in cause.words)):
        return "enemy_of_enemy"
    return None


def _by_theme(cause: _Side, effect: _Side, link: Link, told: list[tuple[Dyad, int, str]]) -> str | None:
    """What the words of the cause are about, where the roles of the actors tell nothing."""
    claims = [tie for tie in told if not tie[2].startswith("event:")]
    if link.why.startswith("mark:since"):
        return None
    grows = any(sign >= 0 for _, sign, _ in claims)
    if claims and cause.themes and (grows or "arms_market" in cause.themes):
        return min(cause.themes, key=_THEMES.index)
    if link.why.startswith("mark:after"):
        bad = any(sign < 0 for _, sign, _ in told)
        arms = "arms_market" in cause.themes and bool(told)
        return "arms_market" if arms else "other" if bad and claims and cause.ties else None
    if told and link.why.startswith(_EXCHANGE):
        return "other"
    solid = claims or (told and cause.ties) or (effect.ties and link.strong and cause.ties)
    return "other" if solid and (link.strong or cause.ties) else None


def _by_roles(cause: _Side, effect: _Side) -> str | None:
    """The name that the actors' roles give: a rival's tie, a shared adversary, a patron who leaves."""
    good = [dyad for dyad, sign, why in cause.ties if sign > 0 or why == "relation"]
    bad = [(dyad, why) for dyad, sign, why in cause.ties if sign < 0]
    after = [(dyad, sign) for dyad, sign, _ in effect.ties]
    for dyad, sign in after:
        hostile = [set(d) - set(dyad) for d, _ in bad if d != dyad and set(d) & set(dyad)]
        if sign >= 0 and len(hostile) >= 2 and set.intersection(*hostile):
            return "enemy_of_enemy"
    for dyad, _sign_after in after:
        if any(other != dyad for other in good):
            return "rivals_tie_drives_drift"
    courted = [set(dyad) for dyad in good]
    if courted and not after and any(set(effect.actors) - pair for pair in courted):
        return "rivals_tie_drives_drift"
    for dyad, sign in after:
        for other, why in bad:
            if other != dyad and set(other) & set(dyad) and sign > 0:
                return "enemy_of_enemy" if why in _STATES else "patron_vacuum"
    return None


# -- phrases that name a mechanism


@cache
def _phrases() -> re.Pattern[str]:
    known = sorted(mechanism_cues()["phrase"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(words) for words in known) + r")\b", re.IGNORECASE)


def _by_phrases(page: Page, saids: list[Said]) -> Iterator[_Found]:
    """What a set phrase names: "the enemy of my enemy", "fill the vacuum", "a matter of concern for"."""
    scene, tree = page.scene, page.scene.tree
    cues = mechanism_cues()
    actors = [party.actor for party in scene.all_parties(list(range(len(tree))))]
    ties = [said.dyad for said in saids] + [
        dyad for token in range(len(tree)) if is_relation(scene, token) for dyad in dyads_of(scene, token)
    ]
    for match in _phrases().finditer(page.text.replace("’", "'")):
        name = cues["phrase"][match.group().lower()]
        token = tree.token_at(page.start + match.start())
        verb = verb_above(tree, token) if token is not None else None
        mood = mood_of(tree, verb, page.manner)
        parties = list(dict.fromkeys([*actors, *(a for dyad in ties for a in dyad)]))
        if (
            name == "shared_threat"
            and token is not None
            and _of_state(page, token + len(match.group().split()) - 1)
        ):
            name = "enemy_of_enemy"
        if name == "enemy_of_enemy" and len(parties) < 2:
            parties = list(scene.pair or ())
        if _argues(name, saids, parties, mood, page):
            denied = name == "jealousy_denied"
            yield (
                name,
                parties,
                match.group(),
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
        elif tree.lemmas[token] in cues["concern"] and (found := _concern(page, token, saids)):
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


def _worried(page: Page, verb: int, saids: list[Said]) -> list[str]:
    """The parties of a tie that is said to alarm somebody, and whom."""
    scene, tree = page.scene, page.scene.tree
    below = {t for child in tree.having(verb, "nsubj") for t in tree.subtree(child)}
    upset = [p.actor for child in tree.having(verb, "dobj") for p in scene.parties(child)]
    upset = [actor for actor in upset if scene.cast.is_state_like(actor)]
    dyad = next((said.dyad for said in saids if said.token in below), None)
    return [*dyad, *upset] if dyad and upset else []


# -- records


def _statement(
    page: Page, name: str, actors: list[str], link: Link | str, mood: Mood, weight: float
) -> MechanismStatement:  # fmt: skip
    scene, around = page.scene, page.around
    text = around.document.text
    if isinstance(link, Link):
        low, high = min(link.cause | link.effect), max(link.cause | link.effect)
        span = Span.of(text, scene.tree.starts[low], scene.tree.ends[high])
        statement = f"{_words(page, link.cause)} -> {_words(page, link.effect)}"
        why, anchor = link.why, link.verb
    else:
        span = Span.of(text, *around.sentence)
        statement, why = " ".join(span.quote.split()), f"phrase:{link.lower()}"
        anchor = mood.main
    said = asserter(scene, anchor, around) if anchor is not None else "author"
    modality = "denied" if mood.negated and mood.modality != "questioned" else mood.modality
    parties = tuple(sorted(set(actors)))
    return MechanismStatement(
        id=record_id("mechanism", around.document.id, name, parties, span.start, span.end),
        document=around.document.id,
        name=name,
        actors=parties,
        statement=statement,
        tense=mood.tense,
        modality=modality,
        asserted_by=said,
        confidence=weight,
        evidence=(span,),
        trace=Trace("pattern", around.version, (f"mechanism:{name}", why)),
    )


def _words(page: Page, tokens: frozenset[int]) -> str:
    """The words of one side, shortened."""
    words = [page.scene.tree.words[token] for token in sorted(tokens)]
    return " ".join(words[:_LONGEST]).replace(" - ", "-").replace(" ,", ",").replace(" 's", "'s").strip(" ,.")
