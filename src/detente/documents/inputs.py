"""From the paths a user gives to the files there are, in a fixed order."""

from __future__ import annotations

import glob
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.rejections import Reason, Rejection
from detente.documents.refusals import reject
from detente.documents.sidefile import SIDE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["STDIN", "Input", "count_inputs", "find_inputs"]

STDIN = "-"
_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read, or the reason why there is none.

    Attributes:
        path: As given, or below the folder given.
        rejection: Set if it cannot be read at all.
    """

    path: str
    rejection: Rejection | None = None


def count_inputs(paths: Iterable[str | Path]) -> int:
    """The number of files that `read_documents` will go through: for a progress bar.

    Counts files, not articles: an archive counts one.
    """
    return sum(1 for _ in find_inputs([paths] if isinstance(paths, str | Path) else paths))


def find_inputs(paths: Iterable[str | Path]) -> Iterator[Input]:
    """The files at `paths`: in the order given, within a folder or pattern in the order of their names.

    Hidden files and ``meta.jsonl`` are passed over. Links are followed to files inside the folder they
    stand in, not out of it.
    """
    for given in paths:
        path = os.fspath(given)
        if path == STDIN or os.path.lexists(path):
            yield from _find(path)
        elif _WILD.search(path):
            matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207  keeps the path as the user wrote it
            if not matches:
                yield _refused(path, "no file matches the pattern")
            for match in matches:
                yield from _find(match)
        else:
            yield _refused(path, "no such file or folder")


def _find(path: str) -> Iterator[Input]:
    if path == STDIN:
        yield Input(path)
        return
    try:
        mode = Path(path).stat().st_mode
    except OSError as fault:
        yield _refused(
            path, "a link that leads nowhere" if Path(path).is_symlink() else fault.strerror or str(fault)
        )
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path)
    elif not stat.S_ISREG(mode):
        yield _refused(path, "not a regular file")
    elif Path(path).name != SIDE_FILE:
        yield Input(path)


def _walk(folder: str) -> Iterator[Input]:
    """All files below `folder`, depth first, names in order of code points."""
    root = os.path.realpath(folder)
    open_folders = [_entries(folder)]
    while open_folders:
        entry = next(open_folders[-1], None)
        if entry is None:
            open_folders.pop()
        elif isinstance(entry, Input):
            yield entry
        elif entry.is_dir(follow_symlinks=False):
            open_folders.append(_entries(entry.path))
        else:
            yield from _judge(entry, root)


def _entries(folder: str) -> Iterator[os.DirEntry[str] | Input]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as fault:
        yield _refused(folder, f"folder cannot be opened: {fault.strerror or fault}")
        return
    yield from (entry for entry in entries if not entry.name.startswith(".") and entry.name != SIDE_FILE)


def _judge(entry: os.DirEntry[str], root: str) -> Iterator[Input]:
    """A file, a link or something else in a folder."""
    if not entry.is_symlink():
        yield Input(entry.path) if entry.is_file() else _refused(entry.path, "not a regular file")
        return
    target = os.path.realpath(entry.path)
    if os.path.commonpath([root, target]) != root:
        yield _refused(entry.path, "a link that leads out of the folder")
    elif os.path.isfile(target):  # noqa: PTH113  the path is a text throughout
        yield Input(entry.path)
    elif not os.path.exists(target):  # noqa: PTH110
        yield _refused(entry.path, "a link that leads nowhere")


def _refused(path: str, detail: str) -> Input:
    return Input(path, reject(Reason.UNREADABLE, Path(path).name or path, f"{detail}: {path}", path=path))
