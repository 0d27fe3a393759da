"""R1: killed at random points, nothing is lost and nothing is there twice.

`detente run` over a folder of mixed files is ended by SIGKILL at a named point (see `detente.core.faulting`)
or at a random moment, and started again, until it comes to its end; then the record, the originals and the
report are compared with those of a run that nobody disturbed, and the next ledger begins. Most runs are warm
(see `warm_runs`), some are whole processes from their start, with two workers; of those killed at a random
moment every second loses its children at the same time, the others leave them behind.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from detente.core.faulting import FAULT_POINTS
from mixed_files import write_mixed
from warm_runs import COMMAND, WarmRuns

__all__ = ["GOALS"]

_AT_COMMIT = ("events compared", "events merged", "before commit", "after commit")
_AT_END = ("report written", "shard written", "manifest written")
_A_ROUND = 25  # kills of one ledger, before it is let through
_A_PART = 100  # files of one ledger
_RANDOM, _COLD = "random moment", "random moment, from the start, two workers"
_QUESTION = "SELECT count(*) AS n FROM events"
_MARK = "DETENTE_TORTURE"


@dataclass
class _Tally:
    """What was counted so far."""

    kills: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    rounds: int = 0
    left_running: int = 0


@dataclass(frozen=True)
class _Stage:
    """Where the runs happen."""

    root: Path
    folder: Path
    files: int
    runs: WarmRuns
    expected: dict[str, bytes]

    def arguments(self, ledger: Path, *, workers: int = 1) -> list[str]:
        """Of the run that is killed."""
        places = ["--ledger", str(ledger), "--report", f"{ledger}.html"]
        return ["run", str(self.folder), *places, "--quiet", "--workers", str(workers)]

    def call(self, *arguments: str) -> tuple[int, bytes]:
        """A command that is left alone: its status and what it printed."""
        output = self.root / "output"
        status = self.runs.run(list(arguments), output=output)
        return status, output.read_bytes()


def kill_runs(rng: random.Random, size: float) -> dict[str, object]:
    """R1: the figures; at full size 500 kills over 2,000 files, each point at least 20 times.

    Each ledger takes 100 of the files, so that a run that is killed has not read a thousand for nothing.
    """
    kills, files, floor = max(14, round(500 * size)), max(24, round(2000 * size)), max(1, round(20 * size))
    root = Path(tempfile.mkdtemp(prefix="torture-kills-"))
    tally = _Tally()
    try:
        os.environ[_MARK] = str(root)  # all processes that are started from here on carry it
        waiting = _plan(rng, kills, floor)
        with WarmRuns() as runs:
            while waiting or sum(tally.kills.values()) < kills:
                stage = _set_up(root, runs, files=min(files, _A_PART), seed=rng.randrange(10**6))
                _run_round(stage, rng, waiting, tally=tally)
                done = sum(tally.kills.values())
                print(f"R1: {done} kills, {tally}", file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    hit = [tally.kills[point] for point in FAULT_POINTS]
    return {
        "holds": not tally.wrong and not tally.left_running and min(hit) >= floor,
        "kills": sum(tally.kills.values()),
        "files": tally.rounds * min(files, _A_PART),
        "ledgers": tally.rounds,
        "fewest_kills_at_a_point": min(hit),
        "ledgers_that_differ": len(tally.wrong),
        "processes_left_running": tally.left_running,
        "by_point": dict(tally.kills),
        "differences": tally.wrong,
    }


def _plan(rng: random.Random, kills: int, floor: int) -> deque[str]:
    """At which points, in which order; every third or fourth kill is at a random moment."""
    inside = [point for point in FAULT_POINTS if point not in _AT_END]
    rounds = -(-kills // _A_ROUND)
    at_end = rounds * _kills_at_end(kills) * len(_AT_END)
    at_point = max(floor, round((kills - at_end) * 0.7 / len(inside)))
    plan = inside * at_point
    n_random = max(2, kills - at_end - len(plan))
    n_cold = n_random // 4
    plan += [_COLD] * n_cold + [_RANDOM] * (n_random - n_cold)
    rng.shuffle(plan)
    return deque(plan)


def _kills_at_end(kills: int) -> int:
    return 1 if kills < _A_ROUND else 2


def _set_up(root: Path, runs: WarmRuns, *, files: int, seed: int) -> _Stage:
    """New files, and what a run over them that nobody disturbs makes of them."""
    shutil.rmtree(root / "files", ignore_errors=True)
    write_mixed(root / "files", files, seed=seed)
    stage = _Stage(root, root / "files", files, runs, {})
    ledger = root / "undisturbed"
    shutil.rmtree(ledger, ignore_errors=True)
    status, said = stage.call(*stage.arguments(ledger))
    if status:
        raise RuntimeError(f"the undisturbed run ends with {status}: {said[-300:]!r}")
    stage.call("sql", "--ledger", str(ledger), _QUESTION)
    return replace(stage, expected=_describe(stage, ledger))


def _run_round(stage: _Stage, rng: random.Random, waiting: deque[str], *, tally: _Tally) -> None:
    """One ledger, from nothing to its end."""
    ledger = stage.root / f"ledger-{tally.rounds}"
    before = sum(tally.kills.values())
    known = 0
    while waiting and sum(tally.kills.values()) - before < _A_ROUND - 2 * len(_AT_END):
        where = waiting.popleft()
        if not _kill(stage, rng, ledger, where):
            waiting.append(where)
            break  # it came to its end
        tally.kills[where] += 1
        found = _count_inputs(ledger)
        if found < known:
            tally.wrong.append(f"after a kill at {where!r}: {found} inputs of {known}")
        known = found
    status, said = stage.call(*stage.arguments(ledger))
    if status:
        tally.wrong.append(f"the run after the kills ends with {status}: {said[-300:]!r}")
    for point in _AT_END * _kills_at_end(sum(tally.kills.values())):
        question = ["sql", "--ledger", str(ledger), _QUESTION]
        arguments = stage.arguments(ledger) if point == "report written" else question
        status = stage.runs.run(arguments, output=stage.root / "output", point=f"{point}:1")
        if status == -signal.SIGKILL:
            tally.kills[point] += 1
        if point == "manifest written":
            shutil.rmtree(ledger / "lake", ignore_errors=True)
    stage.call(*stage.arguments(ledger))
    stage.call("sql", "--ledger", str(ledger), _QUESTION)
    tally.wrong += _compare(_describe(stage, ledger), stage.expected, name=ledger.name)
    tally.left_running += _count_left(stage)
    tally.rounds += 1
    shutil.rmtree(ledger, ignore_errors=True)


def _kill(stage: _Stage, rng: random.Random, ledger: Path, where: str) -> bool:
    """Start a run and end it there; whether it was ended before it was through."""
    output = stage.root / "output"
    if where == _COLD:
        command = [*COMMAND, *stage.arguments(ledger, workers=2)]
        with output.open("wb") as file:
            process = subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)
        _end_later(process.pid, rng.uniform(1.0, 8.0), rng, process.poll)
        return process.wait() == -signal.SIGKILL
    if where == _RANDOM:
        pid = stage.runs.start(stage.arguments(ledger), output=output)
        _end_later(pid, rng.uniform(0.02, 4.0), rng, lambda: None)
        return stage.runs.wait() == -signal.SIGKILL
    passages = 1 if where in _AT_COMMIT else rng.randint(1, stage.files // 3)
    arguments = stage.arguments(ledger)
    return stage.runs.run(arguments, output=output, point=f"{where}:{passages}") == -signal.SIGKILL


def _end_later(pid: int, seconds: float, rng: random.Random, ended: Callable[[], int | None]) -> None:
    """SIGKILL after so long, of the process alone or of its children too."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and ended() is None:
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        if rng.random() < 0.5:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)


