"""Quantities: money, shares, doses, troops, ships, with their units."""

from __future__ import annotations

import re
from functools import cache

from detente.coding.counted import COUNTED
from detente.coding.event import Amount

__all__ = ["find_amounts", "locate_amounts"]

_SCALES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mln": 1e6, "mn": 1e6,
    "m": 1e6, "billion": 1e9, "bln": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "crore": 1e7,
    "crores": 1e7, "lakh": 1e5, "lakhs": 1e5, "lakh crore": 1e12,
}  # fmt: skip
_SYMBOLS = {
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "JPY", "jpy": "JPY", "₹": "INR", "rs": "INR", "rs.": "INR", "inr": "INR", "cny": "CNY",
    "rmb": "CNY", "a$": "AUD", "aud": "AUD", "c$": "CAD", "cad": "CAD", "nz$": "NZD", "hk$": "HKD",
    "s$": "SGD", "nt$": "TWD", "r$": "BRL", "chf": "CHF", "aed": "AED", "sar": "SAR", "qar": "QAR",
    "try": "TRY", "rub": "RUB", "pkr": "PKR", "bdt": "BDT", "₽": "RUB", "₩": "KRW", "₺": "TRY",
    "₴": "UAH", "₪": "ILS", "₦": "NGN", "₱": "PHP",
}  # fmt: skip
_CURRENCY_WORDS = {
    "dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "rupee": "INR", "yuan": "CNY",
    "renminbi": "CNY", "rouble": "RUB", "ruble": "RUB", "riyal": "SAR", "rial": "IRR", "dirham": "AED",
    "lira": "TRY", "won": "KRW", "shekel": "ILS", "rand": "ZAR", "naira": "NGN", "ringgit": "MYR",
    "baht": "THB", "taka": "BDT", "zloty": "PLN", "hryvnia": "UAH", "usd": "USD", "eur": "EUR",
    "gbp": "GBP", "deutschmark": "DEM", "schilling": "ATS", "peseta": "ESP", "drachma": "GRD",
    "guilder": "NLG", "escudo": "PTE",
}  # fmt: skip
_OWNED = {
    "australian dollar": "AUD", "canadian dollar": "CAD", "hong kong dollar": "HKD",
    "singapore dollar": "SGD", "new zealand dollar": "NZD", "swiss franc": "CHF",
    "pakistani rupee": "PKR", "sri lankan rupee": "LKR", "swedish kronor": "SEK",
    "norwegian kroner": "NOK", "danish kroner": "DKK", "qatari riyal": "QAR", "deutsche mark": "DEM",
    "german mark": "DEM", "mexican peso": "MXN", "kuwaiti dinar": "KWD", "kenyan shilling": "KES",
    "ugandan shilling": "UGX", "tanzanian shilling": "TZS", "french franc": "FRF", "belgian franc": "BEF",
    "cfa franc": "XOF", "iraqi dinar": "IQD", "jordanian dinar": "JOD", "czech koruna": "CZK",
}  # fmt: skip
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_UNITS_UP = _UNITS.split()
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: float(i) for i, word in enumerate(_UNITS_UP, start=1)}
_WORDS |= {word: 10.0 * i for i, word in enumerate(_TENS, start=2)}
_SPELT = rf"(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_UNITS_UP[:9])}))?|{'|'.join(reversed(_UNITS_UP))}"
_DIGITS = r"(?:\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)|\d+,\s\d(?!\d)|\d+(?:\.\d+)?)"
_NUMBER = rf"(?:{_DIGITS}|(?i:{_SPELT})\b)"
_LEFT = r"(?<![\w.,$€£-])"
_SCALE = r"(?:thousand|million|billion|trillion|lakh crore|crores?|lakhs?|mln|bln|mn|bn|tn|m|k|b)\b"
_LONG_SCALE = r"(?:hundred|thousand|million|billion|trillion|lakh crore|crores?|lakhs?|dozen|mln|bln|mn|bn)"
_RANGE = r"(?:\s?[-–]\s?\d+(?:\.\d+)?(?=\s?-?(?:thousand|million|billion|trillion|crore|lakh|mn|bn|m\b)))?"
_MONEY = re.compile(
    rf"(?<![A-Za-z])(?P<symbol>US\s?\$|A\$|C\$|NZ\$|HK\$|NT\$|S\$|R\$|USD|EUR|GBP|JPY|INR|CNY|RMB|AUD"
    rf"|CAD|CHF|AED|SAR"
    rf"|QAR|RUB|PKR|BDT|Rs\.?|[$€£¥₹₽₩₺₴₪₦₱])\s?(?P<number>{_DIGITS}){_RANGE}(?:[\s-]?(?P<scale>{_SCALE}))?",
    re.IGNORECASE,
)
_MONEY_WORD = re.compile(
    rf"{_LEFT}(?:(?P<a>an?|half an?)\s)?(?P<number>{_NUMBER})?(?:[\s-]?(?P<scale>{_LONG_SCALE}))?[\s-]?"
    rf"(?P<unit>(?:US |U\.S\. )?(?:{'|'.join(_OWNED)}|{'|'.join(_CURRENCY_WORDS)})(?:e?s)?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"{_LEFT}(?P<number>{_NUMBER})(?:\s?%|[\s-]?per\s?cent\b|[\s-]percentage points?\b)", re.IGNORECASE
)
_PRISON = re.compile(
    rf"(?:\b(?:sentenc\w+ (?:\w+ )?to|jailed for|imprisoned for|prison terms? of|jail terms? of)\s"
    rf"(?P<number>{_NUMBER})[ -]years?(?:'|’)?(?: in (?:prison|jail)| behind bars| imprisonment)?)"
    rf"|(?:{_LEFT}(?P<number2>{_NUMBER})[ -]years?(?:'|’)?(?: in (?:prison|jail)| behind bars"
    r"| imprisonment))",
    re.IGNORECASE,
)
_THINGS = re.compile(
    rf"{_LEFT}(?:(?P<a>an?|half an?)\s(?=[dhtmbl]))?(?P<number>{_NUMBER})?(?:[\s-]?(?P<scale>{_LONG_SCALE}))?"
    rf"(?:-strong)?(?:\sof(?:\sthe|\sits|\stheir)?)?\s(?:(?:more|extra|additional|new)\s)?"
    rf"(?:(?!(?:{_SPELT}|and|of|to|in|the|with|from|by"
    rf"|on)\b)[A-Za-z][\w'’.-]*,?\s){{0,3}}?(?P<unit>{COUNTED})\b"
    r"(?P<rate>\s(?:a|per)\s(?:day|year|month)|/day)?",
)
_ANY_NUMBER = re.compile(rf"\d|\b(?:{_SPELT}|dozen|million|billion)\b", re.IGNORECASE)
_LONE = re.compile(rf"{_LEFT}(?P<number>\d{{4,}}|\d{{1,3}}(?:,\d{{3}})+) (?:more|others)\b")
_LOOK_BACK = 250  # characters in which "150,000 more" finds of what
_KEPT = {"mw": "megawatts", "gw": "gigawatts", "spies": "spies", "bcm": "cubic metres"}
_MASS_WORDS = (
    "children aircraft people personnel fishermen km police servicemen policemen ammunition crew bcm"
)
_MASS = frozenset(_MASS_WORDS.split())
_MONEYS = frozenset((*_SYMBOLS.values(), *_CURRENCY_WORDS.values(), *_OWNED.values(), "percent"))


