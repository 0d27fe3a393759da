"""Articles on their way into the ledger: a queue, and the one thread that reads, codes and keeps them."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import threading
import time
import weakref
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import detente
from detente.app.jobs_names import SIDE_FILE, clean_name
from detente.coding import code_documents
from detente.core.errors import DetenteError, LedgerError, StorageError, UsageError
from detente.core.provenance import data_hashes
from detente.core.rejections import REASONS, Rejection
from detente.core.settings import resolve_settings
from detente.documents import read_documents
from detente.ledger import open_ledger
from detente.ledger.keeping import keep_items
from detente.ledger.opening import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from detente.core.settings import Settings
    from detente.ledger import Ledger
    from detente.ledger.keeping import Kept

__all__ = ["FILE_LIMIT", "QUEUE_LIMIT", "Found", "Job", "Jobs", "Place", "TooLargeError"]

FILE_LIMIT = 50 * 2**20
"""Bytes of one file."""
QUEUE_LIMIT = 200 * 2**20
"""Bytes of all that wait."""
SECONDS = 600.0
"""That one file may take; what was kept of it by then stays."""
_TOLD = 200  # jobs that are remembered
_NAMED = 40  # articles of one job that are named
_TRIES = 3
_PAUSE = 2.0
_LOG = logging.getLogger("detente.app")

State = Literal["coming", "waiting", "working", "done", "failed"]


class TooLargeError(UsageError):
    """A file, or all that wait together, are over the limit."""


@dataclass(frozen=True, slots=True)
class Found:
    """One article of a file, and what became of it.

    Attributes:
        outcome: ``stored duplicate known rejected``.
        title: Of the article, or the name of what was refused.
        document: Identity, or empty.
        n_events: Events found in it.
        words: Why it was refused, or empty.
    """

    outcome: str
    title: str
    document: str
    n_events: int
    words: str


@dataclass(slots=True)
class Job:
    """A file that was given, and how far it has come.

    Attributes:
        number: Of this server, from 1.
        name: Of the file.
        size: Bytes.
        state: ``coming waiting working done failed``.
        counts: Articles by what became of them.
        n_events: Events found.
        found: The first articles.
        words: What stands in the way, or empty.
    """

    number: int
    name: str
    size: int = 0
    state: State = "coming"
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("stored", "duplicate", "known", "rejected"), 0)
    )
    n_events: int = 0
    found: list[Found] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies while it comes in and waits.

    Attributes:
        job: It belongs to.
        file: To be written to.
    """

    job: Job
    file: Path


