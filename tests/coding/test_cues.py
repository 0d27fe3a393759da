"""Event cues: what may set off a rule, and which texts are parsed for it."""

import pytest

from detente.coding.cues import has_cue


@pytest.mark.parametrize(
    "text",
    [
        "Chad expelled two envoys.",
        "Would Peru sell helicopters to Chile?",
        "They met on Friday.",
        "Norway stopped the delivery of gas.",
        "Talks between Fiji and Tonga fail",
        "Ghana called off the visit.",
        "Kenya has begun shelling a village.",
        "Mali said that Niger must withdraw.",
    ],
)
def test_a_cue_is_any_form_of_a_word_of_the_lexicon(text):
    assert has_cue(text)


@pytest.mark.parametrize(
    "text",
    [
        "Chad has two envoys.",
        "Shares in Nolan Holdings fell nine percent.",
        "An orchestra from Lima played works by Polish composers.",
        "The film won a prize at the festival in Oslo.",
        "",
    ],
)
def test_other_sentences_have_none(text):
    assert not has_cue(text)


def test_a_rule_that_needs_more_than_its_verb_is_no_cue_without_it():
    assert has_cue("Cuba cut ties with Chile.")
    assert not has_cue("Cuba cut a cake in Chile.")
