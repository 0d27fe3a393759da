"""The reading process: takes batches of files on its input, writes what it reads, and owns no state.

Started as a program of its own, not as a fork or a spawned `multiprocessing` child, so that it holds
nothing of the caller's memory, never runs the caller's main module, and can be killed at any moment.
"""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import signal
import warnings
from pathlib import Path
from typing import IO, TYPE_CHECKING

from detente.documents.performing import Sign, perform_job
from detente.documents.wire import pack_item, unpack_jobs, unpack_terms

if TYPE_CHECKING:
    from detente.documents.draft import Job
    from detente.documents.limits import Limits

__all__ = ["serve"]

DONE, READY = "done", "ready"
_GRACE = 10  # seconds past the limit after which the process ends itself, should the parent be gone


def serve(tasks: IO[bytes], results: IO[bytes]) -> None:
    """Read batches from `tasks` until it ends; write one line for each article, sign and finished file."""
    limits, option = unpack_terms(tasks.readline())
    _say(results, READY)
    baseline = _address_space()
    for line in tasks:
        for job in unpack_jobs(line):
            _serve_job(job, results, limits=limits, option=option)
        if _address_space() > baseline + limits.memory_mb * 2**19:
            return  # half the allowance has leaked away: the parent starts a fresh process


def _serve_job(job: Job, results: IO[bytes], *, limits: Limits, option: str) -> None:
    _allow(limits.memory_mb)
    _set_alarm(limits)
    many = False
    for item in perform_job(job, limits=limits, option=option):
        signal.alarm(0)  # waiting for the parent to take the result is no fault of the file
        results.write(pack_item(item))
        many = many or item is Sign.MANY
        if many:  # the only article of a file goes out with the word that the file is done
            results.flush()
        _set_alarm(limits)
    signal.alarm(0)
    _say(results, DONE)


def _say(results: IO[bytes], word: str) -> None:
    results.write(pack_item(word))
    results.flush()


def _set_alarm(limits: Limits) -> None:
    signal.alarm(int(limits.seconds) + _GRACE)


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0


def _allow(megabytes: int) -> None:
    """Let this process grow by `megabytes` MiB from where it is now, and leave no core file."""
    used = _address_space()
    with contextlib.suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if used:
            resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 2**20, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve on standard input and output, which no parser gets to see."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    tasks = os.fdopen(os.dup(0), "rb")
    results = os.fdopen(os.dup(1), "wb", buffering=2**16)
    with Path(os.devnull).open("r+b", buffering=0) as nothing:
        for number in range(3):  # up to here, standard error tells the parent why a start failed
            os.dup2(nothing.fileno(), number)
    with contextlib.suppress(BrokenPipeError):
        serve(tasks, results)
    os._exit(0)  # without the interpreter's farewell: nothing is left to write


if __name__ == "__main__":
    main()
