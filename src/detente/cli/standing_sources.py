"""Where a system of states comes from: the levels of a ledger, or a table of signed ties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

import detente
from detente.cli.books import check_word, identity, open_for_reading
from detente.cli.levels import levels_of, reserve, seen_days
from detente.cli.standing_tables import SignedTable, read_signed_table
from detente.core.errors import InputError, UnknownNameError, UsageError
from detente.system import System, build_system, build_system_of_ties, merge_layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from detente.ledger import Ledger
    from detente.relations import Levels

__all__ = [
    "Asked", "Evidence", "Known", "build_of_levels", "build_of_table", "name_some", "read_evidence",
    "span_of_events", "tell_evidence",
]  # fmt: skip

Dyad = tuple[str, str]
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user wants a system of.

    Attributes:
        ledger: Folder of the ledger.
        data: File of signed ties in its place.
        domains: Of the levels; several are added.
        undated: What becomes of events without a date.
        imported: From the imported rows.
        states: Words for the only states to take; all if empty.
        others: Whether armed groups, organisations and persons are taken too.
    """

    ledger: Path
    data: Path | None = None
    domains: tuple[str, ...] = ("overall",)
    undated: Literal["apart", "published"] = "apart"
    imported: bool = False
    states: tuple[str, ...] = ()
    others: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a ledger knows of a dyad: dated events, and the first and last of their days."""

    events: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What systems are built of; either levels or a table.

    Attributes:
        asked: What was asked for.
        states: Those that count, sorted.
        left_out: Others that were seen and are no states.
        levels: Of a ledger.
        known: Of each of its dyads.
        table: Of a file.
    """

    asked: Asked
    states: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    levels: Levels | None = None
    known: dict[Dyad, Known] | None = None
    table: SignedTable | None = None


def read_evidence(asked: Asked) -> Evidence:
    """The levels of the ledger, or the table of the file, and the states that count.

    Raises:
        UsageError: If options of the ledger are given with a file, or fewer than two states named.
        InputError: If there is nothing dated, the file is wrong, or fewer than two states are left.
        UnknownNameError: If a state named is not known.
    """
    if asked.data is not None:
        if asked.imported or asked.others or asked.undated != "apart" or asked.domains != ("overall",):
            raise UsageError(
                "--data takes the place of the ledger",
                hint="leave out --domain, --imported, --undated, --others",
            )
        table = read_signed_table(asked.data)
        names = sorted({name for row in table.rows for name in row.dyad})
        words = {name.casefold(): name for name in names}
        chosen = [check_word("state", word, words.values()) or "" for word in asked.states]
        return Evidence(asked, _check(chosen or names, asked), table=table)
    with open_for_reading(asked.ledger) as books:
        return _read_levels(asked, books)


def _read_levels(asked: Asked, books: Ledger) -> Evidence:
    only = asked.domains[0] if len(asked.domains) == 1 else None
    levels = levels_of(books, domain=only, undated=asked.undated, imported=asked.imported)
    seen = {name for dyad in _find_known(levels, asked.domains) for name in dyad}
    if asked.states:
        chosen = [identity(word, books) for word in asked.states]
        return _of_levels(asked, levels, _check(chosen, asked))
    kinds = {actor.id: actor.kind for actor in books.actors()}
    kinds |= {name: actor.kind for name, actor in detente.read_actor_base().actors.items() if name in seen}
    left_out = [] if asked.others else sorted(name for name in seen if kinds.get(name, "state") != "state")
    kept = _check(sorted(seen - set(left_out)), asked)
    return replace(_of_levels(asked, levels, kept), left_out=tuple(left_out))


def _of_levels(asked: Asked, levels: Levels, states: tuple[str, ...]) -> Evidence:
    return Evidence(asked, states, levels=levels, known=_find_known(levels, asked.domains))


def _check(names: Sequence[str], asked: Asked) -> tuple[str, ...]:
    found = tuple(sorted(set(names)))
    if len(found) >= 2:
        return found
    if asked.states:
        raise UsageError(f"--states names {found[0]} alone", hint="name two or more: --states RUS,PAK,IND")
    raise InputError("no two states were seen", hint="--others takes armed groups and organisations too")


def _find_known(levels: Levels, domains: Iterable[str]) -> dict[Dyad, Known]:
    """Events and days of every dyad that was seen in one of the domains; an event in two counts once."""
    from datetime import date  # noqa: PLC0415  only here

    observations = levels.observations
    rows = np.isin(observations.domain, [observations.domains.index(name) for name in domains])
    pairs = np.unique(np.stack([observations.dyad[rows], observations.event[rows]]), axis=1)
    n_dyads = len(observations.dyads)
    counts = np.bincount(pairs[0], minlength=n_dyads)
    first, last = np.full(n_dyads, np.inf), np.full(n_dyads, -np.inf)
    np.minimum.at(first, observations.dyad[rows], observations.day[rows])
    np.maximum.at(last, observations.dyad[rows], observations.day[rows])
    return {
        observations.dyads[place]: Known(
            int(counts[place]),
            date.fromordinal(int(first[place])).isoformat(),
            date.fromordinal(int(last[place])).isoformat(),
        )
        for place in np.flatnonzero(counts).tolist()
    }


