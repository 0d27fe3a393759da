"""A part of what there is to read, for those who share the reading out among them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.dates import parse_edtf
from detente.core.settings import resolve_settings
from detente.documents.draft import Job, SideNote
from detente.documents.formats import HEAD, Format, find_format, format_of_name
from detente.documents.limits import Limits
from detente.documents.refusals import RefusedError
from detente.documents.sidefile import read_side_file
from detente.documents.supervising import perform_here, perform_jobs

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from detente.core.rejections import Rejection
    from detente.core.settings import Settings
    from detente.documents.document import Document

__all__ = ["Job", "is_plain", "note_beside", "read_portion"]

_PLAIN = {Format.PLAIN, Format.MARKDOWN, Format.JSONL}


def read_portion(
    jobs: Iterable[Job], *, settings: Settings | None = None, published: str | None = None, apart: bool = True
) -> Generator[Document | Rejection]:
    """Read these files in order; each by what it holds, under the path that its job states.

    Args:
        jobs: ``path`` is what documents say they come from, ``file`` where the bytes lie.
        settings: As for `read_documents`.
        published: As for `read_documents`.
        apart: In a process of its own, with its limits of memory and time; else in this one, faster, where a
            poisonous file costs the process.

    Raises:
        SettingError: For a setting that does not exist.
        InputError: If `published` is no EDTF date.
    """
    limits = Limits.of(resolve_settings(settings))
    option = parse_edtf(published).edtf if published else ""
    if apart:
        return perform_jobs(iter(jobs), limits=limits, option=option, workers=1)
    return perform_here(iter(jobs), limits=limits, option=option)


def is_plain(job: Job) -> bool:
    """Whether a file is plain text or JSON lines, by its name and by what it holds.

    No parser of pages, PDFs, office files, feeds or archives comes near such a file.
    """
    promised, gzipped = format_of_name(job.name)
    if gzipped or promised not in _PLAIN:
        return False
    try:
        with Path(job.file).open("rb") as stream:
            return find_format(promised, stream.read(HEAD)) in _PLAIN
    except (RefusedError, OSError):
        return True  # it will be refused before any parser


def note_beside(path: str) -> SideNote:
    """What ``meta.jsonl`` beside a file says of it."""
    file = Path(path)
    return _notes(str(file.parent)).get(file.name, SideNote())


@lru_cache(maxsize=4)
def _notes(folder: str) -> dict[str, SideNote]:
    notes, _ = read_side_file(folder)
    return notes
