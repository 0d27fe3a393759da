"""R3: a disk that is full, without inodes or read-only, a file that may not grow, a clock set back.

Each of `run`, `import`, `report`, `export` and `correct` is called on a ledger on a small disk in memory
(mounting needs root) which is full at a random point of its work, then again when there is room. In between
nothing that was in the books may be missing, the doctor may find nothing wrong, and the message must name the
cause; in the end all is as if there had been room from the start. The clock of a process is set back by a day
between two calls.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import detente.exchange
import detente.ledger
import detente.pages.reporting
import detente.report  # noqa: F401  all that the forks would load
from detente.cli import call
from make_articles import make_articles
from torture_seeds import make_import

__all__ = ["COMMANDS", "FAULTS", "GOALS", "can_mount", "full_disk", "prepare", "try_fault", "turn_clock_back"]

_DETENTE = [sys.executable, "-m", "detente"]
_ROOM = "256m"
COMMANDS = ("run", "import", "report", "export", "correct")
FAULTS = ("full", "full_with_temporary", "no_inodes", "read_only", "file_too_large")
_NAMED = {
    "full": r"full|No space left",
    "full_with_temporary": r"full|No space left|No usable temporary",
    "no_inodes": r"full|No space left",
    "read_only": r"read-only|Read-only|cannot be written",
    "file_too_large": r"File too large|full|disk",
}
_TORN = "the log is torn"
_TIMES = {"full": 24, "full_with_temporary": 8, "no_inodes": 8, "read_only": 1, "file_too_large": 8}


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the cases start from.

    Attributes:
        base: A ledger of some articles, with a file imported.
        articles: More articles.
        rows: A file to import.
        event: An event to correct.
        expected: What each command leaves where there is room, by its name.
        grown: Bytes that each takes, by its name.
    """

    base: Path
    articles: Path
    rows: Path
    event: str
    expected: dict[str, bytes]
    grown: dict[str, int]


def can_mount() -> bool:
    """Whether a disk in memory can be mounted here."""
    with tempfile.TemporaryDirectory(prefix="disk-") as place:
        words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place]
        if (
            shutil.which("mount") is None
            or subprocess.run(words, capture_output=True, check=False).returncode
        ):
            return False
        subprocess.run(["umount", place], check=True)
    return True


def prepare(
    root: Path, rng: random.Random, *, commands: tuple[str, ...] = COMMANDS, base: Path | None = None
) -> Prepared:
    """A ledger (`base` or one made here), what is to come, and what each command makes of it undisturbed."""
    for name, count in (("first", 6), ("more", 8)):
        (root / name).mkdir()
        for n, article in enumerate(make_articles(count, seed=rng.randrange(10**9))):
            text = f"{article.title}\n\n{article.text}"
            (root / name / f"{name}-{n:02d}.txt").write_text(text, encoding="utf-8")
    _, data = make_import("icews", rng)
    rows = root / "rows.tab"
    head, _, line = data.partition(b"\n")
    rows.write_bytes(head + b"\n" + b"".join(_icews_row(line.split(b"\n")[0], n) for n in range(3_000)))
    if base is None:
        base = root / "base"
        words = ["--ledger", str(base), "--report", str(root / "base.html"), "--quiet", "--workers", "1"]
        _call("run", str(root / "first"), *words)
    listed = _call("events", "--ledger", str(base), "--format", "jsonl").stdout.splitlines()
    prepared = Prepared(base, root / "more", rows, str(json.loads(listed[0])["id"]), {}, {})
    for command in commands:
        place = root / f"whole-{command}"
        place.mkdir()
        shutil.copytree(base, place / "books")
        before = _bytes_below(place)
        done = _call(*_words(command, place, prepared))
        if done.returncode:
            raise RuntimeError(f"{command} cannot be done at all: {done.stderr.decode()}")
        prepared.expected[command] = _outcome(command, place)
        prepared.grown[command] = _bytes_below(place) - before
    return prepared


def try_fault(command: str, fault: str, prepared: Prepared, *, share: float, place: Path) -> list[str]:
    """What went wrong in one case, nothing if all is well.

    Args:
        command: One of `COMMANDS`.
        fault: One of `FAULTS`.
        prepared: By `prepare`.
        share: Of the room that the command takes, how much there is.
        place: An empty folder to mount a disk on.
    """
    with full_disk(place) as remount:
        shutil.copytree(prepared.base, place / "books")
        before = _dump(place / "books")
        room = int(prepared.grown[command] * share)
        _arrange(fault, remount, place, room)
        extra = {"TMPDIR": str(place)} if fault == "full_with_temporary" else {}
        most = _largest(place) + room if fault == "file_too_large" else None
        first = _call(*_words(command, place, prepared), extra=extra, most=most)
        wrong = _judge(first, fault)
        remount(f"rw,size={_ROOM},nr_inodes=100k")
        if _lost(before, _dump(place / "books")):
            wrong.append("something that was in the books is missing")
        wrong += _doctor(place / "books", torn=first.returncode != 0)
        done = (
            first.returncode == 0 and command == "correct"
        )  # what is wrong is no longer there to be corrected
        again = first if done else _call(*_words(command, place, prepared))
        if again.returncode:
            wrong.append(f"when there was room: {again.stderr.decode()[-300:]}")
        elif _outcome(command, place) != prepared.expected[command]:
            wrong.append("when there was room: another outcome than undisturbed")
        wrong += _doctor(place / "books", torn=False)
    kind = "went through" if first.returncode == 0 else "refused"
    return [f"{command}, {fault}, room for {share:.2f} ({kind}): {words}" for words in wrong]


