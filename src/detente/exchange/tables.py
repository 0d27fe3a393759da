"""Tables of the field on states: membership, alliances, disputes, votes, trade; kept as Parquet."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from detente.core.errors import UnknownNameError
from detente.core.provenance import data_folder
from detente.exchange.converting import lookup_connection
from detente.exchange.layouts import WrongFormatError
from detente.exchange.nouns import ImportedFile, ImportTally, RowReason, RowRejection
from detente.exchange.plain import read_table
from detente.exchange.shards import (
    ShardWriter,
    locked,
    read_manifest,
    write_manifest,
)
from detente.exchange.sources import BrokenStreamError, find_inputs, hash_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.exchange.sources import Input

__all__ = ["TABLE_KINDS", "TableColumn", "import_table", "read_table_columns", "table_files"]

TABLE_KINDS = ("states", "alliances", "disputes", "votes", "trade")
"""What `import_table` takes for a kind."""

_ARROW = {
    "state": pa.int64(),
    "int": pa.int64(),
    "flag": pa.bool_(),
    "number": pa.float64(),
    "text": pa.string(),
}
_SQL = {"int": "BIGINT", "state": "BIGINT", "number": "DOUBLE", "text": "VARCHAR"}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a kind of table.

    Attributes:
        table: The kind.
        name: Ours.
        kind: ``state int flag number text``; of a state there is also its ISO code, as ``iso1`` for ``cow1``.
        needed: Whether a row without it is refused.
        names: By which it is known in files, in lower case.
        what: What it means.
    """

    table: str
    name: str
    kind: str
    needed: bool
    names: tuple[str, ...]
    what: str


@cache
def read_table_columns(kind: str) -> tuple[TableColumn, ...]:
    """The columns of a kind of table.

    Raises:
        UnknownNameError: If there is no such kind.
    """
    if kind not in TABLE_KINDS:
        raise UnknownNameError(f"no kind of table is named {kind!r}", hint=f"one of {', '.join(TABLE_KINDS)}")
    with (data_folder("exchange") / "table_columns.csv").open("r", encoding="utf-8") as file:
        return tuple(
            TableColumn(
                row["table"],
                row["column"],
                row["kind"],
                row["needed"] == "yes",
                tuple(row["names"].split(";")),
                row["what"],
            )
            for row in csv.DictReader(file)
            if row["table"] == kind
        )


def import_table(
    ledger_folder: str | Path,
    paths: Iterable[str | Path],
    kind: str,
    *,
    columns: Mapping[str, str] | None = None,
) -> ImportTally:
    """Import tables of a kind into a ledger's lake, as Parquet under ``lake/tables/<kind>``.

    A content that was imported before adds nothing. A state's number is also told as ISO alpha-3, dated by
    the row's year: 365 is ``SUN`` in 1985. Missing values (-9 and empty) are null.

    Args:
        ledger_folder: The ledger's folder.
        paths: Files with a header, packed or not.
        kind: ``states alliances disputes votes trade``.
        columns: Our column to the file's, where its name is not among the known.

    Raises:
        UnknownNameError: If there is no such kind or column.
    """
    wanted = read_table_columns(kind)
    folder = table_folder(ledger_folder, kind)
    done: list[ImportedFile] = []
    known: list[str] = []
    refused: list[RowRejection] = []
    with locked(folder):
        for source in find_inputs(paths):
            if isinstance(source, RowRejection):
                refused.append(source)
                continue
            try:
                identity = hash_input(source)
                if identity in read_manifest(folder).inputs:
                    known.append(source.name)
                else:
                    done.append(
                        _import_one(folder, source, identity, kind=kind, wanted=wanted, columns=columns or {})
                    )
            except WrongFormatError as fault:
                refused.append(RowRejection(source.name, 0, RowReason.WRONG_FORMAT, fault.message))
            except BrokenStreamError as fault:
                refused.append(RowRejection(source.name, 0, fault.reason, fault.message))
    return ImportTally(tuple(done), tuple(known), tuple(refused))


def table_folder(ledger_folder: str | Path, kind: str) -> Path:
    """Where the tables of a kind lie."""
    return Path(ledger_folder) / "lake" / "tables" / kind


def table_files(ledger_folder: str | Path, kind: str) -> list[Path]:
    """The Parquet files of a kind of table."""
    folder = table_folder(ledger_folder, kind)
    return read_manifest(folder).files(folder)


