"""The engine of one machine: processes that may die, each with one piece at a time."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING

from detente.scale.nouns import PieceReport
from detente.scale.working import MOST_TRIES, PieceWorker

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from pebble import ProcessFuture, ProcessPool

    from detente.scale.nouns import Piece, Task

__all__ = ["work_here", "work_in_processes"]

_ONE_THREAD = {name + "_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "RAYON")}
_AHEAD = 2
_worker: list[PieceWorker] = []


def work_here(pieces: Iterable[Piece], task: Task) -> Iterator[PieceReport]:
    """In this process, one after the other: for tests and for looking into things."""
    worker = PieceWorker(task)
    for piece in pieces:
        yield worker.work(piece)


def work_in_processes(pieces: Iterable[Piece], task: Task, *, workers: int) -> Iterator[PieceReport]:
    """In processes of this machine, as reports come; a piece whose worker died is given to another."""
    from pebble import ProcessPool  # noqa: PLC0415  only where there are workers

    stream = iter(pieces)
    pending: dict[ProcessFuture, tuple[Piece, int]] = {}
    again: deque[tuple[Piece, int]] = deque()
    with _one_thread():
        pool = ProcessPool(
            max_workers=workers,
            context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(task,),
        )
        try:
            while True:
                _hand_out(pool, stream, pending, again, most=workers * _AHEAD)
                if not pending:
                    return
                done, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    piece, deaths = pending.pop(future)
                    report = _report_of(future, piece, deaths)
                    if report is None:
                        again.append((piece, deaths + 1))
                    else:
                        yield report
        finally:
            pool.stop()
            pool.join()


def _hand_out(
    pool: ProcessPool,
    stream: Iterator[Piece],
    pending: dict[ProcessFuture, tuple[Piece, int]],
    again: deque[tuple[Piece, int]],
    *,
    most: int,
) -> None:
    """Keep every process busy; what is to be done again goes first."""
    while len(pending) < most:
        piece, deaths = again.popleft() if again else (next(stream, None), 0)
        if piece is None:
            return
        pending[pool.schedule(_work, args=(piece,))] = (piece, deaths)


def _report_of(future: ProcessFuture, piece: Piece, deaths: int) -> PieceReport | None:
    """What the worker said; None if it died and the piece may be tried again."""
    from pebble import ProcessExpired  # noqa: PLC0415

    try:
        report: PieceReport = future.result()
    except ProcessExpired as fault:
        if deaths < MOST_TRIES:
            return None
        return PieceReport(piece.name, tries=deaths, failure=f"its workers died again and again: {fault}")
    return report


def _begin(task: Task) -> None:
    _worker[:] = [PieceWorker(task)]


def _work(piece: Piece) -> PieceReport:
    return _worker[0].work(piece)


@contextmanager
def _one_thread() -> Generator[None]:
    """Processes started in the block use one thread each: there are as many of them as processors."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update({name: value for name, value in _ONE_THREAD.items() if before[name] is None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
