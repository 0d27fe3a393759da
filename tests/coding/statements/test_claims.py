"""Claims on our own sentences; each is a document of its own."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from tests.coding.conftest import document_of

from detente.documents.document import Block

ROWS = list(csv.DictReader((Path(__file__).parent / "claims.csv").read_text(encoding="utf-8").splitlines()))


def _shown(claim):
    domain = "" if claim.domain == "overall" else f" {claim.domain}"
    return f"{'/'.join(claim.dyad)} {claim.claim} {claim.tense} {claim.modality}{domain}"


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:40] for row in ROWS])
def test_sentence(code_text, row):
    told = [_shown(claim) for claim in code_text(row["text"], published="2024-03-15").claims]
    assert told == ([row["claim"]] if row["claim"] else [])


def test_there_are_many_sentences_with_and_without_claims():
    assert len(ROWS) >= 60
    assert sum(not row["claim"] for row in ROWS) >= 10


def test_evidence_is_the_text(code_text):
    text = "In Rome he spoke. Relations between Kenya and Somalia remain tense."
    claim = code_text(text).claims[0]
    span = claim.evidence[0]
    assert text[span.start : span.end] == span.quote
    assert "tense" in span.quote
    assert claim.trace.rule == ("said:tense",)


def test_a_domain_each(code_text):
    claims = code_text("Military and economic ties between Chad and Sudan are growing.").claims
    assert {claim.domain for claim in claims} == {"military", "economic"}


def test_on_whose_word(code_text):
    text = "Relations between Oman and Iran are excellent, according to the Omani foreign minister."
    assert code_text(text).claims[0].asserted_by != "author"


def test_unnamed_sources_are_not_the_author(code_text):
    text = "Chad and Sudan are drawing closer, according to political observers."
    assert code_text(text).claims[0].asserted_by == "political-observers"


def test_said_twice_is_one_claim_with_two_places(code_text):
    text = "Ties between Chad and Sudan are improving. Chad's relations with Sudan have improved, again."
    claims = code_text(text).claims
    assert len(claims) == 1
    assert len(claims[0].evidence) == 2


def test_the_relationship_takes_up_the_pair_before(code_text):
    text = "Japan and Brazil signed a treaty in May. The relationship is strong."
    assert [_shown(claim) for claim in code_text(text).claims] == ["BRA/JPN close present asserted"]


def test_its_ally_is_the_ally_of_whoever_is_pushed(code_text):
    claims = code_text("India is pushing Nepal towards its ally China.").claims
    assert ("CHN", "NPL") in {claim.dyad for claim in claims}
    assert ("CHN", "IND") not in {claim.dyad for claim in claims}


def test_identity_is_stable(code_text):
    text = "Iran and Saudi Arabia are bitter rivals."
    assert code_text(text).claims == code_text(text).claims


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Oslo-Madrid Ties Set to Thaw", "ESP/NOR warming future predicted"),
        ("Lima Warms to Quito as Talks Open", "ECU/PER warming present asserted"),
        ("Tokyo, Hanoi Bury the Hatchet", "JPN/VNM warming present asserted"),
    ],
)
def test_headlines(coder, text, claim):
    document = document_of(f"{text}\n\nThe ministers met on Monday.")
    blocks = (Block(0, len(text), "title"), Block(len(text) + 2, len(document.text), "body"))
    coded = next(coder.code([replace(document, blocks=blocks)]))
    assert [_shown(one) for one in coded.claims] == [claim]


def test_a_condition_makes_it_possible(code_text):
    text = "If the vote is clean, relations between Kenya and Somalia will improve."
    assert [_shown(claim) for claim in code_text(text).claims] == ["KEN/SOM warming future possible"]


def test_what_is_not_believed_is_denied(code_text):
    text = "Few believe that ties between Kenya and Somalia will improve."
    assert [claim.modality for claim in code_text(text).claims] == ["denied"]


def test_a_fear_that_two_share_is_no_enmity_between_them(code_text):
    text = "Estonia and Latvia met in Riga. Their shared suspicion of Russia is old."
    assert ("EST", "LVA") not in {claim.dyad for claim in code_text(text).claims}


def test_whoever_denies_is_the_asserter(code_text):
    text = "Iran denies that its relations with Oman are strained."
    assert {claim.asserted_by for claim in code_text(text).claims} == {"IRN"}
