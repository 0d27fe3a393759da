"""The articles of one piece, and the identity of the bytes it was made from."""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from detente.core.errors import InputError
from detente.core.rejections import Reason, Rejection
from detente.documents.portions import Job, is_plain, note_beside, read_portion
from detente.scale.nouns import Kind

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from detente.core.settings import Settings
    from detente.documents import Document
    from detente.scale.nouns import Piece

__all__ = ["identify_piece", "read_piece"]

_STEP = 2**20
_ROWS = 500


def identify_piece(piece: Piece) -> str:
    """The identity of what a piece holds: its bytes, what ``meta.jsonl`` says of its files, their paths.

    Raises:
        OSError: If a file cannot be read; one that is gone is left to the reading, which refuses it.
    """
    digest = hashlib.sha256(json.dumps([piece.kind, piece.files, piece.start, piece.stop]).encode())
    for path in piece.files:
        digest.update(json.dumps(asdict(note_beside(path))).encode())
        try:
            with Path(path).open("rb") as file:
                for part in _bytes_of(piece, file):
                    digest.update(part)
        except (FileNotFoundError, PermissionError, IsADirectoryError) as fault:
            digest.update(type(fault).__name__.encode())
    return digest.hexdigest()[:32]


def _bytes_of(piece: Piece, file: IO[bytes]) -> Iterator[bytes]:
    """What a piece has of a file: all of it, its lines, or its row groups with what describes them."""
    if piece.kind is Kind.LINES:
        yield from _lines(file, piece.start, piece.stop)
        return
    left = -1
    if piece.kind is Kind.GROUPS and (bounds := _bounds_of(piece)):
        words, start, stop = bounds
        yield words.encode()
        file.seek(start)
        left = stop - start
    while left and (part := file.read(_STEP if left < 0 else min(_STEP, left))):
        yield part
        left -= len(part) if left > 0 else 0


def _bounds_of(piece: Piece) -> tuple[str, int, int] | None:
    """The schema, and where the bytes of the row groups begin and end; None if it is no Parquet."""
    try:
        facts = pq.read_metadata(piece.files[0])
    except (OSError, pa.ArrowException):
        return None
    starts, stops = [], []
    for group in range(piece.start, min(piece.stop, facts.num_row_groups)):
        for column in range(facts.num_columns):
            chunk = facts.row_group(group).column(column)
            start = min(chunk.data_page_offset, chunk.dictionary_page_offset or chunk.data_page_offset)
            starts.append(start)
            stops.append(start + chunk.total_compressed_size)
    return (str(facts.schema), min(starts), max(stops)) if starts else None


def read_piece(
    piece: Piece, *, settings: Settings, published: str | None, apart: bool
) -> Generator[Document | Rejection]:
    """The articles of a piece, in order.

    Args:
        piece: What to read.
        settings: As for `read_portion`.
        published: As for `read_portion`.
        apart: Whether to read in a process of its own, with its limits, whatever it is. Pages, PDFs, office
            files, archives and crawls always are: their parsers are what a hostile file aims at. Plain texts
            and records are read faster in this process.

    Raises:
        OSError: If the disk fails.
    """
    with _jobs_of(piece) as jobs:
        refused = [job for job in jobs if isinstance(job, Rejection)]
        yield from refused
        found: Generator[Document | Rejection] = read_portion(
            (job for job in jobs if isinstance(job, Job)),
            settings=settings,
            published=published,
            apart=apart or not all(is_plain(job) for job in jobs if isinstance(job, Job)),
        )
        try:
            yield from found
        finally:
            found.close()


@contextmanager
def _jobs_of(piece: Piece) -> Generator[list[Job | Rejection]]:
    """What to read: the files themselves, or the piece's lines or rows in a file of their own."""
    if piece.kind is Kind.FILES:
        yield [Job(path, path, Path(path).name, note_beside(path)) for path in piece.files]
        return
    (path,) = piece.files
    with tempfile.TemporaryDirectory(prefix="detente-") as folder:
        spooled = Path(folder) / "piece.jsonl"
        try:
            with spooled.open("wb") as out:
                if piece.kind is Kind.LINES:
                    with Path(path).open("rb") as file:
                        out.writelines(_lines(file, piece.start, piece.stop))
                else:
                    _spool_groups(path, piece, out)
        except (OSError, pa.ArrowException, InputError) as fault:
            reason = Reason.UNREADABLE if isinstance(fault, OSError) and fault.errno else Reason.DAMAGED
            yield [Rejection(reason, "documents", piece.name, f"{type(fault).__name__}: {fault}", path=path)]
            return
        if not spooled.stat().st_size:  # a line longer than a piece leaves the next one nothing
            yield []
            return
        yield [Job(path, str(spooled), _job_name(piece), note_beside(path))]


def _job_name(piece: Piece) -> str:
    """A name that says JSON lines, whatever the file is called."""
    return piece.name if piece.name.endswith(".jsonl") else f"{piece.name}.jsonl"


def _lines(file: IO[bytes], start: int, stop: int) -> Iterator[bytes]:
    """The lines that begin in ``[start, stop)``, in parts of bounded size."""
    if start:
        file.seek(start - 1)
        _pass_line(file)
    while file.tell() < stop:
        part = file.readline(_STEP)
        if not part:
            return
        yield part
        while not part.endswith(b"\n") and (part := file.readline(_STEP)):
            yield part


def _pass_line(file: IO[bytes]) -> None:
    while part := file.readline(_STEP):
        if part.endswith(b"\n"):
            return


def _spool_groups(path: str, piece: Piece, out: IO[bytes]) -> None:
    """Row groups of a Parquet file as JSON lines, which have a reader."""
    file = pq.ParquetFile(path)
    names = [field.name for field in file.schema_arrow if _is_plain(field.type)]
    if not names:
        raise InputError(
            f"{path!r} has no column of text", hint="expected text, and title, date, url, source"
        )
    groups = list(range(piece.start, min(piece.stop, file.num_row_groups)))
    for batch in file.iter_batches(batch_size=_ROWS, row_groups=groups, columns=names):
        for row in batch.to_pylist():
            out.write(json.dumps(row, ensure_ascii=False, default=_plain).encode("utf-8", "replace") + b"\n")


def _is_plain(kind: pa.DataType) -> bool:
    wanted = (
        pa.types.is_string, pa.types.is_large_string, pa.types.is_date, pa.types.is_timestamp,
        pa.types.is_integer, pa.types.is_dictionary,
    )  # fmt: skip
    return any(test(kind) for test in wanted)


def _plain(value: Any) -> str:  # noqa: ANN401  whatever JSON does not know
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
