"""The system run forward many times, as it is or with a scenario laid in."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Literal, TypeVar

import numpy as np

from detente.core.errors import UsageError
from detente.simulate.drawing import draw_parameters, open_streams, put_parameters
from detente.simulate.nouns import Bools, Course, Floats, Singles, SystemModel, Trajectories
from detente.simulate.plans import check_span, find_pair, plan_scenario
from detente.simulate.running import CourseOf, Month, Runner, find_now
from detente.simulate.scenarios import Scenario, name_month
from detente.simulate.state import Frame, find_levels
from detente.simulate.system_fit import frame_of

__all__ = [
    "Uncertainty",
    "choose_active",
    "find_chunk",
    "find_course",
    "list_dyads",
    "list_periods",
    "open_runner",
    "run_chunks",
    "run_forward",
]

Part = TypeVar("Part")
Uncertainty = Literal["parameters and chance", "chance"]

_CELLS = 90_000
_WATCHED = 20


@dataclass(slots=True, eq=False)
class _Sums:
    """Of all runs, by month: whole numbers, so that the order of the runs changes nothing."""

    counts: Floats
    friendly: Floats
    hostile: Floats
    capped: Bools
    lock: Lock


def run_forward(  # noqa: PLR0913  by keyword, most with defaults
    model: SystemModel,
    *,
    months: int,
    runs: int = 1000,
    seed: int = 0,
    scenario: Scenario | None = None,
    watch: Sequence[tuple[str, str]] = (),
    uncertainty: Uncertainty = "parameters and chance",
    workers: int | None = None,
    chunk: int | None = None,
) -> Trajectories:
    """Run the fitted system forward.

    The same seed gives the same numbers to the last bit, however many workers there are and however the runs
    are cut into chunks; run k is the same run whether 10 or 1000 are asked for.

    Args:
        model: The fitted system.
        months: Horizon, 1 to 60.
        runs: 1 to 100,000.
        seed: Of the random numbers.
        scenario: What to lay in.
        watch: Dyads whose every run is kept; by default the 20 most active.
        uncertainty: Whether each run draws its own parameters, or all have the fitted ones.
        workers: Threads; by default two at most.
        chunk: Runs worked on together; it bounds the memory. By default as many as stay near the core.

    Raises:
        InputError: A horizon or number of runs without sense, or a scenario that cannot be laid in.
        UnknownNameError: A state or type is unknown.
    """
    check_span(months, runs)
    frame, plan = frame_of(model), plan_scenario(model, scenario, months=months)
    asked = [find_pair(model, *dyad) for dyad in watch] or choose_active(model, _WATCHED)
    watched = np.array(list(dict.fromkeys(asked)), dtype=np.intp)
    shape = (runs, months, watched.size)
    samples = np.zeros((runs, months, 4, watched.size), dtype=np.int32)
    levels, signs = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.int8)
    totals = np.zeros((runs, months, 4), dtype=np.int64)

    wide = (months, model.n_dyads)
    counts = np.zeros((months, 4, model.n_dyads))
    sums = _Sums(counts, np.zeros(wide), np.zeros(wide), np.zeros(runs, dtype=bool), Lock())

    def run_part(part: range) -> None:
        runner = open_runner(model, frame, [CourseOf(plan)], part, seed, uncertainty=uncertainty)
        for month in range(months):
            now = runner.step(month)[0]
            at = slice(part.start, part.stop)
            _note(sums, now, month, at)
            samples[at, month] = now.counts[:, :, watched]
            levels[at, month] = find_levels(frame, now.state, watched)
            signs[at, month] = np.sign(now.state.ties[-1][:, watched])
            totals[at, month] = now.counts.sum(axis=2, dtype=np.float64)

    run_chunks(run_part, runs, chunk=chunk or find_chunk(model), workers=workers)
    return Trajectories(
        made=f"{name_month(model.next_month)}-01",
        periods=list_periods(model, months),
        dyads=list_dyads(model, range(model.n_dyads)),
        mean=sums.counts / runs,
        friendly=sums.friendly / runs,
        hostile=sums.hostile / runs,
        watched=list_dyads(model, watched.tolist()),
        samples=samples,
        levels=levels,
        signs=signs,
        totals=totals,
        scenario=scenario,
        seed=seed,
        capped=float(sums.capped.mean()),
        n_events=model.n_events,
        n_months=len(model.counts),
        model=model.name,
    )


def find_course(trajectories: Trajectories, dyad: tuple[str, str], *, coverage: float = 0.9) -> Course:
    """A watched dyad's mean course and its band.

    Raises:
        UsageError: The dyad was not watched.
    """
    pair = (min(dyad), max(dyad))
    if pair not in trajectories.watched:
        raise UsageError(f"{'-'.join(pair)} was not watched", hint="name it in `watch` of `run_forward`")
    at = trajectories.watched.index(pair)
    ends = [(1 - coverage) / 2, (1 + coverage) / 2]
    samples, levels = trajectories.samples[..., at], trajectories.levels[..., at].astype(np.float64)
    low, high = np.quantile(samples, ends, axis=0, method="inverted_cdf").astype(np.float64)
    below, above = np.quantile(levels, ends, axis=0)
    return Course(pair, samples.mean(axis=0), low, high, levels.mean(axis=0), below, above, coverage)


def open_runner(  # noqa: PLR0913  what a run is made of
    model: SystemModel,
    frame: Frame,
    courses: Sequence[CourseOf],
    part: range,
    seed: int,
    *,
    uncertainty: Uncertainty = "parameters and chance",
    each: int = 1,
) -> Runner:
    """Some runs of some courses, ready to step; every `each` runs share a draw of the parameters."""
    runs = len(part)
    now = np.log1p(find_now(frame, model.counts, 1).smooth[0])
    if uncertainty == "chance":
        parameters = put_parameters(model, runs, now=now)
    elif uncertainty == "parameters and chance":
        parameters = draw_parameters(model, [run // each for run in part], seed=seed, now=now)
    else:
        raise UsageError(f"uncertainty {uncertainty!r} is unknown", hint="chance; parameters and chance")
    starts = [find_now(frame, course.plan.history, runs) for course in courses]
    streams = open_streams(part, seed=seed)
    return Runner(model, frame, courses, parameters=parameters, streams=streams, starts=starts)


def run_chunks(
    work: Callable[[range], Part], runs: int, *, chunk: int, workers: int | None = None
) -> list[Part]:
    """Work on some runs at a time, on a few threads; parts come in order."""
    parts = [range(begin, min(begin + chunk, runs)) for begin in range(0, runs, chunk)]
    threads = workers or min(2, os.cpu_count() or 1)
    if threads == 1 or len(parts) == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))


def find_chunk(model: SystemModel) -> int:
    """Runs worked on together."""
    return max(1, min(256, _CELLS // model.n_dyads))


def choose_active(model: SystemModel, most: int) -> list[int]:
    """The dyads with the most events of late."""
    volume = model.counts[-24:].sum(axis=(0, 1))
    order: list[int] = np.argsort(-volume, kind="stable")[:most].tolist()
    return order


def list_dyads(model: SystemModel, places: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Names of both states of each."""
    return tuple((model.states[model.one[at]], model.states[model.two[at]]) for at in places)


def list_periods(model: SystemModel, months: int) -> tuple[str, ...]:
    """EDTF months of a run."""
    return tuple(name_month(model.next_month + month) for month in range(months))


def _note(sums: _Sums, now: Month, month: int, at: slice) -> None:
    ties: Singles = now.state.ties[-1]
    counts = now.counts.sum(axis=0, dtype=np.float64)
    friendly, hostile = (ties > 0).sum(axis=0), (ties < 0).sum(axis=0)
    with sums.lock:
        sums.counts[month] += counts
        sums.friendly[month] += friendly
        sums.hostile[month] += hostile
        sums.capped[at] |= now.capped
