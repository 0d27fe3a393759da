"""A part of a ledger as the report has it, and where its records are read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import detente
from detente.accounts import find_contradictions, gather_bearings, judge_predictions, measure_records
from detente.core.settings import resolve_settings
from detente.relations import measure_relations
from detente.report import MeasuredLevels, ReportContext, build_report
from detente.report.anchoring import find_anchored
from detente.report.mechanism_build import MeasuredCauses
from detente.report.outlook_build import MeasuredOutlooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.coding.event import Event
    from detente.core.settings import Settings
    from detente.identity import MergedEvent
    from detente.pages.scopes import Scope
    from detente.report import EventContext
    from detente.report.statement_contexts import StatementsContext

__all__ = ["build_context", "link_events", "link_scope"]


def build_context(  # noqa: PLR0913  what a report stands on
    scope: Scope,
    *,
    measured: MeasuredLevels | None = None,
    causes: MeasuredCauses | None = None,
    outlooks: MeasuredOutlooks | None = None,
    settings: Settings | None = None,
    title: str = "",
    made_on: date | None = None,
) -> ReportContext:
    """The report of a ledger or of a part of it.

    Args:
        scope: What it is about.
        measured: Levels; without them nothing is told of how warm relations are.
        causes: Mechanisms put to data; without them nothing is told of why relations move.
        outlooks: What was foretold; without it nothing is told of what comes next.
        settings: As resolved; defaults if None.
        title: Of the report; made from the actors if empty.
        made_on: Day of making, on which predictions fall due; today if None.
    """
    today = made_on or date.today()  # noqa: DTZ011 (the reader's own day)
    events, merged = [event for event, _ in scope.shown], {one.id: one for _, one in scope.shown}
    relations = measure_relations(events, published=scope.published)
    return build_report(
        documents=scope.documents,
        events=events,
        actors=scope.actors,
        relations=relations,
        rejections=scope.rejections,
        counts=scope.counts,
        version=detente.__version__,
        settings=settings or resolve_settings(),
        near_duplicates=_copies(scope),
        retold={
            event.id: _retold(event, one, scope.tellings)
            for event, one in scope.shown
            if len(one.mentions) > 1
        },
        title=title,
        made_on=today,
        merged=merged,
        measured=measured,
        causes=causes,
        outlooks=outlooks,
        **_accounts(scope, merged=list(merged.values()), relations=relations, today=today),
    )


def _accounts(
    scope: Scope, *, merged: Sequence[MergedEvent], relations: Sequence[Any], today: date
) -> dict[str, Any]:
    """Claims, arguments, predictions, questions, and the accounts made of them, by `build_report` keyword."""
    outcomes = judge_predictions(
        scope.predictions,
        plans=scope.tellings.values(),
        events=merged,
        tellings=scope.tellings,
        published=scope.published,
        today=today,
        overruled=scope.overruled,
    )
    outlets = {document.id: document.outlet for document in scope.documents}
    return {
        "claims": scope.claims,
        "mechanisms": scope.mechanisms,
        "predictions": scope.predictions,
        "outcomes": outcomes,
        "records": measure_records(scope.predictions, outcomes, outlets=outlets),
        "questions": scope.questions,
        "bearings": gather_bearings(
            scope.questions,
            claims=scope.claims,
            mechanisms=scope.mechanisms,
            predictions=scope.predictions,
            events=merged,
            relations=relations,
            published=scope.published,
        ),
        "contradictions": find_contradictions(
            claims=scope.claims, events=merged, tellings=scope.tellings, published=scope.published
        ),
    }


def link_events(events: Iterable[EventContext]) -> dict[str, str]:
    """Identity of an event to its sentence in its article, or to its own page."""
    return {
        event.id: f"/articles/{event.quotes[0].article}#{event.anchor}"
        if event.quotes
        else f"/events/{event.id}"
        for event in events
    }


def link_scope(
    statements: StatementsContext, events: Sequence[EventContext]
) -> tuple[dict[str, str], dict[str, str]]:
    """Identity of every record to its sentence in its article, and to its words."""
    anchored = find_anchored(statements, events=events)
    links = link_events(events)
    for row in anchored:
        if row.quotes:
            links.setdefault(row.id, f"/articles/{row.quotes[0].article}#{row.anchor}")
    labels = {event.id: f"{event.who}: {event.what}, {event.date_words}" for event in events}
    for row in anchored:
        labels.setdefault(row.id, row.label)
    return links, labels


def _copies(scope: Scope) -> dict[str, str]:
    """Each near duplicate with the earlier document that it repeats."""
    order = {document.id: place for place, document in enumerate(scope.documents)}
    copies: dict[str, str] = {}
    for left, right, _ in scope.near:
        first, second = sorted((left, right), key=lambda identity: order.get(identity, len(order)))
        copies.setdefault(second, first)
    return copies


def _retold(event: Event, merged: MergedEvent, tellings: Mapping[str, Event]) -> list[Event]:
    """All tellings of an event but the one whose words represent it, the surest first."""
    told = [tellings[name] for name in merged.mentions if name in tellings]
    own = next(
        (row for row in told if (row.document, row.evidence) == (event.document, event.evidence)), None
    )
    rest = [row for row in told if row is not own]
    return sorted(rest, key=lambda row: (-row.confidence, row.id))
