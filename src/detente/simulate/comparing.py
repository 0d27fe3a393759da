"""A scenario against the untouched course: how far they part, at first hand and through the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.errors import InputError
from detente.simulate.nouns import (
    Carried,
    Difference,
    DyadEffect,
    Floats,
    Places,
    Signs,
    Singles,
    SystemModel,
    WhatIf,
    Wholes,
)
from detente.simulate.plans import Plan, check_span, find_pair, plan_scenario
from detente.simulate.running import CourseOf, Month
from detente.simulate.scenarios import Scenario, name_month
from detente.simulate.state import find_levels
from detente.simulate.system_fit import frame_of
from detente.simulate.trajectories import find_chunk, list_dyads, list_periods, open_runner, run_chunks
from detente.simulate.warning import find_warnings
from detente.simulate.words import say_effects

__all__ = ["compare"]

COVERAGE = 0.9
_DRAWS = 100
_SCOUTS = 64
_OF_ONE_MECHANISM = 100


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Of watched dyads in every run of a course.

    Attributes:
        means: Shape (runs, T, 4, W).
        counts: The same shape.
        levels: Shape (runs, T, W).
        signs: Shape (runs, T, W).
        beyond: Months in which a feature was above all that was seen in the fit, shape (F, W), of all runs.
    """

    means: Singles
    counts: Singles
    levels: Singles
    signs: Signs
    beyond: Wholes


