"""Patterns and model together: who may be a pair, what the model adds, confirms and vetoes."""

import pytest

from detente.coding import Coder
from detente.coding.pairs import NO_EVENT, PairReading
from detente.core.settings import resolve_settings
from detente.texts import code_text


class Scripted:
    """A model that says the same of every pair, and remembers what it was asked."""

    version = "scripted"

    def __init__(self, kind, probability):
        self.kind, self.probability, self.asked = kind, probability, []

    def type_pairs(self, pairs):
        self.asked += pairs
        rest = NO_EVENT if self.kind != NO_EVENT else "AGREE"
        return [PairReading({self.kind: self.probability, rest: 1 - self.probability}) for _ in pairs]


@pytest.fixture(scope="module")
def coder():
    return Coder(resolve_settings())


@pytest.fixture
def coded(coder):
    def code(text, kind="ACCUSE", probability=0.97):
        coder.model = Scripted(kind, probability)
        return code_text(text, coder=coder).events, coder.model.asked

    return code


def _marked(pair):
    return pair.text[slice(*pair.source)], pair.text[slice(*pair.target)]


def test_adds_what_no_pattern_knows(coded):
    events, _ = coded("Norway hoodwinked Sweden on Tuesday.")
    assert [(e.type, e.source, e.target, e.trace.coder) for e in events] == [
        ("ACCUSE", ("NOR",), ("SWE",), "types")
    ]
    assert any(word.startswith("types:ACCUSE") for word in events[0].trace.rule)


def test_adds_nothing_when_unsure(coded):
    assert coded("Norway hoodwinked Sweden on Tuesday.", probability=0.5)[0] == ()


def test_strong_patterns_stand_without_being_asked(coded):
    events, asked = coded(
        "Russia and Algeria signed a defence pact in Moscow.", kind=NO_EVENT, probability=0.99
    )
    assert [event.type for event in events] == ["SUPPORT"]
    assert asked == []


@pytest.mark.parametrize(
    "text",
    [
        "India-US ties have come a long way.",
        "Russia has a strong relationship with India.",
        "Pakistan strengthens relations with Russia.",
        "The Russian economy shrank while Indian exports grew.",
    ],
)
def test_relations_and_mere_company_are_no_pairs(coded, text):
    assert coded(text)[1] == []


def test_a_pair_is_asked_with_its_subject_as_source(coded):
    _, asked = coded("On Monday Sweden was hoodwinked by Norway.")
    assert _marked(asked[0]) == ("Norway", "Sweden")


def test_the_party_left_out_is_taken_from_the_text_before(coded):
    text = "India asked Nepal to cancel the treaty in 1990. Kathmandu refused."
    events, _ = coded(text, kind="REJECT")
    found = [event for event in events if event.type == "REJECT"]
    assert [(event.source, event.target) for event in found] == [(("NPL",), ("IND",))]
    assert not [event for event in coded(text, kind=NO_EVENT)[0] if event.type == "REJECT"]


def test_settings_turn_either_reader_off():
    text = "Russia and Algeria signed a defence pact in Moscow on Thursday."
    alone = Coder(resolve_settings({"coding.type_model": "false"}))
    assert alone.model is None
    assert "types" not in alone.version
    model = Coder(resolve_settings({"coding.patterns": "false"}))
    assert all(event.trace.coder == "types" for event in code_text(text, coder=model).events)
