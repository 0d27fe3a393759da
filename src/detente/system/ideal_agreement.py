"""Ideal points where the votes themselves are not at hand, only how often two states opposed each other."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from detente.system.ideal import COVERAGE, STEP, IdealPoints, check_settings
from detente.system.ideal_classes import (
    Classes,
    Meetings,
    build_classes,
    measure_information,
    measure_misfit,
    measure_spread,
)
from detente.system.ideal_descent import minimise
from detente.system.ideal_meetings import build_meetings
from detente.system.ideal_seats import Period, Seats, build_start
from detente.system.ideal_walk import measure_steps, measure_walk_variance
from detente.system.network import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["fit_ideal_points_of_agreement"]

_WEIGHT = 2.0
_PSEUDO = 5.0
_HALF = 0.25
_ENOUGH = 3.0
_LEAST = 1e-6


def fit_ideal_points_of_agreement(  # noqa: PLR0913 - columns and settings, all named
    one: Sequence[str],
    other: Sequence[str],
    *,
    n_votes: ArrayLike,
    n_opposed: ArrayLike,
    n_half: ArrayLike | None = None,
    period: Sequence[Period] | None = None,
    anchor: str = "USA",
    step: float | None = STEP,
    coverage: float = COVERAGE,
    n_iterations: int = 150,
    tolerance: float = 1e-5,
) -> IdealPoints:
    """Ideal points from how often every two states opposed each other.

    The votes are taken for a mixture, its shares free in each period, of classes k of the model of
    `fit_ideal_points`, so that for states at x and y::

        P(opposed) = sum_k w_k (yes_k(x) no_k(y) + no_k(x) yes_k(y))

    and likewise for votes in which one of the two abstained. Points and shares minimise the squared misfit
    of the counts (`measure_misfit` of `ideal_classes`) plus the walk's penalty
    ``sum (x - x before)^2 / (2 v)``, v the variance of the step (`measure_steps` of `ideal_walk`), and that
    of ``x(first) ~ N(0, 1)``. Counts say little of the scale, so points are set to mean 0 and standard
    deviation 1 at the states' first vote afterwards; the step is in the unit before. The start is classical
    scaling (Torgerson 1952, Psychometrika 17: 401-419) of each period: with votes coded 0, 1/2, 1 the mean
    squared difference of two states is ``(opposed + half / 4) / votes``.

    This is no likelihood: the dyads of a period share votes. Intervals are those that votes of the fitted
    classes would give if the classes were known, so they are the least that is honest; see the page of
    methods for their coverage in simulation.

    Args:
        one: Of each row, a state.
        other: Another state; the order of the two means nothing.
        n_votes: Votes in which both took part, best without the unanimous ones.
        n_opposed: Of these, one voted yes and one no.
        n_half: Of these, exactly one abstained. If none is given, votes are taken to know yes and no only.
        period: Of each row, numbers or text in order; none if all is one period.
        anchor: The state whose side is the positive one.
        step: Standard deviation of a state's step from period to period; None to let each period stand
            alone.
        coverage: Probability of the intervals.
        n_iterations: The most steps of the descent.
        tolerance: Share of the misfit that a step must gain.

    Raises:
        InputError: If columns differ in length, counts are missing, negative or do not add up, a dyad comes
            twice in a period, no votes are left, or a period's sign is open.
        UnknownNameError: If the anchor shared no vote.
        UsageError: If a setting is out of range.
    """
    check_settings(step, coverage)
    seats, meetings, silent, n_empty = build_meetings(
        one, other, period, counts=(n_votes, n_opposed, n_half), linked=step is not None
    )
    classes = build_classes(abstentions=n_half is not None)
    start = build_start(seats, [_scale(meeting) for meeting in meetings], anchor)
    votes = np.concatenate([meeting.joint.max(axis=1) for meeting in meetings])
    steps = measure_steps(seats, votes, step=step or 1.0)
    problem = _Problem(seats, meetings, classes, steps)
    begin = np.concatenate([start, np.zeros(len(meetings) * len(classes.slope))])
    place, rounds, rests = minimise(problem.measure, begin, n_iterations=n_iterations, tolerance=tolerance)
    points, shares = problem.split(place)
    information = [
        measure_information(points[seats.find_span(at)], shares[at], classes) for at in range(len(meetings))
    ]
    sd = np.sqrt(measure_walk_variance(seats, votes * np.concatenate(information), steps))
    first = points[seats.before < 0]
    unit = max(float(first.std()), _LEAST)
    points, sd, explained = (points - first.mean()) / unit, sd / unit, problem.explain(points, shares)
    reach = NormalDist().inv_cdf((1.0 + coverage) / 2.0) * sd
    return IdealPoints(
        states=seats.states,
        periods=seats.periods,
        points=seats.spread(points),
        sd=seats.spread(sd),
        low=seats.spread(points - reach),
        high=seats.spread(points + reach),
        coverage=coverage,
        n_votes=np.nan_to_num(seats.spread(votes)),
        anchor=anchor,
        step=step,
        log_likelihood=None,
        explained=explained,
        n_items=None,
        unanimous=(),
        silent=silent,
        n_absent=n_empty,
        n_iterations=rounds,
        converged=rests,
    )


class _Problem:
    """What is minimised, over points and, as logits, the shares of the classes in each period."""

    def __init__(self, seats: Seats, meetings: list[Meetings], classes: Classes, steps: Floats) -> None:
        self.seats, self.meetings, self.classes = seats, meetings, classes
        self.later = np.flatnonzero(seats.before >= 0)
        self.earlier = seats.before[self.later]
        self.precision = 1.0 / steps[self.later]

    def split(self, place: Floats) -> tuple[Floats, Floats]:
        """Points, and shares of shape (periods, classes)."""
        points, logits = place[: self.seats.n_seats], place[self.seats.n_seats :]
        table = logits.reshape(len(self.meetings), -1)
        shares = np.exp(table - table.max(axis=1, keepdims=True))
        return points, np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)

    def measure(self, place: Floats) -> tuple[float, Floats]:
        """Misfit with penalties, and its slope. A dyad weighs so that a state's vote counts about once."""
        points, shares = self.split(place)
        by_points, by_logits = np.zeros_like(points), np.zeros_like(shares)
        total = 0.0
        for at, meeting in enumerate(self.meetings):
            span = self.seats.find_span(at)
            weight = _WEIGHT / max(span.stop - span.start - 1, 1)
            value, slope, by_shares = measure_misfit(points[span], shares[at], meeting, self.classes)
            total += weight * value
            by_points[span] = weight * slope
            by_shares = weight * by_shares - _PSEUDO / len(by_shares) / np.maximum(shares[at], 1e-12)
            total -= _PSEUDO * float(np.log(np.maximum(shares[at], 1e-12)).mean())
            by_logits[at] = shares[at] * (by_shares - shares[at] @ by_shares)
        return total + self._walk(points, by_points), np.concatenate([by_points, by_logits.ravel()])

    def explain(self, points: Floats, shares: Floats) -> float | None:
        """Share of the variation between dyads that the points explain."""
        left = spread = 0.0
        for at, meeting in enumerate(self.meetings):
            left += measure_misfit(points[self.seats.find_span(at)], shares[at], meeting, self.classes)[0]
            spread += measure_spread(meeting)
        return 1.0 - left / spread if spread > 0 else None

    def _walk(self, points: Floats, slope: Floats) -> float:
        """Penalty of the walk; its slope is added to the one given."""
        moved = points[self.later] - points[self.earlier]
        first = np.where(self.seats.before < 0, points, 0.0)
        slope += first
        np.add.at(slope, self.later, self.precision * moved)
        np.subtract.at(slope, self.earlier, self.precision * moved)
        return 0.5 * float((self.precision * moved**2).sum() + (first**2).sum())


def _scale(meeting: Meetings) -> Floats:
    """Classical scaling to one dimension; all 0 if most dyads share too few votes to start from."""
    joint = meeting.joint
    seen = joint > 0
    if np.median(joint[seen]) < _ENOUGH:
        return np.zeros(len(joint))
    apart = meeting.opposed + (0.0 if meeting.half is None else _HALF * meeting.half)
    distance = apart / np.maximum(joint, 1.0)
    usual = distance.sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    distance = np.where(seen, distance, (usual[:, None] + usual[None, :]) / 2.0)
    np.fill_diagonal(distance, 0.0)
    centre = np.eye(len(joint)) - 1.0 / len(joint)
    values, vectors = np.linalg.eigh(-0.5 * centre @ distance @ centre)
    return np.asarray(vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0)), dtype=np.float64)