def compare(  # noqa: PLR0913  by keyword, most with defaults
    model: SystemModel,
    scenario: Scenario,
    *,
    months: int,
    runs: int = 400,
    seed: int = 0,
    dyads: Sequence[tuple[str, str]] = (),
    most_moved: int = 6,
    carried: bool = True,
    workers: int | None = None,
    chunk: int | None = None,
) -> WhatIf:
    """Set a scenario against the untouched course, run by run with the same random numbers.

    Three courses run side by side: untouched; changed; and first order, in which each dyad's own past is as
    changed but all mechanisms are as in the untouched course. What the changed course has beyond first order
    came through the network. Then each mechanism in turn is held to its untouched course.

    Args:
        model: The fitted system.
        scenario: What is laid in.
        months: Horizon, 1 to 60.
        runs: Of each course; 100 draws of the parameters share them.
        seed: Of the random numbers.
        dyads: To report beside those that the scenario touches.
        most_moved: Further dyads to report: those whose expected counts move most.
        carried: Whether to ask which mechanisms carried it: as many courses more as there are mechanisms.
        workers: Threads; by default two at most.
        chunk: Runs worked on together.

    Raises:
        InputError: A horizon or number of runs without sense, or a scenario that cannot be laid in.
        UnknownNameError: A state or type is unknown.
    """
    check_span(months, runs)
    if runs < 10:
        raise InputError(f"{runs} runs give no interval", hint="10 or more; 400 are usual")
    plan = plan_scenario(model, scenario, months=months)
    asked = [*plan.touched, *(find_pair(model, *dyad) for dyad in dyads)]
    each = max(1, -(-runs // _DRAWS))
    control = _Control(model, months, seed, each, workers, chunk or find_chunk(model))
    moved = control.scout(plan, min(runs, _SCOUTS), most_moved) if most_moved else []
    watched = np.array(list(dict.fromkeys([*asked, *moved])), dtype=np.intp)
    untouched = Plan(model.counts)
    everything = tuple(range(len(model.mechanisms)))
    main = [CourseOf(untouched), CourseOf(plan), CourseOf(plan, everything)]
    seen = control.run(main, watched, runs)
    parts = []
    if carried and model.mechanisms:
        few = min(runs, _OF_ONE_MECHANISM)
        courses = [CourseOf(untouched), *(CourseOf(plan, (at,)) for at in everything)]
        parts = [(one, few) for one in control.run(courses, watched, few)[1:]]
    effects = tuple(
        _judge(model, seen, parts, (at, place), each=each, touched=place in plan.touched)
        for at, place in enumerate(watched.tolist())
    )
    warnings = find_warnings(model, scenario, plan, seen[1].beyond - seen[0].beyond, watched, runs * months)
    periods = list_periods(model, months)
    return WhatIf(
        scenario=scenario,
        made=f"{name_month(model.next_month)}-01",
        periods=periods,
        effects=effects,
        warnings=warnings,
        sentences=say_effects(model, scenario, effects, periods),
        coverage=COVERAGE,
        runs=runs,
        draws=-(-runs // each),
        seed=seed,
        n_events=model.n_events,
        n_months=len(model.counts),
        model=model.name,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Control:
    """How the courses of one comparison are run."""

    model: SystemModel
    months: int
    seed: int
    each: int
    workers: int | None
    chunk: int

    def run(self, courses: Sequence[CourseOf], watched: Places, runs: int) -> list[_Seen]:
        """All runs of all courses, some dyads kept."""
        frame, shape = frame_of(self.model), (runs, self.months, watched.size)
        wide = (runs, self.months, 4, watched.size)
        seen = [
            _Seen(
                np.zeros(wide, np.float32),
                np.zeros(wide, np.float32),
                np.zeros(shape, np.float32),
                np.zeros(shape, np.int8),
                np.zeros((len(self.model.features), watched.size), np.int64),
            )
            for _ in courses
        ]
        greatest = self.model.greatest.astype(np.float32)[:, None]

        def run_part(part: range) -> list[Wholes]:
            runner = open_runner(self.model, frame, courses, part, self.seed, each=self.each)
            at = slice(part.start, part.stop)
            beyond = [np.zeros_like(one.beyond) for one in seen]
            for month in range(self.months):
                for at_course, (one, now) in enumerate(zip(seen, runner.step(month), strict=True)):
                    one.means[at, month] = now.mean[:, :, watched]
                    one.counts[at, month] = now.counts[:, :, watched]
                    one.levels[at, month] = find_levels(frame, now.state, watched)
                    one.signs[at, month] = np.sign(now.state.ties[-1][:, watched])
                    beyond[at_course] += (now.features[:, :, watched] > greatest).sum(axis=0)
            return beyond

        for beyond in run_chunks(run_part, runs, chunk=self.chunk, workers=self.workers):
            for one, over in zip(seen, beyond, strict=True):
                one.beyond[:] += over
        return seen

    def scout(self, plan: Plan, runs: int, most: int) -> list[int]:
        """The dyads, beside those touched, whose expected counts move most in the first runs."""
        frame = frame_of(self.model)
        courses = [CourseOf(Plan(self.model.counts)), CourseOf(plan)]

        def run_part(part: range) -> Floats:
            runner = open_runner(self.model, frame, courses, part, self.seed, each=self.each)
            moved = np.zeros((len(part), self.model.n_dyads))
            for month in range(self.months):
                before, after = runner.step(month)
                moved += _sum_moves(before, after)
            return moved

        by_run = np.concatenate(run_chunks(run_part, runs, chunk=self.chunk, workers=self.workers))
        # What moves alike in all runs goes first, before what chance moves far in one.
        moved = by_run.mean(axis=0)
        error = by_run.std(axis=0) / np.sqrt(runs)
        strength = np.abs(moved) / (error + 1e-6 + 0.02 * np.abs(moved).max())
        strength[list(plan.touched)] = -1.0
        order = np.argsort(-strength, kind="stable")[:most]
        return [int(place) for place in order if moved[place] != 0]


def _sum_moves(before: Month, after: Month) -> Floats:
    found: Floats = (after.mean.astype(np.float64) - before.mean).sum(axis=1)
    return found


def _judge(
    model: SystemModel,
    seen: Sequence[_Seen],
    parts: Sequence[tuple[_Seen, int]],
    place: tuple[int, int],
    *,
    each: int,
    touched: bool,
) -> DyadEffect:
    at, dyad = place
    untouched, changed, first = (one.means[..., at].astype(np.float64) for one in seen)
    level = (seen[1].levels[..., at] - seen[0].levels[..., at]).astype(np.float64)
    total, direct, through = changed - untouched, first - untouched, changed - first
    chance = (seen[1].counts[..., at] - seen[0].counts[..., at]).sum(axis=1)
    ends = [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2]
    carried = [
        Carried(name, _weigh((changed[:few] - part.means[..., at]).sum(axis=1), each))
        for name, (part, few) in zip(model.mechanisms, parts, strict=False)
    ]
    return DyadEffect(
        dyad=list_dyads(model, [dyad])[0],
        touched=touched,
        untouched=untouched.mean(axis=0),
        total=_weigh(total, each),
        first_order=_weigh(direct, each),
        network=_weigh(through, each),
        summed=_weigh(total.sum(axis=1), each),
        summed_first=_weigh(direct.sum(axis=1), each),
        summed_network=_weigh(through.sum(axis=1), each),
        spread=np.quantile(chance, ends, axis=0).astype(np.float64),
        level=_weigh(level, each),
        signs_differ=(seen[1].signs[..., at] != seen[0].signs[..., at]).mean(axis=0),
        carried=tuple(sorted(carried, key=lambda one: -float(np.abs(one.change.mean).sum()))),
        n_events=int(model.counts[:, :, dyad].sum()),
    )


def _weigh(by_run: Floats, each: int) -> Difference:
    """Mean over all runs; ends over draws of the parameters, each the mean of its runs."""
    starts = np.arange(0, len(by_run), each)
    sizes = np.diff(np.append(starts, len(by_run))).reshape(-1, *([1] * (by_run.ndim - 1)))
    by_draw = np.add.reduceat(by_run, starts, axis=0) / sizes
    low, high = np.quantile(by_draw, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2], axis=0)
    return Difference(by_run.mean(axis=0), low, high)
