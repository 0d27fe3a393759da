"""From files to the ledger's lake: each content once, whole shards only."""

from __future__ import annotations

import uuid
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from detente.core.errors import StorageError, UnknownNameError
from detente.exchange.converting import locked_connection
from detente.exchange.counting import Seen
from detente.exchange.fixed import SMALL, parse_small
from detente.exchange.formats import FORMATS
from detente.exchange.layouts import WrongFormatError
from detente.exchange.nouns import ImportedFile, ImportTally, RowReason, RowRejection
from detente.exchange.reading import FORMAT_NAMES, LAKE_NAMES, batches_of, batches_together, stage_input
from detente.exchange.rules import choose_rules
from detente.exchange.schema import IMPORTED_SCHEMA, REJECTED_SCHEMA, STATEMENT_SCHEMA
from detente.exchange.shards import (
    SHARD_ROWS,
    Manifest,
    ShardWriter,
    locked,
    read_manifest,
    remove_orphans,
    without_inputs,
    write_manifest,
)
from detente.exchange.sources import BrokenStreamError, HashingStream, find_inputs, hash_as_read, hash_input
from detente.exchange.tallying import Count
from detente.ledger.files import remove_leftovers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import BinaryIO

    from detente.exchange.fixed import Parsed
    from detente.exchange.nouns import ImportBatch
    from detente.exchange.shards import Shard
    from detente.exchange.sources import Input

__all__ = ["import_events", "imported_folder", "list_imports"]

_TOGETHER = 50_000
_SCHEMAS = {"rows": IMPORTED_SCHEMA, "rejections": REJECTED_SCHEMA, "statements": STATEMENT_SCHEMA}


def imported_folder(ledger_folder: str | Path, form: str) -> Path:
    """Where the imported rows of a format lie."""
    return Path(ledger_folder) / "lake" / "imported" / form


