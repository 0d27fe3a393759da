"""Rows of a format turned into imported rows, a block at a time, by DuckDB in memory."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from detente.core.provenance import data_folder
from detente.exchange.nouns import RowReason
from detente.exchange.rules import choose_rules
from detente.exchange.states import read_state_codes
from detente.ontology import intensity_of, read_ontology

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.exchange.blocks import Trouble
    from detente.exchange.rules import FaultRule

__all__ = ["Converted", "Converter", "count_unknown", "locked_connection", "read_sql"]

_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
_SCHEMES = {"gdelt": ("cameo", "fips"), "icews": ("name", "name"), "phoenix": ("cameo", "any")}
_UNKNOWN = ("source_unknown", "target_unknown", "place_unknown")


@dataclass(frozen=True, slots=True)
class Converted:
    """The rows of a block.

    Attributes:
        rows: As ``convert.sql`` gives them, in the order of the file, without those refused.
        troubles: Those refused.
        unknown: Country codes without a known state.
    """

    rows: pa.Table
    troubles: list[Trouble]
    unknown: Counter[str]


class Converter:
    """Converts blocks of one format; a class because it holds a connection with the tables to look up in.

    Args:
        form: Name of the format; rules go by it.
        staged: The format's query over ``raw``.
        without: Rules to turn off.
        date_names: What stands in the place of the date in a header line.
    """

    def __init__(
        self, form: str, *, staged: str, without: tuple[str, ...] = (), date_names: Sequence[str] = ()
    ) -> None:
        self.rules = choose_rules(form, without)
        self._connection = lookup_connection()
        self._query = _fill(
            read_sql("convert"),
            staged=staged.strip(),
            faults=_conditions(self.rules),
            excluding=_conditions([rule for rule in self.rules if rule.action == "exclude"]),
            format=form,
            states=f"states_{_SCHEMES.get(form, ('any', 'any'))[0]}",
            places=f"states_{_SCHEMES.get(form, ('any', 'any'))[1]}",
            date_names=", ".join(_literal(name) for name in ("", *date_names)),
        )

    def convert(self, raw: pa.Table) -> Converted:
        """The imported rows of a block with the format's columns and ``line``."""
        self._connection.register("raw", raw)
        rows = self._connection.sql(self._query).to_arrow_table()
        self._connection.unregister("raw")
        lines = rows.column("line")
        if not _rises(lines):
            rows = rows.take(pc.sort_indices(lines))
        problem = rows.column("problem")
        if problem.null_count == len(problem):
            return Converted(rows, [], count_unknown(rows))
        refused = rows.filter(pc.is_valid(problem)).select(["line", "problem", "detail", "code"]).to_pylist()
        troubles = [
            (row["line"], RowReason(row["problem"]), (row["detail"] or "") + _lost_zero(row["code"]))
            for row in refused
        ]
        rows = rows.filter(pc.is_null(problem))
        return Converted(rows, troubles, count_unknown(rows))

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def count_unknown(rows: pa.Table) -> Counter[str]:
    """The country codes without a known state in converted rows, with how many rows give them."""
    unknown: Counter[str] = Counter()
    for name in _UNKNOWN:
        column = rows.column(name)
        if column.null_count < len(column):
            counts = pc.value_counts(column.drop_null())
            unknown.update({str(row["values"]): row["counts"] for row in counts.to_pylist()})
    return unknown


def _lost_zero(code: str | None) -> str:
    return " (was a leading zero lost?)" if code and f"0{code}" in read_ontology().cameo else ""


def locked_connection() -> duckdb.DuckDBPyConnection:
    """DuckDB in memory that looks nothing up outside of it, and draws no bar on standard output."""
    connection = duckdb.connect(":memory:", config=dict(_CONFIG))
    connection.execute("SET enable_progress_bar = false")
    return connection


@cache
def read_sql(name: str) -> str:
    """A query of this room."""
    return (resources.files("detente.exchange") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def lookup_connection() -> duckdb.DuckDBPyConnection:
    """DuckDB in memory with the macros of ``macros.sql`` and the tables that the conversion looks up in.

    All connections share these; what is registered or made temporary on one is its own.
    """
    return _lookup_database().cursor()


@cache
def _lookup_database() -> duckdb.DuckDBPyConnection:
    connection = locked_connection()
    connection.execute("SET enable_external_access = false")
    connection.execute("SET threads = 1")  # blocks are small: more take a seventh more work
    connection.execute(read_sql("macros"))
    for name, table in _lookups().items():
        connection.register("looked_up", table)
        connection.execute(f"CREATE TABLE {name} AS FROM looked_up")
        connection.unregister("looked_up")
    return connection


@cache
def _lookups() -> dict[str, pa.Table]:
    ontology = read_ontology()
    cameo: list[dict[str, Any]] = []
    for code in ontology.cameo.values():
        conversion = ontology.conversions.get(code.code)
        kind = ontology.types[conversion.type] if conversion else None
        cameo.append(
            {
                "code": code.code,
                "goldstein": code.goldstein,
                "type": kind and kind.name,
                "mode": conversion and conversion.mode,
                "contexts": list(conversion.contexts) if conversion else [],
                "quad_class": kind and kind.quad_class,
                "intensity": intensity_of(conversion.type, conversion.mode) if conversion else None,
            }
        )
    known = {row["code"]: row for row in cameo}
    with (data_folder("exchange") / "cameo_leaves.csv").open("r", encoding="utf-8") as file:
        cameo += [{**known[row["read_as"]], "code": row["cameo"]} for row in csv.DictReader(file)]
    types = [
        {"type": alias, "quad_class": kind.quad_class, "intensity": kind.intensity, "name": kind.name}
        for kind in ontology.types.values()
        for alias in (kind.name, *kind.aliases)
    ]
    modes = [
        {"type": mode.type, "alias": alias, "mode": mode.name, "intensity": mode.intensity}
        for mode in ontology.modes.values()
        for alias in (mode.name, *mode.aliases)
    ]
    return {
        **{f"states_{scheme}": _states(scheme) for scheme in ("any", "cameo", "cow", "fips", "name")},
        "cameo": pa.Table.from_pylist(cameo),
        "types": pa.Table.from_pylist(types),
        "modes": pa.Table.from_pylist(modes),
        "symmetry": _symmetry(),
    }


def _states(scheme: str) -> pa.Table:
    heir = pa.struct([("since", pa.date32()), ("iso3", pa.string())])
    rows = [
        {
            "code": code.code,
            "iso3": code.iso3,
            "heirs": [{"since": since, "iso3": iso3} for since, iso3 in code.heirs] or None,
        }
        for code in read_state_codes()
        if code.scheme == scheme
    ]
    schema = pa.schema([("code", pa.string()), ("iso3", pa.string()), ("heirs", pa.list_(heir))])
    return pa.Table.from_pylist(rows, schema=schema)


def _symmetry() -> pa.Table:
    with (data_folder("exchange") / "symmetric.csv").open("r", encoding="utf-8") as file:
        rows = [{"deed": row["deed"], "kind": row["kind"]} for row in csv.DictReader(file)]
    return pa.Table.from_pylist(rows)


def _conditions(rules: Sequence[FaultRule]) -> str:
    cases = [
        f"CASE WHEN {rule.condition} THEN {_literal(rule.name)} END"
        for rule in rules
        if rule.n_reports is None
    ]
    return ", ".join(cases) or "NULL"


def _fill(text: str, **parts: str) -> str:
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _rises(column: Any) -> bool:  # noqa: ANN401  Arrow has no types
    values = column.to_numpy()
    return bool((values[1:] > values[:-1]).all()) if len(values) > 1 else True
