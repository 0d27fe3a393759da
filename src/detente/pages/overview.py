"""The first page: what moved, in sentences; how much there is; the most eventful pairs; what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError
from detente.pages.asking import Answer, Asked, Page
from detente.pages.changes import (
    Addition,
    ChangesContext,
    find_additions,
    find_changed_between,
    find_changed_since,
    read_window,
)
from detente.pages.dyads_rows import PairRow, build_rows, peak_among, span_of
from detente.pages.dyads_tally import find_tally
from detente.pages.levels_kept import find_levels
from detente.pages.overview_findings import find_findings
from detente.report.words import join_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally
    from detente.relations import Levels
    from detente.report.contexts import Finding

__all__ = ["PAGES", "OverviewPage", "make_overview"]

PAIRS = 12


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The first page.

    Attributes:
        headline: The actors most often bound.
        counts: Of the ledger, by name; empty while it is counted for the first time.
        n_done: Events that occurred or are going on.
        n_pairs: Pairs of actors of which an event is told.
        findings: What moved and what stands out, most telling first.
        whole: Whether the findings are made from all events; else from the levels and the newest events.
        pairs: The most eventful.
        years: First and last year of their trends; empty if there are none.
        peak: Events that fill half the height of a trend.
        changes: What changed.
        additions: The runs since which articles were added.
        behind: Whether some numbers are older than the ledger.
        counting: Whether there are no numbers yet.
        links: Identity of every event and statement named to its sentence.
        labels: Identity of the same to its words.
    """

    headline: str
    counts: Mapping[str, Any]
    n_done: int
    n_pairs: int
    findings: tuple[Finding, ...]
    whole: bool
    pairs: tuple[PairRow, ...]
    years: tuple[int, ...]
    peak: int
    changes: ChangesContext
    additions: tuple[Addition, ...]
    behind: bool
    counting: bool
    links: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


COLUMNS = ("kind", "label", "text", "evidence")


def make_overview(reader: LedgerReader, asked: Asked) -> Answer:
    """The first page; ``since`` and ``until``, or ``run``, say what is compared with what."""
    tally, kept = find_tally(reader), find_levels(reader)
    told = find_findings(reader, kept, tally=tally)
    sums = list(tally.pairs[:PAIRS])
    span = span_of(sums)
    pairs = build_rows(sums, tally=tally, levels=kept.levels, span=span)
    additions = find_additions(reader)
    page = OverviewPage(
        headline=_headline(tally),
        counts=tally.counts,
        n_done=tally.n_done,
        n_pairs=len(tally.pairs),
        findings=told.findings,
        whole=told.whole,
        pairs=pairs,
        years=(span[0], span[-1]) if span else (),
        peak=peak_among(pairs),
        changes=_find_changes(reader, asked, levels=kept.levels, tally=tally),
        additions=additions,
        behind=tally.behind or kept.behind or told.behind,
        counting=tally.generation < 0,
        links=told.links,
        labels=told.labels,
    )
    return Answer("Overview", page, _rows(page), COLUMNS)


def _headline(tally: Tally) -> str:
    often: dict[str, int] = {}
    for row in tally.pairs:
        for actor in row.dyad:
            often[actor] = often.get(actor, 0) + row.n_events + row.n_pending
    names = [
        tally.actors[actor].name if actor in tally.actors else actor
        for actor, _ in sorted(often.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return join_names(names, limit=5) if names else "Nothing is told yet"


def _find_changes(
    reader: LedgerReader, asked: Asked, *, levels: Levels | None, tally: Tally
) -> ChangesContext:
    run, since, until = (asked.query.get(name) for name in ("run", "since", "until"))
    if run and (since or until):
        raise UsageError("either two dates or a run", hint="leave out run, or since and until")
    if run:
        return find_changed_since(reader, levels, run=run, tally=tally)
    first, last = read_window(reader, levels)
    if not (since or first) or not (until or last):
        return ChangesContext("", "", "", "")
    return find_changed_between(reader, levels, since=since or first, until=until or last, tally=tally)


def _rows(page: OverviewPage) -> list[dict[str, Any]]:
    rows = []
    for finding in page.findings:
        for text, ids in (
            (finding.headline, finding.events),
            *((line.text, line.events) for line in finding.lines),
        ):
            rows.append(
                {"kind": finding.kind, "label": finding.label, "text": text, "evidence": " ".join(ids)}
            )
    for row in page.changes.moved:
        text = f"{join_names(row.names)}: {row.sentence}"
        evidence = " ".join(event.id for event in row.events)
        rows.append({"kind": "changed", "label": page.changes.words, "text": text, "evidence": evidence})
    return rows


PAGES = (Page("/", "overview.html.j2", make_overview, "Overview", ("since", "until", "run")),)
