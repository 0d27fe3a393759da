"""Whether two stated amounts can be one: rounding, "about", "more than"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from detente.coding.event import Amount, Event

__all__ = ["Quantity", "can_agree", "read_quantity", "write_quantity"]

_ROUNDING, _MOST_ROUNDING, _ABOUT = 0.02, 0.05, 0.15
_BEFORE = 30  # characters before an amount in which its qualifier is looked for
_MORE = (
    r"(?:more than|over|at least|above|exceed(?:s|ing|ed)?|in excess of|upwards? of|not? (?:less|fewer) than)"
)
_LESS = r"(?:not? more than|less than|fewer than|under|below|up to|at most|as (?:much|many|high) as)"
_NEARLY = (
    r"(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|close to|circa|an? estimated"
    r"|estimated|~)"
)
_ARTICLES = r"(?:\s+(?:a|an|the|its|their|another|total of|us|u\.s\.))*\s*"
_KINDS = tuple(
    (kind, re.compile(rf"(?<![\w]){words}{_ARTICLES}$", re.IGNORECASE))
    for kind, words in (("less", _LESS), ("more", _MORE), ("about", _NEARLY))
)
_AFTER = re.compile(r"\s*(?:or more|and more|\+|plus\b)", re.IGNORECASE)


class Quantity(NamedTuple):
    """A value as it is stated.

    Attributes:
        value: In its unit.
        kind: ``exact about more less``.
    """

    value: float
    kind: str


def read_quantity(amount: Amount, telling: Event) -> Quantity:
    """A stated amount, with the qualifier before it in its own words or in the evidence."""
    number = re.search(r"[\d$€£¥₹]", amount.text)
    heads = [amount.text[: number.start()].rstrip("$€£¥₹ ")] if number else []
    tails = [amount.text]
    for span in telling.evidence:
        at = span.quote.find(amount.text)
        if at >= 0:
            heads.append(span.quote[max(0, at - _BEFORE) : at])
            tails.append(span.quote[at + len(amount.text) :])
    for kind, words in _KINDS:
        if any(words.search(head.rstrip("$€£¥₹ ")) for head in heads):
            return Quantity(amount.value, kind)
    more = amount.text.rstrip().endswith("+") or any(_AFTER.match(tail) for tail in tails[1:])
    return Quantity(amount.value, "more" if more else "exact")


def can_agree(one: Quantity, other: Quantity) -> bool:
    """Whether two statements can be of one quantity.

    Differences of 2 per cent are rounding, and up to 5 as far as half of the last digit that is not 0 goes;
    15 where one of them is only about.

    >>> can_agree(Quantity(14e9, "exact"), Quantity(13.7e9, "exact"))
    True
    >>> can_agree(Quantity(14e9, "exact"), Quantity(12e9, "exact"))
    False
    >>> can_agree(Quantity(10e9, "more"), Quantity(14e9, "exact"))
    True
    """
    low, high = sorted((one, other), key=lambda quantity: quantity.value)
    room = max(_tolerance(one), _tolerance(other)) * max(abs(low.value), abs(high.value))
    return high.value - low.value <= room or low.kind == "more" or high.kind == "less"


def write_quantity(quantity: Quantity, unit: str) -> str:
    """In a few words.

    >>> write_quantity(Quantity(14e9, "more"), "USD")
    'more than 14,000,000,000 USD'
    """
    words = {"exact": "", "about": "about ", "more": "more than ", "less": "up to "}[quantity.kind]
    number = f"{quantity.value:,.0f}" if quantity.value == round(quantity.value) else f"{quantity.value:,}"
    return f"{words}{number} {unit}"


def _tolerance(quantity: Quantity) -> float:
    """As a share of the value."""
    if quantity.kind == "about":
        return _ABOUT
    if not quantity.value:
        return 0.0
    exponent = Decimal(repr(quantity.value)).normalize().as_tuple().exponent
    half = 0.5 * 10.0 ** int(exponent) / abs(quantity.value)
    return max(_ROUNDING, min(half, _MOST_ROUNDING))
