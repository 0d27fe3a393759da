"""Who is meant: names of one document resolved to actors at its date.

What a name means is settled for the whole document before the first sentence is coded: persons named in
full are then known by their last name, and ambiguous forms ("Georgia", "Korea", "Congo") are decided by
what else the document names.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TypeVar

from detente.actors.actor import Actor, Mention
from detente.actors.base import ActorBase, Term, read_actor_base
from detente.actors.guards import choose_names
from detente.actors.matching import Hit, find_names_and_roles
from detente.actors.names import middle_surname, surname_forms
from detente.actors.offices import BareOffice, find_offices
from detente.actors.persons import Found, find_persons
from detente.actors.places import Places
from detente.actors.roles import Role, states_of_roles
from detente.actors.surnames import Surnames
from detente.actors.titles import Title, Words, find_titles, find_words
from detente.core.dates import parse_edtf
from detente.core.spans import merge_spans
from detente.ontology import read_ontology
from detente.sentences.datelines import dateline_end

__all__ = ["Cast", "build_cast"]

_OFFICIAL = frozenset(("GOV", "MIL", "LEG", "JUD", "SPY", "INT", "COP"))
_ACTS_FOR_ANOTHER = frozenset(("person", "office", "organization", "group"))
_PARTIES = frozenset(("state", "igo", "bloc", "armed_group", "organization"))
_HIGH = frozenset(("head_of_state", "head_of_government", "foreign_minister", "defence_minister", "minister"))
_RANK = ("head_of_organisation", "head_of_state", "supreme_leader", "head_of_government", "foreign_minister")
_BEFORE_TERM, _AFTER_TERM = 90, 270  # days: designated before, still spoken of as in office after


@dataclass(slots=True)
class Cast:
    """The actors of one document and where they are named.

    Attributes:
        actors: Everyone met, by identity.
        mentions: Names, persons and offices, in order of offset; pronouns are resolved later.
        when: The document's date, or None.
        base: The actor base.
        offices: Offices of persons, by the text's own titles and by the base at the document's date.
        bare_offices: Offices without name or state, in order.
        roles: Role nouns ("police", "rebels") outside all names, in order.
        sites: Capitals that are named only as a place, in order.
        domestic: Whether events inside one state are wanted: its groups are then parties.
    """

    actors: dict[str, Actor]
    mentions: list[Mention]
    when: date | None
    base: ActorBase = field(default_factory=read_actor_base)
    offices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    bare_offices: list[BareOffice] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    sites: list[Mention] = field(default_factory=list)
    domestic: bool = False

    def actor(self, actor: str) -> Actor | None:
        """The actor of an identity, as in this document; None if unknown."""
        return self.actors.get(actor) or self.base.actors.get(actor)

    def state_of(self, actor: str) -> str:
        """The actor in whose name someone acts: a person's state or body, an army's state, or itself."""
        own, known = self.actors, self.base.actors
        for _ in range(2):  # a general acts for the army, the army for the state
            found = own.get(actor) or known.get(actor)
            if found is None or found.kind not in _ACTS_FOR_ANOTHER:
                break
            if found.sector not in _OFFICIAL or not found.country:
                break
            actor = found.country
        return actor

    def is_state_like(self, actor: str) -> bool:
        """Whether the actor can be a party of an event between states: not a mere person or company."""
        found = self.actor(actor)
        return found is not None and (found.kind in _PARTIES or (self.domestic and found.kind == "group"))

    def has_site(self, start: int, end: int) -> bool:
        """Whether a capital is named as a place in a range of the text."""
        return any(start <= site.start < end for site in self.sites)

    def country_of(self, actor: str) -> str:
        """The state an actor belongs to, itself if it is one; empty for none."""
        found = self.actor(actor)
        return "" if found is None else found.country

    def is_state(self, actor: str) -> bool:
        """Whether an actor is a state."""
        found = self.actor(actor)
        return found is not None and found.kind == "state"

    def group(self, state: str, sector: str) -> str:
        """The identity of a sector of a state, which is entered among the actors."""
        identity = f"{state}.{sector}"
        if identity not in self.actors:
            name = f"{self.base.actors[state].name} ({_sector_names()[sector]})"
            self.actors[identity] = Actor(identity, name, "group", state, sector)
        return identity

    def add_groups(self, text: str) -> None:
        """Take the groups of states named in a text among the mentions."""
        names = sorted([*self.mentions, *self.sites], key=lambda mention: (mention.start, mention.end))
        states = [state if self.is_state(state := self.country_of(name.actor)) else None for name in names]
        home = self._home(text, names, states)
        if home:
            self._settle_officials(home)
        found = states_of_roles(text, self.roles, names, states, home)
        for role, start, state, how in found:
            quote, actor = text[start : role.end], self.group(state, role.row.sector)
            self.mentions.append(Mention(actor, start, role.end, quote, "group", f"role:{how}"))
        self.mentions.sort(key=lambda mention: (mention.start, mention.end))

    def _settle_officials(self, home: str) -> None:
        """Give officials of whom the text does not say whose they are to the state that it is about."""
        for identity, actor in self.actors.items():
            if actor.kind == "person" and not actor.country and self.offices.get(identity, set()) & _HIGH:
                self.actors[identity] = replace(actor, country=home, sector=actor.sector or "GOV")

    def _home(self, text: str, names: list[Mention], states: Sequence[str | None]) -> str:
        """The state of the dateline, else the only one that the text names; empty if there is none."""
        line = dateline_end(text)
        dated = [state for mention, state in zip(names, states, strict=True) if state and mention.end <= line]
        known = {state for state in states if state}
        return dated[0] if dated else known.pop() if len(known) == 1 else ""


def build_cast(text: str, *, published: str | None, ranges: Iterable[tuple[int, int]]) -> Cast:
    """Find and resolve the names in those ranges of a document's text.

    >>> cast = build_cast("Moscow and Bonn signed it.", published="1985", ranges=[(0, 26)])
    >>> [mention.actor for mention in cast.mentions]
    ['SUN', 'DEU']
    """
    base = read_actor_base()
    when = parse_edtf(published).middle if published else None
    spans = merge_spans(list(ranges))
    cast = Cast({}, [], when)
    hits, roles = find_names_and_roles(text)
    mentions, cast.sites = choose_names(text, _within(hits, spans), when=when)
    cast.roles = _within(roles, spans)
    places = Places.of(mentions)
    words = find_words(text, spans)
    titles = find_titles(words)
    surnames = Surnames(base, when, frozenset(mention.actor for mention in mentions))
    surnames.settle(mentions, {})
    mentions.extend(surnames.find(words, titles, places))
    mentions.sort(key=lambda mention: mention.start)
    found = _join_namesakes(find_persons(words, titles, mentions, base, places))
    for person in found.values():
        if person.actor.id not in base.actors:
            cast.actors[person.actor.id] = person.actor
        cast.offices[person.actor.id] |= person.offices
        mentions.extend(person.mentions)
    full = [mention for person in found.values() for mention in person.mentions]
    surnames.settle(full, {person.actor.id: person.actor.name for person in found.values()})
    if found:
        mentions.extend(surnames.find(words, titles, places))
    mentions.sort(key=lambda mention: (mention.start, mention.end))
    _add_actors(cast, mentions, words, titles)
    offices, cast.bare_offices = find_offices(words, titles, mentions, base, when=when)
    for actor, mention in offices:
        cast.actors.setdefault(actor.id, _dated(actor, base, when, officially=True))
        mentions.append(mention)
    cast.mentions = sorted(mentions, key=lambda mention: (mention.start, mention.end))
    return cast


@cache
def _sector_names() -> dict[str, str]:
    return {sector.name: sector.label for sector in read_ontology().sectors.values()}


_Placed = TypeVar("_Placed", Hit, Role)


def _within(hits: list[_Placed], spans: list[tuple[int, int]]) -> list[_Placed]:
    """The hits that lie within the ranges; both are in order and do not overlap."""
    starts = [start for start, _ in spans]
    out = []
    for hit in hits:
        at = bisect_right(starts, hit.start) - 1
        if at >= 0 and hit.end <= spans[at][1]:
            out.append(hit)
    return out


def _join_namesakes(found: dict[str, Found]) -> dict[str, Found]:
    """Persons found by last name only ("Mr Bettel") joined to those found in full."""
    full: dict[str, str] = {}
    for identity, person in found.items():
        for last in (*surname_forms(person.actor.name), middle_surname(person.actor.name)):
            full.setdefault(last, identity)
    out = {identity: person for identity, person in found.items() if person.actor.name not in full}
    for person in found.values():
        whole = full.get(person.actor.name)
        if whole is None:
            continue
        target = out[whole]
        target.mentions.extend(replace(mention, actor=whole) for mention in person.mentions)
        target.offices |= person.offices
        if person.actor.country and not target.actor.country:
            target.actor = replace(target.actor, country=person.actor.country, sector=person.actor.sector)
    return out


def _add_actors(cast: Cast, mentions: list[Mention], words: Words, titles: list[Title]) -> None:
    """Everyone mentioned, as of the document's date; and the offices of known persons."""
    base, when = cast.base, cast.when
    by_start = {mention.start: mention for mention in mentions if mention.form == "person"}
    for title in titles:
        if title.office and words.joined(title.last) and not title.genitive:
            mention = by_start.get(words.starts[title.last])
            if mention is not None:
                cast.offices[mention.actor].add(title.office)
    for mention in mentions:
        if mention.actor in cast.actors:
            continue
        officially = bool(cast.offices.get(mention.actor))
        cast.actors[mention.actor] = _dated(base.actors[mention.actor], base, when, officially=officially)
        for term in base.in_office(mention.actor, when, slack_days=_NEAR_TERM):
            cast.offices[mention.actor].add(term.office)


_NEAR_TERM = 30


def _dated(actor: Actor, base: ActorBase, when: date | None, *, officially: bool) -> Actor:
    """A person with the state or organisation acted for at that date.

    Someone out of office by then acts for nobody, unless the text itself gives them an office.
    """
    if actor.kind != "person" or when is None or actor.id not in base.terms:
        return actor
    nearest = min(base.terms[actor.id], key=lambda term: (term.distance(when), _rank(term)))
    grace = _BEFORE_TERM if when < nearest.start else _AFTER_TERM
    serves = officially or nearest.distance(when) <= grace
    return replace(actor, country=nearest.country, sector=actor.sector if serves else "")


def _rank(term: Term) -> int:
    return _RANK.index(term.office) if term.office in _RANK else len(_RANK)
