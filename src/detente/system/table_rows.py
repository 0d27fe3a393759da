"""Rows of one year of a table of the field, whatever holds its columns."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Protocol

import numpy as np

from detente.core.errors import InputError
from detente.core.provenance import data_folder
from detente.system.graph import Flags
from detente.system.network import Floats, list_names

__all__ = ["Scheme", "Table", "TableRows"]

Scheme = Literal["cow", "iso"]
_SESSIONS = 1945


class Table(Protocol):
    """Anything that gives a column by its name, and tells its names."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 - lists, arrays, Arrow columns, series
        """The column of a name."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of a table that are of one year."""

    kind: str
    table: Table
    columns: dict[str, str]
    keep: Flags
    scheme: Scheme

    @classmethod
    def read(cls, table: Table, kind: str, *, year: int, scheme: Scheme) -> TableRows:
        """Find the columns by our names or known ones, and the rows of the year."""
        there = _list_columns(table)
        folded = {name.lower(): name for name in reversed(there)}
        columns = {
            ours: folded[next(name for name in names if name in folded)]
            for ours, names in _read_known(kind).items()
            if folded.keys() & set(names)
        }
        rows = cls(kind, table, columns, np.empty(0, dtype=bool), scheme)
        if "year" not in columns and "session" in columns:
            years = rows.numbers("session") + _SESSIONS
        else:
            years = rows.numbers("year")
            if "session" in columns:
                years = np.where(np.isnan(years), rows.numbers("session") + _SESSIONS, years)
        keep = years == year
        if not keep.any() and not (years.size and np.nanmin(years) <= year <= np.nanmax(years)):
            span = f"{np.nanmin(years):.0f} to {np.nanmax(years):.0f}" if (~np.isnan(years)).any() else "none"
            raise InputError(f"no row of the {kind} is of {year!r}; years: {span}", hint="another year")
        return cls(kind, table, columns, keep, scheme)

    def numbers(self, name: str, *, missing: float | None = None) -> Floats:
        """A column as numbers, NaN where a cell is empty; `missing` throughout if there is no column."""
        if name not in self.columns:
            if missing is None:
                raise InputError(
                    f"the {self.kind} have no column {name!r}",
                    hint=f"columns: {list_names(_list_columns(self.table))}; see docs/importing.md",
                )
            return np.full(int(self.keep.sum()), missing)
        try:
            found: Floats = np.array(self.table[self.columns[name]], dtype=np.float64).ravel()
        except (TypeError, ValueError) as error:
            raise InputError(
                f"column {self.columns[name]!r} of the {self.kind} is not of numbers: {error}",
                hint="give numbers, None or NaN where there is none",
            ) from error
        picked: Floats = self._pick(found, name)
        return picked

    def states(self, name: str) -> list[str]:
        """A column of states, by the scheme asked for."""
        if self.scheme == "iso":
            name = name.replace("cow", "iso")
            if name not in _list_columns(self.table):
                raise InputError(f"the {self.kind} have no column {name!r}", hint='scheme="cow"')
            found = self._pick(np.array(self.table[name], dtype=object).ravel(), name).tolist()
            names = [one if isinstance(one, str) else "" for one in found]
        else:
            numbers = self.numbers(name)
            names = [str(int(one)) if np.isfinite(one) and one > 0 else "" for one in numbers.tolist()]
        lost = names.count("")
        if lost:
            raise InputError(
                f"{lost} of {len(names)} rows of the {self.kind} have no state in {name!r}",
                hint='leave such rows out, or take scheme="cow"',
            )
        return names

    def pairs(self) -> list[tuple[str, str]]:
        """The dyads, each in one order."""
        one, other = self.states("cow1"), self.states("cow2")
        selves = sorted({a for a, b in zip(one, other, strict=True) if a == b})
        if selves:
            raise InputError(
                f"{self.kind} of a state with itself: {list_names(selves)}", hint="leave them out"
            )
        return [(min(a, b), max(a, b)) for a, b in zip(one, other, strict=True)]

    def texts(self, name: str) -> list[str]:
        """A column that is there, as texts."""
        return [str(one) for one in self._pick(np.array(self.table[self.columns[name]], dtype=object), name)]

    def _pick(self, found: Any, name: str) -> Any:  # noqa: ANN401 - numbers or names
        if self.keep.size and len(found) != self.keep.size:
            raise InputError(
                f"column {name!r} of the {self.kind} has {len(found)} rows, the year {self.keep.size}",
                hint="columns of one length",
            )
        return found[self.keep] if self.keep.size else found


def _list_columns(table: Table) -> list[str]:
    for name in ("column_names", "columns"):
        if hasattr(table, name):
            return [str(column) for column in getattr(table, name)]
    if hasattr(table, "keys"):
        return [str(column) for column in table.keys()]  # noqa: SIM118 - any table, not a mapping only
    raise InputError(f"a {type(table).__name__} is no table", hint="a mapping from names to columns")


@cache
def _read_known(kind: str) -> dict[str, tuple[str, ...]]:
    """Of each column the names by which it is known, ours among them; from the file of the importer."""
    with (data_folder("exchange") / "table_columns.csv").open("r", encoding="utf-8") as file:
        return {
            row["column"]: (row["column"], *row["names"].split(";"))
            for row in csv.DictReader(file)
            if row["table"] == kind
        }
