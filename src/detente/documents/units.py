"""Which articles a file holds, found without reading them."""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from detente.core.identity import content_id
from detente.core.rejections import Reason
from detente.documents.archives import find_members
from detente.documents.crawls import find_pages
from detente.documents.decoding import decode, decode_markup
from detente.documents.draft import Draft, Job, SideNote, Unit
from detente.documents.feeds import find_entries
from detente.documents.formats import COLLECTIONS, HEAD, Format, find_format, format_of_name
from detente.documents.limits import MAX_UNPACKED, Limits
from detente.documents.office import read_docx, read_pdf
from detente.documents.records import find_json_records, find_rows
from detente.documents.refusals import RefusedError
from detente.documents.unpacking import gunzip, hash_stream, read_all
from detente.documents.web import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Opened", "open_job"]

_WHOLE = 4 * 2**20  # files up to here are read once, into memory


class Opened:
    """A file being read: what it holds and the identity of its bytes."""

    def __init__(self, stream: IO[bytes], *, job: Job, limits: Limits, original_id: str) -> None:
        self._job = job
        self._limits = limits
        self.original_id = original_id
        promised, gzipped = format_of_name(job.name)
        gzipped = gzipped or (promised is None and _starts_gzip(stream))
        self._stream = gunzip(stream) if gzipped else _buffered(stream)
        size = 0 if gzipped or isinstance(stream, io.BytesIO) else os.fstat(stream.fileno()).st_size
        self._check_size(size, promised)  # before a byte is looked at
        self.format = find_format(promised, self._stream.peek(HEAD)[:HEAD])
        self._check_size(size, self.format)

    @property
    def is_collection(self) -> bool:
        """Whether it may hold several articles."""
        return self.format in COLLECTIONS or self.format is Format.FEED

    def find_units(self) -> Iterator[tuple[Unit | None, SideNote]]:
        """The articles, each with its own side note; None as a sign of life while none is found."""
        if self.format is Format.ZIP:
            opener = partial(_open_member, limits=self._limits)
            yield from find_members(_seekable(self._stream, MAX_UNPACKED), opener)
            return
        for unit in _units_of(self.format, self._stream, self._job.name, self._limits):
            yield unit, self._job.note

    def _check_size(self, size: int, kind: Format | None) -> None:
        """Refuse a file over the limit before it is read; collections are limited by the record."""
        limit = MAX_UNPACKED if kind is Format.ZIP else self._limits.max_bytes
        unlimited = kind is None or (kind in COLLECTIONS and kind is not Format.ZIP)
        if size > limit and not unlimited:
            raise RefusedError(Reason.TOO_LARGE, f"{size:,} bytes; at most {limit:,} (documents.max_bytes)")


@contextmanager
def open_job(job: Job, limits: Limits) -> Iterator[Opened]:
    """The file of a job, opened, identified and its format known.

    Raises:
        RefusedError: If it is no file that can be read.
        OSError: If it cannot be opened.
    """
    path = Path(job.file)
    with path.open("rb", buffering=HEAD) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size == 0:
            raise RefusedError(Reason.EMPTY, "no bytes in it")
        if size <= _WHOLE:
            data = stream.read()
            original_id = job.original_id or content_id(data)
            yield Opened(io.BytesIO(data), job=job, limits=limits, original_id=original_id)
        else:
            opened = Opened(stream, job=job, limits=limits, original_id="")
            position = stream.tell()
            stream.seek(0)
            opened.original_id = job.original_id or hash_stream(stream)
            stream.seek(position)
            yield opened


def _units_of(found: Format, stream: io.BufferedReader, name: str, limits: Limits) -> Iterator[Unit | None]:
    match found:
        case Format.JSONL:
            yield from find_json_records(stream, name, limits)
        case Format.CSV | Format.TSV:
            yield from find_rows(stream, name, limits, tabs=found is Format.TSV)
        case Format.WARC:
            yield from find_pages(stream, name, limits)
        case Format.FEED:
            yield from find_entries(read_all(stream, limits), name)
        case _:
            yield Unit(name, partial(_read_single, found, stream, limits))


def _read_single(found: Format, stream: io.BufferedReader, limits: Limits) -> Draft:
    data = read_all(stream, limits)
    match found:
        case Format.HTML:
            return read_page(decode_markup(data))
        case Format.PDF:
            return read_pdf(data, limits)
        case Format.DOCX:
            return read_docx(data)
        case _:
            return Draft(text=decode(data), media_type=found.value)


def _open_member(stream: IO[bytes], name: str, *, limits: Limits) -> Iterator[Unit | None]:
    """The units of one member of a zip."""
    promised, gzipped = format_of_name(name)
    opened = gunzip(stream) if gzipped else _buffered(stream)
    head = opened.peek(HEAD)[:HEAD]
    if not head:
        raise RefusedError(Reason.EMPTY, "no bytes in it")
    found = find_format(promised, head)
    if found is Format.ZIP:
        raise RefusedError(Reason.TOO_DEEP, "an archive inside an archive")
    yield from _units_of(found, opened, name, limits)


def _buffered(stream: IO[bytes]) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(stream, HEAD)  # type: ignore[arg-type]


def _seekable(stream: io.BufferedReader, limit: int) -> IO[bytes]:
    """`stream` itself, or all of it in memory where it cannot be read backwards."""
    if stream.seekable():
        return stream
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise RefusedError(Reason.TOO_LARGE, f"over {limit:,} bytes")
    return io.BytesIO(data)


def _starts_gzip(stream: IO[bytes]) -> bool:
    start = stream.read(2)
    stream.seek(0)
    return start == b"\x1f\x8b"
