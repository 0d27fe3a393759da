"""Files of the formats with fixed columns: parsed, converted, small ones many at a time."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from detente.exchange.blocks import LinesBlock, Table, parse_block, read_blocks
from detente.exchange.converting import Converter, count_unknown, read_sql
from detente.exchange.formats import FORMATS
from detente.exchange.layouts import find_layout, without_header
from detente.exchange.nouns import RowReason
from detente.exchange.sources import BrokenStreamError
from detente.exchange.staging import Staged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detente.exchange.blocks import Trouble
    from detente.exchange.layouts import Layout
    from detente.exchange.sources import Input

__all__ = ["SMALL", "Parsed", "parse_small", "part_lines", "stage_fixed", "stage_together"]

SMALL = 4 << 20
"""Bytes up to which a file is converted together with others: a conversion costs as much as 10,000 rows."""

_HEAD = 400_000
_PLACE = 1 << 40  # of the file's number in a line's


@dataclass(frozen=True, slots=True)
class Parsed:
    """A small file, not yet converted.

    Attributes:
        source: Where it was read.
        identity: Of its content.
        layout: Its columns.
        table: Its rows, as texts with ``line``.
        troubles: Rows that have not as many columns as they should.
        n_mended: Rows read after surplus empty columns were cut off.
    """

    source: Input
    identity: str
    layout: Layout
    table: pa.Table
    troubles: list[Trouble]
    n_mended: int


def stage_fixed(form: str, source: Input, *, without: tuple[str, ...]) -> Iterator[Staged]:
    """The rows of a file, a block at a time.

    Raises:
        WrongFormatError: If it is not of that format.
        BrokenStreamError: If it cannot be read to its end.
    """
    converter: Converter | None = None
    for layout, table in _parse(form, source):
        if layout is None or table.columns is None:
            yield Staged(None, table.troubles)
            continue
        converter = converter or _converter(form, layout, without)
        converted = converter.convert(table.columns)
        troubles = sorted(table.troubles + converted.troubles)
        yield Staged(
            converted.rows, troubles, converted.unknown, n_mended=table.n_mended, rules=converter.rules
        )


def parse_small(form: str, source: Input, *, identity: str) -> Parsed:
    """A small file, parsed whole; see `stage_fixed` for what it raises."""
    found, tables, troubles, n_mended = None, [], [], 0
    for layout, table in _parse(form, source):
        found = layout or found
        if table.columns is not None:
            tables.append(table.columns)
        troubles += table.troubles
        n_mended += table.n_mended
    if found is None:  # a single line, too long
        raise BrokenStreamError(f"{source.name} holds no row", RowReason.EMPTY)
    return Parsed(source, identity, found, pa.concat_tables(tables), troubles, n_mended)


def stage_together(
    form: str, files: Sequence[Parsed], *, without: tuple[str, ...]
) -> tuple[Staged, list[Staged]]:
    """Small files of one layout, converted at once.

    Returns:
        All rows in the order of the files, each with the number of its file before that of its line (see
        `part_lines`); and for each file, without rows, what else there is to say of it.
    """
    converter = _converter(form, files[0].layout, without)
    numbered = []
    for number, file in enumerate(files):
        index = file.table.column_names.index("line")
        lines = pa.array(file.table.column("line").to_numpy() + number * _PLACE)
        numbered.append(file.table.set_column(index, "line", lines))
    converted = converter.convert(pa.concat_tables(numbered).combine_chunks())
    troubles: list[list[Trouble]] = [list(file.troubles) for file in files]
    for line, reason, detail in converted.troubles:
        troubles[line // _PLACE].append((line % _PLACE, reason, detail))
    numbers = converted.rows.column("line").to_numpy() // _PLACE
    bounds = np.searchsorted(numbers, np.arange(len(files) + 1))
    rest = [
        Staged(
            None,
            sorted(troubles[number]),
            count_unknown(converted.rows.slice(bounds[number], bounds[number + 1] - bounds[number])),
            n_mended=file.n_mended,
        )
        for number, file in enumerate(files)
    ]
    return Staged(converted.rows, [], rules=converter.rules), rest


def part_lines(rows: pa.Table, n_files: int) -> list[pa.Table]:
    """The rows of `stage_together`, file by file, with the lines of each."""
    index = rows.column_names.index("line")
    lines = rows.column("line").to_numpy()
    bounds = np.searchsorted(lines // _PLACE, np.arange(n_files + 1))
    plain = rows.set_column(index, "line", pa.array(lines % _PLACE))
    return [plain.slice(first, last - first) for first, last in itertools.pairwise(bounds.tolist())]


def _parse(form_name: str, source: Input) -> Iterator[tuple[Layout | None, Table]]:
    form = FORMATS[form_name]
    layout: Layout | None = None
    with source.open() as stream:
        empty = True
        for block in read_blocks(stream):
            empty = False
            if not isinstance(block, LinesBlock):
                yield layout, Table(None, [block], 0, 0)
                continue
            if layout is None:
                layout = find_layout(form, block.data[:_HEAD])
                if layout.header and block.first == 1:
                    block = without_header(block)  # noqa: PLW2901  the header belongs there
            yield layout, parse_block(block, layout.names, _wanted(_query(form_name, layout), layout))
    if empty:
        raise BrokenStreamError(f"{source.name} holds nothing", RowReason.EMPTY)


def _query(form_name: str, layout: Layout) -> str:
    return read_sql(form_name).replace("{url}", "SOURCEURL" if "SOURCEURL" in layout.names else "NULL")


def _wanted(query: str, layout: Layout) -> list[str]:
    return [name for name in layout.names if re.search(rf"\b{re.escape(name)}\b", query)]


def _converter(form_name: str, layout: Layout, without: tuple[str, ...]) -> Converter:
    form = FORMATS[form_name]
    names = [names[form.date_column] for names in form.layouts]
    return Converter(form_name, staged=_query(form_name, layout), without=without, date_names=names)
