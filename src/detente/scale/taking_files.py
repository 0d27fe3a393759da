"""Coded shards found, and put into the lake under the name of their content."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

from detente.exchange.nouns import RowReason
from detente.ledger.files import write_whole
from detente.scale.schema import CODED, MANIFEST_FORMAT
from detente.scale.taking_checks import BadShardError

__all__ = ["find_shards", "hash_file", "put_file"]

_STEP = 1 << 20


def find_shards(folder: Path) -> tuple[list[Path], int]:
    """The coded shards that a run of `detente code --out` left, and how many pieces it could not do.

    Args:
        folder: Of the run, or one shard.

    Raises:
        BadShardError: If there is no such folder, nothing in it, or a manifest that cannot be used.
    """
    if folder.is_file():
        return [folder], 0
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        found = sorted((folder / CODED).glob("*.parquet"))
        if not found:
            raise BadShardError(
                "it holds neither manifest.json nor coded/*.parquet" if folder.is_dir() else "not there",
                RowReason.UNREADABLE,
            )
        return found, 0
    try:
        data = json.loads(manifest.read_bytes())
        names = [row["file"] for row in data["shards"]]
        n_failed = len(data.get("failed") or ())
        fits = data["format"] == MANIFEST_FORMAT and all(_is_name(name) for name in names)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise BadShardError(f"its manifest.json cannot be used: {fault!r}", RowReason.BAD_RECORD) from fault
    if not fits:
        raise BadShardError("its manifest.json is of another version, or leads astray", RowReason.BAD_RECORD)
    return [folder / CODED / name for name in sorted(set(names))], n_failed


def _is_name(name: object) -> bool:
    return (
        isinstance(name, str)
        and name.endswith(".parquet")
        and not name.startswith(".")
        and not {"/", "\\", "\0"} & set(name)
    )


def hash_file(file: Path) -> str:
    """The identity of a file's content.

    Raises:
        BadShardError: If it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while data := stream.read(_STEP):
                digest.update(data)
    except OSError as fault:
        raise BadShardError(f"it cannot be read: {fault.strerror}", RowReason.UNREADABLE) from fault
    return digest.hexdigest()[:32]


def put_file(file: Path, target: Path, *, identity: str) -> None:
    """Let a file lie at `target` too: as the same bytes on the disk where that can be, else as a copy.

    Raises:
        BadShardError: If it is no longer what its identity says.
        OSError: If the disk refuses.
    """
    if target.exists() and hash_file(target) == identity:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        target.unlink()
    try:
        os.link(file, target)
        _bring_to_disk(target)
    except OSError:  # another disk, or one that knows no links
        with file.open("rb") as stream:
            write_whole(target, lambda out: shutil.copyfileobj(stream, out))
    if hash_file(target) != identity:
        target.unlink()
        raise BadShardError("it changed while it was read", RowReason.DAMAGED)


def _bring_to_disk(file: Path) -> None:
    for place in (file, file.parent):
        if os.name == "nt":
            return
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
