"""Which columns a file has, seen from its beginning; a file of another format is refused by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import InputError
from detente.exchange.blocks import LinesBlock
from detente.exchange.formats import find_format, looks_like

if TYPE_CHECKING:
    from detente.exchange.formats import Format

__all__ = ["Layout", "WrongFormatError", "find_layout", "without_header"]

_LOOKED_AT = 200


class WrongFormatError(InputError):
    """A file that is not of the format it was said to be; the message says what it looks like."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file.

    Attributes:
        names: In the order of the file.
        header: Whether the first line is a header that belongs there.
    """

    names: tuple[str, ...]
    header: bool


def find_layout(form: Format, head: bytes) -> Layout:
    """The layout of a file that begins with `head`.

    A header may give the columns in another order, and names for which there is no column, or columns
    without a name: then the format's own order counts.

    Raises:
        WrongFormatError: If it is not of that format.
    """
    lines = [line for line in head.decode("utf-8", "replace").split("\n")[:_LOOKED_AT] if line.strip()]
    cells = [cell.strip().strip('"') for cell in lines[0].split("\t")] if lines else []
    header = form.header and any(len(set(names) & set(cells)) >= 0.7 * len(names) for names in form.layouts)
    data = lines[1:] if header else lines
    counts = Counter(
        line.count("\t") + 1
        for line in data
        if form.date_pattern.match(
            line.split("\t")[form.date_column : form.date_column + 1][0:1][0] if "\t" in line else ""
        )
    )
    usual = counts.most_common(1)[0][0] if counts else None
    if header:
        named = next(names for names in form.layouts if len(set(names) & set(cells)) >= 0.7 * len(names))
        if set(named) <= set(cells) and usual in (None, len(cells)) and len(set(cells)) == len(cells):
            return Layout(tuple(cells), header=True)
        if usual is not None and usual > len(named):
            surplus = tuple(f"surplus {number}" for number in range(usual - len(named)))
            return Layout(named + surplus, header=True)
        return Layout(named, header=True)
    for count, _ in counts.most_common():
        if (names := form.layout(count)) is not None:
            return Layout(names, header=False)
    found = find_format(head)
    if found is None and (names := form.layout(_usual_count(lines))) is not None:
        return Layout(names, header=False)
    raise WrongFormatError(
        f"this is not {form.label}: it looks like {looks_like(head)}",
        hint=f"expected {' or '.join(str(len(names)) for names in form.layouts)} columns parted by tabs",
    )


def without_header(block: LinesBlock) -> LinesBlock:
    """A file's first block without its first line."""
    _, _, rest = block.data.partition(b"\n")
    return LinesBlock(rest, block.first + 1, block.n_lines - 1)


def _usual_count(lines: list[str]) -> int:
    counts = Counter(line.count("\t") + 1 for line in lines)
    return counts.most_common(1)[0][0] if counts else 0
