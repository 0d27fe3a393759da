"""Builds the contexts of what may come from forecasts, kept forecasts and what-ifs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE
from detente.report.outlook_charts import build_changed_course, build_count_fans, build_level_fan
from detente.report.outlook_contexts import (
    AnswerContext,
    CalibrationChart,
    ChanceContext,
    EffectRow,
    KeptContext,
    OutlookContext,
    OutlooksContext,
    ReasonContext,
    WhatIfContext,
    WhatIfEffect,
)
from detente.report.outlook_words import (
    beaten_words,
    chance_words,
    count_words,
    months_words,
    percent,
    plain_words,
    rest_words,
    tone_words,
    type_words,
)
from detente.report.words import anchor, count, day_words

if TYPE_CHECKING:
    from detente.forecast.kept_scores import KeptScore
    from detente.forecast.nouns import OccurrenceForecast
    from detente.forecast.outlooks import Outlook
    from detente.simulate.nouns import Difference, DyadEffect, WhatIf

__all__ = [
    "MeasuredOutlooks",
    "answer_words",
    "build_kept_rows",
    "build_outlook",
    "build_outlooks",
    "build_whatif",
    "came_words",
]

_CHANCES, _KEPT = 10, 40
_NAMED, _CITED = 4, 3


@dataclass(frozen=True, slots=True)
class MeasuredOutlooks:
    """What a report or a page tells of what comes next.

    Attributes:
        outlooks: Of the most eventful pairs, or of those that were chosen.
        why_not: Why there are none.
        calibration: Of a backtest; None where there are too few events.
        calibration_why: Why there is none.
        kept: The record of past forecasts with their scores, the latest first.
        names: Actor to its name.
        answers: Identity of a question to its answer.
    """

    outlooks: Sequence[Outlook] = ()
    why_not: str = ""
    calibration: CalibrationChart | None = None
    calibration_why: str = ""
    kept: Sequence[KeptScore] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, AnswerContext] = field(default_factory=dict)


def build_outlooks(measured: MeasuredOutlooks) -> OutlooksContext:
    """Everything that a page tells of what comes next."""
    found = tuple(build_outlook(one, measured.names) for one in measured.outlooks)
    return OutlooksContext(
        outlooks=found,
        made_words=found[0].made_words if found else "",
        why_not=measured.why_not,
        calibration=measured.calibration,
        calibration_why=measured.calibration_why,
        kept=build_kept_rows(measured.kept[:_KEPT], measured.names),
        n_kept=len(measured.kept),
    )


def build_outlook(outlook: Outlook, names: Mapping[str, str]) -> OutlookContext:
    """What is foretold of one pair."""
    one, other = (names.get(name, name) for name in outlook.dyad)
    level = outlook.level
    return OutlookContext(
        anchor=anchor("next", "-".join(outlook.dyad)),
        dyad=outlook.dyad,
        names=(one, other),
        made_words=day_words(date.fromisoformat(outlook.made)),
        horizon_words=months_words(outlook.months),
        fans=build_count_fans(outlook),
        count_words=tuple(count_words(outlook.counts)) if outlook.counts else (),
        count_rows=_count_rows(outlook),
        level=build_level_fan(outlook),
        level_words=tone_words(level, outlook.level_now) if level else "",
        level_rows=tuple(
            zip(level.days, level.mean.tolist(), level.low.tolist(), level.high.tolist(), strict=True)
        )
        if level
        else (),
        chances=tuple(_chance(row, names) for row in outlook.occurrences[:_CHANCES]),
        chance_days=outlook.occurrences[0].horizon if outlook.occurrences else 0,
        rest=rest_words(outlook, (one, other)),
        why_not=tuple(f"{_KINDS.get(kind, kind)}: {why}" for kind, why in outlook.why_not.items()),
    )


_KINDS = {
    "counts": "How much",
    "occurrence": "Whether",
    "level": "How warm",
    "next": "Who next",
}


def _count_rows(outlook: Outlook) -> tuple[tuple[str, tuple[tuple[float, float, float], ...]], ...]:
    counts = outlook.counts
    if counts is None:
        return ()
    whole = np.stack([counts.mean, counts.low, counts.high], axis=-1).tolist()
    return tuple(
        (period, tuple((cell[0], cell[1], cell[2]) for cell in row))
        for period, row in zip(counts.periods, whole, strict=True)
    )


def _chance(one: OccurrenceForecast, names: Mapping[str, str]) -> ChanceContext:
    source, target = (names.get(name, name) for name in (one.source, one.target))
    return ChanceContext(
        type=one.type,
        words=f"{source} to {target}: {type_words(one.type)}",
        probability=one.probability,
        low=one.low,
        high=one.high,
        base_rate=one.baselines.get(BASE_RATE),
        no_change=one.baselines.get(NO_CHANGE),
        climatology=one.baselines.get(CLIMATOLOGY),
        verdict=chance_words(one.probability, one.low, one.high),
        beside=plain_words(one),
        n_of_type=one.n_of_type,
        reasons=tuple(
            ReasonContext(row.name, float(row.weight), tuple(row.events[:_CITED]))
            for row in one.reasons[:_NAMED]
        ),
    )


def build_kept_rows(kept: Sequence[KeptScore], names: Mapping[str, str]) -> tuple[KeptContext, ...]:
    """The record of past forecasts, for a table."""
    return tuple(
        KeptContext(
            id=one.forecast.id,
            question=_question(one, names),
            as_of=one.forecast.as_of,
            closes=one.forecast.closes,
            answer=answer_words(one),
            state="hindcast" if one.state == "scored" and one.forecast.is_hindcast else one.state,
            came=came_words(one),
            verdict=beaten_words(one.score, one.baselines, one.measure) if one.score is not None else "",
        )
        for one in kept
    )


def _question(one: KeptScore, names: Mapping[str, str]) -> str:
    forecast = one.forecast
    ends = [names.get(name, name) if name else "?" for name in (forecast.source, forecast.target)]
    if forecast.kind in ("counts", "level"):
        what = "events by class" if forecast.kind == "counts" else f"level, {forecast.domain or 'overall'}"
        return f"{ends[0]} and {ends[1]}: {what}"
    return f"{ends[0]} to {ends[1]}: {type_words(forecast.type or '')}"


def answer_words(one: KeptScore) -> str:
    """What a kept forecast said, in few words."""
    answer = one.forecast.answer
    if one.forecast.kind == "occurrence":
        return percent(float(answer["probability"]))
    if one.forecast.kind == "counts":
        return f"{sum(map(sum, answer['mean'])):.1f} events"
    if one.forecast.kind == "level":
        return f"{answer['mean'][-1]:+.1f} ({answer['low'][-1]:+.1f} to {answer['high'][-1]:+.1f})"
    first: list[Any] = answer["candidates"][0] if answer["candidates"] else ["nobody", 0.0]
    return f"{first[0]} {percent(float(first[1]))}"


def came_words(one: KeptScore) -> str:
    """What came, in few words; empty while nothing can be said."""
    if one.came is None:
        return ""
    if one.forecast.kind == "occurrence":
        return "yes" if one.came else "no"
    if one.forecast.kind == "counts":
        return count(sum(map(sum, one.came)), "event")
    if one.forecast.kind == "level":
        return f"{one.came[-1]:+.1f}"
    return f"{one.came['actor']} (rank {one.came['rank'] or 'none'})"


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
        warnings=whatif.warnings,
        sentences=whatif.sentences,
        made_words=day_words(date.fromisoformat(whatif.made)),
        horizon_words=months_words(len(whatif.periods)),
        reserve=(
            f"{whatif.runs:,} runs of each course over {whatif.draws} draws of the parameters, seed "
            f"{whatif.seed}; {whatif.model}; intervals hold {whatif.coverage:.0%}, if the model is right."
        ),
    )


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
        touched=one.touched,
        cooperation=charts[0],
        conflict=charts[1],
        rows=tuple(rows),
        level=_row("level at the end", _last(one.level)),
        carried=tuple([row for row in carried if row.sure][:_NAMED]),
        asked_carried=bool(one.carried),
        sign_share=float(one.signs_differ[-1]),
        n_events=one.n_events,
    )


_COOPERATION, _CONFLICT = slice(0, 2), slice(2, 4)


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
