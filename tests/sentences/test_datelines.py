"""Datelines: cut off, kept, never coded."""

import pytest

from detente.documents.document import Block, Document
from detente.sentences import split_sentences
from detente.sentences.datelines import dateline_end


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ISLAMABAD, August 16, 2021 - The group seized the city.", "The group seized the city."),
        ("NEW DELHI, Oct 27 (Agency) — India signed.", "India signed."),
        ("MOSCOW (Reuters) - Russia said.", "Russia said."),
        ("WASHINGTON, D.C. -- The United States said.", "The United States said."),
        ("ADDIS ABABA, 9 July 2018 – Ethiopia and Eritrea met.", "Ethiopia and Eritrea met."),
        ("London CNN — The union moved the meetings.", "The union moved the meetings."),
        ("CNN — The prime minister travelled.", "The prime minister travelled."),
    ],
)
def test_a_dateline_is_cut_off(text, rest):
    assert text[dateline_end(text) :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "Russia and Pakistan signed a pact.",
        "NATO - the alliance - said it would not move.",
        "The talks - the first since 2014 - were held.",
        "",
        "U.S.-China talks resume.",
    ],
)
def test_what_is_no_dateline_stays(text):
    assert dateline_end(text) == 0 or text[dateline_end(text) :][:1].isupper()
    if not text.startswith("NATO"):
        assert dateline_end(text) == 0


def test_the_dateline_is_a_piece_of_its_own_and_loses_nothing():
    text = "KABUL, August 15 - The group seized the city. Its leaders spoke."
    document = Document(
        "x", "x", "x", text, (Block(0, len(text), "body"),), None, None, "", "", "", "en", "", "", b""
    )
    pieces = split_sentences(document)
    assert [piece.role for piece in pieces] == ["dateline", "body", "body"]
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
