"""Where an event is said to be: sentences of our own, and names that are no places."""

import pytest

PLACES = [
    ("Russia and Turkey held talks in Sochi on Monday.", "Sochi"),
    ("Iran and the United States held indirect talks in the Omani port city of Salalah.", "Salalah"),
    ("India and Pakistan signed the agreement in Tashkent.", "Tashkent"),
    ("Egypt and Israel signed a framework at Camp David.", "Camp David"),
    ("Iran seized a Greek tanker in the Strait of Hormuz.", "Strait of Hormuz"),
    ("Chinese coast guard ships rammed a Philippine boat near Scarborough Shoal.", "Scarborough Shoal"),
    ("North Korea and South Korea held talks at Panmunjom.", "Panmunjom"),
    ("Russia and Ukraine clashed near Snake Island in the Black Sea.", "Snake Island"),
    ("Oman and Iran held a naval exercise in the Gulf of Oman.", "Gulf of Oman"),
    ("Turkish jets bombed Syrian troops outside Aleppo.", "Aleppo"),
    ("The Houthis attacked a British tanker off Hodeidah.", "Hodeidah"),
    ("Serbia and Kosovo signed a deal in Ohrid in March 2023.", "Ohrid"),
    ("China and India held border talks in Wuhan.", "Wuhan"),
    ("France and Libya signed an agreement in Tripoli.", "Tripoli"),
    ("Russia and China held talks in Moscow.", "Moscow"),
    ("Armenian and Azerbaijani troops clashed in Nagorno-Karabakh.", "Nagorno-Karabakh"),
    ("Iranian and Saudi officials met in the Chinese capital Beijing.", "Beijing"),
    ("Japan and Russia held talks in Vladivostok in September.", "Vladivostok"),
    ("Ethiopia and Eritrea held a joint exercise near Assab.", "Assab"),
]

NO_PLACE = [
    "Ukraine accused Russia of breaches of the Minsk agreements.",
    "Serbia rejected Bosnia's reading of the Dayton Accords.",
    "Egypt and Israel reaffirmed their commitment in the Camp David Accords.",
    "Canada criticised France over remarks by Paris Hilton.",
    "Russia accused Ukraine of an attack on a convoy from Odesa.",
    "Turkey and Greece held talks in August.",
    "Poland warned Belarus about the Geneva-based agency.",
    "Russia condemned Poland for its policy in Poland.",
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_a_place_is_read_from_the_clause(code_text, text, place):
    events = code_text(text).events
    assert events
    assert place in {event.place for event in events}


@pytest.mark.parametrize("text", NO_PLACE)
def test_what_only_looks_like_a_place_is_none(code_text, text):
    assert {event.place for event in code_text(text).events} <= {None}


def test_the_destination_of_a_visit_may_be_a_state(code_text):
    (event, *_) = code_text("The Turkish president visited Qatar on Monday.").events
    assert event.place == "Qatar"


def test_a_small_place_of_a_country_not_spoken_of_is_none(code_text):
    near = code_text("Poland and Belarus held talks in Bialystok.").events
    far = code_text("Kenya and Uganda held talks in Bialystok.").events
    assert {event.place for event in near} == {"Bialystok"}
    assert {event.place for event in far} == {None}
