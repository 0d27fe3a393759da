"""Tables of pairs of states by period, from any file: counts of deeds, signs or weights of ties, the rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.core.errors import InputError, UnknownNameError
from detente.exchange.layouts import WrongFormatError
from detente.exchange.nouns import RowReason, RowRejection
from detente.exchange.plain import read_table
from detente.exchange.sources import BrokenStreamError, find_inputs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["DYAD_COLUMNS", "DyadPeriods", "read_dyad_periods"]

DYAD_COLUMNS: dict[str, tuple[str, ...]] = {
    "a": ("a", "source", "state1", "country1", "iso1", "ccode1", "cow1", "sender"),
    "b": ("b", "target", "state2", "country2", "iso2", "ccode2", "cow2", "receiver"),
    "period": ("period", "start_year", "year", "month", "window", "date", "session"),
    "cooperative": ("cooperative", "n_cooperative", "cooperation", "coop", "verb_coop+matl_coop", "pos"),
    "conflictual": ("conflictual", "n_conflictual", "conflict", "conf", "verb_conf+matl_conf", "neg"),
    "sign": ("sign",),
    "weight": ("weight", "level", "level_mean", "score", "intensity"),
    "positive": ("positive", "probability"),
}
"""Our columns, and the names by which they are known; ``x+y`` is the sum of two. Other columns of numbers are
kept under their own names."""

_TEXTS = ("a", "b", "period")
_COUNTS = ("cooperative", "conflictual")
_TIES = ("sign", "weight")
_MEASURES = (*_COUNTS, *_TIES, "positive")
_WORDS = {"+": "1", "-": "-1"}


@dataclass(frozen=True, slots=True, eq=False)
class DyadPeriods:
    """Rows of a table of pairs by period, as columns of one length.

    Attributes:
        file: Its name.
        a: A state, as the file names it.
        b: Another.
        period: As the file names it; empty texts if it has none.
        line: Of each row in the file, whose heading is line 1; of Parquet the number of the row.
        values: Numbers by name: of ours those that are there (``cooperative conflictual sign weight
            positive``), then the file's other columns of numbers; NaN where one other than a count is empty.
        rejections: Rows that were refused, by line.
    """

    file: str
    a: list[str]
    b: list[str]
    period: list[str]
    line: list[int]
    values: dict[str, NDArray[np.float64]]
    rejections: tuple[RowRejection, ...]

    @property
    def n_rows(self) -> int:
        """Rows that were kept."""
        return len(self.a)


def read_dyad_periods(path: str | Path, *, columns: Mapping[str, str] | None = None) -> DyadPeriods:
    """Read a table of pairs of states by period: CSV, tabs or Parquet, with a header, packed or not.

    A row without a state, of a state with itself, without a count or without a sign and a weight is refused;
    so are signs other than -1, 0, 1 (or + and -), counts below 0 and probabilities beyond 0 and 1.

    Args:
        path: The file.
        columns: Our column to the file's (or a sum, ``verb_coop+matl_coop``), where it is not known.

    Raises:
        InputError: If the file cannot be read, lacks a column that is needed, or no row is left.
        UnknownNameError: If `columns` names a column that we or the file have not.
    """
    if Path(path).is_dir():
        raise InputError(f"{str(path)!r} is a folder", hint="name the file in it")
    (source,) = [*find_inputs([path])][:1] or [RowRejection(str(path), 0, RowReason.EMPTY, "it is empty")]
    if isinstance(source, RowRejection):
        raise InputError(f"{source.file}: {source.detail}", hint="name a file of pairs by period")
    try:
        header, batches = read_table(source)
        mapping = _map(header, columns or {}, name=source.name)
        extra = [name for name in header if name not in _used(mapping) and name != "line"]
        tables, refused = [], []
        for table, troubles in batches:
            tables.append(table)
            refused += [RowRejection(source.name, line, reason, told) for line, reason, told in troubles]
    except WrongFormatError as fault:
        raise InputError(f"{source.name}: {fault.message}", hint=fault.hint) from fault
    except BrokenStreamError as fault:
        raise InputError(fault.message, hint=fault.hint) from fault
    whole = pa.concat_tables(tables) if tables else pa.table({name: [] for name in [*header, "line"]})
    found = _check(source.name, whole, mapping=mapping, extra=extra, refused=refused)
    if not found.n_rows:
        told = [f"line {row.line}: {row.detail}" for row in found.rejections[:5]]
        raise InputError(
            f"{source.name} has no row to go by{'; '.join(['', *told])}",
            hint="see that its columns are what was meant",
        )
    return found


def _map(header: list[str], columns: Mapping[str, str], *, name: str) -> dict[str, str]:
    for ours, theirs in columns.items():
        if ours not in DYAD_COLUMNS:
            raise UnknownNameError(f"no column of ours is named {ours!r}", hint=", ".join(DYAD_COLUMNS))
        for part in theirs.split("+"):
            if part not in header:
                raise UnknownNameError(
                    f"{name} has no column {part!r}", hint=f"it has {', '.join(header[:30])}"
                )
    folded = {column.strip().lower(): column for column in reversed(header)}
    found = dict(columns)
    for ours, known in DYAD_COLUMNS.items():
        for theirs in known:
            parts = theirs.split("+")
            if ours not in found and all(part in folded for part in parts):
                found[ours] = "+".join(folded[part] for part in parts)
    lacks = [ours for ours in ("a", "b") if ours not in found]
    counted = {"cooperative", "conflictual"} <= set(found)
    if not (counted or {"sign", "weight"} & set(found)):
        lacks.append("cooperative and conflictual, sign, or weight")
    if lacks:
        raise InputError(
            f"{name}, line 1: no column for {'; '.join(lacks)} among {', '.join(header[:20])}",
            hint="one row a pair of states and period: a, b, period; sign (-1, 0, 1), weight, or "
            "cooperative and conflictual (or --column a=NAME)",
        )
    return found


def _used(mapping: Mapping[str, str]) -> set[str]:
    return {part for theirs in mapping.values() for part in theirs.split("+")}


def _check(
    name: str,
    table: pa.Table,
    *,
    mapping: Mapping[str, str],
    extra: Sequence[str],
    refused: list[RowRejection],
) -> DyadPeriods:
    """Keep the rows that are whole, and say of the others why not."""
    lines = np.asarray(table["line"].cast(pa.int64()).to_numpy())
    texts = {ours: _texts(table, mapping.get(ours)) for ours in _TEXTS}
    values = {
        ours: np.sum([_numbers(table, part) for part in mapping[ours].split("+")], axis=0)
        for ours in _MEASURES
        if ours in mapping
    }
    wrong: dict[int, tuple[RowReason, str]] = {}
    for place, (one, other) in enumerate(zip(texts["a"], texts["b"], strict=True)):
        if not one or not other:
            wrong[place] = RowReason.NO_ACTOR, "a name is missing"
        elif one == other:
            wrong[place] = RowReason.BAD_VALUE, f"{one!r} is tied to itself"
    for ours, column in values.items():
        raw = _texts(table, mapping[ours]) if "+" not in mapping[ours] else [""] * table.num_rows
        for place, told in _find_faults(ours, column, raw):
            wrong.setdefault(place, (RowReason.BAD_VALUE, told))
    ties = [values[ours] for ours in _TIES if ours in values]
    if ties and not set(_COUNTS) <= values.keys():
        for place in np.flatnonzero(np.all([np.isnan(column) for column in ties], axis=0)).tolist():
            wrong.setdefault(place, (RowReason.BAD_VALUE, "neither sign nor weight"))
    refused += [RowRejection(name, int(lines[place]), *fault) for place, fault in wrong.items()]
    refused.sort(key=lambda one: one.line)
    kept = np.ones(table.num_rows, dtype=bool)
    kept[list(wrong)] = False
    for column in extra:
        numbers = _numbers(table, column)
        if np.isfinite(numbers[kept]).any():
            values.setdefault(column, numbers)
    places = np.flatnonzero(kept).tolist()
    a, b, period = ([texts[ours][place] for place in places] for ours in _TEXTS)
    chosen = {ours: column[kept] for ours, column in values.items()}
    return DyadPeriods(name, a, b, period, lines[kept].tolist(), chosen, tuple(refused))


def _find_faults(ours: str, column: NDArray[np.float64], raw: list[str]) -> list[tuple[int, str]]:
    """Places of a column that cannot be used, and why."""
    empty = np.array([not text for text in raw], dtype=bool) & (ours not in _COUNTS)
    fits = np.isfinite(column)
    told = "is no number"
    if ours in _COUNTS:
        fits &= column >= 0
        told = "is no count"
    elif ours == "sign":
        fits &= np.isin(column, (-1.0, 0.0, 1.0))
        told = "is not -1, 0 or 1"
    elif ours == "positive":
        fits &= (column >= 0) & (column <= 1)
        told = "is no probability"
    return [(place, f"{ours} {raw[place]!r} {told}") for place in np.flatnonzero(~fits & ~empty).tolist()]


def _texts(table: pa.Table, column: str | None) -> list[str]:
    if column is None:
        return [""] * table.num_rows
    stripped: list[str] = pc.fill_null(
        pc.utf8_trim_whitespace(table[column].cast(pa.string())), ""
    ).to_pylist()
    return stripped


def _numbers(table: pa.Table, column: str) -> NDArray[np.float64]:
    """A column as numbers, NaN where it holds none."""
    texts = pc.utf8_trim_whitespace(pc.fill_null(table[column].cast(pa.string()), ""))
    for word, number in _WORDS.items():
        texts = pc.if_else(pc.equal(texts, word), number, texts)
    try:
        emptied = pc.if_else(pc.equal(texts, ""), None, texts)
        return np.asarray(pc.fill_null(emptied.cast(pa.float64()), float("nan")).to_numpy(), dtype=np.float64)
    except pa.ArrowInvalid:
        return np.array([_number(text) for text in texts.to_pylist()], dtype=np.float64)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
