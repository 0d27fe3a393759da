"""Measure the simulated system: speed, whether it covers its own future, and whether effects are found.

    python benchmarks/simulating.py --speed [--runs 1000] [--states 150] [--months 36] [--workers 2]
    python benchmarks/simulating.py --speed --events icews18.parquet --entities icews_entities.parquet
    python benchmarks/simulating.py --coverage 100
    python benchmarks/simulating.py --recovery 100

Prints JSON with wall and CPU seconds, peak memory and the load of the machine. `--coverage`: a system made of
known mechanisms draws its own past and future; it is refitted on the past, and its 90 % intervals are held
against that future. `--recovery`: something is done in it whose effect the true parameters give; how often
the interval of the refitted system holds that effect, and, where the true system lets nothing come of it, how
often it holds 0. `--events` takes a table with columns date, source, target and cameo, `--entities` one with
entity and iso3.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from detente.forecast.records import Records, build_records
from detente.simulate import Do, Scenario, Set, SystemModel, WhatIf, Without, compare, fit_system, run_forward
from detente.simulate.known import draw_past, make_system
from detente.simulate.scenarios import name_month
from detente.simulate.trajectories import list_dyads

PULLS: dict[str, tuple[float, float, float, float]] = {
    "common_enemy": (0.4, 0.3, 0.0, 0.0),
    "friends_enemy": (-0.1, -0.1, 0.4, 0.4),
    "counter_courting": (0.4, 0.4, 0.0, 0.0),
}
PAST, FUTURE, STATES = 84, 8, 8
Result = dict[str, object]


def time_call(call: Callable[[], Result]) -> Result:
    """What a call found, with its seconds."""
    begin, at = sum(os.times()[:4]), time.perf_counter()
    found = call()
    return {
        **found,
        "cpu_s": round(sum(os.times()[:4]) - begin, 1),
        "wall_s": round(time.perf_counter() - at, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "load": [round(load, 1) for load in os.getloadavg()],
    }


def next_day(model: SystemModel) -> date:
    """The first day that a model has not seen."""
    return date.fromisoformat(f"{name_month(model.next_month)}-01")


def refit(truth: SystemModel) -> SystemModel:
    """A system fitted to what a known one did."""
    return fit_system(truth.records, until=next_day(truth), rules=truth.rules)


def make_truth(seed: int, *, null: bool = False) -> SystemModel:
    """A known system of eight states with seven years of its past."""
    if null:
        bare = make_system(n_states=STATES, recent=0.0, usual=0.0, spread=0.6, seed=seed)
    else:
        bare = make_system(n_states=STATES, pulls=PULLS, seed=seed)
    return draw_past(bare, months=PAST, seed=1000 + seed)


def measure_coverage(draws: int, workers: int) -> Result:
    """How often 90 % intervals hold what came."""
    with Pool(workers) as pool:
        rows = pool.map(_cover_once, range(draws), chunksize=1)
    return {name: round(float(np.mean([row[name] for row in rows])), 3) for name in rows[0]}


def _cover_once(seed: int) -> dict[str, float]:
    truth = make_truth(seed)
    came = draw_past(truth, months=FUTURE, seed=2000 + seed).counts[-FUTURE:]
    model = refit(truth)
    watch = list_dyads(model, range(model.n_dyads))
    found = run_forward(model, months=FUTURE, runs=400, seed=seed, watch=watch, workers=1)
    samples = found.samples
    return {
        "cells": _hold(samples, came),
        "cells_at_random": _hold_at_random(np.random.default_rng(seed), samples, came),
        "sums_of_dyads": _hold(samples.sum(axis=1), came.sum(axis=0)),
        "totals_of_months": _hold(found.totals, came.sum(axis=2)),
        "totals": _hold(found.totals.sum(axis=1), came.sum(axis=(0, 2))),
    }


def _hold(samples: np.ndarray, came: np.ndarray) -> float:
    low, high = np.quantile(samples, [0.05, 0.95], axis=0)
    return float(((came >= low) & (came <= high)).mean())


def _hold_at_random(rng: np.random.Generator, samples: np.ndarray, came: np.ndarray) -> float:
    """Ties broken at random, so that whole numbers do not widen what is covered."""
    below, same = (samples < came).mean(axis=0), (samples == came).mean(axis=0)
    place = below + rng.random(came.shape) * same
    return float(((place >= 0.05) & (place <= 0.95)).mean())


def measure_recovery(draws: int, workers: int) -> Result:
    """How often the interval holds the true effect, or 0 where there is none."""
    with Pool(workers) as pool:
        rows = pool.map(_recover_once, range(draws), chunksize=1)
    found: Result = {"draws": draws}
    for name in rows[0]:
        held, true, width = zip(*(row[name] for row in rows), strict=True)
        found[name] = {
            "held": round(float(np.mean(held)), 3),
            "mean_true": round(float(np.mean(true)), 3),
            "mean_width": round(float(np.mean(width)), 3),
        }
    return found


def _recover_once(seed: int) -> dict[str, tuple[bool, float, float]]:
    found: dict[str, tuple[bool, float, float]] = {}
    for null in (False, True):
        truth = make_truth(seed, null=null)
        model = refit(truth)
        month = name_month(truth.next_month)
        pair = list_dyads(truth, range(truth.n_dyads))[seed % truth.n_dyads]
        event = Scenario("event", (Do(month, pair[0], "COERCE", pair[1], times=8),))
        tie = Scenario("tie", (Set(pair, "material conflict", 4.0),))
        for scenario in (event, tie):
            found |= _judge_one(scenario, truth, model, seed, null=null)
    return found


def _judge_one(
    scenario: Scenario, truth: SystemModel, model: SystemModel, seed: int, *, null: bool
) -> dict[str, tuple[bool, float, float]]:
    """What is said of the two states' own material conflict, and of the third dyad that is moved most."""
    others = list_dyads(truth, range(truth.n_dyads))
    true = None
    place, dyad = 0, next(pair for pair in others if pair not in _name_pairs(scenario))
    if not null:
        true = compare(
            truth,
            scenario,
            months=FUTURE,
            runs=800,
            seed=9000 + seed,
            dyads=others,
            most_moved=0,
            carried=False,
            workers=1,
        )
        place, dyad = _find_moved(true)
    said = compare(
        model,
        scenario,
        months=FUTURE,
        runs=400,
        seed=seed,
        dyads=[dyad],
        most_moved=0,
        carried=False,
        workers=1,
    )
    word = f"{scenario.name}, {'nothing there' if null else 'an effect'}"
    found = {}
    for name, effect, of in (("own", said.effects[0], 3), ("network", said.effects[1], place)):
        value = 0.0
        if true is not None:
            value = float(next(one for one in true.effects if one.dyad == effect.dyad).summed.mean[of])
        low, high = float(effect.summed.low[of]), float(effect.summed.high[of])
        found[f"{word}, {name}"] = (low <= value <= high, abs(value), high - low)
    return found


