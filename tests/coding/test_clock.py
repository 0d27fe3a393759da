import pytest

PUBLISHED = "2021-09-15"  # a Wednesday


def _is_carried(event):
    return any(word.startswith("date:carried") for word in event.trace.rule)


def _last(code_text, text, published=PUBLISHED):
    return code_text(text, published=published).events[-1]


@pytest.mark.parametrize(
    ("text", "edtf", "why"),
    [
        (
            "The Kenyan president visited Uganda on 3 May. He met the Ugandan defence minister.",
            "2021-05-03",
            "story",
        ),
        (
            "In 2016 Chad and Niger signed a pact. They agreed to share a dam.",
            "2016",
            "story",
        ),
        (
            "Peru and Chile held talks in Lima on 6 July.\n\nDuring the talks Peru accused Chile of theft.",
            "2021-07-06",
            "noun",
        ),
        (
            "During the 1980s, Kenya and Uganda fought together to defeat Sudanese forces that occupied Chad.",
            "198X",
            "frame",
        ),
        (
            "The Chilean minister accused Peru of theft while visiting Lima on 6 July.",
            "2021-07-06",
            "participle",
        ),
    ],
)
def test_a_date_told_elsewhere_carries_over(code_text, text, edtf, why):
    event = next(
        event for event in reversed(code_text(text, published=PUBLISHED).events) if _is_carried(event)
    )
    assert event.date == edtf
    assert f"date:carried:{why}" in event.trace.rule


@pytest.mark.parametrize(
    "text",
    [
        "Chad signed a pact with Niger on 3 May.\n\nSudan accused Egypt of theft.",
        "Chad signed a pact with Niger on 3 May. Sudan has accused Egypt of theft.",
        "Chad signed a pact with Niger on 3 May. Now Sudan blames Egypt.",
        "Peru and Chile held talks on 6 July. Talks between Sudan and Egypt were held in Cairo.",
        "Peru and Chile held talks on 6 July. Sudan accused Egypt of theft during a meeting.",
        "In the coming months Peru will open an embassy in Chad.",
        "Peru rejected last week's proposal of Chile.",
    ],
)
def test_without_ground_there_is_no_date(code_text, text):
    assert _last(code_text, text).date is None


def test_a_date_before_a_name_is_no_part_of_it(code_text):
    assert (
        _last(code_text, "In September Nepal and India signed a trade pact.", "2014-11-20").date == "2014-09"
    )


def test_that_of_a_clause_of_a_year(code_text):
    event = _last(code_text, "The flag was lowered in 1961, when Cuba expelled American diplomats.")
    assert event.date == "1961"


def test_a_date_told_is_kept_over_one_carried(code_text):
    text = "Peru and Chile signed a fishing pact on 6 July. The fishing pact between Peru and Chile was signed in Lima."
    (event,) = code_text(text, published=PUBLISHED).events
    assert event.date == "2021-07-06"
    assert not [word for word in event.trace.rule if word.startswith("date:carried")]
