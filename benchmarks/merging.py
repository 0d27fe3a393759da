"""Measure the merging of made-up event mentions: time, and how right it is.

    python benchmarks/merging.py --mentions 200000 --old 100000 --articles 100

Merges all mentions at once; then takes some for old, and lets new ones join them as whole articles. Prints
JSON: seconds of each, pairwise precision, recall and F1 against the known truth (over the pairs that tell one
event), the same at full noise on fewer mentions, and the peak memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from detente.identity import Merger, merge_mentions
from make_mentions import World, make_mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.identity import MergedEvent

_EVENTS_OF_AN_ARTICLE = 10


def score_pairs(events: Iterable[MergedEvent], truth: Mapping[str, int]) -> dict[str, float]:
    """Pairwise precision, recall and F1."""
    told = Counter(truth.values())
    wanted = sum(n * (n - 1) // 2 for n in told.values())
    joined = right = 0
    for event in events:
        joined += len(event.mentions) * (len(event.mentions) - 1) // 2
        right += sum(n * (n - 1) // 2 for n in Counter(truth[name] for name in event.mentions).values())
    return {
        "precision": round(right / max(joined, 1), 4),
        "recall": round(right / max(wanted, 1), 4),
        "f1": round(2 * right / max(joined + wanted, 1), 4),
    }


def measure_batch(count: int, world: World, *, seed: int) -> dict[str, object]:
    """Merge everything at once."""
    mentions, truth = make_mentions(count, world, seed=seed)
    begun = time.perf_counter()
    events = merge_mentions(mentions)
    seconds = time.perf_counter() - begun
    told = Counter(truth.values())
    return {
        "mentions": count,
        "noise": world.noise,
        "true_events": len(told),
        "repeats": count - len(told),
        "events": len(events),
        "seconds": round(seconds, 2),
        **score_pairs(events, truth),
    }


def measure_addition(old: int, articles: int, world: World, *, seed: int) -> dict[str, object]:
    """Let the mentions of some articles join old events."""
    new = articles * _EVENTS_OF_AN_ARTICLE
    mentions, truth = make_mentions(old + new, world, seed=seed)
    merger = Merger()
    merger.add(mentions[:old])
    events = len(merger.events())
    begun = time.perf_counter()
    changes = merger.add(mentions[old:])
    seconds = time.perf_counter() - begun
    return {
        "old_events": events,
        "articles": articles,
        "new_mentions": new,
        "seconds": round(seconds, 3),
        "changed_events": len(changes.added),
        **score_pairs(merger.events(), truth),
    }


def main() -> int:
    """Read the options, print the figures; 1 if a bar is missed."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--mentions", type=int, default=200_000)
    parser.add_argument("--old", type=int, default=112_000, help="mentions there before (%(default)s)")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--noise", type=float, default=0.3, help="of the large world (%(default)s)")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    world = World(noise=options.noise, stories="odd")
    batch = measure_batch(options.mentions, world, seed=options.seed)
    noisy = measure_batch(options.mentions // 10, World(noise=1.0, stories="odd"), seed=options.seed + 1)
    addition = measure_addition(options.old, options.articles, world, seed=options.seed + 2)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"batch": batch, "noisy": noisy, "addition": addition, "peak_mb": megabytes}, indent=1))
    fast = float(str(batch["seconds"])) < 60 and float(str(addition["seconds"])) < 2
    return int(not (fast and float(str(batch["f1"])) >= 0.95))


if __name__ == "__main__":
    sys.exit(main())
