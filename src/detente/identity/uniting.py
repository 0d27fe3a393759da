"""From the mentions of one group to one event, with every mention's own version kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, TypeVar

from detente.core.dates import parse_edtf
from detente.core.identity import record_id
from detente.identity.merged import Join, MergedEvent, Version
from detente.identity.outlets import count_outlets, group_reprints
from detente.identity.scoring import WHOLE

if TYPE_CHECKING:
    from detente.coding.event import Event
    from detente.identity.clustering import Group
    from detente.identity.mention import EventMention
    from detente.identity.merged import Reason

__all__ = ["joins_of", "merged_id", "unite_mentions"]

Value = TypeVar("Value", bound=Hashable)
_FIELDS = (
    "type",
    "mode",
    "source",
    "target",
    "status",
    "asserted_by",
    "date",
    "place",
    "object",
    "project",
    "amounts",
)


def merged_id(mentions: Sequence[str]) -> str:
    """The identity of the event that these mentions tell.

    It is made from the smallest of theirs, which stands in one event only; a mention added later changes it
    only by having a still smaller one.
    """
    return record_id("merged", min(mentions))


def joins_of(group: Group, reasons: Iterator[tuple[Reason, ...]]) -> tuple[Join, ...]:
    """Why the mentions of a group are together.

    Args:
        group: The group.
        reasons: From where the reasons of its unions are taken, one for each, in their order.
    """
    return tuple(
        Join(
            first=union.first,
            second=union.second,
            probability=1.0 if union.by == "person" else union.probability / WHOLE,
            linkage=union.linkage / WHOLE,
            by=union.by,
            reasons=next(reasons),
        )
        for union in group.unions
    )


def unite_mentions(
    mentions: Sequence[EventMention], joins: tuple[Join, ...], *, reprint: float
) -> MergedEvent:
    """One event of mentions that tell the same.

    Args:
        mentions: At least one, in any order.
        joins: How they came together.
        reprint: Similarity of two texts from which one is a reprint of the other.
    """
    if len(mentions) == 1:
        return _alone(mentions[0])
    mentions = sorted(mentions, key=lambda mention: mention.id)
    events = [mention.event for mention in mentions]
    kind = _most(events, lambda event: (event.type, event.mode or ""))
    model = max((e for e in events if (e.type, e.mode or "") == kind), key=lambda e: (e.confidence, e.id))
    source, target = _most(events, lambda event: (event.source, event.target))
    texts = group_reprints(mentions, floor=reprint)
    return MergedEvent(
        id=merged_id([event.id for event in events]),
        mentions=tuple(event.id for event in events),
        type=model.type,
        mode=model.mode,
        contexts=_all(events, lambda event: event.contexts),
        source=source,
        target=target,
        persons=_all(events, lambda event: event.persons),
        status=_most(events, lambda event: event.status),
        asserted_by=_all(events, lambda event: (event.asserted_by,)),
        date=_best_date(events),
        place=_told(events, lambda event: event.place),
        object=_told(events, lambda event: event.object),
        project=_told(events, lambda event: event.project),
        amounts=tuple(dict.fromkeys(amount for event in events for amount in event.amounts)),
        intensity=model.intensity,
        quad_class=model.quad_class,
        confidence=_confidence(mentions, texts),
        n_outlets=count_outlets(mentions, texts),
        n_documents=len(texts),
        outlets=tuple(sorted({mention.outlet for mention in mentions if mention.outlet})),
        versions=_versions(events),
        joins=joins,
    )


def _alone(mention: EventMention) -> MergedEvent:
    """An event that is told once."""
    event = mention.event
    return MergedEvent(
        id=merged_id([event.id]),
        mentions=(event.id,),
        type=event.type,
        mode=event.mode,
        contexts=event.contexts,
        source=event.source,
        target=event.target,
        persons=event.persons,
        status=event.status,
        asserted_by=(event.asserted_by,),
        date=event.date,
        place=event.place,
        object=event.object,
        project=event.project,
        amounts=event.amounts,
        intensity=event.intensity,
        quad_class=event.quad_class,
        confidence=event.confidence,
        n_outlets=1,
        n_documents=1,
        outlets=(mention.outlet,) if mention.outlet else (),
        versions=(),
        joins=(),
    )


def _most(events: Sequence[Event], value_of: Callable[[Event], Value]) -> Value:
    """The value with the greatest sum of confidences; of equals that of the smallest mention."""
    weights: dict[Value, float] = defaultdict(float)
    for event in events:
        weights[value_of(event)] += event.confidence
    most = max(round(weight, 9) for weight in weights.values())
    return next(value for value, weight in weights.items() if round(weight, 9) == most)


def _told(events: Sequence[Event], value_of: Callable[[Event], str | None]) -> str | None:
    telling = [event for event in events if value_of(event) is not None]
    return _most(telling, value_of) if telling else None


def _all(events: Sequence[Event], values_of: Callable[[Event], tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({value for event in events for value in values_of(event)}))


def _best_date(events: Sequence[Event]) -> str | None:
    dates = [event.date for event in events if event.date is not None]
    return min(dates, key=lambda date: (parse_edtf(date).days, -dates.count(date), date)) if dates else None


def _confidence(mentions: Sequence[EventMention], texts: dict[str, int]) -> float:
    """Noisy-or over the best telling of each text: a reprint adds nothing."""
    best: dict[int, float] = defaultdict(float)
    for mention in mentions:
        text = texts[mention.event.document]
        best[text] = max(best[text], mention.event.confidence)
    if len(best) == 1:
        return next(iter(best.values()))
    return round(1 - prod(1 - confidence for confidence in sorted(best.values())), 4)


def _versions(events: Sequence[Event]) -> tuple[Version, ...]:
    if len(events) == 1:
        return ()
    out = []
    for field in _FIELDS:
        tellers: dict[object, list[str]] = defaultdict(list)
        for event in events:
            tellers[getattr(event, field)].append(event.id)
        if len(tellers) > 1:
            rows = (Version(field, value, tuple(names)) for value, names in tellers.items())
            out += sorted(rows, key=lambda version: version.mentions)
    return tuple(out)
