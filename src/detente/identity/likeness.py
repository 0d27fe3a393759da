"""The room's data files: which types are near one another, how long news stays fresh, the weights."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import DamagedDataError
from detente.core.provenance import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Likeness", "read_likeness", "read_weights"]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is known beforehand about types and words.

    Attributes:
        types: Number of each event type, from 0 in the order of the alphabet.
        kinship: Types x types: 1 on the diagonal, 0 where two types never tell the same event.
        windows: Days before its telling in which an undated event of a type is looked for first.
        common: Words that say nothing about what an event is about.
    """

    types: dict[str, int]
    kinship: NDArray[np.float64]
    windows: NDArray[np.int32]
    common: frozenset[str]


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((data_folder("identity") / name).read_text(encoding="utf-8").splitlines())


@cache
def read_likeness() -> Likeness:
    """The tables that ship with détente, read once a process."""
    days = {row["type"]: int(row["days"]) for row in _rows("windows.csv")}
    types = {name: number for number, name in enumerate(sorted(days))}
    kinship = np.eye(len(types))
    for row in _rows("kin.csv"):
        first, second = types[row["type"]], types[row["other"]]
        kinship[first, second] = kinship[second, first] = float(row["kinship"])
    windows = np.array([days[name] for name in sorted(days)], dtype=np.int32)
    return Likeness(types, kinship, windows, frozenset(row["word"] for row in _rows("common_words.csv")))


def read_weights(features: tuple[str, ...]) -> NDArray[np.float64]:
    """The fitted weight of each of the comparisons named, in that order.

    Raises:
        DamagedDataError: If the file has other comparisons.
    """
    weights = {row["feature"]: float(row["weight"]) for row in _rows("weights.csv")}
    if set(weights) != set(features):
        odd = sorted(set(weights) ^ set(features))
        raise DamagedDataError(
            f"identity/weights.csv and the comparisons differ in {', '.join(odd[:5])} ({len(odd)} in all)",
            hint="fit the weights again: `python -m training.identity`",
        )
    return np.array([weights[name] for name in features])
