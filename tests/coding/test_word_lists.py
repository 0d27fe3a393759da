"""Lists of words found in lower case are found as by a pattern that passes over case."""

import re

from hypothesis import given
from hypothesis import strategies as st

from detente.coding.sport import is_sport, tells_of_sport
from detente.coding.word_lists import lower_plainly, pattern_of_words

WORDS = ["kick-?off", "semi-?finals?", r"\d-\d (?:win|draw)", "allies", "ally", "will meet"]
PIECES = [
    "Kick-off",
    "KICKOFF",
    "kickoffs",
    "2-1 Win",
    "12-1 draw",
    "ALLIES",
    "al\u0131es",
    "\u212aickoff",
    "\u017femifinal",
]
TEXTS = st.lists(
    st.sampled_from([*PIECES, " ", "-", "\u2019", "x", "Will meet", "WILL MEET", "\n"]), max_size=12
)


@given(TEXTS)
def test_the_same_words_are_found_as_by_a_pattern_that_passes_over_case(pieces) -> None:
    text = "".join(pieces)
    slow = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
    expected = [match.span() for match in slow.finditer(text)]
    found = [match.span() for match in pattern_of_words(WORDS).finditer(lower_plainly(text))]
    assert found == expected


def test_sport_is_told_in_capitals_too() -> None:
    assert tells_of_sport("CHAD REACH SEMI-FINALS")
    assert tells_of_sport("Chad beat Mali 3\u20131.")
    assert not tells_of_sport("Chad and Mali sign pact.")
    cues = "Cricket Captain bowler innings marathon league "
    assert is_sport(cues)
    assert not is_sport(cues + "word " * 500)
