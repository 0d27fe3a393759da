"""A process that has everything loaded and forks itself into one `detente` command after the other.

    python benchmarks/warm_runs.py < orders

What starts a command is a line of JSON: ``arguments``, ``output`` (file for what it prints) and ``point`` (as
in `detente.core.faulting`, or empty). Prints the child's process number, then its exit status, -9 if it was
killed. A command so started does all that it does otherwise, but need not import and load models first, of
which a killed run does little else; so hundreds of kills can be had in minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO, Any, Self

__all__ = ["COMMAND", "WarmRuns"]

COMMAND = [sys.executable, "-m", "detente"]


class WarmRuns:
    """Starts commands, warm or cold. A class because it owns a process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @property
    def pid(self) -> int:
        """Of the process that forks."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe(self._process.stdin).close()
        self._process.wait()
        self._pipe(self._process.stdout).close()

    def start(self, arguments: list[str], *, output: Path, point: str = "") -> int:
        """Start a command; its process number, which is that of its group too."""
        order = {"arguments": arguments, "output": str(output), "point": point}
        pipe = self._pipe(self._process.stdin)
        pipe.write(json.dumps(order) + "\n")
        pipe.flush()
        return int(self._pipe(self._process.stdout).readline())

    def wait(self) -> int:
        """The exit status of what was started last."""
        return int(self._pipe(self._process.stdout).readline())

    def run(self, arguments: list[str], *, output: Path, point: str = "") -> int:
        """Start a command and wait for it."""
        self.start(arguments, output=output, point=point)
        return self.wait()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise ValueError("the process has no such pipe")
        return pipe


def _warm_up() -> None:
    """Import what a run imports, and load the models."""
    import detente.cli.runs  # noqa: PLC0415
    import detente.ledger.analytics  # noqa: PLC0415
    import detente.ledger.lake  # noqa: PLC0415
    import detente.pages.reporting  # noqa: PLC0415
    import detente.report  # noqa: F401, PLC0415
    from detente.coding.pipeline import _coder  # noqa: PLC0415  the one that the children find
    from detente.core.settings import resolve_settings  # noqa: PLC0415

    _coder(tuple(sorted(resolve_settings({"coding.workers": 1}).items())))


def _become(order: dict[str, Any]) -> None:
    """Be the command, in this child."""
    from detente.cli.entry import call  # noqa: PLC0415
    from detente.core import faulting  # noqa: PLC0415

    if hasattr(os, "sched_setaffinity"):  # on one processor, so that one process is started to read files
        processors = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {processors[os.getpid() % len(processors)]})
    handle = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    faulting._asked, _, faulting._number = order["point"].rpartition(":")  # noqa: SLF001  as if by environment
    faulting._passages = count(1)  # noqa: SLF001
    status = call(order["arguments"])
    sys.stdout.flush()
    os._exit(status)


def _serve() -> None:
    _warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            _become(json.loads(line))
        with suppress(OSError):  # it did so itself, or is gone
            os.setpgid(child, child)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