def _import_one(
    folder: Path,
    source: Input,
    identity: str,
    *,
    kind: str,
    wanted: tuple[TableColumn, ...],
    columns: Mapping[str, str],
) -> ImportedFile:
    header, batches = read_table(source)
    mapping = _map(header, wanted, columns)
    schema = _schema(wanted)
    rows = ShardWriter(folder, "rows", schema)
    reasons: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    n_rows = 0
    with lookup_connection() as connection:
        query = _query(wanted, mapping)
        for table, troubles in batches:
            connection.register("raw", table)
            found = connection.sql(query).to_arrow_table()
            n_rows += found.num_rows + len(troubles)
            reasons.update(reason.value for _, reason, _ in troubles)
            good = pc.is_null(found.column("problem"))
            reasons.update(_counts(found.column("problem")))
            kept = found.filter(good)
            for column in wanted:
                if column.kind == "state":
                    iso = kept.column(_iso(column.name))
                    lost = pc.and_(pc.is_null(iso), pc.is_valid(kept.column(column.name)))
                    unknown.update(_counts(kept.column(column.name).filter(lost)))
            for name, value in (("input", identity), ("file", source.name)):
                kept = kept.append_column(name, pa.repeat(pa.scalar(value), kept.num_rows))
            rows.add(kept.select(schema.names).cast(schema))
    n_kept = rows.n_rows
    manifest = read_manifest(folder)
    manifest.shards += rows.write()
    found_file = ImportedFile(
        source.name,
        identity,
        identity,
        kind,
        rows=n_rows,
        events=n_kept,
        mirrors=0,
        repeats=0,
        faulty=0,
        rejected=reasons.total(),
        reasons=dict(reasons),
        unknown=dict(unknown.most_common()),
    )
    manifest.inputs[identity] = asdict(found_file)
    write_manifest(folder, manifest)
    return found_file


def _map(header: list[str], wanted: tuple[TableColumn, ...], columns: Mapping[str, str]) -> dict[str, str]:
    folded = {name.strip().lower(): name for name in reversed(header)}
    ours = {column.name for column in wanted}
    for name, theirs in columns.items():
        if name not in ours:
            raise UnknownNameError(f"no column is named {name!r}", hint=f"one of {', '.join(sorted(ours))}")
        if theirs not in header:
            raise UnknownNameError(
                f"the file has no column {theirs!r}", hint=f"it has {', '.join(header[:30])}"
            )
    found = {}
    for column in wanted:
        theirs = columns.get(column.name) or next(
            (folded[name] for name in column.names if name in folded), ""
        )
        if theirs:
            found[column.name] = theirs
        elif column.needed:
            raise WrongFormatError(
                f"no column for {column.name} ({column.what}) among {', '.join(header[:20])}",
                hint=f"name it: --column {column.name}=NAME",
            )
    return found


def _query(wanted: tuple[TableColumn, ...], mapping: Mapping[str, str]) -> str:
    """The query that gives our columns, the states' ISO codes and what is wrong with a row."""
    parts, joins, faults = ["t.line"], [], []
    inner = ["line"]
    year = "year" if "year" in mapping else None
    for column in wanted:
        cell = (
            f'given("{mapping[column.name].replace(chr(34), chr(34) * 2)}")'
            if column.name in mapping
            else "NULL"
        )
        if column.kind == "flag":
            value = f"CASE WHEN {cell} IS NULL OR number({cell}) < 0 THEN NULL ELSE number({cell}) > 0 END"
        elif column.kind == "text":
            value = f"{cell}::VARCHAR"
        else:
            value = f"nullif(nullif(TRY_CAST(number({cell}) AS {_SQL[column.kind]}), -9), -99)"
        inner.append(f"{value} AS {column.name}")
        parts.append(f"t.{column.name}")
        if column.kind == "state":
            alias = f"s_{column.name}"
            joins.append(f"LEFT JOIN states_cow AS {alias} ON {alias}.code = t.{column.name}::VARCHAR")
            day = "make_date(greatest(least(t.year, 9999), 1), 7, 1)" if year else "NULL::DATE"
            parts.append(
                f"CASE WHEN {alias}.heirs IS NULL THEN {alias}.iso3 ELSE holder({alias}.heirs, {day}) END"
                f" AS {_iso(column.name)}"
            )
        if column.needed:
            faults.append(f"WHEN t.{column.name} IS NULL THEN 'BAD_VALUE'")
    problem = f"CASE {' '.join(faults)} END" if faults else "NULL"
    return (
        f"SELECT {', '.join(parts)}, {problem} AS problem "  # noqa: S608  names from our own list, cells quoted
        f"FROM (SELECT {', '.join(inner)} FROM raw) AS t {' '.join(joins)} ORDER BY t.line"
    )


def _schema(wanted: tuple[TableColumn, ...]) -> pa.Schema:
    fields: list[tuple[str, Any]] = []
    for column in wanted:
        fields.append((column.name, _ARROW[column.kind]))
        if column.kind == "state":
            fields.append((_iso(column.name), pa.string()))
    return pa.schema([*fields, ("input", pa.string()), ("file", pa.string()), ("line", pa.int64())])


def _iso(name: str) -> str:
    return name.replace("cow", "iso")


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    rows = column.drop_null().value_counts().to_pylist()
    return {str(row["values"]): row["counts"] for row in rows}
