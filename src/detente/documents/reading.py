"""The door of the room: paths in, documents and rejections out."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from detente.core.dates import parse_edtf
from detente.core.faulting import pass_point
from detente.core.rejections import Reason, Rejection
from detente.core.settings import resolve_settings
from detente.documents.draft import Job, SideNote
from detente.documents.inputs import STDIN, find_inputs
from detente.documents.limits import Limits
from detente.documents.refusals import clean_name, reject
from detente.documents.sidefile import Notes, read_side_file
from detente.documents.supervising import count_workers, perform_here, perform_jobs
from detente.documents.unpacking import hash_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from detente.core.settings import Settings
    from detente.documents.document import Document

    Skip = Callable[[str, str], bool]

__all__ = ["read_documents"]

_STDIN_NAME = "stdin"
_NO_NOTE = SideNote()


def read_documents(
    paths: Iterable[str | Path],
    *,
    settings: Settings | None = None,
    published: str | None = None,
    skip: Skip | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Document | Rejection]:
    """Read every article at `paths`, one after the other; what cannot be read comes as a `Rejection`.

    Files, folders, patterns and ``-`` (standard input) are taken in the order given, folders in the order
    of names. Each file is read in a process of its own memory and time limit, so that a poisonous file
    costs only itself. Nothing is held beyond some hundred articles. Close the iterator to stop early.

    Args:
        paths: What to read.
        settings: ``documents.*`` of the settings table; the defaults where it is silent.
        published: EDTF date of publication for articles that state none themselves.
        skip: Asked with path, as documents have it, and `original_id` before a file is opened; True leaves
            the whole file out.
        stdin: Stands for standard input; by default the process's own.

    Raises:
        SettingError: For a setting that does not exist.
        InputError: If `published` is no EDTF date.
    """
    return _read(
        paths, settings=settings, published=published, skip=skip, stdin=stdin, workers=count_workers()
    )


def _read(
    paths: Iterable[str | Path],
    *,
    settings: Settings | None = None,
    published: str | None = None,
    skip: Skip | None = None,
    stdin: BinaryIO | None = None,
    workers: int = 0,
) -> Iterator[Document | Rejection]:
    """As `read_documents`, with the number of reading processes; 0 reads in this process, without limits."""
    limits = Limits.of(resolve_settings(settings))
    option = parse_edtf(published).edtf if published else ""
    given: list[str | Path] = (
        [paths] if isinstance(paths, str | Path) else list(paths)
    )  # one path is an easy slip
    return _stream(given, limits=limits, option=option, skip=skip, stdin=stdin, workers=workers)


def _stream(
    paths: list[str | Path],
    *,
    limits: Limits,
    option: str,
    skip: Skip | None,
    stdin: BinaryIO | None,
    workers: int,
) -> Iterator[Document | Rejection]:
    with tempfile.TemporaryDirectory(prefix="detente-") as spool:
        found = _find_jobs(paths, skip=skip, stdin=stdin, spool=Path(spool))
        if workers:
            items = perform_jobs(found, limits=limits, option=option, workers=workers)
        else:
            items = perform_here(found, limits=limits, option=option)
        with closing(items):
            for item in items:
                pass_point("file read")
                yield item


def _find_jobs(
    paths: list[str | Path], *, skip: Skip | None, stdin: BinaryIO | None, spool: Path
) -> Iterator[Job | Rejection]:
    """The files to read, each with what ``meta.jsonl`` beside it says, and the rejections on the way."""
    folder: str | None = None
    told: set[str] = set()
    notes: Notes = {}
    for one in find_inputs(paths):
        if one.rejection is not None:
            yield one.rejection
            continue
        if one.path == STDIN:
            job = Job(STDIN, str(_spool(stdin or sys.stdin.buffer, spool)), _STDIN_NAME)
        else:
            parent, name = os.path.split(one.path)
            if parent != folder:
                folder = parent
                notes, faults = read_side_file(folder)
                yield from faults if folder not in told else ()
                told.update([folder] if faults else [])
            job = Job(one.path, one.path, name, notes.get(name, _NO_NOTE))
        yield from _unless_skipped(job, skip)


def _unless_skipped(job: Job, skip: Skip | None) -> Iterator[Job | Rejection]:
    if skip is None:
        yield job
        return
    try:
        with Path(job.file).open("rb") as stream:
            original_id = hash_stream(stream)
    except OSError as fault:
        yield reject(Reason.UNREADABLE, job.name, fault.strerror or str(fault), path=job.path)
        return
    if not skip(clean_name(job.path), original_id):
        yield Job(job.path, job.file, job.name, job.note, original_id)


def _spool(stream: IO[bytes], folder: Path) -> Path:
    """Standard input as a file, so that it can be sniffed, hashed and read in another process."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as spooled:
        shutil.copyfileobj(stream, spooled, 2**20)
    return Path(spooled.name)
