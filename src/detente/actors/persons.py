"""Persons who are not in the base: by title, by a verb of speech, by given name.

"Pakistani Defence Minister Khawaja Asif", "Anna Kowalska, a professor", "said Jorge Ramos".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from detente.actors.actor import Actor, Mention
from detente.actors.base import ActorBase, plain
from detente.actors.places import Places
from detente.actors.titles import Title, Words
from detente.actors.words import read_words

__all__ = ["Found", "find_persons", "state_named_at"]

_POSSESSIVE = ("'s", "’s", "'", "’")
_LONGEST_NAME = 5
_BEFORE = 42
_AFTER = 90
_GAP_BEFORE = re.compile(
    r"(?:['’]s?)?[ \u00a0](?:(?!(?:and|in|of|to|by|with|for|on|from)\b)[\w-]+[ \u00a0]){0,3}"
)
_GAP_AFTER = re.compile(r",[^.;]{0,70}?\b(?:of|to|for|from)\b[^.;,]{0,30}$")
_ROLE = re.compile(r",? (?:(?:an?|the) )?(?:[\w-]+ ){0,2}?(?P<role>[a-z]+(?: fellow)?)\b")
_HANDLE = re.compile(r"[@#\w]")


@dataclass(slots=True)
class Found:
    """A person met in the text, where, and in which offices the text puts them."""

    actor: Actor
    mentions: list[Mention]
    offices: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Search:
    """What a search for persons reads, and whom it has found."""

    words: Words
    mentions: list[Mention]
    base: ActorBase
    places: Places
    found: dict[str, Found] = field(default_factory=dict)


def find_persons(
    words: Words, titles: list[Title], mentions: list[Mention], base: ActorBase, places: Places
) -> dict[str, Found]:
    """Persons not in the base, by identity; their places are added to `places`.

    The state is read from a demonym, name or possessive just before the title, or behind the name
    ("…, ambassador of the Russian Federation"); without one the person belongs to none.
    """
    search = _Search(words, mentions, base, places)
    for title in titles:
        if words.joined(title.last) and not title.genitive:
            _add(search, title.last, title=title)
    # "the European Union's foreign policy chief, Josep …"
    before_comma = {title.last: title for title in titles if _comma_before(words, title.last)}
    given = read_words("given_name")
    for index in words.capitals:
        word = words.words[index]
        if not word[0].isupper() or places.first_in(words.starts[index], words.ends[index]) is not None:
            continue
        if word in given:
            if not _continues_name(words, index):
                _add(search, index, title=before_comma.get(index), rule="given name")
        elif words.joined(index + 1) and not _continues_name(words, index):
            end = _name_end(words, index, places)
            if end - index >= 2 and _is_introduced(words, index, end):
                _add(search, index, rule="speaker")
    _repeat(search)
    return search.found


def _add(search: _Search, first: int, *, title: Title | None = None, rule: str = "title") -> None:
    """Take the name that begins at a word, if it is one."""
    words, places, found = search.words, search.places, search.found
    last = _name_end(words, first, places)
    if last == first:
        return
    start, end = words.starts[first], _without_possessive(words, last - 1)
    name = words.text[start:end]
    single = title is not None and rule == "title"
    relative = title is not None and title.office == "relative"  # "his wife Judy": a given name is enough
    if not _is_a_name(name, single=single, given=relative):
        return
    begin = words.starts[title.first] if title else start
    country = state_named_at(words.text, begin, end, search.mentions, search.base)
    sector = title.row.sector if title and not title.is_former else ""
    actor = Actor(_slug(name), name, "person", country, sector if country else "")
    if not actor.id:
        return
    entry = found.setdefault(actor.id, Found(actor, []))
    if country and not entry.actor.country:
        entry.actor = actor
    if title and title.office:
        entry.offices.add(title.office)
    entry.mentions.append(Mention(actor.id, start, end, name, "person", rule))
    places.take(start, end)


def _comma_before(words: Words, index: int) -> bool:
    """Whether a comma and a blank stand between a word and the one before it."""
    return index < len(words.words) and words.text[words.ends[index - 1] : words.starts[index]] == ", "


def _name_end(words: Words, first: int, places: Places) -> int:
    """The word after the last of a name that begins at a word."""
    at = first
    not_names, particles = read_words("not_name"), read_words("particle")
    while at < len(words.words) and at - first < _LONGEST_NAME:
        word = words.words[at]
        if at > first and not words.joined(at):
            break
        if places.first_in(words.starts[at], words.ends[at]) is not None:
            break
        bare = word.rstrip(".")
        if not word[0].isupper():
            following = (
                at + 1 < len(words.words) and words.joined(at + 1) and words.words[at + 1][0].isupper()
            )
            if at == first or bare not in particles or not following:
                break
        elif bare in not_names or (bare.isupper() and len(bare) > 3):
            break
        at += 1
        if word.endswith(("'s", "’s", "s'", "s’")) or (word.endswith(".") and len(word) > 3):
            break
    while at > first and not words.words[at - 1][0].isupper():
        at -= 1
    return at


def _without_possessive(words: Words, index: int) -> int:
    """The end of a word without its full stop or genitive."""
    word, end = words.words[index], words.ends[index]
    if word.endswith(".") and word.rstrip(".") not in read_words("suffix"):
        word, end = word[:-1], end - 1
    for mark in _POSSESSIVE:
        if word.endswith(mark):
            return end - len(mark)
    return end


def _is_a_name(name: str, *, single: bool, given: bool) -> bool:
    """Whether the words look like a person's name; one word only if `single`, a given name if `given`."""
    parts = name.split()
    if len(parts) >= 2:
        return len(parts[-1].rstrip(".")) > 1 and not (parts[0].isupper() and "." not in parts[0])
    if not single or len(name) <= 2 or name.isupper():
        return False
    return given or name not in read_words("given_name")


