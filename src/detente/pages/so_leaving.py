"""What the levels would be without one outlet."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import InputError
from detente.pages.levels_kept import find_levels
from detente.pages.scopes import ask_record, read_named
from detente.relations import Levels, Observations, measure_course, smooth_levels
from detente.relations.levels import find_series
from detente.report.words import date_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from detente.ledger import LedgerReader

__all__ = ["NEWEST", "LeftOut", "PairLevel", "Without", "leave_out"]

NEWEST = 2_000
"""Events of a pair of which outlets are left out, the newest."""
_PAIRS = 6
_COLUMNS = ("dyad", "domain", "day", "spread", "intensity", "weight")
_Z90 = 1.6448536269514722  # standard normal, 95th percentile


@dataclass(frozen=True, slots=True)
class PairLevel:
    """The level of a pair on the day of its last news; -10 to +10, with its 90% interval.

    `day_words` is when that was, as vaguely as it is told.
    """

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
        n_lost: Of the events compared those that nobody else tells.
        n_weaker: Those that others tell too.
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
        newest: Events of a pair of which outlets are left out, the newest; 0 if that is all of them.
        older: By how much the levels differ at most if all older events are left out, whoever tells them.
        behind: Whether the ledger has changed since its levels were measured.
        why_not: In words, why nothing was measured; empty otherwise.
    """

    pairs: tuple[PairLevel, ...] = ()
    rows: tuple[Without, ...] = ()
    newest: int = 0
    older: float = 0.0
    behind: bool = False
    why_not: str = ""


def leave_out(reader: LedgerReader, outlets: Sequence[str]) -> LeftOut:
    """The levels without each of these outlets, with the parameters fitted to all.

    An event that nobody else tells goes; one that others tell too loses one witness. The parameters stay, so
    that what is compared is the evidence and not the yardstick. Of a pair with very many events outlets are
    left out of the newest only: the older weigh little in the level of today, and how little is measured.
    """
    kept = find_levels(reader)
    if kept.levels is None and kept.generation < 0:
        return LeftOut(why_not="levels are being measured for the first time", behind=True)
    if kept.levels is None:
        return LeftOut(why_not="no dated event between two actors is known to have happened")
    main = _find_main(kept.levels)
    pairs = _name_pairs(reader, main)
    tellers = _tellers(reader, main)
    rows = [_without(main, name, tellers, pairs=pairs) for name in outlets]
    rows.sort(key=_order)
    cut = not bool(main.new.all())
    return LeftOut(
        pairs=pairs,
        rows=tuple(rows),
        newest=NEWEST if cut else 0,
        older=_weigh_older(main, pairs) if cut else 0.0,
        behind=kept.behind,
    )


def _order(row: Without) -> tuple[int, float, int, str]:
    """Those first on whom findings hang, then by the largest change."""
    hanging = sum(row.outside) + sum(mean is None for mean in row.means)
    return -hanging, -row.largest, -row.n_lost, row.outlet


@dataclass(frozen=True, slots=True, eq=False)
class _Main:
    """The pairs that are compared.

    Attributes:
        seen: The observations of these pairs only: given the parameters, others tell nothing of them.
        levels: Of these.
        dyads: The pairs.
        days: Of each the day of its last news, or the middle of what is told of it.
        last: Of each the identity of that event.
        new: Of each observation whether it is among the newest of its pair.
    """

    seen: Observations
    levels: Levels
    dyads: tuple[tuple[str, str], ...]
    days: tuple[date, ...]
    last: tuple[str, ...]
    new: NDArray[np.bool_]


def _find_main(levels: Levels) -> _Main:
    """The pairs of most observations."""
    seen = levels.observations
    counts = np.bincount(seen.dyad, minlength=len(seen.dyads))
    order = sorted(range(len(seen.dyads)), key=lambda place: (-int(counts[place]), seen.dyads[place]))
    chosen = [place for place in order[:_PAIRS] if counts[place]]
    rows = np.flatnonzero(np.isin(seen.dyad, chosen))
    events, place = np.unique(seen.event[rows], return_inverse=True)
    part = replace(
        seen,
        **{name: getattr(seen, name)[rows] for name in _COLUMNS},
        events=tuple(seen.events[k] for k in events.tolist()),
        event=place.astype(np.int64),
    )
    new = np.zeros(rows.size, dtype=np.bool_)
    days, last = [], []
    for one in chosen:
        own = np.flatnonzero(part.dyad == one)
        newest = own[np.argsort(-part.day[own], kind="stable")]
        new[newest[:NEWEST]] = True
        days.append(date.fromordinal(round(float(part.day[newest[0]]))))
        last.append(part.events[int(part.event[newest[0]])])
    dyads = tuple(seen.dyads[one] for one in chosen)
    return _Main(part, smooth_levels(part, levels.model), dyads, tuple(days), tuple(last), new)


