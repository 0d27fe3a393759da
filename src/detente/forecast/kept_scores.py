"""Forecasts that were kept, held to what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from detente.core.dates import parse_edtf
from detente.forecast.chances import poisson
from detente.forecast.nouns import Floats
from detente.forecast.records import Records, find_place
from detente.ledger import KeptForecast

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "KeptScore",
    "LevelSeen",
    "count_periods",
    "find_between",
    "find_of",
    "measure_pinball",
    "score_kept",
]

State = Literal["open", "unread", "void", "scored"]
LevelSeen = Callable[[tuple[str, str], str, str], float | None]
"""The level of a dyad in a domain on a day, as it is known now; None if nothing was seen of it."""
_LEAST = 1e-4
_N_CLASSES = 4


@dataclass(frozen=True, slots=True)
class KeptScore:
    """What became of a forecast.

    Attributes:
        forecast: As it was kept.
        state: ``open``: its window has not passed; ``unread``: it has, but the records do not reach so far;
            ``void``: nothing came that it could be held to (*who next?* without a next); ``scored``.
        measure: Of `score`: ``Brier``, ``CRPS``, ``log``, ``error``; smaller is better for each.
        came: What came: whether; how often, by period and class; who; the levels. None where not scored.
        score: Its own; None where not scored.
        log: Its log score, where it has one.
        inside: Share of what came that lies in its band; None where it has none.
        baselines: Name of a plain forecast to its score by the same measure.
    """

    forecast: KeptForecast
    state: State
    measure: str
    came: Any = None
    score: float | None = None
    log: float | None = None
    inside: float | None = None
    baselines: Mapping[str, float] = field(default_factory=dict)

    @property
    def beaten(self) -> tuple[str, ...]:
        """The plain forecasts that did worse."""
        return tuple(
            name for name, value in self.baselines.items() if self.score is not None and value > self.score
        )


_MEASURES = {"occurrence": "Brier", "counts": "CRPS", "next": "log", "level": "error"}


def score_kept(
    records: Records,
    forecasts: Iterable[KeptForecast],
    as_of: date,
    *,
    level_seen: LevelSeen | None = None,
) -> list[KeptScore]:
    """Hold forecasts to what came, and their plain forecasts beside them.

    Of counts the score is the mean CRPS over periods and classes, from twenty quantiles (twice the mean
    pinball loss; Gneiting and Raftery, JASA 102, 2007, section 4.2); a plain forecast of counts has a mean
    only, and is taken for a Poisson of it. Of an occurrence it is Brier's, of *who next?* the negative
    logarithm of the probability of the first that came, of a level the mean absolute error.

    Args:
        records: What is known now, of the same kind as the forecasts were made from.
        forecasts: As they were kept.
        as_of: The day of judging: windows that end later are open.
        level_seen: Where levels stood; without it forecasts of levels stay unread.

    >>> from detente.forecast.records import build_records
    >>> from detente.ledger import build_kept
    >>> records = build_records(
    ...     days=[date(2018, 8, 7), date(2019, 1, 9)], sources=["RUS", "RUS"], types=["AGREE", "AGREE"],
    ...     targets=["PAK", "PAK"],
    ... )
    >>> one = build_kept("occurrence", as_of="2018-07-01", closes="2018-09-29", source="RUS", target="PAK",
    ...     type="AGREE", answer={"probability": 0.7, "low": 0.4, "high": 0.9}, model="m", version="1",
    ...     baselines={"base rate": 0.1})
    >>> (found,) = score_kept(records, [one], date(2019, 2, 1))
    >>> found.state, found.came, round(found.score, 2), found.beaten
    ('scored', True, 0.09, ('base rate',))
    """
    reach = int(records.day[-1]) if len(records) else 0
    known = records.before(as_of)
    return [_score(known, one, as_of, reach=reach, level_seen=level_seen) for one in forecasts]


def _score(
    records: Records, forecast: KeptForecast, as_of: date, *, reach: int, level_seen: LevelSeen | None
) -> KeptScore:
    measure, closes = _MEASURES[forecast.kind], date.fromisoformat(forecast.closes)
    if forecast.kind == "next" and (first := _find_first(records, forecast)) is not None:
        return _score_next(forecast, first, measure)  # decided as soon as one came
    if closes > as_of:
        return KeptScore(forecast, "open", measure)
    if reach < (closes - timedelta(days=1)).toordinal():
        return KeptScore(forecast, "unread", measure)
    if forecast.kind == "next":
        return KeptScore(forecast, "void", measure)
    if forecast.kind == "occurrence":
        return _score_occurrence(records, forecast, measure)
    if forecast.kind == "counts":
        return _score_counts(records, forecast, measure)
    return _score_level(forecast, measure, level_seen)


def _score_occurrence(records: Records, forecast: KeptForecast, measure: str) -> KeptScore:
    came = bool(_find_rows(records, forecast).size)

    def brier(value: object) -> float:
        return (float(str(value)) - came) ** 2

    probability = float(forecast.answer["probability"])
    given = probability if came else 1.0 - probability
    return KeptScore(
        forecast,
        "scored",
        measure,
        came=came,
        score=brier(probability),
        log=float(-np.log(max(given, _LEAST))),
        baselines={name: brier(value) for name, value in forecast.baselines.items()},
    )


def _find_first(records: Records, forecast: KeptForecast) -> str | None:
    """The answer to *who next?*: the other party of the first event that fits; None if none came."""
    rows = _find_rows(records, forecast)
    if not rows.size:
        return None
    column = records.target if forecast.target is None else records.source
    return records.actors[int(column[rows[0]])]


def _score_next(forecast: KeptForecast, came: str, measure: str) -> KeptScore:
    given = {str(actor): float(share) for actor, share in forecast.answer["candidates"]}
    rank = next((place for place, actor in enumerate(given, 1) if actor == came), 0)
    score = float(-np.log(max(given.get(came, 0.0), _LEAST)))
    return KeptScore(
        forecast, "scored", measure, came={"actor": came, "rank": rank or None}, score=score, log=score
    )


def _score_counts(records: Records, forecast: KeptForecast, measure: str) -> KeptScore:
    pair = (forecast.source or "", forecast.target or "")
    came = count_periods(records, pair, forecast.periods)
    answer = forecast.answer
    levels, quantiles = np.array(answer["levels"]), np.array(answer["quantiles"], dtype=np.float64)
    low, high = np.array(answer["low"]), np.array(answer["high"])
    return KeptScore(
        forecast,
        "scored",
        measure,
        came=came.astype(int).tolist(),
        score=measure_pinball(levels, quantiles, came),
        inside=float(((came >= np.floor(low)) & (came <= np.ceil(high))).mean()),
        baselines={
            name: measure_pinball(levels, _spread(np.array(mean), levels), came)
            for name, mean in forecast.baselines.items()
        },
    )


def measure_pinball(levels: Floats, quantiles: Floats, came: Floats) -> float:
    """CRPS from quantiles: twice the mean pinball loss; the levels are the middles of equal parts.

    Args:
        levels: Shape (levels,).
        quantiles: Shape (..., levels).
        came: Shape (...).

    >>> levels = np.array([0.25, 0.75])
    >>> measure_pinball(levels, np.array([[1.0, 3.0]]), np.array([2.0]))
    0.5
    """
    gap = came[..., None] - quantiles
    return float(2.0 * np.maximum(levels * gap, (levels - 1.0) * gap).mean())


def _spread(mean: Floats, levels: Floats) -> Floats:
    """Quantiles of a Poisson of each mean."""
    top = int(np.ceil(mean.max() + 10.0 * np.sqrt(mean.max() + 1.0)))
    below = np.cumsum(poisson(mean, top), axis=-1)
    found: Floats = (below[..., None, :] < levels[:, None]).sum(axis=-1).astype(np.float64)
    return found


def _score_level(forecast: KeptForecast, measure: str, level_seen: LevelSeen | None) -> KeptScore:
    dyad, domain = (forecast.source or "", forecast.target or ""), forecast.domain or "overall"
    found = [level_seen(dyad, domain, day) if level_seen else None for day in forecast.periods]
    if any(level is None for level in found):
        return KeptScore(forecast, "unread", measure)
    came = np.array(found, dtype=np.float64)
    low, high = np.array(forecast.answer["low"]), np.array(forecast.answer["high"])

    def error(values: object) -> float:
        return float(np.abs(np.array(values, dtype=np.float64) - came).mean())

    return KeptScore(
        forecast,
        "scored",
        measure,
        came=came.round(3).tolist(),
        score=error(forecast.answer["mean"]),
        inside=float(((came >= low) & (came <= high)).mean()),
        baselines={name: error(values) for name, values in forecast.baselines.items()},
    )


def find_between(records: Records, pair: tuple[str, str]) -> NDArray[np.intp]:
    """The rows in which one of two actors, or of their states, acts on the other."""
    ways = (pair, pair[::-1])
    sides = [find_of(records, records.source, a) & find_of(records, records.target, b) for a, b in ways]
    return np.flatnonzero(sides[0] | sides[1])


def _find_rows(records: Records, forecast: KeptForecast) -> NDArray[np.intp]:
    """The events of the question in its window, the first first."""
    first, last = (date.fromisoformat(day).toordinal() for day in (forecast.as_of, forecast.closes))
    kept = (records.day >= first) & (records.day < last)
    kept &= records.type == find_place(records.types, forecast.type or "")
    for name, column in ((forecast.source, records.source), (forecast.target, records.target)):
        if name is not None:
            kept &= find_of(records, column, name)
    return np.flatnonzero(kept)


def find_of(records: Records, column: NDArray[np.int32], name: str) -> NDArray[np.bool_]:
    """Of each row whether the actor in a column is this one, or belongs to this state."""
    found: NDArray[np.bool_] = column == find_place(records.actors, name)
    home = find_place(records.homes, name)
    if home >= 0:
        found |= records.home[column] == home
    return found


def count_periods(records: Records, pair: tuple[str, str], periods: Sequence[str]) -> Floats:
    """How often two dealt with each other, by period and class, each event once; shape (periods, 4)."""
    ends = [parse_edtf(period) for period in periods]
    quad = records.quad[records.type]
    between = np.zeros(len(records), dtype=np.bool_)
    between[find_between(records, pair)] = True
    came = np.zeros((len(ends), _N_CLASSES))
    for place, span in enumerate(ends):
        inside = between & (records.day >= span.start.toordinal()) & (records.day < span.end.toordinal())
        for kind in range(_N_CLASSES):
            rows = np.flatnonzero(inside & (quad == kind + 1)).tolist()
            came[place, kind] = len({records.events[row] for row in rows} if len(records.events) else rows)
    return came
