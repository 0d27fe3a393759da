"""What a report reads from the smoothed levels of a ledger: curves, turning points, shifts, tilts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from detente.relations import (
    Course,
    Levels,
    Observations,
    Shift,
    Tilt,
    TurningPoint,
    find_turning_points,
    measure_course,
    measure_shift,
    measure_tilt,
)

if TYPE_CHECKING:
    from detente.actors.actor import Actor
    from detente.coding.statements import Claim, MechanismStatement

__all__ = ["MeasuredLevels", "MovedTilt", "measure_levels"]

Dyad = tuple[str, str]
_DOMAIN = "overall"
_COURSES = 30  # most eventful dyads with a curve
_TILTS = 6
_PARTNERS = 6  # of an actor, among which two are chosen
_GRID, _NEWS = 80, 40  # most dates of a curve: evenly spread, and on days of news
_PAD_DAYS = 60  # least before the first news and after the last
_BULK = 0.8  # share of the dated events that the common window holds
_STATELIKE = frozenset({"state", "igo", "bloc", ""})


@dataclass(frozen=True, slots=True)
class MovedTilt:
    """The tilt of an actor, with the shifts of its two dyads between the first and the last news of them."""

    tilt: Tilt
    toward: Shift
    against: Shift

    @property
    def change(self) -> float:
        """Posterior mean of the change of the tilt."""
        return self.toward.change - self.against.change

    @property
    def sd(self) -> float:
        """Its standard deviation; given the parameters the two dyads are independent."""
        return float(np.hypot(self.toward.sd, self.against.sd))


@dataclass(frozen=True, slots=True)
class MeasuredLevels:
    """What a report tells of levels; empty where no event has a date.

    Attributes:
        courses: Of the most eventful dyads, most eventful first.
        turning: Turning points of these dyads.
        shifts: Of every dyad with news on two days, from the first to the last.
        tilts: Most talked about first.
        placed: Identity of an event to the ordinal of its day and half the width of its date in days.
        dated: Dyad to the number of dated events that move it.
        news: Dyads of the curves to day and half the width of the date of each of these events.
        window: The last whole years that hold most dated events, for charts of one scale.
        levels: All of them, for the system of states; None if there are none.
    """

    courses: Sequence[Course] = ()
    turning: Sequence[TurningPoint] = ()
    shifts: Sequence[Shift] = ()
    tilts: Sequence[MovedTilt] = ()
    placed: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    dated: Mapping[Dyad, int] = field(default_factory=dict)
    news: Mapping[Dyad, Sequence[tuple[float, float]]] = field(default_factory=dict)
    window: tuple[date, date] | None = None
    levels: Levels | None = None


def measure_levels(
    levels: Levels | None,
    *,
    claims: Iterable[Claim] = (),
    mechanisms: Iterable[MechanismStatement] = (),
    actors: Mapping[str, Actor] | None = None,
) -> MeasuredLevels:
    """Read the levels of all dyads, over all domains together.

    Args:
        levels: Smoothed, as `Ledger.levels` has them; None where no event has a date.
        claims: That say which dyads are talked about.
        mechanisms: Likewise.
        actors: By identity; tilts are between states and organisations of states only.
    """
    if levels is None:
        return MeasuredLevels()
    observations = _overall(levels.observations)
    counts = Counter(observations.dyads[index] for index in observations.dyad.tolist())
    order = sorted(counts, key=lambda dyad: (-counts[dyad], dyad))
    news = {dyad: _days_of(observations, dyad) for dyad in order}
    window = _find_window(observations)
    triads = _find_triads(counts, _count_talk(claims, mechanisms), actors=actors or {})
    chosen = order[:_COURSES]
    names = [observations.events[index] for index in observations.event.tolist()]
    places = zip(observations.day.tolist(), observations.spread.tolist(), strict=True)
    return MeasuredLevels(
        courses=[measure_course(levels, dyad, dates=_spread_dates(news[dyad])) for dyad in chosen],
        turning=[point for dyad in chosen for point in find_turning_points(levels, dyad)],
        shifts=[
            measure_shift(levels, dyad, (_date(days[0]), _date(days[-1])))
            for dyad, days in news.items()
            if _date(days[0]) < _date(days[-1])
        ],
        tilts=[
            tilt for triad in triads if (tilt := _measure_tilt(levels, triad, news=news, begin=window[0]))
        ],
        placed=dict(zip(names, places, strict=True)),
        dated=dict(counts),
        news=_find_news(observations),
        window=window,
        levels=levels,
    )


def _date(day: float) -> date:
    return date.fromordinal(round(day))


def _overall(observations: Observations) -> Observations:
    """Only the observations of all domains together: the report shows no other."""
    kept = observations.domain == observations.domains.index(_DOMAIN)
    columns = ("dyad", "domain", "event", "day", "spread", "intensity", "weight")
    return replace(observations, **{name: getattr(observations, name)[kept] for name in columns})


def _days_of(observations: Observations, dyad: Dyad) -> list[float]:
    """Days of news of a dyad, in order."""
    mine = observations.dyad == observations.dyads.index(dyad)
    days: list[float] = np.unique(observations.day[mine]).tolist()
    return days


def _find_news(observations: Observations) -> dict[Dyad, list[tuple[float, float]]]:
    """Day and half the width of the date of each event of each dyad."""
    out: dict[Dyad, list[tuple[float, float]]] = defaultdict(list)
    rows = zip(
        observations.dyad.tolist(), observations.day.tolist(), observations.spread.tolist(), strict=True
    )
    for index, day, spread in rows:
        out[observations.dyads[index]].append((day, spread))
    return out


def _spread_dates(news: Sequence[float], *, begin: date | None = None) -> list[date]:
    """Days for a curve: evenly from before the first news to after the last, denser where the news is."""
    first, last = news[0], news[-1]
    pad = max(_PAD_DAYS, (last - first) * 0.04)
    some = np.array(news)[np.linspace(0, len(news) - 1, min(len(news), _NEWS)).round().astype(int)]
    days = np.unique(np.concatenate([np.linspace(first - pad, last + pad, _GRID), some]).round())
    least = max(begin.toordinal() if begin else 1, 1)
    return [_date(day) for day in days.clip(least, date.max.toordinal())]


def _find_window(observations: Observations) -> tuple[date, date]:
    """Whole years up to the last news; a long thin beginning is cut off."""
    days = np.sort(observations.day)
    first, last = _date(days[0]), _date(days[-1])
    bulk = _date(days[int((1.0 - _BULK) * days.size)])
    begin = bulk if (last - bulk) * 2 < last - first else first
    return date(begin.year, 1, 1), date(last.year, 12, 31)


def _count_talk(claims: Iterable[Claim], mechanisms: Iterable[MechanismStatement]) -> Counter[Dyad]:
    """How often the texts speak of two actors: claims on them, arguments that name both."""
    talk: Counter[Dyad] = Counter()
    for claim in claims:
        talk[min(claim.dyad), max(claim.dyad)] += 1
    for statement in mechanisms:
        talk.update(combinations(sorted(set(statement.actors)), 2))
    return talk


def _find_triads(
    counts: Mapping[Dyad, int], talk: Mapping[Dyad, int], *, actors: Mapping[str, Actor]
) -> list[tuple[str, str, str]]:
    """Each actor with the two others it is most talked about with, else has the most events with.

    Two others who have to do with each other, by event or in the texts, go before two who do not. Only a
    state stands between others; these may be organisations of states.
    """
    best: list[tuple[bool, int, int, str, str, str]] = []
    for actor, ranks in _rank_partners(counts, talk, actors=actors).items():
        options = []
        for one, other in combinations(ranks[:_PARTNERS], 2):
            ends = (min(one[2], other[2]), max(one[2], other[2]))
            apart = ends not in talk and ends not in counts
            options.append((apart, one[0] + other[0], one[1] + other[1], one[2], other[2]))
        if options:
            best.append((*min(options), actor))
    return [(actor, first, second) for *_, first, second, actor in sorted(best)[:_TILTS]]


def _rank_partners(
    counts: Mapping[Dyad, int], talk: Mapping[Dyad, int], *, actors: Mapping[str, Actor]
) -> dict[str, list[tuple[int, int, str]]]:
    """Of each state, less how often the texts speak of it with a partner, less their events, the partner."""
    kinds = {name: actor.kind for name, actor in actors.items()}
    ranks: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for dyad, n in counts.items():
        if n > 1 and _STATELIKE.issuperset(kinds.get(name, "") for name in dyad):
            for one, other in (dyad, dyad[::-1]):
                if kinds.get(one, "state") == "state":
                    ranks[one].append((-talk.get(dyad, 0), -n, other))
    return {actor: sorted(rows) for actor, rows in ranks.items()}


def _measure_tilt(
    levels: Levels, triad: tuple[str, str, str], *, news: Mapping[Dyad, Sequence[float]], begin: date
) -> MovedTilt | None:
    """The tilt over the news of both dyads within the common window; None if that is all on one day."""
    actor, toward, against = triad
    pairs = [(min(actor, other), max(actor, other)) for other in (toward, against)]
    days = sorted({day for pair in pairs for day in news[pair] if day >= begin.toordinal()})
    if not days or _date(days[0]) == _date(days[-1]):
        return None
    span = (_date(days[0]), _date(days[-1]))
    dates = _spread_dates(days, begin=begin)
    tilt = measure_tilt(levels, actor, (toward, against), dates=dates)
    return MovedTilt(tilt, *(measure_shift(levels, pair, span) for pair in pairs))
