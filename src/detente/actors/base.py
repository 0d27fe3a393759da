"""The dated actor base: who there is, by what names, and who acted for whom when."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from detente.actors.actor import Actor
from detente.actors.names import surname_forms
from detente.actors.words import read_rows
from detente.core.dates import parse_edtf

__all__ = ["ActorBase", "Form", "Term", "plain", "read_actor_base"]


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing an actor.

    Attributes:
        actor: Whom it names; empty for a phrase that only looks like an actor ("Indian Ocean").
        text: As written.
        kind: ``name official short adjective demonym capital seat historic alias territory
            abbreviation person blocker``.
        since: First day on which it means this actor; `date.min` if always.
        until: The day after the last; `date.max` if still.
        guard: Why it needs context, or empty.
    """

    actor: str
    text: str
    kind: str
    since: date = date.min
    until: date = date.max
    guard: str = ""

    @property
    def start(self) -> int:
        """First year of validity, or 0."""
        return 0 if self.since == date.min else self.since.year

    @property
    def end(self) -> int:
        """Last year of validity, or 9999."""
        return self.until.year

    def holds(self, when: date) -> bool:
        """Whether the form means this actor on a day."""
        return self.since <= when < self.until


@dataclass(frozen=True, slots=True)
class Term:
    """One term of one person in one office: days from `start` up to but not including `end`."""

    person: str
    country: str
    office: str
    start: date
    end: date

    def distance(self, when: date) -> int:
        """Days between `when` and the term; 0 within it."""
        if when < self.start:
            return (self.start - when).days
        return 0 if when < self.end else (when - self.end).days + 1


@dataclass(frozen=True, slots=True)
class ActorBase:
    """Everything known beforehand.

    Attributes:
        actors: By identity; states, organisations, persons.
        forms: All forms, in file order.
        terms: Terms of office by person.
        surnames: Persons by the last names they go by.
        regions: Region of each state.
        members: Members of organisations: (organisation, member, first day, day after the last).
        women: Persons recorded as women.
        offices: Terms by (state or organisation, office).
    """

    actors: dict[str, Actor]
    forms: list[Form]
    terms: dict[str, list[Term]]
    surnames: dict[str, list[str]]
    regions: dict[str, str]
    members: list[tuple[str, str, date, date]]
    women: frozenset[str] = field(default=frozenset())
    offices: dict[tuple[str, str], list[Term]] = field(default_factory=dict)

    def in_office(self, person: str, when: date | None, *, slack_days: int = 0) -> list[Term]:
        """Terms of a person that hold `when` (all of them if None), `slack_days` allowed either side."""
        terms = self.terms.get(person, [])
        if when is None:
            return terms
        return [term for term in terms if term.distance(when) <= slack_days]

    def holders(self, country: str, office: str, when: date) -> list[str]:
        """Persons who held an office on a day."""
        rows = self.offices.get((country, office), ())
        return list(dict.fromkeys(term.person for term in rows if term.start <= when < term.end))


def plain(text: str) -> str:
    """Without accents.

    >>> plain("Orbán")
    'Orban'
    """
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKD", text)
    return "".join(character for character in folded if not unicodedata.combining(character))


@cache
def read_actor_base() -> ActorBase:
    """Read the data files of this room, once a process."""
    actors: dict[str, Actor] = {}
    forms: list[Form] = []
    regions: dict[str, str] = {}
    for row in read_rows("states.csv"):
        actors[row["actor"]] = Actor(row["actor"], row["name"], "state", row["actor"], "GOV")
        regions[row["actor"]] = row["region"]
    for row in read_rows("organisations.csv"):
        actors[row["actor"]] = Actor(row["actor"], row["name"], row["kind"], row["country"], row["sector"])
    for name in ("state_names.csv", "organisation_names.csv", "blockers.csv"):
        forms.extend(
            Form(
                row["actor"],
                row["form"],
                row["class"],
                _first(row["start"]),
                _until(row["end"]),
                row["guard"],
            )
            for row in read_rows(name)
        )
    terms, surnames, women = _read_persons(actors, forms)
    members = [
        (row["organisation"], row["member"], _first(row["start"]), _until(row["end"]))
        for row in read_rows("memberships.csv")
    ]
    offices: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for listed in terms.values():
        for term in listed:
            offices[term.country, term.office].append(term)
    return ActorBase(actors, forms, terms, surnames, regions, members, frozenset(women), dict(offices))


@cache
def _day(text: str) -> date:
    """The first day of a date of the data files: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    if len(text) == len("YYYY-MM-DD"):
        return date.fromisoformat(text)
    return parse_edtf(text).start


def _first(text: str) -> date:
    return _day(text) if text else date.min


def _until(text: str) -> date:
    return _day(text) if text else date.max


def _read_persons(
    actors: dict[str, Actor], forms: list[Form]
) -> tuple[dict[str, list[Term]], dict[str, list[str]], set[str]]:
    """Add persons to `actors` and `forms`; their terms, surnames, and who of them are women."""
    terms: dict[str, list[Term]] = defaultdict(list)
    surnames: dict[str, list[str]] = defaultdict(list)
    women: set[str] = set()
    for row in read_rows("terms.csv"):
        terms[row["person"]].append(
            Term(row["person"], row["country"], row["office"], _first(row["start"]), _until(row["end"]))
        )
    for row in read_rows("persons.csv"):
        person = row["person"]
        latest = max(terms[person], key=lambda term: (term.end, term.start))
        actors[person] = Actor(person, row["name"], "person", latest.country, "GOV")
        if row["sex"] == "f":
            women.add(person)
        names = dict.fromkeys([row["name"], *filter(None, row["forms"].split("|"))])
        names.update(dict.fromkeys(plain(name) for name in list(names)))
        forms.extend(Form(person, name, "person") for name in names)
        for last in dict.fromkeys(last for name in names for last in surname_forms(name)):
            surnames[last].append(person)
    return dict(terms), dict(surnames), women
