"""The parent's side: hands files to reading processes, in order takes back what they read, survives them.

A process reports each article as soon as it has it. When it dies or overruns its time, the parent thus
knows the article that did it: that one is refused, a collection is taken up behind it, and the files after
it go to a fresh process. Nothing is read twice except a file over which a process died for no stated
reason: it gets one more try, since the cause may have lain outside.
"""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError
from detente.core.rejections import Reason, Rejection
from detente.documents.child import DONE, READY
from detente.documents.draft import Job
from detente.documents.formats import Format, format_of_name
from detente.documents.performing import Sign, perform_job
from detente.documents.refusals import reject
from detente.documents.slots import Slot
from detente.documents.wire import pack_terms, unpack_item
from detente.documents.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from detente.documents.document import Document
    from detente.documents.limits import Limits

__all__ = ["count_workers", "perform_here", "perform_jobs"]

_BATCH = 64
_HEAVY = 16  # a page or a PDF weighs as much as this many plain texts
_AHEAD = 1_024  # files being read or waiting to be yielded
_MOST_WAITING = 2**25  # bytes of articles waiting behind the first file, beyond which only that is read on
_MOST_FALLS = 20
_START_SECONDS = 60.0
_LIGHT = {(Format.PLAIN, False), (Format.MARKDOWN, False)}

Found = Job | Rejection


def count_workers() -> int:
    """How many reading processes suit this machine: one a processor, at most 4.

    Reading is far faster than what comes after it, so they mostly wait; more would only hold memory.
    """
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(4, available)


def perform_here(found: Iterator[Found], *, limits: Limits, option: str) -> Generator[Document | Rejection]:
    """Read in this process, without limits of memory and time: for tests and for workers of a cluster."""
    for one in found:
        if isinstance(one, Rejection):
            yield one
        else:
            for item in perform_job(one, limits=limits, option=option):
                if not isinstance(item, Sign):
                    yield item


def perform_jobs(
    found: Iterator[Found], *, limits: Limits, option: str, workers: int
) -> Generator[Document | Rejection]:
    """What the reading processes find in each file, in the order of `found`.

    Closing the iterator, an interrupt or an error ends all processes.
    """
    crew = _Crew(found, limits=limits, option=option, workers=workers)
    try:
        while slot := crew.first():
            while slot.items:
                yield slot.items.popleft()
            if slot.done:
                crew.drop_first()
            else:
                crew.turn()
    finally:
        crew.end()