def find_amounts(text: str, *, start: int, end: int) -> tuple[Amount, ...]:
    """Quantities in ``text[start:end]``, in order.

    >>> find_amounts("a loan of $3.5 billion", start=0, end=22)
    (Amount(value=3500000000.0, unit='USD', text='$3.5 billion'),)
    """
    return tuple(amount for _, amount in locate_amounts(text, start=start, end=end))


def locate_amounts(text: str, *, start: int, end: int) -> list[tuple[int, Amount]]:
    """Quantities in ``text[start:end]`` with the offset where each begins, in order."""
    if not _ANY_NUMBER.search(text, start, end):
        return []
    found: list[tuple[int, int, Amount]] = []
    for pattern in (_MONEY, _MONEY_WORD, _PERCENT, _PRISON, _THINGS):
        for match in pattern.finditer(text, start, end):
            if any(match.start() < b and a < match.end() for a, b, _ in found):
                continue
            value = _value(match)
            if value is not None:
                amount = Amount(value, _unit(match, pattern), match.group())
                found.append((match.start(), match.end(), amount))
    found.sort(key=lambda item: item[:2])
    for match in _LONE.finditer(text, start, end):
        value = _value(match)
        taken = any(match.start() < b and a < match.end() for a, b, _ in found)
        unit = None if taken else _unit_before(text, match.start(), found)
        if unit and value is not None:
            found.append((match.start(), match.end(), Amount(value, unit, match.group())))
    return [(low, amount) for low, _, amount in sorted(found, key=lambda item: item[:2])]


def _unit_before(text: str, at: int, found: list[tuple[int, int, Amount]]) -> str | None:
    """What a bare number counts: the things counted last before it."""
    units = [amount.unit for low, _, amount in found if low < at and amount.unit not in _MONEYS]
    if not units:
        before = _THINGS.finditer(text, max(0, at - _LOOK_BACK), at)
        units = [_unit(match, _THINGS) for match in before if _value(match) is not None]
    return units[-1] if units else None


def _value(match: re.Match[str]) -> float | None:
    """The number a match stands for, or None if it is no number."""
    groups = match.groupdict()
    word = (groups.get("number") or groups.get("number2") or "").lower()
    scale = (groups.get("scale") or "").lower()
    article = (groups.get("a") or "").lower()
    if not word:  # "a million doses", "half a billion dollars", never a bare unit
        if not scale or not article:
            return None
        return _SCALES[scale] * (0.5 if article.startswith("half") else 1.0)
    if word[0].isalpha():
        tens, _, units = word.partition("-")
        number = _WORDS[tens] + (_WORDS[units] if units else 0.0)
        if article:
            return None
    else:
        grouped = re.sub(r"[, ]\s?(?=\d{3}\b)", "", word)
        number = float(re.sub(r",\s?(?=\d$)", ".", grouped).replace(",", ""))
    return number * _SCALES.get(scale, 1.0)


def _unit(match: re.Match[str], pattern: re.Pattern[str]) -> str:
    """The unit: a currency's code, ``percent``, or a plural noun."""
    if pattern is _MONEY:
        return _SYMBOLS.get(re.sub(r"\s", "", match["symbol"]).lower(), "USD")
    if pattern is _PERCENT:
        return "percent"
    if pattern is _PRISON:
        return "years in prison"
    unit = match["unit"].lower()
    if pattern is _MONEY_WORD:
        return _currency(unit)
    plural = _KEPT.get(unit) or (unit if unit.endswith("s") or unit in _MASS else unit + "s")
    rate = (match["rate"] or "").strip().replace("/", "per ").replace("a ", "per ")
    return f"{plural} {rate}".strip()


@cache
def _currency(words: str) -> str:
    """The code of a currency as written out: "canadian dollars"."""
    for table in (_OWNED, _CURRENCY_WORDS):
        for name, code in table.items():
            if words.removesuffix("s").endswith(name) or words.endswith(name):
                return code
    return "USD"
