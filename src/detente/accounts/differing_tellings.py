"""Amounts and dates in which the tellings of one event exclude each other."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, TypeVar

from detente.accounts.quantities import Quantity, can_agree, read_quantity, write_quantity
from detente.accounts.sides import build_contradiction, side_of_event, tell_gap
from detente.accounts.telling import LATEST, find_dyads
from detente.core.dates import parse_edtf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.accounts.nouns import Contradiction
    from detente.accounts.telling import Dyad
    from detente.coding.event import Event
    from detente.core.dates import DateSpan
    from detente.identity import MergedEvent

    Quantities = tuple[Quantity, ...]

ValueT = TypeVar("ValueT")

__all__ = ["find_differing_tellings"]

_ONE_AMOUNT, _SEVERAL, _SHARES = 0.85, 0.5, 0.7
_SAME_TEXT = 0.7  # one text may well tell two parts of an event
_EXACT_DATES, _LOOSE_DATES, _APPROXIMATE, _DAY_APART = 0.85, 0.75, 0.4, 0.5
_MOST = 8  # different values of one event that are compared, those that are told most


def find_differing_tellings(
    events: Iterable[MergedEvent],
    *,
    tellings: Mapping[str, Event],
    days: Mapping[str, int],
    published: Mapping[str, str | None],
) -> Iterator[Contradiction]:
    """Amounts of one unit, and dates, told of one merged event that cannot both be right."""
    for event in events:
        dyads = find_dyads(event.source, event.target) if len(event.mentions) > 1 else []
        told = [tellings[name] for name in event.mentions if name in tellings] if dyads else []
        if len(told) > 1:
            yield from _find_amounts(event, told, dyad=dyads[0], days=days, published=published)
            yield from _find_dates(event, told, dyad=dyads[0], days=days, published=published)


def _find_amounts(
    event: MergedEvent,
    told: Iterable[Event],
    *,
    dyad: Dyad,
    days: Mapping[str, int],
    published: Mapping[str, str | None],
) -> Iterator[Contradiction]:
    by_unit: defaultdict[str, defaultdict[Quantities, list[Event]]]
    by_unit = defaultdict(lambda: defaultdict(list))
    for telling in told:
        units: defaultdict[str, set[Quantity]] = defaultdict(set)
        for amount in telling.amounts:
            units[amount.unit].add(read_quantity(amount, telling))
        for unit, quantities in units.items():
            by_unit[unit][tuple(sorted(quantities))].append(telling)
    for unit, groups in sorted(by_unit.items()):
        for (ours, one), (theirs, other) in combinations(_most_told(groups, days), 2):
            if any(can_agree(a, b) for a in ours for b in theirs):
                continue
            weight = _ONE_AMOUNT if len(ours) == len(theirs) == 1 else _SEVERAL
            sides = (
                side_of_event(one, _write(ours, unit), published=published),
                side_of_event(other, _write(theirs, unit), published=published),
            )
            reason = f"one event, told with {_write(ours, unit)} and with {_write(theirs, unit)}"
            yield build_contradiction(
                "amounts",
                sides,
                dyad=dyad,
                event=event.id,
                confidence=weight * (_SHARES if unit == "percent" else 1.0) * _trust(event, one, other),
                reason=reason + _say_rest(groups[ours], groups[theirs], one, other, days=days),
                days=days,
            )


def _find_dates(
    event: MergedEvent,
    told: Iterable[Event],
    *,
    dyad: Dyad,
    days: Mapping[str, int],
    published: Mapping[str, str | None],
) -> Iterator[Contradiction]:
    groups: defaultdict[str, list[Event]] = defaultdict(list)
    for telling in told:
        if telling.date is not None:
            groups[telling.date].append(telling)
    for (ours, one), (theirs, other) in combinations(_most_told(groups, days), 2):
        weight = _weigh_dates(parse_edtf(ours), parse_edtf(theirs))
        if weight <= 0:
            continue
        sides = (
            side_of_event(one, ours, published=published),
            side_of_event(other, theirs, published=published),
        )
        what = "planned for" if event.status == "planned" else "dated"
        yield build_contradiction(
            "dates",
            sides,
            dyad=dyad,
            event=event.id,
            confidence=weight * _trust(event, one, other),
            reason=f"one event, {what} {ours} and {theirs}"
            + _say_rest(groups[ours], groups[theirs], one, other, days=days),
            days=days,
        )


def _weigh_dates(one: DateSpan, other: DateSpan) -> float:
    """How surely two dates exclude each other."""
    first, second = sorted((one, other), key=lambda span: span.start)
    if first.overlaps(second):
        return 0.0
    apart = (second.start - first.end).days + 1
    if one.approximate or other.approximate:  # "about" reaches as far again as what it is said of
        return _APPROXIMATE if apart > max(first.days, second.days) else 0.0
    if one.days == other.days == 1:
        return _DAY_APART if apart == 1 else _EXACT_DATES
    return _LOOSE_DATES


def _most_told(groups: Mapping[ValueT, list[Event]], days: Mapping[str, int]) -> list[tuple[ValueT, Event]]:
    """The values told most, each with its surest, then earliest, telling."""
    chosen = []
    for value, told in groups.items():
        best = min(told, key=lambda event: (-event.confidence, days.get(event.document, LATEST), event.id))
        chosen.append((-len(told), best.id, value, best))
    return [(value, best) for _, _, value, best in sorted(chosen, key=lambda row: row[:2])[:_MOST]]


def _write(quantities: Quantities, unit: str) -> str:
    return ", ".join(write_quantity(quantity, unit) for quantity in quantities)


def _say_rest(
    ours: list[Event], theirs: list[Event], one: Event, other: Event, *, days: Mapping[str, int]
) -> str:
    gap = tell_gap(one.document, other.document, days=days)
    more = len(ours) + len(theirs) - 2
    return f", {gap}" + (f"; {more} more {'tell' if more > 1 else 'tells'} one or the other" if more else "")


def _trust(event: MergedEvent, one: Event, other: Event) -> float:
    """That both tellings are as coded and tell one event."""
    trust = sqrt(one.confidence * other.confidence) * _find_linkage(event, one.id, other.id)
    return trust * _SAME_TEXT if one.document == other.document else trust


def _find_linkage(event: MergedEvent, one: str, other: str) -> float:
    """Confidence of the join that brought two mentions together; 1 where no joins are kept."""
    group = {name: {name} for name in event.mentions}
    for join in event.joins:
        united = group[join.first] | group[join.second]
        if one in united and other in united:
            return join.linkage
        group |= dict.fromkeys(united, united)
    return 1.0
