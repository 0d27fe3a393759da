"""A written question answered from numbers, in sentences no bolder than their intervals."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from detente.ontology import read_ontology
from detente.report.outlook_contexts import AnswerContext, AnswerPart
from detente.report.outlook_words import (
    UNSETTLED,
    chance_words,
    count_words,
    horizon_words,
    percent,
    rest_words,
    tone_words,
    type_words,
)
from detente.report.words import count, date_words, signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.accounts import Bearing
    from detente.accounts.nouns import DyadBearing
    from detente.coding.statements import Question
    from detente.forecast.outlooks import Outlook
    from detente.report.outlook_contexts import WhatIfContext

__all__ = ["answer_question", "answer_shortly"]

Dyad = tuple[str, str]
_CHANGES = frozenset({"warming", "cooling"})
_Z90 = NormalDist().inv_cdf(0.95)
_MOST_PAIRS = 3


def answer_question(
    question: Question,
    bearing: Bearing,
    *,
    outlooks: Mapping[Dyad, Outlook],
    names: Mapping[str, str],
    whatif: WhatIfContext | None = None,
    steps: Sequence[str] = (),
) -> AnswerContext:
    """What is known, said, argued, foretold and supposed of what a text asks.

    Args:
        question: As the text has it.
        bearing: What the books know that bears on it.
        outlooks: What is foretold of its pairs, as far as anything is.
        names: Actor to its name.
        whatif: What a change elsewhere would do to the first pair.
        steps: Of that scenario, as the command line has them.
    """
    pairs = list(bearing.dyads[:_MOST_PAIRS])
    forecast = [
        sentence
        for pair in pairs
        if pair.dyad in outlooks
        for sentence in _foretold(outlooks[pair.dyad], names)
    ]
    parts = [
        AnswerPart("Course", tuple(_course(pair, names) for pair in pairs)),
        AnswerPart("Claims", (_claims(pairs, bearing),)),
        AnswerPart("Mechanisms", (_argued(pairs),)),
        AnswerPart("Forecast", tuple(forecast) or ("Nothing can be foretold of these two here.",)),
        AnswerPart("What if", _supposed(whatif)),
    ]
    dyad = pairs[0].dyad if pairs else None
    return AnswerContext(
        question=question.id,
        short=answer_shortly(bearing, outlooks.get(dyad) if dyad else None, names),
        parts=tuple(part for part in parts if part.sentences),
        whatif=whatif,
        whatif_address=_address(dyad, steps) if dyad else "",
    )


def answer_shortly(bearing: Bearing, outlook: Outlook | None, names: Mapping[str, str]) -> str:
    """Yes or no only where the whole interval of the level foretold says so."""
    if not bearing.dyads:
        return f"{UNSETTLED.capitalize()}: nothing shows which pair is asked about."
    pair = _named(bearing.dyads[0].dyad, names)
    level = outlook.level if outlook else None
    if outlook is None or level is None or outlook.level_now is None:
        return f"{UNSETTLED.capitalize()}: no dated event of {pair} gives a level to start from."
    kind = read_ontology().claims.get(bearing.asks)
    mean, low, high = (float(values[-1]) for values in (level.mean, level.low, level.high))
    beside = (
        f"a level of {signed(mean)} (90%: {signed(low)} to {signed(high)}) is expected by "
        f"{date_words(level.days[-1])}"
    )
    if kind is None:
        now = signed(outlook.level_now[0])
        return f"Its words do not say what a yes would mean. For {pair} {beside}, {now} now."
    if kind.direction == 0:
        return f"No forecast of a level speaks to that. For {pair} {beside}."
    against = outlook.level_now[0] if bearing.asks in _CHANGES else 0.0
    return f"{_verdict(kind.name, kind.direction, (mean, low, high), against)}: for {pair} {beside}."


def _verdict(asks: str, direction: int, level: tuple[float, float, float], against: float) -> str:
    """Yes, no, or that the evidence does not say, with the probability."""
    mean, low, high = level
    above, below = low > against, high < against
    if (above and direction > 0) or (below and direction < 0):
        return f"Yes, as far as these numbers reach ({asks})"
    if above or below:
        return f"No, as far as these numbers reach (not {asks})"
    spread = (high - low) / (2.0 * _Z90)
    share = NormalDist().cdf(direction * (mean - against) / spread) if spread > 0 else 0.5
    return f"{UNSETTLED.capitalize()} ({asks} with a probability of {percent(share)})"


def _course(pair: DyadBearing, names: Mapping[str, str]) -> str:
    named = _named(pair.dyad, names)
    n_since = len(pair.events_since)
    if pair.before is None and pair.since is None:
        return f"No dated event of {named} is known from the two years before the question, nor since."
    before = (
        f"{signed(pair.before)} in the two years before the question"
        if pair.before is not None
        else "no dated event in the two years before the question"
    )
    since = (
        f"{signed(pair.since)} in {count(n_since, 'event')} since"
        if pair.since is not None
        else "no dated event since"
    )
    return f"{named}: mean intensity {before}, {since}."


def _claims(pairs: Sequence[DyadBearing], bearing: Bearing) -> str:
    yes, no, other = (
        len({name for pair in pairs for name in getattr(pair, kind)})
        for kind in ("claims_for", "claims_against", "claims_else")
    )
    if not yes + no + other:
        return "No claim of the articles bears on it."
    if not bearing.asks:
        return f"{count(yes + no + other, 'claim')} on {'this pair' if len(pairs) == 1 else 'these pairs'}."
    words = f"{count(yes, 'claim')} for a yes, {no or 'none'} against, {other or 'none'} on something else."
    if bearing.leaning in ("yes", "no"):
        return f"{words} What is said leans to {bearing.leaning} ({percent(bearing.confidence)} sure)."
    return f"{words} What is said does not lean to either side."


def _argued(pairs: Sequence[DyadBearing]) -> str:
    n = len({name for pair in pairs for name in pair.mechanisms})
    foretold = len({name for pair in pairs for name in pair.predictions})
    argued = f"{count(n, 'argument')} of the articles {'names' if n == 1 else 'name'} both"
    argued = argued if n else "No argument of the articles names both"
    return f"{argued}; {count(foretold, 'prediction') if foretold else 'no prediction'}."


def _foretold(outlook: Outlook, names: Mapping[str, str]) -> list[str]:
    sentences, named = [], _named(outlook.dyad, names)
    if outlook.level is not None:
        sentences.append(
            f"{named}: {tone_words(outlook.level, outlook.level_now)[0].lower()}"
            f"{tone_words(outlook.level, outlook.level_now)[1:]}"
        )
    if outlook.counts is not None:
        sentences += count_words(outlook.counts)
    for one in outlook.occurrences[:1]:
        words = chance_words(one.probability, one.low, one.high)
        ends = " to ".join(names.get(name, name) for name in (one.source, one.target))
        sentences.append(
            f"Likeliest of what may happen within {horizon_words(one.horizon)}: {ends}, "
            f"{type_words(one.type)}: {words}."
        )
    if sentences:
        sentences.append(rest_words(outlook, [names.get(name, name) for name in outlook.dyad]))
    return sentences


def _supposed(whatif: WhatIfContext | None) -> tuple[str, ...]:
    if whatif is None:
        return ()
    return (*whatif.sentences[:2], *(f"{words}." for words in whatif.warnings[:1]))


def _named(dyad: Dyad, names: Mapping[str, str]) -> str:
    return " and ".join(names.get(name, name) for name in dyad)


def _address(dyad: Dyad, steps: Sequence[str]) -> str:
    """Where the same can be changed and run again."""
    return "/whatif?" + urlencode({"a": dyad[0], "b": dyad[1], "steps": "\n".join(steps)})
