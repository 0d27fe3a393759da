"""Measure how fast the application answers while another process adds articles.

    python benchmarks/make_ledger.py --out big
    python benchmarks/serving.py --ledger big
    python benchmarks/serving.py --ledger big --soak 100000

Serves a ledger in a process of its own, adds a made-up article every few seconds from a second one, and asks
from a third over 16 connections: the JSON of dyads, their pages, and the pages over everything, some first
once alone (``cold``), each once (``first``), then for some seconds as fast as it answers. Dyads are drawn as
often as they have events. Prints JSON: answers per second, median and 99th percentile, milliseconds of a
processor for each answer and the memory, both of the process that answers and of all that it started, the
first paint of the overview in Chromium (where Playwright is installed; CHROMIUM names another one), and the
load of the machine beside each figure; others who use it slow the answers down. The ledger grows by what is
added.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from detente.app.guarding import COOKIE
from detente.app.serving import serve
from detente.ledger import open_ledger

WHOLE = ("/", "/dyads", "/states", "/timeline", "/events", "/articles")
_TICKS = os.sysconf("SC_CLK_TCK")
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_DYADS = """
SELECT a, b, count(*) AS n FROM merged_dyads GROUP BY a, b ORDER BY n DESC, a, b LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where, with which cookie, as which process."""

    host: str
    port: int
    cookie: str
    process: subprocess.Popen[str]

    def head(self, path: str) -> bytes:
        """A request."""
        lines = (
            f"GET {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Cookie: {self.cookie}",
            "Accept: */*",
        )
        return "\r\n".join([*lines, "", ""]).encode()

    def memory(self) -> dict[str, int]:
        """Resident megabytes: of the process that answers, and of all that it started, shared pages once."""
        out = {"server": 0, "all": 0}
        for place, process in enumerate(self.processes()):
            with suppress(OSError):
                told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
                out["all"] += int(_find(r"Pss:\s+(\d+)", told)) // 1024
                if not place:
                    out["server"] = int(_find(r"Rss:\s+(\d+)", told)) // 1024
        return out

    def processes(self) -> list[int]:
        """The server's process, and those below it."""
        found = [self.process.pid]
        for process in found:
            for file in Path(f"/proc/{process}/task").glob("*/children"):
                with suppress(OSError):
                    found += map(int, file.read_text(encoding="utf-8").split())
        return found

    def spent(self) -> dict[str, float]:
        """Seconds of a processor: of the process that answers, and of all that run, with those that ended."""
        out = {"server": 0.0, "all": 0.0}
        for place, process in enumerate(self.processes()):
            with suppress(OSError):
                told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                out["all"] += sum(map(int, told[11:15])) / _TICKS
                if not place:
                    out["server"] = sum(map(int, told[11:13])) / _TICKS
        return out


def _find(pattern: str, text: str) -> str:
    """The first group; it must be there."""
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"the answer has no {pattern!r}")
    return str(found[1])


async def ask(server: Server, path: str, streams: Streams | None = None) -> tuple[int, int, int, Streams]:
    """Status, generation and bytes of an answer, and the connection."""
    reader, writer = streams or await asyncio.open_connection(server.host, server.port, limit=1 << 22)
    writer.write(server.head(path))
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(_find(r"content-length: (\d+)", lines))
    generation = re.search(r"x-detente-generation: (\d+)", lines)
    await reader.readexactly(length)
    return int(lines[9:12]), int(generation[1]) if generation else -1, length, (reader, writer)


