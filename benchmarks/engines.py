"""The same articles coded into shards by every engine: are the bytes the same, and what does each cost?

    python benchmarks/engines.py --articles 20000 --kind mixed --json engines.json

Runs over one JSONL file of made-up articles: in one process, in two, on Ray with two workers, and on Ray with
one of its workers killed in the middle. Prints JSON: for each the wall clock, the processor seconds of all
its processes together (the engine's own daemons too, looked at five times a second), peak memory (summed
proportional set sizes, every two seconds), events, and whether its shards are byte for byte those of the
first; and ``ray_over_local``, Ray's processor seconds over those of the two processes.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from make_articles import KINDS, make_articles, write_articles

RUN = """
import json, sys, time
from detente.scale import code_at_scale
if __name__ == "__main__":
    paths, out, engine, workers = [sys.argv[1]], sys.argv[2], sys.argv[3], int(sys.argv[4])
    tally = code_at_scale(paths, out, engine=engine, workers=workers, piece_bytes=int(sys.argv[5]))
    facts = ("documents", "events", "inputs_refused")
    print(json.dumps({name: getattr(tally, name) for name in facts} | {"failed": len(tally.failed)}))
"""
CASES = {
    "one process": ("here", 1),
    "two processes": ("local", 2),
    "ray": ("ray", 2),
    "ray, killed": ("ray", 2),
}
_MIB = 2**20


class Family:
    """All processes that a run has started so far. A class because the dead leave their last account."""

    def __init__(self, root: psutil.Process) -> None:
        self._root = root
        self._spent: dict[tuple[int, float], float] = {}
        self.peak = 0

    def look(self, *, memory: bool) -> list[psutil.Process]:
        """Take note of what each has spent; those that are alive."""
        alive, held = [], 0
        with contextlib.suppress(psutil.Error):
            for member in [self._root, *self._root.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    times = member.cpu_times()
                    self._spent[member.pid, member.create_time()] = times.user + times.system
                    held += member.memory_full_info().pss if memory else 0
                    alive.append(member)
        self.peak = max(self.peak, held)
        return alive

    @property
    def seconds(self) -> float:
        """Processor seconds of all of them."""
        return sum(self._spent.values())


def run(case: str, articles: Path, out: Path, piece_bytes: int) -> dict[str, Any]:
    """One engine over the articles, watched."""
    engine, workers = CASES[case]
    words = [sys.executable, "-c", RUN, str(articles), str(out), engine, str(workers), str(piece_bytes)]
    begun, killed = time.monotonic(), None
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        family = Family(psutil.Process(process.pid))
        looks = 0
        while process.poll() is None:
            alive = family.look(memory=looks % 10 == 0)
            looks += 1
            if case.endswith("killed") and killed is None and len(list(out.glob("coded/*.parquet"))) > 3:
                killed = _kill_one(alive)
            time.sleep(0.2)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{case}: status {process.returncode}")
    return {
        **json.loads(said.splitlines()[-1]),
        "seconds": round(time.monotonic() - begun, 1),
        "cpu_seconds": round(family.seconds, 1),
        "peak_mib": family.peak // _MIB,
        "killed": killed is not None,
        "digest": digest_of(out),
    }


def _kill_one(alive: list[psutil.Process]) -> int | None:
    for member in alive:
        with contextlib.suppress(psutil.Error):
            if "MapWorker" in " ".join(member.cmdline()):
                member.kill()
                return int(member.pid)
    return None


def digest_of(out: Path) -> str:
    """Of all shards, names and bytes."""
    digest = hashlib.sha256()
    for shard in sorted((out / "coded").iterdir()):
        digest.update(shard.name.encode() + hashlib.sha256(shard.read_bytes()).digest())
    return digest.hexdigest()[:32]


def main() -> None:
    """Run as a program."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--articles", type=int, default=2_000, help="(%(default)s)")
    parser.add_argument("--kind", choices=KINDS, default="mixed", help="(%(default)s)")
    parser.add_argument("--piece-mb", type=float, default=1.0, help="size of a piece (%(default)s)")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="engines-") as name:
        articles = Path(name) / "articles.jsonl"
        write_articles(make_articles(options.articles, kind=options.kind), articles)
        runs = {}
        for case in options.cases:
            runs[case] = run(
                case, articles, Path(name) / case.replace(" ", "-"), int(options.piece_mb * _MIB)
            )
            print(f"{case}: {runs[case]}", file=sys.stderr)
    digests = {found["digest"] for found in runs.values()}
    figures = {
        "articles": options.articles,
        "kind": options.kind,
        "processors": os.cpu_count(),
        "same_bytes": len(digests) == 1,
        "runs": runs,
    }
    if {"ray", "two processes"} <= runs.keys():
        figures["ray_over_local"] = round(
            runs["ray"]["cpu_seconds"] / runs["two processes"]["cpu_seconds"], 3
        )
    text = json.dumps(figures, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
