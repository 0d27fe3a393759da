"""Opening files that may be packed, with a bound on what comes out of them."""

from __future__ import annotations

import gzip
import hashlib
import io
import stat
import zipfile
from typing import IO, TYPE_CHECKING

from detente.core.rejections import Reason
from detente.documents.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, RATIO_FLOOR, Limits
from detente.documents.refusals import RefusedError

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["check_archive", "check_member", "gunzip", "hash_stream", "read_all"]

_CHUNK = 2**20


class _Gunzip(io.RawIOBase):
    """A gzip stream that stops when it turns out to be a bomb."""

    def __init__(self, packed: IO[bytes]) -> None:
        super().__init__()
        self._packed = packed
        self._stream = gzip.GzipFile(fileobj=packed, mode="rb")
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._stream.read1(len(view))
        view[: len(data)] = data
        self._size += len(data)
        if self._size > 16 * RATIO_FLOOR and self._size > MAX_RATIO * max(1, self._packed.tell()):
            raise RefusedError(Reason.HOSTILE, f"gzip bomb: unpacks to over {MAX_RATIO} times its size")
        return len(data)


def gunzip(packed: IO[bytes]) -> io.BufferedReader:
    """The unpacked stream of `packed`, which blows up no further than 100:1."""
    return io.BufferedReader(_Gunzip(packed), _CHUNK)


def hash_stream(stream: IO[bytes]) -> str:
    """`content_id` of all the bytes of `stream`, read in pieces; the stream is rewound.

    >>> from detente.core.identity import content_id
    >>> hash_stream(io.BytesIO(b"x")) == content_id(b"x")
    True
    """
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()[:32]


def read_all(stream: IO[bytes], limits: Limits) -> bytes:
    """All of `stream`.

    Raises:
        RefusedError: `Reason.TOO_LARGE` past the limit for one file.
    """
    data = stream.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise RefusedError(Reason.TOO_LARGE, f"over {limits.max_bytes:,} bytes (setting documents.max_bytes)")
    return data


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that would blow up as a whole.

    Raises:
        RefusedError: Too many members, too large in all, or packed too well to be honest.
    """
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise RefusedError(Reason.TOO_LARGE, f"{len(members):,} members; at most {MAX_MEMBERS:,} are read")
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > RATIO_FLOOR and size > MAX_RATIO * max(1, packed):
        raise RefusedError(Reason.HOSTILE, f"zip bomb: {packed:,} bytes unpack to {size:,}")
    if size > MAX_UNPACKED:
        raise RefusedError(Reason.TOO_LARGE, f"unpacks to {size:,} bytes; at most {MAX_UNPACKED:,} are read")


def check_member(member: zipfile.ZipInfo) -> None:
    """Refuse a member that reaches outside the archive, blows up, or is locked.

    Raises:
        RefusedError: `Reason.HOSTILE` or `Reason.DAMAGED`.
    """
    name = member.orig_filename.replace("\\", "/")
    if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/") or "\0" in name:
        raise RefusedError(Reason.HOSTILE, f"a name that leads out of the archive: {name!r}")
    if not member.filename:
        raise RefusedError(Reason.DAMAGED, "a member without a name")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise RefusedError(Reason.HOSTILE, f"a symbolic link: {name!r}")
    if member.file_size > RATIO_FLOOR and member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise RefusedError(Reason.HOSTILE, f"{member.compress_size:,} bytes unpack to {member.file_size:,}")
    if member.flag_bits & 1:
        raise RefusedError(Reason.DAMAGED, "encrypted")
