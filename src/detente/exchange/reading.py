"""Readers: from files of a format to batches of imported rows, streamed."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.core.errors import UnknownNameError
from detente.exchange.counting import Seen, Told, count_once
from detente.exchange.fixed import part_lines, stage_fixed, stage_together
from detente.exchange.formats import FORMATS
from detente.exchange.layouts import WrongFormatError
from detente.exchange.nouns import ImportBatch, RowReason, RowRejection
from detente.exchange.plain import stage_csv
from detente.exchange.records import stage_records
from detente.exchange.rules import choose_rules
from detente.exchange.schema import IMPORTED_SCHEMA
from detente.exchange.sources import BrokenStreamError, find_inputs
from detente.exchange.staging import Staged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

    from detente.exchange.fixed import Parsed
    from detente.exchange.sources import Input

__all__ = [
    "FORMAT_NAMES",
    "LAKE_NAMES",
    "batches_of",
    "batches_together",
    "finish_rows",
    "read_csv",
    "read_gdelt",
    "read_icews",
    "read_jsonl",
    "read_phoenix",
    "read_polecat",
    "stage_input",
]

FORMAT_NAMES = (*FORMATS, "jsonl", "csv")
"""What `import_events` takes for a format."""

LAKE_NAMES = (*FORMAT_NAMES, "shards")
"""The folders of imported rows in a lake; ``shards`` are those that `detente.scale.take_shards` makes."""

_ROLES = pa.array(["event", "repeat", "mirror", "fault"])


def read_gdelt(
    paths: Iterable[str | Path | BinaryIO], *, without: tuple[str, ...] = ()
) -> Iterator[ImportBatch]:
    """Rows of GDELT event files, 1.0 (57 or 58 columns) and 2.0 (61), without a header.

    Args:
        paths: Files, folders, zips, gz, open streams.
        without: Rules on known faults to turn off.
    """
    return _read("gdelt", paths, without=without)


def read_icews(
    paths: Iterable[str | Path | BinaryIO], *, without: tuple[str, ...] = ()
) -> Iterator[ImportBatch]:
    """Rows of ICEWS event files (20 columns with their header); arguments as for `read_gdelt`."""
    return _read("icews", paths, without=without)


def read_polecat(
    paths: Iterable[str | Path | BinaryIO], *, without: tuple[str, ...] = ()
) -> Iterator[ImportBatch]:
    """Rows of POLECAT files (40 columns with their header); arguments as for `read_gdelt`."""
    return _read("polecat", paths, without=without)


def read_phoenix(
    paths: Iterable[str | Path | BinaryIO], *, without: tuple[str, ...] = ()
) -> Iterator[ImportBatch]:
    """Rows of Phoenix files (26 columns, no header); arguments as for `read_gdelt`."""
    return _read("phoenix", paths, without=without)


def read_csv(
    paths: Iterable[str | Path | BinaryIO],
    *,
    columns: Mapping[str, str] | None = None,
    without: tuple[str, ...] = (),
) -> Iterator[ImportBatch]:
    """Rows of tables with a header and any columns, parted by commas, semicolons or tabs; Parquet too.

    Args:
        paths: As for `read_gdelt`.
        columns: Our column to the file's, where its name is not among those of ``csv_columns.csv``.
        without: As for `read_gdelt`.
    """
    return _read("csv", paths, without=without, columns=columns)


def read_jsonl(paths: Iterable[str | Path | BinaryIO]) -> Iterator[ImportBatch]:
    """Events of the interchange, a row for each pair of sides; other records are counted as skipped."""
    return _read("jsonl", paths, without=())


def stage_input(
    form: str, source: Input, *, without: tuple[str, ...] = (), columns: Mapping[str, str] | None = None
) -> Iterator[Staged]:
    """The rows of one input, before they are counted once.

    Raises:
        WrongFormatError: If it is not of that format.
        BrokenStreamError: If it cannot be read to its end.
        UnknownNameError: If there is no such format or rule.
    """
    if form == "jsonl":
        return stage_records(source)
    if form == "csv":
        return stage_csv(source, columns=columns or {}, without=without)
    if form not in FORMATS:
        raise UnknownNameError(f"no format is named {form!r}", hint=f"one of {', '.join(FORMAT_NAMES)}")
    return stage_fixed(form, source, without=without)


def batches_of(
    staged: Iterable[Staged], *, seen: Seen, pairs: Seen, file: str, identity: str
) -> Iterator[ImportBatch]:
    """Batches of one input, each row with its role.

    Args:
        staged: From `stage_input`.
        seen: Events so far.
        pairs: Pairs of sides by sentence so far.
        file: Its name.
        identity: Of its content; may be empty.
    """
    for part in staged:
        rejections = tuple(RowRejection(file, line, reason, detail) for line, reason, detail in part.troubles)
        table = finish_rows(part, seen=seen, pairs=pairs, file=file, identity=identity)
        yield ImportBatch(
            file, table, rejections, part.unknown, n_mended=part.n_mended, statements=part.statements
        )


def batches_together(
    form: str, files: Sequence[Parsed], *, without: tuple[str, ...], seen: Seen, pairs: Seen
) -> Iterator[tuple[Input, str, ImportBatch]]:
    """One batch for each of several small files of one layout, which are converted at once."""
    staged, rest = stage_together(form, files, without=without)
    whole = finish_rows(staged, seen=seen, pairs=pairs, file="", identity="")
    for file, table, part in zip(files, part_lines(whole, len(files)), rest, strict=True):
        for name, value in (("file", file.source.name), ("input", file.identity)):
            index = IMPORTED_SCHEMA.get_field_index(name)
            table = table.set_column(index, name, _constant(value, table.num_rows))  # noqa: PLW2901
        rejections = tuple(RowRejection(file.source.name, *trouble) for trouble in part.troubles)
        batch = ImportBatch(file.source.name, table, rejections, part.unknown, n_mended=part.n_mended)
        yield file.source, file.identity, batch


def _read(
    form: str,
    paths: Iterable[str | Path | BinaryIO],
    *,
    without: tuple[str, ...],
    columns: Mapping[str, str] | None = None,
) -> Iterator[ImportBatch]:
    choose_rules(form, without)  # a wrong name is said before anything is read
    return _read_all(form, paths, without=without, columns=columns)


def _read_all(
    form: str,
    paths: Iterable[str | Path | BinaryIO],
    *,
    without: tuple[str, ...],
    columns: Mapping[str, str] | None,
) -> Iterator[ImportBatch]:
    with closing(Seen()) as seen, closing(Seen()) as pairs:
        for source in find_inputs(paths):
            if isinstance(source, RowRejection):
                yield ImportBatch(source.file, _empty(), (source,))
                continue
            try:
                staged = stage_input(form, source, without=without, columns=columns)
                yield from batches_of(staged, seen=seen, pairs=pairs, file=source.name, identity="")
            except WrongFormatError as fault:
                yield _refused(source, RowReason.WRONG_FORMAT, fault.message)
            except BrokenStreamError as fault:
                yield _refused(source, fault.reason, fault.message)


def _refused(source: Input, reason: RowReason, detail: str) -> ImportBatch:
    return ImportBatch(source.name, _empty(), (RowRejection(source.name, 0, reason, detail),))


def _empty() -> pa.Table:
    return IMPORTED_SCHEMA.empty_table()


def finish_rows(part: Staged, *, seen: Seen, pairs: Seen, file: str, identity: str) -> pa.Table:
    """The rows with role, faults that count reports, and where they stand."""
    rows = part.rows
    if rows is None or not rows.num_rows:
        return _empty()
    rows = rows.combine_chunks()
    n_rows = rows.num_rows
    excluded = _flags(rows, "excluded")
    roles = np.full(n_rows, 3, np.int8)
    if "role" in rows.column_names:  # counted before, in the lake that it was exported from
        given = pc.index_in(rows.column("role"), _ROLES)
        roles = given.fill_null(0).to_numpy().astype(np.int8)
        excluded |= roles != 0
    kept = np.flatnonzero(~excluded)
    dates = rows.column("date")
    months = pc.add(pc.multiply(pc.year(dates), 100), pc.month(dates)).fill_null(0).to_numpy()
    reports = np.zeros(n_rows, np.int32)
    told = Told(
        keys=_keys(rows, "event_key")[kept],
        flips=_flags(rows, "flipped")[kept],
        months=months[kept].astype(np.int64),
        pair_keys=_keys(rows, "pair_key")[kept],
        pair_flips=_flags(rows, "pair_flip")[kept],
    )
    roles[kept], reports[kept] = count_once(told, seen=seen, pairs=pairs)
    columns = {
        "role": _ROLES.take(pa.array(roles)),
        "faults": _faults(rows.column("faults"), reports, part),
        "input": _constant(identity, n_rows),
        "file": _constant(file, n_rows),
    }
    arrays = [columns.get(name) for name in IMPORTED_SCHEMA.names]
    filled = [
        rows.column(name) if array is None else array
        for name, array in zip(IMPORTED_SCHEMA.names, arrays, strict=True)
    ]
    return pa.table(filled, names=IMPORTED_SCHEMA.names).cast(IMPORTED_SCHEMA)


def _faults(column: pa.ChunkedArray, reports: NDArray[np.int32], part: Staged) -> pa.Array:
    """The rules hit, as lists, with those that count reports."""
    names = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    for rule in part.rules:
        if rule.n_reports is not None:
            hit = pa.array(reports >= rule.n_reports)
            more = pc.binary_join_element_wise(names, rule.name, ";", null_handling="skip")
            names = pc.if_else(hit, more, names)
    lists = pc.split_pattern(names, ";")
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = np.r_[0, np.cumsum(lengths)].astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), lists.flatten())


def _flags(rows: pa.Table, name: str) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = rows.column(name).fill_null(fill_value=False).to_numpy().astype(bool)
    return flags


def _keys(rows: pa.Table, name: str) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = rows.column(name).fill_null(0).to_numpy()
    return keys


def _constant(text: str, n_rows: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), n_rows)
