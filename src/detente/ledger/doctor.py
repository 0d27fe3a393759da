"""Looking a ledger over, and mending what can be made again."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError, LedgerError, LedgerVersionError
from detente.core.identity import content_id
from detente.ledger.faults import storage_faults
from detente.ledger.files import find_leftovers, read_original
from detente.ledger.forecasts import is_sound, read_forecasts
from detente.ledger.merging import merge_anew
from detente.ledger.opening import RECORD, open_record
from detente.ledger.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Finding", "find_faults"]

_MOST = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a ledger.

    Attributes:
        severity: ``error``: content is lost or wrong; ``warning``: only what can be made again is.
        what: One line.
        hint: What to do; empty if it was mended.
        mended: Whether it was.
    """

    severity: str
    what: str
    hint: str
    mended: bool = False


def find_faults(folder: Path, *, mend: bool = False) -> list[Finding]:
    """Everything that is wrong with the ledger in `folder`, also with one too damaged to be opened.

    With `mend` the full-text index and the lake are rebuilt and leftover files removed. Lost content is
    never made up: the hint says where to get it from.

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
        connection = open_record(folder, create=False, read_only=read_only)
        with storage_faults(file), closing(connection):
            return _look_over(connection, folder, mend=mend)
    except LedgerVersionError:
        raise
    except DetenteError as fault:
        return [Finding("error", f"the record cannot be read: {fault}", fault.hint)]


def _look_over(connection: sqlite3.Connection, folder: Path, *, mend: bool) -> list[Finding]:
    damage = _find_damage(connection)
    if damage:
        return damage
    return [
        *_find_contradictions(connection),
        *_find_wrong_quotes(connection),
        *_find_unsound_forecasts(connection),
        *_find_lost_originals(connection, folder),
        *_check_search(connection, mend=mend),
        *_check_merging(connection, mend=mend),
        *_check_lake(connection, folder, mend=mend),
        *_find_lost_imports(folder / "lake"),
        *_check_leftovers(connection, folder, mend=mend),
    ]


def _find_damage(connection: sqlite3.Connection) -> list[Finding]:
    """Whether SQLite can make sense of its own pages."""
    try:
        lines = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    except sqlite3.DatabaseError as fault:
        lines = [str(fault)]
    if lines == ["ok"]:
        return []
    hint = (
        f"keep a copy of the folder; then restore {RECORD} from a backup, or move it away and run again on "
        f"the same files, or try `sqlite3 {RECORD} .recover | sqlite3 new.sqlite`"
    )
    return [Finding("error", f"the record is damaged: {' '.join(line.split())}", hint) for line in lines]


def _find_contradictions(connection: sqlite3.Connection) -> Iterator[Finding]:
    again = "please report this; running again on the same files into a new ledger mends it"
    orphans = [
        f"{table} → {parent}" for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    if orphans:
        yield Finding("error", f"rows without the row they belong to: {_some(orphans)}", again)
    homeless = [row[0] for row in connection.execute(query("doctor.homeless"))]
    if homeless:
        yield Finding("error", f"documents whose input is not in the books: {_some(homeless)}", again)
    unexplained = [row[0] for row in connection.execute(query("doctor.unexplained"))]
    if unexplained:
        yield Finding(
            "error", f"inputs rejected without a reason, or the reverse: {_some(unexplained)}", again
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
            f"quotes that are not in the text: {_some(wrong)}",
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
            f"forecasts that are not as they were kept: {_some(unsound)}",
            "someone changed the record by hand; restore it from a copy: a forecast cannot be made again",
        )


def _find_lost_originals(connection: sqlite3.Connection, folder: Path) -> Iterator[Finding]:
    lost = []
    for (original_id,) in connection.execute(query("read.original_ids")):
        try:
            read_original(folder / "originals", original_id)
        except DetenteError as fault:
            lost.append(str(fault))
    if lost:
        yield Finding(
            "error",
            f"originals: {_some(lost)}",
            "the texts and events are not touched by this; put the files back from a copy of the folder",
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
        yield _mendable(what, mend, lambda: connection.execute(query("doctor.rebuild_search")))


def _check_merging(connection: sqlite3.Connection, *, mend: bool) -> Iterator[Finding]:
    """Whether every telling that counts tells an event, and every event has a telling."""
    (n_loose,) = connection.execute(query("doctor.loose")).fetchone()
    if n_loose:
        what = f"{n_loose} events and tellings do not belong together as they should"
        yield _mendable(what, mend, lambda: merge_anew(connection))


def _check_lake(connection: sqlite3.Connection, folder: Path, *, mend: bool) -> Iterator[Finding]:
    from detente.ledger.lake import build_lake, find_lake_faults  # noqa: PLC0415  Arrow takes long to import

    state = connection.execute(query("read.state")).fetchone()
    (n_events,) = connection.execute(query("doctor.count_events")).fetchone()
    faults = find_lake_faults(folder / "lake", state=state, n_events=n_events)
    if faults:
        what = f"the lake does not agree with the record: {_some(faults)}"
        yield _mendable(what, mend, lambda: build_lake(connection, folder / "lake", force=True))


def _find_lost_imports(lake: Path) -> Iterator[Finding]:
    """Whether the Parquet files of what was imported are there and as they were written."""
    lost = []
    for manifest in sorted([*lake.glob("imported/*/manifest.json"), *lake.glob("tables/*/manifest.json")]):
        try:
            shards = json.loads(manifest.read_bytes())["shards"]
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
            f"imported rows are missing or changed: {_some(lost)}",
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
    yield _mendable(f"half-written files were left behind: {_some(names)}", mend, remove)


def _mendable(what: str, mend: bool, remedy: Callable[[], object]) -> Finding:  # noqa: FBT001  private
    if not mend:
        return Finding("warning", what, "`detente doctor --mend` puts it right")
    remedy()
    return Finding("warning", what, "", mended=True)


def _some(things: list[str]) -> str:
    shown = "; ".join(things[:_MOST])
    return shown if len(things) <= _MOST else f"{shown}; … ({len(things)} in all)"
