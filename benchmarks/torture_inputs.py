"""R5: every one of 10,000 spoiled files accounted for. R6: one killer among 1,000 costs only itself.

R5 gives `detente run` batches of spoiled files of every kind and looks from outside: that each file stands in
the ledger's inputs and the sums agree, that nothing unforeseen is said, that nobody is left or hangs, and how
much memory each process takes. R6 lets the process that reads one file kill itself, one hang, and one kill
the process that codes it; a trap loaded by the child processes' own interpreters does it, since no text is
known that can.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from torture_seeds import KINDS, make_seed, make_story, spoil

__all__ = ["GOALS", "Watched", "every_input", "one_killer", "run_watched", "write_spoiled"]

_DETENTE = [sys.executable, "-m", "detente"]
_ODD_NAMES = (
    "{n} with spaces{s}", "-{n}{s}", "{n}\n{s}", "{n}'\";$(x){s}", "{n}-\u202egpj{s}", "\u0441\u043b-{n}{s}",
    "{n}" + "x" * 200 + "{s}", "CON{n}{s}", "{n}*?[a]{s}", "{n}\udcff{s}",
)  # fmt: skip
_PARENT_MIB, _CHILD_MIB = 500, 1024
_SLOWEST = 3_600.0  # seconds for a batch, after which it counts as hanging


@dataclass(slots=True)
class Watched:
    """What was seen of a command and its processes; filled while it runs.

    Attributes:
        status: Exit status; None if it had to be killed.
        said: Its standard output.
        complained: Its standard error.
        seconds: Wall clock.
        peak_mib: Most resident memory of one process, by what it is: ``parent``, ``reader``, ``coder``.
        left: Processes that outlived it.
    """

    status: int | None = None
    said: str = ""
    complained: str = ""
    seconds: float = 0.0
    peak_mib: dict[str, float] = field(default_factory=dict)
    left: int = 0


def run_watched(
    words: list[str], *, seconds: float = _SLOWEST, extra: dict[str, str] | None = None
) -> Watched:
    """Run `detente` with these words and watch the memory of all its processes."""
    watched = Watched()
    begun = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*_DETENTE, *words],
            stdout=out,
            stderr=errors,
            env={**os.environ, **(extra or {})},
            start_new_session=True,
        )
        family: dict[int, psutil.Process] = {}
        while process.poll() is None and time.monotonic() - begun < seconds:
            _look(process.pid, family, watched.peak_mib)
            time.sleep(0.05)
        if process.poll() is None:
            for member in [*family.values(), psutil.Process(process.pid)]:
                if member.is_running():
                    member.kill()
        watched.status = process.wait() if time.monotonic() - begun < seconds else None
        watched.seconds = time.monotonic() - begun
        _, alive = psutil.wait_procs(list(family.values()), timeout=15)
        watched.left = len([one for one in alive if one.status() != psutil.STATUS_ZOMBIE])
        out.seek(0)
        errors.seek(0)
        watched.said = out.read().decode("utf-8", "replace")
        watched.complained = errors.read().decode("utf-8", "replace")
    return watched


def _look(pid: int, family: dict[int, psutil.Process], peaks: dict[str, float]) -> None:
    try:
        parent = psutil.Process(pid)
        members = [
            ("parent", parent),
            *((_part_of(child), child) for child in parent.children(recursive=True)),
        ]
    except psutil.Error:
        return
    for part, member in members:
        try:
            resident = member.memory_info().rss / 2**20
        except psutil.Error:
            continue
        if member.pid != pid:
            family[member.pid] = member
        peaks[part] = max(peaks.get(part, 0.0), round(resident, 1))


def _part_of(process: psutil.Process) -> str:
    try:
        words = " ".join(process.cmdline())
    except psutil.Error:
        return "other"
    if "detente.documents.child" in words:
        return "reader"
    return "coder" if "spawn_main" in words else "other"


def write_spoiled(folder: Path, count: int, rng: random.Random) -> None:
    """Files of every kind: one in ten sound, one in twenty a copy of another, the rest spoiled."""
    folder.mkdir(parents=True)
    kept: list[tuple[str, bytes]] = []
    for n in range(count):
        if kept and rng.random() < 0.05:
            suffix, data = rng.choice(kept)
        else:
            suffix, data = make_seed(rng.choice(list(KINDS)), rng)
            data = data if rng.random() < 0.1 else spoil(data, rng)
            kept = [*kept[-50:], (suffix, data)]
        if rng.random() < 0.05:  # a name that promises something else
            suffix = KINDS[rng.choice(list(KINDS))][0]
        form = rng.choice(_ODD_NAMES) if rng.random() < 0.03 else "{n}{s}"
        (folder / form.format(n=f"{n:05d}", s=suffix)).write_bytes(data)


def every_input(rng: random.Random, size: float) -> dict[str, object]:
    """R5."""
    n_files = max(40, round(10_000 * size))
    per_batch = min(1_000, n_files)
    root = Path(tempfile.mkdtemp(prefix="inputs-"))
    ledger = root / "ledger"
    peaks: dict[str, float] = {}
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = 0.0
    given: set[str] = set()
    try:
        for batch in range(-(-n_files // per_batch)):
            folder = root / f"batch-{batch}"
            write_spoiled(folder, min(per_batch, n_files - batch * per_batch), rng)
            given |= {str(path).encode("utf-8", "replace").decode() for path in folder.iterdir()}
            words = ["run", str(folder), "--ledger", str(ledger), "--report", str(root / "report.html")]
            watched = run_watched([*words, "--workers", "2"])
            wrong += _complaints(watched, f"batch {batch}")
            slowest = max(slowest, watched.seconds)
            for part, peak in watched.peak_mib.items():
                peaks[part] = max(peaks.get(part, 0.0), peak)
            told = re.search(
                r"this run: ([\d,]+) inputs = ([\d,]+) stored \+ ([\d,]+) duplicate \+ ([\d,]+)", watched.said
            )
            if told is None:
                wrong.append(f"batch {batch}: no tally in {watched.said[-300:]!r}")
                continue
            numbers = [int(group.replace(",", "")) for group in told.groups()]
            if numbers[0] != sum(numbers[1:]):
                wrong.append(f"batch {batch}: {told[0]}")
            tally.update(dict(zip(("inputs", "stored", "duplicate", "rejected"), numbers, strict=True)))
            shutil.rmtree(folder)
        found, kept, reasons, unforeseen = _look_into(ledger)
        missing = sorted(
            path for path in given if path not in found and _plain(path) not in {_plain(p) for p in found}
        )
        wrong += [f"not accounted for: {path!r}" for path in missing[:20]]
        wrong += _sums(tally, kept)
        if (
            peaks.get("parent", 0) >= _PARENT_MIB
            or max(peaks.get("reader", 0), peaks.get("coder", 0)) > _CHILD_MIB
        ):
            wrong.append(f"memory: {peaks}")
        return {
            "holds": not wrong,
            "files": len(given),
            "not_accounted_for": len(missing),
            **tally,
            "reasons": reasons,
            "unforeseen": unforeseen,
            "peak_mib": peaks,
            "slowest_batch_seconds": round(slowest),
            "wrong": wrong[:20],
        }
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _plain(path: str) -> str:
    """A path without what cannot be written as UTF-8."""
    return path.replace("\ufffd", "?")


def _complaints(watched: Watched, where: str) -> list[str]:
    """What a run may not do whatever it is given."""
    out = []
    if watched.status is None:
        out.append(f"{where}: hangs")
    elif watched.status not in (0, 1):
        out.append(f"{where}: exit status {watched.status}")
    if re.search(r"Traceback|unforeseen|Error:|^error:", watched.complained, re.MULTILINE):
        out.append(f"{where}: {watched.complained[-400:]}")
    if watched.left:
        out.append(f"{where}: {watched.left} processes outlived it")
    return out


def _look_into(ledger: Path) -> tuple[set[str], Counter[str], dict[str, int], list[str]]:
    """Paths in the books, inputs by outcome, rejections by reason, and those of no foreseen reason."""
    with closing(sqlite3.connect(f"file:{ledger / 'ledger.sqlite'}?mode=ro", uri=True)) as books:
        found = {path for (path,) in books.execute("SELECT path FROM inputs")}
        kept = Counter(dict(books.execute("SELECT outcome, count(*) FROM inputs GROUP BY outcome")))
        reasons = dict(books.execute("SELECT reason, count(*) FROM input_rejections GROUP BY reason"))
        odd = books.execute(
            "SELECT stage, name, detail FROM input_rejections WHERE reason = 'FAILED' LIMIT 50"
        )
        return found, kept, reasons, [f"{stage} {name}: {detail}" for stage, name, detail in odd]


def _sums(tally: Counter[str], kept: Counter[str]) -> list[str]:
    """The runs' own sums against what stands in the books."""
    return [
        f"the runs say {tally[name]} {name}, the books {kept[name]}"
        for name in ("stored", "duplicate", "rejected")
        if tally[name] != kept[name]
    ]


