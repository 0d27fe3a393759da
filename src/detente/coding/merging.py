"""One event, one record inside a document: repetitions joined with all their evidence."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.coding.event import Event
from detente.coding.lexicon import word_classes
from detente.core.dates import parse_edtf
from detente.core.spans import Span

__all__ = ["merge_repeated"]


def merge_repeated(events: list[Event]) -> list[Event]:
    """Join events of one document that tell the same happening, in order of their first evidence.

    Two are the same if type, parties and status agree, their dates do not exclude each other, and what they
    are about does not differ. The more exact values are kept, and every evidence span.
    """
    out: list[Event] = []
    for event in sorted(events, key=lambda item: (item.evidence[0].start, item.evidence[0].end, item.type)):
        for index, known in enumerate(out):
            if _same(known, event):
                out[index] = _join(known, event)
                break
        else:
            out.append(event)
    return out


def _same(first: Event, second: Event) -> bool:
    if (first.type, first.status) != (second.type, second.status):
        return False
    if {*first.source, *first.target} != {*second.source, *second.target}:
        return False
    if first.target and second.target and first.source != second.source:
        return False
    if first.mode and second.mode and first.mode != second.mode:
        return False
    return _dates_agree(first.date, second.date) and _objects_agree(first, second)


def _dates_agree(first: str | None, second: str | None) -> bool:
    if first is None or second is None:
        return True
    return parse_edtf(first).overlaps(parse_edtf(second))


def _objects_agree(first: Event, second: Event) -> bool:
    if any(a.overlaps(b) for a in first.evidence for b in second.evidence):
        return True
    a, b = _words(first), _words(second)
    if a and b:
        return bool(a & b)
    return _takes_up(first, second)


def _takes_up(first: Event, second: Event) -> bool:
    """Whether one of two may tell the other again without saying what it is about.

    The same words do, a headline does, and a noun ("the visit"); two different verbs tell two events.
    """
    names = (first.trace.rule[:1], second.trace.rule[:1])
    again = any(name and name[0].startswith("rule:n-") for name in names)
    return names[0] == names[1] or again or "headline" in (*first.trace.rule, *second.trace.rule)


def _words(event: Event) -> set[str]:
    text = f"{event.object or ''} {event.project or ''}".lower()
    return {word.rstrip("s") for word in re.findall(r"[^\W_]{3,}", text)} - word_classes()["topicless"]


def _join(first: Event, second: Event) -> Event:
    """The first event with what the second adds."""
    better = second if second.confidence > first.confidence else first
    directed = next((event for event in (first, second) if event.mode == "visit" and event.target), None)
    better = directed or better
    evidence = _union(first.evidence, second.evidence)
    dated = first if first.date else second
    return replace(
        first,
        mode=first.mode or second.mode,
        contexts=tuple(sorted({*first.contexts, *second.contexts})),
        source=better.source,  # a visit has a direction, which a mere meeting lacks
        target=better.target,
        persons=tuple(sorted({*first.persons, *second.persons})),
        date=dated.date,
        date_text=dated.date_text,
        place=first.place or second.place,
        object=first.object or second.object,
        project=first.project or second.project,
        amounts=tuple(dict.fromkeys([*first.amounts, *second.amounts])),
        confidence=round(1 - (1 - first.confidence) * (1 - 0.3 * second.confidence), 4),
        evidence=evidence,
        trace=replace(
            first.trace,
            rule=(*first.trace.rule, *(r for r in second.trace.rule if r not in first.trace.rule)),
        ),
    )


def _union(first: tuple[Span, ...], second: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys([*first, *second]))
