"""R8: one process adds articles, one serves, sixteen readers ask, and a person corrects, all at once.

`detente run` is started again and again on new articles, `detente serve` serves the same ledger, `detente
correct` is called in between. Every answer must be of one generation of the ledger: its header and its JSON
name the same, two answers to one question in one generation are the same byte for byte, a reader is never
taken back to an older one, and the counts in an answer are those that the record had at that generation, as a
watcher beside saw them in snapshots of the record. No answer may be a fault of the server, and nobody may be
told of a lock.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from detente.app.guarding import COOKIE
from detente.core.errors import DetenteError
from detente.ledger import open_ledger
from make_articles import make_articles

__all__ = ["GOALS", "many_readers"]

_DETENTE = [sys.executable, "-m", "detente"]
_READERS = 16
_SECONDS = 600.0
_PAUSE = 0.2  # seconds at most that a reader looks at an answer
_PATHS = (
    "/index.json", "/articles.json", "/events.json", "/events.json?offset=50", "/states.json", "/dyads.json",
    "/timeline.json", "/", "/events", "/articles", "/dyads", "/method", "/events.csv",
)  # fmt: skip
_LOCKED = re.compile(rb"locked|is writing to", re.IGNORECASE)


@dataclass(slots=True)
class _Seen:
    """What the readers and the watcher saw; one for all threads, each change under its lock.

    Attributes:
        counts: Counts of the record by generation, as the watcher read them in snapshots.
        told: Counts that answers gave, by generation and place in the answer.
        bodies: Hash of the answer by address and generation.
        statuses: Answers by status.
        wrong: What may not be.
        generations: Different ones that answers were of.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    counts: dict[int, dict[str, Any]] = field(default_factory=dict)
    told: dict[int, dict[str, Any]] = field(default_factory=dict)
    bodies: dict[tuple[str, int], str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    generations: set[int] = field(default_factory=set)
    repeats: int = 0

    def note(self, path: str, status: int, generation: int, body: bytes) -> None:
        """One answer."""
        with self.lock:
            self.statuses[status] += 1
            if status != 200:
                self.wrong[f"{path}: status {status}: {body[:200]!r}"] += 1
                return
            self.generations.add(generation)
            if path.endswith(".json") or ".json?" in path:
                self._note_json(path, generation, body)
            if _LOCKED.search(body) and b"database is locked" in body:
                self.wrong[f"{path}: speaks of a lock"] += 1

    def _note_json(self, path: str, generation: int, body: bytes) -> None:
        told = json.loads(body)
        if told["generation"] != generation:
            self.wrong[f"{path}: header {generation}, answer {told['generation']}"] += 1
        digest = hashlib.sha256(body).hexdigest()
        before = self.bodies.setdefault((path, generation), digest)
        self.repeats += before == digest
        if before != digest:
            self.wrong[f"{path}: two answers in one generation"] += 1
        page = told["page"]
        counts = self.told.setdefault(generation, {})
        if path == "/index.json":
            counts |= {f"index {name}": count for name, count in page["counts"].items()}
        elif path == "/articles.json":
            counts["articles documents"] = page["n_articles"]
        elif path == "/events.json":
            counts["events merged_events"] = page["n_events"]

    def compare(self) -> int:
        """Hold each count that was told against the record's of that generation; how many were."""
        compared = 0
        for generation, told in self.told.items():
            if (record := self.counts.get(generation)) is None:
                continue
            for where, count in told.items():
                compared += 1
                name = where.partition(" ")[2]
                if record[name] != count:
                    self.wrong[f"{where}: {count} told, {record[name]} in the record of that generation"] += 1
        return compared


def many_readers(rng: random.Random, size: float) -> dict[str, object]:
    """R8."""
    seconds = max(8.0, _SECONDS * size)
    root = Path(tempfile.mkdtemp(prefix="readers-"))
    seen, stop = _Seen(), threading.Event()
    try:
        rounds = _rounds(root, rng, per_round=12 if size < 0.2 else 120)
        _add(root, next(rounds), seen)
        with _server(root / "ledger", seen) as (host, port, cookie):
            threads = [
                threading.Thread(
                    target=_visit, args=(host, port, cookie, seed, stop, seen), name=f"reader {seed}"
                )
                for seed in range(_READERS)
            ]
            threads.append(
                threading.Thread(target=_watch, args=(root / "ledger", stop, seen), name="watcher")
            )
            threads.append(
                threading.Thread(target=_correct, args=(root / "ledger", stop, seen), name="person")
            )
            begun = time.monotonic()
            for thread in threads:
                thread.start()
            n_rounds = 0
            while time.monotonic() - begun < seconds:
                _add(root, next(rounds), seen)
                n_rounds += 1
            stop.set()
            for thread in threads:
                thread.join()
        compared = seen.compare()
        n_repeated = seen.repeats - len(seen.bodies)
        doctor = subprocess.run(
            [*_DETENTE, "doctor", "--ledger", str(root / "ledger")], capture_output=True, check=False
        )
        if doctor.returncode:
            seen.wrong[f"doctor: {doctor.stdout.decode()[-300:]}"] += 1
        return {
            "holds": not seen.wrong and compared > 0 and len(seen.generations) > 1,
            "seconds": round(time.monotonic() - begun),
            "rounds_of_adding": n_rounds,
            "answers": seen.statuses.total(),
            "statuses": {str(status): n for status, n in seen.statuses.items()},
            "generations": len(seen.generations),
            "counts_compared": compared,
            "answers_asked_twice_in_one_generation": n_repeated,
            "wrong": dict(seen.wrong.most_common(20)),
        }
    finally:
        stop.set()
        shutil.rmtree(root, ignore_errors=True)


def _rounds(root: Path, rng: random.Random, *, per_round: int) -> Iterator[Path]:
    """Folders of new articles without end, a duplicate and a file that is refused in each."""
    number = 0
    while True:
        folder = root / f"articles-{number}"
        folder.mkdir()
        for n, article in enumerate(make_articles(per_round, seed=rng.randrange(10**9))):
            (folder / f"{n:04d}.txt").write_text(f"{article.title}\n\n{article.text}", encoding="utf-8")
        shutil.copy(folder / "0000.txt", folder / "copy.txt")
        (folder / "empty.txt").write_bytes(b"")
        number += 1
        yield folder


def _add(root: Path, folder: Path, seen: _Seen) -> None:
    words = [
        "run",
        str(folder),
        "--ledger",
        str(root / "ledger"),
        "--report",
        str(root / "report.html"),
        "--quiet",
    ]
    _call([*words, "--workers", "1"], seen)


def _call(words: list[str], seen: _Seen) -> None:
    done = subprocess.run([*_DETENTE, *words], capture_output=True, check=False)
    if done.returncode or _LOCKED.search(done.stderr):
        with seen.lock:
            seen.wrong[
                f"{words[0]}: status {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-300:]}"
            ] += 1


def _watch(folder: Path, stop: threading.Event, seen: _Seen) -> None:
    """The counts of every generation that stands for a moment."""
    with open_ledger(folder, create=False, read_only=True) as reader:
        while not stop.is_set():
            try:
                with reader.snapshot() as generation:
                    counts = reader.counts() if generation not in seen.counts else None
            except DetenteError as fault:
                with seen.lock:
                    seen.wrong[f"watcher: {fault.message}"] += 1
                continue
            if counts is not None:
                with seen.lock:
                    seen.counts[generation] = counts
            time.sleep(0.01)


def _correct(folder: Path, stop: threading.Event, seen: _Seen) -> None:
    """A person who says of one event after the other that it is right."""
    rng = random.Random(1)
    while not stop.wait(2.0):
        with open_ledger(folder, create=False, read_only=True) as reader:
            rows = reader.record_sql("SELECT id FROM event_mentions ORDER BY id LIMIT 200", {})
        if rows and not stop.is_set():
            _call(
                ["correct", rng.choice(rows)["id"], "right", "--by", "torture", "--ledger", str(folder)], seen
            )


def _visit(host: str, port: int, cookie: str, seed: int, stop: threading.Event, seen: _Seen) -> None:
    rng = random.Random(seed)
    last: dict[str, int] = {}
    connection = http.client.HTTPConnection(host, port, timeout=120)
    while not stop.wait(rng.uniform(0, _PAUSE)):
        path = rng.choice(_PATHS)
        try:
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            with seen.lock:
                seen.wrong[f"{path}: {type(fault).__name__}: {fault}"] += 1
            connection.close()
            continue
        generation = int(answer.getheader("x-detente-generation") or -1)
        seen.note(path, answer.status, generation, body)
        if generation < last.get(path, -1):
            with seen.lock:
                seen.wrong[f"{path}: back from generation {last[path]} to {generation}"] += 1
        last[path] = generation
    connection.close()


@contextmanager
def _server(folder: Path, seen: _Seen) -> Iterator[tuple[str, int, str]]:
    """`detente serve` in a process of its own: host, port, cookie."""
    process = subprocess.Popen(
        [*_DETENTE, "serve", "--ledger", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    at = urlsplit(_address(process, lines))
    drain = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
    drain.start()
    host, port = at.hostname or "127.0.0.1", at.port or 80
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("GET", f"/?{at.query}")
    found = re.search(rf"{COOKIE}=[^;]+", connection.getresponse().getheader("set-cookie") or "")
    connection.close()
    try:
        if found is None:
            raise RuntimeError("the server let nobody in")
        yield host, port, found[0]
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        drain.join(5)
    said = "".join(lines)
    if _LOCKED.search(said.encode()) or "Traceback" in said:
        seen.wrong[f"server: {said[-500:]}"] += 1


def _address(process: subprocess.Popen[str], lines: list[str]) -> str:
    for line in process.stdout or ():
        lines.append(line)
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise RuntimeError(f"the server did not start: {''.join(lines)[-300:]}")


GOALS: dict[str, Callable[[random.Random, float], dict[str, object]]] = {"R8": many_readers}
"""The goals of this module."""
