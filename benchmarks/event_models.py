"""Measure the models of events on histories made up at random.

    python benchmarks/event_models.py --states 84 --events 439

Prints JSON: seconds of the best of several runs to walk a history with its covariates carried along, to count
them anew before every event instead (a sample, scaled up), and to fit choice, rate, rate with waits, and
coordination.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from detente.mechanisms.choice import fit_choice
from detente.mechanisms.coordination import fit_coordination
from detente.mechanisms.effects import (
    Alter,
    Difference,
    Indegree,
    Inertia,
    Outdegree,
    Reciprocity,
    Transitivity,
)
from detente.mechanisms.event_changes import build_counts
from detente.mechanisms.histories import History, build_history, walk_history
from detente.mechanisms.rate import fit_rate
from detente.mechanisms.world import build_world

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detente.mechanisms.world import Covariate

CHOICE: list[Covariate] = [Inertia("calls"), Reciprocity("calls"), Transitivity("calls"), Alter("power")]
RATE: list[Covariate] = [Indegree("calls", of="source"), Outdegree("calls", of="source")]
PAIRS: list[Covariate] = [
    Inertia("calls"),
    Indegree("calls", unless="calls"),
    Transitivity("calls", unless="calls"),
    Difference("power"),
]


def build_random(n_states: int, n_events: int, *, seed: int, directed: bool) -> History:
    """Events that go by inertia, reciprocity and the target's power."""
    rng = np.random.default_rng(seed)
    names, power = [f"S{place}" for place in range(n_states)], rng.normal(size=n_states)
    counts, events, now = np.zeros((n_states, n_states)), [], 0.0
    for _ in range(n_events):
        now += rng.exponential()
        source = int(rng.integers(n_states))
        weights = np.exp(3.0 * (counts[source] > 0) + 1.5 * (counts[:, source] > 0) + 0.5 * power)
        weights[source] = 0.0
        target = int(rng.choice(n_states, p=weights / weights.sum()))
        counts[source, target] += 1
        events.append((now, names[source], names[target]))
    world = build_world(names, {"calls": np.zeros((n_states, n_states))}, {"power": power})
    changes = build_counts(world, "calls", [(*event, 1) for event in events], directed=directed)
    return build_history(world, events, changes=changes, start=0.0)


def time_best(call: Callable[[], object], *, runs: int) -> float:
    """Seconds of the fastest run."""
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def walk(history: History, covariates: Sequence[Covariate]) -> int:
    """Go through a history and count the moments."""
    return sum(1 for _ in walk_history(history, covariates))


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description="Measure the models of events")
    parser.add_argument("--states", type=int, default=84)
    parser.add_argument("--events", type=int, default=439)
    parser.add_argument("--pairs", type=int, default=69, help="events of the coordination model")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    history = build_random(args.states, args.events, seed=args.seed, directed=True)
    treaties = build_random(154, args.pairs, seed=args.seed, directed=False)
    carried = time_best(lambda: walk(history, CHOICE), runs=args.runs)
    anew = time_best(lambda: [one.init(history.world) for one in CHOICE], runs=args.runs) * args.events
    found = {
        "states": args.states,
        "events": args.events,
        "walk_seconds": carried,
        "counted_anew_seconds": anew,
        "times_faster_carried": anew / carried,
        "choice_seconds": time_best(lambda: fit_choice(history, CHOICE), runs=args.runs),
        "rate_seconds": time_best(lambda: fit_rate(history, RATE), runs=args.runs),
        "waits_seconds": time_best(lambda: fit_rate(history, RATE, timed=True), runs=args.runs),
        "coordination_154_states_seconds": time_best(
            lambda: fit_coordination(treaties, PAIRS), runs=args.runs
        ),
    }
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