class Jobs:
    """The queue of a server; a class because it has a thread, a folder and a memory.

    Args:
        folder: Of the ledger.
        changed: Called when a file has been added.
        seconds: That one file may take.
    """

    def __init__(
        self, folder: Path, *, changed: Callable[[], None] | None = None, seconds: float = SECONDS
    ) -> None:
        self.folder = folder
        self._changed = changed
        self._seconds = seconds
        self._told: deque[Job] = deque(maxlen=_TOLD)
        self._queue: deque[Place] = deque()
        self._lock = threading.Condition()
        self._held = 0
        self._last = 0
        self._working = False
        self._spool: str | None = None

    # What the routes ask

    def admit(self, name: str, *, size: int, notes: Mapping[str, str]) -> Place:
        """A place for a file that comes in; its name is made harmless.

        Args:
            name: As the visitor calls it.
            size: That it says it has; 0 if it does not say.
            notes: ``title source published``, where they are known.

        Raises:
            TooLargeError: If it is too large, or too much waits already.
            StorageError: If there is no room for it.
        """
        self.check(size, name=name, more=size)
        with self._lock:
            self._last += 1
            job = Job(self._last, clean_name(name))
            self._told.append(job)
        try:
            folder = Path(self._folder()) / str(job.number)
            folder.mkdir()
            if notes:
                line = json.dumps({"file": job.name, **notes}, ensure_ascii=True)
                (folder / SIDE_FILE).write_text(line + "\n", encoding="utf-8")
        except OSError as fault:
            job.state, job.words = "failed", str(fault)
            raise StorageError(f"there is no room for the file: {fault.strerror}") from fault
        return Place(job, folder / job.name)

    def check(self, size: int, *, name: str, more: int = 0) -> None:
        """Refuse a file of `size` bytes, or that makes what waits too much with `more` of its bytes.

        Raises:
            TooLargeError: If it is over a limit.
        """
        if size > FILE_LIMIT:
            raise TooLargeError(
                f"{clean_name(name)!r} is larger than {FILE_LIMIT // 2**20} MB",
                hint="`detente run` on the command line reads larger files of many articles",
            )
        with self._lock:
            if self._held + more > QUEUE_LIMIT:
                raise TooLargeError(
                    f"more than {QUEUE_LIMIT // 2**20} MB wait to be read", hint="wait until some are done"
                )

    def hold(self, job: Job, size: int) -> None:
        """Note that `size` more bytes of a file have come in.

        Raises:
            TooLargeError: If it is over a limit now.
        """
        self.check(job.size + size, name=job.name, more=size)
        with self._lock:
            job.size += size
            self._held += size

    def drop(self, place: Place, words: str) -> None:
        """Give up a file that did not come in whole."""
        self._finish(place, "failed", words)

    def put(self, place: Place) -> None:
        """The file is there: queue it."""
        with self._lock:
            place.job.state = "waiting"
            self._queue.append(place)
            self._lock.notify_all()
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name="detente-adding", daemon=True).start()

    def tell(self, *, most: int = 60) -> list[Job]:
        """The latest jobs, the newest first."""
        with self._lock:
            return list(self._told)[: -most - 1 : -1]

    def busy(self) -> bool:
        """Whether anything is coming in, waiting or being read."""
        with self._lock:
            return any(job.state in ("coming", "waiting", "working") for job in self._told)

    # The thread

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._working = False
                    return
            try:
                self._empty_queue()
            except Exception as fault:  # noqa: BLE001  the queue must go on, whatever one file did
                _LOG.error("adding failed", exc_info=fault)
                self._fail_next("a fault of détente's own; the terminal shows what happened")

    def _empty_queue(self) -> None:
        """Open the ledger once for all that waits now, and note it as one run."""
        settings = {**resolve_settings(), "coding.coder": "pattern"}  # no article leaves this machine
        tries = 0
        while self._queue:
            try:
                near = float(settings["documents.near_duplicate"])
                with open_ledger(self.folder, create=False, near_duplicate=near) as ledger:
                    run = ledger.start_run(detente.__version__, settings=settings, data_hashes=data_hashes())
                    while self._queue:
                        self._do(ledger, self._queue[0], settings)
                        tries = 0
                    ledger.finish_run(run)
            except (LedgerError, StorageError) as fault:
                tries += 1
                words = f"{fault.message}: {fault.hint}" if fault.hint else fault.message
                if tries >= _TRIES:
                    self._fail_next(words)
                    tries = 0
                elif self._queue:
                    self._queue[0].job.words = words
                    time.sleep(_PAUSE)

    def _do(self, ledger: Ledger, place: Place, settings: Settings) -> None:
        """Read, code and keep one file."""
        job = place.job
        if not (self.folder / RECORD).is_file():
            raise LedgerError(
                f"the ledger is gone from {str(self.folder)!r}", hint="put it back and try again"
            )
        with self._lock:
            job.state, job.words, job.n_events, job.found = "working", "", 0, []
            job.counts = dict.fromkeys(job.counts, 0)
        named = {str(place.file): f"added/{job.name}"}

        def skip(path: str, original_id: str) -> bool:
            if not ledger.knows(named.get(path, path), original_id):
                return False
            self._note(job, "known", Found("known", job.name, "", 0, ""))
            return True

        until = time.monotonic() + self._seconds
        read = read_documents([place.file], settings=settings, skip=skip)
        words = ""
        try:
            for kept in keep_items(ledger, code_documents(read, settings=settings, workers=1), named=named):
                self._note(job, kept.outcome, _found(kept))
                if time.monotonic() > until:
                    words = f"stopped after {self._seconds / 60:.0f} minutes; what is listed was kept"
                    break
        except (LedgerError, StorageError):
            raise
        except DetenteError as fault:
            words = fault.message
        if self._changed is not None:
            self._changed()
        with self._lock:
            self._queue.popleft()
        self._finish(place, "failed" if words else "done", words)

    def _note(self, job: Job, outcome: str, found: Found) -> None:
        with self._lock:
            job.counts[outcome] += 1
            job.n_events += found.n_events
            if len(job.found) < _NAMED:
                job.found.append(found)

    def _fail_next(self, words: str) -> None:
        with self._lock:
            place = self._queue.popleft() if self._queue else None
        if place is not None:
            self._finish(place, "failed", words)

    def _finish(self, place: Place, state: State, words: str) -> None:
        place.file.unlink(missing_ok=True)
        place.file.with_name(SIDE_FILE).unlink(missing_ok=True)
        with self._lock:
            place.job.state, place.job.words = state, words
            self._held -= place.job.size

    def _folder(self) -> str:
        with self._lock:
            if self._spool is None:
                self._spool = tempfile.mkdtemp(prefix="detente-")
                weakref.finalize(self, shutil.rmtree, self._spool, ignore_errors=True)
            return self._spool


def _found(kept: Kept) -> Found:
    item = kept.item
    if isinstance(item, Rejection):
        words = REASONS[item.reason] + (f": {item.detail}" if item.detail else "")
        return Found("rejected", item.document, "", 0, words)
    document = item.document
    return Found(kept.outcome, document.title or document.name, document.id, kept.n_events, "")
