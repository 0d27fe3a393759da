"""Predictions and questions on our own sentences."""

import pytest

from detente.coding import records_of
from detente.coding.statements import record_of_question

SENTENCES = [
    ("Turkey will send two ships to Libya by the end of the month.", "planned", "2024-03-15/2024-03"),
    ("Iran and Oman plan to open a joint bank in 2025.", "planned", "2025"),
    (
        "France is expected to withdraw its troops from Niger before July.",
        "predicted",
        "2024-03-15/2024-06-30",
    ),
    ("The presidents of Kenya and Uganda are due to meet in Kampala on 3 April.", "planned", "2024-04-03"),
    ("Japan may sell frigates to Australia.", "possible", None),
    ("If Serbia joins the sanctions, Russia will cut off its gas.", "possible", None),
    ("Egypt to Host Talks Between Sudan and Ethiopia", "planned", None),
    ("Relations between Chile and Bolivia will improve.", "predicted", None),
]


@pytest.mark.parametrize(
    ("text", "modality", "horizon"), SENTENCES, ids=[text[:30] for text, *_ in SENTENCES]
)
def test_sentence(code_text, text, modality, horizon):
    found = code_text(text, published="2024-03-15").predictions
    assert [(one.modality, one.horizon) for one in found] == [(modality, horizon)]


@pytest.mark.parametrize(
    "text",
    [
        "Israel signed the accord with Bahrain in 2020.",
        "Will Kenya send troops to Haiti?",
        "China promised to send aid to Laos.",
        "Poland could not find the papers of the German envoy.",
    ],
)
def test_nothing_foretold(code_text, text):
    assert code_text(text, published="2024-03-15").predictions == ()


def test_statement_is_a_sentence_of_its_own(code_text):
    text = "India and Nepal signed a treaty, which will open three roads by 2027."
    found = code_text(text, published="2024-03-15").predictions
    assert [one.statement for one in found] == ["A treaty will open three roads by 2027."]


def test_two_clauses_are_two_predictions(code_text):
    text = "By 2027 China will have a base in Fiji, and Australia will close its embassy in Tonga."
    assert len(code_text(text, published="2024-03-15").predictions) == 2


def test_a_probability_is_kept(code_text):
    text = "There is a 70% chance that India and Pakistan will resume talks this year."
    assert code_text(text, published="2024-03-15").predictions[0].probability == 0.7


def test_question(code_text):
    coded = code_text("Will the deal weaken the partnership of Serbia with Russia?")
    question = coded.questions[0]
    assert question.dyads == (("RUS", "SRB"),)
    assert record_of_question(question, "a.txt")["kind"] == "question"
    assert not [record for record in records_of(coded) if record["kind"] == "question"]


def test_a_question_about_one_state_is_none(code_text):
    assert code_text("France and Italy met. Where is the mayor of Rome?").questions == ()


def test_records(code_text):
    coded = code_text("Relations between Chile and Bolivia will improve because of cheap gas.")
    kinds = {record["kind"] for record in records_of(coded)}
    assert {"claim", "mechanism", "prediction"} <= kinds


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("A summit between Chile and Peru is planned for 5 May.", "planned"),
        ("Oman is unlikely to leave the Gulf Cooperation Council.", "predicted"),
        ("The United States may impose sanctions on Chad before the summer.", "possible"),
        ("Kyrgyzstan may join the pact with China later this year.", "possible"),
        ("If Kenya pays, Uganda will open the border.", "possible"),
    ],
)
def test_how_sure(code_text, text, modality):
    found = code_text(text, published="2024-03-15").predictions
    assert [prediction.modality for prediction in found] == [modality]


@pytest.mark.parametrize(
    "text",
    [
        "A basketball match between Greece and Turkey will go ahead in Salonika on Saturday.",
        "Chile and Peru will play in the final on Sunday.",
        "He would have to reckon with Serbia and Kosovo.",
    ],
)
def test_sport_and_duties_are_none(code_text, text):
    assert code_text(text, published="2024-03-15").predictions == ()
