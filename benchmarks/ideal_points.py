"""Judge ideal points from counts of agreement against the published ones.

    python benchmarks/ideal_points.py --agreement un_agreement.parquet --published un_ideal_points.parquet

Prints JSON: correlation (Pearson) and rank correlation (Spearman) with the published points in every
session, the sessions below 0.95, the same over all sessions pooled, and seconds (wall, processor). The
published points (Bailey, Strezhnev and Voeten 2017) are read after the fit, and only to judge it. Needs
pyarrow. Columns: of the counts year, ccode1, ccode2, n_joint, n_same, n_opposed, n_joint_nonunan; of the
points year, ccode, ideal_point.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

from detente.system.ideal_agreement import fit_ideal_points_of_agreement

if TYPE_CHECKING:
    from detente.system.ideal import IdealPoints
    from detente.system.network import Floats

BAR = 0.95
USA = "2"
NINETIES = range(1990, 2000)


def read_columns(path: Path) -> dict[str, Floats]:
    """Columns of a table as floats, those that are numbers."""
    table = pq.read_table(path)
    columns = {}
    for name in table.column_names:
        try:
            columns[name] = np.asarray(table[name].to_numpy(), dtype=np.float64)
        except ValueError:
            continue
    return columns


def fit(counts: dict[str, Floats], *, step: float | None) -> IdealPoints:
    """All sessions at once; states by their Correlates-of-War number."""
    return fit_ideal_points_of_agreement(
        [str(int(number)) for number in counts["ccode1"]],
        [str(int(number)) for number in counts["ccode2"]],
        n_votes=counts["n_joint_nonunan"],
        n_opposed=counts["n_opposed"],
        n_half=counts["n_joint"] - counts["n_same"] - counts["n_opposed"],
        period=[int(year) for year in counts["year"]],
        anchor=USA,
        step=step,
    )


def rank(values: Floats) -> Floats:
    """Ranks, those of equal values averaged."""
    _, inverse, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count).astype(np.float64)
    return np.asarray((last - (count - 1) / 2.0)[inverse], dtype=np.float64)


def correlate(one: Floats, other: Floats) -> float:
    """Pearson's correlation."""
    return float(np.corrcoef(one, other)[0, 1])


def judge(found: IdealPoints, published: dict[str, Floats]) -> dict[str, object]:
    """Correlations with the published points by session, and pooled."""
    states = {int(name): at for at, name in enumerate(found.states)}
    sessions: dict[int, dict[str, float]] = {}
    pairs, covered = [], []
    for at, year in enumerate(found.periods):
        rows = np.flatnonzero(published["year"] == year)
        rows = rows[[int(one) in states for one in published["ccode"][rows]]] if len(rows) else rows
        if not len(rows):
            continue
        column = [states[int(one)] for one in published["ccode"][rows]]
        ours, theirs = found.points[at, column], published["ideal_point"][rows]
        both = np.isfinite(ours) & np.isfinite(theirs)
        ours, theirs = ours[both], theirs[both]
        pairs.append(np.stack([ours, theirs]))
        covered.append(int(year))
        sessions[int(year)] = {
            "states": int(both.sum()),
            "pearson": round(correlate(ours, theirs), 4),
            "spearman": round(correlate(rank(ours), rank(theirs)), 4),
        }
    every = np.concatenate(pairs, axis=1)
    report: dict[str, object] = {"pooled_pearson": round(correlate(every[0], every[1]), 4)}
    for name in ("pearson", "spearman"):
        values = np.array([one[name] for one in sessions.values()])
        report[name] = {
            "min": float(values.min()),
            "median": round(float(np.median(values)), 4),
            "below": {str(year): one[name] for year, one in sessions.items() if one[name] < BAR},
            "nineties": round(float(np.mean([sessions[year][name] for year in NINETIES])), 4),
        }
    report["not_published"] = [year for year in found.periods if year not in covered]
    report["sessions"] = sessions
    return report


def main(arguments: list[str] | None = None) -> int:
    """Fit, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--agreement", type=Path, required=True)
    parser.add_argument("--published", type=Path, required=True)
    parser.add_argument("--step", type=float, default=0.5)
    options = parser.parse_args(arguments)
    counts = read_columns(options.agreement)
    begin, begin_cpu = time.perf_counter(), time.process_time()
    found = fit(counts, step=options.step)
    report = {
        "seconds": round(time.perf_counter() - begin, 1),
        "cpu_seconds": round(time.process_time() - begin_cpu, 1),
        "step": options.step,
        "iterations": found.n_iterations,
        "converged": found.converged,
        "explained": None if found.explained is None else round(found.explained, 4),
        "states": len(found.states),
        "sessions_fitted": len(found.periods),
        "bar": BAR,
        **judge(found, read_columns(options.published)),
    }
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
