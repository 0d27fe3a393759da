"""What the levels would be without one outlet."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.pages.levels_kept import MANY, find_levels
from detente.pages.scopes import ask_record, read_named
from detente.relations import Levels, Observations, measure_snapshot, smooth_levels
from detente.report.words import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.ledger import LedgerReader

__all__ = ["LeftOut", "PairLevel", "Without", "leave_out"]

_PAIRS = 6
_Z90 = 1.6448536269514722  # standard normal, 95th percentile


@dataclass(frozen=True, slots=True)
class PairLevel:
    """The level of a pair on the day of its last news; -10 to +10, with its 90% interval."""

    dyad: tuple[str, str]
    names: tuple[str, str]
    day_words: str
    n_events: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Without:
    """The levels without one outlet.

    Attributes:
        outlet: Its name; empty for all whose name is not known.
        n_lost: Dated events that nobody else tells.
        n_weaker: Dated events that others tell too.
        means: Of each pair the level then; None where no news of it is left.
        changes: Of each pair the change; None likewise.
        outside: Whether the level then lies outside the interval of all sources.
        largest: The largest change, without its sign.
    """

    outlet: str
    n_lost: int
    n_weaker: int
    means: tuple[float | None, ...]
    changes: tuple[float | None, ...]
    outside: tuple[bool, ...]
    largest: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The main levels, and what each would be without each outlet.

    Attributes:
        pairs: The pairs of most dated events.
        rows: Those first on whom findings hang, then by the largest change.
        why_not: In words, why nothing was measured; empty otherwise.
    """

    pairs: tuple[PairLevel, ...] = ()
    rows: tuple[Without, ...] = ()
    why_not: str = ""


def leave_out(reader: LedgerReader, outlets: Sequence[str]) -> LeftOut:
    """The levels without each of these outlets, with the parameters fitted to all.

    An event that nobody else tells goes; one that others tell too loses one witness. The parameters stay, so
    that what is compared is the evidence and not the yardstick.
    """
    if reader.count_merged() > MANY:
        return LeftOut(why_not=f"not computed for ledgers of more than {MANY:,} events")
    kept = find_levels(reader)
    if kept.levels is None:
        return LeftOut(why_not="no dated event between two actors is known to have happened")
    levels = kept.levels
    pairs, days = _pairs(reader, levels)
    tellers = _tellers(reader, levels.observations)
    rows = [_without(levels, name, tellers, pairs=pairs, days=days) for name in outlets]
    rows.sort(key=_order)
    return LeftOut(pairs=pairs, rows=tuple(rows))


def _order(row: Without) -> tuple[int, float, int, str]:
    """Those first on whom findings hang, then by the largest change."""
    hanging = sum(row.outside) + sum(mean is None for mean in row.means)
    return -hanging, -row.largest, -row.n_lost, row.outlet


def _pairs(reader: LedgerReader, levels: Levels) -> tuple[tuple[PairLevel, ...], list[date]]:
    """The pairs of most observations, with their level on their last day of news."""
    seen = levels.observations
    counts = np.bincount(seen.dyad, minlength=len(seen.dyads))
    order = sorted(range(len(seen.dyads)), key=lambda place: (-int(counts[place]), seen.dyads[place]))
    chosen = order[:_PAIRS]
    names = read_named(reader, {name for place in chosen for name in seen.dyads[place]})
    out, days = [], []
    for place in chosen:
        dyad = seen.dyads[place]
        day = date.fromordinal(round(float(seen.day[seen.dyad == place].max())))
        mean, sd = _level(levels, dyad, day) or (0.0, 0.0)
        first, second = (names[name].name if name in names else name for name in dyad)
        row = PairLevel(
            dyad=dyad,
            names=(first, second),
            day_words=day_words(day),
            n_events=int(counts[place]),
            mean=mean,
            low=mean - _Z90 * sd,
            high=mean + _Z90 * sd,
        )
        out.append(row)
        days.append(day)
    return tuple(out), days


def _level(levels: Levels, dyad: tuple[str, str], day: date) -> tuple[float, float] | None:
    snapshot = measure_snapshot(levels, day)
    if dyad not in snapshot.dyads:
        return None
    place = snapshot.dyads.index(dyad)
    return float(snapshot.mean[place]), float(snapshot.sd[place])


def _tellers(reader: LedgerReader, seen: Observations) -> dict[str, list[str]]:
    """Identity of an event to the names of all that tell it, the nameless as an empty word."""
    rows = ask_record(reader, _TELLERS, {"ids": json.dumps(list(seen.events))})
    out: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        out[row["event"]].append(row["outlet"])
    return out


def _without(
    levels: Levels,
    outlet: str,
    tellers: Mapping[str, Sequence[str]],
    *,
    pairs: Sequence[PairLevel],
    days: Sequence[date],
) -> Without:
    seen = levels.observations
    told = [tellers.get(name, ()) for name in seen.events]
    lost = np.array([list(names) == [outlet] for names in told], dtype=bool)
    weaker = np.array([outlet in names and len(names) > 1 for names in told], dtype=bool)
    share = np.array([_share(len(names)) if outlet in names and len(names) > 1 else 1.0 for names in told])
    rest = _keep(seen, ~lost[seen.event], share[seen.event])
    present = np.zeros(len(seen.events), dtype=bool)
    present[seen.event] = True
    means = _means(levels, rest, pairs=pairs, days=days)
    changes = tuple(
        None if mean is None else mean - pair.mean for mean, pair in zip(means, pairs, strict=True)
    )
    return Without(
        outlet=outlet,
        n_lost=int((lost & present).sum()),
        n_weaker=int((weaker & present).sum()),
        means=means,
        changes=changes,
        outside=tuple(
            mean is not None and not pair.low <= mean <= pair.high
            for mean, pair in zip(means, pairs, strict=True)
        ),
        largest=max((abs(change) for change in changes if change is not None), default=0.0),
    )


def _means(
    levels: Levels, rest: Observations, *, pairs: Sequence[PairLevel], days: Sequence[date]
) -> tuple[float | None, ...]:
    """The levels with what is left; None of a pair of which nothing is."""
    try:
        less = smooth_levels(rest, levels.model)
    except InputError:
        return tuple(None for _ in pairs)
    found = [_level(less, pair.dyad, day) for pair, day in zip(pairs, days, strict=True)]
    return tuple(None if row is None else row[0] for row in found)


def _share(n_outlets: int) -> float:
    """What is left of an event's weight without one of its witnesses; see `weigh_event`."""
    return ((n_outlets - 1) / n_outlets) * ((n_outlets + 1) / 2) / (n_outlets / 2)


def _keep(seen: Observations, kept: np.ndarray, share: np.ndarray) -> Observations:
    columns = {
        name: getattr(seen, name)[kept] for name in ("dyad", "domain", "event", "day", "spread", "intensity")
    }
    return replace(seen, **columns, weight=(seen.weight * share)[kept])


_TELLERS = """
SELECT DISTINCT merged_mentions.event AS event, documents.outlet AS outlet FROM json_each(:ids)
JOIN merged_mentions ON merged_mentions.event = json_each.value
JOIN event_mentions ON event_mentions.id = merged_mentions.mention
JOIN documents ON documents.id = event_mentions.document
"""
