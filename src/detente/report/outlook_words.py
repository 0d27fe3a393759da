"""Forecasts in words, as bold as their intervals allow and no bolder."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from detente.report.words import MINUS, TYPE_WORDS, count, date_words, interval_words, signed
from detente.simulate.scenarios import Set, Without

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.forecast.nouns import CountForecast, LevelForecast, OccurrenceForecast
    from detente.forecast.outlooks import Outlook
    from detente.simulate.scenarios import Step

__all__ = [
    "beaten_words",
    "chance_words",
    "change_words",
    "count_words",
    "horizon_words",
    "level_words",
    "months_words",
    "percent",
    "plain_words",
    "rest_words",
    "step_words",
    "tone_words",
    "type_words",
]

UNSETTLED = "the evidence does not say"
_SURE: tuple[tuple[float, str], ...] = (
    (0.95, "almost certain"),
    (0.8, "very likely"),
    (0.66, "likely"),
    (0.5, "more likely than not"),
)
_DOUBTFUL: tuple[tuple[float, str], ...] = (
    (0.05, "very improbable"),
    (0.2, "improbable"),
    (0.34, "unlikely"),
    (0.5, "less likely than not"),
)
_Z90 = NormalDist().inv_cdf(0.95)
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_FEW, _SOME = 10, 50
_DAYS_A_MONTH = 30.4375


def percent(share: float) -> str:
    """A probability in per cent, never told as certain.

    >>> percent(0.6249), percent(0.0004), percent(0.9999)
    ('62%', 'under 1%', 'over 99%')
    """
    if share < 0.01:
        return "under 1%"
    return "over 99%" if share > 0.99 else f"{share:.0%}"


def chance_words(probability: float, low: float, high: float) -> str:
    """How likely something is, if the whole interval says so.

    >>> chance_words(0.62, 0.53, 0.71)
    'more likely than not (62%, 90% between 53% and 71%)'
    >>> chance_words(0.62, 0.44, 0.78)
    'the evidence does not say (62%, 90% between 44% and 78%)'
    >>> chance_words(0.12, 0.05, 0.19)
    'improbable (12%, 90% between 5% and 19%)'
    """
    words = next((word for least, word in _SURE if low > least), "")
    words = words or next((word for most, word in _DOUBTFUL if high < most), UNSETTLED)
    return f"{words} ({percent(probability)}, 90% between {percent(low)} and {percent(high)})"


def change_words(value: float) -> str:
    """A change of a number of events, with two places and its sign.

    >>> change_words(-0.004), change_words(1.5)
    ('0.00', '+1.50')
    """
    return f"{value:+.2f}".replace("-", MINUS) if abs(value) >= 0.005 else "0.00"


def type_words(name: str) -> str:
    """What a type of event is, for a reader; its name where there are no words.

    >>> type_words("NO_SUCH")
    'no such'
    """
    return TYPE_WORDS.get(name, name.replace("_", " ").lower())


def horizon_words(days: int) -> str:
    """A number of days as months.

    >>> horizon_words(181), horizon_words(30), horizon_words(10)
    ('six months', 'one month', '10 days')
    """
    months = round(days / _DAYS_A_MONTH)
    if abs(days - months * _DAYS_A_MONTH) > 3 or not months:
        return f"{days} days"
    return months_words(months)


def months_words(months: int) -> str:
    """A number of months.

    >>> months_words(1), months_words(24)
    ('one month', '24 months')
    """
    word = _NUMBERS[months - 1] if 1 <= months <= len(_NUMBERS) else str(months)
    return f"{word} month{'' if months == 1 else 's'}"


def plain_words(forecast: OccurrenceForecast) -> str:
    """The plain forecasts beside a probability, and what can be said of the difference."""
    told = ", ".join(f"{name} {percent(value)}" for name, value in forecast.baselines.items())
    above = [name for name, value in forecast.baselines.items() if forecast.low > value]
    below = [name for name, value in forecast.baselines.items() if forecast.high < value]
    words = f"Plain forecasts: {told}." if told else ""
    for way, names in (("above", above), ("below", below)):
        if names:
            verb = "foretells" if len(names) == 1 else "foretell"
            words += f" The whole interval lies {way} what {_join(names)} {verb}."
    if told and not above and not below:
        words += " It cannot be told apart from any of them."
    return words


def count_words(forecast: CountForecast) -> list[str]:
    """How often the two will deal with each other, in sentences."""
    total = forecast.samples.sum(axis=(1, 2))
    conflict = forecast.samples[:, :, 2:].sum(axis=(1, 2))
    when = months_words(len(forecast.periods))
    sentences = [
        (
            f"Within {when} {_expected(total, forecast.coverage, 'between the two')}, "
            f"{_mean(float(total.mean()))} on average."
        ),
        f"{_expected(conflict, forecast.coverage, 'of conflict').capitalize()}.",
    ]
    more = float((conflict > total - conflict).mean())
    some = total > 0
    if some.any() and more > 0.5:
        sentences.append(f"More conflict than cooperation comes in {percent(more)} of the draws.")
    return sentences


def tone_words(level: LevelForecast, now: tuple[float, float, float] | None) -> str:
    """Where the relation will stand, and whether that is a change.

    Only where the interval leaves the present level out is the pair said to warm or cool.
    """
    mean, low, high = (float(values[-1]) for values in (level.mean, level.low, level.high))
    words = (
        f"By {date_words(level.days[-1])} a level of {signed(mean)} {interval_words(low, high)} is expected"
    )
    if now is None:
        return f"{words}."
    return f"{words}: {level_words(mean, low, high, now=now[0])}."


def level_words(mean: float, low: float, high: float, *, now: float) -> str:
    """Whether a level to come differs from one now.

    >>> level_words(3.0, 1.1, 4.9, now=0.5)
    'warmer than the present +0.5'
    >>> level_words(1.0, -1.1, 3.1, now=0.5)
    'the evidence does not say whether it warms or cools (warmer with a probability of 65%)'
    """
    if low > now:
        return f"warmer than the present {signed(now)}"
    if high < now:
        return f"colder than the present {signed(now)}"
    spread = (high - low) / (2.0 * _Z90)
    share = NormalDist().cdf((mean - now) / spread) if spread > 0 else 0.5
    return f"{UNSETTLED} whether it warms or cools (warmer with a probability of {percent(share)})"


def rest_words(outlook: Outlook, names: Sequence[str]) -> str:
    """On how little a forecast rests.

    Args:
        outlook: With its counts of events.
        names: Of the two.
    """
    pair = " and ".join(names)
    if not outlook.n_events:
        return (
            f"No dated event of {pair} is known: what is said of them is what is usual among all pairs, of "
            f"whom {count(outlook.n_seen, 'dated event')} {'is' if outlook.n_seen == 1 else 'are'} known."
        )
    words = (
        f"It rests on {count(outlook.n_events, 'dated event')} of {pair}, of "
        f"{outlook.n_seen:,} known of all pairs {_span(outlook.first, outlook.last)}"
    )
    if outlook.n_events < _FEW:
        return f"{words}. That is very little: it leans on what is usual among all pairs; the bands are wide."
    if outlook.n_events < _SOME:
        return f"{words}. That is little: trust the bands, not the middle."
    return f"{words}."


def step_words(step: Step, names: Mapping[str, str]) -> str:
    """A step of a what-if as it stands within a sentence.

    >>> from detente.simulate.scenarios import Do, Set, Without
    >>> step_words(Do("2022-03", "USA", "SANCTION", "PAK", 2), {"USA": "United States", "PAK": "Pakistan"})
    'in March 2022 sanction twice, United States to Pakistan'
    >>> step_words(Set(("IND", "PAK"), "conflict", -0.5), {})
    'conflict of IND and PAK −0.5 a month'
    >>> step_words(Without("RUS", "CONSULT", "IND", "2018"), {})
    'without talks or visit, RUS to IND, of 2018'
    """
    if isinstance(step, Set):
        one, other = (names.get(name, name) for name in step.dyad)
        what, shift = step.what.replace("_", " "), f"{step.shift:+g}".replace("-", MINUS)
        since = f" from {date_words(step.month)} on" if step.month else ""
        return f"{what} of {one} and {other} {shift} a month{since}"
    ends = f"{names.get(step.source, step.source)} to {names.get(step.target, step.target)}"
    if isinstance(step, Without):
        return f"without {type_words(step.type)}, {ends}, of {date_words(step.when)}"
    often = {1: "", 2: " twice"}.get(step.times, f" {step.times} times")
    return f"in {date_words(step.month)} {type_words(step.type)}{often}, {ends}"


def beaten_words(score: float, baselines: Mapping[str, float], measure: str) -> str:
    """A score beside those of the plain forecasts.

    >>> beaten_words(0.09, {"base rate": 0.81}, "Brier")
    'Brier 0.090; base rate 0.810: better than all'
    """
    told = ", ".join(f"{name} {value:.3f}" for name, value in baselines.items())
    better = sum(score < value for value in baselines.values())
    if not baselines:
        return f"{measure} {score:.3f}"
    verdict = "better than all" if better == len(baselines) else f"better than {better} of {len(baselines)}"
    return f"{measure} {score:.3f}; {told}: {verdict}"


def _join(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _ends(total: np.ndarray, coverage: float) -> tuple[int, int]:
    edges = (0.5 - coverage / 2.0, 0.5 + coverage / 2.0)
    low, high = np.quantile(total, edges, method="inverted_cdf")
    return int(low), int(high)


def _expected(total: np.ndarray, coverage: float, what: str) -> str:
    """How many events are expected, in most draws."""
    low, high = _ends(total, coverage)
    if not high:
        return f"no event {what} is expected (none in {percent(float((total == 0).mean()))} of the draws)"
    if low == high:
        share = percent(float((total == low).mean()))
        verb = "is" if low == 1 else "are"
        return f"{count(low, 'event')} {what} {verb} expected (in {share} of the draws)"
    span, verb = (f"{low} to {high} events", "are") if high > 1 else ("none or one event", "is")
    return f"{span} {what} {verb} expected (in {coverage:.0%} of the draws)"


def _span(first: str, last: str) -> str:
    """From one day to another, for a reader."""
    return f"of {date_words(first)}" if first == last else f"from {date_words(first)} to {date_words(last)}"


def _mean(value: float) -> str:
    return f"{value:.1f}" if value >= 0.1 else f"{value:.2f}"
