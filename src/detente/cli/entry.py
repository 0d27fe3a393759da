"""From a call to an exit status; every fault becomes two lines that say what to do."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn

import typer

from detente.cli.app import StoppedError, app
from detente.cli.output import plain
from detente.core.errors import DetenteError, StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["call", "main"]

_DEBUG = "--debug"
_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO}


def main() -> NoReturn:
    """Carry out the words of the process and end it."""
    sys.exit(call())


def call(words: Sequence[str] | None = None) -> int:
    """Carry out `words` (those of the process if None); the exit status.

    >>> call(["settings", "--format", "nonsense"])
    2
    """
    given = list(sys.argv[1:] if words is None else words)
    end = given.index("--") if "--" in given else len(given)
    debug = _DEBUG in given[:end]
    given = [word for place, word in enumerate(given) if place >= end or word != _DEBUG]
    _speak_utf8()
    try:
        status = _carry_out(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _explain(StoppedError(), debug=debug)
    except BrokenPipeError:
        return _hang_up()
    except DetenteError as fault:
        if isinstance(fault.__cause__, BrokenPipeError):
            return _hang_up()
        return _explain(fault, debug=debug)
    except Exception as fault:  # noqa: BLE001  the last place where a fault can be put into words
        return _explain(_unforeseen(fault), debug=debug, cause=fault)
    return status


def _carry_out(words: list[str]) -> int:
    try:
        typer.main.get_command(app).main(args=words, prog_name="detente")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _explain(fault: DetenteError, *, debug: bool, cause: BaseException | None = None) -> int:
    if debug:
        traceback.print_exception(cause or fault)
    head = "stopped" if isinstance(fault, StoppedError) else "error"
    lines = [f"{head}: {plain(fault.message)}"]
    if fault.hint:
        lines.append(f"hint: {plain(fault.hint)}")
    sys.stderr.write("\n".join(lines) + "\n")
    return fault.exit_code


def _unforeseen(fault: Exception) -> DetenteError:
    if isinstance(fault, OSError) and fault.errno in _OF_THE_DISK:
        where = f"{fault.filename!r}: " if fault.filename else "the disk refuses: "
        return StorageError(
            f"{where}{fault.strerror}", hint="make room, or write elsewhere, and run the same command again"
        )
    words = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
    return DetenteError(
        f"an unforeseen fault: {words}", hint="the same call with --debug shows where; please report it"
    )


def _hang_up() -> int:
    """The reader of our output has gone, as `head` does: not a fault."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return 0
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return 0


def _speak_utf8() -> None:
    """Data leaves as UTF-8 with plain line ends wherever we run; what cannot be written is escaped."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="backslashreplace")
