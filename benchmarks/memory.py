"""Peak memory of `detente code` over many made-up articles: the whole family of processes, once a second.

    python benchmarks/memory.py --documents 20000

Prints JSON: peak of the summed proportional set sizes, the largest single process, and the sum every thirty
seconds, which must not grow.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from make_articles import make_articles

_MIB = 2**20
_EVERY = 30


def watch(command: list[str]) -> dict[str, object]:
    """Run the command, its output thrown away; the figures."""
    begun = time.monotonic()
    peak = largest = 0
    series: list[int] = []
    with psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            total = 0
            with contextlib.suppress(psutil.Error):
                for member in [process, *process.children(recursive=True)]:
                    with contextlib.suppress(psutil.Error):
                        memory = member.memory_full_info()
                        total += memory.pss
                        largest = max(largest, memory.rss)
            peak = max(peak, total)
            if len(series) <= (time.monotonic() - begun) / _EVERY:
                series.append(total // _MIB)
            time.sleep(1)
        status = process.returncode
    return {
        "status": status,
        "seconds": round(time.monotonic() - begun, 1),
        "peak_mib": peak // _MIB,
        "largest_process_mib": largest // _MIB,
        "every_30_seconds_mib": series,
    }


def main() -> None:
    """Read the options, write the articles, print the figures."""
    parser = argparse.ArgumentParser(description="Peak memory of `detente code`.")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        for article in make_articles(options.documents, seed=options.seed):
            Path(folder, article.file).with_suffix(".txt").write_text(article.text, encoding="utf-8")
        figures = watch([sys.executable, "-m", "detente", "code", folder])
    print(json.dumps({"documents": options.documents, **figures}))


if __name__ == "__main__":
    main()
