"""A table of signed ties from a file, in place of a ledger: one row a pair and period."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.dates import is_edtf, parse_edtf
from detente.core.errors import InputError
from detente.exchange import DyadPeriods, read_dyad_periods

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SignedRow", "SignedTable", "read_signed_table"]

_OURS = frozenset({"sign", "weight", "positive", "cooperative", "conflictual"})
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SignedRow:
    """One tie as a file tells it.

    Attributes:
        line: Of the file; its heading is line 1.
        dyad: Two names, sorted.
        weight: Signed; 0: seen, and of no sign.
        positive: Probability that it is friendly; None if the file does not say.
        period: As the file has it; empty if it has none.
    """

    line: int
    dyad: tuple[str, str]
    weight: float
    positive: float | None
    period: str


@dataclass(frozen=True, slots=True)
class SignedTable:
    """The ties of a file.

    Attributes:
        name: Of the file.
        rows: As they stand.
        periods: Each once; in time if they are dates, else in the order of the file.
        dated: Whether they all are EDTF dates.
    """

    name: str
    rows: tuple[SignedRow, ...]
    periods: tuple[str, ...]
    dated: bool


def read_signed_table(path: Path) -> SignedTable:
    """The ties of a table with a heading, by `detente.exchange.read_dyad_periods`; all of its faults at once.

    ``a`` and ``b``, two states; ``sign`` or ``weight`` (signed), or both, and then the weight has the sign of
    the sign; ``period`` or ``year``, any text; ``positive``, the probability that the tie is friendly. Counts
    of cooperative and conflictual events, where there is neither, make a tie of their difference.

    Raises:
        InputError: If it cannot be read, has no such columns or no row, or some rows are wrong.
    """
    table = read_dyad_periods(path)
    rows = [_build_row(table, place) for place in range(table.n_rows)]
    faults = [f"line {row.line}: {row.detail}" for row in table.rejections] + _find_clashes(rows)
    if faults:
        more = f"; {len(faults)} faults in all" if len(faults) > _SHOWN else ""
        raise InputError(
            f"{path.name}: {'; '.join(faults[:_SHOWN])}{more}", hint="mend these lines or leave them out"
        )
    return _order(path.name, rows)


def _build_row(table: DyadPeriods, place: int) -> SignedRow:
    value = {name: float(column[place]) for name, column in table.values.items() if name in _OURS}
    sign, weight = value.get("sign", math.nan), value.get("weight", math.nan)
    if math.isnan(sign) and math.isnan(weight):
        weight = value["cooperative"] - value["conflictual"]
    size = sign if math.isnan(weight) else weight if math.isnan(sign) else sign * abs(weight)
    positive = value.get("positive", math.nan)
    one, other = table.a[place], table.b[place]
    return SignedRow(
        table.line[place],
        (min(one, other), max(one, other)),
        size,
        None if math.isnan(positive) else positive,
        table.period[place],
    )


def _find_clashes(rows: list[SignedRow]) -> list[str]:
    """Pairs told twice in a period, and not alike."""
    first: dict[tuple[tuple[str, str], str], SignedRow] = {}
    clashes = []
    for row in rows:
        known = first.setdefault((row.dyad, row.period), row)
        if (known.weight, known.positive) != (row.weight, row.positive):
            where = f" in {row.period}" if row.period else ""
            clashes.append(f"line {row.line}: {'-'.join(row.dyad)}{where} is otherwise in line {known.line}")
    return clashes


def _order(name: str, rows: list[SignedRow]) -> SignedTable:
    periods = list(dict.fromkeys(row.period for row in rows))
    dated = all(is_edtf(period) and not parse_edtf(period).is_open for period in periods)
    if dated:
        periods.sort(key=lambda period: (parse_edtf(period).start, parse_edtf(period).end))
    return SignedTable(name, tuple(rows), tuple(periods), dated)