def _continues_name(words: Words, index: int) -> bool:
    """Whether a capitalised word that could be part of the name stands just before, or a handle's mark."""
    if index and words.joined(index):
        before = words.words[index - 1]
        return (
            before[0].isupper() and before not in read_words("opener") and not before.endswith(("'s", "’s"))
        )
    start = words.starts[index]
    return start > 0 and _HANDLE.match(words.text[start - 1]) is not None


def _is_introduced(words: Words, first: int, last: int) -> bool:
    """Whether a verb of speech or a role stands beside the name: "X Y said", "X Y, a professor"."""
    verbs = read_words("speaking_verb")
    if last < len(words.words) and words.words[last] in verbs and words.joined(last):
        return True
    if first and words.words[first - 1] in verbs and words.joined(first):
        return True
    match = _ROLE.match(words.text, words.ends[last - 1], words.ends[last - 1] + 60)
    return match is not None and match["role"] in read_words("role_after_name")


def _repeat(search: _Search) -> None:
    """The full name of a person wherever else it stands."""
    words, places = search.words, search.places
    by_name = {entry.actor.name: entry for entry in search.found.values() if " " in entry.actor.name}
    first_words = {name.split()[0] for name in by_name}
    for index in words.capitals:
        if words.words[index] not in first_words:
            continue
        start = words.starts[index]
        for last in range(_name_end(words, index, places) - 1, index, -1):
            end = _without_possessive(words, last)
            entry = by_name.get(words.text[start:end])
            if entry is not None:
                quote = entry.actor.name
                entry.mentions.append(Mention(entry.actor.id, start, end, quote, "person", "full name"))
                places.take(start, end)
                break


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(name).lower()).strip("-")


def state_named_at(text: str, start: int, end: int, mentions: list[Mention], base: ActorBase) -> str:
    """The state or organisation named just before `start` or, after a comma, behind `end`; or empty.

    `mentions` are in order and do not overlap.
    """
    at = bisect_right(mentions, start, key=lambda mention: mention.end)
    for mention in reversed(mentions[max(0, at - 2) : at]):
        if mention.form in ("person", "capital") or start - mention.end > _BEFORE:
            continue
        if _GAP_BEFORE.fullmatch(text, mention.end, start):
            return _country_of(mention.actor, base)
    for mention in mentions[at : at + 4]:
        if mention.form == "person" or mention.start < end or mention.start > end + _AFTER:
            continue
        if _GAP_AFTER.match(text[end : mention.start]):
            return _country_of(mention.actor, base)
    return ""


def _country_of(actor: str, base: ActorBase) -> str:
    found = base.actors[actor]
    return found.country if found.country and found.kind != "company" else actor
