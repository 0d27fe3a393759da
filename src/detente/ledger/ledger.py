"""The ledger: one folder, one writer, any number of readers."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from detente.core.errors import InputError, LedgerError, UsageError
from detente.ledger.checking import check_coded
from detente.ledger.correcting import (
    find_holding,
    find_moment,
    find_present_names,
    make_corrections,
    withdraw_correction,
    write_correction,
)
from detente.ledger.doctor import Finding, find_faults
from detente.ledger.dump import write_dump
from detente.ledger.faults import storage_faults
from detente.ledger.files import keep_original, remove_leftovers
from detente.ledger.forecasts import is_sound, write_forecasts
from detente.ledger.merging import needs_settling, settle_events, unsettle_document, unsettle_mentions
from detente.ledger.opening import connect, open_record
from detente.ledger.queries import query
from detente.ledger.reader import LedgerReader
from detente.ledger.record_sql import Row, query_record
from detente.ledger.runs import note_finish, note_start
from detente.ledger.sealing import seal_record
from detente.ledger.transactions import Transactions
from detente.ledger.writing import (
    Outcome,
    find_known,
    mark_read,
    rewrite_coded,
    write_coded,
    write_rejection,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import TextIO

    import pyarrow as pa

    from detente.coding.event import CodedDocument
    from detente.core.rejections import Rejection
    from detente.ledger.corrections import Correction
    from detente.ledger.forecasts import KeptForecast

__all__ = ["Ledger", "open_ledger"]


def open_ledger(
    path: str | Path,
    *,
    create: bool = True,
    read_only: bool = False,
    near_duplicate: float = 0.8,
    wait: float = 30.0,
) -> Ledger:
    """Open the ledger at `path`, or make one.

    Args:
        path: Its folder.
        create: Whether one is made where there is none.
        read_only: Change nothing; the only way on a disk that cannot be written to.
        near_duplicate: Similarity of texts from which two documents are linked; use the same always.
        wait: Seconds to wait while another process writes, before giving up.

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
    connection = open_record(folder, create=create, read_only=read_only, wait=wait)
    ledger = Ledger(folder, connection, read_only=read_only, near_duplicate=near_duplicate)
    if not read_only:
        ledger.settle()
    return ledger


