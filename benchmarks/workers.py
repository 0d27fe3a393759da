"""How much faster two coding processes are than one, on the same articles; prints JSON.

    python benchmarks/workers.py --documents 1200 --workers 2

Both runs go through `code_documents` and are timed from their first result to their last, so that starting
the processes and loading the models does not count. ``--rounds`` times in turn; the median counts. What two
processes can gain at most depends on the machine: on two hyper-threads of one core it is far below 2.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time

from detente.coding import code_documents
from detente.core.settings import resolve_settings
from make_articles import KINDS, make_articles
from throughput import build_document


def documents_per_second(count: int, kind: str, workers: int) -> float:
    """Documents a second from the first result to the last."""
    documents = [build_document(article) for article in make_articles(count, kind=kind)]
    first = last = time.perf_counter()
    done = 0
    for done, _ in enumerate(code_documents(documents, settings=resolve_settings(), workers=workers)):
        last = time.perf_counter()
        first = last if done == 0 else first
    return done / (last - first)


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1200, help="articles (%(default)s)")
    parser.add_argument("--kind", choices=KINDS, default="political", help="(%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="(%(default)s)")
    options = parser.parse_args()
    one, many = [], []
    for _ in range(options.rounds):
        one.append(documents_per_second(options.documents, options.kind, 1))
        many.append(documents_per_second(options.documents, options.kind, options.workers))
    ratios = [b / a for a, b in zip(one, many, strict=True)]
    print(
        json.dumps(
            {
                "kind": options.kind,
                "documents": options.documents,
                "workers": options.workers,
                "processors": os.cpu_count(),
                "one_documents_per_second": round(statistics.median(one), 2),
                "many_documents_per_second": round(statistics.median(many), 2),
                "ratio": round(statistics.median(ratios), 3),
                "ratios": [round(ratio, 3) for ratio in ratios],
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
