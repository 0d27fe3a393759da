"""What a yes to a question would mean: read from its claims, else from its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from detente.coding.statements.cues import claim_cues, domain_words
from detente.ontology import read_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.accounts.telling import Dyad
    from detente.coding.statements import Claim, Question

__all__ = ["Asked", "find_own_claims", "read_asked"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NO_YES = frozenset(("what", "which", "who", "whom", "whose", "when", "where", "why", "how"))
_VERBS = ("harm", "object", "subject")
_WORDS = ("adjective", "change", "standing")
_VAGUE = frozenset(("break", "build", "cut", "hold", "last", "new", "rise", "stand", "test"))  # "last year"
_BE = frozenset(("are", "be", "been", "is", "was", "were"))
_NEGATIONS = frozenset(("not", "never", "no", "cannot"))
_GAP = 2  # words between the parts of "move further away"


class Asked(NamedTuple):
    """What a question asks.

    Attributes:
        asks: The claim that a yes would make; empty where the words do not say.
        domain: Its domain.
        dyads: Of the question's dyads those that this is asked of.
    """

    asks: str
    domain: str
    dyads: tuple[Dyad, ...]


def find_own_claims(question: Question, claims: Iterable[Claim]) -> list[Claim]:
    """The claims that are made in the words of the question, those on its first dyads and the surest first.

    Args:
        question: The question.
        claims: Those of its document.
    """
    order = {dyad: place for place, dyad in enumerate(question.dyads)}
    own = [
        claim
        for claim in claims
        if claim.document == question.document
        and any(ours.overlaps(theirs) for ours in claim.evidence for theirs in question.evidence)
    ]
    return sorted(own, key=lambda c: (order.get(c.dyad, len(order)), -c.confidence, c.evidence[0], c.id))


def read_asked(question: Question, own: Iterable[Claim]) -> Asked:
    """What a question asks, from its own claims in order, else from its words.

    The verbs of a question go before its adjectives and nouns. Words that point two ways, claims that all
    point another way than the verbs, a "not", and questions that cannot be answered with yes leave it open.
    """
    words = [word.casefold() for word in _WORD.findall(question.text)]
    asked = [claim for claim in own if claim.modality == "questioned" and claim.dyad in question.dyads]
    if not asked:
        asks = "" if _has_no_yes(words) else _settle(_find_verbs(words) or _find_others(words))
        return Asked(asks, _read_domain(words), question.dyads[:1])
    kinds = read_ontology().claims
    verb = _settle(_find_verbs(words))
    apt = [claim for claim in asked if not verb or kinds[claim.claim].direction == kinds[verb].direction]
    if not apt:  # the claim is of some other part of the question
        return Asked("", "overall", question.dyads[:1])
    first = apt[0]
    dyads = [c.dyad for c in apt if (c.claim, c.domain) == (first.claim, first.domain)]
    return Asked(first.claim, first.domain, tuple(dict.fromkeys(dyads)))


def _has_no_yes(words: list[str]) -> bool:
    return not words or words[0] in _NO_YES or not _NEGATIONS.isdisjoint(words)


def _find_verbs(words: list[str]) -> list[str]:
    """The claims that verbs make; a form in -ing is one only beside a form of "be"."""
    cues = claim_cues()
    verbs = [
        "" if (word.endswith(("ing", "ed")) and word in cues["adjective"]) else word  # "warming ties"
        for word in words
    ]
    if _BE.isdisjoint(words):
        verbs = ["" if word.endswith("ing") else word for word in verbs]
    found = [label for at in range(len(verbs)) for label in _labels(verbs, at, _VERBS)]
    return [*found, *_moves(verbs, cues["move"])]


def _find_others(words: list[str]) -> list[str]:
    """The claims that adjectives and nouns make."""
    return [label for at in range(len(words)) for label in _labels(words, at, _WORDS)]


def _settle(found: list[str]) -> str:
    """The first label, unless another points elsewhere."""
    kinds = read_ontology().claims
    return found[0] if len({kinds[label].direction for label in found}) == 1 else ""


def _labels(words: list[str], at: int, kinds: tuple[str, ...]) -> Iterator[str]:
    """The claim a word makes as a cue of one of these kinds, if it is one."""
    if words[at] in _VAGUE and at < len(words) - 1:
        return
    cues = claim_cues()
    for kind in kinds:
        label = next((cues[kind][form] for form in _forms(words[at]) if cues[kind].get(form)), None)
        if label:
            yield label
            return


def _moves(words: list[str], moves: dict[str, str]) -> Iterator[str]:
    """Verbs with a particle: "drift further apart"."""
    for at, word in enumerate(words):
        after = words[at + 1 : at + 2 + _GAP]
        found = (moves.get(f"{form} {other}") for form in _forms(word) for other in after)
        label = next((label for label in found if label), None)
        if label:
            yield label


def _forms(word: str) -> list[str]:
    """A word and what it may be a form of."""
    out = [word]
    for ending in ("s", "es", "ed", "d", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            out.append(stem)
            if ending == "ing":
                out.append(stem + "e")
            if ending in ("ed", "ing") and stem[-1] == stem[-2]:
                out.append(stem[:-1])
    return out


def _read_domain(words: list[str]) -> str:
    """The domain named before a noun for relations, as in "military and trade ties"; overall if not one."""
    relations, domains = claim_cues()["relation"], domain_words()
    found = set()
    for at, word in enumerate(words):
        if any(form in relations for form in _forms(word)):
            near = words[max(0, at - 1) : at]
            if at >= 3 and words[at - 2] == "and":
                near.append(words[at - 3])
            found |= {domains[other] for other in near if other in domains}
    return found.pop() if len(found) == 1 else "overall"
