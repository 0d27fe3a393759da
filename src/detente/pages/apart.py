"""What takes long, made in a process of its own: who answers is not held up, and memory is given back.

The thing comes back as a file that is mapped, not read: of its arrays only what is looked at is in memory.
"""

from __future__ import annotations

import json
import mmap
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from detente.core.errors import LedgerError
from detente.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.ledger import LedgerReader

__all__ = ["lay_down", "main", "make_apart", "take_up"]

T = TypeVar("T")

_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from detente.pages.apart import main
main()
"""
_ONE_THREAD = {name + "_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
_ONE_AT_A_TIME = threading.Lock()  # each takes a core and some hundred megabytes
_KINDNESS = 10  # those who answer come first
_ALIGNED = 64
_FOOT = 16


def make_apart(make: Callable[[LedgerReader], T], folder: Path, *, urgent: bool = False) -> tuple[int, T]:
    """A generation of the ledger in `folder`, and what `make` gives of it in a process of its own.

    Args:
        make: A function that can be named, or a partial of one; what it gives can be pickled. Arrays in it
            come back read-only.
        folder: Of the ledger.
        urgent: Whether visitors wait for it; else it leaves the processors to others.

    Raises:
        LedgerError: If the process did not come to its end.
    """
    handle, name = tempfile.mkstemp(prefix="detente-", suffix=".made")
    try:
        words = [sys.executable, "-c", _PROGRAM, json.dumps(sys.path)]
        told = pickle.dumps((make, folder, 0 if urgent else _KINDNESS))
        env = {**os.environ, **_ONE_THREAD}
        with _ONE_AT_A_TIME, tempfile.TemporaryFile() as errors:
            done = subprocess.run(  # noqa: S603  our own interpreter, our own program
                words, input=told, stdout=handle, stderr=errors, env=env, check=False
            )
            errors.seek(0)
            said = errors.read()[-2000:].decode("utf-8", "replace").strip()
        if done.returncode:
            raise LedgerError(f"a process that reads {str(folder)!r} ended: {said.rpartition(chr(10))[2]}")
        with os.fdopen(os.dup(handle), "rb") as file:
            return cast("tuple[int, T]", take_up(file))
    finally:
        os.close(handle)
        Path(name).unlink(missing_ok=True)


def lay_down(thing: object, file: IO[bytes]) -> None:
    """Write a thing so that `take_up` can map its arrays."""
    buffers: list[pickle.PickleBuffer] = []
    told = pickle.dumps(thing, protocol=5, buffer_callback=buffers.append)
    at, places = 0, []
    for buffer in [*(one.raw() for one in buffers), memoryview(told)]:
        at += file.write(bytes(-at % _ALIGNED))
        places.append((at, buffer.nbytes))
        at += file.write(buffer)
    index = json.dumps(places).encode()
    file.write(index)
    file.write(len(index).to_bytes(_FOOT, "big"))
    file.flush()


def take_up(file: IO[bytes]) -> Any:  # noqa: ANN401  whatever was laid down
    """The thing that `lay_down` wrote; only a file of our own is taken up, for it is a pickle."""
    view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    length = int.from_bytes(view[-_FOOT:], "big")
    places = json.loads(bytes(view[-_FOOT - length : -_FOOT]))
    *buffers, told = [view[at : at + size] for at, size in places]
    return pickle.loads(told, buffers=buffers)  # noqa: S301  our own file, never seen by others


def main() -> None:
    """Make what standard input asks for, and write it to standard output."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    make, folder, kindness = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  from our own parent
    os.nice(kindness)
    with open_ledger(folder, create=False, read_only=True) as ledger, ledger.snapshot() as generation:
        made = make(ledger)
    lay_down((generation, made), sys.stdout.buffer)


def _watch(parent: int) -> None:
    """End with the parent, who alone could use what is made."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
