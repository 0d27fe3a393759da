"""What the words of a statement tell: the kind of event, what it is about, whether it says no."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from detente.actors.base import read_actor_base
from detente.coding.lexicon import read_lexicon, word_classes
from detente.coding.statements.cues import claim_cues
from detente.identity.sketches import content_words

__all__ = ["ALIKE", "course_of", "is_negated", "measure_topic", "topic_words", "types_told"]

ALIKE = 0.55
"""Two topics are alike from this likeness on: one is part of the other, or more than half is shared."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LEADS = frozenset(("will", "shall", "would", "may", "might", "could", "to", "wo", "ll", "won't", "won’t"))
_BETWEEN = frozenset(("not", "also", "soon", "be", "been", "have", "never", "again", "still", "both", "n't"))
_NO = re.compile(
    r"\b(?:not|never|no longer|cannot|nor)\b|n['’]t\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\bno(?:t)? (?:later than|only|just|merely)\b", re.IGNORECASE)
_IRREGULAR = {
    "held": "hold", "met": "meet", "built": "build", "sent": "send", "sold": "sell", "given": "give",
    "bought": "buy", "begun": "begin", "left": "leave", "taken": "take", "fought": "fight", "cut": "cut",
}  # fmt: skip
_GENERIC = ("pact", "talks", "topicless", "vague", "visit", "occasion", "cooperation", "relation")
_NAMES = frozenset(("name", "short", "adjective", "demonym", "historic", "abbreviation"))
_RELATION = frozenset(("tie", "relation", "relationship", "partnership", "friendship", "alliance", "rapport"))


def _stems(word: str) -> list[str]:
    """A word and what it may be a form of, the word itself first."""
    out = [word, _IRREGULAR.get(word, word)]
    if word.endswith("ies"):
        out.append(word[:-3] + "y")
    if word.endswith("s") and not word.endswith("ss"):
        out += [word[:-1], word[:-2]]
    if word.endswith("ed"):
        out += [word[:-1], word[:-2], word[:-3], word[:-3] + "y"]
    if word.endswith("ing"):
        out += [word[:-3], word[:-3] + "e", word[:-4]]
    return out


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3
    return word[:-1] if plural else word


@cache
def _generic() -> frozenset[str]:
    """Words that any agreement, meeting or relation is told with, and the names of actors."""
    classes = word_classes()
    words = {_singular(word) for name in _GENERIC for word in classes.get(name, ())}
    words.update(_singular(form.text.lower()) for form in read_actor_base().forms if form.kind in _NAMES)
    return frozenset(words)


@lru_cache(maxsize=65536)
def topic_words(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, in the singular.

    Common words, single letters, names of states, and words that any agreement, meeting or relation is told
    with are left out.

    >>> sorted(topic_words("the agreement with Turkey on S-400 missiles"))
    ['400', 'missile']
    """
    words = {_singular(word) for word in content_words(text) if len(word) > 1 or word.isdigit()}
    return frozenset(words - _generic())


def measure_topic(first: frozenset[str], second: frozenset[str]) -> float:
    """How alike two sets of topic words are, 0 to 1: their cosine, and at least 0.7 if one holds the other.

    >>> measure_topic(frozenset({"gas", "pipeline"}), frozenset({"oil", "pipeline"}))
    0.5
    """
    shared = len(first & second)
    if not shared:
        return 0.0
    cosine: float = round(shared / (len(first) * len(second)) ** 0.5, 9)
    return max(cosine, 0.7) if shared == min(len(first), len(second)) else cosine


def is_negated(statement: str) -> bool:
    """Whether a statement says that something will not be.

    >>> is_negated("Turkey will not join."), is_negated("Turkey will join no later than May.")
    (True, False)
    """
    return bool(_NO.search(_BOUND.sub(" ", statement)))


@lru_cache(maxsize=16384)
def types_told(statement: str) -> frozenset[str]:
    """The event types that the statement's verb (else a noun of it) tells by the coder's lexicon.

    The verb is the first known one behind "will", "may", "to" and the like. Rules that need another word
    go before those that need none.

    >>> sorted(types_told("Russia and Pakistan will sign the contract."))
    ['SUPPORT']
    """
    words = [word.lower() for word in _WORD.findall(statement)]
    stems = {stem for word in words for stem in _stems(word)}
    for verb in _verbs(words):
        found = _types_of(verb, stems - {verb})
        if found:
            return found
    lexicon = read_lexicon()
    for word in words:
        rules = [rule for stem in _stems(word) for rule in lexicon.nouns.get(stem, ())]
        if rules:
            return frozenset(rule.type for rule in rules if not rule.needs) or frozenset(
                rule.type for rule in rules
            )
    return frozenset()


def _verbs(words: list[str]) -> list[str]:
    """The known verbs behind a lead, in order."""
    known, out, open_ = read_lexicon().verbs, [], False
    for word in words:
        if word in _LEADS:
            open_ = True
        elif open_ and word not in _BETWEEN and not word.endswith("ly"):
            verb = next((stem for stem in _stems(word) if stem in known), None)
            if verb is not None:
                out.append(verb)
            open_ = False
    return out


def _types_of(verb: str, stems: set[str]) -> frozenset[str]:
    met: set[str] = set()
    bare: set[str] = set()
    for rule, rests in read_lexicon().verbs[verb]:
        if not any(all(part in stems for part in rest) for rest in rests):
            continue
        if any(need.rpartition(">")[2] in stems for need in rule.needs if ":" not in need):
            met.add(rule.type)
        elif not rule.needs and () in rests:
            bare.add(rule.type)
    return frozenset(met or bare)


@lru_cache(maxsize=16384)
def course_of(statement: str) -> int:
    """Which way a statement says that a relation will go: 1 warming, -1 cooling, 0 if it does not say.

    >>> course_of("Ties between Moscow and Delhi will weaken."), course_of("Moscow will sell jets.")
    (-1, 0)
    """
    words = [word.lower() for word in _WORD.findall(statement)]
    if not any(_singular(word) in _RELATION for word in words):
        return 0
    cues = claim_cues()
    for kind in ("subject", "object", "change"):
        told = {cues[kind].get(stem) for word in words for stem in _stems(word)} - {None, "stable", "distant"}
        if len(told) == 1:
            return {"warming": 1, "cooling": -1}.get(told.pop() or "", 0)
    return 0
