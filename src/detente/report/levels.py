"""Levels as the page tells them: curves, shifts, turning points and tilts, with intervals and in words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from detente.report.level_contexts import (
    LevelContext,
    LevelPoint,
    LevelsContext,
    PlacedEvent,
    ShiftContext,
    TiltContext,
    TurnContext,
    excludes_zero,
)
from detente.report.listing import name_of
from detente.report.silences import find_silences
from detente.report.words import anchor, day_words, interval_words, month_words, with_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.actors.actor import Actor
    from detente.relations import Course, Shift, Tilt, TurningPoint
    from detente.report.contexts import DyadContext, EventContext
    from detente.report.measuring import MeasuredLevels, MovedTilt

__all__ = ["build_levels"]

Dyad = tuple[str, str]
_MOST_DRAWN = 80
_CLOSE_DAYS = 62
_Z90 = 1.6448536269514722  # half the width of a normal 90% interval, in standard deviations


def build_levels(
    measured: MeasuredLevels,
    *,
    dyads: Sequence[DyadContext],
    events: Sequence[EventContext],
    actors: Mapping[str, Actor],
) -> LevelsContext:
    """Everything the page tells of levels.

    Args:
        measured: By `measure_levels`.
        dyads: Rows of the table of pairs.
        events: All, listed or not.
        actors: By identity.
    """
    placed = _place(measured.placed, events)
    rows = {row.dyad: row for row in dyads}
    shifts = {shift.dyad: _build_shift(shift, placed[shift.dyad], actors) for shift in measured.shifts}
    turns: dict[Dyad, list[TurnContext]] = defaultdict(list)
    for point in measured.turning:
        turns[point.dyad].append(_build_turn(point, actors))
    levels = tuple(
        _build_level(
            course,
            placed[course.dyad],
            names=_names(course.dyad, actors),
            turns=turns[course.dyad],
            shift=shifts.get(course.dyad),
            row=rows.get(course.dyad),
            news=measured.news.get(course.dyad, ()),
        )
        for course in measured.courses
    )
    tilts = tuple(_build_tilt(tilt, actors, news=measured.news) for tilt in measured.tilts)
    undated = (row.names for row in dyads if row.n_events and row.dyad not in measured.dated)
    window = tuple(day.toordinal() for day in measured.window or (date.min, date.max))
    return LevelsContext(
        levels=levels,
        tilts=tilts,
        shifts=tuple(sorted(shifts.values(), key=lambda shift: (-abs(shift.change), shift.dyad))),
        window=(window[0], window[1]),
        limit=min(10.0, _limit(_within(level.points, window) for level in levels if level.n_events > 1)),
        tilt_limit=min(20.0, _limit(tilt.points for tilt in tilts)),
        n_left_out=len(measured.dated) - len(levels),
        trimmed=any(day < window[0] for day, _ in measured.placed.values()),
        undated=tuple(undated),
    )


def _names(dyad: Dyad, actors: Mapping[str, Actor]) -> tuple[str, str]:
    return name_of(dyad[0], actors), name_of(dyad[1], actors)


def _limit(curves: Iterable[Sequence[LevelPoint]]) -> float:
    """An even number that no end of an interval passes."""
    ends = [max(abs(point.low), abs(point.high)) for points in curves for point in points]
    return 2.0 * max(1, ceil(max(ends, default=0.0) / 2.0))


def _within(points: Sequence[LevelPoint], window: Sequence[int]) -> list[LevelPoint]:
    return [point for point in points if window[0] <= point.day <= window[1]]


def _place(
    places: Mapping[str, tuple[float, float]], events: Sequence[EventContext]
) -> dict[Dyad, list[PlacedEvent]]:
    """The dated events of each dyad, in the order of time."""
    out: dict[Dyad, list[PlacedEvent]] = defaultdict(list)
    for event in events:
        if event.id in places:
            day, spread = places[event.id]
            words = f"{event.who}: {event.what}, {event.date_words}"
            for dyad in event.dyads:
                out[dyad].append(PlacedEvent(event.id, day, spread, event.intensity, event.quad, words))
    for mine in out.values():
        mine.sort(key=lambda event: (event.day, event.id))
    return out


def _points(curve: Course | Tilt) -> tuple[LevelPoint, ...]:
    low, high = curve.interval()
    days = [day.toordinal() for day in curve.dates]
    rows = zip(days, curve.mean.tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple(LevelPoint(*row) for row in rows)


def _point_at(points: Sequence[LevelPoint], day: float) -> LevelPoint:
    """The point on a day, or the first one after it."""
    place = bisect_left([point.day for point in points], round(day))
    return points[min(place, len(points) - 1)]


def _build_level(  # noqa: PLR0913  as the page tells it
    course: Course,
    events: Sequence[PlacedEvent],
    *,
    names: tuple[str, str],
    turns: Sequence[TurnContext],
    shift: ShiftContext | None,
    row: DyadContext | None,
    news: Sequence[tuple[float, float]],
) -> LevelContext:
    points = _points(course)
    days = [event.day for event in events]
    first, last = (min(days), max(days)) if days else (points[0].day, points[-1].day)
    ends = month_words(_date(first)), month_words(_date(last))
    return LevelContext(
        anchor=anchor("level", "-".join(course.dyad)),
        dyad=course.dyad,
        names=names,
        points=points,
        last=_point_at(points, last),
        last_words=ends[1],
        span_words=ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}",
        n_events=course.n_observations,
        n_undated=max(row.n_events - course.n_observations, 0) if row else 0,
        events=_choose_drawn(events, named={event for turn in turns for event in turn.events}),
        turns=tuple(turns),
        shift=shift,
        silences=find_silences(news),
    )


def _choose_drawn(events: Sequence[PlacedEvent], *, named: set[str]) -> tuple[PlacedEvent, ...]:
    """All, or those that made a turn and every n-th: those drawn are typical, not the loudest."""
    step = max(1, ceil(len(events) / _MOST_DRAWN))
    return tuple(event for place, event in enumerate(events) if place % step == 0 or event.id in named)


def _date(day: float) -> date:
    return date.fromordinal(round(day))


def _two_words(start: date, end: date) -> tuple[str, str]:
    """Both ends of a span as months, or as days if that is one month: ``in May 2014``, ``on 2 May 2014``."""
    words = month_words(start), month_words(end)
    if words[0] != words[1]:
        return f"in {words[0]}", f"in {words[1]}"
    return f"on {day_words(start)}", f"on {day_words(end)}"


def _build_shift(shift: Shift, events: Sequence[PlacedEvent], actors: Mapping[str, Actor]) -> ShiftContext:
    low, high = shift.interval()
    start, end = _two_words(shift.start, shift.end)
    return ShiftContext(
        dyad=shift.dyad,
        names=_names(shift.dyad, actors),
        start_words=start,
        end_words=end,
        before=shift.before,
        after=shift.after,
        change=shift.change,
        low=low,
        high=high,
        n_events=len(events),
        events=tuple(event.id for event in events),
    )


def _build_turn(point: TurningPoint, actors: Mapping[str, Actor]) -> TurnContext:
    half = _Z90 * point.sd
    low, high = point.low, point.high
    if (high - low).days <= 1:
        words = f"on {day_words(high)}"
    elif (high - low).days <= _CLOSE_DAYS:
        words = f"between {day_words(low)} and {day_words(high)}"
    else:
        words = f"between {month_words(low)} and {month_words(high)}"
    return TurnContext(
        names=_names(point.dyad, actors),
        day=point.when.toordinal(),
        low_day=low.toordinal(),
        high_day=high.toordinal(),
        when_words=words,
        probability=point.probability,
        before=point.before,
        after=point.after,
        change=point.change,
        low=point.change - half,
        high=point.change + half,
        events=tuple(push.event for push in point.pushes),
    )


def _build_tilt(
    moved: MovedTilt,
    actors: Mapping[str, Actor],
    *,
    news: Mapping[Dyad, Sequence[tuple[float, float]]],
) -> TiltContext:
    tilt = moved.tilt
    pairs = [(min(tilt.actor, other), max(tilt.actor, other)) for other in (tilt.toward, tilt.against)]
    points = _points(tilt)
    toward, against = (with_article(name_of(one, actors)) for one in (tilt.toward, tilt.against))
    now = _point_at(points, moved.toward.end.toordinal())
    half = _Z90 * moved.sd
    start, end = _two_words(moved.toward.start, moved.toward.end)
    return TiltContext(
        anchor=anchor("tilt", f"{tilt.actor}-{tilt.toward}-{tilt.against}"),
        actor=with_article(name_of(tilt.actor, actors)),
        toward=toward,
        against=against,
        points=points,
        words=(
            _lean_words(now, sides=(toward, against), when=end),
            _move_words(moved.change, half, sides=(toward, against), span=(start, end)),
        ),
        silences=find_silences([row for pair in pairs for row in news.get(pair, ())]),
    )


def _lean_words(now: LevelPoint, *, sides: tuple[str, str], when: str) -> str:
    side = sides[0] if now.mean >= 0 else sides[1]
    low, high = (now.low, now.high) if now.mean >= 0 else (-now.high, -now.low)
    begin = when[0].upper() + when[1:]
    by = f"nearer to {side} by {abs(now.mean):.1f} {interval_words(low, high)}"
    return f"{begin} {by}." if excludes_zero(low, high) else f"{begin} no side is sure: {by}."


def _move_words(change: float, half: float, *, sides: tuple[str, str], span: tuple[str, str]) -> str:
    side = sides[0] if change >= 0 else sides[1]
    low, high = abs(change) - half, abs(change) + half
    by = f"toward {side} by {abs(change):.1f} {interval_words(low, high)}"
    start, end = (words.partition(" ")[2] for words in span)
    begin = f"From {start} to {end}"
    return f"{begin} it moved {by}." if excludes_zero(low, high) else f"{begin} no move is sure: {by}."
