"""How asserters fared: figures worked out by hand."""

import random

import pytest

from detente.accounts.nouns import Outcome
from detente.accounts.records import measure_records, wilson_interval
from detente.coding.event import Trace
from detente.coding.statements.nouns import Prediction
from detente.core.spans import Span


def foretold(name, by="author", document="d1", probability=None):
    return Prediction(
        id=name,
        document=document,
        statement="It will come.",
        actors=(),
        modality="predicted",
        tense="future",
        probability=probability,
        horizon=None,
        horizon_text=None,
        asserted_by=by,
        confidence=0.7,
        evidence=(Span(0, 5, "words"),),
        trace=Trace("test", "1", ()),
    )


def became(name, verdict):
    return Outcome(name, verdict, 0.5, "model", None, late=False, events=(), reasons=())


def records(rows, outlets=None):
    """From rows of prediction and verdict."""
    return measure_records(
        [row for row, _ in rows], [became(row.id, verdict) for row, verdict in rows], outlets=outlets or {}
    )


def test_shares_brier_and_interval_by_hand():
    rows = [
        (foretold("a", probability=0.8), "fulfilled"),
        (foretold("b", probability=0.6), "refuted"),
        (foretold("c", probability=0.3), "overdue"),
        (foretold("d", probability=0.9), "open"),
        (foretold("e"), "fulfilled"),
    ]
    (record,) = records(rows)
    assert (record.n, record.n_fulfilled, record.n_refuted, record.n_overdue, record.n_open) == (
        5,
        2,
        1,
        1,
        1,
    )
    assert record.share == 0.5
    # Wilson for 2 of 4: the middle is one half; with z^2 = 2.70554 half the width is
    # 1.64485 / 1.67639 times the root of 0.0625 + 0.042274, which is 0.31760.
    assert (record.low, record.high) == (pytest.approx(0.18240, abs=2e-5), pytest.approx(0.81760, abs=2e-5))
    # Brier: 0.04, 0.36 and 0.09 over three.
    assert record.n_scored == 3
    assert record.brier == pytest.approx(0.49 / 3)


def test_nothing_decided_has_no_share():
    (record,) = records([(foretold("a", probability=0.5), "open")])
    assert (record.share, record.low, record.high, record.brier, record.n_scored) == (
        None,
        None,
        None,
        None,
        0,
    )


def test_the_author_is_kept_apart_by_outlet_and_others_are_not():
    outlets = {"d1": "Dawn", "d2": "TASS"}
    rows = [
        (foretold("a", document="d1"), "open"),
        (foretold("b", document="d2"), "open"),
        (foretold("c", document="d3"), "open"),
        (foretold("d", by="RUS_LAVROV", document="d1"), "open"),
        (foretold("e", by="RUS_LAVROV", document="d2"), "open"),
    ]
    found = [(row.asserted_by, row.outlet, row.n) for row in records(rows, outlets)]
    assert found == [("RUS_LAVROV", "", 2), ("author", "", 1), ("author", "Dawn", 1), ("author", "TASS", 1)]


def test_repetition_order_and_missing_outcomes_do_not_matter():
    rows = [(foretold(f"p{n}", by=f"by{n % 3}", probability=n / 10), "refuted") for n in range(10)]
    expected = records(rows)
    assert [row.n for row in expected] == [4, 3, 3]
    shuffled = rows + rows[:4]
    random.Random(3).shuffle(shuffled)
    assert records(shuffled) == expected
    extra = measure_records([foretold("x")], [], outlets={})
    assert extra == []


def test_the_interval_stays_within_bounds():
    assert wilson_interval(0, 3)[0] == 0.0
    assert wilson_interval(3, 3)[1] == 1.0
    # The upper end for none of three: 2.70554 of 5.70554.
    assert wilson_interval(0, 3)[1] == pytest.approx(0.474196, abs=1e-5)
