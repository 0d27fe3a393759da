import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.evaluate.classes import (
    measure_accuracy,
    measure_calibration,
    measure_classes,
    measure_confusion,
    measure_macro_f1,
)

LABELS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcde")), min_size=1, max_size=30)


def test_macro_f1_counts_classes_of_gold_and_answers():
    # a: 2 of 3 right, 3 given -> 2/3; b: 1 of 2, 1 given -> 2/3; c: given once, never in gold -> 0
    gold, given_ = list("aaabb"), list("aacab")
    assert measure_macro_f1(gold, given_) == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert measure_accuracy(gold, given_) == pytest.approx(0.6)


def test_a_class_never_given_has_precision_nought():
    row = measure_classes(["a", "b"], ["b", "b"])["a"]
    assert (row.precision, row.recall, row.f1, row.support) == (0, 0, 0, 1)


def test_nothing_to_judge():
    assert (measure_accuracy([], []), measure_macro_f1([], [])) == (0, 0)
    assert measure_calibration([], []).ece == 0


@settings(deadline=None, max_examples=50)
@given(LABELS)
def test_macro_f1_is_that_of_scikit_learn(pairs):
    metrics = pytest.importorskip("sklearn.metrics")
    gold, answers = map(list, zip(*pairs, strict=True))
    expected = metrics.f1_score(gold, answers, average="macro", zero_division=0)
    assert measure_macro_f1(gold, answers) == pytest.approx(expected)


@given(LABELS)
def test_figures_agree_with_each_other(pairs):
    gold, answers = map(list, zip(*pairs, strict=True))
    confusion = measure_confusion(gold, answers)
    rows = measure_classes(gold, answers)
    assert sum(sum(row.values()) for row in confusion.values()) == len(gold)
    for label, row in rows.items():
        both = row.precision + row.recall
        assert row.f1 == pytest.approx(2 * row.precision * row.recall / both if both else 0)
        assert row.support == gold.count(label)
    right = sum(confusion.get(label, {}).get(label, 0) for label in rows)
    assert measure_accuracy(gold, answers) == pytest.approx(right / len(gold))


def test_calibration_by_hand():
    # two answers near .95 (one right), two at .5 (both right): (2 * |.95 - .5| + 2 * |.5 - 1|) / 4
    measured = measure_calibration([0.94, 0.96, 0.5, 0.5], [True, False, True, True])
    assert measured.ece == pytest.approx((2 * 0.45 + 2 * 0.5) / 4)
    assert len(measured.bins) == 15
    assert sum(row.n for row in measured.bins) == 4


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_bins_hold_their_answers_and_the_error_is_a_share(answers):
    confidences, right = map(list, zip(*answers, strict=True))
    measured = measure_calibration(confidences, right)
    assert 0 <= measured.ece <= 1
    assert sum(row.n for row in measured.bins) == len(answers)
    for row in measured.bins:
        if row.n:
            assert row.low - 1e-9 <= row.confidence <= row.high + 1e-9
        else:
            assert row.confidence is None
    assert math.isclose(measured.bins[-1].high, 1)
