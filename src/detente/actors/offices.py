"""Offices and ministries without a name: "FM of Russia", "the new Prime Minister of Pakistan"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from detente.actors.actor import Actor, Mention
from detente.actors.base import ActorBase, plain, read_actor_base
from detente.actors.titles import Title, Words
from detente.actors.words import read_words

__all__ = ["BareOffice", "find_offices"]

_SHY = frozenset(("", "leader", "relative", "spokesperson", "envoy"))  # kinds of which a state has many
_BEFORE = re.compile(
    r"(?:['’]s?)?[ \u00a0](?:(?:new|current|newly|elected|own|then|sitting|incoming|visiting|acting)[ ]){0,2}"
)
_AFTER = re.compile(r"[ ](?:of|for)[ ](?:the[ ])?")
_DETERMINER = re.compile(r"\b(?:the|its|an?)[ ](?:[a-z]+[ ])?$", re.IGNORECASE)
_APPOSITION = re.compile(r",?[ ](?:and[ ])?")
_NEW = frozenset(("new", "incoming"))
_AROUND_NEW = (timedelta(days=150), timedelta(days=75))
_NEAR = 60


@dataclass(frozen=True, slots=True)
class BareOffice:
    """An office without state or name: "the prime minister"; who is meant is settled along the text."""

    start: int
    end: int
    office: str


def find_offices(
    words: Words, titles: list[Title], mentions: list[Mention], base: ActorBase, *, when: date | None
) -> tuple[list[tuple[Actor, Mention]], list[BareOffice]]:
    """Offices with their state, and those without one.

    Where the base knows who held the office at the document's date, the mention is of that person; else of
    an actor of kind ``office``. `mentions` are in order and do not overlap.
    """
    out: list[tuple[Actor, Mention]] = []
    bare: list[BareOffice] = []
    for title in titles:
        if title.office in _SHY:
            continue
        start, end = words.starts[title.first], words.ends[title.last - 1]
        end -= 2 if title.genitive else words.text[end - 1] == "."
        if not title.genitive and _has_name(words.text, start, end, mentions):
            continue
        found = _state(words.text, start, end, mentions, base)
        if found is None:
            determiner = _DETERMINER.search(words.text, max(0, start - 20), start)
            if determiner and determiner.group().lower().startswith("the"):
                bare.append(BareOffice(determiner.start(), end, title.office))
            continue
        country, low, high = found
        determiner = _DETERMINER.search(words.text, max(0, low - 20), low)
        if determiner and read_words("former") & set(determiner.group().lower().split()):
            continue
        low = determiner.start() if determiner else low
        actor = _holder(country, title, mentions, base, when) or _office_actor(country, title, words, base)
        quote = words.text[low:high]
        out.append((actor, Mention(actor.id, low, high, quote, "office", f"office:{title.office}")))
    return out, bare


def _has_name(text: str, start: int, end: int, mentions: list[Mention]) -> bool:
    """Whether a person is named just behind the title, or before it as its apposition."""
    at = bisect_left(mentions, end, key=lambda mention: mention.start)
    if at < len(mentions) and mentions[at].form == "person" and mentions[at].start - end <= 6:
        return _APPOSITION.fullmatch(text, end, mentions[at].start) is not None
    while at and mentions[at - 1].form != "person" and start - mentions[at - 1].end < 24:
        at -= 1
    if not at or mentions[at - 1].form != "person":
        return False
    gap = text[mentions[at - 1].end : start]
    return len(gap) < 40 and re.fullmatch(r", (?:the |an? )?(?:[\w'’-]+ ){0,3}", gap) is not None


def _state(
    text: str, start: int, end: int, mentions: list[Mention], base: ActorBase
) -> tuple[str, int, int] | None:
    """The state or organisation a title belongs to, and the range of both."""
    at = bisect_right(mentions, start, key=lambda mention: mention.end)
    if at and mentions[at - 1].form not in ("person", "capital"):
        before = mentions[at - 1]
        if _BEFORE.fullmatch(text, before.end, start):
            return _acts_for(before.actor, base), before.start, end
    if at < len(mentions) and mentions[at].form == "name" and _AFTER.fullmatch(text, end, mentions[at].start):
        return _acts_for(mentions[at].actor, base), start, mentions[at].end
    return None


def _acts_for(actor: str, base: ActorBase) -> str:
    found = base.actors[actor]
    return found.country if found.kind == "organization" and found.country else actor


def _holder(
    country: str, title: Title, mentions: list[Mention], base: ActorBase, when: date | None
) -> Actor | None:
    """The person who holds the office: one named in the text, else the only one on that day."""
    if when is None or title.department or title.office == "minister":
        return None
    terms = base.offices.get((country, title.office), [])
    if any(prefix in _NEW for prefix in title.prefixes):
        early, late = _AROUND_NEW
        recent = [term for term in terms if when - early <= term.start <= when + late]
        return base.actors[max(recent, key=lambda term: term.start).person] if recent else None
    named = {mention.actor for mention in mentions if mention.form == "person"}
    near = {term.person for term in terms if term.person in named and term.distance(when) <= _NEAR}
    if len(near) == 1:
        return base.actors[near.pop()]
    holders = base.holders(country, title.office, when)
    return base.actors[holders[0]] if len(holders) == 1 else None


def _office_actor(country: str, title: Title, words: Words, base: ActorBase) -> Actor:
    """The actor that stands for an office whose holder is not known."""
    name = " ".join(words.words[title.first : title.last]).rstrip(".").lower()
    name = name.removesuffix("'s").removesuffix("’s")
    name = {"fm": "foreign minister", "pm": "prime minister"}.get(name, name)
    full = f"{_adjectives().get(country) or base.actors[country].name} {name.title()}"
    identity = re.sub(r"[^a-z0-9]+", "-", plain(full).lower()).strip("-")
    return Actor(identity, full, "office", country, title.row.sector or "GOV")


@cache
def _adjectives() -> dict[str, str]:
    """The adjective of each state."""
    out: dict[str, str] = {}
    for form in read_actor_base().forms:
        if form.kind == "adjective" and form.guard in ("", "prefix") and form.actor:
            out.setdefault(form.actor, form.text)
    return out
