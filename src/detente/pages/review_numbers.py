"""The numbers of a dyad that a correction may change: to be told before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UnknownNameError
from detente.ledger.merged import represent
from detente.pages.scopes import ask_record, read_named
from detente.relations import measure_course
from detente.relations.course import COVERAGE, find_quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.coding.event import Event
    from detente.identity import MergedEvent
    from detente.ledger import LedgerReader
    from detente.pages.levels_kept import KeptLevels

__all__ = ["DyadNumbers", "find_dyads", "find_last_day", "measure_numbers", "read_shown"]

Dyad = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DyadNumbers:
    """The numbers of one dyad.

    Attributes:
        dyad: Two actor identities, sorted.
        names: Their names.
        n_events: That occurred or are going on, each once.
        n_others: Planned, negotiated, possible, denied or asked about.
        mean_intensity: Of those that occurred, weighted by confidence; None if there are none.
        level: On the last day of the ledger, -10 to +10; None if nothing dated occurred.
        low: Lower end of its 90 % interval.
        high: Upper end.
        behind: Whether the level is that of before the last change: on a large ledger it takes a while.
    """

    dyad: Dyad
    names: tuple[str, str]
    n_events: int
    n_others: int
    mean_intensity: float | None
    level: float | None
    low: float | None
    high: float | None
    behind: bool


def read_shown(reader: LedgerReader, names: Iterable[str]) -> list[tuple[Event, MergedEvent]]:
    """The events of these identities or tellings, as pages take them; each once, unknown ones left out."""
    found: dict[str, MergedEvent] = {}
    for name in names:
        try:
            one = reader.merged_event(name)
        except UnknownNameError:
            continue
        found.setdefault(one.id, one)
    told = {row.id: row for row in reader.tellings(name for one in found.values() for name in one.mentions)}
    return [(represent(one, [told[name] for name in one.mentions]), one) for one in found.values()]


def find_dyads(reader: LedgerReader, names: Iterable[str], *, most: int = 6) -> tuple[Dyad, ...]:
    """The dyads of these events, as `LedgerReader.representatives` would find them."""
    found: set[Dyad] = set()
    for event, _ in read_shown(reader, names):
        if event.target:
            found.update((min(a, b), max(a, b)) for a in event.source for b in event.target if a != b)
        else:
            found.update((a, b) for a in event.source for b in event.source if a < b)
    return tuple(sorted(found)[:most])


def find_last_day(kept: KeptLevels) -> date:
    """The last day of the ledger's dated events; today if it has none."""
    if kept.levels is None or not kept.levels.observations.day.size:
        return date.today()  # noqa: DTZ011  the reader's own day
    return date.fromordinal(int(np.max(kept.levels.observations.day)))


def measure_numbers(
    reader: LedgerReader, dyads: Sequence[Dyad], *, levels: KeptLevels, when: date
) -> tuple[DyadNumbers, ...]:
    """The numbers of these dyads in the ledger as the reader sees it, with these levels on a day."""
    if not dyads:
        return ()
    names = read_named(reader, {actor for dyad in dyads for actor in dyad})
    return tuple(
        _measure(
            reader,
            dyad,
            names=tuple(names[actor].name if actor in names else actor for actor in dyad),  # type: ignore[arg-type]
            kept=levels,
            when=when,
        )
        for dyad in dyads
    )


def _measure(
    reader: LedgerReader, dyad: Dyad, *, names: tuple[str, str], kept: KeptLevels, when: date
) -> DyadNumbers:
    row = ask_record(reader, _SUMS, {"a": dyad[0], "b": dyad[1]})[0]
    level = _find_level(kept, dyad, when)
    return DyadNumbers(
        dyad=dyad,
        names=names,
        n_events=row["n"] or 0,
        n_others=row["others"] or 0,
        mean_intensity=row["total"] / row["weight"] if row["weight"] else None,
        level=level[0] if level else None,
        low=level[1] if level else None,
        high=level[2] if level else None,
        behind=kept.behind,
    )


def _find_level(kept: KeptLevels, dyad: Dyad, when: date) -> tuple[float, float, float] | None:
    if kept.levels is None:
        return None
    try:
        course = measure_course(kept.levels, dyad, dates=[when])
    except UnknownNameError:
        return None
    mean, half = float(course.mean[0]), find_quantile(COVERAGE) * float(course.sd[0])
    return mean, mean - half, mean + half


_SUMS = """
SELECT sum(done) AS n, sum(NOT done) AS others, sum(done * intensity * confidence) AS total,
    sum(done * confidence) AS weight
FROM (
    SELECT intensity, confidence, status IN ('occurred', 'ongoing') AS done
    FROM merged_dyads JOIN merged_events ON merged_events.id = merged_dyads.event
    WHERE merged_dyads.a = :a AND merged_dyads.b = :b
)
"""
