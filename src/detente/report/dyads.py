"""Relations as rows of the dyad table, lines of the timeline and ties of the network."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.report.contexts import (
    DyadContext,
    EventContext,
    NetworkContext,
    Node,
    Tie,
    TimelineRow,
    TrendYear,
)
from detente.report.listing import name_of, origins
from detente.report.words import anchor, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.documents.document import Document
    from detente.relations import Relation

__all__ = ["build_dyads", "build_network", "build_timeline"]

_ROWS = 9
_YEARS = 30  # of the small trends
_NODES = 40


def build_dyads(
    relations: Iterable[Relation],
    *,
    events: Sequence[EventContext],
    actors: Mapping[str, Actor],
    table: Mapping[str, Document],
    copies: Mapping[str, str],
    min_events: int,
) -> tuple[DyadContext, ...]:
    """One row a dyad that any event names, most eventful first.

    Which events count, their mean and their years come from the relations; an event counted in several
    periods is one event here.
    """
    periods: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        periods[relation.dyad].append(relation)
    told: dict[tuple[str, str], list[EventContext]] = defaultdict(list)
    for event in events:
        for dyad in event.dyads:
            told[dyad].append(event)
    rows = {dyad: _without_overlap(periods[dyad]) for dyad in periods}
    years = sorted({int(row.period[:4]) for kept in rows.values() for row in kept if row.period})
    span = range(max(years[0], years[-1] - _YEARS + 1), years[-1] + 1) if years else range(0)
    out = []
    for dyad in {**rows, **told}:
        kept, mine = rows.get(dyad, []), told.get(dyad, [])
        out.append(
            _row(dyad, kept, mine, names=(name_of(dyad[0], actors), name_of(dyad[1], actors)), span=span)
        )
    full = [
        _sources(row, told.get(row.dyad, []), table=table, copies=copies, least=min_events) for row in out
    ]
    return tuple(sorted(full, key=lambda row: (-row.n_events, -row.n_pending, row.names)))


def _without_overlap(relations: Sequence[Relation]) -> list[Relation]:
    """Year rows, undated rows, and month rows only of years that have no row of their own."""
    years = {row.period for row in relations if row.period and len(row.period) == 4}
    return [row for row in relations if not row.period or len(row.period) == 4 or row.period[:4] not in years]


def _mean(relations: Sequence[Relation]) -> float:
    """Weighted mean over periods; 0 if nothing has weight."""
    known = [(row.mean_intensity, row.weight) for row in relations if row.mean_intensity is not None]
    weight = sum(share for _, share in known)
    return sum(mean * share for mean, share in known) / weight if weight > 0 else 0.0


def _row(
    dyad: tuple[str, str],
    relations: Sequence[Relation],
    events: Sequence[EventContext],
    *,
    names: tuple[str, str],
    span: range,
) -> DyadContext:
    by_year: dict[int, list[Relation]] = defaultdict(list)
    for relation in relations:
        if relation.period:
            by_year[int(relation.period[:4])].append(relation)
    counted = {event for row in relations for event in row.events}
    done = [event for event in events if event.id in counted]
    quads = [sum(event.quad == quad for event in done) for quad in (1, 2, 3, 4)]
    last = max(
        (event for event in done if event.start), key=lambda event: (event.start, event.id), default=None
    )
    return DyadContext(
        anchor=anchor("dyad", "-".join(dyad)),
        dyad=dyad,
        names=names,
        n_events=len(done),
        n_pending=len(events) - len(done),
        n_by_quad=(quads[0], quads[1], quads[2], quads[3]),
        mean_intensity=_mean(relations),
        trend=tuple(_year(year, by_year[year]) for year in span),
        n_articles=0,
        n_outlets=0,
        last=last.id if last else "",
        last_words=last.date_words if last else "",
        enough=False,
        events=unique([*(event.id for event in done), *(event.id for event in events)]),
    )


def _year(year: int, relations: Sequence[Relation]) -> TrendYear:
    return TrendYear(
        year=year,
        cooperative=sum(row.n_by_quad[0] + row.n_by_quad[1] for row in relations),
        conflictual=sum(row.n_by_quad[2] + row.n_by_quad[3] for row in relations),
        mean_intensity=_mean(relations),
    )


def _sources(
    row: DyadContext,
    events: Sequence[EventContext],
    *,
    table: Mapping[str, Document],
    copies: Mapping[str, str],
    least: int,
) -> DyadContext:
    """The row with what is known of its sources."""
    documents = unique(quote.article for event in events for quote in event.quotes)
    return replace(
        row,
        n_articles=len(documents),
        n_outlets=origins(documents, table=table, copies=copies),
        enough=row.n_events >= max(least, 1),
    )


def build_timeline(
    events: Sequence[EventContext], *, dyads: Sequence[DyadContext]
) -> tuple[TimelineRow, ...]:
    """Dated events by dyad; an event of many pairs stands with its most eventful one."""
    order = {row.dyad: place for place, row in enumerate(dyads)}
    lines: dict[int, list[str]] = defaultdict(list)
    for event in events:
        if event.start and event.dyads:
            place = min(order.get(dyad, len(order)) for dyad in event.dyads)
            lines[min(place, _ROWS)].append(event.id)
    return tuple(
        TimelineRow(
            " \u2013 ".join(dyads[place].names) if place < _ROWS else "all other pairs", tuple(lines[place])
        )
        for place in sorted(lines)
    )


def build_network(
    dyads: Sequence[DyadContext], *, actors: Mapping[str, Actor], listed: frozenset[str]
) -> NetworkContext:
    """Actors bound by events that occurred; the rarest are left out beyond forty.

    `listed` are the identities of events the page lists; a tie without one has nothing to open.
    """
    ties = [row for row in dyads if row.n_events and any(event in listed for event in row.events)]
    weight: Counter[str] = Counter()
    for row in ties:
        for actor in row.dyad:
            weight[actor] += row.n_events
    shown = {actor for actor, _ in sorted(weight.items(), key=lambda pair: (-pair[1], pair[0]))[:_NODES]}
    return NetworkContext(
        nodes=tuple(
            Node(actor, name_of(actor, actors), actors[actor].kind if actor in actors else "", weight[actor])
            for actor in sorted(shown)
        ),
        ties=tuple(
            Tie(row.dyad[0], row.dyad[1], row.mean_intensity, row.n_events, row.anchor)
            for row in ties
            if shown.issuperset(row.dyad)
        ),
        n_left_out=len(weight) - len(shown),
    )
