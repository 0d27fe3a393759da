"""The tables of the actors room: schema, keys, order, dates, and agreement with each other."""

from __future__ import annotations

import csv
import hashlib
import itertools
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from detente.actors import read_actor_base
from detente.actors.words import read_rows, read_titles, read_words
from detente.core.provenance import data_folder, read_data_files

SCHEMAS = {
    "blockers.csv": "actor form class start end guard",
    "homonyms.csv": "actor other place",
    "memberships.csv": "organisation member start end",
    "organisation_names.csv": "actor form class start end guard",
    "organisations.csv": "actor name kind country start end sector",
    "persons.csv": "person name forms sex",
    "regions.csv": "word region",
    "roles.csv": "role plural sector acts capital",
    "places.csv": "name variants state kind lat lon rank",
    "state_names.csv": "actor form class start end guard",
    "states.csv": "actor name iso2 iso3 cow gw start end region successors",
    "terms.csv": "person country office start end",
    "titles.csv": "title office sector case",
    "words.csv": "class word",
}
GUARDS = {"", "us_state", "bird", "person", "common_word", "prefix", "ambiguous", "case", "place", "context"}
CLASSES = {
    "name", "official", "short", "adjective", "demonym", "capital", "seat", "historic", "alias", "territory",
    "abbreviation", "blocker",
}  # fmt: skip
KINDS = {"igo", "bloc", "armed_group", "company", "organization", "ngo"}
SECTORS = {row["sector"] for row in csv.DictReader(
    (data_folder("ontology") / "sectors.csv").read_text(encoding="utf-8").splitlines())}  # fmt: skip
DATED = (
    "memberships.csv",
    "organisations.csv",
    "states.csv",
    "terms.csv",
    "state_names.csv",
    "organisation_names.csv",
)


def _table(name: str) -> list[dict[str, str]]:
    return list(read_rows(name))


def _day(text: str) -> str:
    """The first day of a date, a month or a year."""
    return f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]


def _bounds(row: dict[str, str]) -> tuple[str, str]:
    """First day and the day after the last, as text that compares."""
    return _day(row["start"]) if row["start"] else "", _day(row["end"]) if row["end"] else "9999"


@pytest.mark.parametrize(("name", "columns"), SCHEMAS.items())
def test_a_table_has_its_columns_is_sorted_and_repeats_nothing(name: str, columns: str) -> None:
    lines = (data_folder("actors") / name).read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(lines))
    assert rows[0] == columns.split()
    assert rows[1:] == sorted(rows[1:])
    assert len(set(map(tuple, rows))) == len(rows)
    assert all(len(row) == len(rows[0]) for row in rows)


def test_no_table_is_without_a_schema() -> None:
    assert {path.name for path in Path(str(data_folder("actors"))).glob("*.csv")} == set(SCHEMAS)


def test_every_file_of_these_rooms_is_the_one_whose_origin_is_recorded() -> None:
    rows = {(row.room, row.file): row for row in read_data_files() if row.room in ("actors", "sentences")}
    assert set(rows) == {("actors", name) for name in SCHEMAS} | {
        ("sentences", name) for name in ("abbreviations.csv", "starters.csv", "pipeline_hashes.json")
    }
    for (room, file), row in rows.items():
        assert hashlib.sha256((data_folder(room) / file).read_bytes()).hexdigest() == row.sha256, file
        assert row.title, file
        assert row.made, file


@pytest.mark.parametrize("name", DATED)
def test_dates_are_dates_and_intervals_are_not_empty(name: str) -> None:
    for row in _table(name):
        for text in (row["start"], row["end"]):
            assert re.fullmatch(r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?", text), row
            if len(text) == 10:
                date.fromisoformat(text)
        assert not (row["start"] and row["end"]) or _day(row["start"]) < _day(row["end"]), row


def test_every_key_points_to_an_actor() -> None:
    states = {row["actor"] for row in _table("states.csv")}
    organisations = {row["actor"] for row in _table("organisations.csv")}
    persons = {row["person"] for row in _table("persons.csv")}
    assert not states & organisations
    assert {row["country"] for row in _table("organisations.csv")} <= states | {""}
    assert {row["actor"] for row in _table("state_names.csv")} <= states
    assert {row["actor"] for row in _table("organisation_names.csv")} <= organisations
    assert {row["organisation"] for row in _table("memberships.csv")} <= organisations
    assert {row["member"] for row in _table("memberships.csv")} <= states | organisations
    assert {row["country"] for row in _table("terms.csv")} <= states | organisations
    assert {row["person"] for row in _table("terms.csv")} == persons
    homonyms = _table("homonyms.csv")
    assert {row[key] for row in homonyms for key in ("actor", "other")} <= states
    assert {
        successor for row in _table("states.csv") for successor in row["successors"].split("|")
    } <= states | {""}


def test_vocabularies_are_kept() -> None:
    names = [*_table("state_names.csv"), *_table("organisation_names.csv"), *_table("blockers.csv")]
    assert {row["guard"] for row in names} <= GUARDS
    assert {row["class"] for row in names} <= CLASSES
    assert {row["kind"] for row in _table("organisations.csv")} <= KINDS
    assert {row["sector"] for row in _table("organisations.csv")} <= SECTORS | {""}
    assert {row["sector"] for row in _table("titles.csv")} <= SECTORS | {""}
    assert {row["sex"] for row in _table("persons.csv")} <= {"m", "f", ""}
    regions = {row["region"] for row in _table("states.csv")}
    assert {row["region"] for row in _table("regions.csv")} <= regions


def test_every_state_has_a_name_an_adjective_and_a_demonym() -> None:
    classes: dict[str, set[str]] = {}
    for row in _table("state_names.csv"):
        classes.setdefault(row["actor"], set()).add(row["class"])
    for row in _table("states.csv"):
        assert "name" in classes[row["actor"]], row
        # the Holy See has none of its own
        assert classes[row["actor"]] & {"adjective", "demonym"} or row["actor"] == "VAT", row


def test_a_plain_form_means_one_actor_on_any_day() -> None:
    spans: dict[str, list[tuple[str, str, str]]] = {}
    for row in [*_table("state_names.csv"), *_table("organisation_names.csv")]:
        if row["guard"] in ("", "prefix", "case"):
            spans.setdefault(row["form"], []).append((*_bounds(row), row["actor"]))
    for form, listed in spans.items():
        for first in listed:
            for second in listed:
                shared = first[0] < second[1] and second[0] < first[1]
                assert first[2] == second[2] or not shared, (form, first, second)


def test_memberships_of_one_state_do_not_overlap_and_lie_in_the_life_of_the_organisation() -> None:
    life = {row["actor"]: row for row in _table("organisations.csv")}
    spells: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _table("memberships.csv"):
        spells.setdefault((row["organisation"], row["member"]), []).append(_bounds(row))
        founded = life[row["organisation"]]["start"]
        assert row["start"][:4] >= founded[:4], row
    for key, listed in spells.items():
        ordered = sorted(listed)
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(ordered)), key


