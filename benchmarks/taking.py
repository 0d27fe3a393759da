"""Coded shards into the lake: processor time, wall clock and peak memory of each step, as tellings grow.

    python benchmarks/taking.py --tellings 10000 100000 1000000 --memory 512 --json taking.json

Makes shards of made-up tellings (`make_mentions.py`: forty a day, however many there are), each document with
a signature; then, in a process of its own for each size, `take_shards` checks them, puts them into a lake,
merges and writes the rows. Prints JSON: of each step CPU seconds, wall seconds and the peak of the process so
far; of each size the bytes of shards and rows; and ``exponent``, the slope of log CPU over log tellings
between the smallest and the largest size and between the last two.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from detente.scale.batches import event_row
from detente.scale.schema import CODED_SCHEMA
from detente.scale.taking import take_shards
from make_mentions import World, make_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.identity import EventMention

A_DAY = 40
CHUNK = 10_000
SHARDS_A_CHUNK = 4
FIRST = "shards checked"


def make_shards(folder: Path, count: int, *, seed: int) -> None:
    """Write shards of `count` tellings, a chunk in memory at a time."""
    (folder / "coded").mkdir(parents=True)
    world = World(days=max(count // A_DAY, 60), noise=0.5)
    for chunk in range(-(-count // CHUNK)):
        size = min(CHUNK, count - chunk * CHUNK)
        rows = list(_rows(make_mentions(size, world, seed=seed * 100_000 + chunk)[0], seed=chunk))
        random.Random(chunk).shuffle(rows)
        for number in range(SHARDS_A_CHUNK):
            table = pa.Table.from_pylist(rows[number::SHARDS_A_CHUNK], schema=CODED_SCHEMA)
            pq.write_table(table, folder / "coded" / f"{chunk:05d}-{number}.parquet", compression="zstd")


def _rows(mentions: list[EventMention], *, seed: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    documents: dict[str, list[EventMention]] = {}
    for mention in mentions:
        documents.setdefault(mention.event.document, []).append(mention)
    for name, told in documents.items():
        first = told[0]
        same = [replace(one, outlet=first.outlet, published=first.published) for one in told]
        yield {
            "document": name,
            "name": f"{name}.txt",
            "path": f"news/{name}.txt",
            "published": first.published,
            "outlet": first.outlet,
            "signature": b"R1" + rng.randbytes(512),
            "events": [event_row(mention) for mention in same],
            "statements": [],
            "refused": [],
        }


def read_clocks() -> tuple[float, float, float]:
    """Processor seconds, wall seconds, peak mebibytes of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return time.process_time(), time.perf_counter(), peak / (1 << 10 if sys.platform != "darwin" else 1 << 20)


class Steps:
    """Takes the time of each step as `take_shards` tells of it; a class because it remembers the last."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}
        self._now, self._mark = FIRST, read_clocks()

    def __call__(self, step: str, *_: int) -> None:
        """A step is under way."""
        if step != self._now:
            self.end(step)

    def end(self, following: str = "") -> None:
        """A step is over."""
        mark = read_clocks()
        self.found[self._now] = {
            "cpu_seconds": round(mark[0] - self._mark[0], 2),
            "seconds": round(mark[1] - self._mark[1], 2),
            "peak_mb": round(mark[2], 1),
        }
        self._now, self._mark = following, mark


def measure(folder: Path, memory: int) -> dict[str, Any]:
    """Take what lies in a folder, in this process."""
    steps = Steps()
    started, spent, before = time.perf_counter(), time.process_time(), read_clocks()[2]
    tally = take_shards(folder / "books", [folder], memory_mb=memory, progress=steps)
    steps.end()
    lake = folder / "books" / "lake" / "imported" / "shards"
    return {
        "tellings": tally.tellings,
        "documents": tally.documents,
        "events": tally.events,
        "shards": len(tally.taken),
        "refused": len(tally.refused),
        "cpu_seconds": round(time.process_time() - spent, 2),
        "seconds": round(time.perf_counter() - started, 2),
        "start_mb": round(before, 1),
        "peak_mb": round(read_clocks()[2], 1),
        "coded_mb": _size(lake / "coded"),
        "rows_mb": _size(lake / "rows"),
        "steps": steps.found,
    }


def _size(folder: Path) -> float:
    return round(sum(file.stat().st_size for file in folder.glob("*.parquet")) / 1e6, 1)


def slope(few: dict[str, Any], many: dict[str, Any]) -> float:
    """By which power of the tellings the processor time grows."""
    return round(
        math.log(many["cpu_seconds"] / few["cpu_seconds"]) / math.log(many["tellings"] / few["tellings"]), 3
    )


def main() -> None:
    """Read the options, make and take shards of each size, print the figures."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--tellings", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--memory", type=int, default=512, help="MiB for DuckDB (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to write; a temporary folder by default")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measure(options.only, options.memory)))
        return
    runs = []
    for count in options.tellings:
        with tempfile.TemporaryDirectory(dir=options.folder, prefix="taking-") as name:
            make_shards(Path(name), count, seed=options.seed)
            words = [sys.executable, __file__, "--only", name, "--memory", str(options.memory)]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
            runs.append(json.loads(done.stdout))
            print(json.dumps(runs[-1]), file=sys.stderr, flush=True)
            shutil.rmtree(Path(name) / "books")
    found: dict[str, Any] = {"memory_mb": options.memory, "a_day": A_DAY, "runs": runs}
    if len(runs) > 1:
        found["exponent"] = {"all": slope(runs[0], runs[-1]), "last": slope(runs[-2], runs[-1])}
    text = json.dumps(found, indent=1)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
