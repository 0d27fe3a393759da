"""The type model: marks, tokens, readings; its word is the same however it is asked."""

import math

import pytest

from detente.coding.marking import MAX_TOKENS, mark_pair
from detente.coding.pairs import FINER_TYPES, NO_EVENT, MarkedPair
from detente.coding.typing_model import load_type_model
from detente.ontology import read_ontology


def _pair(text, source, target):
    first, second = text.index(source), text.index(target)
    return MarkedPair(text, (first, first + len(source)), (second, second + len(target)))


TOLD = [
    ("Kenya has accused Somalia of jamming its radars.", "Kenya", "Somalia", "ACCUSE"),
    ("Norway on Tuesday lifted its ban on Peru's fishmeal.", "Norway", "Peru", "CONCEDE"),
    ("Ghana expelled two Togolese diplomats on Friday.", "Ghana", "Togolese", "SANCTION"),
    ("Cuba sent 80 doctors to Angola last week.", "Cuba", "Angola", "AID"),
    ("Chad rejected a proposal by Libya to reopen the border.", "Chad", "Libya", "REJECT"),
    ("Thai jets bombed a depot in Cambodia on Thursday.", "Thai", "Cambodia", "ASSAULT"),
]


@pytest.mark.parametrize(("text", "source", "target", "kind"), TOLD)
def test_reads_plain_sentences(text, source, target, kind):
    (reading,) = load_type_model().type_pairs([_pair(text, source, target)])
    assert max(reading.probabilities, key=reading.probabilities.get) == kind


def test_direction_matters():
    text = "Kenya has accused Somalia of jamming its radars."
    there, back = load_type_model().type_pairs(
        [_pair(text, "Kenya", "Somalia"), _pair(text, "Somalia", "Kenya")]
    )
    assert there.probabilities["ACCUSE"] > 0.8
    assert back.probabilities["ACCUSE"] < 0.5


def test_probabilities_are_over_the_ontology_and_add_up():
    (reading,) = load_type_model().type_pairs([_pair(*TOLD[0][:3])])
    assert set(reading.probabilities) == {*read_ontology().types, NO_EVENT, *FINER_TYPES}
    assert math.isclose(sum(reading.probabilities.values()), 1.0, abs_tol=1e-5)
    assert set(reading.statuses) == set(read_ontology().statuses)
    assert reading.mode == "allege"


def test_company_does_not_matter():
    pairs = [_pair(*row[:3]) for row in TOLD]
    together = load_type_model().type_pairs(pairs)
    for pair, reading in zip(pairs, together, strict=True):
        (alone,) = load_type_model().type_pairs([pair])
        for name, value in alone.probabilities.items():
            assert math.isclose(value, reading.probabilities[name], abs_tol=0.05)


def test_no_pairs():
    assert load_type_model().type_pairs([]) == []


def test_marks_source_and_target_in_either_order():
    text = "Two envoys were expelled by Mali on Monday, Niger said."
    marked, source, target = mark_pair(_pair(text, "Mali", "Two envoys"))
    assert marked.startswith("# Two envoys # were expelled by @ Mali @ on Monday")
    assert marked[source[0] : source[1]] == "@ Mali @"
    assert marked[target[0] : target[1]] == "# Two envoys #"


@pytest.mark.parametrize(
    ("source", "target"), [((0, 5), (0, 21)), ((0, 21), (14, 21)), ((0, 0), (5, 9)), ((3, 3), (3, 3))]
)
def test_nested_and_empty_spans_are_read(source, target):
    pair = MarkedPair("Kenya accused Somalia of it.", source, target)
    (reading,) = load_type_model().type_pairs([pair])
    assert math.isclose(sum(reading.probabilities.values()), 1.0, abs_tol=1e-5)


def test_very_long_sentence_is_cut_around_the_pair():
    text = "word " * 900 + "Kenya has accused Somalia of jamming its radars " + "word " * 900
    pair = _pair(text, "Kenya", "Somalia")
    assert len(mark_pair(pair)[0]) < 6 * MAX_TOKENS
    (reading,) = load_type_model().type_pairs([pair])
    assert max(reading.probabilities, key=reading.probabilities.get) == "ACCUSE"
