import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.amounts import find_amounts

CASES = [
    ("a loan of $3.5 billion", [(3.5e9, "USD")]),
    ("a loan of US$ 250 million", [(2.5e8, "USD")]),
    ("€50bn in aid", [(5e10, "EUR")]),
    ("£42m of arms", [(4.2e7, "GBP")]),
    ("Rs 500 crore", [(5e9, "INR")]),
    ("14 billion dollars", [(1.4e10, "USD")]),
    ("300 million yuan", [(3e8, "CNY")]),
    ("two billion", []),
    ("50,000 doses of vaccine", [(50000, "doses")]),
    ("sent 300 troops", [(300, "troops")]),
    ("four Mi-35 helicopters", [(4, "helicopters")]),
    ("expelled ten Russian diplomats", [(10, "diplomats")]),
    ("rose by 12 percent", [(12, "percent")]),
    ("rose by 12.5%", [(12.5, "percent")]),
    ("ten patrol boats", [(10, "boats")]),
    ("in 2014 they met", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_amounts(text, expected):
    assert [(a.value, a.unit) for a in find_amounts(text, start=0, end=len(text))] == expected


def test_only_the_asked_range_is_read():
    text = "$1 million and then $2 million"
    assert [a.value for a in find_amounts(text, start=11, end=len(text))] == [2e6]


@given(st.text(alphabet="0123456789,.$€% milonbdeast-", max_size=40))
def test_never_crashes_and_quotes_the_text(text):
    for amount in find_amounts(text, start=0, end=len(text)):
        assert amount.text in text
        assert amount.value >= 0
