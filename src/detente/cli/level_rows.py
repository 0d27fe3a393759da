"""Levels, shifts, tilts, turning points and rates as rows to print."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.cli.levels import count_events, seen_days
from detente.cli.statement_rows import event_words
from detente.core.dates import parse_edtf
from detente.relations import (
    BreakSearch,
    build_counts,
    find_turning_points,
    fit_counts,
    measure_rates,
    measure_relations,
    measure_shift,
    measure_snapshot,
    measure_tilt,
    rank_shifts,
)
from detente.relations.course import COVERAGE, find_quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from detente.ledger import Ledger
    from detente.ledger.relating import Undated
    from detente.relations import Levels, Relation, Shift, TurningPoint
    from detente.relations.periods import Frequency

__all__ = [
    "DYAD_COLUMNS", "QUAD_NAMES", "RATE_COLUMNS", "SHIFT_COLUMNS", "TILT_COLUMNS", "TURN_COLUMNS",
    "TURN_SHOWN", "dyad_rows", "find_turns", "rate_rows", "rate_table", "shift_rows", "tilt_rows", "turn_row",
]  # fmt: skip

DYAD_COLUMNS = ("a", "b", "events", "first", "last", "level", "low", "high")
SHIFT_COLUMNS = (
    "a", "b", "domain", "from", "to", "events", "before", "after", "change", "low", "high", "probability",
    "false_share",
)  # fmt: skip
TILT_COLUMNS = (
    "date", "toward", "against", "tilt", "low", "high", "probability", "change", "change_low", "change_high",
)  # fmt: skip
TURN_COLUMNS = (
    "a", "b", "domain", "date", "earliest", "latest", "probability", "before", "after", "change",
    "change_low", "change_high", "events",
)  # fmt: skip
TURN_SHOWN = ("pair", "date", "between", "probability", "before", "after", "change_(90_%)", "made_by")
RATE_COLUMNS = ("period", "quad_class", "events", "rate", "low", "high", "long_run")
QUAD_NAMES = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")

Dyad = tuple[str, str]
_LEAST_DAYS = 3
_NAMED = 3
_YEAR = 366
_UNTOLD = 400.0  # shapes end at exp(6); one up there was not found but ran out of room
_NORMAL = NormalDist()


def dyad_rows(levels: Levels, domain: str, when: date, *, limit: int) -> list[dict[str, Any]]:
    """The dyads with most dated events, and their levels on a day."""
    counts = count_events(levels, domain)
    snapshot = measure_snapshot(levels, when, domain=domain)
    half = find_quantile(COVERAGE)
    seen = zip(snapshot.dyads, snapshot.mean.tolist(), snapshot.sd.tolist(), strict=True)
    rows = []
    for pair, mean, sd in sorted(seen, key=lambda one: (-counts[one[0]], one[0]))[:limit]:
        first, last = (day.isoformat() for day in seen_days(levels, domain, pair))
        known = {"a": pair[0], "b": pair[1], "events": counts[pair], "first": first, "last": last}
        rows.append({**known, "level": mean, "low": mean - half * sd, "high": mean + half * sd})
    return rows


def shift_rows(
    levels: Levels, window: tuple[date, date], domain: str, *, false_share: float | None = None
) -> Iterator[dict[str, Any]]:
    """The shifts of all dyads in a window, the largest first, with the events inside it."""
    counts = count_events(levels, domain, window)
    for shift in rank_shifts(levels, window, domain=domain, false_share=false_share):
        yield _shift_row(shift, counts[shift.dyad])


def _shift_row(shift: Shift, n_events: int) -> dict[str, Any]:
    low, high = shift.interval()
    return {
        "a": shift.dyad[0],
        "b": shift.dyad[1],
        "domain": shift.domain,
        "from": shift.start.isoformat(),
        "to": shift.end.isoformat(),
        "events": n_events,
        "before": shift.before,
        "after": shift.after,
        "change": shift.change,
        "low": low,
        "high": high,
        "probability": 1.0 - shift.wrong_sign,
        "false_share": shift.false_share,
    }


def tilt_rows(
    levels: Levels, actor: str, between: tuple[str, str], *, dates: Sequence[date], domain: str
) -> list[dict[str, Any]]:
    """The tilt of an actor on some days in order, each with its change since the first one.

    The levels of two dyads are independent given the parameters, so the variances of their changes add.
    """
    tilt = measure_tilt(levels, actor, between, dates=dates, domain=domain)
    low, high = tilt.interval()
    rows = []
    for place, day in enumerate(dates):
        mean, sd = float(tilt.mean[place]), float(tilt.sd[place])
        change = _tilt_change(levels, actor, between, window=(dates[0], day), domain=domain) if place else {}
        rows.append(
            {
                "date": day.isoformat(),
                "actor": actor,
                "toward": between[0],
                "against": between[1],
                "domain": domain,
                "tilt": mean,
                "low": float(low[place]),
                "high": float(high[place]),
                "probability": _NORMAL.cdf(mean / sd),
                **change,
            }
        )
    return rows


def _tilt_change(
    levels: Levels, actor: str, between: tuple[str, str], *, window: tuple[date, date], domain: str
) -> dict[str, float]:
    toward, against = (measure_shift(levels, (actor, other), window, domain=domain) for other in between)
    change = toward.change - against.change
    half = find_quantile(COVERAGE) * float(np.hypot(toward.sd, against.sd))
    return {"change": change, "change_low": change - half, "change_high": change + half}


def find_turns(
    levels: Levels, domain: str, *, pair: Dyad | None = None, search: BreakSearch | None = None
) -> list[TurningPoint]:
    """The turning points of a dyad, or of all with some days of news, the surest first."""
    observations = levels.observations
    rows = observations.domain == observations.domains.index(domain)
    seen = np.unique(np.stack([observations.dyad[rows], np.floor(observations.day[rows])]), axis=1)
    often = np.bincount(seen[0].astype(np.int64), minlength=len(observations.dyads)) >= _LEAST_DAYS
    pairs = [observations.dyads[k] for k in np.flatnonzero(often)] if pair is None else [pair]
    found = [turn for one in pairs for turn in find_turning_points(levels, one, domain=domain, search=search)]
    return sorted(
        found, key=lambda turn: (-turn.probability, -abs(turn.change) / turn.sd, turn.dyad, turn.when)
    )


def turn_row(ledger: Ledger | None, turn: TurningPoint, *, record: bool = False) -> dict[str, Any]:
    """A turning point with the events that made it; as a record with the push of each.

    Args:
        ledger: In which the events are looked up; None for imported rows, named by file and line.
        turn: The turning point.
        record: For programs, not for the eye.
    """
    half = find_quantile(COVERAGE) * turn.sd
    row: dict[str, Any] = {
        "a": turn.dyad[0],
        "b": turn.dyad[1],
        "domain": turn.domain,
        "date": turn.when.isoformat(),
        "earliest": turn.low.isoformat(),
        "latest": turn.high.isoformat(),
        "probability": turn.probability,
        "before": turn.before,
        "after": turn.after,
        "change": turn.change,
        "change_low": turn.change - half,
        "change_high": turn.change + half,
        "events": [push.event for push in turn.pushes],
    }
    if record:
        pushes = [
            {
                "event": push.event,
                "date": push.when.isoformat(),
                "push": push.push,
                "surprise": push.innovation,
            }
            for push in turn.pushes
        ]
        return {**row, "events": pushes}
    words = [
        event_words(ledger.merged_event(push.event)) if ledger else f"{push.when} [{push.event}]"
        for push in turn.pushes[:_NAMED]
    ]
    return {
        **row,
        "pair": f"{turn.dyad[0]} {turn.dyad[1]}",
        "between": f"{row['earliest']} … {row['latest']}",
        "change_(90_%)": f"{turn.change:+.1f} ({row['change_low']:+.1f} … {row['change_high']:+.1f})",
        "made_by": "; ".join(words),
    }


def rate_rows(
    ledger: Ledger, pair: Dyad, *, freq: Frequency, undated: Undated = "apart"
) -> list[dict[str, Any]]:
    """The rates of a dyad by period and quad class, under a count model of all dyads of the ledger.

    The model counts the periods of the events that are dated to a year or better, of the dyad's if it has
    none there; the rows are those from the dyad's first event to its last.
    """
    published = ledger.publication_dates()
    events = [event for event, _ in ledger.representatives()]
    vague = {event.id for event in events if event.date and parse_edtf(event.date).days > _YEAR}
    relations = measure_relations(events, published=published, freq=freq, undated=undated)
    counted = [row for row in relations if row.period is not None and row.n_events]
    precise = [row for row in counted if set(row.events) - vague]
    for chosen in (precise, [row for row in counted if row.dyad == pair]):
        periods = [row.period for row in chosen if row.period is not None]
        inside = [row for row in counted if periods and min(periods) <= (row.period or "") <= max(periods)]
        if any(row.dyad == pair for row in inside):
            return list(_rate_rows(inside, pair, freq=freq))
    return []


def _rate_rows(relations: Iterable[Relation], pair: Dyad, *, freq: Frequency) -> Iterator[dict[str, Any]]:
    """Rates, without interval where the counts do not say how they vary: the model would be too sure."""
    counts = build_counts(relations, freq=freq)
    model = fit_counts(counts)
    rates = measure_rates(counts, model)
    dyad = counts.dyads.index(pair)
    seen = counts.events[dyad].sum(axis=1).nonzero()[0]
    for place in range(int(seen[0]), int(seen[-1]) + 1):
        period = counts.periods[place]
        for quad, name in enumerate(QUAD_NAMES):
            at = (dyad, place, quad)
            told = model.shape[quad] < _UNTOLD and bool(counts.events[:, :, quad].any())
            yield {
                "period": period,
                "quad_class": name,
                "events": int(counts.events[at]),
                "rate": float(rates.mean[at]),
                "low": float(rates.low[at]) if told else None,
                "high": float(rates.high[at]) if told else None,
                "long_run": float(rates.long_run[dyad, quad]),
            }


def rate_table(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same for the eye: a row a period, a column a class, each ``events: rate (low … high)``."""
    table: dict[str, dict[str, Any]] = {}
    for row in rows:
        cell = f"{row['events']}: {row['rate']:.1f}"
        if row["low"] is not None:
            cell += f" ({row['low']:.1f} … {row['high']:.1f})"
        table.setdefault(row["period"], {"period": row["period"]})[row["quad_class"]] = cell
    return list(table.values())
