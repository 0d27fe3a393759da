"""Findings that hold back: what is not done, denied, asked, told by one only, too thin, without a date."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from detente.report.contexts import DyadContext, EventContext, Finding, FindingLine
from detente.report.lines import MOST_LINES, ids_of, lines_of
from detente.report.words import PENDING, TYPE_WORDS, count, join_names, unique

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "find_asked",
    "find_denied",
    "find_disputed",
    "find_one_outlet",
    "find_planned",
    "find_thin",
    "find_undated",
]


def find_planned(events: Sequence[EventContext]) -> list[Finding]:
    """What is planned, under negotiation or possible: not done."""
    ahead = sorted((e for e in events if e.status in PENDING), key=lambda e: (e.start or "9", e.id))
    if not ahead:
        return []
    kinds = [(status, sum(event.status == status for event in ahead)) for status in PENDING]
    words = {"planned": "planned", "negotiating": "under negotiation", "possible": "only possible"}
    named = join_names([f"{n:,} {words[status]}" for status, n in kinds if n])
    text = f"Not done, as far as these articles tell: {count(len(ahead), 'event')}, {named}."
    lines = lines_of(
        ahead, tail=lambda event: f": {words[event.status]}" + ("" if event.start else ", no date given")
    )
    return [Finding("planned", "Announced, not done", text, ids_of(ahead), lines)]


def find_disputed(events: Sequence[EventContext]) -> list[Finding]:
    """The same kind of event between the same parties told as done and as denied."""
    yes: dict[tuple[object, ...], list[EventContext]] = defaultdict(list)
    no: dict[tuple[object, ...], list[EventContext]] = defaultdict(list)
    for event in events:
        for dyad in event.dyads:
            if event.done:
                yes[event.type, dyad].append(event)
            elif event.status == "denied":
                no[event.type, dyad].append(event)
    lines = []
    both: list[EventContext] = []
    for key, denied in no.items():
        told = [event for event in yes[key] if any(_near(event, other) for other in denied)]
        if not told:
            continue
        both += [*denied, *told]
        words = TYPE_WORDS.get(told[0].type, told[0].type.lower())
        text = f"{told[0].who}: {words} told as done {_times(len(told))}, denied {_times(len(denied))}"
        lines.append(FindingLine(text, ids_of([*denied, *told])))
    if not lines:
        return []
    text = "Told as done and denied, same kind and about the same time: perhaps one event; read both."
    return [Finding("disputed", "Disputed", text, ids_of(both), tuple(lines[:MOST_LINES]))]


def _near(event: EventContext, other: EventContext) -> bool:
    """Whether two events may be one by their dates: within a month, or one of them undated."""
    if not (event.start and event.end and other.start and other.end):
        return True
    first, second = sorted([(event.start, event.end), (other.start, other.end)])
    return (date.fromisoformat(second[0]) - date.fromisoformat(first[1])).days < 31


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n:,} times")


def find_denied(events: Sequence[EventContext]) -> list[Finding]:
    """What is denied, and on whose word."""
    denied = [event for event in events if event.status == "denied"]
    if not denied:
        return []
    lines = lines_of(denied, tail=lambda event: f": denied, on the word of {event.asserted_by}")
    return [Finding("denied", "Denials", f"{count(len(denied), 'event')} denied.", ids_of(denied), lines)]


def find_asked(events: Sequence[EventContext]) -> list[Finding]:
    """What is only asked about."""
    asked = [event for event in events if event.status == "asked"]
    if not asked:
        return []
    they = "they" if len(asked) > 1 else "it"
    text = f"{count(len(asked), 'event')} only asked about; the articles do not say that {they} happened."
    return [Finding("asked", "Open questions", text, ids_of(asked), lines_of(asked))]


def find_one_outlet(done: Sequence[EventContext]) -> list[Finding]:
    """What rests on one source alone; silent when there is only one source in all."""
    outlets = unique(event.outlet for event in done)
    alone = [event for event in done if event.n_outlets <= 1]
    if len(outlets) < 2 or not alone:
        return []
    groups = {outlet: [event for event in alone if event.outlet == outlet] for outlet in outlets}
    ranked = sorted(
        ((outlet, mine) for outlet, mine in groups.items() if mine), key=lambda p: (-len(p[1]), p[0])
    )
    lines = tuple(
        FindingLine(f"only {outlet}: {count(len(mine), 'event')}", ids_of(mine))
        for outlet, mine in ranked[:MOST_LINES]
    )
    rest = "rests" if len(alone) == 1 else "rest"
    text = f"{len(alone):,} of {count(len(done), 'event')} done {rest} on one source alone."
    return [Finding("outlet", "One source only", text, ids_of(alone), lines)]


def find_thin(
    dyads: Sequence[DyadContext], done: Sequence[EventContext], *, min_events: int
) -> list[Finding]:
    """Pairs about which the books hold too little."""
    thin = [row for row in dyads if not row.enough]
    if not thin:
        return []
    known = {event.id for event in done}
    lines = []
    for row in thin[:MOST_LINES]:
        n = sum(event in known for event in row.events)
        tail = f"{count(n, 'event')} done" if n else "no event done"
        more = f", {row.n_pending:,} planned, denied or asked about" if row.n_pending else ""
        lines.append(FindingLine(f"{join_names(row.names)}: {tail}{more}", row.events))
    if len(thin) > MOST_LINES:
        rest = thin[MOST_LINES:]
        lines.append(
            FindingLine(f"and {count(len(rest), 'more pair')}", unique(e for row in rest for e in row.events))
        )
    limit = count(min_events, "event")
    text = f"Too little evidence to say anything about {count(len(thin), 'pair')}: fewer than {limit} done."
    return [
        Finding(
            "thin", "Too little evidence", text, unique(e for row in thin for e in row.events), tuple(lines)
        )
    ]


def find_undated(done: Sequence[EventContext]) -> list[Finding]:
    """What was done at a time the articles do not give."""
    undated = [event for event in done if not event.start]
    if not undated:
        return []
    have = "has" if len(undated) == 1 else "have"
    text = (
        f"{len(undated):,} of {count(len(done), 'event')} done {have} no date: "
        "counted in the totals, absent from trends and timeline."
    )
    return [Finding("undated", "Without a date", text, ids_of(undated))]
