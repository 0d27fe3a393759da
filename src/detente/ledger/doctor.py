"""Looking a ledger over, and mending what can be made again."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError, LedgerError, LedgerVersionError
from detente.core.identity import content_id
from detente.ledger.faults import storage_faults
from detente.ledger.file_checks import check_pages, find_damage, find_lost_originals
from detente.ledger.files import find_leftovers
from detente.ledger.findings import Finding, list_some, mend_or_say
from detente.ledger.forecasts import is_sound, read_forecasts
from detente.ledger.manifests import read_manifest_data
from detente.ledger.merging import merge_anew
from detente.ledger.opening import RECORD, open_record
from detente.ledger.queries import query
from detente.ledger.sealing import begin_writing, seal_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Finding", "find_faults"]


def find_faults(folder: Path, *, mend: bool = False) -> list[Finding]:
    """Everything that is wrong with the ledger in `folder`, also with one too damaged to be opened.

    With `mend`, what can be derived (what was merged, indexes, the lake) is made again, originals are taken
    from where they were read, leftover files removed and the record sealed. Lost content is never made up:
    the hint says where to get it from.

    Raises:
        LedgerVersionError: If a newer détente wrote it.
        LedgerError: If there is none.
    """
    file = folder / RECORD
    if not file.is_file():
        raise LedgerError(
            f"there is no ledger at {str(folder)!r}", hint=f"a ledger is a folder that holds {RECORD}"
        )
    read_only = not mend and not os.access(file, os.W_OK)
    try:
        with storage_faults(file):
            changed = check_pages(folder, mend=mend)
        if any(one.severity == "warning" and not one.mended for one in changed):
            return changed  # the rest would be found wrong for that reason only
        mend = mend and all(one.mended for one in changed)  # else what is lost would be sealed as right
        connection = open_record(folder, create=False, read_only=read_only, sealed=False)
        with storage_faults(file), closing(connection):
            found = _look_over(connection, folder, mend=mend)
            if mend and all(one.mended for one in found):
                seal_record(connection, file)
    except LedgerVersionError:
        raise
    except DetenteError as fault:
        return [Finding("error", f"the record cannot be read: {fault}", fault.hint)]
    return [*changed, *found]


def _look_over(connection: sqlite3.Connection, folder: Path, *, mend: bool) -> list[Finding]:
    damage = find_damage(connection)
    if damage:
        return damage
    return [
        *_find_contradictions(connection),
        *_find_wrong_quotes(connection),
        *_find_unsound_forecasts(connection),
        *find_lost_originals(connection, folder, mend=mend),
        *_check_search(connection, mend=mend),
        *_check_merging(connection, mend=mend),
        *_check_lake(connection, folder, mend=mend),
        *_find_lost_imports(folder / "lake"),
        *_check_leftovers(connection, folder, mend=mend),
    ]


def _find_contradictions(connection: sqlite3.Connection) -> Iterator[Finding]:
    again = "please report this; running again on the same files into a new ledger mends it"
    orphans = [
        f"{table} → {parent}" for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    if orphans:
        yield Finding("error", f"rows without the row they belong to: {list_some(orphans)}", again)
    homeless = [row[0] for row in connection.execute(query("doctor.homeless"))]
    if homeless:
        yield Finding("error", f"documents whose input is not in the books: {list_some(homeless)}", again)
    unexplained = [row[0] for row in connection.execute(query("doctor.unexplained"))]
    if unexplained:
        yield Finding(
            "error", f"inputs rejected without a reason, or the reverse: {list_some(unexplained)}", again
        )


def _find_wrong_quotes(connection: sqlite3.Connection) -> Iterator[Finding]:
    wrong = []
    for document, text in connection.execute(query("doctor.texts")):
        for what, start, stop, quote in connection.execute(query("doctor.quotes"), {"document": document}):
            if text[start:stop] != quote:
                wrong.append(f"{what} in document {document} [{start}:{stop}]")
    if wrong:
        yield Finding(
            "error",
            f"quotes that are not in the text: {list_some(wrong)}",
            "someone changed the record by hand; restore it, or run again into a new ledger",
        )


def _find_unsound_forecasts(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Whether what was foretold can be read, and still has the identity of what it says."""
    unsound = [row[0] for row in connection.execute(query("forecasts.unsound"))]
    if not unsound:
        unsound = [one.id for one in read_forecasts(connection, {}) if not is_sound(one)]
    if unsound:
        yield Finding(
            "error",
            f"forecasts that are not as they were kept: {list_some(unsound)}",
            "someone changed the record by hand; restore it from a copy: a forecast cannot be made again",
        )


