"""The findings of the first page: from all events or, of a large ledger, from its levels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from detente.ledger import Ledger
from detente.pages.changes import read_events
from detente.pages.dyads_beside import Beside
from detente.pages.levels_kept import find_levels, is_large
from detente.pages.reporting import gather_all
from detente.pages.scopes import build_context, link_events, link_scope, read_named
from detente.pages.scopes_levels import measure_dyad, merge_measured
from detente.report import measure_levels
from detente.report.contexts import FindingLine
from detente.report.levels import build_levels
from detente.report.moved import find_moved
from detente.report.words import unique

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally
    from detente.pages.levels_kept import KeptLevels
    from detente.relations import Levels
    from detente.report import EventContext
    from detente.report.contexts import Finding

__all__ = ["WHOLE", "Told", "find_findings"]

WHOLE = 2_500
"""Events up to which the findings are made from all of them."""
_PAIRS = 40
_TURNING = 15  # of these, in which turning points are sought
_NAMED = 6  # events of a line that are read and linked by their sentence


@dataclass(frozen=True, slots=True)
class Told:
    """Findings, and where the evidence for them stands.

    Attributes:
        findings: Most telling first.
        whole: Whether they are made from all events.
        links: Identity of an event or statement to its sentence.
        labels: Identity to words.
        behind: Whether they are older than the levels, or are being made for the first time.
    """

    findings: tuple[Finding, ...] = ()
    whole: bool = True
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    behind: bool = False


def find_findings(reader: LedgerReader, kept: KeptLevels, *, tally: Tally) -> Told:
    """What moved and what stands out."""
    if tally.generation >= 0 and tally.counts.get("merged_events", WHOLE + 1) <= WHOLE:
        return _find_all(reader, kept)
    if kept.levels is None:
        return Told(whole=False, behind=kept.generation < 0)
    made = _BESIDE.find(reader, kept.generation, wait=not is_large(reader))
    return replace(made.thing, behind=made.behind) if made.thing else Told(whole=False, behind=True)


def _find_all(reader: LedgerReader, kept: KeptLevels) -> Told:
    if not isinstance(reader, Ledger):
        raise TypeError(f"{type(reader).__name__} cannot be read whole")
    scope = gather_all(reader)
    measured = measure_levels(
        kept.levels, claims=scope.claims, mechanisms=scope.mechanisms, actors=scope.actors
    )
    report = build_context(scope, measured=measured)
    links, labels = link_scope(report.statements, report.events)
    named = {name for finding in report.findings for name in _ids(finding)}
    return Told(
        report.findings,
        whole=True,
        links={name: link for name, link in links.items() if name in named},
        labels={name: words for name, words in labels.items() if name in named},
    )


def _ids(finding: Finding) -> list[str]:
    return [*finding.events, *(name for line in finding.lines for name in line.events)]


def _find_from_levels(reader: LedgerReader) -> Told:
    """Who moved and who turned among the most eventful pairs; only the events named are read."""
    levels = find_levels(reader).levels
    if levels is None:
        return Told(whole=False)
    observations = levels.observations
    counts = np.bincount(observations.dyad, minlength=len(observations.dyads))
    order = np.argsort(-counts, kind="stable")[:_PAIRS]
    parts = [
        measure_dyad(levels, observations.dyads[place], turning=rank < _TURNING)
        for rank, place in enumerate(order.tolist())
        if counts[place]
    ]
    # Without events at hand the news of a pair is counted, not listed: the first few of a finding are read.
    contexts = build_levels(
        merge_measured(parts),
        dyads=(),
        events=(),
        actors=read_named(reader, {name for part in parts for dyad in part.dated for name in dyad}),
    )
    dated = {dyad: n for part in parts for dyad, n in part.dated.items()}
    strongest = {dyad: _strongest(levels, dyad) for dyad in dated}
    shifts = tuple(
        replace(shift, n_events=dated[shift.dyad], events=strongest[shift.dyad]) for shift in contexts.shifts
    )
    findings = tuple(_shorten(finding) for finding in find_moved(replace(contexts, shifts=shifts)))
    names = unique(name for finding in findings for line in finding.lines for name in line.events)
    events = read_events(reader, names)
    return Told(findings, whole=False, links=link_events(events), labels=_label(events))


def _strongest(levels: Levels, dyad: tuple[str, str]) -> tuple[str, ...]:
    """The events that weigh most for a pair, in the order of time."""
    observations = levels.observations
    rows = np.flatnonzero(observations.dyad == observations.dyads.index(dyad))
    pull = np.abs(observations.intensity[rows]) * observations.weight[rows]
    best = rows[np.argsort(-pull, kind="stable")[:_NAMED]]
    best = best[np.argsort(observations.day[best], kind="stable")]
    return unique(observations.events[observations.event[row]] for row in best.tolist())


def _shorten(finding: Finding) -> Finding:
    lines = tuple(FindingLine(line.text, line.events[:_NAMED]) for line in finding.lines)
    named = unique(name for line in lines for name in line.events)
    return replace(finding, events=named[:_NAMED], lines=lines)


def _label(events: Sequence[EventContext]) -> dict[str, str]:
    return {event.id: f"{event.who}: {event.what}, {event.date_words}" for event in events}


_BESIDE = Beside(_find_from_levels)
