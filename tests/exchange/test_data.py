"""The data files of this room."""

import csv
import re
from pathlib import Path

import pytest

from detente.actors.base import read_actor_base
from detente.core.provenance import data_folder
from detente.exchange.states import read_state_codes
from detente.ontology import cameo_to_plover, read_ontology


def rows(name):
    with (data_folder("exchange") / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("cameo_leaves.csv", ("cameo",)),
        ("country_codes.csv", ("scheme", "given")),
        ("csv_columns.csv", ("column",)),
        ("faults.csv", ("rule",)),
        ("plainest_codes.csv", ("type",)),
        ("symmetric.csv", ("deed",)),
        ("table_columns.csv", ("table", "column")),
    ],
)
def test_every_row_is_full_and_there_once(name, keys):
    found = rows(name)
    named = [tuple(row[key] for key in keys) for row in found]
    assert len(set(named)) == len(named)
    assert all(None not in row and None not in row.values() for row in found)


def test_symmetric_deeds_are_codes_or_types():
    known = {
        *read_ontology().cameo,
        *read_ontology().types,
        *(row["cameo"] for row in rows("cameo_leaves.csv")),
    }
    for row in rows("symmetric.csv"):
        assert row["deed"] in known, row
        assert row["kind"] in {"always", "sentence", "visit", "host"}
        assert row["why"]


def test_the_plainest_code_of_a_type_converts_to_it():
    found = {row["type"]: row["cameo"] for row in rows("plainest_codes.csv")}
    assert set(found) == set(read_ontology().types)
    for kind, code in found.items():
        assert cameo_to_plover(code).type == kind, code


def test_codes_of_states_mean_states():
    states = {actor.id for actor in read_actor_base().actors.values() if actor.kind == "state"}
    for row in rows("country_codes.csv"):
        assert row["iso3"] in states or (row["iso3"] == "" and row["note"]), row


def test_fips_codes_are_those_that_differ_most_from_others():
    fips = {code.code: code.iso3 for code in read_state_codes() if code.scheme == "fips"}
    for code, iso3 in {"ch": "CHN", "sz": "CHE", "au": "AUT", "as": "AUS", "rs": "RUS", "gm": "DEU"}.items():
        assert fips[code] == iso3
    assert len(fips) > 190
    assert len([iso3 for iso3 in fips.values() if iso3]) - len(set(fips.values())) <= 4  # Gaza, Serbia


def test_every_code_is_there_once():
    named = [(code.scheme, code.code) for code in read_state_codes()]
    assert len(named) == len(set(named))


def test_every_state_has_its_name():
    names = {code.iso3 for code in read_state_codes() if code.scheme == "name"}
    assert {code.iso3 for code in read_state_codes() if code.scheme == "cameo"} <= names


def test_every_column_of_a_table_stands_in_the_documentation():
    text = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
    words = set(re.findall(r"\w+", text))
    for name in ("csv_columns.csv", "table_columns.csv"):
        assert {row["column"] for row in rows(name)} <= words