async def load(
    server: Server, paths: list[str], *, seconds: float, most: int, connections: int
) -> dict[str, Any]:
    """Ask as fast as it answers, on so many connections."""
    taken: list[float] = []
    wrong: list[int] = []
    ends = time.perf_counter() + seconds

    async def visit(rng: random.Random) -> None:
        streams: Streams | None = None
        while time.perf_counter() < ends and len(taken) < most:
            begun = time.perf_counter()
            status, _, _, streams = await ask(server, rng.choice(paths), streams)
            taken.append(time.perf_counter() - begun)
            if status != 200:
                wrong.append(status)
        if streams:
            streams[1].close()

    begun, spent = time.perf_counter(), server.spent()
    await asyncio.gather(*(visit(random.Random(n)) for n in range(connections)))
    lasted, after = time.perf_counter() - begun, server.spent()
    taken.sort()
    return {
        "requests": len(taken),
        "per_second": round(len(taken) / lasted, 1),
        "p50_ms": round(taken[len(taken) // 2] * 1e3, 1),
        "p99_ms": round(taken[int(len(taken) * 0.99)] * 1e3, 1),
        "max_ms": round(taken[-1] * 1e3, 1),
        "wrong": len(wrong),
        "cpu_ms": {name: round((after[name] - spent[name]) / len(taken) * 1e3, 2) for name in spent},
        "load": round(os.getloadavg()[0], 1),
    }


async def ask_cold(server: Server, paths: list[str]) -> dict[str, list[int]]:
    """Each page once, alone: milliseconds and bytes."""
    out = {}
    for path in paths:
        begun = time.perf_counter()
        status, _, length, streams = await ask(server, path)
        streams[1].close()
        out[path] = [round((time.perf_counter() - begun) * 1e3), length, status]
    return out


async def ask_first(server: Server, paths: list[str]) -> dict[str, Any]:
    """Each page once, four at a time: how long that takes, and milliseconds of a processor for each."""
    left = list(paths)
    begun, spent = time.perf_counter(), server.spent()

    async def visit() -> None:
        streams: Streams | None = None
        while left:
            streams = (await ask(server, left.pop(), streams))[3]

    await asyncio.gather(*(visit() for _ in range(4)))
    lasted, after = time.perf_counter() - begun, server.spent()
    return {
        "pages": len(paths),
        "seconds": round(lasted, 1),
        "cpu_ms": {name: round((after[name] - spent[name]) / len(paths) * 1e3, 1) for name in spent},
        "load": round(os.getloadavg()[0], 1),
    }


def start_server(folder: Path) -> Server:
    """Serve the ledger in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--ledger", str(folder), "--role", "server"],
        stdout=subprocess.PIPE,
        text=True,
    )
    line = next((line for line in process.stdout or () if "open " in line), None)
    if line is None:
        raise SystemExit("the server did not start")
    at = urlsplit(line.split()[1])
    host, port = at.hostname or "127.0.0.1", at.port or 80
    return Server(host, port, asyncio.run(_let_in(host, port, at.query)), process)


async def _let_in(host: str, port: int, query: str) -> str:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET /?{query} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    writer.close()
    return _find(rf"({COOKIE}=[^;]+)", lines)


def start_writer(folder: Path, every: float) -> subprocess.Popen[str]:
    """Add an article every so many seconds in a process of its own."""
    words = [sys.executable, __file__, "--ledger", str(folder), "--role", "writer", "--every", str(every)]
    return subprocess.Popen(words, text=True, stderr=subprocess.DEVNULL)


def write_articles(folder: Path, every: float) -> None:
    """Add made-up articles until stopped."""
    from make_ledger import World, make_coded  # noqa: PLC0415  only the writer needs it

    seed = time.time_ns()
    world, number = World.draw(seed), 10_000_000 + seed // 10**9 % 10**9
    with open_ledger(folder) as ledger:
        while True:
            ledger.add(make_coded(world, number, 10)[0])
            number += 1
            time.sleep(every)


def paint(server: Server) -> dict[str, Any]:
    """First paints of the overview in Chromium, in milliseconds."""
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415  it may be missing
    except ImportError:
        return {}
    name, _, value = server.cookie.partition("=")
    base, out = f"http://{server.host}:{server.port}", []
    with sync_playwright() as tool:
        try:
            browser = tool.chromium.launch(executable_path=os.environ.get("CHROMIUM"))
        except Error:
            return {"fault": "Chromium did not start: CHROMIUM names where it is"}
        for _ in range(3):
            context = browser.new_context()
            context.add_cookies([{"name": name, "value": value, "url": base}])
            page = context.new_page()
            page.goto(base + "/", wait_until="load")
            page.wait_for_timeout(300)
            asked = "performance.getEntriesByType('paint').map((e) => [e.name, Math.round(e.startTime)])"
            out.append(dict(page.evaluate(asked)))
            context.close()
        browser.close()
    return {"paints": out, "load": round(os.getloadavg()[0], 1)}


def wait_until_measured(server: Server, seconds: float) -> float:
    """Until levels and sums are there, which a large ledger measures beside; the seconds it took."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        time.sleep(3)
        if asyncio.run(_is_counted(server)):
            break
    return round(time.perf_counter() - begun, 1)


async def _is_counted(server: Server) -> bool:
    reader, writer = await asyncio.open_connection(server.host, server.port, limit=1 << 22)
    writer.write(server.head("/dyads.json?limit=1"))
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    body = json.loads(await reader.readexactly(int(_find(r"content-length: (\d+)", lines))))
    writer.close()
    page = body.get("page", body.get("context", body))
    rows = page.get("rows") or []
    return not page.get("counting") and bool(rows) and rows[0].get("level") is not None


def draw_dyads(folder: Path, n: int) -> list[tuple[str, str]]:
    """A thousand draws of the most eventful dyads, as often as they have events."""
    with open_ledger(folder, create=False, read_only=True) as ledger:
        rows = ledger.record_sql(_DYADS.replace("?", str(n)), {})
    rng = random.Random(1)
    return rng.choices([(row["a"], row["b"]) for row in rows], weights=[row["n"] for row in rows], k=1000)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    folder = options.ledger
    drawn = draw_dyads(folder, options.dyads)
    jsons, pages = ([f"/dyads/{a}/{b}{end}" for a, b in drawn] for end in (".json", ""))
    server = start_server(folder)
    out: dict[str, Any] = {"memory_mb": {"start": server.memory()}}
    writer = None
    try:
        out["cold_before_levels"] = asyncio.run(ask_cold(server, list(WHOLE)))
        sys.stderr.write(f"{out}\n")
        out["seconds_until_levels"] = wait_until_measured(server, options.patience)
        out["memory_mb"]["levels"] = server.memory()
        out["paint"] = paint(server)
        sys.stderr.write(f"{out}\n")
        writer = start_writer(folder, options.every)
        out["cold"] = asyncio.run(ask_cold(server, [*WHOLE, *sorted(set(jsons))[:10]]))
        for name, paths in (("dyad_json", jsons), ("dyad_page", pages), ("whole", list(WHOLE))):
            out[f"{name}_first"] = asyncio.run(ask_first(server, sorted(set(paths))))
            asyncio.run(load(server, paths, seconds=options.warm, most=10**9, connections=16))
            out[name] = asyncio.run(load(server, paths, seconds=options.seconds, most=10**9, connections=16))
            out["memory_mb"][name] = server.memory()
            sys.stderr.write(f"{name}: {out[name]}\n")
        for at in range(10_000, options.soak + 1, 10_000):
            asyncio.run(load(server, [*jsons, *pages], seconds=10**6, most=10_000, connections=16))
            out["memory_mb"][f"soak {at}"] = server.memory()
        out["writer"] = "ended" if writer.poll() is not None else "alive"
    finally:
        for process in (writer, server.process):
            if process is not None:
                process.send_signal(signal.SIGINT)
                process.wait(60)
    return out


def main() -> int:
    """Read the options, print the figures."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--dyads", type=int, default=200, help="different ones asked for (%(default)s)")
    parser.add_argument("--every", type=float, default=3.0, help="seconds between articles (%(default)s)")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each measurement (%(default)s)")
    parser.add_argument("--warm", type=float, default=5.0, help="seconds before each (%(default)s)")
    parser.add_argument(
        "--patience", type=float, default=240.0, help="seconds to wait for levels (%(default)s)"
    )
    parser.add_argument("--soak", type=int, default=0, help="requests more, for the memory")
    parser.add_argument("--role", choices=("server", "writer"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role == "server":
        serve(options.ledger, port=0, say=lambda line: print(line, flush=True))
    elif options.role == "writer":
        write_articles(options.ledger, options.every)
    else:
        print(json.dumps(measure(options), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
