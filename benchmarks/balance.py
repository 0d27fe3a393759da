"""Measure the measures of balance on a dense system made up at random.

    python benchmarks/balance.py --states 200 --density 0.9 --networkx

Prints JSON: seconds of the best of several runs of each measure. With `--networkx` (which must be installed;
it is no part of the project) the same figures are computed by plain loops over a networkx graph, or by its
own function where it has one, and the report says how many times longer those took and whether they agree.
The comparison is of processor time, which other work on the machine does not lengthen. What would take
minutes is done in part and scaled, and `scaled` says by how much. Walk balance is compared
twice: with walks taken over the graph step by step, and with numpy's eigenvalues of networkx's matrix (as
networkx's own `estrada_index` does it), the same arithmetic but for the way from the graph to the matrix.

On a machine shared with others set OPENBLAS_NUM_THREADS=1: two threads that wait for each other take longer
than one.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections import Counter
from importlib import import_module
from itertools import combinations, product
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
    measure_signed_degree,
    measure_signed_eigenvector,
    measure_spectrum,
    measure_strain,
    measure_triads,
    measure_walk_balance,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# networkx has no types, and is no dependency: graphs are Any here.


def build_random(n_states: int, density: float, *, seed: int, directed: bool = False) -> System:
    """States tied at random, three ties in ten hostile."""
    rng = np.random.default_rng(seed)
    shape = (n_states, n_states)
    signs = np.where(rng.random(shape) < 0.3, -1.0, 1.0) * (rng.random(shape) < density)
    np.fill_diagonal(signs, 0.0)
    upper = np.triu(signs)
    return build_system_of_matrix(signs if directed else upper + upper.T, directed=directed)


def time_best(call: Callable[[], object], *, runs: int) -> tuple[float, float]:
    """Seconds of the fastest run, by the clock and of the processor."""
    seconds = []
    for _ in range(runs):
        begin, spent = time.perf_counter(), time.process_time()
        call()
        seconds.append((time.perf_counter() - begin, time.process_time() - spent))
    return min(one for one, _ in seconds), min(one for _, one in seconds)


def import_networkx() -> Any:  # noqa: ANN401 - no types
    """The module; ends the program if it is not there."""
    try:
        return import_module("networkx")
    except ImportError:
        sys.exit("error: networkx, to compare with, is not installed\nhint: pip install networkx")


def build_graph(networkx: Any, system: System) -> Any:  # noqa: ANN401
    """The ties as a networkx graph with an attribute `sign`."""
    graph = networkx.DiGraph() if system.directed else networkx.Graph()
    graph.add_nodes_from(range(system.n_states))
    matrix = system.weights[0] if system.directed else np.triu(system.weights[0])
    graph.add_edges_from((i, j, {"sign": int(matrix[i, j])}) for i, j in np.argwhere(matrix).tolist())
    return graph


def list_plainly(graph: Any) -> list[tuple[int, int, int, int]]:  # noqa: ANN401
    """Each triangle once, with its friendly ties."""
    found = []
    for one, two, first in graph.edges(data="sign"):
        for three in graph[one]:
            if three > two and three in graph[two]:
                friendly = (first > 0) + (graph[one][three]["sign"] > 0) + (graph[two][three]["sign"] > 0)
                found.append((one, two, three, friendly))
    return found


def count_plainly(graph: Any) -> list[int]:  # noqa: ANN401
    """Triangles by friendly ties."""
    counts = [0, 0, 0, 0]
    for one, two, first in graph.edges(data="sign"):
        for three in graph[one]:
            if three > two and three in graph[two]:
                friendly = (first > 0) + (graph[one][three]["sign"] > 0) + (graph[two][three]["sign"] > 0)
                counts[friendly] += 1
    return counts


def count_arcs_plainly(graph: Any) -> Counter[tuple[int, ...]]:  # noqa: ANN401
    """Triads by the signs of their six arcs."""

    def read(one: int, two: int) -> int:
        return graph[one][two]["sign"] if two in graph[one] else 0

    return Counter(
        (read(a, b), read(b, a), read(a, c), read(c, a), read(b, c), read(c, b))
        for a, b, c in combinations(sorted(graph), 3)
    )


def draw_plainly(networkx: Any, graph: Any, *, draws: int) -> list[float]:  # noqa: ANN401
    """Balanced shares of draws, the signs permuted on the ties."""
    rng, shares, ties = np.random.default_rng(0), [], list(graph.edges)
    signs = [sign for *_, sign in graph.edges(data="sign")]
    copy = graph.copy()
    for _ in range(draws):
        dealt = rng.permutation(signs).tolist()
        networkx.set_edge_attributes(copy, dict(zip(ties, dealt, strict=True)), "sign")
        counts = count_plainly(copy)
        shares.append((counts[1] + counts[3]) / sum(counts))
    return shares


def walk_plainly(graph: Any, *, starts: int, steps: int) -> float:  # noqa: ANN401
    """K of the walks of so many steps from so many states, signed and unsigned, step by step."""
    near = {node: [(other, tie["sign"]) for other, tie in graph[node].items()] for node in graph}
    traces = [0.0, 0.0]
    for start, (at, signed) in product(range(starts), enumerate((True, False))):
        reached = {start: 1.0}
        for step in range(1, steps + 1):
            after = dict.fromkeys(near, 0.0)
            for node, count in reached.items():
                for other, sign in near[node]:
                    after[other] += count * sign / step if signed else count / step
            reached = after
            traces[at] += reached[start]
        traces[at] += 1.0
    return traces[0] / traces[1]


def walk_by_matrix(networkx: Any, graph: Any) -> float:  # noqa: ANN401
    """K by numpy's eigenvalues of networkx's matrix."""
    matrix = networkx.to_numpy_array(graph, weight="sign")
    signed, plain = np.linalg.eigvalsh(matrix), np.linalg.eigvalsh(np.abs(matrix))
    return float(np.exp(signed - plain[-1]).sum() / np.exp(plain - plain[-1]).sum())


def strain_plainly(graph: Any) -> dict[tuple[int, int], int]:  # noqa: ANN401
    """Unbalanced less balanced triangles of each tie."""
    gains = {}
    for one, two, sign in graph.edges(data="sign"):
        thirds = (third for third in graph[one] if third in graph[two])
        gains[one, two] = -sum(sign * graph[one][t]["sign"] * graph[two][t]["sign"] for t in thirds)
    return gains


def degrees_plainly(graph: Any) -> list[tuple[int, int]]:  # noqa: ANN401
    """Friendly and hostile ties of each state."""
    signs = ([tie["sign"] for tie in graph[node].values()] for node in sorted(graph))
    return [(sum(sign > 0 for sign in row), sum(sign < 0 for sign in row)) for row in signs]


def agree_plainly(graph: Any, *, pairs: int) -> list[tuple[float, float, float]]:  # noqa: ANN401
    """S, pi and kappa of the first pairs."""

    def read(one: int) -> list[int]:
        return [graph[one][item]["sign"] if item in graph[one] else 0 for item in sorted(graph)]

    found = []
    for one, two in list(combinations(sorted(graph), 2))[:pairs]:
        items = list(zip(read(one), read(two), strict=True))
        items = [item for place, item in enumerate(items) if place not in {one, two}]
        mine, hers = Counter(item[0] for item in items), Counter(item[1] for item in items)
        both, n = mine + hers, len(items)
        seen = sum(abs(x - y) for x, y in items) / n
        cross = sum(abs(x - y) * mine[x] * hers[y] for x in mine for y in hers) / n**2
        pooled = sum(abs(x - y) * both[x] * both[y] for x in both for y in both) / (2 * n) ** 2
        found.append((1 - seen, 1 - seen / pooled, 1 - seen / cross))
    return found


def count_terms(system: System) -> int:
    """Terms of the exponential series until power over factorial is below what doubles tell apart."""
    top = float(np.abs(system.weights[0]).sum(axis=1).max())
    term = int(top) + 1
    while term * math.log(top) - math.lgamma(term + 1) > top - 37.0:
        term += 1
    return term


def name_dyads(arcs: tuple[int, ...]) -> str:
    """The class of a triad by its three dyads, as `DYAD_CLASSES` has it."""
    kinds = [
        {0: "0", 1: "P", -1: "N"}.get(x if x == y or not y else y if not x else 9, "A")
        for x, y in (arcs[:2], arcs[2:4], arcs[4:])
    ]
    return "".join(sorted(kinds, key="PNA0".index))


def compare(system: System, arcs: System, seconds: dict[str, float], *, n_draws: int) -> dict[str, Any]:
    """Each measure by networkx: seconds, how much longer than here, and whether it agrees."""
    networkx = import_networkx()
    graph, digraph = build_graph(networkx, system), build_graph(networkx, arcs)
    size = system.n_states
    draws, starts, steps, pairs = 3, 1, 4, 300
    all_pairs = size * (size - 1) / 2
    plain: dict[str, tuple[Callable[[], Any], str, float]] = {
        "census": (lambda: count_plainly(graph), "census", 1.0),
        "directed_census": (lambda: count_arcs_plainly(digraph), "directed_census", 1.0),
        "triangles_listed": (lambda: list_plainly(graph), "triangles_listed", 1.0),
        "walks_by_steps": (
            lambda: walk_plainly(graph, starts=starts, steps=steps),
            "walks",
            size / starts * count_terms(system) / steps,
        ),
        "walks_by_matrix": (lambda: walk_by_matrix(networkx, graph), "walks", 1.0),
        "null": (lambda: draw_plainly(networkx, graph, draws=draws), "null", n_draws / draws),
        "strain": (lambda: strain_plainly(graph), "strain", 1.0),
        "signed_degree": (lambda: degrees_plainly(graph), "signed_degree", 1.0),
        "eigenvector": (
            lambda: networkx.eigenvector_centrality(graph, max_iter=10_000, tol=1e-9, weight="sign"),
            "eigenvector",
            1.0,
        ),
        "agreement": (lambda: agree_plainly(graph, pairs=pairs), "agreement", all_pairs / pairs),
    }
    report: dict[str, Any] = {}
    found: dict[str, Any] = {}
    for name, (call, ours, scale) in plain.items():
        begin = time.process_time()
        found[name] = call()
        spent = (time.process_time() - begin) * scale
        report[name] = {"processor_s": spent, "times_longer": spent / seconds[ours], "scaled": scale}
    return {"version": networkx.__version__, "measures": report, "agree": check(system, arcs, found)}


def check(system: System, arcs: System, found: dict[str, Any]) -> dict[str, bool]:
    """Whether the figures of the two agree, where all were computed."""
    census, degree = measure_triads(system), measure_signed_degree(system)
    strain, agreement = measure_strain(system), measure_agreement(build_portfolios(system))
    leading = np.array([found["eigenvector"][place] for place in range(system.n_states)])
    pairs = list(combinations(range(system.n_states), 2))[: len(found["agreement"])]
    ours = [(agreement.s[pair], agreement.pi[pair], agreement.kappa[pair]) for pair in pairs]
    null = measure_null(system, n_draws=200)
    far = abs(float(np.mean(found["null"])) - (null.mean or 0.0))
    by_dyads: Counter[str] = Counter()
    for signs, count in found["directed_census"].items():
        by_dyads[name_dyads(signs)] += count * any(signs)
    triangles, friendly = find_triangles(system)
    return {
        "census": found["census"] == [census.nnn, census.pnn, census.ppn, census.ppp],
        "directed_census": by_dyads == Counter(measure_directed_triads(arcs).by_dyads),
        "triangles_listed": sorted(map(list, found["triangles_listed"]))
        == np.column_stack([triangles, friendly]).tolist(),
        "walks_by_matrix": math.isclose(
            found["walks_by_matrix"], measure_walk_balance(system).balance, rel_tol=1e-6
        ),
        "null": far < 5 * (null.sd or 0.0),
        "strain": all(strain.gain[pair] == gain for pair, gain in found["strain"].items()),
        "signed_degree": found["signed_degree"]
        == list(zip(degree.positive.tolist(), degree.negative.tolist(), strict=True)),
        "eigenvector": bool(
            np.allclose(leading / leading.max(), measure_signed_eigenvector(system).values, atol=1e-4)
        ),
        "agreement": bool(np.allclose(ours, found["agreement"])),
    }


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--states", type=int, default=200)
    parser.add_argument("--density", type=float, default=0.9)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--networkx", action="store_true", help="compare with plain networkx")
    options = parser.parse_args()
    if options.networkx:
        import_networkx()
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
        "signed_degree": lambda: measure_signed_degree(system),
        "eigenvector": lambda: measure_signed_eigenvector(system),
        "agreement": lambda: measure_agreement(build_portfolios(system)),
    }
    times = {name: time_best(call, runs=options.runs) for name, call in calls.items()}
    seconds = {name: clock for name, (clock, _) in times.items()}
    processor = {name: spent for name, (_, spent) in times.items()}
    result = {
        "states": options.states,
        "ties": system.n_ties,
        "triangles": measure_triads(system).total,
        "draws": options.draws,
        "blas_threads": os.environ.get("OPENBLAS_NUM_THREADS", "as many as cores"),
        "seconds": seconds,
        "processor_s": processor,
        "census_walks_null_s": seconds["census"] + seconds["walks"] + seconds["null"],
    }
    if options.networkx:
        result["networkx"] = compare(system, arcs, processor, n_draws=options.draws)
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
