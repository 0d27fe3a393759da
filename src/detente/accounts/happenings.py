"""What happened between two actors before and since a day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from detente.accounts.telling import YEAR, find_dyads
from detente.accounts.weighing import Drift
from detente.core.dates import parse_edtf
from detente.relations.relation import MOVING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.accounts.telling import Dyad
    from detente.identity import MergedEvent

__all__ = ["Happening", "find_happenings", "measure_drift"]


class Happening(NamedTuple):
    """A merged event with the days between which it began, both included."""

    first: int
    last: int
    event: MergedEvent


def find_happenings(events: Iterable[MergedEvent], *, dyads: set[Dyad]) -> dict[Dyad, list[Happening]]:
    """The dated events that move the relations of these dyads, latest first."""
    found: defaultdict[Dyad, list[Happening]] = defaultdict(list)
    for event in events:
        if event.status in MOVING and event.date is not None:
            for dyad in find_dyads(event.source, event.target):
                if dyad in dyads:
                    found[dyad].append(_read(event))
    for happenings in found.values():
        happenings.sort(key=lambda happening: (-happening.first, -happening.last, happening.event.id))
    return dict(found)


def _read(event: MergedEvent) -> Happening:
    """An interval begins on the first day of its first date; of a month or year the day is not known."""
    span = parse_edtf(event.date or "")
    first, last = span.start.toordinal(), span.end.toordinal() - 1
    if span.precision != "interval":
        return Happening(first, last, event)
    begin, _, _ = (event.date or "").partition("/")
    if begin.strip() in ("", ".."):
        return Happening(last, last, event)
    begun = parse_edtf(begin)
    return Happening(first, begun.end.toordinal() - 1, event)


def measure_drift(
    happenings: Sequence[Happening], *, published: str | None
) -> tuple[Drift, tuple[MergedEvent, ...]]:
    """Mean intensity in the two years up to a text and since it, and the events since, newest first.

    What happened on the day of publication is before. What may have happened on either side is neither.
    """
    if published is None:
        return Drift(), ()
    span = parse_edtf(published)
    first, last = span.start.toordinal(), span.end.toordinal() - 1
    n_since = bisect_left(happenings, -last, key=_from_end)
    n_known = bisect_right(happenings, 2 * YEAR - first, key=_from_end)
    since = [happening.event for happening in happenings[:n_since]]
    before = [happening.event for happening in happenings[n_since:n_known] if happening.last <= last]
    (mean_before, weight_before), (mean_since, weight_since) = _mean(before), _mean(since)
    return Drift(mean_before, mean_since, weight_before, weight_since), tuple(since)


def _from_end(happening: Happening) -> int:
    return -happening.first


def _mean(events: Sequence[MergedEvent]) -> tuple[float | None, float]:
    weight = fsum(event.confidence for event in events)
    if weight <= 0:
        return None, 0.0
    return fsum(event.confidence * event.intensity for event in events) / weight, weight
