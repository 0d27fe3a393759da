"""The nouns of this room: what was foretold, when, on what, and beside which plain forecasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BASE_RATE",
    "CLIMATOLOGY",
    "NO_CHANGE",
    "Candidate",
    "CountForecast",
    "Floats",
    "LevelForecast",
    "NextForecast",
    "OccurrenceForecast",
    "Reason",
]

Floats = NDArray[np.float64]

BASE_RATE, NO_CHANGE, CLIMATOLOGY = "base rate", "no change", "climatology"
"""The plain forecasts that stand beside every other: how often all pairs do it; what was last seen; what this
pair did over the time before."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that speaks for an answer.

    Attributes:
        name: Of the feature, in words a reader understands.
        value: Of the feature.
        weight: How much it added to the log odds (or score) of the answer, against that of an average one.
        events: Identities of the past events that it counts, the newest first; at most ten.
    """

    name: str
    value: float
    weight: float
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that may be the answer to *who next?*, and why.

    Attributes:
        actor: Its name.
        probability: That the next event asked about has it; those of all candidates sum to at most 1.
        reasons: Strongest first.
    """

    actor: str
    probability: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class NextForecast:
    """Who will do it, or to whom.

    Attributes:
        source: Who acts, or None if that is asked.
        type: What is done.
        target: Toward whom, or None if that is asked.
        made: EDTF day; only what happened before it was seen.
        candidates: The likeliest first.
        n_events: Past events of the actor and type asked about.
        model: Name and version.
    """

    source: str | None
    type: str
    target: str | None
    made: str
    candidates: tuple[Candidate, ...]
    n_events: int
    model: str


@dataclass(frozen=True, slots=True)
class OccurrenceForecast:
    """Whether an event of a type happens between two actors within a time.

    Attributes:
        source: Who acts.
        type: What is done.
        target: Toward whom.
        made: EDTF day; only what happened before it was seen.
        horizon: Days, from `made` on.
        probability: Calibrated.
        low: Lower end of its 90 % interval.
        high: Upper end.
        baselines: Probabilities of the plain forecasts, by `BASE_RATE`, `NO_CHANGE`, `CLIMATOLOGY`.
        reasons: What speaks for and against, strongest first.
        n_events: Past events of this pair, whatever their type.
        n_of_type: Of those, the ones of this type.
        model: Name and version.
    """

    source: str
    type: str
    target: str
    made: str
    horizon: int
    probability: float
    low: float
    high: float
    baselines: Mapping[str, float]
    reasons: tuple[Reason, ...]
    n_events: int
    n_of_type: int
    model: str


@dataclass(frozen=True, slots=True, eq=False)
class CountForecast:
    """How often two states will deal with each other, by quad class, in each of the next months.

    Attributes:
        dyad: Two states, sorted.
        made: EDTF day, the first of `periods`; only what happened before it was seen.
        periods: EDTF months, T of them.
        samples: Draws of whole paths, shape (draws, T, 4).
        coverage: Of the intervals.
        mean: Shape (T, 4).
        low: Lower ends, shape (T, 4).
        high: Upper ends, shape (T, 4).
        baselines: Means of the plain forecasts, by name, shape (T, 4) each.
        n_events: Past events of the dyad that the forecast rests on.
        n_months: Months in which the dyad could have been seen.
        model: Name and version.
    """

    dyad: tuple[str, str]
    made: str
    periods: tuple[str, ...]
    samples: NDArray[np.int64]
    coverage: float
    mean: Floats
    low: Floats
    high: Floats
    baselines: Mapping[str, Floats]
    n_events: int
    n_months: int
    model: str


@dataclass(frozen=True, slots=True, eq=False)
class LevelForecast:
    """Where a relation will stand.

    Attributes:
        dyad: Two states, sorted.
        domain: Of the relation.
        made: EDTF day.
        days: EDTF days, T of them.
        mean: Expected level, shape (T,).
        low: Lower ends of the intervals of the level, shape (T,).
        high: Upper ends.
        coverage: Of the intervals.
        baselines: Levels of the plain forecasts, by name, shape (T,) each.
        n_events: Past events of the dyad in this domain.
        model: Name and version.
    """

    dyad: tuple[str, str]
    domain: str
    made: str
    days: tuple[str, ...]
    mean: Floats
    low: Floats
    high: Floats
    coverage: float
    baselines: Mapping[str, Floats] = field(default_factory=dict)
    n_events: int = 0
    model: str = ""
