"""One plan that two texts set for different times.

Identity keeps plans apart whose dates share no day; a named project tells that they may be one.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from detente.accounts.sides import build_contradiction, side_of_event, tell_gap
from detente.accounts.telling import find_dyads
from detente.accounts.told_events import Told, read_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.accounts.nouns import Contradiction
    from detente.coding.event import Event
    from detente.identity import MergedEvent

__all__ = ["find_shifted_plans"]

_SHIFTED = 0.45  # plans are put off, and some come every year
_MOST_APART = 183  # days between the two times, and between the tellings


def find_shifted_plans(
    events: Iterable[MergedEvent],
    *,
    tellings: Mapping[str, Event],
    days: Mapping[str, int],
    published: Mapping[str, str | None],
) -> Iterator[Contradiction]:
    """Plans of one deed, parties and named project for times that share no day, each with the next one."""
    plans: defaultdict[object, list[Told]] = defaultdict(list)
    for event in events:
        if event.status == "planned" and event.project and event.date is not None:
            told = read_told(event, tellings=tellings, days=days)
            if told is not None:
                parties = (tuple(sorted(event.source)), tuple(sorted(event.target)))
                plans[event.type, event.mode, parties, event.project.casefold()].append(told)
    for group in plans.values():
        group.sort(key=lambda told: (told.start, told.end, told.event.id))
        for first, second in pairwise(group):
            dyads = find_dyads(first.event.source, first.event.target)
            if dyads and _are_one(first, second, days):
                sides = [
                    side_of_event(told.telling, f"planned for {told.event.date}", published=published)
                    for told in (first, second)
                ]
                gap = tell_gap(first.telling.document, second.telling.document, days=days)
                yield build_contradiction(
                    "dates",
                    (sides[0], sides[1]),
                    dyad=dyads[0],
                    confidence=_SHIFTED * sqrt(first.event.confidence * second.event.confidence),
                    reason=f"{first.event.project} is planned for {first.event.date} and for "
                    f"{second.event.date}, {gap}; it may have been put off",
                    days=days,
                )


def _are_one(first: Told, second: Told, days: Mapping[str, int]) -> bool:
    """Whether two plans, the earlier first, may be of one thing."""
    apart = second.start - first.end + 1
    if not 0 < apart <= _MOST_APART:
        return False
    documents = (first.telling.document, second.telling.document)
    if documents[0] == documents[1]:
        return True
    if documents[0] not in days or documents[1] not in days:
        return False
    return abs(days[documents[0]] - days[documents[1]]) <= _MOST_APART
