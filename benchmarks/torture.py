"""Do to détente what laptops, disks and hostile articles do to it; say which goals of docs/faults.md hold.

    python benchmarks/torture.py --size 0.02 --seed 1             # what `make torture` runs: minutes
    python benchmarks/torture.py --goals R1 R2 --size 1           # as the goals' text demands: hours

A goal is a function of a random source and a size (1: all of the goal; less: proportionally less) in one of
the modules `torture_*.py` beside this one, each of which lists its own in `GOALS`. It returns figures, of
which ``holds`` says whether the goal holds. The same seed and size do the same. Prints a table, then JSON;
exit status 1 if any goal does not hold or could not be looked at.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

Goal = Callable[[random.Random, float], dict[str, object]]
"""Of a source of chance and a size in (0, 1]; returns figures with a boolean ``holds``."""


def find_goals() -> dict[str, Goal]:
    """Every goal of the modules beside this one, by name."""
    goals: dict[str, Goal] = {}
    for path in sorted(Path(__file__).parent.glob("torture_*.py")):
        module = importlib.import_module(path.stem)
        for name, goal in getattr(module, "GOALS", {}).items():
            if name in goals:
                raise ValueError(f"two modules have a goal {name!r}; the second is {path.name}")
            goals[name] = goal
    return goals


def run_goal(name: str, goal: Goal, *, seed: int, size: float) -> dict[str, object]:
    """One goal's figures, with what it took; a goal that breaks off does not hold."""
    begun, used = time.monotonic(), _cpu_seconds()
    try:
        figures = goal(random.Random(f"{seed} {name}"), size)
    except Exception as fault:  # noqa: BLE001  the other goals are still to be looked at
        traceback.print_exc()
        figures = {"holds": False, "broke_off": f"{type(fault).__name__}: {fault}"}
    return figures | {
        "seconds": round(time.monotonic() - begun, 1),
        "cpu_seconds": round(_cpu_seconds() - used, 1),
    }


def format_table(results: dict[str, dict[str, object]]) -> str:
    """A line a goal: name, whether it holds, its plain figures."""
    lines = []
    for name, figures in results.items():
        plain = ", ".join(
            f"{key} {value}"
            for key, value in figures.items()
            if key != "holds" and isinstance(value, int | float | str)
        )
        lines.append(f"{name}  {'holds' if figures['holds'] else 'FAILS'}  {plain}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Read the options, print the table and the figures."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--goals", nargs="+", metavar="NAME", help="these only, such as R1 R2")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=float, default=0.02, help="1: the whole goal")
    parser.add_argument("--out", type=Path, help="write the JSON here too")
    options = parser.parse_args(arguments)
    if not 0 < options.size <= 1:
        parser.error(f"--size {options.size}: expected more than 0 and at most 1")
    goals = find_goals()
    wanted = options.goals or sorted(goals)
    unknown = [name for name in wanted if name not in goals]
    if unknown:
        parser.error(f"no goal {', '.join(unknown)}; there are {', '.join(sorted(goals))}")
    results = {}
    for name in wanted:
        print(f"… {name}", file=sys.stderr, flush=True)
        results[name] = run_goal(name, goals[name], seed=options.seed, size=options.size)
        print(format_table({name: results[name]}), flush=True)
    found = json.dumps({"seed": options.seed, "size": options.size, "goals": results}, ensure_ascii=False)
    print(found)
    if options.out:
        options.out.write_text(found + "\n", encoding="utf-8")
    return int(not all(figures["holds"] for figures in results.values()))


def _cpu_seconds() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


if __name__ == "__main__":
    sys.exit(main())
