"""Events along time, by pair: a mark each, or counts where there are too many."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError
from detente.pages.asking import Answer, Asked, Page
from detente.pages.scopes import ask_record, read_named
from detente.pages.so_bins import Bars, build_bars
from detente.pages.so_kept import find_kept
from detente.pages.so_reading import find_often, page_address
from detente.pages.so_strips import EventMark, Strip, Tick, build_strips, find_window, place_ticks
from detente.report import build_event
from detente.report.words import read_date

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.report import EventContext

__all__ = ["MOST", "PAGES", "TimelinePage", "make_timeline"]

MOST = 1_200
"""Events of which each has a mark; of more only counts are drawn."""

COLUMNS = (
    "pair", "id", "start", "end", "date", "type", "status", "who", "what", "quad", "intensity",
    "period", "n",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Events along time.

    Attributes:
        strips: Pairs with their marks, most eventful first; empty if there are too many events.
        bars: Counts by period instead; None where there are marks.
        ticks: Years along the axis.
        window: First and last year drawn; zeros if nothing is.
        n_events: How many fulfil the conditions.
        n_undated: Of these, without a date.
        n_unpaired: Of these, dated but about no pair.
        n_before: Of these, before the years drawn.
        before: Address that shows them.
        asked: The conditions, by name.
        often: Actors to choose from: identity, name, number of events.
        partners: Of the actor asked about, where there are too many events: identity, name, events, address.
        behind: Whether the ledger has changed since the counts were made.
    """

    strips: tuple[Strip, ...] = ()
    bars: Bars | None = None
    ticks: tuple[Tick, ...] = ()
    window: tuple[int, int] = (0, 0)
    n_events: int = 0
    n_undated: int = 0
    n_unpaired: int = 0
    n_before: int = 0
    before: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    often: tuple[tuple[str, str, int], ...] = ()
    partners: tuple[tuple[str, str, int, str], ...] = ()
    behind: bool = False


def make_timeline(reader: LedgerReader, asked: Asked) -> Answer:
    """The events that fulfil what was asked, along time."""
    filters = _filters(asked)
    total = reader.count_merged(**filters)
    if total > MOST:
        return _counted(reader, asked, total)
    events = _gather(reader, filters)
    dated = [row for row in events if row.start and row.dyads]
    window = find_window(dated, fixed="since" in filters)
    drawn = [row for row in dated if (row.end or row.start) > f"{window[0]:04d}-01-01"]
    names = read_named(reader, {name for row in dated for pair in row.dyads for name in pair})
    strips = build_strips(drawn, window, names={name: one.name for name, one in names.items()})
    page = TimelinePage(
        strips=strips,
        ticks=place_ticks(window) if drawn else (),
        window=window,
        n_events=total,
        n_undated=sum(not row.start for row in events),
        n_unpaired=sum(bool(row.start) and not row.dyads for row in events),
        n_before=len(dated) - len(drawn),
        before=page_address("/timeline", asked, until=str(window[0] - 1)) if len(drawn) < len(dated) else "",
        asked=dict(asked.query),
        often=find_often(reader),
    )
    rows = [_row(strip, mark) for strip in strips for mark in strip.marks]
    return Answer("Timeline", page, rows, COLUMNS)


def _gather(reader: LedgerReader, filters: dict[str, Any]) -> list[EventContext]:
    shown = list(reader.representatives(**filters, limit=MOST))
    names = {name for event, _ in shown for name in (*event.source, *event.target, event.asserted_by)}
    actors = read_named(reader, names)
    return [build_event(event, actors=actors, table={}, copies={}, merged=one) for event, one in shown]


def _filters(asked: Asked) -> dict[str, Any]:
    one, other = asked.query.get("actor"), asked.query.get("partner")
    if other is not None and one is None:
        raise UsageError("partner needs actor", hint="actor=RUS&partner=PAK")
    found: dict[str, Any] = {name: asked.query[name] for name in ("since", "until") if name in asked.query}
    if one and other:
        found["dyad"] = (min(one, other), max(one, other))
    elif one:
        found["actor"] = one
    return found


def _counted(reader: LedgerReader, asked: Asked, total: int) -> Answer:
    """Counts by month or year: nothing of the events themselves is read."""
    where, given = _conditions(asked)

    def make(reader: LedgerReader) -> Bars:
        return build_bars(lambda text, more: ask_record(reader, text.format(where=where), {**given, **more}))

    bars, behind = find_kept(reader, f"bars {sorted(given.items())}", make)
    page = TimelinePage(
        bars=bars,
        behind=behind,
        ticks=place_ticks(bars.window),
        window=bars.window,
        n_events=total,
        n_undated=bars.n_undated,
        n_before=bars.n_before,
        asked=dict(asked.query),
        often=find_often(reader),
        partners=_partners(reader, asked),
    )
    rows = [
        {"period": row.period, "quad": row.quad, "n": row.n}
        for row in sorted(bars.bars, key=lambda r: r.period)
    ]
    return Answer("Timeline", page, rows, COLUMNS)


def _conditions(asked: Asked) -> tuple[str, dict[str, str]]:
    """SQL of our own words, and its values."""
    parts, given = ["true"], dict[str, str]()
    for name in ("actor", "partner"):
        if value := asked.query.get(name):
            parts.append(_ACTING.replace(":one", f":{name}"))
            given[name] = value
    for name, condition in (("since", "date_stop > :since"), ("until", "date_start < :until")):
        span = read_date(asked.query.get(name))
        if span is not None:
            parts.append(condition)
            given[name] = (span.start if name == "since" else span.end).isoformat()
    return " AND ".join(parts), given


def _partners(reader: LedgerReader, asked: Asked) -> tuple[tuple[str, str, int, str], ...]:
    actor = asked.query.get("actor")
    if actor is None or asked.query.get("partner"):
        return ()
    rows = ask_record(reader, _PARTNERS, {"actor": actor})
    names = read_named(reader, [row["actor"] for row in rows])
    return tuple(
        (
            row["actor"],
            names[row["actor"]].name if row["actor"] in names else row["actor"],
            row["n"],
            page_address("/timeline", asked, partner=row["actor"]),
        )
        for row in rows
    )


def _row(strip: Strip, mark: EventMark) -> dict[str, Any]:
    row = {name: getattr(mark, name) for name in COLUMNS if name not in ("pair", "period", "n")}
    return {"pair": " – ".join(strip.dyad) or strip.label, **row}


_ACTING = "id IN (SELECT event FROM merged_participants WHERE actor = :one AND role <> 'person')"
_PARTNERS = """
SELECT two.actor AS actor, count(*) AS n FROM merged_participants AS one
JOIN merged_participants AS two ON two.event = one.event AND two.actor <> one.actor AND two.role <> 'person'
WHERE one.actor = :actor AND one.role <> 'person' GROUP BY two.actor ORDER BY n DESC, two.actor LIMIT 24
"""

PAGES = (
    Page("/timeline", "timeline.html.j2", make_timeline, "Timeline", ("actor", "partner", "since", "until")),
)
