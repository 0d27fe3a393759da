"""Phrases that stand for several actors or for one named before: "both nations", "the bloc", "its rival"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detente.actors.words import read_rows, read_words

__all__ = ["Group", "find_groups", "find_nouns", "find_others", "may_refer"]

_KINDS = {
    "company": ("company",),
    "organisation": ("bloc", "igo", "organization"),
    "court": ("igo", "organization"),
    "movement": ("armed_group", "organization", "bloc", "igo"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A phrase for two actors.

    Attributes:
        start: First offset.
        end: Offset after the last.
        persons: The offices its noun points to, for a noun of persons; None for states.
        regions: Regions its adjective names, or none.
        third_party: It is spoken of from outside: "talks to both warring sides".
        count: How many it stands for.
    """

    start: int
    end: int
    persons: frozenset[str] | None
    regions: frozenset[str]
    third_party: bool
    count: int = 2


_LEADERS = frozenset(("head_of_state", "head_of_government", "supreme_leader", "head_of_organisation"))
_OFFICES = {
    "leaders": _LEADERS,
    "presidents": frozenset(("head_of_state",)),
    "prime ministers": frozenset(("head_of_government",)),
    "foreign ministers": frozenset(("foreign_minister",)),
    "defence ministers": frozenset(("defence_minister",)),
    "defense ministers": frozenset(("defence_minister",)),
}


_COUNTS = {"three": 3, "four": 4, "five": 5}
_VERBS = (
    "have|had|are|were|will|would|can|could|may|might|must|should|did|also|then|later|nearly|almost|again"
    "|signed|sign|agreed|agree|met|meet|share|shared|want|wants|wanted|said|say|talked|talk|exchanged|fought"
    "|called|urged|pledged|vowed|condemned|accused|discussed"
)


def _either(words: frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


@cache
def _regions() -> dict[str, frozenset[str]]:
    out: dict[str, set[str]] = {}
    for row in read_rows("regions.csv"):
        out.setdefault(row["word"].casefold(), set()).add(row["region"])
    return {word: frozenset(regions) for word, regions in out.items()}


@cache
def _pattern() -> re.Pattern[str]:
    """All phrases for two actors."""
    states, persons = _either(read_words("state_group")), _either(read_words("personal_group"))
    region = _either(frozenset(_regions()))
    adjectives = rf"(?:(?:{region}|[a-z]+(?:-[a-z]+)?) ){{0,3}}?"
    return re.compile(
        rf"\b(?:both|(?:the|these|those|our|their) two|two)(?: of)?(?: the| these| our| their)? {adjectives}"
        rf"(?P<what>{states}|{persons})\b"
        r"|\btheir (?P<their>countries|nations|governments|armies|militaries)\b"
        r"|\b(?P<bare>the two|both)"
        rf"(?= (?:{_VERBS})\b|[,.;?!]|$| \d| to [a-z]+\b(?![^.;]{{0,40}}\band\b))"
        rf"|\bthe (?P<many>three|four|five)(?: {adjectives}(?:{states}|{persons})\b|(?= (?:{_VERBS})\b))"
        r"|\b(?P<each>each other|one another)\b"
        rf"|\b(?:the )?(?:neighbou?r(?:ing)?|rival|warring|feuding) {adjectives}(?P<rivals>{states})\b"
        r"|\bthe (?P<plain>countries|nations|sides|neighbou?rs|rivals|(?-i:Parties|Governments|Sides))\b"
        r"(?! (?:of|in|that|which|who|with|where|on|from|to|involved|concerned)\b)",
        re.IGNORECASE,
    )


_THIRD = re.compile(r"\b(?:warring|feuding|opposing)\b", re.IGNORECASE)


def find_groups(text: str, start: int, end: int) -> Iterator[Group]:
    """Phrases for two actors in a range of a text."""
    for match in _pattern().finditer(text, start, end):
        quote = match.group()
        what = (match["what"] or "").lower()
        persons = None
        if what in read_words("personal_group"):
            persons = _OFFICES.get(what, frozenset())
        low = quote.casefold()
        regions = next((found for word, found in _by_length() if word in low), frozenset())
        count = _COUNTS.get((match["many"] or "").lower(), 2)
        yield Group(match.start(), match.end(), persons, regions, _THIRD.search(quote) is not None, count)


@cache
def _by_length() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(sorted(_regions().items(), key=lambda row: -len(row[0])))


@cache
def _nouns() -> re.Pattern[str]:
    organisation, company = _either(read_words("organisation_noun")), _either(read_words("company_noun"))
    return re.compile(
        rf"\b[Tt]he (?:[a-z0-9]+(?:-[a-z]+)?,? ){{0,2}}?"
        rf"(?:(?P<organisation>{organisation})|(?P<company>{company})|(?P<movement>movement|militia)"
        r"|(?P<court>court|tribunal)|(?P<ministry>ministry))\b(?! (?:of|between|that|which|against|for)\b)"
    )


def find_nouns(text: str, start: int, end: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Nouns for an organisation named before: offsets and the kinds of actor it may be."""
    for match in _nouns().finditer(text, start, end):
        name = match.lastgroup or ""
        yield match.start(), match.end(), _KINDS.get(name, ("office",))


_OTHER = re.compile(
    r"\b(?P<whose>its|his|her) (?:(?:[a-z]+(?:-[a-z]+)?) ){0,2}?"
    r"(?:neighbou?r|hosts?|rival|creditor|patron|adversary|foe)\b(?!['’]| [A-Z]| (?:of|in)\b|s\b)",
)


def find_others(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Nouns for the other side of whoever owns them: "its neighbour", "his hosts"."""
    for match in _OTHER.finditer(text, start, end):
        yield match.start(), match.end()


@cache
def _cue() -> re.Pattern[str]:
    words = _either(read_words("organisation_noun") | read_words("company_noun"))
    return re.compile(
        r"\b(?:both|the two|these two|they|he|she|it|its|his|her|their|we|our|I|each other"
        r"|the (?:countr(?:y|ies)|nations|sides|rivals|parties|governments|three|four|ministry|court|tribunal"
        rf"|{words}))\b",
        re.IGNORECASE,
    )


def may_refer(text: str) -> bool:
    """Whether a sentence has a word that may stand for an actor named before."""
    return _cue().search(text) is not None
