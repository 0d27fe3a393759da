import json

import pytest

from detente.coding.dating import DateMention
from detente.core.errors import InputError
from detente.evaluate import read_dated_texts, score_timex
from detente.evaluate.timeml import value_to_edtf

TML = """<?xml version="1.0"?>
<TimeML><DOCID>x</DOCID>
<DCT><TIMEX3 tid="t0" type="DATE" value="2013-03-22" functionInDocument="CREATION_TIME">March 22</TIMEX3></DCT>
<TEXT>It <EVENT>met</EVENT> <TIMEX3 tid="t1" type="DATE" value="2013-03-21">yesterday</TIMEX3> for
<TIMEX3 tid="t2" type="DURATION" value="PT2H">two hours</TIMEX3> and
<TIMEX3 tid="t3" type="TIME" value="2013-03-22T09:00">this morning</TIMEX3>, as
<TIMEX3 tid="t4" type="SET" value="P1W">every week</TIMEX3> &amp; since
<TIMEX3 tid="t5" type="DATE" value="2010">2010</TIMEX3>, <TIMEX3 tid="t6" type="DATE" value="PRESENT_REF">now</TIMEX3>.
</TEXT></TimeML>"""


@pytest.mark.parametrize(
    ("value", "edtf"),
    [
        ("2013-03-22", "2013-03-22"),
        ("2013-03-22T10:30", "2013-03-22"),
        ("2013-03-22TEV", "2013-03-22"),
        ("2013-03", "2013-03"),
        ("2013", "2013"),
        ("2013-W12", "2013-03-18/2013-03-24"),
        ("2013-W12-WE", "2013-03-23/2013-03-24"),
        ("2013-W60", None),
        ("2013-Q4", "2013-10-01/2013-12-31"),
        ("2013-H1", "2013-01-01/2013-06-30"),
        ("2013-WI", "2013-12-01/2014-02-28"),
        ("199", "199X"),
        ("19", "19XX"),
        ("2013-XX-XX", "2013"),
        ("XXXX-03-02", None),
        ("2013-13-01", None),
        ("2013-02-30", None),
        ("PAST_REF", None),
        ("P2D", None),
        ("", None),
    ],
)
def test_timeml_values_as_edtf(value, edtf):
    assert value_to_edtf(value) == edtf


def test_timeml_is_read_with_offsets_into_its_text(tmp_path):
    (tmp_path / "x.tml").write_text(TML, encoding="utf-8")
    (text,) = read_dated_texts(tmp_path)
    assert (text.published, text.n_left_out, text.open_as_point) == ("2013-03-22", 2, True)
    assert [(text.text[day.start : day.end], day.edtf) for day in text.dates] == [
        ("yesterday", "2013-03-21"),
        ("this morning", "2013-03-22"),
        ("2010", "2010"),
        ("now", "2013-03-22"),
    ]
    assert read_dated_texts(tmp_path / "x.tml") == [text]


def test_timeml_without_its_own_elements_for_text_and_date(tmp_path):
    (tmp_path / "x.tml").write_text(
        '<TimeML><TIMEX3 type="DATE" value="1998-02-06" functionInDocument="PUBLICATION_TIME">02/06</TIMEX3> '
        'On <TIMEX3 type="DATE" value="1998-02-02">Monday</TIMEX3></TimeML>',
        encoding="utf-8",
    )
    (text,) = read_dated_texts(tmp_path)
    assert text.published == "1998-02-06"
    assert [text.text[day.start : day.end] for day in text.dates] == ["Monday"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.tml", "<TimeML><TEXT>"),
        ("x.tml", '<!DOCTYPE a [<!ENTITY b "c">]><TimeML><TEXT>&b;</TEXT></TimeML>'),
        ("x.jsonl", "{"),
        ("x.jsonl", '{"text": "a"}'),
        ("x.jsonl", '{"text": "a", "dates": [{"start": 0, "end": 9, "edtf": "2018"}]}'),
        ("x.jsonl", '{"text": "ab", "dates": [{"start": 0, "end": 1, "edtf": "soon"}]}'),
        ("x.jsonl", '{"text": "ab", "published": "soon", "dates": []}'),
        ("x.jsonl", ""),
        ("x.txt", "nothing to read"),
    ],
)
def test_what_holds_no_dated_texts_is_refused(name, content, tmp_path):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        read_dated_texts(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "x.tml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_dated_texts(tmp_path)


def given(text, *days):
    """A reader that finds these words with these dates."""
    found = []
    for quote, edtf in days:
        start = text.index(quote)
        found.append(DateMention(start, start + len(quote), quote, edtf, "test"))
    return lambda _text, _published: found


def score_line(tmp_path, text, dates, found):
    rows = [
        {"start": text.index(quote), "end": text.index(quote) + len(quote), "edtf": edtf}
        for quote, edtf in dates
    ]
    row = {"text": text, "published": "2018-08-08", "dates": rows}
    (tmp_path / "x.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return score_timex(read_dated_texts(tmp_path), given(text, *found))


def test_figures_by_hand(tmp_path):
    text = "On Monday, in early May 2017, last year and soon, at 10, they met."
    score = score_line(
        tmp_path,
        text,
        [("Monday", "2018-08-06"), ("early May 2017", "2017-05"), ("last year", "2017"), ("soon", None)],
        [("Monday", "2018-08-06"), ("May 2017", "2017-05~"), ("last year", "2016"), ("10", "2010")],
    )
    figures = score.counts.figures()
    assert (figures["strict"]["matched"], figures["relaxed"]["matched"]) == (2, 3)
    assert figures["strict"]["p"] == figures["strict"]["r"] == 0.5
    assert figures["relaxed"]["f1"] == pytest.approx(0.75)
    assert figures["value_accuracy"]["accuracy"] == pytest.approx(2 / 3)
    assert figures["value"]["f1"] == pytest.approx(0.5)
    assert [(row.verdict, row.quote) for row in score.differences] == [
        ("value", "last year"),
        ("missed", "soon"),
        ("not in gold", "10"),
    ]


@pytest.mark.parametrize(
    ("gold", "told", "right"),
    [
        ("2014/..", "2014/..", 1),
        ("2014/..", "2014", 0),
        ("2018-04-06/2018-04-07", "2018-04-06/2018-04-07", 1),
        ("2018-01/2018-12", "2018", 1),
        (None, None, 1),
        (None, "2018", 0),
        ("2018", None, 0),
        ("2018", "no date", 0),
    ],
)
def test_values_are_compared_as_days(gold, told, right, tmp_path):
    score = score_line(tmp_path, "in those days", [("those days", gold)], [("those days", told)])
    assert score.counts.figures()["value_accuracy"]["right"] == right


def test_timeml_has_only_the_known_end_of_an_open_date(tmp_path):
    (tmp_path / "x.tml").write_text(TML, encoding="utf-8")
    (text,) = read_dated_texts(tmp_path)
    score = score_timex([text], given(text.text, ("2010", "2010/..")))
    assert score.counts.figures()["value_accuracy"] == {"accuracy": 1.0, "right": 1, "of": 1}
    assert score.to_json()["left_out"] == 2
