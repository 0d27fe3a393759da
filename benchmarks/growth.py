"""How the cost of imported data grows with its rows: import, filter, export, dyad-months, levels.

    python benchmarks/growth.py --sizes 1e6 1e7 3e7 1e8 --folder /big/disk --figure growth.svg

Makes files of a million rows in GDELT's 61 columns, 40,000 rows a day (`growth_rows.py`), imports them, five
in a process of their own, into the same ledger, and removes them. At every size the ledger is put by (as hard
links), and each step runs on it in a process of its own:

- ``import``: all files so far, `import_events`, as `detente import gdelt`; the peak is the worst process's;
- ``filter``: rows that count by pair, quad class and day, `Ledger.sql`, as `detente sql`;
- ``export``: all rows as one Parquet file, `export_events`, as `detente export parquet --imported`;
- ``months``: events of all pairs by month, `export_events`, as `detente export months --imported`;
- ``levels``: the levels of all pairs, fitted, smoothed and read on the last day, `build_imported_levels`, as
  `detente dyads --imported`.

Prints JSON: of each step and size wall-clock and processor seconds, peak memory with children, and what
came out; of each step the exponents: the slope of the logarithm of the processor time on that of the rows,
by least squares over all sizes (``exponent``) and between the last two (``last``), and likewise of wall
clock and memory. `--table` prints the same for people. What was measured is kept in the folder as it comes,
and a run that was broken off goes on from there. Needs some 70 bytes a row of disk, and 3 GB.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

import duckdb
import psutil

ROWS_A_FILE = 1_000_000
FILES_AT_ONCE = 5
STEPS = ("import", "filter", "export", "months", "levels")

FILTER = """
SELECT count(*) AS cells, sum(n) AS events, max(n) AS most
FROM (
    SELECT least(source, target) AS a, greatest(source, target) AS b, quad_class, date, count(*) AS n
    FROM imported WHERE role = 'event' AND source <> target GROUP BY ALL
)
"""


def do_import(ledger: Path, folder: Path) -> dict[str, Any]:
    """The files of a folder more."""
    from detente.exchange import import_events  # noqa: PLC0415  each step imports what it needs

    tally = import_events(ledger, [folder], "gdelt")
    return {name: getattr(tally, name) for name in ("rows", "events", "mirrors", "repeats", "rejected")}


def do_filter(ledger: Path, file: Path) -> dict[str, Any]:  # noqa: ARG001  steps are alike
    """Counts by pair, class and day."""
    import detente  # noqa: PLC0415

    with detente.open_ledger(ledger) as books:
        found: dict[str, Any] = books.sql(FILTER).to_pylist()[0]
    return {name: int(value) for name, value in found.items()}


def do_export(ledger: Path, file: Path) -> dict[str, Any]:
    """All rows in one file."""
    import detente  # noqa: PLC0415

    with detente.open_ledger(ledger) as books:
        tally = detente.export_events(books, file, "parquet", imported=True)
    size = file.stat().st_size
    file.unlink()
    return {"rows": tally.rows, "megabytes": size // 1_000_000}


def do_months(ledger: Path, file: Path) -> dict[str, Any]:
    """Events of all pairs by month."""
    import detente  # noqa: PLC0415

    with detente.open_ledger(ledger) as books:
        tally = detente.export_events(books, file, "months", imported=True)
    size = file.stat().st_size
    file.unlink()
    return {"dyad_months": tally.rows, "megabytes": size // 1_000_000}


def do_levels(ledger: Path, file: Path) -> dict[str, Any]:  # noqa: ARG001
    """The levels of all pairs, and what they are on the last day."""
    from detente.ledger.imported import build_imported_levels  # noqa: PLC0415
    from detente.relations import measure_snapshot  # noqa: PLC0415

    levels = build_imported_levels(_files(ledger), domain="overall")
    last = date.fromordinal(int(levels.chain.day.max()))
    snapshot = measure_snapshot(levels, last)
    return {
        "observations": levels.observations.day.size,
        "links": levels.chain.day.size,
        "dyads": len(snapshot.dyads),
        "mean_sd": float(snapshot.sd.mean()),
    }


DO = {"import": do_import, "filter": do_filter, "export": do_export, "months": do_months, "levels": do_levels}


def _files(ledger: Path) -> list[Path]:
    from detente.exchange.importing import imported_folder  # noqa: PLC0415
    from detente.exchange.shards import read_manifest  # noqa: PLC0415

    folder = imported_folder(ledger, "gdelt")
    return read_manifest(folder).files(folder)


def run_apart(what: str, *words: str) -> dict[str, Any]:
    """A step in a process of its own: what it found, its seconds, the peak of its memory with children."""
    started = time.perf_counter()
    command = [sys.executable, __file__, "--only", what, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watched, peak = psutil.Process(process.pid), 0
        while process.poll() is None:
            peak = max(peak, _resident(watched))
            time.sleep(0.5)
        text = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{what} {' '.join(words)} ended with {process.returncode}")
    found: dict[str, Any] = json.loads(text or "{}")
    own = found.pop("own_peak_mb", 0)
    return {"seconds": time.perf_counter() - started, "peak_mb": max(peak / 1e6, own), **found}


def _resident(process: psutil.Process) -> int:
    try:
        family = [process, *process.children(recursive=True)]
        return sum(member.memory_info().rss for member in family)
    except psutil.Error:
        return 0


def _own_cost() -> dict[str, float]:
    import resource  # noqa: PLC0415  not everywhere

    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "cpu_seconds": sum(one.ru_utime + one.ru_stime for one in spent),
        "own_peak_mb": max(one.ru_maxrss for one in spent) * 1024 / 1e6,
    }


class Growth:
    """A ledger that grows, and what its growing costs; a class because it keeps both on the disk."""

    def __init__(self, folder: Path, *, rows_a_file: int = ROWS_A_FILE) -> None:
        self.folder, self.rows_a_file = folder, rows_a_file
        self.record = folder / "growth.json"
        folder.mkdir(parents=True, exist_ok=True)
        self.costs: dict[str, Any] = {"imports": [], "steps": {}}
        if self.record.exists():
            self.costs = json.loads(self.record.read_text(encoding="utf-8"))

    def keep(self) -> None:
        """Write down what was measured."""
        self.record.write_text(json.dumps(self.costs, indent=1) + "\n", encoding="utf-8")

    def grow(self, size: int) -> Path:
        """Import up to that many rows, and put the ledger by as it then is."""
        ledger, mark, raw = (self.folder / name for name in ("growing", f"at-{size}", "raw"))
        while (done := sum(one["files"] for one in self.costs["imports"])) < size // self.rows_a_file:
            n_files = min(FILES_AT_ONCE, size // self.rows_a_file - done)
            shutil.rmtree(raw, ignore_errors=True)
            raw.mkdir()
            run_apart("make", str(raw), str(done), str(n_files), str(self.rows_a_file))
            self.costs["imports"].append({"files": n_files, **run_apart("import", str(ledger), str(raw))})
            shutil.rmtree(raw)
            self.keep()
        if not mark.exists():
            shutil.copytree(ledger, mark, copy_function=os.link)
        until = list(accumulate(one["files"] * self.rows_a_file for one in self.costs["imports"]))
        so_far = self.costs["imports"][: until.index(size) + 1]
        sums = {name: sum(one[name] for one in so_far) for name in so_far[0] if name != "peak_mb"}
        place = mark / "lake" / "imported" / "gdelt"
        there = {
            "peak_mb": max(one["peak_mb"] for one in so_far),
            "shards": len(list(place.glob("rows/*.parquet"))),
            "lake_mb": sum(one.stat().st_size for one in place.rglob("*") if one.is_file()) // 1_000_000,
        }
        self._note("import", size, sums | there)
        return mark

    def measure(self, size: int, steps: list[str], *, again: bool = False) -> None:
        """Run steps on the ledger as it was at a size."""
        mark = self.grow(size)
        for step in steps:
            if step != "import" and (again or str(size) not in self.costs["steps"].get(step, {})):
                self._note(step, size, run_apart(step, str(mark), str(self.folder / "out.parquet")))

    def _note(self, step: str, size: int, cost: dict[str, Any]) -> None:
        self.costs["steps"].setdefault(step, {})[str(size)] = cost
        self.keep()


def slope(sizes: list[int], costs: list[float]) -> float:
    """The exponent of costs in sizes, by least squares on logarithms.

    >>> round(slope([10, 100, 1000], [1.0, 10.0, 100.0]), 6)
    1.0
    """
    x, y = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    crossed = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return crossed / sum((a - mean_x) ** 2 for a in x)


def summarise(costs: dict[str, Any], sizes: list[int]) -> dict[str, Any]:
    """The steps at those sizes, with their exponents."""
    out: dict[str, Any] = {}
    for step in STEPS:
        found = {size: costs["steps"].get(step, {}).get(str(size)) for size in sizes}
        done = [size for size in sizes if found[size]]
        if not done:
            continue
        out[step] = {"at": {str(size): found[size] for size in done}}
        for name, which in (("exponent", done), ("last", done[-2:])):
            for measure, short in (("cpu_seconds", ""), ("seconds", "wall_"), ("peak_mb", "memory_")):
                values = [found[size][measure] for size in which]
                if len(which) > 1:
                    out[step][f"{short}{name}"] = round(slope(which, values), 3)
    return {
        "steps": out,
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "duckdb_version": duckdb.__version__,
    }


def tell_table(steps: dict[str, Any], sizes: list[int]) -> str:
    """Processor seconds and peak memory of each step and size, in Markdown."""
    heads = [f"{size / 1e6:g} million" for size in sizes]
    lines = [f"| step | {' | '.join(heads)} | exponent | of the last two |"]
    lines.append("|---" * (len(sizes) + 3) + "|")
    for name, step in steps.items():
        costs = [step["at"].get(str(size)) for size in sizes]
        cells = [f"{cost['cpu_seconds']:,.0f} s, {cost['peak_mb']:,.0f} MB" if cost else "" for cost in costs]
        slopes = [f"{step[which]:.2f}" if which in step else "" for which in ("exponent", "last")]
        lines.append(f"| {name} | {' | '.join([*cells, *slopes])} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--sizes", type=lambda word: int(float(word)), nargs="+", default=[1_000_000, 2_000_000]
    )
    parser.add_argument("--rows-a-file", type=int, default=ROWS_A_FILE, help="sizes are multiples of it")
    parser.add_argument("--steps", choices=STEPS, nargs="+", default=list(STEPS))
    parser.add_argument("--again", action="store_true", help="measure the steps anew, but not the import")
    parser.add_argument(
        "--folder", type=Path, default=Path("growth"), help="where to work; what it has is kept"
    )
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--table", action="store_true", help="print a table in Markdown")
    parser.add_argument("--figure", type=Path, help="draw them there, as SVG")
    parser.add_argument("--only", choices=("make", *STEPS), help=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only == "make":
        from growth_rows import make_files  # noqa: PLC0415  beside this file

        first, n_files, n_rows = (int(word) for word in options.words[1:])
        folder = Path(options.words[0])
        make_files(folder, range(first, first + n_files), n_rows, template=folder.parent / "template.CSV")
        return
    if options.only:
        found = DO[options.only](Path(options.words[0]), Path(options.words[1]))
        print(json.dumps(found | _own_cost()))
        return
    sizes = sorted(options.sizes)
    if any(size % options.rows_a_file for size in sizes):
        parser.error(f"sizes must be multiples of {options.rows_a_file}")
    growth = Growth(options.folder, rows_a_file=options.rows_a_file)
    for size in sizes:
        growth.measure(size, options.steps, again=options.again)
    found = summarise(growth.costs, sizes)
    text = json.dumps(found, indent=1)
    print(tell_table(found["steps"], sizes) if options.table else text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    if options.figure:
        from growth_figure import draw_growth  # noqa: PLC0415  beside this file

        options.figure.write_text(draw_growth(found["steps"]), encoding="utf-8")


if __name__ == "__main__":
    main()