def _count_inputs(ledger: Path) -> int:
    """Inputs that are in the books; 0 before there are any."""
    record = ledger / "ledger.sqlite"
    if not record.is_file():
        return 0
    with closing(sqlite3.connect(f"{record.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM inputs").fetchone()[0])
        except sqlite3.OperationalError:  # its tables are not made yet
            return 0


def _describe(stage: _Stage, ledger: Path) -> dict[str, bytes]:
    """All that must be the same of two ledgers."""
    status, dump = stage.call("dump", "--ledger", str(ledger))
    found = {"dump's status": b"%d" % status, "dump": dump}
    status, said = stage.call("doctor", "--ledger", str(ledger))
    found["doctor"] = b"%d: %s" % (status, said.replace(str(ledger).encode(), b"LEDGER"))
    report = Path(f"{ledger}.html").read_text(encoding="utf-8")
    found["report"] = report.replace(ledger.name, "LEDGER").encode()
    links = set(re.findall(r'href="#([^"]+)"', report)) - set(re.findall(r'\bid="([^"]+)"', report))
    found["links that lead nowhere"] = " ".join(sorted(links)).encode()
    for part in ("originals", "lake/events"):
        names = sorted(path.name for path in (ledger / part).rglob("*") if path.is_file())
        found[part] = " ".join(names).encode()
    return found


def _compare(found: dict[str, bytes], expected: dict[str, bytes], *, name: str) -> list[str]:
    wrong = [what for what in expected if found[what] != expected[what]]
    wrong += [what for what in ("links that lead nowhere",) if found[what]]
    if not found["doctor"].startswith(b"0: "):
        wrong.append(f"doctor: {found['doctor'][:500].decode()}")
    return [f"{name}: {', '.join(wrong)}"] if wrong else []


def _count_left(stage: _Stage) -> int:
    """Processes of killed runs that still live half a minute later."""
    until = time.monotonic() + 30
    while (left := _count_marked(stage)) and time.monotonic() < until:
        time.sleep(0.2)
    return left


def _count_marked(stage: _Stage) -> int:
    """Living processes of this torture, but for the one that forks and the one that asks."""
    own = {os.getpid(), stage.runs.pid}
    found = 0
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            ours = process.environ().get(_MARK) == str(stage.root) and process.pid not in own
            found += ours and process.status() != psutil.STATUS_ZOMBIE
    return found


GOALS = {"R1": kill_runs}
