"""What a definite noun or a pronoun takes up: "the deal", "the move", "it" after an event was told."""

from __future__ import annotations

import re

from detente.coding.drafts import Draft
from detente.coding.event import Event
from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene
from detente.coding.wording import LONGEST

__all__ = ["is_bare", "project_taken_up", "take_up"]

_MOVES_WORDS = "move step action measure act gesture ban"
_MOVES = frozenset(_MOVES_WORDS.split())
_WORKS_WORDS = "project pipeline corridor plant dam exercise railway bridge scheme"
_WORKS = frozenset(_WORKS_WORDS.split())
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "such"))
_PRONOUNS = frozenset(("it", "this", "that", "them", "these", "so"))
_PLAIN_WORDS = (
    "new recent latest next last first second joint bilateral mutual common such same first-ever high- "
    "level landmark historic major important long own several two three key own proposed final whole "
    "entire"
)
_PLAIN = frozenset(_PLAIN_WORDS.split())
_MENDED = re.compile(r"\s+")


def is_bare(scene: Scene, token: int, phrase: str) -> bool:
    """Whether a phrase names only a kind of thing: "the deal", "a new agreement", "their meeting"."""
    tree, classes = scene.tree, word_classes()
    kinds = classes["pact"] | classes["deed"] | classes["visit"] | classes["talks"] | classes["demand"]
    if tree.lemmas[token] not in kinds | {"idea", "project", "scheme", "behaviour", "behavior"}:
        return False
    words = {word.lower() for word in re.findall(r"[\w-]+", phrase)}
    at = {tree.words[token].lower()}
    named = {
        word.lower()
        for mentions in scene.by_token.values()
        for mention in mentions
        for word in re.findall(r"[\w-]+", mention.quote)
    }
    return not words - at - _PLAIN - named


def take_up(scene: Scene, draft: Draft, token: int | None) -> str | None:
    """What the object refers to in the text before, or None if it refers to nothing told.

    A definite noun takes up the latest event of its kind; a pronoun object the latest event there is.
    """
    tree, classes = scene.tree, word_classes()
    if token is not None:
        if not any(tree.words[det].lower() in _DEFINITE for det in tree.having(token, "det")):
            return None
        lemma = tree.lemmas[token]
    else:
        pronouns = [t for t in draft.objects if tree.words[t].lower() in _PRONOUNS]
        if not pronouns or draft.rule.type not in ("ACCUSE", "REJECT", "SUPPORT"):
            return None
        lemma = ""
    event = _latest(scene, draft, lemma)
    return _told(event, itself=lemma in classes["visit"]) if event is not None else None


def project_taken_up(scene: Scene, draft: Draft) -> str | None:
    """The project of the event that a definite object takes up: "sign the deal", "finish the pipeline"."""
    tree = scene.tree
    for token in draft.objects:
        definite = any(tree.words[det].lower() in _DEFINITE for det in tree.having(token, "det"))
        if not definite or tree.having(token, "compound", "amod", "prep"):
            continue
        lemma = tree.lemmas[token]
        if lemma in word_classes()["pact"] or lemma in _WORKS:
            for event in reversed(scene.recent):
                if event.project and {p.actor for p in draft.source} & {*event.source, *event.target}:
                    return event.project
    return None


def _latest(scene: Scene, draft: Draft, lemma: str) -> Event | None:
    """The latest event a noun can take up: a pact that was named one, a visit, talks, the other's deed."""
    classes = word_classes()
    parties = {party.actor for party in (*draft.source, *draft.target)}
    others = {party.actor for party in draft.target}
    for event in reversed(scene.recent):
        if lemma in classes["pact"]:
            told = f"{event.object or ''} {event.evidence[0].quote}"
            words = set(re.findall(r"\w+", told.lower()))
            fits = bool(words & classes["pact"]) and event.type in ("SUPPORT", "AGREE") and bool(event.object)
        elif lemma in classes["visit"]:
            fits = event.mode == "visit"
        elif lemma in classes["talks"]:
            fits = event.type == "CONSULT"
        else:
            fits = (lemma in _MOVES or not lemma) and bool(others & set(event.source))
        if fits and parties & {*event.source, *event.target}:
            return event
    return None


def _told(event: Event, *, itself: bool) -> str | None:
    """What an event is about, or for a visit the visit itself."""
    if event.object and not itself:
        return event.object
    quote = _MENDED.sub(" ", event.evidence[0].quote)
    return quote if itself and len(quote.split()) <= LONGEST else event.object
