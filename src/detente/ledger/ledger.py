"""The ledger: one folder, one writer, any number of readers."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from detente.core.dates import parse_edtf
from detente.core.errors import LedgerError, UsageError
from detente.ledger import reading
from detente.ledger.checking import check_coded
from detente.ledger.doctor import Finding, find_faults
from detente.ledger.dump import write_dump
from detente.ledger.faults import storage_faults
from detente.ledger.files import keep_original, read_original, remove_leftovers
from detente.ledger.opening import RECORD, connect, open_record
from detente.ledger.queries import query
from detente.ledger.record_sql import Row, query_record
from detente.ledger.runs import Run, note_finish, note_start, read_runs
from detente.ledger.searching import Hit, search_sentences
from detente.ledger.transactions import Transactions
from detente.ledger.writing import Outcome, find_known, mark_read, write_coded, write_rejection

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import TextIO

    import pyarrow as pa

    from detente.actors.actor import Actor, Mention
    from detente.coding.event import CodedDocument, Event
    from detente.core.rejections import Rejection
    from detente.documents.document import Document
    from detente.sentences.sentence import Sentence

__all__ = ["Ledger", "open_ledger"]

_T = TypeVar("_T")


def open_ledger(
    path: str | Path, *, create: bool = True, read_only: bool = False, near_duplicate: float = 0.8
) -> Ledger:
    """Open the ledger at `path`, or make one.

    Args:
        path: Its folder.
        create: Whether one is made where there is none.
        read_only: Change nothing; the only way on a disk that cannot be written to.
        near_duplicate: Similarity of texts from which two documents are linked; use the same always.

    Raises:
        LedgerVersionError: If a newer détente wrote it.
        LedgerError: If it is no ledger, or damaged, or not there.
        StorageError: If the disk refuses.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_ledger(folder) as ledger:
    ...     ledger.counts()["inputs"]
    0
    """
    folder = Path(path)
    connection = open_record(folder, create=create, read_only=read_only)
    return Ledger(folder, connection, read_only=read_only, near_duplicate=near_duplicate)


class Ledger:
    """An open ledger; make one with `open_ledger` and close it, or use it in a ``with``.

    A class because it holds connections. Not to be shared between threads: open one for each.

    Attributes:
        folder: Where it lies.
        read_only: Whether it was opened so.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, *, read_only: bool, near_duplicate: float
    ) -> None:
        self.folder = folder
        self.read_only = read_only
        self._record = folder / RECORD
        self._near_duplicate = near_duplicate
        self._connection = connection
        self._transactions = Transactions(connection)
        self._reader: sqlite3.Connection | None = connection if read_only else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        with storage_faults(self._record):
            if self._reader is not None:
                self._reader.close()
            self._connection.close()

    # Writing

    def add(self, coded: CodedDocument, *, original: Path | bytes | None = None) -> Outcome:
        """Add what was found in a document, whole or not at all.

        Args:
            coded: As the coding room made it.
            original: The bytes it was read from, or the file, to be kept.

        Raises:
            InputError: If `coded` contradicts itself, or `original` is not what was read.
            StorageError: If the disk refuses; nothing of the document is then in the books.
        """
        with self._writing():
            if find_known(self._connection, coded.document):
                return Outcome.KNOWN
            check_coded(coded)
            if original is not None:
                keep_original(self.folder / "originals", coded.document.original_id, original=original)
            return write_coded(self._connection, coded, kept=original is not None, floor=self._near_duplicate)

    def add_rejection(self, rejection: Rejection, *, path: str) -> None:
        """Note an input of which nothing was kept.

        It is keyed by `path` and the rejection's document name; the newest reason stands, and adding a
        document of the same path and name, or `mark_read`, removes it.
        """
        with self._writing():
            write_rejection(self._connection, rejection, path=path)

    def mark_read(self, path: str, *, original_id: str) -> None:
        """Note that a file with many records was read to its end, so that `knows` says so.

        Files with one document need no mark.
        """
        with self._writing():
            mark_read(self._connection, path, original_id=original_id)

    @contextmanager
    def batch(self, most: int = 100, seconds: float = 2.0) -> Iterator[None]:
        """Bring documents to the disk in batches, of `most` documents or what comes in `seconds`.

        Only whole documents are ever in the books. A process that dies loses at most the open batch, which
        the next run adds; other writers wait while a batch is open.
        """
        with storage_faults(self._record), self._transactions.batch(most, seconds):
            yield

    def start_run(
        self, version: str, *, settings: Mapping[str, object], data_hashes: Mapping[str, str]
    ) -> str:
        """Note that a run begins; its identity, for `finish_run`.

        What a run that was killed left half-written is removed.
        """
        remove_leftovers(self.folder)
        with self._writing():
            return note_start(self._connection, version, settings=settings, data_hashes=data_hashes)

    def finish_run(self, run: str) -> None:
        """Note that a run came to its end, with the counts of this moment."""
        with self._writing():
            note_finish(self._connection, run, counts=self.counts())

    # Reading

    def knows(self, path: str, original_id: str) -> bool:
        """Whether a file with these bytes was read to its end from this path."""
        with storage_faults(self._record):
            row = self._connection.execute(
                query("read.knows"), {"path": path, "original_id": original_id}
            ).fetchone()
        return bool(row[0])

    def counts(self) -> dict[str, Any]:
        """How much is in the books.

        ``inputs`` is the sum of ``stored``, ``duplicate`` and ``rejected``; ``documents``, ``sentences``,
        ``mentions`` and ``events`` count records; ``rejections`` is a table of reasons, those of passages
        in kept documents included.
        """
        with storage_faults(self._record):
            outcomes = dict(self._connection.execute(query("read.count_inputs")))
            records = self._connection.execute(query("read.count_records")).fetchone()
            reasons = dict(self._connection.execute(query("read.count_reasons")))
        counts: dict[str, Any] = {name: outcomes.get(name, 0) for name in ("stored", "duplicate", "rejected")}
        counts = {"inputs": sum(counts.values()), **counts}
        counts |= dict(zip(("documents", "sentences", "mentions", "events"), records, strict=True))
        return {**counts, "rejections": reasons}

    def documents(self) -> Iterator[Document]:
        """Every document, by date of publication (undated last)."""
        return self._guarded(reading.read_documents(self._connection))

    def document(self, document_id: str) -> Document:
        """The document with this identity; `UnknownNameError` if there is none."""
        with storage_faults(self._record):
            return reading.read_document(self._connection, document_id)

    def coded(self, document_id: str) -> CodedDocument:
        """Everything that was found in a document, as it was added."""
        with storage_faults(self._record):
            return reading.read_coded(self._connection, document_id)

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """A document's sentences, in order."""
        with storage_faults(self._record):
            return reading.read_sentences(self._connection, document_id)

    def mentions(self, document_id: str) -> tuple[Mention, ...]:
        """A document's mentions of actors, in order."""
        with storage_faults(self._record):
            return reading.read_mentions(self._connection, document_id)

    def sentence_at(self, document_id: str, offset: int) -> Sentence | None:
        """The sentence around an offset; None in boilerplate and between sentences."""
        with storage_faults(self._record):
            return reading.read_sentence_at(self._connection, document_id, offset=offset)

    def actors(self) -> Iterator[Actor]:
        """Every actor by identity, each as most documents have it."""
        return self._guarded(reading.read_actors(self._connection))

    def events(  # noqa: PLR0913  filters, all by keyword
        self,
        *,
        actor: str | None = None,
        dyad: tuple[str, str] | None = None,
        type: str | None = None,  # noqa: A002  the event's own word
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        document: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """The events that fulfil every condition, by date (undated last) and identity.

        Args:
            actor: Among the sources or targets.
            dyad: One acts on the other, or both are parties to a symmetric event.
            type: PLOVER event type.
            status: ``occurred``, ``ongoing`` …
            since: EDTF: not over before its first day.
            until: EDTF: begun by its last day. With `since` or `until`, undated events are left out.
            document: Identity of the document.
            limit: Most events.
        """
        filters = {"actor": actor, "type": type, "status": status, "document": document}
        if dyad is not None:
            filters |= {"dyad_a": dyad[0], "dyad_b": dyad[1]}
        if since is not None:
            filters["since"] = parse_edtf(since).start.isoformat()
        if until is not None:
            filters["until"] = parse_edtf(until).end.isoformat()
        given = {name: value for name, value in filters.items() if value is not None}
        return self._guarded(reading.read_events(self._connection, given, limit=limit))

    def rejections(self, *, stage: str | None = None, reason: str | None = None) -> Iterator[Rejection]:
        """What was refused, files and passages, by path and place."""
        return self._guarded(reading.read_rejections(self._connection, stage=stage, reason=reason))

    def rejected_paths(self) -> list[str]:
        """The paths of inputs of which nothing was kept, to try them again."""
        with storage_faults(self._record):
            return [row[0] for row in self._connection.execute(query("read.rejected_paths"))]

    def near_duplicates(self) -> list[tuple[str, str, float]]:
        """Pairs of documents with nearly the same text, and their similarity."""
        with storage_faults(self._record):
            return self._connection.execute(query("read.near_duplicates")).fetchall()

    def publication_dates(self) -> dict[str, str | None]:
        """Identity of each document to its EDTF date of publication, as `measure_relations` wants it."""
        with storage_faults(self._record):
            return dict(self._connection.execute(query("read.publication_dates")))

    def original(self, original_id: str) -> bytes:
        """The bytes that a document was read from; `UnknownNameError` if they were not kept."""
        return read_original(self.folder / "originals", original_id)

    def runs(self) -> list[Run]:
        """The log of runs, oldest first."""
        with storage_faults(self._record):
            return read_runs(self._connection)

    def search(self, text: str, *, limit: int = 50, marks: tuple[str, str] = ("[", "]")) -> list[Hit]:
        """The sentences that match, best first; see `search_sentences` for the language."""
        with storage_faults(self._record):
            return search_sentences(self._connection, text, limit=limit, marks=marks)

    # Tables

    def arrow(self, table: str) -> pa.Table:
        """A table of the record as Arrow: ``events``, ``mentions``, ``documents`` and the rest.

        `polars.from_arrow` takes it as it is, and it has ``to_pandas``. Events have lists and structs for
        columns; ``[start, stop)`` and ``[date_start, date_stop)`` are half-open.
        """
        from detente.ledger.columns import read_arrow  # noqa: PLC0415  Arrow takes long to import

        with storage_faults(self._record):
            return read_arrow(self._reading(), table)

    def sql(self, text: str, params: Sequence[object] | Mapping[str, object] = ()) -> pa.Table:
        """Answer one SELECT of DuckDB over what is on the disk; ``events`` comes from the lake."""
        from detente.ledger.analytics import query_lake  # noqa: PLC0415  DuckDB takes long to import

        return query_lake(
            text, params, shards=self._shards(), folder=self.folder / "lake", record=self._reading()
        )

    def record_sql(self, text: str, params: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Answer one SELECT of SQLite over what is on the disk, as a list of rows by name."""
        with storage_faults(self._record):
            return query_record(self._reading(), text, params=params)

    def dump(self, file: Path | TextIO) -> int:
        """Write the content as JSON lines in key order, the same for the same content; how many."""
        with storage_faults(self._record):
            if isinstance(file, Path):
                with file.open("w", encoding="utf-8", newline="\n") as stream:
                    return self.dump(stream)
            connection = self._reading()
            connection.execute("BEGIN")  # one view of the record for all tables
            try:
                return write_dump(connection, file)
            finally:
                connection.execute("COMMIT")

    def doctor(self, *, mend: bool = False) -> list[Finding]:
        """What is wrong with this ledger; with `mend`, what can be made again is."""
        if mend and self.read_only:
            raise UsageError("a ledger opened read-only cannot be mended", hint="open it for writing")
        if self._transactions.batching:
            raise UsageError(
                "the doctor cannot come while a batch is open", hint="leave `ledger.batch()` first"
            )
        return find_faults(self.folder, mend=mend)

    # Inside

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self.read_only:
            raise LedgerError(f"{str(self.folder)!r} was opened read-only", hint="open it without read_only")
        with storage_faults(self._record), self._transactions.one():
            yield

    def _reading(self) -> sqlite3.Connection:
        """A connection that cannot write and sees what is on the disk, never half a batch."""
        if self._reader is None:
            self._reader = connect(self._record, mode="ro")
        return self._reader

    def _shards(self) -> list[Path]:
        """The lake's files; none where the lake cannot be written and is not current."""
        from detente.ledger.lake import build_lake, read_lake  # noqa: PLC0415  Arrow takes long to import

        folder = self.folder / "lake"
        with storage_faults(folder):
            if not self.read_only:
                return build_lake(self._reading(), folder).files(folder)
            lake = read_lake(folder)
            state = self._reading().execute(query("read.state")).fetchone()
            if lake is None or (lake.ledger, lake.generation) != state:
                return []
            return lake.files(folder)

    def _guarded(self, things: Iterator[_T]) -> Iterator[_T]:
        with storage_faults(self._record):
            yield from things
