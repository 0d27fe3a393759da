"""The exact frustration and clusterability indices of real signed networks: values, proofs, seconds.

    python benchmarks/frustration.py cow_signed.parquet --check cow_balance.csv --icews icews.parquet

`cow_signed.parquet` has columns window, a, b, sign; the check has window, L and weak_line; the ICEWS table
has year, source, target and event counts by quad class. Its network of a year ties two states with any
material event; the tie is friendly if cooperation outnumbers conflict, and falls away if they are even.
Prints JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from detente.system.clusterability import Camps, measure_clusterability
from detente.system.frustration import Frustration, measure_frustration
from detente.system.graph import SignedGraph, build_signed_graph

Measure = Callable[..., Frustration | Camps]
MEASURES: dict[str, Measure] = {"L": measure_frustration, "weak_line": measure_clusterability}


def build_graph(ties: Iterable[tuple[str, str, float]]) -> SignedGraph:
    """A graph of named ties."""
    rows = [tie for tie in ties if tie[2]]
    names = sorted({name for tie in rows for name in tie[:2]})
    number = {name: at for at, name in enumerate(names)}
    first, second = [number[one] for one, *_ in rows], [number[two] for _, two, _ in rows]
    return build_signed_graph(len(names), first, second=second, sign=[sign for *_, sign in rows])


def read_windows(path: Path) -> dict[str, SignedGraph]:
    """Signed graphs by window."""
    ties: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for row in pq.read_table(path).to_pylist():
        ties[row["window"]].append((row["a"], row["b"], row["sign"]))
    return {window: build_graph(rows) for window, rows in ties.items()}


def read_icews(path: Path, year: int) -> SignedGraph:
    """The states with material events in a year, signed by what prevails among all their events."""
    net: dict[tuple[str, str], int] = defaultdict(int)
    material: dict[tuple[str, str], int] = defaultdict(int)
    for row in pq.read_table(path, filters=[("year", "==", year)]).to_pylist():
        pair = min(row["source"], row["target"]), max(row["source"], row["target"])
        net[pair] += row["verb_coop"] + row["matl_coop"] - row["verb_conf"] - row["matl_conf"]
        material[pair] += row["matl_coop"] + row["matl_conf"]
    return build_graph((*pair, net[pair]) for pair, count in material.items() if count)


def measure_windows(graphs: dict[str, SignedGraph], check: Path | None) -> dict[str, Any]:
    """Both indices of all windows, beside the published ones."""
    known = {row["window"]: row for row in csv.DictReader(check.open(encoding="utf-8"))} if check else {}
    report: dict[str, Any] = {"windows": len(graphs)}
    for name, measure in MEASURES.items():
        began = time.perf_counter()
        found = {window: measure(graph) for window, graph in graphs.items()}
        report[name] = {
            "seconds": round(time.perf_counter() - began, 2),
            "slowest": round(max(one.proof.seconds for one in found.values()), 3),
            "proved": sum(one.proof.optimal for one in found.values()),
            "agree": sum(found[window].value == float(row[name]) for window, row in known.items()),
            "branched": sum(one.proof.n_branches > 0 for one in found.values()),
        }
    return report


def measure_one(graph: SignedGraph, *, seconds: float) -> dict[str, Any]:
    """Both indices of one graph."""
    report: dict[str, Any] = {
        "n": graph.n,
        "m": graph.m,
        "hostile": int((graph.sign < 0).sum()),
    }
    for name, measure in MEASURES.items():
        one = measure(graph, seconds=seconds)
        report[name] = {
            "value": one.value,
            "lower_bound": one.proof.lower_bound,
            "optimal": one.proof.optimal,
            "cuts": one.proof.n_cuts,
            "branches": one.proof.n_branches,
            "seconds": round(one.proof.seconds, 3),
        }
    return report


def make_random(n: int, *, density: float, hostile: float) -> SignedGraph:
    """A graph whose signs are drawn by lot, which is the hardest kind."""
    rng = np.random.default_rng(1)
    first, second = np.nonzero(np.triu(rng.random((n, n)) < density, 1))
    sign = np.where(rng.random(first.size) < hostile, -1, 1)
    return build_signed_graph(n, first, second=second, sign=sign)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("windows", type=Path)
    parser.add_argument("--check", type=Path)
    parser.add_argument("--icews", type=Path)
    parser.add_argument("--year", type=int, default=2011)
    parser.add_argument("--seconds", type=float, default=5.0, help="limit for each graph but the windows")
    options = parser.parse_args()
    report: dict[str, Any] = {"python": platform.python_version()}
    report["cow"] = measure_windows(read_windows(options.windows), options.check)
    if options.icews:
        report["icews"] = measure_one(read_icews(options.icews, options.year), seconds=options.seconds)
    for n, density in ((40, 0.5), (1000, 0.02)):
        graph = make_random(n, density=density, hostile=0.3)
        report[f"random_{n}"] = measure_one(graph, seconds=options.seconds)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
