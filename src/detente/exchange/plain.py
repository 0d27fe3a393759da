"""Tables with a header and any columns: CSV by a mapping of columns, our own exports, Parquet."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from detente.exchange.converting import Converter
from detente.exchange.formats import is_data_row, looks_like
from detente.exchange.layouts import WrongFormatError
from detente.exchange.mapping import map_columns, staged_sql
from detente.exchange.nouns import RowReason
from detente.exchange.own import is_own_events, is_own_rows, stage_own_events, stage_own_rows
from detente.exchange.sources import BrokenStreamError
from detente.exchange.staging import Staged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from detente.exchange.blocks import Trouble
    from detente.exchange.sources import Input, Reader

__all__ = ["read_table", "stage_csv"]

_HEAD = 1 << 16
_STEP = 1 << 20
_ROWS = 50_000
_LINE = "line"
_NO_PARQUET = (pa.ArrowException, OSError, ValueError, OverflowError)


def stage_csv(source: Input, *, columns: Mapping[str, str], without: tuple[str, ...]) -> Iterator[Staged]:
    """The rows of a table, as `detente.exchange.reading.stage_input` wants them.

    Raises:
        WrongFormatError: If it is no table, or lacks what an event needs.
        BrokenStreamError: If it cannot be read to its end.
    """
    header, batches = read_table(source)
    if is_own_events(header):
        yield from stage_own_events(batches)
        return
    if is_own_rows(header):
        yield from stage_own_rows(batches)
        return
    mapping = map_columns(header, columns)
    converter = Converter("csv", staged=staged_sql(mapping), without=without, date_names=[mapping["date"]])
    for table, troubles in batches:
        converted = converter.convert(table)
        yield Staged(
            converted.rows, sorted(troubles + converted.troubles), converted.unknown, rules=converter.rules
        )
    converter.close()


def read_table(source: Input) -> tuple[list[str], Iterator[tuple[pa.Table, list[Trouble]]]]:
    """A table's column names, and its rows as texts with ``line``; a Parquet of ours keeps its types.

    Raises:
        WrongFormatError: If it is no table with a header.
        BrokenStreamError: If it cannot be read.
    """
    if source.path is not None and not source.member and source.again and _is_parquet(source):
        return _parquet_batches(source)
    return _csv_batches(source)


def _is_parquet(source: Input) -> bool:
    with source.open() as stream:
        return stream.read(4) == b"PAR1"


def _parquet_batches(source: Input) -> tuple[list[str], Iterator[tuple[pa.Table, list[Trouble]]]]:
    try:
        file = pq.ParquetFile(source.path)
        names = _distinct(file.schema_arrow.names)
    except _NO_PARQUET as fault:
        raise BrokenStreamError(f"{source.name} cannot be read: {fault}", RowReason.DAMAGED) from fault
    own = is_own_events(names)

    def batches() -> Iterator[tuple[pa.Table, list[Trouble]]]:
        first = 1
        try:
            for batch in file.iter_batches(batch_size=_ROWS):
                table = pa.Table.from_batches([batch])
                if is_own_rows(names):
                    yield table, []
                else:
                    texts = [_as_text(column, nested=own) for column in table.columns]
                    lines = pa.array(range(first, first + table.num_rows), pa.int64())
                    yield pa.table([*texts, lines], names=[*names, _LINE]), []
                first += table.num_rows
        except _NO_PARQUET as fault:
            raise BrokenStreamError(f"{source.name} cannot be read: {fault}", RowReason.DAMAGED) from fault

    return names, batches()


def _as_text(column: pa.ChunkedArray, *, nested: bool) -> pa.ChunkedArray:
    """A column as texts; lists and structures stay as they are if `nested`, else are written out."""
    if pa.types.is_nested(column.type):
        return column if nested else pa.array([_written(value) for value in column.to_pylist()], pa.string())
    try:
        return column.cast(pa.string()).fill_null("")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # bytes that are no text, a type without one
        return pa.array([_written(value) for value in column.to_pylist()], pa.string())


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def _csv_batches(source: Input) -> tuple[list[str], Iterator[tuple[pa.Table, list[Trouble]]]]:
    with source.open() as stream:
        head = stream.read(_HEAD)
        if not head:
            raise BrokenStreamError(f"{source.name} holds nothing", RowReason.EMPTY)
        header, delimiter = _header(head)
        held = stream if source.stream is not None else None
    return header, _read_csv(source, held, head, header=header, delimiter=delimiter)


def _header(head: bytes) -> tuple[list[str], str]:
    text = head.decode("utf-8-sig", "replace")
    line = text.partition("\n")[0].rstrip("\r")
    delimiter = max(",;\t|", key=line.count)
    try:
        cells = next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
    except csv.Error:
        cells = []
    names = _distinct(cells)
    numbers = sum(cell.strip().lstrip("-").replace(".", "").isdigit() for cell in cells)
    if len(cells) < 2 or numbers > len(cells) // 3 or is_data_row(line):
        raise WrongFormatError(
            f"this is no table with a header: it looks like {looks_like(head)}",
            hint="the first line has to name the columns, parted by , ; or tab",
        )
    return names, delimiter


def _distinct(cells: Sequence[str]) -> list[str]:
    """Names for columns: none empty, none twice, and ours for the number of the line left free."""
    if is_own_rows(cells):
        return list(cells)
    names: dict[str, None] = {}
    for place, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {place}"
        name = f"{name} of the file" if name.casefold() == _LINE else name
        names[name if name not in names else f"{name} {place}"] = None
    if len(names) < len(cells):  # made to be mistaken for each other
        return [f"column {place}" for place, _ in enumerate(cells, start=1)]
    return list(names)


def _read_csv(
    source: Input, held: Reader | None, head: bytes, *, header: list[str], delimiter: str
) -> Iterator[tuple[pa.Table, list[Trouble]]]:
    troubles: list[Trouble] = []

    def refuse(row: Any) -> str:  # noqa: ANN401  Arrow has no types
        many = row.actual_columns > row.expected_columns
        reason = RowReason.TOO_MANY_COLUMNS if many else RowReason.TOO_FEW_COLUMNS
        detail = f"{row.actual_columns} columns, not {row.expected_columns}: {row.text[:200]!r}"
        troubles.append((row.number or 0, reason, detail))
        return "skip"

    options = {
        "read_options": arrow_csv.ReadOptions(
            use_threads=False,  # a refused row has a number only so
            column_names=header,
            skip_rows=1,
            block_size=4 << 20,
        ),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=refuse
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
        ),
    }
    first = 2
    try:
        with source.open() as stream:
            file = pa.PythonFile(_Joined(head, held) if held else _Joined(b"", stream), mode="r")
            for batch in arrow_csv.open_csv(file, **options):
                lines = _lines_of(first, batch.num_rows, troubles)
                table = pa.Table.from_batches([batch]).append_column("line", lines)
                yield table, list(troubles)
                first += batch.num_rows + len(troubles)
                troubles.clear()
    except pa.ArrowInvalid as fault:
        raise BrokenStreamError(f"{source.name} cannot be read: {fault}", RowReason.DAMAGED) from fault
    if troubles:
        yield (
            pa.table({name: pa.array([], pa.string()) for name in header}).append_column(
                "line", pa.array([], pa.int64())
            ),
            list(troubles),
        )


def _lines_of(first: int, n_rows: int, troubles: list[Trouble]) -> pa.Array:
    """Numbers of the records, leaving out those that were refused."""
    refused = {number for number, _, _ in troubles}
    numbers: list[int] = []
    number = first
    while len(numbers) < n_rows:
        if number not in refused:
            numbers.append(number)
        number += 1
    return pa.array(numbers, pa.int64())


class _Joined(io.RawIOBase):
    """What was read already, and the rest, in UTF-8 whatever it was; a class because Arrow reads files."""

    def __init__(self, head: bytes, rest: Reader) -> None:
        super().__init__()
        self._rest = rest
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._ready = self._mend(head, final=False)

    def read(self, size: int = -1) -> bytes:
        while not self._ready:
            data = self._rest.read(_STEP)
            self._ready = self._mend(data, final=not data)
            if not data:
                break
        out, self._ready = self._ready[:size], self._ready[size:]
        return out

    def readable(self) -> bool:
        return True

    def _mend(self, data: bytes, *, final: bool) -> bytes:
        return self._decoder.decode(data, final).replace("\0", " ").encode()
