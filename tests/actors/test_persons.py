from __future__ import annotations

import pytest
from reading_texts import cast_of, named

from detente.actors.names import surname_forms


def _persons(text: str, published: str | None = "2018-06-01") -> list[tuple[str, str, str]]:
    """Words, identity and whom they act for, of every person."""
    cast = cast_of(text, published)
    return [
        (mention.quote, mention.actor, cast.state_of(mention.actor))
        for mention in cast.mentions
        if mention.form == "person"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pakistani Defence Minister Bilal Testwala spoke.", ("Bilal Testwala", "bilal-testwala", "PAK")),
        ("Pakistan's Energy Minister Bilal Testwala spoke.", ("Bilal Testwala", "bilal-testwala", "PAK")),
        (
            "Minister of Foreign Affairs Jan Testov of Norway spoke.",
            ("Jan Testov", "jan-testov", "jan-testov"),
        ),
        ("Jan Testov, ambassador of Norway, spoke.", ("Jan Testov", "jan-testov", "jan-testov")),
        ("Russian Deputy Foreign Minister Oleg Testov spoke.", ("Oleg Testov", "oleg-testov", "RUS")),
        ("Chinese Gen. Testo Wu spoke.", ("Testo Wu", "testo-wu", "CHN")),
        ("US Lt. Gen. Ann O'Testy spoke.", ("Ann O'Testy", "ann-o-testy", "USA")),
        ("Polish contractor Jan Testowski left.", ("Jan Testowski", "jan-testowski", "jan-testowski")),
        ("Former Polish President Jan Testowski left.", ("Jan Testowski", "jan-testowski", "POL")),
        ("Jorge Testos asked India.", ("Jorge Testos", "jorge-testos", "jorge-testos")),
        ("Zork Testov said India left.", ("Zork Testov", "zork-testov", "zork-testov")),
        ("Zork Testov, a professor in Oslo, left.", ("Zork Testov", "zork-testov", "zork-testov")),
        (
            "The European Union's foreign policy chief, Josep Testell, left.",
            ("Josep Testell", "josep-testell", "EU"),
        ),
    ],
)
def test_a_person_is_known_by_title_speech_or_given_name(text: str, expected: tuple[str, str, str]) -> None:
    assert _persons(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "On Monday President and ministers met.",
        "Human Rights Watch said so.",
        "The Prime Minister Said nothing.",
        "General Assembly talks began.",
        "Martin Luther King Day fell on it.",
        "Foreign Ministry officials met.",
    ],
)
def test_what_is_no_person_is_not_made_one(text: str) -> None:
    assert all("day" not in identity and "watch" not in identity for _, identity, _ in _persons(text))
    assert not {"and", "said", "assembly", "ministry"} & {identity for _, identity, _ in _persons(text)}


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Mr Orban left.", "2018", ("viktor-orban", "HUN")),
        ("Orban left.", "2018", ("viktor-orban", "HUN")),
        ("Orbán left Romania.", "2018", ("viktor-orban", "HUN")),
        ("Ursula von der Leyen spoke.", "2016", ("ursula-von-der-leyen", "DEU")),
        ("Ursula von der Leyen spoke.", "2024", ("ursula-von-der-leyen", "EC")),
        ("Von der Leyen spoke. So did Ursula von der Leyen.", "2024", ("ursula-von-der-leyen", "EC")),
        ("Charles Michel spoke.", "2016", ("charles-michel", "BEL")),
        ("Charles Michel spoke.", "2023", ("charles-michel", "EU")),
        ("President Putin spoke.", "2018", ("vladimir-putin", "RUS")),
        ("Zelenskyy spoke.", "2023", ("volodymyr-zelensky", "UKR")),
        ("Modi spoke.", "2018", ("narendra-modi", "IND")),
        ("Lavrov spoke.", None, ("sergei-lavrov", "RUS")),
    ],
)
def test_a_leader_acts_for_the_state_served_on_the_day(
    text: str, published: str | None, expected: tuple[str, str]
) -> None:
    assert _persons(text, published)[0][1:] == expected


def test_someone_long_out_of_office_acts_for_nobody() -> None:
    assert _persons("Mikhail Gorbachev met reporters.", "2015")[0][2] == "mikhail-gorbachev"


def test_a_surname_out_of_office_alone_means_nobody() -> None:
    assert _persons("Gorbachev met reporters.", "2015") == []


