from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.sentences import find_quotations

CASES = [
    ('"We met," he said. "We agreed."', ["We met,", "We agreed."]),
    ("“We met,” he said. “We agreed.”", ["We met,", "We agreed."]),
    ("‘We met,’ he said.", ["We met,"]),
    ("‘It’s over,’ he said.", ["It’s over,"]),
    ("“The ‘pact’ holds,” he said.", ["The ‘pact’ holds,"]),
    ("«Nous signons», dit-il.", ["Nous signons"]),
    ('A "deal" and a "pact".', ["deal", "pact"]),
    ('He said: "One. "Two." Three.', ["One. ", "Two."]),
    ("“One. “Two.” Three.", ["One. ", "Two."]),
    ("He said: “We never closed it.", ["We never closed it."]),
    ("Russia's and the officials' and Pakistan’s view.", []),
    ('a 5" gun', []),
    ("", []),
    ('""', []),
    ('“Mixed marks" he said.', ["Mixed marks"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_quotations_are_what_stands_between_marks(text: str, expected: list[str]) -> None:
    assert [text[q.start : q.end] for q in find_quotations(text)] == expected


def test_a_term_is_no_speech_and_a_sentence_is() -> None:
    assert [q.is_speech for q in find_quotations('A "symbolic signal", he said: "we have to send one".')] == [
        False,
        True,
    ]


def test_only_the_range_asked_for_is_read() -> None:
    text = '"One." "Two." "Three."'
    assert [text[q.start : q.end] for q in find_quotations(text, start=7, end=13)] == ["Two."]


@given(st.text(alphabet=st.sampled_from("ab .\"'“”‘’«»\n"), max_size=80))
def test_quotations_are_in_order_apart_and_not_empty(text: str) -> None:
    found = find_quotations(text)
    assert all(q.start < q.end <= len(text) for q in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
