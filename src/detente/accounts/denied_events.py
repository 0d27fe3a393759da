"""Events that one text tells and another denies.

Identity never joins what happened, or shall, with what is denied; here they are brought side by side.
"""

from __future__ import annotations

from collections import defaultdict
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from detente.accounts.sides import build_contradiction, side_of_event, tell_gap
from detente.accounts.telling import find_dyads
from detente.accounts.told_events import Told, fill_calendar, find_near, read_told
from detente.identity.likeness import read_likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.accounts.nouns import Contradiction
    from detente.accounts.telling import Dyad
    from detente.coding.event import Event
    from detente.identity import MergedEvent

__all__ = ["find_denied_events"]

_AFFIRMED = frozenset(("occurred", "ongoing", "planned"))
_MUTUAL = frozenset(("AGREE", "CONSULT", "COOPERATE", "SUPPORT"))  # who is named first says little
_DENIED = 0.85
_PLANNED = 0.5  # a plan may be given up without anyone being wrong
_OTHER_MODE = 0.5
_NO_TOPIC, _HALF_TOPIC = 0.6, 0.7  # neither, or only one, says what it is about
_LEAST_TOPIC = 0.5  # share of the words of the shorter topic
_NEAR_DAYS, _SHORT_DAYS = 30, 31
_SHARED_DAY, _SHARED_SPAN, _NEAR, _LOOSE = 1.0, 0.75, 0.5, 0.4
_SAME_TEXT, _ONE_UNDATED, _UNDATED = 0.6, 0.5, 0.4


class _Found(NamedTuple):
    """A pair; the smallest is the best."""

    distrust: float
    names: tuple[str, str]
    dyad: Dyad
    pair: tuple[Told, Told]


def find_denied_events(
    events: Iterable[MergedEvent],
    *,
    tellings: Mapping[str, Event],
    days: Mapping[str, int],
    published: Mapping[str, str | None],
) -> Iterator[Contradiction]:
    """For every denied event the affirmed one that is the most like it, each affirmed one once."""
    merged = list(events)
    denied = [
        told
        for event in merged
        if event.status == "denied" and (told := read_told(event, tellings=tellings, days=days)) is not None
    ]
    wanted = {dyad for told in denied for dyad in find_dyads(told.event.source, told.event.target)}
    affirmed = (
        told
        for event in merged
        if event.status in _AFFIRMED
        and not wanted.isdisjoint(find_dyads(event.source, event.target))
        and (told := read_told(event, tellings=tellings, days=days)) is not None
    )
    calendar = fill_calendar(affirmed, wanted=wanted)
    rivals: defaultdict[str, list[tuple[_Found, int]]] = defaultdict(list)
    for told in denied:
        found = [
            _Found(-sure, (other.event.id, told.event.id), dyad, (other, told))
            for dyad, other in find_near(told, calendar)
            if (sure := _compare(other, told)) > 0
        ]
        if found:
            best = min(found)
            rivals[best.names[0]].append((best, len({row.names for row in found}) - 1))
    for name in sorted(rivals):
        best, n_like = min(rivals[name])
        yield _build(best, n_told=n_like, n_denied=len(rivals[name]) - 1, days=days, published=published)


def _compare(told: Told, denied: Told) -> float:
    """How surely what is told is what is denied; 0 where it cannot be."""
    likeness = _compare_days(told, denied)
    if likeness:
        likeness *= _compare_topic(told, denied)
    if likeness:
        likeness *= _compare_deed(told.event, denied.event)
    weight = _DENIED * _PLANNED if told.event.status == "planned" else _DENIED
    return round(weight * likeness * sqrt(told.event.confidence * denied.event.confidence), 9)


def _compare_deed(told: MergedEvent, denied: MergedEvent) -> float:
    likeness = read_likeness()
    weight = float(likeness.kinship[likeness.types[told.type], likeness.types[denied.type]])
    if told.type == denied.type and told.mode and denied.mode and told.mode != denied.mode:
        weight *= _OTHER_MODE
    if told.target and denied.target and not (told.type in _MUTUAL and denied.type in _MUTUAL):
        straight = set(told.source) & set(denied.source) and set(told.target) & set(denied.target)
        weight *= 1.0 if straight else 0.0
    ours, theirs = {*told.source, *told.target}, {*denied.source, *denied.target}
    return weight * sqrt(len(ours & theirs) / len(ours | theirs))


def _compare_topic(told: Told, denied: Told) -> float:
    projects = {(told.event.project or "").casefold(), (denied.event.project or "").casefold()} - {""}
    if len(projects) > 1:
        return 0.0
    if not told.words and not denied.words:
        return _NO_TOPIC if told.event.type == denied.event.type else 0.0
    if not told.words or not denied.words:
        return _HALF_TOPIC if told.event.type == denied.event.type else 0.0
    shared = len(told.words & denied.words) / min(len(told.words), len(denied.words))
    return shared if shared >= _LEAST_TOPIC else 0.0


def _compare_days(told: Told, denied: Told) -> float:
    known = told.end > told.start and denied.end > denied.start
    apart = max(told.start - denied.end + 1, denied.start - told.end + 1, 0)
    if not (told.dated and denied.dated):
        if told.documents & denied.documents:
            return _SAME_TEXT
        if not known or apart:
            return 0.0
        return _ONE_UNDATED if told.dated or denied.dated else _UNDATED
    if apart:
        return _NEAR if apart <= _NEAR_DAYS and max(_length(told), _length(denied)) <= _SHORT_DAYS else 0.0
    longest = max(_length(told), _length(denied))
    if longest == 1:
        return _SHARED_DAY
    return _SHARED_SPAN if longest <= _SHORT_DAYS else _LOOSE


def _length(told: Told) -> int:
    return told.end - told.start


def _build(
    found: _Found, *, n_told: int, n_denied: int, days: Mapping[str, int], published: Mapping[str, str | None]
) -> Contradiction:
    sides = [
        side_of_event(told.telling, f"{told.event.type}, {told.event.status}", published=published)
        for told in found.pair
    ]
    told, denied = found.pair
    reason = f"{told.event.type} is told as {told.event.status} and {denied.event.type} denied"
    about = sorted(told.words & denied.words)
    if about:
        reason += f", both about {' '.join(about[:4])}"
    reason += f", {tell_gap(told.telling.document, denied.telling.document, days=days)}"
    if n_told:
        reason += f"; {n_told} other {'events' if n_told > 1 else 'event'} may be meant"
    if n_denied:
        reason += f"; {n_denied} more {'denials' if n_denied > 1 else 'denial'}"
    return build_contradiction(
        "denied",
        (sides[0], sides[1]),
        dyad=found.dyad,
        confidence=-found.distrust,
        reason=reason,
        days=days,
    )