def _doctor(ledger: Path, *, torn: bool) -> list[str]:
    """What the doctor finds; the log may be `torn` where the disk was full in the middle of a batch."""
    found = _call("doctor", "--ledger", str(ledger))
    said = found.stdout.decode()
    if not found.returncode or (torn and _TORN in said and "error" not in said):
        return []
    return [f"doctor: {said[-300:]}{found.stderr.decode()[-200:]}"]


def _arrange(fault: str, remount: Callable[[str], None], place: Path, room: int) -> None:
    match fault:
        case "full" | "full_with_temporary":
            remount(f"size={_bytes_taken(place) + room}")
        case "no_inodes":
            there = os.statvfs(place)
            remount(f"nr_inodes={there.f_files - there.f_ffree + room // 40_000}")
        case "read_only":
            remount("ro")


def _judge(done: subprocess.CompletedProcess[bytes], fault: str) -> list[str]:
    said = done.stderr.decode("utf-8", "replace")
    if re.search("Traceback|unforeseen", said):
        return [f"unforeseen: {said[-600:]}"]
    if done.returncode and not re.search(_NAMED[fault], said):
        return [f"the cause is not named: {said[-400:]}"]
    if done.returncode < 0:
        return [f"killed by signal {-done.returncode}"]
    return []


def _words(command: str, place: Path, prepared: Prepared) -> list[str]:
    ledger = ["--ledger", str(place / "books")]
    report = ["--report", str(place / "report.html")]
    return {
        "run": ["run", str(prepared.articles), *ledger, *report, "--quiet", "--workers", "1"],
        "import": ["import", "icews", str(prepared.rows), *ledger],
        "report": ["report", *ledger, *report],
        "export": ["export", "parquet", str(place / "events.parquet"), *ledger],
        "correct": ["correct", prepared.event, "wrong", "--by", "torture", *ledger],
    }[command]


def _outcome(command: str, place: Path) -> bytes:
    """What must be the same at the end."""
    match command:
        case "report":
            return (place / "report.html").read_bytes()
        case "export":
            return (place / "events.parquet").read_bytes()
        case "import":
            out = place / "imported.csv"
            _call("export", "csv", str(out), "--imported", "--ledger", str(place / "books"))
            return out.read_bytes()
        case "correct":
            return _call("events", "--format", "jsonl", "--ledger", str(place / "books")).stdout
        case _:
            return _dump(place / "books")


def _icews_row(line: bytes, n: int) -> bytes:
    cells = line.split(b"\t")
    cells[0], cells[1], cells[11] = b"%d" % n, b"20%02d-%02d-07" % (n % 20, n % 12 + 1), b"%d" % (n * 7)
    return b"\t".join(cells) + b"\n"


def _lost(before: bytes, after: bytes) -> bool:
    """Whether a document or an event that was in the books is no longer there."""
    return bool(_kept(before) - _kept(after))


def _kept(dump: bytes) -> set[str]:
    """Identities of what was told and said; what is made of it anew may change."""
    return set(re.findall(r'"id":\s*"([0-9a-f]{8,})"', dump.decode("utf-8", "replace")))


def _dump(ledger: Path) -> bytes:
    return _call("dump", "--ledger", str(ledger)).stdout


def _call(
    *words: str, extra: dict[str, str] | None = None, most: int | None = None, anew: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """Call détente in a process of its own: a fork of this one, or `anew`, as a user would."""
    if anew:
        env = {**os.environ, **(extra or {})}
        return subprocess.run([*_DETENTE, *words], capture_output=True, check=False, env=env)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if not child:
            _become(words, out.fileno(), errors.fileno(), extra=extra or {}, most=most)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(list(words), status, out.read(), errors.read())


def _become(
    words: tuple[str, ...], out: int, errors: int, *, extra: dict[str, str], most: int | None
) -> NoReturn:
    """Carry out the words in this process, which ends with them."""
    status = 70
    try:
        os.dup2(out, 1)
        os.dup2(errors, 2)
        os.environ.update(extra)
        tempfile.tempdir = None
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        status = call(words)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001  nothing of this process may be gone on with
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _bytes_below(place: Path) -> int:
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())


