"""Builds the contexts of what may come from forecasts and kept forecasts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.forecast.nouns import BASE_RATE, CLIMATOLOGY, NO_CHANGE
from detente.report.outlook_charts import build_count_fans, build_level_fan
from detente.report.outlook_contexts import (
    AnswerContext,
    CalibrationChart,
    ChanceContext,
    KeptContext,
    OutlookContext,
    OutlooksContext,
    ReasonContext,
)
from detente.report.outlook_words import (
    beaten_words,
    chance_words,
    count_words,
    horizon_words,
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
    from detente.forecast.nouns import OccurrenceForecast, Reason
    from detente.forecast.outlooks import Outlook

__all__ = [
    "MeasuredOutlooks",
    "answer_words",
    "build_kept_rows",
    "build_outlook",
    "build_outlooks",
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
        past_rows=_past_rows(outlook),
        level=build_level_fan(outlook),
        level_words=tone_words(level, outlook.level_now) if level else "",
        level_rows=tuple(
            zip(level.days, level.mean.tolist(), level.low.tolist(), level.high.tolist(), strict=True)
        )
        if level
        else (),
        level_before=tuple(
            (date.fromordinal(day).isoformat(), mean, low, high)
            for day, mean, low, high in outlook.level_past
        ),
        chances=tuple(_chance(row, names) for row in outlook.occurrences[:_CHANCES]),
        chance_days=outlook.occurrences[0].horizon if outlook.occurrences else 0,
        chance_within=horizon_words(outlook.occurrences[0].horizon) if outlook.occurrences else "",
        rest=rest_words(outlook, (one, other)),
        why_not=tuple(
            f"{_KINDS.get(kind, kind)} is not foretold: {why}" for kind, why in outlook.why_not.items()
        ),
    )


_KINDS = {
    "counts": "How much",
    "occurrence": "Whether it happens",
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


def _past_rows(outlook: Outlook) -> tuple[tuple[str, tuple[float, ...]], ...]:
    if outlook.past is None:
        return ()
    rows = zip(outlook.past_periods, outlook.past.tolist(), strict=True)
    return tuple((period, tuple(row)) for period, row in rows)


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
        reasons=_group_reasons(one.reasons[:_NAMED]),
    )


def _group_reasons(reasons: Sequence[Reason]) -> tuple[ReasonContext, ...]:
    """Those that count the same events together, the strongest first; a stem once, then half-lives only."""
    groups: dict[tuple[str, ...], list[Reason]] = {}
    for row in reasons:
        groups.setdefault(row.events, []).append(row)
    found = [
        ReasonContext(
            features=tuple(_list_features(rows)),
            weight=float(sum(row.weight for row in rows)),
            events=tuple(events[:_CITED]),
        )
        for events, rows in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: -abs(group.weight)))


def _list_features(rows: Sequence[Reason]) -> Iterator[tuple[str, float]]:
    """Features in words with their weights, those of one stem side by side."""
    stems: dict[str, list[Reason]] = {}
    for row in rows:
        stems.setdefault(row.name.partition(", half-life")[0], []).append(row)
    for stem, alike in stems.items():
        for place, row in enumerate(alike):
            yield (row.name.removeprefix(f"{stem}, ") if place else row.name), float(row.weight)


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
