"""How many events every dyad and every actor has, counted once a generation."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from detente.pages.dyads_beside import Beside, Made
from detente.pages.levels_kept import is_large, note_kept
from detente.pages.scopes import ask_record
from detente.report.words import DONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.actors.actor import Actor
    from detente.ledger import LedgerReader

__all__ = ["PairSum", "Tally", "find_tally"]

_LONGEST = 2  # a date over more years than this has no place among years

Dyad = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PairSum:
    """The sums of one dyad.

    Attributes:
        dyad: Two actor identities, sorted.
        n_events: Events that occurred or are going on.
        n_pending: All others.
        n_by_quad: The events by quad class 1 to 4.
        mean_intensity: Of the events, weighted by confidence.
        last: ISO first day of the last dated event, or empty.
        last_date: Its date as it is told, in EDTF.
        years: Year with cooperative and conflictual events of that year, in order.
    """

    dyad: Dyad
    n_events: int
    n_pending: int
    n_by_quad: tuple[int, int, int, int]
    mean_intensity: float
    last: str
    last_date: str
    years: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of a ledger.

    Attributes:
        pairs: Most eventful first.
        by_pair: The same by dyad.
        actors: Every actor by identity.
        n_by_actor: Actor to its events.
        counts: As `LedgerReader.counts` has them.
        n_done: Events that occurred or are going on.
        generation: Of the ledger then; -1 while it is first counted.
        behind: Whether the ledger has changed since.
    """

    pairs: tuple[PairSum, ...] = ()
    by_pair: Mapping[Dyad, PairSum] = field(default_factory=dict)
    actors: Mapping[str, Actor] = field(default_factory=dict)
    n_by_actor: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, Any] = field(default_factory=dict)
    n_done: int = 0
    generation: int = -1
    behind: bool = False

    def pairs_of(self, actor: str) -> list[PairSum]:
        """The dyads of an actor, most eventful first."""
        return [row for row in self.pairs if actor in row.dyad]


def find_tally(reader: LedgerReader) -> Tally:
    """The sums as they are now or, of a large ledger, as they were when last counted."""
    made = _BESIDE.find(reader, reader.generation(), wait=not is_large(reader))
    tally = made.thing or Tally()
    return replace(tally, behind=made.behind, generation=made.generation)


def _count(reader: LedgerReader) -> Tally:
    rows: dict[Dyad, list[dict[str, Any]]] = defaultdict(list)
    for row in ask_record(reader, _PAIRS, {"longest": _LONGEST}):
        rows[(row["a"], row["b"])].append(row)
    pairs = sorted(
        (_sum(dyad, found) for dyad, found in rows.items()),
        key=lambda pair: (-pair.n_events, -pair.n_pending, pair.dyad),
    )
    counted = ask_record(reader, _ACTORS, {})
    done = ask_record(reader, _DONE, {})
    return Tally(
        pairs=tuple(pairs),
        by_pair={pair.dyad: pair for pair in pairs},
        actors={actor.id: actor for actor in reader.actors()},
        n_by_actor={row["actor"]: row["n"] for row in counted},
        counts=reader.counts(),
        n_done=sum(row["n"] for row in done if row["status"] in DONE),
    )


def _sum(dyad: Dyad, rows: Iterable[Mapping[str, Any]]) -> PairSum:
    quads: Counter[int] = Counter()
    years: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    pending, weight, total, last = 0, 0.0, 0.0, ""
    for row in rows:
        if row["status"] not in DONE:
            pending += row["n"]
            continue
        quads[row["quad"]] += row["n"]
        weight, total = weight + row["weight"], total + row["total"]
        last = max(last, row["last"] or "")
        if row["year"]:
            years[int(row["year"])][row["quad"] > 2] += row["n"]
    return PairSum(
        dyad=dyad,
        n_events=sum(quads.values()),
        n_pending=pending,
        n_by_quad=(quads[1], quads[2], quads[3], quads[4]),
        mean_intensity=total / weight if weight else 0.0,
        last=last[:10],
        last_date=last[11:],
        years=tuple((year, sides[0], sides[1]) for year, sides in sorted(years.items())),
    )


_PAIRS = """
SELECT a, b, status, quad_class AS quad,
    CASE WHEN substr(date_stop, 1, 4) - substr(date_start, 1, 4) < :longest
        THEN substr(date_start, 1, 4) END AS year,
    count(*) AS n, sum(intensity * confidence) AS total, sum(confidence) AS weight,
    max(date_start || ' ' || date) AS last
FROM merged_dyads CROSS JOIN merged_events ON merged_events.id = event
GROUP BY a, b, status, quad_class, year
"""
_ACTORS = "SELECT actor, count(*) AS n FROM merged_actors GROUP BY actor"
_DONE = "SELECT status, count(*) AS n FROM merged_events GROUP BY status"


class _Sums(Beside[Tally]):
    """Sums that tell the pages kept when there are new ones; a class because `Beside` is one."""

    def _keep(self, key: str, thing: Tally, generation: int) -> Made[Tally]:
        made = super()._keep(key, thing, generation)
        note_kept()
        return made


_BESIDE = _Sums(_count)
