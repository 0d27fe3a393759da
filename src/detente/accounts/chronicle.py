"""The merged events made ready to be looked up by actors, kind and topic, in order of time."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, combinations
from typing import TYPE_CHECKING

from detente.accounts.wording import topic_words
from detente.core.dates import parse_edtf
from detente.identity.likeness import read_likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from detente.coding.event import Event
    from detente.identity.merged import MergedEvent

__all__ = ["Chronicle", "Known", "Series", "Told", "build_chronicle", "freshness"]

_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_HAPPENED = frozenset(("occurred", "ongoing"))
_NEAREST = 60

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One telling: in which document, published when, where in it. Days half-open, `date.toordinal`."""

    document: str
    published: tuple[int, int] | None
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """One merged event as the judging sees it.

    Attributes:
        event: The merged event.
        days: Days on which it can have happened, half-open; None if it has no date.
        tellings: Where it is told, so far as known; those from before it happened are left out, since they
            can only have foretold it.
        denied: Whether it is told not to be.
        objects: Topic words of each version of its object.
        projects: Of each version of its project.
    """

    event: MergedEvent
    days: tuple[int, int] | None
    tellings: tuple[Told, ...]
    denied: bool
    objects: tuple[frozenset[str], ...]
    projects: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Days and intensities of what happened between some actors, by day; with running sums."""

    days: Sequence[int]
    sums: Sequence[float]
    order: Sequence[int]

    def window(self, low: int, high: int) -> tuple[int, float]:
        """How many events began in ``[low, high)``, and the sum of their intensities."""
        first, last = bisect_right(self.days, low - 1), bisect_right(self.days, high - 1)
        return last - first, self.sums[last] - self.sums[first]

    def events(self, low: int, high: int) -> Sequence[int]:
        """Their places in the chronicle."""
        return self.order[bisect_right(self.days, low - 1) : bisect_right(self.days, high - 1)]


@dataclass(frozen=True, slots=True)
class Chronicle:
    """What is known, by actors (one or two), kind (type, ``!`` before it if denied) and topic word.

    Attributes:
        known: In order of the last day on which each can have happened, then of identity.
        ends: That day after the last, for each.
        places: By actors, kind and word, places in `known`, ascending; the empty word holds all.
        series: By actors, what happened.
    """

    known: Sequence[Known]
    ends: Sequence[int]
    places: Mapping[tuple[Key, str, str], Sequence[int]]
    series: Mapping[Key, Series]

    def find(
        self, keys: Iterable[Key], *, kinds: Iterable[str], words: Iterable[str], low: int
    ) -> Iterator[int]:
        """Places of events that may have happened on `low` or later; of each list the nearest 60."""
        first = bisect_right(self.ends, low)
        kinds, words = tuple(kinds), tuple(words)
        for key in keys:
            for kind in kinds:
                for word in words:
                    row = self.places.get((key, kind, word))
                    if row is not None:
                        at = bisect_right(row, first - 1)
                        yield from row[at : at + _NEAREST]


def build_chronicle(
    events: Iterable[MergedEvent],
    *,
    tellings: Mapping[str, Event],
    published: Mapping[str, str | None],
    wanted: frozenset[Key],
) -> Chronicle:
    """Make the events that name wanted actors ready; those that cannot be placed in time are left out."""
    rows: list[tuple[int, str, Known, list[Key]]] = []
    actors = {actor for key in wanted for actor in key}
    for event in events:
        denied = event.status == "denied"
        parties = sorted({*event.source, *event.target} & actors)
        if not parties or not (denied or event.status in _HAPPENED):
            continue
        singles: list[Key] = [(actor,) for actor in parties]
        keys = [key for key in (*singles, *combinations(parties, 2)) if key in wanted]
        known = _known(event, tellings, published, denied=denied) if keys else None
        if known is not None:
            rows.append((_end(known), event.id, known, keys))
    rows.sort(key=lambda row: row[:2])
    places: dict[tuple[Key, str, str], list[int]] = defaultdict(list)
    course: dict[Key, list[tuple[int, int, float]]] = defaultdict(list)
    for at, (_, _, known, keys) in enumerate(rows):
        kind = f"!{known.event.type}" if known.denied else known.event.type
        words = sorted(frozenset[str]().union(*known.objects, *known.projects)) or ["-"]
        for key in keys:
            for word in ("", *words):
                places[key, kind, word].append(at)
            if not known.denied:
                day = known.days[0] if known.days else _end(known) - 1
                course[key].append((day, at, known.event.intensity))
    series = {key: _series(found) for key, found in course.items()}
    return Chronicle([row[2] for row in rows], [row[0] for row in rows], dict(places), series)


def _series(found: list[tuple[int, int, float]]) -> Series:
    found.sort()
    sums = tuple(accumulate((row[2] for row in found), initial=0.0))
    return Series([row[0] for row in found], sums, [row[1] for row in found])


def _end(known: Known) -> int:
    """The day after the last on which it can have happened; a denial counts when it was last told."""
    told = [row.published[1] for row in known.tellings if row.published]
    if known.days is None or (known.denied and told):
        return max(told)
    return known.days[1]


def _known(
    event: MergedEvent, tellings: Mapping[str, Event], published: Mapping[str, str | None], *, denied: bool
) -> Known | None:
    """The event made ready; None if neither a date nor a dated telling places it, or none can witness it."""
    days = _days(event.date)
    found = [tellings[name] for name in event.mentions if name in tellings]
    told = sorted((_told(row, published) for row in found), key=lambda row: (row.document, row.spans))
    if days is not None and not denied:
        told = [row for row in told if row.published is None or row.published[1] > days[0]]
        if found and not told:
            return None
    if days is None and not any(row.published for row in told):
        return None
    return Known(event, days, tuple(told), denied, _topics(event, "object"), _topics(event, "project"))


def _days(edtf: str | None) -> tuple[int, int] | None:
    if edtf is None:
        return None
    span = parse_edtf(edtf)
    start, end = span.start.toordinal(), span.end.toordinal()
    if end == _LAST:
        return start, start + 1
    return (end - 1, end) if start == _FIRST else (start, end)


def _told(event: Event, published: Mapping[str, str | None]) -> Told:
    edtf = published.get(event.document)
    days = None
    if edtf is not None:
        span = parse_edtf(edtf)
        days = (span.start.toordinal(), span.end.toordinal())
    return Told(event.document, days, tuple((span.start, span.end) for span in event.evidence))


def _topics(event: MergedEvent, field: str) -> tuple[frozenset[str], ...]:
    own = event.object if field == "object" else event.project
    texts = {own, *(row.value for row in event.versions if row.field == field)}
    found = {topic_words(text) for text in texts if isinstance(text, str)} - {frozenset()}
    return tuple(sorted(found, key=sorted))


def freshness(type_name: str) -> int:
    """Days before its telling in which an undated event of a type is taken to have happened."""
    table = read_likeness()
    return int(table.windows[table.types[type_name]])
