"""Who is meant by "both countries", "it", "they", "he", "we": resolved along the text, with the parse.

A `Discourse` walks the document in order. It remembers which two states were last named together, who
spoke, and which state was last the subject. Nothing is resolved that has no clear antecedent.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.actors.actor import Mention
from detente.actors.document_actors import Cast
from detente.actors.grammar import is_subject, linked_pairs, salience, say_subject
from detente.actors.groups import Group, find_groups, find_nouns, may_refer
from detente.actors.open_ends import Memory, chains_of, is_holder, name_other_sides, resolve_open_pronouns
from detente.actors.pronouns import PERSONAL, Antecedents, resolve_pronouns
from detente.actors.speakers import find_speaker
from detente.sentences.quotations import Quotation
from detente.sentences.tree import Tree

__all__ = ["Discourse", "is_anaphoric"]

_COUNTRY = re.compile(
    r"\b(?P<whose>his|her|the|our|my) (?:(?<!the )government|country)\b(?!['’]s (?:first|only|largest))",
    re.IGNORECASE,
)
_KEPT, _KEPT_PERSONS = 12, 40
_COURTS = frozenset(("court", "tribunal"))
_IS_COURT = re.compile(r"\b(?:Court|Tribunal)\b")

is_anaphoric = may_refer


@dataclass(slots=True)
class Discourse:
    """What the text has established so far.

    Attributes:
        cast: The document's names.
        pairs: Pairs of states named together, latest last.
        persons: Persons in order of last mention, the likeliest antecedent last.
        states: States in order of last mention, latest last.
        others: Organisations, companies, ministries in order of last mention, latest last.
        subject: The state last named as a subject, or None.
        speaker: The last speaker, a person, office or state, or None.
        chains: Three states or more that the text joined, latest last.
        holder: Who was last called by an office without a name, if nobody was named since.
    """

    cast: Cast
    pairs: list[tuple[str, str]] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    subject: str | None = None
    speaker: str | None = None
    chains: list[tuple[str, ...]] = field(default_factory=list)
    holder: str | None = None
    _alone: str = ""  # the only state of the sentence before

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two states last named together, or None."""
        return self.pairs[-1] if self.pairs else None

    def read(
        self, text: str, mentions: list[Mention], tree: Tree | None, bounds: tuple[int, int],
        quotations: list[Quotation], speaker: str | None,
    ) -> list[Mention]:  # fmt: skip
        """Resolve the anaphors of one sentence, then remember the sentence; the new mentions.

        Args:
            text: The document's text.
            mentions: Those of the sentence, in order.
            tree: Its parse, or None.
            bounds: Its offsets.
            quotations: Those of its paragraph.
            speaker: Who speaks in it, as far as names tell.
        """
        first = bisect_right(quotations, bounds[0], key=lambda quotation: quotation.end)
        last = bisect_left(quotations, bounds[1], key=lambda quotation: quotation.start)
        quotations = quotations[first:last]
        found = [*self._offices(text, bounds, mentions), *self._nouns(text, bounds, mentions)]
        found.extend(self._groups(text, bounds, [*mentions, *found]))
        if tree is not None:
            self._hear(text, tree, bounds, quotations, speaker)
            known = sorted([*mentions, *found], key=lambda mention: mention.start)
            memory = Antecedents(self.cast, self.persons, self.pair, self.subject, self.speaker)
            found.extend(resolve_pronouns(tree, known, quotations, memory))
            self.speaker = memory.speaker
            open_ends = Memory(self.cast, self.pairs, self.subject, self.holder)
            found.extend(resolve_open_pronouns(tree, [*mentions, *found], quotations, open_ends))
            found.extend(self._country(text, bounds, [*mentions, *found], quotations))
            found.extend(name_other_sides(text, bounds, [*mentions, *found], open_ends))
        elif speaker is not None:
            self.speaker = speaker
        both = sorted([*mentions, *found], key=lambda mention: mention.start)
        if both:
            self._remember(text, both, tree)
        else:
            self._alone = ""
        return found

    # -- phrases

    def _offices(self, text: str, bounds: tuple[int, int], mentions: list[Mention]) -> list[Mention]:
        """The prime minister, the president: whoever was so called last."""
        out = []
        bare_offices = self.cast.bare_offices
        low = bisect_left(bare_offices, bounds[0], key=lambda bare: bare.start)
        high = bisect_left(bare_offices, bounds[1], key=lambda bare: bare.start)
        for bare in bare_offices[low:high]:
            persons = [m.actor for m in mentions if m.form == "person" and m.end <= bare.start]
            for person in [*reversed(persons), *reversed(self.persons)]:
                if bare.office in self.cast.offices.get(person, ()):
                    quote = text[bare.start : bare.end]
                    out.append(Mention(person, bare.start, bare.end, quote, "office", "office named before"))
                    break
        return out

    def _nouns(self, text: str, bounds: tuple[int, int], mentions: list[Mention]) -> list[Mention]:
        """The bloc, the organisation, the company, the ministry: whichever was named last."""
        out: list[Mention] = []
        if not (mentions or self.others):
            return out
        for start, end, kinds in find_nouns(text, *bounds):
            if any(mention.start < end and start < mention.end for mention in mentions):
                continue
            before = [mention.actor for mention in mentions if mention.end <= start]
            for actor in [*reversed(before), *reversed(self.others)]:
                known = self.cast.actor(actor)
                if (
                    known is not None
                    and known.kind in kinds
                    and (known.kind != "office" or "inistry" in known.name)
                    and (text[start:end].rpartition(" ")[2] not in _COURTS or _IS_COURT.search(known.name))
                ):
                    out.append(Mention(actor, start, end, text[start:end], "group", f"last {known.kind}"))
                    break
        return out

    def _groups(self, text: str, bounds: tuple[int, int], mentions: list[Mention]) -> list[Mention]:
        """Both countries, the two leaders and the like."""
        out: list[Mention] = []
        if not self.pairs and len(mentions) + max(len(self.states), len(self.persons)) < 2:
            return out  # nobody to stand for
        for group in find_groups(text, *bounds):
            before = [mention for mention in mentions if mention.end <= group.start]
            pair, rule = self._pair_for(text, group, before, out), "both states"
            if group.persons is not None:
                people = self._people(before, group.persons)
                pair, rule = (people, "both persons") if people else (pair, rule)
            quote = text[group.start : group.end]
            if group.count > 2:
                chain = next((c for c in reversed(self.chains) if len(c) == group.count), ())
                out.extend(
                    Mention(actor, group.start, group.end, quote, "group", "all of them") for actor in chain
                )
                continue
            out.extend(Mention(actor, group.start, group.end, quote, "group", rule) for actor in pair or ())
        return out

    def _pair_for(
        self, text: str, group: Group, before: list[Mention], found: list[Mention]
    ) -> tuple[str, str] | None:
        """The two states a group stands for."""
        states = [*self.states, *(self.cast.state_of(mention.actor) for mention in before)]
        if group.regions:
            regions = self.cast.base.regions
            near = [state for state in _latest(states) if regions.get(state) in group.regions]
            return (near[-2], near[-1]) if len(near) >= 2 else None
        earlier = [mention.actor for mention in found if mention.rule == "both states"]
        if len(earlier) >= 2:
            return earlier[-2], earlier[-1]
        if group.third_party:
            outside = {self.cast.state_of(mention.actor) for mention in before}
            return next((pair for pair in reversed(self.pairs) if not outside & set(pair)), None)
        linked = linked_pairs(text, before, self.cast)
        if linked:
            return linked[-1]
        here = [state for state in _latest(map(self.cast.state_of, _actors(before))) if self._is_state(state)]
        if len(here) == 2:
            return here[0], here[1]
        if not self.pairs and len(here) > 2:
            return here[-2], here[-1]
        return self.pair

    def _people(self, before: list[Mention], offices: frozenset[str]) -> tuple[str, str] | None:
        """The two persons last named, of those who hold such an office if any two do."""
        persons = _latest([*self.persons, *(m.actor for m in before if m.form in PERSONAL)])
        holders = [person for person in persons if offices & self.cast.offices.get(person, set())]
        chosen = holders if len(holders) >= 2 else [] if offices else persons
        return (chosen[-2], chosen[-1]) if len(chosen) >= 2 else None

    def _is_state(self, actor: str) -> bool:
        found = self.cast.actor(actor)
        return found is not None and found.kind == "state"

    def _country(
        self, text: str, bounds: tuple[int, int], mentions: list[Mention], quotations: list[Quotation]
    ) -> list[Mention]:
        """His country, the country, our country."""
        out = []
        for match in _COUNTRY.finditer(text, *bounds):
            whose = match["whose"].lower()
            before = [mention for mention in mentions if mention.end <= match.start()]
            owners = [m for m in mentions if m.start == match.start() and m.end < match.end()]
            if whose == "the":
                states = [mention.actor for mention in before if self._is_state(mention.actor)]
                actor = states[-1] if states else self.subject
            elif owners:
                owner = self.cast.actor(owners[0].actor)
                actor = owner.country if owner is not None else None
            elif whose in ("our", "my") and any(quotation.holds(match.start()) for quotation in quotations):
                actor = self.cast.state_of(self.speaker) if self.speaker else None
            else:
                actor = None
            if actor and self._is_state(actor):
                out.append(Mention(actor, match.start(), match.end(), match.group(), "group", "the country"))
        return out

    # -- speakers

    def _hear(
        self, text: str, tree: Tree, bounds: tuple[int, int],
        quotations: list[Quotation], speaker: str | None,
    ) -> None:  # fmt: skip
        """Settle who speaks in the sentence."""
        subject = say_subject(tree)
        if subject is not None and tree.pos[subject] in ("NOUN", "PROPN") and speaker is None:
            start = tree.starts[subject]
            if not any(quotation.holds(start) for quotation in quotations):
                self.speaker = None  # somebody who is no actor of ours
        for quotation in quotations:
            if quotation.is_speech and quotation.start < bounds[1] and bounds[0] < quotation.end:
                named = find_speaker(text, quotation, self.cast.mentions)
                speaker = named or speaker
                break
        if speaker is not None:
            self.speaker = speaker

    # -- memory

    def _remember(self, text: str, mentions: list[Mention], tree: Tree | None) -> None:
        states = [
            state for state in _latest(map(self.cast.state_of, _actors(mentions))) if self._is_state(state)
        ]
        linked = linked_pairs(text, mentions, self.cast)
        self.chains = [*self.chains, *chains_of(linked)][-_KEPT:]
        holders = [mention.actor for mention in mentions if is_holder(mention, self.cast)]
        if any(self._is_person(mention.actor) for mention in mentions):
            self.holder = None
        elif holders:
            self.holder = holders[0]
        grouped = [m.actor for m in mentions if m.rule == "both states"]
        if linked:
            self._keep_pair(linked[0])
        elif len(grouped) >= 2:
            self._keep_pair((grouped[-2], grouped[-1]))
        elif len(states) == 2:
            self._keep_pair((states[0], states[1]))
        elif len(states) == 1 and self._alone not in ("", states[0]):
            self._keep_pair((self._alone, states[0]))
        self._alone = states[0] if len(states) == 1 else ""
        self.states = _latest([*self.states, *states])[-_KEPT:]
        self.others = _latest([*self.others, *(m.actor for m in mentions if not self._is_state(m.actor))])[
            -_KEPT:
        ]
        people = [mention for mention in mentions if self._is_person(mention.actor)]
        if tree is not None:
            people.sort(key=lambda mention: -salience(tree, mention))
        self.persons = _latest([*self.persons, *_actors(people)])[-_KEPT_PERSONS:]
        if tree is not None:
            subjects = [m.actor for m in mentions if is_subject(tree, m) and self._is_state(m.actor)]
            if subjects or len(states) == 1:
                self.subject = subjects[0] if subjects else states[0]

    def _is_person(self, actor: str) -> bool:
        found = self.cast.actor(actor)
        return found is not None and found.kind == "person"

    def _keep_pair(self, pair: tuple[str, str]) -> None:
        self.pairs = [kept for kept in self.pairs[-_KEPT:] if set(kept) != set(pair)] + [pair]


def _actors(mentions: list[Mention]) -> list[str]:
    return [mention.actor for mention in mentions]


def _latest(actors: Iterable[str]) -> list[str]:
    """Each actor once, where it stands last."""
    out: dict[str, None] = {}
    for actor in actors:
        out.pop(actor, None)
        out[actor] = None
    return list(out)
