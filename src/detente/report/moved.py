"""Findings on levels: who moved, as far as that is sure, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.contexts import Finding, FindingLine
from detente.report.level_contexts import excludes_zero
from detente.report.lines import MOST_LINES
from detente.report.words import count, interval_words, join_names, share_words, signed, unique

if TYPE_CHECKING:
    from detente.report.level_contexts import LevelsContext, ShiftContext, TurnContext

__all__ = ["find_moved"]

_NEAREST = 2  # shifts to name where none is sure


def find_moved(levels: LevelsContext) -> tuple[Finding, ...]:
    """Who moved between first and last news with an interval that excludes zero, and who turned, and when.

    Where no shift is sure, that is said.
    """
    return (*_moved(levels), *_turned(levels))


def _tell_shift(shift: ShiftContext) -> str:
    """The change and its interval.

    The days of first and last news stand beside it, since the change holds between them only.
    """
    words = "warmer" if shift.change > 0 else "colder"
    return (
        f"{words} by {abs(shift.change):.1f} {interval_words(shift.low, shift.high)}, "
        f"from {signed(shift.before)} {shift.start_words} to {signed(shift.after)} {shift.end_words}"
    )


def _moved(levels: LevelsContext) -> list[Finding]:
    if not levels.shifts:
        return []
    sure = [shift for shift in levels.shifts if shift.sure]
    if sure:
        first = sure[0]
        words = "warmer" if first.change > 0 else "colder"
        text = (
            f"{join_names(first.names)} moved most: {words} by {abs(first.change):.1f} "
            f"{interval_words(first.low, first.high)}."
        )
    else:
        who = count(len(levels.shifts), "pair")
        text = f"No shift is sure: of {who} with news on several days, none has a 90% interval without zero."
    nearest = sorted(
        levels.shifts, key=lambda shift: (-abs(shift.change) / (shift.high - shift.low), shift.dyad)
    )
    shown = sure[:MOST_LINES] or nearest[:_NEAREST]
    lines = tuple(_line(shift) for shift in shown)
    rest = sure[MOST_LINES:]
    if rest:
        ids = unique(event for shift in rest for event in shift.events)
        lines = (*lines, FindingLine(f"and {count(len(rest), 'more pair')}", ids))
    return [Finding("moved", "Who moved", text, unique(e for line in lines for e in line.events), lines)]


def _line(shift: ShiftContext) -> FindingLine:
    unsure = "" if shift.sure else "not sure, "
    text = f"{join_names(shift.names)}: {unsure}{_tell_shift(shift)}; {count(shift.n_events, 'dated event')}"
    return FindingLine(text, shift.events)


def _turned(levels: LevelsContext) -> list[Finding]:
    """Turning points whose change is sure, the largest first."""
    turns = [
        turn
        for level in levels.levels
        for turn in level.turns
        if turn.events and excludes_zero(turn.low, turn.high)
    ]
    if not turns:
        return []
    turns.sort(key=lambda turn: (-abs(turn.change), turn.day, turn.names))
    first = turns[0]
    text = f"{join_names(first.names)} turned {first.when_words}, to the {_way(first)}."
    lines = [FindingLine(_tell_turn(turn), turn.events) for turn in turns[:MOST_LINES]]
    rest = turns[MOST_LINES:]
    if rest:
        ids = unique(event for turn in rest for event in turn.events)
        lines.append(FindingLine(f"and {count(len(rest), 'more turning point')}", ids))
    ids = unique(event for line in lines for event in line.events)
    return [Finding("turned", "When it turned", text, ids, tuple(lines))]


def _way(turn: TurnContext) -> str:
    return "better" if turn.change > 0 else "worse"


def _tell_turn(turn: TurnContext) -> str:
    return (
        f"{join_names(turn.names)} {turn.when_words}: from {signed(turn.before)} to {signed(turn.after)} "
        f"(probability {share_words(turn.probability)})"
    )
