"""Dates, datelines, languages, signatures."""

import random

import pytest

from detente.core.errors import InputError
from detente.documents import signature_bands, similarity
from detente.documents.datelines import find_dateline, read_date
from detente.documents.language import find_language, is_plainly_english, looks_english
from detente.documents.signatures import build_signature


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018-08-07", "2018-08-07"),
        ("2018-08", "2018-08"),
        ("2018-09~", "2018-09~"),
        ("2018-08-07 10:00:00", "2018-08-07"),
        ("2018-08-07T23:30:00-05:00", "2018-08-07"),
        ("2018/8/7", "2018-08-07"),
        ("20180807", "2018-08-07"),
        ("20180807T101500Z", "2018-08-07"),
        ("Aug. 7, 2018", "2018-08-07"),
        ("Tuesday 7 August 2018", "2018-08-07"),
        (1533600000, "2018-08-07"),
        (1533600000000, "2018-08-07"),
        ("Tue, 07 Aug 2018 09:15:00 GMT", "2018-08-07"),
        ("7/8/2018", ""),
        ("yesterday", ""),
        ("2018-02-30", ""),
        ("2018-13-01", ""),
        ("9" * 5000, ""),
        (None, ""),
        (True, ""),
        ({"a": 1}, ""),
    ],
)
def test_dates_are_read_or_left(value, expected):
    assert read_date(value) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ISLAMABAD, Aug 8, 2018 (Reuters) - Pakistan said", ("2018-08-08", "Reuters")),
        ("MOSCOW (AP) — Russia said", ("", "AP")),
        ("NEW DELHI, 8 August 2018 (Xinhua) -- India said", ("2018-08-08", "Xinhua")),
        ("WASHINGTON, Aug 8 (Reuters) - The United States", ("", "Reuters")),
        ("London CNN — The European Union", ("", "CNN")),
        ("CNN — Hungarian Prime Minister", ("", "CNN")),
        ("Published on August 8, 2018", ("2018-08-08", "")),
        ("Updated at 2:39 p.m. ET", ("", "")),
        ("Updated on August 9, 2018", ("", "")),
        ("The talks of Aug 8, 2018 (the second round) - were short", ("", "")),
        ("Moscow – the capital – was quiet.", ("", "")),
    ],
)
def test_datelines(line, expected):
    assert find_dateline([line]) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Russia and Pakistan signed a pact.", "en"),
        ("Le ministre de la défense est arrivé à Moscou.", "fr"),
        ("El ministro de defensa llegó a Moscú el martes.", "es"),
        ("Министр обороны прибыл в Москву", "ru"),
    ],
)
def test_languages(text, language):
    assert find_language(text)[0] == language
    assert looks_english(text) is False or language == "en"


def test_plain_english_is_known_without_the_model(story):
    assert is_plainly_english(story)
    assert not is_plainly_english("the of and to in a is that")
    assert not is_plainly_english("Le ministre de la défense est arrivé à Moscou. " * 20)


def test_near_duplicates_are_similar_and_share_a_band(story):
    words = [f"{word}{n}" for n, word in enumerate((story + " ").split() * 4)]
    changed = [*words[:100], "inserted", *words[100:]]
    other = random.Random(1).sample(words, len(words))
    first, near, far = (build_signature(" ".join(text)) for text in (words, changed, other))
    assert similarity(first, first) == 1.0
    assert similarity(first, near) > 0.8
    assert similarity(first, far) < 0.1
    assert set(signature_bands(first)) & set(signature_bands(near))
    assert not set(signature_bands(first)) & set(signature_bands(far))
    assert len(set(signature_bands(first))) == 32


def test_signatures_ignore_case_and_marks_and_stay_the_same_for_ever(story):
    signature = build_signature(story)
    assert signature == build_signature(story.upper().replace(".", " !"))
    assert len(signature) == 514
    assert signature[:10].hex() == "523109a7810a779e7c18"


def test_short_texts_have_no_signature():
    assert build_signature("word " * 19) == b""
    assert similarity(b"", build_signature("word " * 30)) == 0.0
    assert signature_bands(b"") == ()
    with pytest.raises(InputError, match="cannot be compared"):
        similarity(b"xx", b"xx")
