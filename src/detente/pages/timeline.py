"""Events along time, by pair: a mark each, or counts where there are too many."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UsageError
from detente.pages.asking import Answer, Asked, Page
from detente.pages.scopes import ask_record, read_named
from detente.pages.so_bins import Bars, build_bars
from detente.pages.so_days import Days, count_days, cut_days
from detente.pages.so_kept import find_kept
from detente.pages.so_reading import find_often, page_address
from detente.pages.so_strips import EventMark, Strip, Tick, build_strips, find_window, place_ticks
from detente.report import build_event
from detente.report.words import read_date

if TYPE_CHECKING:
    from detente.ledger import LedgerReader
    from detente.report import EventContext

__all__ = ["AT_ONCE", "MOST", "PAGES", "TimelinePage", "make_timeline"]

MOST = 1_200
"""Events of which each has a mark; of more only counts are drawn."""
AT_ONCE = 20_000
"""Events that are counted while the page waits; more are counted beside it."""

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
        counting: Whether so many events are being counted for the first time, and nothing is drawn yet.
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
    counting: bool = False


def make_timeline(reader: LedgerReader, asked: Asked) -> Answer:
    """The events that fulfil what was asked, along time."""
    filters = _filters(asked)
    found = _find_days(reader, asked, filters)
    if found.days is None:
        page = TimelinePage(asked=dict(asked.query), often=find_often(reader), behind=True, counting=True)
        return Answer("Timeline", page, [], COLUMNS)
    if found.total > MOST:
        return _counted(reader, asked, found)
    events = _gather(reader, filters, found.total)
    dated = [row for row in events if row.start and row.dyads]
    window = find_window(dated, fixed="since" in filters)
    drawn = [row for row in dated if (row.end or row.start) > f"{window[0]:04d}-01-01"]
    names = read_named(reader, {name for row in dated for pair in row.dyads for name in pair})
    strips = build_strips(drawn, window, names={name: one.name for name, one in names.items()})
    page = TimelinePage(
        strips=strips,
        ticks=place_ticks(window) if drawn else (),
        window=window,
        n_events=found.total,
        n_undated=sum(not row.start for row in events),
        n_unpaired=sum(bool(row.start) and not row.dyads for row in events),
        n_before=len(dated) - len(drawn),
        before=page_address("/timeline", asked, until=str(window[0] - 1)) if len(drawn) < len(dated) else "",
        asked=dict(asked.query),
        often=find_often(reader),
        behind=found.behind,
    )
    rows = [_row(strip, mark) for strip in strips for mark in strip.marks]
    return Answer("Timeline", page, rows, COLUMNS)


@dataclass(frozen=True, slots=True)
class _Found:
    """How many events fulfil what was asked, and when these are; `days` is None while they are counted."""

    total: int
    days: Days | None
    behind: bool


def _find_days(reader: LedgerReader, asked: Asked, filters: dict[str, Any]) -> _Found:
    """Counted at once where few events are to be read; else from what is kept, cut to the years asked for."""
    whose = {name: value for name, value in filters.items() if name in ("actor", "dyad")}
    whole = reader.count_merged(**whose)
    if whole <= MOST:
        return _Found(whole if whose == filters else reader.count_merged(**filters), _NONE, behind=False)
    one, other = asked.query.get("actor", ""), asked.query.get("partner", "")
    count = partial(count_days, actor=one, partner=other)
    empty = _NONE if whole > AT_ONCE else None
    days, behind = find_kept(reader, f"days {one} {other}", count, empty=empty)
    if days is _NONE:
        return _Found(0, None, behind=True)
    since, until = (read_date(filters.get(name)) for name in ("since", "until"))
    days = cut_days(
        days,
        since=since.start.isoformat() if since else "",
        until=until.end.isoformat() if until else "",
    )
    return _Found(days.total, days, behind=behind)


def _gather(reader: LedgerReader, filters: dict[str, Any], total: int) -> list[EventContext]:
    """So many events; from the latest back, for then the lists of a large ledger are read no further."""
    shown = list(reader.representatives(**filters, newest=True, limit=total)) if total else []
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


def _counted(reader: LedgerReader, asked: Asked, found: _Found) -> Answer:
    """Counts by month or year: nothing of the events themselves is read."""
    bars = build_bars(found.days or _NONE)
    page = TimelinePage(
        bars=bars,
        behind=found.behind,
        ticks=place_ticks(bars.window),
        window=bars.window,
        n_events=found.total,
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


def _partners(reader: LedgerReader, asked: Asked) -> tuple[tuple[str, str, int, str], ...]:
    actor = asked.query.get("actor")
    if actor is None or asked.query.get("partner"):
        return ()
    count = partial(ask_record, text=_PARTNERS, given={"actor": actor})
    rows, _ = find_kept(reader, f"partners {actor}", count)
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


_PARTNERS = """
SELECT actor, sum(n) AS n FROM (
    SELECT b AS actor, count(*) AS n FROM merged_dyads WHERE a = :actor GROUP BY b
    UNION ALL SELECT a AS actor, count(*) AS n FROM merged_dyads WHERE b = :actor GROUP BY a
) GROUP BY actor ORDER BY n DESC, actor LIMIT 24
"""
_NONE = Days(*(np.empty(0, dtype=kind) for kind in ("M8[D]", "M8[D]", "i1", "?", "i8")))

PAGES = (
    Page("/timeline", "timeline.html.j2", make_timeline, "Timeline", ("actor", "partner", "since", "until")),
)
