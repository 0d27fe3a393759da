"""What an event is about: the topic's phrase, in the words of the text."""

from __future__ import annotations

from detente.coding.drafts import Draft
from detente.coding.following import find_following_topic
from detente.coding.lexicon import word_classes
from detente.coding.scene import Scene
from detente.coding.taking_up import is_bare, take_up
from detente.coding.topics import Topic, topics_of
from detente.coding.when import TimeExpression
from detente.coding.wording import is_time, word_clause, word_noun

__all__ = ["find_object"]

_REPORTS = frozenset(("say", "tell", "add", "be", "have", "do", "describe"))
_TELLS_ITSELF = frozenset(("ASSAULT", "COERCE", "COOPERATE", "AGREE", "SANCTION", "RETREAT"))
_JOINS_WORDS = "invite recognise recognize join leave enter admit readmit"
_JOINS = frozenset(_JOINS_WORDS.split())


def find_object(scene: Scene, draft: Draft, text: str, times: list[TimeExpression]) -> str | None:
    """The words for what the event is about, at most ten, or None.

    ``signed a pact on energy`` gives ``pact on energy``, ``held talks on energy`` gives ``energy``, ``agreed
    to cut tariffs`` gives ``cut tariffs``; a bare ``the deal`` gives what the deal told of before is about.
    Never a party alone and never a time.

    Args:
        scene: The sentence.
        draft: The event.
        text: The document's text.
        times: Time expressions of the sentence.
    """
    bare: tuple[int, str] | None = None
    for topic in topics_of(scene, draft):
        phrase = _worded(scene, draft, topic, text, times)
        if not phrase:
            continue
        one_verb = topic.form == "clause" and " " not in phrase
        if not (one_verb or is_bare(scene, topic.token, phrase)):
            return phrase
        if bare is None and (topic.form != "own" or draft.rule.type != "CONSULT"):
            bare = (topic.token, phrase)
    if bare is not None:
        return take_up(scene, draft, bare[0]) or bare[1]
    if draft.rule.type == "CONSULT":
        return find_following_topic(text, scene.tree.ends[draft.predicate])
    return take_up(scene, draft, None)


def _worded(scene: Scene, draft: Draft, topic: Topic, text: str, times: list[TimeExpression]) -> str | None:
    """The words of a place that may tell the topic, or None if it cannot."""
    tree, token = scene.tree, topic.token
    if topic.form in ("noun", "own"):
        if not _can_be_a_topic(scene, token, times):
            return None
        return word_noun(scene, _measured(scene, token), text, times, own=topic.form == "own") or None
    if topic.form == "deed":
        harmed = any(t in scene.by_token or scene.parties(t) for t in draft.objects) or not draft.objects
        with_it = tree.having(token, "dobj", "prep", "xcomp")
        tells = draft.rule.type in _TELLS_ITSELF or tree.lemmas[token] in _JOINS
        if not tells or not (harmed and with_it) or tree.pos[token] != "VERB":
            return None
        phrase = word_clause(scene, token, text, times)
        pronoun = len(phrase.split()) == 2 and any(tree.pos[t] == "PRON" for t in draft.objects)
        return phrase if " " in phrase and not pronoun else None
    if topic.form == "clause" and (tree.lemmas[token] in _REPORTS or is_time(scene, token, times)):
        inner = [t for t in tree.having(token, "dobj", "attr") if _can_be_a_topic(scene, t, times)]
        return word_noun(scene, inner[0], text, times) if inner else None
    return word_clause(scene, token, text, times, subject=topic.form == "statement") or None


def _can_be_a_topic(scene: Scene, token: int, times: list[TimeExpression]) -> bool:
    """Whether a noun can be what an event is about: no party, no time, no empty word."""
    tree = scene.tree
    if token in scene.by_token or tree.pos[token] not in ("NOUN", "PROPN"):
        return False
    vague = tree.lemmas[token] in word_classes()["vague"] and not tree.having(token, "compound")
    return not vague and not is_time(scene, token, times)


def _measured(scene: Scene, token: int) -> int:
    """What a word of measure measures: "a number of drills"."""
    if scene.tree.lemmas[token] in word_classes()["measure"]:
        inner = scene.preposition(token, "of")
        if inner and scene.tree.pos[inner[0]] in ("NOUN", "PROPN"):
            return inner[0]
    return token
