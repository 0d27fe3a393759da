from __future__ import annotations

import pytest
from reading_texts import meant, resolved

from detente.actors import is_anaphoric
from detente.sentences import Parser

CASES = [
    # groups of states
    ("Russia and Pakistan met. Both countries signed.", "Both countries", {"RUS", "PAK"}),
    ("Russia met Pakistan. The two sides signed.", "The two sides", {"RUS", "PAK"}),
    ("India and China met. Talks between the two neighbours failed.", "the two neighbours", {"IND", "CHN"}),
    ("Iran and Iraq signed. The countries will trade.", "The countries", {"IRN", "IRQ"}),
    ("Iran and Iraq met and blamed each other.", "each other", {"IRN", "IRQ"}),
    ("Iran and Iraq met. Both signed.", "Both", {"IRN", "IRQ"}),
    ("The United States armed India, a rival of Pakistan. The rival South Asian countries met.",
     "The rival South Asian countries", {"IND", "PAK"}),
    ("Russia and Ukraine fought. Turkey can talk to both warring sides.", "both warring sides", {"RUS", "UKR"}),
    ("Russia sells jets. India buys them. Both countries gain.", "Both countries", {"RUS", "IND"}),
    ("Iran and Iraq met. Oman urged both to sign.", "both", {"IRN", "IRQ"}),
    ("Iran, Iraq and Oman met. The three signed.", "The three", {"IRN", "IRQ", "OMN"}),
    ("Iran and Iraq met. Iran thanked its neighbour.", "its neighbour", {"IRN", "IRQ"}),
    ("Iran and Iraq met. The Parties signed.", "The Parties", {"IRN", "IRQ"}),
    ("Austria lent Hungary money. The Hungarian government stopped work and it asked Austria for more.", "it",
     {"HUN"}),
    # persons
    ("“Castro will not change,” he said. Oleg Testov of Norway spoke. “Raul Castro will not change,” he said.",
     "he", {"oleg-testov"}),
    ("Vladimir Putin met Narendra Modi. The two leaders signed.", "The two leaders",
     {"vladimir-putin", "narendra-modi"}),
    ("Sergei Lavrov flew to India. He signed a pact.", "He", {"sergei-lavrov"}),
    ("Narendra Modi told Vladimir Putin that he would sign.", "he", {"narendra-modi"}),
    ("Narendra Modi met Vladimir Putin. He left early.", "He", {"narendra-modi"}),
    ("Angela Merkel met Vladimir Putin. She left early.", "She", {"angela-merkel"}),
    ("Viktor Orban flew to Russia. The prime minister signed.", "The prime minister", {"viktor-orban"}),
    ("Narendra Modi and Vladimir Putin said they would sign.", "they", {"narendra-modi", "vladimir-putin"}),
    # it, its, they, their
    ("Russia said it would sign.", "it", {"RUS"}),
    ("Russia and India met. They signed a pact.", "They", {"RUS", "IND"}),
    ("Relations between Russia and India suffered from its arms sales.", "its", {"RUS"}),
    ("Ties between Russia and India cooled after their armies clashed.", "their", {"RUS", "IND"}),
    # countries
    ("Nawaz Sharif said his country would sign.", "his country", {"nawaz-sharif", "PAK"}),
    ("Russia left Iran. The country was poor.", "The country", {"RUS"}),
    # organisations
    ("Iran joined the SCO. The organisation will grow.", "The organisation", {"SCO"}),
    ("Hungary blocked the EU. The 28-nation bloc was angry.", "The 28-nation bloc", {"EU"}),
    ("Russia chose Rostec. The company will build it.", "The company", {"ROSTEC"}),
    ("Ukraine's foreign ministry protested. The ministry blamed Hungary.", "The ministry",
     {"ukrainian-foreign-ministry"}),
    # speakers
    ("“We will sign the pact soon,” said Sergei Lavrov of India.", "We", {"RUS"}),
    ("Sergei Lavrov said: “I will sign the pact soon.”", "I", {"sergei-lavrov"}),
    ("Sergei Lavrov met Narendra Modi. He said: “We will sign the pact soon.”", "We", {"RUS"}),
    ("Russia waits. “Our country will sign the pact soon,” Narendra Modi said.", "Our country", {"IND"}),
    ("“This is ready for signing. I will sign it in Delhi,” said Sergei Lavrov.", "I", {"sergei-lavrov"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "expected"), CASES)
def test_an_anaphor_means_whom_the_text_has_named(
    parser: Parser, text: str, words: str, expected: set[str]
) -> None:
    assert meant(parser, text, words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They signed a pact with Russia.", "They"),
        ("It is likely that Russia will sign.", "It"),
        ("Russia left. It rained and it is cold.", "it"),
        ("Both countries signed.", "Both countries"),
        ("Russia sent aid. The company will build it.", "The company"),
        ("The countries of Europe met Russia.", "The countries"),
        ("“I will sign the pact soon,” a spokesman said.", "I"),
        ("Sergei Lavrov left. His aide said: “I will sign the pact soon.”", "I"),
    ],
)
def test_without_an_antecedent_nothing_is_resolved(parser: Parser, text: str, words: str) -> None:
    assert meant(parser, text, words) == set()


def test_every_resolution_names_its_rule(parser: Parser) -> None:
    found = resolved(parser, "Russia and India met. Both nations said they would sign.")
    assert {mention.rule for mention in found} == {"both states"}
    assert {mention.form for mention in found} == {"group", "pronoun"}


@pytest.mark.parametrize("text", ["Both sides met.", "The bloc met.", "He left.", "The ministry said so."])
def test_a_sentence_that_may_refer_is_parsed(text: str) -> None:
    assert is_anaphoric(text)


def test_a_sentence_that_cannot_refer_need_not_be_parsed() -> None:
    assert not is_anaphoric("Rain fell on empty streets.")
