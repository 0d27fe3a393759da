"""Quantities: money, shares, doses, troops, with their units."""

from __future__ import annotations

import re

from detente.coding.event import Amount

__all__ = ["find_amounts"]

_SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
    "trillion": 1e12, "tn": 1e12, "crore": 1e7, "lakh": 1e5,
}  # fmt: skip
_SYMBOLS = {
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY",
    "₹": "INR", "rs": "INR", "rs.": "INR", "inr": "INR", "cny": "CNY", "rmb": "CNY", "a$": "AUD", "c$": "CAD",
}  # fmt: skip
_CURRENCY_WORDS = {
    "dollar": "USD", "us dollar": "USD", "u.s. dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY",
    "rupee": "INR", "yuan": "CNY", "rouble": "RUB", "ruble": "RUB", "riyal": "SAR", "dirham": "AED",
    "lira": "TRY",
}  # fmt: skip
_NUMBER = r"(?:\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+,\s\d(?!\d)|\d+(?:\.\d+)?)"
_SCALE = r"(?:thousand|million|billion|trillion|crore|lakh|mn|bn|tn|m|k|b)\b"
_MONEY = re.compile(
    rf"(?P<symbol>US\s?\$|A\$|C\$|USD|EUR|GBP|INR|CNY|RMB|Rs\.?|[$€£¥₹])\s?(?P<number>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE}))?",
    re.IGNORECASE,
)
_MONEY_WORD = re.compile(
    rf"\b(?P<number>{_NUMBER})(?:[\s-](?P<scale>{_SCALE}))?[\s-]?(?P<unit>(?:US |U\.S\. )?"
    r"(?:dollars?|euros?|pounds?|yen|rupees?|yuan|roubles?|rubles?|riyals?|dirhams?|lira))\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"\b(?P<number>{_NUMBER})\s?(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)
_WORDS = {
    w: i
    for i, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        start=1,
    )
}
_THINGS = re.compile(
    rf"\b(?P<number>{_NUMBER}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    rf"(?:[\s-](?P<scale>million|billion|thousand|lakh))?\s(?:more\s|extra\s|additional\s|new\s)?(?:[A-Za-z][\w-]*\s){{0,2}}?"
    r"(?P<unit>doses?|boats?|troops?|soldiers?|diplomats?|officers?|prisoners?|helicopters?|jets?|aircraft|"
    r"tanks?|missiles?|tons?|tonnes?|barrels?|people|civilians?|sailors?|hostages?|detainees?|agents?|"
    r"spies|warships?|ships?|vessels?|megawatts?|MW|km|kilometres?|kilometers?|miles?|migrants?|"
    r"refugees?|fighters?|wars?|years in prison|fishermen|submarines?|drones?|systems?|cubic metres?|"
    r"cubic meters?|launchers?|personnel|meetings?|vehicles?|rifles?)\b"
)
_ANY_NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b")
_LONE = re.compile(r"\b(?P<number>\d{4,}|\d{1,3}(?:,\d{3})+) more\b")


def find_amounts(text: str, *, start: int, end: int) -> tuple[Amount, ...]:
    """Quantities in ``text[start:end]``, in order.

    >>> find_amounts("a loan of $3.5 billion", start=0, end=22)
    (Amount(value=3500000000.0, unit='USD', text='$3.5 billion'),)
    """
    if not _ANY_NUMBER.search(text, start, end):
        return ()
    found: list[tuple[int, int, Amount]] = []
    for pattern in (_MONEY, _MONEY_WORD, _PERCENT, _THINGS):
        for match in pattern.finditer(text, start, end):
            if any(match.start() < b and a < match.end() for a, b, _ in found):
                continue
            value = _value(match)
            if value is not None:
                found.append(
                    (match.start(), match.end(), Amount(value, _unit(match, pattern), match.group()))
                )
    found.sort()
    units = [amount.unit for _, _, amount in found if amount.unit not in ("percent", "USD", "EUR")]
    for match in _LONE.finditer(text, start, end):
        if units and not any(match.start() < b and a < match.end() for a, b, _ in found):
            value = _value(match)
            if value is not None:
                found.append((match.start(), match.end(), Amount(value, units[0], match.group())))
    return tuple(amount for _, _, amount in sorted(found, key=lambda item: item[0]))


def _value(match: re.Match[str]) -> float | None:
    word = match["number"].lower()
    scale = (match.groupdict().get("scale") or "").lower()
    if word in _WORDS:
        number = float(_WORDS[word])
    else:
        grouped = re.sub(r",\s?(?=\d{3}\b)", "", word)
        decimal = re.sub(r",\s?(?=\d$)", ".", grouped)
        try:
            number = float(decimal.replace(",", "").replace(" ", ""))
        except ValueError:
            return None
    return number * _SCALES.get(scale, 1.0)


def _unit(match: re.Match[str], pattern: re.Pattern[str]) -> str:
    if pattern is _MONEY:
        return _SYMBOLS.get(re.sub(r"\s", "", match["symbol"]).lower(), "USD")
    if pattern is _PERCENT:
        return "percent"
    unit = match["unit"].lower()
    if pattern is _MONEY_WORD:
        return _CURRENCY_WORDS.get(unit.rstrip("s"), _CURRENCY_WORDS.get(unit, "USD"))
    plural = {
        "mw": "megawatts",
        "spies": "spies",
        "aircraft": "aircraft",
        "people": "people",
        "personnel": "personnel",
    }
    return plural.get(unit) or (unit if unit.endswith("s") or unit in ("fishermen", "km") else unit + "s")
