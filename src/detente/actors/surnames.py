"""Persons by last name alone: settled in the document, or a leader in office whom it can only mean."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from detente.actors.actor import Mention
from detente.actors.base import ActorBase
from detente.actors.names import middle_surname, surname_forms
from detente.actors.places import Places
from detente.actors.titles import Title, Words
from detente.actors.words import read_words

__all__ = ["Surnames"]

TOP_OFFICES = frozenset(
    (
        "head_of_state",
        "head_of_government",
        "supreme_leader",
        "foreign_minister",
        "defence_minister",
        "head_of_organisation",
        "vice_head",
        "security_adviser",
    )
)
_LEADERS = frozenset(("head_of_state", "head_of_government", "supreme_leader"))
_LOCATIVE = frozenset(("in", "near", "outside", "around"))
_GENITIVES = ("'s", "’s", "'", "’")
_MAY_END = ".s'’"
_SLACK = 365
_LONGEST_SURNAME = 4


@dataclass(slots=True)
class Surnames:
    """Who goes by which last name in a document.

    Attributes:
        base: The actor base.
        when: The document's date, or None.
        countries: States and organisations the document names, to choose among namesakes.
        named: Last name to where its bearers are named in full: (offset, person), in order.
        bearers: Last name to its bearers.
    """

    base: ActorBase
    when: date | None
    countries: frozenset[str]
    named: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    bearers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def settle(self, mentions: Iterable[Mention], names: dict[str, str]) -> None:
        """Take in persons named in full; `names` gives the full name of those not in the base."""
        for mention in mentions:
            if mention.form != "person":
                continue
            known = self.base.actors.get(mention.actor)
            full = known.name if known else names.get(mention.actor, "")
            forms = dict.fromkeys([*surname_forms(mention.quote), *surname_forms(full)])
            if known is None:
                forms[middle_surname(full)] = None
            for last in filter(None, forms):
                self.named[last].append((mention.start, mention.actor))
                self.bearers[last].add(mention.actor)
        for listed in self.named.values():
            listed.sort()

    def find(self, words: Words, titles: list[Title], places: Places) -> list[Mention]:
        """Persons by last name alone; their places are added to `places`."""
        out = []
        after_title = {title.last for title in titles if words.joined(title.last) and not title.genitive}
        not_names, particles = read_words("not_name"), read_words("particle")
        for index in words.capitals:
            if words.words[index] in not_names:
                continue
            name, end = _bare(words, index)
            known = name in self.named or name in self.base.surnames
            if not known and not (index and words.words[index - 1].lower() in particles):
                continue
            found = self._at(words, index, (name, end), titled=index in after_title)
            if found is None:
                continue
            start, end, person, rule = found
            if places.first_in(start, end) is None:
                name = words.text[start:end]
                out.append(Mention(person, start, end, name, "person", f"{rule}:{name}"))
                places.take(start, end)
        return out

    def _at(
        self, words: Words, index: int, bare: tuple[str, int], *, titled: bool
    ) -> tuple[int, int, str, str] | None:
        """The person whose last name ends at a word: offsets, person, rule."""
        (name, end), first = bare, index
        while first and index - first < _LONGEST_SURNAME - 1 and words.joined(first):
            if words.words[first - 1].lower() not in read_words("particle"):
                break
            first -= 1
        for begin in range(first, index + 1):
            start = words.starts[begin]
            full = words.text[start:end] if begin < index else name
            person = self._settled(words, begin, full)
            if person is not None:
                return start, end, person, "surname"
            person = self._leader(words, begin, index, full, titled=titled)
            if person is not None:
                return start, end, person, "surname in office"
        return None

    def _settled(self, words: Words, begin: int, name: str) -> str | None:
        """The bearer named in full: the one in office, else the one named last before."""
        listed = self.named.get(name)
        if not listed or _follows_given_name(words, begin):
            return None
        persons = self.bearers[name]
        if len(persons) > 1 and self.when is not None:
            serving = [person for person in persons if self.base.in_office(person, self.when)]
            if len(serving) == 1:
                return serving[0]
        at = bisect_right(listed, words.starts[begin], key=lambda row: row[0])
        return listed[at - 1][1] if at else listed[0][1]

    def _leader(self, words: Words, begin: int, index: int, name: str, *, titled: bool) -> str | None:
        """The one leader of that last name in office around the document's date."""
        persons = self.base.surnames.get(name)
        if not persons or (not titled and not _stands_alone(words, begin, index)):
            return None
        if not titled and words.joined(begin) and words.lower[begin - 1] in _LOCATIVE:
            return None  # "a rally in Lagos"
        if not titled and (name in read_words("ordinary_surname") or name in read_words("given_name")):
            return None
        if self.when is None:
            return persons[0] if len(persons) == 1 else None
        serving = [person for person in persons if self._serves(person, self.when, 0)]
        serving = serving or [person for person in persons if self._serves(person, self.when, _SLACK)]
        if not serving and titled:
            serving = [person for person in persons if self._ever_served(person)]
        if len(serving) > 1:
            serving = [
                person
                for person in serving
                if any(term.country in self.countries for term in self.base.terms[person])
            ]
        return serving[0] if len(serving) == 1 else None

    def _ever_served(self, person: str) -> bool:
        """Whether a person led a state: a text of another time may speak of "President Sukarno"."""
        return any(term.office in _LEADERS for term in self.base.terms[person])

    def _serves(self, person: str, when: date, slack: int) -> bool:
        terms = self.base.in_office(person, when, slack_days=slack)
        return any(term.office in TOP_OFFICES for term in terms)


def _bare(words: Words, index: int) -> tuple[str, int]:
    """A word without its full stop or genitive, and its end."""
    word, end = words.words[index], words.ends[index]
    if word[-1] not in _MAY_END:
        return word, end
    if word.endswith("."):
        word, end = word[:-1], end - 1
    for mark in _GENITIVES:
        if word.endswith(mark):
            return word[: -len(mark)], end - len(mark)
    return word, end


def _follows_given_name(words: Words, begin: int) -> bool:
    """Whether a given name stands before: "Maria Silva" is not her brother Paulo."""
    return words.joined(begin) and words.words[begin - 1] in read_words("given_name")


def _stands_alone(words: Words, begin: int, index: int) -> bool:
    """Whether no capitalised word before or after may belong to the same name."""
    if words.joined(begin):
        before = words.words[begin - 1]
        if before[0].isupper() and before not in read_words("opener") and not before.endswith(("'s", "’s")):
            return False
    if words.joined(index + 1):
        after = words.words[index + 1]
        ended = words.words[index].endswith((".", "'s", "’s"))
        return ended or not after[0].isupper() or after in read_words("not_name")
    return True
