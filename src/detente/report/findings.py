"""Headline findings in words: rules over the books, each sentence with the events it rests on.

Only events that occurred or are going on are told as done. What is planned, possible, denied or asked is
told as that. Where there is too little, the finding says so instead of something else.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from detente.report.contexts import Counts, DyadContext, EventContext, Finding, FindingLine
from detente.report.lines import MOST_LINES, ids_of, line_of, lines_of
from detente.report.reserves import (
    find_asked,
    find_denied,
    find_disputed,
    find_one_outlet,
    find_planned,
    find_thin,
    find_undated,
)
from detente.report.words import count, join_names, signed, unique

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["build_findings"]

_DYADS = 3


def build_findings(
    events: Sequence[EventContext],
    *,
    dyads: Sequence[DyadContext],
    counts: Counts,
    min_events: int,
    said: Sequence[Finding] = (),
    moved: Sequence[Finding] = (),
) -> tuple[Finding, ...]:
    """All findings the rules yield, most telling first; at least one.

    `moved` are those on levels; `said` those on what is said rather than done, which stand after the deeds.
    """
    if not events:
        return (_empty(counts), *said)
    done = [event for event in events if event.done]
    return (
        *_balances(dyads, done),
        *moved,
        *_pacts(done),
        *find_planned(events),
        *_conflict(done),
        *said,
        *find_disputed(events),
        *find_denied(events),
        *find_asked(events),
        *find_one_outlet(done),
        *find_thin(dyads, done, min_events=min_events),
        *find_undated(done),
    )


def _empty(counts: Counts) -> Finding:
    why = ", ".join(f"{row.words} ({row.n:,})" for row in counts.rejections[:3])
    return Finding(
        "empty",
        "Nothing to report",
        f"No event was found in {count(counts.documents, 'article')}.",
        (),
        (FindingLine(f"Most frequent reasons: {why}", ()),) if why else (),
    )


def _balances(dyads: Sequence[DyadContext], done: Sequence[EventContext]) -> list[Finding]:
    """The most eventful dyads: how much, from how many sources, which way."""
    out = []
    for row in [row for row in dyads if row.enough][:_DYADS]:
        mine = [event for event in done if row.dyad in event.dyads]
        if not mine:
            continue
        good, bad = row.n_by_quad[0] + row.n_by_quad[1], row.n_by_quad[2] + row.n_by_quad[3]
        first = (
            f"{join_names(row.names)}: {count(row.n_events, 'event')} in {count(row.n_articles, 'article')}"
        )
        outlets = f" from {count(row.n_outlets, 'source')}" if row.n_articles > 1 else ""
        balance = f"{good:,} cooperative, {bad:,} conflictual"
        headline = f"{first}{outlets}: {balance}; mean intensity {signed(row.mean_intensity)}."
        out.append(Finding("dyad", "Where they stand", headline, ids_of(mine), _extremes(mine)))
    return out


def _extremes(events: Sequence[EventContext]) -> tuple[FindingLine, ...]:
    warm = max(events, key=lambda event: (event.intensity, event.start, event.id))
    cold = min(events, key=lambda event: (event.intensity, event.start, event.id))
    lines = []
    if warm.intensity > 0:
        line = line_of(warm)
        lines.append(FindingLine(f"Warmest: {line.text}", line.events))
    if cold.intensity < 0:
        line = line_of(cold)
        lines.append(FindingLine(f"Coldest: {line.text}", line.events))
    return tuple(lines)


def _pacts(done: Sequence[EventContext]) -> list[Finding]:
    """Who concluded agreements with whom."""
    pacts = [event for event in done if event.type == "AGREE" and event.dyads]
    if not pacts:
        return []
    groups: dict[str, list[EventContext]] = defaultdict(list)
    for event in pacts:
        groups[join_names(sorted({*event.source_names, *event.target_names}), limit=4)].append(event)
    ranked = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    lines = []
    for names, mine in ranked[:MOST_LINES]:
        about = unique(event.project or event.object for event in mine)
        tail = f" ({join_names(about, limit=3)})" if about else ""
        lines.append(FindingLine(f"{names}: {count(len(mine), 'agreement')}{tail}", ids_of(mine)))
    text = f"{count(len(pacts), 'agreement')} concluded, between {count(len(groups), 'group')} of parties."
    return [Finding("pacts", "Who signs with whom", text, ids_of(pacts), tuple(lines))]


def _conflict(done: Sequence[EventContext]) -> list[Finding]:
    """Conflict that occurred, sharpest first."""
    bad = sorted((event for event in done if event.quad >= 3), key=lambda e: (e.intensity, e.start, e.id))
    if not bad:
        return []
    material = sum(event.quad == 4 for event in bad)
    text = f"{count(len(bad), 'conflictual event')}: {material:,} in deeds, {len(bad) - material:,} in words."
    return [Finding("conflict", "Conflict", text, ids_of(bad), lines_of(bad))]
