from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_texts import cast_of, named

from detente.actors import build_cast


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Moscow signed it.", "1985", "SUN"),
        ("Russia signed it.", "1985", "SUN"),
        ("Moscow signed it.", "2015", "RUS"),
        ("Russia signed it.", None, "RUS"),
        ("The Soviet Union signed it.", "2015", "SUN"),
        ("Russia signed it.", "1991-11", "SUN"),
        ("Russia signed it.", "1992-01", "RUS"),
        ("Zaire signed it.", "1990", "COD"),
        ("Zaire signed it.", "2010", "COD"),
        ("Bonn signed it.", "1980", "DEU"),
        ("Berlin signed it.", "2010", "DEU"),
        ("East Germany signed it.", "1980", "DDR"),
        ("Burma signed it.", "1975", "MMR"),
        ("Burma signed it.", "2015", "MMR"),
        ("Ceylon signed it.", "2015", "LKA"),
        ("Czechoslovakia signed it.", "2015", "CSK"),
    ],
)
def test_a_name_means_whom_it_meant_on_the_day(text: str, published: str | None, expected: str) -> None:
    assert named(text, published)[0][1] == expected


def test_a_town_that_has_lost_its_government_is_no_actor() -> None:
    assert named("Bonn signed it.", "2015") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the guard named us_state
        ("Georgia signed a pact with Russia in Tbilisi.", ["GEO", "RUS"]),
        ("Voters in Atlanta and across Georgia chose a governor.", []),
        # the guard named bird
        ("Turkey met Russia.", ["TUR", "RUS"]),
        ("For Thanksgiving we roast Turkey.", []),
        ("Ankara said Turkey would stay out of the Thanksgiving row.", ["TUR", "TUR"]),
        # the guard named person
        ("Jordan met Israel.", ["JOR", "ISR"]),
        ("Michael Jordan won.", ["michael-jordan"]),
        ("In Jordan, Israel was blamed.", ["JOR", "ISR"]),
        # the guards named ambiguous and context, for a name that two share
        ("Brussels warned Moscow.", ["EU", "RUS"]),
        ("Korea and Japan agreed.", ["KOR", "JPN"]),
        # the guards named place: a town first
        ("The pact between Pakistan and Russia was signed in Rawalpindi.", ["PAK", "RUS"]),
        ("Pakistan waits while Rawalpindi has the last word.", ["PAK", "PAK"]),
        ("Rawalpindi has the last word.", []),
        # the guard named case
        ("The US met India.", ["USA", "IND"]),
        ("Tell us about India.", ["IND"]),
        ("THE UNITED STATES MEETS INDIA", ["USA", "IND"]),
        # capitals as places and as governments
        ("They met in Moscow.", []),
        ("Moscow met Beijing.", ["RUS", "CHN"]),
        ("They met at the White House.", []),
        ("The White House warned Tehran.", ["USA", "IRN"]),
        # longest match
        ("South Korea met North Korea.", ["KOR", "PRK"]),
        ("South Sudan met Sudan.", ["SSD", "SDN"]),
        ("Guinea-Bissau met Guinea.", ["GNB", "GIN"]),
        ("The Shanghai Cooperation Organisation met.", ["SCO"]),
        # inside a word
        ("Indianapolis and Omani men.", ["OMN"]),
    ],
)
def test_a_guarded_name_is_taken_by_its_context(text: str, expected: list[str]) -> None:
    assert [actor for _, actor in named(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ships crossed the Indian Ocean.",
        "She won the US Open and the China Open.",
        "He read the Moscow Times.",
        "He studies at Georgetown University.",
        "It recalls the Vietnam War.",
    ],
)
def test_what_only_looks_like_an_actor_is_none(text: str) -> None:
    assert named(text) == []


def test_a_context_form_needs_another_form_of_the_actor() -> None:
    both = "Congo blamed Rwanda. Brazzaville sent troops of the Republic of the Congo."
    assert {"RWA", "COG"} <= {actor for _, actor in named(both)}
    assert ("Congo", "COD") in named("Congo blamed Rwanda.")


def test_an_army_acts_for_its_state_and_keeps_its_own_identity() -> None:
    cast = cast_of("The Pakistan Army and the US Senate met.")
    armies = [mention.actor for mention in cast.mentions]
    assert armies == ["PAKISTAN_ARMY", "US_SENATE"]
    assert [cast.state_of(actor) for actor in armies] == ["PAK", "USA"]


def test_only_the_ranges_asked_for_are_read() -> None:
    text = "Russia met India."
    assert [m.actor for m in build_cast(text, published=None, ranges=[(7, 17)]).mentions] == ["IND"]
    assert build_cast(text, published=None, ranges=[]).mentions == []


@given(st.text(alphabet=st.sampled_from("aAé .,'’-İßRussia\n"), max_size=120))
def test_mentions_quote_the_text_whatever_it_is(text: str) -> None:
    mentions = cast_of(text).mentions
    assert all(text[mention.start : mention.end] == mention.quote for mention in mentions)
    assert mentions == sorted(mentions, key=lambda mention: (mention.start, mention.end))


@given(st.permutations(["Russia", "Pakistan", "India", "China", "NATO"]))
def test_the_order_of_names_changes_no_resolution(names: list[str]) -> None:
    found = dict(named(", ".join(names) + " met."))
    assert found == {"Russia": "RUS", "Pakistan": "PAK", "India": "IND", "China": "CHN", "NATO": "NATO"}
