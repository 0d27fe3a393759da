"""When a date, an amount, a phrase or a label counts as right."""

from __future__ import annotations

import calendar
import math
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["amount_key", "date_right", "phrase_found", "same_label"]

Day = tuple[float, int, int]
Bounds = tuple[Day, Day]

POINT = re.compile(r"([0-9X]{4})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?")
_STOP = "a an the of in on at to for and or with from by as its their between into over about is are"
STOP = frozenset(_STOP.split())
_PERSONS = (
    "people diplomat soldier troop officer official prisoner civilian sailor migrant refugee "
    "man men worker engineer"
)
UNITS = {
    **dict.fromkeys(("us$", "$", "dollar", "us dollar"), "usd"),
    **dict.fromkeys(("%", "per cent", "percentage"), "percent"),
    **dict.fromkeys(_PERSONS.split(), "person"),
    "shot": "dose",
}
LONGEST_PHRASE = 8  # words; or three times as long as gold's


def same_label(gold: object, given: object) -> bool:
    """Equal, case aside; all empty values are one."""
    if isinstance(gold, str) and isinstance(given, str):
        return gold.casefold() == given.casefold()
    return (gold or None) == (given or None)


def date_right(gold: object, given: object) -> bool:
    """Whether both are null, or the given interval lies inside gold's (``~ ? %`` are ignored).

    >>> date_right("2021-04~", "2021-04-06"), date_right("2021-04", "2021"), date_right("2014/..", "2016")
    (True, False, True)
    """
    if not gold or not given:
        return not gold and not given
    wide, narrow = _bounds(str(gold)), _bounds(str(given))
    if wide is None or narrow is None:
        return str(gold).strip().casefold() == str(given).strip().casefold()
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]


def _bounds(text: str) -> Bounds | None:
    """First and last day of an EDTF date or interval; None if it is not understood.

    More lenient than `detente.core.dates`: a coder's wrong date must be judged, not refused.
    """
    text = re.sub(r"[~?%\s]", "", text)
    if "/" not in text:
        return _point(text)
    first, _, last = text.partition("/")
    low = _bounds(first) if first not in ("..", "") else ((-math.inf, 1, 1),) * 2
    high = _bounds(last) if last not in ("..", "") else ((math.inf, 12, 31),) * 2
    return (low[0], high[1]) if low and high else None


def _point(text: str) -> Bounds | None:
    match = POINT.fullmatch(text.upper())
    if not match:
        return None
    year, month, day = match.groups()
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month in (None, "XX"):
        return (first, 1, 1), (last, 12, 31)
    if not month.isdigit() or not 1 <= int(month) <= 12 or first < 1:
        return None
    if day in (None, "XX"):
        return (first, int(month), 1), (last, int(month), calendar.monthrange(last, int(month))[1])
    return ((first, int(month), int(day)), (last, int(month), int(day))) if day.isdigit() else None


def amount_key(amount: Mapping[str, Any]) -> tuple[object, str]:
    """Value and unit in a form that can be compared: six digits, singular, synonyms joined.

    >>> amount_key({"value": "50,000", "unit": "Doses"}) == amount_key({"value": 5e4, "unit": "dose"})
    True
    """
    value: object = amount.get("value")
    if isinstance(value, str):
        try:
            value = float(re.sub(r"[,_\s]", "", value))
        except ValueError:
            value = _letters(str(value))
    if isinstance(value, (int, float)):
        value = f"{float(value):.6g}"
    unit = str(amount.get("unit") or "").strip().casefold()
    if unit not in UNITS and unit.endswith("s"):
        unit = unit[:-1]
    return value, UNITS.get(unit, unit)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def _words(text: object) -> set[str]:
    """Content words, lower case, singular."""
    out = set()
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFKD", str(text or "")).casefold()):
        if word not in STOP:
            out.add(word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word)
    return out


def phrase_found(gold: str | None, *candidates: object) -> bool:
    """Whether a candidate says what gold says.

    It has half or more of gold's words (or of those inside, or outside, gold's brackets), or shares two or
    more that are half or more of its own; and it is no more than 3 times as long as gold's, or 8 words.

    >>> phrase_found("Sputnik V vaccine", "the Sputnik vaccines")
    True
    >>> phrase_found("Sputnik V vaccine", "vaccines")
    False
    """
    if not gold:
        return False
    inside, outside = re.findall(r"\(([^)]+)\)", gold), re.sub(r"\([^)]*\)", " ", gold)
    forms = [_words(form) for form in (gold, outside, *inside)]
    for given in map(_words, candidates):
        if given and len(given) <= max(LONGEST_PHRASE, 3 * len(forms[0])):
            for form in forms:
                shared = len(form & given)
                if shared and (2 * shared >= len(form) or (shared > 1 and 2 * shared >= len(given))):
                    return True
    return False