def test_a_person_is_an_ascii_slug_with_a_name_and_at_least_one_term() -> None:
    base = read_actor_base()
    for row in _table("persons.csv"):
        assert re.fullmatch(r"[a-z0-9-]+", row["person"]), row
        assert row["name"], row
        assert base.terms[row["person"]], row


def test_few_full_names_are_shared_by_two_persons() -> None:
    forms = Counter(form.text for form in read_actor_base().forms if form.kind == "person")
    shared = [form for form, times in forms.items() if times > 1]
    assert len(shared) <= 60, shared[:10]


@pytest.mark.parametrize(
    ("country", "office", "day", "person"),
    [
        ("USA", "head_of_state", "2014-12-17", "barack-obama"),
        ("RUS", "foreign_minister", "2018-09-01", "sergei-lavrov"),
        ("HUN", "head_of_government", "2024-07-05", "viktor-orban"),
        ("IND", "head_of_government", "2018-06-01", "narendra-modi"),
        ("PAK", "head_of_government", "2015-09-01", "nawaz-sharif"),
        ("CUB", "head_of_state", "2015-08-14", "raul-castro"),
        ("UKR", "head_of_state", "2024-07-23", "volodymyr-zelensky"),
        ("DEU", "head_of_government", "2010-01-01", "angela-merkel"),
        ("GBR", "head_of_government", "1985-01-01", "margaret-thatcher"),
    ],
)
def test_an_office_had_the_holder_known_to_history(country: str, office: str, day: str, person: str) -> None:
    assert read_actor_base().holders(country, office, date.fromisoformat(day)) == [person]


def test_terms_begin_on_their_day_and_end_before_the_next_begins() -> None:
    base = read_actor_base()
    assert base.holders("USA", "head_of_state", date(2017, 1, 19)) == ["barack-obama"]
    assert base.holders("USA", "head_of_state", date(2017, 1, 20)) == ["donald-trump"]


def test_word_classes_are_complete_and_titles_start_longest_first() -> None:
    needed = [
        "family_name",
        "particle",
        "suffix",
        "ordinary_surname",
        "given_name",
        "not_name",
        "opener",
        "title_prefix",
        "former",
        "department",
        "speaking_verb",
        "speaking_lemma",
        "role_after_name",
        "personal_group",
        "state_group",
        "organisation_noun",
        "company_noun",
        "cue_us_state",
        "cue_caucasus",
        "place_preposition",
        "metonym_verb",
        "sign_of_bird",
    ]
    assert all(read_words(name) for name in needed)
    assert set(needed) == {row["class"] for row in _table("words.csv")}
    assert all(len(rows[0].words) >= len(rows[-1].words) for rows in read_titles().values())
    with pytest.raises(KeyError):
        read_words("no such class")


def test_codes_agree_with_the_correlates_of_war_list() -> None:
    shared = Path(__file__).resolve().parents[3] / "shared" / "data" / "states.parquet"
    if not shared.is_file():
        pytest.skip("the Correlates of War list is not beside this checkout")
    parquet = pytest.importorskip("pyarrow.parquet")
    listed = {row["ccode"]: row["iso3"] for row in parquet.read_table(shared).to_pylist() if row["iso3"]}
    ours = {int(row["cow"]): row for row in _table("states.csv") if row["cow"]}
    both = set(ours) & set(listed)
    assert len(both) >= 190
    assert [(number, ours[number]["actor"], listed[number]) for number in sorted(both)
            if listed[number] not in (ours[number]["iso3"], ours[number]["actor"])
            and listed[number] not in ours[number]["successors"].split("|")] == []  # fmt: skip
