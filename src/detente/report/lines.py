"""Events as lines of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.contexts import EventContext, FindingLine
from detente.report.words import unique

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["MOST_LINES", "ids_of", "line_of", "lines_of"]

MOST_LINES = 6


def ids_of(events: Sequence[EventContext]) -> tuple[str, ...]:
    """Identities of events, each once."""
    return unique(event.id for event in events)


def line_of(event: EventContext, *, tail: str = "") -> FindingLine:
    """One event as a line: who, what, when."""
    when = f" ({event.date_words})" if event.start else ""
    return FindingLine(f"{event.who}: {event.what}{when}{tail}", (event.id,))


def lines_of(
    events: Sequence[EventContext], *, tail: Callable[[EventContext], str] = lambda _: ""
) -> tuple[FindingLine, ...]:
    """The first few events as lines, and one line for the rest."""
    shown = tuple(line_of(event, tail=tail(event)) for event in events[:MOST_LINES])
    rest = events[MOST_LINES:]
    return (*shown, FindingLine(f"and {len(rest):,} more", ids_of(rest))) if rest else shown