class _Crew:
    """The reading processes and the queue. A class because it owns processes that must be ended."""

    def __init__(self, found: Iterator[Found], *, limits: Limits, option: str, workers: int) -> None:
        self._found = found
        self._limits = limits
        self._terms = pack_terms(limits, option)
        self._most = workers
        self._workers: list[Worker] = []
        self._queue: deque[Slot] = deque()
        self._exhausted = False

    def first(self) -> Slot | None:
        """The file whose articles come next; None at the end."""
        if not self._queue:
            self._fill()
        return self._queue[0] if self._queue else None

    def drop_first(self) -> None:
        """The first file is finished."""
        self._queue.popleft()

    def end(self) -> None:
        """Kill all processes; they own nothing."""
        for worker in self._workers:
            worker.slots.clear()
            worker.end()
        self._workers.clear()

    def turn(self) -> None:
        """One round: hand out work, wait for news, take it in, look for the dead and the late."""
        self._fill()
        head = self._queue[0]
        waiting = sum(slot.size for slot in self._queue) - head.size
        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                paused = waiting > _MOST_WAITING and head not in worker.slots
                if paused:
                    worker.last = time.monotonic()  # its clock stands while nobody listens
                else:
                    selector.register(worker.output, selectors.EVENT_READ, worker)
                if worker.wants_to_write:
                    selector.register(worker.input, selectors.EVENT_WRITE, worker)
            news = selector.select(timeout=0.5)
        for key, event in news:
            if key.data not in self._workers:
                continue  # replaced in this round
            if event & selectors.EVENT_WRITE:
                key.data.write()
            else:
                self._take(key.data)
        heard = {id(key.data) for key, _ in news}
        for worker in list(self._workers):
            if id(worker) not in heard:
                self._check_time(worker)

    def _fill(self) -> None:
        """Keep every process busy with the batch in hand and one more."""
        while not self._exhausted and len(self._queue) < _AHEAD:
            worker = min(self._workers, key=lambda one: len(one.slots), default=None)
            if worker is None or (worker.slots and len(self._workers) < self._most):
                worker = None
            elif len(worker.slots) > _BATCH // 4:
                return
            batch = self._next_batch()
            if not batch:
                continue
            if worker is None:
                worker = self._start()
            worker.give(batch)

    def _next_batch(self) -> list[Slot]:
        """The next files, as many as weigh a batch; their slots stand in the queue already."""
        batch: list[Slot] = []
        weight = 0
        for one in self._found:
            if isinstance(one, Rejection):
                self._queue.append(Slot(items=deque([one]), done=True))
            else:
                slot = Slot(job=one)
                self._queue.append(slot)
                batch.append(slot)
                weight += 1 if format_of_name(one.name) in _LIGHT else _HEAVY
            if weight >= _BATCH or len(self._queue) >= _AHEAD:
                return batch
        self._exhausted = True
        return batch

    def _start(self) -> Worker:
        worker = Worker(self._terms)
        self._workers.append(worker)
        return worker

    def _take(self, worker: Worker) -> None:
        lines = worker.read()
        if lines is None:
            self._replace(worker, late=False)
            return
        for line in lines:
            try:
                item = unpack_item(line)
            except ValueError:
                self._replace(worker, late=False)
                return
            if item == READY:
                worker.ready = True
            elif not worker.slots:  # it speaks of files that it was not given
                self._replace(worker, late=False)
                return
            elif item == DONE:
                worker.slots.popleft().done = True
            elif item == Sign.MANY.value:
                worker.slots[0].many = True
            elif not isinstance(item, str):
                worker.slots[0].items.append(item)
                worker.slots[0].size += len(line)
                worker.slots[0].received += 1

    def _check_time(self, worker: Worker) -> None:
        if not worker.slots:
            return
        limit = self._limits.seconds if worker.ready else max(_START_SECONDS, self._limits.seconds)
        if time.monotonic() - worker.last > limit:
            self._replace(worker, late=True)

    def _replace(self, worker: Worker, *, late: bool) -> None:
        """End a process that died or is late, settle the file it was at, and pass on the others."""
        self._workers.remove(worker)
        slots = list(worker.slots)
        status = worker.end()
        if not worker.ready and status > 0:
            said = worker.said.splitlines()[-1] if worker.said else f"exit status {status}"
            raise DetenteError(
                f"the process that reads documents cannot start: {said}",
                hint="check the installation: python -c 'import detente.documents.child'",
            )
        if slots and (late or status != 0):
            _settle(slots[0], late=late, status=status, limits=self._limits)
        left = [slot for slot in slots if not slot.done]
        for slot in left:
            if slot.job is not None:
                slot.job = replace(slot.job, start=slot.received)
        if left:
            self._start().give(left)


def _settle(slot: Slot, *, late: bool, status: int, limits: Limits) -> None:
    """Refuse the article over which a process fell; give it one more try if nothing says why."""
    slot.falls += 1
    again = slot.fell_at != slot.received
    slot.fell_at = slot.received
    if again and not late:
        return
    name = slot.job.name if slot.job is not None else ""
    if late:
        reason, detail = Reason.OUT_OF_TIME, f"over {limits.seconds:g} seconds (documents.seconds)"
    else:
        reason, detail = Reason.FAILED, f"the reading process ended twice: {_status_name(status)}"
    finished = not slot.many or slot.falls >= _MOST_FALLS
    if slot.many:
        name, detail = (
            f"{name}#{slot.received + 1}",
            detail + ("; the rest of the file is left out" if finished else ""),
        )
    slot.items.append(reject(reason, name, detail, path=slot.job.path if slot.job is not None else ""))
    slot.received += 1
    slot.done = finished


def _status_name(status: int) -> str:
    try:
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"
    except ValueError:
        return f"signal {-status}"
