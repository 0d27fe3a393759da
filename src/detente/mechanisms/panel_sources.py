"""From columns to arrays by period: counts and signs of dyads, links, traits, and who was there.

Columns are anything that can be indexed by a column's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import InputError
from detente.mechanisms.world import Bools, Floats

__all__ = [
    "Columns",
    "Course",
    "Keys",
    "fill_link",
    "fill_presence",
    "fill_trait",
    "has_column",
    "index_keys",
    "read_keys",
]

Places = NDArray[np.intp]
MOST_CELLS = 100_000_000
"""Periods by states by states that a panel holds at most, in each of about ten arrays."""


class Columns(Protocol):
    """A table by column name: a dict of lists, a data frame, an Arrow table."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 - whatever numpy reads as a column
        """The column of that name."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Rows of a table as places.

    Attributes:
        states: All names, sorted; those of links come after those of the table, for they never act.
        periods: All periods, sorted; they are taken to follow each other.
        i: First state of each row.
        j: Second state.
        period: Place of its period.
    """

    states: tuple[str, ...]
    periods: tuple[Any, ...]
    i: Places
    j: Places
    period: Places


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Dyads through the periods; without direction both cells of a dyad hold what was between the two.

    Attributes:
        states: Names.
        periods: In order.
        cooperative: Cooperative events, shape (periods, states, states).
        conflictual: Conflictual events.
        tone: Mean intensity of the events of a period, NaN without any.
        sign: -1, 0 or 1: the settled sign of the period by itself.
        present: Who was there, shape (periods, states).
    """

    states: tuple[str, ...]
    periods: tuple[Any, ...]
    cooperative: Floats
    conflictual: Floats
    tone: Floats
    sign: Floats
    present: Bools


def has_column(table: Columns, name: str) -> bool:
    """Whether a table has a column, however it lists them."""
    names: Any = getattr(table, "column_names", table)
    return name in names


def read_column(table: Columns, name: str, what: str) -> NDArray[Any]:
    """A column as an array of one axis.

    Raises:
        InputError: There is none, or it is none.
    """
    if not has_column(table, name):
        raise InputError(f"{what} has no column {name!r}", hint="see the documentation of its columns")
    column = np.asarray(table[name])
    if column.ndim != 1:
        raise InputError(f"column {name!r} of {what} has {column.ndim} axes", hint="one value for each row")
    return column


def read_numbers(table: Columns, name: str, what: str) -> Floats:
    """A column of finite numbers.

    Raises:
        InputError: It is missing, or a value is no finite number.
    """
    try:
        column = read_column(table, name, what).astype(np.float64)
    except (TypeError, ValueError) as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError(
            f"column {name!r} of {what} is not of numbers: {fault}", hint="use numbers"
        ) from fault
    bad = np.flatnonzero(~np.isfinite(column))
    if bad.size:
        row = int(bad[0])
        raise InputError(
            f"column {name!r} of {what} has {bad.size} missing or infinite values, the first in row {row}",
            hint="leave such rows out",
        )
    return column


def read_keys(table: Columns, links: Mapping[str, Columns], what: str) -> Keys:
    """The states and periods of a table of dyads.

    Args:
        table: Columns ``a``, ``b``, ``period``.
        links: Other tables with ``a`` and ``b``, whose further states come in without acting.
        what: Name of the table in errors.

    Raises:
        InputError: A column is missing or of another length, there is no row, or a state meets itself.
    """
    a, b, period = (read_column(table, name, what) for name in ("a", "b", "period"))
    check_lengths({"a": a, "b": b, "period": period}, what)
    if not a.size:
        raise InputError(f"{what} has no rows", hint="one row for each dyad and period")
    for name, column in (("a", a), ("b", b), ("period", period)):
        _check_known(name, column, what)
    if np.any(a == b):
        state = a.tolist()[int(np.argmax(a == b))]
        raise InputError(f"{what} has a dyad of {state!r} with itself", hint="leave such rows out")
    states = sorted({*a.tolist(), *b.tolist()})
    known = set(states)
    others = {
        name
        for link, columns in links.items()
        for side in ("a", "b")
        for name in read_column(columns, side, f"link {link!r}").tolist()
    }
    names = (*states, *sorted(others - known))
    periods = np.unique(period)
    if periods.size * len(names) ** 2 > MOST_CELLS:
        raise InputError(
            f"{len(names)} states in {periods.size} periods are more than {MOST_CELLS:,} cells",
            hint="give fewer states or periods at once",
        )
    return Keys(
        names,
        tuple(periods.tolist()),
        index_keys(a, names),
        index_keys(b, names),
        np.searchsorted(periods, period),
    )


def _check_known(name: str, column: NDArray[Any], what: str) -> None:
    rows = [row for row, value in enumerate(column.tolist()) if value is None or value != value]  # noqa: PLR0124
    if rows:
        raise InputError(
            f"column {name!r} of {what} has {len(rows)} missing values, the first in row {rows[0]}",
            hint="leave such rows out",
        )


def check_lengths(columns: Mapping[str, NDArray[Any]], what: str) -> None:
    """Refuse columns of several lengths.

    Raises:
        InputError: They differ.
    """
    lengths = {name: column.size for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(
            f"the columns of {what} have different lengths: {lengths}", hint="one value for each row"
        )


def index_keys(column: NDArray[Any], keys: Sequence[object]) -> Places:
    """The place of each value among the keys; -1 if it is none of them."""
    places = {key: place for place, key in enumerate(keys)}
    return np.array([places.get(value, -1) for value in column.tolist()], dtype=np.intp)


def fill_link(name: str, table: Columns, keys: Keys, *, directed: bool) -> Floats:
    """A network by period, shape (periods, states, states), or (1, states, states) if it has no periods.

    Args:
        name: Of the network.
        table: Columns ``a``, ``b``, ``value``, and ``period`` if it changes.
        keys: States and periods of the panel.
        directed: Whether a dyad given in one order only says nothing of the other.

    Raises:
        InputError: A column is missing or not of finite numbers, a cell comes twice, or a period has no row.
    """
    what = f"link {name!r}"
    value = read_numbers(table, "value", what)
    a, b = (index_keys(read_column(table, side, what), keys.states) for side in ("a", "b"))
    moving = has_column(table, "period")
    period = read_column(table, "period", what) if moving else np.zeros(value.size)
    check_lengths({"a": a, "b": b, "value": value, "period": period}, what)
    when = index_keys(period, keys.periods) if moving else np.zeros(value.size, dtype=np.intp)
    missing = sorted(set(range(len(keys.periods))) - set(when.tolist())) if moving else []
    if missing:
        raise InputError(
            f"{what} has no row in {len(missing)} periods, the first {keys.periods[missing[0]]!r}",
            hint="give a row of value 0 for a period in which there was none",
        )
    n = len(keys.states)
    shape = (len(keys.periods) if moving else 1, n, n)
    kept = (when >= 0) & (a != b)
    cells = when[kept], a[kept], b[kept]
    check_once(cells, shape, what)
    network, there = np.zeros(shape), np.zeros(shape, dtype=bool)
    network[cells], there[cells] = value[kept], True
    if directed:
        return network
    other = there.transpose(0, 2, 1) & ~there
    network[other] = network.transpose(0, 2, 1)[other]
    return network


def check_once(cells: tuple[Places, Places, Places], shape: tuple[int, ...], what: str) -> None:
    """Refuse cells that are given twice.

    Raises:
        InputError: One is.
    """
    counts = np.bincount(np.ravel_multi_index(cells, shape))
    n_twice = int((counts > 1).sum())
    if n_twice:
        raise InputError(f"{what} gives {n_twice} cells twice", hint="one row for each dyad and period")


def fill_trait(name: str, table: Columns, keys: Keys) -> Floats:
    """A trait by period, shape (periods or 1, states); NaN where there is no row.

    Args:
        name: Of the trait.
        table: Columns ``state``, ``value``, and ``period`` if it changes. States of no dyad are passed over.
        keys: States and periods of the panel.

    Raises:
        InputError: A column is missing, or a state has two values.
    """
    what = f"trait {name!r}"
    value = read_column(table, "value", what).astype(np.float64)
    moving = has_column(table, "period")
    state = index_keys(read_column(table, "state", what), keys.states)
    period = read_column(table, "period", what) if moving else np.zeros(value.size)
    check_lengths({"state": state, "value": value, "period": period}, what)
    when = index_keys(period, keys.periods) if moving else np.zeros(value.size, dtype=np.intp)
    kept = (state >= 0) & (when >= 0)
    shape = (len(keys.periods) if moving else 1, len(keys.states))
    check_once((when[kept], state[kept], np.zeros(int(kept.sum()), dtype=np.intp)), (*shape, 1), what)
    trait = np.full(shape, np.nan)
    trait[when[kept], state[kept]] = value[kept]
    return trait


def fill_presence(table: Columns | None, keys: Keys) -> Bools:
    """Who was there in each period, shape (periods, states).

    Args:
        table: Columns ``state`` and ``period``; by default who is in any row of the period.
        keys: States, periods and rows of the panel.
    """
    present = np.zeros((len(keys.periods), len(keys.states)), dtype=bool)
    if table is None:
        present[keys.period, keys.i] = present[keys.period, keys.j] = True
        return present
    state = index_keys(read_column(table, "state", "presence"), keys.states)
    when = index_keys(read_column(table, "period", "presence"), keys.periods)
    check_lengths({"state": state, "period": when}, "presence")
    kept = (state >= 0) & (when >= 0)
    present[when[kept], state[kept]] = True
    return present
