"""Marks of events along time, a strip a pair, placed in lanes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from detente.pages.so_reading import article_address
from detente.report.words import STATUS_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.report import EventContext

__all__ = ["EventMark", "Strip", "Tick", "build_strips", "find_window", "place_ticks"]

ROWS = 16
_WIDTH = 620  # pixels for which lanes are reckoned: a wide page has room to spare, a phone little too little
_DOT, _LANE, _LANES = 11, 15, 12
_EDGE = 0.2  # share of events at the early end that may be left out of the years drawn
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_LABELS = 8


@dataclass(frozen=True, slots=True)
class EventMark:
    """One event on its strip.

    Attributes:
        id: Identity of the event.
        href: Its sentence.
        words: Date, who and what.
        left: Of the years drawn, 0 to 100.
        right: Likewise.
        y: Middle, in pixels from the top of the strip.
        wide: Whether it is drawn as a bar, its date being vague.
        open: Whether its end is not known.
        quad: Quad class.
        done: Whether it happened or goes on.
        status: EDTF status.
        who: The actors.
        what: In words.
        type: PLOVER type.
        date: EDTF.
        start: First day.
        end: The day after the last, or empty.
        intensity: -10 to +10.
    """

    id: str
    href: str
    words: str
    left: float
    right: float
    y: int
    wide: bool
    open: bool
    quad: int
    done: bool
    status: str
    who: str
    what: str
    type: str
    date: str
    start: str
    end: str
    intensity: float


@dataclass(frozen=True, slots=True)
class Strip:
    """A pair with its events; `dyad` is empty for all other pairs. Counts are of events done."""

    label: str
    dyad: tuple[str, ...]
    marks: tuple[EventMark, ...]
    height: int
    n_cooperative: int
    n_conflictual: int
    n_pending: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis, at 0 to 100."""

    label: str
    at: float


def find_window(events: Sequence[EventContext], *, fixed: bool) -> tuple[int, int]:
    """First and last year drawn: all, or without the few earliest if these would press the rest flat."""
    if not events:
        return (0, 0)
    first = sorted(int(row.start[:4]) for row in events)
    last = max(_last(row).year for row in events)
    low = first[0]
    gaps = [(first[n] - first[n - 1], first[n]) for n in range(1, int(len(first) * _EDGE) + 1)]
    _, late = max(gaps, default=(0, low))
    if not fixed and last - low > 12 and last - low > 1.5 * (last - late):
        low = late
    return low, last


def _last(row: EventContext) -> date:
    last = date.fromisoformat(row.end or row.start).toordinal() - (1 if row.end else 0)
    return date.fromordinal(max(1, last))


def place_ticks(window: tuple[int, int]) -> tuple[Tick, ...]:
    """Years at equal steps."""
    years = window[1] - window[0] + 1
    step = next((step for step in _STEPS if years / step <= _LABELS), _STEPS[-1])
    begin, end = date(window[0] or 1, 1, 1).toordinal(), date(window[1] + 1, 1, 1).toordinal()
    years_drawn = (year for year in range(window[0], window[1] + 1) if year % step == 0 and year > 0)
    return tuple(
        Tick(str(year), round(100 * (date(year, 1, 1).toordinal() - begin) / (end - begin), 3))
        for year in years_drawn
    )


def build_strips(
    events: Sequence[EventContext], window: tuple[int, int], *, names: Mapping[str, str]
) -> tuple[Strip, ...]:
    """A strip a pair; an event of many pairs stands with its most eventful one."""
    often: Counter[tuple[str, str]] = Counter()
    for row in events:
        often.update(dict.fromkeys(row.dyads, 100 if row.done else 1))
    order = {
        pair: place for place, (pair, _) in enumerate(sorted(often.items(), key=lambda p: (-p[1], p[0])))
    }
    lines: dict[int, list[EventContext]] = defaultdict(list)
    for row in events:
        lines[min(ROWS, *(order[pair] for pair in row.dyads))].append(row)
    pairs = list(order)
    out = []
    for place in sorted(lines):
        dyad = pairs[place] if place < ROWS else ()
        label = " – ".join(names.get(name, name) for name in dyad) if dyad else "All other pairs"
        out.append(_strip(label, dyad, lines[place], window))
    return tuple(out)


def _strip(
    label: str, dyad: tuple[str, ...], events: Sequence[EventContext], window: tuple[int, int]
) -> Strip:
    placed, ends = [], list[float]()
    spans = [(_span(row, window), row) for row in events]
    spans.sort(key=lambda pair: (pair[0][2], pair[0][0], pair[1].id))
    for (left, right, wide), row in spans:
        low, high = (left, right) if wide else ((left + right) / 2 - _share(), (left + right) / 2 + _share())
        lane = next((place for place, end in enumerate(ends) if end <= low), len(ends))
        if lane >= _LANES:
            lane = min(range(len(ends)), key=ends.__getitem__)
        if lane == len(ends):
            ends.append(high)
        ends[lane] = high
        placed.append(_mark(row, left, right, wide=wide, y=lane * _LANE + 10))
    done = [row for row in events if row.done]
    return Strip(
        label=label,
        dyad=dyad,
        marks=tuple(sorted(placed, key=lambda mark: (mark.left, mark.y))),
        height=max(1, len(ends)) * _LANE + 6,
        n_cooperative=sum(row.quad < 3 for row in done),
        n_conflictual=sum(row.quad > 2 for row in done),
        n_pending=len(events) - len(done),
    )


def _share() -> float:
    return 50 * _DOT / _WIDTH


def _span(row: EventContext, window: tuple[int, int]) -> tuple[float, float, bool]:
    """Where a mark begins and ends, 0 to 100, and whether it is wide enough for a bar."""
    begin, end = date(window[0], 1, 1).toordinal(), date(window[1] + 1, 1, 1).toordinal()
    first = date.fromisoformat(row.start).toordinal()
    last = date.fromisoformat(row.end).toordinal() if row.end else first + 1
    left, right = (100 * (max(begin, min(end, day)) - begin) / (end - begin) for day in (first, last))
    return round(left, 3), round(right, 3), (right - left) / 100 * _WIDTH > 2 * _DOT


def _mark(row: EventContext, left: float, right: float, *, wide: bool, y: int) -> EventMark:
    status = "" if row.done else f" ({STATUS_WORDS.get(row.status, row.status)})"
    quote = row.quotes[0] if row.quotes else None
    return EventMark(
        id=row.id,
        href=article_address(quote.article, row.anchor) if quote else f"/events/{row.id}",
        words=f"{row.date_words}. {row.who}: {row.what}{status}",
        left=left,
        right=right,
        y=y,
        wide=wide,
        open=not row.end,
        quad=row.quad,
        done=row.done,
        status=row.status,
        who=row.who,
        what=row.what,
        type=row.type,
        date=row.date,
        start=row.start,
        end=row.end,
        intensity=row.intensity,
    )
