"""Mentions with scored pairs into groups, by agglomeration under constraints.

Average linkage (Sokal and Michener 1958): the two groups with the greatest mean probability over all pairs
across them join first, pairs that were not scored counting as 0, until no mean reaches 0.6: a wrong join
hides an event, a missed one counts it twice, which is the smaller harm. Groups whose dates exclude each
other, or that a person keeps apart, never join. All sums are of whole numbers and ties go to the smaller
identities, so that the result depends on the set of mentions alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detente.identity.scoring import WHOLE

__all__ = ["Group", "Union", "group_mentions"]

JOINING = WHOLE * 6 // 10
Links = Mapping[str, Mapping[str, int]]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Union:
    """Two groups that became one.

    Attributes:
        first: Of the two most alike mentions across the groups, the smaller …
        second: … and the larger.
        probability: Of these two, in millionths; 0 if they were not scored.
        linkage: Mean over all pairs across, in millionths; what a person joined counts as one.
        by: ``model`` or ``person``.
    """

    first: str
    second: str
    probability: int
    linkage: int
    by: str


@dataclass(slots=True)
class Group:
    """Mentions that tell one event.

    Attributes:
        members: Their identities.
        start: First day on which it can have happened by all of them.
        stop: The day after the last.
        units: How many count in a mean: the mentions, but those that a person joined count as one.
        unions: How they came together, in order.
        links: Sums of pair probabilities to other groups, by these groups' smallest member.
        barred: Mentions that must not come in.
    """

    members: list[str]
    start: int
    stop: int
    units: int = 1
    unions: list[Union] = field(default_factory=list)
    links: dict[str, int] = field(default_factory=dict)
    barred: set[str] = field(default_factory=set)


def group_mentions(
    spans: Mapping[str, tuple[int, int]],
    links: Links,
    *,
    joined: Iterable[Pair] = (),
    parted: Iterable[Pair] = (),
) -> list[Group]:
    """The groups, by their smallest member.

    Args:
        spans: Every mention with the days ``[start, stop)`` on which its event can have happened.
        links: Mention to mention to probability in millionths, both ways; absent pairs count as 0.
        joined: Pairs that a person joined; their dates are not asked.
        parted: Pairs that a person keeps apart.
    """
    groups = {
        name: Group([name], *span, links=dict(links.get(name, {}))) for name, span in sorted(spans.items())
    }
    for first, second in parted:
        if first in groups and second in groups:
            groups[first].barred.add(second)
            groups[second].barred.add(first)
    where = {name: name for name in groups}
    for first, second in sorted(joined):
        if first in where and second in where and where[first] != where[second]:
            union = Union(first, second, links.get(first, {}).get(second, 0), WHOLE, "person")
            _unite(groups, where, where[first], where[second], union=union)
    _agglomerate(groups, where, links)
    return [groups[name] for name in sorted(groups)]


def _agglomerate(groups: dict[str, Group], where: dict[str, str], links: Links) -> None:
    heap: list[tuple[float, str, str]] = []
    for name in groups:
        _push(heap, groups, name, above=name)
    while heap:
        negative, low, high = heapq.heappop(heap)
        if low not in groups or high not in groups or -negative != _linkage(groups, low, high):
            continue
        if not _may_join(groups[low], groups[high]):
            continue
        first, second, probability = _most_alike(groups[low], groups[high], links)
        union = Union(first, second, probability, int(-negative), "model")
        _push(heap, groups, _unite(groups, where, low, high, union=union))


def _push(
    heap: list[tuple[float, str, str]], groups: dict[str, Group], name: str, *, above: str = ""
) -> None:
    for other in groups[name].links:
        linkage = _linkage(groups, name, other)
        if other > above and linkage >= JOINING:
            heapq.heappush(heap, (-linkage, min(name, other), max(name, other)))


def _linkage(groups: dict[str, Group], first: str, second: str) -> float:
    a, b = groups[first], groups[second]
    return a.links.get(second, 0) / (a.units * b.units)


def _may_join(first: Group, second: Group) -> bool:
    """Spans of days of which every two overlap have a day in common, so one test is enough."""
    if max(first.start, second.start) >= min(first.stop, second.stop):
        return False
    return first.barred.isdisjoint(second.members) and second.barred.isdisjoint(first.members)


def _most_alike(first: Group, second: Group, links: Links) -> tuple[str, str, int]:
    found = [
        (-links.get(one, {}).get(other, 0), min(one, other), max(one, other))
        for one in first.members
        for other in second.members
    ]
    probability, low, high = min(found)
    return low, high, -probability


def _unite(groups: dict[str, Group], where: dict[str, str], low: str, high: str, *, union: Union) -> str:
    """Put the group of the larger name into that of the smaller; its name."""
    low, high = min(low, high), max(low, high)
    group, other = groups[low], groups.pop(high)
    start, stop = max(group.start, other.start), min(group.stop, other.stop)
    if start >= stop:  # a person joined what the dates part: both are taken as told
        start, stop = min(group.start, other.start), max(group.stop, other.stop)
    group.start, group.stop = start, stop
    group.unions = [*group.unions, *other.unions, union]
    group.barred |= other.barred
    for name in other.members:
        where[name] = low
    group.members += other.members
    _unite_links(groups, low, high, other=other, by=union.by)
    return low


def _unite_links(groups: dict[str, Group], low: str, high: str, *, other: Group, by: str) -> None:
    """Sums of links add up; of what a person joined, the stronger link of the two is that of both."""
    group = groups[low]
    group.links.pop(high, None)
    other.links.pop(low, None)
    for name, total in other.links.items():
        known = group.links.get(name, 0)
        groups[name].links.pop(high)
        group.links[name] = groups[name].links[low] = max(known, total) if by == "person" else known + total
    if by != "person":
        group.units += other.units
