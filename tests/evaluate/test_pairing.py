"""The pairing against every permutation, and the rules for dates, amounts and phrases."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.evaluate.pairing import assign_pairs, measure_overlap
from detente.evaluate.phrases import amount_key, date_right, phrase_found, same_label

WEIGHT = st.one_of(st.just(0.0), st.floats(0.01, 5))
SIZES = st.tuples(st.integers(1, 5), st.integers(1, 5))
TABLES = SIZES.flatmap(
    lambda size: st.lists(
        st.lists(WEIGHT, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@given(TABLES)
def test_pairing_equals_the_best_of_all_permutations(weights):
    rows, columns = len(weights), len(weights[0])
    size = max(rows, columns)
    full = [[weights[i][j] if i < rows and j < columns else 0.0 for j in range(size)] for i in range(size)]
    best = max(sum(full[i][order[i]] for i in range(size)) for order in itertools.permutations(range(size)))
    pairs = assign_pairs(weights)
    assert math.isclose(sum(weights[i][j] for i, j in pairs), best, abs_tol=1e-9)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(weights[i][j] > 0 for i, j in pairs)


@pytest.mark.parametrize("weights", [[], [[]], [[0.0]]])
def test_nothing_to_pair(weights):
    assert assign_pairs(weights) == []


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        (((0, 10),), ((0, 10),), 1.0),
        (((0, 10),), ((10, 20),), 0.0),
        (((0, 10), (50, 60)), ((55, 60),), 0.5),
        ((), ((0, 1),), 0.0),
    ],
)
def test_overlap(first, second, share):
    assert measure_overlap(first, second) == measure_overlap(second, first) == share


@pytest.mark.parametrize(
    ("gold", "system", "right"),
    [
        (None, "", True),
        (None, "2020", False),
        ("2020", None, False),
        ("198X", "1984-05", True),
        ("2014/..", "2013", False),
        ("../2014", "2013-12-31", True),
        ("2021-XX", "2021-13", False),
        ("last year", "Last Year ", True),
        ("2020-02", "2020-02-29", True),
    ],
)
def test_dates(gold, system, right):
    assert date_right(gold, system) is right


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"value": 14e9, "unit": "US$"}, {"value": "14000000000", "unit": "usd"}),
        ({"value": 30, "unit": "per cent"}, {"value": 30.0, "unit": "%"}),
        ({"value": 20, "unit": "soldiers"}, {"value": 20, "unit": "people"}),
        ({"value": "dozens", "unit": None}, {"value": "Dozens"}),
    ],
)
def test_amounts_that_are_the_same(first, second):
    assert amount_key(first) == amount_key(second)


def test_phrases_and_labels():
    assert not phrase_found(None, "anything")
    assert phrase_found("Shanghai Cooperation Organization (SCO)", None, "sco")
    assert same_label("AID", "aid")
    assert same_label(None, "")
    assert not same_label("aid", None)
