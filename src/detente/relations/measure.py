"""From events to relations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from math import fsum
from typing import TYPE_CHECKING, Literal

from detente.relations.periods import Frequency, Period, find_periods, period_name
from detente.relations.relation import HALF_LIFE_MONTHS, MOVING, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.coding.event import Event

__all__ = ["measure_relations"]

Dyad = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Share:
    """The part of an event that falls to one dyad and period."""

    event: Event
    weight: float
    a_acts: bool
    b_acts: bool


def measure_relations(
    events: Iterable[Event],
    *,
    published: Mapping[str, str | None],
    freq: Frequency = "year",
    undated: Literal["apart", "published"] = "apart",
    country_of: Mapping[str, str] | None = None,
) -> list[Relation]:
    """The relation of every dyad in every period in which something was said of it.

    An event relates each of its sources to each of its targets; a symmetric one, without targets, relates
    its sources among each other. An event given twice counts once.

    Args:
        events: In any order.
        published: Identity of a document to its EDTF date of publication; open intervals end there.
        freq: ``year`` or ``month``. A date that is less precise than a month is spread over its months.
        undated: ``apart``: events without a date go to the period None, so that no date is guessed;
            ``published``: they count when they were told, which is late by an unknown time.
        country_of: Actor to the state that it is counted for; without it actors stand for themselves.
            What happens within one state then belongs to no dyad.

    Returns:
        By dyad and period, the period None last.
    """
    shares: defaultdict[Dyad, defaultdict[Period | None, list[_Share]]]
    shares = defaultdict(lambda: defaultdict(list))
    for event in _each_once(events):
        told = published.get(event.document)
        when = event.date if event.date is not None else told if undated == "published" else None
        periods: list[Period | None] = [None] if when is None else [*find_periods(when, told, freq=freq)]
        for dyad, (a_acts, b_acts) in _find_dyads(event, country_of or {}).items():
            for period in periods:
                share = _Share(event, event.confidence / len(periods), a_acts, b_acts)
                shares[dyad][period].append(share)
    return [
        relation for dyad in sorted(shares) for relation in _build_relations(dyad, shares[dyad], freq=freq)
    ]


def _each_once(events: Iterable[Event]) -> list[Event]:
    """The events by identity; of two with one identity that differ, the same one whatever the order."""
    kept: dict[str, Event] = {}
    for event in events:
        other = kept.setdefault(event.id, event)
        if other != event:
            kept[event.id] = min(event, other, key=repr)
    return [kept[identity] for identity in sorted(kept)]


def _find_dyads(event: Event, country_of: Mapping[str, str]) -> dict[Dyad, tuple[bool, bool]]:
    """The dyads an event is about, and in each whether the first and whether the second acts."""
    sources = {country_of.get(actor, actor) for actor in event.source}
    targets = {country_of.get(actor, actor) for actor in event.target}
    if not event.target:
        return dict.fromkeys(combinations(sorted(sources), 2), (False, False))
    dyads: dict[Dyad, tuple[bool, bool]] = {}
    for source in sources:
        for target in targets - {source}:
            a_acts, b_acts = dyads.get(_dyad(source, target), (False, False))
            dyads[_dyad(source, target)] = (a_acts or source < target, b_acts or target < source)
    return dyads


def _dyad(one: str, other: str) -> Dyad:
    return (one, other) if one < other else (other, one)


def _build_relations(
    dyad: Dyad, periods: Mapping[Period | None, list[_Share]], *, freq: Frequency
) -> Iterator[Relation]:
    months = 12 if freq == "year" else 1
    sum_weights = sum_moved = 0.0
    last: Period | None = None
    for period in sorted(period for period in periods if period is not None):
        moving = [share for share in periods[period] if share.event.status in MOVING]
        fade = 0.0 if last is None else 0.5 ** ((period - last) * months / HALF_LIFE_MONTHS)
        sum_weights = fade * sum_weights + fsum(share.weight for share in moving)
        sum_moved = fade * sum_moved + fsum(share.weight * share.event.intensity for share in moving)
        last = period
        name = period_name(period, freq=freq)
        yield _build_relation(dyad, name, periods[period], level=sum_moved / (1 + sum_weights))
    if None in periods:
        yield _build_relation(dyad, None, periods[None], level=None)


def _build_relation(dyad: Dyad, period: str | None, shares: list[_Share], *, level: float | None) -> Relation:
    moving = [share for share in shares if share.event.status in MOVING]
    others = [share.event.id for share in shares if share.event.status not in MOVING]
    quads = [share.event.quad_class for share in moving]
    weight = fsum(share.weight for share in moving)
    moved = fsum(share.weight * share.event.intensity for share in moving)
    return Relation(
        dyad=dyad,
        period=period,
        n_events=len(moving),
        n_by_quad=(quads.count(1), quads.count(2), quads.count(3), quads.count(4)),
        n_source_a=sum(share.a_acts for share in moving),
        n_source_b=sum(share.b_acts for share in moving),
        n_others=len(others),
        mean_intensity=moved / weight if weight > 0 else None,
        weight=weight,
        level=level,
        events=tuple(share.event.id for share in moving),
        others=tuple(others),
    )
