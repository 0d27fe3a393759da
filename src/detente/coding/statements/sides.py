"""One side of a causal statement: which ties it tells of, whom it names, what its words are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.coding.drafts import Draft
from detente.coding.second_reading import Page
from detente.coding.statements.cues import forms_of, mechanism_cues
from detente.coding.statements.said import Said
from detente.coding.statements.topic import Dyad, dyads_of, is_relation

__all__ = ["Side", "Tie", "read_side", "ties_before"]

Tie = tuple[Dyad, int, str]
"""A dyad, which way it is said to go (1, 0, -1), and the claim, or ``event``."""

_FRIENDLY = frozenset(("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID"))
_NEUTRAL = frozenset(("REQUEST",))
_TRADE = frozenset(
    (*("buy", "sell", "purchase", "sale", "deal", "supply", "deliver", "delivery", "order", "acquire"),
     *("procurement", "procure", "export", "import", "acquisition", "ship"))
)  # fmt: skip
_MENACE = frozenset(
    (*("threat", "fear", "aggression", "menace", "assertiveness", "expansion", "coercion", "ambition"),
     *("concern", "rise", "worry", "anxiety", "alarm", "unease", "clout", "worried", "alarmed", "fearful"),
     *("danger", "bullying", "expansionism", "aggressiveness", "provocation", "encroachment"))
)  # fmt: skip
_ENMITY = frozenset(
    (*("hatred", "enmity", "suspicion", "distrust", "mistrust", "dislike", "wariness", "hostility"),
     *("resentment", "animosity", "loathing", "antipathy", "grudge"))
)  # fmt: skip
_LEAVING = frozenset(
    (*("leave", "withdraw", "withdrawal", "retreat", "abandon", "neglect", "disengage", "disengagement"),
     *("drag", "hesitate", "hesitation", "absent", "absence", "distracted", "departure", "depart", "exit"),
     *("pullout", "pull-out", "retrenchment", "isolationism", "lose", "loss", "indifference", "desert"),
     *("disappointed", "disappointment", "frustrated", "frustration", "isolated", "isolation", "isolate"),
     *("shun", "spurn", "snub", "rebuff", "disillusioned", "ostracise", "ostracize", "pariah", "dry"),
     *("dwindle", "unreliable"),
     *("squeeze", "cut", "freeze", "suspend", "halt", "cease", "sanction", "disappoint", "frustrate"))
)  # fmt: skip
_MOTIVES = frozenset(
    (*("keen", "need", "want", "seek", "hungry", "eager", "covet", "depend", "rely", "desperate", "lack"),
     *("short", "hope", "crave", "dependence", "reliance", "greedy", "interested", "thirst", "hunger"))
)  # fmt: skip
_REDUCING = frozenset(
    (*("reduce", "lessen", "diversify", "escape", "limit", "loosen", "shed", "wean", "avoid", "curb"),
     *("hedge", "lower", "decrease", "end"))
)  # fmt: skip
_DEPENDENCE = frozenset(("dependence", "reliance", "dependency", "overdependence", "overreliance", "grip"))
_DEALS = frozenset(
    (*("warming", "thaw", "reconciliation", "closeness", "détente", "detente", "partnership", "courtship"),
     *("treaty", "pact", "deal", "agreement", "accord", "alliance", "talk", "summit", "exercise", "drill"),
     *("cooperation", "collaboration", "rapprochement", "trade", "sale", "axis", "friendship"))
)  # fmt: skip
_HAPPENINGS = frozenset(
    ("trip", "visit", "meeting", "talk", "deal", "agreement", "pact", "summit", "move", "exercise")
)


@dataclass(slots=True)
class Side:
    """What one side of a causal statement tells.

    Attributes:
        ties: Ties told of.
        actors: State-like actors named.
        themes: Mechanisms that its words speak of.
        words: ``trade menace enmity leaving motive freeing`` if it speaks of these.
        groups: Those of the actors that are neither states nor organisations of states.
    """

    ties: list[Tie] = field(default_factory=list)
    actors: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    groups: list[str] = field(default_factory=list)


def read_side(page: Page, tokens: frozenset[int], saids: list[Said]) -> Side:
    """What the tokens of one side tell."""
    scene, tree = page.scene, page.scene.tree
    side = Side()
    for said in saids:
        if said.token in tokens:
            side.ties.append((said.dyad, said.sign, said.claim))
            side.actors.extend(said.dyad)
    for draft, _ in page.found:
        if draft.predicate in tokens:
            both = {party.actor for party in (*draft.source, *draft.target)}
            parties = sorted(a for a in both if scene.cast.is_state(a) or scene.is_organisation(a))
            if len(parties) == len(both) == 2:
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
    kinds = (
        ("trade", _TRADE),
        ("menace", _MENACE),
        ("enmity", _ENMITY),
        ("leaving", _LEAVING),
        ("motive", _MOTIVES),
    )
    side.words = {kind for kind, known in kinds if lemmas & known}
    if lemmas & _REDUCING and lemmas & _DEPENDENCE:
        side.words.add("freeing")
    side.groups = [a for a in side.actors if not (scene.cast.is_state(a) or scene.is_organisation(a))]
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


def ties_before(page: Page) -> list[Tie]:
    """The ties of which the last events before the sentence tell."""
    out: list[Tie] = []
    for event in page.scene.recent[-2:]:
        parties = sorted({*event.source, *event.target})
        if len(parties) == 2:
            sign = 0 if event.type in _NEUTRAL else 1 if event.type in _FRIENDLY else -1
            out.append(((parties[0], parties[1]), sign, f"event:{event.type}"))
    return out
