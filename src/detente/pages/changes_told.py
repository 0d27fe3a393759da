"""What changed, as pages tell it: the pairs that moved, and by which sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.ledger.merged import represent
from detente.pages.gathering import build_events
from detente.pages.scopes import link_events
from detente.pages.states_known import name_in
from detente.report.level_contexts import excludes_zero

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.ledger import LedgerReader
    from detente.pages.dyads_tally import Tally
    from detente.report import EventContext

__all__ = [
    "LEAST",
    "MOST",
    "SENTENCES",
    "Z90",
    "Change",
    "ChangesContext",
    "Moved",
    "build_moved",
    "is_sure",
    "link_moved",
    "read_events",
    "say_change",
]

Dyad = tuple[str, str]
MOST = 8
"""Pairs that are told of."""
SENTENCES = 3
"""Events of each that are named."""
LEAST = 0.05
"""A change that is not 0.0 when printed."""
Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Moved:
    """A pair that moved.

    Attributes:
        dyad: Two actor identities, sorted.
        names: Their names.
        address: Of its page.
        before: Level, or mean intensity of the news, before.
        after: And after.
        change: The one less the other.
        low: Lower end of the 90% interval of the change; of the level after, if articles were added.
        high: Upper end of it.
        sure: Whether the interval of the change, as it is printed, excludes zero.
        n_events: Dated events of the time or of the new articles that move the pair.
        events: Those that did most, the strongest first.
        sentence: The same in words that can be quoted.
    """

    dyad: Dyad
    names: tuple[str, str]
    address: str
    before: float
    after: float
    change: float
    low: float
    high: float
    sure: bool
    n_events: int
    events: tuple[EventContext, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangesContext:
    """What changed.

    Attributes:
        kind: ``between`` two days, ``added`` since a run, or empty: nothing can be compared.
        since: The first day, EDTF as asked, or the run.
        until: The second.
        words: What is compared, in words.
        moved: Pairs, those that moved most first.
        n_moved: How many have news in that time.
        n_sure: How many of them moved for sure; of the pairs that were compared.
        n_documents: Articles that were added since; 0 between two days.
        n_events: Events that only these tell; 0 between two days.
        measure: ``levels``, or ``news`` while levels are not measured yet: the mean intensity of what is
            told of the time, or in the new articles, against what is told of before.
        n_compared: Articles that are compared, the newest of those added; pairs with most news, if news are
            compared between two days. 0 where all are.
        links: Identity of an event to its sentence.
    """

    kind: str
    since: str
    until: str
    words: str
    moved: tuple[Moved, ...] = ()
    n_moved: int = 0
    n_sure: int = 0
    n_documents: int = 0
    n_events: int = 0
    measure: str = "levels"
    n_compared: int = 0
    links: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A pair as it was measured.

    Attributes:
        dyad: Two actor identities, sorted.
        ends: Before and after.
        interval: As `low` and `high` of `Moved`.
        sure: Likewise.
        n_events: Likewise.
        events: Identities of those that did most.
        sentence: Without an "it is not sure".
    """

    dyad: Dyad
    ends: tuple[float, float]
    interval: tuple[float, float]
    sure: bool
    n_events: int
    events: tuple[str, ...]
    sentence: str

    @property
    def size(self) -> float:
        """Of the change, without its sign."""
        return abs(self.ends[1] - self.ends[0])


def build_moved(reader: LedgerReader, rows: Sequence[Change], *, tally: Tally) -> tuple[Moved, ...]:
    """The pairs with their names and sentences; only the events named are read."""
    told = {event.id: event for event in read_events(reader, [name for row in rows for name in row.events])}
    return tuple(
        Moved(
            dyad=row.dyad,
            names=(name_in(tally, row.dyad[0]), name_in(tally, row.dyad[1])),
            address=f"/dyads/{row.dyad[0]}/{row.dyad[1]}",
            before=row.ends[0],
            after=row.ends[1],
            change=row.ends[1] - row.ends[0],
            low=row.interval[0],
            high=row.interval[1],
            sure=row.sure,
            n_events=row.n_events,
            events=tuple(told[name] for name in row.events if name in told),
            sentence=row.sentence
            if row.sure or row.size < LEAST
            else f"{row.sentence}, but that is not sure",
        )
        for row in rows
    )


def say_change(change: float, when: str) -> str:
    """What became of a level, in words."""
    if abs(change) < LEAST:
        return f"no change {when}"
    return f"{'warmer' if change > 0 else 'colder'} by {abs(change):.1f} {when}"


def is_sure(change: float, sd: float) -> bool:
    """Whether the 90% interval of a change excludes zero, as it is printed."""
    return excludes_zero(change - Z90 * sd, change + Z90 * sd)


def read_events(reader: LedgerReader, names: Iterable[str]) -> tuple[EventContext, ...]:
    """Events by identity, as pages list them."""
    shown = []
    for name in dict.fromkeys(names):
        merged = reader.merged_event(name)
        shown.append((represent(merged, reader.tellings(merged.mentions)), merged))
    return build_events(reader, shown)


def link_moved(moved: Sequence[Moved]) -> dict[str, str]:
    """Identity of every event named to its sentence."""
    return link_events(event for row in moved for event in row.events)
