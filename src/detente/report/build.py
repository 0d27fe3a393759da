"""Builds the context of a report from the nouns of the rooms before."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING

from detente.core.rejections import REASONS, Rejection
from detente.core.settings import SETTINGS, Settings, Value, resolve_settings
from detente.report.anchoring import find_anchored
from detente.report.argued import find_said
from detente.report.contexts import (
    Counts,
    DyadContext,
    EventContext,
    Finding,
    RejectionCount,
    ReportContext,
)
from detente.report.dyads import build_dyads, build_network, build_timeline
from detente.report.findings import build_findings
from detente.report.levels import build_levels
from detente.report.listing import Retold, build_articles, build_event, name_of
from detente.report.measuring import MeasuredLevels
from detente.report.mechanism_build import MeasuredCauses, build_causes_section
from detente.report.moved import find_moved
from detente.report.outlook_build import MeasuredOutlooks, build_outlooks
from detente.report.stating import build_statements, cited_events
from detente.report.system_build import build_system_section
from detente.report.words import STATUSES, join_names, unique

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.accounts import AsserterRecord, Bearing, Contradiction, Outcome
    from detente.actors.actor import Actor
    from detente.coding.event import Event
    from detente.coding.statements import Claim, MechanismStatement, Prediction, Question
    from detente.documents.document import Document
    from detente.identity.merged import MergedEvent
    from detente.relations import Relation

__all__ = ["build_report"]

_MAX_TEXT = 4_000_000  # characters of articles without events; those with events are always kept
_MAX_REFUSED = 50


def build_report(  # noqa: PLR0913 (a report stands on all nouns)
    *,
    documents: Sequence[Document],
    events: Sequence[Event],
    actors: Mapping[str, Actor],
    relations: Sequence[Relation],
    rejections: Sequence[Rejection],
    counts: Mapping[str, int],
    version: str,
    settings: Settings | None = None,
    near_duplicates: Mapping[str, str] | None = None,
    retold: Retold | None = None,
    title: str = "",
    made_on: date | None = None,
    claims: Sequence[Claim] = (),
    mechanisms: Sequence[MechanismStatement] = (),
    predictions: Sequence[Prediction] = (),
    outcomes: Sequence[Outcome] = (),
    records: Sequence[AsserterRecord] = (),
    questions: Sequence[Question] = (),
    bearings: Sequence[Bearing] = (),
    contradictions: Sequence[Contradiction] = (),
    merged: Mapping[str, MergedEvent] | None = None,
    measured: MeasuredLevels | None = None,
    causes: MeasuredCauses | None = None,
    outlooks: MeasuredOutlooks | None = None,
) -> ReportContext:
    """Everything one report shows.

    Args:
        documents: Every article kept.
        events: Every event once.
        actors: By identity; an actor that is missing is shown by its identity.
        relations: One row a dyad and period, years or months or both; a year's own row wins over its months.
        rejections: Refused files, documents and sentences.
        counts: ``inputs stored duplicate rejected sentences``; what is missing is taken from the nouns.
        version: Of détente.
        settings: As resolved for the run; defaults if None.
        near_duplicates: Identity of a document to that of the earlier one it nearly repeats.
        retold: Identity of an event to further tellings of it.
        title: Of the report; made from the actors if empty.
        made_on: Day of making; today if None.
        claims: What the articles say of relations.
        mechanisms: What they argue.
        predictions: What they foretell.
        outcomes: What became of that.
        records: How those who foretold fared.
        questions: What they ask.
        bearings: What bears on that.
        contradictions: What cannot both stand, surest first.
        merged: Identity of an event to how its tellings came together.
        measured: Levels of the relations, by `measure_levels`; without them no pair is said to have moved.
        causes: Mechanisms put to data; without them the page has no such section.
        outlooks: What was foretold and supposed; without it nothing is said of what comes next.
    """
    values = {**resolve_settings(), **(settings or {})}
    limit = int(values["report.max_events"])
    least = int(values["relations.min_events"])
    copies = _roots(near_duplicates or {})
    table = {document.id: document for document in documents}
    bonds = _bonds(relations)
    told = [
        build_event(
            event,
            dyads=bonds.get(event.id, ()),
            actors=actors,
            table=table,
            retold=(retold or {}).get(event.id, ()),
            copies=copies,
            merged=(merged or {}).get(event.id),
        )
        for event in events
    ]
    told.sort(key=lambda event: event.id)
    told.sort(key=lambda event: event.start, reverse=True)
    dyads = build_dyads(relations, events=told, actors=actors, table=table, copies=copies, min_events=least)
    sums = _counts(documents, events=told, rejections=rejections, counts=counts, copies=copies)
    statements = build_statements(
        claims=claims,
        mechanisms=mechanisms,
        predictions=predictions,
        outcomes=outcomes,
        records=records,
        questions=questions,
        bearings=bearings,
        contradictions=contradictions,
        actors=actors,
        table=table,
        limit=limit,
    )
    measured = measured or MeasuredLevels()
    levels = build_levels(measured, dyads=dyads, events=told, actors=actors)
    findings = build_findings(
        told, dyads=dyads, counts=sums, min_events=least, said=find_said(statements), moved=find_moved(levels)
    )
    listed = _listed(told, findings=findings, cited=cited_events(statements), limit=limit)
    said = find_anchored(statements, events=listed)
    refused = [row for row in rejections if row.stage == "documents"]
    return ReportContext(
        title=title or _title(told, dyads=dyads, actors=actors),
        made_on=(made_on or date.today()).isoformat(),  # noqa: DTZ011 (the reader's own day)
        version=version,
        settings_line=_settings_line(values),
        counts=sums,
        findings=findings,
        dyads=dyads,
        events=tuple(listed),
        n_events_left_out=len(told) - len(listed),
        articles=build_articles(documents, events=listed, said=said, copies=copies, max_text=_MAX_TEXT),
        timeline=build_timeline(listed, dyads=dyads),
        network=build_network(dyads, actors=actors, listed=frozenset(event.id for event in listed)),
        refused=tuple((row.document, REASONS[row.reason], row.detail) for row in refused[:_MAX_REFUSED]),
        n_refused_left_out=max(0, len(refused) - _MAX_REFUSED),
        statements=statements,
        levels=levels,
        system=build_system_section(measured, dyads=dyads, actors=actors, levels=levels),
        causes=build_causes_section(
            causes, groups=statements.mechanisms, levels=levels, actors=actors, dyads=dyads
        ),
        outlooks=build_outlooks(outlooks) if outlooks is not None else None,
        answers=outlooks.answers if outlooks is not None else {},
    )


def _bonds(relations: Sequence[Relation]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Event identity to the dyads whose relation counts or lists it."""
    bonds: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for relation in relations:
        for event in (*relation.events, *relation.others):
            bonds[event].add(relation.dyad)
    return {event: tuple(sorted(dyads)) for event, dyads in bonds.items()}