def import_events(
    ledger_folder: str | Path,
    paths: Iterable[str | Path | BinaryIO],
    form: str,
    *,
    without: tuple[str, ...] = (),
    columns: Mapping[str, str] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> ImportTally:
    """Import files of a format into a ledger's lake.

    A content that was imported before adds nothing; if other rules are turned off this time, it is imported
    anew in its place. A process that is killed leaves whole shards, and of the file it was at nothing.

    Args:
        ledger_folder: The ledger's folder; it need not hold a record yet.
        paths: Files, folders, zips, gz, open streams.
        form: ``gdelt icews polecat phoenix jsonl csv``.
        without: Rules on known faults to turn off.
        columns: For ``csv``: our column to the file's.
        progress: Called with the file's name and its rows so far.

    Raises:
        UnknownNameError: If there is no such format or rule.
        StorageError: If the disk refuses.
        LedgerError: If another import of that format runs.
    """
    if form not in FORMAT_NAMES:
        hint = "`detente import shards DIR`" if form in LAKE_NAMES else f"one of {', '.join(FORMAT_NAMES)}"
        raise UnknownNameError(f"no format is named {form!r}", hint=hint)
    choose_rules(form, without)
    folder = imported_folder(ledger_folder, form)
    try:
        with locked(folder):
            remove_leftovers(Path(ledger_folder))
            run = _Run(folder, form, without=tuple(sorted(without)), columns=columns or {}, progress=progress)
            return run.import_all(paths)
    except OSError as fault:
        if isinstance(fault, StorageError | BrokenStreamError):
            raise
        raise StorageError(
            f"{str(folder)!r} cannot be written to: {fault}", hint="is the disk full or read-only?"
        ) from fault


def list_imports(ledger_folder: str | Path) -> list[ImportedFile]:
    """What was imported into a ledger, by format and in order."""
    out = []
    for form in LAKE_NAMES:
        manifest = read_manifest(imported_folder(ledger_folder, form))
        out += [_imported_file(row) for row in manifest.inputs.values()]
    return out


class _Run:
    """One call of `import_events`; a class because it holds rows, keys and the manifest."""

    def __init__(
        self,
        folder: Path,
        form: str,
        *,
        without: tuple[str, ...],
        columns: Mapping[str, str],
        progress: Callable[[str, int], None] | None,
    ) -> None:
        self._folder, self._form = folder, form
        self._without, self._columns, self._progress = without, columns, progress
        self._manifest = read_manifest(folder)
        self._done = {part: ShardWriter(folder, part, schema) for part, schema in _SCHEMAS.items()}
        self._now = {part: ShardWriter(folder, part, schema) for part, schema in _SCHEMAS.items()}
        self._contents = {row["content"]: name for name, row in self._manifest.inputs.items()}
        self._seen, self._pairs, self._touched = Seen(), Seen(), False
        self._group: list[Parsed] = []
        self._n_grouped = 0
        self._waiting: set[str] = set()  # contents that are read and not in the manifest yet
        self._known: list[str] = []
        self._refused: list[RowRejection] = []
        self._imported: list[ImportedFile] = []
        self._uncommitted: list[ImportedFile] = []

    def import_all(self, paths: Iterable[str | Path | BinaryIO]) -> ImportTally:
        self._forget()
        try:
            for source in find_inputs(paths):
                if isinstance(source, RowRejection):
                    self._refused.append(source)
                    continue
                try:
                    self._import_one(source)
                except WrongFormatError as fault:
                    self._refuse(source, RowReason.WRONG_FORMAT, fault.message)
                except BrokenStreamError as fault:
                    self._refuse(source, fault.reason, fault.message)
            self._import_group()
            self._commit()
            remove_orphans(self._folder, self._manifest)
        finally:
            self._seen.close()
            self._pairs.close()
        return ImportTally(tuple(self._imported), tuple(self._known), tuple(self._refused))

    def _import_one(self, source: Input) -> None:
        """Import one input, or put it by to be imported with others."""
        if not source.again:
            self._import_group()
            self._commit()  # so that all can be undone if it turns out broken, or known, at its end
            source, digest = hash_as_read(source)
            with closing(digest):
                self._import_rows(source, uuid.uuid4().hex, digest)
            return
        identity = hash_input(source)
        if self._is_known(identity):
            self._known.append(source.name)
        elif self._form in FORMATS and source.size is not None and source.size <= SMALL:
            parsed = parse_small(self._form, source, identity=identity)
            if self._group and parsed.layout != self._group[0].layout:
                self._import_group()
            self._group.append(parsed)
            self._waiting.add(identity)
            self._n_grouped += parsed.table.num_rows
            if self._n_grouped >= _TOGETHER:
                self._import_group()
        else:
            self._import_group()
            self._import_rows(source, identity)

    def _import_rows(self, source: Input, identity: str, digest: HashingStream | None = None) -> None:
        count = Count()
        shards: list[Shard] = []
        staged = stage_input(self._form, source, without=self._without, columns=self._columns)
        for batch in batches_of(
            staged, seen=self._seen, pairs=self._pairs, file=source.name, identity=identity
        ):
            self._gather(batch, identity)
            count.add(batch)
            if self._progress:
                self._progress(source.name, count.n_rows)
            if self._now["rows"].n_rows >= SHARD_ROWS or self._now["rejections"].n_rows >= SHARD_ROWS:
                shards += [shard for writer in self._now.values() for shard in writer.write()]
        content = digest.content_id() if digest else identity
        if digest and content in self._contents:  # by whatever rules: a stream cannot be read again
            self._undo()
            self._known.append(source.name)
            return
        self._manifest.shards += shards
        self._keep(count.file(source.name, identity, content, form=self._form, without=self._without))
        if shards:
            self._commit()

    def _import_group(self) -> None:
        """Import the small files that were put by."""
        if not self._group:
            return
        group, self._group, self._n_grouped = self._group, [], 0
        for source, identity, batch in batches_together(
            self._form, group, without=self._without, seen=self._seen, pairs=self._pairs
        ):
            count = Count()
            self._gather(batch, identity)
            count.add(batch)
            if self._progress:
                self._progress(source.name, count.n_rows)
            self._keep(count.file(source.name, identity, identity, form=self._form, without=self._without))

    def _keep(self, found: ImportedFile) -> None:
        """An input is through."""
        for part, writer in self._now.items():
            self._done[part].take_from(writer)
        self._touched = False
        self._uncommitted.append(found)
        self._imported.append(found)
        self._contents.setdefault(found.content, found.input)
        self._waiting.add(found.content)
        if self._done["rows"].n_rows >= SHARD_ROWS:
            self._commit()

    def _is_known(self, content: str) -> bool:
        """Whether this content is there already; if by other rules, it is taken out to be read anew."""
        if content in self._waiting:
            return True
        there = self._contents.get(content)
        if there is None:
            return False
        if tuple(self._manifest.inputs[there]["without"]) == self._without:
            return True
        self._import_group()
        self._commit()
        self._manifest = without_inputs(self._folder, self._manifest, {there})
        del self._contents[content]
        self._forget()
        return False

    def _refuse(self, source: Input, reason: RowReason, detail: str) -> None:
        self._refused.append(RowRejection(source.name, 0, reason, detail))
        self._undo()

    def _undo(self) -> None:
        """Forget what was read of an input."""
        if self._touched:
            for writer in self._now.values():
                writer.drop()
            self._commit()
            self._forget()

    def _forget(self) -> None:
        """Read the keys of events anew, from what is in the lake."""
        for seen in (self._seen, self._pairs):
            seen.close()
        self._seen, self._pairs = Seen(self._load_month), Seen()
        self._touched = False

    def _gather(self, batch: ImportBatch, identity: str) -> None:
        self._touched = True
        self._now["rows"].add(batch.table)
        if batch.rejections:
            rows = [
                {
                    "file": r.file,
                    "line": r.line,
                    "reason": r.reason.value,
                    "detail": r.detail,
                    "input": identity,
                }
                for r in batch.rejections
            ]
            self._now["rejections"].add(pa.Table.from_pylist(rows, schema=REJECTED_SCHEMA))
        if batch.statements is not None:
            n_rows = batch.statements.num_rows
            table = batch.statements
            for name, value in (("input", identity), ("file", batch.file)):
                table = table.append_column(name, pa.repeat(pa.scalar(value), n_rows))
            self._now["statements"].add(table.select(STATEMENT_SCHEMA.names))

    def _commit(self) -> None:
        if not self._uncommitted:
            return
        for writer in self._done.values():
            self._manifest.shards += writer.write()
        for found in self._uncommitted:
            self._manifest.inputs[found.input] = asdict(found)
        write_manifest(self._folder, self._manifest, tidy=False)
        self._uncommitted = []
        self._waiting = {file.identity for file in self._group}

    def _load_month(self, month: int) -> Any:  # noqa: ANN401  three arrays
        """The keys of the counted events of a month that are in the lake."""
        files = _files_of_month(self._manifest, self._folder, month)
        if not files:
            return np.zeros(0, np.int64), np.zeros(0, np.int8), np.zeros(0, np.int32)
        with locked_connection() as connection:
            connection.execute("SET threads = 2")
            found = connection.execute(
                """SELECT event_key, any_value(flipped) FILTER (role = 'event') AS side, count(*) AS n
                FROM read_parquet($files)
                WHERE role <> 'fault' AND coalesce(year(date) * 100 + month(date), 0) = $month
                GROUP BY event_key HAVING side IS NOT NULL ORDER BY event_key""",
                {"files": [str(file) for file in files], "month": month},
            ).fetchnumpy()
        return (
            np.asarray(found["event_key"], np.int64),
            np.asarray(found["side"]).astype(np.int8),
            np.asarray(found["n"]).astype(np.int32),
        )


def _files_of_month(manifest: Manifest, folder: Path, month: int) -> list[Path]:
    shards = (shard for shard in manifest.shards if shard.part == "rows" and shard.has_month(month))
    return [folder / shard.part / shard.file for shard in shards]


def _imported_file(row: dict[str, Any]) -> ImportedFile:
    return ImportedFile(**{**row, "without": tuple(row["without"])})
