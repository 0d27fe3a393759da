"""Scoring of merged events, by hand on a few spans."""

import json

import pytest

from detente.coding.event import Event, Trace
from detente.core.errors import InputError
from detente.core.spans import Span
from detente.evaluate.same_events import filter_daily, read_same_events, score_same_events
from detente.identity import EventMention


def tell(name, file, start, **values):
    row = {
        "type": "CONSULT",
        "mode": "visit",
        "contexts": (),
        "source": ("HUN",),
        "target": ("UKR",),
        "persons": (),
        "status": "occurred",
        "asserted_by": "author",
        "date": "2024-07-02",
        "date_text": None,
        "place": None,
        "object": None,
        "project": None,
        "amounts": (),
        "intensity": 2.3,
        "quad_class": 1,
        "confidence": 0.9,
        "evidence": (Span(start, start + 10, "ten lettrs"),),
        "trace": Trace("test", "1", ()),
    }
    return EventMention(
        Event(id=name, document=f"id-{file}", **{**row, **values}), file, "2024-07-03", b"", "trip"
    )


def row(name, kind, *spans):
    members = [{"file": file, "start": start, "end": start + 10} for file, start in spans]
    return json.dumps({"set": name, "kind": kind, "members": members})


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "sets.jsonl"
    rows = [
        row("s1", "same", ("a", 0), ("b", 0), ("c", 0)),
        row("s2", "same", ("a", 100), ("b", 100)),
        row("n1", "different", ("a", 0), ("b", 100)),
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_same_events(path)


NAMES = {"id-a": "a", "id-b": "b", "id-c": "c"}


def test_figures_over_the_spans_found(gold):
    mentions = [
        tell("1", "a", 0),
        tell("2", "b", 0),
        tell("3", "c", 0, date="2024-07-09"),  # parted by its date, though gold has it the same
        tell("4", "a", 100, date="2024-08-01"),  # its partner in b was not found
        tell("5", "a", 300),
    ]
    score = score_same_events(gold, mentions, NAMES)
    assert (score.n_spans, score.n_found, score.n_hard) == (5, 4, 0)
    assert (score.merged.right, score.merged.joined, score.merged.gold) == (1, 1, 3)
    assert score.merged.precision == 1.0
    assert score.merged.recall == pytest.approx(1 / 3)
    assert score.merged.b3_precision == 1.0
    assert score.merged.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert score.missed == ((("a", 0, 10), ("c", 0, 10)), (("b", 0, 10), ("c", 0, 10)))
    assert score.wrong == ()
    assert score.to_json()["merged"]["gold"] == 3


def test_a_hard_negative_that_is_joined_is_named_with_its_confidence(gold):
    score = score_same_events(gold, [tell("1", "a", 0), tell("2", "b", 100)], NAMES)
    assert score.n_hard == 1
    assert set(score.hard_joined) == {"n1"}
    assert score.hard_joined_surely == int(score.hard_joined["n1"] > 0.8)
    assert score.wrong == ((("a", 0, 10), ("b", 100, 110)),)


def test_a_mention_stands_for_the_span_it_overlaps_most(gold):
    wide = tell("1", "a", 0, evidence=(Span(0, 10, "ten lettrs"), Span(95, 120, "more")))
    score = score_same_events(gold, [wide, tell("2", "b", 0), tell("3", "b", 100)], NAMES)
    assert score.n_found == 3  # the wide one stands for the first span, and the other is not found


def test_the_usual_filter_takes_the_day_of_publication_for_undated_events():
    days = filter_daily(
        [tell("1", "a", 0, date=None), tell("2", "b", 0, date="2024-07-03"), tell("3", "c", 0)]
    )
    assert days["1"] == days["2"] != days["3"]


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "sets.jsonl"
    path.write_text('\n{"set": "x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_same_events(path)
