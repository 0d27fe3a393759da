"""How a reader says no: one exception inside this room, one `Rejection` outside it."""

from __future__ import annotations

import gzip
import zipfile
import zlib

from detente.core.errors import DetenteError
from detente.core.rejections import Reason, Rejection

__all__ = ["STAGE", "RefusedError", "clean_name", "explain_fault", "reject"]

STAGE = "documents"
_LONGEST = 300


class RefusedError(DetenteError):
    """A reader will not go on with this file or record; never leaves the room.

    Attributes:
        reason: What the `Rejection` will carry.
        detail: One line for a person.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail


def reject(reason: Reason, document: str, detail: str, *, path: str = "", document_id: str = "") -> Rejection:
    """A `Rejection` of this room, its detail cut to one line; `path` is where it can be tried again."""
    line = " ".join(clean_name(detail).split())
    return Rejection(reason, STAGE, clean_name(document), line[:_LONGEST], document_id, path=clean_name(path))


def clean_name(name: str) -> str:
    """A file name that can be written as UTF-8: each undecodable byte becomes U+FFFD.

    >>> clean_name("a.txt")
    'a.txt'
    """
    if name.isascii():
        return name
    return name.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def explain_fault(fault: BaseException) -> tuple[Reason, str]:
    """The reason and detail for anything a parser may throw."""
    match fault:
        case RefusedError():
            return fault.reason, fault.detail
        case MemoryError():
            return Reason.OUT_OF_MEMORY, "the memory allowed for one file was used up"
        case RecursionError():
            return Reason.TOO_DEEP, "nested too deeply to be read"
        case EOFError() | gzip.BadGzipFile() | zlib.error() | zipfile.BadZipFile():
            return Reason.DAMAGED, f"cut off or broken: {fault}"
        case OSError():
            return Reason.UNREADABLE, fault.strerror or str(fault)
        case _:
            return Reason.FAILED, f"{type(fault).__name__}: {fault}"
