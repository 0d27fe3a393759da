"""Foretell whether one state does something to another within 90 days, with plain forecasts beside.

    python benchmarks/forecasting_occurrence.py ../shared [--trees]

Both directions of the 200 dyads of task D1, 20 CAMEO roots, the first days of the eight quarters of 2014 and
2015: 64,000 questions. Only rows from 2012-08-07 on are read, unless ``--all``. The folder is that of
``forecasting_counts.py``. Prints JSON.
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

from detente.forecast.occurrence_backtest import backtest_occurrence
from forecasting_counts import D1_BEGINS, read_icews


def main() -> None:
    """Run the task and print its scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trees", action="store_true")
    parser.add_argument("--all", action="store_true", help="rows from 2005 on")
    parser.add_argument("--horizon", type=int, default=90)
    arguments = parser.parse_args()
    named = json.loads((arguments.folder / "eval" / "forecast" / "tasks.json").read_text(encoding="utf-8"))
    dyads = [(name[:3], name[4:]) for name in named["D1"]["dyads"]]
    records = read_icews(arguments.folder, first=date(2005, 1, 1) if arguments.all else D1_BEGINS)
    begun, worked = time.perf_counter(), time.process_time()
    score = backtest_occurrence(
        records,
        [pair for one, other in dyads for pair in ((one, other), (other, one))],
        origins=[date(year, month, 1) for year in (2014, 2015) for month in (1, 4, 7, 10)],
        horizon_days=arguments.horizon,
        trees=arguments.trees,
    )
    out = {
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
