"""The ledger beneath the pages: few connections that make pages, and answers kept until the ledger changes.

What is promised of an answer:

- It is of one generation of the ledger, which it states, whatever is added while it is made.
- Of a small ledger (under `MANY` events) it is of the newest generation when it was asked for.
- Of a large one, where a page may take longer to make than the next article takes to come, it may be of an
  older generation, for at most `BEHIND` seconds after that was the newest; it is then made anew beside, for
  the next visitor. Whoever asks for a fresh one (a browser's reload), or has changed the ledger through this
  server (`demand`), waits and gets it.
- What is made of the news of two actors alone stands as long as nothing is told, said or corrected of them,
  which the ledger counts, whatever is told of others.
- Levels and sums of a large ledger are made beside the pages. A page that says that some of its numbers are
  older than the ledger stands as long as that and is then made anew, though the ledger be the same; so is
  every page when new levels or sums are there (`count_kept`). Pages of two actors, which are many, are then
  made anew one after the other, and may stand for `AGED` seconds until it is their turn.
- What is imported beside the record counts as a change of the ledger.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from detente.app.making import Made, PageMake, Told, Workshop, make_told
from detente.app.readers import Readers
from detente.pages.levels_kept import count_kept, is_large

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from detente.app.readers import Moment
    from detente.ledger import LedgerReader

    Make = Callable[[LedgerReader, int], Any]

__all__ = ["AGED", "BEHIND", "KEPT", "KEPT_BYTES", "Books"]

KEPT = 5000
"""Answers kept at most."""
KEPT_BYTES = 96 * 2**20
"""Bytes of answers kept at most; before one is let go, those not asked for longest are packed."""
BEHIND = 30.0
"""Seconds for which an answer of a large ledger may stand after the ledger has changed."""
AGED = 600.0
"""Seconds for which an answer about two actors may stand after new levels are there, or other names."""

_MAKERS = 2


class _Packed(bytes):
    """An answer that is seldom asked for, in few bytes; a class to be told from one that is not packed."""


@dataclass(slots=True)
class _Kept:
    """An answer, what it was made of, until when it holds, and when it was last known to be the newest."""

    generation: int
    holds: Moment
    levels: int
    answer: Any
    known: float
    late: bool = False
    settles: float = inf
    concerns: tuple[str, str] | None = None
    touches: int = -1

    def is_new(self, now: Moment, *, large: bool, levels: int, fresh: bool = False) -> bool:
        """Whether making it again would change nothing, or is too soon for one who needs no fresh one."""
        if self.holds < now or not large:
            return self.holds >= now
        settled = not self.late if fresh else time.monotonic() < self.settles
        return settled and self.levels == levels

    def told(self) -> tuple[int, Any]:
        """Its generation, and the answer itself."""
        answer = self.answer
        return self.generation, zlib.decompress(answer) if isinstance(answer, _Packed) else answer


class Books:
    """A ledger that many threads read; a class because it holds connections and what was answered.

    Args:
        folder: The ledger's folder.
        kept: Answers kept at most; the one not asked for longest goes first.
        behind: Seconds for which an answer of a large ledger may stand after a change.
        apart: Whether pages of a large ledger are made in a process of their own.
    """

    def __init__(
        self, folder: Path, *, kept: int = KEPT, behind: float = BEHIND, apart: bool = False
    ) -> None:
        self.folder = folder
        self._kept, self._behind = kept, behind
        self._readers = Readers(folder)
        self._workshop = Workshop(folder) if apart else None
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._bytes = 0
        self._making: dict[Hashable, Future[_Kept]] = {}
        self._begun: dict[Hashable, Moment] = {}
        self._makers = ThreadPoolExecutor(_MAKERS, thread_name_prefix="page")
        self._later: OrderedDict[Hashable, Make] = OrderedDict()
        self._sometime: OrderedDict[Hashable, Make] = OrderedDict()
        self._renewing = False
        self._renewer = ThreadPoolExecutor(1, thread_name_prefix="renew")
        self._least: Moment = (0, 0)
        self._large = False

    def reader(self) -> LedgerReader:
        """This thread's connection.

        Raises:
            LedgerError: If the ledger is gone, damaged or of another version.
        """
        return self._readers.reader()

    def generation(self) -> int:
        """A number that grows with every change of the ledger."""
        return self._readers.moment()[0]

    def start(self) -> None:
        """Make ready what a large ledger needs, so that the first visitor need not wait for it."""
        self._large = is_large(self.reader())
        if self._large and self._workshop is not None:
            self._workshop.start()

    def close(self) -> None:
        """End the process that makes pages, if there is one."""
        if self._workshop is not None:
            self._workshop.close()

    def demand(self) -> None:
        """From now on serve nothing older than the ledger is now: a visitor has changed it."""
        now = self._readers.moment()
        with self._lock:
            self._least = max(self._least, now)

    def ready(
        self, key: Hashable, make: Make | None = None, *, fresh: bool = False
    ) -> tuple[int, Any] | None:
        """The answer that is kept and need not be waited for; None if `answer` must be asked for it.

        One that may stand but is to be made anew is given only if it is said how, by `make`.
        """
        now = self._readers.moment()
        found = self._find(key, now)
        if found is None:
            return None
        if not self._is_new(found, now, fresh=fresh):
            if make is None or fresh or not self._may_stand(found, now):
                return None
            self._renew(key, make, hurry=found.holds < now)
        return found.told()

    def answer(self, key: Hashable, make: Make, *, fresh: bool = False) -> tuple[int, Any]:
        """A generation, and what `make` gives of the ledger in it; made once for each key and generation.

        Args:
            key: What was asked.
            make: Is given a reader and the generation; all that it reads is of that one. It gives the answer,
                or one with what is to be known of it (`Made`). It may be called on another thread or, if it
                is a `PageMake`, in another process, and after this has returned.
            fresh: Whether only the newest generation will do.
        """
        now = self._readers.moment()
        found = self._find(key, now)
        new = found is not None and self._is_new(found, now, fresh=fresh)
        if found is None or (not new and (fresh or not self._may_stand(found, now))):
            found = self._ask(key, make, now, found).result()
        elif not new:
            self._renew(key, make, hurry=found.holds < now)
        return found.told()

    def make_once(self, make: Make) -> tuple[int, Any]:
        """A generation, and what `make` gives of the ledger in it, now and for this visitor alone."""
        told = make_told(self._readers, make)
        return told.generation, told.made.body if isinstance(told.made, Made) else told.made

    def _is_new(self, found: _Kept, now: Moment, *, fresh: bool = False) -> bool:
        return found.is_new(now, large=self._large, levels=self._count_kept(), fresh=fresh)

    def _count_kept(self) -> int:
        return self._workshop.levels if self._large and self._workshop is not None else count_kept()

    def _may_stand(self, found: _Kept, now: Moment) -> bool:
        aged = found.concerns is not None and found.holds >= now
        if found.holds < self._least or time.monotonic() - found.known > (AGED if aged else self._behind):
            return False
        return self._large

    def _ask(self, key: Hashable, make: Make, now: Moment, old: _Kept | None) -> Future[_Kept]:
        """The answer to come in place of `old`; visitors who want the same wait for one that is made."""
        with self._lock:
            kept, future = self._answers.get(key), self._making.get(key)
            if kept is not None and kept is not old and kept.holds >= now:  # it came meanwhile
                future = Future()
                future.set_result(kept)
                return future
            if future is None or (future.running() and self._begun.get(key, (-1, 0)) < now):
                self._begun[key] = now  # here, as a maker that runs may not have come to its first line
                future = self._making[key] = self._makers.submit(self._make, key, make, now)
        return future

    def _renew(self, key: Hashable, make: Make, *, hurry: bool = True) -> None:
        """Make an answer anew when there is time, the one that waits longest first.

        Those that are older than the ledger come before those that only new levels would change.
        """
        with self._lock:
            queue = self._later if hurry else self._sometime
            queue.setdefault(key, make)
            if self._renewing:
                return
            self._renewing = True
        self._renewer.submit(self._renew_all)

    def _renew_all(self) -> None:
        while True:
            with self._lock:
                queue = self._later or self._sometime
                if not queue:
                    self._renewing = False
                    return
                key, make = queue.popitem(last=False)
            with suppress(Exception):  # whoever asks for it when it may stand no longer sees the fault
                found = self._find(key, now := self._readers.moment())
                if found is None or not self._is_new(found, now):
                    self._make(key, make, now)

    def _make(self, key: Hashable, make: Make, now: Moment) -> _Kept:
        with self._lock:
            self._begun[key] = max(self._begun.get(key, (-1, 0)), now)
        try:
            self._large = self._large or is_large(self._readers.reader())
            if self._large and self._workshop is not None and isinstance(make, PageMake):
                told = self._workshop.make(make)
            else:
                told = make_told(self._readers, make)
            made = self._weigh(told, now)
            self._keep(key, made)
        finally:
            with self._lock:
                if self._begun.get(key) == now:  # else one for a newer generation is being made
                    self._making.pop(key, None)
                    self._begun.pop(key, None)
        return made

    def _weigh(self, told: Told, now: Moment) -> _Kept:
        """What was made, and until when it holds."""
        page = told.made if isinstance(told.made, Made) else Made(told.made)
        made = _Kept(told.generation, (told.generation, now[1]), told.levels, page.body, time.monotonic())
        made.late, made.concerns, made.touches = page.late, page.concerns, told.touches
        if page.concerns is not None:
            made.settles = made.known + AGED
        elif page.late:
            made.settles = made.known + self._behind
        return made

    def _find(self, key: Hashable, now: Moment) -> _Kept | None:
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                return None
            self._answers.move_to_end(key)
        if found.holds < now and self._large and self._is_untouched(found):
            found.holds = now  # what has changed does not concern it
        if self._is_new(found, now):
            found.known = time.monotonic()
        return found

    def _is_untouched(self, found: _Kept) -> bool:
        if found.concerns is None:
            return False
        return self._readers.reader().touches(found.concerns) == found.touches

    def _keep(self, key: Hashable, made: _Kept) -> None:
        with self._lock:
            before = self._answers.get(key)
            if before is not None and before.generation > made.generation:
                return
            self._answers.pop(key, None)
            self._bytes += _size(made) - (_size(before) if before else 0)
            self._answers[key] = made
            if self._bytes > KEPT_BYTES:
                self._pack(made)
            while len(self._answers) > self._kept or (self._bytes > KEPT_BYTES and len(self._answers) > 1):
                self._bytes -= _size(self._answers.popitem(last=False)[1])

    def _pack(self, last: _Kept) -> None:
        """Pack those not asked for longest, until they fit."""
        for kept in self._answers.values():
            if self._bytes <= KEPT_BYTES:
                return
            if kept is not last and isinstance(kept.answer, bytes) and not isinstance(kept.answer, _Packed):
                self._bytes -= _size(kept)
                kept.answer = _Packed(zlib.compress(kept.answer, 1))
                self._bytes += _size(kept)


def _size(kept: _Kept) -> int:
    return len(kept.answer) if isinstance(kept.answer, bytes) else 0
