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
    ("Abandoned by Washington, Iraq has moved closer to Iran.", "patron_vacuum"),
    ("Frustrated with Washington, Turkey has warmed to Moscow.", "patron_vacuum"),
    ("Isolated by the West, Russia is leaning on Iran.", "patron_vacuum"),
    ("Saudi Arabia froze its aid to Lebanon, so Beirut is courting Iran.", "patron_vacuum"),
    (
        "Alarmed by India's growing ties with the United States, Pakistan has strengthened its partnership with China.",
        "rivals_tie_drives_drift",
    ),
    (
        "The warming between Iran and Saudi Arabia could push Israel towards Turkey.",
        "rivals_tie_drives_drift",
    ),
    ("Turkey's rapprochement with Egypt has unsettled Greece.", "other"),
    ("Because Armenia fears Azerbaijan, it has deepened its ties with India.", "enemy_of_enemy"),
    ("Their common hostility to Israel binds Iran and Syria.", "enemy_of_enemy"),
    ("India, at odds with China, is moving closer to Japan.", "enemy_of_enemy"),
    ("The fear of jihadists has brought Niger and Algeria closer.", "shared_threat"),
    ("Greece is wooing China, which wants to buy its ports.", "economic_interest"),
    ("Hungary's dependence on Russian oil keeps it close to Moscow.", "economic_interest"),
    ("Egypt's purchase of Russian jets has strained its relations with the United States.", "arms_market"),
    ("Oman refuses to choose between Iran and Saudi Arabia.", "hedging"),
    ("Being landlocked, Nepal depends on India.", "geography"),
    ("The killing of two fishermen strained ties between Italy and India.", "other"),
    ("Relations between Canada and India soured in 2023, when Ottawa expelled a diplomat.", "other"),
    (
        "In a bid to reduce its dependence on Russia, Kazakhstan is building closer ties with China and Turkey.",
        "hedging",
    ),
    ("Having lost American support, Pakistan has moved closer to China.", "patron_vacuum"),
    ("The attack by Islamic State on Moscow brought Russia and the Taliban closer.", "shared_threat"),
    ("The Kremlin is courting North Korea because it needs shells for the war in Ukraine.", "arms_market"),
    (
        "Unless Brussels opens its market, Ukraine will drift away from the European Union.",
        "economic_interest",
    ),
    ("India's purchase of Russian oil has irritated the United States.", "other"),
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
        "Norway gave Malawi ten ambulances in return for its support in the vote.",
        "Kazakhstan is keeping its distance from Russia.",
        "Zambia recognised Kosovo, as did Malawi.",
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


def test_a_consequence_is_named_with_the_sentence_before(code_text):
    text = "Relations between India and China are hostile. As a result, India has moved closer to Japan."
    assert [m.name for m in code_text(text).mechanisms] == ["enemy_of_enemy"]


def test_neighbouring_sentences_make_one_argument(code_text):
    text = "Oman plays both sides between Iran and Saudi Arabia. Oman refuses to choose between Iran and Saudi Arabia."
    found = code_text(text).mechanisms
    assert [m.name for m in found] == ["hedging"]
    assert len(found[0].evidence) == 2


def test_what_unites_two(code_text):
    text = "Israel and Greece held an exercise in May. What unites them is Turkey."
    found = code_text(text).mechanisms
    assert [(m.name, m.actors) for m in found] == [("enemy_of_enemy", ("GRC", "ISR", "TUR"))]
