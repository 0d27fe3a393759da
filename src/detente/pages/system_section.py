"""The report's section on the system of states, of any domain, kept until levels are measured anew."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import DetenteError
from detente.ledger import open_ledger
from detente.pages.addresses import PageAddresses
from detente.pages.dyads_tally import find_tally
from detente.pages.levels_kept import find_levels, is_large, note_kept
from detente.relations import find_domains
from detente.report import MeasuredLevels
from detente.report.level_contexts import LevelsContext
from detente.report.system_build import build_system_section
from detente.report.system_contexts import StrainContext, SystemContext
from detente.report.words import DONE, TYPE_WORDS, date_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from detente.actors.actor import Actor
    from detente.coding.event import Event
    from detente.ledger import LedgerReader
    from detente.pages.levels_kept import KeptLevels
    from detente.relations import Levels

__all__ = ["Section", "find_section"]

Key = tuple[str, str]
_LOG = logging.getLogger("detente.pages")
_OVERALL = "overall"
_ADDRESSES = PageAddresses()
_BULK = 0.8  # as in the report
_EVIDENCE, _READ = 4, 40  # events shown of a strained tie, among so many of the newest


@dataclass(frozen=True, slots=True)
class Section:
    """The system, with the events behind its strained ties.

    Attributes:
        system: As the report has it; targets are addresses of pairs.
        links: Identity of an event to its page.
        labels: Identity of an event to its words.
        generation: Of the ledger when levels were measured; -1 while they are first measured.
        behind: Whether the ledger has changed since.
    """

    system: SystemContext
    links: Mapping[str, str]
    labels: Mapping[str, str]
    generation: int
    behind: bool


_NONE = Section(SystemContext(), {}, {}, -1, behind=True)


class _Shelf:
    """What was made, by folder and domain; a class for its locks."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: dict[Key, Section] = {}
        self.order: dict[Key, threading.Lock] = {}
        self.making: set[Key] = set()


_SHELF = _Shelf()


def find_section(reader: LedgerReader, *, domain: str = _OVERALL) -> Section:
    """The system of a domain by the levels there are; made once for each measuring of them.

    Of a large ledger it is made beside the pages, as levels are: it is then the one of before, or none yet.
    """
    kept = find_levels(reader, domain=domain)
    key = (str(reader.folder.resolve()), domain)
    with _SHELF.lock:
        found = _SHELF.kept.get(key, _NONE)
        order = _SHELF.order.setdefault(key, threading.Lock())
    if kept.generation < 0 or found.generation == kept.generation:
        return replace(found, behind=kept.behind)
    if is_large(reader):
        with _SHELF.lock:
            if key not in _SHELF.making:
                _SHELF.making.add(key)
                threading.Thread(target=_make_beside, args=(reader.folder, key, kept), daemon=True).start()
        return replace(found, behind=True)
    with order:
        with _SHELF.lock:
            found = _SHELF.kept.get(key, _NONE)
        if found.generation != kept.generation:
            found = _keep(key, _make(reader, kept.levels, domain=domain, generation=kept.generation))
    return replace(found, behind=kept.behind)


def _make_beside(folder: Path, key: Key, kept: KeptLevels) -> None:
    try:
        with open_ledger(folder, create=False, read_only=True) as ledger, ledger.snapshot():
            _keep(key, _make(ledger, kept.levels, domain=key[1], generation=kept.generation))
        note_kept()
    except DetenteError as fault:
        _LOG.warning("the system was not measured: %s", fault.message)
    finally:
        with _SHELF.lock:
            _SHELF.making.discard(key)


def _keep(key: Key, section: Section) -> Section:
    with _SHELF.lock:
        _SHELF.kept[key] = section
    return section


def _make(reader: LedgerReader, levels: Levels | None, *, domain: str, generation: int) -> Section:
    if levels is None:
        return Section(SystemContext(), {}, {}, generation, behind=False)
    actors: Mapping[str, Actor] = find_tally(reader).actors or {one.id: one for one in reader.actors()}
    measured = MeasuredLevels(levels=levels, window=_find_window(levels, domain))
    built = build_system_section(measured, dyads=(), actors=actors, levels=LevelsContext(), domain=domain)
    links: dict[str, str] = {}
    labels: dict[str, str] = {}
    rows = []
    system = _target_pairs(built, domain)
    targets = {(system.nodes[a].name, system.nodes[b].name): (a, b, target) for a, b, target in system.pairs}
    for row in system.strains.rows:
        first, second, target = targets[row.names]
        shown = _find_events(reader, (system.nodes[first].id, system.nodes[second].id), domain)
        links |= {event.id: _ADDRESSES.event(event.id) for event in shown}
        labels |= {event.id: _tell(event) for event in shown}
        rows.append(_show(row, target, shown))
    system = replace(system, strains=replace(system.strains, rows=tuple(rows)))
    return Section(system, links, labels, generation, behind=False)


def _show(row: StrainContext, target: str, shown: list[Event]) -> StrainContext:
    return replace(row, target=target, events=tuple(event.id for event in shown))


def _find_window(levels: Levels, domain: str) -> tuple[date, date]:
    """Whole years up to the last news; a long thin beginning is cut off, as in the report."""
    observations = levels.observations
    mine = observations.domain == observations.domains.index(domain)
    days = np.sort(observations.day[mine])
    first, bulk, last = (
        date.fromordinal(round(day)) for day in (days[0], days[int((1.0 - _BULK) * days.size)], days[-1])
    )
    begin = bulk if (last - bulk) * 2 < last - first else first
    return date(begin.year, 1, 1), date(last.year, 12, 31)


def _target_pairs(system: SystemContext, domain: str) -> SystemContext:
    return replace(
        system,
        pairs=tuple(
            (one, other, _ADDRESSES.dyad(system.nodes[one].id, system.nodes[other].id, domain))
            for one, other, _ in system.pairs
        ),
    )


def _find_events(reader: LedgerReader, dyad: tuple[str, str], domain: str) -> list[Event]:
    """The newest dated events that move a pair in a domain."""
    told = (event for event, _ in reader.representatives(dyad=dyad, newest=True, limit=_READ))
    moving = [one for one in told if one.date and one.status in DONE and domain in find_domains(one)]
    return moving[:_EVIDENCE]


def _tell(event: Event) -> str:
    return f"{TYPE_WORDS.get(event.type, event.type.lower())}, {date_words(event.date)}"
