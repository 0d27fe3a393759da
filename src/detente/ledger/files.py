"""Files that are there whole or not at all, and the originals kept as such files."""

from __future__ import annotations

import glob
import gzip
import os
import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from detente.core.errors import InputError, StorageError, UnknownNameError
from detente.core.faulting import pass_point
from detente.core.identity import content_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

__all__ = [
    "find_leftovers",
    "keep_original",
    "original_file",
    "read_original",
    "remove_leftovers",
    "remove_leftovers_of",
    "write_whole",
]

_TEMPORARY = re.compile(r"\..+\.(\d+)\.tmp")
_IDENTITY = re.compile(r"[0-9a-f]{32}")


def write_whole(target: Path, write: Callable[[BinaryIO], object], *, point: str = "") -> None:
    """Write a file so that at any moment it is whole or absent, and on the disk when this returns.

    `point` names the place before it gets its name, for `pass_point`.
    """
    _make_folder(target.parent)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        pass_point(point)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def find_leftovers(folder: Path) -> list[Path]:
    """Temporary files under `folder` whose writer no longer lives."""
    found = []
    for path in sorted(folder.rglob(".*.tmp")):
        match = _TEMPORARY.fullmatch(path.name)
        if match and not _lives(int(match[1])):
            found.append(path)
    return found


def remove_leftovers_of(target: Path) -> None:
    """Remove what writers of this file that no longer live left half-written beside it."""
    for path in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        match = _TEMPORARY.fullmatch(path.name)
        if match and not _lives(int(match[1])):
            with suppress(OSError):
                path.unlink()


def remove_leftovers(ledger: Path) -> None:
    """Remove what writers that no longer live left half-written in a ledger's folder."""
    for part in ("originals", "lake"):
        for path in find_leftovers(ledger / part):
            with suppress(OSError):
                path.unlink()


def original_file(folder: Path, original_id: str) -> Path:
    """Where the bytes with this identity are kept."""
    return folder / original_id[:2] / f"{original_id}.gz"


def keep_original(folder: Path, original_id: str, *, original: Path | bytes) -> None:
    """Keep the bytes a document was read from, once.

    Raises:
        InputError: If they are not the bytes that the document was read from.
    """
    if not _IDENTITY.fullmatch(original_id):
        raise InputError(
            f"{original_id!r} is not the identity of an original", hint="expected 32 hexadecimal digits"
        )
    target = original_file(folder, original_id)
    if target.exists():
        return
    data = original if isinstance(original, bytes) else original.read_bytes()
    if content_id(data) != original_id:
        where = "the bytes given" if isinstance(original, bytes) else f"{str(original)!r}"
        raise InputError(f"{where} changed after the document was read", hint="run the same command again")

    def write(file: BinaryIO) -> None:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(data)

    write_whole(target, write, point="original written")


def read_original(folder: Path, original_id: str) -> bytes:
    """The bytes with this identity.

    Raises:
        UnknownNameError: If they were not kept.
        StorageError: If they cannot be read or are not what they were.
    """
    try:
        data = gzip.decompress(original_file(folder, original_id).read_bytes())
    except FileNotFoundError:
        raise UnknownNameError(
            f"no original {original_id!r} is kept", hint="it may have been read from standard input"
        ) from None
    except (OSError, EOFError, zlib.error) as fault:
        raise StorageError(
            f"original {original_id!r} cannot be read: {fault}", hint="run `detente doctor`"
        ) from fault
    if content_id(data) != original_id:
        raise StorageError(f"original {original_id!r} has changed on the disk", hint="run `detente doctor`")
    return data


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Bring the folder's entries to the disk, where the system knows how."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lives(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
