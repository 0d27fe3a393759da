"""An effect in a sentence, and whether it is what the mechanism says."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from detente.core.errors import DamagedDataError, InputError, UsageError
from detente.core.provenance import data_folder
from detente.mechanisms.fit import COVERAGE
from detente.ontology.lookup import unknown_name

__all__ = ["EffectScale", "Part", "Verdict", "describe_effect", "judge_effect"]

Part = Literal["meeting", "tone"]
"""Whether two states deal with each other at all; how friendly it is, given that they do."""
EffectScale = Literal["odds", "rate", "level"]
"""A logit's coefficient, a count model's, or one on the scale of the outcome."""
Verdict = Literal["as expected", "against expectation", "undecided", "nothing expected"]


class _Words(NamedTuple):
    subject: str
    partner: str
    step: str
    counted: str


def judge_effect(expected: int, interval: tuple[float, float]) -> Verdict:
    """Whether an effect has the expected sign: undecided if its interval holds 0.

    One interval of many is no finding: correct for the number of tests before anything is said of several.

    Args:
        expected: 1, -1, or 0 if nothing is expected.
        interval: Of the coefficient, low and high.

    Raises:
        InputError: The interval is not two finite numbers in order.

    >>> judge_effect(1, (0.1, 0.4)), judge_effect(1, (-0.1, 0.4)), judge_effect(-1, (0.1, 0.4))
    ('as expected', 'undecided', 'against expectation')
    """
    low, high = interval
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        raise InputError(f"interval {interval!r} of an effect", hint="two finite numbers, the lower first")
    if expected == 0:
        return "nothing expected"
    if low <= 0 <= high:
        return "undecided"
    return "as expected" if (low > 0) == (expected > 0) else "against expectation"


def describe_effect(  # noqa: PLR0913  by keyword
    covariate: str,
    coefficient: float,
    *,
    interval: tuple[float, float],
    part: Part,
    scale: EffectScale = "odds",
    step: float | None = None,
    coverage: float = COVERAGE,
) -> str:
    """An effect as a sentence that says its direction, size and uncertainty.

    It speaks of an association between what was counted and what came after it, other covariates of the model
    equal; it never says that the one made the other.

    Args:
        covariate: Name, as panels and fits print it.
        coefficient: On the scale of the linear predictor.
        interval: Of the coefficient.
        part: Meeting or tone.
        scale: Of the model.
        step: Difference of the covariate that is spoken of, such as its standard deviation where a whole unit
            does not occur; by default 1.
        coverage: Of the interval.

    Raises:
        UnknownNameError: There are no words for the covariate.
        UsageError: There is no such part or scale.
        InputError: The coefficient or the interval is not finite, or the step not above 0.

    >>> describe_effect("common_enemy", 0.3507, interval=(0.182, 0.519), part="meeting")
    'Two states with a common enemy are more likely to deal with each other: each further common enemy
    goes with 1.42 times the odds (90 % interval 1.20 to 1.68).'
    """
    if part not in ("meeting", "tone") or scale not in ("odds", "rate", "level"):
        raise UsageError(
            f"no sentence for part {part!r} on scale {scale!r}", hint="meeting, tone; odds, rate, level"
        )
    verdict = judge_effect(1, interval)
    words, by = _find_words(covariate), 1.0 if step is None else step
    if not (math.isfinite(coefficient) and math.isfinite(by) and by > 0):
        raise InputError(
            f"coefficient {coefficient!r} and step {by!r} of {covariate}", hint="finite, a step above 0"
        )
    if step is not None:
        what = f"the logarithm of {words.counted}" if covariate.endswith("log)") else words.counted
        words = words._replace(step=f"a difference of {step:.3g} in {what}")
    numbers = (coefficient * by, interval[0] * by, interval[1] * by)
    size = _write_size(numbers, part=part, scale=scale, coverage=coverage)
    return f"{_write_claim(words, verdict, part)}: {words.step} goes with {size}."


def _write_claim(words: _Words, verdict: Verdict, part: Part) -> str:
    """The direction, in words; the data's silence, if the interval holds 0."""
    subject = words.subject[0].upper() + words.subject[1:]
    more, less = ("more", "less") if part == "meeting" else ("friendlier", "more hostile")
    rest = (
        f"likely to deal with {words.partner}"
        if part == "meeting"
        else f"when they deal with {words.partner}"
    )
    if verdict == "undecided":
        return f"The data do not tell whether {words.subject} are {more} or {less} {rest}"
    return f"{subject} are {more if verdict == 'as expected' else less} {rest}"


def _write_size(
    numbers: tuple[float, float, float], *, part: Part, scale: EffectScale, coverage: float
) -> str:
    within = f"{coverage * 100:g} % interval"
    if scale == "level":
        moved, low, high = (f"{number:+.2g}" for number in numbers)
        what = "on the scale of the tone" if part == "tone" else "in the probability of it"
        return f"{moved} {what} ({within} {low} to {high})"
    times, low, high = (_write_ratio(number) for number in numbers)
    of = (
        "the events"
        if scale == "rate"
        else "the odds"
        if part == "meeting"
        else "the odds of a friendly tone"
    )
    return f"{times} times {of} ({within} {low} to {high})"


def _write_ratio(logarithm: float) -> str:
    ratio = math.exp(min(logarithm, 700.0))
    return f"{ratio:.2f}" if 0.1 <= ratio < 100 else f"{ratio:.3g}"


def _find_words(covariate: str) -> _Words:
    """Of the covariate itself, of it with its first network, or of its kind."""
    words = _read_words()
    found = re.fullmatch(r"(\w+)(?:\(([^,)]*).*\))?", covariate)
    kind, network = (found[1], found[2] or "") if found else (covariate, "")
    chosen = words.get(covariate) or words.get(f"{kind}({network})") or words.get(kind)
    if chosen is None:
        raise unknown_name("covariate", covariate, words)
    chosen = _Words(*(part.replace("{network}", network) for part in chosen))
    if covariate.endswith("log)"):
        return chosen._replace(step=f"each step of one in the logarithm of {chosen.counted}")
    return chosen._replace(step="any at all") if covariate.endswith("any)") else chosen


@cache
def _read_words() -> Mapping[str, _Words]:
    try:
        with (data_folder("mechanisms") / "effect_words.csv").open("r", encoding="utf-8") as stream:
            return MappingProxyType(
                {
                    row["covariate"]: _Words(row["subject"], row["partner"], row["step"], row["counted"])
                    for row in csv.DictReader(stream, strict=True)
                }
            )
    except (OSError, csv.Error, KeyError, TypeError) as fault:
        raise DamagedDataError(
            f"mechanisms/effect_words.csv cannot be read: {fault}", hint="install détente again"
        ) from fault
