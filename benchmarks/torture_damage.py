"""R2: whatever a disk does to a ledger's files, the doctor sees it and no command shows a wrong number.

A file of a ledger is cut off, one of its bits is turned, or a part of it is filled with zeros: the record as
it was closed, the log that a killed process left, the newest Parquet, the list of the lake's files, an
original, the seal. Then, each time on a fresh copy of the damage: what commands answer (what they answered
before, or an error); what the doctor finds; what is left after `detente doctor --mend`, or, where content was
lost, after the record was moved away and the same files were read again.
"""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

from detente.coding import code_documents
from detente.documents import read_documents
from detente.ledger import Ledger, open_ledger
from detente.ledger.keeping import keep_items
from mixed_files import write_mixed
from warm_runs import COMMAND, WarmRuns

__all__ = ["GOALS"]

_TARGETS = {"record": 9, "log": 4, "parquet": 3, "manifest": 2, "original": 2, "seal": 1}
_DERIVED = ("parquet", "manifest", "original", "seal")
_QUESTIONS = {
    "dump": ("dump",),
    "events": ("events", "--format", "jsonl"),
    "dyads": ("dyads", "--format", "jsonl"),
    "types": (
        "sql",
        "--format",
        "jsonl",
        "SELECT type, count(*) AS n FROM events GROUP BY type ORDER BY type",
    ),
}

Answers = dict[str, tuple[int, bytes]]


@dataclass
class _Tally:
    """What was counted so far."""

    runs: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Stage:
    """Sound ledgers to be damaged, and what they answer."""

    root: Path
    runs: WarmRuns
    closed: Path
    killed: Path
    answers: Answers
    states: frozenset[bytes]

    def reading(self, ledger: Path) -> list[str]:
        """The run that makes such a ledger."""
        places = ["--ledger", str(ledger), "--report", str(self.root / "report.html")]
        return ["run", str(self.root / "files"), *places, "--quiet", "--workers", "1"]

    def copy(self, ledger: Path) -> Path:
        """A copy to try something on."""
        shutil.rmtree(self.root / "copy", ignore_errors=True)
        return shutil.copytree(ledger, self.root / "copy")

    def ask(self, ledger: Path, *words: str) -> tuple[int, bytes]:
        """A command's status and what it prints."""
        output = self.root / "output"
        status = self.runs.run([words[0], "--ledger", str(ledger), *words[1:]], output=output)
        return status, output.read_bytes().replace(str(ledger).encode(), b"LEDGER")

    def ask_all(self, ledger: Path) -> Answers:
        """What every question is answered."""
        return {name: self.ask(ledger, *words) for name, words in _QUESTIONS.items()}


def damage_ledgers(rng: random.Random, size: float) -> dict[str, object]:
    """R2: the figures; at full size 200 runs."""
    count = max(len(_TARGETS) * 2, round(200 * size))
    root = Path(tempfile.mkdtemp(prefix="torture-damage-"))
    tally = _Tally()
    try:
        with WarmRuns() as runs:
            stage = _set_up(root, runs, seed=rng.randrange(1000))
            targets = [name for name, weight in _TARGETS.items() for _ in range(weight)]
            for number in range(count):
                if number % 10 == 0:
                    print(f"R2: {number} of {count}, {tally}", file=sys.stderr, flush=True)
                target = list(_TARGETS)[number] if number < len(_TARGETS) else rng.choice(targets)
                _damage_one(stage, rng, target, tally=tally)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return {
        "holds": not tally.wrong,
        "runs": sum(tally.runs.values()),
        "found_by_the_doctor": tally.told["found"],
        "without_effect_and_not_found": tally.told["without effect"],
        "answers_right": tally.told["answered"],
        "answers_refused": tally.told["refused"],
        "answers_of_an_earlier_state": tally.told["earlier"],
        "mended": tally.told["mended"],
        "read_again": tally.told["read again"],
        "wrong": len(tally.wrong),
        "by_target": dict(tally.runs),
        "what_was_wrong": tally.wrong,
    }


def _set_up(root: Path, runs: WarmRuns, *, seed: int) -> _Stage:
    """A ledger that was closed, one whose writer was killed, and every state that the second has been in."""
    write_mixed(root / "files", 40, seed=seed)
    closed = root / "closed"
    stage = _Stage(root, runs, closed, root / "killed", {}, frozenset())
    subprocess.run([*COMMAND, *stage.reading(closed)], check=True)
    stage.ask_all(closed)  # makes the lake
    return replace(stage, answers=stage.ask_all(closed), states=_leave_log(root))


def _leave_log(root: Path) -> frozenset[bytes]:
    """A ledger as its killed writer leaves it, all in the log; its dump around every transaction."""
    states = set()
    mark = Ledger.mark_read

    def mark_read(ledger: Ledger, *names: str, **options: str) -> None:
        states.add(_dump(ledger))
        mark(ledger, *names, **options)

    with open_ledger(root / "living") as ledger, patch.object(Ledger, "mark_read", mark_read):
        states.add(_dump(ledger))
        for _ in keep_items(ledger, code_documents(read_documents([root / "files"]))):
            states.add(_dump(ledger))
        states.add(_dump(ledger))
        shutil.copytree(root / "living", root / "killed")
    (root / "killed" / "ledger.sqlite-shm").unlink(missing_ok=True)
    return frozenset(states)