def _bytes_taken(place: Path) -> int:
    there = os.statvfs(place)
    return (there.f_blocks - there.f_bfree) * there.f_frsize


def _largest(place: Path) -> int:
    return max((file.stat().st_size for file in place.rglob("*") if file.is_file()), default=0)


@contextmanager
def full_disk(place: Path) -> Iterator[Callable[[str], None]]:
    """A disk in memory on `place`; gives what changes its options."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_ROOM},nr_inodes=100k", "tmpfs", str(place)], check=True
    )

    def remount(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)

    try:
        yield remount
    finally:
        subprocess.run(["umount", str(place)], check=True)


_BACK = textwrap.dedent("""
    import datetime, importlib.machinery, sys, time

    _time = time.time
    time.time = lambda: _time() - 86_400

    class _Back(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime.now(tz) - datetime.timedelta(days=1)

    class _Finder:
        def find_spec(self, name, path=None, target=None):
            if not name.startswith("detente."):
                return None
            spec = importlib.machinery.PathFinder.find_spec(name, path)
            if spec is None or not hasattr(spec.loader, "exec_module"):
                return None
            load = spec.loader.exec_module
            def exec_module(module):
                load(module)
                if getattr(module, "datetime", None) is datetime.datetime:
                    module.datetime = _Back
            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, _Finder())
""")
"""Loaded by an interpreter before all else: what détente takes for now is a day ago."""


def turn_clock_back(root: Path, prepared: Prepared) -> list[str]:
    """What goes wrong where the clock is set back by a day between two calls."""
    folder = root / "clock"
    (folder / "back").mkdir(parents=True)
    (folder / "back" / "sitecustomize.py").write_text(_BACK, encoding="utf-8")
    extra = {"PYTHONPATH": os.pathsep.join([str(folder / "back"), os.environ.get("PYTHONPATH", "")])}
    shutil.copytree(prepared.base, folder / "books")
    wrong = []
    for command in COMMANDS:
        done = _call(*_words(command, folder, prepared), extra=extra, anew=True)
        if done.returncode:
            wrong.append(f"{command} with the clock set back: {done.stderr.decode()[-300:]}")
    if _call("doctor", "--ledger", str(folder / "books"), extra=extra, anew=True).returncode:
        wrong.append("the doctor finds fault with the clock set back")
    wrong += _verdicts_in_order(prepared.base, folder / "judged", extra)
    whole = folder / "whole"
    shutil.copytree(prepared.base, whole / "books")
    _call(*_words("run", whole, prepared))
    if _kept(_dump(folder / "books")) < _kept(_dump(whole / "books")):
        wrong.append("something is missing that a run with the right clock keeps")
    return wrong


def _verdicts_in_order(base: Path, books: Path, extra: dict[str, str]) -> list[str]:
    """Two verdicts on one telling, the second with the clock set back: it must come second all the same."""
    shutil.copytree(base, books)
    with closing(sqlite3.connect(books / "ledger.sqlite")) as record:
        (telling,) = record.execute("SELECT id FROM event_mentions ORDER BY id LIMIT 1").fetchone()
    ledger = ["--by", "torture", "--ledger", str(books)]
    _call("correct", telling, "right", *ledger)
    _call("correct", telling, "wrong", *ledger, extra=extra, anew=True)
    told = _call("corrections", "--format", "jsonl", "--ledger", str(books)).stdout.splitlines()
    verdicts = [json.loads(line)["verdict"] for line in told]
    return (
        []
        if verdicts == ["right", "wrong"]
        else [f"verdicts in the order {verdicts} with the clock set back"]
    )


def weak_disks(rng: random.Random, size: float) -> dict[str, object]:
    """R3."""
    if not can_mount():
        return {"holds": False, "skipped": "no disk in memory can be mounted here: that needs root"}
    root = Path(tempfile.mkdtemp(prefix="disk-"))
    wrong: list[str] = []
    tried: Counter[str] = Counter()
    try:
        prepared = prepare(root, rng)
        place = root / "small"
        place.mkdir()
        for fault in FAULTS:
            for command in COMMANDS:
                for _ in range(max(1, round(_TIMES[fault] * size))):
                    print(f"  {fault}, {command}, {len(wrong)} wrong", file=sys.stderr, flush=True)
                    wrong += try_fault(command, fault, prepared, share=rng.random(), place=place)
                    tried[fault] += 1
        wrong += turn_clock_back(root, prepared)
        return {
            "holds": not wrong,
            "cases": tried.total(),
            **tried,
            "clock_set_back": len(COMMANDS),
            "wrong": wrong[:20],
        }
    finally:
        shutil.rmtree(root, ignore_errors=True)


GOALS: dict[str, Callable[[random.Random, float], dict[str, object]]] = {"R3": weak_disks}
"""The goals of this module."""
