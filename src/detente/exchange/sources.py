"""From paths to streams of bytes: files, folders, zips and their members, gz; a broken one is a rejection."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import struct
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from detente.core.errors import InputError
from detente.exchange.nouns import RowReason, RowRejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "BrokenStreamError",
    "HashingStream",
    "Input",
    "Reader",
    "find_inputs",
    "hash_as_read",
    "hash_input",
]

_STEP = 1 << 20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(struct.error, RuntimeError, NotImplementedError, ValueError),  # zipfile meets broken offsets with these
)


class BrokenStreamError(InputError):
    """A file that ended too early or cannot be unpacked.

    Attributes:
        reason: `RowReason` of the whole file.
    """

    def __init__(self, message: str, reason: RowReason) -> None:
        super().__init__(message, hint="fetch the file again")
        self.reason = reason


class Reader:
    """Bytes of an input, whose faults are `BrokenStreamError`; a class because it holds a stream."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self._name = name
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end.

        Raises:
            BrokenStreamError: If the file is cut off or damaged.
        """
        try:
            return self._stream.read(size)
        except _BROKEN as fault:
            raise _broken(self._name, fault) from fault


@dataclass(frozen=True, slots=True)
class Input:
    """A stream of rows that can be opened.

    Attributes:
        name: For the user: the file's name, with the member's for a zip.
        path: The file; None for a stream that was handed in.
        member: Member of a zip, or empty.
        stream: The stream that was handed in, or None; it can be read once only.
        size: Bytes of it unpacked, about; None if unknown.
    """

    name: str
    path: Path | None
    member: str = ""
    stream: BinaryIO | None = None
    size: int | None = None

    @property
    def again(self) -> bool:
        """Whether it can be read more than once."""
        return self.path is not None and self.path.is_file()

    @contextmanager
    def open(self) -> Iterator[Reader]:
        """The bytes, unpacked.

        Raises:
            BrokenStreamError: If it cannot be opened; its `Reader.read` raises the same.
        """
        with ExitStack() as held:
            try:
                stream = self.stream or held.enter_context(self._open(held))
            except _BROKEN as fault:
                raise _broken(self.name, fault) from fault
            yield Reader(self.name, stream)

    def _open(self, held: ExitStack) -> BinaryIO:
        path = cast("Path", self.path)
        if self.member:
            archive = held.enter_context(zipfile.ZipFile(path))
            return cast("BinaryIO", archive.open(self.member))
        if not path.is_file():  # a pipe can be read once only
            return path.open("rb")
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return cast("BinaryIO", gzip.open(path, "rb")) if packed else path.open("rb")


def find_inputs(paths: Iterable[str | Path | BinaryIO]) -> Iterator[Input | RowRejection]:
    """Every stream of rows under `paths`, by name; what cannot be looked into is a rejection.

    Folders are walked, hidden files left out; whether a file is of the format is seen when it is read.
    """
    for path in paths:
        if not isinstance(path, str | Path):
            yield Input(getattr(path, "name", None) or "<stream>", None, stream=path)
            continue
        place = Path(path)
        if not place.exists():
            yield RowRejection(str(path), 0, RowReason.UNREADABLE, "there is no such file or folder")
        elif place.is_dir():
            for file in sorted(place.rglob("*")):
                hidden = any(part.startswith(".") for part in file.relative_to(place).parts)
                if file.is_file() and not hidden:
                    yield from _look_into(file, file.relative_to(place.parent).as_posix())
        else:
            yield from _look_into(place, place.name)


def hash_input(source: Input) -> str:
    """The identity of the unpacked content, as `detente.core.identity.content_id` gives it.

    Raises:
        BrokenStreamError: If it cannot be read to its end.
    """
    digest = hashlib.sha256()
    with source.open() as stream:
        while data := stream.read(_STEP):
            digest.update(data)
    return digest.hexdigest()[:32]


def hash_as_read(source: Input) -> tuple[Input, HashingStream]:
    """The input made one that is hashed while it is read, for those that can be read once only."""
    stream = source.stream or cast("Path", source.path).open("rb")
    hashing = HashingStream(stream, ours=source.stream is None)
    return Input(source.name, None, stream=cast("BinaryIO", hashing)), hashing


class HashingStream:
    """A stream that knows the identity of what was read; a class because it holds one."""

    def __init__(self, stream: BinaryIO, *, ours: bool) -> None:
        self._stream, self._ours = stream, ours
        self._digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes."""
        data = self._stream.read(size)
        self._digest.update(data)
        return data

    def close(self) -> None:
        """Close it, if it was opened for this."""
        if self._ours:
            self._stream.close()

    def content_id(self) -> str:
        """The identity of what was read so far."""
        return self._digest.hexdigest()[:32]


def _look_into(path: Path, name: str) -> Iterator[Input | RowRejection]:
    try:
        if not path.is_file() or not _is_zip(path):
            yield Input(name, path, size=_size(path))
            return
        with zipfile.ZipFile(path) as archive:
            members = [row for row in archive.infolist() if row.filename and not row.is_dir()]
    except _BROKEN as fault:
        reason = RowReason.UNREADABLE if isinstance(fault, PermissionError) else RowReason.DAMAGED
        yield RowRejection(name, 0, reason, f"the zip cannot be read: {_words(fault)}")
        return
    for row in sorted(members, key=lambda row: row.filename):
        if row.filename.lower().endswith((".zip", ".gz")):
            yield RowRejection(
                f"{name}/{row.filename}",
                0,
                RowReason.TOO_DEEP,
                "an archive inside an archive: unpack it first",
            )
        elif not Path(row.filename).name.startswith((".", "__MACOSX")):
            yield Input(f"{name}/{row.filename}", path, row.filename, size=row.file_size)


def _size(path: Path) -> int | None:
    """Bytes of a file; None for what is packed or no file, whose size unpacked is not known."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return None if file.read(2) == b"\x1f\x8b" else path.stat().st_size


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _broken(name: str, fault: BaseException) -> BrokenStreamError:
    reason = RowReason.UNREADABLE if isinstance(fault, PermissionError) else RowReason.DAMAGED
    return BrokenStreamError(f"{name}: {_words(fault)}", reason)


def _words(fault: BaseException) -> str:
    text = str(fault) or type(fault).__name__
    if isinstance(fault, EOFError):
        return f"it is cut off ({text})"
    if isinstance(fault, zipfile.BadZipFile):
        return f"it is cut off or no zip ({text})"
    return text
