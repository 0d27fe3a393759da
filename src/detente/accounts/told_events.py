"""Merged events with what is compared of them, laid out by dyad, type, month and document."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from detente.accounts.telling import LATEST, find_dyads
from detente.core.dates import parse_edtf
from detente.identity.likeness import read_likeness
from detente.identity.sketches import content_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.accounts.telling import Dyad
    from detente.coding.event import Event
    from detente.identity import MergedEvent

__all__ = ["Calendar", "Told", "fill_calendar", "find_near", "read_told"]

_LOOK_BACK = 60  # days before its telling in which an undated event is looked for
_LONG = 24  # months; what lasts longer is kept apart

_MOST = 20

Place = tuple["int | str | None", str]
Calendar = dict[tuple["Dyad", str], dict[Place, list["Told"]]]
"""By dyad and type, under places: a month of 30 days, a document, or None for what lasts long, with a word
that events there are about, "" for those about nothing, "*" for all. Each place has the 20 surest."""


@dataclass(frozen=True, slots=True)
class Told:
    """A merged event as one account of it.

    Attributes:
        event: The event.
        telling: The surest, then earliest, telling of its status.
        documents: Documents that tell it.
        dated: Whether a date is told.
        start: Ordinal of the first day on which it can have happened.
        end: Of the day after the last; not after `start` where nothing is known.
        words: What it is about.
    """

    event: MergedEvent
    telling: Event
    documents: frozenset[str]
    dated: bool
    start: int
    end: int
    words: frozenset[str]


def read_told(event: MergedEvent, *, tellings: Mapping[str, Event], days: Mapping[str, int]) -> Told | None:
    """What is compared of an event; None if no telling of its status is at hand."""
    known = [tellings[name] for name in event.mentions if name in tellings]
    apt = [telling for telling in known if telling.status == event.status]
    if not apt:
        return None
    best = min(apt, key=lambda told: (-told.confidence, days.get(told.document, LATEST), told.id))
    came_out = [days[told.document] for told in known if told.document in days]
    start = end = 0
    if event.date is not None:
        span = parse_edtf(event.date)
        start, end = span.start.toordinal(), span.end.toordinal()
    elif came_out:
        start, end = min(came_out) - _LOOK_BACK, max(came_out) + 1
    return Told(
        event=event,
        telling=best,
        documents=frozenset(told.document for told in known),
        dated=event.date is not None,
        start=start,
        end=end,
        words=frozenset(content_words(f"{event.object or ''} {event.project or ''}")),
    )


def fill_calendar(told: Iterable[Told], *, wanted: set[Dyad]) -> Calendar:
    """Lay out events of the dyads wanted, the surest of every place."""
    calendar: Calendar = defaultdict(lambda: defaultdict(list))
    for one in told:
        for dyad in find_dyads(one.event.source, one.event.target):
            if dyad in wanted:
                laid = calendar[dyad, one.event.type]
                for when in (*_months(one, around=0), *one.documents):
                    for word in ("*", *(one.words or ("",))):
                        laid[when, word].append(one)
    for laid in calendar.values():
        for place, events in laid.items():
            laid[place] = sorted(events, key=lambda one: (-one.event.confidence, one.event.id))[:_MOST]
    return calendar


def find_near(told: Told, calendar: Calendar) -> Iterator[tuple[Dyad, Told]]:
    """Events on a dyad of this one, of kin types and in the same months or documents; each once a dyad."""
    likeness = read_likeness()
    kin = likeness.kinship[likeness.types[told.event.type]]
    types = [name for name, number in likeness.types.items() if kin[number] > 0]
    months = _months(told, around=2)
    words = (*told.words, "") if told.words else ("*",)
    for dyad in find_dyads(told.event.source, told.event.target):
        seen: set[str] = set()
        for kind in types:
            laid = calendar.get((dyad, kind), {})
            whens = [*months, None, *told.documents]
            if None in months:  # it may lie anywhere
                whens = list(dict.fromkeys(when for when, _ in laid))
            for place in product(whens, words):
                for other in laid.get(place, ()):
                    if other.event.id not in seen:
                        seen.add(other.event.id)
                        yield dyad, other


def _months(told: Told, *, around: int) -> list[int | None]:
    if told.end <= told.start:
        return []
    first, last = told.start // 30 - around, (told.end - 1) // 30 + around
    return [None] if last - first > _LONG + 2 * around else list(range(first, last + 1))
