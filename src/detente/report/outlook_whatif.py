"""Builds the context of a what-if: a scenario against the untouched course."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.report.outlook_charts import build_changed_course
from detente.report.outlook_contexts import EffectRow, WhatIfContext, WhatIfEffect
from detente.report.outlook_words import months_words, step_words
from detente.report.telling import put_names
from detente.report.words import date_words, day_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from detente.simulate.nouns import Difference, DyadEffect, WhatIf

__all__ = ["build_whatif"]

_NAMED = 4


def build_whatif(whatif: WhatIf, names: Mapping[str, str], *, most: int = 8) -> WhatIfContext:
    """A scenario against the untouched course.

    Args:
        whatif: As it came out.
        names: Actor to its name.
        most: Effects shown.
    """
    return WhatIfContext(
        name=whatif.scenario.name,
        steps=tuple(str(step) for step in whatif.scenario.steps),
        effects=tuple(_effect(one, whatif.periods, names) for one in whatif.effects[:most]),
        warnings=tuple(_tell(words, whatif, names) for words in whatif.warnings),
        sentences=tuple(_tell(words, whatif, names) for words in whatif.sentences),
        made_words=day_words(date.fromisoformat(whatif.made)),
        horizon_words=months_words(len(whatif.periods)),
        reserve=(
            f"{whatif.runs:,} runs of each course over {whatif.draws} draws of the parameters, seed "
            f"{whatif.seed}; model: {whatif.model}; intervals hold with {whatif.coverage:.0%}, if the model "
            "is right."
        ),
    )


def _tell(sentence: str, whatif: WhatIf, names: Mapping[str, str]) -> str:
    """A sentence of a what-if with steps, actors and the months of the run as a reader has them."""
    for step in whatif.scenario.steps:
        sentence = sentence.replace(str(step), step_words(step, names))
    for period in dict.fromkeys((whatif.periods[0], whatif.periods[-1])):
        sentence = sentence.replace(f" {period}", f" {date_words(period)}")
    sentence = put_names(sentence.replace(" %", "%"), names.get)
    return sentence[0].upper() + sentence[1:]


def _effect(one: DyadEffect, periods: Sequence[str], names: Mapping[str, str]) -> WhatIfEffect:
    pair = (names.get(one.dyad[0], one.dyad[0]), names.get(one.dyad[1], one.dyad[1]))
    charts = [
        build_changed_course(
            words,
            periods,
            untouched=one.untouched[:, part].sum(axis=1),
            change=_sum_classes(one.total, part),
            side=side,
        )
        for words, part, side in (("cooperation", _COOPERATION, "coop"), ("conflict", _CONFLICT, "conf"))
    ]
    rows = [
        _row(f"{what}, {words}", _sum_classes(change, part))
        for what, part in (("cooperation", _COOPERATION), ("conflict", _CONFLICT))
        for words, change in (
            ("all", one.summed),
            ("by their own past", one.summed_first),
            ("through the network", one.summed_network),
        )
    ]
    carried = [
        _row(f"{_mechanism_words(part.mechanism)}: {what}", _sum_classes(part.change, kinds))
        for part in one.carried
        for what, kinds in (("cooperation", _COOPERATION), ("conflict", _CONFLICT))
    ]
    return WhatIfEffect(
        names=(pair[0], pair[1]),
        dyad=(one.dyad[0], one.dyad[1]),
        touched=one.touched,
        cooperation=charts[0],
        conflict=charts[1],
        course_rows=tuple(_course_rows(one, periods)),
        rows=tuple(rows),
        level=_row("level at the end", _last(one.level)),
        carried=tuple([row for row in carried if row.sure][:_NAMED]),
        asked_carried=bool(one.carried),
        sign_share=float(one.signs_differ[-1]),
        n_events=one.n_events,
    )


_COOPERATION, _CONFLICT = slice(0, 2), slice(2, 4)


def _course_rows(
    one: DyadEffect, periods: Sequence[str]
) -> Iterator[tuple[str, str, float, float, float, float]]:
    for what, part in (("cooperation", _COOPERATION), ("conflict", _CONFLICT)):
        untouched, change = one.untouched[:, part].sum(axis=1), _sum_classes(one.total, part)
        ways = [np.maximum(untouched + way, 0.0) for way in (change.mean, change.low, change.high)]
        for period, row in zip(periods, np.stack([untouched, *ways], axis=-1).tolist(), strict=True):
            yield period, what, row[0], row[1], row[2], row[3]


def _sum_classes(change: Difference, part: slice) -> Difference:
    from detente.simulate.nouns import Difference as Summed  # noqa: PLC0415

    sums = [np.asarray(values[..., part].sum(axis=-1)) for values in (change.mean, change.low, change.high)]
    return Summed(*sums)


def _last(change: Difference) -> Difference:
    from detente.simulate.nouns import Difference as Summed  # noqa: PLC0415

    return Summed(*(np.asarray(values[-1]) for values in (change.mean, change.low, change.high)))


def _row(words: str, change: Difference) -> EffectRow:
    mean, low, high = (float(np.asarray(values)) for values in (change.mean, change.low, change.high))
    return EffectRow(words, mean, low, high, low > 0 or high < 0)


def _mechanism_words(name: str) -> str:
    return name.replace("_", " ")