# R6

_TRAP = textwrap.dedent("""
    import importlib.util, os, signal, sys, time

    def _spring(text):
        if "KILLS-ITS-READER" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "HANGS-ITS-READER" in text:
            time.sleep(10_000)

    def _patch(module):
        if module.__name__ == "detente.documents.performing":
            real = module.finish_document
            def finish_document(draft, *args, **options):
                _spring(draft.text)
                return real(draft, *args, **options)
            module.finish_document = finish_document
        else:
            real_code = module.Coder.code
            def code(self, documents):
                documents = list(documents)
                if any("KILLS-ITS-CODER" in document.text for document in documents):
                    os.kill(os.getpid(), signal.SIGKILL)
                return real_code(self, documents)
            module.Coder.code = code

    class _Finder:
        wanted = {"detente.documents.performing", "detente.coding.coder"}

        def find_spec(self, name, path=None, target=None):
            if name not in self.wanted:
                return None
            self.wanted.discard(name)
            spec = importlib.util.find_spec(name)
            load = spec.loader.exec_module
            def exec_module(module):
                load(module)
                _patch(module)
            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, _Finder())
""")


def one_killer(rng: random.Random, size: float) -> dict[str, object]:
    """R6."""
    n_files = max(40, round(1_000 * size))
    root = Path(tempfile.mkdtemp(prefix="killer-"))
    try:
        (root / "trap").mkdir()
        (root / "trap" / "sitecustomize.py").write_text(_TRAP, encoding="utf-8")
        extra = {"PYTHONPATH": os.pathsep.join([str(root / "trap"), os.environ.get("PYTHONPATH", "")])}
        figures: dict[str, object] = {"files": n_files}
        wrong: list[str] = []
        for word in ("KILLS-ITS-READER", "HANGS-ITS-READER", "KILLS-ITS-CODER"):
            seen, faults = _with_killer(root / word.lower(), word, n_files, rng=rng, extra=extra)
            figures[word.lower()] = seen
            wrong += [f"{word}: {fault}" for fault in faults]
        return {"holds": not wrong, **figures, "wrong": wrong}
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _with_killer(
    root: Path, word: str, n_files: int, *, rng: random.Random, extra: dict[str, str]
) -> tuple[dict[str, object], list[str]]:
    folder, ledger = root / "articles", root / "ledger"
    folder.mkdir(parents=True)
    killer = f"{rng.randrange(n_files):05d}.txt"
    for n in range(n_files):
        name = f"{n:05d}.txt"
        (folder / name).write_text(f"{make_story(rng)} {word if name == killer else ''}", encoding="utf-8")
    options = ["--workers", "2", "--set", "documents.seconds=3"]
    words = ["run", str(folder), "--ledger", str(ledger), "--report", str(root / "report.html"), *options]
    watched = run_watched(words, extra=extra)
    wrong = _complaints(watched, "the run")
    listed = _listed(ledger)
    if listed != [killer]:
        wrong.append(f"listed as refused: {listed[:5]}, not {killer}")
    if (stored := _n_stored(ledger)) != n_files - 1:
        wrong.append(f"{stored} of {n_files - 1} others in the books")
    before = _dump(ledger)
    retry = ["rejections", "--retry", "--ledger", str(ledger), *options]
    still = run_watched(retry, extra=extra)
    if not re.search(
        r"this run: 1 inputs = 0 stored \+ 0 duplicate \+ 1 rejected", still.said + still.complained
    ):
        wrong.append(f"a retry with the killer still there says {(still.said + still.complained)[-300:]}")
    if _dump(ledger) != before:
        wrong.append("a retry in vain changed the record")
    mended = run_watched(retry)
    if not re.search(
        r"this run: 1 inputs = 1 stored \+ 0 duplicate \+ 0 rejected", mended.said + mended.complained
    ):
        wrong.append(f"a retry without the killer says {(mended.said + mended.complained)[-300:]}")
    if _listed(ledger) or _n_stored(ledger) != n_files:
        wrong.append("after the retry not all are in the books")
    return {"others": stored, "seconds": round(watched.seconds)}, wrong


def _listed(ledger: Path) -> list[str]:
    command = [*_DETENTE, "rejections", "--stage", "{}", "--format", "jsonl", "--ledger", str(ledger)]
    names = []
    for stage in ("documents", "coding"):
        done = subprocess.run(
            [word.format(stage) for word in command],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        names += [
            row["document"] for row in rows if row["reason"] in ("FAILED", "OUT_OF_TIME", "OUT_OF_MEMORY")
        ]
    return names


def _n_stored(ledger: Path) -> int:
    with closing(sqlite3.connect(f"file:{ledger / 'ledger.sqlite'}?mode=ro", uri=True)) as books:
        return int(books.execute("SELECT count(*) FROM documents").fetchone()[0])


def _dump(ledger: Path) -> bytes:
    return subprocess.run(
        [*_DETENTE, "dump", "--ledger", str(ledger)], capture_output=True, check=True
    ).stdout


GOALS: dict[str, Callable[[random.Random, float], dict[str, object]]] = {"R5": every_input, "R6": one_killer}
"""The goals of this module."""