class Ledger(LedgerReader):
    """An open ledger; make one with `open_ledger` and close it, or use it in a ``with``.

    A class because it holds connections. Not to be shared between threads: open one for each.

    Attributes:
        folder: Where it lies.
        read_only: Whether it was opened so.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, *, read_only: bool, near_duplicate: float
    ) -> None:
        super().__init__(folder, connection)
        self.read_only = read_only
        self._near_duplicate = near_duplicate
        self._transactions = Transactions(connection, self._settle)
        self._reader: sqlite3.Connection | None = connection if read_only else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; the last one who could write seals the record."""
        with storage_faults(self._record):
            if self._reader is not None:
                self._reader.close()
            try:
                if not self.read_only:
                    seal_record(self._connection, self._record)
            finally:
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

    def recode(self, coded: CodedDocument) -> None:
        """Put what was found anew in a document in place of what was found before; corrections stay.

        Raises:
            InputError: If `coded` contradicts itself.
            UnknownNameError: If the document is not in the books.
            StorageError: If the disk refuses; what was found before is then still there.
        """
        with self._writing():
            self.document(coded.document.id)
            check_coded(coded)
            rewrite_coded(self._connection, coded, floor=self._near_duplicate)

    def correct(  # noqa: PLR0913  what a person may say, by keyword
        self,
        about: str,
        verdict: str,
        *,
        by: str,
        other: str = "",
        changes: Mapping[str, object] | None = None,
        note: str = "",
        at: str | None = None,
    ) -> list[Correction]:
        """Keep a person's word on a record; it holds from now on, also after the text is coded anew.

        Args:
            about: Identity of a telling, claim, mechanism statement, prediction or question; of a merged
                event, which stands for all its tellings.
            verdict: ``right``, ``wrong`` (struck out: it counts nowhere), ``edit``; of events ``join`` and
                ``split``; of predictions ``fulfilled``, ``refuted``, ``overdue``, ``open``.
            by: Who says so.
            other: Of join and split: the other event or telling.
            changes: Of an edit: field to new value.
            note: In words.
            at: When, ISO 8601 in UTC; now if not given.

        Returns:
            What was kept: one correction for each telling concerned.

        Raises:
            UnknownNameError: If there is no such record.
            UsageError: If the verdict does not fit the record, or a change its field.
            InputError: If a join or a split contradicts others.
        """
        with self._writing():
            made = make_corrections(
                self._connection, about, verdict, by=by, other=other, changes=changes, note=note, at=at
            )
            for correction in made:
                write_correction(self._connection, correction)
                if correction.kind == "event":
                    unsettle_mentions(self._connection, filter(None, [correction.about, correction.other]))
                    if verdict in ("right", "wrong", "edit"):
                        unsettle_document(self._connection, correction.document)
            self._connection.execute(query("write.grow_generation"))
        return made

    def withdraw(self, ids: Iterable[str], *, by: str, at: str | None = None) -> list[Correction]:
        """Take corrections back: all is as if they had not been said, and what was said stays in the books.

        Args:
            ids: Identities of corrections that hold; all of them or none are taken back.
            by: Who takes them back.
            at: When, ISO 8601 in UTC; now if not given.

        Returns:
            What was taken back.

        Raises:
            UnknownNameError: If one does not hold.
            UsageError: If nobody is named.
        """
        if not by.strip():
            raise UsageError("who takes it back must be said", hint="--by NAME")
        with self._writing():
            moment = at or find_moment(self._connection)
            taken = find_holding(self._connection, ids)
            for correction in taken:
                withdraw_correction(self._connection, correction, by=by.strip(), at=moment)
                if correction.kind == "event":
                    unsettle_mentions(self._connection, find_present_names(self._connection, correction))
                    if correction.verdict not in ("join", "split"):
                        unsettle_document(self._connection, correction.document)
            self._connection.execute(query("write.grow_generation"))
        return taken

    def keep_forecasts(self, forecasts: Iterable[KeptForecast]) -> int:
        """Keep what was foretold, for good: it can be neither changed nor taken out, only scored.

        The same answer of the same model to the same question changes nothing.

        Args:
            forecasts: By `build_kept`.

        Returns:
            How many were not kept before.

        Raises:
            InputError: If one is not what its identity says.
        """
        listed = list(forecasts)
        wrong = [one.id for one in listed if not is_sound(one)]
        if wrong:
            raise InputError(
                f"the forecast {wrong[0]!r} is not what its identity says", hint="make it with `build_kept`"
            )
        with self._writing():
            n_new = write_forecasts(self._connection, listed, generation=self.generation())
            if n_new:
                self._connection.execute(query("write.grow_generation"))
        return n_new

    def add_rejection(self, rejection: Rejection, *, path: str) -> None:
        """Note an input of which nothing was kept.

        It is keyed by `path` and the rejection's document name; the newest reason stands, and adding a
        document of the same path and name, or `mark_read`, removes it.
        """
        with self._writing():
            write_rejection(self._connection, rejection, path=path)

    def settle(self) -> None:
        """Merge the events anew where they were merged by an older détente, or not yet; else do nothing.

        Opening for writing does it. Whatever is added later is merged in the same transaction.
        """
        with storage_faults(self._record):
            if needs_settling(self._connection):
                with self._transactions.one():
                    pass

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

    def _settle(self) -> None:
        settle_events(self._connection, reprint=self._near_duplicate)

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
        """The lake's files; none where the lake cannot be written and is not current and whole."""
        from detente.ledger.lake import build_lake, find_lake_files  # noqa: PLC0415  Arrow takes long to import

        folder = self.folder / "lake"
        with storage_faults(folder):
            if not self.read_only:
                return build_lake(self._reading(), folder).files(folder)
            return find_lake_files(folder, state=self._reading().execute(query("read.state")).fetchone())
