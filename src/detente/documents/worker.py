"""One reading process as its parent sees it: pipes, files in hand, and when it last gave a sign of life."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from typing import IO, TYPE_CHECKING

from detente.documents.wire import pack_jobs

if TYPE_CHECKING:
    from detente.documents.slots import Slot

__all__ = ["Worker"]

_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from detente.documents.child import main
main()
"""
_ONE_THREAD = {name + "_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "RAYON")}
_CHUNK = 2**18
_LONGEST_LINE = 2**26  # a text of documents.max_text, every character escaped, is well below


class Worker:
    """A running reading process. A class because it owns a process and two pipes.

    Attributes:
        slots: The files in hand, the one being read first.
        last: When it last gave a sign of life, by `time.monotonic`.
        ready: Whether it has said that it can read.
        said: What it wrote on standard error before it was ready; known at its end.
    """

    def __init__(self, terms: bytes) -> None:
        self.slots: deque[Slot] = deque()
        self.ready = False
        self.said = ""
        self.last = time.monotonic()
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter, our own program
            [sys.executable, "-c", _PROGRAM, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, **_ONE_THREAD},
            bufsize=0,
        )
        assert self._process.stdin is not None  # noqa: S101  asked for above; tells mypy
        assert self._process.stdout is not None  # noqa: S101
        self.input, self.output = self._process.stdin, self._process.stdout
        os.set_blocking(self.input.fileno(), False)
        os.set_blocking(self.output.fileno(), False)
        self._outbox = bytearray(terms)
        self._inbox = bytearray()

    @property
    def wants_to_write(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._outbox)

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    def give(self, slots: list[Slot]) -> None:
        """Hand it a batch of files."""
        if not self.slots:
            self.last = time.monotonic()
        self.slots.extend(slots)
        self._outbox += pack_jobs([slot.job for slot in slots if slot.job is not None])
        self.write()

    def write(self) -> None:
        """Send as much as the pipe takes. A dead reader is noticed when it is next read from."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            while self._outbox:
                sent = self.input.write(self._outbox[:_CHUNK])
                if not sent:
                    return
                del self._outbox[:sent]

    def read(self) -> list[bytes] | None:
        """The whole lines that have come, or None if the process is gone."""
        try:
            data = os.read(self.output.fileno(), _CHUNK)
        except BlockingIOError:
            return []
        if not data:
            return None
        self.last = time.monotonic()
        self._inbox += data
        if b"\n" not in data:
            return [] if len(self._inbox) <= _LONGEST_LINE else None
        *lines, rest = bytes(self._inbox).split(b"\n")
        self._inbox = bytearray(rest)
        return lines

    def end(self) -> int:
        """Kill it if it still runs, close its pipes; the exit status, negative for a signal."""
        if self._process.poll() is None and self.slots:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.05)  # it may be ending by itself, and its own status tells more
        self._process.kill()
        status = self._process.wait()
        self.input.close()
        self.output.close()
        self._errors.seek(0)
        self.said = self._errors.read(10_000).decode("utf-8", "replace").strip()
        self._errors.close()
        return status
