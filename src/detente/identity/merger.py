"""Mentions come, events leave: in one go or a few at a time, with the same result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UnknownNameError
from detente.identity.blocks import block_keys
from detente.identity.candidates import find_all_pairs, find_new_pairs
from detente.identity.clustering import JOINING, Group, group_mentions
from detente.identity.columns import build_columns
from detente.identity.merged import MergedEvent, Reason
from detente.identity.scoring import WHOLE, ScoredPairs, explain_pairs
from detente.identity.uniting import joins_of, unite_mentions
from detente.identity.verdicts import Verdict, settle_verdicts

if TYPE_CHECKING:
    from detente.identity.mention import EventMention

__all__ = ["Changes", "Merger", "merge_mentions"]

_REPRINT = 0.8


@dataclass(frozen=True, slots=True)
class Changes:
    """What an addition did to the events.

    Attributes:
        removed: Identities of events that are no more as they were, sorted.
        added: The events that are new or changed, by identity.
    """

    removed: tuple[str, ...]
    added: tuple[MergedEvent, ...]


def merge_mentions(
    mentions: Iterable[EventMention], verdicts: Iterable[Verdict] = (), *, reprint: float = _REPRINT
) -> list[MergedEvent]:
    """The events that these mentions tell, by identity.

    Args:
        mentions: In any order; one given twice counts once.
        verdicts: What people said of pairs of them; those on mentions that are not there wait.
        reprint: Similarity of two texts from which one is a reprint of the other.

    Raises:
        InputError: If verdicts contradict each other.
    """
    merger = Merger(verdicts, reprint=reprint)
    merger.add(mentions)
    return merger.events()


class Merger:
    """Keeps what is needed to let new mentions join old events.

    A class because adding to a hundred thousand mentions must not look at all of them: it holds their
    columns, the blocks they stand in and the pairs that were scored.
    """

    def __init__(self, verdicts: Iterable[Verdict] = (), *, reprint: float = _REPRINT) -> None:
        self._joined, self._parted = settle_verdicts(verdicts)
        self._apart: dict[str, set[str]] = defaultdict(set)
        for first, second in self._joined | self._parted:
            self._apart[first].add(second)
            self._apart[second].add(first)
        self._reprint = reprint
        self._mentions: list[EventMention] = []
        self._rows: dict[str, int] = {}
        self._columns = build_columns([])
        self._near: dict[int, list[int]] = defaultdict(list)
        self._recalled: dict[int, list[int]] = defaultdict(list)
        self._links: dict[str, dict[str, int]] = {}
        self._events: dict[str, MergedEvent] = {}
        self._event_of: dict[str, str] = {}

    def add(self, mentions: Iterable[EventMention]) -> Changes:
        """Let mentions join; the result is as if all had come at once, in any order.

        Of two mentions of one identity that differ, the same is kept whichever comes first.
        """
        given: dict[str, EventMention] = {}
        for mention in mentions:
            known = given.setdefault(mention.id, mention)
            if known != mention:
                given[mention.id] = min(known, mention, key=repr)
        new = [mention for name, mention in sorted(given.items()) if self._is_news(mention)]
        replaced = {mention.id for mention in new if mention.id in self._rows}
        touched = self._forget(replaced)
        for first, second in self._enter(new):
            touched |= {first, second}
        return self._regroup(touched | {mention.id for mention in new})

    def remove(self, names: Iterable[str]) -> Changes:
        """Take mentions out, as when a document is coded again; unknown ones are passed over."""
        return self._regroup(self._forget({name for name in names if name in self._rows}))

    def events(self) -> list[MergedEvent]:
        """All events, by identity."""
        return [self._events[name] for name in sorted(self._events)]

    def event_of(self, mention: str) -> MergedEvent:
        """The event that a mention tells.

        Raises:
            UnknownNameError: If there is no such mention.
        """
        self._row(mention)
        return self._events[self._event_of[mention]]

    def explain(self, first: str, second: str) -> tuple[float, tuple[Reason, ...]]:
        """The probability that two mentions tell the same, 0 if never compared, and what speaks for it.

        Raises:
            UnknownNameError: If one of them is not known.
        """
        self._row(first), self._row(second)
        (reasons,) = self._reasons([(first, second)])
        return self._links.get(first, {}).get(second, 0) / WHOLE, reasons

    def _row(self, name: str) -> int:
        if name not in self._rows:
            raise UnknownNameError(f"no mention {name!r}", hint="identities stand in `mentions` of an event")
        return self._rows[name]

    def _is_news(self, mention: EventMention) -> bool:
        row = self._rows.get(mention.id)
        if row is None:
            return True
        known = self._mentions[row]
        return known != mention and min(known, mention, key=repr) == mention

    def _enter(self, new: list[EventMention]) -> Iterator[tuple[str, str]]:
        """Put mentions into their blocks and keep the pairs they make; yields these."""
        if not new:
            return
        first_row = len(self._mentions)
        keys = [block_keys(mention) for mention in new]
        self._mentions += new
        self._columns.extend(build_columns(new))
        for row, (mention, (near, recalled)) in enumerate(zip(new, keys, strict=True), first_row):
            self._rows[mention.id] = row
            for key in near:
                self._near[key].append(row)
            for key in recalled:
                self._recalled[key].append(row)
        pairs = self._score(first_row, keys)
        for i, j, probability in zip(
            pairs.first.tolist(), pairs.second.tolist(), pairs.probability.tolist(), strict=True
        ):
            first, second = self._mentions[i].id, self._mentions[j].id
            self._links.setdefault(first, {})[second] = probability
            self._links.setdefault(second, {})[first] = probability
            yield first, second

    def _score(self, first_row: int, keys: list[tuple[frozenset[int], frozenset[int]]]) -> ScoredPairs:
        if not first_row:
            return find_all_pairs(self._columns, [near for near, _ in keys], [long for _, long in keys])
        near = self._members(self._near, first_row, [near for near, _ in keys])
        recalled = self._members(self._recalled, first_row, [long for _, long in keys])
        return find_new_pairs(self._columns, near, recalled)

    def _members(
        self, blocks: dict[int, list[int]], first_row: int, keys: list[frozenset[int]]
    ) -> Iterator[tuple[int, np.ndarray[tuple[int], np.dtype[np.int64]]]]:
        arrays: dict[int, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
        for row, own in enumerate(keys, first_row):
            for key in own:
                if key not in arrays:
                    arrays[key] = np.array(blocks[key], dtype=np.int64)
                yield row, arrays[key]

    def _forget(self, names: set[str]) -> set[str]:
        """Take mentions out of blocks and pairs; what they were linked with, and themselves."""
        touched = set(names)
        for name in names:
            row = self._rows.pop(name)
            for blocks, keys in zip(
                (self._near, self._recalled), block_keys(self._mentions[row]), strict=True
            ):
                for key in keys:
                    blocks[key].remove(row)
            for other in self._links.pop(name, {}):
                del self._links[other][name]
                touched.add(other)
            touched.update(self._events[self._event_of[name]].mentions)
        return touched

    def _regroup(self, touched: set[str]) -> Changes:
        """Group anew every component of strong links that holds a touched mention."""
        removed: dict[str, MergedEvent] = {}
        groups: list[Group] = []
        seen: set[str] = set()
        for name in sorted(touched):
            if name not in seen:
                component = self._component(name)
                seen |= component
                for member in component:
                    old = self._event_of.pop(member, None)
                    if old is not None and old in self._events:
                        removed[old] = self._events.pop(old)
                groups += self._group(component & self._rows.keys())
        added = {event.id: event for event in self._unite(groups)}
        self._events |= added
        self._event_of |= {member: event.id for event in added.values() for member in event.mentions}
        same = {name for name, event in added.items() if removed.get(name) == event}
        return Changes(
            tuple(sorted(set(removed) - same)), tuple(added[name] for name in sorted(set(added) - same))
        )

    def _component(self, name: str) -> set[str]:
        found, waiting = {name}, [name]
        while waiting:
            here = waiting.pop()
            strong = {other for other, value in self._links.get(here, {}).items() if value >= JOINING}
            linked = {other for other in self._apart.get(here, ()) if other in self._rows}
            fresh = (strong | linked) - found
            found |= fresh
            waiting += fresh
        return found

    def _group(self, component: set[str]) -> list[Group]:
        columns, rows = self._columns, self._rows
        spans = {name: (int(columns.start[rows[name]]), int(columns.stop[rows[name]])) for name in component}
        if len(component) == 1:
            return [Group([name], *span) for name, span in spans.items()]
        links = {
            name: {other: value for other, value in self._links.get(name, {}).items() if other in component}
            for name in component
        }
        pairs = {(min(a, b), max(a, b)) for a in component for b in self._apart.get(a, ()) if b in component}
        return group_mentions(spans, links, joined=pairs & self._joined, parted=pairs & self._parted)

    def _unite(self, groups: list[Group]) -> Iterator[MergedEvent]:
        unions = [union for group in groups for union in group.unions]
        reasons = iter(self._reasons([(union.first, union.second) for union in unions]))
        for group in groups:
            joins = joins_of(group, reasons)
            mentions = [self._mentions[self._rows[name]] for name in group.members]
            yield unite_mentions(mentions, joins, reprint=self._reprint)

    def _reasons(self, pairs: list[tuple[str, str]]) -> list[tuple[Reason, ...]]:
        rows = np.array([[self._rows[a], self._rows[b]] for a, b in pairs], dtype=np.int64).reshape(-1, 2)
        return explain_pairs(self._columns, rows.min(axis=1), rows.max(axis=1)) if pairs else []
