"""How a page is made: from a reader to bytes, here or in a process of its own.

Pages of a large ledger are made in a process of their own, so that those who are answered from what is kept
do not wait for those for whom something is made.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from detente.app.readers import Readers
from detente.core.errors import DetenteError, LedgerError, StorageError
from detente.pages.asking import Asked
from detente.pages.dyads_tally import find_tally
from detente.pages.levels_kept import count_kept, find_levels, is_large

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.ledger import LedgerReader
    from detente.pages.asking import Answer, Page

__all__ = ["Made", "PageMake", "Told", "Workshop", "main", "make_told"]

_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from detente.app.making import main
main()
"""
_ONE_THREAD = {name + "_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
_LATE = ("behind", "counting", "measuring")  # what a page's context says of numbers still being made
_BENCHES = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it was made.

    Attributes:
        body: Its bytes.
        late: Whether some numbers in it are older than the ledger.
        concerns: The two actors of whose news alone it is made; None if it is made of any.
    """

    body: bytes
    late: bool = False
    concerns: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was made, and of what.

    Attributes:
        generation: Of the ledger.
        levels: How often levels or sums had been kept anew.
        made: What was made.
        touches: Of the two actors that it concerns.
    """

    generation: int
    levels: int
    made: Any
    touches: int = -1


@dataclass(frozen=True, slots=True)
class PageMake:
    """Makes a page in one form; a class so that it can be sent to another process.

    Attributes:
        path: Of the page's route.
        form: ``html json csv``.
        asked: The words of the request.
        layout: What the layout needs to know.
    """

    path: str
    form: str
    asked: Asked
    layout: Mapping[str, Any]

    def __call__(self, reader: LedgerReader, generation: int) -> Made:
        """The page as the ledger is now."""
        page = _pages()[self.path]
        answer = page.make(reader, self.asked)
        late = any(getattr(answer.context, name, False) for name in _LATE)
        return Made(self._write(page, answer, generation), late=late, concerns=answer.concerns)

    def _write(self, page: Page, answer: Answer, generation: int) -> bytes:
        from detente.app.forms import as_csv, as_html, as_json  # noqa: PLC0415  templates take long to import

        if self.form == "json":
            return as_json(answer, generation=generation)
        if self.form == "csv":
            return as_csv(answer)
        return as_html(answer, page.template, **self.layout)


@cache
def _pages() -> dict[str, Page]:
    from detente.pages.registry import PAGES  # noqa: PLC0415  takes long to import

    return {page.path: page for page in PAGES}


def make_told(readers: Readers, make: Callable[[LedgerReader, int], Any]) -> Told:
    """What `make` gives of the ledger as it is now, all of one generation."""
    try:
        reader, levels = readers.reader(), count_kept()
        with reader.snapshot() as generation:
            made = make(reader, generation)
            concerns = made.concerns if isinstance(made, Made) else None
            return Told(generation, levels, made, reader.touches(concerns) if concerns else -1)
    except (LedgerError, StorageError):
        readers.forget()
        raise


class Workshop:
    """The process that makes pages; a class because it owns it. Started when something is to be made.

    Args:
        folder: Of the ledger.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._benches: SimpleQueue[Connection] = SimpleQueue()
        self._base = 0
        self.levels = 0
        """How often levels or sums were kept anew there, as far as is known."""

    def start(self) -> None:
        """Start the process if it does not run."""
        with self._lock:
            if self._closed or (self._process is not None and self._process.poll() is None):
                return
            self._base = self.levels + 1  # what was kept by the process before is lost
            self._benches = SimpleQueue()
            ends = [socket.socketpair() for _ in range(_BENCHES)]
            there = [other.fileno() for _, other in ends]
            words = [json.dumps(sys.path), str(self._folder), json.dumps(there)]
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter, our own program
                [sys.executable, "-c", _PROGRAM, *words],
                pass_fds=there,
                env={**os.environ, **_ONE_THREAD},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
            for here, other in ends:
                other.close()
                self._benches.put(Connection(here.detach()))

    def make(self, make: PageMake) -> Told:
        """What `make` gives there.

        Raises:
            DetenteError: As it was raised there.
            LedgerError: If the process ended before it was made, and so did another.
        """
        try:
            told = self._send(make)
        except (OSError, EOFError):  # it was killed, perhaps for want of memory
            try:
                told = self._send(make)
            except (OSError, EOFError) as fault:
                raise LedgerError("the process that makes pages ended", hint="ask again") from fault
        if isinstance(told, Told):
            self.levels = max(self.levels, told.levels)
            return told
        if isinstance(told, DetenteError):
            raise told
        raise RuntimeError(told)

    def close(self) -> None:
        """End the process; no other is started."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def _send(self, make: PageMake) -> object:
        self.start()
        with self._lock:
            process, benches, base = self._process, self._benches, self._base
        bench = benches.get()
        try:
            bench.send(make)
            told = bench.recv()
            return replace(told, levels=base + told.levels) if isinstance(told, Told) else told
        except (OSError, EOFError):
            if process is not None:
                process.kill()
                process.wait()  # so that the next start finds it ended
            raise
        finally:
            benches.put(bench)  # of a process that has ended each is found broken


def main() -> None:
    """Make pages until those who ask are gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    folder, benches = Path(sys.argv[2]), json.loads(sys.argv[3])
    readers = Readers(folder)
    working = [
        threading.Thread(target=_work, args=(readers, Connection(bench)), daemon=True) for bench in benches
    ]
    for thread in working:
        thread.start()
    with suppress(DetenteError):
        reader = readers.reader()
        if is_large(reader):
            find_levels(reader)  # which begins to measure, as the first visitor would
            find_tally(reader)
    _pages()
    for thread in working:
        thread.join()
    sys.exit(0)


def _work(readers: Readers, bench: Connection) -> None:
    with suppress(EOFError, OSError):
        while True:
            bench.send(_make(readers, bench.recv()))


def _make(readers: Readers, make: PageMake) -> Told | DetenteError | str:
    try:
        return make_told(readers, make)
    except DetenteError as fault:
        with suppress(Exception):
            pickle.loads(pickle.dumps(fault))  # noqa: S301  our own, to see whether it can be sent
            return fault.with_traceback(None)
        return LedgerError(fault.message, hint=fault.hint)
    except Exception:  # noqa: BLE001  whoever asked is told
        return traceback.format_exc()
