"""The levels of a ledger, and the days and pairs that a user asks them for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.core.dates import parse_edtf
from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.pages.ledger_levels import levels_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.relations import Levels

__all__ = [
    "check_seen", "count_events", "day_of", "days_between", "levels_of", "reserve", "seen_days", "window_of",
    "yearly_days",
]  # fmt: skip

Dyad = tuple[str, str]
_FEW = 200
_PRECISE = 183.5  # half the days of a year: the spread of a date that is at least a year
_NAMED = 6


def reserve(levels: Levels, domain: str) -> str:
    """How sure the levels of a domain are, in words."""
    rows = levels.observations.domain == levels.observations.domains.index(domain)
    told = np.zeros(int(levels.observations.event.max(initial=-1)) + 1, dtype=bool)
    told[levels.observations.event[rows]] = True
    n_events = int(np.count_nonzero(told))
    n_dyads = int(np.count_nonzero(_series(levels, domain)))
    words = f"{domain}: {n_events} dated events of {n_dyads} pairs; low and high hold 90 %"
    if n_events < _FEW:
        words += "; with so few the model leans on its prior: trust the intervals, not the means"
    n_undated = len(levels.observations.undated)
    if n_undated:
        words += f"; {n_undated} events without a date are left out (--undated published counts them)"
    return words


def check_seen(levels: Levels, pair: Dyad) -> None:
    """That the dyad was seen at all.

    Raises:
        UnknownNameError: If not; the hint names those with whom the two were seen.
    """
    observations = levels.observations
    if (min(pair), max(pair)) in observations.dyads:
        return
    counts = np.bincount(observations.dyad, minlength=len(observations.dyads))
    order = np.argsort(-counts, kind="stable").tolist()
    near = [observations.dyads[k] for k in order if set(pair) & set(observations.dyads[k])]
    named = ", ".join(f"{first}-{second}" for first, second in near[:_NAMED])
    seen = f"seen: {named}" if near else "`detente dyads` lists the pairs of which something is known"
    if observations.undated:
        seen += f"; --undated published counts {len(observations.undated)} events that have no date"
    raise UnknownNameError(
        f"no dated event between {pair[0]} and {pair[1]} is known to have occurred", hint=seen
    )


def seen_days(levels: Levels, domain: str, *pairs: Dyad) -> tuple[date, date]:
    """The first and last day on which something was seen of these dyads, or of all.

    Dates that are less precise than a year do not count, unless there are no others.

    Raises:
        InputError: If nothing was seen of them in the domain.
    """
    chain, dyads = levels.chain, levels.observations.dyads
    series = _series(levels, domain)
    if pairs:
        series &= np.isin(chain.dyad, [dyads.index((min(pair), max(pair))) for pair in pairs])
    if not series.any():
        named = " or ".join(f"{min(pair)} and {max(pair)}" for pair in pairs)
        raise InputError(
            f"no dated event between {named} belongs to the domain {domain!r}",
            hint="leave out --domain, or try another one",
        )
    if pairs:
        places = np.flatnonzero(series).tolist()
        links = np.concatenate([np.arange(*chain.start[place : place + 2]) for place in places])
    else:
        links = np.flatnonzero(np.repeat(series, np.diff(chain.start)))
    spread, days = chain.spread[links], chain.day[links]
    precise = spread <= _PRECISE
    days = days[precise] if precise.any() else days
    return date.fromordinal(int(days.min())), date.fromordinal(int(np.ceil(days.max())))


def day_of(word: str, option: str, place: Literal["first", "middle", "last"]) -> date:
    """The first, middle or last day of an EDTF date.

    Raises:
        UsageError: If it is none, or open on that side.
    """
    try:
        span = parse_edtf(word)
    except InputError as fault:
        raise UsageError(f"{option}: {fault}", hint=f"as in {option} 2014, 2014-11 or 2014-11-20") from fault
    if span.is_open:
        raise UsageError(f"{option}: {word!r} has an open end", hint="give a year, a month or a day")
    return {"first": span.start, "middle": span.middle, "last": span.end - timedelta(days=1)}[place]


def window_of(first: str | None, last: str | None, seen: tuple[date, date]) -> tuple[date, date]:
    """From the first day of the one date to the last of the other; else what was seen.

    Raises:
        UsageError: If the dates are reversed, or leave no time between.
    """
    start = day_of(first, "--from", "first") if first is not None else seen[0]
    end = day_of(last, "--to", "last") if last is not None else seen[1]
    if start > end:
        hint = "give the earlier date to --from" if first and last else "the events have other dates"
        raise UsageError(f"{start} comes after {end}", hint=f"{hint}; they lie from {seen[0]} to {seen[1]}")
    if start == end:
        raise UsageError(f"there is no time between {start} and {end}", hint="give --from and --to")
    return start, end


def yearly_days(window: tuple[date, date]) -> list[date]:
    """Both ends of a window, and every 1 January between them.

    >>> [str(day) for day in yearly_days((date(2014, 11, 20), date(2016, 3, 1)))]
    ['2014-11-20', '2015-01-01', '2016-01-01', '2016-03-01']
    """
    inner = [date(year, 1, 1) for year in range(window[0].year + 1, window[1].year + 1)]
    return sorted({*window, *inner})


def days_between(levels: Levels, pair: Dyad, domain: str) -> list[float]:
    """Ordinals of what was seen of a dyad in a domain."""
    observations = levels.observations
    rows = observations.dyad == observations.dyads.index((min(pair), max(pair)))
    rows &= observations.domain == observations.domains.index(domain)
    return [float(day) for day in observations.day[rows]]


def count_events(levels: Levels, domain: str, window: tuple[date, date] | None = None) -> dict[Dyad, int]:
    """Dated events of each dyad in a domain, within a window or at any time."""
    chain, counted = levels.chain, levels.chain.count
    if window is not None:
        first, last = (day.toordinal() for day in window)
        counted = np.where((chain.day >= first) & (chain.day <= last), counted, 0.0)
    series = _series(levels, domain)
    counts = np.zeros(len(levels.observations.dyads), dtype=np.int64)
    counts[chain.dyad[series]] = np.add.reduceat(counted, chain.start[:-1])[series]
    return dict(zip(levels.observations.dyads, counts.tolist(), strict=True))


def _series(levels: Levels, domain: str) -> NDArray[np.bool_]:
    """Which series of the chain are of a domain; links are fewer than observations, and in order."""
    return np.asarray(levels.chain.domain == levels.observations.domains.index(domain))
