"""Foretell how often states deal with each other, month after month, with plain forecasts beside.

    python benchmarks/forecasting_counts.py ../shared --task d1
    python benchmarks/forecasting_counts.py ../shared --task icews0515
    python benchmarks/forecasting_counts.py ../shared --task gdelt

The folder holds ``icews0515.parquet``, ``icews_entities.parquet``, ``gdelt_dyad_month.parquet`` in ``data``
and ``eval/forecast/tasks.json``. Tasks: ``d1``, the 200 dyads of the task on rows from 2012-08-07 on;
``icews0515``, all rows, the 200 dyads most active in 2012 and 2013; both 2014 and 2015, one month ahead,
fitted anew every month. ``gdelt``: days with any event of a dyad a month (one class), 200 of the
dyads seen on 1 to 10 days a month in 2020 and 2021; 2022 and 2023. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from detente.forecast.count_backtest import BOOSTED, POOLED, backtest_counts, rank_active
from detente.forecast.count_baselines import COUNT_BASELINES
from detente.forecast.records import Records, build_records
from detente.forecast.tables import tabulate_counts

QUADS = {f"{root:02d}": 1 + (root > 5) + (root > 8) + (root > 13) for root in range(1, 21)}
D1_BEGINS = date(2012, 8, 7)


def read_icews(folder: Path, *, first: date) -> Records:
    """Rows from a day on, types by CAMEO root, actors with their states."""
    rows = pq.read_table(folder / "data" / "icews0515.parquet").to_pydict()
    entities = pq.read_table(folder / "data" / "icews_entities.parquet").to_pydict()
    homes = {name: state for name, state in zip(entities["entity"], entities["iso3"], strict=True) if state}
    kept = [row for row, day in enumerate(rows["date"]) if day >= first]
    return build_records(
        days=[rows["date"][row] for row in kept],
        sources=[rows["source"][row] for row in kept],
        types=[str(rows["cameo"][row])[:2] for row in kept],
        targets=[rows["target"][row] for row in kept],
        quads=QUADS,
        homes=homes,
    )


def read_gdelt(folder: Path) -> Records:
    """One event a day on which a dyad was seen, laid evenly over its month; all of class 1.

    The table has no days, only how many of the month a dyad was active on.
    """
    rows = pq.read_table(folder / "data" / "gdelt_dyad_month.parquet").to_pydict()
    days, sources, targets = [], [], []
    for month, one, other, active in zip(
        rows["month"], rows["a"], rows["b"], rows["days_active"], strict=True
    ):
        year, number = (int(part) for part in str(month).split("-")[:2])
        days += [date(year, number, 1 + 28 * place // active) for place in range(active)]
        sources += [one] * active
        targets += [other] * active
    return build_records(
        days=days, sources=sources, types=["seen"] * len(days), targets=targets, quads={"seen": 1}
    )


def choose_middling(records: Records, *, first: date, until: date) -> list[tuple[str, str]]:
    """Two hundred dyads seen on 1 to 10 days a month, evenly by rank.

    The most active are seen nearly every day; their counts tell the length of the month.
    """
    counts = tabulate_counts(records.between(first, until), until=until)
    mean = counts.events[:, :, 0].mean(axis=1)
    order = [place for place in np.argsort(-mean, kind="stable").tolist() if 1.0 <= mean[place] <= 10.0]
    return [counts.dyads[place] for place in order[:: len(order) // 200][:200]]


def choose_task(folder: Path, task: str) -> tuple[Records, list[tuple[str, str]], date]:
    """Records, dyads and the first month of the test."""
    if task == "gdelt":
        records = read_gdelt(folder)
        return (
            records,
            choose_middling(records, first=date(2020, 1, 1), until=date(2022, 1, 1)),
            date(2022, 1, 1),
        )
    if task == "icews0515":
        records = read_icews(folder, first=date(2005, 1, 1))
        dyads = rank_active(records, first=date(2012, 1, 1), until=date(2014, 1, 1), n_dyads=200)
        return records, dyads, date(2014, 1, 1)
    named = json.loads((folder / "eval" / "forecast" / "tasks.json").read_text(encoding="utf-8"))
    dyads = [(name[:3], name[4:]) for name in named["D1"]["dyads"]]
    return read_icews(folder, first=D1_BEGINS), dyads, date(2014, 1, 1)


def main() -> None:
    """Run one task and print its scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--task", choices=("d1", "icews0515", "gdelt"), default="d1")
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--refit-every", type=int, default=1)
    parser.add_argument("--trees", action="store_true", help="boosted trees among the plain forecasts")
    arguments = parser.parse_args()
    records, dyads, first = choose_task(arguments.folder, arguments.task)
    begun, worked = time.perf_counter(), time.process_time()
    score = backtest_counts(
        records,
        dyads,
        first=first,
        months=arguments.months,
        step=arguments.step,
        refit_every=arguments.refit_every,
        baselines=(*COUNT_BASELINES, POOLED, *([BOOSTED] if arguments.trees else [])),
    )
    out: dict[str, Any] = {
        "task": arguments.task,
        "events": len(records),
        "wall_seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - worked, 1),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "score": asdict(score),
    }
    json.dump(out, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
