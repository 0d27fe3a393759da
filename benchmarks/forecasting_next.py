"""Measure *who next?* on a table of events with a split by time.

    python benchmarks/forecasting_next.py events.parquet --split split --steps single --model trees

The table has columns date, source, relation, target, cameo (its root gives the quad class) and one that says
`train`, `valid` or `test`. Prints JSON: scores by the protocol of docs/methods/forecast_next.md, wall and CPU
seconds from file to figure, and the peak of memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from dataclasses import asdict
from typing import Any

import pyarrow.parquet as pq

from detente.forecast.next_score import backtest_next
from detente.forecast.records import Records, build_records


def read_quad(code: str | None) -> int:
    """Quad class of a CAMEO code; 0 if it has none."""
    if not code or not code[:2].isdigit():
        return 0
    return next((quad for quad, last in ((1, 5), (2, 8), (3, 13), (4, 20)) if int(code[:2]) <= last), 0)


def read_table(path: str, split: str) -> tuple[Records, dict[str, int]]:
    """Events and the first day of each part."""
    table = pq.read_table(path, columns=["date", "source", "relation", "target", "cameo", split]).to_pydict()
    first: dict[str, int] = {}
    for day, part in zip(table["date"], table[split], strict=True):
        first[part] = min(first.get(part, day.toordinal()), day.toordinal())
    quads = {kind: read_quad(code) for kind, code in zip(table["relation"], table["cameo"], strict=True)}
    records = build_records(
        days=table["date"],
        sources=table["source"],
        types=table["relation"],
        targets=table["target"],
        quads=quads,
    )
    return records, first


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description="Measure who next")
    parser.add_argument("path")
    parser.add_argument("--split", default="split")
    parser.add_argument("--steps", choices=["single", "multi"], default="single")
    parser.add_argument("--model", choices=["linear", "trees"])
    parser.add_argument("--questions", type=int, default=30_000, help="to learn from, at most")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    begin, cpu = time.perf_counter(), time.process_time()
    records, first = read_table(args.path, args.split)
    score = backtest_next(
        records,
        valid_from=first["valid"],
        test_from=first["test"],
        steps=args.steps,
        model=args.model,
        questions=args.questions,
        seed=args.seed,
    )
    found: dict[str, Any] = asdict(score)
    found |= {
        "events": len(records),
        "wall_seconds": round(time.perf_counter() - begin, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "load": os.getloadavg(),
    }
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
