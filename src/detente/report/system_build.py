"""The section on the system of states: from the levels to what the page shows of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.report.listing import name_of
from detente.report.system_contexts import (
    NO_CAMP,
    FrameContext,
    StateNode,
    SystemContext,
    SystemTie,
    letter_of,
)
from detente.report.system_course import build_balance, build_poles
from detente.report.system_frames import (
    Evidence,
    Frame,
    choose_periods,
    gather_evidence,
    label_period,
    measure_frames,
)
from detente.report.system_layout import outline, place_states
from detente.report.system_standing import build_standing, build_strains
from detente.report.words import count, day_words, join_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from detente.actors.actor import Actor
    from detente.report.contexts import DyadContext
    from detente.report.level_contexts import LevelsContext
    from detente.report.measuring import MeasuredLevels

__all__ = ["build_system_section"]

Dyad = tuple[str, str]
_LEAST = 3  # states of a system
_LONG, _CODE = 16, 8  # letters of a name beside a dot
_NAMED = 18  # states up to which names are written out
_FULL = 5.0  # a level that counts fully for who is near whom
_STEP_WORDS = {1: "month", 3: "quarter", 12: "year", 24: "two years", 60: "five years", 120: "ten years"}


def build_system_section(
    measured: MeasuredLevels,
    *,
    dyads: Sequence[DyadContext],
    actors: Mapping[str, Actor],
    levels: LevelsContext,
    listed: int = 60,
    domain: str = "overall",
) -> SystemContext:
    """Everything the page tells of the system; no frames if fewer than three states have dated events.

    Args:
        measured: By `measure_levels`.
        dyads: Rows of the table of pairs.
        actors: By identity.
        levels: With the panels that ties lead to.
        listed: Rows of that table that the page shows.
        domain: Of the levels.
    """
    if measured.levels is None or measured.window is None:
        return SystemContext()
    evidence = gather_evidence(measured.levels, actors, domain=domain)
    days = [day for mine in evidence.days.values() for day in mine]
    step, periods = choose_periods(days, begin=measured.window[0])
    aside = SystemContext(n_left_out=evidence.n_left_out, n_others=evidence.n_others)
    if len(evidence.states) < _LEAST or not periods:
        return aside
    frames = measure_frames(measured.levels, evidence, periods=periods, domain=domain)
    targets = _find_targets(dyads, levels=levels, listed=listed)
    pairs = {dyad: place for place, dyad in enumerate(sorted(evidence.days))}
    place = {state: number for number, state in enumerate(evidence.states)}
    nodes = _build_nodes(evidence, frames, actors)
    numbers = _number_camps(frames)
    told = [
        _build_frame(frame, camps, pairs=pairs, nodes=nodes)
        for frame, camps in zip(frames, numbers, strict=True)
    ]
    events = {row.dyad: row.events for row in dyads}
    return replace(
        aside,
        nodes=nodes,
        pairs=tuple((place[one], place[other], targets.get((one, other), "")) for one, other in pairs),
        frames=tuple(told),
        step_words=_STEP_WORDS.get(step, "twenty years"),
        standing=build_standing(frames[-1], numbers[-1], nodes=nodes),
        balance=build_balance(frames),
        poles=build_poles(frames),
        strains=build_strains(frames[-1], nodes=nodes, targets=targets, events=events),
        earlier=any(day < periods[0].start.toordinal() for day in days),
        height=_height(len(nodes)),
    )


def _find_targets(dyads: Sequence[DyadContext], *, levels: LevelsContext, listed: int) -> dict[Dyad, str]:
    """Where a pair is told of: its panel, else its row if the page has one."""
    rows = {row.dyad: f"#{row.anchor}" for row in dyads[:listed]}
    return {**rows, **{level.dyad: f"#{level.anchor}" for level in levels.levels}}


def _height(n_states: int) -> float:
    """Pixels of the picture of so many states."""
    return 340.0 if n_states < 7 else 420.0 if n_states < 15 else 540.0


def _build_nodes(
    evidence: Evidence, frames: Sequence[Frame], actors: Mapping[str, Actor]
) -> tuple[StateNode, ...]:
    places = place_states(_find_affinity(evidence, frames), height=_height(len(evidence.states)))
    names = [name_of(state, actors) for state in evidence.states]
    return tuple(
        StateNode(
            id=state,
            name=name,
            short=_shorten(name, state, most=_LONG if len(evidence.states) <= _NAMED else _CODE),
            code=_shorten(state, name, most=_CODE),
            x=x,
            y=y,
            n_events=evidence.counts[state],
        )
        for state, name, (x, y) in zip(evidence.states, names, places, strict=True)
    )


def _shorten(first: str, second: str, *, most: int) -> str:
    """The first that is short enough, or the beginning of the first."""
    short = [text for text in (first, second) if len(text) <= most]
    return short[0] if short else f"{first[: most - 1]}…"


def _find_affinity(evidence: Evidence, frames: Sequence[Frame]) -> NDArray[np.float64]:
    """How friendly each pair is over the frames that know it, -1 to +1."""
    place = {state: number for number, state in enumerate(evidence.states)}
    total = np.zeros((len(place), len(place)))
    seen = np.zeros_like(total)
    for frame in frames:
        if frame.snapshot is None or frame.system is None:
            continue
        for (one, other), mean in zip(frame.snapshot.dyads, frame.snapshot.mean.tolist(), strict=True):
            ends = place[one], place[other]
            lean = 2.0 * frame.system.positive[0][ends] - 1.0
            total[ends] += lean * min(abs(mean) / _FULL, 1.0)
            seen[ends] += 1
    mean = total / np.maximum(seen, 1)
    return np.asarray(mean + mean.T)


def _number_camps(frames: Sequence[Frame]) -> list[tuple[int, ...]]:
    """The camp of each state in each frame, `NO_CAMP` for those alone.

    From the newest frame back a camp keeps the number of the one with which it shares most members.
    """
    last: dict[int, frozenset[int]] = {}
    out: list[tuple[int, ...]] = []
    for frame in reversed(frames):
        groups = _find_groups(frame)
        shared = sorted(
            (-len(group & members), number, place)
            for place, group in enumerate(groups)
            for number, members in last.items()
            if group & members
        )
        named: dict[int, int] = {}
        for _, number, place in shared:
            if place not in named and number not in named.values():
                named[place] = number
        fresh = iter(range(len(last), len(last) + len(groups)))
        mine = {named[place] if place in named else next(fresh): group for place, group in enumerate(groups)}
        last |= mine
        camp_of = {state: number for number, group in mine.items() for state in group}
        size = frame.graph.n if frame.graph is not None else 0
        out.append(tuple(camp_of.get(state, NO_CAMP) for state in range(size)))
    return out[::-1]


def _find_groups(frame: Frame) -> list[frozenset[int]]:
    """Camps of two or more, as places of states, largest first."""
    if frame.camps is None:
        return []
    groups = [
        frozenset(np.flatnonzero(frame.camps.camp == camp).tolist()) for camp in range(frame.camps.n_camps)
    ]
    return [group for group in groups if len(group) > 1]


def _build_frame(
    frame: Frame, camps: tuple[int, ...], *, pairs: Mapping[Dyad, int], nodes: Sequence[StateNode]
) -> FrameContext:
    ties = _build_ties(frame, pairs)
    groups: dict[int, list[int]] = defaultdict(list)
    for state, camp in enumerate(camps):
        if camp != NO_CAMP:
            groups[camp].append(state)
    hulls = [(camp, outline([(nodes[at].x, nodes[at].y) for at in groups[camp]])) for camp in sorted(groups)]
    return FrameContext(
        label=label_period(frame.period),
        when_words=day_words(frame.when),
        day=frame.when.toordinal(),
        start=frame.period.start.toordinal(),
        end=frame.period.end.toordinal(),
        n_news=sum(frame.news.values()),
        ties=ties,
        camps=camps or (NO_CAMP,) * len(nodes),
        hulls=tuple(hulls),
        words=_tell_frame(
            frame, ties, {camp: sorted(nodes[at].name for at in groups[camp]) for camp in sorted(groups)}
        ),
    )


def _build_ties(frame: Frame, pairs: Mapping[Dyad, int]) -> tuple[SystemTie, ...]:
    if frame.snapshot is None or frame.system is None:
        return ()
    place = {state: number for number, state in enumerate(frame.system.states)}
    return tuple(
        SystemTie(
            pair=pairs[dyad],
            level=mean,
            positive=float(frame.system.positive[0][place[dyad[0]], place[dyad[1]]]),
            sure=bool(frame.system.weights[0][place[dyad[0]], place[dyad[1]]]),
            told=dyad in frame.news,
        )
        for dyad, mean in zip(frame.snapshot.dyads, frame.snapshot.mean.tolist(), strict=True)
    )


def _tell_frame(frame: Frame, ties: Sequence[SystemTie], camps: Mapping[int, Sequence[str]]) -> str:
    if not frame.news:
        return "No dated event: nothing is drawn, though relations may have gone on."
    friendly, hostile = (sum(tie.sure and (tie.level > 0) == warm for tie in ties) for warm in (True, False))
    unsure = len(ties) - friendly - hostile
    told = "; ".join(f"camp {letter_of(camp)}: {join_names(names, limit=6)}" for camp, names in camps.items())
    groups = f" {told[0].upper()}{told[1:]}." if told else ""
    return (
        f"{count(sum(frame.news.values()), 'dated event')}. Sure: {count(friendly, 'friendly tie')}, "
        f"{count(hostile, 'hostile tie')}; {unsure} not sure.{groups}"
    )
