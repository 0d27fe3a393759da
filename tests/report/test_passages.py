from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.documents.document import Block
from detente.report.passages import Mark, cut_passages


def test_overlapping_evidence_is_cut_at_every_end():
    text = "Moscow and Delhi signed a pact."
    marks = [Mark(0, 16, "event-a", True), Mark(11, 31, "event-b", True)]
    (passage,) = cut_passages(text, blocks=[Block(0, 31, "body")], marks=marks)
    assert [(piece.text, piece.events, piece.first) for piece in passage.pieces] == [
        ("Moscow and ", ("event-a",), ("event-a",)),
        ("Delhi", ("event-a", "event-b"), ("event-b",)),
        (" signed a pact.", ("event-b",), ()),
    ]


def test_evidence_over_two_paragraphs_is_marked_in_both_and_begins_once():
    text = "One.\n\nTwo."
    passages = cut_passages(text, blocks=[], marks=[Mark(0, 10, "event-a", True)])
    assert [[piece.text for piece in passage.pieces] for passage in passages] == [["One."], ["Two."]]
    assert [piece.first for passage in passages for piece in passage.pieces] == [("event-a",), ()]


def test_text_outside_blocks_is_body_and_boilerplate_keeps_its_role():
    passages = cut_passages("Head\nSubscribe!\nTail", blocks=[Block(5, 15, "boilerplate")], marks=[])
    assert [passage.role for passage in passages] == ["body", "boilerplate", "body"]


text = st.text(alphabet="ab é\n\r\t𝒳", max_size=60)
ranges = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5)


@given(text=text, blocks=ranges, marks=ranges)
def test_no_character_is_lost_and_marks_hold_their_words(text, blocks, marks):
    kept = [Block(min(pair), max(pair), "body") for pair in blocks]
    made = [Mark(min(pair), max(pair), f"event-{n}", True) for n, pair in enumerate(marks)]
    passages = cut_passages(text, blocks=kept, marks=made)
    shown = "".join(piece.text for passage in passages for piece in passage.pieces)
    assert "".join(shown.split()) == "".join(text.split())
    for mark in made:
        words = "".join(p.text for passage in passages for p in passage.pieces if mark.anchor in p.events)
        assert "".join(words.split()) == "".join(text[mark.start : mark.end].split())
        starts = [p for passage in passages for p in passage.pieces if mark.anchor in p.first]
        assert len(starts) <= 1
        assert bool(starts) or not words


GAP = re.compile(r"\s*\n[ \t\r]*\n\s*")


@given(text=text)
def test_paragraphs_end_at_blank_lines(text):
    parts = [passage.pieces[0].text for passage in cut_passages(text, blocks=[], marks=[])]
    assert parts == [part for part in GAP.split(text) if part.strip()]


@pytest.mark.parametrize("blank", [" ", "\n", "\n\r", "\t\r", " \n"])
def test_endless_white_space_is_cut_at_once(blank):
    """Cut by one pattern it took hours."""
    text = f"One.{blank * 500_000}Two."
    assert "".join("".join(p.pieces[0].text.split()) for p in cut_passages(text, blocks=[], marks=[])) == (
        "One.Two."
    )
