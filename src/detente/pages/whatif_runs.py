"""What-ifs run beside the pages, one at a time, each in a process of its own: no page waits for them."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from detente.core.errors import DetenteError, InputError, UsageError
from detente.ledger import open_ledger
from detente.pages.supposing import parse_steps, settle_scenario

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from detente.ledger import LedgerReader
    from detente.simulate.nouns import WhatIf

__all__ = ["AskedRun", "Run", "TooManyError", "find_run", "work"]

_LOG = logging.getLogger("detente.pages")
_KEPT, _WAITING = 40, 8
_MOST_SECONDS = 600.0
State = Literal["waiting", "working", "done", "failed"]


class TooManyError(UsageError):
    """So many what-ifs wait already that no other is taken."""


@dataclass(frozen=True, slots=True)
class AskedRun:
    """A what-if that a visitor asks for.

    Attributes:
        folder: Of the ledger.
        generation: Of the ledger.
        steps: A line each: ``do 2018-09 USA SANCTION PAK``, ``set IND-USA military +3``, ``without …``.
        dyad: Words for a pair to be told of beside; empty for none.
        months: How far.
        runs: Of each course.
        seed: Of the random numbers.
    """

    folder: str
    generation: int
    steps: str
    dyad: tuple[str, ...] = ()
    months: int = 12
    runs: int = 400
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """How far a what-if has come.

    Attributes:
        state: ``waiting working done failed``.
        stage: What is being done, in words.
        started: When it began, by `time.monotonic`.
        found: The result.
        message: Why it failed.
        hint: How to mend that.
    """

    state: State
    stage: str = "waiting for its turn"
    started: float = 0.0
    found: WhatIf | None = None
    message: str = ""
    hint: str = ""

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.started if self.started else 0.0


class _Shelf:
    """Runs by what was asked; a class for its lock and its thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.runs: OrderedDict[AskedRun, Run] = OrderedDict()
        self.working = False

    def find(self, asked: AskedRun) -> Run:
        """The run, begun if it is new.

        Raises:
            TooManyError: If too many wait.
        """
        with self.lock:
            if asked in self.runs:
                self.runs.move_to_end(asked)
                return self.runs[asked]
            if sum(run.state == "waiting" for run in self.runs.values()) >= _WAITING:
                raise TooManyError(
                    f"{_WAITING} what-ifs are waiting already", hint="wait for one of them to end"
                )
            self.runs[asked] = Run("waiting")
            while len(self.runs) > _KEPT:
                self._drop_one()
            if not self.working:
                self.working = True
                threading.Thread(target=self._work_all, daemon=True, name="whatif").start()
            return self.runs[asked]

    def _drop_one(self) -> None:
        """The one that is done and was asked for longest ago; none if none is done."""
        done = next((key for key, run in self.runs.items() if run.state in ("done", "failed")), None)
        if done is not None:
            del self.runs[done]

    def note(self, asked: AskedRun, run: Run) -> None:
        """How far it has come now."""
        with self.lock:
            if asked in self.runs:
                self.runs[asked] = run

    def _work_all(self) -> None:
        while True:
            with self.lock:
                asked = next((key for key, run in self.runs.items() if run.state == "waiting"), None)
                if asked is None:
                    self.working = False
                    return
            try:
                self._work_one(asked)
            except Exception as fault:  # noqa: BLE001  the next one must have its turn, whatever this one did
                _LOG.error("a what-if failed", exc_info=fault)
                self.note(asked, Run("failed", message="a fault of détente's own", hint="see the terminal"))

    def _work_one(self, asked: AskedRun) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(asked, theirs), daemon=True, name="detente what-if")
        run = Run("working", "starting", time.monotonic())
        self.note(asked, run)
        process.start()
        theirs.close()
        try:
            while run.state == "working":
                if run.seconds > _MOST_SECONDS:
                    words = f"it took more than {_MOST_SECONDS / 60:.0f} minutes and was stopped"
                    run = Run("failed", message=words, hint="fewer runs or months; or `detente whatif`")
                elif ours.poll(0.5):
                    run = _told(ours, run)
                elif not process.is_alive() and not ours.poll(0.0):
                    run = Run("failed", message="the process that ran it ended", hint="memory may be short")
                self.note(asked, run)
        finally:
            if process.is_alive():
                process.terminate()
            process.join(5)
            ours.close()


def _told(pipe: Connection, run: Run) -> Run:
    """What the process says of its work."""
    try:
        kind, told = pipe.recv()
    except EOFError:
        return Run("failed", message="the process that ran it ended", hint="memory may be short")
    if kind == "stage":
        return replace(run, stage=told)
    if kind == "done":
        return replace(run, state="done", found=told)
    return replace(run, state="failed", message=told[0], hint=told[1])


def work(asked: AskedRun, pipe: Connection) -> None:
    """Carry a what-if out and tell of it; the whole life of its process."""
    from detente.forecast.reading import read_records  # noqa: PLC0415  in the process only
    from detente.pages.supposing import fit_to, suppose  # noqa: PLC0415

    try:
        pipe.send(("stage", "reading the events"))
        with open_ledger(Path(asked.folder), create=False, read_only=True) as books:
            scenario = settle_scenario(parse_steps(asked.steps), books)
            pairs = [_settle_pair(asked.dyad, books)] if asked.dyad else []
            records = read_records(books)
        pipe.send(("stage", "fitting the system of states"))
        model = fit_to(records)
        pipe.send(("stage", f"running {asked.runs:,} times {asked.months} months, with and without it"))
        found = suppose(model, scenario, months=asked.months, runs=asked.runs, seed=asked.seed, dyads=pairs)
        pipe.send(("done", found))
    except DetenteError as fault:
        pipe.send(("failed", (fault.message, fault.hint)))
    finally:
        pipe.close()


def _settle_pair(words: tuple[str, ...], books: LedgerReader) -> tuple[str, str]:
    from detente.pages.supposing import settle_name  # noqa: PLC0415  in the process only

    if len(words) != 2:
        raise InputError("a pair is two actors", hint="name two different ones")
    first, second = sorted(settle_name(word, books) for word in words)
    return first, second


_SHELF = _Shelf()


def find_run(asked: AskedRun) -> Run:
    """How far a what-if has come; it is begun if it was not asked for before.

    Raises:
        TooManyError: If too many wait already.
        InputError: If a step cannot be read.
    """
    parse_steps(asked.steps)
    return _SHELF.find(asked)
