"""One event, one record inside a document: repetitions joined with all their evidence."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.coding.event import Event
from detente.coding.lexicon import word_classes
from detente.core.dates import parse_edtf
from detente.core.spans import Span

__all__ = ["merge_repeated"]

_OF_MANY = frozenset(("SUPPORT", "AGREE", "COOPERATE", "AID"))  # of which one sentence may tell two
_CARRIED = "date:carried"


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
    a, b = _words(first), _words(second)
    if any(one.overlaps(two) for one in first.evidence for two in second.evidence):
        rules = {event.trace.rule[0] for event in (first, second) if event.trace.rule}
        return first.type not in _OF_MANY or bool(a & b) or not (a and b) or len(rules) < 2
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
    dated = _better_dated(first, second)
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
        object=_fuller_object(first, second),
        project=first.project or second.project,
        amounts=tuple(dict.fromkeys([*first.amounts, *second.amounts])),
        confidence=round(1 - (1 - first.confidence) * (1 - 0.3 * second.confidence), 4),
        evidence=evidence,
        trace=replace(
            first.trace,
            rule=tuple(
                dict.fromkeys(
                    word
                    for event in (first, second)
                    for word in event.trace.rule
                    if event is dated or not word.startswith(_CARRIED)
                )
            ),
        ),
    )


def _fuller_object(first: Event, second: Event) -> str | None:
    """What it is about: as the body says it, not a headline; else as it is said first."""
    if "headline" in first.trace.rule and "headline" not in second.trace.rule:
        return second.object or first.object
    return first.object or second.object


def _better_dated(first: Event, second: Event) -> Event:
    """The one whose date to keep: told over carried, then the more exact, then the first."""
    return min((first, second), key=_vagueness)


def _vagueness(event: Event) -> tuple[bool, bool, int]:
    if event.date is None:
        return True, True, 0
    return False, any(word.startswith(_CARRIED) for word in event.trace.rule), parse_edtf(event.date).days


def _union(first: tuple[Span, ...], second: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys([*first, *second]))
