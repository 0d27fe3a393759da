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
    ("worth $411, 4 million", [(4.114e8, "USD")]),
    ("US$ 1 billion", [(1e9, "USD")]),
    ("a 26% share", [(26, "percent")]),
    ("50,000 doses and 150000 more", [(50000, "doses"), (150000, "doses")]),
    ("two dozen helicopters", [(24, "helicopters")]),
    ("a dozen diplomats", [(12, "diplomats")]),
    ("€2.5bn", [(2.5e9, "EUR")]),
    ("1.2 million barrels per day", [(1.2e6, "barrels per day")]),
    ("300,000 barrels a day", [(3e5, "barrels per day")]),
    ("20 F-16 jets", [(20, "jets")]),
    ("three destroyers", [(3, "destroyers")]),
    ("Su-35 fighter jets", []),
    ("twenty-five Russian officials", [(25, "officials")]),
    ("two hundred soldiers", [(200, "soldiers")]),
    ("Two warships", [(2, "warships")]),
    ("a million doses", [(1e6, "doses")]),
    ("half a billion dollars", [(5e8, "USD")]),
    ("10 billion cubic metres of gas", [(1e10, "cubic metres")]),
    ("a $2-3 billion line", [(2e9, "USD")]),
    ("a $10-billion credit", [(1e10, "USD")]),
    ("40 million Australian dollars", [(4e7, "AUD")]),
    ("5 million Swiss francs", [(5e6, "CHF")]),
    ("sentenced to 15 years", [(15, "years in prison")]),
    ("after 15 years they met", []),
    ("on 24 February 2022", []),
    ("the two countries", []),
    ("the 27 member states", []),
    ("15 000 troops", [(15000, "troops")]),
    ("500 million USD", [(5e8, "USD")]),
    ("the dollar fell", []),
    ("won the vote", []),
    ("three major wars", [(3, "wars")]),
    ("2,000-strong force of troops", []),
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
