"""The room's data files: which claims exclude each other, and how far a claim answers a question."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from detente.core.provenance import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["answers", "oppositions"]


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((data_folder("accounts") / name).read_text(encoding="utf-8").splitlines())


@cache
def oppositions() -> dict[tuple[str, str], float]:
    """Two claims to the weight with which they exclude each other; each pair once, in alphabetical order."""
    return {(row["claim"], row["other"]): float(row["weight"]) for row in _rows("oppositions.csv")}


@cache
def answers() -> dict[tuple[str, str], float]:
    """What a yes would mean and a claim, to how far the claim speaks for a yes: -1 to 1."""
    return {(row["asks"], row["claim"]): float(row["weight"]) for row in _rows("answers.csv")}
