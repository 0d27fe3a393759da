"""From a stream of bytes to Arrow tables of text columns, a block at a time, every line accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import csv

from detente.exchange.nouns import RowReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from detente.exchange.sources import Reader

__all__ = ["LinesBlock", "Table", "Trouble", "parse_block", "read_blocks"]

_BLOCK = 24 << 20
_LONGEST = 1 << 20
_SHOWN = 200

Trouble = tuple[int, RowReason, str]
"""Line, reason and detail of a row that was refused."""


@dataclass(frozen=True, slots=True)
class LinesBlock:
    """Whole lines of a file.

    Attributes:
        data: Their bytes; lines end with a line feed, the file's last one perhaps without.
        first: Number of the first line, from 1.
        n_lines: How many.
    """

    data: bytes
    first: int
    n_lines: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a block.

    Attributes:
        columns: Text columns and ``line``; None for none.
        troubles: Rows that have not as many columns as they should.
        n_mended: Rows read after surplus empty columns were cut off.
        n_empty: Lines with nothing in them.
    """

    columns: pa.Table | None
    troubles: list[Trouble]
    n_mended: int
    n_empty: int


def read_blocks(stream: Reader, *, size: int = _BLOCK) -> Iterator[LinesBlock | Trouble]:
    """Blocks of whole lines of about `size` bytes; a line longer than a megabyte is a trouble.

    Raises:
        BrokenStreamError: If the stream ends too early; the blocks before are whole.
    """
    rest, line, first = b"", 1, True
    while data := stream.read(size):
        if first:
            data, first = data.removeprefix(b"\xef\xbb\xbf"), False
        data = rest + data
        cut = data.rfind(b"\n") + 1
        if not cut:
            if len(data) > max(size, _LONGEST):
                yield line, RowReason.TOO_LONG, f"a line of more than {len(data)} bytes: {_shown(data)}"
                rest = _skip_line(stream, size)
                line += 1
                continue
            rest = data
            continue
        block, rest = data[:cut], data[cut:]
        n_lines = block.count(b"\n")
        yield LinesBlock(_plain(block), line, n_lines)
        line += n_lines
    if rest:
        yield LinesBlock(_plain(rest), line, 1)


def parse_block(
    block: LinesBlock, names: Sequence[str], wanted: Sequence[str], *, delimiter: str = "\t"
) -> Table:
    """The rows of a block, whose fields are not quoted.

    Args:
        block: Whole lines.
        names: Of the columns, in the order of the file.
        wanted: Those to read.
        delimiter: Between fields.
    """
    bad: list[object] = []
    if block.data:
        try:
            table = _parse(block.data, names, wanted, delimiter=delimiter, bad=bad)
            if not bad and table.num_rows == block.n_lines:
                lines = np.arange(block.first, block.first + block.n_lines, dtype=np.int64)
                return Table(_numbered(table, lines), [], 0, 0)
        except pa.ArrowInvalid:
            pass
    return _parse_by_line(block, names, wanted, delimiter=delimiter)


def _parse(
    data: bytes, names: Sequence[str], wanted: Sequence[str], *, delimiter: str, bad: list[object]
) -> pa.Table:
    def skip(row: object) -> str:
        bad.append(row)
        return "skip"

    return csv.read_csv(
        pa.BufferReader(data),
        read_options=csv.ReadOptions(column_names=list(names), block_size=4 * _LONGEST),
        parse_options=csv.ParseOptions(
            delimiter=delimiter,
            quote_char=False,
            double_quote=False,
            ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=list(wanted),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )


def _parse_by_line(
    block: LinesBlock, names: Sequence[str], wanted: Sequence[str], *, delimiter: str
) -> Table:
    """The same for a block in which something is wrong: slower, and says where."""
    mark, want = delimiter.encode(), len(names) - 1
    kept: list[bytes] = []
    numbers: list[int] = []
    troubles: list[Trouble] = []
    n_mended = n_empty = 0
    for number, line in enumerate(block.data.removesuffix(b"\n").split(b"\n"), start=block.first):
        found = line.count(mark)
        if not line.strip():
            n_empty += 1
            continue
        if len(line) > _LONGEST:
            troubles.append((number, RowReason.TOO_LONG, f"{len(line)} bytes: {_shown(line)}"))
            continue
        if found > want and line.endswith(mark * (found - want)):
            line = line[: want - found]  # noqa: PLW2901  surplus empty columns at the end hold nothing
            n_mended += 1
        elif found != want:
            reason = RowReason.TOO_MANY_COLUMNS if found > want else RowReason.TOO_FEW_COLUMNS
            troubles.append((number, reason, f"{found + 1} columns, not {want + 1}: {_shown(line)}"))
            continue
        kept.append(line)
        numbers.append(number)
    data = b"\n".join(kept) + b"\n" if kept else b""
    lines = np.array(numbers, dtype=np.int64)
    if kept:
        table = _parse(data, names, wanted, delimiter=delimiter, bad=[])
    else:
        table = pa.table({name: pa.array([], pa.string()) for name in wanted})
    return Table(_numbered(table, lines), troubles, n_mended, n_empty)


def _numbered(table: pa.Table, lines: NDArray[np.int64]) -> pa.Table:
    return table.append_column("line", pa.array(lines))


def _plain(data: bytes) -> bytes:
    """In UTF-8, without carriage returns and zero bytes, which part a line for some and not for others."""
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            data = data.decode("utf-8", "replace").encode()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    return data.replace(b"\0", b" ") if b"\0" in data else data


def _skip_line(stream: Reader, size: int) -> bytes:
    """What follows the end of the line that the stream is in."""
    while data := stream.read(size):
        if (cut := data.find(b"\n")) >= 0:
            return data[cut + 1 :]
    return b""


def _shown(line: bytes) -> str:
    return repr(line[:_SHOWN].decode("utf-8", "replace"))
