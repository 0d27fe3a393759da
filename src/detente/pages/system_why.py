"""The page of why states move: what is argued, beside what the coded events and imported rows bear out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.ledger import Ledger
from detente.pages.addresses import PageAddresses
from detente.pages.asking import Answer
from detente.pages.levels_kept import MANY, find_levels, is_large
from detente.pages.report_causes import measure_causes
from detente.pages.scopes import build_context, gather_dyad, link_scope
from detente.pages.scopes_levels import find_rows
from detente.pages.so_said import find_said
from detente.pages.so_said_rows import cited_ids
from detente.relations import measure_shift
from detente.report import MeasuredLevels
from detente.report.levels import build_levels
from detente.report.mechanism_build import build_causes_section
from detente.report.mechanism_contexts import CausesContext
from detente.report.statement_contexts import StatementsContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.actors.actor import Actor
    from detente.core.rows import Row
    from detente.ledger import LedgerReader
    from detente.pages.asking import Asked
    from detente.relations import Levels, Shift
    from detente.report import EventContext
    from detente.report.level_contexts import LevelsContext

__all__ = ["COLUMNS", "WhyPage", "make_why"]

_ADDRESSES = PageAddresses()

COLUMNS = (
    "mechanism", "label", "argued", "denied",
    "part", "data", "counted", "verdict", "words", "share", "checks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Mechanisms as argued and as tested.

    Attributes:
        causes: As the report has it; the target of a pair is the address of its page.
        statements: The arguments; nothing else that is said.
        too_large: Whether the ledger holds so many events that nothing is tested on a page.
        most: Events from which that is so.
        part: In words, of what part of the ledger the arguments are; empty for the whole.
        links: Identity of what is cited to its sentence.
        labels: The same to its words.
    """

    causes: CausesContext
    statements: StatementsContext
    too_large: bool
    most: int = MANY
    part: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def make_why(reader: LedgerReader, asked: Asked) -> Answer:
    """Mechanisms put to the data of the ledger; of a large one only words on how to do it.

    Raises:
        TypeError: If the reader is not a ledger's; `open_ledger` gives one that is.
    """
    del asked
    if not isinstance(reader, Ledger):
        raise TypeError(f"{type(reader).__name__} cannot be tested")
    if is_large(reader):
        return Answer("Why they move", WhyPage(CausesContext(), StatementsContext(), too_large=True))
    said = find_said(reader, kind="mechanism")
    statements = StatementsContext(mechanisms=said.statements.mechanisms)
    actors = {actor.id: actor for actor in reader.actors()}
    levels = find_levels(reader).levels
    measured = measure_causes(reader, levels, shifts=_measure_shifts(levels), actors=actors)
    moved = [one.shift for one in measured.accounts]
    told, links, labels = _gather_moved(reader, levels, moved, actors)
    causes = build_causes_section(
        measured, groups=statements.mechanisms, levels=told, actors=actors, dyads=()
    )
    accounts = zip(causes.accounts, moved, strict=True)
    page = WhyPage(
        causes=replace(
            causes,
            accounts=tuple(replace(one, target=_ADDRESSES.dyad(*shift.dyad)) for one, shift in accounts),
        ),
        statements=statements,
        too_large=False,
        part=said.part,
        links=links | {one: said.links[one] for one in cited_ids(statements) if one in said.links},
        labels=labels | {one: said.labels[one] for one in cited_ids(statements) if one in said.labels},
    )
    return Answer("Why they move", page, _rows(page.causes), COLUMNS)


def _measure_shifts(levels: Levels | None) -> list[Shift]:
    """Of every pair with news on two days, from the first to the last."""
    if levels is None:
        return []
    observations = levels.observations
    mine = np.flatnonzero(observations.domain == observations.domains.index("overall"))
    order = mine[np.argsort(observations.dyad[mine], kind="stable")]
    out = []
    for rows in np.split(order, np.flatnonzero(np.diff(observations.dyad[order])) + 1):
        days = observations.day[rows]
        span = date.fromordinal(round(days.min())), date.fromordinal(round(days.max()))
        if span[0] < span[1]:
            out.append(measure_shift(levels, observations.dyads[observations.dyad[rows[0]]], span))
    return out


def _gather_moved(
    reader: LedgerReader, levels: Levels | None, moved: Iterable[Shift], actors: Mapping[str, Actor]
) -> tuple[LevelsContext, dict[str, str], dict[str, str]]:
    """The shifts of a few pairs as the report tells them, with their events, addresses and words."""
    placed: dict[str, tuple[float, float]] = {}
    events: dict[str, EventContext] = {}
    links: dict[str, str] = {}
    labels: dict[str, str] = {}
    shifts = list(moved)
    for shift in shifts:
        report = build_context(gather_dyad(reader, shift.dyad, kinds=()))
        more = link_scope(report.statements, report.events)
        links, labels = links | more[0], labels | more[1]
        for event in report.events:
            before = events.get(event.id)
            dyads = tuple(dict.fromkeys((*(before.dyads if before else ()), *event.dyads)))
            events[event.id] = replace(event, dyads=dyads)
        placed |= _place(levels, shift.dyad) if levels is not None else {}
    measured = MeasuredLevels(shifts=shifts, placed=placed)
    told = build_levels(measured, dyads=(), events=list(events.values()), actors=actors)
    cited = {event for shift in told.shifts for event in shift.events}
    return (
        told,
        {one: link for one, link in links.items() if one in cited},
        {one: words for one, words in labels.items() if one in cited},
    )


def _place(levels: Levels, dyad: tuple[str, str]) -> dict[str, tuple[float, float]]:
    observations, rows = levels.observations, find_rows(levels, dyad)
    names = [observations.events[place] for place in observations.event[rows].tolist()]
    places = zip(observations.day[rows].tolist(), observations.spread[rows].tolist(), strict=True)
    return dict(zip(names, places, strict=True))


def _rows(causes: CausesContext) -> list[Row]:
    """One row an effect; one for a mechanism that is not tested."""
    out: list[Row] = []
    for row in causes.rows:
        begin = {"mechanism": row.name, "label": row.label, "argued": row.n_argued, "denied": row.n_denied}
        for part, effects in (("meeting", row.meeting), ("tone", row.tone)):
            out += [
                {
                    **begin,
                    "part": part,
                    "data": one.data,
                    "counted": one.counted,
                    "verdict": one.verdict,
                    "words": one.words,
                    "share": one.share,
                    "checks": one.checks,
                }
                for one in effects
            ]
        if row.untested:
            out.append({**begin, "verdict": "not tested", "words": row.untested})
    return out
