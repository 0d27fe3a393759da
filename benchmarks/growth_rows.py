"""The made-up rows of `growth.py`: a GDELT-shaped stream of any length, in files of some rows each.

The rows of the first file are drawn as those of `importing.py`, but that six in a hundred come a week, a
month, a year or ten years late, as GDELT's do. Those of later files are the same with other days, numbers and
stories.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from detente.exchange.states import read_state_codes
from detente.ontology import read_ontology
from importing import MAKE, ROLES, ROWS_A_DAY

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["make_files"]

LATE = [0] * 94 + [7] * 2 + [30] * 2 + [365, 3650]
"""Days by which a row comes late, of a hundred."""
END = "-talks-between-two-states-go-on"
"""Of every address; before it stand 32 digits that tell the story."""
DAY, NUMBER, STORY = 8, 8, 8
"""Digits that are set."""


def make_files(folder: Path, numbers: range, n_rows: int, *, template: Path) -> None:
    """Write files of the stream, by their numbers.

    Args:
        folder: Where to.
        numbers: Of the files, from 0.
        n_rows: Of each.
        template: The first file, which is drawn if it is not there.
    """
    if not template.exists():
        _draw(template.with_suffix(".part"), n_rows)
        template.with_suffix(".part").rename(template)
    data = np.fromfile(template, dtype=np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    starts = np.r_[0, ends[:-1] + 1]
    stories = ends - len(END) - 32
    # each line begins: number (9 digits), day (8), month (6), year (4), year
    dated = [(starts + 10, 8), (starts + 19, 6), (starts + 26, 4), (starts + 31, 4)]
    dated += [(_find_last_tabs(data, ends) - 14, 8), (stories - 5, 4)]
    days, which = np.unique(_read_digits(data, starts + 10, DAY), return_inverse=True)
    for number in numbers:
        shift = timedelta(number * n_rows // ROWS_A_DAY)
        later = [date(day // 10_000, day // 100 % 100, day % 100) + shift for day in days.tolist()]
        shifted = np.array([int(day.strftime("%Y%m%d")) for day in later])[which]
        for place, length in dated:
            _set_digits(data, place, shifted // 10 ** (DAY - length), length)
        rows = number * n_rows + np.arange(n_rows)
        _set_digits(data, starts + 1, rows, NUMBER)
        _set_digits(data, stories, rows // 8, STORY)
        data.tofile(folder / f"{number:05d}.export.CSV")


def _draw(file: Path, n_rows: int) -> None:
    states = sorted({code.iso3 for code in read_state_codes() if code.scheme == "cameo" and code.iso3})
    codes = sorted(code.code for code in read_ontology().cameo.values() if code.level != "root")
    query = MAKE.replace("(i // {a_day})", "(i // {a_day} - late[1 + (hash(i, 'l') % 100)::INTEGER])")
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE lists AS SELECT $1::VARCHAR[] AS states, len($1) AS n, $2::VARCHAR[] AS codes,"
            " len($2) AS m, $3::INTEGER[] AS late",
            [states, codes, LATE],
        )
        connection.execute(query.format(a_day=ROWS_A_DAY, roles=ROLES, n_rows=n_rows, file=file))


def _read_digits(data: NDArray[np.uint8], at: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """The numbers that stand at places."""
    found = np.zeros(at.size, dtype=np.int64)
    for place in range(length):
        found = found * 10 + (data[at + place] - ord("0"))
    return found


def _set_digits(
    data: NDArray[np.uint8], at: NDArray[np.int64], numbers: NDArray[np.int64], length: int
) -> None:
    """Write numbers at places, with zeros in front."""
    for place in range(length):
        data[at + place] = numbers // 10 ** (length - 1 - place) % 10 + ord("0")


def _find_last_tabs(data: NDArray[np.uint8], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each line the place of its last tab, looked for from its end."""
    at = ends.copy()
    left = np.arange(ends.size)
    while left.size:
        at[left] -= 1
        left = left[data[at[left]] != ord("\t")]
    return at
