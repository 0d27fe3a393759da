"""Letters without which no pattern of a rule of dates can match: one quick pass rules most rules out."""

from __future__ import annotations

from functools import cache

import ahocorasick

__all__ = ["letters_in", "letters_of"]

_SEASONS = ("spring", "summer", "autumn", "fall", "winter")
_UNITS = ("day", "week", "month", "year")
_CENTURIES = ("18", "19", "20")
# Of each rule letters without which none of its patterns can match, of each group one, in lower case.
_LETTERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "anchored": (
        (
            *("that", "same", "next", "following", "previous", "preceding", "before", "after", "later"),
            *("earlier", "then"),
        ),
        (*_UNITS, *_SEASONS, "then"),
    ),
    "iso date": (("-", "."),),
    "quarter": (("quarter", "half", *(f"{unit}{number}" for unit in "qh" for number in range(1, 5))),),
    "season": (_SEASONS,),
    "years": (_CENTURIES,),
    "decade": (("0s", "0's", "0’s"),),
    "century": (("century",),),
    "weekday": (("day",),),
    "weekend": (("weekend",),),
    "day": (("today", "yesterday", "tomorrow", "tonight", "this ", "last night"),),
    "period": (("week", "month", "year"), ("this", "last", "next", "the")),
    "ago": (("ago",),),
    "coming": (("days", "weeks", "months", "years"), ("coming", "next", "few", "several")),
    "now": (("currently", "at present", "at the moment"),),
    "vague": (("recently", "ago"),),
    "year": (tuple(str(century) for century in range(10, 21)),),
}
_BITS: dict[str, int] = {}  # of each rule one for each of its groups
_WORDS: dict[str, int] = {}  # of each word those of the groups that it is in
for _number, (_name, _group) in enumerate((name, group) for name in _LETTERS for group in _LETTERS[name]):
    _BITS[_name] = _BITS.get(_name, 0) | 1 << _number
    for _word in _group:
        _WORDS[_word] = _WORDS.get(_word, 0) | 1 << _number


def letters_of(rule: str) -> int:
    """The groups that a rule needs, as bits; 0 for a rule that needs none."""
    return _BITS.get(rule, 0)


def letters_in(text: str) -> int:
    """The groups of which a text has a member, as bits.

    >>> letters_of("weekend") & ~letters_in("this weekend")
    0
    """
    bits = 0
    for _, found in _automaton().iter(text.lower()):
        bits |= found
    return bits


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word, bits in _WORDS.items():
        automaton.add_word(word, bits)
    automaton.make_automaton()
    return automaton