def _name_pairs(scenario: Scenario) -> list[tuple[str, str]]:
    return [
        (step.source, step.target) if isinstance(step, Do) else step.dyad
        for step in scenario.steps
        if not isinstance(step, Without)
    ]


def _find_moved(true: WhatIf) -> tuple[int, tuple[str, str]]:
    """The class and dyad, not touched, that the true system moves most for what chance leaves unsure."""
    best, place, dyad = -1.0, 0, true.effects[0].dyad
    for effect in true.effects:
        if effect.touched:
            continue
        width = effect.summed.high - effect.summed.low + 0.02
        sure = np.abs(effect.summed.mean) / width
        if sure.max() > best:
            best, place, dyad = float(sure.max()), int(sure.argmax()), effect.dyad
    return place, dyad


def read_events(events: Path, entities: Path) -> Records:
    """Events of ICEWS between states."""
    import pyarrow.parquet as pq  # noqa: PLC0415  for this part only

    table = pq.read_table(events, columns=["date", "source", "target", "cameo"]).to_pydict()
    named = pq.read_table(entities, columns=["entity", "iso3"]).to_pydict()
    homes = {name: state for name, state in zip(named["entity"], named["iso3"], strict=True) if state}
    roots = [str(code)[:2] for code in table["cameo"]]
    ends = ((5, 1), (8, 2), (13, 3), (20, 4))
    quads = {root: next(quad for end, quad in ends if int(root) <= end) for root in set(roots)}
    days = [when if isinstance(when, date) else date.fromisoformat(str(when)[:10]) for when in table["date"]]
    return build_records(
        days=days, sources=table["source"], types=roots, targets=table["target"], quads=quads, homes=homes
    )


def make_large(n_states: int) -> SystemModel:
    """A known system of many states, most of which have little to do with each other."""
    # A tenth of the pulls: with 150 states there are many third ones, and the whole must not run away.
    pulls = {name: (a / 10, b / 10, c / 10, d / 10) for name, (a, b, c, d) in PULLS.items()}
    rates = (0.08, 0.03, 0.05, 0.03)
    bare = make_system(n_states=n_states, rates=rates, spread=1.5, pulls=pulls, size=(0.0, 0.5), seed=1)
    return draw_past(bare, months=24, seed=2)


def measure_speed(model: SystemModel, *, runs: int, months: int, workers: int) -> Result:
    """Seconds of many runs."""
    found = run_forward(model, months=months, runs=runs, seed=1, workers=workers)
    return {
        "states": len(model.states),
        "events_a_month": round(float(found.totals.sum(axis=2).mean())),
        "runs": runs,
        "months": months,
        "workers": workers,
        "capped": round(found.capped, 3),
    }


def main(words: list[str]) -> None:
    """Measure what is asked and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--coverage", type=int, default=0)
    parser.add_argument("--recovery", type=int, default=0)
    for name, usual in (("runs", 1000), ("states", 150), ("months", 36), ("workers", 2)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--events", type=Path)
    parser.add_argument("--entities", type=Path)
    asked = parser.parse_args(words)
    found: Result = {}
    if asked.speed:
        model = make_large(asked.states)
        if asked.events:
            records = read_events(asked.events, asked.entities)
            kept: list[SystemModel] = []

            def fit() -> Result:
                kept.append(fit_system(records, most_states=asked.states))
                return {"model": kept[0].name}

            found["fit"] = time_call(fit)
            model = kept[0]
        found["speed"] = time_call(
            lambda: measure_speed(model, runs=asked.runs, months=asked.months, workers=asked.workers)
        )
    if asked.coverage:
        found["coverage"] = time_call(lambda: measure_coverage(asked.coverage, asked.workers))
    if asked.recovery:
        found["recovery"] = time_call(lambda: measure_recovery(asked.recovery, asked.workers))
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
