"""Which pairs of states a map shows, how many events each has, and how warm it was."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import combinations, groupby, product
from operator import itemgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from detente.actors import read_actor_base
from detente.pages.dyads_tally import find_tally
from detente.pages.levels_kept import find_levels
from detente.pages.scopes import ask_record
from detente.pages.scopes_levels import LevelNow
from detente.relations import find_domains
from detente.relations.levels import find_series, measure_moments
from detente.report.words import DONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.coding.event import Event
    from detente.core.rows import Row
    from detente.ledger import LedgerReader
    from detente.relations import Levels

__all__ = ["READ", "Asking", "Counted", "PairCount", "count_pairs", "measure_levels"]

READ = 30_000
"""Events of a period, the latest, that are counted at most."""
_Z90 = 1.6448536269514722

Dyad = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is shown: ISO days, the second not included, empty for open ends; a domain; one actor's pairs."""

    since: str = ""
    until: str = ""
    domain: str = "overall"
    actor: str = ""

    @property
    def is_all(self) -> bool:
        """Whether every event counts."""
        return not self.since and not self.until and self.domain == "overall"


@dataclass(frozen=True, slots=True)
class PairCount:
    """A pair: its events that occurred or are going on, and all others."""

    dyad: Dyad
    n_events: int
    n_pending: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted.

    Attributes:
        pairs: Most eventful first.
        n_by_actor: Actor to its events, of any status.
        names: Actor to its name.
        counting: Whether the ledger is being counted for the first time.
        behind: Whether the ledger has grown since.
        cut: Whether only the latest `READ` events of what was asked for were counted.
    """

    pairs: tuple[PairCount, ...] = ()
    n_by_actor: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    counting: bool = False
    behind: bool = False
    cut: bool = False


def count_pairs(reader: LedgerReader, asking: Asking) -> Counted:
    """The pairs and actors of what was asked for; of all of a ledger, as the tables of pairs count them."""
    if not asking.is_all:
        return _count_asked(reader, asking)
    tally = find_tally(reader)
    return Counted(
        pairs=tuple(PairCount(row.dyad, row.n_events, row.n_pending) for row in tally.pairs),
        n_by_actor=tally.n_by_actor,
        names={name: actor.name for name, actor in tally.actors.items()},
        counting=tally.generation < 0,
        behind=tally.behind,
    )


def _count_asked(reader: LedgerReader, asking: Asking) -> Counted:
    where = "date_start >= :since AND date_start < :until" if asking.since or asking.until else "true"
    given = {"since": asking.since, "until": asking.until or "9999-99", "most": READ}
    rows = ask_record(reader, _CHOSEN.format(where=where), given)
    sums: dict[Dyad, list[int]] = defaultdict(lambda: [0, 0])
    n_by_actor: Counter[str] = Counter()
    n_read, known = 0, read_actor_base().actors
    for _, group in groupby(rows, key=itemgetter("id")):
        told = list(group)
        n_read += 1
        if asking.domain != "overall" and asking.domain not in _domains_of(told[0]):
            continue
        n_by_actor.update({row["actor"] for row in told if row["actor"]})
        for dyad in _dyads_of(told):
            sums[dyad][told[0]["status"] not in DONE] += 1
    pairs = [PairCount(dyad, done, pending) for dyad, (done, pending) in sums.items()]
    return Counted(
        pairs=tuple(sorted(pairs, key=lambda pair: (-pair.n_events, -pair.n_pending, pair.dyad))),
        n_by_actor=n_by_actor,
        names={name: known[name].name for name in n_by_actor if name in known},
        cut=n_read >= READ,
    )


def _dyads_of(told: Sequence[Row]) -> set[Dyad]:
    """The pairs of an event as the tables have them: each source with each target, or sources alone."""
    sources = [row["actor"] for row in told if row["role"] == "source"]
    targets = [row["actor"] for row in told if row["role"] == "target"]
    ends = product(sources, targets) if targets else combinations(sources, 2)
    return {(min(one, other), max(one, other)) for one, other in ends if one != other}


def _domains_of(row: Row) -> tuple[str, ...]:
    return _find_domains(row["contexts"], row["type"], row["mode"])


@lru_cache(maxsize=10_000)
def _find_domains(contexts: str, kind: str, mode: str | None) -> tuple[str, ...]:
    told = SimpleNamespace(contexts=tuple(json.loads(contexts)), type=kind, mode=mode)
    return find_domains(cast("Event", told))  # all of an event that it reads


def measure_levels(
    reader: LedgerReader, dyads: Sequence[Dyad], asking: Asking
) -> tuple[dict[Dyad, LevelNow], bool, bool]:
    """The level of each pair at its last news in what was asked for.

    And whether levels are being measured for the first time, and whether they are older than the ledger.
    """
    kept = find_levels(reader, domain=asking.domain)
    if kept.levels is None:
        return {}, kept.generation < 0, kept.behind
    last, seen = _last_days(kept.levels, asking)
    place = {dyad: index for index, dyad in enumerate(kept.levels.observations.dyads)}
    known = [(dyad, place[dyad]) for dyad in dyads if dyad in place and last[place[dyad]]]
    if not known:
        return {}, False, kept.behind
    series = np.array([find_series(kept.levels, dyad, asking.domain) for dyad, _ in known], dtype=np.int64)
    days = np.array([last[index] for _, index in known])
    moments = measure_moments(kept.levels, series, days)
    half = _Z90 * np.sqrt(moments.variance)
    out = {}
    for (dyad, index), mean, reach in zip(known, moments.mean.tolist(), half.tolist(), strict=True):
        when = date.fromordinal(round(float(last[index]))).isoformat()
        out[dyad] = LevelNow(mean, mean - reach, mean + reach, when, int(seen[index]))
    return out, False, kept.behind


def _last_days(levels: Levels, asking: Asking) -> tuple[Any, Any]:
    """By the place of each dyad: the day of its last news, 0 without any, and how much news there is."""
    rows = levels.observations
    chosen = rows.domain == rows.domains.index(asking.domain)
    if asking.since:
        chosen &= rows.day >= date.fromisoformat(asking.since).toordinal()
    if asking.until:
        chosen &= rows.day < date.fromisoformat(asking.until).toordinal()
    last = np.zeros(len(rows.dyads))
    np.maximum.at(last, rows.dyad[chosen], rows.day[chosen])
    return last, np.bincount(rows.dyad[chosen], minlength=len(rows.dyads))


_CHOSEN = """
WITH chosen AS (
    SELECT id, status, contexts, type, mode, date_start FROM merged_events
    WHERE {where}
    ORDER BY date_start DESC, id DESC LIMIT :most
)
SELECT chosen.id AS id, status, contexts, type, mode, role, actor
FROM chosen LEFT JOIN merged_participants ON merged_participants.event = chosen.id AND role <> 'person'
ORDER BY date_start DESC, chosen.id DESC
"""
