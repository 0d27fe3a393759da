"""How long and how dear: a simulated schedule of a cluster that codes news, from a measured throughput.

    python benchmarks/schedule.py --cpu-ms 12 --backlog 100000000 --daily 300000 --cores 64 --price 0.04

Articles come in pieces of `--piece` articles, `--daily` of them spread over each day as news comes (more by
day than by night), while a backlog of `--backlog` is worked off whenever no fresh piece waits. A piece costs
its articles' processor time, drawn around `--cpu-ms` with the spread measured between pieces (`--spread`,
a coefficient of variation); workers die at `--deaths` a worker and day, lose what they have in hand, and are
back after a minute. Prints JSON: when the backlog is done, how long a fresh piece waits until it is coded
(median, 95 of 100, longest), processor hours and cost per million articles and in all.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import random
import statistics
from collections import deque
from typing import Any

DAY = 86_400.0
BACK = 60.0  # seconds until a worker that died is back, its models loaded


def arrivals(rng: random.Random, daily: int, piece: int, days: float) -> list[float]:
    """When fresh pieces come: a Poisson stream whose rate swings by half over the day."""
    times, now = [], 0.0
    most = 1.5 * daily / piece / DAY
    while daily and now < days * DAY:
        now += rng.expovariate(most)
        if rng.random() < (1.0 + 0.5 * math.sin(2 * math.pi * now / DAY)) / 1.5:
            times.append(now)
    return times


class Cluster:
    """Workers with what waits for them. A class because its state changes with every event."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._rng = random.Random(options.seed)
        self._seconds = options.cpu_ms / 1_000 * options.piece / options.efficiency
        self._sigma = math.sqrt(math.log(1 + options.spread**2))
        self._free = options.cores
        self._left = -(-options.backlog // options.piece)
        self._fresh: deque[float] = deque()
        self._events: list[tuple[float, int, str, float, bool]] = []
        self._number = 0
        self.now = self.busy = 0.0
        self.deaths = 0
        self.waits: list[float] = []
        self.backlog_done: float | None = None

    def run(self, fresh: list[float]) -> None:
        """Until everything is done."""
        for time in fresh:
            self._note(time, "fresh", time)
        self._hand_out()
        while self._events:
            self.now, _, kind, came, well = heapq.heappop(self._events)
            if kind == "fresh":
                self._fresh.append(came)
            elif kind == "back":
                self._free += 1
            else:
                self._end(came, well=well)
            self._hand_out()
            if self.backlog_done is None and not self._left:
                self.backlog_done = self.now

    def _hand_out(self) -> None:
        """A piece to every free worker, fresh ones first."""
        while self._free and (self._fresh or self._left):
            came = self._fresh.popleft() if self._fresh else -1.0
            self._left -= came < 0
            self._free -= 1
            spread = self._rng.gauss(-self._sigma * self._sigma / 2, self._sigma)
            takes = self._seconds * math.exp(spread)
            deaths = self._options.deaths
            death = self._rng.expovariate(deaths / DAY) if deaths else math.inf
            self.busy += min(takes, death)
            self._note(self.now + min(takes, death), "done", came, well=takes <= death)

    def _end(self, came: float, *, well: bool) -> None:
        """A worker is done with its piece, or dead."""
        if well:
            self._free += 1
            if came >= 0:
                self.waits.append(self.now - came)
            return
        self.deaths += 1
        if came >= 0:
            self._fresh.appendleft(came)
        else:
            self._left += 1
        self._note(self.now + BACK, "back", 0.0)

    def _note(self, time: float, kind: str, came: float, *, well: bool = True) -> None:
        self._number += 1
        heapq.heappush(self._events, (time, self._number, kind, came, well))


def simulate(options: argparse.Namespace) -> dict[str, Any]:
    """Work the backlog off beside a month of fresh news at least; the figures."""
    core_seconds = options.cpu_ms / 1_000 / options.efficiency
    load = options.daily * core_seconds / DAY
    if load >= options.cores:
        raise SystemExit(f"{options.cores} cores cannot keep up: fresh news alone needs {load:.1f}")
    days = max(30.0, 1.3 * options.backlog * core_seconds / (options.cores - load) / DAY + 2)
    cluster = Cluster(options)
    cluster.run(arrivals(random.Random(options.seed), options.daily, options.piece, days))
    waits = sorted(cluster.waits) or [0.0]
    hours = 1e6 * core_seconds / 3_600
    return {
        **{name: getattr(options, name) for name in ("cores", "cpu_ms", "efficiency", "backlog", "daily")},
        "cores_that_fresh_news_needs": round(load, 3),
        "backlog_done_days": round((cluster.backlog_done or 0.0) / DAY, 2),
        "fresh_wait_minutes": {
            "median": round(statistics.median(waits) / 60, 2),
            "p95": round(waits[int(0.95 * (len(waits) - 1))] / 60, 2),
            "longest": round(waits[-1] / 60, 2),
        },
        "deaths": cluster.deaths,
        "articles_in_all": options.backlog + len(cluster.waits) * options.piece,
        "core_hours_in_all": round(cluster.busy / 3_600, 1),
        "core_hours_a_million": round(hours, 2),
        "price_a_core_hour": options.price,
        "cost_a_million": round(hours * options.price, 3),
        "cost_in_all": round(cluster.busy / 3_600 * options.price, 2),
    }


def main() -> None:
    """Run as a program."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument(
        "--cpu-ms", type=float, required=True, help="processor milliseconds an article, measured"
    )
    parser.add_argument(
        "--efficiency", type=float, default=1.0, help="of the engine: local over its processor time"
    )
    parser.add_argument("--spread", type=float, default=0.3, help="between pieces (%(default)s)")
    parser.add_argument("--piece", type=int, default=1_500, help="articles in a piece (%(default)s)")
    parser.add_argument("--backlog", type=int, default=100_000_000, help="(%(default)s)")
    parser.add_argument("--daily", type=int, default=300_000, help="(%(default)s)")
    parser.add_argument("--cores", type=int, default=64, help="(%(default)s)")
    parser.add_argument("--deaths", type=float, default=0.1, help="a worker and day (%(default)s)")
    parser.add_argument(
        "--price", type=float, default=0.04, help="a core and hour, in any currency (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    print(json.dumps(simulate(parser.parse_args()), indent=1))


if __name__ == "__main__":
    main()
