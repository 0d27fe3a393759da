"""The nouns of this room: the fitted system, its trajectories, and what a scenario changes in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.forecast.records import Records
from detente.mechanisms import PanelRules
from detente.simulate.scenarios import Scenario

__all__ = [
    "CLASSES",
    "Bools",
    "Carried",
    "Course",
    "Difference",
    "DyadEffect",
    "Floats",
    "Places",
    "Signs",
    "Singles",
    "SystemModel",
    "Trajectories",
    "WhatIf",
    "Wholes",
]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Places = NDArray[np.intp]
Wholes = NDArray[np.int64]
Signs = NDArray[np.int8]
Bools = NDArray[np.bool_]

CLASSES = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
"""Quad classes 1 to 4, in the order of every axis of four."""


@dataclass(frozen=True, slots=True, eq=False)
class SystemModel:
    """Counts of all pairs of states by month and quad class, each leaning on the system of the month before.

    With n states there are D = n (n - 1) / 2 dyads; F features.

    Attributes:
        states: Names, sorted.
        one: First member of each dyad, as a place in `states`, shape (D,).
        two: Second, greater, shape (D,).
        first: Number of the first month of `counts` (`month_of`).
        counts: Past months, shape (months, 4, D).
        rules: How ties are made of faded counts.
        features: Names: smoothed counts, then mechanisms.
        mechanisms: The last of `features`.
        constant: Of each class, shape (4,).
        coefficients: Shape (4, F).
        covariance: Of constant and coefficients together, shape (4, 1 + F, 1 + F).
        effects: Of each dyad, shrunk, shape (4, D).
        effect_error: Standard deviation of each given the coefficients, shape (4, D).
        effect_gain: How far each gives way as constant and coefficients grow, shape (4, D, 1 + F).
        effect_spread: Standard deviation of the dyads' effects, shape (4,).
        size: NB size is ``exp(size[c, 0] + size[c, 1] log mean)``, shape (4, 2).
        most: No mean goes above, shape (4,): three times what was ever seen in a month, at least 10.
        usual: 99.5th percentile of each feature in the fit where it is above 0, shape (F,).
        greatest: Greatest value of each feature in the fit, shape (F,).
        records: What it was fitted on.
        n_events: Of `counts`.
        n_left_out: Events with no two states, without a quad class, before the window or in an unfinished
            month.
        converged: Whether every class came to rest.
    """

    states: tuple[str, ...]
    one: Places
    two: Places
    first: int
    counts: Singles
    rules: PanelRules
    features: tuple[str, ...]
    mechanisms: tuple[str, ...]
    constant: Floats
    coefficients: Floats
    covariance: Floats
    effects: Floats
    effect_error: Floats
    effect_gain: Floats
    effect_spread: Floats
    size: Floats
    most: Floats
    usual: Floats
    greatest: Floats
    records: Records
    n_events: int
    n_left_out: int
    converged: bool

    @property
    def next_month(self) -> int:
        """Number of the first month that is run."""
        return self.first + len(self.counts)

    @property
    def n_dyads(self) -> int:
        """Pairs of states."""
        return self.one.size

    @property
    def name(self) -> str:
        """Name and version, with what it rests on."""
        return f"system of {len(self.states)} states 1 ({self.n_events} events, {len(self.counts)} months)"


@dataclass(frozen=True, slots=True, eq=False)
class Trajectories:
    """Many courses of the system.

    Attributes:
        made: EDTF day, the first of `periods`; only what happened before it was seen.
        periods: EDTF months, T of them.
        dyads: All of them, sorted pairs.
        mean: Counts by month, class and dyad, over all runs, shape (T, 4, D).
        friendly: Share of runs in which the dyad's tie is friendly, shape (T, D).
        hostile: The same of hostile.
        watched: Dyads whose every run is kept, W of them.
        samples: Counts of each run, shape (runs, T, 4, W).
        levels: Standing of each run, about -1.4 to 1.4, shape (runs, T, W); `find_levels` says what it is.
        signs: Sign of the tie, 0 where none is settled, shape (runs, T, W).
        totals: Counts of all dyads together, shape (runs, T, 4).
        scenario: What was laid in, if anything; events that it does are not in the counts.
        seed: Of the random numbers.
        capped: Share of runs that came to the greatest mean allowed.
        n_events: That the model rests on.
        n_months: The same.
        model: Name.
    """

    made: str
    periods: tuple[str, ...]
    dyads: tuple[tuple[str, str], ...]
    mean: Floats
    friendly: Floats
    hostile: Floats
    watched: tuple[tuple[str, str], ...]
    samples: NDArray[np.int32]
    levels: Singles
    signs: Signs
    totals: Wholes
    scenario: Scenario | None
    seed: int
    capped: float
    n_events: int
    n_months: int
    model: str


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A dyad's trajectory with its band.

    Attributes:
        dyad: Two states.
        mean: Shape (T, 4).
        low: Lower ends, shape (T, 4).
        high: Upper ends, shape (T, 4).
        level: Mean standing, shape (T,).
        level_low: Lower ends.
        level_high: Upper ends.
        coverage: Of the bands.
    """

    dyad: tuple[str, str]
    mean: Floats
    low: Floats
    high: Floats
    level: Floats
    level_low: Floats
    level_high: Floats
    coverage: float


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """How far the changed course lies from the untouched one, on average over chance.

    Attributes:
        mean: Over draws of the parameters.
        low: Lower ends of the interval: parameters, and what chance is left after each draw's runs.
        high: Upper ends.
    """

    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """What is lost of an effect if one mechanism is held to its untouched course and all others run free.

    Attributes:
        mechanism: Its name.
        change: Over the whole horizon by class, shape (4,). Shares need not add up: mechanisms feed each
            other.
    """

    mechanism: str
    change: Difference


