"""Scoring how dates are read: found at all, and given the right days.

Strict: the same words; relaxed: words that overlap. *Value*: found, with overlapping words and the right
days, as TempEval-3 has it (UzZaman et al. 2013, SemEval-2013 task 1). Dates are compared as stretches of
days: ``~`` and ``?`` are ignored. A date that gold says cannot be resolved is right if left so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.dates import DateSpan, is_edtf, parse_edtf
from detente.evaluate.counts import Counts
from detente.evaluate.pairing import assign_pairs

if TYPE_CHECKING:
    from detente.coding.dating import DateMention
    from detente.evaluate.timeml import DatedText, GoldDate

__all__ = ["TimexDifference", "TimexScore", "score_timex"]

Find = Callable[[str, str | None], "Sequence[DateMention]"]


@dataclass(frozen=True, slots=True)
class TimexDifference:
    """A date that gold and the reader do not have alike.

    Attributes:
        text: Name of the text.
        verdict: ``missed``, ``not in gold`` or ``value``.
        quote: The words.
        gold: Gold's date, or None.
        given: The reader's date, or None.
        context: The words around.
    """

    text: str
    verdict: str
    quote: str
    gold: str | None
    given: str | None
    context: str


@dataclass(frozen=True, slots=True)
class TimexScore:
    """How dates were read.

    Attributes:
        counts: ``strict``, ``relaxed`` and ``value`` as found; ``value_accuracy`` over relaxed pairs.
        differences: What is not alike, by text.
        n_texts: How many texts.
        n_left_out: Annotations that are not scored: durations and sets.
    """

    counts: Counts
    differences: tuple[TimexDifference, ...]
    n_texts: int
    n_left_out: int

    def to_json(self) -> dict[str, object]:
        """All figures."""
        return {**self.counts.figures(), "n": self.n_texts, "left_out": self.n_left_out}


def score_timex(texts: Sequence[DatedText], find: Find) -> TimexScore:
    """Score a reader of dates on annotated texts.

    Args:
        texts: As `read_dated_texts` gives them.
        find: Gives the dates of a text and its day of publication: `find_dates`.
    """
    counts, differences = Counts(), []
    for text in texts:
        found = list(find(text.text, text.published))
        pairs = assign_pairs([[_closeness(day, given) for given in found] for day in text.dates])
        strict = sum(_ends(text.dates[row]) == _ends(found[column]) for row, column in pairs)
        right = [pair for pair in pairs if _same_days(text, text.dates[pair[0]], found[pair[1]])]
        for name, n_right in (("strict", strict), ("relaxed", len(pairs)), ("value", len(right))):
            counts.add_found(name, n_right, system=len(found), gold=len(text.dates))
        counts.add_right("value_accuracy", len(right), of=len(pairs))
        differences += _differences(text, found, pairs, right)
    return TimexScore(counts, tuple(differences), len(texts), sum(text.n_left_out for text in texts))


def _ends(day: GoldDate | DateMention) -> tuple[int, int]:
    return day.start, day.end


def _closeness(day: GoldDate, given: DateMention) -> float:
    """Greater than 0 if the two share words; the more of them they share, the greater."""
    shared = min(day.end, given.end) - max(day.start, given.start)
    return 1 + shared / (max(day.end, given.end) - min(day.start, given.start)) if shared > 0 else 0.0


def _same_days(text: DatedText, day: GoldDate, given: DateMention) -> bool:
    if day.edtf is None or given.edtf is None:
        return day.edtf is None and given.edtf is None
    if not is_edtf(given.edtf):
        return False
    gold, told = parse_edtf(day.edtf), parse_edtf(given.edtf)
    if text.open_as_point and told.is_open and not gold.is_open:
        told = _known_end(told)
    return (gold.start, gold.end) == (told.start, told.end)


def _known_end(span: DateSpan) -> DateSpan:
    """The date that an open interval begins or ends with."""
    return parse_edtf(next(part for part in span.edtf.split("/") if part not in ("", "..")))


def _differences(
    text: DatedText,
    found: Sequence[DateMention],
    pairs: Sequence[tuple[int, int]],
    right: Sequence[tuple[int, int]],
) -> list[TimexDifference]:
    rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
    out = [
        (day.start, _difference(text, "missed", _ends(day), day.edtf, None))
        for place, day in enumerate(text.dates)
        if place not in rows
    ]
    out += [
        (given.start, _difference(text, "not in gold", _ends(given), None, given.edtf))
        for place, given in enumerate(found)
        if place not in columns
    ]
    out += [
        (given.start, _difference(text, "value", _ends(given), text.dates[row].edtf, given.edtf))
        for row, column in pairs
        if (row, column) not in right
        for given in [found[column]]
    ]
    return [difference for _, difference in sorted(out, key=lambda item: item[0])]


def _difference(
    text: DatedText, verdict: str, ends: tuple[int, int], gold: str | None, given: str | None
) -> TimexDifference:
    start, end = ends
    around = " ".join(text.text[max(0, start - 60) : end + 40].split())
    return TimexDifference(text.name, verdict, text.text[start:end], gold, given, around)
