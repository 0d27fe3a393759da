"""EDTF dates: read, written, compared with the reference implementation."""

from datetime import date, timedelta

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.dates import is_edtf, parse_edtf, to_edtf
from detente.core.errors import InputError


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2018", date(2018, 1, 1), date(2019, 1, 1), "year"),
        ("2018-08", date(2018, 8, 1), date(2018, 9, 1), "month"),
        ("2016-02", date(2016, 2, 1), date(2016, 3, 1), "month"),
        ("2018-12", date(2018, 12, 1), date(2019, 1, 1), "month"),
        ("2018-08-07", date(2018, 8, 7), date(2018, 8, 8), "day"),
        ("198X", date(1980, 1, 1), date(1990, 1, 1), "decade"),
        ("19XX", date(1900, 1, 1), date(2000, 1, 1), "century"),
        ("2018-XX", date(2018, 1, 1), date(2019, 1, 1), "year"),
        ("2018-08-XX", date(2018, 8, 1), date(2018, 9, 1), "month"),
        ("2021-04-06/2021-04-07", date(2021, 4, 6), date(2021, 4, 8), "interval"),
        ("2014/..", date(2014, 1, 1), date.max, "interval"),
        ("../2014", date.min, date(2015, 1, 1), "interval"),
        ("2009~/2014-12", date(2009, 1, 1), date(2015, 1, 1), "interval"),
    ],
)
def test_a_date_is_a_half_open_span_with_its_precision(text, start, end, precision):
    span = parse_edtf(text)
    assert (span.start, span.end, span.precision) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2018-13",
        "2018-00",
        "2018-02-30",
        "18",
        "2018-8-7",
        "2018/2017",
        "../..",
        "0000",
        "/",
        "20188",
    ],
)
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(InputError) as caught:
        parse_edtf(text)
    assert caught.value.hint
    assert not is_edtf(text)


@pytest.mark.parametrize("text", ["2009~", "2009?", "2009-05%", "2009~/.."])
def test_approximation_is_kept(text):
    assert parse_edtf(text).approximate


def test_the_middle_of_an_open_span_is_its_known_end():
    assert parse_edtf("2014/..").middle == date(2014, 1, 1)
    assert parse_edtf("../2014").middle == date(2014, 12, 31)
    assert parse_edtf("2014-06").middle == date(2014, 6, 16)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2900, 1, 1)))
def test_a_day_agrees_with_the_reference_implementation(day):
    reference = edtf.parse_edtf(day.isoformat())
    span = parse_edtf(day.isoformat())
    assert (span.start.year, span.start.month, span.start.day) == tuple(reference.lower_strict())[:3]
    assert span.end - span.start == timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["1984", "1984-12", "1984-12-31", "1984~", "2004-06?", "1964/2008", "2004-06/2006-08"]
)
def test_the_bounds_agree_with_the_reference_implementation(text):
    reference = edtf.parse_edtf(text)
    span = parse_edtf(text)
    last = span.end - timedelta(days=1)
    assert (span.start.year, span.start.month, span.start.day) == tuple(reference.lower_strict())[:3]
    assert (last.year, last.month, last.day) == tuple(reference.upper_strict())[:3]


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2900, 1, 1)), st.integers(1, 4000))
def test_writing_and_reading_a_span_gives_it_back(start, days):
    end = start + timedelta(days=days)
    span = parse_edtf(to_edtf(start, end))
    assert (span.start, span.end) == (start, end)


def test_an_empty_span_cannot_be_written():
    with pytest.raises(InputError):
        to_edtf(date(2018, 1, 1), date(2018, 1, 1))


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_never_worse(text):
    if is_edtf(text):
        assert parse_edtf(text).days > 0


def test_overlap_and_holding():
    year, month, other = parse_edtf("2018"), parse_edtf("2018-08"), parse_edtf("2019-01-01")
    assert year.holds(month)
    assert not month.holds(year)
    assert month.overlaps(year)
    assert not year.overlaps(other)
