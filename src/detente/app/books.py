"""The ledger beneath the pages: few connections that make pages, and answers kept until the ledger changes.

What is promised of an answer:

- It is of one generation of the ledger, which it states, whatever is added while it is made.
- Of a small ledger (under `MANY` events) it is of the newest generation when it was asked for.
- Of a large one, where a page may take longer to make than the next article takes to come, it may be of an
  older generation, for at most `BEHIND` seconds after that was the newest; it is then made anew beside, for
  the next visitor. Whoever asks for a fresh one (a browser's reload), or has changed the ledger through this
  server (`demand`), waits and gets it.
- Levels and sums of a large ledger are made beside the pages. A page that says that some of its numbers are
  older than the ledger (`note_behind`) stands as long as that and is then made anew, though the ledger be the
  same; so is every page when new levels or sums are there (`count_kept`).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from detente.core.errors import LedgerError, StorageError
from detente.ledger import LedgerReader, open_ledger
from detente.ledger.opening import RECORD
from detente.pages.levels_kept import count_kept, is_large

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    Make = Callable[[LedgerReader, int], Any]

__all__ = ["BEHIND", "KEPT", "KEPT_BYTES", "Books"]

KEPT = 2000
"""Answers kept at most."""
KEPT_BYTES = 64 * 2**20
"""Bytes of answers kept at most."""
BEHIND = 30.0
"""Seconds for which an answer of a large ledger may stand after the ledger has changed."""

_MAKERS = 2


@dataclass(slots=True)
class _Kept:
    """An answer, the levels there were, when it was last known to be the newest, and until when it may be."""

    generation: int
    levels: int
    answer: Any
    known: float
    settles: float = inf

    def is_new(self, now: int, *, large: bool, fresh: bool = False) -> bool:
        """Whether making it again would change nothing, or is too soon for one who needs no fresh one."""
        if self.generation < now or not large:
            return self.generation >= now
        settled = self.settles == inf if fresh else time.monotonic() < self.settles
        return settled and self.levels == count_kept()


class Books:
    """A ledger that many threads read; a class because it holds connections and what was answered.

    Args:
        folder: The ledger's folder.
        kept: Answers kept at most; the one not asked for longest goes first.
        behind: Seconds for which an answer of a large ledger may stand after a change.
    """

    def __init__(self, folder: Path, *, kept: int = KEPT, behind: float = BEHIND) -> None:
        self.folder = folder
        self._kept, self._behind = kept, behind
        self._local = threading.local()
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._bytes = 0
        self._making: dict[Hashable, Future[_Kept]] = {}
        self._begun: dict[Hashable, int] = {}
        self._makers = ThreadPoolExecutor(_MAKERS, thread_name_prefix="page")
        self._later: OrderedDict[Hashable, Make] = OrderedDict()
        self._renewing = False
        self._renewer = ThreadPoolExecutor(1, thread_name_prefix="renew")
        self._least = 0
        self._large = False

    def reader(self) -> LedgerReader:
        """This thread's connection.

        Raises:
            LedgerError: If the ledger is gone, damaged or of another version.
        """
        found: LedgerReader | None = getattr(self._local, "reader", None)
        mark = self._find_mark()
        if found is None or self._local.mark != mark:
            found = open_ledger(self.folder, create=False, read_only=True)
            self._local.reader, self._local.mark = found, mark
        return found

    def _find_mark(self) -> tuple[int, int]:
        """What tells the ledger's file from another put in its place; nothing if it is gone."""
        try:
            told = (self.folder / RECORD).stat()
        except OSError:
            return 0, 0
        return told.st_dev, told.st_ino

    def forget(self) -> None:
        """Drop this thread's connection, so that the next question opens the ledger anew."""
        self._local.reader = None

    def generation(self) -> int:
        """A number that grows with every change of the ledger."""
        try:
            return self.reader().generation()
        except (LedgerError, StorageError):
            self.forget()
            raise

    def demand(self) -> None:
        """From now on serve nothing older than the ledger is now: a visitor has changed it."""
        now = self.generation()
        with self._lock:
            self._least = max(self._least, now)

    def note_behind(self) -> None:
        """Called while an answer is made: some numbers in it are older than its generation."""
        self._local.behind = True

    def ready(self, key: Hashable, *, fresh: bool = False) -> tuple[int, Any] | None:
        """The answer that is kept and needs not be made; None if `answer` must be asked for it."""
        now = self.generation()
        found = self._find(key, now)
        if found is None or not found.is_new(now, large=self._large, fresh=fresh):
            return None
        return found.generation, found.answer

    def answer(self, key: Hashable, make: Make, *, fresh: bool = False) -> tuple[int, Any]:
        """A generation, and what `make` gives of the ledger in it; made once for each key and generation.

        Args:
            key: What was asked.
            make: Is given a reader and the generation; all that it reads is of that one. It may be called on
                another thread, and after this has returned.
            fresh: Whether only the newest generation will do.
        """
        now = self.generation()
        found = self._find(key, now)
        new = found is not None and found.is_new(now, large=self._large, fresh=fresh)
        if found is None or (not new and (fresh or not self._may_stand(found))):
            found = self._ask(key, make, now, found).result()
        elif not new:
            self._renew(key, make)
        return found.generation, found.answer

    def _may_stand(self, found: _Kept) -> bool:
        if found.generation < self._least or time.monotonic() - found.known > self._behind:
            return False
        return self._large

    def _ask(self, key: Hashable, make: Make, now: int, old: _Kept | None) -> Future[_Kept]:
        """The answer to come in place of `old`; visitors who want the same wait for one that is made."""
        with self._lock:
            kept, future = self._answers.get(key), self._making.get(key)
            if kept is not None and kept is not old and kept.generation >= now:  # it came meanwhile
                future = Future()
                future.set_result(kept)
                return future
            if future is None or (future.running() and self._begun.get(key, -1) < now):
                self._begun[key] = now  # here, as a maker that runs may not have come to its first line
                future = self._making[key] = self._makers.submit(self._make, key, make, now)
        return future

    def _renew(self, key: Hashable, make: Make) -> None:
        """Make an answer anew when there is time, the one asked for last first; one is made at once."""
        with self._lock:
            self._later[key] = make
            self._later.move_to_end(key)
            if self._renewing:
                return
            self._renewing = True
        self._renewer.submit(self._renew_all)

    def _renew_all(self) -> None:
        while True:
            with self._lock:
                if not self._later:
                    self._renewing = False
                    return
                key, make = self._later.popitem()
            with suppress(Exception):  # whoever asks for it when it may stand no longer sees the fault
                found = self._find(key, now := self.generation())
                if found is None or not found.is_new(now, large=self._large):
                    self._make(key, make, now)

    def _make(self, key: Hashable, make: Make, now: int) -> _Kept:
        with self._lock:
            self._begun[key] = max(self._begun.get(key, -1), now)
        try:
            reader, levels = self.reader(), count_kept()
            self._large = self._large or is_large(reader)
            self._local.behind = False
            with reader.snapshot() as generation:
                made = _Kept(generation, levels, make(reader, generation), time.monotonic())
            if self._local.behind:
                made.settles = made.known + self._behind
            self._keep(key, made)
        except (LedgerError, StorageError):
            self.forget()
            raise
        finally:
            with self._lock:
                if self._begun.get(key) == now:  # else one for a newer generation is being made
                    self._making.pop(key, None)
                    self._begun.pop(key, None)
        return made

    def _find(self, key: Hashable, now: int) -> _Kept | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
                if found.is_new(now, large=self._large):
                    found.known = time.monotonic()
        return found

    def _keep(self, key: Hashable, made: _Kept) -> None:
        with self._lock:
            before = self._answers.get(key)
            if before is not None and before.generation > made.generation:
                return
            self._answers.pop(key, None)
            self._bytes += _size(made) - (_size(before) if before else 0)
            self._answers[key] = made
            while len(self._answers) > self._kept or (self._bytes > KEPT_BYTES and len(self._answers) > 1):
                self._bytes -= _size(self._answers.popitem(last=False)[1])


def _size(kept: _Kept) -> int:
    return len(kept.answer) if isinstance(kept.answer, bytes) else 0
