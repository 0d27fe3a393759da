"""The system of states at the end of each period: which states, which periods, which ties, which camps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from detente.relations import Levels, Snapshot, measure_snapshot
from detente.report.words import month_words
from detente.system import (
    Camps,
    SignedGraph,
    System,
    build_signed_graph,
    build_system,
    measure_clusterability,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.actors.actor import Actor

__all__ = [
    "Evidence",
    "Frame",
    "Period",
    "choose_periods",
    "gather_evidence",
    "label_period",
    "measure_frames",
]

Dyad = tuple[str, str]
_STATES = 30
_FRAMES, _FEW = 40, 4
_STEPS = (1, 3, 12, 24, 60, 120, 240)  # months
_SILENT = 1 / 3  # largest share of periods without news, if a coarser step has less
_SECONDS, _SECONDS_NEWEST = 0.5, 5.0  # for the proof of the camps of a period
_SURE = 0.9
_MEMORY = 3653  # days for which a pair without news is still shown


@dataclass(frozen=True, slots=True)
class Evidence:
    """The dated events between the states that are shown.

    Attributes:
        states: Identities, sorted: those with most dated events.
        counts: Dated events of each.
        days: Ordinals of the events of each pair, sorted.
        n_left_out: States with fewer.
        n_others: Actors with dated events that are no states.
    """

    states: tuple[str, ...]
    counts: Mapping[str, int]
    days: Mapping[Dyad, Sequence[float]]
    n_left_out: int
    n_others: int


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the day after the last."""

    start: date
    end: date


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The system at the end of a period.

    Attributes:
        period: The period.
        when: The day: the last of the period, or of the news.
        news: Pairs with an event dated within the period, and how many.
        snapshot: Levels of the pairs of which something had happened by then; None if none.
        system: Of their ties; None likewise, or if the period has no news.
        graph: Its sure ties, each counting one; None likewise.
        camps: Of the graph; None likewise.
    """

    period: Period
    when: date
    news: Mapping[Dyad, int]
    snapshot: Snapshot | None = None
    system: System | None = None
    graph: SignedGraph | None = None
    camps: Camps | None = None


def gather_evidence(levels: Levels, actors: Mapping[str, Actor], *, domain: str = "overall") -> Evidence:
    """The states with most dated events of a domain among themselves, and these events.

    What is not known to be something else counts as a state.
    """
    observations = levels.observations
    mine = observations.domain == observations.domains.index(domain)
    days: dict[Dyad, list[float]] = {}
    for place, day in zip(observations.dyad[mine].tolist(), observations.day[mine].tolist(), strict=True):
        days.setdefault(observations.dyads[place], []).append(day)
    kinds = {name: actors[name].kind if name in actors else "" for dyad in days for name in dyad}
    known = {name for name, kind in kinds.items() if kind in ("state", "")}
    counts = _count(days, known)
    shown = {name for name, _ in sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:_STATES]}
    kept = {dyad: sorted(mine) for dyad, mine in days.items() if shown.issuperset(dyad)}
    counted = _count(kept, shown)
    return Evidence(
        states=tuple(sorted(counted)),
        counts=counted,
        days=kept,
        n_left_out=len(counts) - len(counted),
        n_others=len(kinds) - len(known),
    )


def _count(days: Mapping[Dyad, Sequence[float]], among: set[str]) -> Counter[str]:
    """Events of each of some actors with others of them."""
    counts: Counter[str] = Counter()
    for dyad, mine in days.items():
        if among.issuperset(dyad):
            counts.update(dict.fromkeys(dyad, len(mine)))
    return counts


def choose_periods(days: Iterable[float], *, begin: date) -> tuple[int, list[Period]]:
    """The finest periods up to the last news that are few enough and seldom silent: months, quarters, years.

    Args:
        days: Ordinals of the news.
        begin: Earlier news is passed over.

    Returns:
        The months of a step, and the periods from the first news on; no more than forty.
    """
    known = sorted(date.fromordinal(round(day)) for day in days if day >= begin.toordinal())
    if not known:
        return 12, []
    best: tuple[float, int, list[Period]] | None = None
    for step in _STEPS:
        if _index(known[-1], step) - _index(known[0], step) >= _FRAMES:
            continue
        periods = _divide(known[0], known[-1], step)
        if best is not None and len(periods) < _FEW:
            break
        told = {_index(day, step) for day in known}
        silent = 1.0 - len(told) / len(periods)
        if best is None or silent < best[0]:
            best = (silent, step, periods)
        if silent <= _SILENT:
            break
    if best is None:  # longer than forty times the longest step
        periods = _divide(known[0], known[-1], _STEPS[-1])[-_FRAMES:]
        return _STEPS[-1], periods
    return best[1], best[2]


def _index(day: date, step: int) -> int:
    return (day.year * 12 + day.month - 1) // step


def _divide(first: date, last: date, step: int) -> list[Period]:
    return [
        Period(_month(place * step), _month((place + 1) * step))
        for place in range(_index(first, step), _index(last, step) + 1)
    ]


def _month(number: int) -> date:
    least = max(number, 12)
    return date(min(least // 12, 9999), least % 12 + 1, 1)


def measure_frames(
    levels: Levels, evidence: Evidence, *, periods: Sequence[Period], domain: str = "overall"
) -> list[Frame]:
    """The system of a domain at the end of each period; of a period without news nothing is measured.

    A pair enters with its first event and leaves ten years after its last so far, or at the end of its
    period: neither what came before is read back from later news, nor is old news carried on for ever.
    """
    last = date.fromordinal(round(max(day for mine in evidence.days.values() for day in mine)))
    return [_measure(levels, evidence, period, last=last, domain=domain) for period in periods]


def _measure(levels: Levels, evidence: Evidence, period: Period, *, last: date, domain: str) -> Frame:
    start, end = period.start.toordinal(), period.end.toordinal()
    when = min(period.end - timedelta(days=1), last)
    within = {dyad: sum(start <= round(day) < end for day in mine) for dyad, mine in evidence.days.items()}
    news = {dyad: n for dyad, n in within.items() if n}
    if not news:
        return Frame(period, when, news)
    snapshot = measure_snapshot(levels, when, domain=domain)
    earliest = min(when.toordinal() - _MEMORY, start - 1)
    places = [
        place
        for place, dyad in enumerate(snapshot.dyads)
        if any(earliest < day < end for day in evidence.days.get(dyad, ()))
    ]
    known = replace(
        snapshot,
        dyads=tuple(snapshot.dyads[place] for place in places),
        mean=snapshot.mean[places],
        sd=snapshot.sd[places],
    )
    system = build_system(known, states=evidence.states, coverage=_SURE)
    graph = _graph_of(system)
    seconds = _SECONDS_NEWEST if when == last else _SECONDS
    camps = measure_clusterability(graph, seconds=seconds)
    return Frame(period, when, news, known, system, graph, camps)


def _graph_of(system: System) -> SignedGraph:
    """The sure ties of a system, each counting one."""
    first, second = np.nonzero(np.triu(system.weights[0]))
    return build_signed_graph(
        system.n_states, first, second=second, sign=np.sign(system.weights[0])[first, second]
    )


def label_period(period: Period) -> str:
    """A period for a reader: ``2018``, ``August 2018``, ``July to September 2018``, ``2010 to 2014``."""
    last = period.end - timedelta(days=1)
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    if months == 1:
        return month_words(period.start)
    if months < 12:
        return f"{month_words(period.start).split()[0]} to {month_words(last)}"
    return str(last.year) if months == 12 else f"{period.start.year} to {last.year}"