@pytest.mark.parametrize(
    "text", ["On Monday they met.", "In May they met.", "Brown bears left.", "Major powers met."]
)
def test_an_ordinary_word_is_no_surname(text: str) -> None:
    assert _persons(text) == []


def test_a_person_named_in_full_is_known_by_last_name_before_and_after() -> None:
    found = _persons("Mr Testov came. Oleg Testov of Norway met Testov's aides.")
    assert [identity for _, identity, _ in found] == ["oleg-testov"] * 3
    assert found[2][0] == "Testov"


def test_a_blank_that_does_not_break_is_a_blank() -> None:
    assert _persons("Viktor\u00a0Orban left.")[0][1:] == ("viktor-orban", "HUN")


def test_a_pronoun_is_no_king() -> None:
    assert _persons("I met Juan Carlos I of Spain and I left.", "2010") == [
        ("Juan Carlos I", "juan-carlos-i", "ESP")
    ]


def test_a_relative_may_go_by_the_given_name_alone() -> None:
    assert [identity for _, identity, _ in _persons("Peter Testman's wife Anna wept.")] == [
        "peter-testman",
        "anna",
    ]


def test_the_first_of_two_last_names_is_enough() -> None:
    found = _persons("Carlos Testuga Treto spoke. Mr Testuga left. So Testuga was gone.")
    assert [identity for _, identity, _ in found] == ["carlos-testuga-treto"] * 3


def test_of_two_namesakes_the_one_in_office_is_meant() -> None:
    text = "Fidel Castro was ill. Raul Castro spoke. Castro left."
    assert [identity for _, identity, _ in _persons(text, "2014")] == [
        "fidel-castro",
        "raul-castro",
        "raul-castro",
    ]


def test_a_relative_is_not_the_person_of_that_surname() -> None:
    found = _persons("American contractor Peter Testman spoke. Anna Testman wept.")
    assert [identity for _, identity, _ in found] == ["peter-testman", "anna-testman"]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Ursula von der Leyen", ["von der Leyen", "Leyen"]),
        ("Bashar al-Assad", ["al-Assad", "Assad"]),
        ("Xi Jinping", ["Xi"]),
        ("Kim Jong Un", ["Kim"]),
        ("Martin Luther King Jr.", ["King"]),
        ("Madonna", []),
    ],
)
def test_the_last_name_is_what_a_newspaper_would_write(name: str, forms: list[str]) -> None:
    assert surname_forms(name) == forms


@pytest.mark.parametrize(
    ("text", "published", "words", "actor"),
    [
        ("The FM of Russia spoke.", "2018-06", "The FM of Russia", "sergei-lavrov"),
        ("The Russian foreign minister spoke.", "2018-06", "The Russian foreign minister", "sergei-lavrov"),
        ("Hungary's prime minister spoke.", "2018-06", "Hungary's prime minister", "viktor-orban"),
        (
            "The Russian energy minister spoke.",
            "2018-06",
            "The Russian energy minister",
            "russian-energy-minister",
        ),
        (
            "The Russian foreign minister spoke.",
            None,
            "The Russian foreign minister",
            "russian-foreign-minister",
        ),
        ("The Russian ambassador spoke.", "2018-06", "The Russian ambassador", "russian-ambassador"),
        (
            "Ukraine's foreign ministry spoke.",
            "2018-06",
            "Ukraine's foreign ministry",
            "ukrainian-foreign-ministry",
        ),
        (
            "The new Prime Minister of Pakistan spoke.",
            "2018-08-08",
            "The new Prime Minister of Pakistan",
            "imran-khan",
        ),
    ],
)
def test_an_office_with_its_state_is_its_holder_or_an_office(
    text: str, published: str | None, words: str, actor: str
) -> None:
    cast = cast_of(text, published)
    assert (words, actor) in named(text, published)
    assert cast.state_of(actor) in {"RUS", "HUN", "UKR", "PAK"}


@pytest.mark.parametrize(
    "text",
    [
        "Russian Foreign Minister Sergei Lavrov spoke.",
        "The Russian foreign minister, Sergei Lavrov, spoke.",
        "Sergei Lavrov, the Russian foreign minister, spoke.",
        "A former Russian president spoke.",
        "The talks began at 10 PM. Russia left.",
    ],
)
def test_a_title_with_its_name_is_no_second_mention(text: str) -> None:
    assert [mention for mention in cast_of(text).mentions if mention.form == "office"] == []