def _dump(ledger: Ledger) -> bytes:
    stream = io.StringIO()
    ledger.dump(stream)
    return stream.getvalue().encode()


def _damage_one(stage: _Stage, rng: random.Random, target: str, *, tally: _Tally) -> None:
    """Damage one file in one way, and look at what comes of it."""
    whole = stage.killed if target == "log" else stage.closed
    damaged = stage.root / "damaged"
    shutil.rmtree(damaged, ignore_errors=True)
    shutil.copytree(whole, damaged)
    file = _choose(damaged, target, rng)
    how = _damage(file, rng, target)
    name = f"{target}, {how}"
    tally.runs[target] += 1
    expected = stage.states if target == "log" else None
    same = _check_answers(stage, stage.copy(damaged), name, tally=tally, states=expected)
    here = stage.copy(damaged)
    status, said = stage.ask(here, "doctor")
    if status not in (0, 1):
        tally.wrong.append(f"{name}: the doctor ends with {status}: {said[-300:]!r}")
    if status == 0 and not same:
        tally.wrong.append(f"{name}: the doctor finds nothing")
    tally.told["found" if status else "without effect"] += 1
    if status:
        _mend(stage, stage.copy(damaged), name, derived=target in _DERIVED, tally=tally, states=expected)


def _choose(ledger: Path, target: str, rng: random.Random) -> Path:
    """The file to be damaged."""
    if target in ("parquet", "original"):
        folder = ledger / ("lake/events" if target == "parquet" else "originals")
        return rng.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
    names = {"record": "ledger.sqlite", "log": "ledger.sqlite-wal", "seal": "ledger.sqlite.seal"}
    return ledger / names.get(target, "lake/manifest.json")


def _damage(file: Path, rng: random.Random, target: str) -> str:
    """Cut off, turn a bit, or fill with zeros; of a log, its last three quarters."""
    before = file.read_bytes()
    while True:
        data = bytearray(before)
        at = rng.randrange(len(data) // 4 if target == "log" else 0, len(data))
        how = rng.choice(("cut off", "a bit turned", "zeros"))
        if how == "cut off":
            del data[at:]
        elif how == "a bit turned":
            data[at] ^= 1 << rng.randrange(8)
        else:
            stop = len(data) if target == "log" else min(len(data), at + rng.choice((16, 512, 4096, 65536)))
            data[at:stop] = bytes(stop - at)
        if data != before:
            file.write_bytes(bytes(data))
            return f"{how} at byte {at} of {len(before)}"


def _check_answers(
    stage: _Stage, ledger: Path, name: str, *, tally: _Tally, states: frozenset[bytes] | None
) -> bool:
    """Whether every answer is as before; one that is neither that nor an error is wrong."""
    answers = stage.ask_all(ledger)
    if states is not None:
        status, dump = answers["dump"]
        _judge_refusal(name, "dump", status, dump, tally=tally)
        if status == 0 and dump not in states:
            tally.wrong.append(f"{name}: a state that never was")
        last = max(states, key=len)
        tally.told["answered" if dump == last else "earlier" if status == 0 else "refused"] += len(answers)
        return dump == last
    for question, (status, words) in answers.items():
        if (status, words) == stage.answers[question]:
            tally.told["answered"] += 1
        elif _judge_refusal(name, question, status, words, tally=tally):
            tally.told["refused"] += 1
        elif status == 0:
            tally.wrong.append(f"{name}: {question!r} answers other than before")
    return answers == stage.answers


def _judge_refusal(name: str, question: str, status: int, words: bytes, *, tally: _Tally) -> bool:
    """Whether an answer is an error in our own words, if it is none as before."""
    if status and (status != 1 or b"error: " not in words or b"Traceback" in words):
        tally.wrong.append(f"{name}: {question!r} ends with {status}: {words[-300:]!r}")
    return status != 0


def _mend(
    stage: _Stage,
    ledger: Path,
    name: str,
    *,
    derived: bool,
    tally: _Tally,
    states: frozenset[bytes] | None,
) -> None:
    """What the doctor puts right must be right; what it cannot, reading again must."""
    status, said = stage.ask(ledger, "doctor", "--mend")
    if status == 0:
        tally.told["mended"] += 1
    elif derived:
        tally.wrong.append(f"{name}: not mended: {said[-300:]!r}")
    if status:
        for part in ("ledger.sqlite", "ledger.sqlite.seal", "ledger.sqlite-wal", "ledger.sqlite-shm"):
            (ledger / part).unlink(missing_ok=True)
    if status or states is not None:
        tally.told["read again"] += 1
        stage.runs.run(stage.reading(ledger), output=stage.root / "output")
    status, said = stage.ask(ledger, "doctor")
    if status:
        tally.wrong.append(f"{name}: after it was mended, the doctor finds {said[-300:]!r}")
    answers = stage.ask_all(ledger)
    for question, (status, words) in answers.items():
        if (status, words) != stage.answers[question]:
            tally.wrong.append(f"{name}: mended, {question!r} is answered {status}: {words[-300:]!r}")


GOALS = {"R2": damage_ledgers}
