"""All dates of a text, without its events: for judging how dates are read, and for use on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detente.coding.when import TimeExpression, find_times
from detente.core.dates import MONTHS, DateSpan, is_edtf, parse_edtf
from detente.sentences import split_text

__all__ = ["DateMention", "find_dates"]

# Words that lead up to a date and are no part of it.
_LEADING = re.compile(
    r"(?:(?:in|on|by|for|since|during|of|until|till|before|after|from|between|year)[\s-]+)+", re.IGNORECASE
)
# What tells, of a date behind it, whether it lies ahead: the last such word decides.
_TENSE = re.compile(
    r"\b(?P<ahead>will|shall|won['’]t|should|must|due|going to|(?:(?:is|are|plans?|intends?|hopes?|wants?"
    r"|vowed|promised|agreed|about) to)|(?:planned|set|scheduled|expected) (?:to|for|on|in)"
    r"|(?:begin|start|open|end|expire|lapse|close|meet|leave|arrive|travel|resume|stay|last|enter|convene)s"
    r"|begin|expire|lapse|resume|convene|(?:takes?) (?:place|effect)|(?:is|are) (?:on|in|at|by)(?= $))\b"
    r"|\b(?:said|says|told|added|announced|reported|was|were|had|since|has|have)\b",
    re.IGNORECASE,
)
_REACH = 90  # characters between such a word and a date that it may govern
_FULL_MONTHS = frozenset(name for name in MONTHS if name == "may" or (len(name) > 3 and name != "sept"))


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text.

    Attributes:
        start: First offset, after any preposition.
        end: Offset after the last.
        quote: The words.
        edtf: The date, or None if it cannot be resolved.
        rule: The pattern that read it.
    """

    start: int
    end: int
    quote: str
    edtf: str | None
    rule: str


def find_dates(text: str, published: str | None) -> list[DateMention]:
    """All dates of a text, in order, resolved against its day of publication as the coder does.

    Without a parse, whether a bare "Friday" lies ahead is told by the words before it in its sentence.

    Raises:
        InputError: If `published` is no EDTF date.

    >>> [(date.quote, date.edtf) for date in find_dates("They met on Monday.", "2018-08-08")]
    [('Monday', '2018-08-06')]
    """
    day = parse_edtf(published) if published else None
    out: list[DateMention] = []
    anchor: DateSpan | None = None
    for start, end in split_text(text):
        for found in _find_in_sentence(text, day, (start, end), anchor):
            low = _words_start(text, found)
            high = _without_stop(text, low, found.end)
            out.append(DateMention(low, high, text[low:high], found.edtf, found.rule))
            if found.edtf and is_edtf(found.edtf):
                anchor = parse_edtf(found.edtf)
    return out


def _find_in_sentence(
    text: str, published: DateSpan | None, sentence: tuple[int, int], anchor: DateSpan | None
) -> list[TimeExpression]:
    """Read once as what has been and once as what lies ahead; for each date the reading that fits."""
    start, end = sentence
    behind = find_times(text, published, start=start, end=end, anchor=anchor)
    if not behind:
        return behind
    ahead = find_times(text, published, start=start, end=end, future=True, anchor=anchor)
    return [
        future if _lies_ahead(text, start, _words_start(text, past)) else past
        for past, future in zip(behind, ahead, strict=True)
    ]


def _words_start(text: str, found: TimeExpression) -> int:
    """Where a date begins behind its prepositions."""
    lead = _LEADING.match(text, found.start, found.end)
    return lead.end() if lead and lead.end() < found.end else found.start


def _lies_ahead(text: str, start: int, at: int) -> bool:
    """Whether the words before an offset, in the sentence from `start` on, speak of what is to come."""
    last = None
    for match in _TENSE.finditer(text, max(start, at - _REACH), at):
        last = match
    return last is not None and last["ahead"] is not None


def _without_stop(text: str, start: int, end: int) -> int:
    """Where a date ends without the full stop of its sentence: "by June." but "on Jan."."""
    if text[end - 1] != ".":
        return end
    return end - 1 if text[start : end - 1].lower().split()[-1] in _FULL_MONTHS else end
