from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.when import find_times
from detente.core.dates import is_edtf, parse_edtf

WEDNESDAY = "2018-08-08"

PAST = [
    ("on 7 August 2018", "2018-08-07"),
    ("on August 7, 2018", "2018-08-07"),
    ("on Aug. 7, 2018", "2018-08-07"),
    ("on the 7th of August 2018", "2018-08-07"),
    ("on 2018-08-07", "2018-08-07"),
    ("on August 7", "2018-08-07"),
    ("on 7 August", "2018-08-07"),
    ("on November 20", "2017-11-20"),
    ("on December 31", "2017-12-31"),
    ("from April 6-7, 2021", "2021-04-06/2021-04-07"),
    ("on 6–7 April 2021", "2021-04-06/2021-04-07"),
    ("on 28 to 30 August 2017", "2017-08-28/2017-08-30"),
    ("in November 2014", "2014-11"),
    ("in late November 2014", "2014-11"),
    ("by the end of November 2014", "2014-11"),
    ("in November", "2017-11"),
    ("in July", "2018-07"),
    ("last July", "2018-07"),
    ("last December", "2017-12"),
    ("next December", "2019-12"),
    ("in 2014", "2014"),
    ("in the year 2014", "2014"),
    ("since 2014", "2014/.."),
    ("Since November 2014", "2014-11/.."),
    ("since early 2014", "2014/.."),
    ("from 2014 to 2016", "2014/2016"),
    ("between 2014 and 2016", "2014/2016"),
    ("in 2014-16", "2014/2016"),
    ("during the 1980s", "198X"),
    ("in the late 1990s", "199X"),
    ("on Tuesday", "2018-08-07"),
    ("on Wednesday", "2018-08-08"),
    ("on Thursday", "2018-08-02"),
    ("last Tuesday", "2018-08-07"),
    ("last Wednesday", "2018-08-01"),
    ("today", "2018-08-08"),
    ("yesterday", "2018-08-07"),
    ("earlier today", "2018-08-08"),
    ("this week", "2018-08-06/2018-08-12"),
    ("last week", "2018-07-30/2018-08-05"),
    ("next week", "2018-08-13/2018-08-19"),
    ("this month", "2018-08"),
    ("earlier this month", "2018-08"),
    ("last month", "2018-07"),
    ("next month", "2018-09"),
    ("this year", "2018"),
    ("earlier this year", "2018"),
    ("last year", "2017"),
    ("three days ago", "2018-08-05"),
    ("two weeks ago", "2018-07-23/2018-07-29"),
    ("a month ago", "2018-07"),
    ("two months ago", "2018-06"),
    ("ten years ago", "2008"),
    ("two decades ago", "1998~"),
    ("currently", "2018-08-08"),
]

AHEAD = [
    ("on Friday", "2018-08-10"),
    ("on Wednesday", "2018-08-15"),
    ("next Tuesday", "2018-08-14"),
    ("tomorrow", "2018-08-09"),
    ("in September", "2018-09"),
    ("in January", "2019-01"),
    ("on January 5", "2019-01-05"),
    ("on October 2", "2018-10-02"),
]

CHAINED = [
    ("on April 5; a day later", "2018-04-06"),
    ("on April 5; two days earlier", "2018-04-03"),
    ("on 5 April 2016. The next day", "2016-04-06"),
    ("on 5 April 2016. That month", "2016-04"),
    ("in April 2016; the same year", "2016"),
    ("in April 2016. The following month", "2016-05"),
    ("in December 2016. The following month", "2017-01"),
    ("in 2016. Three years later", "2019"),
    ("on 5 April 2016. A week later", "2016-04-11/2016-04-17"),
]

NO_DATES = [
    "2018 people were there",
    "a loan of $2014",
    "may sign the pact",
    "they march on",
    "flight 1914 doses",
    "over the sea",
    "the second time",
]


def _times(text, published=WEDNESDAY, **more):
    when = parse_edtf(published) if published else None
    return find_times(text, when, start=0, end=len(text), **more)


@pytest.mark.parametrize(("text", "edtf"), PAST)
def test_what_lies_behind(text, edtf):
    assert [found.edtf for found in _times(f"They met {text}.")] == [edtf]


@pytest.mark.parametrize(("text", "edtf"), AHEAD)
def test_what_lies_ahead(text, edtf):
    assert [found.edtf for found in _times(f"They will meet {text}.", future=True)] == [edtf]


@pytest.mark.parametrize(("text", "edtf"), CHAINED)
def test_reckoned_from_the_date_before(text, edtf):
    assert _times(f"They met {text} they parted.")[-1].edtf == edtf


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date_is_seen_where_there_is_none(text):
    assert [found for found in _times(text) if found.edtf] == []


@pytest.mark.parametrize(
    "text", ["on Tuesday", "last month", "yesterday", "this week", "two days ago", "that month"]
)
def test_relative_dates_stay_unresolved_without_a_publication_date(text):
    assert all(found.edtf is None for found in _times(f"They met {text}.", None))


def test_a_month_of_publication_is_too_coarse_for_a_weekday_but_not_for_a_month():
    assert [found.edtf for found in _times("on Tuesday", "2018-08")] == [None]
    assert [found.edtf for found in _times("last month", "2018-08")] == ["2018-07"]


def test_that_month_takes_the_date_told_before_the_sentence():
    assert _times("later that month", anchor=parse_edtf("1995-02"))[0].edtf == "1995-02"
    assert _times("the next day", anchor=parse_edtf("1995-02"))[0].edtf is None


def test_an_impossible_day_is_no_date():
    assert all(found.edtf is None for found in _times("on 31 February 2018"))


WORDS = st.sampled_from(
    [text for text, _ in [*PAST, *AHEAD, *CHAINED]]
    + ["9999 years later", "in 1800", "0 days ago", "—", "'s", "May"]
)


@given(
    words=st.lists(WORDS | st.text(max_size=12), max_size=8),
    published=st.none() | st.dates(date(1800, 1, 1), date(2049, 12, 31)).map(date.isoformat),
    future=st.booleans(),
)
def test_never_crashes_and_resolves_to_valid_edtf_only(words, published, future):
    text = " ".join(words)
    found = _times(text, published, future=future)
    assert all(expression.edtf is None or is_edtf(expression.edtf) for expression in found)
    assert all(0 <= a.start < a.end <= len(text) for a in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