def _name_pairs(reader: LedgerReader, main: _Main) -> tuple[PairLevel, ...]:
    names = read_named(reader, {name for dyad in main.dyads for name in dyad})
    told = {row["id"]: row["date"] for row in ask_record(reader, _DATES, {"ids": json.dumps(main.last)})}
    out = []
    for dyad, day, event in zip(main.dyads, main.days, main.last, strict=True):
        mean, sd = _level(main.levels, dyad, day) or (0.0, 0.0)
        first, second = (names[name].name if name in names else name for name in dyad)
        row = PairLevel(
            dyad=dyad,
            names=(first, second),
            day_words=date_words(told.get(event) or day.isoformat()),
            n_events=int((main.seen.dyad == main.seen.dyads.index(dyad)).sum()),
            mean=mean,
            low=mean - _Z90 * sd,
            high=mean + _Z90 * sd,
        )
        out.append(row)
    return tuple(out)


def _level(levels: Levels, dyad: tuple[str, str], day: date) -> tuple[float, float] | None:
    if find_series(levels, dyad, "overall") < 0:
        return None
    course = measure_course(levels, dyad, dates=[day])
    return float(course.mean[0]), float(course.sd[0])


def _tellers(reader: LedgerReader, main: _Main) -> dict[str, list[str]]:
    """Identity of a new event to the names of all that tell it, the nameless as an empty word."""
    names = [main.seen.events[k] for k in np.unique(main.seen.event[main.new]).tolist()]
    out: dict[str, list[str]] = defaultdict(list)
    for row in ask_record(reader, _TELLERS, {"ids": json.dumps(names)}):
        out[row["event"]].append(row["outlet"])
    return out


def _without(
    main: _Main, outlet: str, tellers: Mapping[str, Sequence[str]], *, pairs: Sequence[PairLevel]
) -> Without:
    told = [tellers.get(name, ()) for name in main.seen.events]
    lost = np.array([list(names) == [outlet] for names in told], dtype=np.bool_)
    weaker = np.array([outlet in names and len(names) > 1 for names in told], dtype=np.bool_)
    share = np.array([_share(len(names)) if outlet in names and len(names) > 1 else 1.0 for names in told])
    own = main.seen.event
    gone = lost[own] & main.new
    means = _means(main, ~gone, np.where(main.new, share[own], 1.0))
    changes = tuple(
        None if mean is None else mean - pair.mean for mean, pair in zip(means, pairs, strict=True)
    )
    return Without(
        outlet=outlet,
        n_lost=int(np.unique(own[gone]).size),
        n_weaker=int(np.unique(own[weaker[own] & main.new]).size),
        means=means,
        changes=changes,
        outside=tuple(
            mean is not None and not pair.low <= mean <= pair.high
            for mean, pair in zip(means, pairs, strict=True)
        ),
        largest=max((abs(change) for change in changes if change is not None), default=0.0),
    )


def _means(main: _Main, kept: NDArray[np.bool_], share: NDArray[np.float64]) -> tuple[float | None, ...]:
    """The levels with what is left; None of a pair of which nothing is."""
    rest = replace(main.seen, **{name: getattr(main.seen, name)[kept] for name in (*_COLUMNS, "event")})
    try:
        less = smooth_levels(replace(rest, weight=rest.weight * share[kept]), main.levels.model)
    except InputError:
        return tuple(None for _ in main.dyads)
    found = [_level(less, dyad, day) for dyad, day in zip(main.dyads, main.days, strict=True)]
    return tuple(None if row is None else row[0] for row in found)


def _weigh_older(main: _Main, pairs: Sequence[PairLevel]) -> float:
    """The largest change of a level if nothing but the newest events were known."""
    means = _means(main, main.new, np.ones(main.new.size))
    return max(abs((mean or 0.0) - pair.mean) for mean, pair in zip(means, pairs, strict=True))


def _share(n_outlets: int) -> float:
    """What is left of an event's weight without one of its witnesses; see `weigh_event`."""
    return ((n_outlets - 1) / n_outlets) * ((n_outlets + 1) / 2) / (n_outlets / 2)


_DATES = "SELECT merged_events.id, date FROM json_each(:ids) JOIN merged_events ON merged_events.id = value"
_TELLERS = """
SELECT DISTINCT merged_mentions.event AS event, documents.outlet AS outlet FROM json_each(:ids)
JOIN merged_mentions ON merged_mentions.event = json_each.value
JOIN event_mentions ON event_mentions.id = merged_mentions.mention
JOIN documents ON documents.id = event_mentions.document
"""