def _roots(copies: Mapping[str, str]) -> dict[str, str]:
    """Each copy with the first text of its chain; a ring ends where it began."""
    out = {}
    for start in copies:
        at, seen = start, {start}
        while copies.get(at, at) not in seen:
            at = copies[at]
            seen.add(at)
        if at != start:
            out[start] = at
    return out


def _listed(
    events: Sequence[EventContext], *, findings: Sequence[Finding], cited: frozenset[str], limit: int
) -> Sequence[EventContext]:
    """At most `limit` events, in order: first what is cited or has a line of its own, then the newest."""
    if len(events) <= limit:
        return events
    lines = [line.events for finding in findings for line in finding.lines]
    named = cited | {ids[0] for ids in lines if ids}
    ranked = sorted(range(len(events)), key=lambda place: (events[place].id not in named, place))
    keep = set(ranked[:limit])
    return [event for place, event in enumerate(events) if place in keep]


def _counts(
    documents: Sequence[Document],
    *,
    events: Sequence[EventContext],
    rejections: Sequence[Rejection],
    counts: Mapping[str, int],
    copies: Mapping[str, str],
) -> Counts:
    statuses = Counter(event.status for event in events)
    order = [*STATUSES, *sorted(statuses.keys() - set(STATUSES))]
    refusals = Counter((row.reason, row.stage) for row in rejections)
    rejected = sum(n for (_, stage), n in refusals.items() if stage == "documents")
    known = {document.id for document in documents}
    return Counts(
        documents=len(documents),
        copies=sum(document in known for document in copies),
        outlets=len(unique(document.outlet for document in documents)),
        sentences=counts.get("sentences", 0),
        events=len(events),
        done=sum(event.done for event in events),
        by_status=tuple((status, statuses[status]) for status in order if statuses[status]),
        rejections=tuple(
            RejectionCount(reason.value, REASONS[reason], stage, n)
            for (reason, stage), n in sorted(refusals.items(), key=lambda pair: (-pair[1], pair[0]))
        ),
        inputs=counts.get("inputs", len(documents) + rejected),
        stored=counts.get("stored", len(documents)),
        duplicate=counts.get("duplicate", 0),
        rejected=counts.get("rejected", rejected),
    )


def _title(
    events: Sequence[EventContext], *, dyads: Sequence[DyadContext], actors: Mapping[str, Actor]
) -> str:
    """The actors most often bound, or most often named where none is."""
    often: Counter[str] = Counter()
    for row in dyads:
        for actor in row.dyad:
            often[actor] += row.n_events + row.n_pending
    if not often:
        often.update(actor for event in events for actor in (*event.source, *event.target))
    names = [
        name_of(actor, actors) for actor, _ in sorted(often.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return join_names(names, limit=5) if names else "A report without events"


def _settings_line(values: Mapping[str, Value]) -> str:
    """The settings that are not at their default."""
    changed = [f"{row.name} = {values[row.name]}" for row in SETTINGS if values[row.name] != row.default]
    return "; ".join(changed) if changed else "all settings at their defaults"