@dataclass(frozen=True, slots=True, eq=False)
class DyadEffect:
    """What a scenario changes between two states.

    Attributes:
        dyad: Two states, sorted.
        touched: Whether the scenario names them together.
        untouched: Mean counts without it, shape (T, 4).
        total: All that changes, expected counts by month and class, shape (T, 4); events laid in are not
            counted.
        first_order: By the dyad's own past alone, all mechanisms as in the untouched course.
        network: `total` less `first_order`: through third states.
        summed: `total` summed over the months, shape (4,).
        summed_first: `first_order` summed.
        summed_network: `network` summed.
        spread: Ends of the interval of what single runs differ by in counted events, shape (2, 4): chance.
        level: Change of the standing, shape (T,).
        signs_differ: Share of runs in which the tie has another sign than untouched, shape (T,).
        carried: Mechanisms, the greatest first.
        n_events: Past events of the dyad.
    """

    dyad: tuple[str, str]
    touched: bool
    untouched: Floats
    total: Difference
    first_order: Difference
    network: Difference
    summed: Difference
    summed_first: Difference
    summed_network: Difference
    spread: Floats
    level: Difference
    signs_differ: Floats
    carried: tuple[Carried, ...]
    n_events: int


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """A scenario against the untouched course.

    Attributes:
        scenario: What was laid in.
        made: EDTF day, the first of `periods`.
        periods: EDTF months, T of them.
        effects: Dyads asked for and touched first, then those moved most.
        warnings: Where the scenario or its course lies outside what the data have seen, and other limits.
        sentences: What came out, in words hedged as the intervals demand.
        coverage: Of all intervals.
        runs: Of each course.
        draws: Of the parameters; each has runs / draws runs.
        seed: Of the random numbers, common to all courses.
        n_events: That the model rests on.
        n_months: The same.
        model: Name.
    """

    scenario: Scenario
    made: str
    periods: tuple[str, ...]
    effects: tuple[DyadEffect, ...]
    warnings: tuple[str, ...]
    sentences: tuple[str, ...]
    coverage: float
    runs: int
    draws: int
    seed: int
    n_events: int
    n_months: int
    model: str
