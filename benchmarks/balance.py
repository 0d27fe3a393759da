"""Measure the measures of balance on a dense system made up at random.

    python benchmarks/balance.py --states 200 --density 0.9

Prints JSON: seconds of the best of several runs of the triad census (with and without direction), the list
of triangles, walk balance, the permutation null, the spectrum, strain and agreement. With networkx installed
it counts the same triangles, one by one in a plain loop over its graph, for the census and for one draw of
the null, and gives the ratios; without, it says so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.system import (
    System,
    build_portfolios,
    build_system_of_matrix,
    find_triangles,
    measure_agreement,
    measure_directed_triads,
    measure_null,
    measure_spectrum,
    measure_strain,
    measure_triads,
    measure_walk_balance,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def build_random(n_states: int, density: float, *, seed: int, directed: bool = False) -> System:
    """States tied at random, three ties in ten hostile."""
    rng = np.random.default_rng(seed)
    shape = (n_states, n_states)
    signs = np.where(rng.random(shape) < 0.3, -1.0, 1.0) * (rng.random(shape) < density)
    np.fill_diagonal(signs, 0.0)
    upper = np.triu(signs)
    return build_system_of_matrix(signs if directed else upper + upper.T, directed=directed)


def time_best(call: Callable[[], object], *, runs: int) -> float:
    """Seconds of the fastest run."""
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def count_plainly(graph: Any) -> list[int]:  # noqa: ANN401 - networkx is no dependency
    """Triangles by friendly ties, each found once, from a networkx graph."""
    counts = [0, 0, 0, 0]
    for near, far, first in graph.edges(data="sign"):
        one, two = min(near, far), max(near, far)
        for three in graph[one]:
            if three > two and three in graph[two]:
                friendly = (first > 0) + (graph[one][three]["sign"] > 0) + (graph[two][three]["sign"] > 0)
                counts[friendly] += 1
    return counts


def compare(system: System, seconds: dict[str, float], *, n_draws: int) -> dict[str, object]:
    """How much faster than a plain loop, if networkx is there."""
    try:
        networkx = import_module("networkx")
    except ImportError:
        return {"networkx": "not installed"}
    graph = networkx.Graph()
    for i, j in np.argwhere(np.triu(system.weights[0])).tolist():
        graph.add_edge(i, j, sign=float(system.weights[0, i, j]))
    begin = time.perf_counter()
    counts = count_plainly(graph)
    plain = time.perf_counter() - begin
    census = measure_triads(system)
    return {
        "networkx": networkx.__version__,
        "same_counts": counts == [census.nnn, census.pnn, census.ppn, census.ppp],
        "plain_census_s": plain,
        "census_times_faster": plain / seconds["census"],
        "null_times_faster_by_one_draw": plain * n_draws / seconds["null"],
    }


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--states", type=int, default=200)
    parser.add_argument("--density", type=float, default=0.9)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    system = build_random(options.states, options.density, seed=options.seed)
    arcs = build_random(options.states, options.density, seed=options.seed, directed=True)
    calls: dict[str, Callable[[], object]] = {
        "census": lambda: measure_triads(system),
        "directed_census": lambda: measure_directed_triads(arcs),
        "triangles_listed": lambda: find_triangles(system),
        "walks": lambda: measure_walk_balance(system),
        "null": lambda: measure_null(system, n_draws=options.draws),
        "spectrum": lambda: measure_spectrum(system),
        "strain": lambda: measure_strain(system),
        "agreement": lambda: measure_agreement(build_portfolios(system)),
    }
    seconds = {name: time_best(call, runs=options.runs) for name, call in calls.items()}
    result = {
        "states": options.states,
        "ties": system.n_ties,
        "triangles": measure_triads(system).total,
        "draws": options.draws,
        "seconds": seconds,
        "census_walks_null_s": seconds["census"] + seconds["walks"] + seconds["null"],
        **compare(system, seconds, n_draws=options.draws),
    }
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
