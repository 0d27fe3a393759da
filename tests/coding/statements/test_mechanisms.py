"""Mechanism statements on our own sentences."""

import pytest

SENTENCES = [
    ("As Washington pulls back its troops from Iraq, Baghdad is turning to Beijing.", "patron_vacuum"),
    ("After the French left Mali, Russia filled the vacuum.", "patron_vacuum"),
    ("Saudi Arabia and Israel share a common enemy, Iran.", "enemy_of_enemy"),
    ("Vietnam and Japan have drawn closer out of a shared fear of China.", "enemy_of_enemy"),
    ("Germany and Poland signed the treaty because of the Russian threat.", "enemy_of_enemy"),
    ("Russia's growing ties with North Korea have alarmed Seoul.", "other"),
    (
        "Our ties with India do not come at the expense of Pakistan, the Russian envoy said.",
        "jealousy_denied",
    ),
    ("Kazakhstan is hedging its bets, buying from Russia and China alike.", "hedging"),
    ("Relations between Turkey and Greece soured after Ankara bought Russian missiles.", "arms_market"),
    ("Cheap gas has brought Azerbaijan and Italy closer.", "economic_interest"),
    ("Egypt and Turkey have mended fences due to their economic crises.", "economic_interest"),
    ("Landlocked Ethiopia's ties with Djibouti rest on geography.", "geography"),
    (
        "In response to the pact between Australia and Britain, China deepened its ties with the Solomon Islands.",
        "rivals_tie_drives_drift",
    ),
    (
        "The growing ties of Egypt and Sudan have weakened relations between Egypt and Ethiopia.",
        "rivals_tie_drives_drift",
    ),
    ("Russia, Iran and North Korea are forming a new bloc against the West.", "bloc_formation"),
    ("Mali and Niger cooperate in the fight against terrorism.", "shared_threat"),
]


@pytest.mark.parametrize(("text", "name"), SENTENCES, ids=[name for _, name in SENTENCES])
def test_name(code_text, text, name):
    assert [mechanism.name for mechanism in code_text(text).mechanisms] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The ministers of Chad and Sudan met because the plane was late.",
        "Spain's king visited Cuba because the weather was fine.",
        "Japan sold two ships to Vietnam on Monday.",
        "Relations between Kenya and Somalia remain tense.",
    ],
)
def test_no_argument(code_text, text):
    assert code_text(text).mechanisms == ()


def test_parts(code_text):
    found = code_text("Cheap gas has brought Azerbaijan and Italy closer.").mechanisms[0]
    assert found.actors == ("AZE", "ITA")
    assert found.statement.startswith("Cheap gas -> ")


def test_a_question_is_no_assertion(code_text):
    text = "Will Egypt's growing ties with Sudan weaken its relations with Ethiopia?"
    assert [m.modality for m in code_text(text).mechanisms] == ["questioned"]


def test_a_denied_effect_denies_the_mechanism(code_text):
    text = "Egypt's relations with Ethiopia will not be affected by its military cooperation with Sudan."
    found = code_text(text).mechanisms[0]
    assert (found.name, found.modality) == ("rivals_tie_drives_drift", "denied")
