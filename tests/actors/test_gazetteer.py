"""The gazetteer: its table, and which bearer of a name is meant."""

from collections import Counter

import pytest

from detente.actors import locate, read_actor_base, read_gazetteer
from detente.actors.gazetteer import places_named
from detente.actors.words import read_rows

ROWS = list(read_rows("places.csv"))
KINDS = {"city", "port", "region", "island", "river", "strait", "base", "border", "site"}
STATE_NAMES = {"name", "official", "short", "historic", "territory"}


def test_there_are_enough_places():
    assert len(ROWS) >= 1000


def test_every_state_is_in_the_actor_base():
    actors = read_actor_base().actors
    assert {row["state"] for row in ROWS if getattr(actors.get(row["state"]), "kind", "") != "state"} == set()


def test_kinds_ranks_and_coordinates_are_in_range():
    for row in ROWS:
        assert row["kind"] in KINDS, row
        assert row["rank"] in {"1", "2", "3"}, row
        assert -90 <= float(row["lat"]) <= 90, row
        assert -180 <= float(row["lon"]) <= 180, row
        assert all(len(row[key].partition(".")[2]) == 1 for key in ("lat", "lon")), row


def test_no_name_stands_twice_in_a_state():
    names = Counter(
        (name, row["state"])
        for row in ROWS
        for name in (row["name"], *filter(None, row["variants"].split("|")))
    )
    assert [name for name, number in names.items() if number > 1] == []


def test_no_place_is_named_like_another_state():
    states = {
        row["form"]: row["actor"] for row in read_rows("state_names.csv") if row["class"] in STATE_NAMES
    }
    named = [(name, place.state) for name, places in read_gazetteer().items() for place in places]
    assert [name for name, state in named if states.get(name, state) != state] == []


@pytest.mark.parametrize(
    ("name", "near", "state"),
    [
        ("Tripoli", "LBN", "LBN"),
        ("Tripoli", "", "LBY"),
        ("Tripoli", "LBN LBY", "LBY"),
        ("Tripoli", "FRA", "LBY"),
        ("Hyderabad", "PAK", "PAK"),
        ("Hyderabad", "", "IND"),
        ("Alexandria", "USA", "USA"),
        ("Cordoba", "", None),
        ("Córdoba", "ARG", "ARG"),
        ("Simla", "", "IND"),
        ("geneva", "CHE", None),
        ("Nowhere", "", None),
    ],
)
def test_of_several_bearers_the_one_spoken_of_is_meant(name, near, state):
    place = locate(name, frozenset(near.split()))
    assert (place.state if place else None) == state


def test_bearers_come_best_known_first():
    for name in read_gazetteer():
        ranks = [place.rank for place in places_named(name)]
        assert ranks == sorted(ranks)
