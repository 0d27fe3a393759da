"""Run the system forward, month by month, many runs at once and several courses side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.simulate.drawing import Parameters, draw_counts, fill_chance
from detente.simulate.nouns import Bools, Singles, SystemModel
from detente.simulate.plans import Plan
from detente.simulate.state import (
    ACTIVITY,
    OWN,
    WHOLE,
    Frame,
    State,
    feed,
    find_activity,
    find_own,
    find_pull,
    shift_state,
    walk,
)

__all__ = ["CourseOf", "Month", "Runner", "find_now"]


_WHOLE = tuple(OWN.index(name) for name in WHOLE)
"""A scenario is taken to leave alone how much there is to tell of all states together."""


@dataclass(frozen=True, slots=True, eq=False)
class CourseOf:
    """A course to run beside others.

    Attributes:
        plan: What is laid in.
        held: Mechanisms (places in the model's) that stay as in the first course.
    """

    plan: Plan
    held: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class Month:
    """What a course did in a month.

    Attributes:
        counts: Drawn, without the events laid in, shape (runs, 4, D).
        mean: Of which they were drawn, the same shape.
        features: Shape (runs, F, D).
        state: After the month.
        capped: Runs in which a mean came to the greatest allowed, shape (runs,).
    """

    counts: Singles
    mean: Singles
    features: Singles
    state: State
    capped: Bools


@dataclass(slots=True, eq=False)
class _Running:
    course: CourseOf
    state: State
    features: Singles
    counts: Singles
    shift: Singles | None = None
    month: Month | None = field(default=None)


def find_now(frame: Frame, history: Singles, runs: int) -> State:
    """The system at the end of a past, once for each run."""
    for _, last in walk(frame, history):
        now = last
    return State(
        np.repeat(now.smooth, runs, axis=0),
        np.repeat(now.faded, runs, axis=0),
        [np.repeat(ties, runs, axis=0) for ties in now.ties],
        now.age,
    )


class Runner:
    """Some runs of all courses; a month at a time."""

    def __init__(
        self,
        model: SystemModel,
        frame: Frame,
        courses: Sequence[CourseOf],
        *,
        parameters: Parameters,
        streams: Sequence[np.random.Generator],
        starts: Sequence[State],
    ) -> None:
        runs, n_features, n_dyads = len(streams), len(model.features), model.n_dyads
        self._model, self._frame, self._parameters, self._streams = model, frame, parameters, streams
        self._chance = np.empty((runs, 4, n_dyads), dtype=np.float32)
        self._predictor = np.empty_like(self._chance)
        self._cap = np.log(model.most).astype(np.float32)[:, None]
        self._whole = model.counts.mean(axis=0).sum(axis=1)
        trait = find_activity(frame, find_now(frame, model.counts, 1))
        self._running = [
            _Running(course, state, np.empty((runs, n_features, n_dyads), np.float32), self._chance.copy())
            for course, state in zip(courses, starts, strict=True)
        ]
        for one in self._running:
            one.features[:, OWN.index(ACTIVITY)] = trait

    def step(self, month: int) -> list[Month]:
        """One month of every course; what is returned changes with the next."""
        fill_chance(self._streams, self._chance)
        first = self._running[0].features
        return [self._step_one(one, month, first) for one in self._running]

    def _step_one(self, one: _Running, month: int, first: Singles) -> Month:
        frame, plan, n = self._frame, one.course.plan, len(self._model.features)
        if month in plan.shifted:
            shift_state(frame, one.state, plan.shifted[month])
            one.shift = plan.shifted[month] if one.shift is None else one.shift + plan.shifted[month]
        mechanisms = n - len(frame.mechanisms)
        find_own(one.state, self._whole, one.features[:, :mechanisms])
        if len(one.course.held) < len(frame.mechanisms):
            find_pull(frame, one.state, one.features[:, mechanisms:])
        if one.features is not first:
            for place in (*_WHOLE, *(mechanisms + held for held in one.course.held)):
                one.features[:, place] = first[:, place]
        np.matmul(self._parameters.weights, one.features, out=self._predictor)
        self._predictor += self._parameters.base
        capped = (self._predictor.max(axis=2) > self._cap[:, 0]).any(axis=1)
        np.minimum(self._predictor, self._cap, out=self._predictor)
        mean = draw_counts(self._predictor, self._chance, self._model.size, one.counts)
        feed(frame, one.state, self._find_fed(one, month))
        return Month(one.counts, mean, one.features, one.state, capped)

    def _find_fed(self, one: _Running, month: int) -> Singles:
        """What the system takes the month for: drawn, laid in and shifted."""
        fed = one.counts
        if month in one.course.plan.added:
            fed = fed + one.course.plan.added[month]
        if one.shift is not None:
            fed = np.maximum(fed + one.shift, 0)
        return fed
