"""R4, R7, and histories of ledgers beside a model of one.

R4: the same files twice add nothing and cost little. R7: the same files give the same records. The dumps of
whole ledgers are compared: with one worker and with two, with other seeds of Python's hashes, and with every
other Python that is named in DETENTE_PYTHONS (paths parted by colons) and has détente installed.
"""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from mixed_files import write_mixed

__all__ = ["GOALS"]

_MOST_SHARE = 0.2  # of the first time's CPU
_KEEPING = """
import sys
from detente.cli.runs import keep_documents
from detente.core.settings import resolve_settings
from detente.ledger import open_ledger
with open_ledger(sys.argv[2]) as ledger:
    keep_documents(ledger, [sys.argv[1]], settings=resolve_settings({"coding.workers": 1}))
"""


def run_again(rng: random.Random, size: float) -> dict[str, object]:
    """R4: a folder read twice; at full size 2,000 files.

    The whole command makes its report anew each time; the goal is about reading, coding and keeping alone.
    """
    root = Path(tempfile.mkdtemp(prefix="torture-again-"))
    try:
        files = max(100, round(2000 * size))
        write_mixed(root / "files", files, seed=rng.randrange(1000))
        first = _keep(root / "files", root / "ledger")
        before = _dump(sys.executable, root / "ledger")
        second = _keep(root / "files", root / "ledger")
        whole = _run(sys.executable, root / "files", root / "ledger")
        after = _dump(sys.executable, root / "ledger")
        new = len(set(after.splitlines()) - set(before.splitlines()))
        return {
            "holds": before == after and second < _MOST_SHARE * first,
            "files": files,
            "rows": before.count(b"\n"),
            "new_rows": new,
            "cpu_first": round(first, 2),
            "cpu_second": round(second, 2),
            "share": round(second / first, 3),
            "cpu_second_with_report": round(whole, 2),
        }
    finally:
        shutil.rmtree(root, ignore_errors=True)


def run_elsewhere(rng: random.Random, size: float) -> dict[str, object]:
    """R7: the same files in other circumstances; at full size 2,000 files."""
    root = Path(tempfile.mkdtemp(prefix="torture-same-"))
    try:
        files = max(60, round(2000 * size))
        write_mixed(root / "files", files, seed=rng.randrange(1000))
        pythons = [one for one in os.environ.get("DETENTE_PYTHONS", "").split(":") if one]
        ways = [(sys.executable, 1, "0"), (sys.executable, 2, "1"), (sys.executable, 1, "random")]
        ways += [(python, 1 + place % 2, "0") for place, python in enumerate(pythons)]
        found = {}
        for place, (python, workers, seed) in enumerate(ways):
            ledger = root / f"ledger-{place}"
            _run(python, root / "files", ledger, workers=workers, hash_seed=seed)
            name = f"Python {_version(python)}, {workers} workers, hash seed {seed}"
            found[name] = hashlib.sha256(_dump(python, ledger)).hexdigest()[:16]
        return {
            "holds": len(set(found.values())) == 1,
            "files": files,
            "ways": len(found),
            "pythons": ", ".join(sorted({_version(python) for python, _, _ in ways})),
            "digests": found,
        }
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _run(python: str, folder: Path, ledger: Path, *, workers: int = 1, hash_seed: str = "0") -> float:
    """CPU seconds of a run, its children included."""
    before = _used()
    places = ["--ledger", str(ledger), "--report", f"{ledger}.html"]
    command = [python, "-m", "detente", "run", str(folder), *places, "--quiet", "--workers", str(workers)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": hash_seed})
    return _used() - before


def _keep(folder: Path, ledger: Path) -> float:
    """CPU seconds of a process that reads, codes and keeps, and makes no report."""
    before = _used()
    subprocess.run([sys.executable, "-c", _KEEPING, str(folder), str(ledger)], check=True)
    return _used() - before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _dump(python: str, ledger: Path) -> bytes:
    command = [python, "-m", "detente", "dump", "--ledger", str(ledger)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def _version(python: str) -> str:
    said = subprocess.run([python, "--version"], check=True, capture_output=True, text=True).stdout
    return said.split()[-1]


def follow_model(rng: random.Random, size: float) -> dict[str, object]:
    """The state machine of tests/ledger/test_machine.py; at full size 300 histories of 20 steps."""
    histories = max(12, round(300 * size))
    root = Path(__file__).parents[1]
    test = [sys.executable, "-m", "pytest", "-q", "tests/ledger/test_machine.py", "--timeout", "36000"]
    told = [f"--hypothesis-seed={rng.randrange(10**6)}", "-p", "no:cacheprovider"]
    environment = {**os.environ, "DETENTE_MACHINE": str(histories)}
    done = subprocess.run([*test, *told], cwd=root, env=environment, capture_output=True, check=False)
    said = done.stdout.decode(errors="replace")
    return {"holds": done.returncode == 0, "histories": histories} | (
        {"said": said[-3000:]} if done.returncode else {}
    )


GOALS = {"R4": run_again, "R7": run_elsewhere, "model": follow_model}
