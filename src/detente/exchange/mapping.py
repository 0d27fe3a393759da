"""Which column of any table is which of ours."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from detente.core.errors import UnknownNameError
from detente.core.provenance import data_folder
from detente.exchange.layouts import WrongFormatError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["column_names", "map_columns", "staged_sql"]


@cache
def column_names() -> dict[str, tuple[str, ...]]:
    """Our column to the names, in lower case, by which it is known in files."""
    with (data_folder("exchange") / "csv_columns.csv").open("r", encoding="utf-8") as file:
        return {row["column"]: tuple(row["names"].split(";")) for row in csv.DictReader(file)}


def map_columns(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Our column to the file's.

    Args:
        header: The file's column names.
        columns: What the user says, which comes before the known names.

    Raises:
        UnknownNameError: If the user names a column that we or the file have not.
        WrongFormatError: If the day, a side or the deed is missing.
    """
    known = column_names()
    for ours, theirs in columns.items():
        if ours not in known:
            raise UnknownNameError(f"no column of ours is named {ours!r}", hint=f"one of {', '.join(known)}")
        if theirs not in header:
            raise UnknownNameError(
                f"the file has no column {theirs!r}", hint=f"it has {', '.join(header[:30])}"
            )
    folded = {name.strip().lower(): name for name in reversed(header)}
    found = {
        ours: next((folded[name] for name in names if name in folded), "") for ours, names in known.items()
    }
    found = {ours: theirs for ours, theirs in {**found, **columns}.items() if theirs}
    missing = [
        words
        for words, wanted in (
            ("the day", {"date"}),
            ("a side", {"source", "target", "source_name", "target_name"}),
            ("the deed", {"cameo", "type"}),
        )
        if not wanted & set(found)
    ]
    if missing:
        raise WrongFormatError(
            f"no column for {' and '.join(missing)} among {', '.join(header[:20])}",
            hint="name it: --column date=NAME, --column source=NAME, --column cameo=NAME",
        )
    return found


def staged_sql(mapping: Mapping[str, str]) -> str:
    """The query that gives the columns of ``convert.sql`` from the file's."""

    def cell(name: str) -> str:
        return f"cell_{name}" if name in mapping else "NULL"

    columns = {
        "line": "line",
        "system_id": cell("system_id"),
        "date_text": f"coalesce({cell('date')}, '')",
        "date": f"anyday({cell('date')})",
        "reported": f"anyday({cell('reported')})",
        "type_given": f"upper({cell('type')})",
        "mode_given": f"lower({cell('mode')})",
        "contexts_given": cell("contexts"),
        "goldstein": f"number({cell('goldstein')})",
        "intensity_given": f"number({cell('intensity')})",
        "quad_given": "NULL",
        "status": f"lower({cell('status')})",
        "n_mentions": f"coalesce(whole({cell('n_mentions')}), 1)",
        "n_sources": f"coalesce(whole({cell('n_sources')}), 1)",
        "place_code": cell("place_country"),
        "lat_text": cell("lat"),
        "lon_text": cell("lon"),
        "record": "NULL",
    }
    for name in ("cameo", "place", "story", "sentence", "publisher"):
        columns[name] = cell(name)
    for name in ("source", "target"):
        columns[f"{name}_code"] = cell(name) if name in mapping else cell(f"{name}_name")
        columns[f"{name}_name"] = cell(f"{name}_name") if f"{name}_name" in mapping else cell(name)
        columns[f"{name}_sectors"] = cell(f"{name}_sectors")
        columns[f"{name}_country"] = f"bracketed({columns[f'{name}_code']})"
    wanted = ", ".join(f"{query}::{_kind(name)} AS {name}" for name, query in columns.items())
    cells = [
        f'given("{theirs.replace(chr(34), chr(34) * 2)}") AS cell_{ours}' for ours, theirs in mapping.items()
    ]
    given = ", ".join(["line", *cells])
    return f"SELECT {wanted} FROM (SELECT {given} FROM raw)"  # noqa: S608  our own names; the file's are quoted


def _kind(name: str) -> str:
    if name in {"date", "reported"}:
        return "DATE"
    if name in {"line", "n_mentions", "n_sources", "quad_given"}:
        return "BIGINT"
    return "DOUBLE" if name in {"goldstein", "intensity_given"} else "VARCHAR"