def build_of_levels(evidence: Evidence, when: date) -> System:
    """The system of a day, of one layer; without a tie if nothing is known between its states.

    Raises:
        UsageError: If the evidence is a table.
    """
    if evidence.levels is None or evidence.known is None:
        raise UsageError("a table has periods, not days", hint="build_of_table")
    states = set(evidence.states)
    if not any(states.issuperset(dyad) for dyad in evidence.known):
        return _build_empty(evidence, when)
    system = build_system(evidence.levels, when, layers=evidence.asked.domains, states=evidence.states)
    if len(system.layers) > 1:
        system = merge_layers(system, name=" + ".join(system.layers))
    return system


def build_of_table(evidence: Evidence, period: str, *, when: date | None = None) -> System:
    """The system of a period of the table.

    Raises:
        UsageError: If the evidence are levels.
        UnknownNameError: If there is no such period.
    """
    table = evidence.table
    if table is None:
        raise UsageError("levels have days, not periods", hint="build_of_levels")
    if period not in table.periods:
        raise UnknownNameError(
            f"{table.name} has no period {period!r}", hint=f"known: {name_some(table.periods)}"
        )
    states = set(evidence.states)
    rows = [row for row in table.rows if row.period == period and states.issuperset(row.dyad)]
    if not rows:
        return _build_empty(evidence, when)
    sure = [
        row.positive if row.positive is not None else (1.0, 0.5, 0.0)[1 - int(np.sign(row.weight))]
        for row in rows
    ]
    return build_system_of_ties(
        [row.dyad[0] for row in rows],
        [row.dyad[1] for row in rows],
        weight=[row.weight for row in rows],
        positive=sure,
        states=evidence.states if evidence.asked.states else None,
        when=when,
    )


def _build_empty(evidence: Evidence, when: date | None) -> System:
    shape = (1, len(evidence.states), len(evidence.states))
    return System(evidence.states, ("overall",), np.zeros(shape), np.full(shape, np.nan), when=when)


def name_some(names: Sequence[str], *, most: int = _NAMED) -> str:
    """Some names, and how many more there are.

    >>> name_some(["RUS", "PAK", "IND"], most=2)
    'RUS, PAK and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def span_of_events(evidence: Evidence) -> tuple[date, date]:
    """The first and last day of an event between the states that count (dates vaguer than a year apart).

    Raises:
        InputError: If the domains asked for have no event.
    """
    if evidence.levels is None:
        raise UsageError("a table has periods, not events", hint="build_of_table")
    states = set(evidence.states)
    pairs = [dyad for dyad in evidence.known or () if states.issuperset(dyad)]
    observations = evidence.levels.observations
    seen = set(np.unique(observations.domain).tolist())
    spans = []
    for name in evidence.asked.domains:
        place = observations.domains.index(name)
        held = {
            observations.dyads[k] for k in np.unique(observations.dyad[observations.domain == place]).tolist()
        }
        if place in seen:
            spans.append(seen_days(evidence.levels, name, *(held.intersection(pairs) or held)))
    if not spans:
        raise InputError(
            f"no dated event belongs to {' or '.join(evidence.asked.domains)}", hint="try another --domain"
        )
    return min(span[0] for span in spans), max(span[1] for span in spans)


def tell_evidence(evidence: Evidence, systems: Sequence[System]) -> list[str]:
    """What a reader must know of the evidence of some systems, in words."""
    words = []
    if evidence.left_out:
        words.append(f"left out, being no states: {name_some(evidence.left_out)}; --others takes them in")
    if evidence.levels is None:
        return words
    early = [str(system.when) for system in systems if _count_early(evidence, system)]
    if early:
        most = max(_count_early(evidence, system) for system in systems)
        ties = f"{'up to ' if len(early) > 1 else ''}{most} {'tie' if most == 1 else 'ties'}"
        words.append(
            f"drawn back from events that came later, as none came before: {ties} on {name_some(early)}"
        )
    observations = evidence.levels.observations
    seen = set(np.unique(observations.domain).tolist())
    told = [name for name in evidence.asked.domains if observations.domains.index(name) in seen]
    return [*words, *(reserve(evidence.levels, name) for name in told)]


def _count_early(evidence: Evidence, system: System) -> int:
    """Ties of a system whose pair has its first event after the system's day."""
    if system.when is None or evidence.known is None:
        return 0
    when = system.when.isoformat()
    names = system.states
    pairs = [
        (min(names[i], names[j]), max(names[i], names[j]))
        for i, j in np.argwhere(np.triu(system.weights[0])).tolist()
    ]
    return sum(evidence.known[pair].first > when for pair in pairs if pair in evidence.known)
