import pytest

from detente.coding.dating import find_dates
from detente.coding.when import find_times
from detente.core.dates import parse_edtf
from detente.core.errors import InputError

WEDNESDAY = "2018-08-08"


@pytest.mark.parametrize(
    ("text", "quote", "edtf"),
    [
        ("They met on Friday.", "Friday", "2018-08-03"),
        ("They will meet on Friday.", "Friday", "2018-08-10"),
        ("They agreed to meet in December.", "December", "2018-12"),
        ("They have been at odds since November.", "November", "2017-11/.."),
        ("The vote is due by the end of September.", "the end of September", "2018-09"),
        ("It will meet again, he said on Monday.", "Monday", "2018-08-06"),
        ("It was shut in 2014.", "2014", "2014"),
        ("It was shut on Jan. 3.", "Jan. 3", "2018-01-03"),
        ("It is shut since 2014.", "2014", "2014/.."),
    ],
)
def test_a_date_is_its_words_without_the_preposition(text, quote, edtf):
    (date,) = find_dates(text, WEDNESDAY)
    assert (date.quote, date.edtf) == (quote, edtf)
    assert text[date.start : date.end] == quote


def test_the_date_told_last_carries_over_sentences():
    dates = find_dates("The king died in 1999. The following year the islands were lost.", None)
    assert [date.edtf for date in dates] == ["1999", "2000"]


def test_without_a_day_of_publication_nothing_is_guessed():
    assert [date.edtf for date in find_dates("They met on Friday.", None)] == [None]


def test_nothing_is_found_that_the_coder_would_not_read():
    text = (
        "In May 2017 and on Monday, a week later and since 2014, two days ago and from April 6-7, they met."
    )
    coder = find_times(text, parse_edtf(WEDNESDAY), start=0, end=len(text))
    assert [(date.end, date.edtf, date.rule) for date in find_dates(text, WEDNESDAY)] == [
        (time.end, time.edtf, time.rule) for time in coder
    ]


def test_texts_without_dates():
    assert find_dates("", WEDNESDAY) == []
    assert find_dates("Nobody came.", WEDNESDAY) == []


def test_publication_must_be_a_date():
    with pytest.raises(InputError):
        find_dates("They met.", "soon")