def _check_search(connection: sqlite3.Connection, *, mend: bool) -> Iterator[Finding]:
    try:
        connection.execute(query("doctor.search_agrees"))
    except sqlite3.DatabaseError as fault:
        kind = getattr(fault, "sqlite_errorcode", 0) & 0xFF
        if kind == sqlite3.SQLITE_READONLY:
            return  # the check is written as an INSERT; on a disk that cannot be written to it is left out
        if kind != sqlite3.SQLITE_CORRUPT:
            raise
        what = "the full-text index does not agree with the sentences"
        yield mend_or_say(what, lambda: _rebuild_search(connection), mend=mend)


def _rebuild_search(connection: sqlite3.Connection) -> None:
    begin_writing(connection)
    connection.execute(query("doctor.rebuild_search"))
    connection.execute("COMMIT")


def _check_merging(connection: sqlite3.Connection, *, mend: bool) -> Iterator[Finding]:
    """Whether every telling that counts tells an event, and every event has a telling."""
    (n_loose,) = connection.execute(query("doctor.loose")).fetchone()
    if n_loose:
        what = f"{n_loose} events and tellings do not belong together as they should"
        yield mend_or_say(what, lambda: merge_anew(connection), mend=mend)


def _check_lake(connection: sqlite3.Connection, folder: Path, *, mend: bool) -> Iterator[Finding]:
    from detente.ledger.lake import build_lake, find_lake_faults  # noqa: PLC0415  Arrow takes long to import

    state = connection.execute(query("read.state")).fetchone()
    (n_events,) = connection.execute(query("doctor.count_events")).fetchone()
    faults = find_lake_faults(folder / "lake", state=state, n_events=n_events)
    if faults:
        what = f"the lake does not agree with the record: {list_some(faults)}"
        yield mend_or_say(what, lambda: build_lake(connection, folder / "lake", force=True), mend=mend)


def _find_lost_imports(lake: Path) -> Iterator[Finding]:
    """Whether the Parquet files of what was imported are there and as they were written."""
    lost = []
    for manifest in sorted([*lake.glob("imported/*/manifest.json"), *lake.glob("tables/*/manifest.json")]):
        try:
            shards = read_manifest_data(manifest)["shards"]
            files = [manifest.parent / shard["part"] / shard["file"] for shard in shards]
        except (OSError, ValueError, KeyError, TypeError):
            lost.append(str(manifest.relative_to(lake)))
            continue
        lost += [
            str(file.relative_to(lake))
            for file in files
            if not file.is_file() or content_id(file.read_bytes()) != file.stem
        ]
    if lost:
        yield Finding(
            "error",
            f"imported rows are missing or changed: {list_some(lost)}",
            "remove the folder they lie in and import the files again, or put them back from a copy",
        )


def _check_leftovers(connection: sqlite3.Connection, folder: Path, *, mend: bool) -> Iterator[Finding]:
    leftovers = [path for part in ("originals", "lake") for path in find_leftovers(folder / part)]
    if not leftovers:
        return

    def remove() -> None:
        connection.execute("BEGIN IMMEDIATE")  # so that no other process is writing originals
        for path in leftovers:
            with suppress(FileNotFoundError):
                path.unlink()
        connection.execute("COMMIT")

    names = [str(path.relative_to(folder)) for path in leftovers]
    yield mend_or_say(f"half-written files were left behind: {list_some(names)}", remove, mend=mend)
